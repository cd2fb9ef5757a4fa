"""Each fault that no figure may have: a small figure with it, and nearly the same one without."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import LogNorm

from course_utils import figures
from course_utils.figures import geometry, shapes, style

pytestmark = pytest.mark.usefixtures("style")


def faults(draw, figsize=(4, 3)):
    """Return what is wrong with a figure that ``draw`` has drawn on."""
    fig, ax = plt.subplots(figsize=figsize)
    draw(ax)
    fig.savefig(io.BytesIO(), dpi=fig.dpi)
    return geometry.faults(fig)


def words(text, y, size=10.0):
    return lambda ax: (ax.plot([0, 1], [0, 0]), ax.set_ylim(-1, 1), ax.text(0.2, y, text, fontsize=size))


def curves(*colours):
    return lambda ax: [ax.plot([0, 1, 2], np.arange(3) * k, color=c) for k, c in enumerate(colours)]


def losses(last):
    return lambda ax: (ax.plot([0, 1, 2], [1, 0.1, last]), ax.set_yscale("log"))


def image(bar=False, **how):
    def draw(ax):
        shown = ax.imshow(np.arange(9.0).reshape(3, 3), **how)
        if bar:
            ax.figure.colorbar(shown)

    return draw


def small_on_a_wide_figure(size):
    return lambda ax: (ax.tick_params(labelsize=size), ax.plot([0, 1], [0, 1]))


RULES = {
    "small": ("smaller than 8.0 pt", words("tiny", 0.5, 7), words("small", 0.5, 8)),
    "struck": ("'name' is struck through", words("name", -0.02), words("name", 0.1)),
    "struck by the axis": (
        "'name' is struck through",
        lambda ax: ax.text(-0.1, 0.5, "name"),
        lambda ax: ax.text(0.1, 0.5, "name"),
    ),
    "struck by an arrow": (
        "'name' is struck through",
        lambda ax: (shapes.arrow(ax, (0, 0.5), (1, 0.5)), ax.text(0.4, 0.47, "name")),
        lambda ax: (shapes.arrow(ax, (0, 0.5), (1, 0.5)), ax.text(0.4, 0.6, "name")),
    ),
    "outside": (
        "leaves the figure",
        lambda ax: (ax.plot([0, 1], [0, 0]), ax.figure.text(0.9, 0.5, "a long name")),
        lambda ax: (ax.plot([0, 1], [0, 0]), ax.figure.text(0.5, 0.7, "a long name")),
    ),
    "together": (
        "'other' touches 'one'",
        lambda ax: (ax.text(0.5, 0.5, "one"), ax.text(0.5, 0.52, "other")),
        lambda ax: (ax.text(0.5, 0.5, "one"), ax.text(0.5, 0.7, "other")),
    ),
    "by dash": ("by their dashes", words("dashed: guess", 0.5), words("guess", 0.5)),
    "empty": ("is empty", lambda ax: None, lambda ax: ax.plot([0, 1], [0, 1])),
    "colours": ("has 6 colours of lines", curves(*"rgbcmy"), curves(*"rgbcm", "r")),
    "zero": ("a zero on a log axis", losses(0), losses(0.01)),
    "no colour bar": ("without a colour bar", image(), image(bar=True)),
    "no picture": ("without a colour bar", image(gid="map"), image(gid="picture")),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_fault_is_found_and_its_mending_too(rule):
    said, broken, mended = RULES[rule]
    found = faults(broken)
    assert len(found) == 1 and said in found[0], found
    assert faults(mended) == []


def test_words_must_be_larger_on_a_figure_that_is_shown_smaller():
    assert "smaller than 11.4 pt, for 10.5 inches" in faults(small_on_a_wide_figure(9), (10.5, 3))[0]
    assert not faults(small_on_a_wide_figure(9), (7.4, 3))


def test_a_table_with_numbers_written_in_needs_no_colour_bar():
    def draw(ax):
        ax.imshow(np.ma.masked_less(np.arange(9.0).reshape(3, 3), 4))
        for k in range(4, 9):
            ax.text(k % 3, k // 3, f"{k}", ha="center", va="center")

    assert faults(draw) == []


def test_panels_of_one_scale_share_a_colour_bar():
    fig, axes = plt.subplots(1, 2)
    norm = LogNorm(0.1, 10)
    shown = [ax.pcolormesh(np.ones((3, 3)), norm=norm) for ax in axes]
    fig.colorbar(shown[1], ax=list(axes))
    assert geometry.faults(fig) == []
    axes[0].pcolormesh(np.ones((3, 3)), norm=LogNorm(0.1, 10))
    assert len(geometry.faults(fig)) == 1


@pytest.mark.parametrize("gap", [False, True])
def test_a_word_may_stand_in_the_gap_of_a_line(gap):
    def draw(ax):
        ax.plot([0, 0.3, np.nan if gap else 0.5, 0.7, 1], np.zeros(5))
        ax.text(0.5, 0, "gap", ha="center", va="center")

    assert bool(faults(draw)) != gap


def test_lines_on_log_axes_are_measured_where_they_are_drawn():
    def draw(ax, at):
        ax.plot([0, 1, 2], [1, 0.01, 0.01])
        ax.set_yscale("log")
        ax.text(1.5, at, "name", va="center")

    assert faults(lambda ax: draw(ax, 0.01)) == ["'name' is struck through"]
    assert faults(lambda ax: draw(ax, 0.02)) == []


def test_dots_are_no_line():
    def draw(ax):
        ax.plot([0, 1], [0, 0], "o", markersize=4)
        ax.text(0.5, 0, "between", ha="center", va="center")

    assert faults(draw) == []
    assert faults(lambda ax: (draw(ax), ax.plot(0.5, 0, "o"))) == ["'between' is struck through"]


def test_what_cannot_be_seen_is_no_fault():
    def draw(ax):
        ax.plot([0, 1], [0, 0], visible=False)
        ax.plot([0, 1], [1, 1])
        ax.text(0.5, 0, "name")
        ax.text(0.5, 1, "hidden", visible=False)

    assert faults(draw) == []


def test_a_faulty_figure_is_refused_while_lessons_are_checked(monkeypatch, capsys):
    monkeypatch.setattr("IPython.display.display", lambda *args, **more: None)
    fig, ax = plt.subplots()
    words("name", -0.02)(ax)
    monkeypatch.setenv(style.CHECKED, "1")
    with pytest.raises(geometry.FigureFault, match="'name' is struck through"):
        figures.show(fig, "A name.")
    monkeypatch.delenv(style.CHECKED)
    figures.show(fig, "A name.")
    assert capsys.readouterr().out == "A name.\n"
