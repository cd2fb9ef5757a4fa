"""Drawings of lesson 5: what is lit belongs to the equation, and readings tell what was recorded."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path

from course_utils import figures
from course_utils.figures import geometry, gru
from course_utils.figures.circuit import LIT, LIT_LINE
from course_utils.figures.lstm import PARTS

pytestmark = pytest.mark.usefixtures("style")
LIT_LABELS = {
    "f": ["σ"], "i": ["σ"], "c_tilde": ["tanh"], "c": ["+", "×", "×"], "o": ["σ"], "h": ["tanh", "×"],
    "memory": ["+", "×"],
}  # fmt: skip
LIT_IN_A_GRU = {  # the words in lit parts, and the signals named
    "r": (["σ"], ["W_r", "h_{t-1}", "r_t", "x_t"]),
    "z": (["σ"], ["W_z", "h_{t-1}", "x_t", "z_t"]),
    "h_tilde": (["$W_{hn}$", "$W_{xn}$", "+", "tanh", "×"], [r"\tilde{h}_t", "h_{t-1}", "r_t", "u_t", "x_t"]),
    "h": (["+", "1 −", "×", "×"], [r"\tilde{h}_t", "h_t", "h_{t-1}", "z_t"]),
    "memory": (["+", "×"], ["h_t", "h_{t-1}", "z_t"]),
}


def in_lit_parts(ax):
    """Return the words that stand in lit parts."""
    lit = [patch for patch in ax.patches if to_hex(patch.get_facecolor()).upper() == LIT]
    centres = [np.mean(patch.get_window_extent().get_points(), axis=0) for patch in lit]
    return sorted(
        text.get_text()
        for text in ax.texts
        if any(
            np.allclose(ax.transData.transform(text.get_position()), centre, atol=1.5) for centre in centres
        )
    )


def lit_names(ax):
    return sorted(text.get_text().strip("$") for text in ax.texts if text.get_color() == LIT_LINE)


def wires(ax, lit=None):
    """Return the ends, ((x, y), (x, y)), of all wires, or of those that are lit or not."""
    found = []
    for wire in (patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)):
        if lit is None or lit == (to_hex(wire.get_edgecolor()).upper() == LIT_LINE):
            path = wire.get_path()
            tip = -3 if path.codes[-1] == Path.CLOSEPOLY else -1
            found.append((path.vertices[0], path.vertices[tip]))
    return found


def check_circuit(ax):
    """Assert that every wire ends at the edge of a part or at a word, and that nothing can't be read."""
    ax.figure.draw_without_rendering()
    boxes = [patch.get_window_extent() for patch in ax.patches if not isinstance(patch, FancyArrowPatch)]
    boxes = [box.transformed(ax.transData.inverted()) for box in boxes]
    named = np.array([text.get_position() for text in ax.texts if text.get_text()])
    for end in (end for wire in wires(ax) for end in wire):
        at_part = any(box.padded(0.1).contains(*end) for box in boxes)
        assert at_part or np.hypot(*(named - end).T).min() < 0.5, end
        assert not any(box.width > 0.2 and box.padded(-0.1).contains(*end) for box in boxes), end
    assert geometry.faults(ax.figure) == []


@pytest.mark.parametrize("part", PARTS)
def test_what_is_lit_is_what_the_equation_uses(part):
    _, ax = plt.subplots(figsize=(5.2, 2.9))
    reading = figures.lstm_cell(ax, part)
    assert in_lit_parts(ax) == sorted(LIT_LABELS[part])
    assert reading.startswith(f"Lit: {PARTS[part]}")
    check_circuit(ax)


@pytest.mark.parametrize("part", gru.PARTS)
def test_what_is_lit_in_a_gru_is_what_the_equation_uses(part):
    _, ax = plt.subplots(figsize=(6.4, 3.5))
    reading = figures.gru_cell(ax, part)
    assert (in_lit_parts(ax), lit_names(ax)) == LIT_IN_A_GRU[part]
    assert reading.startswith(f"Lit: {gru.PARTS[part]}")
    check_circuit(ax)


def test_two_equations_of_a_gru_can_be_lit_together():
    _, ax = plt.subplots(figsize=(6.4, 3.5))
    reading = figures.gru_cell(ax, "r", "z")
    assert reading == "Lit: the reset gate r_t, equation 1 of 4; the update gate z_t, equation 2 of 4."
    assert in_lit_parts(ax) == ["σ", "σ"] and lit_names(ax) == ["W_r", "W_z", "h_{t-1}", "r_t", "x_t", "z_t"]
    check_circuit(ax)


def test_in_a_row_of_cells_the_memory_alone_is_lit_and_its_arrows_point_back():
    _, ax = plt.subplots(figsize=(7.4, 2.2))
    reading = figures.cells_in_a_row(ax, [0.5, 0.25, 1.0])
    assert "from c_3 to c_0" in reading and "1.00 × 0.25 × 0.50 = 0.125;" in reading
    assert in_lit_parts(ax) == ["+"] * 3 + ["×"] * 3
    factors = ["f_1$ = 0.50", "f_2$ = 0.25", "f_3$ = 1.00"]
    assert lit_names(ax) == ["c_{0}", "c_{1}", "c_{2}", "c_{3}", *factors]
    check_circuit(ax)
    places = {text.get_text(): text.get_position() for text in ax.texts}
    back = sorted(wires(ax, lit=True), key=lambda wire: -wire[0][0])
    assert len(back) == 9
    for (x_start, y_start), (x_end, y_end) in back:
        assert x_end < x_start and y_start == pytest.approx(y_end) == pytest.approx(places["$c_{0}$"][1])
    assert back[0][0][0] == pytest.approx(places["$c_{3}$"][0], abs=0.5)
    assert back[-1][1][0] == pytest.approx(places["$c_{0}$"][0], abs=0.5)


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
    assert reading == "Lowest and highest values: the series from 0.0 to 4.0; a from 1.0 to 1.0."
    named = {text.get_text(): text.get_color() for text in ax.texts}
    assert named == {line.get_label(): line.get_color() for line in ax.lines}
    assert len(set(named.values())) == 2


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
        "The baseline is 1.000. Dots: solved; crosses: diverged."
    }
    curves = [line for line in axes[0].lines if len(line.get_xdata()) == 3]
    assert [list(line.get_xdata()) for line in curves] == [[10, 20, 25], [10, 20, 30]]
    assert [list(line.get_ydata()) for line in curves] == [[1, 0.5, 0.1], [1, 1, 1]]


def test_on_the_way_through_a_transformer_block_stand_two_sums():
    _, ax = plt.subplots(figsize=(6.4, 2.2))
    assert "2 sums stand on it, and no weights" in figures.transformer_block(ax)
    assert in_lit_parts(ax) == ["+", "+"] and lit_names(ax) == ["x", "x'"]
    check_circuit(ax)
