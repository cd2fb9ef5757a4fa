"""From matplotlib to the browser: positions as fractions of the axes, colours as CSS."""

import numpy as np
from matplotlib.colors import to_rgba

_FAR = 9.0  # fractions of the axes beyond which a coordinate only says 'off the edge'


def fraction(axis, limits, values):
    """Return values as fractions of an axis, through the axis' own scale; NaN stays, far away is cut."""
    transform = axis.get_transform()
    low, high = transform.transform(np.asarray(limits, dtype=float))
    values = np.asarray(values, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = transform.transform(values.ravel()).reshape(values.shape)
        return np.clip((scaled - low) / (high - low), -_FAR, 1 + _FAR).astype(np.float32)


def x_fraction(ax, values):
    """Return x values as fractions of the axes."""
    return fraction(ax.xaxis, ax.get_xlim(), values)


def y_fraction(ax, values):
    """Return y values as fractions of the axes."""
    return fraction(ax.yaxis, ax.get_ylim(), values)


def css(color, alpha=None):
    """Return a colour as the browser writes it."""
    r, g, b, a = to_rgba(color)
    return [
        f"#{round(r * 255):02x}{round(g * 255):02x}{round(b * 255):02x}",
        a if alpha is None else alpha * a,
    ]


def levels_of(mapped):
    """Return the 256 colours of an artist's colour map, as a flat list of r, g, b, a."""
    return mapped.get_cmap()(np.arange(256), bytes=True).ravel().tolist()
