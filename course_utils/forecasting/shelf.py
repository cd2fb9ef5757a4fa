"""Forecasters from libraries: ARIMA and its kin from statsmodels, regressors on lags from scikit-learn.

``columns(dates)``, (n, p), is what a calendar knows of any date: every model that takes it gets the same.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from course_utils import sequences
from course_utils.forecasting import inputs, settings
from course_utils.forecasting.baselines import carried_forward
from course_utils.forecasting.forecaster import Forecast
from course_utils.forecasting.inputs import ForecastError, Season, days_since_1970
from course_utils.forecasting.prophet_style import fourier, holiday_columns
from course_utils.forecasting.settings import whole
from course_utils.forecasting.steps import counts_steps


@counts_steps
@dataclass
class Arima:
    """ARIMA(p, d, q)(P, D, Q)_m; with columns of dates, a regression with ARIMA errors; by statsmodels.

    With columns x_t it is y_t = β x_t + n_t, and n_t is the ARIMA: a column raised on one day moves that day
    and no other. An ARIMAX is another model: `Arimax`. Source: Hyndman, 'The ARIMAX model muddle' (2010).

    Parameters
    ----------
    order, seasonal : tuple of int
        p lags of the values, d differences, q lags of the errors; P, D, Q and the season's steps m.
    log : bool
        Fit the logarithm, for a season that grows with the level.
    columns : callable, optional
        ``columns(dates)`` returns (n, p): known ahead, such as a calendar's.
    constant : bool
        Whether there is a mean; differencing removes it.
    """

    order: tuple
    seasonal: tuple = (0, 0, 0, 0)
    log: bool = False
    columns: object = None
    constant: bool = False

    def fit(self, dates, y):
        """Fit by maximum likelihood; missing values are left to the Kalman filter."""
        from statsmodels.tsa.statespace.sarimax import SARIMAX
        from threadpoolctl import threadpool_limits

        self._check(np.isfinite(y).sum())
        y = inputs.logarithm(y) if self.log else y
        exog = _columns(self.columns, dates)
        trend = "c" if self.constant else None
        # Its products are tiny: threads waiting for a busy processor made a fit ten times slower.
        with warnings.catch_warnings(), threadpool_limits(1, user_api="blas"):
            warnings.simplefilter("ignore")  # of starting values and slow convergence
            model = SARIMAX(y, exog, order=self.order, seasonal_order=self.seasonal, trend=trend)
            self.result_ = model.fit(disp=False, maxiter=200)
        return self

    def predict(self, dates):
        """Return the mean and the 80% interval; the median where the logarithm was fitted."""
        exog = _columns(self.columns, dates)
        ahead = self.result_.get_forecast(len(dates), exog=exog)
        found = np.stack([ahead.predicted_mean, *ahead.conf_int(alpha=0.2).T])
        return Forecast(*(np.exp(found) if self.log else found))

    def _check(self, known):
        for name, many in (("order", 3), ("seasonal", 4)):
            value = getattr(self, name)
            if np.shape(value) != (many,):
                raise ForecastError(f"{name} must hold {many} whole numbers, not {value!r}")
            for number in value:
                whole(name, number, 0)
        least = 2 + sum(self.order) + sum(self.seasonal[:3]) * self.seasonal[3]
        if known < least:
            raise ForecastError(f"this forecast needs at least {least} values, not {known}")


def _columns(columns, dates):
    """Return what is known of dates, (n, p), or None without columns; ForecastError for another shape."""
    if columns is None:
        return None
    found = np.asarray(columns(dates), float)
    if found.ndim != 2 or len(found) != len(dates) or not np.isfinite(found).all():
        raise ForecastError(f"columns(dates) must be finite numbers, ({len(dates)}, p), but is {found.shape}")
    return found


@dataclass
class Arimax:
    """y_t = c + Σ φ_i y_{t-i} + β x_t + ε_t: columns in the equation, beside lagged values; by statsmodels.

    A column raised on one day moves that day and, by way of the lags, those after it. There is no moving
    average and no difference, so that least squares fits it (`AutoReg`).

    Parameters
    ----------
    lags : int or tuple of int
        How many lags, from 1 on, or which.
    log : bool
        Fit the logarithm.
    columns : callable
        ``columns(dates)`` returns x, (n, p).
    """

    lags: int | tuple
    columns: object
    log: bool = False

    def fit(self, dates, y):
        """Fit by least squares."""
        from statsmodels.tsa.ar_model import AutoReg

        z = carried_forward(y, 2 * int(np.max(self.lags)) + 2)
        z, lags = np.log(z) if self.log else z, self.lags if np.ndim(self.lags) == 0 else list(self.lags)
        self.result_ = AutoReg(z, lags, exog=self.columns(dates)[-len(z) :]).fit()
        return self

    def predict(self, dates):
        """Return the mean and the 80% interval; the median where the logarithm was fitted."""
        n = len(self.result_.model.endog)
        ahead = self.result_.get_prediction(n, n + len(dates) - 1, exog_oos=self.columns(dates))
        found = np.stack([ahead.predicted_mean, *ahead.conf_int(alpha=0.2).T])
        return Forecast(*(np.exp(found) if self.log else found))


@dataclass
class LastSign:
    """One hand-made feature in a regression: the sign of the last value far from the median.

    Far is further than `beyond`, in units of y.

    y_t = c + Σ_j (β_j + γ_j sign) x_tj, with the sign as it stands before t, or 0 before any such value; for
    steps after the first it stands still. By least squares.
    """

    columns: object
    beyond: float = 4.0

    def fit(self, dates, y):
        """Find the coefficients."""
        y = carried_forward(y)
        far = np.abs(y - np.median(y)) > self.beyond
        last = np.maximum.accumulate(np.where(far, np.arange(len(y)), -1))
        sign = np.where(last >= 0, np.sign(y - np.median(y))[last], 0.0)
        X = self._features(self.columns(dates)[-len(y) :], np.r_[0.0, sign[:-1]])
        self.sign_, self.beta_ = sign[-1], np.linalg.lstsq(X, y)[0]
        return self

    def predict(self, dates):
        """Return the regression's value for each date."""
        x = self.columns(dates)
        return Forecast(self._features(x, np.full(len(x), self.sign_)) @ self.beta_)

    def _features(self, x, sign):
        return np.c_[np.ones(len(x)), x, x * sign[:, None]]


def calendar(seasons=(), holidays=None):
    """Return a function of dates: a line, Fourier terms ``(period, order)``, and 0/1 columns of holidays."""
    seasons = settings.seasons([Season("calendar", *season) for season in seasons])
    holidays = settings.holidays(holidays or {})

    def columns(dates):
        days = days_since_1970(dates)
        line = (days - days_since_1970(["2000-01-01"]))[:, None] / 3652.5  # decades
        waves = [fourier(days, season.period, season.order) for season in seasons]
        on = [holiday_columns(dates, holiday) for holiday in holidays.values()]
        return np.concatenate([line, *waves, *on], axis=1)

    return columns


@counts_steps
@dataclass
class LagModel:
    """Any scikit-learn regressor on the last values, fed its own forecasts for the steps after the first.

    The window is taken relative to its last value, so that a series may grow beyond what was seen; its scale
    comes from the training part alone.

    Parameters
    ----------
    estimator : object
        Has ``fit`` and ``predict``, and is cloned for each fit.
    lags, log : int, bool
        Values in the window; whether to work on the logarithm.
    columns : callable, optional
        ``columns(dates)``, (n, p): what a calendar knows of the step to be forecast.
    """

    estimator: object
    lags: int = 12
    log: bool = False
    columns: object = None

    def fit(self, dates, y):
        """Learn the next step from the window before it."""
        from sklearn.base import clone

        z = carried_forward(y, whole("lags", self.lags, 1) + 2)
        z = inputs.logarithm(z) if self.log else z
        X, target = sequences.windows(z, self.lags)
        scale = float(np.std(np.diff(z))) or 1.0
        features = (X - X[:, -1:]) / scale
        if self.columns:
            features = np.c_[features, _columns(self.columns, dates)[-len(X) :]]
        self.model_ = clone(self.estimator).fit(features, (target - X[:, -1]) / scale)
        self.scale_, self.window_ = scale, z[-self.lags :]
        return self

    def predict(self, dates):
        """Forecast one step after another."""
        window, known = list(self.window_), _columns(self.columns, dates)
        known = np.zeros((len(dates), 0)) if known is None else known
        for row in known:
            recent = np.array(window[-self.lags :])
            features = np.r_[(recent - recent[-1]) / self.scale_, row][None]
            window.append(recent[-1] + self.scale_ * float(self.model_.predict(features)[0]))
        yhat = np.array(window[self.lags :])
        return Forecast(np.exp(yhat) if self.log else yhat)


def svm(**settings):
    """Return a `LagModel` with a support vector machine."""
    from sklearn.svm import SVR

    return LagModel(SVR(C=10.0, epsilon=0.05), **settings)


def random_forest(trees=200, **settings):
    """Return a `LagModel` with this many trees, each on its own sample."""
    from sklearn.ensemble import RandomForestRegressor

    return LagModel(RandomForestRegressor(trees, random_state=1), **settings)


def gradient_boosting(**settings):
    """Return a `LagModel` whose trees each correct the errors of those before."""
    from sklearn.ensemble import GradientBoostingRegressor

    return LagModel(GradientBoostingRegressor(random_state=1), **settings)
