"""Rolling origin: fit on what was known, forecast what came, move on; nothing may see the future."""

import copy
from dataclasses import dataclass

import numpy as np

from course_utils.forecasting import metrics
from course_utils.forecasting.forecaster import Forecast
from course_utils.forecasting.frequency import as_regular
from course_utils.forecasting.settings import whole


@dataclass(frozen=True)
class Origin:
    """One forecast: how many values were known, those that followed, their forecast, and the unit of MASE."""

    known: int
    y: np.ndarray
    forecast: Forecast
    scale: float

    @property
    def mase(self):
        """Mean |y - ŷ| in units of the seasonal naive's, inside the training part; NaN without any y."""
        if np.isnan(self.y).all():
            return np.nan
        return float(np.nanmean(np.abs(self.y - self.forecast.yhat)) / self.scale)


@dataclass(frozen=True)
class Score:
    """A model over all origins: means of the errors; coverage, width and pinball where it gives intervals."""

    mase: float
    rmse: float
    smape: float
    coverage: float
    width: float
    pinball: float
    origins: tuple

    @property
    def mases(self):
        """MASE at each origin, (origins,): what tests compare."""
        return np.array([origin.mase for origin in self.origins])


def origins(n, first, horizon, step):
    """Return how many values are known at each origin: first, first + step, ..., and room for a horizon."""
    for name, value in (("first", first), ("horizon", horizon), ("step", step)):
        whole(name, value, 1)
    if first + horizon > n:
        raise ValueError(f"{n} values leave no room for {first} known ones and a horizon of {horizon}")
    return range(first, n - horizon + 1, step)


def fair_origins(n, horizon, most=24, warm=0):
    """Return where to forecast from, as settings of `rolling_origin`: first, horizon, step.

    At most `most` origins over the last half of n values, evenly spread, the last one a horizon before the
    end. Test parts don't overlap, so that their scores can be taken for independent. `warm` more stand before
    them: to learn from (`conformal`, `best_before`), not to be scored.
    """
    count = min(most, n // 2 // horizon)
    if count < 1:
        raise ValueError(f"half of {n} values holds no horizon of {horizon}")
    step = n // 2 // count
    return {"first": n - horizon - (count - 1 + warm) * step, "horizon": horizon, "step": step}


def rolling_origin(models, dates, y, *, first, horizon, step=None, season=1, window=None, progress=None):
    """Backtest models on one series; return a `Score` by name.

    At each origin every model is fitted again, from an untouched copy of itself and on copies of the known
    part only: scalers, windows and settings are found inside it.

    Parameters
    ----------
    models : dict of str to object
        Each with ``fit(dates, y)`` and ``predict(dates)``, which returns a `Forecast` or an array.
    dates, y : array, shape (n,)
        In time order and without gaps (`fill_gaps`), since season and horizon count rows; values may be NaN.
    first, horizon, step : int
        Values known at the first origin; values forecast; values to the next origin (default: the horizon, so
        that no value is forecast twice).
    season : int
        m of MASE.
    window : int, optional
        Known values that a model gets: a sliding window. Without it the window expands.
    progress : callable, optional
        ``progress(done, of)``, after each forecast.
    """
    dates, y, _ = as_regular(dates, y)
    whole("season", season, 1)
    if window is not None:
        whole("window", window, 1)
    found = {name: [] for name in models}
    places = origins(len(y), first, horizon, horizon if step is None else step)
    for i, n in enumerate(places):
        known = slice(max(0, n - window) if window else 0, n)
        for j, (name, model) in enumerate(models.items()):
            fitted = copy.deepcopy(model)
            fitted = fitted.fit(dates[known].copy(), y[known].copy()) or fitted
            forecast = fitted.predict(dates[n : n + horizon].copy())
            if not isinstance(forecast, Forecast):
                forecast = Forecast(np.asarray(forecast, dtype=float))
            if forecast.yhat.shape != (horizon,):
                raise ValueError(f"{name} gave a forecast of shape {forecast.yhat.shape}, not ({horizon},)")
            if not np.isfinite(forecast.yhat).all():
                row = n + int(np.isfinite(forecast.yhat).argmin())
                raise ValueError(
                    f"{name} gave {forecast.yhat[row - n]} as forecast of row {row}, not a number"
                )
            truth = y[n : n + horizon]
            found[name].append(Origin(n, truth, forecast, metrics.scale(y[known], season)))
            if progress:
                progress(i * len(models) + j + 1, len(places) * len(models))
    return {name: score(rows) for name, rows in found.items()}


def score(rows):
    """Return the `Score` over origins."""
    truth, yhat = np.concatenate([(row.y, row.forecast.yhat) for row in rows], axis=1)
    interval = [np.nan] * 3
    if all(row.forecast.lower is not None for row in rows):
        lower, upper = np.concatenate([(row.forecast.lower, row.forecast.upper) for row in rows], axis=1)
        pinball = (metrics.pinball(truth, lower, 0.1) + metrics.pinball(truth, upper, 0.9)) / 2
        interval = metrics.coverage(truth, lower, upper), metrics.width(lower, upper), pinball
    mase = float(np.nanmean([row.mase for row in rows]))
    return Score(mase, metrics.rmse(truth, yhat), metrics.smape(truth, yhat), *interval, tuple(rows))
