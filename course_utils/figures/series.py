"""Series over time: forecasts beside the truth, gaps, parts in time order, a window and its row."""

import numpy as np
from matplotlib.patches import Rectangle

from course_utils.figures.style import FAINT, GREY, INK, INPUT, OUTPUT

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


def window_row(series_ax, matrix_ax, when, xs, length, horizon, row, xlabel, ylabel):
    """Light up one row of a design matrix, and the window and target it is cut from.

    Parameters
    ----------
    series_ax, matrix_ax : Axes
        For the series and for the matrix; the matrix has the target as its last column.
    when, xs : array, shape (seq_len,)
        Times and values.
    length, horizon : int
        Of the window, in steps; see `sequences.windows`.
    row : int
        The row that is lit.
    xlabel, ylabel : str
        Of the series, with units.

    Returns
    -------
    str
        Rows and columns of the matrix, and what the lit row holds.
    """
    target = row + length - 1 + horizon
    inside = slice(row, row + length)
    series_ax.plot(when, xs, color=GREY, linewidth=1)
    series_ax.axvspan(when[row], when[row + length - 1], color=INPUT, alpha=0.25, linewidth=0)
    series_ax.plot(when[inside], xs[inside], color=INPUT, marker="o", markersize=3.5, markeredgecolor=INK)
    series_ax.plot(when[target], xs[target], "s", color=OUTPUT, markeredgecolor=INK, markersize=7)
    series_ax.annotate(
        "target",
        (when[target], xs[target]),
        (7, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
    )
    title = f"window length {length}, horizon {horizon}"
    series_ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    series_ax.margins(x=0.02)
    rows = len(xs) - length - horizon + 1
    columns = [*range(length), length - 1 + horizon]
    matrix = xs[np.arange(rows)[:, None] + columns]
    matrix_ax.imshow(matrix, aspect="auto", vmin=xs.min(), vmax=xs.max())
    matrix_ax.axvline(length - 0.5, color="white", linewidth=3)
    for left, width, color in ((-0.5, length, INPUT), (length - 0.5, 1, OUTPUT)):
        matrix_ax.add_patch(
            Rectangle((left, row - 1.5), width, 3, facecolor="none", edgecolor=color, linewidth=2, zorder=3)
        )
    matrix_ax.set(title=f"{rows} rows, {length} + 1 columns", ylabel="row")
    matrix_ax.set_xlabel(f"{ylabel}: dark {xs.min():.0f}, light {xs.max():.0f}")
    matrix_ax.set_xticks([0, length], ["oldest", "target"])
    return (
        f"Window length {length}, horizon {horizon}: {rows} rows; the lit row reads {length} values, "
        f"from {when[row]} to {when[row + length - 1]}, to predict {when[target]}."
    )
