"""The small set of shapes from which every drawing of a network is made: units, arrows, unrolled steps.

An edge's label is the variable in the code. Units sit on a grid of one unit: time runs to the right,
inputs are at the bottom (y = 0), states above them (y = 1), outputs on top (y = 2).
"""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from course_utils.figures.marks import label
from course_utils.figures.style import FAINT, FINE_DASHES, GREY, INK, INPUT, ON_FILL, OUTPUT, STATE

_HALF_WIDTH, _HALF_HEIGHT = 0.27, 0.21


def unit(ax, xy, text, color=FAINT, faint=False):
    """Draw a rounded box with its label at ``xy``; ``faint`` is for what is there but carries nothing."""
    x, y = xy
    look = {"facecolor": color, "edgecolor": INK, "linestyle": "solid"}
    if faint:
        look = {"facecolor": "none", "edgecolor": GREY, "linestyle": FINE_DASHES}
    corner, size = (x - _HALF_WIDTH, y - _HALF_HEIGHT), (2 * _HALF_WIDTH, 2 * _HALF_HEIGHT)
    round_ = "round,pad=0,rounding_size=0.12"
    ax.add_patch(FancyBboxPatch(corner, *size, boxstyle=round_, linewidth=1.1, zorder=3, **look))
    words = INK if faint or color == FAINT else ON_FILL
    ax.text(x, y, text, ha="center", va="center", fontsize=9, color=words, zorder=4)


def arrow(ax, start, end, color=INK, linewidth=1.2, **how):
    """Draw an arrow from point to point."""
    how = {"arrowstyle": "-|>", "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0, "zorder": 2} | how
    ax.add_patch(FancyArrowPatch(start, end, color=color, linewidth=linewidth, **how))


def edge(ax, start, end, text="", color=INK, linewidth=1.2):
    """Draw an arrow between two units, along a row or a column, with its label next to the middle."""
    (x0, y0), (x1, y1) = start, end
    across = abs(x1 - x0) > abs(y1 - y0)
    dx = (_HALF_WIDTH + 0.03) * (1 if x1 > x0 else -1) if across else 0
    dy = 0 if across else (_HALF_HEIGHT + 0.03) * (1 if y1 > y0 else -1)
    arrow(ax, (x0 + dx, y0 + dy), (x1 - dx, y1 - dy), color, linewidth)
    if text:
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        label(ax, text, middle, (0, 4) if across else (4, 0), fontsize=8, color=color)


def frame(ax, xlim, ylim=(-0.35, 2.35), title=""):
    """Fit Axes around a drawing, with equal units across and up, and hide them."""
    ax.set(xlim=xlim, ylim=ylim, aspect="equal")
    ax.set_title(title, loc="center", fontsize=9)
    ax.axis("off")


def five_shapes(axes):
    """Draw the five shapes of sequence task, many-to-many in its two forms, on five Axes.

    The reading names the shapes in order, with inputs and outputs counted.
    """
    shapes = {
        "one-to-one": (["$x_1$"], ["$y$"]),
        "one-to-many": (["$x_1$", "0", "0"], ["$y_1$", "$y_2$", "$y_3$"]),
        "many-to-one": (["$x_1$", "$x_2$", "$x_3$"], ["", "", "$y$"]),
        "many-to-many,\nsynchronous": (["$x_1$", "$x_2$", "$x_3$"], ["$y_1$", "$y_2$", "$y_3$"]),
        "many-to-many,\ndelayed": (["$x_1$", "$x_2$", "0", "0"], ["", "", "$y_3$", "$y_4$"]),
    }
    counts = []
    for ax, (name, (inputs, outputs)) in zip(axes, shapes.items(), strict=True):
        for t, (x_label, y_label) in enumerate(zip(inputs, outputs, strict=True)):
            _step(ax, t, x_label, y_label)
        room = 0.8 if len(inputs) == 1 else 0.5  # for its name
        frame(ax, (-room, len(inputs) - 1 + room), title=name)
        read, written = sum(x not in ("", "0") for x in inputs), sum(map(bool, outputs))
        counts.append(f"{' '.join(name.split())} ({read} in, {written} out)")
    return f"From left to right: {'; '.join(counts)}. A 0 is an input of zeros."


def _step(ax, t, x_label, y_label):
    """Draw one step; an empty label leaves its unit out, "0" draws it dashed: an input of zeros."""
    unit(ax, (t, 1), f"$h_{{{t + 1}}}$", STATE)
    if x_label:
        unit(ax, (t, 0), x_label, INPUT, faint=x_label == "0")
        edge(ax, (t, 0), (t, 1), color=GREY if x_label == "0" else INK)
    if y_label:
        unit(ax, (t, 2), y_label, OUTPUT)
        edge(ax, (t, 1), (t, 2))
    if t:
        edge(ax, (t - 1, 1), (t, 1))
