"""Lesson 6: what one gate can do, and a GRU's way back."""

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


def _weights():
    rng = _rng()
    yield (np.array([[1.0], [1.0], [1.0]]),)
    yield (np.array([[2.0], [1.0], [0.0], [1.0]]),)
    yield (np.array([[1.0, 4.0], [3.0, 1.0]]),)
    yield (np.array([[3.0]]),)
    yield (np.array([[1.0, 2.0, 0.5], [0.0, 2.0, 0.5], [0.0, 2.0, 4.0], [5.0, 0.0, 1.0]]),)
    yield (rng.uniform(0.1, 2, size=(60, 4)),)


@exercise(
    probes=lambda: list(_weights()),
    hints=(
        "Take two inputs of weight 1: z_1 = 0 takes the first one in, and z_2 = 1/2 makes the mean of both.",
        "The new input's share of the mean is w_t over the sum of the weights so far. And z_t is what stays.",
        "np.cumsum(weights, axis=0) has the sums so far, for every sequence of the batch.",
    ),
    learned="You know what one gate can do: any weighted mean, and never a sum.",
)
def mean_gates(weights):
    """Return z_1, ..., z_T, (T, batch)."""
    return 1 - weights / np.cumsum(weights, axis=0)


@mean_gates.mistake("That is the share of the new input, 1 - z_t. The gate z_t is what stays of the old.")
def _(weights):
    return weights / np.cumsum(weights, axis=0)


@mean_gates.mistake(
    "You divide by the sum of all weights. After step t the mean has only the weights up to t in it."
)
def _(weights):
    return 1 - weights / weights.sum(axis=0)


@mean_gates.mistake("That is right where all weights are 1. Heavier inputs have to move the mean further.")
def _(weights):
    steps = np.arange(1, len(weights) + 1)[:, None]
    return np.broadcast_to((steps - 1) / steps, weights.shape).copy()


@mean_gates.mistake("The sums run over the whole batch. Each sequence has its own: sum along axis 0, time.")
def _(weights):
    return 1 - weights / np.cumsum(weights).reshape(weights.shape)


@mean_gates.mistake("The weights before step t don't have w_t in them: the mean after step t does.")
def _(weights):
    before = np.cumsum(weights, axis=0) - weights
    return 1 - weights / np.where(before > 0, before, weights)


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


@update_gate_gradient.mistake("The slope of the sigmoid has two factors, z (1 - z). The second is missing.")
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_prev - h_tilde) * z_t


@update_gate_gradient.mistake("The slope of the sigmoid has two factors, z (1 - z). The first is missing.")
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_prev - h_tilde) * (1 - z_t)


@update_gate_gradient.mistake("You average over the batch. Each sequence has a gradient of its own.")
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_prev - h_tilde) * z_t * (1 - z_t) / len(dh_t)


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


@gradient_before.mistake("You multiply all of it by z. Only the way through the mixture has this factor.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return z_t * (dh_t + dr @ W_hr + dz @ W_hz + du @ W_hn)


@gradient_before.mistake("The matrices of the two gates have changed places: dr goes back through W_hr.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dh_t * z_t + dr @ W_hz + dz @ W_hr + du @ W_hn
