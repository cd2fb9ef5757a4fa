"""Credit through time: paths from losses back to the uses of a weight, and what is left when they are cut."""

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.ticker import MaxNLocator

from course_utils.figures.marks import bare, cell, draw_curves, name_curves, tinted
from course_utils.figures.shapes import edge, frame, unit
from course_utils.figures.style import FAINT, GREY, INK, INPUT, OUTPUT, STATE, ramp

_APART = 1.75  # between two steps of a graph
_LEAST = 1e-4  # sizes below it have no colour


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


def ways(ax, table):
    """Draw what each path from a loss to a use of one weight contributes, as a triangle of numbers.

    ``table`` is (steps, steps): a row for each step of the loss, a column for each step of the use. Blue is
    above 0, orange below; the reading gives the number of paths, their sum, and the largest.
    """
    table, steps = np.asarray(table), len(table)
    for i, j in zip(*np.tril_indices(steps), strict=True):
        share = abs(table[i, j]) / np.abs(table).max()
        tinted(ax, (j + 1, i + 1), share, f"{table[i, j]:.3f}", STATE if table[i, j] > 0 else INPUT)
    for j, total in enumerate(table.sum(axis=0)):
        tinted(ax, (j + 1, steps + 1), 0, f"{total:.3f}", STATE)
    ax.text(steps + 0.7, steps + 1, f"sum {table.sum():.3f}", va="center", fontsize=9)
    _pair_axes(ax, steps)
    ax.set(ylim=(steps + 1.5, 0.5))
    ax.plot([0.53, steps + 0.47], [steps + 0.56] * 2, color=INK, linewidth=1)  # a sum stands under a line
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.tick_params(length=0)
    ax.set_yticks(range(1, steps + 2), [*range(1, steps + 1), "sum"])
    i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
    return (
        f"{steps * (steps + 1) // 2} ways, with the sum {table.sum():.3f}. The largest, {table[i, j]:.3f}, "
        f"leads from the loss of step {i + 1} to the use at step {j + 1}."
    )


def kept_ways(axes, sizes, kept):
    """Draw the sizes of all paths as colour on a log scale, and cross out those that a truncation cuts.

    ``sizes`` is (steps, steps), as in `ways`, relative to the whole gradient; a path of size zero has a 0.
    ``kept`` holds by name, one on each of the Axes, which ways a truncation keeps, as bool. The reading says
    how many, and how many there are of size zero.
    """
    steps, counts = len(sizes), []
    below = np.tril(np.ones((steps, steps), bool))
    norm = LogNorm(_LEAST, sizes.max(), clip=True)
    edges = np.arange(0.5, steps + 1)
    for ax, (name, mask) in zip(axes, kept.items(), strict=True):
        there = below & mask
        shades = np.ma.masked_where(~there | (sizes == 0), sizes)
        mesh = ax.pcolormesh(edges, edges, shades, cmap=ramp(STATE), norm=norm)
        for row, column in np.argwhere(there & (sizes == 0)):
            cell(ax, column + 1, row + 1, 0.5, facecolor=FAINT, edgecolor="none")
            ax.text(column + 1, row + 1, "0", ha="center", va="center", fontsize=8)
        rows, columns = np.nonzero(below & ~mask)
        ax.plot(columns + 1, rows + 1, "x", color=GREY, markersize=3)
        _pair_axes(ax, steps)
        ax.set_title(name, loc="center", fontsize=10)
        counts.append(f"{name}: {there.sum()} of {below.sum()} pairs")
    bar = axes[0].figure.colorbar(mesh, ax=list(axes), shrink=0.8, ticks=[1e-4, 1e-3, 0.01, 0.1])
    bar.ax.set_yticklabels(["≤ 0.0001", "0.001", "0.01", "0.1"])
    bar.minorticks_off()
    bar.set_label("size (whole gradient: 1)")
    bar.outline.set_edgecolor(GREY)
    zero = int((sizes[below] == 0).sum())
    of_zero = f" Of the {below.sum()}, {zero} are exactly 0." if zero else ""
    return f"Kept, left to right: {'; '.join(counts)}.{of_zero}"


def _pair_axes(ax, steps):
    """Set axes for pairs of loss step and source step, the first pair at the top left."""
    ax.set(xlim=(0.5, steps + 0.5), ylim=(steps + 0.5, 0.5), aspect="equal")
    ticks = range(1, steps + 1, max(1, steps // 4))
    ax.set(xticks=ticks, yticks=ticks, xlabel="use at step", ylabel="loss at step")
    bare(ax)


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
    names = ("angle to the full gradient (degrees)", "length (full gradient: 1)")
    for ax, curves, full, name in zip(axes, (angles, norms), (0, 1), names, strict=True):
        draw_curves(ax, lengths, curves, marker="o", markersize=4)
        ax.axhline(full, color=FAINT, zorder=0, linewidth=2)
        ax.set(xlabel="steps in the window or chunk", ylabel=name)
        ax.margins(y=0.15)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        name_curves(ax, inside=True)
    return f"{'. '.join(sentences)}."
