"""The GRU as a circuit: the parts of one or more of its equations are lit.

The state runs along the top. The gates read it and the input from two lines at the bottom; the candidate
reads them apart, since the reset gate acts only on what the old state says.
"""

from course_utils.figures.circuit import dot, draw, joint, nonlinearity, word
from course_utils.figures.shapes import frame

PARTS = {
    "r": "the reset gate r_t",
    "z": "the update gate z_t",
    "h_tilde": "the candidate",
    "h": "the new state h_t",
    "memory": "the state's own path, from h_(t-1) to h_t",
}
_TOP, _MIX, _GATES, _WEIGHTS, _STATE, _INPUT = 3.9, 2.95, 2.0, 1.1, 0.3, -0.3
_Z, _R, _RESET, _SUM, _BEND, _END = 1.9, 3.5, 4.6, 5.6, 6.7, 7.8
_READS = ("r", "z", "h_tilde")
_CIRCUIT = {
    "h_before": word((0, _TOP), "$h_{t-1}$", *PARTS),
    "x": word((0, _INPUT), "$x_t$", *_READS),
    "h": word((_END, _TOP), "$h_t$", "h", "memory"),
    "tap": joint((0.7, _TOP), *PARTS),
    "h for z": joint((_Z, _STATE), *_READS),
    "h for r": joint((_R, _STATE), "r", "h_tilde"),
    "x for z": joint((1.2, _INPUT), *_READS),
    "x for r": joint((2.8, _INPUT), "r", "h_tilde"),
    "z": nonlinearity((_Z, _GATES), "σ", "z"),
    "r": nonlinearity((_R, _GATES), "σ", "r"),
    "W_hn": nonlinearity((_RESET, _WEIGHTS), "$W_{hn}$", "h_tilde"),
    "W_xn": nonlinearity((_SUM, _WEIGHTS), "$W_{xn}$", "h_tilde"),
    "reset": dot((_RESET, _GATES), "×", "h_tilde"),
    "sum": dot((_SUM, _GATES), "+", "h_tilde"),
    "h_tilde": nonlinearity((_BEND, _GATES), "tanh", "h_tilde"),
    "split": joint((_Z, _MIX), "h", "memory"),
    "one minus": nonlinearity((_RESET, _MIX), "1 −", "h"),
    "write": dot((_BEND, _MIX), "×", "h"),
    "keep": dot((_Z, _TOP), "×", "h", "memory"),
    "add": dot((_BEND, _TOP), "+", "h", "memory"),
    "weights of z": word((_Z + 0.3, _WEIGHTS + 0.2), "$W_z$", "z"),
    "weights of r": word((_R + 0.3, _WEIGHTS + 0.2), "$W_r$", "r"),
    "name of z": word((_Z + 0.27, _GATES + 0.47), "$z_t$", "z", "h", "memory"),
    "name of r": word(((_R + _RESET) / 2, _GATES + 0.24), "$r_t$", "r", "h_tilde"),
    "name of u": word((_RESET + 0.27, (_WEIGHTS + _GATES) / 2), "$u_t$", "h_tilde"),
    "name of h_tilde": word((_BEND + 0.3, (_GATES + _MIX) / 2), r"$\tilde{h}_t$", "h_tilde", "h"),
}
_WIRES = [
    (PARTS, ("h_before", "tap")),
    (("h", "memory"), ("tap", "keep")),
    (("h", "memory"), ("keep", "add")),
    (("h", "memory"), ("add", "h")),
    (_READS, ("tap", ("tap", "h for z"), "h for z")),
    (("z",), ("h for z", "z")),
    (("r", "h_tilde"), ("h for z", "h for r")),
    (("r",), ("h for r", "r")),
    (("h_tilde",), ("h for r", ("W_hn", "h for r"), "W_hn")),
    (_READS, ("x", "x for z")),
    (("z",), ("x for z", ("x for z", "z"), "z")),
    (("r", "h_tilde"), ("x for z", "x for r")),
    (("r",), ("x for r", ("x for r", "r"), "r")),
    (("h_tilde",), ("x for r", ("W_xn", "x for r"), "W_xn")),
    (("h_tilde",), ("r", "reset")),
    (("h_tilde",), ("W_hn", "reset")),
    (("h_tilde",), ("reset", "sum")),
    (("h_tilde",), ("W_xn", "sum")),
    (("h_tilde",), ("sum", "h_tilde")),
    (("h", "memory"), ("z", "split")),
    (("h", "memory"), ("split", "keep")),
    (("h",), ("split", "one minus")),
    (("h",), ("one minus", "write")),
    (("h",), ("h_tilde", "write")),
    (("h",), ("write", "add")),
]


def gru_cell(ax, *lit):
    """Draw the GRU, reset after the product; what belongs to one of the equations ``lit`` stands out.

    They are "r", "z", "h_tilde" and "h" for the equation of that quantity, and "memory" for the path from the
    old state to the new one. The reading says what is lit, and which of the four equations it is.
    """
    draw(ax, _CIRCUIT, _WIRES, lit)
    frame(ax, (-0.4, _END + 0.4), (_INPUT - 0.3, _TOP + 0.35))
    return f"Lit: {'; '.join(_said(part) for part in lit)}."


def _said(part):
    if part == "memory":
        return f"{PARTS[part]}; 1 product and 1 sum stand on it, and no weights"
    return f"{PARTS[part]}, equation {list(PARTS).index(part) + 1} of 4"
