"""Lesson 7: forecasts by hand, fair scores, and the parts of a Prophet-style model."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(7)


@exercise(
    probes=lambda: [
        (np.array([1.0, 2.0, 3.0, 4.0]), 3, 2),
        (np.array([5.0, 6.0, 7.0, 1.0, 2.0, 3.0]), 3, 5),
        (_rng().normal(size=30).round(2), 12, 12),
        (_rng().normal(size=30).round(2), 7, 17),
    ],
    hints=(
        "The season seen last is the last m values.",
        "Step h of the forecast repeats value h of that season; after m steps it starts again.",
        "np.resize repeats an array until it has the length you ask for.",
    ),
    learned="You can write the benchmark that every forecast has to beat.",
)
def seasonal_naive(y, m, horizon):
    """Return the forecast for the next `horizon` steps: the last season of m values, again and again."""
    return np.resize(y[-m:], horizon)


@seasonal_naive.mistake("You repeated the first season of the series; the last one is the newest.")
def _(y, m, horizon):
    return np.resize(y[:m], horizon)


@seasonal_naive.mistake("You repeated the last value: that is the naive forecast, without a season.")
def _(y, m, horizon):
    return np.full(horizon, y[-1])


@seasonal_naive.mistake("Your season is one step off: it leaves out the last value.")
def _(y, m, horizon):
    return np.resize(y[-m - 1 : -1], horizon)


@exercise(
    probes=lambda: [
        (np.array([1.0, 3.0]), 0.5),
        (np.array([4.0, 2.0, 8.0]), 0.25),
        (_rng().normal(size=12).round(2), 0.9),
        (_rng().normal(size=12).round(2), 0.1),
        (np.array([10, 21, 12]), 0.5),
        (np.array([7.0]), 0.5),
    ],
    hints=(
        "Start with the first value as the level.",
        "Each further value pulls the level towards itself by the share α.",
        "level = α * value + (1 - α) * level, for y[1:].",
    ),
    learned="You can smooth exponentially: the forecast is the last level.",
)
def smoothed_level(y, alpha):
    """Return the level after the last value, l = αy + (1 - α)l, starting from l = y[0]."""
    level = y[0]
    for value in y[1:]:
        level = alpha * value + (1 - alpha) * level
    return level


@smoothed_level.mistake("You swapped the shares: α belongs to the new value, 1 - α to the old level.")
def _(y, alpha):
    level = y[0]
    for value in y[1:]:
        level = (1 - alpha) * value + alpha * level
    return level


@smoothed_level.mistake("You started from 0: then the level has to climb to the series first.")
def _(y, alpha):
    level = 0.0
    for value in y:
        level = alpha * value + (1 - alpha) * level
    return level


@smoothed_level.mistake("You took the plain mean: all values weigh the same in it.")
def _(y, alpha):
    return np.mean(y)


@smoothed_level.mistake("That is the level one step earlier: the last value has not entered it.")
def _(y, alpha):
    level = y[0]
    for value in y[1:-1]:
        level = alpha * value + (1 - alpha) * level
    return level


def _scored():
    rng = _rng()
    yield np.array([5.0, 6.0]), np.array([7.0, 3.0]), np.array([1.0, 2.0, 4.0, 1.0, 9.0]), 2
    yield (*rng.normal(size=(2, 6)).round(2), rng.normal(size=40).round(2), 12)


@exercise(
    probes=lambda: list(_scored()),
    hints=(
        "Above: the mean absolute error of the forecast.",
        "Below: the mean absolute error of the seasonal naive inside the training part.",
        "train[m:] - train[:-m] are its errors.",
    ),
    learned="You can score a forecast in a unit that any series shares.",
)
def mase(y, y_hat, train, m):
    """Return mean |y - y_hat| over the test part, by mean |train_t - train_(t-m)| over the training part."""
    return np.mean(np.abs(y - y_hat)) / np.mean(np.abs(train[m:] - train[:-m]))


@mase.mistake("Your scale uses a lag of 1; the seasonal naive looks back m steps.")
def _(y, y_hat, train, m):
    return np.mean(np.abs(y - y_hat)) / np.mean(np.abs(np.diff(train)))


@mase.mistake("You divided by the mean size of the series: that changes when a constant is added to it.")
def _(y, y_hat, train, m):
    return np.mean(np.abs(y - y_hat)) / np.mean(np.abs(train))


@mase.mistake("The scale comes from the training part *alone*: yours looks at the test part too.")
def _(y, y_hat, train, m):
    every = np.concatenate([train, y])
    return np.mean(np.abs(y - y_hat)) / np.mean(np.abs(every[m:] - every[:-m]))


@mase.mistake("You squared the errors; MASE takes absolute ones.")
def _(y, y_hat, train, m):
    return np.mean((y - y_hat) ** 2) / np.mean((train[m:] - train[:-m]) ** 2)


@exercise(
    probes=lambda: [
        (10, 6, 3, 1),
        (12, 6, 2, 1),
        (144, 72, 12, 6),
        (9, 6, 3, 5),
        (20, 6, 3, 4),
        (8, 6, 3, 1),
    ],
    hints=(
        "At the first origin `first` values are known.",
        "An origin is allowed while `horizon` values follow it.",
        "range(first, n - horizon + 1, step): why the + 1?",
    ),
    learned="You can lay out a backtest, and none of its origins runs off the end.",
)
def rolling_origins(n, first, horizon, step):
    """Return the numbers of known values, one an origin, as a list: first, first + step, ..."""
    return list(range(first, n - horizon + 1, step))


@rolling_origins.mistake("The last origin is missing: exactly `horizon` values after it are enough.")
def _(n, first, horizon, step):
    return list(range(first, n - horizon, step))


@rolling_origins.mistake("Some of your origins have fewer than `horizon` values after them.")
def _(n, first, horizon, step):
    return list(range(first, n, step))


@rolling_origins.mistake("You moved by the horizon; the origins move by `step`.")
def _(n, first, horizon, step):
    return list(range(first, n - horizon + 1, horizon))


def _bends():
    t = np.linspace(0, 1, 5)
    yield t, 1.0, 0.0, np.array([0.5]), np.array([2.0])
    yield t, 1.0, 0.5, np.array([0.25, 0.6]), np.array([2.0, -3.0])
    yield np.linspace(0, 1.5, 9), -1.0, 0.2, np.array([0.1, 0.3, 0.9]), np.array([0.5, 0.7, -4.0])


@exercise(
    probes=lambda: list(_bends()),
    hints=(
        "Before the first changepoint this is k t + m.",
        "From s_j on, the change δ_j adds δ_j (t - s_j): zero at s_j itself, so nothing jumps.",
        "np.maximum(t[:, None] - s, 0) holds (t - s_j)+ for every t and j; multiply it with δ.",
    ),
    learned="You can draw Prophet's default trend: it bends, and it never jumps.",
)
def bending_trend(t, k, m, s, delta):
    """Return the trend (n,): slope k, offset m, and from each s_j on a slope larger by δ_j."""
    return k * t + m + np.maximum(t[:, None] - s, 0) @ delta


@bending_trend.mistake("It jumps at the changepoints: the offset must change by -s_j δ_j as well.")
def _(t, k, m, s, delta):
    return (k + (t[:, None] >= s) @ delta) * t + m


@bending_trend.mistake("You added δ_j as a step. It changes the *slope*, not the level.")
def _(t, k, m, s, delta):
    return k * t + m + (t[:, None] >= s) @ delta


@bending_trend.mistake("Your changes act before their changepoints: cut t - s_j off at 0.")
def _(t, k, m, s, delta):
    return k * t + m + (t[:, None] - s) @ delta


@exercise(
    probes=lambda: [
        (np.array([0.0, 1.0]), 4.0, 1),
        (np.array([0.0, 1.0, 2.5]), 7.0, 2),
        (np.arange(5.0), 365.25, 3),
    ],
    hints=(
        "Wave n goes round n times in a period: its angle is 2πnt/P.",
        "Each n has two columns, first the sine, then the cosine.",
        "Collect the columns in a list and stack them with np.stack(..., axis=1).",
    ),
    learned="You can make a season of any period, as fine as you like.",
)
def fourier_columns(t, period, order):
    """Return (n, 2 order): sin(2πt/P), cos(2πt/P), sin(4πt/P), cos(4πt/P), ..."""
    columns = []
    for n in range(1, order + 1):
        columns += [np.sin(2 * np.pi * n * t / period), np.cos(2 * np.pi * n * t / period)]
    return np.stack(columns, axis=1)


def _waves(t, period, order, each, first=1, turn=2 * np.pi):
    angles = [turn * n * t / period for n in range(first, first + order)]
    return np.stack([column for angle in angles for column in each(angle)], axis=1)


@fourier_columns.mistake("The angle lacks 2π: one period is one whole turn.")
def _(t, period, order):
    return _waves(t, period, order, lambda a: (np.sin(a), np.cos(a)), turn=1)


@fourier_columns.mistake("Sine and cosine are swapped: the sine comes first.")
def _(t, period, order):
    return _waves(t, period, order, lambda a: (np.cos(a), np.sin(a)))


@fourier_columns.mistake("You began with n = 0: its sine is zero and its cosine a constant.")
def _(t, period, order):
    return _waves(t, period, order, lambda a: (np.sin(a), np.cos(a)), first=0)


@exercise(
    probes=lambda: [
        (np.arange(6), np.array([3]), 0, 1),
        (np.arange(6), np.array([3]), 1, 0),
        (np.arange(20), np.array([4, 15]), 1, 2),
        (np.arange(10, 40), np.array([1, 12, 30]), 0, 1),
        (np.array([1, 2, 5, 6, 9]), np.array([0, 4, 9]), 2, 1),
        (np.arange(800), np.array([100, 795]), 1, 6),
    ],
    hints=(
        "One column for each offset from -before to after.",
        "The column of offset o is 1 on the days `dates + o`.",
        "np.isin(days, dates + o) tells which days those are.",
    ),
    learned="You can give a holiday, and the days around it, effects of their own.",
)
def holiday_columns(days, dates, before, after):
    """Return (n, before + 1 + after) of 0 and 1: a column for each day offset around the holiday's dates."""
    offsets = range(-before, after + 1)
    return np.stack([np.isin(days, dates + offset) for offset in offsets], axis=1).astype(float)


@holiday_columns.mistake("You made one column for the whole window: then all its days share one effect.")
def _(days, dates, before, after):
    offsets = range(-before, after + 1)
    return np.any([np.isin(days, dates + o) for o in offsets], axis=0).astype(float)[:, None]


@holiday_columns.mistake("The days after the holiday are missing: does your range end before `after`?")
def _(days, dates, before, after):
    offsets = range(-before, after)
    return np.array([np.isin(days, dates + o) for o in offsets], float).reshape(len(offsets), -1).T


@holiday_columns.mistake("Before and after are swapped: offset -1 is the day *before* the holiday.")
def _(days, dates, before, after):
    offsets = range(before, -after - 1, -1)
    return np.stack([np.isin(days, dates + o) for o in offsets], axis=1).astype(float)


@exercise(
    probes=lambda: [
        (np.array([1.0, 5.0, 7.0]), np.array([0.0, 6.0, 8.0]), np.array([2.0, 9.0, 9.0])),
        (np.array([1.0, 2.0, 3.0]), np.array([1.0, 0.0, 4.0]), np.array([2.0, 2.0, 9.0])),
        (_rng().normal(size=40), np.full(40, -1.0), np.full(40, 0.5)),
        (_rng().normal(size=40), *np.sort(_rng().normal(size=(2, 40)), axis=0)),
    ],
    hints=(
        "A value is inside if it is at least the lower and at most the upper bound.",
        "The mean of booleans is the share of True.",
    ),
    learned="You can check what an interval promises.",
)
def coverage(y, lower, upper):
    """Return the share of the values y that lie in [lower, upper], bounds included."""
    return np.mean((y >= lower) & (y <= upper))


@coverage.mistake("That is how many are inside; coverage is their share.")
def _(y, lower, upper):
    return np.sum((y >= lower) & (y <= upper)) + 0.0


@coverage.mistake("That is the share *outside* the interval.")
def _(y, lower, upper):
    return 1 - np.mean((y >= lower) & (y <= upper))


@coverage.mistake("That is the mean width: a wide interval covers much and says little.")
def _(y, lower, upper):
    return np.mean(upper - lower)
