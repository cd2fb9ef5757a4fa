"""Forecasting: a Prophet-style model by hand, the classical shelf, and a fair comparison of all.

Every forecaster is a plain object: ``fit(dates, y)`` returns the forecaster, ``predict(dates)`` a `Forecast`
with ``yhat`` and, where the model gives an interval, ``lower`` and ``upper``.
"""

from course_utils.forecasting import metrics, real_prophet
from course_utils.forecasting.backtest import fair_origins, rolling_origin
from course_utils.forecasting.baselines import MovingAverage, Naive, SeasonalNaive, Smoothing
from course_utils.forecasting.combinations import after, average, best_before, conformal
from course_utils.forecasting.dates import ForecastError, as_dates
from course_utils.forecasting.forecaster import Forecast, ProphetStyle
from course_utils.forecasting.frequency import fill_gaps, frequency
from course_utils.forecasting.inputs import Holiday, Season, group_holidays
from course_utils.forecasting.map_fit import map_fit
from course_utils.forecasting.positive import Positive
from course_utils.forecasting.shelf import (
    Arima,
    Arimax,
    LastSign,
    calendar,
    gradient_boosting,
    random_forest,
    svm,
)
from course_utils.forecasting.tuning import Chosen
from course_utils.forecasting.verdicts import Verdict, sign_flip, verdicts
