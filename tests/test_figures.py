"""Figures: one style, a reading for each, Hangul included."""

import base64
import io
import os
import subprocess
import sys
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from course_utils import figures
from course_utils.figures import geometry
from course_utils.figures import style as look
from course_utils.figures.style import CURVES, FORECAST, NETWORKS, REGIMES, curve_styles
from course_utils.sequences import load

pytestmark = pytest.mark.usefixtures("style")


@pytest.fixture
def shown(monkeypatch):
    """Collect what a notebook would display."""
    collected = []
    monkeypatch.setattr(look, "get_ipython", object)
    monkeypatch.setattr("IPython.display.display", lambda data, **more: collected.append((data, more)))
    return collected


def test_showing_stores_the_reading_with_the_picture_and_beneath_it_and_closes(shown):
    fig, ax = plt.subplots(figsize=(4, 2))
    ax.plot([1, 2])
    figures.show(fig, "It rises: 1 < 2.")
    (data, more), (reading, _) = shown
    assert reading == {"text/html": "<p>It rises: 1 &lt; 2.</p>", "text/plain": "It rises: 1 < 2."}
    assert more["metadata"]["image/png"] == {"alt": "It rises: 1 < 2.", "width": 384, "height": 192}
    assert data["text/plain"] == "<figure>"
    assert plt.get_fignums() == []
    picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert picture.size == (512, 256)  # finer than it is shown
    assert picture.mode == "P"  # few colours make a small file
    assert picture.convert("RGBA").getpixel((0, 0))[3] == 0  # no ground of its own


def test_the_same_figure_gives_the_same_bytes(shown):
    for _ in range(2):
        fig, ax = plt.subplots()
        ax.plot([1, 3, 2])
        figures.show(fig, "A peak.")
    assert shown[:2] == shown[2:]


def test_outside_a_notebook_the_reading_is_printed_and_no_bytes(capsys):
    fig, ax = plt.subplots()
    ax.plot([1, 3, 2])
    figures.show(fig, "A peak of 3.")
    assert capsys.readouterr().out == "A peak of 3.\n"


def test_shades_pass_into_each_other_and_rare_colours_survive(shown):
    fig, ax = plt.subplots()
    shades = ax.imshow(np.linspace(0, 1, 64)[None], aspect="auto")
    fig.colorbar(shades)
    ax.plot(50, 0, "s", color="#CC79A7", markersize=9)
    figures.show(fig, "A ramp with one square.")
    picture = Image.open(io.BytesIO(base64.b64decode(shown[0][0]["image/png"]))).convert("RGBA")
    colours = np.asarray(picture)[..., :3].astype(int)
    assert (np.abs(colours - (0xCC, 0x79, 0xA7)).max(axis=2) < 12).sum() > 40
    assert len(np.unique(colours[50], axis=0)) > 60


def test_hangul_is_drawn_without_a_warning():
    fig, ax = plt.subplots()
    ax.set_title("은닉 상태, 기울기 소실: vanishing gradient")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fig.canvas.draw()


def test_a_network_has_its_look_in_every_picture_and_other_curves_the_next_one():
    alone = curve_styles(["LSTM"])["LSTM"]
    mixed = curve_styles(["one", "LSTM, bias 1", "other"])
    assert alone == mixed["LSTM, bias 1"] == NETWORKS["LSTM"] and list(mixed) == [
        "one",
        "LSTM, bias 1",
        "other",
    ]
    assert [mixed["one"], mixed["other"]] == CURVES[:2]
    for family in (list(NETWORKS.values()), CURVES):
        assert (
            len({str(look["linestyle"]) for look in family}) == len({look["color"] for look in family}) == 4
        )
    with pytest.raises(ValueError, match="a, b, c, d, e"):
        curve_styles("abcde")


def test_a_forecast_is_compared_with_the_baseline():
    _, ax = plt.subplots()
    actual = np.array([0.0, 2.0, 0.0, 2.0])
    reading = figures.forecast(ax, np.arange(4), actual, actual + 3, 1.0, "Late", "day", "m")
    assert reading == "Late: error of the forecast 3.0, of the baseline 1.0."
    assert [text.get_text() for text in ax.texts] == ["actual", "forecast", "baseline"]
    assert ax.lines[1].get_color() == ax.texts[1].get_color() == FORECAST["color"]


def test_gaps_are_counted_and_measured():
    _, ax = plt.subplots()
    times = np.datetime64("2013-11-01T00", "h") + np.arange(8)
    values = np.array([1, np.nan, 1, 1, np.nan, np.nan, np.nan, 1])
    assert "2 gaps" in figures.gaps(ax, times, values, "m")
    assert "the longest lasts 3 hours" in figures.gaps(ax, times, values, "m")
    assert figures.gaps(ax, times, np.ones(8), "m").startswith("0 gaps")


def test_bars_and_sweeps_read_out_their_values():
    _, ax = plt.subplots()
    assert figures.bars(ax, {"b": 3, "a": 1.25}, "miss (m)") == "Miss (m): a 1.2, b 3.0."
    reading = figures.sweep(ax, [1, 2], {"a": [3, 4], "b": [5, 6]}, "length", "error")
    assert reading == "Error by length: a: 3 at 1, 4 at 2; b: 5 at 1, 6 at 2."
    curves = {"a": [1, 0.95, 0.2], "b": [1, 1, 1], "c": [0.1, 1, 1]}
    reading = figures.sweep(plt.figure().subplots(), [0, 1, 2], curves, "steps ago", "share", above=0.9)
    assert reading == "Share by steps ago, still above 0.9: a up to 1, b up to 2, c nowhere."


def test_spelling_reads_out_its_words():
    fig, ax = plt.subplots()
    words = figures.spelled([ax], np.zeros((1, 8, 8)), ["tne"], ["one"])
    assert words == "Written, left to right: tne. Right: 0 of 1."
    fig.canvas.draw()


def test_two_orders_tell_how_alike_neighbours_are():
    fig, axes = plt.subplots(1, 2)
    rises = np.arange(8.0)
    reading = figures.in_two_orders(axes, 1700 + np.arange(8), rises, rises[[0, 7, 1, 6, 2, 5, 3, 4]], "m")
    assert (
        reading.startswith("The same 8 numbers, 1700 to 1707.") and "in order 1.00, shuffled -0." in reading
    )
    fig.canvas.draw()


def test_the_five_shapes_count_inputs_and_outputs():
    fig, axes = plt.subplots(1, 5)
    reading = figures.five_shapes(axes)
    assert "many-to-one (3 in, 1 out)" in reading and "many-to-many, delayed (2 in, 2 out)" in reading
    fig.canvas.draw()


def test_an_edge_is_labelled_with_its_variable():
    _, ax = plt.subplots()
    figures.unit(ax, (0, 0), "h_1")
    figures.edge(ax, (0, 0), (1, 0), "W_hh")
    figures.edge(ax, (0, 0), (0, 1), "W_hy")
    assert [text.get_text() for text in ax.texts] == ["h_1", "W_hh", "W_hy"]


def test_curves_on_a_log_axis_tell_their_factor_in_the_direction_of_the_names():
    _, axes = plt.subplots(1, 2)
    curves = {"a": np.array([0.01, 0.1, 1.0]), "b": np.ones(3)}
    regimes = ["vanishing", "steady"]
    back = figures.log_curves(axes[0], [1, 2, 3], curves, regimes, "t", "norm")
    on = figures.log_curves(axes[1], [1, 2, 3], curves, ["exploding", "steady"], "k", "norm", at="end")
    assert back == "a: × 1.0e-02, vanishing; b: × 1, steady."
    assert on == "a: × 1.0e+02, exploding; b: × 1, steady."
    assert [line.get_color() for line in axes[0].lines] == [REGIMES[one] for one in regimes]
    assert all(1 <= tick <= 3 for ax in axes for tick in ax.get_xticks())


def test_a_gradient_of_zero_is_a_gap_and_no_warning(recwarn):
    fig, axes = plt.subplots(2, 1)
    profile, losses = np.array([0.0, 0.0, 0.1, 1.0]), np.array([0.7, 1e9, 0.0])
    one = {"cut": profile}, {"cut": "vanishing"}, {"cut": losses}, {"cut": False}
    reading = figures.remedies(axes[:, None], *one, baseline=(profile + 1, losses))
    assert reading.endswith("cut: × 0, vanishing, did not learn.")
    assert np.isnan(axes[0].lines[1].get_ydata()[:2]).all()
    assert "up to 1.0e+09" in [text.get_text() for text in axes[1].texts]
    fig.canvas.draw()
    assert not recwarn.list


def test_states_and_gradients_tell_where_a_state_ends():
    _, axes = plt.subplots(2, 1)
    reading = figures.states_and_gradients(
        axes, {"a": np.array([0.1, 0.9])}, {"a": np.array([3.0, 1.0])}, ["steady"]
    )
    assert reading.startswith(
        "a ends at h = 0.90. Gradients from step 2 back to step 1: a: × 3.0e+00, steady"
    )


def test_a_stretch_names_the_singular_values():
    _, axes = plt.subplots(1, 1)
    reading = figures.stretch([axes], {"shear": np.array([[0.9, 10.0], [0.0, 0.9]])})
    assert reading.endswith("shear: 10.08 and 0.08.")


def test_a_cliff_tells_the_longest_update_of_each_path():
    fig, ax = plt.subplots()
    w = b = np.linspace(0, 1, 5)
    paths = {"a": np.array([[0.5, 0.5], [0.5, 4.5]]), "b": np.array([[0.5, 0.5], [0.6, 0.5]])}
    reading = figures.cliff(ax, w, b, np.add.outer(w, b), paths)
    assert reading == (
        "a: longest update 4, the end at w = 0.5, b = 4.5; "
        "b: longest update 0.1, the end at w = 0.6, b = 0.5."
    )
    fig.canvas.draw()


def test_a_wall_tells_how_far_all_starts_come_and_any():
    record = load("sentence_wall")
    fig, axes = plt.subplots(1, 2, figsize=(7.4, 2.4), sharey=True)
    reading = figures.wall(axes, record, live=2)
    assert reading == (
        "Filled: learned. English: all starts learn it up to 12 words, none from 35 on; between, 10 of 30 "
        "runs. Korean: all starts learn it up to 15 words, none from 24 on; between, 4 of 10 runs."
    )
    for ax, language in zip(axes, ("English", "Korean"), strict=True):
        (dots,) = ax.collections
        filled = [
            tuple(at) for at, face in zip(dots.get_offsets(), dots.get_facecolors(), strict=True) if face[3]
        ]
        mine = (record["language"] == language) & (record["right"] > 0.9)
        assert filled == list(zip(record["distance"][mine], record["seed"][mine], strict=True))
    fig.canvas.draw()
    assert geometry.faults(fig) == []


def test_verdicts_sort_what_learned_from_what_did_not():
    fig, ax = plt.subplots()
    factors = {"none": 1e-20, "cut": 0.0, "gate": 0.5}
    regimes = dict.fromkeys(factors, "vanishing") | {"gate": "steady"}
    reading = figures.verdicts(ax, factors, regimes, {name: name == "gate" for name in factors})
    assert reading == "Learned (1): gate. Did not (2): none; cut."
    fig.canvas.draw()


OWN = """
axes.facecolor: black
lines.color: white
lines.linewidth: 0
axes.prop_cycle: cycler('color', ['white'])
text.usetex: True
image.origin: lower
savefig.bbox: tight
font.size: 30
"""
DRAWN = """
import hashlib, io, sys
import matplotlib; matplotlib.use("agg")
import matplotlib.pyplot as plt, numpy as np
from course_utils import figures
figures.use_style()
fig, axes = plt.subplots(1, 2)
axes[0].plot([1, 3, 2], label="one"); axes[0].set_title("A title"); axes[0].legend()
axes[1].imshow(np.arange(6).reshape(2, 3))
drawn = io.BytesIO(); fig.savefig(drawn, format="rgba")
print(hashlib.sha256(drawn.getvalue()).hexdigest())
"""


def test_a_learner_s_own_settings_change_no_figure(tmp_path):
    (tmp_path / "matplotlibrc").write_text(OWN)
    own = {**os.environ, "MATPLOTLIBRC": str(tmp_path)}
    drawn = [
        subprocess.run([sys.executable, "-c", DRAWN], env=env, capture_output=True, text=True).stdout
        for env in (os.environ, own)
    ]
    assert len(drawn[0]) == 65 and drawn[0] == drawn[1]
