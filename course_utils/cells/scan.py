"""The linear recurrence h_t = a_t ⊙ h_{t-1} + b_t, step by step and as a parallel scan.

A step is a pair (a, b): multiply by a, add b. Two steps in a row are again a pair, and it does not matter how
steps are grouped, so they can be composed in parallel. Lesson 9 derives every line. All arrays have the shape
(seq_len, ...): every entry behind the first axis is computed on its own; `a` is what each step keeps, `b`
what it adds. Arrays that differ in shape, have no step, or hold anything but real numbers raise ValueError or
TypeError.
"""

import numpy as np


def compose(first, second):
    """(a_2, b_2) after (a_1, b_1) = (a_2 ⊙ a_1, a_2 ⊙ b_1 + b_2): two steps as one, a pair of arrays."""
    (a_1, b_1), (a_2, b_2) = first, second
    return a_2 * a_1, a_2 * b_1 + b_2


def loop(a, b, h_0=0.0):
    """h_t = a_t ⊙ h_{t-1} + b_t for t = 1..T, step by step; returns h_1..h_T, (seq_len, ...)."""
    a, b = _checked(a, b)
    hs, h = np.empty_like(b), h_0
    for t in range(len(b)):
        h = a[t] * h + b[t]
        hs[t] = h
    return hs


def rounds(a, b):
    """Yield the pairs (a, b) of all steps before the first round and after each of the ⌈log2 T⌉ rounds.

    After round r the pair at step t stands for the last 2^r steps up to t, or for all of them if there
    are fewer. A round composes each pair with the one 2^(r-1) steps before it: all at once, as no pair of
    a round waits for another of the same round (Hillis and Steele 1986).
    """
    a, b = _checked(a, b)
    yield a, b
    reach = 1
    while reach < len(b):
        later = compose((a[:-reach], b[:-reach]), (a[reach:], b[reach:]))
        a, b = (np.concatenate([old[:reach], new]) for old, new in zip((a, b), later, strict=True))
        yield a, b
        reach *= 2


def scan(a, b, h_0=0.0):
    """h_1..h_T as in `loop`, in ⌈log2 T⌉ rounds; only the grouping of the sums differs.

    After the last round the pair at step t stands for all steps up to t: h_t = a ⊙ h_0 + b. Products of many
    a can overflow where no state does: such entries are computed step by step.
    """
    a, b = _checked(a, b)
    with np.errstate(over="ignore", invalid="ignore"):
        *_, (keeps, adds) = rounds(a, b)
        hs = keeps * h_0 + adds
    lost = ~(np.isfinite(keeps) & np.isfinite(adds)).all(axis=0)
    if lost.any():
        hs[:, lost] = loop(a[:, lost], b[:, lost], np.broadcast_to(h_0, lost.shape)[lost])
    return hs


def backward(a, hs, dhs, h_0=0.0):
    """dh_t += a_{t+1} ⊙ dh_{t+1}: again a linear recurrence, from the end, so again a scan.

    Parameters
    ----------
    a, hs, dhs : array, shape (seq_len, ...)
        What each step keeps; the states; the loss's own gradients of h_1..h_T.
    h_0 : array or float, optional
        The initial state of the forward pass.

    Returns
    -------
    dict of arrays
        Gradients ``a``, ``b`` and ``h_0``; and ``hs``, the whole dL/dh_t for every t.
    """
    a, dhs = _checked(a, dhs)
    keeps = np.concatenate([a[1:], np.zeros_like(a[:1])])  # a_{t+1} carries the gradient to t
    dh = scan(keeps[::-1], dhs[::-1])[::-1]
    before = np.concatenate([np.broadcast_to(h_0, hs[:1].shape), hs[:-1]])
    return {"a": dh * before, "b": dh, "h_0": a[0] * dh[0], "hs": dh}


def _checked(a, b):
    """Return both as arrays of one floating dtype; raise if they don't fit together."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or a.ndim == 0 or len(a) == 0:
        raise ValueError(
            f"a has shape {a.shape} and b {b.shape}; want the same, (seq_len, ...), seq_len >= 1"
        )
    dtype = np.result_type(a, b, np.float32)
    if dtype.kind != "f":
        raise TypeError(f"a has dtype {a.dtype} and b {b.dtype}; want real numbers")
    return a.astype(dtype, copy=False), b.astype(dtype, copy=False)
