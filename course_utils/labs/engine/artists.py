"""Live artists that many labs have: words, frames and images, empty before their first position."""

import numpy as np
from matplotlib.patches import Rectangle


def words(ax, x, y, ha="right", va="bottom", fontsize=9, **style):
    """Return a live text at a place given as fractions of the axes."""
    return ax.text(x, y, "", transform=ax.transAxes, ha=ha, va=va, fontsize=fontsize, **style)


def frame(ax, color, linewidth, **style):
    """Return a live frame; a row of its track is x, y, width and height."""
    box = Rectangle((0, 0), 1, 1, fill=False, edgecolor=color, linewidth=linewidth, **style)
    return ax.add_patch(box)


def image(ax, rows, columns, extent, **style):
    """Return a live image; a row of its track is (rows, columns), levels 0 to 255 of the colour map."""
    empty = np.zeros((rows, columns), np.uint8)
    return ax.imshow(empty, vmin=0, vmax=255, aspect="auto", extent=extent, **style)
