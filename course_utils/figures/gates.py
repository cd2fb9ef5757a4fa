"""Gated cells: what two merges make of an LSTM."""

from course_utils.figures.shapes import arrow, edge, frame, unit
from course_utils.figures.style import GREY, OUTPUT, STATE

_CELLS = {
    "LSTM": (("$f_t$", "$i_t$", r"$\tilde c_t$", "$o_t$"), ("$c_t$", "$h_t$")),
    "first merge: $i = 1 - f$": (("$f_t$", r"$\tilde c_t$", "$o_t$"), ("$c_t$", "$h_t$")),
    "second merge: $h = c$,\nand a reset gate": (("$z_t$", r"$\tilde h_t$", "$r_t$"), ("$h_t$",)),
}
_CANDIDATES = (r"$\tilde c_t$", r"$\tilde h_t$")
_ABOVE = 1.35  # height of the states
_GATE = "#B5B5B5"  # light enough for dark words, on a dark page too


def merges(axes):
    """Draw an LSTM, the same with coupled gates, and the GRU on three Axes: weights below, states above.

    The reading counts the blocks of weights and the states of each.
    """
    counts = []
    for ax, (title, (blocks, states)) in zip(axes, _CELLS.items(), strict=True):
        middle = (len(blocks) - 1) / 2
        places = [middle + 1.44 * (k - (len(states) - 1) / 2) for k in range(len(states))]
        for place, state in zip(places, states, strict=True):
            unit(ax, (place, _ABOVE), state, STATE)
        first = sum(block not in ("$r_t$", "$o_t$") for block in blocks)  # so many meet at the first state
        for k, block in enumerate(blocks):
            unit(ax, (k, 0), block, OUTPUT if block in _CANDIDATES else _GATE)
            if block == "$r_t$":  # it acts only on the candidate
                edge(ax, (k, 0), (k - 1, 0))
            else:
                to = places[-1] if block == "$o_t$" else places[0] + 0.17 * (k - (first - 1) / 2)
                arrow(ax, (k, 0.24), (to, _ABOVE - 0.24))
        if len(states) == 2:
            edge(ax, (places[0], _ABOVE), (places[1], _ABOVE), r"$\tanh$")
        counted = f"{len(blocks)} blocks of weights, {len(states)} state{'s' * (len(states) > 1)}"
        ax.text(middle, -0.55, counted, ha="center", va="center", fontsize=9, color=GREY)
        frame(ax, (-0.6, 3.6) if len(blocks) == 4 else (-1.1, 3.1), (-0.75, 1.7), title)
        counts.append(f"{' '.join(title.replace('$', '').split())}: {counted}")
    return f"Grey: gates, pink: candidates, blue: states. {'; '.join(counts)}."
