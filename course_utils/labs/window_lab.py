"""The window lab of lesson 1: window length and horizon, and each row of the design matrix on its series."""

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from course_utils import figures, sequences
from course_utils.figures.style import GREY, INK, INPUT, OUTPUT
from course_utils.labs.engine.live import Lab
from course_utils.labs.engine.scene import Sweep, draw
from course_utils.texts import gettext

_FIRST_YEAR = 1900  # the picture begins here; the fit uses the whole series
_HELD_OUT = 60


def figure(length, horizon):
    """Return the series beside its design matrix, and what moves: window, target, frames of the row."""
    year, x = _series()
    shown, rows = _matrix(length, horizon)
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3), width_ratios=[2, 1])
    left.plot(year[shown], x[shown], color=GREY, linewidth=1)
    title = gettext("window length {length}, horizon {horizon}").format(length=length, horizon=horizon)
    left.set(title=title, xlabel=gettext("year"), ylabel=gettext("sunspots"))
    left.set(xlim=(_FIRST_YEAR - 1, year[-1] + 2), ylim=(-8, 205))
    right.imshow(rows, aspect="auto", vmin=0, vmax=x.max())
    right.axvline(length - 0.5, color="white", linewidth=3)
    title = gettext("{rows} rows, {length} + 1 columns").format(rows=len(rows), length=length)
    right.set(title=title, ylabel=gettext("row"))
    right.set_xlabel(gettext("sunspots: dark 0, light {most:.0f}").format(most=x.max()))
    right.set_xticks([0, length], [gettext("oldest"), gettext("target")])
    shade = Rectangle((0, -8), 1, 213, facecolor=INPUT, alpha=0.25, linewidth=0)
    frames = [Rectangle((0, 0), 1, 3, fill=False, edgecolor=color, linewidth=2) for color in (INPUT, OUTPUT)]
    artists = {
        "shade": left.add_patch(shade),
        "inputs": left.plot(
            year[:length], x[:length], color=INPUT, marker="o", markersize=4, markeredgecolor=INK
        )[0],
        "target": left.plot([0], [0], "s", color=OUTPUT, markeredgecolor=INK, markersize=7)[0],
        "row": right.add_patch(frames[0]),
        "row's target": right.add_patch(frames[1]),
    }
    return fig, artists


def sweep(length, horizon):
    """Return every row of the design matrix as one position of the slider."""
    year, x = _series()
    shown, rows = _matrix(length, horizon)
    year, x = year[shown], x[shown]
    count = len(rows)
    start = np.arange(count)
    inside, target = start[:, None] + np.arange(length), start + length - 1 + horizon
    ones = np.ones(count)
    first, last = year[start], year[start + length - 1]
    error, lazy = errors(length, horizon)
    said = gettext(
        "Row {i}: {length} values, {first} to {last}, are to predict {year}. Error of the forecast on the "
        "last {held_out} years: {error:.0f}; repeating the last value: {lazy:.0f}."
    )
    same = {"length": length, "held_out": _HELD_OUT, "error": error, "lazy": lazy}
    readings = [said.format(i=i, first=first[i], last=last[i], year=year[target[i]], **same) for i in start]
    tracks = {
        "shade": np.stack([first - 0.4, -8 * ones, last - first + 0.8, 213 * ones], axis=1),
        "inputs": np.stack([year[inside], x[inside]], axis=1),
        "target": np.stack([year[target][:, None], x[target][:, None]], axis=1),
        "row": np.stack([-0.5 * ones, start - 1.5, length * ones, 3 * ones], axis=1),
        "row's target": np.stack([(length - 0.5) * ones, start - 1.5, ones, 3 * ones], axis=1),
    }
    return Sweep(start, tracks, readings)


def errors(length, horizon):
    """Return the root mean square errors of a linear forecast and of repeating the window's last value.

    The forecast is fitted by least squares on windows whose target was known when the first of the last
    60 years was to be forecast.
    """
    X, y = sequences.windows(_series()[1], length, horizon)
    A = np.c_[X, np.ones(len(X))]
    known = len(X) - _HELD_OUT - (horizon - 1)
    weights = np.linalg.lstsq(A[:known], y[:known])[0]
    test = slice(-_HELD_OUT, None)
    return tuple(
        float(np.sqrt(np.mean((y[test] - guess) ** 2))) for guess in (A[test] @ weights, X[test, -1])
    )


def still(length=11, horizon=1, row=52):
    """Show one position as a static figure with its reading."""
    fig, artists = figure(length, horizon)
    figures.show(fig, draw(artists, sweep(length, horizon), row))


def show():
    """Return the lab: the row is the slider; length and horizon ask for another matrix."""
    wide = {"layout": widgets.Layout(width="320px"), "continuous_update": True}
    controls = {
        "length": widgets.IntSlider(11, 1, 40, description=gettext("length"), **wide),
        "horizon": widgets.IntSlider(1, 1, 22, description=gettext("horizon"), **wide),
    }
    presets = {
        gettext("short sight"): {"length": 2, "value": 52},
        gettext("half a cycle ahead"): {"horizon": 5, "value": 52},
        gettext("a whole cycle ahead"): {"horizon": 11, "value": 52},
    }
    code = "from course_utils.labs import window_lab\n\nwindow_lab.still({length}, {horizon}, row={value})"
    slider = (gettext("row"), "{:.0f}")
    return Lab(gettext("The window lab"), figure, sweep, slider, 52, controls, presets, code).show()


def _series():
    table = sequences.load("sunspots_yearly")
    return table["year"].astype(int), table["sunspots"]


def _matrix(length, horizon):
    """Return which years are shown, and the design matrix over them with the target as last column."""
    year, x = _series()
    shown = year >= _FIRST_YEAR
    X, y = sequences.windows(x[shown], length, horizon)
    return shown, np.c_[X, y]
