"""Small pieces that many figures share: curves, words at a point, names of curves, cells of a table, bars."""

import numpy as np
from matplotlib import dates as calendar

from course_utils.figures import geometry
from course_utils.figures.style import FAINT, INK, ON_FILL, curve_styles, tints

_BESIDE = ((0, 5), (0, -5), (5, 5), (5, -5), (-5, 5), (-5, -5))  # a point, in points
_ALIGNED = {-1: ("right", "top"), 0: ("center", "center"), 1: ("left", "baseline")}


def draw_curves(ax, x, curves, **how):
    """Draw curves (n,) over x (n,), each in the line style that its name has."""
    for name, look in curve_styles(curves).items():
        ax.plot(x, curves[name], label=name, **look | how)


def days(ax):
    """Write day and month at every tick of an axis of some weeks, and the year once, in the corner."""
    how = {
        "formats": ["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S.%f"],
        "zero_formats": ["", "%Y", "%d %b", "%d %b", "%H:%M", "%H:%M"],
        "offset_formats": ["", "%Y", "%Y", *["%d %b %Y"] * 3],
    }
    where = calendar.AutoDateLocator(interval_multiples=False)
    ax.xaxis.set(major_locator=where, major_formatter=calendar.ConciseDateFormatter(where, **how))


def label(ax, text, at, offset=(4, 0), **how):
    """Write text next to a point of the data: moved by ``offset``, in points, and aligned away from it."""
    (ha, _), (_, va) = (_ALIGNED[int(np.sign(way))] for way in offset)
    how = {"ha": ha, "va": va, "fontsize": 9} | how
    return ax.annotate(text, at, offset, textcoords="offset points", **how)


def name_curves(ax, least=11, inside=False, **how):
    """Write the name of each labelled curve next to it, in its colour, where it touches no line and no word.

    Where all curves end together, names stand to the right of their ends, ``least`` points apart; otherwise,
    or with ``inside``, each stands where it is furthest from the other curves. Scales and limits must be set
    before: what touches is measured on the page.
    """
    ax.autoscale_view()
    curves, names = ax.get_legend_handles_labels()
    ends = np.array([curve.get_xydata()[-1] for curve in curves])
    if inside or np.ptp(ends[:, 0]) > 0.01 * np.ptp(ax.get_xlim()):
        _name_inside(ax, curves, names, how)
        return
    heights = ax.transData.transform(ends)[:, 1] * 72 / ax.figure.dpi
    for curve, name, end, height, to in zip(
        curves, names, ends, heights, keep_apart(heights, least), strict=True
    ):
        label(ax, name, end, (5, to - height), **{"va": "center", "color": curve.get_color()} | how)


def _name_inside(ax, curves, names, how):
    """Write the names of curves that end in different places where there is most room for each.

    A name without room anywhere stands at the end of its curve.
    """
    ax.figure.draw_without_rendering()  # settles the layout
    lines, taken = geometry.strokes(ax.figure), [geometry.box(text) for text in geometry.words(ax.figure)]
    points = [_along(curve, ax) for curve in curves]
    for k, (curve, name) in enumerate(zip(curves, names, strict=True)):
        others = np.concatenate([[[-1e4, -1e4]], *(points[:k] + points[k + 1 :])])
        written = label(ax, name, (0, 0), (0, 0), **{"color": curve.get_color()} | how)
        written.set_in_layout(False)  # what has been measured stays where it is
        size = geometry.box(written).size  # its own extent is nothing while its point is outside
        free = []
        for i, shift, place in _places(points[k], size, ax.figure.dpi / 72):
            on_ticks = place.x0 < ax.bbox.x0 or place.y0 < ax.bbox.y0
            if not on_ticks and geometry.clear(place.padded(1), ax.figure, taken, lines):
                room = min(np.hypot(*(others - (place.p0 + place.p1) / 2).T).min(), 5 * place.height)
                room += place.height * bool(i == len(points[k]) - 1)  # rather at its end
                free.append((room, i, shift, place))
        _, i, shift, place = max(free, key=lambda one: one[0], default=(0, -1, (7, 0), None))
        written.xy, written.xyann = ax.transData.inverted().transform(points[k][i]), shift
        written.set(**dict(zip(("ha", "va"), _away(shift), strict=True)))
        taken += [place] if place else []


def _places(points, size, scale):
    """Return (place in points, shift, box) of where the name of a curve could stand; points in pixels."""
    last = len(points) - 1
    for i in np.unique(np.linspace(0, last, 41).round().astype(int)):
        for shift in (*_BESIDE, *([(7, 0)] if i == last else [])):
            yield i, shift, geometry.box_at(size, points[i] + scale * np.array(shift), *_away(shift))


def _away(shift):
    """Return how a text is aligned that is shifted away from a point."""
    return ("left", "center", "right")[1 - np.sign(shift[0])], ("top", "center", "bottom")[
        1 + np.sign(shift[1])
    ]


def _along(curve, ax):
    """Return points (n, 2) of a curve in pixels, close together, inside its axes."""
    at = ax.transData.transform(curve.get_xydata())
    at = at[np.isfinite(at).all(axis=1)]
    if len(at) > 1:
        far = np.r_[0, np.cumsum(np.hypot(*np.diff(at, axis=0).T))]
        even = np.linspace(0, far[-1], max(2, int(far[-1] / 4)))
        at = np.stack([np.interp(even, far, side) for side in at.T], axis=1)
    inside = ax.bbox.padded(1)
    return at[[inside.contains(*point) for point in at]]


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


def tinted(ax, at, share, text, color, least=0.05):
    """Write a text into a cell of a table, (column, row), with a tint that is the deeper the larger a share.

    ``share`` is from 0 to 1; below ``least`` the cell stays as the page is.
    """
    if share >= least:
        cell(ax, *at, facecolor=tints(color)(float(share)), edgecolor="none")
    words = ON_FILL if share >= least else INK
    ax.text(*at, text, ha="center", va="center", fontsize=9, color=words)


def name_bars(ax, values, form, color=FAINT):
    """Draw horizontal bars from top to bottom, each with its name and its number."""
    ax.barh(list(values), list(values.values()), color=color, edgecolor=INK, height=0.6)
    for i, value in enumerate(values.values()):
        label(ax, form.format(value), (value, i), fontsize=10)
    ax.yaxis.set_inverted(True)
    ax.tick_params(axis="y", length=0)
