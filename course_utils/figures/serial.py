"""The price of steps that wait for each other: time against length, rounds of a scan, what came when."""

import numpy as np
from matplotlib.ticker import NullFormatter

from course_utils.figures.style import FAINT, GREY, INK, STATE

_STYLES = ("solid", (0, (4, 1.5)), (0, (1, 1.5)), (0, (6, 1.5, 1, 1.5)))


def time_against_length(ax, lengths, seconds, slopes):
    """Draw how long one pass takes against the length of the sequence, on two log axes.

    What was measured is drawn and not told: no two machines, and no two runs, agree on it.

    Parameters
    ----------
    ax : Axes
    lengths : array, shape (n,)
    seconds : dict of str to array, each (n,)
        Of one pass, for each network.
    slopes : dict of str to float
        The exponents of guide lines to draw, by their label.

    Returns
    -------
    str
        What is drawn, over which lengths; no timings.
    """
    for (name, curve), style in zip(seconds.items(), _STYLES, strict=False):
        ax.plot(lengths, curve, color=INK, linestyle=style, marker="o", markersize=3)
        label = {"textcoords": "offset points", "fontsize": 9, "va": "center"}
        ax.annotate(name, (lengths[-1], curve[-1]), (6, 0), **label)
    least = min(curve.min() for curve in seconds.values())
    for name, slope in slopes.items():
        guide = least * (np.asarray(lengths) / lengths[0]) ** slope
        ax.plot(lengths, guide, color=GREY, linewidth=1)
        ax.annotate(
            name,
            (lengths[-2], guide[-2]),
            (4, -4),
            textcoords="offset points",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            fontsize=8,
            color=GREY,
            va="top",
        )
    ax.set(xscale="log", yscale="log", xlabel="sequence length T", ylabel="seconds of one pass")
    ax.set_xlim(lengths[0] * 0.9, lengths[-1] * 2.4)
    ax.set_xticks(lengths, [str(n) for n in lengths])
    ax.xaxis.set_minor_formatter(NullFormatter())
    return (
        f"Seconds of one pass, as this machine took them, for {len(lengths)} lengths from {lengths[0]} to "
        f"{lengths[-1]}: {', '.join(seconds)}. Grey lines: {' and '.join(slopes)}."
    )


def rounds(ax, T):
    """Draw the rounds of a scan over T steps: each arrow is one composition, each row one round.

    Parameters
    ----------
    ax : Axes
    T : int
        At least 2.

    Returns
    -------
    str
        How many rounds, and how many compositions in each.
    """
    counts, reach = [], 1
    while reach < T:
        r = len(counts)
        for t in range(T):
            if t >= reach:
                ax.plot([t - reach + 1, t + 1], [r, r + 1], color=INK, linewidth=0.9, zorder=1)
            ax.plot([t + 1, t + 1], [r, r + 1], color=FAINT if t < reach else INK, linewidth=0.9, zorder=1)
        counts.append(T - reach)
        reach *= 2
    for r in range(len(counts) + 1):
        done = np.arange(1, T + 1) <= 2**r
        for ready, color in ((done, STATE), (~done, "white")):
            steps = np.arange(1, T + 1)[ready]
            ax.plot(
                steps, np.full(len(steps), r), "o", color=color, markeredgecolor=INK, markersize=7, zorder=2
            )
    ax.set(xlabel="time step t", xlim=(0.3, T + 0.7), ylim=(len(counts) + 0.4, -0.4))
    ax.set_xticks(range(1, T + 1))
    ax.set_yticks(range(len(counts) + 1), ["pairs", *(f"round {r}" for r in range(1, len(counts) + 1))])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return (
        f"{T} steps in {len(counts)} rounds, with {', '.join(map(str, counts))} compositions side by side: "
        f"{sum(counts)} in all, where a loop makes {T - 1}, one after the other. Blue: finished."
    )


def timeline(ax, marks):
    """Draw what came when: one row a line of thought, one mark a paper.

    Parameters
    ----------
    ax : Axes
    marks : dict of str to dict of int to str
        For each row, from top to bottom, the names by year.

    Returns
    -------
    str
        How many marks, from which year to which, and how many in each row.
    """
    for row, names in enumerate(marks.values()):
        ax.axhline(row, color=FAINT, linewidth=1, zorder=0)
        for k, (year, name) in enumerate(sorted(names.items())):
            ax.plot(year, row, "o", color=STATE, markeredgecolor=INK, markersize=7)
            label = {"textcoords": "offset points", "fontsize": 8, "ha": "center"}
            if k % 2 == 0:
                ax.annotate(f"{name}\n{year}", (year, row), (0, 8), va="bottom", **label)
            else:
                ax.annotate(f"{year}\n{name}", (year, row), (0, -8), va="top", **label)
    years = [year for names in marks.values() for year in names]
    ax.set_yticks(range(len(marks)), marks)
    ax.set(ylim=(len(marks) - 0.4, -0.75), xlim=(min(years) - 4, max(years) + 4), xlabel="year")
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    told = "; ".join(f"{row}: {len(names)}" for row, names in marks.items())
    return f"{len(years)} marks from {min(years)} to {max(years)}, by row: {told}."
