"""What a forward pass returns, and what every loop over time needs."""

from types import SimpleNamespace

import numpy as np


class Run(SimpleNamespace):
    """The states by name, and what the backward pass needs; arrays are read-only, since it relies on them."""

    def __init__(self, **parts):
        super().__init__(**{name: _frozen(part) for name, part in parts.items()})

    def __repr__(self):
        """Show names and shapes, not numbers."""
        shapes = (f"{name} {value.shape}" for name, value in vars(self).items() if hasattr(value, "shape"))
        return f"Run({', '.join(shapes)})"


def sigmoid(a):
    """σ(a) = 1 / (1 + e^-a), as (1 + tanh(a/2)) / 2, which never overflows."""
    return (1 + np.tanh(a / 2)) / 2


def states(T, first):
    """Return room for T + 1 states, (T + 1, batch, size), with the first filled in."""
    hs = np.empty((T + 1, *first.shape), first.dtype)
    hs[0] = first
    return hs


def gain_column(params):
    """Return the gain on W_hh so that it multiplies states (batch, hidden): 1 without one."""
    gain = params.get("gain", 1.0)
    return gain[:, None] if np.ndim(gain) else gain


def outer_sum(da, xs):
    """Σ δa_t x_tᵀ over all steps and the batch, (rows, columns); both are (seq_len, batch, ...)."""
    return np.tensordot(da, xs, axes=([0, 1], [0, 1]))


def _frozen(part):
    """Return an array made read-only; anything else as it is."""
    if isinstance(part, np.ndarray):
        part = part.view()
        part.flags.writeable = False
    return part
