"""Forecasts over a series, the parts of one, and a parameter between data and prior."""

import numpy as np
from matplotlib import dates as calendar

from course_utils.figures.marks import days, label, name_curves
from course_utils.figures.style import DATA, FAINT, FORECAST, GREY, INK, REFERENCE, curve_styles

_TICKS = (  # up to so many days: where ticks stand, and what they say
    (21, calendar.DayLocator(), calendar.DateFormatter("%a")),
    (400, calendar.MonthLocator(interval=3), calendar.DateFormatter("%b")),
    (np.inf, calendar.YearLocator(), calendar.DateFormatter("%Y")),
)
_WEEKS = np.timedelta64(50, "D")  # shorter ones have a day and a month at each tick


def over_series(ax, dates, y, curves, ylabel, split=None, band=None):
    """Draw curves over a series in grey, each named where it ends, and say how far each is from the series.

    ``dates`` and ``y``, both (n,), are the series, NaN left out; ``curves`` holds (dates, values) by name,
    three at most that are no networks. An upright line marks the date ``split`` where the known part ends,
    and errors count from there; ``band``, (dates, lower, upper), is shaded. The reading gives mean absolute
    errors in the unit of ``ylabel``, the smallest first, where a curve can be compared.
    """
    ax.plot(dates, y, label="the series", **DATA)
    if band:
        ax.fill_between(*band, color=FAINT, linewidth=0, zorder=0)
    if split is not None:
        ax.axvline(split, **REFERENCE)
    styles, errors = curve_styles(["the series", *curves]), {}
    known = dict(zip(dates.astype(str), y, strict=True))
    for name, (when, values) in curves.items():
        ax.plot(when, values, label=name, **styles[name], linewidth=1.6)
        ahead = np.ones(len(when), bool) if split is None else when >= split
        came = [known.get(str(day), np.nan) for day in when[ahead]]
        if not np.isnan(gaps := np.abs(came - values[ahead])).all():
            errors[name] = np.nanmean(gaps)
    ax.set(ylabel=ylabel)
    ax.margins(x=0.01)
    if np.ptp(np.asarray(dates, "datetime64[D]")) < _WEEKS:
        days(ax)
    name_curves(ax)
    listed = ", ".join(f"{name} {errors[name]:.3g}" for name in sorted(errors, key=errors.get))
    return f"Mean absolute error{'' if split is None else f' from {split} on'}, in {ylabel}: {listed}."


def waves(axes, days, medians, fits, fine):
    """Draw a season by Fourier series of rising order, one on each of the Axes, through the same points.

    ``days`` and ``medians``, both (n,), are to be met; ``fits`` holds by name the values (at the days, on
    the grid ``fine``). The reading says how far each passes from the points.
    """
    for ax, (name, (_, curve)) in zip(axes, fits.items(), strict=True):
        ax.plot(days, medians, "s", color=GREY, markersize=5)
        ax.plot(fine, curve, color=FORECAST["color"])
        ax.set(title=name, xlabel="day of the week, 0 is Monday", xticks=days)
    axes[0].set_ylabel("thousand riders")
    gaps = ", ".join(f"{name} {np.abs(at - medians).max():.1f}" for name, (at, _) in fits.items())
    return f"Largest gap between curve and median day, in thousands: {gaps}."


def components(axes, dates, parts, unit):
    """Draw the parts of a forecast, one on each of the Axes, all to the same scale.

    ``dates`` and ``parts`` hold arrays (n,) by name. Short parts have days or months at their ticks. The
    reading gives the range of each part, the widest first.
    """
    span = 1.15 * max(np.ptp(values) for values in parts.values())
    for ax, (name, values) in zip(axes, parts.items(), strict=True):
        ax.plot(dates[name], values, color=INK)
        middle = (values.min() + values.max()) / 2
        ax.set(title=name, ylabel=unit, ylim=(middle - span / 2, middle + span / 2))
        days = np.ptp(dates[name]) / np.timedelta64(1, "D")
        _, where, form = next(ticks for ticks in _TICKS if days <= ticks[0])
        ax.xaxis.set(major_locator=where, major_formatter=form)
    order = sorted(parts, key=lambda name: -np.ptp(parts[name]))
    ranges = [f"{name} from {parts[name].min():.3g} to {parts[name].max():.3g}" for name in order]
    return f"Parts, in {unit}, all to one scale: {', '.join(ranges)}."


def weighed(axes, sizes, data, prior):
    """Draw what a parameter costs by data and by prior, a pair on each of the Axes, and the least sum.

    ``sizes`` (n,) are the parameter's values; ``data`` holds a cost (n,) by what the data alone would like,
    ``prior`` (n,) is the same for all. Names stand beside the last of the Axes. The reading says what is
    found for each wish.
    """
    found = {}
    for ax, (wish, cost) in zip(axes, data.items(), strict=True):
        curves = {"data": (cost, GREY, "-"), "prior": (prior, GREY, "--"), "sum": (cost + prior, INK, "-")}
        for name, (curve, color, line) in curves.items():
            ax.plot(sizes, curve, line, color=color, linewidth=2.6 if name == "sum" else 1.2)
        least = (cost + prior).argmin()
        found[wish] = sizes[least] + 0.0
        ax.plot(sizes[least], (cost + prior)[least], "o", color=FORECAST["color"], markersize=7)
        ax.set(xlabel="δ", title=f"the data alone: {wish}", ylim=(-1, 2 * prior.max()))
    axes[0].set_ylabel("cost")
    for name, (curve, color, _) in curves.items():
        label(axes[-1], name, (sizes[-1], curve[-1]), color=color)
    said = ", ".join(f"{at:.2f} where the data alone would take {wish}" for wish, at in found.items())
    return f"Dots, where data and prior together cost least: {said}."
