"""Sequence to sequence: what is confused with what, success by length, and where attention looks.

What training gave differs in its last digits from machine to machine: these readings tell verdicts only.
"""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from course_utils.figures.style import GREY, INK, INPUT, OUTPUT

_LOOKED = LinearSegmentedColormap.from_list("looked at", ["white", INPUT, "#5E3B00"])
_ANSWERED = LinearSegmentedColormap.from_list("answered", ["white", OUTPUT])
_DASHES = ("solid", (0, (4, 1.5)), (0, (1, 1.5)))


def confusion(ax, names, right, answered):
    """Draw how often each class was answered for each right class, in hundredths of its row.

    Parameters
    ----------
    ax : Axes
    names : list of str
        The classes.
    right, answered : array of int, shape (examples,)
        Numbers of classes.

    Returns
    -------
    str
        For how many classes the right answer is the most frequent one.
    """
    counts = np.zeros((len(names), len(names)))
    np.add.at(counts, (right, answered), 1)
    shares = counts / counts.sum(axis=1, keepdims=True)
    ax.imshow(shares, cmap=_ANSWERED, vmin=0, vmax=1)
    for (i, k), share in np.ndenumerate(shares):
        ax.text(k, i, f"{100 * share:.0f}", ha="center", va="center", fontsize=8)
    ax.set_xticks(range(len(names)), names)
    ax.set_yticks(range(len(names)), names)
    ax.set(xlabel="answered, of 100 in the row", ylabel="right")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    first = int((shares.argmax(axis=1) == np.arange(len(names))).sum())
    return f"The right class is the most frequent answer for {first} of {len(names)} classes."


def length_curves(ax, lengths, curves, xlabel, ylabel):
    """Draw shares from 0 to 1 against the length of a sequence, one curve a network.

    Parameters
    ----------
    ax : Axes
    lengths : sequence of int
    curves : dict of str to array, each (lengths,)
        At most three.
    xlabel, ylabel : str

    Returns
    -------
    str
        Whether each curve is above 0.9, below a half or between, for the shortest and the longest.
    """
    told = []
    for (name, curve), dash in zip(curves.items(), _DASHES, strict=False):
        ax.plot(lengths, curve, color=INK, linestyle=dash, marker="o", markersize=3.5, label=name)
        ends = [
            "above 0.9" if one > 0.9 else "below 0.5" if one < 0.5 else "between" for one in curve[[0, -1]]
        ]
        told.append(f"{name}: {ends[0]} at {lengths[0]}, {ends[1]} at {lengths[-1]}")
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, handlelength=3.2)
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=(-0.04, 1.06))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    return f"{ylabel[0].upper()}{ylabel[1:]}: {'; '.join(told)}."


def alignment(ax, read, written, weights, own=None):
    """Draw the weight of every symbol read for every symbol written; the symbol's own words are framed.

    Parameters
    ----------
    ax : Axes
    read, written : sequence of str
        What went in, and what came out.
    weights : array, shape (written, read)
        Rows sum to 1.
    own : sequence of int, optional
        For each symbol written, the place of the one it stands for.

    Returns
    -------
    str
        Whether most symbols look most at their own, or what each looks at most.
    """
    ax.imshow(np.asarray(weights).T, cmap=_LOOKED, vmin=0, vmax=1, aspect="auto")
    ax.set_yticks(range(len(read)), read)
    ax.set_xticks(range(len(written)), written, fontsize=11)
    ax.set(ylabel="read", xlabel="written")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    most = np.argmax(weights, axis=1)
    if own is None:
        return f"Written {' '.join(written)}, looking most at {' '.join(read[s] for s in most)}."
    corners = 0.47 * np.array([[-1, 1, 1, -1], [-1, -1, 1, 1]])
    for t, s in enumerate(own):
        ax.fill(*(corners + [[t], [s]]), fill=False, edgecolor=GREY, linewidth=1.2)
    share = (most[: len(own)] == own).mean()
    verdict = "yes" if share >= 0.75 else "no"
    return f"Of {len(own)} digits written, three in four or more look most at their own word: {verdict}."
