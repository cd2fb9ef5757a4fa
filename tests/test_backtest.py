"""Backtests are honest: the metrics, the origins, and what a model may see."""

import numpy as np
import pytest

from course_utils import sequences
from course_utils.forecasting import (
    Forecast,
    Naive,
    ProphetStyle,
    SeasonalNaive,
    metrics,
    rolling_origin,
)
from course_utils.forecasting.backtest import origins

AIR = sequences.load("air_passengers")
DATES, Y = AIR["date"], AIR["passengers"]


class Cheat:
    """Tries every way to see what comes: the array behind its own, and what an earlier fit left behind."""

    seen = None

    def fit(self, dates, y):
        self.known, behind = len(y), y
        while behind.base is not None:
            behind = behind.base
        self.y, self.longest = behind, max(len(behind), self.longest if hasattr(self, "longest") else 0)
        return self

    def predict(self, dates):
        assert self.longest == self.known, "it saw beyond its origin"
        return np.full(len(dates), self.y[-1])


def test_a_model_that_tries_to_see_the_future_cannot():
    same = rolling_origin({"cheat": Cheat(), "naive": Naive()}, DATES, Y, first=60, horizon=12)
    assert same["cheat"].mase == same["naive"].mase


def test_without_copies_the_cheat_would_see_it():
    assert len(Cheat().fit(DATES[:60], Y[:60]).y) == len(Y)


def test_the_future_has_no_say():
    changed = Y.copy()
    changed[132:] = 1e6
    for model in (ProphetStyle(draws=5), SeasonalNaive(12)):
        a, b = (
            rolling_origin({"m": model}, DATES, y, first=120, horizon=12, season=12)["m"].origins[0]
            for y in (Y, changed)
        )
        np.testing.assert_array_equal(a.forecast.yhat, b.forecast.yhat)
        assert a.mase == b.mase


def test_origins_expand_or_slide():
    lengths = {}

    class Noting:
        def __init__(self, name):
            self.name = name

        def fit(self, dates, y):
            lengths.setdefault(self.name, []).append(len(y))

        def predict(self, dates):
            return np.zeros(len(dates))

    for name, window in (("expanding", None), ("sliding", 48)):
        rolling_origin({"m": Noting(name)}, DATES, Y, first=60, horizon=12, step=24, window=window)
    assert lengths == {"expanding": [60, 84, 108, 132], "sliding": [48] * 4}
    assert list(origins(10, 4, 2, 3)) == [4, 7]
    with pytest.raises(ValueError, match="no room"):
        origins(10, 9, 2, 1)
    with pytest.raises(ValueError, match="at least 1"):
        origins(10, 0, 2, 1)


def test_mase_is_scaled_inside_the_training_part():
    train = Y[:120]
    naive = SeasonalNaive(12).fit(DATES[:120], train).predict(DATES[120:]).yhat
    assert metrics.mase(Y[120:], naive, train, 12) == pytest.approx(2.49, abs=0.005)
    for last, known in ((36, 1.97), (12, 1.57)):
        naive = SeasonalNaive(12).fit(DATES[:-last], Y[:-last]).predict(DATES[-last:]).yhat
        assert metrics.mase(Y[-last:], naive, Y[:-last], 12) == pytest.approx(known, abs=0.005)


def test_the_seasonal_naive_scores_one_in_sample():
    assert metrics.mase(Y[12:], Y[:-12], Y, 12) == 1.0


def test_mase_knows_no_unit():
    a = metrics.mase(Y[120:], Y[108:132], Y[:120], 12)
    assert metrics.mase(1000 * Y[120:] + 7, 1000 * Y[108:132] + 7, 1000 * Y[:120] + 7, 12) == pytest.approx(a)


def test_mase_without_a_scale_says_so():
    with pytest.raises(ValueError, match="more than 12"):
        metrics.mase(Y[:3], Y[:3], Y[:12], 12)
    with pytest.raises(ValueError, match="repeats itself exactly"):
        metrics.mase(Y[:3], Y[:3], np.ones(20), 1)


def test_pinball_equals_scikit_learns_and_half_the_absolute_error():
    from sklearn.metrics import mean_pinball_loss

    rng = np.random.default_rng(0)
    y, q = rng.normal(size=(2, 200))
    for tau in (0.1, 0.5, 0.9):
        assert metrics.pinball(y, q, tau) == pytest.approx(mean_pinball_loss(y, q, alpha=tau), abs=1e-15)
    assert metrics.pinball(y, q, 0.5) == pytest.approx(np.abs(y - q).mean() / 2)


def test_coverage_counts_and_width_measures():
    assert metrics.coverage(np.array([1, 2, 3, np.nan]), 1.5, 3.0) == pytest.approx(2 / 3)
    assert metrics.width(np.zeros(3), np.array([1, 2, 3.0])) == 2


def test_smape_is_bounded():
    assert metrics.smape([0.0, 1.0], [1.0, 1.0]) == 100 and metrics.smape([0.0], [0.0]) == 0
    assert metrics.smape([-3.0], [1.0]) == 200 and metrics.smape([100.0], [300.0]) == 100


def test_a_forecast_of_the_wrong_length_says_so():
    class Short:
        def fit(self, dates, y):
            return self

        def predict(self, dates):
            return np.zeros(3)

    with pytest.raises(ValueError, match=r"short gave a forecast of shape \(3,\)"):
        rolling_origin({"short": Short()}, DATES, Y, first=60, horizon=12)


def test_the_score_gathers_intervals_and_progress_is_reported():
    steps = []
    models = {"naive": Naive(), "bare": type("Bare", (), {})()}
    models["bare"].fit = lambda dates, y: None
    models["bare"].predict = lambda dates: Forecast(np.zeros(len(dates)))
    scores = rolling_origin(
        models, DATES, Y, first=120, horizon=12, progress=lambda i, n: steps.append((i, n))
    )
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert 0 <= scores["naive"].coverage <= 1 and scores["naive"].width > 0
    assert np.isnan([scores["bare"].coverage, scores["bare"].width, scores["bare"].pinball]).all()
    assert scores["naive"].mase == np.mean([origin.mase for origin in scores["naive"].origins])
