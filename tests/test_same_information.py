"""Every model that may use a calendar is told the same one, of every day that it forecasts."""

import numpy as np
import pytest
from conftest import ROOT

from course_utils.forecasting import (
    Arima,
    Arimax,
    Holiday,
    LastSign,
    ProphetStyle,
    gradient_boosting,
    random_forest,
    svm,
)
from course_utils.training import NetworkForecaster, ReadingForecaster

DATES = np.datetime64("2020-01-01") + np.arange(330)
PAID = np.random.default_rng(2).random(330) < 0.2
Y = 10 + 5.0 * PAID + np.random.default_rng(3).normal(0, 0.2, 330)
KNOWN, AHEAD = slice(0, 316), slice(316, 330)


class Paydays:
    """The one column; paydays ahead may be moved after a fit."""

    def __init__(self):
        self.dates = DATES[PAID]

    def __call__(self, days):
        return np.isin(days, self.dates)[:, None].astype(float)


def networks(columns):
    """Return the networks by name."""
    how = {"hidden": 8, "updates": 120, "columns": columns}
    found = {f"{kind}, at once": NetworkForecaster(kind, 7, 14, **how) for kind in ("rnn", "lstm", "gru")}
    return found | {
        f"{kind}, reads on": ReadingForecaster(kind, 40, **how) for kind in ("rnn", "lstm", "gru")
    }


def models(columns):
    """Return every forecaster that takes columns."""
    return networks(columns) | {
        "regression with ARIMA errors": Arima((1, 0, 0), constant=True, columns=columns),
        "ARIMAX": Arimax(2, columns),
        "SVM": svm(lags=7, columns=columns),
        "random forest": random_forest(20, lags=7, columns=columns),
        "gradient boosting": gradient_boosting(lags=7, columns=columns),
        "made feature": LastSign(columns),
    }


def yhat(model):
    found = model.predict(DATES[AHEAD])
    return getattr(found, "yhat", found)


@pytest.mark.parametrize("name", models(None))
def test_a_payday_moved_to_any_day_ahead_moves_the_forecast_of_that_day(name):
    columns = Paydays()
    model = models(columns)[name].fit(DATES[KNOWN], Y[KNOWN])
    columns.dates = past = DATES[KNOWN][PAID[KNOWN]]
    without = yhat(model)
    for day in (0, 5, 13):
        columns.dates = np.r_[past, DATES[AHEAD][day]]
        assert 2.5 < yhat(model)[day] - without[day] < 7.5, day


def test_so_does_the_prophet_style_model():
    model = ProphetStyle(holidays={"payday": Holiday(DATES[PAID][:-5])}, draws=5).fit(DATES[KNOWN], Y[KNOWN])
    past = DATES[KNOWN][PAID[KNOWN]]
    model.holidays_ = {"payday": Holiday(past)}
    without = yhat(model)
    for day in (0, 5, 13):
        model.holidays_ = {"payday": Holiday(np.r_[past, DATES[AHEAD][day]])}
        assert yhat(model)[day] - without[day] == pytest.approx(5, abs=0.5)


def columns_of(contest):
    """Return {model: the columns it is told}, candidates and networks too."""
    found = {}
    for name, model in contest.plain.items():
        for one in getattr(model, "candidates", {"": model}).values():
            if "columns" in vars(one):
                found[name] = one.columns
    for name, candidates in contest.nets.items():
        found[name] = next(iter(candidates.values()))(1).columns
    return found


def test_on_the_rides_all_are_told_the_same(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from _contenders import rides

    contest = rides()
    told = columns_of(contest)
    assert len(set(map(id, told.values()))) == 1
    blind = {"naive", "seasonal naive", "usual week", "a year before", "Holt-Winters"}
    assert set(contest.plain) - set(told) == blind | {"Prophet-style", "Prophet-style, no holidays"}
    days = contest.dates[-1500:]
    columns, holidays = told["GRU"](days), contest.plain["Prophet-style"].holidays
    for j, holiday in enumerate(holidays.values()):
        np.testing.assert_array_equal(columns[:, 13 + j], np.isin(days, holiday.dates))
