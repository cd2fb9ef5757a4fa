"""Networks against each other on equal budgets: learning curves, five seeds, the clock.

Seconds differ from machine to machine, so they are drawn and not told.
"""

import numpy as np

from course_utils.figures.style import FAINT, GREY, INK

_DASHES = {"RNN": (0, (1, 1.5)), "LSTM": (0, (4, 1.5)), "GRU": "solid"}
_HEIGHTS = {"RNN": -7, "LSTM": 9, "GRU": 1}  # of the names beside the ends, in points
_WIDTH = 25  # updates whose median is drawn


def race(axes, fights):
    """Draw the losses of some networks on some tasks: above against updates, below against seconds.

    Parameters
    ----------
    axes : array of Axes, shape (2, tasks)
    fights : dict of str to dict of str to (losses, seconds, solved)
        By task and network.

    Returns
    -------
    str
        Who solved which task.
    """
    told = []
    for column, (task, runs) in zip(axes.T, fights.items(), strict=True):
        for network, (losses, seconds, _) in runs.items():
            parts = [losses[max(0, i - _WIDTH) : i] for i in range(1, len(losses) + 1)]
            smooth = np.array([np.median(part) for part in parts])
            at = np.arange(1, len(losses) + 1)
            for ax, x in zip(column, (at, at * seconds / len(losses)), strict=True):
                ax.plot(x, smooth, color=INK, linestyle=_DASHES[network], linewidth=1.4)
                ax.plot(x[-1], smooth[-1], marker="o", markersize=4, color=INK)
                place = {"xytext": (4, _HEIGHTS[network]), "textcoords": "offset points"}
                ax.annotate(network, (x[-1], smooth[-1]), fontsize=8, va="center", **place)
        for ax, label in zip(column, ("update", "seconds"), strict=True):
            ax.set(xlabel=label, yscale="log" if task == "adding" else "linear")
            ax.margins(x=0.16)
            ax.set_xlim(left=0)
        column[0].set_title(task, loc="center", fontsize=10)
        solved = [network for network, (_, _, one) in runs.items() if one]
        if solved:
            told.append(f"{task} solved by {', '.join(solved)}")
    axes[0, 0].set_ylabel("loss")
    axes[1, 0].set_ylabel("loss")
    return f"{len(fights)} tasks, the same budget for each network; {'; '.join(told) or 'none was solved'}."


def spread(axes, record):
    """Draw five seeds of each network on each task: updates until it was solved above, seconds below.

    Parameters
    ----------
    axes : array of Axes, shape (2, tasks)
    record : Table
        ``data/fights.csv``. On a task that nobody can solve, the loss at the end takes the updates' place.

    Returns
    -------
    str
        For each task and network how many seeds solved it, and in how many updates; or the losses.
    """
    told, columns = [], {name: record[name] for name in record.columns}
    for column, task in zip(axes.T, dict.fromkeys(columns["task"].tolist()), strict=True):
        here = columns["task"] == task
        endless = not (columns["stopped"][here] == "solved").any()
        said = []
        for place, network in enumerate(_DASHES):
            mine = here & (columns["network"] == network)
            solved = columns["stopped"][mine] == "solved"
            shift = place + np.linspace(-0.2, 0.2, len(solved))
            main = columns["loss" if endless else "updates"][mine]
            for ax, values in zip(column, (main, columns["seconds"][mine]), strict=True):
                for x, y, good in zip(shift, values, solved | endless, strict=True):
                    ax.plot(x, y, "o", markersize=6, markeredgecolor=INK, color=INK if good else "white")
            if endless:
                said.append(f"{network} {main.min():.2f} to {main.max():.2f}")
            elif solved.any():
                said.append(
                    f"{network} {solved.sum()} of {len(solved)}, {main[solved].min():.0f} to "
                    f"{main[solved].max():.0f} updates"
                )
            else:
                said.append(f"{network} none")
        column[0].set_title(task.replace("noise, ", "noise,\n"), loc="center", fontsize=9)
        column[0].set_ylabel("loss on hidden names" if endless else "updates", fontsize=9)
        for ax in column:
            ax.set_xticks(range(len(_DASHES)), list(_DASHES), fontsize=8)
            ax.tick_params(axis="y", labelsize=8)
            ax.set_xlim(-0.5, len(_DASHES) - 0.5)
            ax.grid(axis="y", color=FAINT, linewidth=0.6)
            if not endless or ax is column[1]:
                ax.set_ylim(bottom=0)
        told.append(f"{task}: {', '.join(said)}")
    axes[1, 0].set_ylabel("seconds", fontsize=9)
    return f"Filled: solved; hollow: budget spent. {'; '.join(told)}."


def clock(axes, sizes, took):
    """Draw weights and milliseconds of some layers side by side.

    Parameters
    ----------
    axes : two Axes, sharing y
    sizes : dict of str to int
    took : dict of str to float
        Milliseconds: drawn, not told.

    Returns
    -------
    str
        The weights alone.
    """
    names = list(sizes)
    for ax, values, form in ((axes[0], sizes, "{:,.0f}"), (axes[1], took, "{:.1f}")):
        numbers = [values[name] for name in names]
        ax.barh(names, numbers, color=FAINT, edgecolor=INK, height=0.6)
        for i, value in enumerate(numbers):
            ax.annotate(form.format(value), (value, i), (4, 0), textcoords="offset points", va="center")
        ax.margins(x=0.2)
        ax.tick_params(axis="y", length=0)
    axes[0].invert_yaxis()
    axes[0].set_xlabel("weights")
    axes[1].set_xlabel("milliseconds, forward and backward", color=GREY)
    counted = ", ".join(f"{name} {sizes[name]:,}" for name in names)
    return f"Weights: {counted}. On the right the milliseconds that this machine took."
