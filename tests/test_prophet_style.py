"""The Prophet-style model: its parts, its density, its optimum."""

import dataclasses
import pickle

import numpy as np
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import sequences
from course_utils.forecasting import Holiday, ProphetStyle, Season
from course_utils.forecasting import prophet_style as model
from course_utils.forecasting.intervals import simulate
from course_utils.forecasting.map_fit import _trend_prior, lasso, map_fit

AIR = sequences.load("air_passengers")
DAYS = np.datetime64("2019-01-01") + np.arange(900)


def daily_series(seed=0):
    rng = np.random.default_rng(seed)
    n = np.arange(len(DAYS))
    return (
        20
        + 0.01 * n
        - 0.02 * np.maximum(n - 400, 0)
        + 2 * np.sin(2 * np.pi * n / 7)
        + rng.normal(size=len(n))
    )


def test_the_linear_trend_bends_at_its_changepoints_and_does_not_jump():
    changes, delta = np.array([0.3, 0.6]), np.array([2.0, -5.0])
    for s, d in zip(changes, delta, strict=True):
        near = s + np.array([-1e-9, 1e-9])
        below, above = model.linear_trend(near, 1.0, 0.5, delta, changes)
        assert abs(above - below) < 1e-7
        h = 1e-4
        left = np.diff(model.linear_trend(np.array([s - h, s - 1e-12]), 1.0, 0.5, delta, changes))[0] / h
        right = np.diff(model.linear_trend(np.array([s + 1e-12, s + h]), 1.0, 0.5, delta, changes))[0] / h
        assert right - left == pytest.approx(d, rel=1e-6)


def test_the_logistic_trend_equals_the_recursion_of_the_paper():
    t, changes, delta = np.linspace(0, 1.4, 60), np.array([0.2, 0.5, 0.7]), np.array([1.5, -2.0, 0.7])
    k, m, gamma = 3.0, 0.4, []
    for j, s in enumerate(changes):
        before, after = k + delta[:j].sum(), k + delta[: j + 1].sum()
        gamma.append((s - m - sum(gamma)) * (1 - before / after))
    A = t[:, None] >= changes
    expected = 7.0 / (1 + np.exp(-(k + A @ delta) * (t - (m + A @ np.array(gamma)))))
    np.testing.assert_allclose(model.logistic_trend(t, 7.0, k, m, delta, changes), expected, rtol=1e-12)


def test_a_rate_of_zero_does_no_harm_to_the_logistic_trend():
    trend = model.logistic_trend(np.linspace(0, 1, 9), 2.0, 1.0, 0.5, np.array([-1.0]), np.array([0.5]))
    assert np.isfinite(trend).all() and np.ptp(trend[5:]) == 0


def test_changepoints_are_prophets_rows():
    t = np.arange(10) / 9
    np.testing.assert_allclose(model.changepoints(t, 3) * 9, [2, 5, 7])
    assert len(model.changepoints(t, 25)) == 7
    assert len(model.changepoints(np.array([0.0, 1.0]))) == 0


def test_fourier_columns_are_sine_and_cosine_by_turns():
    block = model.fourier(np.array([0.25, 1.0]), 4.0, 2)
    np.testing.assert_allclose(block[1], [1, 0, 0, -1], atol=1e-15)


def test_a_holiday_has_a_column_for_each_day_of_its_window():
    days = np.datetime64("2020-12-20") + np.arange(10)
    block = model.holiday_columns(days, Holiday(np.array(["2020-12-25"], "datetime64[D]"), 1, 2))
    assert block.argmax(axis=0).tolist() == [4, 5, 6, 7] and block.sum() == 4


def fitted(mode="additive", growth="linear", **more):
    cap = {"cap": 60.0} if growth == "logistic" else {}
    y = daily_series() * (1 if mode == "additive" else 1 + 0.1 * np.sin(np.arange(900) / 50))
    return ProphetStyle(mode=mode, growth=growth, **cap, **more).fit(DAYS, y)


@pytest.mark.parametrize("mode", ["additive", "multiplicative"])
@pytest.mark.parametrize("growth", ["linear", "logistic", "flat"])
def test_no_direction_leads_downhill_from_the_fit(mode, growth):
    m = fitted(mode, growth)
    best = model.objective(m.design_, m.priors_, m.parameters_)
    p = m.parameters_
    for size in (1e-3, 1e-5):
        for sign in (-size, size):
            tries = [p._replace(k=p.k + sign), p._replace(m=p.m + sign), p._replace(sigma=p.sigma + sign)]
            tries += [p._replace(delta=p.delta + sign * row) for row in np.eye(len(p.delta))]
            tries += [p._replace(beta=p.beta + sign * row) for row in np.eye(len(p.beta))]
            assert min(model.objective(m.design_, m.priors_, one) for one in tries) > best - 1e-6


@pytest.mark.parametrize("growth", ["linear", "logistic", "flat"])
@pytest.mark.parametrize("modes", ["additive", "multiplicative", "mixed"])
def test_slopes_of_the_mean_agree_with_finite_differences(growth, modes):
    mode = "additive" if modes == "mixed" else modes
    m = fitted(mode, growth, seasons=(Season("month", 30.5, 2, mode="multiplicative"),) * (modes == "mixed"))
    p, h, S = m.parameters_, 1e-6, len(m.parameters_.delta)
    J = model.mean_slopes(m.design_, p)
    offset = p.m if growth != "logistic" else -p.k * p.m  # c, in which the exponent is linear

    def mean_at(theta):
        m_there = theta[S + 1] if growth != "logistic" else -theta[S + 1] / theta[S]
        there = model.Parameters(theta[S], m_there, theta[:S], theta[S + 2 :], p.sigma)
        return model.mean(m.design_, there)

    theta = np.r_[p.delta, p.k, offset, p.beta]
    for j, row in enumerate(np.eye(len(theta))):
        numeric = (mean_at(theta + h * row) - mean_at(theta - h * row)) / (2 * h)
        np.testing.assert_allclose(J[:, j], numeric, atol=1e-8)
    again = model.mean_slopes(m.design_, p._replace(beta=2 * p.beta), J.copy(order="F"))
    np.testing.assert_array_equal(again, model.mean_slopes(m.design_, p._replace(beta=2 * p.beta)))


@given(st.integers(1, 8), st.integers(1, 11), st.floats(0.01, 5), st.integers(0, 10_000))
@settings(max_examples=examples(100), deadline=None)
def test_the_lasso_meets_its_optimality_conditions(size, rows, weight, seed):
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(rows, size))  # fewer rows than columns: no single optimum without the weight
    Q, c = A.T @ A, A.T @ rng.normal(size=rows) * 4
    d = lasso(Q, c, weight, rng.normal(size=size) * rng.integers(0, 2, size))
    slope = Q @ d - c
    assert np.all(np.abs(slope[d == 0]) <= weight * (1 + 1e-6))
    np.testing.assert_allclose(slope[d != 0], -weight * np.sign(d[d != 0]), rtol=1e-6)


def test_the_lasso_agrees_with_scikit_learn():
    from sklearn.linear_model import Lasso

    rng = np.random.default_rng(3)
    X, n = rng.normal(size=(50, 6)), 50
    y = X @ np.array([1.0, 0, 0, -2, 0, 0.3]) + rng.normal(size=n)
    theirs = Lasso(alpha=0.2, fit_intercept=False, tol=1e-12).fit(X, y).coef_
    np.testing.assert_allclose(lasso(X.T @ X, X.T @ y, 0.2 * n, np.zeros(6)), theirs, atol=1e-8)


@pytest.mark.parametrize(("k", "m"), [(3.0, 0.4), (-0.5, 1.2)])
def test_the_prior_on_rate_and_offset_is_met_in_what_the_solver_moves(k, m):
    design = dataclasses.replace(fitted().design_, growth="logistic")

    def prior(k, c):  # of k and m = -c / k
        return (k**2 + (c / k) ** 2) / 50

    precision, wanted = _trend_prior(design, model.Parameters(k, m, np.zeros(0), np.zeros(0), 1.0))
    at, h = np.array([k, -k * m]), 1e-6
    slopes = [(prior(*(at + step)) - prior(*(at - step))) / (2 * h) for step in np.eye(2) * h]
    np.testing.assert_allclose(precision @ at - wanted, slopes, rtol=1e-6)


def test_sigma_is_the_minimum_of_its_part_of_the_density():
    grid = np.linspace(0.05, 2, 200_001)
    part = 30 * np.log(grid) + 5.0 / (2 * grid**2) + 2 * grid**2
    assert model.noise_for(5.0, 30) == pytest.approx(grid[part.argmin()], abs=2e-5)


@pytest.mark.parametrize("mode", ["additive", "multiplicative"])
def test_a_refit_from_elsewhere_finds_the_same_optimum(mode):
    m = fitted(mode)
    for tau in (0.001, 0.5):
        warm = map_fit(m.design_, m.priors_._replace(tau=tau), m.parameters_)
        cold = dataclasses.replace(m, changepoint_prior=tau).fit(DAYS, m.design_.y * m.scale_)
        values = [model.objective(cold.design_, cold.priors_, p) for p in (warm, cold.parameters_)]
        assert values[0] == pytest.approx(values[1], abs=1e-5)


def test_a_stiff_prior_gives_a_straight_line_and_a_loose_one_bends():
    m = fitted()
    fits = [map_fit(m.design_, m.priors_._replace(tau=tau), m.parameters_) for tau in (1e-5, 0.05, 5)]
    bends = [np.count_nonzero(p.delta) for p in fits]
    assert bends[0] == 0 < bends[1] < bends[2]


@given(st.floats(0.001, 1e6), st.integers(-3000, 3000))
@settings(max_examples=examples(15), deadline=None)
def test_scaling_y_and_shifting_dates_by_weeks_move_the_fit_along(factor, weeks):
    y = daily_series()
    settings_ = {"yearly": False, "draws": 2}
    here = ProphetStyle(**settings_).fit(DAYS, y).predict(DAYS).yhat
    moved = DAYS + 7 * weeks
    there = ProphetStyle(**settings_).fit(moved, factor * y).predict(moved).yhat
    np.testing.assert_allclose(there, factor * here, rtol=1e-6)


def test_stretching_time_changes_nothing_but_periods():
    y = daily_series()
    days = ProphetStyle(yearly=False, weekly=False, seasons=(Season("w", 7, 3),)).fit(DAYS, y)
    twice = np.datetime64("2000-01-01") + 2 * np.arange(len(DAYS))
    shift = (twice[0] - 2 * (DAYS[0] - np.datetime64("1970-01-01"))).astype("datetime64[D]").astype(int) % 14
    stretched = ProphetStyle(yearly=False, weekly=False, seasons=(Season("w", 14, 3),)).fit(twice, y)
    assert shift >= 0
    np.testing.assert_allclose(stretched.predict(twice).yhat, days.predict(DAYS).yhat, rtol=1e-5)


def test_a_missing_row_and_a_row_of_nan_are_the_same():
    y = daily_series()
    holed = y.copy()
    holed[100] = np.nan
    keep = np.arange(len(y)) != 100
    a, b = ProphetStyle(draws=2).fit(DAYS, holed), ProphetStyle(draws=2).fit(DAYS[keep], y[keep])
    np.testing.assert_array_equal(a.predict(DAYS).yhat, b.predict(DAYS).yhat)
    assert np.isfinite(a.predict(DAYS).yhat[100])


def test_a_holiday_outside_the_history_changes_nothing():
    y = daily_series()
    holidays = {"far": Holiday(np.array(["1990-01-01"], "datetime64[D]"))}
    with_it = ProphetStyle(holidays=holidays, draws=2).fit(DAYS, y).predict(DAYS)
    np.testing.assert_allclose(with_it.yhat, ProphetStyle(draws=2).fit(DAYS, y).predict(DAYS).yhat, atol=1e-7)
    assert np.abs(with_it.components["far"]).max() < 1e-9


def test_a_holidays_effect_is_found():
    y = daily_series()
    on = DAYS[[50, 415, 780]]
    y[[50, 415, 780]] -= 9
    found = (
        ProphetStyle(holidays={"feast": Holiday(on)}, draws=2).fit(DAYS, y).predict(on).components["feast"]
    )
    np.testing.assert_allclose(found, -9, atol=1.8)


def test_a_prior_of_its_own_holds_a_holiday_back():
    y = daily_series()
    y[[50, 415, 780]] -= 9
    free, held = (
        ProphetStyle(holidays={"feast": Holiday(DAYS[[50, 415, 780]], 0, 0, prior)}, draws=2)
        .fit(DAYS, y)
        .predict(DAYS[[50]])
        .components["feast"][0]
        for prior in (10.0, 0.001)
    )
    assert abs(held) < 0.1 * abs(free)


def test_a_regressor_is_used_and_needed_again():
    rng = np.random.default_rng(5)
    x = rng.normal(3, 2, len(DAYS))
    m = ProphetStyle(draws=2).fit(DAYS, daily_series() + 4 * x, regressors={"x": x})
    gap = m.predict(DAYS[:1], {"x": [5.0]}).yhat - m.predict(DAYS[:1], {"x": [4.0]}).yhat
    assert gap[0] == pytest.approx(4, abs=0.1)
    with pytest.raises(ValueError, match="needs the regressors"):
        m.predict(DAYS)


def test_components_add_up_to_the_forecast():
    forecast = fitted(seasons=(Season("month", 30.5, 2),)).predict(DAYS)
    np.testing.assert_allclose(sum(forecast.components.values()), forecast.yhat, rtol=1e-10)
    scaled = fitted("multiplicative").predict(DAYS)
    factor = 1 + sum(part for name, part in scaled.components.items() if name != "trend")
    np.testing.assert_allclose(scaled.components["trend"] * factor, scaled.yhat, rtol=1e-10)


def test_intervals_widen_with_the_horizon_and_hold_still_in_the_past():
    m = fitted()
    ahead = DAYS[-1] + np.arange(1, 1001)
    width = np.subtract(*(getattr(m.predict(ahead), name) for name in ("trend_upper", "trend_lower")))
    assert width[-1] > 3 * width[99] > 0
    past = m.predict(DAYS)
    np.testing.assert_array_equal(past.trend_lower, past.trend_upper)


def test_the_simulated_trend_has_the_covariance_that_theory_gives():
    m = fitted(draws=4000)
    p, T = m.parameters_, 1.8
    ahead = m.design(DAYS[0] + np.round(np.array([1.2, 1.5, T]) * 899).astype(int))
    trends, _ = simulate(ahead, p, 40_000, 2)
    scale = np.abs(p.delta).mean()
    a, b = np.minimum.outer(ahead.t, ahead.t) - 1, np.maximum.outer(ahead.t, ahead.t) - 1
    # ∫ rate · Var δ · (t - s)(t' - s) ds
    covariance = len(p.delta) * 2 * scale**2 * (a**2 * b / 2 - a**3 / 6)
    np.testing.assert_allclose(np.cov(trends.T), covariance, rtol=0.08)


def kept_by(m):
    """Return what a model holds, as bytes: settings and fit."""
    return {name: pickle.dumps(value) for name, value in vars(m).items()}


def test_predict_changes_nothing():
    x = np.arange(900) % 5
    m = fitted(
        seasons=(Season("month", 30.5, 2, mode="multiplicative"),), holidays={"feast": Holiday(DAYS[:1])}
    )
    m.fit(DAYS, daily_series(), {"x": x})
    before = kept_by(m)
    (
        m.predict(DAYS[-9:] + 9, {"x": x[:9]}),
        m.design(DAYS[:3], {"x": x[:3]}),
        m.columns(DAYS[:3], {"x": x[:3]}),
    )
    assert kept_by(m) == before


@pytest.mark.parametrize(
    "change", [{"growth": "cubic"}, {"growth": "logistic"}, {"changes": DAYS[:1] - 9}, {"weekly": "often"}]
)
def test_a_fit_that_fails_leaves_the_model_as_it_was(change):
    m = fitted()
    vars(m).update(change)
    before = kept_by(m)
    with pytest.raises(ValueError):
        m.fit(DAYS[::2], 2 * daily_series()[::2])
    assert kept_by(m) == before
    fresh = ProphetStyle(**change)
    with pytest.raises(ValueError):
        fresh.fit(DAYS, daily_series())
    assert not [name for name in vars(fresh) if name.endswith("_")]


@pytest.mark.parametrize("growth", ["linear", "logistic"])
def test_the_design_at_the_dates_of_the_fit_is_the_one_that_was_fitted(growth):
    m = fitted(growth=growth)
    there = m.design(DAYS)
    for name in ("t", "changes", "X", "multiplicative", "cap"):
        np.testing.assert_array_equal(getattr(there, name), getattr(m.design_, name))
    assert there.growth == growth and not there.y.any()
    np.testing.assert_array_equal(m.columns(DAYS[5:9]), m.design_.X[5:9])


def test_rows_may_come_in_any_order():
    y, order = daily_series(), np.random.default_rng(1).permutation(len(DAYS))
    a, b = ProphetStyle(draws=2).fit(DAYS, y), ProphetStyle(draws=2).fit(DAYS[order], y[order])
    np.testing.assert_array_equal(a.predict(DAYS).yhat, b.predict(DAYS).yhat)
    np.testing.assert_array_equal(a.predict(DAYS[order]).yhat, a.predict(DAYS).yhat[order])


def test_air_passengers_reach_the_known_optimum():
    for mode, known in (("additive", -402.39), ("multiplicative", -503.88)):
        m = ProphetStyle(mode=mode).fit(AIR["date"], AIR["passengers"])
        assert model.objective(m.design_, m.priors_, m.parameters_) < known


def test_a_column_of_prior_zero_is_switched_off():
    m = fitted()
    off = m.priors_._replace(sds=np.where(np.arange(len(m.priors_.sds)) < 6, 0.0, m.priors_.sds))
    without = map_fit(m.design_, off, m.parameters_)
    assert (without.beta[:6] == 0).all()
    fewer = dataclasses.replace(m.design_, X=m.design_.X[:, 6:], multiplicative=m.design_.multiplicative[6:])
    own = map_fit(fewer, model.Priors(0.05, m.priors_.sds[6:]))
    assert model.objective(m.design_, off, without) == pytest.approx(
        model.objective(fewer, model.Priors(0.05, m.priors_.sds[6:]), own), abs=1e-6
    )


@pytest.mark.parametrize(
    ("n", "rate", "bend"),
    [
        *[(80, -14.0, 30.0), (200, 12.0, -28.0), (200, -16.0, 20.0)],
        *[(200, 3.0, -30.0), (200, -3.0, 20.0), (200, 3.0, -8.0), (400, 8.0, -30.0)],  # each start is needed
    ],
)
@pytest.mark.parametrize("cap", [1.05, 4.0])
def test_logistic_growth_finds_the_lowest_of_its_peaks(n, rate, bend, cap):
    rng, t = np.random.default_rng(n), np.arange(n) / n
    u = rate * (t - 0.3) + bend * np.maximum(t - 0.5, 0)
    y = 1 / (1 + np.exp(-u)) + 0.03 * rng.normal(size=n)
    m = ProphetStyle(growth="logistic", cap=cap, yearly=False, weekly=False, draws=2)
    m.fit(np.datetime64("2020-01-01") + np.arange(n), y)
    S = len(m.design_.changes)
    elsewhere = [
        map_fit(m.design_, m.priors_, model.Parameters(k, rng.uniform(0, 1), np.zeros(S), np.zeros(0), 0.1))
        for k in (-20.0, -8.0, -2.0, -0.5, 0.5, 2.0, 8.0, 20.0)
    ]
    lowest = min(model.objective(m.design_, m.priors_, one) for one in elsewhere)
    assert model.objective(m.design_, m.priors_, m.parameters_) <= lowest + 0.01


@pytest.mark.parametrize("chosen", [{"mode": "multiplicative"}, {"growth": "logistic", "cap": 2.0}])
@given(
    seed=st.integers(0, 10_000), n=st.sampled_from([60, 144, 400]), tau=st.sampled_from([0.005, 0.05, 0.5])
)
@settings(max_examples=examples(25))
def test_a_fit_stops_where_more_steps_would_win_next_to_nothing(chosen, seed, n, tau):
    rng, t = np.random.default_rng(seed), np.linspace(0, 1, n)
    days = np.arange(n) * 30
    y = 1 + rng.normal() * t + 2 * rng.normal() * np.maximum(t - rng.random(), 0)
    y = (y - y.min() + 0.5) * (1 + 0.2 * np.sin(2 * np.pi * days / 365.25)) + 0.1 * rng.normal(size=n)
    y = 1.5 * y / np.abs(y).max()
    m = ProphetStyle(**chosen, changepoint_prior=tau, draws=2).fit(DAYS[0] + days, y)
    on = map_fit(m.design_, m.priors_, m.parameters_, enough=1e-9)
    density = m.design_, m.priors_
    assert model.objective(*density, m.parameters_) - model.objective(*density, on) < 0.05
