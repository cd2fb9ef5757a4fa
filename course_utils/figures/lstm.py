"""The LSTM cell, drawn from a few shapes: one part lit, as its equation is written.

The memory runs along the top, the hidden state along the bottom; between them are the gates, each above
what it reads.
"""

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch

from course_utils.figures.shapes import arrow
from course_utils.figures.style import FAINT, GREY, INK

LIT = "#F0E442"  # the part that is spoken of; in no other picture of the course
PARTS = {
    "f": "the forget gate f_t",
    "i": "the input gate i_t",
    "c_tilde": "the candidate",
    "c": "the new cell state c_t",
    "o": "the output gate o_t",
    "h": "the new hidden state h_t",
    "memory": "the memory's own path, from c_(t-1) to c_t",
}
_TOP, _MIDDLE, _GATES, _BOTTOM = 3.2, 2.25, 1.15, 0.25
_READERS = {  # of x_t and h_(t-1): place, what the box says, name, the equations that use it
    "f": (2.0, r"$\sigma$", "$f_t$", ("c", "memory")),
    "i": (3.4, r"$\sigma$", "$i_t$", ("c",)),
    "c_tilde": (4.6, "tanh", r"$\tilde{c}_t$", ("c",)),
    "o": (6.6, r"$\sigma$", "$o_t$", ("h",)),
}
_KEEP, _WRITE, _ADD = (2.0, _TOP), (4.6, _MIDDLE), (4.6, _TOP)
_TANH, _SHOW = (7.6, 2.35), (7.6, _GATES)
_ENDS = {
    "$c_{t-1}$": (0.35, _TOP),
    "$c_t$": (8.75, _TOP),
    "$h_{t-1}$": (0.35, _BOTTOM),
    "$x_t$": (1.2, -0.45),
    "$h_t$": (8.75, _BOTTOM),
}


def lstm_cell(ax, lit):
    """Draw one LSTM cell; what belongs to one equation is lit, the rest is grey.

    ``lit`` is "f", "i", "c_tilde", "c", "o" or "h" for the equation of that quantity, or "memory" for the
    path from the old cell state to the new one. The reading says what is lit, and which of the six equations
    it is.
    """
    for parts, corners, head in _wires():
        _wire(ax, corners, lit in parts, head)
    for name, (x, text, symbol, users) in _READERS.items():
        _box(ax, (x, _GATES), text, lit == name)
        color = INK if lit in (name, *users) else GREY
        ax.text(x + 0.14, _GATES + 0.48, symbol, fontsize=10, color=color, va="center")
    _box(ax, _TANH, "tanh", lit == "h")
    _dot(ax, _KEEP, "×", lit in ("c", "memory"))
    _dot(ax, _WRITE, "×", lit == "c")
    _dot(ax, _ADD, "+", lit in ("c", "memory"))
    _dot(ax, _SHOW, "×", lit == "h")
    for text, (x, y) in _ENDS.items():
        ax.text(x, y, text, fontsize=11, ha="center", va="center")
    ax.set(xlim=(0, 9.1), ylim=(-0.75, 3.6), aspect="equal")
    ax.axis("off")
    if lit == "memory":
        return f"Lit: {PARTS[lit]}; 1 product and 1 sum stand on it, and no weights."
    return f"Lit: {PARTS[lit]}, equation {list(PARTS).index(lit) + 1} of 6."


def _wires():
    """Return every line as (the equations it belongs to, its corners, whether it ends in an arrow)."""
    f, i, c_tilde, o = ((x, _GATES) for x, *_ in _READERS.values())
    wires = [
        (("c", "memory"), [(0.75, _TOP), _KEEP], True),
        (("c", "memory"), [_KEEP, _ADD], True),
        (("c", "memory"), [_ADD, (8.4, _TOP)], True),
        (("c", "memory"), [f, _KEEP], True),
        (("c",), [i, (i[0], _MIDDLE), _WRITE], True),
        (("c",), [c_tilde, _WRITE], True),
        (("c",), [_WRITE, _ADD], True),
        (("h",), [(_TANH[0], _TOP), _TANH], True),
        (("h",), [_TANH, _SHOW], True),
        (("h",), [o, _SHOW], True),
        (("h",), [_SHOW, (_SHOW[0], _BOTTOM), (8.4, _BOTTOM)], True),
        (_READERS, [(0.75, _BOTTOM), (1.2, _BOTTOM)], False),
        (_READERS, [(1.2, -0.2), (1.2, _BOTTOM)], False),
    ]
    x, names = 1.2, list(_READERS)
    for k, gate in enumerate((f, i, c_tilde, o)):
        wires.append((names[k:], [(x, _BOTTOM), (gate[0], _BOTTOM)], False))
        wires.append((names[k : k + 1], [(gate[0], _BOTTOM), gate], True))
        x = gate[0]
    return wires


def _wire(ax, corners, lit, head):
    """Draw a line through its corners; an arrow stops short of what it points to."""
    color, width, order = (INK, 2.0, 2) if lit else (GREY, 0.9, 1)
    if head:
        start, (x, y) = corners[-2:]
        back = 0 if x > 8 else 0.27
        end = x - back * np.sign(x - start[0]), y - back * np.sign(y - start[1])
        arrow(ax, start, end, color, width, mutation_scale=16, zorder=order)
        corners = corners[:-1]
    ax.plot(*zip(*corners, strict=True), color=color, linewidth=width, zorder=order, solid_capstyle="butt")


def _box(ax, xy, text, lit):
    """Draw a nonlinearity, σ or tanh."""
    corner, style = (xy[0] - 0.36, xy[1] - 0.22), "round,pad=0,rounding_size=0.08"
    _part(ax, FancyBboxPatch(corner, 0.72, 0.44, style, facecolor="white"), xy, text, lit, 10)


def _dot(ax, xy, text, lit):
    """Draw a product or a sum, entry by entry."""
    _part(ax, Circle(xy, 0.22, facecolor=FAINT), xy, text, lit, 11)


def _part(ax, patch, xy, text, lit, fontsize):
    patch.set(edgecolor=INK if lit else GREY, linewidth=1.6 if lit else 1, zorder=3)
    if lit:
        patch.set(facecolor=LIT)
    ax.add_patch(patch)
    ax.text(*xy, text, ha="center", va="center", fontsize=fontsize, color=INK if lit else GREY, zorder=4)
