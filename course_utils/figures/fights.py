"""Networks against each other on equal budgets: learning curves, five seeds, the clock.

Seconds differ from machine to machine, so where they are drawn they stay out of the readings.
"""

import numpy as np
from matplotlib.ticker import MaxNLocator

from course_utils.figures.marks import label, name_bars, name_curves
from course_utils.figures.style import FAINT, NETWORKS, curve_styles, network_style

_FIGHTERS = ("RNN", "LSTM", "GRU")
_WIDTH = 5  # updates: each point is the median of the last so many, as many as a task is judged by


def race(axes, fights):
    """Draw the losses of some networks on some tasks: above against updates, below against seconds.

    ``axes`` is (2, tasks); ``fights`` holds (losses, seconds, solved) by task and network. The reading says
    who solved which task after how many updates, or gives the losses at the end.
    """
    for column, (task, runs) in zip(axes.T, fights.items(), strict=True):
        styles = curve_styles(runs)
        for network, (losses, seconds, _) in runs.items():
            curve = [np.median(losses[max(0, i - _WIDTH) : i]) for i in range(1, len(losses) + 1)]
            for ax, last in zip(column, (len(losses), seconds), strict=True):
                x = np.linspace(last / len(losses), last, len(losses))
                end = {"marker": "o", "markersize": 4, "markevery": [-1]}
                ax.plot(x, curve, label=network, **styles[network], linewidth=1.4, **end)
        for ax, unit in zip(column, ("update", "seconds"), strict=True):
            ax.set(xlabel=unit, yscale="log" if task == "adding" else "linear")
            ax.margins(x=0.16, y=0.12)
            ax.set_xlim(left=0)
        column[0].set_title(task, loc="center", fontsize=10)
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    for ax in axes.ravel():  # when all else stands in its place
        name_curves(ax)
    results = "; ".join(_result(task, runs) for task, runs in fights.items())
    return f"The same budget for each network; {results}."


def _result(task, runs):
    """Return in words who solved a task after how many updates; if nobody did, the losses at the end."""
    after = {name: len(losses) for name, (losses, _, solved) in runs.items() if solved}
    if after:
        return f"{task} solved by {', '.join(f'{name} after ≈ {n} updates' for name, n in after.items())}"
    ends = {name: np.median(losses[-_WIDTH:]) for name, (losses, *_) in runs.items()}
    losses = ", ".join(f"≈ {end:.2f} {name}" for name, end in ends.items())
    return f"{task} solved by none: loss at the end {losses}"


def spread(axes, record):
    """Draw five seeds of each network on each task: in how many updates it was solved.

    ``axes`` is an array of Axes, one for each task; what is left over goes. ``record`` holds columns
    of ``data/fights.csv``. On a task that nobody can solve, the loss at the end takes the updates' place.
    The reading says for each task and network how many seeds solved it and in how many updates, or gives the
    losses.
    """
    results, tasks = [], list(dict.fromkeys(record["task"].tolist()))
    for ax in axes.flat[len(tasks) :]:
        ax.remove()
    for ax, task in zip(axes.flat, tasks, strict=False):
        here = record["task"] == task
        endless = not (record["stopped"][here] == "solved").any()
        scores = []
        for place, network in enumerate(_FIGHTERS):
            look = NETWORKS[network]
            mine = here & (record["network"] == network)
            solved = record["stopped"][mine] == "solved"
            counted = record["loss" if endless else "updates"][mine]
            faces = np.where(solved | endless, look["color"], "none")
            places = place + np.linspace(-0.28, 0.28, len(counted))
            ax.scatter(places, counted, 22, faces, edgecolors=look["color"], linewidths=1.2)
            scores.append(f"{network} {_score(counted, solved, endless)}")
        _seed_axes(ax, task, endless)
        results.append(f"{task}: {', '.join(scores)}")
    return f"Filled: solved; hollow: budget spent. {'; '.join(results)}."


def _score(values, solved, endless):
    """Return in words how the seeds of one network did: the losses, or in how many updates they solved it."""
    if endless:
        return f"{values.min():.2f} to {values.max():.2f}"
    if not solved.any():
        return "none"
    low, high = values[solved].min(), values[solved].max()
    span = f"{low:.0f}" if low == high else f"{low:.0f} to {high:.0f}"
    return f"{solved.sum()} of {len(solved)}, {span} updates"


def _seed_axes(ax, task, endless):
    """Name the networks below, and what the axis shows; counts begin at 0, and losses have room."""
    ax.set_title(task, loc="center", fontsize=10)
    ax.set_ylabel("loss on held-out names" if endless else "updates", fontsize=9)
    ax.set_xticks(range(len(_FIGHTERS)), _FIGHTERS, fontsize=9)
    for tick, name in zip(ax.get_xticklabels(), _FIGHTERS, strict=True):
        tick.set_color(NETWORKS[name]["color"])
    ax.set_xlim(-0.5, len(_FIGHTERS) - 0.5)
    ax.grid(axis="y", color=FAINT, linewidth=0.6)
    low, high = ax.get_ylim()
    ax.set_ylim((low - 0.1, high + 0.1) if endless else (0, high))


def clock(axes, sizes, took):
    """Draw weights and milliseconds of some layers, both by name, on two Axes that share y.

    The fewest weights stand on top. The reading gives only the weights.
    """
    order = sorted(sizes, key=sizes.get)
    for ax, values, form in zip(axes, (sizes, took), ("{:,.0f}", "{:.1f}"), strict=True):
        name_bars(ax, {name: values[name] for name in order}, form)
        for bar, name in zip(ax.patches, order, strict=True):
            bar.set_facecolor(network_style(name)["color"])
        ax.margins(x=0.25)
        ax.xaxis.set_major_locator(MaxNLocator(4))
    axes[0].set_xlabel("weights")
    axes[1].set_xlabel("milliseconds, forward and backward")
    counted = ", ".join(f"{name} {sizes[name]:,}" for name in order)
    return f"Weights: {counted}. On the right the milliseconds that this machine took."


def by_change(ax, effects, xlabel):
    """Draw how much each change moves each network, as bars: a group for each change, the largest on top.

    ``effects`` holds numbers by change and network. The reading lists them.
    """
    order, listed = sorted(effects, key=lambda change: -max(effects[change].values())), []
    for k, change in enumerate(order):
        ranked = sorted(effects[change], key=effects[change].get, reverse=True)
        for i, network in enumerate(ranked):
            place, value = k + 0.27 * (i - 1), effects[change][network]
            ax.barh(place, value, 0.23, color=NETWORKS[network]["color"])
            label(ax, f"{network} {value:.2f}", (value, place), color=NETWORKS[network]["color"], fontsize=8)
        listed.append(f"{change}: {', '.join(f'{name} {effects[change][name]:.2f}' for name in ranked)}")
    ax.set_yticks(range(len(order)), order)
    ax.tick_params(axis="y", length=0)
    ax.yaxis.set_inverted(True)
    ax.margins(x=0.15)
    ax.set_xlabel(xlabel)
    return f"{xlabel[0].upper()}{xlabel[1:]}: {'; '.join(listed)}."
