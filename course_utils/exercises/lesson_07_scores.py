"""Lesson 7, sections 1 and 2: the benchmark, and its scores at many origins."""

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


@seasonal_naive.mistake("Each value is repeated in its place. Repeat the season as a whole.")
def _(y, m, horizon):
    return np.repeat(y[-m:], -(-horizon // m))[:horizon]


@seasonal_naive.mistake("Your forecast ends with a whole season: cut it off after `horizon` values.")
def _(y, m, horizon):
    return np.tile(y[-m:], -(-horizon // m))


@seasonal_naive.mistake("Your season begins one step late: the first of the last m values comes first.")
def _(y, m, horizon):
    return np.resize(np.roll(y[-m:], -1), horizon)


@seasonal_naive.mistake("Your value m steps back stays where it is. It moves on with each step.")
def _(y, m, horizon):
    return np.full(horizon, y[-m])


@seasonal_naive.mistake("You averaged over the seasons. The benchmark repeats the last one.")
def _(y, m, horizon):
    return np.resize([y[i % m :: m].mean() for i in range(len(y), len(y) + m)], horizon)


@seasonal_naive.mistake("Your forecast ends after one season. Go on until there are `horizon` values.")
def _(y, m, horizon):
    return y[-m:][:horizon]


@seasonal_naive.mistake("Two seasons don't reach every horizon: repeat the season as often as it takes.")
def _(y, m, horizon):
    return np.tile(y[-m:], 2)[:horizon]


@seasonal_naive.mistake("You repeated the first season, in step with the series. The last one is the newest.")
def _(y, m, horizon):
    return y[np.arange(len(y), len(y) + horizon) % m]


@seasonal_naive.mistake("You cut the series into whole seasons from its start, and lost the newest values.")
def _(y, m, horizon):
    return np.resize(y[: len(y) // m * m][-m:], horizon)


@seasonal_naive.mistake(
    "For a horizon below m you give the season's end. The forecast begins with its beginning."
)
def _(y, m, horizon):
    return np.resize(y[-min(m, horizon) :], horizon)


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


@seasonal_scores.mistake("Your unit has seen the test part: it has to come from the first n values alone.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, unit=lambda n: np.mean(np.abs((y[m:] - y[:-m])[: n + horizon - m])))


@seasonal_scores.mistake("Your unit comes from the test part. It has to come from the first n values.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, unit=lambda n: np.mean(np.abs((y[m:] - y[:-m])[n - m :][:horizon])))


@seasonal_scores.mistake("Your unit looks back one step; the seasonal naive looks back m.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, unit=lambda n: np.mean(np.abs(np.diff(y[:n]))))


@seasonal_scores.mistake("Your unit divides by n. There are only n - m differences: take their mean.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, unit=lambda n: np.sum(np.abs(y[m:n] - y[: n - m])) / n)


@seasonal_scores.mistake("np.diff(y, m) takes differences m times over. The value m steps back is meant.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, unit=lambda n: np.mean(np.abs(np.diff(y[:n], m))))


@seasonal_scores.mistake("You took roots of mean squares. MASE takes means of absolute errors.")
def _(y, m, first, horizon):
    return np.sqrt(_scores(y, m, first, horizon, size=np.square))


@seasonal_scores.mistake(
    "Past two seasons your forecast has seen the test part: go back until before the origin."
)
def _(y, m, first, horizon):
    ahead = np.arange(horizon)
    return _scores(y, m, first, horizon, forecast=lambda n: y[n - m + np.where(ahead >= m, ahead - m, ahead)])


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


def _at(origins, y, m, horizon):
    """Return the score at each origin, of as many values as are left there."""
    guess = {n: np.resize(y[n - m : n], len(y[n : n + horizon])) for n in origins}
    unit = {n: np.mean(np.abs(y[m:n] - y[: n - m])) for n in origins}
    return np.array([np.mean(np.abs(y[n : n + horizon] - guess[n])) / unit[n] for n in origins])


@seasonal_scores.mistake(
    "Your origins move on by one step. They move by `horizon`: no value is scored twice."
)
def _(y, m, first, horizon):
    return _at(range(first, len(y) - horizon + 1), y, m, horizon)


@seasonal_scores.mistake("Your origins move on by a season. They move by `horizon`.")
def _(y, m, first, horizon):
    return _at(range(first, len(y) - horizon + 1, m), y, m, horizon)


@seasonal_scores.mistake("You score what is left at the end, too. Only whole horizons count.")
def _(y, m, first, horizon):
    return _at(range(first, len(y), horizon), y, m, horizon)


@seasonal_scores.mistake("The first origin is missing: it has `first` known values, no more.")
def _(y, m, first, horizon):
    return _at(range(first + horizon, len(y) - horizon + 1, horizon), y, m, horizon)


@seasonal_scores.mistake("You took the mean over the origins. Give the score of each.")
def _(y, m, first, horizon):
    return np.mean(seasonal_scores.reference(y, m, first, horizon))


@seasonal_scores.mistake("You divided the sum of the errors by the unit. Take their mean.")
def _(y, m, first, horizon):
    return horizon * seasonal_scores.reference(y, m, first, horizon)


@seasonal_scores.mistake("Your errors have no unit yet: divide by the naive's mean error before the origin.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, unit=lambda n: 1.0)


@seasonal_scores.mistake("Your unit comes from the last season alone. All of the first n values give it.")
def _(y, m, first, horizon):
    def unit(n):
        last = y[max(n - 2 * m, 0) : n]
        return np.mean(np.abs(last[m:] - last[:-m]))

    return _scores(y, m, first, horizon, unit=unit)


@seasonal_scores.mistake("You forecast with the last value. The benchmark repeats the last season.")
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, forecast=lambda n: np.full(horizon, y[n - 1]))


@seasonal_scores.mistake(
    "You forecast with the first season of all. The last one before the origin is meant."
)
def _(y, m, first, horizon):
    return _scores(y, m, first, horizon, forecast=lambda n: np.resize(y[:m], horizon))
