"""Recurrence: the cell and its unrolled form, what comes back, tags word by word, networks fed by themselves.

What training gave differs in its last digits from machine to machine: these readings hold verdicts only.
"""

import numpy as np
from matplotlib.path import Path

from course_utils.figures.marks import bare, cell, draw_curves, name_cells, name_curves, tinted
from course_utils.figures.shapes import arrow, edge, frame, unit
from course_utils.figures.style import FAINT, GREY, INK, INPUT, OUTPUT, STATE, curve_styles

_BACK = {"h to h": "$W_{hh}$", "y to h": "$W_{yh}$", "y to y": "$W_{yy}$"}


def folded_and_unrolled(axes):
    """Draw one cell with its loop, and next to it the same cell at each of four steps, on two Axes.

    The reading says how often each matrix is drawn, and how many matrices there are.
    """
    folded, unrolled = axes
    _column(folded, 0, "t", top="z")
    around = [(0.3, 1), (0.52, 1), (0.52, 1.17), (0.52, 1.34), (0.3, 1.34)]
    around += [(-0.3, 1.34), *[(-x, y) for x, y in around[3:0:-1]], (-0.3, 1)]
    codes = [Path.MOVETO, *[Path.CURVE3] * 4, Path.LINETO, *[Path.CURVE3] * 4]
    arrow(folded, None, None, path=Path(around, codes))  # the loop: out on the right, in on the left
    folded.text(0.58, 1.17, "$W_{hh}$", fontsize=8, va="center")
    unit(unrolled, (-1, 1), "$h_0$", faint=True)
    for t in range(4):
        _column(unrolled, t, t + 1, top="z")
        edge(unrolled, (t - 1, 1), (t, 1), "$W_{hh}$")
    frame(folded, (-0.65, 1.1), title="one cell")
    frame(unrolled, (-1.45, 3.5), title="unrolled over 4 steps")
    return (
        "Left: one cell with a loop. Right: the same cell 4 times, with 4 arrows named W_xh and 4 named "
        "W_hh. They are 2 matrices, used 4 times each; W_hy, from the state to the scores, is a third."
    )


def three_recurrences(axes):
    """Draw what comes back to the next step: the state, or the output to the state, or to the output.

    The reading names the three kinds in the order of the Axes.
    """
    for ax, (kind, matrix) in zip(axes, _BACK.items(), strict=True):
        start, end = ({"h": 1, "y": 2}[letter] for letter in (kind[0], kind[-1]))
        for t in (0, 1):
            _column(ax, 1.4 * t, ("t-1", "t")[t], labels=t == 0)
        slant = 0.1 * (start - end)
        arrow(ax, (0.3, start - slant), (1.1, end + slant), linewidth=2.6, mutation_scale=12)
        ax.text(0.74, (start + end) / 2 + 0.14, matrix, fontsize=9, ha="left" if slant else "center")
        frame(ax, (-0.5, 1.9), title=kind.replace("h", "hidden").replace("y", "output"))
    return "What comes back, left to right, 3 kinds: state to state, output to state, output to output."


def _column(ax, x, t, labels=True, top="y"):
    """Draw input, state and output of one step with their edges; ``top`` is the output's letter."""
    for y, (letter, color) in enumerate((("x", INPUT), ("h", STATE), (top, OUTPUT))):
        unit(ax, (x, y), f"${letter}_{{{t}}}$", color)
    edge(ax, (x, 0), (x, 1), "$W_{xh}$" if labels else "")
    edge(ax, (x, 1), (x, 2), "$W_{hy}$" if labels else "")


def tag_probabilities(ax, words, classes, p, right):
    """Draw the probability p (words, classes) of every tag at every word, with the right tags framed.

    ``right`` lists the number of each word's class; a cell is empty if its probability is below 0.005. The
    reading gives the most probable tag of each word, and how many are right with a probability above 0.5.
    """
    p = np.asarray(p)
    for (k, t), one in np.ndenumerate(p.T):
        tinted(ax, (t, k), one, f"{one:.2f}" if one >= 0.005 else "", OUTPUT, 0.2)
    name_cells(ax, words, classes)
    ax.tick_params(axis="x", labelsize=10)
    for t, k in enumerate(right):
        cell(ax, t, k, fill=False, edgecolor=INK, linewidth=1.6)
    ax.set(xlim=(-0.7, len(words) - 0.3), ylim=(len(classes) - 0.5, -0.5))
    best = ", ".join(f"{word}: {classes[k]}" for word, k in zip(words, p.argmax(axis=1), strict=True))
    sure = sum(p[t, k] > 0.5 for t, k in enumerate(right))
    counted = f"{sure} of {len(words)} right, each with a probability above 0.5."
    return f"Most probable, word by word: {best}. {counted}"


def states_over_words(axes, sentences, tags, hs, at):
    """Draw some units' states over the words of each sentence, a bar a unit, with its tag under each word.

    Axes, sentences and tags (lists of words), and states (words, units) come one for each sentence; the word
    number ``at`` is shaded. The reading gives the first unit's state there, sentence by sentence, after '≈'.
    """
    told = []
    for ax, words, of_words, states in zip(axes, sentences, tags, hs, strict=True):
        units, width = states.shape[1], 0.8 / states.shape[1]
        ax.axvspan(at - 0.5, at + 0.5, color=FAINT, zorder=0, linewidth=0)
        ax.axhline(0, color=INK, linewidth=0.8)
        for unit_number in range(units):
            places = np.arange(len(words)) + (unit_number - (units - 1) / 2) * width
            ax.bar(places, states[:, unit_number], width, color=STATE, edgecolor=INK, linewidth=0.8)
            for place in places:
                ax.text(place, -1.13, "abcdefgh"[unit_number], ha="center", va="top", fontsize=8, color=GREY)
        ax.set_xticks(range(len(words)), [f"{w}\n{tag}" for w, tag in zip(words, of_words, strict=True)])
        ax.set(ylim=(-1.4, 1.1), xlim=(-0.55, len(words) - 0.45), yticks=(-1, 0, 1))
        ax.tick_params(axis="x", length=0, labelsize=8)
        told.append(f"≈ {states[at, 0]:.2f} after '{' '.join(words[: at + 1])}'")
    axes[0].set_ylabel("state $h_t$ of a unit")
    return f"Unit a, the furthest apart of these {len(hs[0][0])}: {', '.join(told)}."


def outcomes(ax, errors, limit):
    """Draw a table of errors by (task, kind of network), shaded where below ``limit``: the task was learned.

    The reading gives for each kind its errors, after '≈', and says which tasks it learned.
    """
    tasks, kinds = (list(dict.fromkeys(names)) for names in zip(*errors, strict=True))
    name_cells(ax, kinds, tasks)
    for (task, kind), error in errors.items():
        x, y, good = kinds.index(kind), tasks.index(task), error < limit
        cell(ax, x, y, facecolor=FAINT if good else "none", edgecolor=GREY)
        ax.text(x, y, f"{error:.2f}\n{'learned' if good else 'not learned'}", ha="center", va="center")
    ax.set(xlim=(-0.5, len(kinds) - 0.5), ylim=(len(tasks) - 0.5, -0.5))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    rows = []
    for kind in kinds:
        of_kind = {task: errors[task, kind] for task in tasks}
        told = [
            f"{task} ≈ {e:.2f} {'learned' if e < limit else 'not learned'}" for task, e in of_kind.items()
        ]
        rows.append(f"{kind}: {', '.join(told)}")
    return f"Errors on {len(tasks)} tasks (learned: below {limit}). {'; '.join(rows)}."


def self_fed(axes, truth, paths, errors, limit):
    """Draw curves, what networks draw when fed by themselves, and their errors step by step.

    ``truth`` has for each path, by its name, the curve (points, 2) that it should stay on, a broad band;
    paths are (steps, 2); the last of the Axes shows the errors (steps,), distances from the curve, with
    ``limit`` marked. A path has the colour of the error of its name. The reading says which errors stay
    below ``limit`` in the second half.
    """
    *pictures, last = axes
    styles = curve_styles(errors)
    for ax, (name, path) in zip(pictures, paths.items(), strict=True):
        ax.plot(*truth[name].T, color=FAINT, linewidth=6)
        ax.plot(*path.T, color=styles[name]["color"], linewidth=1)
        ax.plot(*path[0], "o", color=INPUT, markeredgecolor=INK)
        ax.plot(*path[-1], "s", color=OUTPUT, markeredgecolor=INK)
        ax.set(title=name, xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), xticks=[], yticks=[], box_aspect=1)
        ax.set_xlabel("dot: start\nsquare: end")
        bare(ax)
    steps = len(next(iter(errors.values())))
    draw_curves(last, np.arange(1, steps + 1), errors, linewidth=1.2)
    last.axhline(limit, color=FAINT, zorder=0, linewidth=2)
    low, high = (extreme(list(errors.values())) for extreme in (np.min, np.max))
    last.set(yscale="log", ylim=(low / 1.5, max(1.1, 1.5 * high)), xlabel="step")
    last.set(ylabel="distance from the curve", xlim=(1, steps), xticks=[1, steps // 2, steps])
    last.set_yticks([0.01, limit, 1], ["0.01", f"{limit}", "1"])
    last.minorticks_off()
    name_curves(last)
    late = {name: np.median(error[steps // 2 :]) for name, error in errors.items()}
    told = [f"{name} ≈ {error:.2g}, {'above' if error > limit else 'below'}" for name, error in late.items()]
    return f"Distance from the curve in the second half, compared with {limit}: {'; '.join(told)}."
