"""Sequence to sequence: which classes are confused, success by length, and where attention looks.

What training gave differs in its last digits from machine to machine: such numbers stand after '≈'.
"""

import numpy as np
from matplotlib.ticker import MaxNLocator

from course_utils.figures.marks import cell, draw_curves, name_cells, name_curves, tinted
from course_utils.figures.style import INK, INPUT, OUTPUT, ramp


def confusion(ax, names, right, answered):
    """Draw how often each class was answered for each right class, in hundredths of its row.

    ``right`` and ``answered``, both (examples,), are places in the list of classes, ``names``. The class that
    is told best stands first. The reading says for how many classes the right answer is the most frequent.
    """
    counts = np.zeros((len(names), len(names)))
    np.add.at(counts, (right, answered), 1)
    shares = counts / counts.sum(axis=1, keepdims=True)
    first = int((shares.argmax(axis=1) == np.arange(len(names))).sum())
    order = np.argsort(-np.diag(shares), kind="stable")
    hundredths = np.round(100 * shares[np.ix_(order, order)])
    sorted_names = [names[k] for k in order]
    name_cells(ax, sorted_names, sorted_names)
    for (row, column), share in np.ndenumerate(hundredths):
        tinted(ax, (column, row), share / 100, f"{share:.0f}", OUTPUT)
    ax.set(xlabel="answered, of 100 in the row", ylabel="right", aspect="equal")
    ax.set(xlim=(-0.5, len(names) - 0.5), ylim=(len(names) - 0.5, -0.5))
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
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=(-0.04, 1.06))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    name_curves(ax)
    return f"{ylabel[0].upper()}{ylabel[1:]}: {'; '.join(ends)}."


def alignment(ax, read, written, weights, own):
    """Draw the weight, (written, read) with rows of sum 1, of every symbol read for every symbol written.

    ``own``, (written,), gives the position of the word that a digit renders, which is framed; -1 for signs
    that render none. The reading says how many digits look most at theirs.
    """
    own = np.asarray(own)
    looks = ax.imshow(np.asarray(weights).T, cmap=ramp(INPUT), vmin=0, vmax=1, aspect="auto")
    ax.figure.colorbar(looks, ax=ax, label="weight", pad=0.02)
    name_cells(ax, written, read)
    ax.tick_params(axis="x", labelsize=11)
    ax.set(ylabel="read", xlabel="written")
    for t in np.flatnonzero(own >= 0):
        cell(ax, t, own[t], fill=False, edgecolor=INK, linewidth=1.6)
    at_own = int((np.argmax(weights, axis=1) == own).sum())
    return f"Of {(own >= 0).sum()} digits written, ≈ {at_own} look most at their own word."
