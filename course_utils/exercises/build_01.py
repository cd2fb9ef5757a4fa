"""The build of lesson 1: an honest pipeline that forecasts a year it has not seen."""

import numpy as np

from course_utils import sequences as seq
from course_utils.exercises import Build
from course_utils.exercises.engine.compare import difference, plain
from course_utils.texts import gettext

_TARGET = 0.75  # of the error of repeating the week before; the reference reaches 0.57 and 0.66
_FOLLOWS = 0.25  # a correlation that chance does not reach in 600 steps


def make_table(series, calendar, length, horizon):
    """Return X (rows, length + columns), past values and the target's calendar, and y (rows,)."""
    rows = len(series) - length - horizon + 1
    ahead = length + horizon - 1  # from the first value of a row to its target
    X = [np.concatenate([series[i : i + length], calendar[i + ahead]]) for i in range(rows)]
    return np.array(X), series[ahead:]


def forecast_held_out(series, calendar, held_out, horizon):
    """Return forecasts of the last `held_out` values, each made `horizon` steps before."""
    X, y = make_table(series, calendar, 28, horizon)
    known = len(y) - held_out - (horizon - 1)
    mean, std = X[:known].mean(axis=0), X[:known].std(axis=0)
    A = np.c_[(X - mean) / np.where(std > 0, std, 1), np.ones(len(X))]
    W = np.linalg.solve(A[:known].T @ A[:known] + 1e-3 * np.eye(A.shape[1]), A[:known].T @ y[:known])
    return A[-held_out:] @ W


honest_year = Build(
    "honest_year",
    make_table,
    forecast_held_out,
    learned="You can forecast a year from what was known before it, and trust the score.",
)


def _small(*settings):
    """Yield a series and a calendar of so many columns, with the length and the horizon of a table."""
    rng = np.random.default_rng(101)
    for steps, columns, length, horizon in settings:
        series, calendar = rng.integers(0, 9, steps) / 2, rng.integers(0, 2, (steps, columns)) * 1.0
        yield series, calendar, length, horizon


def _table_differs(answer, *inputs):
    return difference(answer, make_table(*inputs))


@honest_year.part(
    "The table, one step ahead",
    make_table,
    probes=lambda: list(_small((4, 1, 2, 1), (9, 3, 3, 1), (8, 2, 1, 1), (5, 1, 4, 1))),
    hints=(
        "A row is `length` values of the series and then one row of the calendar: np.concatenate joins them.",
        "The calendar is known beforehand: take that of the day that is to be forecast.",
        "With horizon 1 the first target is series[length], and its calendar is calendar[length].",
    ),
)
def _(answer, *inputs):
    return _table_differs(answer, *inputs)


@honest_year.part(
    "The table, several steps ahead",
    make_table,
    probes=lambda: list(_small((5, 1, 2, 2), (12, 3, 2, 5), (9, 2, 3, 7), (30, 7, 8, 3))),
    hints=(
        "How far is it from the first value of a row to its target? length - 1, and then the horizon.",
        "The last target is the last value of the series. So how many rows are there?",
    ),
)
def _(answer, *inputs):
    return _table_differs(answer, *inputs)


def _weekdays(steps):
    return seq.one_hot(np.arange(steps) % 7, 7)


def _week(steps):
    """Return a series that repeats every seven steps."""
    return np.resize([4.0, 6.0, 7.0, 6.5, 8.0, 2.0, 1.0], steps)


def _forecasts(answer, held_out):
    """Return forecasts as an array, and in words why they are none, or ""."""
    given = plain(answer)
    if given.shape != (held_out,):
        return given, difference(given, np.zeros(held_out))
    if given.dtype.kind not in "biuf" or not np.isfinite(given).all():
        return given, gettext("{place} holds something that is no finite number.").format(
            place=gettext("the answer")
        )
    return given.astype(float), ""


@honest_year.part(
    "A week that repeats",
    forecast_held_out,
    probes=lambda: [(_week(420), _weekdays(420), 56, horizon) for horizon in (1, 7)],
    seconds=2.0,
    hints=(
        "Make the table, fit `W` to the rows of the training part, and predict the last `held_out` rows.",
        "Columns that repeat each other have no single best `W`: the small ridge in `fit` helps.",
        "There is no column of ones in the table yet.",
    ),
)
def _(answer, series, calendar, held_out, horizon):
    given, why = _forecasts(answer, held_out)
    worst = 0 if why else np.abs(given - series[-held_out:]).max()
    if why or worst < 0.3:
        return why
    said = gettext(
        "with horizon {horizon}, every week is as the one before, and still a forecast is {worst:.2f} off."
    )
    return said.format(horizon=horizon, worst=worst)


def _unforeseeable(horizon, steps=1300):
    """Return values that say much about those less than `horizon` steps away, and nothing about others."""
    noise = np.random.default_rng(102 + horizon).normal(size=steps + horizon)
    return np.convolve(noise, np.ones(horizon), mode="valid")[-steps:]


@honest_year.part(
    "No value that is too new",
    forecast_held_out,
    probes=lambda: [(_unforeseeable(horizon), _weekdays(1300), 600, horizon) for horizon in (1, 2, 7)],
    seconds=3.0,
    hints=(
        "A forecast made 7 steps before its target knows nothing of the last 6.",
        "Which is the newest value in the row of a target? Is `horizon` handed on to your table?",
    ),
)
def _(answer, series, calendar, held_out, horizon):
    given, why = _forecasts(answer, held_out)
    if why or given.std() < 1e-9:
        return why
    follows = np.corrcoef(given, series[-held_out:])[0, 1]
    said = gettext(
        "with horizon {horizon}, on a series that nobody can foresee so far ahead, the forecasts follow what "
        "came (correlation {follows:.2f}). They use values that are too new."
    )
    return "" if follows < _FOLLOWS else said.format(horizon=horizon, follows=follows)


def _flooded(horizons, steps=420, held_out=56):
    """Yield weeks that repeat, and the same flooded: what the first forecast can't know is changed."""
    for horizon in horizons:
        series, unknown = _week(steps), held_out + horizon - 1
        yield series.copy(), _weekdays(steps), held_out, horizon
        series[-unknown:] = 1e5 * np.random.default_rng(103).normal(3, 1, unknown)
        yield series, _weekdays(steps), held_out, horizon


@honest_year.part(
    "Nothing learned before it is known",
    forecast_held_out,
    probes=lambda: list(_flooded((1, 3, 14))),
    seconds=4.0,
    runs=2,
    hints=(
        "What is known when the first of the forecasts is made, `horizon` steps before its day?",
        "Means, scales and weights are learned: from which rows?",
        "A training target has to be known by then. How many rows are left out between the two parts?",
    ),
)
def _(before, answer, series, calendar, held_out, horizon):
    (clean, why), (flooded, too) = (_forecasts(one, held_out) for one in (before, answer))
    if why or too or abs(flooded[0] - clean[0]) < 0.5:
        return why or too
    said = gettext(
        "with horizon {horizon}, the first forecast changes from {clean:.3g} to {flooded:.3g} when values "
        "that it can't know yet change. Something is fitted or scaled with them, or they are in its row."
    )
    return said.format(horizon=horizon, clean=clean[0], flooded=flooded[0])


def _years():
    """Return two records of several years, their calendars, and the year that is held out, a week ahead."""
    holidays = seq.load("holidays_us")["date"]
    for name, column in (("chicago_rides", "riders"), ("us_births", "births")):
        record = seq.load(name)
        day = record["date"]
        near = [np.isin(day + shift, holidays) for shift in (-1, 0, 1)]
        weekday = seq.one_hot((day.astype(int) + 3) % 7, 7)
        yield record[column].astype(float), np.column_stack([weekday, *near]).astype(float), 365, 7


@honest_year.part(
    "A quarter better than repeating the week before",
    forecast_held_out,
    probes=lambda: list(_years()),
    seconds=8.0,
    hints=(
        "How far back do your rows look? Four weeks say more than one.",
        "The calendar says which weekday the target is, and whether it lies next to a holiday.",
        "The second record is 700 times as large: is there a number in your code that knows the scale?",
    ),
)
def _(answer, series, calendar, held_out, horizon):
    given, why = _forecasts(answer, held_out)
    if why:
        return why
    error, lazy = (
        np.sqrt(np.mean((series[-held_out:] - guess) ** 2)) for guess in (given, series[-held_out - 7 : -7])
    )
    if error <= _TARGET * lazy:
        return ""
    said = gettext(
        "on a year it has not seen the error is {share:.2f} times that of repeating the week before; "
        "{target} is wanted."
    )
    return said.format(share=error / lazy, target=_TARGET)
