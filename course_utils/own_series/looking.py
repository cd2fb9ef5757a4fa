"""What a series is like before anything is forecast: brought into order, and said in sentences."""

from dataclasses import dataclass

import numpy as np

from course_utils.forecasting import ForecastError, fair_origins, fill_gaps, frequency
from course_utils.forecasting.dates import shown
from course_utils.forecasting.frequency import Frequency
from course_utils.own_series.table import Told

LEAST, MOST = 24, 5000  # rows: fewer say nothing in eight forecasts, more take too long
ORIGINS = 8  # at most
_DAY = 86_400_000_000  # µs
_KINDS = {  # by step: how many make a season, how many are forecast
    ("months", 1): (12, 12),
    ("months", 3): (4, 4),
    ("workdays", 1): (5, 10),
    ("us", 7 * _DAY): (52, 8),
    ("us", _DAY): (7, 14),
    ("us", _DAY // 24): (24, 24),
    ("us", _DAY // 48): (48, 48),
    ("us", _DAY // 96): (96, 96),
}
_FAR = 20  # times the middle deviation from trend and season: an outlier


@dataclass(frozen=True)
class Looked:
    """A series in order and without missing rows, (n,) each, and what was seen.

    ``season`` is in rows, 1 where there is none; ``horizon`` says how many rows are forecast at once; ``odd``
    holds the rows of outliers, the furthest first.
    """

    name: str
    dates: np.ndarray
    y: np.ndarray
    frequency: Frequency
    season: int
    horizon: int
    odd: np.ndarray
    said: tuple

    @property
    def places(self):
        """Where to forecast from: the settings that `fair_origins` gives."""
        return fair_origins(len(self.y), self.horizon, ORIGINS)

    def ahead(self):
        """Return the dates of the next horizon, (horizon,)."""
        return self.frequency.after(self.dates[-1], self.horizon)


def look(series, season=None, horizon=None):
    """Return the `Looked` of a `Series`; Told if it can't be forecast.

    ``season`` and ``horizon``, in rows, are chosen by the frequency unless they are given.
    """
    said = list(series.said)
    dates, y = _in_order(series, said)
    try:
        found = frequency(dates)
        dates, y = fill_gaps(dates, y)
    except ForecastError as error:
        raise Told(f"{error}.") from None
    known = np.flatnonzero(~np.isnan(y))
    dates, y = dates[known[0] : known[-1] + 1], y[known[0] : known[-1] + 1]
    _refuse(y)
    if len(y) > MOST:
        said.append(f"Of {len(y)} rows the last {MOST} are used.")
        dates, y = dates[-MOST:], y[-MOST:]
    n = len(y)
    usual, ahead = _KINDS.get((found.unit, found.step), (1, 10))
    if season is None:
        season = usual if n >= 6 * usual else 1
    if horizon is None:
        horizon = max(1, min(ahead, n // 16))  # the second half then has room for eight
    for name, value, most in (("season", season, n // 3), ("horizon", horizon, n // 4)):
        if not (isinstance(value, int) and 1 <= value <= most):
            raise Told(f"The {name} must be a whole number from 1 to {most} here, not {value!r}.")
    odd = _outliers(y, season)
    said += _in_words(dates, y, found, odd)
    repeats = f"a season of {season} rows" if season > 1 else "no season"
    said.append(f"The models are told of {repeats}, and forecast {horizon} rows at a time.")
    return Looked(series.name, dates, y, found, season, horizon, odd, tuple(said))


def _in_order(series, said):
    """Return dates and values in rising order, one row a date."""
    dates, y = series.dates, series.values
    steps = np.diff(dates).astype(int)
    if len(steps) and (steps < 0).all():
        said.append("The newest row comes first in the file: they are turned round.")
    elif (steps < 0).any():
        said.append("The rows are not in order of time in the file: they are sorted.")
    order = np.argsort(dates, kind="stable")
    dates, y, lines = dates[order], y[order], series.lines[order]
    again = np.r_[False, np.diff(dates).astype(int) == 0]
    same = again & np.r_[False, (y[1:] == y[:-1]) | (np.isnan(y[1:]) & np.isnan(y[:-1]))]
    if (other := again & ~same).any():
        row = int(other.argmax())
        raise Told(
            f"{shown(dates[row])} has more than one value, in lines {lines[row - 1]} and {lines[row]} "
            f"({_count(other.sum(), 'such row')}): add them up, or choose one, so that each date has one row."
        )
    if same.any():
        said.append(f"{_count(same.sum(), 'row')} said twice, with the same value: one of each is kept.")
    return dates[~same], y[~same]


def _refuse(y):
    """Raise Told if a series is too short, too empty, or always the same."""
    known = (~np.isnan(y)).sum()
    if known < LEAST:
        raise Told(f"There are {known} values: a fair comparison needs at least {LEAST}.")
    if known < len(y) / 2:
        raise Told(
            f"Only {known} of {len(y)} rows have a value: take a coarser step, or a part without gaps."
        )
    if np.nanmin(y) == np.nanmax(y):
        raise Told(f"Every value is {y[0]:g}: there is nothing to forecast.")


def _outliers(y, season):
    """Return the rows of values far from trend and season, the furthest first: by statsmodels' robust STL."""
    import pandas as pd
    from statsmodels.tsa.seasonal import STL

    whole = pd.Series(y).interpolate()
    if season > 1:
        rest = STL(whole.to_numpy(), period=season, robust=True).fit().resid
    else:
        rest = (whole - whole.rolling(7, center=True, min_periods=1).median()).to_numpy()
    far = np.where(np.isnan(y), 0, np.abs(rest))
    rows = np.argsort(-far, kind="stable")
    return rows[far[rows] > _FAR * max(np.median(far), 1e-9 * np.ptp(whole))]


def _count(many, name):
    """Return "1 value", "2 values"."""
    return f"{many} {name}{'' if many == 1 else 's'}"


def _in_words(dates, y, found, odd):
    """Return the sentences about a series."""
    known = y[~np.isnan(y)]
    yield f"{len(known)} values from {shown(dates[0])} to {shown(dates[-1])}, {found.words.split(';')[0]}."
    if count := len(y) - len(known):
        yield f"{_count(count, 'row')} missing or empty: kept as gaps."
    else:
        yield "No row is missing."
    yield f"Values go from {known.min():.4g} to {known.max():.4g}; the median is {np.median(known):.4g}."
    if (known == 0).any():
        yield f"{_count((known == 0).sum(), 'value')} of 0."
    if (known < 0).any():
        yield f"{_count((known < 0).sum(), 'value')} below 0."
    else:
        yield "None is below 0: no forecast will be either."
    if len(odd):
        far = odd[0]
        yield (
            f"{_count(len(odd), 'value')} far from what trend and season let expect, such as {y[far]:.4g} on "
            f"{shown(dates[far])}. Is that true? Nothing is removed."
        )
