"""Peepholes: an LSTM whose gates also see the cell, i and f the old one, o the new one (Gers et al. 2000).

They wrap the plain cell of `lstm`: a gate that sees the cell is a gate with another bias.
"""

NAMES = ("p_o", "p_i", "p_f")


def seeing(cell, params):
    """Return the plain `cell` with a_i += p_i ⊙ c_{t-1}, a_f += p_f ⊙ c_{t-1}, a_o += p_o ⊙ c_t."""
    p_o, p_i, p_f = (params.get(name, 0) for name in NAMES)

    def cell_with_peepholes(x_t, h_prev, c_prev, W_x, W_h, b):
        b_o, b_i, b_f, b_c = b
        b_i, b_f = b_i + p_i * c_prev, b_f + p_f * c_prev
        _, c_t, _ = cell(x_t, h_prev, c_prev, W_x, W_h, (b_o, b_i, b_f, b_c))  # o waits for c_t
        return cell(x_t, h_prev, c_prev, W_x, W_h, (b_o + p_o * c_t, b_i, b_f, b_c))

    return cell_with_peepholes


def seeing_back(cell_back, params):
    """Return the plain `cell_back` with dc_t += p_o ⊙ δo and dc_{t-1} += p_i ⊙ δi + p_f ⊙ δf."""
    p_o, p_i, p_f = (params.get(name, 0) for name in NAMES)

    def cell_back_with_peepholes(dh_t, dc_t, c_prev, c_t, gates):
        (da_o, *_), *_ = cell_back(dh_t, dc_t, c_prev, c_t, gates)
        da, dc_t, dc_prev = cell_back(dh_t, dc_t + p_o * da_o, c_prev, c_t, gates)
        return da, dc_t, dc_prev + p_i * da[1] + p_f * da[2]

    return cell_back_with_peepholes


def gradients(run, da):
    """dp_o = Σ δo ⊙ c_t, dp_i = Σ δi ⊙ c_{t-1}, dp_f = Σ δf ⊙ c_{t-1}, for those that are there."""
    H = run.cs.shape[2]
    sees = {"p_o": run.c[1:], "p_i": run.c[:-1], "p_f": run.c[:-1]}
    blocks = {name: da[:, :, k * H : (k + 1) * H] for k, name in enumerate(NAMES)}
    return {name: (blocks[name] * c).sum(axis=(0, 1)) for name, c in sees.items() if name in run.params}
