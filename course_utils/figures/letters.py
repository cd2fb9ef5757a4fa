"""A model of letters: losses that fall beside lines to compare with, and names that it wrote."""

import numpy as np

from course_utils.figures.style import FAINT, GREY, INK

_STYLES = ("solid", (0, (4, 1.5)), (0, (1, 1.5)), (0, (6, 1.5, 1, 1.5)))


def learning(ax, curves, lines, width=1, log=False):
    """Draw losses against updates, beside lines that need no learning; tell only on which side they end.

    Parameters
    ----------
    ax : Axes
    curves : dict of str to array, or to (updates, losses)
        An array holds one loss an update; a name stands at its curve's end.
    lines : dict of str to float
        Losses to compare with.
    width : int, optional
        Draw the mean of that many updates.
    log : bool, optional
        Whether the loss has a logarithmic axis.

    Returns
    -------
    str
        For each curve the lines below which it ends.
    """
    told, ends, last = [], [], 0
    for (name, curve), dash in zip(curves.items(), _STYLES, strict=False):
        at, losses = curve if isinstance(curve, tuple) else _means(curve, width)
        ax.plot(at, losses, color=INK, linestyle=dash, linewidth=1.3)
        ends.append(ax.annotate(name, (at[-1], losses[-1]), (5, 0), textcoords="offset points", va="center"))
        beaten = [line for line, value in lines.items() if losses[-1] < value]
        told.append(f"{name}: ends {'below ' + ', '.join(beaten) if beaten else 'above all of them'}")
        last = max(last, at[-1])
    for name, value in lines.items():
        ax.axhline(value, color=GREY, linestyle=(0, (1, 2)), linewidth=1, zorder=0)
        ax.annotate(
            name, (last, value), (0, 2), textcoords="offset points", ha="right", fontsize=8, color=GREY
        )
    ax.set(xlabel="update", ylabel="loss", xlim=(0, 1.22 * last), yscale="log" if log else "linear")
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= last])
    _spread(ax, ends)
    return f"Beside {len(lines)} line{'s' * (len(lines) > 1)}: {'; '.join(told)}."


def written(axes, columns, rows, mark="="):
    """Draw names that a model wrote, a column of Axes for each setting and a block of lines for each row.

    Parameters
    ----------
    axes : sequence of Axes, one a column
    columns : list of str
        Their titles.
    rows : dict of str to list of list of (str, str)
        For each block, for each column, the names with a note each; a name whose note is `mark` is framed.
    mark : str, optional

    Returns
    -------
    str
        How many names are shown; not which, for those differ from machine to machine.
    """
    count = 0
    for k, (ax, title) in enumerate(zip(axes, columns, strict=True)):
        y = 0
        for block, lists in rows.items():
            ax.text(0, y, block, fontsize=9, color=GREY, va="center")
            for name, note in lists[k]:
                y += 1
                frame = {"facecolor": FAINT, "edgecolor": "none", "pad": 1.5} if note == mark else None
                ax.text(0.03, y, name.capitalize(), fontsize=10, va="center", bbox=frame)
                if note and note != mark:
                    ax.text(0.98, y, note, fontsize=8, color=GREY, va="center", ha="right")
                count += 1
            y += 1.35
        ax.set(xlim=(0, 1), ylim=(y - 0.6, -0.8), title=title)
        ax.axis("off")
    kinds = f"{len(rows)} kind{'s' * (len(rows) > 1)}"
    return f"{count} names that the network wrote: {len(columns)} columns, {kinds} of name."


def _spread(ax, labels, least=11):
    """Move labels apart, upwards, until they stand `least` points from one another."""
    scale = 72 / ax.figure.dpi
    heights = [ax.transData.transform(label.xy)[1] * scale for label in labels]
    floor = -np.inf
    for height, label in sorted(zip(heights, labels, strict=True), key=lambda one: one[0]):
        floor = max(height, floor + least)
        label.set(position=(5, floor - height), fontsize=9)


def _means(losses, width):
    """Return the middle update and the mean loss of every `width` updates."""
    losses = np.asarray(losses)
    whole = len(losses) // width * width
    at = np.arange(whole).reshape(-1, width).mean(axis=1) + 1
    return at, losses[:whole].reshape(-1, width).mean(axis=1)
