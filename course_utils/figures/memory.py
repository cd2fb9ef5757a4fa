"""What memories hold of a series, and how trainings that ask for memory went: yours among all recorded."""

import numpy as np
from matplotlib.ticker import FuncFormatter

from course_utils.figures.gradients import LINE_STYLES
from course_utils.figures.style import GREY, INK

_DRAWN = ("solid", "dashed", "dotted")
_HIGHEST = 1.5  # times the baseline: what a loss axis has room for


def averages(ax, when, xs, curves, ylabel, xlabel):
    """Draw a series in grey, and what memories of it hold at every step.

    Parameters
    ----------
    ax : Axes
    when, xs : array, shape (steps,)
    curves : dict of str to array, each (steps,)
        Three at most.
    ylabel, xlabel : str

    Returns
    -------
    str
        The lowest and highest value of the series and of each memory.
    """
    ax.plot(when, xs, color=GREY, linewidth=0.9, alpha=0.7)
    told, key = [f"the series {np.min(xs):.1f} to {np.max(xs):.1f}"], ["grey: the series"]
    for (name, curve), dash, drawn in zip(curves.items(), LINE_STYLES, _DRAWN, strict=False):
        ax.plot(when, curve, color=INK, linestyle=dash, linewidth=1.5)
        told.append(f"{name} {np.min(curve):.1f} to {np.max(curve):.1f}")
        key.append(f"{drawn}: {name}")
    ax.set_title("     ".join(key), fontsize=9, color=GREY)
    ax.set(ylabel=ylabel, xlabel=xlabel)
    ax.margins(x=0.01)
    return f"Lowest and highest values: {'; '.join(told)}."


def recorded(axes, table, task, runs, baseline):
    """Draw for each model all recorded runs of a task in grey, and the learner's own run in black.

    Parameters
    ----------
    axes : sequence of Axes
        One a model, sharing y.
    table : Table or dict of arrays
        ``training_runs``: a row for each recorded run.
    task : str
        One that is recorded.
    runs : dict of str to array, each (updates,)
        The losses of the learner's runs, by model; None where there is none.
    baseline : float
        The loss of an answer that needs no learning.

    Returns
    -------
    str
        How many recorded runs solved the task, and after how many updates: of the learner's run, which
        differs from machine to machine in its last digits, it tells nothing.
    """
    told = []
    for ax, (model, losses) in zip(axes, runs.items(), strict=True):
        rows = np.flatnonzero((table["task"] == task) & (table["model"] == model))
        solved = []
        for row in rows:
            loss = np.array(table["losses"][row].split(), dtype=float)
            update = np.minimum(table["every"][row] * np.arange(1, len(loss) + 1), table["updates"][row])
            ax.plot(update, loss, color=GREY, linewidth=0.9)
            if table["stopped"][row] == "solved":
                ax.plot(update[-1], loss[-1], "o", color=GREY, markersize=4)
                solved.append(int(update[-1]))
            if table["stopped"][row] == "diverged":
                ax.plot(update[-1], 0.96 * _HIGHEST * baseline, "x", color=GREY, markersize=5)
        if losses is not None:
            ax.plot(*_medians(np.asarray(losses)), color=INK, linewidth=1.8)
        ax.axhline(baseline, color=INK, linestyle=(0, (1, 2)), linewidth=1)
        verdict = f"recorded: {len(solved)} of {len(rows)} solved"
        ax.set_title(f"{model}\n{verdict}", loc="center", fontsize=9)
        ax.set(xlabel="update", ylim=(0, _HIGHEST * baseline))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
        span = f" in {min(solved)} to {max(solved)} updates" if solved else ""
        lost = sum(table["stopped"][rows] == "diverged")
        span += f", {lost} diverged" if lost else ""
        told.append(f"{model} solved {len(solved)} of {len(rows)}{span}")
    axes[0].set_ylabel("loss")
    marks = f"Dotted: the baseline, {baseline:.3f}. Dots: solved; crosses: diverged."
    return f"Recorded runs: {'; '.join(told)}. {marks}"


def _medians(losses, points=60):
    """Return where stand the medians of about so many parts of a curve, and the medians."""
    parts = np.array_split(losses, min(points, len(losses)))
    ends = np.cumsum([len(part) for part in parts])
    return ends, np.array([np.median(part) for part in parts])
