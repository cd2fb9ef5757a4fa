"""The series whose market days depend on the last shock."""

import numpy as np

from course_utils.figures.marks import label
from course_utils.figures.style import DATA, FAINT, FINE_DASHES, GREY, INK, OUTPUT, REFERENCE

_SHOCK = 4.0  # as far from the median a value is a shock


def last_shocks(ax, dates, y, due):
    """Draw a piece of the series, and from each market day a line back to the last value off the level.

    ``dates`` and ``y`` are (n,), and so is ``due``, bool, for market days. That value, a shock or the market
    day before, has the sign of what comes. The reading says how many days lie between.
    """
    off = np.flatnonzero(np.abs(y - np.median(y)) > _SHOCK)
    shocks = off[~due[off]]
    ax.plot(dates, y, **DATA)
    ax.plot(dates[shocks], y[shocks], "o", color=INK, markersize=4)
    ax.plot(dates[due], y[due], "s", color=OUTPUT, markeredgecolor=INK, markersize=6)
    label(ax, "shock", (dates[shocks[0]], y[shocks[0]]), (5, -4))
    line = {"arrowstyle": "-", "color": INK, "linewidth": 0.8, "linestyle": FINE_DASHES}
    back = []
    for day in np.flatnonzero(due):
        if (before := off[off < day]).size:
            last = before[-1]
            ax.annotate("", (dates[last], y[last]), (dates[day], y[day]), arrowprops=line)
            count = f"{day - last} day{'s' if day - last > 1 else ''}"
            said = count if back else f"market day, {count} after a shock"
            away = 7 if y[day] > np.median(y) else -7
            label(ax, said, (dates[day], y[day]), (0, away), ha="center" if back else "left")
            back.append(day - last)
    ax.margins(y=0.16)
    ax.set(ylabel="value")
    return f"From market day back to the last value off the level: {', '.join(map(str, back))} days."


def by_distance(ax, distance, reach):
    """Draw how far forecasts of market days go in the right direction, by the days since the deciding shock.

    ``distance`` (n,) counts the days; ``reach`` (n,) is forecast minus level, times the sign of the true
    value: 10 is perfect, below 0 the sign is wrong. The reading says how many have the right sign.
    """
    ax.axhline(0, color=FAINT, linewidth=1)
    ax.axhline(10, **REFERENCE)
    ax.plot(distance, reach, "o", color=OUTPUT, markeredgecolor=INK, markersize=5)
    for height, word in ((10, "what came"), (5, "right sign"), (0, "the level"), (-5, "wrong sign")):
        label(ax, word, (1, height), (5, 0), xycoords=ax.get_yaxis_transform(), color=GREY)
    ax.set(xlabel="days since the last shock", ylabel="towards what came", ylim=(-12, 13))
    right = int(np.sum(np.asarray(reach) > 0))
    return f"Right about the sign on ≈ {right} of {len(reach)} market days."
