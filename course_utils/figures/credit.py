"""Credit through time: paths from losses back to the uses of a weight, and what is left when they are cut."""

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.ticker import MaxNLocator

from course_utils.figures.marks import bare, cell, draw_curves, label
from course_utils.figures.shapes import edge, frame, unit
from course_utils.figures.style import FAINT, GREY, INK, OUTPUT, STATE

_APART = 1.75  # between two steps of a graph
_LEAST = 1e-4  # sizes below it are white


def way_back(axes):
    """Draw a graph of four steps on two Axes: one path from a loss to a use of w_hh; two arrows into a state.

    The reading counts the factors of the path, but not all such paths: the lesson asks for their number.
    """
    one, two = axes
    _graph(one, "one way: from $L_4$ to the use of $w_{hh}$ at step 2")
    _arrow(one, (4, 2), (4, 1), INK, "$h_4 - y_4$", 2.4)
    _arrow(one, (4, 1), (3, 1), INK, "$w_{hh}(1 - h_4^2)$", 2.4)
    _arrow(one, (3, 1), (2, 1), INK, "$w_{hh}(1 - h_3^2)$", 2.4)
    one.plot(1.5 * _APART, 0.93, "o", markersize=9, color=INK, zorder=5)
    one.text(1.5 * _APART, 0.76, r"$(1 - h_2^2)\, h_1$", ha="center", va="top", fontsize=8)
    _graph(two, r"two arrows bring back $\partial L / \partial h_2$")
    _arrow(two, (2, 2), (2, 1), INK, "its own output", 2.4)
    _arrow(two, (3, 1), (2, 1), INK, "the future", 2.4)
    return (
        "Above: the way from the loss of step 4 to the use of w_hh at step 2 has 4 factors. "
        "Below: 2 arrows lead back into h_2."
    )


def _graph(ax, title):
    """Draw states and losses of all steps, with grey arrows forward."""
    unit(ax, (0, 1), "$h_0$", faint=True)
    for t in range(1, 5):
        unit(ax, (_APART * t, 1), f"$h_{t}$", STATE)
        unit(ax, (_APART * t, 2), f"$L_{t}$", OUTPUT)
        _arrow(ax, (t, 1), (t, 2), GREY)
        _arrow(ax, (t - 1, 1), (t, 1), GREY)
    frame(ax, (-0.4, 4 * _APART + 1.1), (0.45, 2.3))
    ax.set_title(title, fontsize=9)


def _arrow(ax, start, end, color, text="", linewidth=1.1):
    """Draw an arrow between steps; one that leads back runs a little to the side of the one forward."""
    (t0, y0), (t1, y1) = start, end
    side = -0.07 if t1 < t0 or y1 < y0 else 0.07
    dx, dy = (0, side) if t0 != t1 else (-side, 0)
    x0, x1 = _APART * t0 + dx, _APART * t1 + dx
    edge(ax, (x0, y0 + dy), (x1, y1 + dy), color=color, linewidth=linewidth)
    if t0 != t1:
        ax.text((x0 + x1) / 2, y0 - 0.24, text, ha="center", va="top", fontsize=8)
    else:
        ax.text(x0 + 0.1, (y0 + y1) / 2, text, ha="left", va="center", fontsize=8)


def two_sources(ax, from_output, from_future):
    """Draw dL/dh_t of one unit as the sum of what its own output and the future contribute, both (steps,).

    The reading gives both parts and the sum at the first and at the last step.
    """
    t, whole = np.arange(1, len(from_output) + 1), np.add(from_output, from_future)
    box = {"width": 0.24, "edgecolor": INK, "linewidth": 0.8}
    ax.bar(t - 0.25, from_output, color=OUTPUT, label="from its own output", **box)
    ax.bar(t, from_future, color=STATE, label="from the future", **box)
    ax.bar(t + 0.25, whole, color="white", hatch="///", label="dL/dh_t, the sum", **box)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set(xlabel="time step t", ylabel="gradient", xticks=t)
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=9)
    sums = [
        f"step {i + 1}: {from_output[i]:.3f} from its output {from_future[i]:+.3f} from the future "
        f"= {whole[i]:.3f}"
        for i in (0, len(t) - 1)
    ]
    return f"{'; '.join(sums)}."


def ways(ax, table):
    """Draw what each path from a loss to a use of one weight contributes, as a triangle of numbers.

    ``table`` is (steps, steps): a row for each step of the loss, a column for each step of the use. The
    reading gives the number of paths, their sum, and the largest.
    """
    table, steps = np.asarray(table), len(table)
    middle = {"ha": "center", "va": "center", "fontsize": 9}
    for i, j in zip(*np.tril_indices(steps), strict=True):
        share = abs(table[i, j]) / np.abs(table).max()
        cell(ax, j + 1, i + 1, 0.5, facecolor=STATE, edgecolor="none", alpha=0.75 * share)
        ax.text(j + 1, i + 1, f"{table[i, j]:.3f}", **middle)
    for j, total in enumerate(table.sum(axis=0)):
        ax.text(j + 1, steps + 1, f"{total:.3f}", **middle)
    ax.text(steps + 0.7, steps + 1, f"sum {table.sum():.3f}", va="center", fontsize=9)
    _pair_axes(ax, steps)
    ax.set(ylim=(steps + 1.5, 0.5))
    ax.set_yticks(range(1, steps + 2), [*range(1, steps + 1), "sum"])
    i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
    return (
        f"{steps * (steps + 1) // 2} ways, with the sum {table.sum():.3f}. The largest, {table[i, j]:.3f}, "
        f"leads from the loss of step {i + 1} to the use at step {j + 1}."
    )


def kept_ways(axes, sizes, kept):
    """Draw the sizes of all paths as shades of grey, and cross out those that a truncation cuts.

    ``sizes`` is (steps, steps), as in `ways`, relative to the whole gradient; ``kept`` holds by name, one
    on each of the Axes, which ways a truncation keeps, as bool. The reading says how many.
    """
    steps, counts = len(sizes), []
    below = np.tril(np.ones((steps, steps), bool))
    norm = LogNorm(_LEAST, sizes.max(), clip=True)
    edges = np.arange(0.5, steps + 1)
    for ax, (name, mask) in zip(axes, kept.items(), strict=True):
        shades = np.ma.masked_where(~(below & mask), np.maximum(sizes, _LEAST))
        mesh = ax.pcolormesh(edges, edges, shades, cmap="Greys", norm=norm, edgecolor="white", linewidth=0.3)
        rows, columns = np.nonzero(below & ~mask)
        ax.plot(columns + 1, rows + 1, "x", color=GREY, markersize=3)
        _pair_axes(ax, steps)
        ax.set_title(name, loc="center", fontsize=10)
        counts.append(f"{name}: {(below & mask).sum()} of {below.sum()} ways")
    bar = axes[0].figure.colorbar(mesh, ax=list(axes), shrink=0.8)
    bar.set_label("size, relative to the whole gradient", fontsize=8)
    return f"Kept, left to right: {'; '.join(counts)}."


def _pair_axes(ax, steps):
    """Set axes for pairs of loss step and source step, the first pair at the top left."""
    ax.set(xlim=(0.5, steps + 0.5), ylim=(steps + 0.5, 0.5), aspect="equal")
    ticks = range(1, steps + 1, max(1, steps // 4))
    ax.set(xticks=ticks, yticks=ticks, xlabel="use at step", ylabel="loss at step")
    bare(ax)


def step_shares(ax, shares):
    """Draw each step's share (steps,) of a gradient that is a sum over steps; the reading gives them all."""
    t = np.arange(1, len(shares) + 1)
    ax.bar(t, shares, width=0.6, color=STATE, edgecolor=INK, linewidth=0.8)
    ax.axhline(0, color=INK, linewidth=0.8)
    for i, share in zip(t, shares, strict=True):
        label(ax, f"{share:.2f}", (i, max(share, 0)), (0, 3))
    ax.set(xlabel="time step of the use of W_hh", ylabel="share", xticks=t)
    ax.margins(y=0.18)
    listed = ", ".join(f"{share:.2f}" for share in shares)
    return f"Shares of steps 1 to {len(t)}: {listed}; together {np.sum(shares):.2f}."


def by_length(axes, lengths, angles, norms):
    """Draw how far truncated gradients are from the full one: angle, and norm relative to the full one's.

    ``lengths`` (n,) are those of the window, or of the chunks; ``angles`` in degrees and ``norms`` as
    factors hold arrays (n,) by name. The reading gives the first of each, and how often one step more makes
    it worse.
    """
    sentences = []
    for name in angles:
        shown = ", ".join(f"{one:.0f}" for one in angles[name][[0, 3, 7]])
        worse = int((np.diff(angles[name]) > 0.5).sum())
        sentences.append(
            f"{name}: {shown} degrees off at {lengths[0]}, {lengths[3]}, {lengths[7]} steps, "
            f"{norms[name][0]:.2f} times as long at {lengths[0]}; one step more makes it worse {worse} times"
        )
    names = ("angle to the full gradient (degrees)", "length, relative to the full gradient")
    for ax, curves, full, name in zip(axes, (angles, norms), (0, 1), names, strict=True):
        draw_curves(ax, lengths, curves, marker="o", markersize=4)
        ax.axhline(full, color=FAINT, zorder=0, linewidth=2)
        ax.set(xlabel="steps in the window or chunk", ylabel=name)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[0].legend(fontsize=9)
    return f"{'. '.join(sentences)}."
