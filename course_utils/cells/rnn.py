"""The simple (Elman) recurrent cell: h_t = φ(W_xh x_t + W_hh h_{t-1} + b_h).

The parameters are a dict of arrays, rows are outputs: ``W_xh`` (hidden, input), ``W_hh`` (hidden, hidden),
``b_h`` (hidden,), and perhaps ``gain``, a factor on W_hh. For a sweep, ``gain`` may have shape (batch,) and
W_hh shape (batch, hidden, hidden): one network a row. Lessons 2 and 3 derive every line.
"""

import numpy as np

from course_utils.cells import _back, _check
from course_utils.cells import _sequence as seq

NEEDED = {"W_xh": ("hidden", "features"), "W_hh": ("hidden", "hidden"), "b_h": ("hidden",)}
# φ(a) written into `out`, and its slope in terms of h = φ(a).
ACTIVATIONS = {
    "tanh": (np.tanh, lambda h: 1 - h * h),
    "relu": (lambda a, out: np.maximum(a, 0, out=out), lambda h: (h > 0).astype(h.dtype)),
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
        True where a step counts; at any other the state stays as it is.

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
    xs, hold = _check.sequence(xs, mask)
    p = _check.parameters(params, xs, {"hidden": ("W_hh", -1)}, NEEDED)
    h_0, gain = _check.state("h_0", h_0, xs, p["W_hh"].shape[-1]), p.get("gain")

    W = seq.side_by_side(p["W_xh"], p["W_hh"], p["b_h"])
    Z, hs, scaled = seq.stack(len(xs), xs, h_0, gain)  # Z_t = [x_t; gain h_{t-1}; 1]
    times = seq.product(W)
    for Z_t, h_t in seq.steps((hs,), scaled, hold, gain, Z[:-1], hs[1:]):
        times(W, Z_t, out=h_t)  # a_t = [W_xh, W_hh, b_h] [x_t; gain h_{t-1}; 1]
        phi(h_t, out=h_t)  # h_t = φ(a_t)
    out = {"hs": hs[1:], "h_T": hs[-1]}
    return seq.leave(out, params=p, activation=activation, hold=hold, Z=Z, states=hs)


def backward(run, dhs=None, dh_T=None, *, window=None):
    """δa_t = dh_t ⊙ φ'(a_t), dh_{t-1} += gain W_hhᵀ δa_t, dW_hh = Σ δa_t (gain h_{t-1})ᵀ for t = T..1.

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
        The gradients under the primals' names: every parameter's, ``xs``, ``h_0``; and ``hs``, the whole
        dL/dh_t for every t, which is what the lessons plot.
    """
    p, hs, (_, slope) = run.params, run.states, ACTIVATIONS[run.activation]
    W_back, times = _back.product(run, window)

    def prepare(steps):
        K = slope(hs[1:][steps])  # φ'(a_t)
        if run.hold is not None:
            K *= ~run.hold[steps]
        return K, K if window is None else np.empty_like(K)

    def pull(ds_t, before, K_t, da_t):
        (dh_t,), (dh_prev,) = ds_t, before
        np.multiply(K_t, dh_t, out=da_t)  # δa_t = dh_t ⊙ φ'(a_t)
        times(W_back, da_t, out=dh_prev)  # dh_{t-1} = gain W_hhᵀ δa_t

    def collect(steps, _, da):  # [dW_xh, dW_hh, db_h] = Σ δa_t [x_t; gain h_{t-1}; 1]ᵀ
        return _back.gradients(run, steps, da, W_back)

    losses = {"h": (hs, dhs, dh_T)}
    grads = _back.back_through_time(run, losses, prepare, pull, collect, height=hs.shape[1], window=window)
    return grads | _back.apart(grads.pop("W"), p, ("W_xh", "W_hh", "b_h"))


def step(x_t, h_prev, params, **options):
    """h_t = φ(W_xh x_t + gain W_hh h_prev + b_h): one step, as a Run whose ``h_T`` is h_t.

    `x_t` is (batch, input), `h_prev` (batch, hidden); options as in `forward`.
    """
    return forward(np.asarray(x_t)[None], params, h_prev, **options)


def step_backward(run, dh_t):
    """dh_prev = gain W_hhᵀ (dh_t ⊙ φ'(a_t)): gradients of one `step`; dL/dh_prev is ``h_0`` among them."""
    return backward(run, dh_T=dh_t)
