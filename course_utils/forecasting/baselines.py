"""The classical shelf, written out: from repeating the last value to Holt-Winters.

Each is an object with ``fit(dates, y)`` and ``predict(dates)``; the dates ahead follow on the last
one. A missing value is replaced by the last one seen, never by one from the future.
"""

from dataclasses import dataclass

import numpy as np

from course_utils.forecasting.forecaster import Forecast
from course_utils.forecasting.inputs import ForecastError, as_values
from course_utils.forecasting.settings import MODES, one_of, whole
from course_utils.forecasting.steps import counts_steps

Z80 = 1.2815515655446004  # 80% of a normal distribution lies within this many standard deviations


def carried_forward(y, least=1):
    """Return y as floats, each NaN replaced by the last value before it, (n,); the first ones are dropped."""
    y = as_values(y)
    known = np.flatnonzero(~np.isnan(y))
    y = y[known[0] if known.size else len(y) :]
    if len(y) < least:
        raise ForecastError(f"this forecast needs at least {least} values")
    return y[np.maximum.accumulate(np.where(np.isnan(y), 0, np.arange(len(y))))]


def _interval(yhat, spread):
    """Return the forecast with the 80% interval of normal errors of this spread."""
    return Forecast(yhat, yhat - Z80 * spread, yhat + Z80 * spread)


@counts_steps
@dataclass
class Naive:
    """ŷ_{n+h} = y_n."""

    def fit(self, dates, y):
        """Keep the last value, and the spread of the steps."""
        y = carried_forward(y)
        self.last_, self.sigma_ = y[-1], float(np.diff(y).std()) if len(y) > 1 else 0.0
        return self

    def predict(self, dates):
        """Return the last value, again and again."""
        h = np.arange(1, len(dates) + 1)
        return _interval(np.full(len(h), self.last_), self.sigma_ * np.sqrt(h))


@counts_steps
@dataclass
class SeasonalNaive:
    """ŷ_{n+h} = y_{n+h-m⌈h/m⌉}, the value one season ago; `rise` adds the last season's rise.

    With `over` above 1 it is the median of the last so many seasons: a usual one, in place of a last one that
    may be odd (the week of Christmas).
    """

    season: int
    rise: bool = False
    over: int = 1

    def fit(self, dates, y):
        """Keep the last season, or the usual one."""
        m, over = whole("season", self.season, 1), whole("over", self.over, 1)
        y = carried_forward(y, m * max(over, 1 + self.rise))
        self.last_ = np.median(y[-m * over :].reshape(over, m), axis=0)
        self.rise_ = float(np.mean(y[-m:] - y[-2 * m : -m])) if self.rise else 0.0
        self.sigma_ = float(np.sqrt(np.mean((y[m:] - y[:-m] - self.rise_) ** 2))) if len(y) > m else 0.0
        return self

    def predict(self, dates):
        """Return that season, again and again."""
        steps = np.arange(len(dates))
        ahead = steps // self.season + 1
        return _interval(self.last_[steps % self.season] + ahead * self.rise_, self.sigma_ * np.sqrt(ahead))


@counts_steps
@dataclass
class MovingAverage:
    """ŷ_{n+h} = the mean of the last `window` values."""

    window: int = 12

    def fit(self, dates, y):
        """Keep the mean."""
        y = carried_forward(y, whole("window", self.window, 1))
        self.mean_ = float(y[-self.window :].mean())
        return self

    def predict(self, dates):
        """Return the mean, again and again."""
        return Forecast(np.full(len(dates), self.mean_))


def smooth(y, alpha, beta, gamma, level, trend, season, multiplicative):
    """Run the smoothing recursions through a series; the equations of `Smoothing`.

    Parameters
    ----------
    y : array, shape (n,)
    alpha, beta, gamma : float
        What share of each surprise enters level, trend and season; 0 turns one off.
    level, trend, season : float, float and array, shape (m,)
        Before the first value; terms that are all 0 (additive) or all 1 (multiplicative) mean no season.

    Returns
    -------
    fitted, level, trend, season : array, shape (n,), float, float and list
        The forecasts made one step earlier; level, trend and seasonal terms after the last value.
    """
    season, fitted = list(season), np.empty(len(y))
    for t, value in enumerate(y):
        s, before = season.pop(0), level + trend
        fitted[t] = before * s if multiplicative else before + s
        seen = value / s if multiplicative else value - s
        last, level = level, alpha * seen + (1 - alpha) * before
        trend = beta * (level - last) + (1 - beta) * trend
        season.append(gamma * (value / before if multiplicative else value - before) + (1 - gamma) * s)
    return fitted, level, trend, season


@counts_steps
@dataclass
class Smoothing:
    """Exponential smoothing: simple, Holt (`trend`), Holt-Winters (`season`).

    l_t = α y_t/s_{t-m} + (1-α)(l + b),  b_t = β(l_t - l) + (1-β) b,
    s_t = γ y_t/(l + b) + (1-γ) s_{t-m},  ŷ_{t+h} = (l_t + h b_t) s_{t+h-m}

    (l, b from the step before; an additive season is subtracted and added instead). `weights` (α, β, γ) that
    are not given are found by least squares on the one-step errors.
    """

    trend: bool = False
    season: int = 0
    mode: str = "multiplicative"
    weights: tuple | None = None

    def fit(self, dates, y):
        """Find the weights and run through the history."""
        m = whole("season", self.season, 0)
        one_of("mode", self.mode, MODES)
        if self.weights is not None and (
            np.shape(self.weights) != (3,) or not all(0 <= w <= 1 for w in self.weights)
        ):
            raise ForecastError(f"weights must be three shares (α, β, γ) from 0 to 1, not {self.weights!r}")
        y = carried_forward(y, 2 * m if m else 2)
        scaled = bool(m) and self.mode == "multiplicative"
        if scaled and (y <= 0).any():
            raise ForecastError("a multiplicative season needs y above 0; take mode='additive'")
        level = y[:m].mean() if m else y[0]
        rise = ((y[m : 2 * m].mean() - level) / m if m else y[1] - y[0]) if self.trend else 0.0
        # The first season's terms, without its trend, which would otherwise be counted in them and in b.
        line = level + rise * (np.arange(m) - (m - 1) / 2)
        season = (y[:m] / line if scaled else y[:m] - line) if m else np.zeros(1)
        before = level - rise * (m + 1) / 2 if m else level - rise
        self.start_ = (before, rise, season, scaled)
        self.weights_ = self.weights or self._search(y)
        fitted, self.level_, self.rise_, self.season_ = smooth(y, *self.weights_, *self.start_)
        self.fitted_, self.sigma_ = fitted, float(np.sqrt(np.mean((y - fitted) ** 2)))
        return self

    def predict(self, dates):
        """Return level, trend and season carried on; with an interval if there is only a level."""
        h = np.arange(1, len(dates) + 1)
        base = self.level_ + h * self.rise_
        s = np.resize(self.season_, len(h))
        yhat = base * s if self.start_[3] else base + s
        if self.trend or self.season:
            return Forecast(yhat)
        return _interval(yhat, self.sigma_ * np.sqrt(1 + (h - 1) * self.weights_[0] ** 2))

    def _search(self, y):
        """Return the weights with the least squared error, from two starts; those not used are 0."""
        from scipy.optimize import minimize

        used = np.array([True, self.trend, bool(self.season)])

        def weights(some):
            every = np.zeros(3)
            every[used] = some
            return every

        def error(some):
            return np.mean((smooth(y, *weights(some), *self.start_)[0] - y) ** 2)

        bounds = [(1e-4, 0.9999)] * used.sum()
        starts = np.array([(0.3, 0.05, 0.1), (0.8, 0.01, 0.5)])[:, used]
        found = [minimize(error, start, bounds=bounds, method="L-BFGS-B") for start in starts]
        return tuple(weights(min(found, key=lambda result: result.fun).x).tolist())
