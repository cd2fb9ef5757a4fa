"""A model of letters: losses that fall towards lines to compare with, and names that it wrote."""

import matplotlib.pyplot as plt
import numpy as np

from course_utils.figures.marks import cell, label, name_curves
from course_utils.figures.style import (
    FAINT,
    GREY,
    INPUT,
    ON_FILL,
    REFERENCE,
    STATE,
    curve_styles,
    ramp,
    show,
)


def learning(ax, curves, lines, width=1, log=False):
    """Draw losses against updates, with a thin line for the loss of each answer that needs no learning.

    A curve is an array with one loss an update, of which means over ``width`` updates are drawn, or a pair
    (updates, losses); ``lines`` holds the other losses by name. With ``log`` the loss has a logarithmic axis.
    The reading says where each curve ends, after '≈', and below which lines.
    """
    verdicts, styles, last = [], curve_styles(curves), 0
    for name, curve in curves.items():
        at, losses = curve if isinstance(curve, tuple) else _means(curve, width)
        ax.plot(at, losses, label=name, **styles[name], linewidth=1.3)
        last = max(last, at[-1])
        beaten = [line for line, value in lines.items() if losses[-1] < value]
        beside = f"below {', '.join(beaten)}" if beaten else "above all of them"
        verdicts.append(f"{name}: ends at ≈ {losses[-1]:.3g} {beside}")
    for name, value in lines.items():
        ax.axhline(value, **REFERENCE, zorder=0)
        label(ax, name, (last, value), (0, 2), ha="right", fontsize=8, color=GREY)
    ax.set(xlabel="update", ylabel="loss", xlim=(0, last), yscale="log" if log else "linear")
    name_curves(ax)
    known = ", ".join(f"{name} {value:.3g}" for name, value in lines.items())
    return f"Beside {len(lines)} line{'s' * (len(lines) > 1)} ({known}): {'; '.join(verdicts)}."


def _means(losses, width):
    """Return the middle update and the mean loss of every `width` updates."""
    whole = len(losses) // width * width
    at, losses = np.arange(1, whole + 1), np.asarray(losses)[:whole]
    return (values.reshape(-1, width).mean(axis=1) for values in (at, losses))


def show_written(columns, rows, thing="name"):
    """Show names or other things that a model wrote, as `written` draws them, each `thing` a line.

    They hang on the last bits of a training, so the reading does not depend on them, and no comparison of
    outputs sees them; a screen reader does.
    """
    heads = {block: bool(block) or _noted(rows) for block in rows}
    lines = 1 + max(sum(heads[b] + len(lists[k]) for b, lists in rows.items()) for k in range(len(columns)))
    fig, axes = plt.subplots(1, len(columns), figsize=(7.4, min(5, 0.3 * lines)))
    named = []
    for block, lists in rows.items():
        groups = (
            {block: [one for each in lists for one in each]}
            if block
            else dict(zip(columns, lists, strict=True))
        )
        named += [f"{name}: {', '.join(_shown(n) for n, _ in group)}" for name, group in groups.items()]
    show(fig, written(axes, columns, rows, thing), f"{'; '.join(named)}.")


def _noted(rows):
    return any(note for lists in rows.values() for one in lists for _, note in one)


def _shown(name):
    return name.capitalize() or "(no letter)"


def written(axes, columns, rows, thing="name"):
    """Draw names that a model wrote: Axes for each titled column, and in each a block for each row.

    ``rows`` holds by block, for each column, a list of (name, note). A note is empty, or the nearest known
    name with its distance in edits; at a distance of 0 the name is a copy, and framed. A single block may
    go without a name: then the columns say who wrote. The reading says how many names there are, and not
    which: they differ from machine to machine.
    """
    count, noted = 0, _noted(rows)
    for k, (ax, title) in enumerate(zip(np.atleast_1d(axes), columns, strict=True)):
        y = 0
        if noted:
            ax.text(0.48, 0, "nearest", fontsize=9, color=GREY, va="center")
            ax.text(0.9, 0, "edits", fontsize=9, color=GREY, va="center", ha="right")
        for block, lists in rows.items():
            if block or noted:
                ax.text(0, y, block, fontsize=9, color=GREY, va="center")
            else:
                y -= 1
            for name, note in lists[k]:
                y += 1
                near, far = note or ("", "")
                frame = {"facecolor": FAINT, "edgecolor": "none", "pad": 1.5} if far == 0 else None
                ax.text(0.03, y, _shown(name), fontsize=10, va="center", bbox=frame)
                ax.text(0.48, y, near.capitalize(), fontsize=9, color=GREY, va="center")
                ax.text(0.9, y, far, fontsize=9, color=GREY, va="center", ha="right")
                count += 1
            y += 1.35
        ax.set(xlim=(0, 1), ylim=(y - 0.6, -0.8), title=title)
        ax.axis("off")
    if list(rows) == [""]:
        by = ", ".join(f"{len(lists)} by {who}" for who, lists in zip(columns, rows[""], strict=True))
        return f"{count} {thing}s: {by}."
    kinds = f"{len(rows)} kind{'s' * (len(rows) > 1)}"
    places = f"{len(columns)} column{'s' * (len(columns) > 1)}"
    return f"{count} {thing}s that the network wrote: {places}, {kinds} of {thing}."


def show_coloured(columns):
    """Show names with their symbols coloured, as `coloured` draws them; the values hang on a training."""
    fig, axes = plt.subplots(1, len(columns), figsize=(7.4, 2.3))
    show(fig, coloured(axes, columns))


def coloured(axes, columns):
    """Draw names as rows of tiles, each with its symbol: blue where its value is near 1, orange near -1.

    ``columns`` holds by title, one on each of the Axes, a list of (symbols, values (symbols,)). The reading
    says how many symbols there are, and not their colours: values differ from machine to machine.
    """
    longest = max(len(symbols) for names in columns.values() for symbols, _ in names)
    for ax, (title, names) in zip(np.atleast_1d(axes), columns.items(), strict=True):
        for row, (symbols, values) in enumerate(names):
            for place, (symbol, value) in enumerate(zip(symbols, values, strict=True)):
                shade = ramp(STATE if value > 0 else INPUT)(float(min(1, abs(value))))
                cell(ax, place, row, facecolor="white", edgecolor="none")
                cell(ax, place, row, facecolor=shade, edgecolor="none")
                ax.text(place, row, symbol, ha="center", va="center", fontsize=9, color=ON_FILL)
        ax.set(xlim=(-0.6, longest - 0.4), ylim=(len(names) - 0.4, -0.6), title=title, aspect="equal")
        ax.axis("off")
    count = sum(len(symbols) for names in columns.values() for symbols, _ in names)
    return f"{count} symbols coloured by what 1 unit holds after each: {len(columns)} columns of names."
