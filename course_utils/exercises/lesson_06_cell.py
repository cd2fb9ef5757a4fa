"""Lesson 6: tied gates, and a GRU forward and backward."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(6)


def _sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2


def _blocks(parts):
    """Yield W_xh, W_hh, b_h with so many blocks of rows, the smallest first."""
    rng = _rng()
    for inputs, hidden in ((1, 1), (2, 1), (2, 2), (3, 4)):
        rows = parts * hidden
        yield rng.normal(size=(rows, inputs)), rng.normal(size=(rows, hidden)), rng.normal(size=rows)


def _tied(W_xh, W_hh, b_h, change):
    return tuple(np.concatenate(change(*np.split(blocks, 4))) for blocks in (W_xh, W_hh, b_h))


@exercise(
    probes=lambda: list(_blocks(4)),
    hints=(
        "sigmoid(-a) = 1 - sigmoid(a). Which rows have to become which?",
        "np.split(blocks, 4) gives o, i, f, c_tilde, of each of the three arrays. The bias, too.",
        "i becomes -f. Put the blocks together again with np.concatenate.",
    ),
    learned="You can turn any LSTM into one with coupled gates, without a new cell.",
)
def tie_gates(W_xh, W_hh, b_h):
    """Return new W_xh, W_hh, b_h, with i = 1 - f."""
    tied = []
    for blocks in (W_xh, W_hh, b_h):
        o, _, f, c_tilde = np.split(blocks, 4)
        tied.append(np.concatenate([o, -f, f, c_tilde]))
    return tuple(tied)


@tie_gates.mistake("The sign is missing: this makes i = f, so that both gates open at once.")
def _(W_xh, W_hh, b_h):
    return _tied(W_xh, W_hh, b_h, lambda o, i, f, c: (o, f, f, c))


@tie_gates.mistake("1 - W is not what makes 1 - sigmoid(a). The rule is about the sign: sigmoid(-a).")
def _(W_xh, W_hh, b_h):
    return _tied(W_xh, W_hh, b_h, lambda o, i, f, c: (o, 1 - f, f, c))


@tie_gates.mistake("You changed the forget gate. It is to stay; the input gate follows it.")
def _(W_xh, W_hh, b_h):
    return _tied(W_xh, W_hh, b_h, lambda o, i, f, c: (o, i, -i, c))


@tie_gates.mistake("The bias is not tied: 1 - sigmoid(a) needs the sign of all that a is made of.")
def _(W_xh, W_hh, b_h):
    W_xh, W_hh, _ = _tied(W_xh, W_hh, b_h, lambda o, i, f, c: (o, -f, f, c))
    return W_xh, W_hh, b_h


@tie_gates.mistake("Your blocks are torch's, i, f, g, o. Here they are o, i, f, c_tilde.")
def _(W_xh, W_hh, b_h):
    return _tied(W_xh, W_hh, b_h, lambda i, f, g, o: (-f, f, g, o))


def _steps():
    rng = _rng()
    for batch, inputs, hidden in ((1, 1, 1), (1, 1, 2), (2, 3, 2), (3, 2, 4)):
        W = {f"x{g}": rng.normal(size=(hidden, inputs)) for g in "rzn"}
        W |= {f"h{g}": rng.normal(size=(hidden, hidden)) for g in "rzn"}
        b = {name: rng.normal(size=hidden) for name in ("r", "z", "n", "hn")}
        yield rng.normal(size=(batch, inputs)), rng.normal(size=(batch, hidden)), W, b


def _gates(x_t, h_prev, W, b):
    return (_sigmoid(x_t @ W[f"x{g}"].T + h_prev @ W[f"h{g}"].T + b[g]) for g in "rz")


@exercise(
    probes=lambda: list(_steps()),
    hints=(
        "Four lines: r_t, z_t, h_tilde, h_t. Both gates see the input and the old state.",
        "In the candidate the reset gate multiplies h_prev @ W['hn'].T + b['hn'], bias included.",
        "At the end z_t keeps: z_t * h_prev + (1 - z_t) * h_tilde.",
    ),
    learned="You can write a GRU from memory, in torch's convention.",
)
def gru_step(x_t, h_prev, W, b):
    """Return h_t (batch, hidden), in torch's convention."""
    r_t = 1 / (1 + np.exp(-(x_t @ W["xr"].T + h_prev @ W["hr"].T + b["r"])))
    z_t = 1 / (1 + np.exp(-(x_t @ W["xz"].T + h_prev @ W["hz"].T + b["z"])))
    u_t = h_prev @ W["hn"].T + b["hn"]
    h_tilde = np.tanh(x_t @ W["xn"].T + b["n"] + r_t * u_t)
    return z_t * h_prev + (1 - z_t) * h_tilde


@gru_step.mistake("z and 1 - z have changed places: in torch's convention z keeps the old state.")
def _(x_t, h_prev, W, b):
    r, z = _gates(x_t, h_prev, W, b)
    h_tilde = np.tanh(x_t @ W["xn"].T + b["n"] + r * (h_prev @ W["hn"].T + b["hn"]))
    return (1 - z) * h_prev + z * h_tilde


@gru_step.mistake("You reset the state before the product. torch multiplies r with the product.")
def _(x_t, h_prev, W, b):
    r, z = _gates(x_t, h_prev, W, b)
    h_tilde = np.tanh(x_t @ W["xn"].T + b["n"] + (r * h_prev) @ W["hn"].T + b["hn"])
    return z * h_prev + (1 - z) * h_tilde


@gru_step.mistake(
    "b['hn'] stands outside the reset. In torch it is inside: r * (h_prev @ W['hn'].T + b['hn'])."
)
def _(x_t, h_prev, W, b):
    r, z = _gates(x_t, h_prev, W, b)
    h_tilde = np.tanh(x_t @ W["xn"].T + b["n"] + r * (h_prev @ W["hn"].T) + b["hn"])
    return z * h_prev + (1 - z) * h_tilde


@gru_step.mistake("The two gates have changed places: r resets, z mixes.")
def _(x_t, h_prev, W, b):
    z, r = _gates(x_t, h_prev, W, b)
    h_tilde = np.tanh(x_t @ W["xn"].T + b["n"] + r * (h_prev @ W["hn"].T + b["hn"]))
    return z * h_prev + (1 - z) * h_tilde


@gru_step.mistake("The candidate has no tanh: it is not bounded, and the state may run away.")
def _(x_t, h_prev, W, b):
    r, z = _gates(x_t, h_prev, W, b)
    h_tilde = x_t @ W["xn"].T + b["n"] + r * (h_prev @ W["hn"].T + b["hn"])
    return z * h_prev + (1 - z) * h_tilde


def _mixtures():
    rng = _rng()
    for shape in ((1, 1), (1, 2), (2, 3), (4, 5)):
        dh_t, h_prev = rng.normal(size=shape), rng.normal(size=shape)
        yield dh_t, h_prev, np.tanh(rng.normal(size=shape)), _sigmoid(rng.normal(size=shape))


@exercise(
    probes=lambda: list(_mixtures()),
    hints=(
        "h_t = z h_prev + (1 - z) h_tilde. What is its derivative by z?",
        "By z it is h_prev - h_tilde. Then one step further, through the sigmoid.",
        "The slope of the sigmoid at its value z is z (1 - z).",
    ),
    learned="You know what makes an update gate learn: that old state and candidate differ.",
)
def update_gate_gradient(dh_t, h_prev, h_tilde, z_t):
    """Return dL/da_z, (batch, hidden), where z_t = sigmoid(a_z)."""
    return dh_t * (h_prev - h_tilde) * z_t * (1 - z_t)


@update_gate_gradient.mistake("The sign is that of the other convention, where 1 - z keeps.")
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_tilde - h_prev) * z_t * (1 - z_t)


@update_gate_gradient.mistake("That is dL/dz. One step more, through the sigmoid: times z (1 - z).")
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_prev - h_tilde)


@update_gate_gradient.mistake("z stands in both terms of h_t. The second one, (1 - z) h_tilde, is missing.")
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * h_prev * z_t * (1 - z_t)


@update_gate_gradient.mistake("That slope is tanh's. The gate is a sigmoid: z (1 - z).")
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_prev - h_tilde) * (1 - z_t**2)


def _ways():
    rng = _rng()
    for batch, hidden in ((1, 1), (1, 2), (2, 3), (3, 4)):
        parts = [rng.normal(size=(batch, hidden)) for _ in range(4)]
        matrices = [rng.normal(size=(hidden, hidden)) for _ in range(3)]
        yield parts[0], _sigmoid(rng.normal(size=(batch, hidden))), *parts[1:], *matrices


@exercise(
    probes=lambda: list(_ways()),
    hints=(
        "h_{t-1} appears four times in a step: in the mixture, in both gates, in the candidate.",
        "The mixture gives dh_t * z_t. Each of the others comes back through its own matrix.",
        "With rows as batches, W.T @ column reads `row @ W`: dr @ W_hr, and so on.",
    ),
    learned="You can bring a gradient home through a gated cell.",
)
def gradient_before(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    """Return dL/dh_{t-1}, (batch, hidden)."""
    return dh_t * z_t + dr @ W_hr + dz @ W_hz + du @ W_hn


@gradient_before.mistake("The way through the mixture is missing: dh_t * z_t, the one without a matrix.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dr @ W_hr + dz @ W_hz + du @ W_hn


@gradient_before.mistake("The ways through the gates are missing: r and z depend on the old state, too.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dh_t * z_t + du @ W_hn


@gradient_before.mistake("The mixture passes dh_t * z_t back; 1 - z_t is the candidate's share.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dh_t * (1 - z_t) + dr @ W_hr + dz @ W_hz + du @ W_hn


@gradient_before.mistake("The matrices are the wrong way round: back it is `row @ W`, forward `row @ W.T`.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dh_t * z_t + dr @ W_hr.T + dz @ W_hz.T + du @ W_hn.T
