"""The series whose market days depend on the last shock."""

import numpy as np

from course_utils.figures.style import DATA, FAINT, FINE_DASHES, INK, OUTPUT, REFERENCE

_SHOCK = 4.0  # as far from the median a value is a shock


def last_shocks(ax, dates, y, due):
    """Draw a piece of the series, and from each market day a line back to the shock that decides it.

    ``dates`` and ``y`` are (n,), and so is ``due``, bool, for market days. The reading says how many days
    lie between.
    """
    shocks = np.flatnonzero((np.abs(y - np.median(y)) > _SHOCK) & ~due)
    ax.plot(dates, y, **DATA)
    ax.plot(dates[shocks], y[shocks], "o", color=INK, markersize=4, label="shock")
    ax.plot(dates[due], y[due], "s", color=OUTPUT, markeredgecolor=INK, markersize=6, label="market day")
    line = {"arrowstyle": "-", "color": INK, "linewidth": 0.8, "linestyle": FINE_DASHES}
    back = []
    for day in np.flatnonzero(due):
        if (before := shocks[shocks < day]).size:
            last = before[-1]
            ax.annotate("", (dates[last], y[last]), (dates[day], y[day]), arrowprops=line)
            back.append(day - last)
    ax.set(ylabel="value")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    return f"From market day back to the shock that decides it: {', '.join(map(str, back))} days."


def by_distance(ax, distance, reach):
    """Draw how far forecasts of market days go in the right direction, by the days since the deciding shock.

    ``distance`` (n,) counts the days; ``reach`` (n,) is forecast minus level, times the sign of the true
    value: 10 is perfect, below 0 the sign is wrong. The reading says how many have the right sign.
    """
    ax.axhline(0, color=FAINT, linewidth=1)
    ax.axhline(10, **REFERENCE)
    ax.plot(distance, reach, "o", color=OUTPUT, markeredgecolor=INK, markersize=5)
    ax.set(xlabel="days since the last shock", ylabel="forecast, towards what came", ylim=(-12, 13))
    right = int(np.sum(np.asarray(reach) > 0))
    return f"Right about the sign on ≈ {right} of {len(reach)} market days."
