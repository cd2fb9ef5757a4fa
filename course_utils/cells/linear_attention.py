"""Linear attention: without the softmax, all that was read fits into one matrix, and attention is an RNN.

The state S maps keys to values. A step writes a pair into it, S_t = S_{t-1} + v_t k_tᵀ, and a query reads it,
S_t q_t (Katharopoulos et al. 2020, here without their feature map and their division by the sum of the
weights). The delta rule writes only what is wrong with the answer so far (Schlag, Irie and Schmidhuber 2021,
after Widrow and Hoff 1960). Lesson 9 derives every line.
"""

import numpy as np

from course_utils.cells import _check
from course_utils.cells._run import Run, states


def add(S, k, v):
    """S_t = S_{t-1} + v_t k_tᵀ; S (..., value, key), k (..., key), v (..., value)."""
    return S + v[..., :, None] * k[..., None, :]


def correct(S, k, v, beta=1.0):
    """S_t = S_{t-1} + β_t (v_t - S_{t-1} k_t) k_tᵀ: the delta rule, shapes as in `add`, β a number or (...).

    Where k has length 1 and β is 1, S_t k_t is exactly v_t: what stood there before is gone.
    """
    return add(S, k, np.asarray(beta)[..., None] * (v - read(S, k)))


def read(S, q):
    """S q, (..., value), for a query q (..., key)."""
    return (S @ q[..., None])[..., 0]


def forward(queries, keys, values, beta=None):
    """Write each pair into the state, then read it with the query of the same step: step by step, as an RNN.

    Shapes or dtypes that don't fit together raise ValueError or TypeError.

    Parameters
    ----------
    queries, keys : array, shape (seq_len, batch, key)
        Float32 or float64.
    values : array, shape (seq_len, batch, value)
    beta : array, shape (seq_len, batch), optional
        How much of its error a step corrects: the delta rule. Without it pairs are added.

    Returns
    -------
    Run
        ``reads`` (seq_len, batch, value), and the states ``Ss`` (seq_len + 1, batch, value, key), from zero.
    """
    queries, keys, values, beta = _checked(queries, keys, values, beta)
    Ss = states(len(keys), np.zeros((*values.shape[1:], keys.shape[2]), keys.dtype))
    for t, (k, v) in enumerate(zip(keys, values, strict=True)):
        Ss[t + 1] = add(Ss[t], k, v) if beta is None else correct(Ss[t], k, v, beta[t])
    return Run(reads=read(Ss[1:], queries), Ss=Ss)


def quadratic(queries, keys, values, beta=None):
    """y_t = Σ_{s ≤ t} (q_t·k_s) u_s: the reads of `forward` as masked products, all steps at once.

    For the sum, u_s = v_s. For the delta rule u solves u_t + β_t Σ_{s < t} (k_t·k_s) u_s = β_t v_t, one
    triangular system for each sequence (Yang et al. 2024). Takes what `forward` takes; returns reads.
    """
    queries, keys, values, beta = _checked(queries, keys, values, beta)
    q, k, u = (np.swapaxes(one, 0, 1) for one in (queries, keys, values))  # (batch, seq_len, ...)
    if beta is not None:
        b = beta.T[:, :, None]
        u = np.linalg.solve(np.eye(len(keys)) + b * np.tril(k @ k.mT, -1), b * u)
    return np.swapaxes(np.tril(q @ k.mT) @ u, 0, 1).astype(values.dtype, copy=False)


def _checked(queries, keys, values, beta):
    """Return all four checked against each other; β may be None."""
    keys = _check.array("keys", keys, ("seq_len", "batch", "key"), {})
    sizes = dict(zip(("seq_len", "batch", "key"), keys.shape, strict=True))
    queries = _check.array("queries", queries, tuple(sizes), sizes, keys.dtype)
    values = _check.array("values", values, ("seq_len", "batch", "value"), sizes, keys.dtype)
    if beta is not None:
        beta = _check.array("beta", beta, ("seq_len", "batch"), sizes, keys.dtype)
    return queries, keys, values, beta
