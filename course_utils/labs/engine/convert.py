"""From matplotlib to the browser: positions as fractions of the axes, colours as CSS."""

import numpy as np
from matplotlib.colors import to_hex, to_rgba

_FAR = 9.0  # fractions of the axes beyond which a coordinate only says 'off the edge'


def fraction(axis, values):
    """Return values as fractions of an axis, through the axis' own scale; NaN stays, far away is cut."""
    transform, values = axis.get_transform(), np.asarray(values, dtype=float)
    low, high = transform.transform(np.asarray(axis.get_view_interval(), dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = transform.transform(values.ravel()).reshape(values.shape)
        return np.clip((scaled - low) / (high - low), -_FAR, 1 + _FAR).astype(np.float32)


def css(color, alpha=None):
    """Return a colour as the browser writes it, and how opaque it is."""
    opaque = to_rgba(color)[3]
    return [to_hex(color), opaque if alpha is None else alpha * opaque]


def levels_of(mapped):
    """Return the 256 colours of an artist's colour map, as a flat list of r, g, b, a."""
    return mapped.get_cmap()(np.arange(256), bytes=True).ravel().tolist()
