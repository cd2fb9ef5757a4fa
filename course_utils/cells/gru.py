"""The GRU cell: h_t = z ⊙ h_{t-1} + (1-z) ⊙ h_tilde, h_tilde = tanh(W_xn x_t + b_n + r ⊙ u).

The rows of the three parts lie one below the other, in torch's order r, z, n (n for h_tilde): ``W_xh``
(3*hidden, input), ``W_hh`` (3*hidden, hidden), ``b_h`` (3*hidden,). By default, as in torch, the reset
gate multiplies after the product, r ⊙ u with u = W_hn h_{t-1} + b_hn, so that ``b_hn`` (hidden,) cannot be
added to b_n. Perhaps ``gain``, as in `rnn`. Books and programs differ twice:

- ``reset="before"`` takes tanh(W_xn x_t + W_hn (r ⊙ h_{t-1}) + b_n), as Cho et al. 2014, and no b_hn;
- ``z_keeps=False`` exchanges z and 1-z, as Chung et al. 2014; exact, because σ(-a) = 1 - σ(a). Lesson 6.
"""

import numpy as np

from course_utils.cells import _back, _check, _gru_before
from course_utils.cells import _sequence as seq

NEEDED = {"W_xh": ("3*hidden", "features"), "W_hh": ("3*hidden", "hidden"), "b_h": ("3*hidden",)}
FORMS = {"after": NEEDED | {"b_hn": ("hidden",)}, "before": NEEDED}


def forward(xs, params, h_0=None, *, reset="after", z_keeps=True, mask=None):
    """h_t = z_t ⊙ h_{t-1} + (1 - z_t) ⊙ h_tilde_t for t = 1..T.

    Parameters
    ----------
    xs : array, shape (seq_len, batch, input)
        The inputs, float32 or float64.
    params : dict of arrays
        W_xh, W_hh, b_h, with reset "after" also b_hn, perhaps gain, in the dtype of `xs`.
    h_0 : array, shape (batch, hidden), optional
        The initial state; zero unless given.
    reset : {"after", "before"}, optional
        Whether r multiplies after the product with W_hn (torch) or before.
    z_keeps : bool, optional
        Whether z multiplies the old state (torch) or the new.
    mask : array of bool, shape (seq_len, batch), optional
        True where a step counts; at any other the state stays as it is.

    Returns
    -------
    Run
        ``hs`` and the gates ``r``, ``z``, ``h_tilde``, all (seq_len, batch, hidden); ``h_T`` (batch, hidden).
        At a masked step z keeps all.

    Raises
    ------
    ValueError, TypeError
        If an array has another shape or dtype than these, or `xs` is not finite; the message names both
        shapes.
    """
    needed = _check.option("reset", reset, FORMS)
    xs, hold = _check.sequence(xs, mask)
    p = _check.parameters(params, xs, {"hidden": ("W_hh", -1)}, needed)
    T, H, gain, after = len(xs), p["W_hh"].shape[-1], p.get("gain"), reset == "after"
    h_0 = _check.state("h_0", h_0, xs, H)

    W, W_n = _weights(p, z_keeps), p["W_hh"][..., 2 * H :, :]
    Z, hs, scaled = seq.stack(T, xs, h_0, gain)  # Z_t = [x_t; gain h_{t-1}; 1]
    G = np.empty((T, 4 * H, len(h_0)), xs.dtype)  # [u; r; keep; n], then [r ⊙ u; r; keep; h_tilde]
    inner, r, keep, n = (G[:, k * H : (k + 1) * H] for k in range(4))
    sums, gates = (G if after else G[:, H:]), G[:, H : 3 * H]
    times, half, last = seq.product(W), np.array(0.5, xs.dtype), np.empty_like(hs[0])
    arrays = Z, sums, gates, inner, r, keep, n, scaled, hs, hs[1:]
    loop = seq.steps((hs,), scaled, hold, gain, *arrays)
    for Z_t, sums_t, gates_t, inner_t, r_t, keep_t, h_tilde, gain_h_prev, h_prev, h_t in loop:
        times(W, Z_t, out=sums_t)
        np.tanh(gates_t, out=gates_t)
        np.multiply(gates_t, half, out=gates_t)
        np.add(gates_t, half, out=gates_t)
        if after:
            np.multiply(r_t, inner_t, out=inner_t)  # r ⊙ u
            np.add(h_tilde, inner_t, out=h_tilde)
        else:
            np.multiply(r_t, gain_h_prev, out=inner_t)  # v = r ⊙ gain h_{t-1}
            np.add(h_tilde, times(W_n, inner_t, out=last), out=h_tilde)
        np.tanh(h_tilde, out=h_tilde)
        np.subtract(h_prev, h_tilde, out=h_t)
        np.multiply(h_t, keep_t, out=h_t)
        np.add(h_t, h_tilde, out=h_t)  # h_t = h_tilde + keep ⊙ (h_{t-1} - h_tilde)
    seq.put_where_held(hold, 1, keep)  # nothing else is left to hold on the way back
    out = {"hs": hs[1:], "h_T": hs[T], "h_tilde": n, "r": r, "z": keep if z_keeps else 1 - keep}
    return seq.leave(out, params=p, reset=reset, z_keeps=z_keeps, hold=None, Z=Z, G=G, states=hs)


def backward(run, dhs=None, dh_T=None, *, window=None):
    """δn = dh ⊙ (1-z) ⊙ (1 - h_tilde²), δz = dh ⊙ (h_{t-1} - h_tilde) ⊙ z(1-z), dh_{t-1} = dh ⊙ z + ...

    Reset after: du = δn ⊙ r, δr = δn ⊙ u ⊙ r(1-r), and the rest of dh_{t-1} is W_hhᵀ [δr; δz; du].
    Reset before: dv = W_hnᵀ δn, δr = dv ⊙ h_{t-1} ⊙ r(1-r), and the rest is dv ⊙ r + W_hrᵀ δr + W_hzᵀ δz.

    Parameters
    ----------
    run : Run
        From `forward`.
    dhs : array, shape (seq_len, batch, hidden), optional
        Gradients of the loss by h_1..h_T, each as the loss itself uses that state.
    dh_T : array, shape (batch, hidden), optional
        The same for the last state alone: from a loss at the last step, or from the chunk that follows.
    window : int, optional
        Sliding truncation: keep the pairs of loss step and source step less than `window` apart.

    Returns
    -------
    dict of arrays
        The gradients under the primals' names: every parameter's, ``xs``, ``h_0``; and the whole dL/dh_t for
        every t as ``hs``.
    """
    H, batch = run.states.shape[1:]
    r, keep = run.G[:, H : 2 * H], run.G[:, 2 * H : 3 * H]
    W_back, times = _back.product(run, window)
    W_urz = np.concatenate([W_back[..., 2 * H :], W_back[..., : 2 * H]], axis=-1)  # u = W_hn h_{t-1} + b_hn

    def prepare(steps):
        K = _factors(run, steps)
        da = K if window is None else np.empty_like(K)
        rows = da.reshape(len(da), da.shape[1] * H, batch)
        return K, da, rows, rows[:, :-H], keep[steps], r[steps]

    def pull(ds_t, before, K_t, da_t, _, da_urz, keep_t, __):
        (dh_t,), (dh_prev,) = ds_t, before
        kept = dh_t * keep_t
        np.multiply(K_t, dh_t[..., None, :, :], out=da_t)  # du, δr, δz, δn
        times(W_urz, da_urz, out=dh_prev)
        dh_prev += kept  # dh_{t-1} = dh_t ⊙ z + gain (W_hnᵀ du + W_hrᵀ δr + W_hzᵀ δz)

    def collect(steps, _, __, da, da_urz, *___):  # dW = Σ [du; δr; δz; δn] [x_t; gain h_{t-1}; 1]ᵀ
        return _back.gradients(run, steps, da, W_urz, da_urz)

    if run.reset == "before":
        pull, collect = _gru_before.pull_and_collect(run, window)
    losses, height = {"h": (run.states, dhs, dh_T)}, 4 * H if run.reset == "after" else 3 * H
    grads = _back.back_through_time(run, losses, prepare, pull, collect, height=height, window=window)
    return grads | _apart(grads.pop("W"), run.params)


def step(x_t, h_prev, params, **options):
    """h_t = z ⊙ h_prev + (1-z) ⊙ h_tilde: one step, as a Run whose ``h_T`` is h_t.

    `x_t` is (batch, input), `h_prev` (batch, hidden); options as in `forward`.
    """
    return forward(np.asarray(x_t)[None], params, h_prev, **options)


def step_backward(run, dh_t):
    """dh_prev = dh_t ⊙ z + W_hh's part: gradients of one `step`; dL/dh_prev is ``h_0`` among them."""
    return backward(run, dh_T=dh_t)


def _weights(p, z_keeps):
    """Return the rows [u; r; keep; n] of the product with [x_t; gain h_{t-1}; 1]; with reset before no u.

    u = W_hn h_{t-1} + b_hn has no x_t in it, n = W_xn x_t + b_n no h_{t-1}. σ(a) = (1 + tanh(a/2)) / 2, and
    1 - σ(a) = σ(-a): r and z are halved, and with the right sign `keep` is what multiplies h_{t-1}.
    """
    W_xh, W_hh, b_h, b_hn = p["W_xh"], p["W_hh"], p["b_h"], p.get("b_hn")
    inputs, H = W_xh.shape[1], W_hh.shape[-1]
    rows = 3 * H if b_hn is None else 4 * H
    W = np.zeros((*W_hh.shape[:-2], rows, inputs + H + 1), W_hh.dtype)
    W[..., -3 * H :, :inputs], W[..., -3 * H :, -1] = W_xh, b_h
    W[..., -3 * H : -H, inputs:-1] = W_hh[..., : 2 * H, :]
    if b_hn is not None:
        W[..., :H, inputs:-1], W[..., :H, -1] = W_hh[..., 2 * H :, :], b_hn
    W[..., -3 * H : -H, :] *= 0.5
    if not z_keeps:
        W[..., -2 * H : -H, :] *= -1
    return W


def _factors(run, steps):
    """Return K with [du; δr; δz; δn] = K ⊙ dh; with reset before there is no du, and δr = K_r ⊙ dv."""
    H, after = run.states.shape[1], run.reset == "after"
    inner, r, keep, n = (run.G[:, k * H : (k + 1) * H][steps] for k in range(4))
    K = np.empty((len(n), 4 if after else 3, *n.shape[1:]), n.dtype)
    K_r, K_z, K_n = K[:, -3], K[:, -2], K[:, -1]
    lose = 1 - keep
    np.subtract(run.states[steps], n, out=K_z)  # δz = dh ⊙ (h_{t-1} - h_tilde) ⊙ z(1-z)
    K_z *= lose
    K_z *= keep if run.z_keeps else -keep
    np.multiply(n, n, out=K_n)  # δn = dh ⊙ (1 - h_tilde²) ⊙ (1-z)
    np.subtract(1, K_n, out=K_n)
    K_n *= lose
    np.subtract(1, r, out=K_r)  # δr = δn ⊙ u ⊙ r(1-r), or dv ⊙ h_{t-1} ⊙ r(1-r)
    K_r *= inner
    if after:
        K_r *= K_n
        np.multiply(K_n, r, out=K[:, 0])  # du = δn ⊙ r
    return K


def _apart(dW, p):
    """Return the gradients under the parameters' names; W_hn's and b_hn's are those of u, if there is u."""
    if "b_hn" not in p:
        return _back.apart(dW, p, ("W_xh", "W_hh", "b_h"))
    H, inputs = len(p["b_hn"]), p["W_xh"].shape[1]
    dW_u, dW_rzn = dW[..., :H, :], dW[..., H:, :]
    dW_rzn[..., 2 * H :, inputs:-1] = dW_u[..., inputs:-1]
    db_hn = np.atleast_2d(dW_u[..., -1]).sum(axis=0)
    return _back.apart(dW_rzn, p, ("W_xh", "W_hh", "b_h")) | {"b_hn": db_hn}
