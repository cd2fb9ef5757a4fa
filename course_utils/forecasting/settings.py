"""Settings, checked before anything is fitted: complaints name the setting, its value and what it may be."""

import operator

import numpy as np

from course_utils.forecasting.dates import ForecastError, as_dates
from course_utils.forecasting.inputs import Holiday, Season

MODES = ("additive", "multiplicative")
_MOST = 1000  # changepoints, waves of a season, days around a holiday: columns that a fit can hold


def whole(name, value, least, most=None):
    """Return a whole number from `least` to `most` as int; ForecastError for anything else."""
    try:
        found = operator.index(value)
    except TypeError:
        found = None
    upper = "" if most is None else f" and at most {most}"
    if found is None or found < least or (most is not None and found > most) or isinstance(value, bool):
        raise ForecastError(f"{name} must be a whole number, at least {least}{upper}, not {value!r}")
    return found


def between(name, value, low=0.0, high=np.inf, closed=False):
    """Return a number above `low` and below `high` (or equal to it, if `closed`); ForecastError otherwise."""
    number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if not number or not (low < value < high or (closed and value == high)):
        ends = f"lie between {low:g} and {high:g}" if high < np.inf else f"be above {low:g} and finite"
        raise ForecastError(f"{name} must {'be finite' if low == -np.inf else ends}, not {value!r}")
    return value


def one_of(name, value, choices):
    """Return a setting that is one of some words; ForecastError for another."""
    if not isinstance(value, str) or value not in choices:
        raise ForecastError(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return value


def season_order(name, wish):
    """Return True, False, "auto" or the Fourier order that a flag of a season asks for."""
    if isinstance(wish, bool | np.bool_):  # 1 == True, but an order of 1 is a season of one wave
        return bool(wish)
    if isinstance(wish, str) and wish == "auto":
        return wish
    try:
        return whole(name, wish, 0, _MOST)
    except ForecastError:
        raise ForecastError(f"{name} must be 'auto', True, False or a Fourier order, not {wish!r}") from None


def changes(value):
    """Return how many changepoints there may be, or the dates chosen."""
    if np.ndim(value) == 0:
        return whole("changes", value, 0, _MOST)
    return as_dates(value, "changes")


def seasons(given):
    """Return seasons as a list of `Season`, each checked; a single one needs no tuple around it."""
    given = [given] if isinstance(given, Season) else list(given)
    for one in given:
        if not isinstance(one, Season):
            raise ForecastError(f"seasons must hold Season(name, period, order), not {one!r}")
        what = f"seasons: {one.name!r} has a"
        between(f"{what} period, which", one.period)
        whole(f"{what}n order, which", one.order, 1, _MOST)
        if one.prior is not None:
            between(f"{what} prior, which", one.prior)
        if one.mode is not None:
            one_of(f"{what} mode, which", one.mode, MODES)
    return given


def holidays(given):
    """Return holidays as {name: Holiday}, each checked; dates alone are days without any around them."""
    if not hasattr(given, "items"):
        raise ForecastError(f"holidays must be a dict: {{name: Holiday(dates)}}, not {given!r}")
    found = {}
    for name, one in given.items():
        holiday = one if isinstance(one, Holiday) else Holiday(one)
        for side in ("before", "after"):
            if getattr(holiday, side) != 0:
                what = f"holidays[{name!r}].{side} counts days, so it can't be negative: it"
                whole(what, getattr(holiday, side), 0, _MOST)
        if holiday.prior is not None:
            between(f"holidays[{name!r}].prior", holiday.prior)
        found[name] = holiday._replace(dates=as_dates(holiday.dates, f"holidays[{name!r}]"))
    return found


def distinct(names):
    """Raise ForecastError if two parts of a model have one name, or one has the trend's."""
    seen = {"trend"}
    for name in names:
        if not isinstance(name, str):
            raise ForecastError(f"seasons, holidays and regressors have text as names, not {name!r}")
        if name in seen:
            raise ForecastError(f"two parts of the model are called {name!r}: give each its own name")
        seen.add(name)


def check(model):
    """Check what a `ProphetStyle` is told apart from its data."""
    one_of("growth", model.growth, ("linear", "logistic", "flat"))
    one_of("mode", model.mode, MODES)
    one_of("scaling", model.scaling, ("absmax", "minmax"))
    for name in ("changepoint_prior", "seasonality_prior", "holidays_prior", "regressors_prior"):
        between(name, getattr(model, name))
    between("changes_within", model.changes_within, 0, 1, closed=True)
    between("interval", model.interval, 0, 1)
    whole("draws", model.draws, 2)
    whole("seed", model.seed, 0)
    changes(model.changes)
    for name in ("yearly", "weekly", "daily"):
        season_order(name, getattr(model, name))
    modes = {model.mode, *(season.mode or model.mode for season in seasons(model.seasons))}
    if model.scaling == "minmax" and (model.growth == "logistic" or "multiplicative" in modes):
        raise ForecastError(
            "scaling='minmax' measures from the lowest value: it needs mode='additive' and no logistic growth"
        )
    if model.growth == "logistic" and model.cap is None:
        raise ForecastError("logistic growth needs a capacity: cap=...")
    between("floor", model.floor, -np.inf)
