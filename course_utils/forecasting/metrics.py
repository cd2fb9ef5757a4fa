"""How good a forecast is: errors on the series' own scale, and whether intervals hold what they say.

Truth y, forecast ŷ and bounds have shape (h,); NaN in y does not count.
"""

import numpy as np

from course_utils.forecasting.inputs import as_values
from course_utils.forecasting.settings import whole


def mase(y, yhat, train, season=1):
    """Mean |y - ŷ| / mean |train_t - train_{t-m}|: errors in units of the seasonal naive's, in-sample.

    Parameters
    ----------
    y, yhat : array, shape (h,)
    train : array, shape (n,)
        The training part of this origin: nothing after it may set the scale.
    season : int
        m, the steps in a season.

    Raises
    ------
    ValueError
        If the training part has no season, or one that repeats exactly.

    Source: Hyndman and Koehler (2006).
    """
    y, yhat = _pair(y, yhat)
    unit = scale(train, season)
    return float(np.nanmean(np.abs(y - yhat)) / unit) if not np.isnan(y).all() else np.nan


def scale(train, season=1):
    """Return the unit of `mase`: mean |train_t - train_{t-m}|."""
    train = as_values(train, name="train")
    if len(train) <= whole("season", season, 1):
        raise ValueError(f"the training part has {len(train)} values; a scale needs more than {season}")
    unit = np.nanmean(np.abs(train[season:] - train[:-season]))
    if not unit > 0:
        raise ValueError("the training part repeats itself exactly: there is no error to scale by")
    return float(unit)


def rmse(y, yhat):
    """√ mean (y - ŷ)², in units of y."""
    y, yhat = _pair(y, yhat)
    return float(np.sqrt(np.nanmean((y - yhat) ** 2)))


def smape(y, yhat):
    """Mean 200 |y - ŷ| / (|y| + |ŷ|), per cent: 0 to 200, and as unstable near zero as MAPE."""
    y, yhat = _pair(y, yhat)
    size = np.abs(y) + np.abs(yhat)
    return float(np.nanmean(200 * np.abs(y - yhat) / np.where(size > 0, size, 1)))


def coverage(y, lower, upper):
    """Share of y in [lower, upper]."""
    (y, lower), (_, upper) = _pair(y, lower, "lower"), _pair(y, upper, "upper")
    inside = (y >= lower) & (y <= upper)
    return float(inside[~np.isnan(y)].mean())


def width(lower, upper):
    """Mean (upper - lower), in units of y: coverage is cheap without it."""
    return float(np.mean(np.asarray(upper) - lower))


def pinball(y, quantile, tau):
    """Mean max(τ(y - q), (τ - 1)(y - q)); at τ = .5 half the mean absolute error."""
    y, quantile = _pair(y, quantile, "quantile")
    gap = y - quantile
    return float(np.nanmean(np.maximum(tau * gap, (tau - 1) * gap)))


def _pair(y, other, name="yhat"):
    """Return values, NaN where missing or masked, and what is compared with them, (h,) each."""
    y = as_values(y)
    other = as_values(np.full(len(y), other) if np.ndim(other) == 0 else other, len(y), name)
    if np.isnan(other).any():
        raise ValueError(f"{name} is missing in row {int(np.isnan(other).argmax())}: only y may have gaps")
    return y, other
