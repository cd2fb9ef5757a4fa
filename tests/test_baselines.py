"""The classical shelf agrees with statsmodels and with what it is said to be."""

import numpy as np
import pytest

from course_utils import sequences
from course_utils.forecasting import (
    Arima,
    Arimax,
    ForecastError,
    LastSign,
    MovingAverage,
    Naive,
    SeasonalNaive,
    Smoothing,
    calendar,
    gradient_boosting,
    random_forest,
    svm,
)
from course_utils.forecasting.baselines import smooth

AIR = sequences.load("air_passengers")
DATES, Y = AIR["date"].astype("datetime64[M]"), AIR["passengers"]
AHEAD = DATES[-1] + np.arange(1, 31)


def forecast(model, y=Y, ahead=AHEAD):
    months = DATES[0] + len(y) + np.arange(len(ahead))
    return model.fit(DATES[: len(y)], y).predict(months).yhat


def test_the_naive_forecasts_repeat():
    np.testing.assert_array_equal(forecast(Naive()), np.full(30, 432.0))
    np.testing.assert_array_equal(forecast(SeasonalNaive(12)), np.resize(Y[-12:], 30))
    np.testing.assert_allclose(forecast(MovingAverage(12)), Y[-12:].mean())


def test_the_seasonal_naive_with_rise_adds_last_years_rise_each_year():
    rise = Y[-12:].mean() - Y[-24:-12].mean()
    expected = np.resize(Y[-12:], 30) + rise * (np.arange(30) // 12 + 1)
    np.testing.assert_allclose(forecast(SeasonalNaive(12, rise=True)), expected)


def known(y, trend, season, mode, start, weights):
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    before, rise, terms, _ = start
    names = dict(zip(("smoothing_level", "smoothing_trend", "smoothing_seasonal"), weights, strict=True))
    return ExponentialSmoothing(
        y,
        trend="add" if trend else None,
        seasonal=mode if season else None,
        seasonal_periods=season or None,
        initialization_method="known",
        initial_level=before,
        initial_trend=rise if trend else None,
        initial_seasonal=terms if season else None,
    ).fit(**{k: v for k, v in names.items() if v is not None}, optimized=False)


@pytest.mark.parametrize(
    ("trend", "season", "mode", "weights"),
    [
        (False, 0, "mul", (0.3, 0.0, 0.0)),
        (True, 0, "mul", (0.3, 0.1, 0.0)),
        (True, 12, "mul", (0.3, 0.1, 0.2)),
        (True, 12, "add", (0.3, 0.1, 0.2)),
    ],
)
def test_smoothing_equals_statsmodels(trend, season, mode, weights):
    ours = Smoothing(trend, season, {"mul": "multiplicative", "add": "additive"}[mode], weights).fit(DATES, Y)
    shown = [weights[0], weights[1] if trend else None, weights[2] if season else None]
    theirs = known(Y, trend, season, mode, ours.start_, shown)
    np.testing.assert_allclose(ours.fitted_, theirs.fittedvalues, rtol=1e-11)
    yhat = ours.predict(AHEAD).yhat
    # statsmodels' forecast leaves the last value out of its season's update; its one-step forecasts do not.
    whole = known(np.r_[Y, yhat], trend, season, mode, ours.start_, shown).fittedvalues
    np.testing.assert_allclose(yhat, whole[len(Y) :], rtol=1e-11)
    kept = np.arange(30) % 12 != 11 if season else slice(None)
    np.testing.assert_allclose(yhat[kept], theirs.forecast(30)[kept], rtol=1e-11)


def test_another_seasonal_equation_differs_visibly():
    def other(y, alpha, beta, gamma, level, trend, season, _):
        season, fitted = list(season), []
        for value in y:
            s, before = season.pop(0), level + trend
            fitted.append(before * s)
            last, level = level, alpha * value / s + (1 - alpha) * before
            trend = beta * (level - last) + (1 - beta) * trend
            season.append(gamma * value / level + (1 - gamma) * s)  # by the new level
        return np.array(fitted)

    start = Smoothing(True, 12, weights=(0.3, 0.1, 0.2)).fit(DATES, Y).start_
    ours = smooth(Y, 0.3, 0.1, 0.2, *start)[0]
    assert np.abs(other(Y, 0.3, 0.1, 0.2, *start) / ours - 1).max() > 0.005


@pytest.mark.parametrize("settings", [{}, {"trend": True}, {"trend": True, "season": 12}])
def test_the_weights_found_are_at_least_as_good_as_any_on_a_grid(settings):
    m = Smoothing(**settings).fit(DATES, Y)
    used = [True, m.trend, bool(m.season)]
    best = np.mean((m.fitted_ - Y) ** 2)
    for corner in np.ndindex(4, 4, 4):
        weights = np.where(used, np.array([0.1, 0.4, 0.7, 0.95])[list(corner)], 0.0)
        assert np.mean((smooth(Y, *weights, *m.start_)[0] - Y) ** 2) >= best * (1 - 1e-6)


def test_holt_winters_is_close_to_the_known_error():
    m = Smoothing(True, 12).fit(DATES[:120], Y[:120])
    error = np.mean(np.abs(m.predict(DATES[120:]).yhat - Y[120:]))
    assert error / np.mean(np.abs(Y[12:120] - Y[:108])) == pytest.approx(1.01, abs=0.35)


def test_an_interval_of_the_naive_grows_as_the_root_of_the_horizon():
    f = Naive().fit(DATES, Y).predict(AHEAD)
    np.testing.assert_allclose((f.upper - f.lower) / (f.upper - f.lower)[0], np.sqrt(np.arange(1, 31)))


def test_a_missing_value_is_carried_forward_and_never_back():
    y = np.where(np.arange(144) == 143, np.nan, Y)
    assert forecast(Naive(), y)[0] == Y[142]
    assert forecast(MovingAverage(3), np.r_[np.nan, Y[:3]])[0] == Y[:3].mean()


@pytest.mark.parametrize(
    ("model", "y", "message"),
    [
        (Naive(), np.array([np.nan, np.nan]), "at least 1"),
        (SeasonalNaive(12), Y[:5], "at least 12"),
        (MovingAverage(12), Y[:5], "at least 12"),
        (SeasonalNaive(12, rise=True), Y[:23], "at least 24"),
        (svm(lags=12), Y[:13], "at least 14"),
        (Smoothing(True, 12), Y[:20], "at least 24"),
        (Smoothing(True, 12), Y - 300, "needs y above 0"),
        (Smoothing(True, 12), Y - Y.min(), "needs y above 0"),
        (Naive(), np.array([1.0, np.inf]), "infinite in row 1"),
    ],
)
def test_too_little_or_senseless_data_says_so(model, y, message):
    with pytest.raises(ForecastError, match=message):
        model.fit(DATES[: len(y)], y)


def test_sarima_scores_what_is_known():
    m = Arima((0, 1, 1), (0, 1, 1, 12), log=True).fit(DATES[:120], Y[:120])
    f = m.predict(DATES[120:])
    scale = np.mean(np.abs(Y[12:120] - Y[:108]))
    assert np.mean(np.abs(f.yhat - Y[120:])) / scale == pytest.approx(1.38, abs=0.1)
    assert (f.lower < f.yhat).all() and (f.yhat < f.upper).all()


def test_regression_with_autocorrelated_errors_finds_a_known_slope():
    rng = np.random.default_rng(0)
    dates = np.datetime64("2000-01-01") + np.arange(600)
    e = np.zeros(600)
    for t in range(1, 600):
        e[t] = 0.7 * e[t - 1] + rng.normal()
    y = 5 + 30 * np.arange(600) / 3652.5 + e
    m = Arima((1, 0, 0), columns=calendar(), constant=True).fit(dates, y)
    names = dict(zip(m.result_.param_names, m.result_.params, strict=True))
    assert names["ar.L1"] == pytest.approx(0.7, abs=0.08) and names["x1"] == pytest.approx(30, abs=6)


def test_a_usual_week_is_the_median_of_the_last_weeks():
    y = np.resize([1.0, 5.0, 3.0], 30)
    y[-3:] = 100  # Christmas
    np.testing.assert_array_equal(forecast(SeasonalNaive(3), y, AHEAD[:3]), [100, 100, 100])
    np.testing.assert_array_equal(forecast(SeasonalNaive(3, over=5), y, AHEAD[:4]), [1, 5, 3, 1])
    with pytest.raises(ForecastError, match="at least 15"):
        forecast(SeasonalNaive(3, over=5), y[:14])


class Raised:
    """One column: noise over the history; ahead it is 0, raised by `by` at the fifth step."""

    by = 0.0

    def __call__(self, dates):
        ahead = dates[0] == AHEAD[0]
        return (self.by * (np.arange(len(dates)) == 4.0))[:, None] if ahead else NOISE[: len(dates), None]


NOISE = np.random.default_rng(4).normal(size=144)


def moved(make):
    """Return by how much a model's forecasts move when the column is raised at step 5 alone."""
    column = Raised()
    rng, e = np.random.default_rng(0), np.zeros(144)
    for t in range(1, 144):
        e[t] = 0.7 * e[t - 1] + rng.normal() + 2 * NOISE[t]
    model = make(column).fit(DATES, 50 + e)
    before, column.by = model.predict(AHEAD[:12]).yhat, 1.0
    return model.predict(AHEAD[:12]).yhat - before


def test_a_column_moves_one_day_of_a_regression_with_arima_errors():
    found = moved(lambda column: Arima((1, 0, 0), columns=column, constant=True))
    assert found[4] > 1 and np.abs(np.delete(found, 4)).max() < 1e-9


def test_a_column_moves_a_day_of_an_arimax_and_those_after_it():
    found = moved(lambda column: Arimax(1, column))
    np.testing.assert_allclose(found[:4], 0, atol=1e-9)
    assert found[4] == pytest.approx(2, abs=0.3)
    np.testing.assert_allclose(found[5:] / found[4:-1], found[5] / found[4])
    assert 0.6 < found[5] / found[4] < 0.8


def test_an_arimax_takes_chosen_lags_and_the_logarithm():
    model = Arimax((1, 12), calendar([(365.25, 3)]), log=True).fit(DATES, Y)
    f = model.predict(AHEAD[:12])
    assert len(model.result_.model.ar_lags) == 2
    assert (f.lower < f.yhat).all() and (f.yhat < f.upper).all() and np.ptp(f.yhat) > 100


def test_one_made_feature_knows_the_last_shock_at_any_distance():
    dates, y = sequences.market_days(3000)
    due = sequences.is_market(dates)
    eve = np.flatnonzero(due)[-1]
    model = LastSign(lambda days: sequences.is_market(days)[:, None].astype(float)).fit(dates[:eve], y[:eve])
    assert abs(model.predict(dates[eve : eve + 1]).yhat[0] - y[eve]) < 2
    model.sign_ = -model.sign_
    assert abs(model.predict(dates[eve : eve + 1]).yhat[0] - (100 - y[eve])) < 2


@pytest.mark.parametrize("make", [svm, random_forest, gradient_boosting])
def test_lag_models_follow_a_season_they_saw(make):
    y = 50 + 10 * np.sin(2 * np.pi * np.arange(144) / 12)
    found = forecast(make(lags=12), y, AHEAD[:12])
    assert np.abs(found - y[:12]).max() < 3


def test_a_lag_model_follows_a_level_it_never_saw():
    y = np.arange(144.0)
    assert forecast(random_forest(lags=6), y, AHEAD[:12])[-1] == pytest.approx(155, abs=0.5)


def test_an_additive_season_may_be_below_zero():
    above, below = (forecast(Smoothing(True, 12, "additive", (0.3, 0.1, 0.2)), y) for y in (Y, Y - 300))
    np.testing.assert_allclose(below, above - 300)


def test_two_values_make_a_line():
    model = Smoothing(trend=True, weights=(0.3, 0.1, 0.0))
    np.testing.assert_allclose(forecast(model, np.array([3.0, 5.0]), AHEAD[:3]), [7, 9, 11])


def test_simple_smoothing_expects_errors_as_large_as_those_it_made():
    m = Smoothing(weights=(0.4, 0.0, 0.0)).fit(DATES, Y)
    f = m.predict(AHEAD)
    made = np.mean((Y - m.fitted_) ** 2)
    expected = made * (1 + 0.4**2 * np.arange(30))
    np.testing.assert_allclose(((f.upper - f.yhat) / 1.2815515655446004) ** 2, expected)


def test_an_arima_that_only_differences_repeats_the_last_value():
    np.testing.assert_allclose(forecast(Arima((0, 1, 0))), 432)


def test_a_lag_model_of_a_constant_forecasts_the_constant():
    np.testing.assert_allclose(forecast(svm(lags=4), np.full(40, 7.0)), 7, atol=0.1)


def test_a_lag_model_on_the_logarithm_follows_exponential_growth():
    y = np.exp(0.05 * np.arange(100))
    found = forecast(random_forest(lags=6, log=True), y, AHEAD[:12])
    np.testing.assert_allclose(found, np.exp(0.05 * np.arange(100, 112)), rtol=0.01)


@pytest.mark.parametrize(
    "model",
    [
        Naive(),
        SeasonalNaive(12),
        MovingAverage(12),
        Smoothing(True, 12),
        Arima((1, 0, 0)),
        Arimax(2, calendar()),
        LastSign(calendar()),
        svm(lags=4),
    ],
    ids=lambda model: type(model).__name__,
)
def test_predict_changes_nothing_nor_does_a_fit_that_fails(model):
    expected = forecast(model)
    before = dict(vars(model))
    with pytest.raises((ValueError, TypeError)):
        model.fit(DATES[:1], np.array(["a"]))
    np.testing.assert_array_equal(model.predict(AHEAD).yhat, expected)
    assert all(vars(model)[name] is value for name, value in before.items())
