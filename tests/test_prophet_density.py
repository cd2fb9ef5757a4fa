"""The Prophet-style density and its simulated futures, compared with SciPy and with their definitions."""

import numpy as np
import pytest
from scipy import optimize, stats

from course_utils.forecasting import ProphetStyle, Season
from course_utils.forecasting import prophet_style as model
from course_utils.forecasting.intervals import simulate
from course_utils.forecasting.map_fit import map_fit

DAYS = np.datetime64("2019-01-01") + np.arange(200)
SEASONS = (Season("scaling", 7, 2, mode="multiplicative"), Season("added", 30.5, 1, mode="additive"))


def fitted(growth="linear", **settings):
    n = np.arange(200)
    y = (20 + 0.1 * n) * (1 + 0.1 * np.sin(2 * np.pi * n / 7)) + 3 * np.sin(2 * np.pi * n / 30.5)
    y += np.random.default_rng(0).normal(size=200)
    cap = {"cap": 60.0} if growth == "logistic" else {}
    return ProphetStyle(growth, yearly=False, weekly=False, seasons=SEASONS, **cap, **settings).fit(DAYS, y)


@pytest.mark.parametrize("growth", ["linear", "logistic"])
def test_the_objective_is_minus_the_log_of_priors_and_noise_but_for_a_constant(growth):
    m = fitted(growth)
    rng, values = np.random.default_rng(1), []
    for _ in range(4):
        k, offset, sigma = rng.normal(size=2).tolist() + [rng.uniform(0.1, 2)]
        delta, beta = rng.normal(size=len(m.parameters_.delta)), rng.normal(size=len(m.parameters_.beta))
        p = model.Parameters(k, offset, delta, beta, sigma)
        log_density = (
            stats.norm.logpdf(m.design_.y, model.mean(m.design_, p), sigma).sum()
            + stats.norm.logpdf([k, offset], 0, 5).sum()
            + stats.laplace.logpdf(delta, 0, m.priors_.tau).sum()
            + stats.norm.logpdf(beta, 0, m.priors_.sds).sum()
            + stats.halfnorm.logpdf(sigma, 0, 0.5)
        )
        values.append(model.objective(m.design_, m.priors_, p) + log_density)
    np.testing.assert_allclose(values, values[0], rtol=1e-10)


def test_a_logistic_fit_of_few_rows_feels_the_prior_of_its_rate_and_its_middle():
    t = np.linspace(0, 1, 6)
    y = np.array([0.2, 0.5, 0.1, 0.6, 0.4, 0.9])
    design = model.Design(y, t, np.zeros(0), np.zeros((6, 0)), np.zeros(0, bool), "logistic", np.ones(6))
    priors = model.Priors(0.05, np.zeros(0))
    ours = map_fit(design, priors, enough=1e-14)

    def value(x):
        return model.objective(design, priors, ours._replace(k=x[0], m=x[1], sigma=np.exp(x[2])))

    theirs = optimize.minimize(value, [1.0, 0.5, -1.0], method="Nelder-Mead", options={"xatol": 1e-9})
    np.testing.assert_allclose([ours.k, ours.m, np.log(ours.sigma)], theirs.x, atol=1e-4)


def test_seasons_of_both_modes_scale_the_trend_and_add_to_it():
    f = fitted(draws=2).predict(DAYS)
    expected = f.components["trend"] * (1 + f.components["scaling"]) + f.components["added"]
    np.testing.assert_allclose(f.yhat, expected)
    assert np.ptp(f.components["scaling"]) > 0.1 and np.ptp(f.components["added"]) > 3


@pytest.mark.parametrize("growth", ["linear", "logistic"])
def test_futures_without_changes_and_noise_are_the_forecast(growth):
    m = fitted(growth, draws=2)
    ahead, p = beyond(m)
    still = p._replace(delta=0 * p.delta, sigma=0.0)
    trend, yhat = model.trend(ahead, still), model.mean(ahead, still)
    trends, values = simulate(ahead, still, 20, 1)
    np.testing.assert_allclose(trends, np.tile(trend, (20, 1)), atol=1e-5)
    np.testing.assert_allclose(values, np.tile(yhat, (20, 1)), atol=1e-5)


def test_a_future_trend_is_scaled_by_the_seasons_that_scale():
    m = fitted(draws=2)
    ahead, p = beyond(m)
    noiseless = p._replace(sigma=0.0)
    trends, values = simulate(ahead, noiseless, 20, 1)
    factor = 1 + ahead.X @ np.where(ahead.multiplicative, p.beta, 0)
    added = ahead.X @ np.where(ahead.multiplicative, 0, p.beta)
    np.testing.assert_allclose(values, trends * factor + added)
    assert trends.std(axis=0)[-1] > 0


def beyond(m):
    """Return the design of the 200 days after a fit, and its parameters."""
    return m.design(DAYS[-1] + np.arange(1, 201)), m.parameters_
