"""The trend lab of lesson 7: how far may a trend bend? Every position of the slider is a real MAP fit.

Four years of Chicago's daily rides are fitted, and the year after is forecast. One design serves the whole
sweep: what is switched off has a prior of width zero, and each fit starts from its neighbour.
"""

import dataclasses
import functools

import matplotlib.pyplot as plt
import numpy as np

from course_utils import sequences
from course_utils.figures.style import CURVES, FAINT, FORECAST, GREY, INK, REFERENCE
from course_utils.forecasting import ProphetStyle, group_holidays, map_fit
from course_utils.forecasting import prophet_style as model
from course_utils.forecasting.intervals import simulate
from course_utils.labs.engine import controls
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.texts import N_, gettext

LOG_TAUS = np.linspace(-3, 1, 33)
ORDERS = 12
HISTORY = np.array(["2001-01-22", "2004-12-31"], "datetime64[D]")
DEFAULTS = {"season_prior": 10.0, "order": 10, "holidays": True, "capacity": 0.0}
_AHEAD = np.datetime64("2005-01-01") + np.arange(365)
_TREND = np.datetime64("2001-01-22") + np.linspace(0, 1804, 95).astype(int)
_DAYS = np.arange(0, 366, 5)
_WINTER = np.arange(318, 365)  # 15 November to 31 December, counted from 0
_STEEP = 12.0  # the largest change of the rate on its axis, in thousands a year
_AHEAD_COLOR, _SIMULATED_COLOR = FORECAST["color"], CURVES[2]["color"]


@functools.cache
def _data():
    """Return the model with its widest design, fitted once, and rides in and after the history."""
    table, days = sequences.load("chicago_rides"), sequences.load("holidays_us")
    date, y = table["date"], table["riders"]
    past = (date >= HISTORY[0]) & (date <= HISTORY[1])
    holidays = group_holidays(days["date"], days["name"], on_workdays=True)
    wide = ProphetStyle(yearly=ORDERS, holidays=holidays, draws=2).fit(date[past], y[past])
    return wide, date[past], y[past], y[np.isin(date, _AHEAD)]


@functools.cache
def _designs():
    """Return the design where it is looked at: all years, those ahead, each day of 2005, a year's days."""
    at = (_TREND, _TREND[_years(_TREND) >= 2005], _AHEAD, np.datetime64("2004-01-01") + _DAYS)
    return tuple(_data()[0].design(dates) for dates in at)


def fits(season_prior, order, holidays, capacity):
    """Return the design, and the parameters fitted at every changepoint prior, each started from the last."""
    wide, *_ = _data()
    groups = np.array(wide.groups_)
    yearly = np.cumsum(groups == "yearly") * (groups == "yearly")
    sds = np.where(np.isin(groups, ["yearly", "weekly"]), season_prior, 10.0 * holidays)
    sds[yearly > 2 * order] = 0.0
    design = _with(capacity, wide.design_)
    found, last = [], None
    for tau in 10.0**LOG_TAUS:
        last = map_fit(design, model.Priors(tau, sds), last)
        found.append(last)
    return design, found


def figure(capacity, **_):
    """Return trend over weekly means, changes, yearly season, a winter forecast; and the live artists."""
    mosaic = [["trend", "trend", "trend"], ["changes", "season", "winter"]]
    grid = {"left": 0.085, "right": 0.96, "bottom": 0.11, "top": 0.94, "hspace": 0.5, "wspace": 0.27}
    grid |= {"width_ratios": [1, 1, 1.3], "height_ratios": [1.25, 1]}
    fig, axes = plt.subplot_mosaic(mosaic, figsize=(7.4, 4.8), layout="none", gridspec_kw=grid)
    live = _on_trend(axes["trend"], capacity) | _on_changes(axes["changes"], capacity)
    season, winter = axes["season"], axes["winter"]
    season.axhline(0, color=FAINT, linewidth=1)
    season.set(xlim=(0, 366), ylim=(-4.2, 2), xlabel=gettext("day of the year"))
    season.set_title(gettext("yearly season"))
    truth = _data()[3][_WINTER]
    winter.plot(_WINTER + 1, truth, color=GREY, linewidth=1, marker="o", markersize=3)
    winter.set(xlim=(318, 366), ylim=(-5, 21), xlabel=gettext("day of 2005"))
    winter.set_title(gettext("forecast"), loc="left", color=_AHEAD_COLOR)
    winter.set_title(gettext("what came"), loc="right", color=GREY)
    return fig, live | {
        N_("season"): season.plot(_DAYS, 0.0 * _DAYS, color=INK)[0],
        N_("winter"): winter.plot(_WINTER + 1, 0.0 * _WINTER, "o-", color=_AHEAD_COLOR, markersize=3)[0],
    }


def _on_trend(ax, capacity):
    """Draw weekly means and the capacity; return the trend and its interval."""
    _, date, y, truth = _data()
    for when, values, fill in ((date, y, GREY), (_AHEAD, truth, "none")):
        weeks = len(values) // 7
        mean = values[: 7 * weeks].reshape(weeks, 7).mean(axis=1)
        dots = {"marker": "o", "markersize": 3, "linestyle": "none", "markeredgecolor": GREY}
        ax.plot(_years(when[3::7][:weeks]), mean, markerfacecolor=fill, **dots)
    ax.axvline(2005, **REFERENCE)
    ax.set_title(gettext("weekly means (hollow: not seen)"), loc="left", color=GREY)
    ax.set_title(gettext("trend"), loc="center", color=_AHEAD_COLOR)
    ax.set_title(gettext("80% of the simulated trends"), loc="right", color=_SIMULATED_COLOR)
    ax.set(xlim=(2001, 2006), ylim=(5, 16.5), ylabel=gettext("riders (thousands a day)"))
    ax.set_xticks(range(2001, 2007))
    if capacity:
        ax.axhline(capacity, color=INK, linewidth=1)
        ax.annotate(gettext("capacity"), (2001.05, capacity), (0, 2), textcoords="offset points", fontsize=8)
    at = _years(_TREND)
    ahead, bound = at[at >= 2005], {"color": _SIMULATED_COLOR, "linewidth": 1.4}
    return {
        N_("trend"): ax.plot(at, 0 * at, color=_AHEAD_COLOR)[0],
        N_("lower"): ax.plot(ahead, 0 * ahead, **bound)[0],
        N_("upper"): ax.plot(ahead, 0 * ahead, **bound)[0],
    }


def _on_changes(ax, capacity):
    """Return the changes of the rate, where they may be, and marks for those that leave the axis."""
    wide = _data()[0]
    at = _years(wide.start_ + (wide.design_.changes * wide.span_).astype("timedelta64[s]"))
    ax.axhline(0, color=FAINT, linewidth=1)
    ax.set(xlim=(2001, 2005), ylim=(-_STEEP, _STEEP), xlabel=gettext("year"))
    ax.set_title(gettext("changes of the rate"))
    ax.set_ylabel(gettext("per year") if capacity else gettext("thousands a year"))
    ax.set_xticks(range(2001, 2006, 2))
    marks = {N_("changes"): "o", N_("steeper up"): "^", N_("steeper down"): "v"}
    look = {"color": INK, "markersize": 4, "linestyle": "none"}
    return {name: ax.plot(at, 0 * at, marker, **look)[0] for name, marker in marks.items()}


def sweep(season_prior, order, holidays, capacity):
    """Return every changepoint prior: trend and its interval, changes, season, forecast, a sentence."""
    wide, _, y, truth = _data()
    _, found = fits(season_prior, order, holidays, capacity)
    scale = wide.scale_
    rate = (1.0 if capacity else scale) * (365.25 * 86400) / wide.span_  # a year, not a history
    long, later, ahead, year = (_with(capacity, design) for design in _designs())
    yearly = np.array(wide.groups_) == "yearly"
    # A usual week is the median of the last 52; the 365th day has no day 52 weeks before, and begins anew.
    usual = np.abs(truth - np.resize(np.median(y[-364:].reshape(52, 7), axis=0), 365)).mean()
    lazy = np.abs(truth - np.resize(y[-364:], 365)).mean()
    said = gettext(
        "Prior scale {tau:.3g}: {bent} of {all} changes are used. On 2005, never seen, the error is "
        "{error:.2f} thousand a day (repeating a usual week {usual:.2f}, the same weekday 52 weeks before "
        "{lazy:.2f}); at its end 80% of the simulated trends lie within {width} thousand."
    )
    rows, readings = [], []
    for tau, p in zip(10.0**LOG_TAUS, found, strict=True):
        lower, upper = scale * np.quantile(simulate(later, p, 200, 1)[0], [0.1, 0.9], axis=0)
        forecast = scale * model.mean(ahead, p)
        rows.append(
            {
                "trend": scale * model.trend(long, p),
                "lower": lower,
                "upper": upper,
                "changes": rate * p.delta,
                "steeper up": np.where(rate * p.delta > _STEEP, 0.94 * _STEEP, np.nan),
                "steeper down": np.where(rate * p.delta < -_STEEP, -0.94 * _STEEP, np.nan),
                "season": scale * year.X[:, yearly] @ p.beta[yearly],
                "winter": forecast[_WINTER],
            }
        )
        fill = {
            "bent": int(np.sum(np.abs(p.delta) > 1e-6)),
            "all": len(p.delta),
            "usual": usual,
            "lazy": lazy,
        }
        fill |= {"error": np.abs(truth - forecast).mean(), "width": _width(upper[-1] - lower[-1])}
        readings.append(said.format(tau=tau, **fill))
    return Sweep(LOG_TAUS, {name: np.array([row[name] for row in rows]) for name in rows[0]}, readings)


def _width(thousands):
    return f"{thousands:.1f}" if thousands >= 0.05 else gettext("less than 0.1")


def _years(dates):
    return 1970 + dates.astype("datetime64[D]").astype(float) / 365.2425


def _with(capacity, design):
    """Return a design with logistic growth up to a capacity, in thousands; without one, as it is."""
    if not capacity:
        return design
    cap = np.full(len(design.t), capacity / _data()[0].scale_)
    return dataclasses.replace(design, growth="logistic", cap=cap)


_THOUSANDS = [(gettext("{count:.0f} thousand").format(count=c), c) for c in (13.0, 15.0, 20.0, 40.0)]
CONTROLS = {
    "season_prior": controls.menu(gettext("season prior"), [0.01, 0.1, 1.0, 10.0]),
    "order": controls.whole(gettext("Fourier order"), 0, ORDERS),
    "holidays": controls.switch(gettext("holidays")),
    "capacity": controls.menu(gettext("capacity"), [(gettext("none: linear growth"), 0.0), *_THOUSANDS]),
}
PRESETS = {
    gettext("stiff"): {"prior": -3.0},
    gettext("loose"): {"prior": 1.0},
    gettext("a season of one wave"): {"order": 1},
    gettext("no holidays"): {"holidays": False},
    gettext("logistic, capacity 13"): {"capacity": 13.0},
}
SLIDERS = {"prior": (gettext("log10 of the changepoint prior"), "{:.2f}")}
START = {"prior": -1.25} | DEFAULTS
LAB = Lab(gettext("The trend lab"), figure, sweep, SLIDERS, START, CONTROLS, PRESETS, __name__)
one, still, show = LAB.one, LAB.still, LAB.show
