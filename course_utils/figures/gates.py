"""Gated cells: what two merges make of an LSTM."""

from course_utils.figures.shapes import edge, unit
from course_utils.figures.style import FAINT, GREY, INK, OUTPUT, STATE

_CELLS = {
    "LSTM": (("$f_t$", "$i_t$", r"$\tilde c_t$", "$o_t$"), ("$c_t$", "$h_t$")),
    "first merge: $i = 1 - f$": (("$f_t$", r"$\tilde c_t$", "$o_t$"), ("$c_t$", "$h_t$")),
    "second merge: $h = c$,\nand a reset gate": (("$z_t$", r"$\tilde h_t$", "$r_t$"), ("$h_t$",)),
}
_CANDIDATES = (r"$\tilde c_t$", r"$\tilde h_t$")


def merges(axes):
    """Draw an LSTM, the same with coupled gates, and the GRU: blocks of weights below, states above.

    Parameters
    ----------
    axes : three Axes

    Returns
    -------
    str
        Blocks and states of each.
    """
    told = []
    for ax, (title, (blocks, states)) in zip(axes, _CELLS.items(), strict=True):
        middle = (len(blocks) - 1) / 2
        places = [middle + 0.9 * (k - (len(states) - 1) / 2) * 1.6 for k in range(len(states))]
        for k, block in enumerate(blocks):
            unit(ax, (k, 0), block, OUTPUT if block in _CANDIDATES else FAINT)
            to = places[-1] if block == "$o_t$" else places[0]
            above = (to, 1.35)
            if block == "$r_t$":  # it acts on the candidate alone
                edge(ax, (k, 0), (k - 1, 0), color=INK)
            else:
                ax.annotate(
                    "", (above[0], above[1] - 0.24), (k, 0.24), arrowprops={"arrowstyle": "-|>", "color": INK}
                )
        for place, state in zip(places, states, strict=True):
            unit(ax, (place, 1.35), state, STATE)
        if len(states) == 2:
            edge(ax, (places[0], 1.35), (places[1], 1.35), r"$\tanh$")
        counted = f"{len(blocks)} blocks of weights, {len(states)} state{'s' * (len(states) > 1)}"
        ax.text(middle, -0.55, counted, ha="center", va="center", fontsize=9, color=GREY)
        ax.set_title(title, loc="center", fontsize=10)
        ax.set(xlim=(-0.6, 3.6) if len(blocks) == 4 else (-1.1, 3.1), ylim=(-0.75, 1.7), aspect="equal")
        ax.axis("off")
        told.append(f"{' '.join(title.replace('$', '').split())}: {counted}")
    return f"Grey: gates, pink: candidates, blue: states. {'; '.join(told)}."
