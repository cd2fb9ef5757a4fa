"""Any series: as it is, and what a forecast says of its next values."""

import numpy as np

from course_utils.figures.marks import days, label, name_curves
from course_utils.figures.style import DATA, FAINT, FORECAST, REFERENCE

_WEEKS = np.timedelta64(50, "D")  # shorter pictures have a day and a month at each tick


def whole_series(ax, dates, y, odd, first, name):
    """Draw a series (n,), NaN where it has gaps, with circles round the rows ``odd``.

    Right of an upright line, before row ``first``, stands what is to be forecast. The reading counts.
    """
    ax.plot(dates, y, **DATA)
    ax.plot(dates[odd], y[odd], "o", color=FORECAST["color"], markerfacecolor="none", markersize=6)
    ax.axvline(dates[first], **REFERENCE)
    label(ax, "to be forecast", (dates[first], 1), (4, 4), xycoords=("data", "axes fraction"))
    ax.set(ylabel=name)
    _dates(ax, dates)
    gaps = np.isnan(y).sum()
    return f"{len(y)} rows, {gaps} of them gaps; {len(odd)} circled; {len(y) - first} are to be forecast."


def next_values(ax, dates, y, when, forecast, name, model):
    """Draw the last values of a series and its `Forecast` (h,) at the dates ``when``, with its interval.

    The reading gives the first and the last value with their interval.
    """
    last = slice(-4 * len(when) - 20, None)
    ax.plot(dates[last], y[last], label="the series", **DATA)
    ax.plot(when, forecast.yhat, label=model, **FORECAST | {"linewidth": 1.6})
    if forecast.lower is not None:
        ax.fill_between(when, forecast.lower, forecast.upper, color=FAINT, linewidth=0, zorder=0)
    ax.set(ylabel=name)
    _dates(ax, np.r_[dates[last], when])
    name_curves(ax)
    ends = [f"{_said(forecast, k)} on {str(when[k]).split('.')[0].replace('T00:00:00', '')}" for k in (0, -1)]
    return f"{model}: {', '.join(dict.fromkeys(ends))}."


def _dates(ax, dates):
    ax.margins(x=0.01)
    if np.ptp(dates) < _WEEKS:
        days(ax)


def _said(forecast, k):
    """Return a value of a forecast with its interval."""
    if forecast.lower is None:
        return f"{forecast.yhat[k]:.4g}"
    return f"{forecast.yhat[k]:.4g} ({forecast.lower[k]:.4g} to {forecast.upper[k]:.4g})"
