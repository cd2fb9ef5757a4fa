"""Attention: every query looks at all keys and takes a weighted mean of their values.

The weights are a softmax over scores, q·k/√d (scaled dot product) or, with a matrix between them, qᵀ W k
(bilinear). There are no parameters but W, and no state: the queries don't wait for each other. Lesson 8
derives every line.
"""

import numpy as np

from course_utils.cells import _check
from course_utils.cells._run import Run


def softmax(scores):
    """p_k = exp(s_k) / Σ_j exp(s_j) along the last axis; a score of -inf gets 0."""
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return grown / grown.sum(axis=-1, keepdims=True)


def forward(queries, keys, values, W=None, mask=None):
    """e_ts = q_t·k_s/√d or q_tᵀ W k_s, a_t = softmax over s of e_t, context_t = Σ_s a_ts v_s.

    Bilinear scores after Luong, Pham and Manning (2015), equation 8; scaled ones after Vaswani et al. (2017),
    equation 1. Shapes or dtypes that don't fit together, and a query that may look nowhere, raise ValueError
    or TypeError.

    Parameters
    ----------
    queries : array, shape (out_len, batch, query)
        What asks: the states of a decoder, say. Float32 or float64.
    keys, values : array, shapes (seq_len, batch, key) and (seq_len, batch, value)
        What is asked, the states of an encoder, say; and what is averaged, often the keys themselves.
    W : array, shape (query, key), optional
        Between query and key. Without it both have the same size d, and scores are divided by √d.
    mask : array of bool, shape (seq_len, batch) or (out_len, seq_len, batch), optional
        True where a query may look; at least one place for each. Where none may look, as in padding, keys
        and values are never read, so they may be NaN.

    Returns
    -------
    Run
        ``contexts`` (out_len, batch, value), and ``weights`` (out_len, batch, seq_len), whose rows sum to 1.
    """
    queries = _check.array("queries", queries, ("out_len", "batch", "query"), {})
    sizes = {"batch": queries.shape[1], "query": queries.shape[2], "out_len": len(queries)}
    key = "query" if W is None else "key"
    keys = _check.array("keys", keys, ("seq_len", "batch", key), sizes, queries.dtype)
    sizes |= {"seq_len": len(keys), "key": keys.shape[2]}
    values = _check.array("values", values, ("seq_len", "batch", "value"), sizes, queries.dtype)
    scale = 1 / np.sqrt(keys.shape[2]) if W is None else 1.0
    W_used = None if W is None else _check.array("W", W, ("query", "key"), sizes, queries.dtype)

    allowed = _allowed(mask, (len(queries), queries.shape[1], len(keys)))
    seen = allowed.any(axis=0).T[:, :, None]  # (seq_len, batch, 1): by any query
    keys, values = (np.where(seen, array, array.dtype.type(0)) for array in (keys, values))
    for name, array in (("queries", queries), ("keys", keys), ("values", values)):
        _check.finite(name, array)

    asked = queries if W_used is None else queries @ W_used  # (out_len, batch, key)
    scores = np.einsum("tbk,sbk->tbs", asked, keys) * queries.dtype.type(scale)
    weights = softmax(np.where(allowed, scores, -np.inf))
    contexts = np.einsum("tbs,sbv->tbv", weights, values)
    W_kept = None if W_used is None else W_used.copy()  # backward asks for what this run used
    parts = {"queries": queries.copy(), "keys": keys, "values": values, "W": W_kept, "scale": scale}
    return Run(contexts=contexts, weights=weights, **parts)


def backward(run, dcontexts):
    """da_ts = dcontext_t·v_s, de_t = a_t ⊙ (da_t - Σ_s a_ts da_ts), then through the scores.

    `dcontexts` (out_len, batch, value) are the loss's gradients by the contexts. Returns a dict of
    ``queries``, ``keys``, ``values``, each like its primal, and ``W`` if there is one. Where one array served
    twice, as keys and as values, its gradient is the sum of both.
    """
    out_len, batch, _ = run.contexts.shape
    sizes = {"out_len": out_len, "batch": batch, "value": run.contexts.shape[2]}
    dcontexts = _check.array("dcontexts", dcontexts, tuple(sizes), sizes, run.contexts.dtype)
    da = np.einsum("tbv,sbv->tbs", dcontexts, run.values)
    de = run.weights * (da - (run.weights * da).sum(axis=2, keepdims=True))
    de *= de.dtype.type(run.scale)
    dasked = np.einsum("tbs,sbk->tbk", de, run.keys)
    asked = run.queries if run.W is None else run.queries @ run.W
    grads = {
        "queries": dasked if run.W is None else dasked @ run.W.T,
        "keys": np.einsum("tbs,tbk->sbk", de, asked),
        "values": np.einsum("tbs,tbv->sbv", run.weights, dcontexts),
    }
    if run.W is not None:
        grads["W"] = np.einsum("tbq,tbk->qk", run.queries, dasked)
    return grads


def _allowed(mask, shape):
    """Return a mask as (out_len or 1, batch, seq_len); everywhere, if there is none."""
    if mask is None:
        return np.ones((1, *shape[1:]), bool)
    mask, (out_len, batch, seq_len) = np.asarray(mask), shape
    if mask.dtype != bool or mask.shape not in ((seq_len, batch), (out_len, seq_len, batch)):
        raise ValueError(
            f"mask has shape {mask.shape} and dtype {mask.dtype}; want (seq_len={seq_len}, batch={batch}) or "
            f"(out_len={out_len}, seq_len={seq_len}, batch={batch}) and bool, True where a query may look"
        )
    allowed = mask.reshape(-1, seq_len, batch).swapaxes(1, 2)
    if not allowed.any(axis=2).all():
        raise ValueError("mask leaves a query nowhere to look; want True at least once for each")
    return allowed
