"""The figures of lesson 3 tell what they draw, and draw every label where it can be read."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgba

from course_utils import figures
from course_utils.figures import style
from course_utils.figures.style import INPUT, STATE

pytestmark = pytest.mark.usefixtures("style")


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_ways_tell_their_number_sum_and_largest_and_write_each_once():
    table = np.tril(np.arange(1.0, 10).reshape(3, 3))
    fig, ax = plt.subplots()
    reading = figures.ways(ax, table)
    assert reading.startswith(f"6 ways, with the sum {table.sum():.3f}. The largest, 9.000")
    assert "loss of step 3 to the use at step 3" in reading
    assert [words(ax).count(f"{value:.3f}") for value in (4, 7, 8, 9)] == [1, 1, 1, 2]
    assert f"sum {table.sum():.3f}" in words(ax)


def test_kept_ways_count_what_a_truncation_keeps():
    fig, axes = plt.subplots(1, 2)
    kept = {"all": np.tril(np.ones((4, 4), bool)), "window of 1": np.eye(4, dtype=bool)}
    reading = figures.kept_ways(axes, np.tril(np.full((4, 4), 0.1)), kept)
    assert "all: 10 of 10 pairs" in reading and "window of 1: 4 of 10 pairs" in reading
    assert words(axes[0]) == []


def test_a_way_of_size_zero_has_its_own_mark():
    fig, ax = plt.subplots()
    sizes = np.tril(np.full((4, 4), 0.1))
    sizes[:, 0] = 0
    figures.kept_ways([ax], sizes, {"all": np.tril(np.ones((4, 4), bool))})
    assert words(ax) == ["0"] * 4
    shades = ax.collections[0].get_array()
    assert shades.mask[:, 0].all() and (shades.compressed() == 0.1).all()


def test_by_length_counts_how_often_a_longer_one_is_worse():
    lengths = np.arange(1, 9)
    angles = {"window": np.linspace(40, 0, 8), "chunks": np.array([40, 20, 30, 10, 20, 5, 2, 0.0])}
    fig, axes = plt.subplots(1, 2)
    reading = figures.by_length(axes, lengths, angles, {name: np.ones(8) for name in angles})
    window, chunks = reading.split("chunks:")
    assert "makes it worse 0 times" in " ".join(window.split()) and "makes it worse 2 times" in chunks


def test_learning_curves_that_end_together_have_names_apart():
    fig, ax = plt.subplots()
    curves = {name: np.linspace(3, 1 + k / 1000, 50) for k, name in enumerate("abc")} | {
        "d": np.full(50, 2.0)
    }
    reading = figures.learning(ax, curves, {"half": 1.5}, width=5)
    fig.canvas.draw()
    boxes = sorted((t.get_window_extent() for t in ax.texts if t.get_text() in curves), key=lambda b: b.y0)
    middles = [(box.y0 + box.y1) / 2 for box in boxes]
    assert min(np.diff(middles)) * 72 / fig.dpi > 9
    assert (
        "a: ends at ≈ 1.08 below half" in reading
        and "d: ends at ≈ 2 above all of them" in reading
        and "Beside 1 line (half 1.5):" in reading
    )


def test_names_that_were_written_are_spoken_and_not_compared(monkeypatch):
    collected = []
    monkeypatch.setattr(style, "get_ipython", object)
    monkeypatch.setattr("IPython.display.display", lambda data, **how: collected.append((data, how)))
    for names in (["nara", ""], ["oka", "koka"]):
        figures.show_written(["0.2"], {"Japan": [[(name, "") for name in names]]})
    (_, one), said, (_, other), again = collected
    assert said == again and said[0]["text/plain"] == (
        "2 names that the network wrote: 1 column, 1 kind of name."
    )
    spoken = [how["metadata"]["image/png"]["alt"] for how in (one, other)]
    assert spoken[0].endswith(" kind of name. Japan: Nara, (no letter).")
    assert spoken[1].endswith(" kind of name. Japan: Oka, Koka.")


def test_names_that_were_written_are_counted_and_a_copy_is_framed():
    fig, axes = plt.subplots(1, 2)
    rows = {"Japan": [[("nara", ("nara", 0))], [("oka", ("koka", 1)), ("", ("oi", 2))]]}
    reading = figures.written(axes, ["0.2", "1"], rows)
    assert reading == "3 names that the network wrote: 2 columns, 1 kind of name."
    framed = [text.get_text() for ax in axes for text in ax.texts if text.get_bbox_patch()]
    assert framed == ["Nara"]
    assert words(axes[1])[:3] == ["nearest", "edits", "Japan"]
    assert words(axes[1])[3:] == ["Oka", "Koka", "1", "(no letter)", "Oi", "2"]


def test_without_a_name_for_the_block_the_columns_say_who_wrote_and_no_line_stays_empty():
    fig, axes = plt.subplots(1, 2)
    rows = {"": [[("we walk", ""), ("I", "")], [("walk", "")]]}
    assert figures.written(axes, ["network", "table"], rows, "line") == "3 lines: 2 by network, 1 by table."
    assert list(filter(None, words(axes[0]))) == ["We walk", "I"] and axes[0].texts[0].get_position()[1] == 0


def test_symbols_are_coloured_by_their_values_and_the_reading_holds_none_of_them():
    fig, axes = plt.subplots(1, 2)
    readings = {
        figures.coloured(axes, {"a": [(["JP", "o"], [value, -value])], "b": [(["IT"], [-1.0])]})
        for value in (1.0, 0.5)
    }
    assert readings == {"3 symbols coloured by what 1 unit holds after each: 2 columns of names."}
    fig, ax = plt.subplots()
    figures.coloured(ax, {"": [(["x", "y", "z"], [2.0, 0.0, -1.0])]})
    assert words(ax) == ["x", "y", "z"]
    shades = [patch.get_facecolor() for patch in ax.patches][1::2]
    assert shades[0] == to_rgba(STATE) and shades[1][3] == 0 and shades[2] == to_rgba(INPUT)
