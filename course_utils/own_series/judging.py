"""The shelf, the Prophet-style model and a GRU on one series: forecasts from eight origins, and a verdict."""

import copy
import dataclasses
import warnings
from dataclasses import dataclass

import numpy as np

from course_utils import forecasting as fc
from course_utils import training
from course_utils.forecasting import metrics
from course_utils.forecasting.backtest import origins, score
from course_utils.forecasting.combinations import margins
from course_utils.forecasting.inputs import default_seasons
from course_utils.forecasting.verdicts import Verdict
from course_utils.own_series.looking import Looked
from course_utils.own_series.table import Told

_DAY = np.timedelta64(1, "D")
_LONGEST = 24  # lags: more of them would cost minutes; what lies further back, the calendar says


@dataclass
class FittedOnce:
    """A network that its first `fit` trains; later ones only let it read what has become known."""

    model: object

    def fit(self, dates, y):
        """Train, or read."""
        (self.model.read if hasattr(self.model, "record_") else self.model.fit)(dates, y)
        self.model.watch = None  # what shows a training can't be copied, and `rolling_origin` copies models
        return self

    def predict(self, dates):
        """Return the forecast."""
        return self.model.predict(dates)


@dataclass(frozen=True)
class Judged:
    """Scores by model, the verdict over origins, by whom the next values are forecast, and what happened."""

    looked: Looked
    scores: dict
    verdict: Verdict
    by: str
    ahead: fc.Forecast
    said: tuple

    def table(self):
        """Return rows of text, the best first: model, MASE, mean error, share inside 80% intervals, width."""
        rows = [("model", "MASE", "RMSE", "inside", "width")]
        for name in self.verdict.mean:
            one = self.scores[name]
            given = not np.isnan(one.coverage)
            interval = (f"{one.coverage:.0%}", f"{one.width:.4g}") if given else ("–", "–")
            rows.append((name, f"{one.mase:.2f}", f"{one.rmse:.4g}", *interval))
        return rows


def shelf(looked, first, watch=None):
    """Return the models by name, unfitted, for a series with `first` rows known at the first origin.

    There are seven: eight origins on which all agree give p = 1/128, and six comparisons with the best leave
    that below .05 (Holm); with seven, no difference could ever be told.
    """
    dates, y, m, h = looked.dates[:first], looked.y[:first], looked.season, looked.horizon
    columns = fc.calendar(_seasons(dates))
    plain = {"naive": fc.Naive(), "exponential smoothing": fc.Smoothing()}
    seasonal = {
        "seasonal naive": fc.SeasonalNaive(m),
        "Holt-Winters": fc.Smoothing(trend=True, season=m, mode="additive"),
    }
    models = {
        **(plain if m == 1 else seasonal),
        "ARIMAX": fc.Arimax(tuple(sorted({1, 2, m, m + 1})), columns),
        "regression, ARIMA errors": fc.Arima((1, 1, 1), columns=columns),
        "gradient boosting": fc.gradient_boosting(lags=min(max(6, m), _LONGEST), columns=columns),
        "Prophet-style": fc.ProphetStyle(),
    }
    length = max(6, min(2 * m, 2 * _LONGEST, (first - h) // 3))
    network = {"hidden": 24, "updates": 400, "columns": columns, "watch": watch}
    try:
        models["GRU"] = FittedOnce(training.NetworkForecaster("gru", length, h, **network))
    except ModuleNotFoundError:  # no torch
        pass
    least = np.nanmin(looked.y)
    if least < 0:
        return models
    log = bool(least > 0 and grows(y, m))
    return {name: fc.Positive(model, log) for name, model in models.items()}


def grows(y, season):
    """Return whether the spread of a series grows with its level, so that logarithms would even it out."""
    size = max(season, 6)
    parts = y[-(len(y) // size * size) :].reshape(-1, size)
    parts = parts[~np.isnan(parts).any(axis=1)]
    level, spread = parts.mean(axis=1), parts.std(axis=1)
    return bool(len(parts) > 4 and np.ptp(spread) > 0 and np.corrcoef(level, spread)[0, 1] > 0.7)


def _seasons(dates):
    """Return (period in days, Fourier order) of the seasons that dates can tell, for `calendar`."""
    step = np.median(np.diff(dates)) / _DAY
    found = default_seasons(dates, dict.fromkeys(("yearly", "weekly", "daily"), "auto"))
    orders = [(one.period, int(min(one.order, 5, (one.period / step - 1) // 2))) for one in found]
    return [one for one in orders if one[1] > 0]


def judge(looked, progress=None, watch=None):
    """Forecast a `Looked` series from at most eight origins, and return the `Judged`.

    ``progress(done, of)`` is told of each forecast; ``watch`` sees the GRU's training. An interrupt ends the
    work, and the origins that are whole are judged; one during the GRU's training ends only that. A model
    that can't be fitted is left out, with its reason. Told if nothing is left to judge.
    """
    dates, y, h, said = looked.dates, looked.y, looked.horizon, []
    known = [n for n in origins(len(y), **looked.places) if not np.isnan(y[n : n + h]).all()]
    if not known:
        raise Told("The second half holds no value to compare a forecast with.")
    try:
        metrics.scale(y[: known[0]], looked.season)
    except ValueError as error:
        raise Told(f"Nothing can be judged: {error}.") from None
    models = shelf(looked, known[0], watch)
    if "GRU" not in models:
        said.append("The GRU is left out: it needs torch, which is not installed here.")
    rows = {name: [] for name in models}
    try:
        if "GRU" in models:
            _tried("GRU", models, said, lambda: models["GRU"].fit(dates[: known[0]], y[: known[0]]))
        for i, n in enumerate(known):
            found = {}
            for j, name in enumerate(list(models)):
                found[name] = _tried(name, models, said, lambda: _from(n, models[name], looked))  # noqa: B023
                if progress:
                    progress(i * len(rows) + j + 1, len(known) * len(rows))
            for name in models:
                rows[name].append(found[name])
    except KeyboardInterrupt:
        said.append(f"Stopped after {max(map(len, rows.values()))} of {len(known)} origins.")
    scores = {name: score(rows[name]) for name in models if rows[name]}
    if not scores:
        raise Told(" ".join(said))
    verdict = fc.verdicts({name: one.mases for name, one in scores.items()})
    for name in verdict.mean:
        again = copy.deepcopy(models[name])
        ahead = _tried(name, models, said, lambda: again.fit(dates, y).predict(looked.ahead()))  # noqa: B023
        if ahead is not None:
            ahead = _bounded(ahead, scores[name], -np.inf if np.nanmin(y) < 0 else 0.0)
            return Judged(looked, scores, verdict, name, ahead, tuple(said))
    raise Told(" ".join(said))


def _tried(name, models, said, work):
    """Return what ``work()`` returns; if it fails, take the model off the shelf, and say why."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fits that converge slowly: their scores tell
            return work()
    except Exception as error:  # of any library: the series goes on without this model
        del models[name]
        said.append(f"{name} is left out: {str(error).rstrip('.') or type(error).__name__}.")


def _from(n, model, looked):
    """Return the `Origin` of a model with n known rows."""
    until = slice(n + looked.horizon)
    how = {"first": n, "horizon": looked.horizon, "season": looked.season}
    found = fc.rolling_origin({"it": model}, looked.dates[until], looked.y[until], **how)
    return found["it"].origins[0]


def _bounded(forecast, scored, least):
    """Return a forecast with an interval: its own, or for each step the errors at the origins (conformal)."""
    if forecast.lower is not None:
        return forecast
    errors = margins(scored.origins)
    if errors is None or any(np.isnan(row.y).any() for row in scored.origins):
        return forecast
    lower = np.maximum(forecast.yhat - errors, least)
    return dataclasses.replace(forecast, lower=lower, upper=forecast.yhat + errors)
