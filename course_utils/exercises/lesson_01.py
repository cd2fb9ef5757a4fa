"""Lesson 1: tables for forecasts, gaps, and a pipeline that leaks."""

import numpy as np

from course_utils.exercises import exercise

# exercises stand in the lesson's order
# isort: off
from course_utils.exercises.lesson_01_table import windows, split  # noqa: F401
# isort: on


@exercise(
    probes=lambda: [
        (np.array([5, 6, 8]), np.array([1.0, 2.0, 4.0])),
        (np.array([0, 1, 2]), np.array([7.0, 8.0, 9.0])),
        (np.array([3, 7]), np.array([1.5, -2.0])),
        (np.array([10, 11, 14, 15, 19]), np.array([1.0, 0.0, 3.0, 2.0, 5.0])),
        (np.array([4]), np.array([0.0])),
        (np.array([2, 9, 10]), np.array([6.0, 6.0, -1.0])),
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


def _placed(hours, values, first, last):
    """Return what is laid out from one hour up to another, which is left out."""
    grid = np.full(last - first, np.nan)
    for hour, value in zip(hours, values, strict=True):
        grid[hour - first] = value
    return grid


@resample.mistake("Each gap has one NaN in yours, however long it is. Every missing hour needs its own.")
def _(hours, values):
    return np.insert(values, np.flatnonzero(np.diff(hours) > 1) + 1, np.nan)


@resample.mistake("A measured 0 has become NaN. Ask whether there is a value, not whether it is true.")
def _(hours, values):
    grid = _placed(hours, values, hours[0], hours[-1] + 1)
    return np.where(grid == 0, np.nan, grid)


@resample.mistake("Your clock starts at hour 0. It starts at the first hour of the data.")
def _(hours, values):
    return _placed(hours, values, 0, hours[-1] + 1)


@resample.mistake("Your values stand at the front, all NaN after them. Each value belongs at its own hour.")
def _(hours, values):
    return np.append(values, np.full(hours[-1] - hours[0] + 1 - len(values), np.nan))


@resample.mistake(
    "You filled the gaps with the value that comes next. Leave them as NaN: it wasn't known at that hour."
)
def _(hours, values):
    return values[np.searchsorted(hours, np.arange(hours[0], hours[-1] + 1))]


@resample.mistake(
    "You filled the gaps with the mean of all values. Leave them as NaN: filling is a decision of its own."
)
def _(hours, values):
    grid = _placed(hours, values, hours[0], hours[-1] + 1)
    return np.where(np.isnan(grid), values.mean(), grid)


@resample.mistake("There is an hour too many at the end: the last one is hours[-1] itself.")
def _(hours, values):
    return _placed(hours, values, hours[0], hours[-1] + 2)


@resample.mistake("Those are the hours of the clean clock. Return the value of each.")
def _(hours, values):
    return np.arange(hours[0], hours[-1] + 1)


@resample.mistake("You put -1 in the gaps. It could be a measurement; a gap is NaN.")
def _(hours, values):
    grid = _placed(hours, values, hours[0], hours[-1] + 1)
    return np.where(np.isnan(grid), -1, grid)


def _strung(hours, values, between):
    """Return the values, and so many NaN before each as `between` makes of the distance to the last."""
    empty = [between(step) for step in np.diff(hours)]
    return np.insert(values, np.repeat(np.arange(1, len(values)), empty), np.nan)


@resample.mistake("There is a NaN too many at each step: neighbouring hours have none between them.")
def _(hours, values):
    return _strung(hours, values, lambda step: step)


@resample.mistake("Where a single hour is missing, you leave no gap. Two hours apart is a gap already.")
def _(hours, values):
    return _strung(hours, values, lambda step: step - 1 if step > 2 else 0)


@resample.mistake("You put None in the gaps. A gap is NaN, np.nan: an array of numbers can hold it.")
def _(hours, values):
    grid = _placed(hours, values, hours[0], hours[-1] + 1)
    return [None if np.isnan(value) else value for value in grid]


@resample.mistake(
    "You filled the gaps with the nearest value. Leave them as NaN: nothing was measured there."
)
def _(hours, values):
    return np.array([values[np.abs(hours - hour).argmin()] for hour in range(hours[0], hours[-1] + 1)])


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


def _by(train, test, mean, std):
    return (train - mean) / std, (test - mean) / std


@scale_honestly.mistake("Your mean is honest, but the standard deviation still comes from both parts.")
def _(train, test):
    return _by(train, test, train.mean(), np.concatenate([train, test]).std())


@scale_honestly.mistake("Your standard deviation is honest, but the mean still comes from both parts.")
def _(train, test):
    return _by(train, test, np.concatenate([train, test]).mean(), train.std())


@scale_honestly.mistake(
    "You divide the mean alone. Put the difference in brackets: it is what the deviation divides."
)
def _(train, test):
    return train - train.mean() / train.std(), test - train.mean() / train.std()


@scale_honestly.mistake(
    "You divide the test part, but take no mean off it: the mean is left out, or was 0 by then, because the "
    "training part was overwritten."
)
def _(train, test):
    return (train - train.mean()) / train.std(), test / train.std()


@scale_honestly.mistake("You take the test part's own mean off it. The model learned another zero.")
def _(train, test):
    return (train - train.mean()) / train.std(), (test - test.mean()) / train.std()


@scale_honestly.mistake("You divide the test part by its own deviation. The model learned another unit.")
def _(train, test):
    return (train - train.mean()) / train.std(), (test - train.mean()) / test.std()


@scale_honestly.mistake(
    "The training part is honest, but the numbers for the test part come from both parts."
)
def _(train, test):
    both = np.concatenate([train, test])
    return (train - train.mean()) / train.std(), (test - both.mean()) / both.std()


@scale_honestly.mistake("You took both numbers from the test part: that is the part nobody knows yet.")
def _(train, test):
    return _by(train, test, test.mean(), test.std())


@scale_honestly.mistake("The training part comes back as it was. Scale both, by the same two numbers.")
def _(train, test):
    return train, (test - train.mean()) / train.std()


@scale_honestly.mistake("You divide, but you don't subtract the mean first.")
def _(train, test):
    return train / train.std(), test / train.std()


@scale_honestly.mistake("You scale to the range from 0 to 1. Mean 0 and standard deviation 1 are asked for.")
def _(train, test):
    return _by(train, test, train.min(), train.max() - train.min())


@scale_honestly.mistake("Both parts come back in one array. Return two: the training part and the test part.")
def _(train, test):
    return np.concatenate(_by(train, test, train.mean(), train.std()))


@scale_honestly.mistake("The squares are added up, but not divided by their number, under the root.")
def _(train, test):
    return _by(train, test, train.mean(), np.sqrt(((train - train.mean()) ** 2).sum()))


@scale_honestly.mistake(
    "You square the values themselves. The deviation squares their distance from the mean."
)
def _(train, test):
    return _by(train, test, train.mean(), np.sqrt((train**2).mean()))


# the build stands last
from course_utils.exercises.build_01 import honest_year  # noqa: E402, F401
