"""The most probable parameters: an exact active set on the changes, from the Gram matrix.

Given the noise σ, the density is quadratic except for Σ|δ|/τ. One solve eliminates k, m and β; what is left
is a lasso on the S changes, solved exactly. σ then has a closed form, and the two alternate. Where the model
is not linear (multiplicative terms, logistic growth) this is the step of a Gauss-Newton iteration.
"""

from typing import NamedTuple

import numpy as np

from course_utils.forecasting.prophet_style import (
    SMALLEST_SIGMA,
    Parameters,
    mean,
    mean_slopes,
    noise_for,
    objective,
)

_OFF = 1e-15  # the sd of a column that is switched off: its β is 0 to all digits


def map_fit(design, priors, start=None, enough=1e-3):
    """Minimise `objective` over k, m, δ, β, σ; return the `Parameters` at the smallest value found.

    Parameters
    ----------
    design : Design
    priors : Priors
    start : Parameters, optional
        Such as the fit at another prior: then a refit takes milliseconds. Without it, logistic growth starts
        from two or three places, since its density has several peaks.
    enough : float, optional
        Stop when a step lowers the objective by less than this, or when the next step would do so by less
        than a tenth of it if it shrank as the last one did.
    """
    starts = [_joined(design, start)] if start is not None else _starts(design)
    places = [_place(design, priors, theta) for theta in starts[:2]]
    if len(places) > 1:  # roughly from two starts; if they end apart, all the way, and from a third
        places = [_descend(design, priors, 1.0, place) for place in places]
        if abs(places[0].value - places[1].value) > 0.1:
            places.append(_place(design, priors, starts[2]))
            places = [_descend(design, priors, enough, place) for place in places]
    return _descend(design, priors, enough, min(places, key=lambda place: place.value)).parameters


def lasso(Q, c, weight, start):
    """Minimise ½ d·Qd - c·d + weight Σ|d_j| exactly, by an active set with signs; return d, (S,).

    Q, (S, S), is positive semidefinite; the signs of `start`, (S,), are the first guess. At the minimum
    the gradient is at most `weight` in size where d is 0, and exactly ± `weight` elsewhere.
    """
    if not len(c):
        return start
    Q = _firm(Q)
    d, signs = start.copy(), np.sign(start)
    enough = 1e-9 * weight + 1e-14 * np.abs(c).max()  # below that it is rounding
    for _ in range(20 * len(c) + 20):
        while (active := signs.nonzero()[0]).size:
            best = _solve(Q[active][:, active], c[active] - weight * signs[active])
            crossing = best * signs[active] <= 0
            if not crossing.any():
                d[active] = best
                break
            old = d[active]  # walk to the first change that reaches 0, and drop it
            gap = np.where(crossing, old - best, 1.0)
            share = np.where(crossing, np.where(gap == 0, 0.0, old / np.where(gap == 0, 1, gap)), np.inf)
            first = int(np.argmin(share))
            d[active] = old + max(share[first], 0.0) * (best - old)
            d[active[first]] = signs[active[first]] = 0.0
        slope = Q @ d - c
        excess = np.where(signs == 0, np.abs(slope) - weight, -np.inf)
        j = int(excess.argmax())
        if excess[j] <= enough:
            break
        signs[j] = -np.sign(slope[j])
    return d


class _Place(NamedTuple):
    """A point of the descent: θ = (δ, k, m, β), or c = -km for m; its residuals and its objective."""

    theta: np.ndarray
    parameters: Parameters
    r: np.ndarray
    value: float


def _descend(design, priors, enough, here):
    """Return the optimum below a place: Gauss-Newton, damped (as by Levenberg) where a step does not help."""
    damping, J, last = 0.0, None, 0.0
    for _ in range(100):
        if design.is_linear:
            gram, slope = design.gram, design.pull(here.r)
        else:
            J = mean_slopes(design, here.parameters, J)
            gram, slope = J.T @ J, J.T @ here.r
        while True:
            damped = gram + np.diag(damping * np.diag(gram)) if damping else gram
            there = _place(design, priors, _alternate(design, priors, here, damped, slope))
            gain = here.value - there.value
            if gain > -enough or damping > 1e3:  # at the optimum, anything smaller is rounding
                break
            damping = max(10 * damping, 1e-3)
        damping = damping / 10 if damping > 1e-4 else 0.0
        if gain > 0:
            here = there
        if design.is_linear or gain < enough or gain**2 < 0.1 * enough * last:
            break
        last = gain
    return here


def _alternate(design, priors, here, gram, slope):
    """Return θ at the optimum of the linearised model: changes given σ, σ given the changes, in turn.

    Rate and offset may be 1e9 times the rest: what is sought of them is their distance from here.
    """
    S, n = len(here.parameters.delta), len(here.r)
    base = np.zeros_like(here.theta)
    base[S : S + 2] = here.theta[S : S + 2]
    start = here.theta - base
    squares, right = float(here.r @ here.r), slope + gram @ start
    rest, cross = gram[S:, S:], gram[S:, :S]
    sds = np.where(priors.sds > 0, priors.sds, _OFF)
    precision, wanted = np.diag(np.r_[0.0, 0.0, sds**-2.0]), np.zeros(len(rest))
    precision[:2, :2], wanted[:2] = _trend_prior(design, here.parameters)
    wanted -= precision @ base[S:]
    theta, delta, sigma = np.empty_like(here.theta), here.parameters.delta, here.parameters.sigma
    close = 1e-7 if design.is_linear else 0.05  # a step on a curve can be rough
    for _ in range(1 if design.growth == "logistic" else 100):
        sides = np.concatenate([cross, (right[S:] + sigma**2 * wanted)[:, None]], axis=1)
        solved = _solve(_firm(rest + sigma**2 * precision), sides)
        Q, c = gram[:S, :S] - cross.T @ solved[:, :-1], right[:S] - cross.T @ solved[:, -1]
        delta = lasso(Q, c, sigma**2 / priors.tau, delta)
        theta[:S], theta[S:] = delta, solved[:, -1] - solved[:, :-1] @ delta
        move = theta - start  # squares are counted from here, so that no digits are lost
        last, sigma = sigma, noise_for(max(squares - 2 * move @ slope + move @ gram @ move, 0.0), n)
        if abs(sigma - last) <= close * sigma or sigma == SMALLEST_SIGMA:
            break
    return base + theta


def _trend_prior(design, parameters):
    """Return precision and pull of the prior on (k, m); of logistic growth on (k, c), m = -c/k linearised."""
    if design.growth != "logistic":
        return np.eye(2) / 25, np.zeros(2)
    a, b = -parameters.m / parameters.k, -1 / parameters.k  # dm/dk, dm/dc
    precision = np.array([[1 + a * a, a * b], [a * b, b * b]]) / 25
    return precision, np.array([a, b]) * -parameters.m / 25


def _place(design, priors, theta):
    """Return where θ is, with the σ that fits it best."""
    S = len(design.changes)
    theta = np.concatenate([theta[: S + 2], np.where(priors.sds > 0, theta[S + 2 :], 0.0)])
    k, m = float(theta[S]), float(theta[S + 1])
    if design.growth == "logistic":
        k = k if abs(k) > 1e-9 else 1e-9
        m = -m / k
    found = Parameters(k, m, theta[:S], theta[S + 2 :], 1.0)
    r = design.y - mean(design, found)
    found = found._replace(sigma=noise_for(float(r @ r), len(r)))
    return _Place(theta, found, r, objective(design, priors, found, r))


def _joined(design, parameters):
    """Return θ = (δ, k, m, β), or (δ, k, c, β)."""
    k, m = parameters.k, parameters.m
    return np.r_[parameters.delta, k, -k * m if design.growth == "logistic" else m, parameters.beta]


def _starts(design):
    """Return where to begin, as θ: a line through first and last value, or three logistic curves."""
    y, t, S, p = design.y, design.t, len(design.changes), design.X.shape[1]

    def begin(k, m):
        return np.concatenate([np.zeros(S), [k, m], np.zeros(p)])

    if design.growth == "flat":
        return [begin(0.0, y.mean())]
    if design.growth == "linear":
        return [begin(y[-1] - y[0], y[0])]  # t runs from 0 to 1
    share = (y / design.cap).clip(0.02, 0.98)
    u = np.log(share / (1 - share))  # the exponent: three lines through it
    t0, u0 = t.mean(), u.mean()
    k = (t - t0) @ (u - u0) / ((t - t0) @ (t - t0))
    rows = max(len(y) // 10, 1)
    (t1, t2), (u1, u2) = ((x[:rows].mean(), x[-rows:].mean()) for x in (t, u))
    ends = (u2 - u1) / (t2 - t1)
    return [begin(k, u0 - k * t0), begin(ends, u1 - ends * t1), begin(0.01, u0)]


def _firm(A):
    """Return a symmetric matrix safe to solve with: columns that say the same share their weight."""
    A = A.copy()
    A.flat[:: len(A) + 1] = A.diagonal() * (1 + 1e-13) + 1e-300
    return A


def _solve(A, b):
    """Solve a system; where even a firm one is singular, by least squares."""
    try:
        return np.linalg.solve(A, b)
    except np.linalg.LinAlgError:
        return np.linalg.lstsq(A, b)[0]
