"""From forecasts to other forecasts: means of several, and intervals that learn from earlier errors.

Each takes what `rolling_origin` returns. What is learned at an origin comes from forecasts made earlier whose
truth was known by then.
"""

import dataclasses
import math

import numpy as np

from course_utils.forecasting.backtest import score
from course_utils.forecasting.forecaster import Forecast


def after(scored, warm):
    """Return the `Score` without the first `warm` origins."""
    return score(scored.origins[warm:])


def average(scores):
    """Return the `Score` of the mean forecast; of the mean bounds, where all give an interval."""
    return score([_mean(rows) for rows in zip(*(each.origins for each in scores), strict=True)])


def best_before(scores, warm=4, best=3):
    """Return the `Score` of the mean of the `best` models so far: at each origin, by MASE at those before it.

    ``scores`` is what `rolling_origin` returns. The first `warm` origins only serve to choose.
    """
    rows = []
    for now in list(zip(*(each.origins for each in scores.values()), strict=True))[warm:]:
        known = _known_by(now[0], next(iter(scores.values())).origins)
        errors = [each.mases[:known].mean() for each in scores.values()]
        rows.append(_mean([now[i] for i in np.argsort(errors, kind="stable")[:best]]))
    return score(rows)


def conformal(scored, warm=4, level=0.8):
    """Return the `Score` of the same forecasts with intervals of ± an error that was seldom passed before.

    For each step ahead it is, of the m absolute errors at earlier origins, that of rank ⌈(m + 1) level⌉: if
    the next error may as well have any rank as any other, it lies inside with at least that probability. The
    first `warm` origins only serve to learn from. Source: Vovk, Gammerman and Shafer (2005).
    """
    rows = []
    for origin in scored.origins[warm:]:
        known = scored.origins[: _known_by(origin, scored.origins)]
        if (errors := margins(known, level)) is None:
            raise ValueError(f"{len(known)} earlier origins give no interval of {level:.0%}: raise warm")
        yhat = origin.forecast.yhat
        bounds = Forecast(yhat, yhat - errors, yhat + errors)
        rows.append(dataclasses.replace(origin, forecast=bounds))
    return score(rows)


def margins(rows, level=0.8):
    """Return for each step ahead the error of rank ⌈(m + 1) level⌉ at m origins; None for too few."""
    rank = math.ceil((len(rows) + 1) * level)
    if rank > len(rows):
        return None
    return np.sort([np.abs(row.y - row.forecast.yhat) for row in rows], axis=0)[rank - 1]


def _known_by(origin, rows):
    """Return how many of the rows had been followed by all of their values at an origin."""
    return sum(row.known + len(row.y) <= origin.known for row in rows)


def _mean(rows):
    """Return one `Origin` with the mean of the forecasts made there."""
    forecasts = [row.forecast for row in rows]
    names = ["yhat"]
    if all(one.lower is not None for one in forecasts):
        names += ["lower", "upper"]
    means = (np.mean([getattr(one, name) for one in forecasts], axis=0) for name in names)
    return dataclasses.replace(rows[0], forecast=Forecast(*means))
