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


def map_fit(design, priors, start=None, enough=1e-7):
    """Minimise `objective` over k, m, δ, β, σ.

    Parameters
    ----------
    design : Design
    priors : Priors
    start : Parameters, optional
        Where to begin, such as the fit at another prior: then a refit takes milliseconds. Without it,
        logistic growth is tried from several starts, since its density has several peaks.
    enough : float, optional
        A step that lowers the objective by less is the last. A picture needs no more than 1e-3.

    Returns
    -------
    parameters : Parameters
        At the smallest objective found.
    """
    starts = [start] if start is not None else _starts(design)
    off = priors.sds == 0
    starts = [one._replace(beta=np.where(off, 0.0, one.beta)) for one in starts]
    if len(starts) > 1:  # roughly from each, then on from the best
        starts = [_descend(design, priors, 1.0, one) for one in starts]
        starts = [min(starts, key=lambda parameters: objective(design, priors, parameters))]
    return _descend(design, priors, enough, starts[0])


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


def _descend(design, priors, enough, parameters):
    """Return the optimum below a start: Gauss-Newton, damped (as by Levenberg) where a step does not help."""
    value, damping = objective(design, priors, parameters), 0.0
    for _ in range(100):
        theta = _joined(design, parameters)
        if design.is_linear:
            gram, right = design.gram
        else:
            J = mean_slopes(design, parameters)
            gram = J.T @ J
            right = J.T @ (design.y - mean(design, parameters)) + gram @ theta
        while True:
            extra = damping * np.diag(gram)
            target = _alternate(design, priors, parameters, gram + np.diag(extra), right + extra * theta)
            tried = _with_noise(design, target, len(parameters.delta))
            gain = value - objective(design, priors, tried)
            if gain > 0 or damping > 1e3:
                break
            damping = max(10 * damping, 1e-3)
        damping = damping / 10 if damping > 1e-4 else 0.0
        if gain > 0:
            parameters, value = tried, value - gain
        if design.is_linear or gain < enough:
            return parameters
    return parameters


def _alternate(design, priors, parameters, gram, right):
    """Return the optimum of the linearised model: changes given σ, σ given the changes, in turn."""
    S, n = len(parameters.delta), len(design.y)
    here = _joined(design, parameters)
    r = design.y - mean(design, parameters)
    slope = right - gram @ here  # Jᵀr: squares are counted from here, which loses no digits
    squares = float(r @ r)
    free = np.r_[0, 1, 2 + S + np.flatnonzero(priors.sds > 0)]
    hinge = np.arange(2, 2 + S)
    precision = np.diag(np.r_[0.0, 0.0, priors.sds[priors.sds > 0] ** -2.0])
    precision[:2, :2], pull = _trend_prior(design, parameters)
    wanted = np.zeros(len(free))
    wanted[:2] = pull
    inner, cross = gram[np.ix_(free, free)], gram[np.ix_(free, hinge)]
    outer = gram[np.ix_(hinge, hinge)]
    theta, delta, sigma = here.copy(), parameters.delta, parameters.sigma
    for _ in range(100 if design.is_linear else 3):  # no need to be exact before the last round
        solved = _solve(inner + sigma**2 * precision, np.c_[cross, right[free] + sigma**2 * wanted])
        Q, c = outer - cross.T @ solved[:, :-1], right[hinge] - cross.T @ solved[:, -1]
        delta = lasso(Q, c, sigma**2 / priors.tau, delta)
        theta[hinge], theta[free] = delta, solved[:, -1] - solved[:, :-1] @ delta
        move = theta - here
        last, sigma = sigma, noise_for(max(squares - 2 * move @ slope + move @ gram @ move, 0.0), n)
        if abs(sigma - last) <= 1e-7 * sigma or sigma == SMALLEST_SIGMA:
            break
    return theta


def _trend_prior(design, parameters):
    """Return precision and pull of the prior on (k, m); of logistic growth on (k, c), m = -c/k linearised."""
    if design.growth != "logistic":
        return np.eye(2) / 25, np.zeros(2)
    slope = np.array([-parameters.m, -1.0]) / parameters.k
    return (np.diag([1.0, 0.0]) + np.outer(slope, slope)) / 25, -slope * parameters.m / 25


def _with_noise(design, theta, S):
    """Return θ as parameters, with the σ that fits them best."""
    k, m = float(theta[0]), float(theta[1])
    if design.growth == "logistic":
        k = k if abs(k) > 1e-9 else 1e-9
        m = -m / k
    found = Parameters(k, m, theta[2 : 2 + S], theta[2 + S :], 1.0)
    r = design.y - mean(design, found)
    return found._replace(sigma=noise_for(float(r @ r), len(r)))


def _joined(design, parameters):
    """Return θ = (k, m, δ, β), or (k, c = -km, δ, β): in c and the rates the logistic exponent is linear."""
    k, m = parameters.k, parameters.m
    return np.r_[k, -k * m if design.growth == "logistic" else m, parameters.delta, parameters.beta]


def _starts(design):
    """Return where to begin: a line through first and last value, or several logistic curves."""
    y, t, S, p = design.y, design.t, len(design.changes), design.X.shape[1]
    span = t[-1] - t[0] or 1.0

    def begin(k, m):
        return _with_noise(design, np.r_[k, m, np.zeros(S + p)], S)

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
        found += [begin(k, u0 - k * t0), begin(k / 2, u0 - k * t0 / 2)]
    return found


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
