"""dL/dh_t for every step and every row of the batch, from 1e-400 to 1e+400: nothing underflows.

A slider becomes a batch: one gain for each of its positions, one forward pass, and here one backward pass
that carries each dL/dh_t as a vector of unit length with the log2 of its norm. That is faster, too: numbers
too small for float64 (denormal) are slow. Lesson 4 and its labs.
"""

from typing import NamedTuple

import numpy as np

from course_utils.cells import rnn


class GradientSweep(NamedTuple):
    """All positions' ``log2_norms`` (seq_len, batch), and ``levels`` (seq_len, batch, hidden) or None."""

    log2_norms: np.ndarray
    levels: np.ndarray | None


class Regime(NamedTuple):
    """What became of a gradient: its name, and the factor by which each step multiplied it."""

    name: str
    rate: float


def gradient_norms(dhs):
    """‖dL/dh_t‖ for every step and row: (seq_len, batch); no square underflows."""
    dhs = np.asarray(dhs)
    top = np.abs(dhs).max(axis=-1, initial=0, keepdims=True)
    safe = np.where((top > 0) & np.isfinite(top), top, 1)
    return safe[..., 0] * np.sqrt(np.square(dhs / safe).sum(axis=-1))


def gradient_sweep(run, dhs=None, dh_T=None, levels=None):
    """dh_{t-1} = gain W_hhᵀ (φ'(a_t) ⊙ dh_t), carried as 2^l u, ‖u‖ = 1, for all rows of the batch.

    Parameters
    ----------
    run : Run
        From `cells.rnn.forward`; one slider position is one row of the batch, with its own ``gain``. In
        float64: where a network is chaotic, float32 is off by bits.
    dhs, dh_T : array, optional
        The loss's gradients at every step, (seq_len, batch, hidden), or at the last, (batch, hidden), as in
        `backward`.
    levels : (float, float), optional
        Also make a table of log2 |dL/dh_t[j]| in 8 bits; level 0 is at the first number or below, 255 at the
        second or above. An entry below 1e-38 of its own vector's length counts as 0.

    Returns
    -------
    GradientSweep
        ``log2_norms`` (seq_len, batch) of log2 ‖dL/dh_t‖, -inf for zero; ``levels`` (seq_len, batch, hidden),
        uint8.

    Raises
    ------
    ValueError
        If neither `dhs` nor `dh_T` is given, or a shape is wrong.
    """
    given = rnn.loss_columns(run, dhs, dh_T)[1:]
    T, hidden, batch = given.shape
    log2_norms, log2_norm = np.full((T, batch), -np.inf), np.full(batch, -np.inf)
    units = None if levels is None else np.empty(given.shape, np.float32)
    u, room, da = (np.zeros((hidden, batch), given.dtype) for _ in range(3))
    with np.errstate(divide="ignore"):  # log2(0) = -inf is what zero gradients should give
        for t in reversed(range(T)):
            if t == T - 1 or dhs is not None:
                log2_norm = _add(u, log2_norm, given[t])
            length = np.sqrt(np.multiply(u, u, out=da).sum(axis=0))
            log2_norm = log2_norm + np.log2(length)
            log2_norms[t] = log2_norm
            u /= np.where(length > 0, length, 1)
            if units is not None:
                units[t] = u
            np.multiply(rnn.step_slopes(run, t), u, out=da)
            u, room = rnn.step_back(run, t, da, u, room), u
    return GradientSweep(log2_norms, None if levels is None else _table(units, log2_norms, *levels))


def regime(log2_first, log2_last, seq_len):
    """Factor = ‖dL/dh_1‖ / ‖dL/dh_T‖: steady from .1 to 10; rate = factor^(1/(T-1)).

    Parameters
    ----------
    log2_first, log2_last : float
        log2 of the norms at steps 1 and T.
    seq_len : int
        T, at least 1.

    Returns
    -------
    Regime
        ``name`` ("vanishing", "steady", "exploding"), ``rate`` per step.
    """
    if not seq_len >= 1:
        raise ValueError(f"seq_len must be at least 1, not {seq_len}")
    if log2_last == -np.inf:
        raise ValueError(
            "log2_last is -inf: the gradient at the last step is zero; nothing can vanish or explode"
        )
    if np.isnan(log2_first) or np.isnan(log2_last) or np.inf in (log2_first, log2_last):
        raise ValueError(
            f"log2_first is {log2_first} and log2_last {log2_last}: states or gradients overflowed, so "
            "that nothing can be said; take a smaller gain, or fewer steps"
        )
    log2_factor = float(log2_first) - float(log2_last)
    name = "steady"
    if abs(log2_factor) > np.log2(10):
        name = "vanishing" if log2_factor < 0 else "exploding"
    return Regime(name, float(np.exp2(log2_factor / max(seq_len - 1, 1))))


def regime_of(norms):
    """Name the `regime` of |dL/dh_1|, ..., |dL/dh_T|, (T,); where nothing is left it vanishes."""
    with np.errstate(divide="ignore"):  # log2(0) is -inf
        first, last = np.log2(norms[0]), np.log2(norms[-1])
    return regime(first, last, len(norms)).name


def _add(u, log2_norm, dh):
    """Make `u` 2^log2_norm u + dh in place, up to a factor for each column; return its log2."""
    top = np.abs(dh).max(axis=0, initial=0)
    power = np.maximum(log2_norm, np.log2(top))
    power = np.where(np.isfinite(power), power, 0)
    u *= np.exp2(log2_norm - power).astype(u.dtype)
    far = np.where(power < -1000, 500.0, 0.0)  # 2^1074, for the smallest of all numbers, is none
    u += (dh * np.exp2(far) * np.exp2(np.where(top > 0, -power - far, 0))).astype(u.dtype)
    return power


def _table(units, log2_norms, low, high):
    """Return log2 |u| + log2_norm in 8 bits, (seq_len, batch, hidden), from low to high; uses `units` up."""
    T, hidden, batch = units.shape
    table = np.empty(units.shape, np.uint8)
    scale = 255 / (high - low)
    with np.errstate(divide="ignore"):
        shift = np.maximum((log2_norms - low) * scale + 0.5, np.finfo(np.float32).min).astype(np.float32)
        length = max(1, (1 << 18) // max(1, hidden * batch))  # as many steps as fit in the cache
        for start in range(0, T, length):
            steps = slice(start, start + length)
            part = np.abs(units[steps], out=units[steps])
            np.log2(part, out=part)
            part *= np.float32(scale)
            part += shift[steps, None]
            np.fmax(part, 0, out=part)  # a NaN counts as 0
            np.minimum(part, 255, out=table[steps], casting="unsafe")
    return table.swapaxes(1, 2)
