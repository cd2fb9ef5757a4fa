"""Forecasts over a series, the parts of one, and scores over many origins."""

import numpy as np

from course_utils.figures.style import GREY, INK, OUTPUT

_STYLES = ("solid", (0, (4, 1.5)), (0, (1, 1.5)), (0, (5, 1, 1, 1)))


def over_series(ax, dates, y, curves, ylabel, split=None, band=None):
    """Draw curves over a series, each named at its end, and say how far each is from what came.

    Parameters
    ----------
    ax : Axes
    dates, y : array, shape (n,)
        The series; NaN is left out.
    curves : dict of str to (dates, values)
        At most four, told apart by line style and label.
    ylabel : str
        With its unit.
    split : date, optional
        Where the known part ends: a dotted line, and errors count from there.
    band : tuple of array, optional
        ``(dates, lower, upper)``, shaded.

    Returns
    -------
    str
        The mean absolute error of each curve, where it can be compared.
    """
    ax.plot(dates, y, color=GREY, linewidth=1)
    if band:
        ax.fill_between(*band, color="#cccccc", linewidth=0, zorder=0)
    if split is not None:
        ax.axvline(split, color=INK, linestyle=(0, (1, 2)), linewidth=1)
    told = []
    ends = np.array([values[-1] for _, values in curves.values()])
    span = np.ptp(np.r_[y[~np.isnan(y)], ends]) or 1.0
    heights, labels = _spread(ends, 0.085 * span), []
    for (name, (when, values)), style, height in zip(curves.items(), _STYLES, heights, strict=False):
        ax.plot(when, values, color=INK, linestyle=style, linewidth=1.4)
        labels.append((name, style, (when[-1], values[-1]), height))
        known = dict(zip(dates.astype(str), y, strict=True))
        from_ = when >= split if split is not None else np.ones(len(when), bool)
        gaps = [
            abs(known.get(str(day), np.nan) - value)
            for day, value in zip(when[from_], values[from_], strict=True)
        ]
        if not np.isnan(gaps).all():
            told.append(f"{name} {np.nanmean(gaps):.3g}")
    ax.set(ylabel=ylabel)
    ax.margins(x=0.01)
    beside = ax.get_yaxis_transform()
    for name, style, end, height in labels:  # the curve's own line leads on to its name
        leader = {"arrowstyle": "-", "linestyle": style, "color": INK, "linewidth": 0.8, "shrinkB": 0}
        ax.annotate(name, end, (1.045, height), textcoords=beside, va="center", fontsize=8, arrowprops=leader)
    return f"Mean absolute error{'' if split is None else ' after the dotted line'}: {', '.join(told)}."


def waves(axes, days, medians, fits, fine):
    """Draw a season by Fourier series of rising order, one picture each, through the same points.

    Parameters
    ----------
    axes : array of Axes, one a fit
    days, medians : array, shape (n,)
        What is to be met.
    fits : dict of str to (at the days, on the fine grid)
    fine : array
        Where the curves are drawn.

    Returns
    -------
    str
        How far each passes from the points.
    """
    for ax, (name, (_, curve)) in zip(axes, fits.items(), strict=True):
        ax.plot(fine, curve, color=INK)
        ax.plot(days, medians, "s", color=GREY, markersize=5)
        ax.set(title=name, xlabel="day of the week, 0 is Monday")
        ax.set_xticks(days)
    axes[0].set_ylabel("thousand riders")
    told = ", ".join(f"{name} {np.abs(at - medians).max():.1f}" for name, (at, _) in fits.items())
    return f"Largest gap between curve and median day, in thousands: {told}."


def components(axes, dates, parts, units):
    """Draw the parts of a forecast, one below the other.

    Parameters
    ----------
    axes : array of Axes, one a part
    dates : dict of str to array
        Where each part is drawn.
    parts : dict of str to array
    units : dict of str to str

    Returns
    -------
    str
        The range of each part.
    """
    told = []
    for ax, (name, values) in zip(axes, parts.items(), strict=True):
        ax.plot(dates[name], values, color=INK)
        ax.set(title=name, ylabel=units[name])
        told.append(f"{name} from {values.min():.3g} to {values.max():.3g}")
    return "Parts: " + ", ".join(told) + "."


def scores(ax, means, title, networks=("RNN", "LSTM", "GRU"), reference="seasonal naive"):
    """Draw the MASE of models over all origins, best on top; networks with the spread over their seeds.

    Parameters
    ----------
    ax : Axes
    means : dict of str to array, shape (seeds,)
        Mean MASE over the origins, one a seed; a model that draws nothing has one.
    title : str
    networks : tuple of str
        Drawn in colour and hollow.
    reference : str
        Marked by a dotted line.

    Returns
    -------
    str
        The best three, and the networks.
    """
    order = sorted(means, key=lambda name: np.mean(means[name]))
    for i, name in enumerate(order):
        values, net = np.asarray(means[name]), name in networks
        color = OUTPUT if net else INK
        if len(values) > 1:
            ax.plot([values.min(), values.max()], [i, i], color=color, linewidth=2)
        face = "white" if net else color
        ax.plot(values.mean(), i, "o", color=color, markerfacecolor=face, markersize=6)
        ax.annotate(
            f"{values.mean():.2f}",
            (values.max(), i),
            (7, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    if reference in means:
        ax.axvline(np.mean(means[reference]), color=GREY, linestyle=(0, (1, 2)), linewidth=1)
    ax.set_yticks(range(len(order)), order, fontsize=8)
    ax.set(xlabel="MASE, mean over all origins", title=title, xlim=(0, None))
    ax.invert_yaxis()
    ax.margins(x=0.12)
    best = ", ".join(f"{name} {np.mean(means[name]):.2f}" for name in order[:3])
    nets = ", ".join(
        f"{name} {np.mean(means[name]):.2f} (seeds {np.min(means[name]):.2f} to {np.max(means[name]):.2f})"
        for name in order
        if name in networks
    )
    return f"{title}. Best: {best}. Networks: {nets}."


def _spread(heights, least):
    """Return heights moved apart so that labels keep a distance."""
    order = np.argsort(heights)
    moved = heights[order].astype(float)
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + least)
    back = np.empty_like(moved)
    back[order] = moved - (moved - heights[order]).mean()
    return back
