"""The LSTM cell, drawn from a few shapes: one part lit, as its equation is written.

The memory runs along the top, the hidden state along the bottom; between them stand the gates, each above
what it reads.
"""

from matplotlib.patches import Circle, FancyBboxPatch, Polygon

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
_X = {"f": 2.0, "i": 3.4, "c_tilde": 4.6, "o": 6.6}
_BOXES = {"f": r"$\sigma$", "i": r"$\sigma$", "c_tilde": "tanh", "o": r"$\sigma$"}
_NAMES = {"f": "$f_t$", "i": "$i_t$", "c_tilde": r"$\tilde{c}_t$", "o": "$o_t$"}
_KEEP, _WRITE, _ADD = (2.0, _TOP), (4.6, _MIDDLE), (4.6, _TOP)
_BEND, _SHOW = (7.6, 2.35), (7.6, _GATES)
_ENDS = {
    "$c_{t-1}$": (0.35, _TOP),
    "$c_t$": (8.75, _TOP),
    "$h_{t-1}$": (0.35, _BOTTOM),
    "$x_t$": (1.2, -0.45),
    "$h_t$": (8.75, _BOTTOM),
}


def lstm_cell(ax, lit):
    """Draw one LSTM cell; what belongs to one equation is lit, the rest stands back.

    Parameters
    ----------
    ax : Axes
        Its axes lines are switched off, its aspect made equal.
    lit : {"f", "i", "c_tilde", "c", "o", "h", "memory"}
        The equation of that quantity; or the path from the old cell state to the new one.

    Returns
    -------
    str
        What is lit, and which of the six equations it is.
    """
    for part, line, head in _wires():
        _wire(ax, line, lit in part, head)
    for name, label in _BOXES.items():
        _box(ax, (_X[name], _GATES), label, lit == name)
        color = INK if lit in (name, *_used_in(name)) else GREY
        ax.text(_X[name] + 0.14, _GATES + 0.48, _NAMES[name], fontsize=10, color=color, va="center")
    _dot(ax, _KEEP, "×", lit in ("c", "memory"))
    _dot(ax, _WRITE, "×", lit == "c")
    _dot(ax, _ADD, "+", lit in ("c", "memory"))
    _box(ax, _BEND, "tanh", lit == "h")
    _dot(ax, _SHOW, "×", lit == "h")
    for label, (x, y) in _ENDS.items():
        ax.text(x, y, label, fontsize=11, ha="center", va="center")
    ax.set(xlim=(0, 9.1), ylim=(-0.75, 3.6), aspect="equal")
    ax.axis("off")
    if lit == "memory":
        return f"Lit: {PARTS[lit]}; 1 product and 1 sum stand on it, and no weights."
    return f"Lit: {PARTS[lit]}, equation {list(PARTS).index(lit) + 1} of 6."


def _used_in(name):
    """Return in which equations a gate or the candidate is used."""
    return {"f": ("c", "memory"), "i": ("c",), "c_tilde": ("c",), "o": ("h",)}[name]


def _wires():
    """Return every line as (the equations it belongs to, its corners, whether it ends in an arrow)."""
    reads = ("f", "i", "c_tilde", "o")
    wires = [
        (("c", "memory"), [(0.75, _TOP), _KEEP], True),
        (("c", "memory"), [_KEEP, _ADD], True),
        (("c", "memory"), [_ADD, (8.4, _TOP)], True),
        (reads, [(0.75, _BOTTOM), (1.2, _BOTTOM)], False),
        (reads, [(1.2, -0.2), (1.2, _BOTTOM)], False),
    ]
    corners = [1.2, *(_X[name] for name in reads)]
    for k, name in enumerate(reads):
        start, end = (corners[k], _BOTTOM), (corners[k + 1], _BOTTOM)
        wires.append((reads[k:], [start, end], False))
        wires.append(((name,), [end, (_X[name], _GATES)], True))
    return wires + [
        (("c", "memory"), [(_X["f"], _GATES), _KEEP], True),
        (("c",), [(_X["i"], _GATES), (_X["i"], _MIDDLE), _WRITE], True),
        (("c",), [(_X["c_tilde"], _GATES), _WRITE], True),
        (("c",), [_WRITE, _ADD], True),
        (("h",), [(_BEND[0], _TOP), _BEND], True),
        (("h",), [_BEND, _SHOW], True),
        (("h",), [(_X["o"], _GATES), _SHOW], True),
        (("h",), [_SHOW, (_SHOW[0], _BOTTOM), (8.4, _BOTTOM)], True),
    ]


def _wire(ax, corners, lit, head):
    """Draw a line through its corners; an arrow's head stands before what it points to."""
    color, width, order = (INK, 2.0, 2) if lit else (GREY, 0.9, 1)
    (x0, y0), (x1, y1) = corners[-2:]
    length = max(abs(x1 - x0), abs(y1 - y0))
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    if head:
        gap = 0.0 if x1 > 8 else 0.27
        x1, y1 = x1 - gap * dx, y1 - gap * dy
        tip = [(x1, y1), (x1 - 0.18 * dx + 0.08 * dy, y1 - 0.18 * dy + 0.08 * dx)]
        tip.append((x1 - 0.18 * dx - 0.08 * dy, y1 - 0.18 * dy - 0.08 * dx))
        ax.add_patch(Polygon(tip, facecolor=color, edgecolor=color, linewidth=0, zorder=order))
    line = [*corners[:-1], (x1, y1)]
    ax.plot(*zip(*line, strict=True), color=color, linewidth=width, zorder=order, solid_capstyle="butt")


def _box(ax, xy, label, lit):
    """Draw a bend, σ or tanh."""
    (x, y), style = xy, "round,pad=0,rounding_size=0.08"
    look = {"facecolor": LIT if lit else "white", "edgecolor": INK if lit else GREY, "zorder": 3}
    ax.add_patch(FancyBboxPatch((x - 0.36, y - 0.22), 0.72, 0.44, style, linewidth=1.6 if lit else 1, **look))
    ax.text(x, y, label, ha="center", va="center", fontsize=10, color=INK if lit else GREY, zorder=4)


def _dot(ax, xy, label, lit):
    """Draw a product or a sum, entry by entry."""
    look = {"facecolor": LIT if lit else FAINT, "edgecolor": INK if lit else GREY, "zorder": 3}
    ax.add_patch(Circle(xy, 0.22, linewidth=1.6 if lit else 1, **look))
    ax.text(*xy, label, ha="center", va="center", fontsize=11, color=INK if lit else GREY, zorder=4)
