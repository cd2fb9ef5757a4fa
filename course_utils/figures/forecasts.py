"""Forecasts over a series, the parts of one, and scores over many origins."""

import numpy as np

from course_utils.figures.marks import keep_apart, label
from course_utils.figures.style import DATA, GREY, INK, NETWORKS, OUTPUT, REFERENCE, curve_styles


def over_series(ax, dates, y, curves, ylabel, split=None, band=None):
    """Draw curves over a series, each named next to the Axes, and say how far each is from the true values.

    ``dates`` and ``y``, both (n,), are the series, NaN left out; ``curves`` holds (dates, values) by name,
    four at most. A dotted line marks the date ``split`` where the known part ends, and errors count from
    there; ``band``, (dates, lower, upper), is shaded. The reading gives mean absolute errors where a curve
    can be compared.
    """
    ax.plot(dates, y, **DATA)
    if band:
        ax.fill_between(*band, color="#cccccc", linewidth=0, zorder=0)
    if split is not None:
        ax.axvline(split, **REFERENCE)
    ends = np.array([values[-1] for _, values in curves.values()])
    span = np.ptp(np.r_[y[~np.isnan(y)], ends]) or 1.0
    heights = keep_apart(ends, 0.085 * span)
    styles, errors = curve_styles(curves), []
    place = {"textcoords": ax.get_yaxis_transform(), "va": "center", "fontsize": 8}
    known = dict(zip(dates.astype(str), y, strict=True))
    for (name, (when, values)), height in zip(curves.items(), heights, strict=True):
        ax.plot(when, values, **styles[name], linewidth=1.4)
        leader = styles[name] | {"arrowstyle": "-", "linewidth": 0.8, "shrinkB": 0}  # on to the name
        ax.annotate(name, (when[-1], values[-1]), (1.045, height), arrowprops=leader, **place)
        ahead = np.ones(len(when), bool) if split is None else when >= split
        came = [known.get(str(day), np.nan) for day in when[ahead]]
        if not np.isnan(gaps := np.abs(came - values[ahead])).all():
            errors.append(f"{name} {np.nanmean(gaps):.3g}")
    ax.set(ylabel=ylabel)
    ax.margins(x=0.01)
    return f"Mean absolute error{'' if split is None else ' after the dotted line'}: {', '.join(errors)}."


def waves(axes, days, medians, fits, fine):
    """Draw a season by Fourier series of rising order, one on each of the Axes, through the same points.

    ``days`` and ``medians``, both (n,), are to be met; ``fits`` holds by name the values (at the days, on
    the grid ``fine``). The reading says how far each passes from the points.
    """
    for ax, (name, (_, curve)) in zip(axes, fits.items(), strict=True):
        ax.plot(fine, curve, color=INK)
        ax.plot(days, medians, "s", color=GREY, markersize=5)
        ax.set(title=name, xlabel="day of the week, 0 is Monday", xticks=days)
    axes[0].set_ylabel("thousand riders")
    gaps = ", ".join(f"{name} {np.abs(at - medians).max():.1f}" for name, (at, _) in fits.items())
    return f"Largest gap between curve and median day, in thousands: {gaps}."


def components(axes, dates, parts, units):
    """Draw the parts of a forecast, one on each of the Axes; dates, parts and units are dicts by name.

    The reading gives the range of each part.
    """
    for ax, (name, values) in zip(axes, parts.items(), strict=True):
        ax.plot(dates[name], values, color=INK)
        ax.set(title=name, ylabel=units[name])
    ranges = [f"{name} from {values.min():.3g} to {values.max():.3g}" for name, values in parts.items()]
    return "Parts: " + ", ".join(ranges) + "."


def scores(ax, means, title, reference="seasonal naive"):
    """Draw the MASE of models over all origins, best on top; networks with the spread over their seeds.

    ``means`` holds by model its mean MASE over the origins for each seed, shape (seeds,): a model that draws
    nothing has one. A dotted line marks the model ``reference``. The reading gives the best three, and the
    networks.
    """
    order = sorted(means, key=lambda name: np.mean(means[name]))
    for i, name in enumerate(order):
        values, net = np.asarray(means[name]), name in NETWORKS
        color = OUTPUT if net else INK
        ax.plot([values.min(), values.max()], [i, i], color=color, linewidth=2)
        ax.plot(values.mean(), i, "o", color=color, markerfacecolor="white" if net else color, markersize=6)
        label(ax, f"{values.mean():.2f}", (values.max(), i), (7, 0), fontsize=8)
    if reference in means:
        ax.axvline(np.mean(means[reference]), **REFERENCE)
    ax.set_yticks(range(len(order)), order, fontsize=8)
    ax.set(xlabel="MASE, mean over all origins", title=title, xlim=(0, None))
    ax.invert_yaxis()
    ax.margins(x=0.12)
    best = ", ".join(f"{name} {np.mean(means[name]):.2f}" for name in order[:3])
    nets = ", ".join(
        f"{name} {np.mean(means[name]):.2f} (seeds {np.min(means[name]):.2f} to {np.max(means[name]):.2f})"
        for name in order
        if name in NETWORKS
    )
    return f"{title}. Best: {best}. Networks: {nets}."
