"""The LSTM cell: c_t = f ⊙ c_{t-1} + i ⊙ c_tilde, h_t = o ⊙ tanh(c_t), gates σ(W_xh x_t + W_hh h_{t-1} + b).

The four gates' rows lie one below the other, in the order o, i, f, c_tilde: ``W_xh`` (4*hidden, input),
``W_hh`` (4*hidden, hidden), ``b_h`` (4*hidden,); perhaps ``gain``, as in `rnn`; with peepholes also ``p_o``,
``p_i``, ``p_f`` (hidden,). That order makes neighbours of what is computed together: σ serves o, i, f; [i; f]
multiplies [c_tilde; c_{t-1}]; dL/dc_t multiplies i, f, c_tilde. Lesson 5; Hochreiter & Schmidhuber 1997, Gers
et al. 2000.
"""

import numpy as np

from course_utils.cells import _check
from course_utils.cells import _sequence as seq

NEEDED = {"W_xh": ("4*hidden", "features"), "W_hh": ("4*hidden", "hidden"), "b_h": ("4*hidden",)}
PEEPHOLES = {"p_o": ("hidden",), "p_i": ("hidden",), "p_f": ("hidden",)}


def forward(xs, params, h_0=None, c_0=None, *, mask=None):
    """c_t = f_t ⊙ c_{t-1} + i_t ⊙ c_tilde_t, h_t = o_t ⊙ tanh(c_t) for t = 1..T.

    With peepholes i and f see c_{t-1} (a_i += p_i ⊙ c_{t-1}, a_f += p_f ⊙ c_{t-1}) and o sees c_t.

    Parameters
    ----------
    xs : array, shape (seq_len, batch, input)
        The inputs, float32 or float64.
    params : dict of arrays
        W_xh, W_hh, b_h, perhaps gain, perhaps p_o, p_i, p_f, in the dtype of `xs`.
    h_0, c_0 : array, shape (batch, hidden), optional
        The initial states; zero unless given.
    mask : array of bool, shape (seq_len, batch), optional
        True where a step counts; at any other both states stay as they are.

    Returns
    -------
    Run
        ``hs``, ``cs`` and the gates ``o``, ``i``, ``f``, ``c_tilde``, all (seq_len, batch, hidden); ``h_T``,
        ``c_T`` (batch, hidden). A masked step has f = 1, i = o = 0.

    Raises
    ------
    ValueError, TypeError
        If an array has another shape or dtype than these, or `xs` is not finite; the message names both
        shapes.
    """
    xs, hold = _check.sequence(xs, mask)
    p = _check.parameters(params, xs, {"hidden": ("W_hh", -1)}, NEEDED, PEEPHOLES)
    T, H, gain = len(xs), p["W_hh"].shape[-1], p.get("gain")
    h_0, c_0 = _check.state("h_0", h_0, xs, H), _check.state("c_0", c_0, xs, H)

    W = seq.side_by_side(p["W_xh"], p["W_hh"], p["b_h"])
    W[..., : 3 * H, :] *= 0.5  # σ(a) = (1 + tanh(a/2)) / 2, so that one tanh serves all gates
    Z, hs, scaled = seq.stack(T, xs, h_0, gain)  # Z_t = [x_t; gain h_{t-1}; 1]
    G = np.empty((T + 1, 5 * H, len(h_0)), xs.dtype)  # G_t = [o; i; f; c_tilde; c_{t-1}]
    o, i, f, c_tilde, c = (G[:, k * H : (k + 1) * H] for k in range(5))
    gates, i_and_f, new_and_old = G[:, : 4 * H], G[:, H : 3 * H], G[:, 3 * H :]
    peepholes = _peepholes(p, H)
    # With peepholes o has to wait for c_t.
    first, sigmoids = (G[:, H : 4 * H], i_and_f) if peepholes else (gates, G[:, : 3 * H])
    tanh_c, both, times = np.empty_like(hs[1:]), np.empty_like(new_and_old[0]), seq.product(W)
    half, c[0] = np.array(0.5, xs.dtype), c_0.T
    loop = zip(Z, gates, first, sigmoids, i_and_f, new_and_old, c[1:], o, tanh_c, hs[1:], strict=False)
    for t, (Z_t, a_t, first_t, sigmoid_t, i_and_f_t, new_and_old_t, c_t, o_t, tanh_c_t, h_t) in enumerate(
        loop
    ):
        times(W, Z_t, out=a_t)  # a_t = [W_xh, W_hh, b_h] [x_t; gain h_{t-1}; 1]
        if peepholes:
            i[t] += peepholes["p_i"] * c[t] * half
            f[t] += peepholes["p_f"] * c[t] * half
        np.tanh(first_t, out=first_t)
        np.multiply(sigmoid_t, half, out=sigmoid_t)
        np.add(sigmoid_t, half, out=sigmoid_t)
        if hold is not None:
            np.copyto(i[t], 0, where=hold[t])
            np.copyto(f[t], 1, where=hold[t])
        np.multiply(i_and_f_t, new_and_old_t, out=both)
        np.add(both[:H], both[H:], out=c_t)  # c_t = i ⊙ c_tilde + f ⊙ c_{t-1}
        if peepholes:
            o_t[...] = np.tanh(o_t + peepholes["p_o"] * c_t * half) * half + half
        if hold is not None:
            np.copyto(o_t, 0, where=hold[t])
        np.tanh(c_t, out=tanh_c_t)
        np.multiply(o_t, tanh_c_t, out=h_t)  # h_t = o ⊙ tanh(c_t)
        if hold is not None:
            np.copyto(h_t, hs[t], where=hold[t])
        if gain is not None:
            np.multiply(gain, h_t, out=scaled[t + 1])
    out = {"hs": hs[1:], "h_T": hs[T], "cs": c[1:], "c_T": c[T], "o": o[:T], "i": i[:T], "f": f[:T]}
    out = {name: seq.outside(columns) for name, columns in (out | {"c_tilde": c_tilde[:T]}).items()}
    return seq.Run(**out, params=p, hold=hold, Z=Z, G=G, states=hs, tanh_c=tanh_c)


def backward(run, dhs=None, dh_T=None, dc_T=None, *, window=None):
    """dc_t += dh_t ⊙ o ⊙ (1 - tanh²c_t), dc_{t-1} = dc_t ⊙ f, dh_{t-1} += gain W_hhᵀ [δo; δi; δf; δc_tilde].

    With δo = dh ⊙ tanh c_t ⊙ o(1-o), δi = dc ⊙ c_tilde ⊙ i(1-i), δf = dc ⊙ c_{t-1} ⊙ f(1-f) and
    δc_tilde = dc ⊙ i ⊙ (1 - c_tilde²). With peepholes dc_t first gains δo ⊙ p_o, and dc_{t-1} gains
    δi ⊙ p_i + δf ⊙ p_f.

    Parameters
    ----------
    run : Run
        From `forward`.
    dhs : array, shape (seq_len, batch, hidden), optional
        Gradients of the loss by h_1..h_T, each as the loss itself uses that state.
    dh_T, dc_T : array, shape (batch, hidden), optional
        The same for the last states alone: from a loss at the last step, or from the chunk that follows.
    window : int, optional
        Sliding truncation: keep the pairs of loss step and source step less than `window` apart.

    Returns
    -------
    dict of arrays
        The gradients under the primals' names: every parameter's, ``xs``, ``h_0``, ``c_0``; and the whole
        dL/dh_t and dL/dc_t for every t as ``hs``, ``cs``.
    """
    p, hold, gain, hs = run.params, run.hold, run.params.get("gain"), run.states
    T, H, batch = run.tanh_c.shape
    o, i, f, c_tilde, c = (run.G[:, k * H : (k + 1) * H] for k in range(5))
    ds = _check.loss_gradients("dh", hs, dhs, dh_T), _check.loss_gradients("dc", c, None, dc_T)
    dxs = np.empty((T, batch, p["W_xh"].shape[1]), hs.dtype)
    W_back, peepholes = p["W_hh"].swapaxes(-1, -2), _peepholes(p, H)
    times = seq.product(W_back, several=window is not None)

    def prepare(steps):
        G, tanh_c = run.G[:-1][steps], run.tanh_c[steps]
        K = np.subtract(1, G[:, : 4 * H])  # δo = K ⊙ dh_t, and δ = K ⊙ dc_t for i, f, c_tilde
        K[:, 3 * H :] *= 1 + c_tilde[:-1][steps]  # tanh' = (1 - tanh) (1 + tanh)
        K[:, 3 * H :] *= i[:-1][steps]
        K[:, : 3 * H] *= G[:, : 3 * H]  # σ' = (1 - σ) σ
        K[:, :H] *= tanh_c
        K[:, H : 3 * H] *= G[:, 3 * H :]
        to_c = tanh_c * tanh_c
        np.subtract(1, to_c, out=to_c)
        to_c *= o[:-1][steps]
        da = K if window is None else np.empty_like(K)
        K_c, da_c = (array[:, H:].reshape(len(K), 3, H, batch) for array in (K, da))
        return K[:, :H], K_c, to_c, f[:-1][steps], da[:, :H], da_c, da, f if hold is None else hold[steps]

    def pull(ds_t, before, K_o, K_c, to_c, f_t, da_o, da_c, da_t, hold_t):
        (dh_t, dc_t), (dh_prev, dc_prev) = ds_t, before
        dc_t += np.multiply(dh_t, to_c, out=dc_prev)  # dc_t += dh_t ⊙ o ⊙ (1 - tanh²c_t)
        np.multiply(K_o, dh_t, out=da_o)
        if peepholes:
            dc_t += da_o * peepholes["p_o"]
        np.multiply(K_c, dc_t[..., None, :, :], out=da_c)
        times(W_back, da_t, out=dh_prev)  # dh_{t-1} = gain W_hhᵀ [δo; δi; δf; δc_tilde]
        np.multiply(dc_t, f_t, out=dc_prev)  # dc_{t-1} = dc_t ⊙ f
        if peepholes:
            dc_prev += da_c[..., 0, :, :] * peepholes["p_i"] + da_c[..., 1, :, :] * peepholes["p_f"]
        if gain is not None:
            dh_prev *= gain
        if hold is not None:
            dh_prev += dh_t * hold_t

    def collect(steps, *arrays):  # [dW_xh, dW_hh, db_h] = Σ δa_t [x_t; gain h_{t-1}; 1]ᵀ
        da = arrays[-2]
        grads = {"W": seq.gradients(da, run.Z[:-1][steps], p["W_hh"], p["W_xh"], dxs[steps])}
        for k, (name, cs) in enumerate((("p_o", c[1:]), ("p_i", c[:-1]), ("p_f", c[:-1]))):
            if name in p:
                grads[name] = np.einsum("thb,thb->h", da[:, k * H : (k + 1) * H], cs[steps])
        if gain is not None:
            grads["gain"] = seq.gain_gradient(gain, seq.times(W_back, da), hs[:-1][steps])
        return grads

    quiet = (dhs is None, True)
    grads = seq.back_through_time(ds, prepare, pull, collect, rows=4 * H, quiet=quiet, window=window)
    grads |= seq.apart(grads.pop("W"), p, ("W_xh", "W_hh", "b_h"))
    dh, dc = (seq.rows(d) for d in ds)
    return grads | {"xs": dxs, "hs": dh[1:], "cs": dc[1:], "h_0": dh[0], "c_0": dc[0]}


def step(x_t, h_prev, c_prev, params):
    """c_t = f ⊙ c_prev + i ⊙ c_tilde, h_t = o ⊙ tanh(c_t): one step, as a Run with ``h_T``, ``c_T``.

    `x_t` is (batch, input), `h_prev` and `c_prev` (batch, hidden).
    """
    return forward(np.asarray(x_t)[None], params, h_prev, c_prev)


def step_backward(run, dh_t, dc_t=None):
    """dc_prev = f ⊙ (dc_t + dh_t ⊙ o ⊙ (1 - tanh²c_t)): one `step`'s gradients, ``c_0`` among them."""
    return backward(run, dh_T=dh_t, dc_T=dc_t)


def _peepholes(params, hidden):
    """Return p_o, p_i, p_f as columns, zero where there is none; None without any."""
    if not PEEPHOLES.keys() & params.keys():
        return None
    zero = np.zeros(hidden, params["b_h"].dtype)
    return {name: params.get(name, zero)[:, None] for name in PEEPHOLES}
