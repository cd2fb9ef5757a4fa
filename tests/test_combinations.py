"""What is made of forecasts afterwards uses nothing that was not known by then."""

import numpy as np
import pytest

from course_utils import sequences
from course_utils.forecasting import (
    Chosen,
    Naive,
    SeasonalNaive,
    Smoothing,
    after,
    average,
    best_before,
    conformal,
    fair_origins,
    rolling_origin,
)
from course_utils.forecasting.backtest import origins

AIR = sequences.load("air_passengers")
DATES, Y = AIR["date"], AIR["passengers"]
MODELS = {"naive": Naive(), "last year": SeasonalNaive(12), "Holt": Smoothing(True, weights=(0.5, 0.1, 0.0))}
HOW = fair_origins(144, 6, warm=4)


def scores(y=Y):
    return rolling_origin(MODELS, DATES, y, season=12, **HOW)


SCORES = scores()


@pytest.mark.parametrize(
    ("n", "horizon", "count"), [(144, 6, 12), (144, 12, 6), (5698, 28, 24), (600, 3, 24)]
)
def test_fair_origins_lie_in_the_last_half_and_do_not_overlap(n, horizon, count):
    how = fair_origins(n, horizon)
    found = origins(n, **how)
    assert len(found) == count and found[-1] + horizon == n
    assert found[0] >= n - n // 2 and how["step"] >= horizon
    warm = fair_origins(n, horizon, warm=4)
    assert list(origins(n, **warm))[4:] == list(found)


def test_a_horizon_longer_than_half_the_series_is_refused():
    with pytest.raises(ValueError, match="holds no horizon"):
        fair_origins(10, 6)


def test_the_mean_forecast_is_the_mean_of_the_forecasts_and_of_the_bounds():
    mean = average([SCORES["naive"], SCORES["last year"]])
    for one, *others in zip(
        *(each.origins for each in (mean, SCORES["naive"], SCORES["last year"])), strict=True
    ):
        for part in ("yhat", "lower", "upper"):
            expected = sum(getattr(other.forecast, part) for other in others) / 2
            np.testing.assert_allclose(getattr(one.forecast, part), expected)
    assert average([SCORES["naive"], SCORES["Holt"]]).origins[0].forecast.lower is None


def test_the_best_so_far_are_those_of_the_origins_before():
    found = best_before(SCORES, warm=4, best=1).origins
    assert len(found) == 12
    for i, one in enumerate(found, start=4):
        best = min(SCORES, key=lambda name: SCORES[name].mases[:i].mean())  # noqa: B023
        np.testing.assert_array_equal(one.forecast.yhat, SCORES[best].origins[i].forecast.yhat)
    all_three = best_before(SCORES, warm=4, best=3).mases
    np.testing.assert_allclose(all_three, after(average(SCORES.values()), 4).mases)


@pytest.mark.parametrize("make", [lambda s: best_before(s, 4, 2), lambda s: conformal(s["Holt"])])
def test_what_comes_has_no_say(make):
    changed = Y.copy()
    changed[120:] += 500
    one, other = make(SCORES), make(scores(changed))
    for a, b in zip(one.origins, other.origins, strict=True):
        if a.known <= 120:
            np.testing.assert_array_equal(a.forecast.yhat, b.forecast.yhat)
            np.testing.assert_array_equal(a.forecast.upper, b.forecast.upper)


def test_conformal_intervals_hold_what_they_say_where_errors_are_alike():
    rng = np.random.default_rng(3)
    y = rng.standard_exponential(4000)  # far from normal
    dates = np.datetime64("2000-01-01") + np.arange(4000)
    found = conformal(
        rolling_origin({"m": SeasonalNaive(1)}, dates, y, **fair_origins(4000, 2, 400, warm=4))["m"], 100
    )
    assert found.coverage == pytest.approx(0.8, abs=0.04)


def test_too_few_earlier_origins_give_no_interval():
    with pytest.raises(ValueError, match="3 earlier origins give no interval of 80%"):
        conformal(SCORES["Holt"], warm=3)


class Noting:
    """Forecasts a number; notes the last date it was given."""

    def __init__(self, value):
        self.value, self.seen = value, []

    def fit(self, dates, y):
        self.seen.append(len(y))
        return self

    def predict(self, dates):
        return np.full(len(dates), self.value)


def test_settings_are_chosen_on_the_end_of_what_is_known():
    y = np.r_[np.zeros(80), np.full(20, 9.0)] + np.resize([0.0, 0.5], 100)
    dates = np.datetime64("2000-01-01") + np.arange(100)
    chosen = Chosen({"low": Noting(0.0), "high": Noting(9.0)}, horizon=5, parts=2).fit(dates, y)
    assert chosen.chosen_ == "high" and chosen.errors_["low"] > chosen.errors_["high"]
    assert chosen.model_.seen == [100] and chosen.candidates["high"].seen == []
    np.testing.assert_array_equal(chosen.predict(dates[:3]), np.full(3, 9.0))
