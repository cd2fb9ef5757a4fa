"""The engine of live figures: tables that fit, errors an author understands, nothing left behind."""

import asyncio
from dataclasses import replace

import every_artist
import example_lab
import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
import stamps
from conftest import ROOT

from course_utils.labs import prophet_lab
from course_utils.labs.engine import convert, tracks
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.labs.engine.live import Live
from course_utils.labs.engine.scene import _axes, draw, packed
from course_utils.labs.engine.shown import Shown

RESTS_ON = stamps.LABS
pytestmark = pytest.mark.usefixtures("plain_script", "no_figure_left")


@pytest.fixture
def lab():
    made = every_artist.lab()
    yield made
    made.close()


@pytest.fixture
def axes():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def value(lab):
    """Return where the slider of a lab of one stands."""
    return float(lab.widget.table_w["values"][lab.widget.position_w])


def unpacked(table, name, key, position):
    """Return one row of one array of a packed table, as the browser reads it."""
    (artist,) = [one for one in table["artists"] if one["name"] == name]
    part, data = artist["arrays"][key], table["data"]
    row = np.frombuffer(data[part["which"] :], np.uint16)[position] if "which" in part else position
    everything = np.frombuffer(data[part["at"] :], part["type"], count=part["size"] * part["rows"])
    return everything[row * part["step"] :][: part["size"]]


def test_the_browser_gets_what_matplotlib_draws():
    fig, artists = every_artist.figure()
    sweep = every_artist.sweep()
    table = packed(fig, artists, sweep)
    for position in (0, 77, 200):
        draw(artists, sweep, position)
        for name in ("wave", "dashed", "decay", "when", "level"):
            line = artists[name]
            shown = np.stack(line.get_data(), axis=1).astype(float)
            wanted = line.axes.transAxes.inverted().transform(line.get_transform().transform(shown))
            got = np.stack([unpacked(table, name, key, position) for key in "xy"], axis=1)
            near = np.abs(wanted) < 5  # far off the edge only the direction counts
            np.testing.assert_allclose(got[near], wanted[near], atol=1e-5)
    plt.close(fig)


def test_a_table_is_read_only_once_for_every_position():
    fig, artists = every_artist.figure()
    sweep = every_artist.sweep()
    table = packed(fig, artists, sweep)
    plt.close(fig)
    assert len(table["data"]) < 600_000


def test_a_row_that_comes_often_travels_once(axes):
    axes.set(xlim=(0, 1), ylim=(0, 1))
    (line,) = axes.plot(np.zeros(50))
    values = np.repeat([0.25, 0.5, np.nan], 100)
    sweep = Sweep(np.arange(300), {"line": values[:, None] * np.ones(50)}, [""] * 300)
    table = packed(axes.figure, {"line": line}, sweep)
    assert len(table["data"]) == 50 * 4 + 3 * 50 * 4 + 300 * 2  # x, three rows of y, which each position has
    for position in (0, 99, 100, 299):
        np.testing.assert_equal(unpacked(table, "line", "y", position), np.float32(values[position]))


@pytest.mark.parametrize("scale", ["linear", "log", "symlog"])
def test_fractions_follow_the_scale_of_the_axes(axes, scale):
    axes.set(yscale=scale, ylim=(0.1, 1000))
    values = np.array([0.1, 1.0, 30.0, 1000.0])
    pixels = axes.transData.transform(np.stack([0 * values, values], axis=1))
    wanted = axes.transAxes.inverted().transform(pixels)[:, 1]
    np.testing.assert_allclose(convert.fraction(axes.yaxis, values), wanted, atol=1e-6)


def test_any_other_scale_is_sent_as_values_along_the_axis(axes):
    axes.set_yscale("symlog", base=2, linthresh=1, linscale=1.5)
    axes.set(ylim=(-1.35, 3.9))
    low, high, scale, _ = _axes(axes)["y"]
    assert scale[0] == pytest.approx(low) and scale[-1] == pytest.approx(high)
    np.testing.assert_allclose(convert.fraction(axes.yaxis, scale), np.linspace(0, 1, 101), atol=1e-6)
    axes.set(xscale="log", yscale="linear")
    assert _axes(axes)["x"][2] == "log" and _axes(axes)["y"][2] == "linear"


def test_values_beyond_all_bounds_stay_at_the_edge_and_gaps_stay_gaps(axes):
    axes.set(yscale="log", ylim=(1e-6, 1))
    fractions = convert.fraction(axes.yaxis, [0, 1e-300, np.inf, np.nan])
    assert fractions[0] < -5 and fractions[1] < -5 and fractions[2] > 5 and np.isnan(fractions[3])


@pytest.mark.parametrize("origin", ["upper", "lower"])
def test_images_stand_the_right_way_up(axes, origin):
    image = axes.imshow(np.zeros((2, 3), dtype=np.uint8), vmin=0, vmax=255, origin=origin)
    levels = np.arange(6, dtype=np.uint8).reshape(1, 2, 3)
    _, arrays = tracks.pack(image, levels)
    top = arrays["levels"][0, 0]
    np.testing.assert_array_equal(top, levels[0, 0] if origin == "upper" else levels[0, 1])


def test_drawing_returns_the_reading_of_the_position():
    fig, artists = every_artist.figure()
    assert draw(artists, every_artist.sweep(), 200) == "At w = 2.00 the wave turns 2.00 times as fast."
    assert artists["note"].get_text() == "w = 2.00"
    plt.close(fig)


# errors an author of a lab can act on


@pytest.mark.parametrize("values", [[], [0.0, np.nan], [np.inf], [[1.0]]])
def test_slider_values_must_be_finite_numbers(values):
    with pytest.raises(ValueError, match="finite numbers"):
        Sweep(values, {}, [])


def test_every_track_needs_a_row_for_every_position():
    with pytest.raises(ValueError, match="'line' has 2 rows for 3 positions"):
        Sweep([1, 2, 3], {"line": np.zeros((2, 5))}, ["a", "b", "c"])
    with pytest.raises(ValueError, match="'readings' has 1 rows"):
        Sweep([1, 2], {}, ["a"])


def test_artists_and_tracks_must_have_the_same_names(axes):
    line = axes.plot([0, 1])[0]
    with pytest.raises(ValueError, match=r"artists \['a'\] and tracks \['b'\]"):
        packed(axes.figure, {"a": line}, Sweep([0], {"b": np.zeros((1, 2))}, [""]))


def test_an_artist_must_stand_on_the_figure(axes):
    other, ax = plt.subplots()
    line = ax.plot([0, 1])[0]
    with pytest.raises(ValueError, match="'a' is not on the figure"):
        packed(axes.figure, {"a": line}, Sweep([0], {"a": np.zeros((1, 2))}, [""]))
    plt.close(other)


def test_an_artist_that_cannot_move_is_named(axes):
    quiver = axes.quiver([0], [0], [1], [1])
    with pytest.raises(TypeError, match="Quiver can't be live"):
        packed(axes.figure, {"a": quiver}, Sweep([0], {"a": np.zeros((1, 2))}, [""]))


def test_images_are_levels_of_eight_bits(axes):
    image = axes.imshow(np.zeros((2, 2)))
    with pytest.raises(ValueError, match="uint8 levels 0..255, not float64"):
        tracks.pack(image, np.zeros((1, 2, 2)))


def test_a_table_of_more_than_two_megabytes_is_refused():
    def figure():
        fig, ax = plt.subplots()
        return fig, {"line": ax.plot(np.zeros(2000))[0]}

    def sweep():
        rows = np.linspace(0, 1, 401)[:, None] * np.ones(2000)
        return Sweep(np.arange(401), {"line": rows}, [""] * 401)

    with pytest.raises(ValueError, match="the table has 3.2 MB, more than 2: show fewer"):
        Live(Lab("Much", figure, sweep, {"x": ("x", "{}")}, {"x": 0}))


# the widget


def test_a_change_of_a_control_brings_a_new_table(lab):
    before = lab.widget.table_w
    lab._controls["waves"].value = 3
    assert lab.widget.table_w != before and lab.widget.settings == {"waves": "3"}
    assert "3 waves" not in lab.widget.status


def test_a_figure_is_drawn_anew_only_for_a_setting_that_it_takes():
    def shown(before, **changes):
        return Shown(prophet_lab.LAB, {**settings, **changes}, sliders, before)

    start, names = prophet_lab.LAB.start, set(prophet_lab.LAB.controls)
    settings = {name: start[name] for name in names}
    sliders = {name: value for name, value in start.items() if name not in names}
    first = shown(None)
    other = shown(first, holidays=not settings["holidays"])
    assert other.stage is first.stage and other.tables != first.tables
    alone = shown(None, holidays=not settings["holidays"])
    assert {**alone.stage, "background": ""} == {**other.stage, "background": ""}
    assert alone.tables == other.tables
    taken = shown(first, capacity=settings["capacity"] + 1)
    assert taken.stage["background"] != first.stage["background"]
    back = shown(taken)
    assert back._drawn is first._drawn and back.stage == first.stage, "it is drawn twice"
    assert back.stage is not taken.stage, "the page is not told"


def test_the_slider_stays_where_it_was(lab):
    lab.widget.position_w = 150
    lab._controls["waves"].value = 2
    assert lab.widget.position_w == 150


def test_a_position_of_an_older_longer_table_does_no_harm(lab):
    lab.widget.position_w = 5_000
    lab._controls["waves"].value = 2
    assert lab.widget.status == "" and lab.widget.scene["jump"] == []


def test_a_burst_of_changes_is_answered_once_by_the_newest(lab, monkeypatch):
    answered = []
    make = every_artist.sweep
    counting = replace(lab._lab, sweep=lambda waves: answered.append(waves) or make(waves))
    monkeypatch.setattr(lab, "_lab", counting)

    async def burst():
        for waves in (2, 3, 4, 5):
            lab._controls["waves"].value = waves
        assert lab.widget.status == "computing"
        await asyncio.sleep(0.2)

    asyncio.run(burst())
    assert answered == [5] and lab.widget.status == ""


def test_an_error_in_the_kernel_is_one_line_and_the_picture_stays(lab):
    before = lab.widget.table_w
    lab._controls["waves"].value = 13
    assert lab.widget.status == "ValueError: thirteen waves are too many"
    assert lab.widget.table_w == before
    lab._controls["waves"].value = 2
    assert lab.widget.status == ""


def test_presets_move_all_controls_and_reset_moves_them_back(lab):
    lab._on_message(None, {"kind": "preset", "name": "fast"}, [])
    assert lab.settings == {"waves": 3} and value(lab) == pytest.approx(1.5)
    lab._on_message(None, {"kind": "preset", "name": "reset"}, [])
    assert lab.settings == {"waves": 1} and value(lab) == pytest.approx(0.9)


def test_a_preset_keeps_its_value_when_the_page_rounds_a_control(lab):
    async def preset_then_echo():
        lab._on_message(None, {"kind": "preset", "name": "fast"}, [])
        lab._controls["waves"].value = 4  # what a slider in the page sends back
        await asyncio.sleep(0.2)

    asyncio.run(preset_then_echo())
    assert lab.settings == {"waves": 4} and value(lab) == pytest.approx(1.5)


def test_the_stored_output_is_one_constant_line(lab):
    assert (
        lab.view._repr_mimebundle_()["text/plain"]
        == "Every artist. At w = 0.90 the wave turns 0.90 times as fast."
    )


def test_closing_leaves_no_widget_behind():
    before = set(widgets.widget._instances) if hasattr(widgets.widget, "_instances") else None
    made = every_artist.lab()
    made.close()
    assert before is None or set(widgets.widget._instances) == before


def test_a_lab_without_controls_is_a_figure_and_a_slider():
    def figure():
        fig, ax = plt.subplots()
        return fig, {"line": ax.plot([0, 1])[0]}

    table = Sweep([0, 1], {"line": np.eye(2)}, ["a", "b"])
    made = Live(Lab("Bare", figure, lambda: table, {"x": ("x", "{}")}, {"x": 1}))
    assert made.widget.position_x == 1 and made.widget.scene["presets"] == ["reset"]
    made.close()


def test_the_code_a_lab_offers_runs(lab, capsys):
    settings = {**lab.widget.settings, "w": value(lab)}
    exec(lab.widget.scene["code"].format(**settings), {})
    assert "At w = 0.90 the wave turns 0.90 times as fast." in capsys.readouterr().out


# the example for contributors


def test_the_example_in_contributing_is_a_lab_that_runs():
    source = (ROOT / "tests" / "example_lab.py").read_text(encoding="utf-8")
    assert f"```python\n{source}```" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 30
    view = example_lab.show()
    assert view.stored == "A swing. Damping 0.20: half of the swing is gone after 3.5 s."
    assert view.children[0].table_damping["readings"][-1].startswith("Damping 1.00")
