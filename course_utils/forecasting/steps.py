"""Forecasters that count steps: a step is one of the calendar's, so disorder and gaps are refused."""

import copy
import functools

import numpy as np

from course_utils.forecasting.dates import ForecastError
from course_utils.forecasting.frequency import as_regular, refuse_jump


def counts_steps(cls):
    """Make a forecaster's ``fit`` and ``predict`` check their rows; a class decorator.

    `fit` gets values as floats, NaN where missing or masked, in rising order and without gaps; if it fails,
    the forecaster stays as it was. `predict` takes the dates that follow on the last one, step by step. Both
    raise ForecastError otherwise.
    """
    fit, predict = cls.fit, cls.predict

    @functools.wraps(fit)
    def checked_fit(self, dates, y):
        dates, y, found = as_regular(dates, y)
        fitted = copy.copy(self)
        fit(fitted, dates, y)
        fitted.end_ = found, dates[-1]
        vars(self).update(vars(fitted))
        return self

    @functools.wraps(predict)
    def checked_predict(self, dates):
        if not hasattr(self, "end_"):
            raise ForecastError("predict needs a fit first: model.fit(dates, y)")
        ahead = refuse_jump(*self.end_, dates)
        return predict(self, dates if isinstance(dates, np.ndarray) else ahead)

    cls.fit, cls.predict = checked_fit, checked_predict
    return cls
