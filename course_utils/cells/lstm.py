"""The LSTM cell: c_t = f ⊙ c_{t-1} + i ⊙ c_tilde, h_t = o ⊙ tanh(c_t), gates σ(W_xh x_t + W_hh h_{t-1} + b).

The rows of the four parts are stacked in the order o, i, f, c_tilde: ``W_xh`` (4*hidden, input), ``W_hh``
(4*hidden, hidden), ``b_h`` (4*hidden,); ``gain`` is optional, as in `rnn`; with peepholes also ``p_o``,
``p_i``, ``p_f`` (hidden,). Lesson 5 derives every line; Hochreiter & Schmidhuber 1997, Gers et al. 2000.
"""

import numpy as np

from course_utils.cells import _check, _peepholes
from course_utils.cells._run import Run, gain_column, outer_sum, sigmoid, states

NEEDED = {"W_xh": ("4*hidden", "features"), "W_hh": ("4*hidden", "hidden"), "b_h": ("4*hidden",)}
PEEPHOLES = {name: ("hidden",) for name in _peepholes.NAMES}


def cell(x_t, h_prev, c_prev, W_x, W_h, b):
    """Return h_t, c_t and the gates o, i, f with the candidate; W_x, W_h, b hold the four parts' blocks."""
    (W_xo, W_xi, W_xf, W_xc), (W_ho, W_hi, W_hf, W_hc), (b_o, b_i, b_f, b_c) = W_x, W_h, b
    f_t = sigmoid(x_t @ W_xf.T + h_prev @ W_hf.T + b_f)
    i_t = sigmoid(x_t @ W_xi.T + h_prev @ W_hi.T + b_i)
    c_tilde = np.tanh(x_t @ W_xc.T + h_prev @ W_hc.T + b_c)
    c_t = f_t * c_prev + i_t * c_tilde
    o_t = sigmoid(x_t @ W_xo.T + h_prev @ W_ho.T + b_o)
    h_t = o_t * np.tanh(c_t)
    return h_t, c_t, (o_t, i_t, f_t, c_tilde)


def cell_back(dh_t, dc_t, c_prev, c_t, gates):
    """Return δo, δi, δf, δc_tilde, with the whole dL/dc_t and the part of it that reaches c_{t-1}."""
    o_t, i_t, f_t, c_tilde = gates
    tanh_c = np.tanh(c_t)
    dc_t = dc_t + dh_t * o_t * (1 - tanh_c**2)
    da_o = dh_t * tanh_c * o_t * (1 - o_t)
    da_i = dc_t * c_tilde * i_t * (1 - i_t)
    da_f = dc_t * c_prev * f_t * (1 - f_t)
    da_c = dc_t * i_t * (1 - c_tilde**2)
    return (da_o, da_i, da_f, da_c), dc_t, dc_t * f_t


def forward(xs, params, h_0=None, c_0=None, *, mask=None):
    """c_t = f_t ⊙ c_{t-1} + i_t ⊙ c_tilde_t, h_t = o_t ⊙ tanh(c_t) for t = 1..T.

    With peepholes i and f see c_{t-1} (a_i += p_i ⊙ c_{t-1}, a_f += p_f ⊙ c_{t-1}) and o sees c_t.

    Parameters
    ----------
    xs, params, h_0, mask
        As in `rnn.forward`; `params` may hold p_o, p_i, p_f.
    c_0 : array, shape (batch, hidden), optional
        The initial cell state; zero unless given.

    Returns
    -------
    Run
        ``hs``, ``cs`` and the gates ``o``, ``i``, ``f``, ``c_tilde``, all (seq_len, batch, hidden); ``h_T``,
        ``c_T`` (batch, hidden). A masked step has f = 1, i = o = 0.
    """
    xs, mask = _check.sequence(xs, mask)
    p = _check.parameters(params, xs, {"hidden": ("W_hh", -1)}, NEEDED, {"gain": ()} | PEEPHOLES)
    h_0, c_0 = (_check.state(name, s, xs, p["W_hh"].shape[1]) for name, s in (("h_0", h_0), ("c_0", c_0)))
    hs, cs, gain = states(len(xs), h_0), states(len(xs), c_0), gain_column(p)
    blocks = [np.split(p[name], 4) for name in NEEDED]
    step_forward = _peepholes.seeing(cell, p) if PEEPHOLES.keys() & p.keys() else cell

    o, i, f, c_tilde = np.empty((4, *hs[1:].shape), xs.dtype)
    for t, x_t in enumerate(xs):
        hs[t + 1], cs[t + 1], gates = step_forward(x_t, gain * hs[t], cs[t], *blocks)
        o[t], i[t], f[t], c_tilde[t] = gates
        if mask is not None:
            off = ~mask[t]
            hs[t + 1, off], cs[t + 1, off] = hs[t, off], cs[t, off]
            o[t, off], i[t, off], f[t, off] = 0, 0, 1
    gates = {"o": o, "i": i, "f": f, "c_tilde": c_tilde}
    return Run(
        hs=hs[1:], h_T=hs[-1], cs=cs[1:], c_T=cs[-1], **gates, params=p, mask=mask, xs=xs.copy(), h=hs, c=cs
    )


def backward(run, dhs=None, dh_T=None, dc_T=None):
    """dc_t += dh_t ⊙ o ⊙ (1 - tanh²c_t), dc_{t-1} = dc_t ⊙ f, dh_{t-1} += gain W_hhᵀ [δo; δi; δf; δc_tilde].

    With δo = dh ⊙ tanh c_t ⊙ o(1-o), δi = dc ⊙ c_tilde ⊙ i(1-i), δf = dc ⊙ c_{t-1} ⊙ f(1-f) and
    δc_tilde = dc ⊙ i ⊙ (1 - c_tilde²). With peepholes dc_t first gains δo ⊙ p_o, and dc_{t-1} gains
    δi ⊙ p_i + δf ⊙ p_f. `run`, `dhs` and `dh_T` as in `rnn.backward`; `dc_T` (batch, hidden) is the loss's
    own gradient by c_T.

    Returns
    -------
    dict of arrays
        The gradients under the primals' names: every parameter's (but gain's), ``xs``, ``h_0``, ``c_0``; and
        the whole dL/dh_t and dL/dc_t for every t as ``hs``, ``cs``.
    """
    p, gain = run.params, gain_column(run.params)
    _check.some_loss(dhs=dhs, dh_T=dh_T, dc_T=dc_T)
    dh, dc = _check.loss_gradients("dh", run.h, dhs, dh_T), _check.loss_gradients("dc", run.c, None, dc_T)
    step_back = _peepholes.seeing_back(cell_back, p) if PEEPHOLES.keys() & p.keys() else cell_back

    da = np.empty((*run.xs.shape[:2], len(p["b_h"])), dh.dtype)
    for t in reversed(range(len(da))):
        gates = run.o[t], run.i[t], run.f[t], run.c_tilde[t]
        parts, dc[t + 1], dc[t] = step_back(dh[t + 1], dc[t + 1], run.c[t], run.c[t + 1], gates)
        np.concatenate(parts, axis=1, out=da[t])
        dh[t] += gain * (da[t] @ p["W_hh"])
        if run.mask is not None:
            dh[t] += dh[t + 1] * ~run.mask[t, :, None]
    grads = {"W_xh": outer_sum(da, run.xs), "W_hh": outer_sum(da, gain * run.h[:-1])}
    grads |= {"b_h": da.sum(axis=(0, 1)), "xs": da @ p["W_xh"]} | _peepholes.gradients(run, da)
    return grads | {"hs": dh[1:], "h_0": dh[0], "cs": dc[1:], "c_0": dc[0]}


def step(x_t, h_prev, c_prev, params):
    """c_t = f ⊙ c_prev + i ⊙ c_tilde, h_t = o ⊙ tanh(c_t): one step, as a Run with ``h_T``, ``c_T``.

    `x_t` is (batch, input), `h_prev` and `c_prev` (batch, hidden).
    """
    return forward(np.asarray(x_t)[None], params, h_prev, c_prev)
