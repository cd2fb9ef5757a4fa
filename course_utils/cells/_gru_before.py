"""The GRU whose reset gate multiplies before the product: h_tilde = tanh(W_xn x_t + W_hn v + b_n).

v = r ⊙ gain h_{t-1}, so that δr has to wait for dv = W_hnᵀ δn. The rest is in `gru`.
"""

import numpy as np

from course_utils.cells._run import outer_sum, sigmoid


def cell(x_t, h_prev, W_x, W_h, b, _, gain):
    """Return h_t, and r, z, h_tilde, v."""
    (W_xr, W_xz, W_xn), (W_hr, W_hz, W_hn), (b_r, b_z, b_n) = W_x, W_h, b
    r_t = sigmoid(x_t @ W_xr.T + gain * h_prev @ W_hr.T + b_r)
    z_t = sigmoid(x_t @ W_xz.T + gain * h_prev @ W_hz.T + b_z)
    v_t = r_t * (gain * h_prev)
    h_tilde = np.tanh(x_t @ W_xn.T + v_t @ W_hn.T + b_n)
    h_t = z_t * h_prev + (1 - z_t) * h_tilde
    return h_t, (r_t, z_t, h_tilde, v_t)


def cell_back(dh_t, h_prev, gates, W_hh, gain):
    """Return [δr; δz; δn] for W_xh, the same for W_hh, and the part of dL/dh_t that reaches h_{t-1}."""
    r_t, z_t, h_tilde, _ = gates
    dn = dh_t * (1 - z_t) * (1 - h_tilde**2)
    dz = dh_t * (h_prev - h_tilde) * z_t * (1 - z_t)
    W_hr, W_hz, W_hn = np.split(W_hh, 3)
    dv = dn @ W_hn
    dr = dv * gain * h_prev * r_t * (1 - r_t)
    da = np.hstack([dr, dz, dn])
    return da, da, dh_t * z_t + gain * (dv * r_t + dr @ W_hr + dz @ W_hz)


def recurrent_gradient(run, da, gain):
    """[dW_hr; dW_hz] = Σ [δr; δz] (gain h_{t-1})ᵀ, but dW_hn = Σ δn vᵀ."""
    d_rz, dn = np.split(da, [2 * run.hs.shape[2]], axis=2)
    return np.concatenate([outer_sum(d_rz, gain * run.states[:-1]), outer_sum(dn, run.inner)])
