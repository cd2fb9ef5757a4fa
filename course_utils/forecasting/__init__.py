"""Forecasting: a Prophet-style model by hand, the classical shelf, and a fair comparison of all.

Every forecaster is a plain object: ``fit(dates, y)`` returns itself, ``predict(dates)`` a `Forecast` with ``yhat``
and, where it can tell, ``lower`` and ``upper``.
"""

from course_utils.forecasting.forecaster import Forecast, ProphetStyle
from course_utils.forecasting.inputs import ForecastError, Holiday, Season, future, group_holidays
from course_utils.forecasting.map_fit import map_fit

__all__ = [
    "Forecast",
    "ForecastError",
    "Holiday",
    "ProphetStyle",
    "Season",
    "future",
    "group_holidays",
    "map_fit",
]
