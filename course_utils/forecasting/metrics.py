"""How good a forecast is: errors on the series' own scale, and whether intervals hold what they say.

Truth y, forecast ŷ and bounds have shape (h,); NaN in y does not count.
"""

import numpy as np


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
    return float(np.nanmean(np.abs(np.asarray(y) - yhat)) / scale(train, season))


def scale(train, season=1):
    """Return the unit of `mase`: mean |train_t - train_{t-m}|."""
    train = np.asarray(train, float)
    if len(train) <= season:
        raise ValueError(f"the training part has {len(train)} values; a scale needs more than {season}")
    unit = np.nanmean(np.abs(train[season:] - train[:-season]))
    if not unit > 0:
        raise ValueError("the training part repeats itself exactly: there is no error to scale by")
    return float(unit)


def rmse(y, yhat):
    """√ mean (y - ŷ)², in units of y."""
    return float(np.sqrt(np.nanmean((np.asarray(y) - yhat) ** 2)))


def smape(y, yhat):
    """Mean 200 |y - ŷ| / (|y| + |ŷ|), per cent: 0 to 200, and as unstable near zero as MAPE."""
    y, yhat = np.asarray(y, float), np.asarray(yhat, float)
    size = np.abs(y) + np.abs(yhat)
    return float(np.nanmean(200 * np.abs(y - yhat) / np.where(size > 0, size, 1)))


def coverage(y, lower, upper):
    """Share of y in [lower, upper]."""
    y = np.asarray(y, float)
    inside = (y >= lower) & (y <= upper)
    return float(inside[~np.isnan(y)].mean())


def width(lower, upper):
    """Mean (upper - lower), in units of y: coverage is cheap without it."""
    return float(np.mean(np.asarray(upper) - lower))


def pinball(y, quantile, tau):
    """Mean max(τ(y - q), (τ - 1)(y - q)); at τ = .5 half the mean absolute error."""
    gap = np.asarray(y, float) - quantile
    return float(np.nanmean(np.maximum(tau * gap, (tau - 1) * gap)))
