"""Forecasts of what is never below 0: counts, prices, people."""

import dataclasses

import numpy as np

from course_utils.forecasting import inputs
from course_utils.forecasting.dates import ForecastError
from course_utils.forecasting.forecaster import Forecast


@dataclasses.dataclass
class Positive:
    """Any forecaster, kept at or above 0.

    A straight trend or a symmetric interval knows of no 0, so that forecasts of counts fall below it. There
    are two remedies. A floor (the default) cuts forecast and interval off at 0: zeros are welcome, and where
    nothing is near 0 nothing changes. A logarithm is fitted instead of the values: forecasts are above 0 of
    themselves, a season grows with the level, and the forecast is a median; it needs values above 0.
    Components are those of the model inside: of y, or of its logarithm.

    Parameters
    ----------
    model : object
        With ``fit(dates, y, ...)`` and ``predict(dates, ...)``.
    log : bool
        Whether to fit the logarithm; otherwise the forecast is cut off.
    """

    model: object
    log: bool = False

    def fit(self, dates, y=None, *more, **named):
        """Fit the model; ForecastError if a value is negative, or is 0 and has no logarithm."""
        if y is None:
            dates, y = inputs.from_frame(dates)
        y = inputs.as_values(y)
        if self.log:
            y = inputs.logarithm(y)
        elif (low := y < 0).any():
            row = int(low.argmax())
            raise ForecastError(f"y: row {row} is {y[row]:g}, but a series kept above 0 has no such values")
        self.model.fit(dates, y, *more, **named)
        return self

    def predict(self, dates, *more, **named):
        """Return the `Forecast`, at or above 0."""
        found = self.model.predict(dates, *more, **named)
        found = found if isinstance(found, Forecast) else Forecast(np.asarray(found, float))
        parts = ("yhat", "lower", "upper", "trend_lower", "trend_upper")
        kept = {name: getattr(found, name) for name in parts if getattr(found, name) is not None}
        kept = {name: np.exp(part) if self.log else np.maximum(part, 0.0) for name, part in kept.items()}
        return dataclasses.replace(found, **kept)
