"""Back through the output: h_t = φ(W_xh x_t + W_yh y_{t-1} + b_h), y_t = ψ(W_hy h_t + W_yy y_{t-1} + b_y).

What comes back is the output y, not the hidden state. ``W_yh`` (hidden, output) alone is the output-to-hidden
recurrence (Jordan 1986), ``W_yy`` (output, output) alone the output-to-output one; both together work too.
Always there: ``W_xh`` (hidden, input), ``b_h`` (hidden,), ``W_hy`` (output, hidden), ``b_y`` (output,);
perhaps ``gain``, as in `rnn`, on what comes back. Lesson 2.
"""

import numpy as np

from course_utils.cells import _back, _check
from course_utils.cells import _sequence as seq
from course_utils.cells.rnn import ACTIVATIONS

NEEDED = {
    "W_xh": ("hidden", "features"),
    "b_h": ("hidden",),
    "W_hy": ("output", "hidden"),
    "b_y": ("output",),
}
BACK = {"W_yh": ("hidden", "output"), "W_yy": ("output", "output")}


def forward(xs, params, y_0=None, *, activation="tanh", output_activation="identity", mask=None):
    """h_t = φ(W_xh x_t + gain W_yh y_{t-1} + b_h), y_t = ψ(W_hy h_t + gain W_yy y_{t-1} + b_y) for t = 1..T.

    Parameters
    ----------
    xs : array, shape (seq_len, batch, input)
        The inputs, float32 or float64.
    params : dict of arrays
        W_xh, b_h, W_hy, b_y, one of W_yh and W_yy or both, perhaps gain, in the dtype of `xs`.
    y_0 : array, shape (batch, output), optional
        The output before the first step; zero unless given.
    activation, output_activation : {"tanh", "relu", "identity"}, optional
        φ and ψ.
    mask : array of bool, shape (seq_len, batch), optional
        True where a step counts; at any other the output stays as it is.

    Returns
    -------
    Run
        ``ys`` (seq_len, batch, output), ``y_T`` the last of them, and ``hs`` (seq_len, batch, hidden).

    Raises
    ------
    ValueError, TypeError
        If an array has another shape or dtype than these, or `xs` is not finite; the message names both
        shapes.
    """
    phi, _ = _check.option("activation", activation, ACTIVATIONS)
    psi, _ = _check.option("output_activation", output_activation, ACTIVATIONS)
    xs, hold = _check.sequence(xs, mask)
    sizes = {"hidden": ("W_xh", 0), "output": ("W_hy", 0)}
    p = _check.parameters(params, xs, sizes, NEEDED, BACK)
    y_0, gain, T = _check.state("y_0", y_0, xs, len(p["W_hy"])), p.get("gain"), len(xs)

    hs = np.empty((T, len(p["W_xh"]), len(y_0)), xs.dtype)
    ys, scaled = seq.states(T, y_0, gain)
    for x_t, y_prev, h_t, y_t in seq.steps((ys,), scaled, hold, gain, seq.rows(xs), scaled, hs, ys[1:]):
        a_t = p["W_xh"] @ x_t + p["b_h"][:, None]
        b_t = p["b_y"][:, None]
        if "W_yh" in p:
            a_t += seq.times(p["W_yh"], y_prev)
        phi(a_t, out=h_t)  # h_t = φ(W_xh x_t + gain W_yh y_{t-1} + b_h)
        if "W_yy" in p:
            b_t = b_t + seq.times(p["W_yy"], y_prev)
        psi(p["W_hy"] @ h_t + b_t, out=y_t)  # y_t = ψ(W_hy h_t + gain W_yy y_{t-1} + b_y)
    out, phis = {"ys": ys[1:], "y_T": ys[T], "hs": hs}, (activation, output_activation)
    return seq.leave(out, params=p, activations=phis, hold=hold, xs=xs, hidden=hs, states=ys, scaled=scaled)


def backward(run, dys=None, dy_T=None, *, window=None):
    """δb_t = dy_t ⊙ ψ', δa_t = W_hyᵀ δb_t ⊙ φ', dy_{t-1} += gain (W_yhᵀ δa_t + W_yyᵀ δb_t) for t = T..1.

    Parameters
    ----------
    run : Run
        From `forward`.
    dys : array, shape (seq_len, batch, output), optional
        Gradients of the loss by y_1..y_T, each as the loss itself uses that output.
    dy_T : array, shape (batch, output), optional
        The same for the last output alone: from a loss at the last step, or from the chunk that follows.
    window : int, optional
        Sliding truncation: keep the pairs of loss step and source step less than `window` apart.

    Returns
    -------
    dict of arrays
        The gradients under the primals' names: every parameter's, ``xs``, ``y_0``; and the whole dL/dy_t and
        dL/dh_t for every t as ``ys``, ``hs``.
    """
    p, ys, gain, dhs = run.params, run.states, run.params.get("gain"), np.empty_like(run.hidden)
    (_, slope_h), (_, slope_y) = (ACTIVATIONS[name] for name in run.activations)
    W_back = {name: p[name].swapaxes(-1, -2) for name in BACK if name in p}

    def comes_back(da, db):  # W_yhᵀ δa_t + W_yyᵀ δb_t
        return sum(seq.times(W, da if name == "W_yh" else db) for name, W in W_back.items())

    def prepare(steps):
        slopes = slope_h(run.hidden[steps]), slope_y(ys[1:][steps])
        if run.hold is not None:
            slopes[1][...] *= ~run.hold[steps]
        return *slopes, *map(np.empty_like, slopes), dhs[steps]

    def pull(ds_t, before, slope_h_t, slope_y_t, da_t, db_t, dh_t):
        (dy_t,), (dy_prev,) = ds_t, before
        np.multiply(dy_t, slope_y_t, out=db_t)  # δb_t = dy_t ⊙ ψ'(b_t)
        np.matmul(p["W_hy"].T, db_t, out=dh_t)  # dh_t = W_hyᵀ δb_t
        np.multiply(dh_t, slope_h_t, out=da_t)  # δa_t = dh_t ⊙ φ'(a_t)
        dy_prev[...] = comes_back(da_t, db_t)  # dy_{t-1} = gain (W_yhᵀ δa_t + W_yyᵀ δb_t)
        if gain is not None:
            dy_prev *= gain

    def collect(steps, _, __, da, db, *___):
        x, h, y_prev = seq.rows(run.xs[steps]), run.hidden[steps], run.scaled[steps]
        uses = {"W_xh": (da, x), "W_yh": (da, y_prev), "W_hy": (db, h), "W_yy": (db, y_prev)}
        grads = {name: _back.weight_gradient(*pair, p[name]) for name, pair in uses.items() if name in p}
        if gain is not None:
            grads["gain"] = _back.gain_gradient(run, steps, comes_back(da, db))
        grads |= {"b_h": da.sum(axis=(0, 2)), "b_y": db.sum(axis=(0, 2))}
        return grads | {"xs": seq.rows(da) @ p["W_xh"]}  # dx_t = W_xhᵀ δa_t

    losses, height = {"y": (ys, dys, dy_T)}, run.hidden.shape[1] + ys.shape[1]
    grads = _back.back_through_time(run, losses, prepare, pull, collect, height=height, window=window)
    return grads | {"hs": seq.rows(dhs)}


def step(x_t, y_prev, params, **options):
    """y_t = ψ(W_hy h_t + gain W_yy y_prev + b_y): one step, as a Run whose ``y_T`` is y_t.

    `x_t` is (batch, input), `y_prev` (batch, output); options as in `forward`.
    """
    return forward(np.asarray(x_t)[None], params, y_prev, **options)


def step_backward(run, dy_t):
    """dy_prev = gain (W_yhᵀ δa + W_yyᵀ δb): gradients of one `step`; dL/dy_prev is ``y_0`` among them."""
    return backward(run, dy_T=dy_t)
