"""Sequence to sequence: which classes are confused, success by length, and where attention looks.

What training gave differs in its last digits from machine to machine: such numbers stand after '≈'.
"""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from course_utils.figures.marks import cell, draw_curves, name_cells
from course_utils.figures.style import GREY, INPUT, OUTPUT

_LOOKED = LinearSegmentedColormap.from_list("looked at", ["white", INPUT, "#5E3B00"])
_ANSWERED = LinearSegmentedColormap.from_list("answered", ["white", OUTPUT])


def confusion(ax, names, right, answered):
    """Draw how often each class was answered for each right class, in hundredths of its row.

    ``right`` and ``answered``, both (examples,), are places in the list of classes, ``names``. The reading
    says for how many classes the right answer is the most frequent one.
    """
    counts = np.zeros((len(names), len(names)))
    np.add.at(counts, (right, answered), 1)
    shares = counts / counts.sum(axis=1, keepdims=True)
    ax.imshow(shares, cmap=_ANSWERED, vmin=0, vmax=1)
    name_cells(ax, names, names, np.vectorize("{:.0f}".format)(100 * shares), fontsize=8)
    ax.set(xlabel="answered, of 100 in the row", ylabel="right")
    first = int((shares.argmax(axis=1) == np.arange(len(names))).sum())
    return f"The right class is the most frequent answer for {first} of {len(names)} classes."


def length_curves(ax, lengths, curves, xlabel, ylabel):
    """Draw shares from 0 to 1 against the length of a sequence, one of the curves (lengths,) a network.

    The reading says how large each is, at the shortest and the longest.
    """
    draw_curves(ax, lengths, curves, marker="o", markersize=3.5)
    ends = [
        f"{name}: ≈ {curve[0]:.2f} at {lengths[0]}, ≈ {curve[-1]:.2f} at {lengths[-1]}"
        for name, curve in curves.items()
    ]
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), handlelength=3.2)
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=(-0.04, 1.06))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    return f"{ylabel[0].upper()}{ylabel[1:]}: {'; '.join(ends)}."


def alignment(ax, read, written, weights, own):
    """Draw the weight, (written, read) with rows of sum 1, of every symbol read for every symbol written.

    ``own`` gives for each digit written the position of the word that it renders, which is framed. The
    reading says how many digits look most at theirs.
    """
    ax.imshow(np.asarray(weights).T, cmap=_LOOKED, vmin=0, vmax=1, aspect="auto")
    name_cells(ax, written, read)
    ax.tick_params(axis="x", labelsize=11)
    ax.set(ylabel="read", xlabel="written")
    for t, s in enumerate(own):
        cell(ax, t, s, fill=False, edgecolor=GREY, linewidth=1.2)
    at_own = int((np.argmax(weights[: len(own)], axis=1) == own).sum())
    return f"Of {len(own)} digits written, ≈ {at_own} look most at their own word."
