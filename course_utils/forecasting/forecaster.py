"""A forecaster with `fit` and `predict`: dates and values in, forecasts with intervals and components out."""

import dataclasses

import numpy as np

from course_utils.forecasting import capacity, inputs, settings
from course_utils.forecasting import prophet_style as model
from course_utils.forecasting.dates import ForecastError, as_dates
from course_utils.forecasting.intervals import bounds
from course_utils.forecasting.map_fit import map_fit

SECOND = np.timedelta64(1, "s")
_AUTOMATIC = ("yearly", "weekly", "daily")


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
        More seasons, with their own periods; a season called "weekly" stands for the automatic one.
    mode : str
        "additive" or "multiplicative", for whatever has no mode of its own.
    holidays : dict of str to Holiday, or to dates
    cap, floor : float
        Capacity and lower bound of logistic growth, in units of y. A capacity that changes is a function of
        dates, ``cap(dates)`` -> (n,), or an array with one for each row; `predict` then needs those ahead.
    scaling : str
        "absmax", Prophet's default: y over its largest size. Where a series varies little about a high level,
        "minmax" measures from its lowest value to its highest, so that the priors do not become loose.
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
    cap: object = None
    floor: float = 0.0
    interval: float = 0.8
    draws: int = 1000
    seed: int = 1
    scaling: str = "absmax"

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
        dates = as_dates(dates)
        return _joined(self._blocks(dates, regressors or {}), len(dates))

    def design(self, dates, regressors=None, cap=None):
        """Return the fitted `Design` at other dates: y is 0, as it is not known."""
        dates = as_dates(dates)
        X, t = self.columns(dates, regressors), self._time(dates)
        if self.growth == "logistic":
            if cap is None and not callable(self.cap) and np.ndim(self.cap):
                raise ForecastError(
                    "the capacity was given for each row: so must those ahead, predict(..., cap=...)"
                )
            given = capacity.of(dates, self.cap if cap is None else cap, self.floor)
            cap = (given - self.floor_) / self.scale_
        return dataclasses.replace(self.design_, y=np.zeros(len(X)), t=t, X=X, cap=cap)

    def predict(self, dates, regressors=None, cap=None):
        """Return the `Forecast` for dates, in their order; past dates give fitted values.

        `regressors` and `cap`, (n,) each, are needed where the fit had them for each row.
        """
        ahead = self.design(dates, regressors, cap)
        trend, yhat = model.trend(ahead, self.parameters_), model.mean(ahead, self.parameters_)
        found = bounds(ahead, self.parameters_, self.draws, self.seed, (1 - self.interval) / 2)
        (trend_lower, lower), (trend_upper, upper) = found * self.scale_ + self.floor_
        components = {"trend": trend * self.scale_ + self.floor_}
        for name in dict.fromkeys(self.groups_):
            own = np.array(self.groups_) == name
            unit = 1.0 if ahead.multiplicative[own][0] else self.scale_
            components[name] = unit * ahead.X[:, own] @ self.parameters_.beta[own]
        return Forecast(yhat * self.scale_ + self.floor_, lower, upper, components, trend_lower, trend_upper)

    def _fit(self, dates, y, regressors):
        """Fit a model that was not fitted before."""
        settings.check(self)
        if y is None:
            dates, y = inputs.from_frame(dates)
        rows = as_dates(dates)
        order, dates, y = inputs.as_series(rows, y)
        self.start_, self.span_ = dates[0], (dates[-1] - dates[0]) / SECOND
        cap = capacity.of(rows, self.cap, self.floor)[order] if self.growth == "logistic" else None
        self.floor_, self.scale_ = self._measure(y)
        own, self.holidays_ = settings.seasons(self.seasons), settings.holidays(self.holidays)
        wishes = {name: settings.season_order(name, getattr(self, name)) for name in _AUTOMATIC}
        self.seasons_ = [*inputs.default_seasons(dates, wishes, {season.name for season in own}), *own]
        chosen = {
            name: inputs.regressor(name, column, len(rows))[order] for name, column in regressors.items()
        }
        settings.distinct([*(season.name for season in self.seasons_), *self.holidays_, *chosen])
        self.standards_ = {name: _standard(column) for name, column in chosen.items()}
        t, blocks = self._time(dates), list(self._blocks(dates, chosen))
        self.groups_, sds, modes = ([block[k] for block in blocks for _ in block[1].T] for k in (0, 2, 3))
        self.design_ = model.Design(
            y=(y - self.floor_) / self.scale_,
            t=t,
            changes=self._changes(t),
            X=_joined(blocks, len(t)),
            multiplicative=np.array([mode == "multiplicative" for mode in modes], bool),
            growth=self.growth,
            cap=None if cap is None else capacity.scaled(cap, y, self.floor_, self.scale_),
        )
        self.priors_ = model.Priors(self.changepoint_prior, np.array(sds))
        self.parameters_ = map_fit(self.design_, self.priors_)

    def _measure(self, y):
        """Return what y is measured from, and in which unit."""
        if self.scaling == "minmax":
            return float(y.min()), float(np.ptp(y)) or 1.0
        floor = float(self.floor) if self.growth == "logistic" else 0.0
        return floor, float(np.abs(y - floor).max()) or 1.0

    def _time(self, dates):
        return (dates - self.start_) / SECOND / self.span_

    def _changes(self, t):
        if self.growth == "flat":
            return np.zeros(0)
        chosen = settings.changes(self.changes)
        if np.ndim(chosen) == 0:
            return model.changepoints(t, chosen, self.changes_within)
        chosen = np.sort(self._time(chosen))
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
        for name, holiday in self.holidays_.items():
            columns = model.holiday_columns(dates, holiday)
            yield name, columns, holiday.prior or self.holidays_prior, self.mode
        for name, (centre, width) in self.standards_.items():
            column = inputs.regressor(name, regressors[name], len(dates))
            yield name, (column - centre)[:, None] / width, self.regressors_prior, self.mode


def _joined(blocks, n):
    """Return X, (n, p); one row in memory a column, so that sums over time are quick."""
    return np.concatenate([np.zeros((0, n)), *(block.T for _, block, *_ in blocks)]).T


def _standard(column):
    """Return centre and width of a regressor; one of two values 0 and 1, or a constant, stays as it is."""
    plain = np.isin(column, (0.0, 1.0)).all() or np.ptp(column) == 0
    return (0.0, 1.0) if plain else (float(column.mean()), float(column.std(ddof=1)))
