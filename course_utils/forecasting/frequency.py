"""How often a series has a row: by the calendar, so that months, month-ends and workdays are regular too."""

from typing import NamedTuple

import numpy as np

from course_utils.forecasting.dates import ForecastError, as_dates, shown
from course_utils.forecasting.inputs import as_values, refuse_infinite

_MICRO = np.timedelta64(1, "us")
_UNITS = {"days": 86_400_000_000, "hours": 3_600_000_000, "minutes": 60_000_000, "seconds": 1_000_000}
_NAMES = {"days": "daily", "hours": "hourly", "minutes": "every minute", "seconds": "every second"}
_MONTHLY = {1: "monthly", 3: "quarterly", 12: "yearly"}
_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


class Frequency(NamedTuple):
    """The step from row to row, in ``unit``: "us", "months" (on ``day``, or the last of it) or "workdays".

    ``missing``, (n,), says how many rows are missing before each; ``off``, (n,), which rows are on no step.
    ``words`` says it all.
    """

    step: int
    unit: str
    day: int
    missing: np.ndarray
    off: np.ndarray
    words: str

    def after(self, date, rows):
        """Return the next dates, datetime64[us] (rows,)."""
        date, ahead = np.datetime64(date, "us"), self.step * np.arange(1, rows + 1)
        day = date.astype("datetime64[D]")
        if self.unit == "months":
            first = day.astype("datetime64[M]") + ahead
            days = first.astype("datetime64[D]") + np.minimum(self.day, _month_lengths(first)) - 1
            return days + (date - day)
        if self.unit == "workdays":
            return np.busday_offset(day, ahead) + (date - day)
        return date + ahead * _MICRO


def frequency(dates):
    """Return the `Frequency` of dates in rising order, at least two; the one with the fewest odd rows."""
    dates = as_dates(dates)
    if len(dates) < 2:
        raise ForecastError(f"dates: a frequency needs at least two rows, not {len(dates)}")
    refuse_disorder(dates)
    tries = [_in_months(dates), _in_steps(dates), _in_workdays(dates)]
    if np.diff(dates).min() < np.timedelta64(28, "D"):
        tries = [tries[1], tries[2]]
    found = min(tries, key=lambda one: np.count_nonzero(one.missing) + one.off.sum())
    return found._replace(words=_in_words(dates, found))


def refuse_disorder(dates):
    """Raise ForecastError if dates, datetime64 (n,), do not rise from row to row."""
    steps = np.diff(dates)
    if not (steps <= 0 * _MICRO).any():
        return
    if (steps < 0 * _MICRO).all():
        raise ForecastError("dates: the newest row comes first: turn all columns round, as in dates[::-1]")
    row = int((steps <= 0 * _MICRO).argmax()) + 1
    if steps[row - 1] == 0 * _MICRO:
        raise ForecastError(
            f"dates: {shown(dates[row])} occurs more than once, in row {row}: keep one row a date"
        )
    raise ForecastError(
        f"dates: row {row} ({shown(dates[row])}) is earlier than the row before it: sort the rows by date, "
        "as with order = np.argsort(dates)"
    )


def as_regular(dates, y):
    """Return dates, values and `Frequency` (None of fewer than two rows) of a series without gaps.

    An array of datetime64 is returned as it is, other dates as `as_dates` reads them.

    Values may be missing (NaN, or masked), rows may not: a step of the model is a step of the calendar.

    Raises
    ------
    ForecastError
        With the row that is out of order, doubled, off the step or after a gap.
    """
    given, dates = dates, as_dates(dates)
    y = as_values(y, len(dates))
    refuse_infinite(y)
    kept = given if isinstance(given, np.ndarray) and given.dtype.kind == "M" else dates
    if len(dates) < 2:
        return kept, y, None
    found = frequency(dates)
    if found.off.any():
        row = int(found.off.argmax())
        raise ForecastError(
            f"dates: row {row} ({shown(dates[row])}) is on no step of a series that is "
            f"{found.words.split(';')[0]}: bring it to regular dates first, as with pandas' resample"
        )
    if found.missing.any():
        row = int((found.missing > 0).argmax())
        raise ForecastError(
            f"dates: {_rows(found.missing[row])} missing before row {row} ({shown(dates[row])}): put them "
            "in, with NaN as value, by forecasting.fill_gaps(dates, y)"
        )
    return kept, y, found


def fill_gaps(dates, y):
    """Return dates and values with a row for each step, NaN where there was none: (rows,) each.

    ForecastError where a row is on no step, or where a gap has more rows than the series.
    """
    dates = as_dates(dates)
    y = as_values(y, len(dates))
    found = frequency(dates)
    if found.off.any():
        as_regular(dates, y)
    if found.missing.sum() > max(len(dates), 1000):
        row = int(found.missing.argmax())
        raise ForecastError(
            f"dates: {_rows(found.missing[row])} missing before row {row} ({shown(dates[row])}), more than "
            "there are: keep the part before or after it"
        )
    place = np.arange(len(dates)) + np.cumsum(found.missing)
    every = np.r_[dates[:1], found.after(dates[0], int(place[-1]))]
    values = np.full(len(every), np.nan)
    values[place] = y
    return every, values


def refuse_jump(found, last, ahead):
    """Return the dates to be forecast; ForecastError if they do not follow step by step on the last one."""
    ahead = as_dates(ahead)
    if found is not None and len(ahead):
        due = found.after(last, len(ahead))
        if (due != ahead).any():
            row = int((due != ahead).argmax())
            raise ForecastError(
                f"dates: row {row} to be forecast is {shown(ahead[row])}, but {shown(due[row])} comes next "
                f"(the series is {found.words} and ends {shown(last)}): forecast every step from there on"
            )
    return ahead


def _month_lengths(months):
    return ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(int)


def _in_months(dates):
    months, days = dates.astype("datetime64[M]"), dates.astype("datetime64[D]")
    each, lengths = (days - months.astype("datetime64[D]")).astype(int) + 1, _month_lengths(months)
    day = 31 if (each == lengths).all() else int(each.max())
    off = (each != np.minimum(day, lengths)) | _elsewhen(dates)
    return _stepped("months", months.astype(np.int64), off, day)


def _in_steps(dates):
    return _stepped("us", dates.astype(np.int64), np.zeros(len(dates), bool))


def _in_workdays(dates):
    days = dates.astype("datetime64[D]")
    off = ~np.is_busday(days) | _elsewhen(dates)
    return _stepped("workdays", np.busday_count(days[0], days), off)


def _elsewhen(dates):
    """Return which rows have another time of day than the first."""
    clock = dates - dates.astype("datetime64[D]")
    return clock != clock[0]


def _stepped(unit, place, off, day=0):
    """Return the frequency of rows at whole places: the most common step, what lacks and what is off it."""
    jumps = np.diff(place)
    sizes, counts = np.unique(jumps[jumps > 0], return_counts=True)
    step = int(sizes[counts.argmax()]) if len(sizes) else 1
    odd = np.r_[False, (jumps % step != 0) | (jumps <= 0)]
    missing = np.where(odd, 0, np.r_[0, jumps // step - 1])
    return Frequency(step, unit, day, missing, off | odd, "")


def _in_words(dates, found):
    step, words = found.step, "on workdays"
    if found.unit == "workdays" and step > 1:
        words = f"every {step} workdays"
    if found.unit == "months":
        words = _MONTHLY.get(step, f"every {step} months")
        if found.day == 31:
            words += ", at the month's end"
    if found.unit == "us":
        name = next((name for name, size in _UNITS.items() if step % size == 0), None)
        count = step // _UNITS[name] if name else step / 1_000_000
        words = _NAMES[name] if name and count == 1 else f"every {count:g} {name or 'seconds'}"
        if words == "every 7 days":
            words = f"weekly, on {_WEEKDAYS[(int(dates[0].astype('datetime64[D]').astype(int)) + 3) % 7]}"
    if count := found.off.sum():
        row = int(found.off.argmax())
        words += f"; {_rows(count)} on no step, the first is row {row} ({shown(dates[row])})"
    if count := found.missing.sum():
        row, gaps = int((found.missing > 0).argmax()), np.count_nonzero(found.missing)
        words += f"; {_rows(count)} missing in {gaps} gap{'s' if gaps > 1 else ''}, "
        words += f"the first before row {row} ({shown(dates[row])})"
    return words


def _rows(count):
    return f"{count} row{'s' if count > 1 else ''}"
