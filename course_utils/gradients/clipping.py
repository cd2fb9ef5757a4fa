"""Clipping: no update takes too large a step. Both kinds act on parameter gradients, after the backward pass.

So neither changes dL/dh_t: clipping tames exploding gradients and does nothing for vanishing ones. Lesson 4;
Pascanu, Mikolov & Bengio 2013.
"""

import numpy as np


def total_norm(grads):
    """‖g‖ = √(Σ g²) over all entries of all arrays of a dict, as one vector; safe from overflow."""
    norms = np.array([_norm(np.asarray(g, float)) for g in grads.values()])
    return float(_norm(norms))


def clip_by_norm(grads, limit):
    """G · min(1, limit / (‖g‖ + 1e-6)): a gradient no longer than `limit` (above 0), in the same direction.

    One norm is taken over all arrays of the dict, as in torch's `clip_grad_norm_`; returns new arrays.
    """
    _check_limit(limit)
    factor = min(1.0, limit / (total_norm(grads) + 1e-6))
    arrays = {name: np.asarray(g) for name, g in grads.items()}  # whole numbers become float64
    return {name: g * (g.dtype.type(factor) if g.dtype.kind == "f" else factor) for name, g in arrays.items()}


def clip_by_value(grads, limit):
    """g_i = max(-limit, min(limit, g_i)): each entry on its own, which can turn the gradient.

    `limit` is above 0; the norm is then at most limit · √entries. Returns new arrays.
    """
    _check_limit(limit)
    return {name: np.clip(g, -limit, limit) for name, g in grads.items()}


def _norm(x):
    """Return √(Σ x²), scaled by the largest entry, so that squares neither overflow nor underflow."""
    top = np.abs(x).max(initial=0)
    return top * np.sqrt(np.square(x / top).sum()) if 0 < top < np.inf else top


def _check_limit(limit):
    """Raise unless the limit is above 0."""
    if not limit > 0:
        raise ValueError(f"limit must be above 0, not {limit}")
