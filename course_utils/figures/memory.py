"""What memories hold of a series, and trainings that ask for memory: the learner's among all recorded."""

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from course_utils.figures.marks import label, name_curves
from course_utils.figures.style import CURVES, DATA, GREY, NETWORKS, REFERENCE, network_style

_HIGHEST = 1.5  # times the baseline: the top of a loss axis
_RECALL = {  # the rules have the colours of the recall lab
    "GRU": ("GRU", NETWORKS["GRU"]),
    "linear attention, sum": ("the sum", CURVES[2]),
    "linear attention, delta": ("the delta rule", CURVES[1]),
    "attention": ("attention", NETWORKS["attention"]),
}
_CHANCE = 1 / 8


def averages(ax, when, xs, curves, ylabel, xlabel):
    """Draw a series in grey, and what memories of it hold at every step, all (steps,), by name.

    The reading gives the lowest and highest value of the series and of each memory.
    """
    ax.plot(when, xs, label="the series", **DATA)
    for (name, curve), look in zip(curves.items(), CURVES[1:], strict=False):  # the first is a grey, too
        ax.plot(when, curve, label=name, **look)
    ax.set(ylabel=ylabel, xlabel=xlabel)
    ax.margins(x=0.01)
    name_curves(ax)
    ranges = {"the series": xs} | curves
    spans = [f"{name} from {np.min(values):.1f} to {np.max(values):.1f}" for name, values in ranges.items()]
    return f"Lowest and highest values: {'; '.join(spans)}."


def recorded(axes, table, task, runs, baseline):
    """Draw for each model all recorded runs of a task in grey, and the learner's own in the model's colour.

    ``table`` is ``training_runs`` with a row for each recorded run; ``runs`` holds by model, one on each of
    the Axes that share y, the losses (updates,) of the learner's run, or None; ``baseline`` is the loss of an
    answer that needs no learning. The reading says how many recorded runs solved the task, and after how
    many updates; of the learner's run, which differs from machine to machine, it says nothing.
    """
    results = []
    for ax, (model, losses) in zip(axes, runs.items(), strict=True):
        rows = np.flatnonzero((table["task"] == task) & (table["model"] == model))
        solved = _draw_runs(ax, table, rows, 0.94 * _HIGHEST * baseline)
        if losses is not None:
            own = network_style(model) or CURVES[1]
            ax.plot(*_medians(np.asarray(losses)), **own | {"linestyle": "solid"}, linewidth=2)
            where = {"transform": ax.transAxes, "ha": "right", "va": "top", "fontsize": 9}
            ax.text(1, 1, "your run", color=own["color"], **where)
        ax.axhline(baseline, **REFERENCE)
        span = f" in {min(solved)} to {max(solved)}" if solved else ""
        ax.set_title(f"{model}\n{len(solved)} of {len(rows)} solved{span}", loc="center", fontsize=9)
        ax.set(xlabel="update", ylim=(0, _HIGHEST * baseline))
        ax.xaxis.set_major_locator(MaxNLocator(3, integer=True))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
        span += " updates" if solved else ""
        lost = sum(table["stopped"][rows] == "diverged")
        span += f", {lost} diverged" if lost else ""
        results.append(f"{model} solved {len(solved)} of {len(rows)}{span}")
    axes[0].set_ylabel("loss")
    how = {"ha": "left", "va": "top", "xycoords": axes[0].get_yaxis_transform(), "color": GREY}
    label(axes[0], f"baseline: {baseline:.3f}", (0.04, baseline * 0.5), (0, 0), **how)
    marks = f"The baseline is {baseline:.3f}. Dots: solved; crosses: diverged."
    return f"Recorded runs: {'; '.join(results)}. {marks}"


def recall_runs(axes, record, live=None):
    """Draw the share of right answers over the number of keys: left each stored once, right twice.

    ``record`` is the Table of ``data/recall_runs.csv``: a curve is the mean over the starts of a network, its
    band from the worst start to the best. ``live`` holds runs just done, {pairs: share} by network and times;
    they are dots, and the reading says nothing of them. A network that trained for longer as well has a thin
    curve more. The reading gives the means at the most keys, and the range over the starts.
    """
    sentences, live, equal = [], live or {}, record["updates"].min()
    for ax, times, title in zip(axes, (1, 2), ("each key stored once", "each key stored twice"), strict=True):
        listed = []
        for network, (name, look) in _RECALL.items():
            mine = (record["network"] == network) & (record["times"] == times)
            for updates in np.unique(record["updates"][mine]):
                longer, rows = updates > equal, mine & (record["updates"] == updates)
                thin = {"linewidth": 0.9} if longer else {}
                named = f"{name}, {updates / equal:.0f} × as long" if longer else name
                listed.append(_recall_curve(ax, record, rows, named, look | thin))
            if (network, times) in live:
                ax.plot(*zip(*live[network, times].items(), strict=True), "o", color=look["color"], ms=4)
        ax.axhline(_CHANCE, color=GREY, linewidth=0.8)  # solid: the sum's curve is dotted
        pairs = np.unique(record["pairs"])
        ax.set(xlim=(0, 1.55 * pairs[-1]), ylim=(0, 1.05), xlabel="keys stored", xticks=pairs[2::2])
        ax.set_title(title, loc="center", fontsize=10)
        name_curves(ax)
        sentences.append(f"{title}, at {pairs[-1]:.0f} keys: {', '.join(listed)}")
    axes[0].set_ylabel("right answers")
    label(axes[0], "guessing", (0, _CHANCE), (4, -4), color=GREY, va="top")
    return f"Mean share of right answers (worst to best start): {'; '.join(sentences)}."


def _recall_curve(ax, record, rows, name, look):
    """Draw the mean and the range over starts; return the mean and the range at the most pairs in words."""
    pairs = np.unique(record["pairs"][rows])
    right = np.array([record["right"][rows & (record["pairs"] == n)] for n in pairs])
    low, high = right.min(axis=1), right.max(axis=1)
    ax.fill_between(pairs, low, high, color=look["color"], alpha=0.2, lw=0)
    ax.plot(pairs, right.mean(axis=1), label=name, **look)
    spread = f"{low[-1]:.2f} to {high[-1]:.2f}"
    return f"{name} {right[-1].mean():.2f} ({spread}, {right.shape[1]} starts)"


def _draw_runs(ax, table, rows, top):
    """Draw recorded runs with marks at their ends; return the last updates of those that solved the task."""
    solved = []
    for row in rows:
        loss = np.array(table["losses"][row].split(), dtype=float)
        update = np.minimum(table["every"][row] * np.arange(1, len(loss) + 1), table["updates"][row])
        ax.plot(update, loss, color=GREY, linewidth=0.9)
        if table["stopped"][row] == "solved":
            ax.plot(update[-1], loss[-1], "o", color=GREY, markersize=4)
            solved.append(int(update[-1]))
        if table["stopped"][row] == "diverged":
            ax.plot(update[-1], top, "x", color=GREY, markersize=5)
    return solved


def _medians(losses, points=60):
    """Return the updates where about this many parts of a curve end, and the medians of the parts."""
    parts = np.array_split(losses, min(points, len(losses)))
    return np.cumsum([len(part) for part in parts]), [np.median(part) for part in parts]
