"""The small set of shapes from which every drawing of a network is made: units, edges, unrolled steps.

An edge's label is the variable in the code. Units sit on a grid of one unit: time runs to the right,
inputs stand at the bottom (y = 0), states above them (y = 1), outputs on top (y = 2).
"""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from course_utils.figures.style import FAINT, GREY, INK, INPUT, OUTPUT, STATE

_HALF_WIDTH, _HALF_HEIGHT = 0.27, 0.21


def unit(ax, xy, label, color=FAINT, faint=False):
    """Draw a rounded box with its label at ``xy``; ``faint`` is for what is there but carries nothing."""
    x, y = xy
    ax.add_patch(
        FancyBboxPatch(
            (x - _HALF_WIDTH, y - _HALF_HEIGHT),
            2 * _HALF_WIDTH,
            2 * _HALF_HEIGHT,
            boxstyle="round,pad=0,rounding_size=0.12",
            facecolor="white" if faint else color,
            edgecolor=GREY if faint else INK,
            linestyle=(0, (2, 2)) if faint else "solid",
            linewidth=1.1,
            zorder=3,
        )
    )
    ax.text(x, y, label, ha="center", va="center", fontsize=9, color=INK, zorder=4)


def edge(ax, start, end, label="", color=INK, linestyle="solid"):
    """Draw an arrow between two units, along a row or a column, with its label beside the middle."""
    (x0, y0), (x1, y1) = start, end
    across = abs(x1 - x0) > abs(y1 - y0)
    dx = (_HALF_WIDTH + 0.03) * (1 if x1 > x0 else -1) if across else 0
    dy = 0 if across else (_HALF_HEIGHT + 0.03) * (1 if y1 > y0 else -1)
    ax.add_patch(
        FancyArrowPatch(
            (x0 + dx, y0 + dy),
            (x1 - dx, y1 - dy),
            arrowstyle="-|>",
            mutation_scale=9,
            shrinkA=0,
            shrinkB=0,
            color=color,
            linestyle=linestyle,
            linewidth=1.2,
            zorder=2,
        )
    )
    if label:
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        offset, align = ((0, 4), {"ha": "center"}) if across else ((4, 0), {"va": "center"})
        ax.annotate(label, middle, offset, textcoords="offset points", fontsize=8, color=color, **align)


def unrolled(ax, inputs, outputs, states=True):
    """Draw a recurrent network unrolled over the steps given.

    Parameters
    ----------
    ax : Axes
        Its axes lines are switched off, its aspect made equal.
    inputs, outputs : list of str
        One label a step; an empty string leaves that unit out, ``"0"`` draws it dashed: an input of zeros.
    states : bool, optional
        Whether an arrow carries the state from each step to the next.
    """
    for t, (x_label, y_label) in enumerate(zip(inputs, outputs, strict=True)):
        below, here, above = (t, 0), (t, 1), (t, 2)
        unit(ax, here, f"$h_{{{t + 1}}}$", STATE)
        if x_label:
            unit(ax, below, x_label, INPUT, faint=x_label == "0")
            edge(ax, below, here, color=GREY if x_label == "0" else INK)
        if y_label:
            unit(ax, above, y_label, OUTPUT)
            edge(ax, here, above)
        if t and states:
            edge(ax, (t - 1, 1), here)
    _frame(ax, len(inputs))


def _frame(ax, steps):
    """Fit the axes around the steps and hide them."""
    ax.set(xlim=(-0.5, steps - 0.5), ylim=(-0.35, 2.35), aspect="equal")
    ax.axis("off")


def five_shapes(axes):
    """Draw the four shapes of sequence task, the last in its two forms, on five Axes.

    Returns
    -------
    str
        The shapes in order, with inputs and outputs counted.
    """
    shapes = {
        "one-to-one": (["$x_1$"], ["$y$"]),
        "one-to-many": (["$x_1$", "0", "0"], ["$y_1$", "$y_2$", "$y_3$"]),
        "many-to-one": (["$x_1$", "$x_2$", "$x_3$"], ["", "", "$y$"]),
        "many-to-many,\nsynchronous": (["$x_1$", "$x_2$", "$x_3$"], ["$y_1$", "$y_2$", "$y_3$"]),
        "many-to-many,\ndelayed": (["$x_1$", "$x_2$", "0", "0"], ["", "", "$y_3$", "$y_4$"]),
    }
    told = []
    for ax, (name, (inputs, outputs)) in zip(axes, shapes.items(), strict=True):
        unrolled(ax, inputs, outputs)
        ax.set_title(name, loc="center", fontsize=9)
        read, written = sum(x not in ("", "0") for x in inputs), sum(map(bool, outputs))
        told.append(f"{' '.join(name.split())} ({read} in, {written} out)")
    return f"From left to right: {'; '.join(told)}. Dashed boxes are inputs of zeros."
