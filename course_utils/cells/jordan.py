"""Back through the output: h_t = φ(W_xh x_t + W_yh y_{t-1} + b_h), y_t = ψ(W_hy h_t + W_yy y_{t-1} + b_y).

What comes back is the output y, not the hidden state. ``W_yh`` (hidden, output) alone is the output-to-hidden
recurrence (Jordan 1986), ``W_yy`` (output, output) alone the output-to-output one; both together work, too.
Always present: ``W_xh`` (hidden, input), ``b_h`` (hidden,), ``W_hy`` (output, hidden), ``b_y`` (output,).
Lesson 2.
"""

import numpy as np

from course_utils.cells import _check
from course_utils.cells._run import Run, outer_sum, states
from course_utils.cells.rnn import ACTIVATIONS

NEEDED = {
    "W_xh": ("hidden", "features"),
    "b_h": ("hidden",),
    "W_hy": ("output", "hidden"),
    "b_y": ("output",),
}
BACK = {"W_yh": ("hidden", "output"), "W_yy": ("output", "output")}


def forward(xs, params, y_0=None, *, activation="tanh", output_activation="identity"):
    """h_t = φ(W_xh x_t + W_yh y_{t-1} + b_h), y_t = ψ(W_hy h_t + W_yy y_{t-1} + b_y) for t = 1..T.

    Parameters
    ----------
    xs, params
        As in `rnn.forward`, but without a gain: W_xh, b_h, W_hy, b_y, one of W_yh and W_yy or both.
    y_0 : array, shape (batch, output), optional
        The output before the first step; zero unless given.
    activation, output_activation : {"tanh", "relu", "identity"}, optional
        φ and ψ.

    Returns
    -------
    Run
        ``ys`` (seq_len, batch, output), ``y_T`` the last of them, and ``hs`` (seq_len, batch, hidden).
    """
    phi, _ = _check.option("activation", activation, ACTIVATIONS)
    psi, _ = _check.option("output_activation", output_activation, ACTIVATIONS)
    xs, _ = _check.sequence(xs)
    p = _check.parameters(params, xs, {"hidden": ("W_xh", 0), "output": ("W_hy", 0)}, NEEDED, BACK)
    ys = states(len(xs), _check.state("y_0", y_0, xs, len(p["b_y"])))
    hs = np.empty((*xs.shape[:2], len(p["b_h"])), xs.dtype)
    W_yh, W_yy = _both_ways_back(p)
    for t, x_t in enumerate(xs):
        phi(x_t @ p["W_xh"].T + ys[t] @ W_yh.T + p["b_h"], out=hs[t])
        psi(hs[t] @ p["W_hy"].T + ys[t] @ W_yy.T + p["b_y"], out=ys[t + 1])
    return Run(
        ys=ys[1:],
        y_T=ys[-1],
        hs=hs,
        params=p,
        activations=(activation, output_activation),
        xs=xs.copy(),
        y=ys,
    )


def backward(run, dys=None, dy_T=None):
    """δb_t = dy_t ⊙ ψ', δa_t = W_hyᵀ δb_t ⊙ φ', dy_{t-1} += W_yhᵀ δa_t + W_yyᵀ δb_t for t = T..1.

    `run`, `dys` (seq_len, batch, output) and `dy_T` as in `rnn.backward`. Returns the gradients under the
    primals' names: every parameter's, ``xs``, ``y_0``; and dL/dy_t and dL/dh_t for every t as ``ys``, ``hs``.
    """
    p, ys, hs, (W_yh, W_yy) = run.params, run.y, run.hs, _both_ways_back(run.params)
    (_, slope_h), (_, slope_y) = (ACTIVATIONS[name] for name in run.activations)
    _check.some_loss(dys=dys, dy_T=dy_T)
    dy, dhs, da = _check.loss_gradients("dy", ys, dys, dy_T), np.empty_like(hs), np.empty_like(hs)
    db = np.empty_like(dy[1:])
    for t in reversed(range(len(hs))):
        db[t] = dy[t + 1] * slope_y(ys[t + 1])
        dhs[t] = db[t] @ p["W_hy"]
        da[t] = dhs[t] * slope_h(hs[t])
        dy[t] += da[t] @ W_yh + db[t] @ W_yy
    grads = {"W_xh": outer_sum(da, run.xs), "b_h": da.sum(axis=(0, 1)), "xs": da @ p["W_xh"]}
    grads |= {"W_hy": outer_sum(db, hs), "b_y": db.sum(axis=(0, 1))}
    back = {"W_yh": outer_sum(da, ys[:-1]), "W_yy": outer_sum(db, ys[:-1])}
    grads |= {name: gradient for name, gradient in back.items() if name in p}
    return grads | {"ys": dy[1:], "y_0": dy[0], "hs": dhs}


def step(x_t, y_prev, params, **options):
    """y_t = ψ(W_hy h_t + W_yy y_prev + b_y): one step, as a Run whose ``y_T`` is y_t.

    `x_t` is (batch, input), `y_prev` (batch, output); options as in `forward`.
    """
    return forward(np.asarray(x_t)[None], params, y_prev, **options)


def _both_ways_back(p):
    """Return W_yh and W_yy, zero where one is not there."""
    hidden, output, dtype = len(p["b_h"]), len(p["b_y"]), p["b_h"].dtype
    return p.get("W_yh", np.zeros((hidden, output), dtype)), p.get("W_yy", np.zeros((output, output), dtype))
