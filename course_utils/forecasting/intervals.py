"""Intervals by simulation: futures whose trend goes on changing as it did in the past."""

import numpy as np

from course_utils.forecasting.prophet_style import mean, sigmoid, trend


def simulate(ahead, parameters, draws, seed):
    """Draw futures: new changes of the trend after t = 1, as often and as large as in the past, and noise.

    New changes: Poisson(S (T - 1)) of them, uniform on (1, T], each Laplace(0, mean |δ|). The parameters
    themselves are taken as known, and the seasons never change: that is what the intervals miss.
    Returns the trends and the values of a `Design`, each (draws, n).
    """
    rng, t, S = np.random.default_rng(seed), ahead.t, len(ahead.changes)
    k, m, delta = parameters[:3]
    expected = trend(ahead, parameters)
    trends = np.tile(expected, (draws, 1))
    beyond = max(t.max(initial=1.0) - 1, 0.0)
    if S and beyond:
        counts = rng.poisson(S * beyond, draws)
        draw = np.repeat(np.arange(draws), counts)
        when = 1 + beyond * rng.random(counts.sum())
        size = rng.laplace(0, np.abs(delta).mean() + 1e-8, counts.sum())
        order = np.argsort(t, kind="stable")
        place = np.searchsorted(t[order], when)
        slopes, shifts = np.zeros((2, draws, len(t)))
        np.add.at(slopes, (draw, place), size)
        np.add.at(shifts, (draw, place), size * when)
        extra = np.empty((draws, len(t)))  # Σ δ (t - s)+ over the changes so far
        extra[:, order] = slopes.cumsum(axis=1) * t[order] - shifts.cumsum(axis=1)
        if ahead.growth == "linear":
            trends += extra
        else:
            trends = ahead.cap * sigmoid(k * (t - m) + ahead.hinges @ delta + extra)
    factor = 1 + ahead.X @ np.where(ahead.multiplicative, parameters.beta, 0.0)
    noise = rng.normal(0, parameters.sigma, trends.shape)
    return trends, mean(ahead, parameters) + (trends - expected) * factor + noise
