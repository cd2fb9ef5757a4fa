"""Intervals by simulation: futures whose trend may change again at the rate of all *possible* changes."""

import numpy as np

from course_utils.forecasting.prophet_style import mean, sigmoid, trend

_CELLS = 2_000_000  # of draws x rows in memory at once
_MANY = 100  # changes expected so far: their sum is then as good as normal, however many come


def simulate(ahead, parameters, draws, seed):
    """Draw futures: new changes of the trend after t = 1, and noise.

    New changes: Poisson(S (T - 1)) of them, uniform on (1, T], each Laplace(0, mean |δ|). Their rate is that
    of the S possible changes of the history, not of those that it used; mean |δ| is over all S, too. The
    parameters themselves are taken as known, and the seasons never change: that is what the intervals miss.
    Returns the trends and the values of a `Design`, each (draws, n).
    """
    _, trends, values = zip(*_blocks(ahead, parameters, draws, seed, len(ahead.t)), strict=True)
    return np.broadcast_to(trends[0], values[0].shape), values[0]


def bounds(ahead, parameters, draws, seed, tail):
    """Return the quantiles `tail` and 1 - `tail` of trends and of values, (2, 2, n), block after block."""
    found = np.empty((2, 2, len(ahead.t)))
    for rows, *futures in _blocks(ahead, parameters, draws, seed, max(_CELLS // draws, 1)):
        for kind, future in enumerate(futures):
            found[:, kind, rows] = np.quantile(future, [tail, 1 - tail], axis=0)
    return found


def _blocks(ahead, parameters, draws, seed, size):
    """Yield rows, and their simulated trends and values, (draws, rows): blocks in the order of time."""
    rng, S = np.random.default_rng(seed), len(ahead.changes)
    factor = 1 + ahead.X @ np.where(ahead.multiplicative, parameters.beta, 0.0)
    expected, means = trend(ahead, parameters), mean(ahead, parameters)
    u = 0.0 if ahead.growth != "logistic" else _exponent(ahead, parameters)
    order = np.argsort(ahead.t, kind="stable")
    new = _Changes(rng, draws, S, np.abs(parameters.delta).mean() if S else 0.0)
    for start in range(0, max(len(order), 1), size):
        rows = order[start : start + size]
        trends = expected[rows][None]  # one for all draws, where no change is possible
        extra = new.up_to(ahead.t[rows])
        if extra is not None and ahead.growth == "linear":
            trends = trends + extra
        elif extra is not None:
            trends = ahead.cap[rows] * sigmoid(u[rows] + extra)
        if len(order) <= size:  # noise is drawn in the order of the rows
            back = np.argsort(order, kind="stable")
            rows, trends = order[back], trends[:, back]
        noise = rng.normal(0, parameters.sigma, (draws, len(rows)))
        yield rows, trends, means[rows] + (trends - expected[rows]) * factor[rows] + noise


def _exponent(ahead, parameters):
    k, m, delta = parameters[:3]
    return k * (ahead.t - m) + ahead.hinges @ delta


class _Changes:
    """Σ δ (t - s)+ over new changes, along rising times: level and slope of each draw are carried on."""

    def __init__(self, rng, draws, rate, scale):
        self.rng, self.draws, self.rate, self.scale = rng, draws, rate, scale
        self.now, self.level, self.slope = 1.0, np.zeros(draws), np.zeros(draws)

    def up_to(self, t):
        """Return the sum at times t, (draws, n), or None as long as no change is possible."""
        if not self.rate or t.max(initial=1.0) <= self.now:
            return None
        steps = np.diff(np.r_[self.now, np.maximum(t, self.now)])
        near = int(np.sum(self.rate * (t - 1) <= _MANY))
        parts = self._each(t[:near]), self._sums(steps[near:])
        slopes, levels = np.concatenate(parts, axis=2)
        slopes = slopes.cumsum(axis=1) + self.slope[:, None]
        before = np.concatenate([self.slope[:, None], slopes[:, :-1]], axis=1)
        sums = self.level[:, None] + (levels + before * steps).cumsum(axis=1)
        self.now, self.level, self.slope = t[-1], sums[:, -1], slopes[:, -1]
        return sums

    def _each(self, t):
        """Draw every change up to the last time; return what it adds to slope and level in its step."""
        found = np.zeros((2, self.draws, len(t)))
        span = t.max(initial=self.now) - self.now
        counts = self.rng.poisson(self.rate * span, self.draws)
        draw = np.repeat(np.arange(self.draws), counts)
        when = self.now + span * self.rng.random(counts.sum())
        size = self.rng.laplace(0, self.scale, counts.sum())
        place = np.searchsorted(t, when)
        np.add.at(found[0], (draw, place), size)
        np.add.at(found[1], (draw, place), size * (t[place] - when))
        return found

    def _sums(self, steps):
        """Draw the sum of each step's changes, like `_each`: far ahead so many were drawn that all is normal.

        Of N changes at uniform times in a step of length h: variances 2Nb² and 2Nb²h²/3, and a covariance
        between them of Nb²h.
        """
        sd = np.sqrt(2 * self.rate * steps) * self.scale
        one, other = self.rng.normal(size=(2, self.draws, len(steps)))
        return np.stack([sd * one, sd * steps * (one / 2 + other / np.sqrt(12))])
