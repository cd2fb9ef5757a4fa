"""The GRU whose reset multiplies before the product, backward: h_tilde = tanh(W_xn x_t + W_hn v + b_n).

v = r ⊙ gain h_{t-1}, so that δr has to wait for dv = W_hnᵀ δn: a second product in every step. What does not
differ from the other form is in `gru`.
"""

import numpy as np

from course_utils.cells import _back
from course_utils.cells import _sequence as seq


def pull_and_collect(run, window):
    """Return the two functions for `back_through_time`; their arrays are those that `gru.backward` prepares.

    δr = dv ⊙ gain h_{t-1} ⊙ r(1-r), dh_{t-1} = dh ⊙ z + gain (dv ⊙ r + W_hrᵀ δr + W_hzᵀ δz).
    """
    p, H, inputs = run.params, run.states.shape[1], run.params["W_xh"].shape[1]
    W_back, gain = p["W_hh"].swapaxes(-1, -2), p.get("gain")
    W_rz, W_n = W_back[..., : 2 * H], W_back[..., 2 * H :]
    times = seq.product(W_back, several=window is not None)

    def pull(ds_t, before, K_t, da_t, _, da_rz, keep_t, r_t):
        (dh_t,), (dh_prev,) = ds_t, before
        np.multiply(K_t[..., 1:, :, :], dh_t[..., None, :, :], out=da_t[..., 1:, :, :])  # δz, δn
        dv = seq.times(W_n, da_t[..., 2, :, :])  # dv = W_hnᵀ δn
        np.multiply(K_t[..., 0, :, :], dv, out=da_t[..., 0, :, :])  # δr
        times(W_rz, da_rz, out=dh_prev)
        dh_prev += dv * r_t
        if gain is not None:
            dh_prev *= gain
        dh_prev += dh_t * keep_t  # dh_{t-1} = dh_t ⊙ z + gain (dv ⊙ r + W_hrᵀ δr + W_hzᵀ δz)

    def collect(steps, _, da, da_rows, da_rz, __, r):
        grads = _back.gradients(run, steps, da_rows, W_rz, da_rz)
        v, dn = run.G[:, :H][steps], da[:, 2]
        grads["W"][..., 2 * H :, inputs:-1] = _back.weight_gradient(dn, v, p["W_hh"])  # dW_hn = Σ δn vᵀ
        if gain is not None:
            grads["gain"] = grads["gain"] + _back.gain_gradient(run, steps, seq.times(W_n, dn) * r)
        return grads

    return pull, collect
