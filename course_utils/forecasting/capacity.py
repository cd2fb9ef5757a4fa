"""The capacity of logistic growth: a number, one for each row, or a function of dates."""

import numpy as np

from course_utils.forecasting.dates import ForecastError, shown

_FAR = 1e6  # times the largest value: growth then meets no bound


def of(dates, cap, floor):
    """Return the capacity at each date, (n,), in units of y; ForecastError if one is not above the floor."""
    cap = cap(dates) if callable(cap) else cap
    try:
        found = np.asarray(cap, float)
    except (TypeError, ValueError):
        raise ForecastError(f"cap must be a number, one for each row, or a function, not {cap!r}") from None
    if found.shape not in ((), dates.shape):
        raise ForecastError(
            f"cap has shape {found.shape}, dates {dates.shape}: give one for each date, or a "
            "function of dates"
        )
    found = np.broadcast_to(found, dates.shape)
    if (bad := ~((found > floor) & (found < np.inf))).any():
        row = int(bad.argmax())
        where = f" of row {row} ({shown(dates[row])})" if np.ndim(cap) else ""
        raise ForecastError(f"the capacity {found[row]}{where} must be finite and above the floor {floor}")
    return found


def scaled(cap, y, floor, scale):
    """Return capacities in the unit of a fit; ForecastError if they, or the floor, don't suit y."""
    if np.mean(y > cap) > 0.5:
        raise ForecastError(f"the capacity {cap[0]} lies below more than half of y: raise it")
    if np.mean(y < floor) > 0.5:
        raise ForecastError(f"the floor {floor} lies above more than half of y: lower it")
    if (cap - floor).max() > _FAR * scale:
        raise ForecastError(f"the capacity {cap.max():g} is too far above y to be felt: take growth='linear'")
    if 0 < np.ptp(y) < scale / _FAR:
        raise ForecastError(f"the floor {floor:g} is too far below y to be felt: raise it")
    return (cap - floor) / scale
