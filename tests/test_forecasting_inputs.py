"""Each kind of data that people have gives the right forecast, or an error: argument, row and remedy."""

import tracemalloc

import numpy as np
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.forecasting import (
    Arima,
    ForecastError,
    Holiday,
    MovingAverage,
    Naive,
    Positive,
    ProphetStyle,
    Season,
    SeasonalNaive,
    Smoothing,
    calendar,
    fill_gaps,
    group_holidays,
    metrics,
    rolling_origin,
    svm,
)
from course_utils.forecasting import prophet_style as model
from course_utils.forecasting.intervals import simulate

DAYS = np.datetime64("2020-01-01") + np.arange(120)
N = np.arange(120)
Y = 10 + 0.05 * N + np.sin(2 * np.pi * N / 7) + 0.3 * np.random.default_rng(0).normal(size=120)
MODELS = [Naive(), SeasonalNaive(7), MovingAverage(12), Smoothing(), Arima((1, 0, 0)), svm(lags=4)]
MODELS += [ProphetStyle(draws=20), Positive(Naive())]
SHELF = MODELS[:6]
names = lambda one: type(one).__name__  # noqa: E731


# Values


@pytest.mark.parametrize("m", MODELS, ids=names)
def test_a_masked_value_is_a_missing_one(m):
    lost = np.isin(N, (5, 60, 119))
    masked = np.ma.array(np.where(lost, -9999, Y), mask=lost)
    ahead = DAYS[-1] + np.arange(1, 8)
    found, expected = (m.fit(DAYS, y).predict(ahead).yhat for y in (masked, np.where(lost, np.nan, Y)))
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("m", MODELS, ids=names)
@pytest.mark.parametrize(
    ("value", "message"), [("1,234", "row 3 is '1,234'"), (np.inf, "infinite in row 3"), ("?", "row 3")]
)
def test_a_value_that_is_no_number_is_named(m, value, message):
    y = [value if row == 3 else one for row, one in enumerate(Y)]
    with pytest.raises(ForecastError, match=message):
        m.fit(DAYS, y)


def test_masked_truth_and_odd_shapes_in_metrics():
    y = np.ma.array([1.0, -9999.0, 3.0], mask=[0, 1, 0])
    assert metrics.rmse(y, np.array([1.0, 5.0, 3.0])) == 0
    with pytest.raises(ValueError, match="4 rows"):
        metrics.smape([1.0, 2.0, 3.0], np.zeros(4))
    with pytest.raises(ValueError, match=r"shape \(n,\)"):
        metrics.rmse([1.0, 2.0], np.zeros((2, 1)))
    with pytest.raises(ValueError, match="yhat is missing in row 1"):
        metrics.mase([1.0, 2.0], [1.0, np.nan], Y)
    with pytest.raises(ValueError, match="season must be a whole number"):
        metrics.mase([1.0], [1.0], Y, 0)


# Rows


@pytest.mark.parametrize("m", SHELF, ids=names)
@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (N[::-1], "newest row comes first"),
        (np.r_[1, 0, N[2:]], "row 1 .* is earlier"),
        (np.r_[0, N[:-1]], "occurs more than once"),
        (np.delete(N, [50, 51]), "2 rows missing before row 50"),
    ],
)
def test_disorder_and_gaps_are_refused_by_all_that_count_steps(m, rows, message):
    with pytest.raises(ForecastError, match=message):
        m.fit(DAYS[rows], Y[rows])
    with pytest.raises(ForecastError, match=message):
        rolling_origin({"m": m}, DAYS[rows], Y[rows], first=60, horizon=7)


def test_a_gap_that_is_filled_costs_next_to_nothing():
    rows = np.delete(N, np.arange(50, 56))
    how = {"first": 70, "horizon": 7, "season": 7}
    whole, filled = (
        rolling_origin({"m": SeasonalNaive(7)}, *series, **how)["m"]
        for series in ((DAYS, Y), fill_gaps(DAYS[rows], Y[rows]))
    )
    assert filled.mase == pytest.approx(whole.mase, rel=0.2)


@pytest.mark.parametrize("m", SHELF, ids=names)
def test_steps_ahead_follow_on_the_last_row(m):
    m.fit(DAYS, Y)
    with pytest.raises(ForecastError, match="row 0 to be forecast is 2020-05-01, but 2020-04-30 comes next"):
        m.predict(DAYS[-1] + np.arange(2, 5))
    with pytest.raises(ForecastError, match="row 1 to be forecast"):
        m.predict(DAYS[-1] + np.array([1, 3]))
    with pytest.raises(ForecastError, match="needs a fit first"):
        type(m)(**{k: v for k, v in vars(m).items() if not k.endswith("_")}).predict(DAYS)


@pytest.mark.parametrize("m", MODELS, ids=names)
def test_text_dates_and_month_ends_are_as_good_as_any(m):
    ends = np.arange("2010-02", "2020-02", dtype="datetime64[M]").astype("datetime64[D]") - 1
    ahead = ["2020-01-31", "2020-02-29", "2020-03-31"]
    found = m.fit(ends.astype(str), Y).predict(ahead).yhat
    np.testing.assert_array_equal(found, m.fit(ends, Y).predict(np.array(ahead, "datetime64[D]")).yhat)


def test_a_missing_future_is_not_scored_and_a_missing_forecast_is_refused():
    y = np.where(N >= 113, np.nan, Y)
    score = rolling_origin({"m": Naive()}, DAYS, y, first=99, horizon=7)["m"]
    assert np.isnan(score.origins[-1].mase) and np.isfinite([score.mase, score.rmse]).all()

    class Silent(Naive):
        def predict(self, dates):
            return np.full(len(dates), np.nan)

    with pytest.raises(ValueError, match="quiet gave nan as forecast of row 99"):
        rolling_origin({"quiet": Silent()}, DAYS, Y, first=99, horizon=7)


def test_seconds_are_not_cut_off():
    dates = np.datetime64("2020-01-01T00:00:00.0") + 250 * N.astype("timedelta64[ms]")
    found = ProphetStyle(draws=2).fit(dates, Y)
    np.testing.assert_allclose(found.design_.t, N / 119)


# Settings


@pytest.mark.parametrize(
    ("m", "message"),
    [
        (MovingAverage(0), "window must be a whole number, at least 1, not 0"),
        (MovingAverage(-3), "window must be"),
        (SeasonalNaive(-2), "season must be a whole number, at least 1, not -2"),
        (SeasonalNaive(2.5), "season must be"),
        (Smoothing(season=7, mode="mul"), "mode must be one of additive, multiplicative, not 'mul'"),
        (Smoothing(weights=(2, 0, 0)), "weights must be three shares"),
        (Arima((1, 0)), "order must hold 3 whole numbers"),
        (Arima((1, 0, -1)), "order must be a whole number, at least 0"),
        (svm(lags=0), "lags must be"),
        (Arima((1, 0, 0), columns=lambda dates: np.zeros(len(dates))), r"must be finite numbers, \(120, p\)"),
        (ProphetStyle(draws=0), "draws must be a whole number, at least 2, not 0"),
        (ProphetStyle(changes_within=2), "changes_within must lie between 0 and 1, not 2"),
        (ProphetStyle(changes=-3), "changes must be"),
        (ProphetStyle(weekly="yes"), "weekly must be 'auto', True, False or a Fourier order, not 'yes'"),
        (ProphetStyle(daily=-1), "daily must be"),
        (ProphetStyle(seed="a"), "seed must be"),
        (ProphetStyle(interval="a"), "interval must lie"),
        (ProphetStyle(seasons=(Season("w", 0, 2),)), "'w' has a period, which must be above 0"),
        (ProphetStyle(seasons=(Season("w", 7, 0),)), "'w' has an order, which must be"),
        (ProphetStyle(seasons=(Season("w", 7, 2, mode="mul"),)), "'w' has a mode, which must be one of"),
        (ProphetStyle(seasons=(Season("trend", 7, 2),)), "two parts of the model are called 'trend'"),
        (ProphetStyle(holidays={"weekly": Holiday(DAYS[:1])}), "called 'weekly'"),
        (ProphetStyle(holidays=["2020-01-01"]), "holidays must be a dict"),
        (ProphetStyle(holidays={"x": ["soon"]}), r"holidays\['x'\]: row 0, 'soon'"),
        (ProphetStyle(growth="logistic", cap=20, floor=-np.inf), "floor must be finite"),
        (ProphetStyle(growth="logistic", cap=1e300), "1e.300 is too far above y"),
        (ProphetStyle(growth="logistic", cap="high"), "cap must be a number"),
        (ProphetStyle(growth="logistic", cap=np.full(9, 20.0)), r"cap has shape \(9,\)"),
        (ProphetStyle(scaling="minmax", mode="multiplicative"), "needs mode='additive'"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(m, message):
    with pytest.raises(ForecastError, match=message):
        m.fit(DAYS, Y)
    assert not [name for name in vars(m) if name.endswith("_")]


def test_holidays_of_other_length_than_their_dates_are_refused():
    with pytest.raises(ForecastError, match=r"names have shape \(2,\), dates \(3,\)"):
        group_holidays(DAYS[:3], ["a", "b"])


def test_a_calendar_of_no_period_is_refused():
    with pytest.raises(ForecastError, match="period, which must be above 0"):
        calendar([(0, 2)])


def test_what_is_meant_is_taken():
    assert (
        ProphetStyle(draws=2).fit(DAYS, Y).predict([]).upper.shape
        == Naive().fit(DAYS, Y).predict([]).yhat.shape
        == (0,)
    )
    alone, listed = (
        ProphetStyle(seasons=s, draws=2).fit(DAYS, Y) for s in (Season("w", 7, 2), [Season("w", 7, 2)])
    )
    np.testing.assert_array_equal(alone.predict(DAYS).yhat, listed.predict(DAYS).yhat)
    own = ProphetStyle(seasons=Season("weekly", 7, 1), draws=2).fit(DAYS, Y)
    assert [(season.name, season.order) for season in own.seasons_] == [("weekly", 1)]
    plain, full = (
        ProphetStyle(holidays={"x": x}, draws=2).fit(DAYS, Y).predict(DAYS).yhat
        for x in (
            ["2020-01-20", "2020-02-20"],
            Holiday(np.array(["2020-01-20", "2020-02-20"], "datetime64[D]")),
        )
    )
    np.testing.assert_array_equal(plain, full)


@pytest.mark.parametrize("rows", [125, 115, 5])
def test_a_regressor_has_a_value_for_each_row(rows):
    with pytest.raises(ForecastError, match=f"regressor 'x' has {rows} rows, the other columns 120"):
        ProphetStyle().fit(DAYS, Y, {"x": np.zeros(rows)})


# Positive forecasts, and capacities


def test_logarithms_of_what_has_none_are_refused():
    for m in (Arima((1, 0, 0), log=True), svm(lags=4, log=True), Positive(ProphetStyle(), log=True)):
        with pytest.raises(ForecastError, match="y: row 7 is 0, and the logarithm needs y above 0"):
            m.fit(DAYS, np.where(N == 7, 0.0, Y))


@given(
    st.integers(0, 1000),
    st.sampled_from([ProphetStyle(draws=50), Naive(), Smoothing(trend=True)]),
    st.booleans(),
)
@settings(max_examples=examples(12), deadline=None)
def test_counts_are_forecast_at_or_above_zero(seed, inner, log):
    y = np.random.default_rng(seed).poisson(np.linspace(12, 0.5, 120)) + log
    ahead = DAYS[-1] + np.arange(1, 90)
    forecast = Positive(inner, log).fit(DAYS, y).predict(ahead)
    for part in (forecast.yhat, forecast.lower, forecast.upper):
        assert part is None or (np.isfinite(part) & (part >= 0)).all()
    bare = inner.fit(DAYS, np.log(y) if log else y).predict(ahead).yhat
    np.testing.assert_array_equal(forecast.yhat, np.exp(bare) if log else np.maximum(bare, 0))


def test_a_negative_count_is_named():
    with pytest.raises(ForecastError, match="row 4 is -1, but a series kept above 0"):
        Positive(Naive()).fit(DAYS, np.where(N == 4, -1, Y))


def test_a_capacity_may_grow():
    cap = 20 + 0.2 * N
    y = cap * 0.6 + 0.1 * np.random.default_rng(1).normal(size=120)
    settings_ = {"growth": "logistic", "changes": 0, "weekly": False, "draws": 20}
    order = np.random.default_rng(2).permutation(120)
    by_row = ProphetStyle(cap=cap[order], **settings_).fit(DAYS[order], y[order])
    by_date = ProphetStyle(
        cap=lambda dates: 20 + 0.2 * (dates - DAYS[0]) / np.timedelta64(1, "D"), **settings_
    )
    by_date.fit(DAYS, y)
    ahead = DAYS[-1] + np.arange(1, 61)
    expected = 0.6 * (20 + 0.2 * np.arange(120, 180))
    np.testing.assert_allclose(
        by_row.predict(ahead, cap=20 + 0.2 * np.arange(120, 180)).yhat, expected, rtol=0.02
    )
    np.testing.assert_allclose(by_date.predict(ahead).yhat, expected, rtol=0.02)
    with pytest.raises(ForecastError, match="so must those ahead"):
        by_row.predict(ahead)
    with pytest.raises(
        ForecastError, match=r"the capacity -1.0 of row 3 \(2020-01-04\) must be finite and above"
    ):
        ProphetStyle(cap=np.where(N == 3, -1.0, cap), growth="logistic").fit(DAYS, y)


# Levels, spans and sizes


@given(
    st.sampled_from([1e5, 1e6, 1e7, 1e8, 1e9]),
    st.integers(0, 100),
    st.sampled_from(["additive", "multiplicative"]),
)
@settings(max_examples=examples(20), deadline=None)
def test_intervals_are_right_at_any_level(level, seed, mode):
    noise = np.random.default_rng(seed).normal(size=400)
    n = np.arange(400)
    y = level + 0.05 * n + 2 * np.sin(2 * np.pi * n / 7) + noise
    m = ProphetStyle(mode=mode, draws=400).fit(DAYS[0] + n, y)
    f = m.predict(DAYS[0] + n)
    assert 2.0 < np.mean(f.upper - f.lower) < 3.0  # 2.56 of normal noise of 1
    assert 0.72 < metrics.coverage(y, f.lower, f.upper) < 0.88
    assert np.sqrt(np.mean((f.yhat + noise - y) ** 2)) < 0.5
    assert_no_way_down(m)


def assert_no_way_down(m):
    """Moves of single parameters by shares of the noise: the objective has its minimum here."""
    p, best = m.parameters_, model.objective(m.design_, m.priors_, m.parameters_)
    for share in (-0.1, 0.1):
        h = share * p.sigma
        tries = [p._replace(k=p.k + h), p._replace(m=p.m + h), p._replace(sigma=p.sigma + h)]
        tries += [p._replace(delta=p.delta + h * row) for row in np.eye(len(p.delta))]
        tries += [p._replace(beta=p.beta + h * row) for row in np.eye(len(p.beta))]
        assert min(model.objective(m.design_, m.priors_, one) for one in tries) > best - 1e-3


@pytest.mark.parametrize("level", [0.0, 1e4, 1e9])
def test_measured_from_the_lowest_value_a_forecast_knows_no_level(level):
    n = np.arange(400)
    y = 20 + 0.05 * n + np.random.default_rng(0).normal(size=400)
    here, there = (
        ProphetStyle(scaling="minmax").fit(DAYS[0] + n, y + shift).predict(DAYS[0] + 400 + n)
        for shift in (0.0, level)
    )
    np.testing.assert_allclose(there.yhat - level, here.yhat, atol=1e-3)
    np.testing.assert_allclose(there.upper - there.lower, here.upper - here.lower, rtol=1e-3)


def test_what_a_forecast_costs_grows_with_its_rows_and_not_with_its_span():
    minutes = np.datetime64("2020-01-01T00:00") + np.arange(60)
    m = ProphetStyle(weekly=False, daily=False).fit(minutes, np.cumsum(Y[:60] - 10.5))
    far = np.arange("2021", "2061", dtype="datetime64[Y]").astype("datetime64[m]")
    tracemalloc.start()
    f = m.predict(np.r_[minutes, far])
    assert tracemalloc.get_traced_memory()[1] < 30e6
    tracemalloc.stop()
    assert np.isfinite([f.lower, f.upper]).all() and (np.diff(f.upper[60:] - f.lower[60:]) > 0).all()


def test_many_rows_are_simulated_in_blocks():
    n = np.arange(20_000)
    hours = np.datetime64("2020-01-01T00") + n
    m = ProphetStyle(weekly=False, daily=False, yearly=False).fit(hours[:500], np.sin(n[:500]))
    tracemalloc.start()
    blocks = m.predict(hours)
    assert tracemalloc.get_traced_memory()[1] < 300e6
    tracemalloc.stop()
    some = m.predict(hours[::150])
    wide, same = (f.upper - f.lower for f in (blocks, some))
    np.testing.assert_allclose(wide[::150], same, rtol=0.25)


def test_far_ahead_the_sums_of_new_changes_have_the_variance_of_the_changes():
    n = np.arange(300)
    m = ProphetStyle(weekly=False).fit(DAYS[0] + n, np.cumsum(np.random.default_rng(0).normal(size=300)))
    ahead = m.design(DAYS[0] + np.array([350, 2000, 9000, 30_000]))
    trends, _ = simulate(ahead, m.parameters_, 20_000, 1)
    b, h = np.abs(m.parameters_.delta).mean(), ahead.t - 1
    expected = len(m.parameters_.delta) * 2 * b**2 * h**3 / 3
    np.testing.assert_allclose(trends.var(axis=0), expected, rtol=0.06)
