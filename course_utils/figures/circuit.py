"""The shapes of a circuit: nonlinearities, products and sums, joined by wires, each of them lit or grey.

A circuit is a table of parts and a list of wires. A wire is (the equations it belongs to, its stops): the
names of the two parts that it joins at their edges, and between them its turns. A turn is a pair of names,
and lies above or below the first of these parts, at the height of the second.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from course_utils.figures.style import GREY, ON_FILL

LIT = "#F0E442"  # the ground of what is spoken of; in no other picture of the course
LIT_LINE = "#AD7F00"  # its wires and names: LIT itself is hardly seen on a light page


class Part(NamedTuple):
    """One part: its shape, its middle, what it says, and the equations it belongs to."""

    shape: str
    xy: tuple
    text: str
    equations: tuple


def nonlinearity(xy, text, *equations):
    """Return a box for σ, tanh or weights."""
    return Part("wide" if len(text) > 1 else "narrow", xy, text, equations)


def dot(xy, text, *equations):
    """Return a product or a sum, entry by entry."""
    return Part("dot", xy, text, equations)


def word(xy, text, *equations):
    """Return the name of a signal: an end of a wire, or next to one."""
    return Part("word", xy, text, equations)


def joint(xy, *equations):
    """Return a place where a wire branches."""
    return Part("joint", xy, "", equations)


_HALVES = {
    "wide": (0.37, 0.23),
    "narrow": (0.25, 0.23),
    "dot": (0.22, 0.22),
    "word": (0.36, 0.28),
    "joint": (0, 0),
}


def draw(ax, parts, wires, lit, fontsize=10):
    """Draw a circuit; what belongs to one of the equations ``lit`` stands out, the rest is grey."""
    for equations, stops in wires:
        is_lit = not set(lit).isdisjoint(equations)
        head = parts[stops[-1]].shape != "joint"
        ax.add_patch(
            FancyArrowPatch(
                path=Path(_corners(parts, stops)),
                arrowstyle="-|>" if head else "-",
                mutation_scale=13 if is_lit else 10,
                color=LIT_LINE if is_lit else GREY,
                linewidth=2.4 if is_lit else 0.9,
                capstyle="butt" if head else "projecting",
                zorder=2 if is_lit else 1,
            )
        )
    for part in parts.values():
        _part(ax, part, not set(lit).isdisjoint(part.equations), fontsize)


def _corners(parts, stops):
    """Return the corners (n, 2) of a wire, which begins and ends at the edges of its parts."""
    corners = np.array([_place(parts, stop) for stop in stops], float)
    for end, towards in ((0, 1), (-1, -2)):
        way = np.sign(corners[towards] - corners[end])
        corners[end] += way * _HALVES[parts[stops[end]].shape]
    return corners


def _place(parts, stop):
    """Return where a wire stops at a part, or turns."""
    if stop in parts:
        return parts[stop].xy
    across, up = stop
    return parts[across].xy[0], parts[up].xy[1]


def _part(ax, part, lit, fontsize):
    """Draw a part: its ground is LIT, or nothing."""
    (x, y), (half_width, half_height) = part.xy, _HALVES[part.shape]
    color, ground, width = (LIT_LINE, LIT, 1.6) if lit else (GREY, "none", 1)
    look = {"edgecolor": color, "facecolor": ground, "linewidth": width, "zorder": 3}
    if part.shape == "joint":
        ax.add_patch(Circle(part.xy, 0.06, color=color, zorder=3))
    elif part.shape == "dot":
        ax.add_patch(Circle(part.xy, half_width, **look))
    elif part.shape != "word":
        corner, size = (x - half_width, y - half_height), (2 * half_width, 2 * half_height)
        ax.add_patch(FancyBboxPatch(corner, *size, "round,pad=0,rounding_size=0.08", **look))
    if lit and part.shape != "word":
        color = ON_FILL
    if part.text:
        ax.text(x, y, part.text, ha="center", va="center", fontsize=fontsize, color=color, zorder=4)
