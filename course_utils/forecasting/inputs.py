"""What a learner passes in, checked and brought into one form: dates, values, holidays."""

from typing import NamedTuple

import numpy as np

DAY = np.timedelta64(1, "D")


class ForecastError(ValueError):
    """Data that no model can be fitted to; the message says which row and what to do."""


class Season(NamedTuple):
    """A season: name, period in days, Fourier order; prior and mode where they are not the model's."""

    name: str
    period: float
    order: int
    prior: float | None = None
    mode: str | None = None


class Holiday(NamedTuple):
    """The dates of a holiday, the days before and after that it reaches, and its prior scale."""

    dates: np.ndarray
    before: int = 0
    after: int = 0
    prior: float | None = None


def as_dates(dates):
    """Return dates as datetime64[s], (n,), from datetime64, ISO text, `datetime` or a pandas column.

    ForecastError if they are no dates, have a time zone, or one is missing.
    """
    column = np.asarray(dates)
    if column.ndim != 1:
        raise ForecastError(f"dates must have shape (n,), not {column.shape}")
    if column.dtype.kind == "O" and any(getattr(one, "tzinfo", None) is not None for one in column):
        raise ForecastError(
            "the dates carry a time zone: convert them to one zone's clock and drop it (in pandas: "
            ".dt.tz_convert('UTC').dt.tz_localize(None))"
        )
    if column.dtype.kind in "fiub":
        raise ForecastError("dates are plain numbers: give datetime64, such as np.datetime64('2024-01-31')")
    if column.dtype.kind == "U" and any(set(one[10:]) & set("Zz+-") for one in column):  # after the day
        raise ForecastError("the dates carry a time zone: drop it, after converting all to one zone's clock")
    try:
        column = column.astype("datetime64[s]")
    except (ValueError, TypeError) as error:
        raise ForecastError(f"not a date: {error}") from None
    if np.isnat(column).any():
        raise ForecastError(f"the date of row {int(np.argmax(np.isnat(column)))} is missing")
    return column


def as_series(dates, y):
    """Return `order`, dates and values: the rows whose y is known, in time order."""
    dates, y = as_dates(dates), np.asarray(y, dtype=float)
    if y.shape != dates.shape:
        raise ForecastError(f"dates have shape {dates.shape}, y {y.shape}; they must agree")
    refuse_infinite(y)
    order = np.argsort(dates, kind="stable")
    doubled = np.flatnonzero(np.diff(dates[order]) == np.timedelta64(0, "s"))
    if doubled.size:
        raise ForecastError(f"{dates[order][doubled[0]]} occurs more than once: keep one row a date")
    order = order[~np.isnan(y[order])]
    if len(order) < 2:
        raise ForecastError(f"y has {len(order)} values; a fit needs at least two")
    return order, dates[order], y[order]


def refuse_infinite(y):
    """Raise ForecastError if a value is infinite."""
    if np.isinf(y).any():
        raise ForecastError(f"y is infinite in row {int(np.argmax(np.isinf(y)))}: leave it out as NaN")


def from_frame(frame):
    """Return the columns ds and y of a pandas frame."""
    missing = [name for name in ("ds", "y") if name not in frame.columns]
    if missing:
        raise ForecastError(f"the frame has no column {missing[0]!r}; it needs ds (dates) and y (values)")
    return frame["ds"].to_numpy(), frame["y"].to_numpy()


def group_holidays(dates, names, before=0, after=0, on_workdays=False):
    """Return {name: Holiday} from two columns: when, and what.

    With `on_workdays` holidays on a weekend are left out, and an observed day counts as the holiday itself:
    for a series in which a holiday makes a workday look like a Sunday and leaves a Sunday as it is.
    """
    names, dates = np.asarray(names), as_dates(dates)
    if on_workdays:
        work = np.is_busday(dates.astype("datetime64[D]"))
        names, dates = np.strings.replace(names[work], " (observed)", ""), dates[work]
    return {str(name): Holiday(dates[names == name], before, after) for name in np.unique(names)}


def days_since_1970(dates):
    """Return dates as days since 1970, with fractions, (n,)."""
    return as_dates(dates).astype(np.int64) / 86400


def default_seasons(dates, yearly, weekly, daily):
    """Return the seasons that the data can determine, by Prophet's rules, or what flags and orders ask for.

    A yearly season needs two years; a weekly one two weeks of rows less than a week apart; a daily one two
    days of rows less than a day apart.
    """
    span, step = dates[-1] - dates[0], np.diff(dates).min()
    rules = (
        ("yearly", 365.25, 10, yearly, span >= 730 * DAY),
        ("weekly", 7.0, 3, weekly, span >= 14 * DAY and step < 7 * DAY),
        ("daily", 1.0, 4, daily, span >= 2 * DAY and step < DAY),
    )
    found = []
    for name, period, order, wish, fits in rules:
        flag = isinstance(wish, bool | np.bool_)  # 1 == True, but an order of 1 is a season of one wave
        if (flag and wish) or (not flag and wish == "auto" and fits):
            found.append(Season(name, period, order))
        elif not flag and wish != "auto":
            found.append(Season(name, period, int(wish)))
    return [season for season in found if season.order > 0]
