"""A series from a CSV file as people have it: which columns hold dates and values, what each number says."""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils.forecasting import ForecastError
from course_utils.forecasting.dates import read as read_dates
from course_utils.own_series.table import Told, table_of, text_of

_NOTHING = {"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "–", ".", "..", "?"}
_DATES = "date|day|time|month|year|week|quarter|period|^ds$|datum|zeit|jahr|monat|fecha|날짜|일자|시간|년|월"
_THOUSANDS = {mark: rf"-?[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+" for mark in ",."}


class Series(NamedTuple):
    """Dates, datetime64[us] (n,), values, (n,) with NaN, and their lines in the file; what was understood."""

    name: str
    dates: np.ndarray
    values: np.ndarray
    lines: np.ndarray
    said: tuple


def read(path, date=None, value=None, only=None, decimal=None):
    """Return the `Series` in a CSV file; `Told` says what can't be read, in which line, and what to do.

    Delimiter, encoding, decimal mark and header are found. ``date`` and ``value`` name columns, ``only`` the
    series to keep where a file holds several, ``decimal`` the mark ("." or ",") where no number settles it.
    """
    path = Path(path).expanduser()
    text, encoding = text_of(path)
    table, said = table_of(text, path.name)
    if encoding not in ("utf-8", "utf-8-sig"):
        said.append(f"The file is written in {encoding}.")
    if only is not None:
        table = _kept(table, str(only))
    when, dates = _dates(table, date, said)
    if zone := dates.zone:
        said.append(f"The times are those of the clock at {zone}; its hours are kept.")
    name, values = _values(table, when, value, decimal, said)
    _refuse_several(table, dates.dates, {*when, name})
    return Series(name, dates.dates, values, table.index.to_numpy(), tuple(said))


def _dates(table, date, said):
    """Return which columns hold the dates, and the `Reading` of them."""
    lower = {name.lower(): name for name in table.columns}
    if date is None and {"year", "month"} <= lower.keys():
        when = [lower[name] for name in ("year", "month", "day") if name in lower]
        joined = table[when].agg(lambda row: "-".join(part.zfill(2) for part in row), axis=1)
        return when, _read_dates(joined, " and ".join(when))
    if date is not None and date not in table:
        raise Told(f"There is no column {date!r}; there are {', '.join(table.columns)}.")
    numeric = {name: _share(table[name]) > 0.5 for name in table}
    order = sorted(table, key=lambda name: (not re.search(_DATES, name.lower()), numeric[name]))
    problem = None
    for name in order if date is None else [date]:
        column, named = table[name], name == date or re.search(_DATES, name.lower())
        if column.str.fullmatch(r"[2-7]\d{4}(\.\d+)?").all() and (named or name == table.columns[0]):
            said.append(f"The numbers in {name!r} are read as a spreadsheet's days, counted from 1899-12-30.")
            seconds = (column.astype(float) * 86400).round().to_numpy("m8[s]")
            column = column.copy()
            column[:] = (np.datetime64("1899-12-30", "s") + seconds).astype(str)
        try:
            return [name], _read_dates(column, name)
        except Told as error:
            problem = problem or (error if named or not numeric[name] else None)
    raise problem or Told(
        f"No column holds dates ({', '.join(table.columns)}): write them like 2024-01-31, one in each line."
    )


def _read_dates(column, name):
    """Return the `Reading` of a column of text; what is wrong names the line of the file."""
    try:
        return read_dates(column.to_numpy(str), f"column {name!r}")
    except ForecastError as error:
        told = re.sub(r"\brow (\d+)", lambda row: f"line {column.index[int(row[1])]}", str(error))
        raise Told(f"{told}.") from None


def _values(table, when, value, decimal, said):
    """Return the name and the numbers of the column of values."""
    if value is not None and value not in table:
        raise Told(f"There is no column {value!r}; there are {', '.join(table.columns)}.")
    found = [name for name in table if name not in when and _share(table[name]) > 0.5]
    if value is None and not found:
        raise Told(f"No column holds numbers besides the dates in {' and '.join(when)}.")
    name = found[0] if value is None else value
    if others := [other for other in found if other != name]:
        said.append(f"The values are those of {name!r}; left aside: {', '.join(others)}.")
    return name, _numbers(table[name], decimal, table.attrs["sep"])


def _plain(column):
    """Return text without spaces, marks of currency and per cent; "" where there is no value."""
    text = column.str.replace(r"[\s\u00a0\u202f'’_€$£¥₩%]", "", regex=True).str.replace("−", "-")
    text = text.str.replace(r"^\((.*)\)$", r"-\1", regex=True)
    return text.mask(text.str.lower().isin(_NOTHING), "")


def _share(column):
    """Return the share of numbers among what is written in a column."""
    text = _plain(column)
    text = text[text != ""]
    return text.str.fullmatch(r"[-+]?[\d.,]*\d[\d.,]*(e[-+]?\d+)?", case=False).mean() if len(text) else 0.0


def _numbers(column, decimal, sep):
    """Return a column of text as floats, (n,): the whole column settles which mark is the decimal one."""
    text = _plain(column)
    decimal = decimal or _decimal(text, column.name, sep)
    text = text.str.replace("." if decimal == "," else ",", "").str.replace(",", ".")
    good = text.str.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", case=False) | (text == "")
    if not good.all():
        line = good.idxmin()
        raise Told(
            f"Column {column.name!r}: line {line}, {column[line]!r}, is no number: correct or empty it."
        )
    return text.replace("", "nan").astype(float).to_numpy()


def _decimal(text, name, sep):
    """Return the decimal mark of numbers as text; commas in a file with commas between columns are none."""
    last = text.str.extract(r"([.,])[^.,]*$")[0]
    both = text.str.contains(",", regex=False) & text.str.contains(".", regex=False)
    if both.any():
        return last[both].iloc[0]
    for mark, other in (",.", ".,"):
        has = text[text.str.contains(mark, regex=False)]
        if has.str.count(re.escape(mark)).max() > 1:
            return other
        if len(has) and not has.str.fullmatch(_THOUSANDS[mark]).all():
            return mark
        if len(has) and sep != "," and (mark == "," or len(has) == (text != "").sum()):
            one = has.iloc[0]
            raise Told(
                f"Column {name!r}: line {has.index[0]}, {one!r}, may be {one.replace(mark, '')} or "
                f"{one.replace(mark, '.')}, and no line settles it: say decimal='.' or decimal=','."
            )
    return "."


def _kept(table, only):
    """Return the rows of one of several series."""
    for name in table:
        if (rows := table[name] == only).any():
            return table[rows]
    raise Told(f"No column holds {only!r}.")


def _refuse_several(table, dates, used):
    """Raise Told if another column says which of several series a row belongs to."""
    if len(np.unique(dates)) == len(dates):
        return
    for name in table.columns.difference(used, sort=False):
        kinds = table[name].unique()
        if (
            1 < len(kinds) <= max(2, len(table) / 10)
            and not table.assign(_when=dates).duplicated([name, "_when"]).any()
        ):
            raise Told(
                f"The file holds {len(kinds)} series, one for each {name!r} ({', '.join(kinds[:3])}): choose "
                f"one, with only={kinds[0]!r}."
            )
