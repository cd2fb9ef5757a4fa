"""The data sets and settings on which our fit is compared with Prophet's; both sides read them here."""

import numpy as np

from course_utils import sequences
from course_utils.forecasting import group_holidays
from course_utils.forecasting.prophet_style import Parameters

_HOLIDAYS = ("Christmas Day", "Thanksgiving Day", "New Year's Day", "Memorial Day", "Labor Day")


def cases():
    """Return {name: (settings of ProphetStyle, dates, y)}."""
    table = sequences.load("holidays_us")
    kept = np.isin(table["name"], _HOLIDAYS)
    holidays = group_holidays(table["date"][kept], table["name"][kept], before=1, after=1)
    series = {
        name: (sequences.load(name)[date], sequences.load(name)[column])
        for name, date, column in (
            ("air_passengers", "date", "passengers"),
            ("co2_weekly", "date", "co2"),
            ("chicago_rides", "date", "riders"),
            ("us_births", "date", "births"),
            ("jfk_weather", "time", "temperature"),
            ("sunspots_yearly", "year", "sunspots"),
        )
    }
    years, sunspots = series["sunspots_yearly"]
    series["sunspots_yearly"] = (
        (years.astype(int) - 1970).astype("datetime64[Y]").astype("datetime64[D]"),
        sunspots,
    )
    hours, first = np.unique(series["jfk_weather"][0], return_index=True)
    series["jfk_weather"] = hours, series["jfk_weather"][1][first]
    found = {
        "air_passengers additive": ({}, *series["air_passengers"]),
        "air_passengers multiplicative": ({"mode": "multiplicative"}, *series["air_passengers"]),
        "air_passengers logistic": (
            {"mode": "multiplicative", "growth": "logistic", "cap": 900.0},
            *series["air_passengers"],
        ),
        "co2_weekly additive": ({}, *series["co2_weekly"]),
        "chicago_rides additive": ({"holidays": holidays}, *series["chicago_rides"]),
        "chicago_rides multiplicative": (
            {"holidays": holidays, "mode": "multiplicative"},
            *series["chicago_rides"],
        ),
        "us_births additive": ({"holidays": holidays}, *series["us_births"]),
        "jfk_weather additive": ({}, *series["jfk_weather"]),
        "sunspots_yearly flat": ({"growth": "flat", "yearly": False}, *series["sunspots_yearly"]),
    }
    for growth in ("linear", "logistic", "flat"):
        for mode in ("additive", "multiplicative"):
            found[f"synthetic {growth} {mode}"] = _synthetic(growth, mode)
    return found


def names_of(model):
    """Return our columns' names as Prophet gives them."""
    names = [f"{name}_delim_{i + 1}" for name, _, order, *_ in model.seasons_ for i in range(2 * order)]
    for name, holiday in model.holidays.items():
        offsets = range(-holiday.before, holiday.after + 1)
        names += [f"{name}_delim_{'+' if offset >= 0 else '-'}{abs(offset)}" for offset in offsets]
    return names


def parameters(model, recorded):
    """Return Prophet's parameters in our order of columns."""
    beta = np.array([recorded["beta"][name] for name in names_of(model)])
    delta = np.array(recorded["delta"])[: len(model.design_.changes)]
    return Parameters(recorded["k"], recorded["m"], delta, beta, recorded["sigma"])


def _synthetic(growth, mode, n=2000):
    rng = np.random.default_rng(7)
    dates, t = np.datetime64("2015-01-01") + np.arange(n), np.arange(n) / n
    trend = {
        "linear": 5 + 4 * t - 7 * np.maximum(t - 0.45, 0),
        "logistic": 12 / (1 + np.exp(-(6 * (t - 0.4) - 5 * np.maximum(t - 0.6, 0)))),
        "flat": np.full(n, 8.0),
    }[growth]
    season = np.sin(2 * np.pi * np.arange(n) / 365.25) + 0.5 * (np.arange(n) % 7 < 2)
    y = trend + season if mode == "additive" else trend * (1 + 0.15 * season)
    settings = {"growth": growth, "mode": mode} | ({"cap": 14.0} if growth == "logistic" else {})
    return settings, dates, y + 0.3 * rng.normal(size=n)
