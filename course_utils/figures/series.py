"""Series over time: forecasts beside the truth, gaps, parts in time order."""

import numpy as np

from course_utils.figures.style import FAINT, GREY, INK

_HOUR = np.timedelta64(1, "h")


def forecast(ax, when, actual, predicted, baseline, title, xlabel, ylabel):
    """Draw a forecast over the series it was meant to meet, with a constant baseline.

    Parameters
    ----------
    ax : Axes
    when, actual, predicted : array, shape (steps,)
        Times, values, and the forecast for the same times.
    baseline : float
        The value that the laziest forecast gives every time.
    title : str
        What was forecast, such as "In order".
    xlabel, ylabel : str
        Of the axes, with units.

    Returns
    -------
    str
        The root mean square errors of the forecast and of the baseline.
    """
    ax.plot(when, actual, color=GREY, linewidth=1.1)
    ax.plot(when, predicted, color=INK, linestyle=(0, (4, 1.5)))
    ax.axhline(baseline, color=INK, linestyle=(0, (1, 2)), linewidth=1)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    ax.margins(x=0.02, y=0.15)
    ax.annotate(
        "solid: actual    dashed: forecast    dotted: baseline",
        (0.01, 0.99),
        xycoords="axes fraction",
        va="top",
        fontsize=8,
        color=GREY,
    )
    errors = (np.sqrt(np.mean((actual - guess) ** 2)) for guess in (predicted, baseline))
    return f"{title}: error of the forecast {next(errors):.1f}, of the baseline {next(errors):.1f}."


def gaps(ax, times, values, unit):
    """Draw a series on a regular grid with its gaps shaded, each labelled with its length in hours.

    Parameters
    ----------
    ax : Axes
    times : array of datetime64, shape (steps,)
        A regular grid.
    values : array of float, shape (steps,)
        NaN where nothing was recorded.
    unit : str
        Unit of the values, for the axis.

    Returns
    -------
    str
        How many gaps there are, and the longest.
    """
    ax.plot(times, values, color=INK, linewidth=1.1, marker=".", markersize=2.5)
    missing = np.concatenate([[False], np.isnan(values), [False]])
    edges = np.flatnonzero(np.diff(missing.astype(int)))
    starts, ends = edges[::2], edges[1::2]
    step = times[1] - times[0]
    top = np.nanmax(values)
    for start, end in zip(starts, ends, strict=True):
        ax.axvspan(times[start] - step, times[start] + (end - start) * step, color=FAINT, zorder=0)
        middle = times[start] + (end - start - 1) * step / 2
        ax.annotate(
            f"{(end - start) * step / _HOUR:.0f} h",
            (middle, top),
            (0, 5),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    ax.set(ylabel=unit)
    ax.margins(x=0.01, y=0.12)
    longest = max(ends - starts, default=0)
    hours = longest * step / _HOUR
    return f"{len(starts)} gaps, shaded, with their length in hours; the longest lasts {hours:.0f} hours."


def parts(ax, times, values, slices, unit):
    """Draw a series cut into train, validation and test, in time order.

    Parameters
    ----------
    ax : Axes
    times, values : array, shape (steps,)
        The series.
    slices : sequence of three slice
        Train, validation, test, as from `sequences.split_in_time`.
    unit : str
        Unit of the values, for the axis.

    Returns
    -------
    str
        The span of each part.
    """
    ax.plot(times, values, color=INK, linewidth=1.1)
    spans = []
    for name, part, shade in zip(("train", "validation", "test"), slices, (0, 0.1, 0.22), strict=True):
        ax.axvspan(times[part][0], times[part][-1], color=GREY, alpha=shade, linewidth=0, zorder=0)
        ax.annotate(
            name,
            (times[part][len(times[part]) // 2], 1),
            (0, 4),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            fontsize=9,
        )
        spans.append(f"{name} {times[part][0]} to {times[part][-1]}")
    ax.set(ylabel=unit)
    ax.margins(x=0.01)
    return "In time order: " + ", ".join(spans) + "."
