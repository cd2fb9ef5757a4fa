"""Lesson 7: the benchmark, what smoothing weighs, fair scores, chance, a trend that bends, honest widths."""

from statistics import NormalDist

import numpy as np

from course_utils.exercises import exercise

# exercises stand in the lesson's order
# isort: off
from course_utils.exercises.lesson_07_scores import seasonal_naive  # noqa: F401
from course_utils.exercises.lesson_07_weights import value_weights  # noqa: F401
from course_utils.exercises.lesson_07_scores import seasonal_scores  # noqa: F401
from course_utils.exercises.lesson_07_chance import sign_flip  # noqa: F401
from course_utils.exercises.lesson_07_scores import _rng
# isort: on


def _rates():
    t = np.linspace(0, 1, 5)
    yield t, 1.0, np.array([0.5]), np.array([1.0, 3.0])
    yield t, 0.5, np.array([0.2, 0.6]), np.array([2.0, -1.0, 4.0])
    yield np.linspace(0, 1.5, 9)[::-1], -1.0, np.array([0.1, 0.3, 0.9]), np.array([0.5, 0.7, 0.7, -4.0])
    yield np.array([0.0, 3.0, 10.0]), 2.0, np.array([1.0, 2.0]), np.array([1.0, 0.0, -2.0])
    yield t, 4.0, np.array([]), np.array([-2.0])
    yield np.array([0.4, 1.0, 2.0]), 3.0, np.array([0.7]), np.array([2.0, 5.0])
    yield np.array([-2.0, -0.5, 0.0, 3.0]), 1.0, np.array([1.0]), np.array([2.0, 0.5])
    yield np.array([0, 1, 3]), 0.5, np.array([2.0]), np.array([1.5, -1.25])


@exercise(
    probes=lambda: list(_rates()),
    hints=(
        "The trend of the text has a first rate and *changes*. Which changes do these rates make?",
        "np.diff(rates) are the changes. Each one acts from its own knot on.",
        "A change δ at t_i adds δ (t - t_i) after t_i, and nothing before: np.maximum helps.",
    ),
    learned="You can draw Prophet's default trend: it bends, and it never jumps.",
)
def trend_by_rates(t, start, knots, rates):
    """Return the trend (n,): `start` at t = 0, slope rates[0] up to knots[0], then rates[1], and so on."""
    return start + rates[0] * t + np.maximum(t[:, None] - knots, 0) @ np.diff(rates)


_bent = trend_by_rates.reference


@trend_by_rates.mistake("It jumps at the knots: a new rate counts from its knot on, not from t = 0.")
def _(t, start, knots, rates):
    return start + rates[np.searchsorted(knots, t, side="right")] * t


@trend_by_rates.mistake(
    "You added whole rates where their *changes* belong: a new rate replaces the old one."
)
def _(t, start, knots, rates):
    return start + rates[0] * t + np.maximum(t[:, None] - knots, 0) @ rates[1:]


@trend_by_rates.mistake("Your changes are steps of the level. They change the *slope*.")
def _(t, start, knots, rates):
    return start + rates[0] * t + (t[:, None] >= knots) @ np.diff(rates)


@trend_by_rates.mistake("Your changes act before their knots, too: cut t - knot off at 0.")
def _(t, start, knots, rates):
    return start + rates[0] * t + (t[:, None] - knots) @ np.diff(rates)


@trend_by_rates.mistake(
    "Each of your pieces starts at `start` again; it has to go on where the last one ended."
)
def _(t, start, knots, rates):
    piece = np.searchsorted(knots, t, side="right")
    return start + rates[piece] * (t - np.r_[0.0, knots][piece])


@trend_by_rates.mistake("It jumps just after each knot: a new rate counts from its knot on, not from t = 0.")
def _(t, start, knots, rates):
    return start + rates[np.searchsorted(knots, t)] * t


@trend_by_rates.mistake(
    "Each piece starts at `start` again, just after its knot. Go on where the last one ended."
)
def _(t, start, knots, rates):
    piece = np.searchsorted(knots, t)
    return start + rates[piece] * (t - np.r_[0.0, knots][piece])


@trend_by_rates.mistake("After the last knot your trend stays flat. It goes on with the last rate.")
def _(t, start, knots, rates):
    return _bent(np.minimum(t, np.max(knots, initial=0)), start, knots, rates)


@trend_by_rates.mistake("Your values come in the order of sorted times. Give them in the order of t.")
def _(t, start, knots, rates):
    return _bent(np.sort(t), start, knots, rates)


@trend_by_rates.mistake("`start` is the value at t = 0, not at the smallest time that is asked for.")
def _(t, start, knots, rates):
    trend = _bent(t, 0, knots, rates)
    return start + trend - trend[np.argmin(t)]


@trend_by_rates.mistake("`start` is the value at t = 0, not at the first time in t.")
def _(t, start, knots, rates):
    trend = _bent(t, 0, knots, rates)
    return start + trend - trend[0]


@trend_by_rates.mistake("Your changes have the wrong sign: a change is the new rate minus the old one.")
def _(t, start, knots, rates):
    return start + rates[0] * t - np.maximum(t[:, None] - knots, 0) @ np.diff(rates)


@trend_by_rates.mistake("Your rates act one knot late: rates[1] takes over at knots[0].")
def _(t, start, knots, rates):
    return _bent(t, start, knots[1:], rates[: len(knots)] if len(knots) else rates)


@trend_by_rates.mistake("Your last rate never acts: there is one more rate than knots.")
def _(t, start, knots, rates):
    return _bent(t, start, knots[:-1], rates[: max(1, len(knots))])


@trend_by_rates.mistake("Only the bends are there. The first rate is missing: it acts from t = 0 on.")
def _(t, start, knots, rates):
    return _bent(t, start, knots, rates) - rates[0] * t


@trend_by_rates.mistake("`start` is missing: the trend is there at t = 0.")
def _(t, start, knots, rates):
    return _bent(t, 0, knots, rates)


@trend_by_rates.mistake("These are the rates at each time. The trend has them as its slopes.")
def _(t, start, knots, rates):
    return rates[np.searchsorted(knots, t, side="right")]


@trend_by_rates.mistake(
    "You add up from one t to the next. A knot may lie between them, and t may come in any order."
)
def _(t, start, knots, rates):
    return start + np.cumsum(rates[np.searchsorted(knots, t)] * np.diff(t, prepend=0.0))


@trend_by_rates.mistake("Each change is the new rate minus the rate before it, not minus rates[0].")
def _(t, start, knots, rates):
    return start + rates[0] * t + np.maximum(t[:, None] - knots, 0) @ (rates[1:] - rates[0])


@trend_by_rates.mistake("Before t = 0 your trend is flat. It has the slope rates[0] there, too.")
def _(t, start, knots, rates):
    return _bent(np.maximum(t, 0), start, knots, rates)


@trend_by_rates.mistake("Outside of 0 and the last knot your trend is flat. There it goes on with its slope.")
def _(t, start, knots, rates):
    return _bent(np.clip(t, 0, np.max(knots, initial=0)), start, knots, rates)


def _past_errors():
    yield np.array([[1.0], [-2.0], [3.0], [-4.0]]), 0.6
    yield _rng().normal(size=(9, 3)).round(2), 0.8
    yield _rng().normal(size=(11, 4)).round(2) * np.arange(1, 5), 0.7
    yield np.array([[2.0, 2.0], [-2.0, 5.0], [2.0, -5.0], [0.0, 0.0], [1.0, 1.0]]), 0.5
    yield np.array([[1.0, -5.0], [2.0, 3.0]]), 0.9
    yield np.array([[1.0, -4.0], [-6.0, 3.0], [2.0, 1.0], [-3.0, 8.0]]), 0.75
    yield _rng().normal(size=(30, 2)).round(2), 0.87
    yield np.array([[-3.0, -1.0], [-2.0, 2.0], [-5.0, -4.0], [-1.0, -6.0], [4.0, -2.0]]), 0.5


@exercise(
    probes=lambda: list(_past_errors()),
    hints=(
        "Only the size of an error counts; sort the sizes, for each step ahead by itself.",
        "Of n + 1 errors, the new one among them, k = ceil((n + 1) share) are to fit.",
        "The width is the k-th smallest size, index k - 1. With k > n no width is sure enough: np.inf.",
    ),
    learned="You can turn any forecast's past errors into an interval that says how sure it is.",
)
def conformal_width(errors, share):
    """Return the half width of the interval at each step ahead, (horizon,)."""
    n, horizon = errors.shape
    k = int(np.ceil((n + 1) * share))
    return np.sort(np.abs(errors), axis=0)[k - 1] if k <= n else np.full(horizon, np.inf)


def _rank(n, share):
    return int(np.ceil((n + 1) * share))


def _ranked(errors, share, rank=_rank, size=np.abs):
    """Return the size of another rank, or other sizes; above the last rank the width is infinite."""
    n, horizon = errors.shape
    k = rank(n, share)
    return np.sort(size(errors), axis=0)[k - 1] if k <= n else np.full(horizon, np.inf)


@conformal_width.mistake("You left out the new error: k is to be (n + 1) share, rounded up.")
def _(errors, share):
    return _ranked(errors, share, lambda n, share: int(np.ceil(n * share)))


@conformal_width.mistake("Errors below 0 are errors, too: take their sizes.")
def _(errors, share):
    return _ranked(errors, share, size=np.array)


@conformal_width.mistake("Each step ahead has a width of its own. You pooled the errors of all steps.")
def _(errors, share):
    return np.full(errors.shape[1], _ranked(errors.reshape(-1, 1), share)[0])


@conformal_width.mistake("You took the error one rank too high: the k-th smallest has index k - 1.")
def _(errors, share):
    return _ranked(errors, share, lambda n, share: _rank(n, share) + 1)


@conformal_width.mistake(
    "np.quantile interpolates between errors, and its rank lacks the new one. Sort, and take the k-th."
)
def _(errors, share):
    return np.quantile(np.abs(errors), share, axis=0)


def _if_enough(errors, share, width):
    """Return a width where the rank of the text exists, infinite ones elsewhere."""
    n, horizon = errors.shape
    return width if _rank(n, share) <= n else np.full(horizon, np.inf)


@conformal_width.mistake("An interpolating quantile lies between two errors. Sort, and take the k-th.")
def _(errors, share):
    return _if_enough(errors, share, np.quantile(np.abs(errors), share, axis=0))


@conformal_width.mistake(
    "With k > n you give the largest error. No past error is sure enough there: infinite."
)
def _(errors, share):
    return _ranked(errors, share, lambda n, share: min(_rank(n, share), n))


@conformal_width.mistake("With k = n the largest error is the width. Only with k > n it is infinite.")
def _(errors, share):
    return _ranked(errors, share, lambda n, share: _rank(n, share) + (_rank(n, share) == n))


@conformal_width.mistake(
    "The right share, but interpolated between two errors. Take the error of rank k itself."
)
def _(errors, share):
    share = (len(errors) + 1) * share / len(errors)
    return np.quantile(np.abs(errors), share, axis=0) if share <= 1 else np.full(errors.shape[1], np.inf)


@conformal_width.mistake("You take the errors for normal. Conformal widths ask no model: rank the sizes.")
def _(errors, share):
    return NormalDist().inv_cdf((1 + share) / 2) * np.sqrt(np.mean(errors**2, axis=0))


@conformal_width.mistake("int(...) + 1 is one too many where (n + 1) share is a whole number. Round up.")
def _(errors, share):
    return _ranked(errors, share, lambda n, share: int((n + 1) * share) + 1)


@conformal_width.mistake("You cut the rank off where it has to be rounded *up*.")
def _(errors, share):
    return _ranked(errors, share, lambda n, share: int((n + 1) * share))


@conformal_width.mistake("Yours is the whole width. Half of it is asked: the error of rank k itself.")
def _(errors, share):
    return 2 * conformal_width.reference(errors, share)


@conformal_width.mistake("You sorted first and took sizes after. Take the sizes, then sort.")
def _(errors, share):
    return np.abs(_ranked(errors, share, size=np.array))


@conformal_width.mistake(
    "You give both tails a half of the rest. Sizes have one tail: take `share` as it is."
)
def _(errors, share):
    return conformal_width.reference(errors, (1 + share) / 2)


@conformal_width.mistake("Your width is the one that 1 - share of the errors fit. Count from the smallest.")
def _(errors, share):
    return _if_enough(errors, share, _ranked(errors, share, lambda n, share: n + 1 - _rank(n, share)))


@conformal_width.mistake("You took the largest error of all. Only the share `share` is to fit.")
def _(errors, share):
    return np.abs(errors).max(axis=0)


@conformal_width.mistake("That is the mean size of the errors. The error of rank k is asked.")
def _(errors, share):
    return np.abs(errors).mean(axis=0)


# the build stands last
from course_utils.exercises.build_07 import beat_the_benchmark  # noqa: E402, F401
