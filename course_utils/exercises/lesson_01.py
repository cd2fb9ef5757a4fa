"""Lesson 1: windows, splits in time order, gaps, and a pipeline that leaks."""

import numpy as np

from course_utils.exercises import exercise

_SERIES = (
    np.arange(4.0),
    np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]),
    np.array([0.0, 0.0, -2.0, 0.5, np.nan, 1.5, 0.0, 7.0, -1.0, 2.5, 3.5, 0.0, 4.5]),
)


@exercise(
    probes=lambda: [
        (_SERIES[0], 2, 1),
        (_SERIES[1], 3, 1),
        (_SERIES[1], 3, 2),
        (_SERIES[1], 1, 4),
        (_SERIES[1], 6, 1),
        (_SERIES[1], 5, 2),
        (_SERIES[2], 4, 3),
    ],
    hints=(
        "How many rows are there? The last target is the last value of the series.",
        "Row i holds series[i] to series[i + window - 1]; its target comes `horizon` steps later.",
        "There are len(series) - window - horizon + 1 rows.",
    ),
    learned="You can turn any series into a table for any model.",
)
def windows(series, window, horizon):
    """Return X (rows, window) and y (rows,): each target lies `horizon` steps after its row."""
    rows = len(series) - window - horizon + 1
    X = np.array([series[i : i + window] for i in range(rows)])
    y = series[window + horizon - 1 :]
    return X, y


def _windows(series, window, start, rows):
    return np.array([series[i : i + window] for i in range(rows)]), series[start : start + rows]


@windows.mistake("The last row is missing. Its target is the last value of the series.")
def _(series, window, horizon):
    rows = len(series) - window - horizon
    return _windows(series, window, window + horizon - 1, rows)


@windows.mistake("Each target is the last value of its own window: the model is shown the answer.")
def _(series, window, horizon):
    rows = len(series) - window - horizon + 1
    return _windows(series, window, window - 1, rows)


@windows.mistake("You leave out the horizon: every target is the very next value.")
def _(series, window, horizon):
    rows = len(series) - window - horizon + 1
    return _windows(series, window, window, rows)


@windows.mistake("The targets lie one step too far ahead: horizon 1 is the value right after the window.")
def _(series, window, horizon):
    rows = len(series) - window - horizon
    return _windows(series, window, window + horizon, rows)


@windows.mistake("Each row runs backwards in time: the oldest value comes first.")
def _(series, window, horizon):
    X, y = _windows(series, window, window + horizon - 1, len(series) - window - horizon + 1)
    return X[:, ::-1], y


@exercise(
    probes=lambda: [(6, 2, 1), (10, 3, 2), (20, 5, 4), (9, 4, 3), (7, 1, 1), (30, 12, 9)],
    hints=(
        "The test rows are the last ones. Which is the newest value in the first of them?",
        "With horizon 3, the target of the row just before it comes two steps later than that value.",
        "Horizon 1 leaves out no row between the parts, horizon 2 one row, horizon 3 two.",
    ),
    learned="You can split so that whatever is fitted was known when the first forecast was made.",
)
def split(rows, held_out, horizon):
    """Return the numbers of the training rows and of the test rows, the last `held_out`: no leak."""
    test = np.arange(rows - held_out, rows)
    train = np.arange(test[0] - (horizon - 1))
    return train, test


@split.mistake(
    "The targets of your last training rows are not known yet when the first test forecast is made. "
    "How many rows is that?"
)
def _(rows, held_out, horizon):
    return np.arange(rows - held_out), np.arange(rows - held_out, rows)


@split.mistake("You leave out one row too many: with horizon 1 the training part runs up to the test part.")
def _(rows, held_out, horizon):
    return np.arange(rows - held_out - horizon), np.arange(rows - held_out, rows)


@split.mistake(
    "You test on the oldest rows and train on the newest: that forecasts the past from the future."
)
def _(rows, held_out, horizon):
    return np.arange(held_out, rows), np.arange(held_out)


@split.mistake("Train and test are swapped: return the training rows first.")
def _(rows, held_out, horizon):
    return np.arange(rows - held_out, rows), np.arange(rows - held_out - (horizon - 1))


@exercise(
    probes=lambda: [
        (np.array([5, 6, 8]), np.array([1.0, 2.0, 4.0])),
        (np.array([0, 1, 2]), np.array([7.0, 8.0, 9.0])),
        (np.array([3, 7]), np.array([1.5, -2.0])),
        (np.array([10, 11, 14, 15, 19]), np.array([1.0, 0.0, 3.0, 2.0, 5.0])),
        (np.array([4]), np.array([0.0])),
        (np.array([-2, 5]), np.array([6.0, 6.0])),
    ],
    hints=(
        "How many hours lie between the first and the last, both counted?",
        "Lay out an array of NaN, one entry an hour: np.full(n, np.nan).",
        "Row i belongs at place hours[i] - hours[0].",
    ),
    learned="You can put a record with gaps on a clean clock.",
)
def resample(hours, values):
    """Return a value for every hour from the first to the last, NaN where there is none; hours are sorted."""
    grid = np.full(hours[-1] - hours[0] + 1, np.nan)
    grid[hours - hours[0]] = values
    return grid


@resample.mistake("The last hour is missing: from first to last, both count.")
def _(hours, values):
    grid = np.full(hours[-1] - hours[0], np.nan)
    grid[hours[:-1] - hours[0]] = values[:-1]
    return grid


@resample.mistake("You put 0 in the gaps. A zero is a measurement; a gap is NaN.")
def _(hours, values):
    grid = np.zeros(hours[-1] - hours[0] + 1)
    grid[hours - hours[0]] = values
    return grid


@resample.mistake(
    "You filled the gaps with the value before. Leave them as NaN: filling is a decision of its own."
)
def _(hours, values):
    every = np.arange(hours[0], hours[-1] + 1)
    return values[np.searchsorted(hours, every, side="right") - 1]


@resample.mistake(
    "You drew straight lines across the gaps. Leave them as NaN: filling is a decision of its own."
)
def _(hours, values):
    return np.interp(np.arange(hours[0], hours[-1] + 1), hours, values)


@resample.mistake("The gaps are closed: the values stand side by side, whatever their hours.")
def _(hours, values):
    return values.copy()


def _parts():
    rng = np.random.default_rng(1)
    yield np.array([1.0, 3.0]), np.array([5.0])
    yield np.array([-1.0, 1.0, 0.0, 0.0]), np.array([0.0, 4.0])
    yield np.array([0.0, 2.0, 4.0]), np.array([10.0, 12.0])
    yield rng.normal(5, 2, size=8), rng.normal(9, 3, size=5)


@exercise(
    probes=lambda: list(_parts()),
    hints=(
        "Which numbers of this pipeline are learned from data? The mean and the standard deviation.",
        "What is learned may be learned from the training part alone.",
        "Scale both parts, with the two numbers of the training part.",
    ),
    learned="You can find what a pipeline learns, and see to it that it learns from the past alone.",
)
def scale_honestly(train, test):
    """Return train and test, both scaled so that the *training part* has mean 0 and standard deviation 1."""
    mean, std = train.mean(), train.std()
    return (train - mean) / std, (test - mean) / std


@scale_honestly.mistake(
    "Mean and standard deviation come from both parts: the test part leaks into the training."
)
def _(train, test):
    both = np.concatenate([train, test])
    return (train - both.mean()) / both.std(), (test - both.mean()) / both.std()


@scale_honestly.mistake(
    "You scale the test part by its own mean and deviation. The model learned another scale."
)
def _(train, test):
    std = test.std() or np.nan
    return (train - train.mean()) / train.std(), (test - test.mean()) / std


@scale_honestly.mistake("You subtract the mean, but you don't divide by the standard deviation.")
def _(train, test):
    return train - train.mean(), test - train.mean()


@scale_honestly.mistake("You divide by the variance; the standard deviation is its root.")
def _(train, test):
    return (train - train.mean()) / train.var(), (test - train.mean()) / train.var()


@scale_honestly.mistake(
    "The test part comes back as it was: left out, or scaled by a training part that is overwritten by then."
)
def _(train, test):
    train = (train - train.mean()) / train.std()
    return train, (test - train.mean()) / train.std()


@scale_honestly.mistake("You divide by n - 1 under the root. NumPy's std() divides by n, and so do we here.")
def _(train, test):
    std = train.std(ddof=1)
    return (train - train.mean()) / std, (test - train.mean()) / std


# the build stands last
from course_utils.exercises.build_01 import honest_year  # noqa: E402, F401
