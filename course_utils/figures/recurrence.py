"""Recurrence: the cell and its unrolled form, what comes back, tags word by word, networks fed by themselves.

What training gave differs in its last digits from machine to machine: these readings tell verdicts only.
"""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import FancyArrowPatch
from matplotlib.ticker import NullFormatter

from course_utils.figures.shapes import edge, unit
from course_utils.figures.style import FAINT, GREY, INK, INPUT, OUTPUT, STATE

_SURE = LinearSegmentedColormap.from_list("sure", ["white", OUTPUT])
_ARROW = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "color": INK}
_BACK = {"h to h": "$W_{hh}$", "y to h": "$W_{yh}$", "y to y": "$W_{yy}$"}


def folded_and_unrolled(axes, steps=4):
    """Draw one cell with its loop, and beside it the same cell at every step.

    Parameters
    ----------
    axes : two Axes
    steps : int, optional

    Returns
    -------
    str
        How often each matrix is drawn, and how many matrices there are.
    """
    folded, unrolled = axes
    _column(folded, 0, "t")
    _loop(folded, (0, 1), "$W_{hh}$")
    for t in range(steps):
        _column(unrolled, t, t + 1)
        if t:
            edge(unrolled, (t - 1, 1), (t, 1), "$W_{hh}$")
    unit(unrolled, (-1, 1), "$h_0$", faint=True)
    edge(unrolled, (-1, 1), (0, 1), "$W_{hh}$")
    _frame(folded, "one cell", -0.5, 1.1)
    _frame(unrolled, f"unrolled over {steps} steps", -1.45, steps - 0.5)
    return (
        f"Left: one cell with a loop. Right: the same cell {steps} times, with {steps} arrows named W_xh and "
        f"{steps} named W_hh. They are 2 matrices, used {steps} times each."
    )


def three_recurrences(axes):
    """Draw what comes back to the next step: the state, or the output to the state, or to the output.

    Parameters
    ----------
    axes : three Axes

    Returns
    -------
    str
        The three kinds in order.
    """
    for ax, (kind, label) in zip(axes, _BACK.items(), strict=True):
        start, end = ({"h": 1, "y": 2}[letter] for letter in (kind[0], kind[-1]))
        for t in (0, 1):
            _column(ax, 1.4 * t, ("t-1", "t")[t], labels=t == 0)
        slant = 0.1 * (start - end)
        ends = (0.3, start - slant), (1.1, end + slant)
        ax.add_patch(FancyArrowPatch(*ends, mutation_scale=12, linewidth=2.6, **_ARROW))
        ax.text(0.74, (start + end) / 2 + 0.14, label, fontsize=9, ha="left" if slant else "center")
        names = {"h": "hidden", "y": "output"}
        _frame(ax, f"{names[kind[0]]} to {names[kind[-1]]}", -0.5, 1.9)
    return "What comes back, left to right, 3 kinds: state to state, output to state, output to output."


def tag_probabilities(ax, words, classes, p, right, title=""):
    """Draw the probability of every tag at every word; the right tag of each word is framed.

    Parameters
    ----------
    ax : Axes
    words : list of str
    classes : list of str
    p : array, shape (words, classes)
    right : list of int
        The right class of each word.
    title : str, optional

    Returns
    -------
    str
        The most probable tag of each word, and how many are right with a probability above one half.
    """
    p = np.asarray(p)
    ax.imshow(p.T, cmap=_SURE, vmin=0, vmax=1, aspect="auto")
    for (t, k), value in np.ndenumerate(p):
        ax.text(t, k, f"{value:.2f}", ha="center", va="center", fontsize=8.5)
    for t, k in enumerate(right):
        frame = np.array([[t - 0.48, t + 0.48, t + 0.48, t - 0.48], [k - 0.46, k - 0.46, k + 0.46, k + 0.46]])
        ax.fill(*frame, fill=False, edgecolor=INK, linewidth=1.6)
    ax.set_xticks(range(len(words)), words, fontsize=10)
    ax.set_yticks(range(len(classes)), classes)
    ax.set(title=title, xlim=(-0.7, len(words) - 0.3))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    told = ", ".join(f"{word}: {classes[k]}" for word, k in zip(words, p.argmax(axis=1), strict=True))
    sure = sum(p[t, k] > 0.5 for t, k in enumerate(right))
    return f"Most probable, word by word: {told}. Right with more than 0.5: {sure} of {len(words)}."


def outcomes(ax, errors, limit):
    """Draw a table of errors, tasks against kinds of network, shaded where the task was learned.

    Parameters
    ----------
    ax : Axes
    errors : dict of (str, str) to float
        By task and kind.
    limit : float
        An error below it counts as learned.

    Returns
    -------
    str
        For each kind the tasks it learned.
    """
    tasks, kinds = (list(dict.fromkeys(names)) for names in zip(*errors, strict=True))
    for (task, kind), error in errors.items():
        x, y, good = kinds.index(kind), tasks.index(task), error < limit
        ax.fill(
            x + 0.47 * np.array([-1, 1, 1, -1]),
            y + 0.44 * np.array([-1, -1, 1, 1]),
            facecolor=FAINT if good else "white",
            edgecolor=GREY,
        )
        ax.text(x, y, f"{error:.2f}\n{'learned' if good else 'not learned'}", ha="center", va="center")
    ax.set_xticks(range(len(kinds)), kinds)
    ax.set_yticks(range(len(tasks)), tasks)
    ax.set(xlim=(-0.5, len(kinds) - 0.5), ylim=(len(tasks) - 0.5, -0.5))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    told = [
        f"{kind} learned {', '.join(t for t in tasks if errors[t, kind] < limit) or 'none'}" for kind in kinds
    ]
    return f"Of {len(tasks)} tasks (error below {limit}): {'; '.join(told)}."


def self_fed(axes, truth, paths, errors, limit):
    """Draw a curve, what networks draw when fed by themselves, and their errors step by step.

    Parameters
    ----------
    axes : sequence of Axes
        One a path, and a last one for the errors.
    truth : array, shape (steps, 2)
    paths : dict of str to array, each (steps, 2)
        Each begins at the truth's first point.
    errors : dict of str to array, each (steps,)
        Distances from the truth.
    limit : float
        Marked in the picture of the errors; the reading tells which curves end above it.

    Returns
    -------
    str
        Which errors stay below the limit in the second half.
    """
    for ax, (name, path) in zip(axes, paths.items(), strict=False):
        ax.plot(*truth.T, color=GREY, linewidth=5, alpha=0.35)
        ax.plot(*path.T, color=INK, linewidth=1)
        ax.plot(*truth[0], "o", color=INPUT, markeredgecolor=INK)
        ax.set(title=name, xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), xticks=[], yticks=[], box_aspect=1)
    told, styles = [], ("solid", (0, (4, 1.5)), (0, (1, 1.5)), (0, (6, 1.5, 1, 1.5)))
    for (name, error), dash in zip(errors.items(), styles, strict=False):
        steps = np.arange(1, len(error) + 1)
        axes[-1].plot(steps, error, color=INK, linestyle=dash, linewidth=1.2)
        label = {"textcoords": "offset points", "fontsize": 8, "va": "center"}
        axes[-1].annotate(name, (steps[-1], error[-1]), (4, 0), **label)
        late = np.median(error[len(error) // 2 :])
        told.append(f"{name}: {'above' if late > limit else 'below'}")
    axes[-1].axhline(limit, color=FAINT, zorder=0)
    axes[-1].set(yscale="log", ylim=(0.008, 1.8), xlabel="step", ylabel="distance from the truth")
    axes[-1].set_yticks([0.01, limit, 1], ["0.01", f"{limit}", "1"])
    axes[-1].yaxis.set_minor_formatter(NullFormatter())
    axes[-1].set(xlim=(1, 1.6 * len(error)), xticks=[1, len(error) // 2, len(error)])
    return f"Distance from the truth in the second half, beside {limit}: {'; '.join(told)}."


def _column(ax, x, t, labels=True):
    """Draw input, state and output of one step with their edges."""
    for y, (letter, color) in enumerate((("x", INPUT), ("h", STATE), ("y", OUTPUT))):
        unit(ax, (x, y), f"$h_{{{t}}}$" if letter == "h" else rf"${letter}_{{{t}}}$", color)
    edge(ax, (x, 0), (x, 1), "$W_{xh}$" if labels else "")
    edge(ax, (x, 1), (x, 2), "$W_{hy}$" if labels else "")


def _loop(ax, xy, label):
    """Draw an arrow from a unit's right side back to itself."""
    x, y = xy
    ends = (x + 0.28, y + 0.12), (x + 0.28, y - 0.12)
    bent = {"mutation_scale": 9, "linewidth": 1.2, "connectionstyle": "arc3,rad=-2.2"}
    ax.add_patch(FancyArrowPatch(*ends, **bent, **_ARROW))
    ax.text(x + 0.62, y, label, fontsize=8, va="center")


def _frame(ax, title, left, right):
    ax.set(xlim=(left, right), ylim=(-0.35, 2.35), aspect="equal")
    ax.set_title(title, loc="center", fontsize=9)
    ax.axis("off")
