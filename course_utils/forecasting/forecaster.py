"""A forecaster with `fit` and `predict`: dates and values in, forecasts with intervals and components out."""

import dataclasses

import numpy as np

from course_utils.forecasting import inputs
from course_utils.forecasting import prophet_style as model
from course_utils.forecasting.inputs import ForecastError
from course_utils.forecasting.intervals import simulate
from course_utils.forecasting.map_fit import map_fit

SECOND = np.timedelta64(1, "s")


@dataclasses.dataclass(frozen=True)
class Forecast:
    """Values for some dates, with an interval, or None where the model gives none.

    ``components`` holds, by name, each part's share, (n,): in units of y, or as a factor where it is
    multiplicative; ``trend_lower`` and ``trend_upper`` bound the trend.
    """

    yhat: np.ndarray
    lower: np.ndarray | None = None
    upper: np.ndarray | None = None
    components: dict = dataclasses.field(default_factory=dict)
    trend_lower: np.ndarray | None = None
    trend_upper: np.ndarray | None = None


@dataclasses.dataclass
class ProphetStyle:
    """y(t) = trend + seasons + holidays + regressors + noise, as in Prophet, fitted by MAP.

    Parameters
    ----------
    growth : str
        "linear" (Prophet's default), "logistic" (needs `cap`) or "flat".
    changes : int or array of dates
        How many changepoints in the first `changes_within` of the history, or which.
    changepoint_prior, seasonality_prior, holidays_prior, regressors_prior : float
        Prior scales: small is stiff.
    yearly, weekly, daily : "auto", bool or int
        Whether there is such a season, or its Fourier order.
    seasons : tuple of Season
        More seasons, with their own periods.
    mode : str
        "additive" or "multiplicative", for whatever has no mode of its own.
    holidays : dict of str to Holiday
    cap, floor : float
        Capacity and lower bound of logistic growth, in units of y.
    interval : float
        The nominal share of values inside an interval.
    draws, seed : int
        Of the simulated futures behind the intervals.
    """

    growth: str = "linear"
    changes: int | np.ndarray = 25
    changes_within: float = 0.8
    changepoint_prior: float = 0.05
    seasonality_prior: float = 10.0
    holidays_prior: float = 10.0
    regressors_prior: float = 10.0
    yearly: str | bool | int = "auto"
    weekly: str | bool | int = "auto"
    daily: str | bool | int = "auto"
    seasons: tuple = ()
    mode: str = "additive"
    holidays: dict = dataclasses.field(default_factory=dict)
    cap: float | None = None
    floor: float = 0.0
    interval: float = 0.8
    draws: int = 1000
    seed: int = 1

    def fit(self, dates, y=None, regressors=None):
        """Find the most probable parameters; return the model itself.

        Parameters
        ----------
        dates : array of dates, shape (n,), or a pandas frame with columns ds and y
            In any order. Steps may be unequal.
        y : array, shape (n,)
            NaN where a value is missing: such a row is left out, and can be forecast.
        regressors : dict of str to array, each (n,), optional
            Further columns, known for the future too.

        Raises
        ------
        ForecastError
            If no model can be fitted to the data with these settings.
        """
        fitted = dataclasses.replace(self)  # a fit that fails leaves this model as it was
        fitted._fit(dates, y, regressors or {})
        vars(self).update(vars(fitted))
        return self

    def columns(self, dates, regressors=None):
        """Return X, (n, p): seasons, holidays and regressors of the fitted model at any dates."""
        if not hasattr(self, "parameters_"):
            raise ForecastError("predict needs a fit first: model.fit(dates, y)")
        return _joined(self._blocks(inputs.as_dates(dates), regressors or {}), len(dates))

    def design(self, dates, regressors=None):
        """Return the fitted `Design` at other dates: y is 0, as it is not known."""
        X = self.columns(dates, regressors)
        cap = None if self.design_.cap is None else np.resize(self.design_.cap, len(X))
        t = self._time(inputs.as_dates(dates))
        return dataclasses.replace(self.design_, y=np.zeros(len(X)), t=t, X=X, cap=cap)

    def predict(self, dates, regressors=None):
        """Return the `Forecast` for dates, in their order; past dates give fitted values."""
        ahead = self.design(dates, regressors)
        trend, yhat = model.trend(ahead, self.parameters_), model.mean(ahead, self.parameters_)
        trends, values = simulate(ahead, self.parameters_, self.draws, self.seed)
        tail = (1 - self.interval) / 2
        bounds = np.quantile(np.stack([trends, values]), [tail, 1 - tail], axis=1)
        (trend_lower, lower), (trend_upper, upper) = bounds * self.scale_ + self.floor_
        components = {"trend": trend * self.scale_ + self.floor_}
        for name in dict.fromkeys(self.groups_):
            own = np.array(self.groups_) == name
            unit = 1.0 if ahead.multiplicative[own][0] else self.scale_
            components[name] = unit * ahead.X[:, own] @ self.parameters_.beta[own]
        return Forecast(yhat * self.scale_ + self.floor_, lower, upper, components, trend_lower, trend_upper)

    def _check(self):
        if self.growth not in model.GROWTHS:
            raise ForecastError(f"growth must be one of {', '.join(model.GROWTHS)}, not {self.growth!r}")
        for mode in (self.mode, *(season.mode or self.mode for season in self.seasons)):
            if mode not in ("additive", "multiplicative"):
                raise ForecastError(f"mode must be additive or multiplicative, not {mode!r}")
        for name in ("changepoint_prior", "seasonality_prior", "holidays_prior", "regressors_prior"):
            if not 0 < getattr(self, name) < np.inf:
                raise ForecastError(f"{name} must be above 0 and finite, not {getattr(self, name)}")
        if not 0 < self.interval < 1:
            raise ForecastError(f"interval must lie between 0 and 1, not {self.interval}")
        if self.growth == "logistic" and self.cap is None:
            raise ForecastError("logistic growth needs a capacity: cap=...")

    def _fit(self, dates, y, regressors):
        """Fit a model that was not fitted before."""
        self._check()
        if y is None:
            dates, y = inputs.from_frame(dates)
        order, dates, y = inputs.as_series(dates, y)
        self.start_, self.span_ = dates[0], (dates[-1] - dates[0]) / SECOND
        self.floor_ = self.floor if self.growth == "logistic" else 0.0
        self.scale_ = float(np.abs(y - self.floor_).max()) or 1.0
        self.seasons_ = [*inputs.default_seasons(dates, self.yearly, self.weekly, self.daily), *self.seasons]
        chosen = {name: np.asarray(column, float)[order] for name, column in regressors.items()}
        self.standards_ = {name: _standard(name, column) for name, column in chosen.items()}
        t, cap = self._time(dates), self._cap(y)
        blocks = list(self._blocks(dates, chosen))
        self.groups_, sds, modes = ([block[k] for block in blocks for _ in block[1].T] for k in (0, 2, 3))
        self.design_ = model.Design(
            y=(y - self.floor_) / self.scale_,
            t=t,
            changes=self._changes(t),
            X=_joined(blocks, len(t)),
            multiplicative=np.array([mode == "multiplicative" for mode in modes], bool),
            growth=self.growth,
            cap=cap,
        )
        self.priors_ = model.Priors(self.changepoint_prior, np.array(sds))
        self.parameters_ = map_fit(self.design_, self.priors_)

    def _cap(self, y):
        """Return the scaled capacity of each row, or None."""
        if self.growth != "logistic":
            return None
        if not self.floor < self.cap < np.inf:
            raise ForecastError(f"the capacity {self.cap} must be finite and above the floor {self.floor}")
        if np.mean(y > self.cap) > 0.5:
            raise ForecastError(f"the capacity {self.cap} lies below more than half of y: raise it")
        return np.full(len(y), (self.cap - self.floor_) / self.scale_)

    def _time(self, dates):
        return (dates - self.start_) / SECOND / self.span_

    def _changes(self, t):
        if self.growth == "flat":
            return np.zeros(0)
        if np.ndim(self.changes) == 0:
            return model.changepoints(t, self.changes, self.changes_within)
        chosen = np.sort(self._time(inputs.as_dates(self.changes)))
        if len(chosen) and not (chosen[0] >= 0 and chosen[-1] <= 1):
            raise ForecastError("a chosen changepoint lies outside the history")
        return chosen

    def _blocks(self, dates, regressors):
        """Yield the columns group by group: name, (n, columns), prior, mode."""
        if regressors.keys() != self.standards_.keys():
            raise ForecastError(
                f"predict needs the regressors of the fit: {', '.join(self.standards_) or 'none'}"
            )
        days = inputs.days_since_1970(dates)
        for name, period, order, prior, mode in self.seasons_:
            columns = model.fourier(days, period, order)
            yield name, columns, prior or self.seasonality_prior, mode or self.mode
        for name, holiday in self.holidays.items():
            columns = model.holiday_columns(dates, holiday)
            yield name, columns, holiday.prior or self.holidays_prior, self.mode
        for name, (centre, width) in self.standards_.items():
            column = np.asarray(regressors[name], float)
            if column.shape != dates.shape or not np.isfinite(column).all():
                raise ForecastError(f"regressor {name!r} must hold {len(dates)} finite numbers, one a date")
            yield name, (column - centre)[:, None] / width, self.regressors_prior, self.mode


def _joined(blocks, n):
    """Return X, (n, p); one row in memory a column, so that sums over time are quick."""
    return np.concatenate([np.zeros((0, n)), *(block.T for _, block, *_ in blocks)]).T


def _standard(name, column):
    """Return centre and width of a regressor; one of two values 0 and 1, or a constant, stays as it is."""
    if not np.isfinite(column).all():
        raise ForecastError(f"regressor {name!r} is not finite in row {int(np.argmax(~np.isfinite(column)))}")
    plain = np.isin(column, (0.0, 1.0)).all() or np.ptp(column) == 0
    return (0.0, 1.0) if plain else (float(column.mean()), float(column.std(ddof=1)))
