"""The window lab of lesson 1: window length and horizon, and each row of the design matrix on its series.

One least-squares forecast is fitted to all rows whose target was known when the last 60 years began. It is
shown for every row, in the years that it was fitted on as well as in those that it had never seen.
"""

from functools import lru_cache
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from course_utils import sequences
from course_utils.figures.style import DATA, FORECAST, GREY, INK, INPUT, OUTPUT, REFERENCE, ramp
from course_utils.labs.engine import artists, controls
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.texts import gettext

_FIRST_YEAR = 1900  # the picture begins here; the fit uses the whole series
_TEST_YEARS = 60
_TOP = 262.0  # room for words above the highest peak


class _Rows(NamedTuple):
    """Every row of the design matrix: its year is that of its first value; ``known`` rows are fitted on."""

    years: np.ndarray
    X: np.ndarray
    y: np.ndarray
    forecast: np.ndarray
    known: int


@lru_cache(maxsize=4)
def _rows(length, horizon):
    """Return the design matrix of the whole series, and a forecast fitted to its known rows, for all."""
    table = sequences.load("sunspots_yearly")
    X, y = sequences.windows(table["sunspots"], length, horizon)
    A = np.c_[X, np.ones(len(X))]
    known = len(X) - _TEST_YEARS - (horizon - 1)
    weights = np.linalg.lstsq(A[:known], y[:known])[0]
    return _Rows(table["year"].astype(int)[: len(X)], X, y, A @ weights, known)


def _shown(length, horizon):
    """Return the rows that begin in the years shown."""
    rows = _rows(length, horizon)
    first = int(np.searchsorted(rows.years, _FIRST_YEAR))
    return _Rows(*(part[first:] for part in rows[:4]), rows.known - first)


def errors(length, horizon):
    """Return the root mean square errors of a linear forecast and of repeating the window's last value.

    The forecast is fitted by least squares on windows whose target was known when the first of the last
    60 years was to be forecast.
    """
    rows, test = _rows(length, horizon), slice(-_TEST_YEARS, None)
    guesses = rows.forecast[test], rows.X[test, -1]
    return tuple(float(np.sqrt(np.mean((rows.y[test] - guess) ** 2))) for guess in guesses)


def figure(length, horizon):
    """Return series and design matrix with their live artists: window, target, forecast, frames of a row."""
    rows, (year, x) = _shown(length, horizon), _series()
    grid = {"left": 0.075, "right": 0.895, "bottom": 0.14, "top": 0.93, "wspace": 0.24}
    grid["width_ratios"] = [2, 1]
    fig, (left, right) = plt.subplots(1, 2, figsize=(7.4, 3.3), layout="none", gridspec_kw=grid)
    left.plot(year, x, **DATA)
    title = gettext("window length {length}, horizon {horizon}").format(length=length, horizon=horizon)
    left.set_title(title, loc="left")
    left.set(xlabel=gettext("year"), ylabel=gettext("sunspots"), yticks=[0, 50, 100, 150, 200])
    left.set(xlim=(_FIRST_YEAR - 1, year[-1] + 2), ylim=(min(-8, rows.forecast.min() - 6), _TOP))
    _name_years(left, _rows(length, horizon).years[0], year[-1] - _TEST_YEARS, horizon)
    _draw_matrix(right, rows, length)
    dots = {"marker": "o", "markeredgecolor": INK}
    live = {
        "shade": left.add_patch(Rectangle((0, 0), 1, 1, facecolor=INPUT, alpha=0.25, linewidth=0)),
        "inputs": left.plot(year[:length], x[:length], color=INPUT, markersize=4, **dots)[0],
        "error": left.plot([0, 0], [0, 0], color=INK, linewidth=2.5)[0],
        "target": left.plot([0], [0], "s", color=OUTPUT, markeredgecolor=INK, markersize=7)[0],
        "forecast": left.plot([0], [0], color=FORECAST["color"], linestyle="none", markersize=7, **dots)[0],
        "row": artists.frame(right, INPUT, 2),
        "row's target": artists.frame(right, OUTPUT, 2),
    }
    names = {"target": gettext("what came"), "forecast": gettext("forecast"), "error": gettext("its error")}
    place = {"loc": "upper left", "ncols": 3, "fontsize": 9, "frameon": False, "borderpad": 0}
    left.legend([live[name] for name in names], names.values(), handletextpad=0.4, **place)
    return fig, live


def _name_years(ax, first, last, horizon):
    """Say which years the forecast was fitted on, and on which it is tested."""
    ax.axvline(last + 0.5, ymax=0.87, **REFERENCE)
    small = {"ha": "left", "va": "top", "fontsize": 9, "color": GREY}
    fitted = gettext("fitted on {first} to {last}").format(first=first, last=last - horizon + 1)
    ax.text(_FIRST_YEAR + 1, 222, fitted, **small)
    ax.text(last + 2, 222, gettext("tested from {year}").format(year=last + 1), **small)


def _draw_matrix(ax, rows, length):
    """Draw the design matrix, its target as the last column."""
    matrix = np.column_stack([rows.X, rows.y])
    image = ax.imshow(matrix, aspect="auto", cmap=ramp(INK), vmin=0, vmax=_series()[1].max())
    scale = ax.figure.add_axes((0.91, 0.14, 0.014, 0.79))
    bar = ax.figure.colorbar(image, cax=scale, label=gettext("sunspots"))
    bar.outline.set_edgecolor(GREY)
    ax.axvline(length - 0.5, color=GREY, linewidth=1)
    title = gettext("{rows} rows, {length} + 1 columns").format(rows=len(matrix), length=length)
    ax.set(title=title, ylabel=gettext("row"), ylim=(len(matrix) + 1.5, -2.5))  # room for a frame at the ends
    ax.set_xticks([0, length], [gettext("oldest"), gettext("target")])


def _series():
    """Return the years shown and their sunspots."""
    table = sequences.load("sunspots_yearly")
    there = table["year"] >= _FIRST_YEAR
    return table["year"][there].astype(int), table["sunspots"][there]


def sweep(length, horizon):
    """Return every row of the design matrix as one position of the slider."""
    rows = _shown(length, horizon)
    start, ones = np.arange(len(rows.y)), np.ones(len(rows.y))
    inside, aim = rows.years[:, None] + np.arange(length), rows.years + length - 1 + horizon
    first, last = inside[:, 0], inside[:, -1]
    tracks = {
        "shade": np.stack([first - 0.4, -_TOP * ones, last - first + 0.8, 2 * _TOP * ones], axis=1),
        "inputs": np.stack([inside, rows.X], axis=1),
        "error": np.stack([np.stack([aim, aim]), np.stack([rows.y, rows.forecast])]).transpose(2, 0, 1),
        "target": np.stack([aim, rows.y], axis=1)[:, :, None],
        "forecast": np.stack([aim, rows.forecast], axis=1)[:, :, None],
        "row": np.stack([-0.5 * ones, start - 1.5, length * ones, 3 * ones], axis=1),
        "row's target": np.stack([(length - 0.5) * ones, start - 1.5, ones, 3 * ones], axis=1),
    }
    whole = gettext(
        "Root mean square error on the last {years} years: {error:.0f}; repeating the last value: {lazy:.0f}."
    )
    error, lazy = errors(length, horizon)
    whole = whole.format(years=_TEST_YEARS, error=error, lazy=lazy)
    readings = [
        f"{_said(i, rows, first[i], last[i], aim[i], len(start) - _TEST_YEARS)} {whole}" for i in start
    ]
    return Sweep(start, tracks, readings)


def _said(i, rows, first, last, year, tested):
    """Say what one row is to predict, what the forecast says, and whether it had seen the target."""
    said = gettext("Row {i}: {length} values, {first} to {last}, are to predict {year}.")
    if first == last:
        said = gettext("Row {i}: one value, that of {first}, is to predict {year}.")
    said = said.format(i=i, length=last - first + 1, first=first, last=last, year=year)
    guess, truth = round(rows.forecast[i], 1) + 0.0, rows.y[i]
    apart = gettext("{apart:.1f} too high") if guess > truth else gettext("{apart:.1f} too low")
    if round(abs(guess - truth), 1) == 0:
        apart = gettext("no error that shows")
    seen = gettext("It was fitted on this target, among others.")
    if i >= rows.known:
        seen = gettext("It was not fitted on this target, nor is it tested on it.")
    if i >= tested:
        seen = gettext("It has never seen this target.")
    compared = gettext("The forecast says {guess:.1f}; {truth:.1f} came: {apart}. {seen}")
    apart = apart.format(apart=abs(guess - truth))
    return f"{said} {compared.format(guess=guess, truth=truth, apart=apart, seen=seen)}"


SLIDERS, START = {"row": (gettext("row"), "{:.0f}")}, {"row": 67, "length": 11, "horizon": 1}
CONTROLS = {
    "length": controls.whole(gettext("length"), 1, 40),
    "horizon": controls.whole(gettext("horizon"), 1, 22),
}
PRESETS = {
    gettext("the largest error"): {"row": 45},
    gettext("short sight"): {"length": 2, "row": 76},
    gettext("half a cycle ahead"): {"horizon": 5},
    gettext("a whole cycle ahead"): {"horizon": 11},
}
LAB = Lab(gettext("The window lab"), figure, sweep, SLIDERS, START, CONTROLS, PRESETS, __name__)
one, still, show = LAB.one, LAB.still, LAB.show
