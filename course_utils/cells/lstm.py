"""The LSTM cell: c_t = f ⊙ c_{t-1} + i ⊙ c_tilde, h_t = o ⊙ tanh(c_t), gates σ(W_xh x_t + W_hh h_{t-1} + b).

The four gates' rows lie one below the other, in the order o, i, f, c_tilde: ``W_xh`` (4*hidden, input),
``W_hh`` (4*hidden, hidden), ``b_h`` (4*hidden,); perhaps ``gain``, as in `rnn`; with peepholes also ``p_o``,
``p_i``, ``p_f`` (hidden,). That order makes neighbours of what is computed together: σ serves o, i, f; [i; f]
multiplies [c_tilde; c_{t-1}]; dL/dc_t multiplies i, f, c_tilde. Lesson 5; Hochreiter & Schmidhuber 1997, Gers
et al. 2000.
"""

import numpy as np

from course_utils.cells import _back, _check
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
    p_o, p_i_f = _peepholes(p)
    # With peepholes o has to wait for c_t.
    first, sigmoids = (gates, G[:, : 3 * H]) if p_o is None else (G[:, H : 4 * H], i_and_f)
    tanh_c, both, times = np.empty_like(hs[1:]), np.empty_like(new_and_old[0]), seq.product(W)
    half, c[0] = np.array(0.5, xs.dtype), c_0.T
    arrays = Z[:-1], gates, first, sigmoids, i_and_f, new_and_old, c[1:], o, tanh_c, hs[1:]
    loop = seq.steps((hs, c), scaled, hold, gain, *arrays)
    for Z_t, a_t, first_t, sigmoid_t, i_and_f_t, new_and_old_t, c_t, o_t, tanh_c_t, h_t in loop:
        times(W, Z_t, out=a_t)  # a_t = [W_xh, W_hh, b_h] [x_t; gain h_{t-1}; 1]
        if p_o is not None:
            i_and_f_t += half * p_i_f * _twice(new_and_old_t[H:])  # [a_i; a_f] += [p_i; p_f] ⊙ c_{t-1}
        np.tanh(first_t, out=first_t)
        np.multiply(sigmoid_t, half, out=sigmoid_t)
        np.add(sigmoid_t, half, out=sigmoid_t)
        np.multiply(i_and_f_t, new_and_old_t, out=both)
        np.add(both[:H], both[H:], out=c_t)  # c_t = i ⊙ c_tilde + f ⊙ c_{t-1}
        if p_o is not None:
            o_t[...] = half + half * np.tanh(o_t + half * p_o * c_t)  # o = σ(a_o + p_o ⊙ c_t)
        np.tanh(c_t, out=tanh_c_t)
        np.multiply(o_t, tanh_c_t, out=h_t)  # h_t = o ⊙ tanh(c_t)
    seq.put_where_held(hold, 0, o[:T], i[:T])
    seq.put_where_held(hold, 1, f[:T])
    out = {"hs": hs[1:], "h_T": hs[T], "cs": c[1:], "c_T": c[T]}
    out |= {"o": o[:T], "i": i[:T], "f": f[:T], "c_tilde": c_tilde[:T]}
    return seq.leave(out, params=p, hold=hold, Z=Z, G=G, states=hs, tanh_c=tanh_c)


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
    p, G, (_, H, batch) = run.params, run.G, run.tanh_c.shape
    (W_back, times), (p_o, p_i_f) = _back.product(run, window), _peepholes(p)

    def prepare(steps):
        K, to_c = _factors(G[steps], run.tanh_c[steps])
        da = K if window is None else np.empty_like(K)
        K_c, da_c = (array[:, H:].reshape(len(K), 3, H, batch) for array in (K, da))
        return da, K[:, :H], K_c, da[:, :H], da_c, to_c, G[steps, 2 * H : 3 * H]

    def pull(ds_t, before, da_t, K_o, K_c, da_o, da_c, to_c, f_t):
        (dh_t, dc_t), (dh_prev, dc_prev) = ds_t, before
        dc_t += np.multiply(dh_t, to_c, out=dc_prev)  # dc_t += dh_t ⊙ o ⊙ (1 - tanh²c_t)
        np.multiply(K_o, dh_t, out=da_o)  # δo
        if p_o is not None:
            dc_t += p_o * da_o
        np.multiply(K_c, dc_t[..., None, :, :], out=da_c)  # δi, δf, δc_tilde
        times(W_back, da_t, out=dh_prev)  # dh_{t-1} = gain W_hhᵀ [δo; δi; δf; δc_tilde]
        np.multiply(dc_t, f_t, out=dc_prev)  # dc_{t-1} = dc_t ⊙ f
        if p_o is not None:
            dc_prev += (p_i_f.reshape(2, H, 1) * da_c[..., :2, :, :]).sum(axis=-3)  # p_i ⊙ δi + p_f ⊙ δf

    def collect(steps, da, *_):  # [dW_xh, dW_hh, db_h] = Σ δa_t [x_t; gain h_{t-1}; 1]ᵀ
        return _back.gradients(run, steps, da, W_back) | _peephole_gradients(run, steps, da)

    losses = {"h": (run.states, dhs, dh_T), "c": (G[:, 4 * H :], None, dc_T)}
    grads = _back.back_through_time(run, losses, prepare, pull, collect, height=4 * H, window=window)
    return grads | _back.apart(grads.pop("W"), p, ("W_xh", "W_hh", "b_h"))


def step(x_t, h_prev, c_prev, params):
    """c_t = f ⊙ c_prev + i ⊙ c_tilde, h_t = o ⊙ tanh(c_t): one step, as a Run with ``h_T``, ``c_T``.

    `x_t` is (batch, input), `h_prev` and `c_prev` (batch, hidden).
    """
    return forward(np.asarray(x_t)[None], params, h_prev, c_prev)


def step_backward(run, dh_t, dc_t=None):
    """dc_prev = f ⊙ (dc_t + dh_t ⊙ o ⊙ (1 - tanh²c_t)): one `step`'s gradients, ``c_0`` among them."""
    return backward(run, dh_T=dh_t, dc_T=dc_t)


def _factors(G, tanh_c):
    """Return K with δo = K_o ⊙ dh and δ = K ⊙ dc for i, f, c_tilde; and o ⊙ (1 - tanh²c), from h to c.

    `G` holds some steps' [o; i; f; c_tilde; c_{t-1}].
    """
    H = tanh_c.shape[1]
    o, i, c_tilde = G[:, :H], G[:, H : 2 * H], G[:, 3 * H : 4 * H]
    K = np.subtract(1, G[:, : 4 * H])
    K_o, K_i_f, K_c_tilde = K[:, :H], K[:, H : 3 * H], K[:, 3 * H :]
    K[:, : 3 * H] *= G[:, : 3 * H]  # σ' = (1 - σ) σ
    K_o *= tanh_c
    K_i_f *= G[:, 3 * H :]  # [c_tilde; c_{t-1}]
    K_c_tilde *= 1 + c_tilde  # tanh' = (1 - tanh) (1 + tanh)
    K_c_tilde *= i
    to_c = tanh_c * tanh_c
    np.subtract(1, to_c, out=to_c)
    to_c *= o
    return K, to_c


def _peepholes(params):
    """Return p_o and [p_i; p_f] as columns, zero where there is none; None, None without any."""
    if not PEEPHOLES.keys() & params.keys():
        return None, None
    zero = np.zeros(params["W_hh"].shape[-1], params["b_h"].dtype)
    p_o, p_i, p_f = (params.get(name, zero)[:, None] for name in PEEPHOLES)
    return p_o, np.concatenate([p_i, p_f])


def _peephole_gradients(run, steps, da):
    """dp_o = Σ δo ⊙ c_t, dp_i = Σ δi ⊙ c_{t-1}, dp_f = Σ δf ⊙ c_{t-1}: of the peepholes that there are."""
    H = run.tanh_c.shape[1]
    c = run.G[:, 4 * H :]
    sees = {"p_o": c[1:], "p_i": c[:-1], "p_f": c[:-1]}
    blocks = {"p_o": da[:, :H], "p_i": da[:, H : 2 * H], "p_f": da[:, 2 * H : 3 * H]}
    there = sees.keys() & run.params.keys()
    return {name: np.einsum("thb,thb->h", blocks[name], sees[name][steps]) for name in there}


def _twice(c):
    """Return [c; c]."""
    return np.concatenate([c, c])
