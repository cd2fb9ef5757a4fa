"""The most probable parameters: an exact active set on the changes, from the Gram matrix.

Given the noise σ, the density is quadratic but for Σ|δ|/τ. k, m and β leave by one solve; what is left is a
lasso on the S changes, solved exactly. σ then has a closed form, and the two alternate. Where the model is
not linear (multiplicative terms, logistic growth) this is the step of a Gauss-Newton iteration.
"""

import numpy as np

from course_utils.forecasting.prophet_style import (
    SMALLEST_SIGMA,
    Parameters,
    mean,
    mean_slopes,
    noise_for,
    objective,
)

_ENOUGH = 1e-7  # of the objective: less than this is no progress


def map_fit(design, priors, start=None):
    """Minimise `objective` over k, m, δ, β, σ.

    Parameters
    ----------
    design : Design
    priors : Priors
    start : Parameters, optional
        Where to begin, such as the fit at another prior: then a refit takes milliseconds. Without it,
        logistic growth is tried from several starts, since its density has several peaks.

    Returns
    -------
    Parameters
    """
    starts = [start] if start is not None else _starts(design)
    off = priors.sds == 0
    found = (_descend(design, priors, s._replace(beta=np.where(off, 0.0, s.beta))) for s in starts)
    return min(found, key=lambda parameters: objective(design, priors, parameters))


def lasso(Q, c, weight, start):
    """Minimise ½ d·Qd - c·d + weight Σ|d_j| exactly, by an active set with signs.

    Parameters
    ----------
    Q : array, shape (S, S)
        Positive semidefinite.
    c : array, shape (S,)
    weight : float
    start : array, shape (S,)
        Its signs are the first guess.

    Returns
    -------
    array, shape (S,)
        At most `weight` is left of the gradient where it is 0, exactly ± `weight` elsewhere.
    """
    d, signs = start.copy(), np.sign(start)
    barred = np.zeros(len(c), bool)
    for _ in range(20 * len(c) + 20):
        while (active := np.flatnonzero(signs)).size:
            best = _solve(Q[np.ix_(active, active)], c[active] - weight * signs[active])
            crossing = best * signs[active] <= 0
            if not crossing.any():
                d[active] = best
                break
            old = d[active]  # walk to the first change that reaches 0, and drop it
            gap = np.where(crossing, old - best, 1.0)
            share = np.where(crossing, np.where(gap == 0, 0.0, old / np.where(gap == 0, 1, gap)), np.inf)
            first = int(np.argmin(share))
            d[active] = old + max(share[first], 0.0) * (best - old)
            barred[active[first]] |= old[first] == 0  # came in and leaves at once: rounding
            d[active[first]] = signs[active[first]] = 0.0
        slope = Q @ d - c
        excess = np.where((signs == 0) & ~barred, np.abs(slope) - weight, -np.inf)
        j = int(np.argmax(excess)) if len(c) else 0
        if not len(c) or excess[j] <= 1e-9 * weight:
            break
        signs[j] = -np.sign(slope[j])
    return d


def _descend(design, priors, parameters):
    """Return the optimum below a start: Gauss-Newton, each step halved until it helps."""
    value = objective(design, priors, parameters)
    for _ in range(100):
        if design.is_linear:
            gram, right = design.gram
        else:
            J, theta = mean_slopes(design, parameters), _joined(parameters)
            gram = J.T @ J
            right = J.T @ (design.y - mean(design, parameters)) + gram @ theta
        target = _alternate(design, priors, parameters, gram, right)
        share = 1.0
        while True:
            tried = _between(design, parameters, target, share)
            tried_value = objective(design, priors, tried)
            if tried_value < value or share < 1e-6:
                break
            share /= 2
        gain = value - tried_value
        if gain > 0:
            parameters, value = tried, tried_value
        if design.is_linear or gain < _ENOUGH:
            return parameters
    return parameters


def _alternate(design, priors, parameters, gram, right):
    """Return the optimum of the linearised model: changes given σ, σ given the changes, in turn."""
    S, n = len(parameters.delta), len(design.y)
    here = _joined(parameters)
    r = design.y - mean(design, parameters)
    slope = right - gram @ here  # Jᵀr: squares are counted from here, which loses no digits
    squares = float(r @ r)
    free = np.r_[0, 1, 2 + S + np.flatnonzero(priors.sds > 0)]
    hinge = np.arange(2, 2 + S)
    precision = 1 / np.r_[25.0, 25.0, priors.sds[priors.sds > 0] ** 2]
    inner, cross = gram[np.ix_(free, free)], gram[np.ix_(free, hinge)]
    outer = gram[np.ix_(hinge, hinge)]
    theta, delta, sigma = here.copy(), parameters.delta, parameters.sigma
    for _ in range(100):
        solved = _solve(inner + np.diag(sigma**2 * precision), np.c_[cross, right[free]])
        Q, c = outer - cross.T @ solved[:, :-1], right[hinge] - cross.T @ solved[:, -1]
        delta = lasso(Q, c, sigma**2 / priors.tau, delta)
        theta[hinge], theta[free] = delta, solved[:, -1] - solved[:, :-1] @ delta
        move = theta - here
        last, sigma = sigma, noise_for(max(squares - 2 * move @ slope + move @ gram @ move, 0.0), n)
        if abs(sigma - last) <= 1e-7 * sigma or sigma == SMALLEST_SIGMA:
            break
    return theta


def _between(design, parameters, theta, share):
    """Return parameters a share of the way to θ, with the σ that fits them."""
    theta = theta if share == 1 else (1 - share) * _joined(parameters) + share * theta
    S = len(parameters.delta)
    tried = Parameters(float(theta[0]), float(theta[1]), theta[2 : 2 + S], theta[2 + S :], 1.0)
    r = design.y - mean(design, tried)
    return tried._replace(sigma=noise_for(float(r @ r), len(r)))


def _starts(design):
    """Return where to begin: a line through first and last value, or several logistic curves."""
    y, t, S, p = design.y, design.t, len(design.changes), design.X.shape[1]
    span = t[-1] - t[0] or 1.0

    def begin(k, m):
        start = Parameters(float(k), float(m), np.zeros(S), np.zeros(p), 1.0)
        return _between(design, start, _joined(start), 1)

    if design.growth == "flat":
        return [begin(0.0, y.mean())]
    if design.growth == "linear":
        k = (y[-1] - y[0]) / span
        return [begin(k, y[0] - k * t[0])]
    tenth = max(len(y) // 10, 1)
    found = []
    for rows in (1, tenth):
        ends = [
            (np.clip(np.mean(y[part]) / np.mean(design.cap[part]), 0.01, 0.99), np.mean(t[part]))
            for part in (slice(None, rows), slice(-rows, None))
        ]
        (u0, t0), (u1, t1) = ((np.log(share / (1 - share)), when) for share, when in ends)
        k = (u1 - u0) / (t1 - t0 or 1.0)
        k = k if abs(k) > 0.05 else 0.05
        found += [begin(k, t0 - u0 / k), begin(k / 2, t0 - 2 * u0 / k)]
    return found


def _joined(parameters):
    return np.r_[parameters.k, parameters.m, parameters.delta, parameters.beta]


def _solve(A, b):
    """Solve a symmetric system that may be singular: columns that say the same share their weight."""
    scale = np.sqrt(np.maximum(np.diag(A), 1e-300))
    scaled = A / scale / scale[:, None]
    scaled[np.diag_indices(len(A))] += 1e-13
    right = (b.T / scale).T
    try:
        return (np.linalg.solve(scaled, right).T / scale).T
    except np.linalg.LinAlgError:
        return (np.linalg.lstsq(scaled, right)[0].T / scale).T
