"""The LSTM cell as a circuit: one part lit, as its equation is written; and a row of cells on the way back.

The memory runs along the top, the hidden state along the bottom; between them are the gates, each above
what it reads.
"""

import numpy as np

from course_utils.figures.circuit import dot, draw, joint, nonlinearity, word
from course_utils.figures.shapes import frame

PARTS = {
    "f": "the forget gate f_t",
    "i": "the input gate i_t",
    "c_tilde": "the candidate",
    "c": "the new cell state c_t",
    "o": "the output gate o_t",
    "h": "the new hidden state h_t",
    "memory": "the memory's own path, from c_(t-1) to c_t",
}
_TOP, _MIDDLE, _GATES, _BOTTOM = 3.1, 2.15, 1.15, 0.25
_READERS = {  # of x_t and h_(t-1): place, what the box says, name, the equations that use it
    "f": (1.5, "σ", "f", ("c", "memory")),
    "i": (2.4, "σ", "i", ("c",)),
    "c_tilde": (3.4, "tanh", r"\tilde{c}", ("c",)),
    "o": (4.4, "σ", "o", ("h",)),
}
_JOIN, _SHOW, _END = 0.8, 5.3, 6.2
_KEPT = ("c", "memory", "back")  # what stands on the memory's path belongs to these

_NAMES = tuple(_READERS)
_MEMORY = [(_KEPT, ("c_before", "keep")), (_KEPT, ("keep", "add")), (_KEPT, ("add", "c"))]
_OTHERS = [
    (("c", "memory"), ("f", "keep")),
    (("c",), ("i", ("i", "write"), "write")),
    (("c",), ("c_tilde", "write")),
    (("c",), ("write", "add")),
    (("h",), ("seen", "bend")),
    (("h",), ("bend", "show")),
    (("h",), ("o", "show")),
    (("h",), ("show", ("show", "h"), "h")),
    (_NAMES, ("x", "join")),
    (_NAMES, ("h_before", "join")),
    (_NAMES, ("join", "under f")),
    (_NAMES[1:], ("under f", "under i")),
    (_NAMES[2:], ("under i", "under c_tilde")),
    (("f",), ("under f", "f")),
    (("i",), ("under i", "i")),
    (("c_tilde",), ("under c_tilde", "c_tilde")),
    (("o",), ("under c_tilde", ("o", "under c_tilde"), "o")),
]


def lstm_cell(ax, lit):
    """Draw one LSTM cell; what belongs to one equation is lit, the rest is grey.

    ``lit`` is "f", "i", "c_tilde", "c", "o" or "h" for the equation of that quantity, or "memory" for the
    path from the old cell state to the new one. The reading says what is lit, and which of the six equations
    it is.
    """
    weights = {f"weights of {name}": _weights(name) for name in _READERS}
    draw(ax, _parts() | weights, [*_MEMORY, *_OTHERS], [lit], fontsize=11)
    frame(ax, (-0.4, _END + 0.4), (-0.75, 3.5))
    if lit == "memory":
        return f"Lit: {PARTS[lit]}; 1 product and 1 sum stand on it, and no weights."
    return f"Lit: {PARTS[lit]}, equation {list(PARTS).index(lit) + 1} of 6."


def cells_in_a_row(ax, factors):
    """Draw a row of LSTM cells on the way back: lit is the gradient's way along the memory.

    ``factors`` (cells,) are the values of a forget gate, one for each cell. The reading tells what the
    gradient is multiplied by on the lit way.
    """
    for k, f in enumerate(factors):
        parts = _parts(k * _END, str(k), str(k + 1), first=k == 0)
        x, y = parts["keep"].xy
        parts["factor"] = word((x, y + 0.55), f"$f_{k + 1}$ = {f:.2f}", "back")
        back = [(equations, stops[::-1]) for equations, stops in _MEMORY]
        draw(ax, parts, [*back, *_OTHERS], ["back"], fontsize=8.5)
    n = len(factors)
    frame(ax, (-0.4, n * _END + 0.4), (-0.75, 4))
    product = " × ".join(f"{f:.2f}" for f in factors[::-1])
    return (
        f"Lit: the gradient's way back along the memory, from c_{n} to c_0. The {n} products multiply it by "
        f"the forget gates, {product} = {np.prod(factors):.3f}; the {n} sums pass it on as it is. "
        "Grey: all detours through h, which have weights and slopes on them."
    )


def _weights(name):
    """Return the name of the weights that a box holds, at its lower right."""
    x, _, symbol, _ = _READERS[name]
    return word((x + 0.3, _GATES - 0.45), f"$W_{{{'c' if name == 'c_tilde' else symbol}}}$", name)


def _parts(start=0, before="t-1", now="t", first=True):
    """Return the parts of a cell; one that isn't the first begins where the cell before it has ended."""
    places = {
        "c_before": (0, _TOP, f"$c_{{{before}}}$" if first else "", _KEPT),
        "h_before": (0, _BOTTOM, f"$h_{{{before}}}$" if first else "", _NAMES),
        "x": (_JOIN, -0.45, f"$x_{{{now}}}$", _NAMES),
        "c": (_END, _TOP, f"$c_{{{now}}}$", _KEPT),
        "h": (_END, _BOTTOM, f"$h_{{{now}}}$", ("h",)),
    }
    for name, (x, _, symbol, users) in _READERS.items():
        beside = x + (0.4 if name == "c_tilde" else 0.27)  # its tilde is wide
        places[f"name of {name}"] = (beside, _GATES + 0.47, f"${symbol}_{{{now}}}$", (name, *users))
    parts = {name: word((start + x, y), text, *lit) for name, (x, y, text, lit) in places.items()}
    joints = {"join": _JOIN} | {f"under {name}": _READERS[name][0] for name in ("f", "i", "c_tilde")}
    for k, (name, x) in enumerate(joints.items()):
        parts[name] = joint((start + x, _BOTTOM), *_NAMES[max(0, k - 1) :])
    for name, (x, text, *_) in _READERS.items():
        parts[name] = nonlinearity((start + x, _GATES), text, name)
    f, c_tilde, show = (start + x for x in (_READERS["f"][0], _READERS["c_tilde"][0], _SHOW))
    return parts | {
        "keep": dot((f, _TOP), "×", *_KEPT),
        "add": dot((c_tilde, _TOP), "+", *_KEPT),
        "write": dot((c_tilde, _MIDDLE), "×", "c"),
        "seen": joint((show, _TOP), *_KEPT, "h"),
        "bend": nonlinearity((show, _MIDDLE), "tanh", "h"),
        "show": dot((show, _GATES), "×", "h"),
    }
