"""Small pieces that many figures share: curves, words at a point, names of curves, cells of a table, bars."""

import numpy as np

from course_utils.figures.style import FAINT, INK, curve_styles

_ALIGNED = {-1: ("right", "top"), 0: ("center", "center"), 1: ("left", "baseline")}


def draw_curves(ax, x, curves, **how):
    """Draw curves (n,) over x (n,), each in the line style that its name has."""
    for name, look in curve_styles(curves).items():
        ax.plot(x, curves[name], label=name, **look | how)


def label(ax, text, at, offset=(4, 0), **how):
    """Write text next to a point of the data: moved by ``offset``, in points, and aligned away from it."""
    (ha, _), (_, va) = (_ALIGNED[int(np.sign(way))] for way in offset)
    how = {"ha": ha, "va": va, "fontsize": 9} | how
    return ax.annotate(text, at, offset, textcoords="offset points", **how)


def name_ends(ax, least=11, **how):
    """Write the name of each labelled curve to the right of its last point, ``least`` points apart.

    Scales and limits must be set before: where names would touch is measured on the page.
    """
    ax.autoscale_view()
    curves, names = ax.get_legend_handles_labels()
    ends = [curve.get_xydata()[-1] for curve in curves]
    heights = ax.transData.transform(ends)[:, 1] * 72 / ax.figure.dpi
    for name, end, shift in zip(names, ends, keep_apart(heights, least) - heights, strict=True):
        label(ax, name, end, (5, shift), **{"va": "center"} | how)


def keep_apart(heights, least):
    """Return heights (n,) moved as little as possible until any two are at least ``least`` apart."""
    from scipy.optimize import isotonic_regression  # loaded late: it takes longer than the figures

    order = np.argsort(heights, kind="stable")
    steps = least * np.arange(len(order))
    moved = np.empty(len(order))
    moved[order] = isotonic_regression(np.asarray(heights)[order] - steps).x + steps
    return moved


def bare(ax):
    """Remove the spines and ticks of Axes, and keep the names at the ticks."""
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def name_cells(ax, columns, rows, texts=None, fontsize=9):
    """Name the columns and rows of a table with cells at whole numbers; write ``texts``, (rows, columns)."""
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    bare(ax)
    for (row, column), text in np.ndenumerate([] if texts is None else texts):
        ax.text(column, row, text, ha="center", va="center", fontsize=fontsize)


def cell(ax, column, row, half=0.47, **how):
    """Fill or frame one cell of a table."""
    ax.fill(column + half * np.array([-1, 1, 1, -1]), row + half * np.array([-1, -1, 1, 1]), **how)


def name_bars(ax, values, form, color=FAINT):
    """Draw horizontal bars from top to bottom, each with its name and its number."""
    ax.barh(list(values), list(values.values()), color=color, edgecolor=INK, height=0.6)
    for i, value in enumerate(values.values()):
        label(ax, form.format(value), (value, i), fontsize=10)
    ax.yaxis.set_inverted(True)
    ax.tick_params(axis="y", length=0)
