"""The simple (Elman) recurrent cell: h_t = φ(W_xh x_t + W_hh h_{t-1} + b_h).

The parameters are a dict of arrays, rows are outputs: ``W_xh`` (hidden, input), ``W_hh`` (hidden, hidden),
``b_h`` (hidden,), and optionally ``gain``, a factor on W_hh: a number or, for a sweep, one for each row of
the batch, (batch,). Lessons 2 and 3 derive every line.

Inside, a step is a matrix of *columns*, (features, batch), as in the equations: then the joined weights make
one product for each step, ``[W_xh, W_hh, b_h] @ [x_t; h_{t-1}; 1]``, and this cell is fast enough for labs
and for trainings by hand.
"""

import numpy as np

from course_utils.cells import _check
from course_utils.cells._run import Run

NEEDED = {"W_xh": ("hidden", "features"), "W_hh": ("hidden", "hidden"), "b_h": ("hidden",)}
# φ(a) written into `out`, and its slope in terms of h = φ(a): NaN where h is, after an overflow.
ACTIVATIONS = {
    "tanh": (np.tanh, lambda h: 1 - h * h),
    "relu": (lambda a, out: np.maximum(a, 0, out=out), lambda h: np.heaviside(h, h.dtype.type(0))),
    "identity": (np.positive, np.ones_like),
}


def forward(xs, params, h_0=None, *, activation="tanh", mask=None):
    """h_t = φ(W_xh x_t + gain W_hh h_{t-1} + b_h) for t = 1..T.

    Parameters
    ----------
    xs : array, shape (seq_len, batch, input)
        The inputs, float32 or float64.
    params : dict of arrays
        W_xh, W_hh, b_h and perhaps gain, in the dtype of `xs`.
    h_0 : array, shape (batch, hidden), optional
        The initial state; zero unless given.
    activation : {"tanh", "relu", "identity"}, optional
        φ.
    mask : array of bool, shape (seq_len, batch), optional
        True where a step counts; at all others the state stays as it is.

    Returns
    -------
    Run
        ``hs`` (seq_len, batch, hidden) holds h_1..h_T, ``h_T`` (batch, hidden) the last of them.

    Raises
    ------
    ValueError, TypeError
        If an array has another shape or dtype than these, or `xs` is not finite; the message names both
        shapes.
    """
    phi, _ = _check.option("activation", activation, ACTIVATIONS)
    xs, mask = _check.sequence(xs, mask)
    p = _check.parameters(params, xs, {"hidden": ("W_hh", -1)}, NEEDED, {"gain": ()})
    (T, batch, inputs), gain = xs.shape, p.get("gain")
    h_0 = _check.state("h_0", h_0, xs, len(p["W_hh"]))

    W = np.hstack([p["W_xh"], p["W_hh"], p["b_h"][:, None]])
    Z = np.empty((T + 1, W.shape[1], batch), xs.dtype)  # Z_t = [x_t; gain h_{t-1}; 1]
    Z[:T, :inputs], Z[:, -1] = xs.swapaxes(1, 2), 1
    hs = seen = Z[:, inputs:-1]  # a state is written to where the next product needs it
    if gain is not None:
        hs = np.empty(seen.shape, xs.dtype)
        seen[0] = gain * h_0.T
    hs[0] = h_0.T
    for t, (Z_t, h_t) in enumerate(zip(Z[:-1], hs[1:], strict=True)):
        np.dot(W, Z_t, out=h_t)  # a_t = [W_xh, W_hh, b_h] [x_t; gain h_{t-1}; 1]
        phi(h_t, out=h_t)  # h_t = φ(a_t)
        if mask is not None:
            np.copyto(h_t, hs[t], where=~mask[t])
        if gain is not None:
            np.multiply(gain, h_t, out=seen[t + 1])
    states = hs.swapaxes(1, 2)
    return Run(hs=states[1:], h_T=states[-1], params=p, activation=activation, mask=mask, Z=Z, states=states)


def backward(run, dhs=None, dh_T=None, *, window=None):
    """δa_t = φ'(a_t) ⊙ dh_t, dh_{t-1} += gain W_hhᵀ δa_t, dW_hh = Σ δa_t (gain h_{t-1})ᵀ for t = T..1.

    Parameters
    ----------
    run : Run
        From `forward`.
    dhs : array, shape (seq_len, batch, hidden), optional
        Gradients of the loss with respect to h_1..h_T, each as the loss itself uses that state.
    dh_T : array, shape (batch, hidden), optional
        The same for the last state only: from a loss at the last step, or from the chunk that follows.
    window : int, optional
        Sliding truncation: keep the pairs of loss step and source step less than `window` apart.

    Returns
    -------
    dict of arrays
        The gradients under the primals' names: every parameter's, ``xs``, ``h_0``; and ``hs``, the whole
        dL/dh_t for every t, which is what the lessons plot.
    """
    if window is not None and (window != int(window) or window < 1):
        raise ValueError(f"window must be a whole number of at least 1, not {window}")
    p, slopes = run.params, step_slopes(run)
    dh = loss_columns(run, dhs, dh_T)
    if window is None:
        da, room = np.empty_like(slopes), np.empty_like(dh[0])
        for t in reversed(range(len(da))):
            np.multiply(slopes[t], dh[t + 1], out=da[t])  # δa_t = φ'(a_t) ⊙ dh_t
            dh[t] += step_back(run, t, da[t], dh[t + 1], room)  # dh_{t-1} += gain W_hhᵀ δa_t
    else:
        share = dh[1:]  # from the loss at each state's own step, then from the loss one step later, and so on
        for _ in range(1, min(window, len(share))):
            steps = slice(1, len(share))
            share = step_back(run, steps, slopes[steps] * share[1:], share[1:])
            dh[steps] += share
        da = slopes * dh[1:]
        dh[:-1][:1] += step_back(run, slice(0, 1), da[:1], dh[1:2])

    inputs, hidden = p["W_xh"].shape[1], len(p["b_h"])
    dW = np.tensordot(da, run.Z[:-1], axes=([0, 2], [0, 2]))  # Σ δa_t [x_t; gain h_{t-1}; 1]ᵀ
    dhs = dh.swapaxes(1, 2)
    grads = {"W_xh": dW[:, :inputs], "W_hh": dW[:, inputs : inputs + hidden], "b_h": dW[:, -1]}
    grads |= {"xs": da.swapaxes(1, 2) @ p["W_xh"], "hs": dhs[1:], "h_0": dhs[0]}
    if "gain" in p:
        through = (da.swapaxes(1, 2) @ p["W_hh"]) * run.states[:-1]
        grads["gain"] = through.sum(axis=(0, 2) if p["gain"].ndim else None)
    return grads


def step(x_t, h_prev, params, **options):
    """h_t = φ(W_xh x_t + gain W_hh h_prev + b_h): one step, as a Run whose ``h_T`` is h_t.

    `x_t` is (batch, input), `h_prev` (batch, hidden); options as in `forward`.
    """
    return forward(np.asarray(x_t)[None], params, h_prev, **options)


def loss_columns(run, dhs, dh_T):
    """Return the loss's own gradients of h_0 (zero), h_1, ..., h_T, (seq_len + 1, hidden, batch)."""
    _check.some_loss(dhs=dhs, dh_T=dh_T)
    return _check.loss_gradients("dh", run.states, dhs, dh_T).swapaxes(1, 2)


def step_slopes(run, t=slice(None)):
    """Return φ'(a_t), columns (hidden, batch), 0 where the mask leaves a step out; of all steps by default.

    `t` counts from 0; a slice of steps gives a stack, (steps, hidden, batch).
    """
    slopes = ACTIVATIONS[run.activation][1](run.states[1:].swapaxes(1, 2)[t])
    return slopes if run.mask is None else slopes * run.mask[t][..., None, :]


def step_back(run, t, da_t, dh_t, out=None):
    """Return gain W_hhᵀ δa_t, columns (hidden, batch); dL/dh_t itself where the mask leaves step t out.

    `t` as in `step_slopes`; the result is written to `out` if it is given.
    """
    back = np.matmul(run.params["W_hh"].T, da_t, out=out)
    if "gain" in run.params:
        back *= run.params["gain"]
    return back if run.mask is None else np.where(run.mask[t][..., None, :], back, dh_t)
