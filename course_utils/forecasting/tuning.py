"""Settings are chosen inside an origin: on the end of what is known there, never on what is forecast."""

import copy
from dataclasses import dataclass

from course_utils.forecasting.backtest import rolling_origin


@dataclass
class Chosen:
    """The candidate that forecast the end of its training part best, fitted again on all of it.

    Parameters
    ----------
    candidates : dict of str to forecaster
    horizon, parts : int
        Every candidate is fitted and scored at `parts` origins that leave so many horizons to forecast.
    """

    candidates: dict
    horizon: int
    parts: int = 2

    def fit(self, dates, y):
        """Choose, and fit what was chosen; `errors_` holds what each candidate scored, `chosen_` the name."""
        first = len(y) - self.parts * self.horizon
        scores = rolling_origin(self.candidates, dates, y, first=first, horizon=self.horizon)
        errors = {name: score.mase for name, score in scores.items()}
        chosen = min(errors, key=errors.get)
        model = copy.deepcopy(self.candidates[chosen])
        self.model_ = model.fit(dates, y) or model
        self.errors_, self.chosen_ = errors, chosen
        return self

    def predict(self, dates):
        """Return what the chosen one forecasts."""
        return self.model_.predict(dates)
