"""Lesson 1: windows, and a split in time order."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.engine.compare import difference, plain, shown
from course_utils.texts import gettext

_SERIES = (
    np.arange(4.0),
    np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]),
    np.array([0.0, 0.0, -2.0, 0.5, -3.25, 1.5, 0.0, 7.0, -1.0, 2.5, 3.5, 0.0, 4.5]),
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


def _rows(series, window, horizon):
    return len(series) - window - horizon + 1


@windows.mistake("Your arrays hold whole numbers: everything after the point is cut off.")
def _(series, window, horizon):
    return _windows(series.astype(int), window, window + horizon - 1, _rows(series, window, horizon))


@windows.mistake("Your windows don't overlap. A new one starts at every step.")
def _(series, window, horizon):
    X, y = _windows(series, window, window + horizon - 1, _rows(series, window, horizon))
    return X[::window], y[::window]


@windows.mistake(
    "Your last windows have no target: the series ends first. Those you give them come from its start."
)
def _(series, window, horizon):
    rows = len(series) - window + 1
    return _windows(series, window, 0, rows)[0], np.roll(series, 1 - window - horizon)[:rows]


@windows.mistake("Each target is a mean up to the horizon. Only the one value at its end is asked for.")
def _(series, window, horizon):
    X, _ = _windows(series, window, 0, _rows(series, window, horizon))
    return X, np.array([series[i + window : i + window + horizon].mean() for i in range(len(X))])


@windows.mistake("Each target is a sum up to the horizon. Only the one value at its end is asked for.")
def _(series, window, horizon):
    X, _ = _windows(series, window, 0, _rows(series, window, horizon))
    return X, np.array([series[i + window : i + window + horizon].sum() for i in range(len(X))])


@windows.mistake("Your targets are all values up to the horizon. Only the one at its end is asked for.")
def _(series, window, horizon):
    X, _ = _windows(series, window, 0, _rows(series, window, horizon))
    return X, np.array([series[i + window : i + window + horizon] for i in range(len(X))])


@windows.mistake("Each target has a row of its own in yours. y is flat, (rows,): one number for each row.")
def _(series, window, horizon):
    X, y = _windows(series, window, window + horizon - 1, _rows(series, window, horizon))
    return X, y[:, None]


@windows.mistake("Your rows are one value too long: with horizon 1 that value is the target itself.")
def _(series, window, horizon):
    rows = _rows(series, window, horizon)
    return _windows(series, window + 1, 0, rows)[0], series[window + horizon - 1 :]


@windows.mistake("Your rows are one value too short. A slice ends before its second number.")
def _(series, window, horizon):
    rows = _rows(series, window, horizon)
    return _windows(series, window - 1, 0, rows)[0], series[window + horizon - 1 :]


@windows.mistake("Your targets come one step too early: horizon 1 is the value right after the window.")
def _(series, window, horizon):
    return _windows(series, window, window + horizon - 2, _rows(series, window, horizon))


@windows.mistake(
    "Your targets come one step too early, so there is a row too many: horizon 1 is the value right after "
    "the window."
)
def _(series, window, horizon):
    return _windows(series, window, window + horizon - 2, _rows(series, window, horizon) + 1)


@windows.mistake("You leave out the horizon, and have more targets than rows.")
def _(series, window, horizon):
    return _windows(series, window, 0, _rows(series, window, horizon))[0], series[window:]


@windows.mistake("X has windows that have no target, the last ones. Leave them out.")
def _(series, window, horizon):
    return _windows(series, window, 0, len(series) - window + 1)[0], series[window + horizon - 1 :]


@windows.mistake("Your number of rows forgets the horizon: the last of them have no target.")
def _(series, window, horizon):
    return _windows(series, window, 0, len(series) - window)[0], series[window + horizon - 1 :]


@windows.mistake("You count the horizon from a window's first value. It begins after the last.")
def _(series, window, horizon):
    return _windows(series, window, horizon, _rows(series, window, horizon))


@windows.mistake("You move on by `horizon` steps from row to row. A new window starts at every step.")
def _(series, window, horizon):
    X, y = _windows(series, window, window + horizon - 1, _rows(series, window, horizon))
    return X[::horizon], y[::horizon]


@windows.mistake("You leave out the first windows: row 0 starts with the first value of the series.")
def _(series, window, horizon):
    X, y = _windows(series, window, window, len(series) - window)
    return X[horizon - 1 :], y[horizon - 1 :]


@windows.mistake("Your last windows have no target, so NaN stands there. Leave these windows out.")
def _(series, window, horizon):
    X, _ = _windows(series, window, 0, len(series) - window + 1)
    return X, np.append(series[window + horizon - 1 :], np.full(horizon, np.nan))


@windows.mistake("Your table runs from the newest row to the oldest. Row 0 starts with the first value.")
def _(series, window, horizon):
    X, y = _windows(series, window, window + horizon - 1, _rows(series, window, horizon))
    return X[::-1], y[::-1]


@windows.mistake("Your targets are changes from the last value of the window. Return the values themselves.")
def _(series, window, horizon):
    X, y = _windows(series, window, window + horizon - 1, _rows(series, window, horizon))
    return X, y - X[:, -1]


def _lacks(got, rows, held_out, horizon):
    """Return what a split lacks: which row is in the wrong part, or in none."""
    wanted = split.reference(rows, held_out, horizon)
    why, first = difference(got, wanted), rows - held_out
    parts = [plain(one) for one in got] if isinstance(got, tuple | list) else []
    if not why or len(parts) != 2 or any(one.ndim != 1 or one.dtype.kind == "b" for one in parts):
        return why
    train, test = (set(one.tolist()) for one in parts)
    late = sorted(row for row in train if row + horizon > first)
    missing = sorted(set(wanted[0].tolist()) - train)
    if test != set(wanted[1].tolist()):
        said = gettext("the test part is {got}: of {rows} rows, counted from 0, it is the last {held_out}.")
    elif late and late[0] in test:
        said = gettext("training row {late} is a test row, too.")
    elif late:
        said = gettext(
            "training row {late} is too new: its target is the last value of row {known}, "
            "and the first test forecast is made with row {first}."
        )
    elif missing:
        said = gettext("training row {missing} is left out, though its target is known in time.")
    else:
        return why
    words = {"late": (late or [0])[0], "missing": (missing or [0])[0], "first": first, "held_out": held_out}
    return said.format(got=shown(parts[1]).split("  (")[0], rows=rows, known=words["late"] + horizon, **words)


@exercise(
    probes=lambda: [(6, 2, 1), (10, 3, 2), (20, 5, 4), (9, 4, 3), (7, 1, 1), (30, 12, 9), (6, 2, 6)],
    wants=_lacks,
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


@split.mistake("You take the gap from the test. All the last rows are test rows; the training ends earlier.")
def _(rows, held_out, horizon):
    first = rows - held_out
    return np.arange(first), np.arange(first + horizon - 1, rows)


@split.mistake("You leave out the oldest rows. Those whose targets come too late stand just before the test.")
def _(rows, held_out, horizon):
    return np.arange(horizon - 1, rows - held_out), np.arange(rows - held_out, rows)


@split.mistake("You leave out rows at the end of the table, so the training part runs on into the test.")
def _(rows, held_out, horizon):
    return np.arange(rows - horizon), np.arange(rows - held_out, rows)


@split.mistake(
    "With a long horizon no row is left to train on. The end of your slice is negative then, and counts from "
    "the back."
)
def _(rows, held_out, horizon):
    numbers = np.arange(rows)
    return numbers[: rows - held_out - (horizon - 1)], numbers[rows - held_out :]


@split.mistake("Those are True and False for every row. np.flatnonzero turns them into row numbers.")
def _(rows, held_out, horizon):
    numbers = np.arange(rows)
    return numbers < rows - held_out - (horizon - 1), numbers >= rows - held_out


@split.mistake(
    "You leave out one row too many. And with a long horizon the end of your slice is negative, and counts "
    "from the back."
)
def _(rows, held_out, horizon):
    return np.arange(rows)[: rows - held_out - horizon], np.arange(rows - held_out, rows)


@split.mistake("You test on the oldest rows. The test comes last, and the gap lies before it.")
def _(rows, held_out, horizon):
    return np.arange(held_out + horizon - 1, rows), np.arange(held_out)


@split.mistake("Your row numbers start at 1. Rows count from 0.")
def _(rows, held_out, horizon):
    train, test = split.reference(rows, held_out, horizon)
    return train + 1, test + 1


@split.mistake("Your gap is a row too short: with horizon 1 the first test row is in the training part.")
def _(rows, held_out, horizon):
    return np.arange(rows - held_out - horizon + 2), np.arange(rows - held_out, rows)


@split.mistake("The last row of all is missing from the test: a range stops before its end.")
def _(rows, held_out, horizon):
    train, test = split.reference(rows, held_out, horizon)
    return train, test[:-1]


@split.mistake("Your gap is one row, whatever the horizon. Horizon 1 needs none, horizon 3 needs two.")
def _(rows, held_out, horizon):
    return np.arange(rows - held_out - (horizon > 1)), np.arange(rows - held_out, rows)


@split.mistake("Those are how many rows there are. Return their numbers: two arrays.")
def _(rows, held_out, horizon):
    return tuple(map(len, split.reference(rows, held_out, horizon)))
