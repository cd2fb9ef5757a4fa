"""The GRU cell: h_t = z ⊙ h_{t-1} + (1-z) ⊙ h_tilde, h_tilde = tanh(W_xn x_t + b_n + r ⊙ u).

The rows of the three parts lie one below the other, in torch's order r, z, n (n for h_tilde): ``W_xh``
(3*hidden, input), ``W_hh`` (3*hidden, hidden), ``b_h`` (3*hidden,). By default, as in torch, the reset
gate multiplies after the product, r ⊙ u with u = W_hn h_{t-1} + b_hn, so that ``b_hn`` (hidden,) cannot be
added to b_n. Perhaps ``gain``, as in `rnn`. Books and programs differ twice:

- ``reset="before"`` takes tanh(W_xn x_t + W_hn (r ⊙ h_{t-1}) + b_n), as Cho et al. 2014, and no b_hn;
- ``z_keeps=False`` exchanges z and 1-z, as Chung et al. 2014; exact, because σ(-a) = 1 - σ(a). Lesson 6.
"""

import numpy as np

from course_utils.cells import _check
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
    T, H, gain = len(xs), p["W_hh"].shape[-1], p.get("gain")
    h_0 = _check.state("h_0", h_0, xs, H)

    # One product for all: u = W_hn h_{t-1} + b_hn has no x_t in it, n = W_xn x_t + b_n no h_{t-1}.
    W_n, after, inputs = p["W_hh"][..., 2 * H :, :], reset == "after", xs.shape[2]
    W = np.zeros((*W_n.shape[:-2], 4 * H if after else 3 * H, inputs + H + 1), xs.dtype)  # rows [u; r; z; n]
    W[..., -3 * H :, :inputs], W[..., -3 * H :, -1] = p["W_xh"], p["b_h"]
    W[..., -3 * H : -H, inputs:-1] = p["W_hh"][..., : 2 * H, :]
    if after:
        W[..., :H, inputs:-1], W[..., :H, -1] = W_n, p["b_hn"]
    # σ(a) = (1 + tanh(a/2)) / 2, and 1 - σ(a) = σ(-a): with this sign `keep` is what multiplies h_{t-1}.
    W[..., -3 * H : -H, :] *= 0.5
    if not z_keeps:
        W[..., -2 * H : -H, :] *= -1

    Z, hs, scaled = seq.stack(T, xs, h_0, gain)  # Z_t = [x_t; gain h_{t-1}; 1]
    G = np.empty((T, 4 * H, len(h_0)), xs.dtype)  # [u; r; keep; n], then [r ⊙ u; r; keep; h_tilde]
    inner, r, keep, n = (G[:, k * H : (k + 1) * H] for k in range(4))
    sums, gates = (G if after else G[:, H:]), G[:, H : 3 * H]
    times, half, last = seq.product(W), np.array(0.5, xs.dtype), np.empty_like(hs[0])
    loop = zip(Z, sums, gates, inner, r, keep, n, hs, hs[1:], strict=False)
    for t, (Z_t, sums_t, gates_t, inner_t, r_t, keep_t, h_tilde, h_prev, h_t) in enumerate(loop):
        times(W, Z_t, out=sums_t)
        np.tanh(gates_t, out=gates_t)
        np.multiply(gates_t, half, out=gates_t)
        np.add(gates_t, half, out=gates_t)
        if hold is not None:
            np.copyto(keep_t, 1, where=hold[t])
        if after:
            np.multiply(r_t, inner_t, out=inner_t)  # r ⊙ u
            np.add(h_tilde, inner_t, out=h_tilde)
        else:
            np.multiply(r_t, scaled[t], out=inner_t)  # v = r ⊙ h_{t-1}
            np.add(h_tilde, times(W_n, inner_t, out=last), out=h_tilde)
        np.tanh(h_tilde, out=h_tilde)
        np.subtract(h_prev, h_tilde, out=h_t)
        np.multiply(h_t, keep_t, out=h_t)
        np.add(h_t, h_tilde, out=h_t)  # h_t = h_tilde + keep ⊙ (h_{t-1} - h_tilde)
        if hold is not None:
            np.copyto(h_t, h_prev, where=hold[t])  # not even a rounding error
        if gain is not None:
            np.multiply(gain, h_t, out=scaled[t + 1])
    out = {"hs": hs[1:], "h_T": hs[T], "h_tilde": n, "r": r, "z": keep if z_keeps else 1 - keep}
    out = {name: seq.outside(columns) for name, columns in out.items()}
    return seq.Run(**out, params=p, reset=reset, z_keeps=z_keeps, Z=Z, G=G, states=hs)


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
    p, hs, after, gain = run.params, run.states, run.reset == "after", run.params.get("gain")
    T, H, batch = len(hs) - 1, *hs.shape[1:]
    inner, r, keep, n = (run.G[:, k * H : (k + 1) * H] for k in range(4))
    dh = _check.loss_gradients("dh", hs, dhs, dh_T)
    dxs = np.empty((T, batch, p["W_xh"].shape[1]), hs.dtype)
    W_back = p["W_hh"].swapaxes(-1, -2)
    W_rz, W_n = W_back[..., : 2 * H], W_back[..., 2 * H :]
    W_urz = np.concatenate([W_n, W_rz], axis=-1)
    times = seq.product(W_back, several=window is not None)

    def prepare(steps):
        K = np.empty((steps.stop - steps.start, 4 if after else 3, H, batch), hs.dtype)
        K_r, K_z, K_n = K[:, -3], K[:, -2], K[:, -1]  # δ = K ⊙ dh_t; with reset before, δr = K ⊙ dv
        lose = 1 - keep[steps]
        np.subtract(hs[:-1][steps], n[steps], out=K_z)
        K_z *= lose
        K_z *= keep[steps] if run.z_keeps else -keep[steps]
        np.multiply(n[steps], n[steps], out=K_n)
        np.subtract(1, K_n, out=K_n)
        K_n *= lose
        np.subtract(1, r[steps], out=K_r)
        K_r *= inner[steps]
        if after:
            K_r *= K_n
            np.multiply(K_n, r[steps], out=K[:, 0])  # du = δn ⊙ r
        da = K if window is None else np.empty_like(K)
        da_rows = da.reshape(len(K), K.shape[1] * H, batch)
        return K, da, da_rows, da_rows[:, : 3 * H if after else 2 * H], keep[steps], r[steps]

    def pull_after(ds_t, before, K_t, da_t, _, da_urz, keep_t, __):
        (dh_t,), (dh_prev,) = ds_t, before
        kept = dh_t * keep_t
        np.multiply(K_t, dh_t[..., None, :, :], out=da_t)  # du, δr, δz, δn
        times(W_urz, da_urz, out=dh_prev)
        if gain is not None:
            dh_prev *= gain
        dh_prev += kept  # dh_{t-1} = dh_t ⊙ z + gain (W_hnᵀ du + W_hrᵀ δr + W_hzᵀ δz)

    def pull_before(ds_t, before, K_t, da_t, _, da_rz, keep_t, r_t):
        (dh_t,), (dh_prev,) = ds_t, before
        np.multiply(K_t[..., 1:, :, :], dh_t[..., None, :, :], out=da_t[..., 1:, :, :])  # δz, δn
        dv = seq.times(W_n, da_t[..., 2, :, :])  # dv = W_hnᵀ δn
        np.multiply(K_t[..., 0, :, :], dv, out=da_t[..., 0, :, :])  # δr
        times(W_rz, da_rz, out=dh_prev)
        dh_prev += dv * r_t
        if gain is not None:
            dh_prev *= gain
        dh_prev += dh_t * keep_t  # dh_{t-1} = dh_t ⊙ z + gain (dv ⊙ r + W_hrᵀ δr + W_hzᵀ δz)

    def collect(steps, _, da, da_rows, first, __, r_t):
        Z = run.Z[:-1][steps]  # dW = Σ δa_t [x_t; gain h_{t-1}; 1]ᵀ with δa = [du; δr; δz; δn]; with v for δn
        grads = {"W": seq.gradients(da_rows, Z, p["W_hh"], p["W_xh"], dxs[steps])}
        if not after:
            grads["W_hn"] = seq.weight_gradient(da[:, 2], inner[steps], p["W_hh"])
        if gain is not None:
            back = (
                seq.times(W_urz, first)
                if after
                else (seq.times(W_rz, first) + seq.times(W_n, da[:, 2]) * r_t)
            )
            grads["gain"] = seq.gain_gradient(gain, back, hs[:-1][steps])
        return grads

    pull, quiet, rows = pull_after if after else pull_before, (dhs is None,), (4 if after else 3) * H
    grads = seq.back_through_time((dh,), prepare, pull, collect, rows=rows, quiet=quiet, window=window)
    dW = grads.pop("W")
    dW_hn = dW[..., :H, dxs.shape[2] : -1] if after else grads.pop("W_hn")
    if after:
        grads["b_hn"] = np.atleast_2d(dW[..., :H, -1]).sum(axis=0)
    grads |= seq.apart(dW[..., -3 * H :, :], p, ("W_xh", "W_hh", "b_h"))
    grads["W_hh"][..., 2 * H :, :] = dW_hn
    return grads | {"xs": dxs, "hs": seq.rows(dh[1:]), "h_0": seq.rows(dh[0])}


def step(x_t, h_prev, params, **options):
    """h_t = z ⊙ h_prev + (1-z) ⊙ h_tilde: one step, as a Run whose ``h_T`` is h_t.

    `x_t` is (batch, input), `h_prev` (batch, hidden); options as in `forward`.
    """
    return forward(np.asarray(x_t)[None], params, h_prev, **options)


def step_backward(run, dh_t):
    """dh_prev = dh_t ⊙ z + W_hh's part: gradients of one `step`; dL/dh_prev is ``h_0`` among them."""
    return backward(run, dh_T=dh_t)
