"""A lab of several sliders: each has a table of its own, true for where the others stand."""

import asyncio
import gc
import weakref
from dataclasses import replace

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
import plane_lab
import pytest
import sliders_lab
import stamps
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.labs.engine import controls
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.labs.engine.live import Live
from course_utils.labs.engine.scene import packed

RESTS_ON = stamps.LABS
pytestmark = pytest.mark.usefixtures("plain_script", "no_figure_left")
SLIDERS = list(sliders_lab.SLIDERS)


@pytest.fixture
def lab():
    made = sliders_lab.lab()
    yield made
    made.close()


@pytest.fixture
def swept(lab, monkeypatch):
    """Return a list to which every computed table adds the name of its slider."""
    names = []

    def sweep(begin, **columns):
        names.extend(name for name, column in columns.items() if np.ptp(column))
        return sliders_lab.sweep(begin, **columns)

    monkeypatch.setattr(lab, "_lab", replace(lab._lab, sweep=sweep))
    return names


def table(lab, name):
    return getattr(lab.widget, f"table_{name}")


def release(lab, name, position):
    """Let go of a slider, as the page tells it."""
    setattr(lab.widget, f"position_{name}", position)


def picture(lab, name):
    """Return what the browser draws of one slider's table, and what it says."""
    place, rows, data = lab.positions[name], {}, table(lab, name)["data"]
    for artist in table(lab, name)["artists"]:
        rows[artist["name"], "texts"] = artist.get("texts", {place: ""})[place]
        for key, part in artist["arrays"].items():
            row = np.frombuffer(data[part["which"] :], "u2")[place] if "which" in part else place
            first = part["at"] + 4 * part["step"] * int(row)
            rows[artist["name"], key] = np.frombuffer(data[first:], "f4", part["size"])
    return rows, table(lab, name)["readings"][place]


def still(lab):
    """Return the same by way of matplotlib's own static figure, made for these very values alone."""
    values = {name: float(table(lab, name)["values"][place]) for name, place in lab.positions.items()}
    fig, artists = sliders_lab.figure(lab.settings["begin"])
    alone = packed(fig, artists, replace(sliders_lab.one(**lab.settings, **values), values=[0]))
    plt.close(fig)
    rows = {}
    for artist in alone["artists"]:
        rows[artist["name"], "texts"] = artist.get("texts", [""])[0]
        for key, part in artist["arrays"].items():
            rows[artist["name"], key] = np.frombuffer(alone["data"][part["at"] :], "f4", part["size"])
    return rows, alone["readings"][0]


MOVES = st.lists(
    st.one_of(
        *(
            st.tuples(st.just(name), st.integers(0, len(values) - 1))
            for name, (_, _, values) in sliders_lab.SLIDERS.items()
        ),
        st.tuples(st.just("preset"), st.sampled_from(["reset", "no friction", "creeps", "heavy, pushed"])),
        st.tuples(st.just("begin"), st.sampled_from(list(sliders_lab.BEGINS))),
    ),
    max_size=12,
)


@settings(max_examples=examples(15), deadline=None)
@given(MOVES)
def test_all_tables_show_the_one_picture_that_the_settings_ask_for(moves):
    lab = sliders_lab.lab()
    for what, to in moves:
        if what == "preset":
            lab._on_message(None, {"kind": "preset", "name": to}, [])
        elif what == "begin":
            lab._controls["begin"].value = to
        else:
            release(lab, what, to)
    wanted, sentence = still(lab)
    for name in SLIDERS:
        others = {other: place for other, place in lab.positions.items() if other != name}
        assert table(lab, name)["at"] == others
        rows, said = picture(lab, name)
        assert said == sentence and rows.keys() == wanted.keys()
        for key, row in rows.items():
            if key[1] == "texts":
                assert row == wanted[key]
            else:
                np.testing.assert_allclose(row, wanted[key], atol=1e-5)
    lab.close()


def test_letting_go_renews_the_tables_of_the_other_sliders_only(lab, swept):
    own = table(lab, "mass")
    release(lab, "mass", 150)
    assert swept == ["spring", "friction"] and table(lab, "mass") is own
    assert table(lab, "spring")["at"] == {"mass": 150, "friction": 10}


def test_a_renewal_moves_no_slider_and_draws_no_figure_again(lab):
    moved = []
    lab.widget.observe(moved.append, names=[f"position_{name}" for name in SLIDERS] + ["scene"])
    release(lab, "mass", 150)
    assert [change.name for change in moved] == ["position_mass"]


def test_a_control_renews_all_tables(lab, swept):
    lab._controls["begin"].value = "pushed"
    assert swept == SLIDERS
    assert lab.widget.scene["jump"] == []


def test_a_burst_is_answered_once_for_where_the_sliders_came_to_rest(lab, swept):
    async def burst():
        for place in range(100, 120):
            release(lab, "mass", place)
        release(lab, "spring", 3)
        assert lab.widget.status == "computing" and swept == []
        await asyncio.sleep(0.2)

    asyncio.run(burst())
    assert sorted(swept) == sorted(SLIDERS) and lab.widget.status == ""
    assert table(lab, "friction")["at"] == {"mass": 119, "spring": 3}


def test_a_preset_says_where_all_sliders_stand(lab, swept):
    release(lab, "mass", 0)
    swept.clear()
    lab._on_message(None, {"kind": "preset", "name": "creeps"}, [])
    values = {name: float(table(lab, name)["values"][place]) for name, place in lab.positions.items()}
    assert values == {"mass": 0.5, "spring": 5, "friction": 8}
    assert sorted(swept) == sorted(SLIDERS), "jumping was taken for a learner's hand and answered again"
    lab._on_message(None, {"kind": "preset", "name": "reset"}, [])
    assert lab.positions == {"mass": 40, "spring": 19, "friction": 10}


def test_the_kernel_answers_a_page_that_asks_whether_it_is_there(lab, monkeypatch):
    sent = []
    monkeypatch.setattr(lab.widget, "send", sent.append)
    lab._on_message(None, {"kind": "ping"}, [])
    assert sent == [{"kind": "heard"}]


def test_the_code_names_every_slider(lab, capsys):
    shown = {name: table(lab, name)["values"][place] for name, place in lab.positions.items()}
    code = lab.widget.scene["code"].format(**lab.widget.settings, **shown)
    assert code.endswith("sliders_lab.still(mass=0.50, spring=20, friction=0.50, begin='pulled')")
    sliders_lab.still(mass=0.5, spring=20, friction=0.5, begin="pulled")
    assert lab._shown.reading in capsys.readouterr().out


def test_an_error_is_one_line_and_all_tables_stay(lab, monkeypatch):
    def sweep(begin, mass, spring, friction):
        if mass.min() > 1:
            raise ValueError("too heavy")
        return sliders_lab.sweep(begin, mass, spring, friction)

    monkeypatch.setattr(lab, "_lab", replace(lab._lab, sweep=sweep))
    before = [table(lab, name) for name in SLIDERS]
    release(lab, "mass", 150)
    assert lab.widget.status == "ValueError: too heavy"
    assert [table(lab, name) for name in SLIDERS] == before
    release(lab, "mass", 30)
    assert lab.widget.status == "" and table(lab, "spring")["at"]["mass"] == 30


# what an author is told


def line():
    fig, ax = plt.subplots()
    return fig, {"line": ax.plot(np.zeros(1000))[0]}


def rows(a, b):
    return Sweep(None, {"line": (a + b) / 1000 * np.ones(1000)}, [""] * len(a))


def test_all_tables_together_stay_under_two_megabytes():
    many = {"a": ("a", "{}", np.arange(300)), "b": ("b", "{}", np.arange(300))}
    with pytest.raises(ValueError, match="the 2 sliders' tables have 2.4 MB, more than 2: show fewer"):
        Live(Lab("Much", line, rows, many, {"a": 0, "b": 0}))


ALONE = {"a": ("a", "{}")}
FEW = {"a": ("a", "{}", [0, 1]), "b": ("b", "{}", [0, 1])}


def test_a_slider_and_a_control_cannot_share_a_name():
    with pytest.raises(ValueError, match=r"\['a'\] name a slider and a control"):
        Lab("Twice", line, rows, FEW, {"a": 0, "b": 0}, {"a": controls.whole("a", 0, 1)})


def test_the_start_names_every_slider():
    with pytest.raises(ValueError, match=r"start names \['a'\], there are \['a', 'b'\]"):
        Lab("Half", line, rows, FEW, {"a": 0})


def test_one_slider_alone_takes_its_values_from_the_sweep():
    nowhere = Lab("One", line, lambda: Sweep(None, {"line": np.zeros((1, 1000))}, [""]), ALONE, {"a": 0})
    with pytest.raises(ValueError, match="neither the slider 'a' nor its sweep says which values it takes"):
        Live(nowhere)


def test_a_preset_can_only_set_what_is_there():
    with pytest.raises(ValueError, match=r"the preset 'far' sets \['value'\], no slider and no control"):
        Lab("Far", line, rows, FEW, {"a": 0, "b": 0}, presets={"far": {"value": 1}})


def test_a_table_needs_a_row_for_every_position_of_its_slider():
    def short(a, b):
        return Sweep(None, {"line": np.zeros((1, 1000))}, [""])

    with pytest.raises(ValueError, match="'line' has 1 rows for 2 positions of the slider"):
        Live(Lab("Short", line, short, FEW, {"a": 0, "b": 0}))


def test_closing_leaves_neither_widget_nor_lab_nor_figure_behind():
    before = set(widgets.widget._instances)
    made = sliders_lab.lab()
    assert set(widgets.widget._instances) > before
    release(made, "mass", 3)
    left = [weakref.ref(one) for one in (made, made.widget, made.view, made._shown._drawn[0])]
    made.close()
    assert set(widgets.widget._instances) == before
    del made
    gc.collect()
    assert [one() for one in left] == [None] * 4


# two sliders in one table, places to drag, play heads


@pytest.fixture
def plane():
    made = plane_lab.lab()
    yield made
    made.close()


def test_a_table_of_two_sliders_has_a_row_for_every_pair(plane):
    shared, second = table(plane, "a"), table(plane, "b")
    assert len(shared["readings"]) == 21 * 9 and (shared["stride"], second["stride"]) == (9, 1)
    assert second["shared"] == "a" and "data" not in second
    assert shared["at"] == second["at"] == {"phase": 1}
    for i, j in [(0, 0), (20, 8), (3, 7)]:
        wanted = plane_lab.one(a=i / 10, b=j / 4).readings[0]
        assert shared["readings"][i * shared["stride"] + j * second["stride"]] == wanted
    assert plane._shown.reading == plane_lab.one().readings[0]


def test_a_move_within_the_pair_asks_for_the_third_sliders_table_alone(plane):
    before = table(plane, "a")
    plane.widget.position_a = 4
    assert table(plane, "a") is before and table(plane, "phase")["at"] == {"a": 4, "b": 6}
    plane.widget.position_phase = 4
    assert table(plane, "a") is not before and table(plane, "b")["at"] == {"phase": 4}


def test_places_to_drag_say_where_each_value_is(plane):
    (place,) = table(plane, "a")["along"]
    ax = plane._shown._drawn[1]["mark"].axes
    assert place[:2] == [1, "x"] and plane._shown._drawn[0].axes[1] is ax
    np.testing.assert_allclose(place[2], (np.arange(21) / 10 + 0.1) / 2.2, atol=1e-6)
    assert [one[:2] for one in table(plane, "phase")["along"]] == [[0, "x"]]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"together": ("a", "none")}, "can't share a table"),
        ({"drag": {"mark": ("none", None)}}, r"move \['none'\], no sliders"),
        ({"plays": {"go": "none"}}, r"move \['none'\], no sliders"),
    ],
)
def test_what_moves_has_to_be_a_slider(wrong, said):
    with pytest.raises(ValueError, match=said):
        replace(plane_lab.LAB, **wrong)
