"""What a learner passes in, checked and brought into one form: dates, values, holidays."""

from typing import NamedTuple

import numpy as np

from course_utils.forecasting.dates import ForecastError, as_dates, shown

DAY = np.timedelta64(1, "D")


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


def as_values(y, rows=None, name="y"):
    """Return values as floats, (n,), NaN where missing or masked; ForecastError if one is no number."""
    mask = np.ma.getmaskarray(y) if isinstance(y, np.ma.MaskedArray) else False
    found = np.asarray(y)
    if found.dtype.kind in "OUST":
        each = [_number(one, name, row) for row, one in enumerate(found.ravel())]
        found = np.array(each).reshape(found.shape)
    elif found.dtype.kind not in "fiub":
        raise ForecastError(f"{name} must hold numbers, not {found.dtype}")
    if found.ndim != 1:
        raise ForecastError(f"{name} must have shape (n,), not {found.shape}")
    if rows is not None and len(found) != rows:
        raise ForecastError(f"{name} has {len(found)} rows, the other columns {rows}; they must agree")
    return np.where(mask, np.nan, found.astype(float))


def regressor(name, column, rows):
    """Return a regressor as floats, (rows,), all of them finite."""
    column = as_values(column, rows, f"regressor {name!r}")
    if not (finite := np.isfinite(column)).all():
        row = int(np.argmin(finite))
        raise ForecastError(
            f"regressor {name!r} is not finite in row {row}: fill it in, or leave the row out"
        )
    return column


def _number(one, name, row):
    """Return a number that came as text or as an object; missing ones as NaN."""
    if one is None or type(one).__name__ in ("NAType", "NaTType") or str(one).strip() == "":
        return np.nan
    try:
        return float(one)
    except (TypeError, ValueError):
        told = "1234.5, without separators" if isinstance(one, str | bytes) else "a number"
        raise ForecastError(
            f"{name}: row {row} is {str(one)!r}, which is no number: write it like {told}"
        ) from None


def as_series(dates, y):
    """Return `order`, dates and values: the rows whose y is known, in time order."""
    dates = as_dates(dates)
    y = as_values(y, len(dates))
    refuse_infinite(y)
    order = np.argsort(dates, kind="stable")
    doubled = np.flatnonzero(np.diff(dates[order]) == np.timedelta64(0, "us"))
    if doubled.size:
        rows = sorted(order[doubled[0] : doubled[0] + 2].tolist())
        raise ForecastError(
            f"dates: {shown(dates[rows[0]])} occurs more than once, in rows {rows[0]} and {rows[1]}: "
            "keep one row a date"
        )
    order = order[~np.isnan(y[order])]
    if len(order) < 2:
        raise ForecastError(f"y has {len(order)} values; a fit needs at least two")
    return order, dates[order], y[order]


def refuse_infinite(y):
    """Raise ForecastError if a value is infinite."""
    if np.isinf(y).any():
        raise ForecastError(f"y is infinite in row {int(np.argmax(np.isinf(y)))}: leave it out as NaN")


def logarithm(y):
    """Return log y, (n,), NaN where y is; ForecastError if a value has none."""
    if (low := y <= 0).any():
        row = int(low.argmax())
        raise ForecastError(f"y: row {row} is {y[row]:g}, and the logarithm needs y above 0: leave log out")
    return np.log(y)


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
    if names.shape != dates.shape:
        raise ForecastError(f"names have shape {names.shape}, dates {dates.shape}; they must agree")
    if on_workdays:
        work = np.is_busday(dates.astype("datetime64[D]"))
        names, dates = np.strings.replace(names[work], " (observed)", ""), dates[work]
    return {str(name): Holiday(dates[names == name], before, after) for name in np.unique(names)}


def days_since_1970(dates):
    """Return dates as days since 1970, with fractions, (n,)."""
    return as_dates(dates).astype(np.int64) / 86_400_000_000


def default_seasons(dates, wishes, taken=()):
    """Return the seasons that the data can determine, by Prophet's rules, or what flags and orders ask for.

    A yearly season needs two years; a weekly one two weeks of rows less than a week apart; a daily one two
    days of rows less than a day apart. `wishes` holds True, False, "auto" or an order by name; a season of
    one's own, whose name is `taken`, stands for the automatic one.
    """
    span, step = dates[-1] - dates[0], np.diff(dates).min()
    rules = (
        ("yearly", 365.25, 10, span >= 730 * DAY),
        ("weekly", 7.0, 3, span >= 14 * DAY and step < 7 * DAY),
        ("daily", 1.0, 4, span >= 2 * DAY and step < DAY),
    )
    found = []
    for name, period, order, fits in rules:
        wish = wishes[name]
        if wish == "auto":
            wish = fits and name not in taken
        if wish:
            found.append(Season(name, period, order if isinstance(wish, bool | np.bool_) else wish))
    return found
