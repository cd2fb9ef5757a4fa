"""The window lab of lesson 1: window length and horizon, and each row of the design matrix on its series."""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from course_utils import sequences
from course_utils.figures.style import DATA, GREY, INK, INPUT, OUTPUT, ramp
from course_utils.labs.engine import artists, controls
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.texts import gettext

_FIRST_YEAR = 1900  # the picture begins here; the fit uses the whole series
_TEST_YEARS = 60


@cache
def _series():
    """Return years and sunspots, and where those that are shown begin."""
    table = sequences.load("sunspots_yearly")
    year = table["year"].astype(int)
    return year, table["sunspots"], int(np.searchsorted(year, _FIRST_YEAR))


def _matrix(length, horizon):
    """Return the years shown, their sunspots, and the design matrix with the target as last column."""
    year, x, first = _series()
    return year[first:], x[first:], np.column_stack(sequences.windows(x[first:], length, horizon))


def figure(length, horizon):
    """Return series and design matrix with their live artists: window, target, frames of the row."""
    year, x, rows = _matrix(length, horizon)
    fig, (left, right) = plt.subplots(1, 2, figsize=(7.4, 2.9), width_ratios=[2, 1])
    left.plot(year, x, **DATA)
    title = gettext("window length {length}, horizon {horizon}").format(length=length, horizon=horizon)
    left.set(title=title, xlabel=gettext("year"), ylabel=gettext("sunspots"))
    left.set(xlim=(_FIRST_YEAR - 1, year[-1] + 2), ylim=(-8, 205))
    image = right.imshow(rows, aspect="auto", cmap=ramp(INK), vmin=0, vmax=_series()[1].max())
    bar = fig.colorbar(image, ax=right, label=gettext("sunspots"))
    bar.outline.set_edgecolor(GREY)
    right.axvline(length - 0.5, color=GREY, linewidth=1)
    title = gettext("{rows} rows, {length} + 1 columns").format(rows=len(rows), length=length)
    right.set(title=title, ylabel=gettext("row"))
    right.set_xticks([0, length], [gettext("oldest"), gettext("target")])
    dots = {"marker": "o", "markersize": 4, "markeredgecolor": INK}
    return fig, {
        "shade": left.add_patch(Rectangle((0, -8), 1, 213, facecolor=INPUT, alpha=0.25, linewidth=0)),
        "inputs": left.plot(year[:length], x[:length], color=INPUT, **dots)[0],
        "target": left.plot([0], [0], "s", color=OUTPUT, markeredgecolor=INK, markersize=7)[0],
        "row": artists.frame(right, INPUT, 2),
        "row's target": artists.frame(right, OUTPUT, 2),
    }


def sweep(length, horizon):
    """Return every row of the design matrix as one position of the slider."""
    year, x, rows = _matrix(length, horizon)
    start = np.arange(len(rows))
    inside, target = start[:, None] + np.arange(length), start + length - 1 + horizon
    first, last = year[start], year[start + length - 1]
    error, lazy = errors(length, horizon)
    said = gettext(
        "Row {i}: {length} values, {first} to {last}, are to predict {year}. Error of the forecast on the "
        "last {held_out} years: {error:.0f}; repeating the last value: {lazy:.0f}."
    )
    same = {"length": length, "held_out": _TEST_YEARS, "error": error, "lazy": lazy}
    readings = [said.format(i=i, first=first[i], last=last[i], year=year[target[i]], **same) for i in start]
    ones = np.ones(len(rows))
    tracks = {
        "shade": np.stack([first - 0.4, -8 * ones, last - first + 0.8, 213 * ones], axis=1),
        "inputs": np.stack([year[inside], x[inside]], axis=1),
        "target": np.stack([year[target], x[target]], axis=1)[:, :, None],
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
    known = len(X) - _TEST_YEARS - (horizon - 1)
    weights = np.linalg.lstsq(A[:known], y[:known])[0]
    test = slice(-_TEST_YEARS, None)
    guesses = A[test] @ weights, X[test, -1]
    return tuple(float(np.sqrt(np.mean((y[test] - guess) ** 2))) for guess in guesses)


SLIDERS, START = {"row": (gettext("row"), "{:.0f}")}, {"row": 52, "length": 11, "horizon": 1}
CONTROLS = {
    "length": controls.whole(gettext("length"), 1, 40),
    "horizon": controls.whole(gettext("horizon"), 1, 22),
}
PRESETS = {
    gettext("short sight"): {"length": 2},
    gettext("half a cycle ahead"): {"horizon": 5},
    gettext("a whole cycle ahead"): {"horizon": 11},
}
LAB = Lab(gettext("The window lab"), figure, sweep, SLIDERS, START, CONTROLS, PRESETS, __name__)
one, still, show = LAB.one, LAB.still, LAB.show
