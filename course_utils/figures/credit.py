"""Credit through time: ways from losses back to the uses of a weight, and what is left of them when cut."""

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.ticker import MaxNLocator

from course_utils.figures.shapes import edge, unit
from course_utils.figures.style import FAINT, GREY, INK, OUTPUT, STATE

_APART = 1.75  # between two steps of a graph
_LEAST = 1e-4  # sizes below it are white


def way_back(axes, steps=4, loss_step=4, source=2):
    """Draw the unrolled graph twice: one way from a loss to a use of w_hh, and the two arrows into a state.

    Parameters
    ----------
    axes : two Axes
    steps, loss_step, source : int, optional
        The graph's length; where the way begins and where it ends.

    Returns
    -------
    str
        The way, its number of factors, and how many such ways there are.
    """
    for ax in axes:
        for t in range(steps + 1):
            unit(ax, (_APART * t, 1), f"$h_{t}$", STATE, faint=t == 0)
            if t:
                unit(ax, (_APART * t, 2), f"$L_{t}$", OUTPUT)
                _arrow(ax, (t, 1), (t, 2), GREY)
                _arrow(ax, (t - 1, 1), (t, 1), GREY)
        ax.set(xlim=(-0.4, _APART * steps + 1.1), ylim=(0.45, 2.3), aspect="equal")
        ax.axis("off")
    one, two = axes
    one.set_title(f"one way: from $L_{loss_step}$ to the use of $w_{{hh}}$ at step {source}", fontsize=9)
    _arrow(one, (loss_step, 2), (loss_step, 1), INK, f"$h_{loss_step} - y_{loss_step}$", 2.4)
    for t in range(loss_step, source, -1):
        _arrow(one, (t, 1), (t - 1, 1), INK, rf"$w_{{hh}}(1 - h_{t}^2)$", 2.4)
    end = _APART * (source - 0.5)
    one.plot(end, 0.93, marker="o", markersize=9, color=INK, zorder=5)
    text = {"ha": "center", "va": "top", "fontsize": 8}
    one.text(end, 0.76, rf"$(1 - h_{source}^2)\, h_{source - 1}$", **text)
    middle = steps // 2
    two.set_title(f"two arrows bring back $\\partial L / \\partial h_{middle}$", fontsize=9)
    _arrow(two, (middle, 2), (middle, 1), INK, "its own output", 2.4)
    _arrow(two, (middle + 1, 1), (middle, 1), INK, "the future", 2.4)
    return (
        f"Above: the way from the loss of step {loss_step} to the use of w_hh at step {source} has "
        f"{loss_step - source + 2} factors; with {steps} steps there are {steps * (steps + 1) // 2} such "
        f"ways. Below: 2 arrows lead back into h_{middle}."
    )


def two_sources(ax, from_output, from_future):
    """Draw dL/dh_t of one unit as the sum of what its own output says and what the future says.

    Parameters
    ----------
    ax : Axes
    from_output, from_future : array, shape (steps,)

    Returns
    -------
    str
        Both parts and the sum at the first and at the last step.
    """
    from_output, from_future = np.asarray(from_output), np.asarray(from_future)
    t, whole = np.arange(1, len(from_output) + 1), from_output + from_future
    box = {"width": 0.24, "edgecolor": INK, "linewidth": 0.8}
    ax.bar(t - 0.25, from_output, color=OUTPUT, label="from its own output", **box)
    ax.bar(t, from_future, color=STATE, label="from the future", **box)
    ax.bar(t + 0.25, whole, color="white", hatch="///", label="dL/dh_t, the sum", **box)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set(xlabel="time step t", ylabel="gradient", xticks=t)
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, fontsize=9)
    told = [
        f"step {i + 1}: {from_output[i]:.3f} from its output {from_future[i]:+.3f} from the future "
        f"= {whole[i]:.3f}"
        for i in (0, len(t) - 1)
    ]
    return f"{'; '.join(told)}."


def ways(ax, table):
    """Draw what each way from a loss to a use of one weight gives, as a triangle of numbers.

    Parameters
    ----------
    ax : Axes
    table : array, shape (steps, steps)
        Row: step of the loss; column: step of the use. Above the diagonal there are no ways.

    Returns
    -------
    str
        The number of ways, their sum, the largest.
    """
    table, steps = np.asarray(table), len(table)
    below = np.tril(np.ones((steps, steps), bool))
    for (i, j), value in np.ndenumerate(table):
        if below[i, j]:
            share = abs(value) / np.abs(table).max()
            _box(ax, j + 1, i + 1, STATE, alpha=0.75 * share)
            ax.text(j + 1, i + 1, f"{value:.3f}", ha="center", va="center", fontsize=9)
    for j, total in enumerate(table.sum(axis=0)):
        ax.text(j + 1, steps + 1, f"{total:.3f}", ha="center", va="center", fontsize=9)
    ax.text(steps + 0.7, steps + 1, f"sum {table.sum():.3f}", va="center", fontsize=9)
    _pair_axes(ax, steps)
    ax.set(ylim=(steps + 1.5, 0.5), yticks=range(1, steps + 2))
    ax.set_yticklabels([*range(1, steps + 1), "sum"])
    i, j = np.unravel_index(np.abs(table).argmax(), table.shape)
    return (
        f"{below.sum()} ways, with the sum {table.sum():.3f}. The largest, {table[i, j]:.3f}, leads from the "
        f"loss of step {i + 1} to the use at step {j + 1}."
    )


def kept_ways(axes, sizes, kept):
    """Draw the sizes of all ways as shades of grey, and, crossed out, those that a truncation cuts.

    Parameters
    ----------
    axes : sequence of Axes
    sizes : array, shape (steps, steps)
        Row: step of the loss; column: step of the use; relative to the whole gradient.
    kept : dict of str to array of bool, each (steps, steps)

    Returns
    -------
    str
        How many ways each keeps.
    """
    steps, told = len(sizes), []
    below = np.tril(np.ones((steps, steps), bool))
    norm = LogNorm(_LEAST, sizes.max(), clip=True)
    for ax, (name, mask) in zip(axes, kept.items(), strict=True):
        shades = np.ma.masked_where(~(below & mask), np.maximum(sizes, _LEAST))
        edges = np.arange(0.5, steps + 1)
        mesh = ax.pcolormesh(edges, edges, shades, cmap="Greys", norm=norm, edgecolor="white", linewidth=0.3)
        rows, columns = np.nonzero(below & ~mask)
        ax.plot(columns + 1, rows + 1, "x", color=GREY, markersize=3)
        _pair_axes(ax, steps)
        ax.set_title(name, loc="center", fontsize=10)
        told.append(f"{name}: {(below & mask).sum()} of {below.sum()} ways")
    bar = axes[0].figure.colorbar(mesh, ax=list(axes), shrink=0.8)
    bar.set_label("size, beside the whole gradient", fontsize=8)
    return f"Kept, left to right: {'; '.join(told)}."


def step_shares(ax, shares, xlabel="time step of the use of W_hh"):
    """Draw each step's share of a gradient that is a sum over steps.

    Parameters
    ----------
    ax : Axes
    shares : array, shape (steps,)
        With the sum 1.
    xlabel : str, optional

    Returns
    -------
    str
        All shares.
    """
    t = np.arange(1, len(shares) + 1)
    ax.bar(t, shares, width=0.6, color=STATE, edgecolor=INK, linewidth=0.8)
    ax.axhline(0, color=INK, linewidth=0.8)
    for i, share in zip(t, shares, strict=True):
        ax.annotate(
            f"{share:.2f}", (i, max(share, 0)), (0, 3), textcoords="offset points", ha="center", fontsize=9
        )
    ax.set(xlabel=xlabel, ylabel="share", xticks=t)
    ax.margins(y=0.18)
    told = ", ".join(f"{share:.2f}" for share in shares)
    return f"Shares of steps 1 to {len(t)}: {told}; together {np.sum(shares):.2f}."


def by_length(axes, lengths, angles, norms):
    """Draw how far truncated gradients are from the full one: angle, and norm beside the full one's.

    Parameters
    ----------
    axes : two Axes
    lengths : array, shape (n,)
        Of the window, or of the chunks.
    angles, norms : dict of str to array, each (n,)
        In degrees; as a factor.

    Returns
    -------
    str
        The first angles and norms of each curve, and how often one with more steps is further off.
    """
    told, styles = [], ("solid", (0, (4, 1.5)))
    for name, dash, marker in zip(angles, styles, ("o", "s"), strict=True):
        for ax, curves in zip(axes, (angles, norms), strict=True):
            ax.plot(lengths, curves[name], color=INK, linestyle=dash, marker=marker, markersize=4, label=name)
        shown = ", ".join(f"{one:.0f}" for one in angles[name][[0, 3, 7]])
        worse = int((np.diff(angles[name]) > 0.5).sum())
        told.append(
            f"{name}: {shown} degrees off at {lengths[0]}, {lengths[3]}, {lengths[7]} steps, "
            f"{norms[name][0]:.2f} times as long at {lengths[0]}; one step more makes it worse {worse} times"
        )
    for ax, full, label in zip(axes, (0, 1), ("angle to the full gradient (degrees)", "length"), strict=True):
        ax.axhline(full, color=FAINT, zorder=0, linewidth=2)
        ax.set(xlabel="steps in the window or chunk", ylabel=label)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[1].set_ylabel("length, beside the full gradient's")
    axes[0].legend(frameon=False, fontsize=9)
    return f"{'. '.join(told)}."


def _arrow(ax, start, end, color, label="", width=1.1):
    """Draw an arrow between steps; on its way back it runs a little beside the one that goes there."""
    (t0, y0), (t1, y1) = start, end
    back = t1 < t0 or y1 < y0
    across = t0 != t1
    dx, dy = (0, (-0.07 if back else 0.07)) if across else ((0.08 if back else -0.08), 0)
    ends = (_APART * t0 + dx, y0 + dy), (_APART * t1 + dx, y1 + dy)
    edge(ax, *ends, color=color)
    ax.patches[-1].set_linewidth(width)
    if label and across:
        middle = ((ends[0][0] + ends[1][0]) / 2, y0 - 0.24)
        ax.text(*middle, label, ha="center", va="top", fontsize=8)
    elif label:
        ax.text(ends[0][0] + 0.1, (y0 + y1) / 2, label, ha="left", va="center", fontsize=8)


def _box(ax, x, y, color, **how):
    """Fill the square of one pair."""
    square = np.array([[-0.5, 0.5, 0.5, -0.5], [-0.5, -0.5, 0.5, 0.5]])
    ax.fill(x + square[0], y + square[1], facecolor=color, edgecolor="none", **how)


def _pair_axes(ax, steps):
    """Set axes for pairs of loss step and source step, the first pair at the top left."""
    ax.set(xlim=(0.5, steps + 0.5), ylim=(steps + 0.5, 0.5), aspect="equal")
    ticks = range(1, steps + 1, max(1, steps // 4))
    ax.set(xticks=ticks, yticks=ticks, xlabel="use at step", ylabel="loss at step")
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
