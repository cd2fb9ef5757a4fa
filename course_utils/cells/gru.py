"""The GRU cell: h_t = z ⊙ h_{t-1} + (1-z) ⊙ h_tilde, h_tilde = tanh(W_xn x_t + b_n + r ⊙ u).

The rows of the three parts are stacked in torch's order r, z, n (n for h_tilde): ``W_xh``
(3*hidden, input), ``W_hh`` (3*hidden, hidden), ``b_h`` (3*hidden,). By default, as in torch, the reset
gate multiplies after the product, r ⊙ u with u = W_hn h_{t-1} + b_hn, so that ``b_hn`` (hidden,) cannot be
added to b_n. ``gain`` is optional, as in `rnn`. Books and programs differ in two ways:

- ``reset="before"`` takes tanh(W_xn x_t + W_hn (r ⊙ h_{t-1}) + b_n), as Cho et al. 2014, and no b_hn;
- ``z_keeps=False`` exchanges z and 1-z, as Chung et al. 2014; exact, because σ(-a) = 1 - σ(a). Lesson 6.
"""

import numpy as np

from course_utils.cells import _check, _gru_before
from course_utils.cells._run import Run, gain_column, outer_sum, sigmoid, states
from course_utils.cells.gru_maps import flip_update

NEEDED = {"W_xh": ("3*hidden", "features"), "W_hh": ("3*hidden", "hidden"), "b_h": ("3*hidden",)}
FORMS = {"after": NEEDED | {"b_hn": ("hidden",)}, "before": NEEDED}


def cell(x_t, h_prev, W_x, W_h, b, b_hn, gain):
    """Return h_t, and r, z, h_tilde, u; W_x, W_h, b hold the blocks of the three parts."""
    (W_xr, W_xz, W_xn), (W_hr, W_hz, W_hn), (b_r, b_z, b_n) = W_x, W_h, b
    r_t = sigmoid(x_t @ W_xr.T + gain * h_prev @ W_hr.T + b_r)
    z_t = sigmoid(x_t @ W_xz.T + gain * h_prev @ W_hz.T + b_z)
    u_t = gain * h_prev @ W_hn.T + b_hn
    h_tilde = np.tanh(x_t @ W_xn.T + b_n + r_t * u_t)
    h_t = z_t * h_prev + (1 - z_t) * h_tilde
    return h_t, (r_t, z_t, h_tilde, u_t)


def cell_back(dh_t, h_prev, gates, W_hh, gain):
    """Return [δr; δz; δn] for W_xh, [δr; δz; du] for W_hh, and the part of dL/dh_t that reaches h_{t-1}."""
    r_t, z_t, h_tilde, u_t = gates
    dn = dh_t * (1 - z_t) * (1 - h_tilde**2)
    dz = dh_t * (h_prev - h_tilde) * z_t * (1 - z_t)
    du = dn * r_t
    dr = dn * u_t * r_t * (1 - r_t)
    at_x, at_h = np.hstack([dr, dz, dn]), np.hstack([dr, dz, du])
    return at_x, at_h, dh_t * z_t + gain * (at_h @ W_hh)


def forward(xs, params, h_0=None, *, reset="after", z_keeps=True, mask=None):
    """h_t = z_t ⊙ h_{t-1} + (1 - z_t) ⊙ h_tilde_t for t = 1..T.

    Parameters
    ----------
    xs, params, h_0, mask
        As in `rnn.forward`; with reset "after" `params` also holds b_hn.
    reset : {"after", "before"}, optional
        Whether r multiplies after the product with W_hn (torch) or before.
    z_keeps : bool, optional
        Whether z multiplies the old state (torch) or the new.

    Returns
    -------
    Run
        ``hs`` and the gates ``r``, ``z``, ``h_tilde``, all (seq_len, batch, hidden); ``h_T`` (batch, hidden).
        At a masked step z keeps all.
    """
    needed = _check.option("reset", reset, FORMS)
    xs, mask = _check.sequence(xs, mask)
    p = _check.parameters(params, xs, {"hidden": ("W_hh", -1)}, needed, {"gain": ()})
    h_0, gain = _check.state("h_0", h_0, xs, p["W_hh"].shape[1]), gain_column(p)
    p = p if z_keeps else flip_update(p)  # from here on z keeps
    blocks = [np.split(p[name], 3) for name in NEEDED]
    step_forward = cell if reset == "after" else _gru_before.cell

    hs = states(len(xs), h_0)
    r, z, h_tilde, inner = np.empty((4, *hs[1:].shape), xs.dtype)
    for t, x_t in enumerate(xs):
        hs[t + 1], gates = step_forward(x_t, hs[t], *blocks, p.get("b_hn"), gain)
        r[t], z[t], h_tilde[t], inner[t] = gates
        if mask is not None:
            hs[t + 1, ~mask[t]], z[t, ~mask[t]] = hs[t, ~mask[t]], 1
    parts = {"hs": hs[1:], "h_T": hs[-1], "r": r, "z": z if z_keeps else 1 - z, "h_tilde": h_tilde}
    kept = {"xs": xs.copy(), "states": hs, "keep": z, "inner": inner}
    return Run(**parts, params=p, reset=reset, z_keeps=z_keeps, **kept)


def backward(run, dhs=None, dh_T=None):
    """δn = dh ⊙ (1-z) ⊙ (1 - h_tilde²), δz = dh ⊙ (h_{t-1} - h_tilde) ⊙ z(1-z), dh_{t-1} = dh ⊙ z + ...

    Reset after: du = δn ⊙ r, δr = δn ⊙ u ⊙ r(1-r), and the rest of dh_{t-1} is W_hhᵀ [δr; δz; du].
    Reset before: dv = W_hnᵀ δn, δr = dv ⊙ h_{t-1} ⊙ r(1-r), and the rest is dv ⊙ r + W_hrᵀ δr + W_hzᵀ δz.
    `run`, `dhs` and `dh_T` as in `rnn.backward`.

    Returns
    -------
    dict of arrays
        The gradients under the primals' names: every parameter's (but gain's), ``xs``, ``h_0``; and the whole
        dL/dh_t for every t as ``hs``.
    """
    p, hs, gain = run.params, run.states, gain_column(run.params)
    _check.some_loss(dhs=dhs, dh_T=dh_T)
    dh = _check.loss_gradients("dh", hs, dhs, dh_T)
    step_back = cell_back if run.reset == "after" else _gru_before.cell_back

    at_x, at_h = np.empty((2, *run.xs.shape[:2], len(p["b_h"])), dh.dtype)
    for t in reversed(range(len(at_x))):  # a masked step has z = 1: it passes all of dh_t on
        gates = run.r[t], run.keep[t], run.h_tilde[t], run.inner[t]
        at_x[t], at_h[t], dh_prev = step_back(dh[t + 1], hs[t], gates, p["W_hh"], gain)
        dh[t] += dh_prev
    grads = {"W_xh": outer_sum(at_x, run.xs), "b_h": at_x.sum(axis=(0, 1)), "xs": at_x @ p["W_xh"]}
    grads |= {"hs": dh[1:], "h_0": dh[0]}
    if run.reset == "after":
        grads["W_hh"] = outer_sum(at_h, gain * hs[:-1])
        grads["b_hn"] = at_h[..., -len(p["b_hn"]) :].sum(axis=(0, 1))
    else:
        grads["W_hh"] = _gru_before.recurrent_gradient(run, at_h, gain)
    return grads if run.z_keeps else flip_update(grads)


def step(x_t, h_prev, params, **options):
    """h_t = z ⊙ h_prev + (1-z) ⊙ h_tilde: one step, as a Run whose ``h_T`` is h_t.

    `x_t` is (batch, input), `h_prev` (batch, hidden); options as in `forward`.
    """
    return forward(np.asarray(x_t)[None], params, h_prev, **options)
