"""The price of steps that wait for each other: time against length, and rounds of a scan."""

import numpy as np
from matplotlib.ticker import NullLocator

from course_utils.figures.marks import bare, name_curves
from course_utils.figures.style import FAINT, GREY, INK, STATE, curve_styles

_FINISHED = {"color": STATE, "markeredgecolor": INK, "markersize": 8}
_ON_THE_WAY = {"color": INK, "markersize": 3.5}


def time_against_length(ax, lengths, seconds, slopes):
    """Draw how long one pass of each network takes against the length of the sequence, on two log axes.

    ``seconds`` holds arrays (lengths,) by network; ``slopes`` the exponents of guide lines by their label.
    What was measured stays out of the reading: no two machines, and no two runs, agree on it.
    """
    looks = curve_styles(["a guide", *seconds])
    for name, took in seconds.items():
        ax.plot(lengths, took, label=name, marker="o", markersize=3, **looks[name])
    least = min(curve.min() for curve in seconds.values())
    for name, slope in slopes.items():
        guide = least * (np.asarray(lengths) / lengths[0]) ** slope
        ax.plot(lengths, guide, color=GREY, linewidth=1, label=name)
    ax.set(xscale="log", yscale="log", xlabel="sequence length T", ylabel="seconds of one pass")
    ax.set_xticks(lengths, [str(n) for n in lengths])
    ax.xaxis.set_minor_locator(NullLocator())
    name_curves(ax)
    return (
        f"Seconds of one pass, as measured on this machine, for {len(lengths)} lengths from {lengths[0]} to "
        f"{lengths[-1]}: {', '.join(seconds)}. Grey lines: {' and '.join(slopes)}."
    )


def rounds(ax, T):
    """Draw the rounds of a scan over T >= 2 steps: a row for each, with an arrow for each composition.

    The reading says how many rounds there are, and how many compositions in each.
    """
    steps, reaches = np.arange(1, T + 1), [1]
    while reaches[-1] < T:
        reaches.append(2 * reaches[-1])
    for r, reach in enumerate(reaches[:-1]):
        line = {"linewidth": 0.9, "zorder": 1}
        for t in steps:
            ax.plot([t, t], [r, r + 1], color=FAINT if t <= reach else INK, **line)
            if t > reach:
                ax.plot([t - reach, t], [r, r + 1], color=INK, **line)
    for r, reach in enumerate(reaches):
        for ready, look in ((steps <= reach, _FINISHED), (steps > reach, _ON_THE_WAY)):
            ax.plot(steps[ready], np.full(ready.sum(), r), "o", zorder=2, **look)
    counts = [T - reach for reach in reaches[:-1]]
    ax.set(xlabel="time step t", xlim=(0.3, T + 0.7), ylim=(len(counts) + 0.4, -0.4), xticks=steps)
    ax.set_yticks(range(len(reaches)), ["pairs", *(f"round {r}" for r in range(1, len(reaches)))])
    bare(ax)
    return (
        f"{T} steps in {len(counts)} rounds, with {', '.join(map(str, counts))} compositions side by side: "
        f"{sum(counts)} in all, where a loop makes {T - 1}, one after the other. Large and blue: finished."
    )
