"""Columns of dates as people have them, read as a person reads them, or refused with the row and what to do.

What may be read in two ways is settled by the whole column ("13/02/2024" says that days come first) or not
at all. Parsing is done by pandas.
"""

import re
from typing import NamedTuple

import numpy as np

# The shape of a day, with every separator as -, and the ways to read it.
_SHAPES = {
    r"\d{4}-\d{1,2}-\d{1,2}": ("%Y-%m-%d",),
    r"\d{4}-\d{1,2}": ("%Y-%m",),
    r"\d{4}": ("%Y",),
    r"\d{4}-?Q[1-4]": ("quarter",),
    r"\d{8}": ("%Y%m%d", "%d%m%Y", "%m%d%Y"),
    r"\d{6}": ("%Y%m", "%y%m%d", "%d%m%y", "%m%d%y"),
    r"\d{1,2}-\d{1,2}-\d{4}": ("%d-%m-%Y", "%m-%d-%Y"),
    r"\d{1,2}-\d{1,2}-\d{2}": ("%d-%m-%y", "%m-%d-%y", "%y-%m-%d"),
    r"\d{1,2}-\d{4}": ("%m-%Y",),
    r"\d{1,2}-M\d\d-\d{4}": ("%d-M%m-%Y",),
    r"\d{1,2}-M\d\d-\d{2}": ("%d-M%m-%y",),
    r"M\d\d-\d{1,2}-\d{4}": ("M%m-%d-%Y",),
    r"M\d\d-\d{4}": ("M%m-%Y",),
    r"\d{4}-M\d\d(-\d{1,2})?": ("%Y-M%m-%d", "%Y-M%m"),
}
_MONTHS = ("jan(uary)?", "feb(ruary)?", "mar(ch)?", "apr(il)?", "may", "june?", "july?", "aug(ust)?")
_MONTHS += ("sept?(ember)?", "oct(ober)?", "nov(ember)?", "dec(ember)?")
_CLOCK = r"(\d{1,2})(?::?(\d\d))?(?::?(\d\d)(?:[.,](\d+))?)?\s*([ap]m)?\s*(z|utc|gmt|[+-]\d\d(?::?\d\d)?)?"
_NUMBERS = {  # what a number that is no date may be, by its digits
    4: "years? write them as text, such as '2024'",
    5: "a spreadsheet's day numbers? pd.to_datetime(column, unit='D', origin='1899-12-30') reads them",
    8: "days such as 20240131? write them as text",
    10: "seconds since 1970? pd.to_datetime(column, unit='s') reads them",
    13: "milliseconds since 1970? pd.to_datetime(column, unit='ms') reads them",
}


class ForecastError(ValueError):
    """Data that no model can be fitted to; the message says which row and what to do."""


class Reading(NamedTuple):
    """A column of dates, datetime64[us] (n,); how its text was read; the offset of its clock, or None."""

    dates: np.ndarray
    form: str
    zone: str | None = None


def as_dates(column, name="dates"):
    """Return a column of anything as datetime64[us], (n,); see `read`."""
    return read(column, name).dates


def read(column, name="dates"):
    """Return the `Reading` of a column of dates.

    Parameters
    ----------
    column : sequence, shape (n,)
        datetime64, `datetime`, a pandas column or periods; or text: ISO 8601 with or without separators,
        year first with any separator, quarters, English month names, and numeric days whose order the whole
        column settles. A time zone that all rows share is dropped: their clock and their day stay.
    name : str
        What an error calls the column.

    Raises
    ------
    ForecastError
        With the first row that is missing, no date or no clear one, or of another zone.
    """
    mask = np.ma.getmaskarray(column) if isinstance(column, np.ma.MaskedArray) else None
    column = getattr(column, "array", column)  # of pandas: its zone is kept
    if hasattr(column, "to_timestamp"):  # periods
        column = column.to_timestamp()
    zone = getattr(column, "tz", None)
    try:
        values = np.asarray(column.tz_localize(None) if zone is not None else column)
    except ValueError:
        raise ForecastError(f"{name} must be one column of dates") from None
    if values.ndim != 1:
        raise ForecastError(f"{name} must have shape (n,), not {values.shape}")
    if not values.size:
        values = values.astype("datetime64[us]")
    if values.dtype.kind in "fiubc":
        hint = _NUMBERS.get(len(str(int(values[0].real))) if len(values) and np.isfinite(values[0]) else 0)
        told = f" ({hint})" if hint else ""
        raise ForecastError(
            f"{name} are plain numbers{told}: give datetime64, such as np.datetime64('2024-01-31')"
        )
    if mask is not None and mask.any():
        _refuse_missing(mask, name)
    if values.dtype.kind != "M":
        return _read_objects(values, name)
    _refuse_missing(np.isnat(values), name)
    for row in {int(values.argmin()), int(values.argmax())} if values.size else ():
        year = int(values[row].astype("datetime64[Y]").astype(np.int64)) + 1970
        if not 1 <= year <= 9999:
            raise ForecastError(f"{name}: row {row} is of the year {year}; years go from 1 to 9999")
    return Reading(values.astype("datetime64[us]"), "dates", None if zone is None else str(zone))


def shown(date):
    """Return a datetime64 as people write it: without a clock at midnight."""
    text = str(np.datetime64(date, "us")).replace("T", " ")
    return text.removesuffix(".000000").removesuffix(":00").removesuffix(" 00:00")


def _refuse_missing(missing, name):
    if missing.any():
        row = int(missing.argmax())
        raise ForecastError(f"{name}: the date of row {row} is missing; leave such rows out, or fill them in")


def _read_objects(values, name):
    """Read text, or Python's and pandas' own objects."""
    import pandas as pd

    if values.dtype.kind == "S":
        values = np.char.decode(values, errors="replace")
    values = values.astype(object)
    _refuse_missing(pd.isna(values) | np.isin(values.astype(str), ["", "NaT", "nan", "NaN", "None"]), name)
    text = [isinstance(one, str) for one in values]
    if all(text):
        return _read_text(pd.Series(values, dtype=str).str.split().str.join(" "), name)
    if any(text):
        row = int(np.argmax(np.array(text) != text[0]))
        raise ForecastError(
            f"{name}: row {row} is {_kind(values[row])}, row 0 {_kind(values[0])}: take one kind"
        )
    for row, one in enumerate(values):
        if not hasattr(one, "year") and not isinstance(one, np.datetime64):
            raise ForecastError(f"{name}: row {row} is not a date, but {one!r}: {_REMEDY}")
    try:
        found = pd.to_datetime(values).array
    except (ValueError, TypeError) as error:
        first = [str(getattr(one, "tzinfo", None)) for one in values]
        row = next((row for row, one in enumerate(first) if one != first[0]), 0)
        raise ForecastError(f"{name}: row {row} has another time zone than row 0: {_ONE_ZONE}") from error
    return read(found, name)


_REMEDY = "write it like 2024-01-31 or 2024-01-31 18:30"
_ONE_ZONE = "convert all to one zone's clock (in pandas: pd.to_datetime(column, utc=True))"


def _kind(one):
    return "text" if isinstance(one, str) else type(one).__name__


def _read_text(text, name):
    """Read a pandas column of text: days by the shape that they share, then the clock."""
    parts = text.str.extract(r"^(.*?),?(?:(?:\s+|(?<=\d)T)(\d{1,2}:\d.*)|(?<=\d)T(\d{2,6}(?:[.,Z+-].*)?))?$")
    codes, days = parts[0].factorize()
    plain = days.to_series().str.replace(r"^\w+day,?\s+", "", case=False, regex=True)
    plain = plain.str.replace(r"\s*[년월]\s*", "-", regex=True).str.replace("일", "")
    plain = plain.str.replace(r"\s*[-/., ]\s*", "-", regex=True).str.strip("-")
    for number, month in enumerate(_MONTHS, 1):
        plain = plain.str.replace(rf"\b{month}\b", f"M{number:02d}", case=False, regex=True)
    found, form = _read_days(plain.str.replace("q", "Q"), days, name, lambda at: int((codes == at).argmax()))
    clock, zone = _read_clocks(parts[1].fillna(parts[2]), text, name)
    return Reading(found[codes] + clock, form, zone)


def _read_days(plain, days, name, row_of):
    """Return the days of unlike texts as datetime64[us], and how they were read."""
    fits = {shape: plain.str.fullmatch(shape).to_numpy(bool) for shape in _SHAPES}
    shape = max(fits, key=lambda shape: fits[shape].sum())
    if not fits[shape].all():
        at = int(fits[shape].argmin())
        hint = _NUMBERS.get(len(plain.iloc[at])) if plain.iloc[at].isdigit() else None
        told = f" ({hint})" if hint else ", or not in the same form as the other rows"
        raise ForecastError(f"{name}: row {row_of(at)}, {days[at]!r}, is not a date{told}: {_REMEDY}")
    ways = {form: _in_form(plain, form) for form in _SHAPES[shape]}
    whole = {form: found for form, found in ways.items() if not np.isnat(found).any()}
    if not whole:
        bad = np.isnat(min(ways.values(), key=lambda found: np.isnat(found).sum()))
        at = int(bad.argmax())
        raise ForecastError(f"{name}: row {row_of(at)}, {days[at]!r}, is not a date: {_REMEDY}")
    (form, found), *others = whole.items()
    for other in (other for _, other in others):
        if (other != found).any():
            at = int((other != found).argmax())
            ways = f"{shown(found[at])} or {shown(other[at])}"
            raise ForecastError(
                f"{name}: row {row_of(at)}, {days[at]!r}, may be {ways}, and no row settles it: {_REMEDY}"
            )
    words = {"%Y": "year", "%y": "year", "M%m": "month", "%m": "month", "%d": "day"}
    return found, ", ".join(words.get(part, part) for part in re.findall("M?%.|quarter", form))


def _in_form(plain, form):
    """Return texts read in one way, NaT where that gives no date or a far-fetched one."""
    import pandas as pd

    if form == "quarter":
        months = plain.str.replace(r"-?Q", "-", regex=True).str.split("-")
        return np.array([f"{year}-{3 * int(q) - 2:02d}" for year, q in months], "datetime64[us]")
    found = pd.to_datetime(plain, format=form, errors="coerce").to_numpy("datetime64[us]")
    if "-" not in form and form != "%Y":  # 8 or 6 digits: a year such as 1112 is a day and a month
        years = found.astype("datetime64[Y]").astype(int) + 1970
        found = np.where((years >= 1500) & (years < 2500), found, np.datetime64("NaT"))
    return found


def _read_clocks(clock, text, name):
    """Return the times of day, timedelta64[us] (n,), and the one offset of all, or None."""
    none = clock.isna().to_numpy()
    if none.all():
        return np.zeros(len(clock), "timedelta64[us]"), None
    parts = clock.fillna("0:00").str.extract(f"^{_CLOCK}$", flags=re.IGNORECASE)
    hours, minutes, seconds = (parts[k].fillna("0").to_numpy(int, na_value=99) for k in range(3))
    half = parts[4].str.lower()
    hours = np.where(half.isna(), hours, hours % 12 + 12 * (half == "pm"))
    late = (hours > 23) & ~((hours == 24) & (minutes == 0) & (seconds == 0))
    bad = parts[0].isna() | late | (minutes > 59) | (seconds > 59) | (~half.isna() & (parts[0].str.len() > 2))
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise ForecastError(f"{name}: row {row}, {text.iloc[row]!r}, has no clear time of day: {_REMEDY}")
    zones = parts[5].str.lower().replace({"z": "+00:00", "utc": "+00:00", "gmt": "+00:00"}).fillna("")
    zones = zones.str.replace(r"^([+-]\d\d)(\d\d)$", r"\1:\2", regex=True)
    zones = zones.str.replace(r"^([+-]\d\d)$", r"\1:00", regex=True)
    if (zones != zones.iloc[0]).any():
        row = int((zones != zones.iloc[0]).to_numpy().argmax())
        first, other = (f"the time zone {zone}" if zone else "no time zone" for zone in zones.iloc[[0, row]])
        raise ForecastError(f"{name}: row {row} has {other}, row 0 {first}: {_ONE_ZONE}")
    fraction = parts[3].fillna("0").str.slice(0, 6).str.pad(6, "right", "0").to_numpy(int)
    total = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction
    return total.astype("timedelta64[us]"), zones.iloc[0] or None
