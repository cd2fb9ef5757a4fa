"""Drawings of lesson 5: what is lit belongs to the equation, and readings tell what was recorded."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from course_utils import figures
from course_utils.figures.lstm import LIT, PARTS

pytestmark = pytest.mark.usefixtures("style")
LIT_LABELS = {
    "f": ["σ"], "i": ["σ"], "c_tilde": ["tanh"], "c": ["+", "×", "×"], "o": ["σ"], "h": ["tanh", "×"],
    "memory": ["+", "×"],
}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_what_is_lit_is_what_the_equation_uses(part):
    _, ax = plt.subplots()
    reading = figures.lstm_cell(ax, part)
    lit = [patch for patch in ax.patches if to_hex(patch.get_facecolor()).upper() == LIT]
    centres = [np.mean(patch.get_window_extent().get_points(), axis=0) for patch in lit]
    inside = [
        text.get_text().replace(r"$\sigma$", "σ")
        for text in ax.texts
        if any(
            np.allclose(ax.transData.transform(text.get_position()), centre, atol=1.5) for centre in centres
        )
    ]
    assert sorted(inside) == sorted(LIT_LABELS[part])
    assert reading.startswith(f"Lit: {PARTS[part]}")


def test_each_gate_is_lit_in_a_place_of_its_own():
    places = set()
    for part in ("f", "i", "o"):
        _, ax = plt.subplots()
        figures.lstm_cell(ax, part)
        (box,) = (p for p in ax.patches if to_hex(p.get_facecolor()).upper() == LIT)
        places.add(round(box.get_bbox().x0, 2))
    assert len(places) == 3


def test_averages_tell_the_range_of_each_memory():
    _, ax = plt.subplots()
    reading = figures.averages(ax, np.arange(3), np.array([0.0, 2.0, 4.0]), {"a": np.ones(3)}, "y", "x")
    assert reading == "Lowest and highest values: the series 0.0 to 4.0; a 1.0 to 1.0."
    assert ax.get_title("left") + ax.get_title() == "grey: the series     solid: a"


RUNS = {
    "task": np.array(["t", "t", "t", "other"]),
    "model": np.array(["A", "A", "B", "A"]),
    "seed": np.array([1.0, 2.0, 1.0, 1.0]),
    "stopped": np.array(["solved", "budget", "diverged", "solved"]),
    "updates": np.array([25.0, 30.0, 12.0, 5.0]),
    "every": np.array([10.0, 10.0, 10.0, 10.0]),
    "losses": np.array(["1 0.5 0.1", "1 1 1", "1 9e9", "0.1"]),
}


def test_recorded_runs_are_all_drawn_and_the_reading_leaves_out_the_learners_own():
    readings = []
    for mine in (np.linspace(1, 0, 30), np.ones(7), None):
        _, axes = plt.subplots(1, 2)
        readings.append(figures.recorded(axes, RUNS, "t", {"A": mine, "B": None}, 1.0))
    assert set(readings) == {
        "Recorded runs: A solved 1 of 2 in 25 to 25 updates; B solved 0 of 1, 1 diverged. "
        "Dotted: the baseline, 1.000. Dots: solved; crosses: diverged."
    }
    curves = [line for line in axes[0].lines if len(line.get_xdata()) == 3]
    assert [list(line.get_xdata()) for line in curves] == [[10, 20, 25], [10, 20, 30]]
    assert [list(line.get_ydata()) for line in curves] == [[1, 0.5, 0.1], [1, 1, 1]]
