"""A Transformer block as a circuit: the way of the vectors through it is lit, the two halves hang below."""

from course_utils.figures.circuit import dot, draw, joint, nonlinearity, word
from course_utils.figures.shapes import frame

_WAY, _HALF, _END = 1.2, 0, 8.2
_CIRCUIT = {
    "x": word((0, _WAY), "$x$", "way"),
    "before look": joint((0.8, _WAY), "way"),
    "norm_look": nonlinearity((1.7, _HALF), "norm"),
    "look": nonlinearity((2.8, _HALF), "look"),
    "others": word((2.8, _HALF - 0.95), "all places that the mask shows"),
    "add look": dot((3.8, _WAY), "+", "way"),
    "before think": joint((4.6, _WAY), "way"),
    "norm_think": nonlinearity((5.5, _HALF), "norm"),
    "think": nonlinearity((6.6, _HALF), "think"),
    "itself": word((6.6, _HALF - 0.5), "each place by itself"),
    "add think": dot((7.6, _WAY), "+", "way"),
    "out": word((_END + 0.4, _WAY), "$x'$", "way"),
}
_STOPS = "x", "before look", "add look", "before think", "add think", "out"
_WIRES = [(("way",), stops) for stops in zip(_STOPS, _STOPS[1:], strict=False)]
for _name in ("look", "think"):
    _tap, _norm, _sum = f"before {_name}", f"norm_{_name}", f"add {_name}"
    _WIRES += [((), (_tap, (_tap, _norm), _norm)), ((), (_norm, _name)), ((), (_name, (_sum, _name), _sum))]
_WIRES.append(((), ("others", "look")))


def transformer_block(ax):
    """Draw a block, x in and x' out, its parts named as in the lesson's code; the reading tells the way."""
    draw(ax, _CIRCUIT, _WIRES, ["way"])
    frame(ax, (-0.4, _END + 0.7), (-1.2, 1.6))
    return (
        "Lit: the way of the vectors through the block; 2 sums stand on it, and no weights. Grey: what is "
        "added, look (attention) and think (feed-forward), each behind its norm."
    )
