"""The series whose market days hang on the last shock."""

import numpy as np

from course_utils.figures.style import FAINT, GREY, INK, OUTPUT


def last_shocks(ax, dates, y, due, large=4.0):
    """Draw a piece of the series, and from each market day an arc back to the shock that decides it.

    Parameters
    ----------
    ax : Axes
    dates, y : array, shape (n,)
    due : array of bool, shape (n,)
        Market days.
    large : float, optional
        How far from the median a value is a shock.

    Returns
    -------
    str
        How many days lie between.
    """
    middle = np.median(y)
    shocks = np.flatnonzero((np.abs(y - middle) > large) & ~due)
    ax.plot(dates, y, color=GREY, linewidth=1)
    ax.plot(dates[shocks], y[shocks], "o", color=INK, markersize=4, label="shock")
    ax.plot(dates[due], y[due], "s", color=OUTPUT, markeredgecolor=INK, markersize=6, label="market day")
    back = []
    for day in np.flatnonzero(due):
        if (before := shocks[shocks < day]).size:
            bend = {"arrowstyle": "-", "color": INK, "linewidth": 0.8, "linestyle": (0, (2, 2))}
            place = (dates[before[-1]], y[before[-1]])
            ax.annotate("", place, (dates[day], y[day]), arrowprops=bend)
            back.append(day - before[-1])
    ax.set(ylabel="value")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8, frameon=False)
    return f"From market day back to the shock that decides it: {', '.join(map(str, back))} days."


def by_distance(ax, distance, reach):
    """Draw how far forecasts of market days go the right way, by the days since the shock that decides.

    Parameters
    ----------
    ax : Axes
    distance : array, shape (n,)
        Days since the last shock.
    reach : array, shape (n,)
        Forecast minus level, times the sign of what came: 10 is perfect, below 0 the sign is wrong.

    Returns
    -------
    str
        Whether at least nine in ten go the right way.
    """
    ax.axhline(0, color=FAINT, linewidth=1)
    ax.axhline(10, color=GREY, linewidth=1, linestyle=(0, (1, 2)))
    ax.plot(distance, reach, "o", color=OUTPUT, markeredgecolor=INK, markersize=5)
    ax.set(xlabel="days since the last shock", ylabel="forecast, towards what came", ylim=(-12, 13))
    share = np.mean(np.asarray(reach) > 0)
    return f"Right about the sign on at least 9 of 10 market days: {bool(share >= 0.9)}."
