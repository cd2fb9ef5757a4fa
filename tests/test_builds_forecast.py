"""The build of lesson 7: wrong answers miss what is theirs, and its target lies beyond every benchmark."""

import re

import numpy as np
import pytest
import stamps
from test_builds import edited, missed

from course_utils.exercises import build_07
from course_utils.exercises.engine.progress import FILE
from course_utils.forecasting import ProphetStyle

RESTS_ON = stamps.EXERCISES
BEAT = build_07.beat_the_benchmark
WRONG = [
    ({"forecast": [("np.eye(7)[days % 7]", "np.eye(6)[days % 6]")]}, {1, 5, 6}),
    ({"forecast": [("yhat = columns(ahead) @ w + lately", "yhat = np.resize(y[-7:], len(ahead))")]},
     {1, 2, 5}),
    ({"forecast": [("yhat = columns(ahead) @ w + lately", "yhat = np.full(len(ahead), y[-1])")]},
     {1, 2, 5, 6}),
    ({"forecast": [("np.maximum(yhat, 0) if y.min() >= 0 else yhat", "yhat")]}, {3}),
    ({"forecast": [("(-1, 0, 1)", "(0,)")]}, {2}),
    ({"forecast": [("off.values()", "list(off.values())[:0]")]}, {2, 5}),
    ({"forecast": [("dates + near", "dates[dates <= days_0 + 1400] + near")]}, {2, 5}),
    ({"forecast": [("yhat = columns(ahead) @ w + lately", "yhat = np.full(len(ahead), np.nan)")]},
     {1, 2, 3, 4, 5, 6}),
    ({"backtest": [("(days[:n], y[:n],", "(days, y,")]}, {4, 6}),
    ({"backtest": [("y[:n],", "y[:n] + 0.02 * np.mean(y),")]}, {4, 5, 6}),
    ({"backtest": [("(days[:n], y[:n],", "(days[:first], y[:first],")]}, {4, 5}),
    ({"backtest": [("range(first,", "range(first + horizon,")]}, {4, 5, 6}),
    ({"interval": [("[0.1, 0.9]", "[0.3, 0.7]")]}, {6}),
    ({"interval": [("middle + low, middle + high", "middle + 2 * low, middle + 2 * high")]}, {6}),
    ({"interval": [("middle + low, middle + high", "middle + high, middle + low")]}, {6}),
    ({"interval": [("middle = forecast(days, y, off, ahead)", "middle = np.full(horizon, y.mean())"),
                   ("backtest(days, y, off, first, horizon)", "y.mean()")]}, {6}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


@pytest.mark.parametrize(("edits", "wanted"), WRONG)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_wrong_answer_misses_the_parts_it_is_wrong_for(edits, wanted):
    found = missed(BEAT.check(*edited(BEAT, **edits)))
    assert set(found) == wanted
    assert all(re.search(r": .*([.]|broadcast .*)$", said) for said in found.values())


def _error(forecast):
    """Return the mean absolute error on the hidden years, in thousand births a day."""
    days, y, off = build_07._births()
    horizon = build_07._HORIZON
    origins = range(build_07._FIRST, len(y) - horizon + 1, horizon)
    return np.mean([np.abs(forecast(days, y, off, n) - y[n : n + horizon]).mean() for n in origins])


def prophet_default(days, y, off, n):
    dates = days.astype("datetime64[D]")
    model = ProphetStyle(draws=2).fit(dates[:n], y[:n])
    return model.predict(dates[n : n + build_07._HORIZON]).yhat


def test_the_target_lies_beyond_every_benchmark_and_the_reference_beyond_it():
    horizon = build_07._HORIZON
    benchmarks = {
        "naive": lambda days, y, off, n: np.full(horizon, y[n - 1]),
        "seasonal naive": lambda days, y, off, n: np.resize(y[n - 7 : n], horizon),
        "52 weeks before": lambda days, y, off, n: y[n - 364 : n - 364 + horizon],
        "Prophet-style, as it comes": prophet_default,
    }
    errors = {name: _error(forecast) for name, forecast in benchmarks.items()}
    said = {
        "naive": 1.19,
        "seasonal naive": 0.43,
        "52 weeks before": 0.32,
        "Prophet-style, as it comes": 0.32,
    }
    assert errors == pytest.approx(said, abs=0.006)  # as the lesson tells them
    ours = _error(lambda days, y, off, n: build_07.forecast(days[:n], y[:n], off, days[n : n + horizon]))
    assert ours < build_07._TARGET - 0.02 < build_07._TARGET < min(errors.values()) - 0.015
    assert len(range(build_07._FIRST, 3653 - horizon + 1, horizon)) == 28
