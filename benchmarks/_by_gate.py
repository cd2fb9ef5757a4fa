"""The three cells as a lesson writes them: every gate in a line of its own, one step after the other.

The library's fused cells are measured against these, and tested against them.
"""

import numpy as np


def sigmoid(a):
    """σ(a) = 1 / (1 + e^-a)."""
    return 1 / (1 + np.exp(-a))


def rnn(xs, params, dhs):
    """Return hs, and the gradients, of h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)."""
    W_xh, W_hh, b_h = params["W_xh"], params["W_hh"], params["b_h"]
    hs = np.zeros((len(xs) + 1, xs.shape[1], len(W_hh)), xs.dtype)
    for t, x_t in enumerate(xs):
        hs[t + 1] = np.tanh(x_t @ W_xh.T + hs[t] @ W_hh.T + b_h)

    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(b_h)
    dxs, dh_next = np.zeros_like(xs), np.zeros_like(hs[0])
    for t in reversed(range(len(xs))):
        dh = dhs[t] + dh_next
        da = dh * (1 - hs[t + 1] ** 2)
        dW_xh += da.T @ xs[t]
        dW_hh += da.T @ hs[t]
        db_h += da.sum(axis=0)
        dxs[t] = da @ W_xh
        dh_next = da @ W_hh
    return hs[1:], {"W_xh": dW_xh, "W_hh": dW_hh, "b_h": db_h, "xs": dxs, "h_0": dh_next}


def lstm(xs, params, dhs):
    """Return hs, and the gradients, of c_t = f ⊙ c_{t-1} + i ⊙ c_tilde, h_t = o ⊙ tanh(c_t)."""
    (W_xo, W_xi, W_xf, W_xc), (W_ho, W_hi, W_hf, W_hc), (b_o, b_i, b_f, b_c) = (
        np.split(params[name], 4) for name in ("W_xh", "W_hh", "b_h")
    )
    h = c = np.zeros((xs.shape[1], len(b_o)), xs.dtype)
    hs, steps = [], []
    for x in xs:
        o = sigmoid(x @ W_xo.T + h @ W_ho.T + b_o)
        i = sigmoid(x @ W_xi.T + h @ W_hi.T + b_i)
        f = sigmoid(x @ W_xf.T + h @ W_hf.T + b_f)
        c_tilde = np.tanh(x @ W_xc.T + h @ W_hc.T + b_c)
        steps.append((x, h, c, o, i, f, c_tilde))
        c = f * c + i * c_tilde
        h = o * np.tanh(c)
        hs.append(h)

    dW_xo, dW_xi, dW_xf, dW_xc = (np.zeros_like(W) for W in (W_xo, W_xi, W_xf, W_xc))
    dW_ho, dW_hi, dW_hf, dW_hc = (np.zeros_like(W) for W in (W_ho, W_hi, W_hf, W_hc))
    db_o, db_i, db_f, db_c = (np.zeros_like(b) for b in (b_o, b_i, b_f, b_c))
    dxs, dh_next, dc = np.zeros_like(xs), np.zeros_like(h), np.zeros_like(c)
    for t in reversed(range(len(xs))):
        x, h, c, o, i, f, c_tilde = steps[t]
        tanh_c = np.tanh(f * c + i * c_tilde)
        dh = dhs[t] + dh_next
        dc = dc + dh * o * (1 - tanh_c**2)
        do = dh * tanh_c * o * (1 - o)
        di = dc * c_tilde * i * (1 - i)
        df = dc * c * f * (1 - f)
        dg = dc * i * (1 - c_tilde**2)
        dW_xo, dW_ho, db_o = dW_xo + do.T @ x, dW_ho + do.T @ h, db_o + do.sum(axis=0)
        dW_xi, dW_hi, db_i = dW_xi + di.T @ x, dW_hi + di.T @ h, db_i + di.sum(axis=0)
        dW_xf, dW_hf, db_f = dW_xf + df.T @ x, dW_hf + df.T @ h, db_f + df.sum(axis=0)
        dW_xc, dW_hc, db_c = dW_xc + dg.T @ x, dW_hc + dg.T @ h, db_c + dg.sum(axis=0)
        dxs[t] = do @ W_xo + di @ W_xi + df @ W_xf + dg @ W_xc
        dh_next = do @ W_ho + di @ W_hi + df @ W_hf + dg @ W_hc
        dc = dc * f
    grads = {
        "W_xh": np.vstack([dW_xo, dW_xi, dW_xf, dW_xc]),
        "W_hh": np.vstack([dW_ho, dW_hi, dW_hf, dW_hc]),
        "b_h": np.hstack([db_o, db_i, db_f, db_c]),
    }
    return np.array(hs), {**grads, "xs": dxs, "h_0": dh_next, "c_0": dc}


def gru(xs, params, dhs):
    """Return hs, and the gradients, of h_t = z ⊙ h_{t-1} + (1-z) ⊙ h_tilde, reset after the product."""
    (W_xr, W_xz, W_xn), (W_hr, W_hz, W_hn), (b_r, b_z, b_n) = (
        np.split(params[name], 3) for name in ("W_xh", "W_hh", "b_h")
    )
    b_hn = params["b_hn"]
    h = np.zeros((xs.shape[1], len(b_r)), xs.dtype)
    hs, steps = [], []
    for x in xs:
        r = sigmoid(x @ W_xr.T + h @ W_hr.T + b_r)
        z = sigmoid(x @ W_xz.T + h @ W_hz.T + b_z)
        u = h @ W_hn.T + b_hn
        h_tilde = np.tanh(x @ W_xn.T + b_n + r * u)
        steps.append((x, h, r, z, u, h_tilde))
        h = z * h + (1 - z) * h_tilde
        hs.append(h)

    dW_xr, dW_xz, dW_xn, dW_hr, dW_hz, dW_hn = (
        np.zeros_like(W) for W in (W_xr, W_xz, W_xn, W_hr, W_hz, W_hn)
    )
    db_r, db_z, db_n, db_hn = (np.zeros_like(b_r) for _ in range(4))
    dxs, dh_next = np.zeros_like(xs), np.zeros_like(h)
    for t in reversed(range(len(xs))):
        x, h, r, z, u, h_tilde = steps[t]
        dh = dhs[t] + dh_next
        dn = dh * (1 - z) * (1 - h_tilde**2)
        dz = dh * (h - h_tilde) * z * (1 - z)
        dr = dn * u * r * (1 - r)
        du = dn * r
        dW_xr, dW_hr, db_r = dW_xr + dr.T @ x, dW_hr + dr.T @ h, db_r + dr.sum(axis=0)
        dW_xz, dW_hz, db_z = dW_xz + dz.T @ x, dW_hz + dz.T @ h, db_z + dz.sum(axis=0)
        dW_xn, dW_hn, db_n = dW_xn + dn.T @ x, dW_hn + du.T @ h, db_n + dn.sum(axis=0)
        db_hn = db_hn + du.sum(axis=0)
        dxs[t] = dr @ W_xr + dz @ W_xz + dn @ W_xn
        dh_next = dh * z + dr @ W_hr + dz @ W_hz + du @ W_hn
    grads = {
        "W_xh": np.vstack([dW_xr, dW_xz, dW_xn]),
        "W_hh": np.vstack([dW_hr, dW_hz, dW_hn]),
        "b_h": np.hstack([db_r, db_z, db_n]),
        "b_hn": db_hn,
    }
    return np.array(hs), {**grads, "xs": dxs, "h_0": dh_next}
