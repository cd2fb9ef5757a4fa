"""Series over time: forecasts with the truth, gaps, the same values in two orders."""

import numpy as np

from course_utils.figures.marks import days, label, name_curves
from course_utils.figures.style import DATA, FAINT, FORECAST, REFERENCE

_HOUR = np.timedelta64(1, "h")


def forecast(ax, when, actual, predicted, baseline, title, xlabel, ylabel):
    """Draw a forecast (steps,) over the series (steps,) it was meant to meet, with a constant baseline.

    ``title`` says what was forecast, such as "In order"; the labels of the axes come with units. The reading
    gives the root mean square errors of the forecast and of the baseline.
    """
    ax.plot(when, actual, label="actual", **DATA)
    ax.plot(when, predicted, label="forecast", **FORECAST)
    ax.plot(when[[0, -1]], [baseline, baseline], label="baseline", **REFERENCE)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    ax.margins(x=0.02)
    name_curves(ax)
    errors = (np.sqrt(np.mean((actual - guess) ** 2)) for guess in (predicted, baseline))
    return f"{title}: error of the forecast {next(errors):.1f}, of the baseline {next(errors):.1f}."


def in_two_orders(axes, when, values, shuffled, unit):
    """Draw the same values (steps,), in ``unit``, on two axes: in order, and shuffled.

    The reading says over which time they reach, and how alike neighbours are in each.
    """
    alike = [np.corrcoef(series[:-1], series[1:])[0, 1] for series in (values, shuffled)]
    axes[0].plot(when, values, **DATA)
    axes[1].plot(np.arange(len(shuffled)), shuffled, **DATA)
    axes[0].set(title="In order", xlabel="year", ylabel=unit)
    axes[1].set(title="Shuffled", xlabel="position")
    return (
        f"The same {len(values)} numbers, {when[0]} to {when[-1]}. Correlation of neighbours: in order "
        f"{alike[0]:.2f}, shuffled {alike[1]:.2f}."
    )


def gaps(ax, times, values, unit):
    """Draw a series with its gaps shaded, each labelled with its length in hours.

    ``times`` is a regular grid of datetime64 (steps,); ``values`` (steps,), in ``unit``, are NaN where
    nothing was recorded. The reading says how many gaps there are, and how long the longest is.
    """
    ax.plot(times, values, marker=".", markersize=2.5, **DATA)
    missing = np.concatenate([[False], np.isnan(values), [False]])
    edges = np.flatnonzero(np.diff(missing.astype(int)))
    starts, ends = edges[::2], edges[1::2]
    step = times[1] - times[0]
    for start, end in zip(starts, ends, strict=True):
        ax.axvspan(times[start] - step, times[start] + (end - start) * step, color=FAINT, zorder=0)
        middle = times[start] + (end - start - 1) * step / 2
        long = f"{(end - start) * step / _HOUR:.0f} h"
        label(ax, long, (middle, 1), (0, 3), fontsize=8, xycoords=("data", "axes fraction"))
    ax.set(ylabel=unit)
    ax.margins(x=0.01)
    days(ax)
    hours = max(ends - starts, default=0) * step / _HOUR
    return f"{len(starts)} gaps, shaded, with their length in hours; the longest lasts {hours:.0f} hours."
