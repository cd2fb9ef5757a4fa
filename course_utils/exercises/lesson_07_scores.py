"""Lesson 7, sections 1 and 2: the benchmark, what smoothing weighs, scores at many origins, and chance."""

import itertools

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(7)


@exercise(
    probes=lambda: [
        (np.array([5.0, 1.0, 2.0, 3.0]), 3, 5),
        (np.array([5.0, 6.0, 7.0, 1.0, 2.0, 3.0]), 3, 2),
        (_rng().normal(size=30).round(2), 12, 12),
        (_rng().normal(size=31).round(2), 7, 17),
        (np.array([4.0, 9.0]), 1, 3),
        (np.array([8, 3, 5, 5]), 4, 6),
    ],
    hints=(
        "The season seen last is the last m values.",
        "Step i of the forecast repeats value i of that season; after m steps it starts again.",
        "np.resize repeats an array until it has the length you ask for.",
    ),
    learned="You can write the benchmark that every forecast has to beat.",
)
def seasonal_naive(y, m, horizon):
    """Return the forecast for the next steps, (horizon,): the last season of m values, again and again."""
    return np.resize(y[-m:], horizon)


@seasonal_naive.mistake("You repeated the first season of the series; the last one is the newest.")
def _(y, m, horizon):
    return np.resize(y[:m], horizon)


@seasonal_naive.mistake("You repeated the last value: that is the naive forecast, without a season.")
def _(y, m, horizon):
    return np.full(horizon, y[-1])


@seasonal_naive.mistake("Your season is one step off: it leaves out the last value.")
def _(y, m, horizon):
    return np.resize(np.r_[y[:1], y][-m - 1 : -1], horizon)


@seasonal_naive.mistake("Your season runs backwards: it begins m steps before the end, and ends at the end.")
def _(y, m, horizon):
    return np.resize(y[-m:][::-1], horizon)


@seasonal_naive.mistake(
    "You begin the season as if the series ended with a whole one counted from its start."
)
def _(y, m, horizon):
    return y[-m:][np.arange(len(y), len(y) + horizon) % m]


@seasonal_naive.mistake("After one season you stay at its last value. Begin it anew.")
def _(y, m, horizon):
    return y[-m:][np.minimum(np.arange(horizon), m - 1)]


@exercise(
    probes=lambda: [(0.5, 3), (0.25, 2), (0.9, 6), (1.0, 4), (0.0, 3), (0.3, 1), (0.1, 40)],
    hints=(
        "Write the level down for three values, and multiply out. What stands before y_0, y_1, y_2?",
        "Each later value takes a factor 1 - α from all that came before it.",
        "The newest value has α, the one before α(1 - α), and so on; the first one starts the level.",
    ),
    learned="You can say how long exponential smoothing remembers, and why it is called exponential.",
)
def value_weights(alpha, n):
    """Return the weight of each value in the last level, (n,), the oldest first."""
    weights = alpha * (1 - alpha) ** np.arange(n - 1.0, -1, -1)
    weights[0] = (1 - alpha) ** (n - 1)
    return weights


@value_weights.mistake("The first value has a factor α too many: it starts the level, and pulls nothing.")
def _(alpha, n):
    return alpha * (1 - alpha) ** np.arange(n - 1.0, -1, -1)


@value_weights.mistake(
    "These stand the wrong way round: give the weights from the oldest value to the newest."
)
def _(alpha, n):
    weights = alpha * (1 - alpha) ** np.arange(float(n))
    weights[-1] = (1 - alpha) ** (n - 1)
    return weights


@value_weights.mistake("You swapped the shares: α belongs to the new value, 1 - α to the old level.")
def _(alpha, n):
    weights = (1 - alpha) * alpha ** np.arange(n - 1.0, -1, -1)
    weights[0] = alpha ** (n - 1)
    return weights


@value_weights.mistake("You divided by the sum. With the first value's own weight they sum to 1 already.")
def _(alpha, n):
    weights = (1 - alpha) ** np.arange(n - 1.0, -1, -1)
    return weights / weights.sum()


@value_weights.mistake("Your newest value is damped already: its weight is α, with no factor 1 - α.")
def _(alpha, n):
    weights = alpha * (1 - alpha) ** np.arange(float(n), 0, -1)
    weights[0] = (1 - alpha) ** n
    return weights


def _histories():
    yield np.array([1.0, 2.0, 4.0, 1.0, 9.0, 3.0, 5.0, 8.0]), 2, 4, 2
    yield _rng().normal(10, 3, 47).round(2), 4, 13, 6
    yield _rng().normal(10, 3, 60).round(2).cumsum(), 12, 30, 10
    yield np.array([3.0, 5.0, 4.0, 8.0, 6.0, 9.0, 2.0]), 1, 3, 3
    yield np.array([3.0, 5.0, 4.0, 8.0]), 2, 3, 1


@exercise(
    probes=lambda: list(_histories()),
    hints=(
        "Origins are n = first, first + horizon, ...; the last one has at least `horizon` values after it.",
        "At an origin, np.resize(y[n - m : n], horizon) is the forecast.",
        "The unit is the mean of |y[m:n] - y[: n - m]|: another one at each origin.",
    ),
    learned="You can score a forecast at many origins, in a unit that knows nothing of the future.",
)
def seasonal_scores(y, m, first, horizon):
    """Return the MASE of the seasonal naive at each origin, (origins,)."""
    scores = []
    for n in range(first, len(y) - horizon + 1, horizon):
        error = np.mean(np.abs(y[n : n + horizon] - np.resize(y[n - m : n], horizon)))
        scores.append(error / np.mean(np.abs(y[m:n] - y[: n - m])))
    return np.array(scores)


def _scores(y, m, first, horizon, *, unit=None, forecast=None, size=np.abs):
    """Return scores with another unit, forecast or size of the errors."""
    scores = []
    for n in range(first, len(y) - horizon + 1, horizon):
        guess = forecast(n) if forecast else np.resize(y[n - m : n], horizon)
        below = unit(n) if unit else np.mean(size(y[m:n] - y[: n - m]))
        scores.append(np.mean(size(y[n : n + horizon] - guess)) / below)
    return np.array(scores)


@seasonal_scores.mistake("Your unit knows the future: at each origin it has to come from the first n values.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, unit=lambda n: np.mean(np.abs(y[m:] - y[:-m])))


@seasonal_scores.mistake("Your unit looks back one step; the seasonal naive looks back m.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, unit=lambda n: np.mean(np.abs(np.diff(y[:n]))))


@seasonal_scores.mistake("You keep the unit of the first origin. Each origin has a training part of its own.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, unit=lambda n: np.mean(np.abs(y[m:first] - y[: first - m])))


@seasonal_scores.mistake("Your forecast has seen the test part: past one season it looks back at what came.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, forecast=lambda n: y[n - m : n - m + horizon])


@seasonal_scores.mistake("You squared the errors; MASE takes absolute ones.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, size=np.square)


@seasonal_scores.mistake("The last origin is missing: exactly `horizon` values after it are enough.")
def _(y, m, first, horizon):
    return _scores(y[:-1], m, first, horizon)


@exercise(
    probes=lambda: [
        (np.array([1.0, 2.0, 3.0]),),
        (np.array([1.0, -1.0]),),
        (np.array([0.0, 0.0, 0.0]),),
        (np.array([-3.0, -1.0, 2.0, -4.0, -2.0]),),
        (np.array([5.0, 1.0, 1.0, 2.0, -1.0, 3.0, 0.0, 4.0]),),
        (np.array([0.5]),),
        (_rng().integers(-3, 9, 12) / 4,),
    ],
    hints=(
        "All 2ⁿ sums can grow one gap at a time: each sum so far, once plus the gap and once minus it.",
        "Start from np.zeros(1), and join both halves. Then compare sizes with that of the real sum.",
        "Sums that are as far from 0 count, the real one among them; and both directions count.",
    ),
    learned="You can tell a difference from chance, with nothing but signs.",
)
def sign_flip(gaps):
    """Return the share of all choices of signs whose sum is as far from 0 as the real one, or further."""
    sums = np.zeros(1)
    for gap in gaps:
        sums = np.concatenate([sums + gap, sums - gap])
    return np.mean(np.abs(sums) >= np.abs(np.sum(gaps)) - 1e-9)


def _sums(gaps):
    return np.array(list(itertools.product((-1, 1), repeat=len(gaps)))) @ gaps


@sign_flip.mistake("You count only sums that are *further* from 0. Those as far count too, so p is never 0.")
def _(gaps):
    return np.mean(np.abs(_sums(gaps)) > np.abs(np.sum(gaps)) + 1e-9)


@sign_flip.mistake("You look at one side alone. A sum as far from 0 on the other side counts, too.")
def _(gaps):
    return np.mean(_sums(gaps) >= np.abs(np.sum(gaps)) - 1e-9)


@sign_flip.mistake(
    "You forgot the size of the real sum: where it is negative, compare with how far it is from 0."
)
def _(gaps):
    return np.mean(np.abs(_sums(gaps)) >= np.sum(gaps) - 1e-9)


@sign_flip.mistake("In yours only the signs of the gaps count; their sizes have to count, too.")
def _(gaps):
    return sign_flip.reference(np.sign(gaps))


@sign_flip.mistake("That is how many choices there are; p is their share of all 2ⁿ.")
def _(gaps):
    return np.sum(np.abs(_sums(gaps)) >= np.abs(np.sum(gaps)) - 1e-9) + 0.0
