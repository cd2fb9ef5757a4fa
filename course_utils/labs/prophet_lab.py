"""The trend lab of lesson 7: how far may a trend bend? Every position of the slider is a real MAP fit.

Four years of Chicago's daily rides are fitted, the year after is forecast. One design serves the whole
sweep: what is switched off has a prior of width zero, and each fit starts from the one beside it.
"""

import dataclasses
import functools

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np

from course_utils import sequences
from course_utils.figures.style import FAINT, GREY, INK, OUTPUT
from course_utils.forecasting import ProphetStyle, group_holidays, map_fit
from course_utils.forecasting import prophet_style as model
from course_utils.forecasting.intervals import simulate
from course_utils.labs.engine.live import Lab
from course_utils.labs.engine.scene import Sweep, draw
from course_utils.texts import N_, gettext

LOG_TAUS = np.linspace(-3, 1, 33)
ORDERS = 12
HISTORY = np.array(["2001-01-22", "2004-12-31"], "datetime64[D]")
DEFAULTS = {"season_prior": 10.0, "order": 10, "holidays": True, "capacity": 0.0}
_AHEAD = np.datetime64("2005-01-01") + np.arange(365)
_TREND = np.datetime64("2001-01-22") + np.linspace(0, 1804, 95).astype(int)
_YEAR = np.datetime64("2004-01-01") + np.arange(0, 366, 5)
_WINTER = slice(318, 365)  # 15 November to 31 December


@functools.cache
def _data():
    """Return the model with its widest design, fitted once, and rides in and after the history."""
    table, days = sequences.load("chicago_rides"), sequences.load("holidays_us")
    date, y = table["date"], table["riders"]
    past = (date >= HISTORY[0]) & (date <= HISTORY[1])
    holidays = group_holidays(days["date"], days["name"], on_workdays=True)
    wide = ProphetStyle(yearly=ORDERS, holidays=holidays, draws=2).fit(date[past], y[past])
    ahead = np.isin(date, _AHEAD)
    return wide, date[past], y[past], y[ahead]


@functools.cache
def _designs():
    """Return the design where it is looked at: all years, those ahead, each day of 2005, a year's days."""
    at = (_TREND, _TREND[_years(_TREND) >= 2005], _AHEAD, _YEAR)
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
    """Return trend over weekly means, changes, yearly season, a winter forecast; and what moves in them."""
    wide, date, y, truth = _data()
    mosaic = [["trend", "trend", "trend"], ["changes", "season", "winter"]]
    margins = {"left": 0.07, "right": 0.99, "bottom": 0.11, "top": 0.94, "hspace": 0.5, "wspace": 0.27}
    fig, axes = plt.subplot_mosaic(
        mosaic,
        figsize=(9, 5),
        layout="none",
        gridspec_kw={**margins, "width_ratios": [1, 1, 1.3], "height_ratios": [1.25, 1]},
    )
    top, changes, season, winter = (axes[name] for name in ("trend", "changes", "season", "winter"))
    for when, values, marker in ((date, y, GREY), (_AHEAD, truth, "none")):
        weeks = len(values) // 7
        mean = values[: 7 * weeks].reshape(weeks, 7).mean(axis=1)
        style = {"marker": "o", "markersize": 3, "linestyle": "none", "markeredgecolor": GREY}
        top.plot(_years(when[3::7][:weeks]), mean, markerfacecolor=marker, **style)
    top.axvline(2005, color=INK, linewidth=1, linestyle=(0, (1, 2)))
    title = gettext("grey: weekly means (hollow: not seen)   line: trend   dashed: 80% of simulated trends")
    top.set_title(title, fontsize=8, color=GREY)
    top.set(xlim=(2001, 2006), ylim=(5, 16.5), ylabel=gettext("riders (thousands a day)"))
    top.set_xticks(range(2001, 2007))
    changes.axhline(0, color=FAINT, linewidth=1)
    changes.set(
        xlim=(2001, 2005), ylim=(-12, 12), xlabel=gettext("year"), title=gettext("changes of the rate")
    )
    changes.set_ylabel(gettext("thousands a year"))
    changes.set_xticks(range(2001, 2006, 2))
    season.axhline(0, color=FAINT, linewidth=1)
    season.set(
        xlim=(0, 366), ylim=(-4.2, 4.2), xlabel=gettext("day of the year"), title=gettext("yearly season")
    )
    winter.plot(np.arange(319, 366), truth[_WINTER], color=GREY, linewidth=1, marker="o", markersize=3)
    winter.set(xlim=(318, 366), ylim=(-3, 21), xlabel=gettext("day of 2005"))
    winter.set_title(gettext("forecast, grey: what came"))
    at, flat = _years(_TREND), np.zeros(len(_TREND))
    future = at >= 2005
    dashed = {"color": INK, "linewidth": 1, "linestyle": (0, (4, 1.5))}
    artists = {
        N_("trend"): top.plot(at, flat, color=INK)[0],
        N_("lower"): top.plot(at[future], flat[future], **dashed)[0],
        N_("upper"): top.plot(at[future], flat[future], **dashed)[0],
        N_("changes"): changes.plot(
            _years(_when(wide)), np.zeros(len(wide.design_.changes)), "o", color=INK, markersize=4
        )[0],
        N_("season"): season.plot(np.arange(0, 366, 5), np.zeros(len(_YEAR)), color=INK)[0],
        N_("winter"): winter.plot(np.arange(319, 366), np.zeros(47), "o-", color=OUTPUT, markersize=3)[0],
    }
    if capacity:
        top.axhline(capacity, color=INK, linewidth=1)
        top.annotate(gettext("capacity"), (2001.05, capacity), (0, 2), textcoords="offset points", fontsize=8)
    return fig, artists


def sweep(season_prior, order, holidays, capacity):
    """Return every changepoint prior: trend and its interval, changes, season, forecast, a sentence."""
    wide, _, y, truth = _data()
    _, found = fits(season_prior, order, holidays, capacity)
    scale, years = wide.scale_, wide.span_ / (365.25 * 86400)
    long, later, ahead, year = (_with(capacity, design) for design in _designs())
    yearly = np.array(wide.groups_) == "yearly"
    names = ("trend", "lower", "upper", "changes", "season", "winter")
    tracks, readings = {name: [] for name in names}, []
    lazy = np.abs(truth - np.resize(y[-7:], 365)).mean()
    said = gettext(
        "Prior scale {tau:.3g}: {bent} of {all} changes are used. On 2005, never seen, the error is "
        "{error:.2f} thousand a day (repeating the last week: {lazy:.2f}); at its end 80% of the simulated "
        "trends lie within {width:.1f} thousand."
    )
    for tau, p in zip(10.0**LOG_TAUS, found, strict=True):
        trends, _ = simulate(later, p, 200, 1)
        lower, upper = np.quantile(trends, [0.1, 0.9], axis=0)
        forecast = scale * model.mean(ahead, p)
        season = year.X[:, yearly] @ p.beta[yearly]
        unit = scale / years if not capacity else 1.0 / years
        rows = (
            scale * model.trend(long, p),
            scale * lower,
            scale * upper,
            unit * p.delta,
            scale * season,
            forecast[_WINTER],
        )
        for name, row in zip(names, rows, strict=True):
            tracks[name].append(row)
        error, bent = np.abs(truth - forecast).mean(), int(np.sum(np.abs(p.delta) > 1e-6))
        told = {"tau": tau, "bent": bent, "all": len(p.delta), "error": error, "lazy": lazy}
        readings.append(said.format(**told, width=scale * (upper[-1] - lower[-1])))
    return Sweep(LOG_TAUS, {name: np.array(rows) for name, rows in tracks.items()}, readings)


def still(position=-1.3, **settings):
    """Show the position nearest to a log10 of the changepoint prior as a static figure with its reading."""
    from course_utils import figures

    chosen = DEFAULTS | settings
    fig, artists = figure(**chosen)
    table = sweep(**chosen)
    figures.show(fig, draw(artists, table, int(np.abs(table.values - position).argmin())))


def show():
    """Return the lab: the changepoint prior is the slider; the other controls ask for a new sweep."""
    layout = widgets.Layout(width="320px")
    style = {"description_width": "120px"}
    controls = {
        "season_prior": widgets.Dropdown(
            options=[0.01, 0.1, 1.0, 10.0],
            value=10.0,
            description=gettext("season prior"),
            layout=layout,
            style=style,
        ),
        "order": widgets.IntSlider(
            10,
            0,
            ORDERS,
            description=gettext("Fourier order"),
            continuous_update=True,
            layout=layout,
            style=style,
        ),
        "holidays": widgets.Checkbox(True, description=gettext("holidays"), layout=layout, style=style),
        "capacity": widgets.Dropdown(
            options=[
                (gettext("none: linear growth"), 0.0),
                *((gettext("{count:.0f} thousand").format(count=c), c) for c in (13.0, 15.0, 20.0, 40.0)),
            ],
            value=0.0,
            description=gettext("capacity"),
            layout=layout,
            style=style,
        ),
    }
    presets = {
        gettext("stiff"): {"value": -3.0},
        gettext("loose"): {"value": 1.0},
        gettext("a season of one wave"): {"order": 1, "value": -1.25},
        gettext("no holidays"): {"holidays": False, "value": -1.25},
        gettext("logistic, capacity 13"): {"capacity": 13.0, "value": -1.25},
    }
    code = (
        "from course_utils.labs import prophet_lab\n\n"
        "prophet_lab.still({value}, season_prior={season_prior}, order={order}, "
        "holidays={holidays}, capacity={capacity})"
    )
    slider = (gettext("log10 of the changepoint prior"), "{:.2f}")
    return Lab(gettext("The trend lab"), figure, sweep, slider, -1.25, controls, presets, code).show()


def _years(dates):
    return 1970 + dates.astype("datetime64[D]").astype(float) / 365.2425


def _when(wide):
    return wide.start_ + (wide.design_.changes * wide.span_).astype("timedelta64[s]")


def _with(capacity, design):
    """Return a design with logistic growth up to a capacity, in thousands; without one, as it is."""
    if not capacity:
        return design
    cap = np.full(len(design.t), capacity / _data()[0].scale_)
    return dataclasses.replace(design, growth="logistic", cap=cap)
