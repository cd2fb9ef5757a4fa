"""Lesson 6: a GRU's way back."""

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


@update_gate_gradient.mistake(
    "You divide by the batch size. dh_t is the loss's gradient already: nothing is left to average."
)
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_prev - h_tilde) * z_t * (1 - z_t) / len(dh_t)


@update_gate_gradient.mistake(
    "Brackets are missing: dh_t and the slope multiply the whole difference of old state and candidate."
)
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * h_prev - h_tilde * z_t * (1 - z_t)


@update_gate_gradient.mistake("Brackets are missing: dh_t multiplies the candidate, too.")
def _(dh_t, h_prev, h_tilde, z_t):
    return (dh_t * h_prev - h_tilde) * z_t * (1 - z_t)


@update_gate_gradient.mistake("Brackets are missing: the slope multiplies the old state's part, too.")
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * h_prev - dh_t * h_tilde * z_t * (1 - z_t)


@update_gate_gradient.mistake(
    "You add up over the batch. Each sequence has a gradient of its own; only weights collect them."
)
def _(dh_t, h_prev, h_tilde, z_t):
    summed = update_gate_gradient.reference(dh_t, h_prev, h_tilde, z_t).sum(axis=0)
    return np.tile(summed, (len(dh_t), 1))


@update_gate_gradient.mistake(
    "All rows of your answer are one mean over the batch. Each sequence has a gradient of its own."
)
def _(dh_t, h_prev, h_tilde, z_t):
    mean = update_gate_gradient.reference(dh_t, h_prev, h_tilde, z_t).mean(axis=0)
    return np.tile(mean, (len(dh_t), 1))


@update_gate_gradient.mistake("z_t is the sigmoid's value already. You put it through the sigmoid again.")
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_prev - h_tilde) * _sigmoid(z_t) * (1 - _sigmoid(z_t))


@update_gate_gradient.mistake(
    "You multiply by tanh's slope at the candidate. The way to z doesn't go through that tanh."
)
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_prev - h_tilde) * (1 - h_tilde**2) * z_t * (1 - z_t)


@update_gate_gradient.mistake(
    "You put tanh's slope at the candidate's term. The way to z doesn't go through that tanh."
)
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_prev - (1 - h_tilde**2) * h_tilde) * z_t * (1 - z_t)


@update_gate_gradient.mistake("z stands in both terms of h_t. The first one, z h_prev, is missing.")
def _(dh_t, h_prev, h_tilde, z_t):
    return -dh_t * h_tilde * z_t * (1 - z_t)


@update_gate_gradient.mistake(
    "(1 - z) h_tilde has the derivative -h_tilde by z: the sign of the second term is wrong."
)
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_prev + h_tilde) * z_t * (1 - z_t)


@update_gate_gradient.mistake(
    "By z, z h_prev is h_prev and (1 - z) h_tilde is -h_tilde: z and 1 - z themselves don't stay."
)
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (z_t * h_prev - (1 - z_t) * h_tilde) * z_t * (1 - z_t)


@update_gate_gradient.mistake("That is the mixture h_t itself times the slope. Take its derivative by z.")
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (z_t * h_prev + (1 - z_t) * h_tilde) * z_t * (1 - z_t)


@update_gate_gradient.mistake("The slope of the sigmoid stands twice.")
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (h_prev - h_tilde) * (z_t * (1 - z_t)) ** 2


@update_gate_gradient.mistake(
    "That is the gradient at the candidate's sum. Asked for is the one at the gate's."
)
def _(dh_t, h_prev, h_tilde, z_t):
    return dh_t * (1 - z_t) * (1 - h_tilde**2)


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


@gradient_before.mistake(
    "dz stands inside the gate already: the slope z (1 - z) is in it. You multiply by it again."
)
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dh_t * z_t + dr @ W_hr + (dz * z_t * (1 - z_t)) @ W_hz + du @ W_hn


@gradient_before.mistake("The factor 1 - z_t is in du already. You multiply by it again.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dh_t * z_t + dr @ W_hr + dz @ W_hz + ((1 - z_t) * du) @ W_hn


@gradient_before.mistake("z_t multiplies the way through the mixture alone. You multiply du by it, too.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dh_t * z_t + dr @ W_hr + dz @ W_hz + (z_t * du) @ W_hn


@gradient_before.mistake(
    "The way through the candidate begins with du. dh_t (1 - z_t) hasn't gone through tanh and reset yet."
)
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dh_t * z_t + dr @ W_hr + dz @ W_hz + (dh_t * (1 - z_t)) @ W_hn


@gradient_before.mistake("The sum goes on from one sequence to the next. Begin each sequence at 0.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    gates = np.cumsum(dr @ W_hr + dz @ W_hz + du @ W_hn, axis=0)
    return dh_t * z_t + gates


@gradient_before.mistake("All of your sum goes on from one sequence to the next. Begin each sequence at 0.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return np.cumsum(gradient_before.reference(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn), axis=0)


@gradient_before.mistake(
    "You add up over the batch. Each sequence has an old state, and a gradient, of its own."
)
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    home = gradient_before.reference(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn)
    return np.tile(home.sum(axis=0), (len(home), 1))


@gradient_before.mistake(
    "You average over the batch. Each sequence has an old state, and a gradient, of its own."
)
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    home = gradient_before.reference(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn)
    return np.tile(home.mean(axis=0), (len(home), 1))


@gradient_before.mistake("You divide by the batch size. What comes home is added up, nothing is averaged.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return gradient_before.reference(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn) / len(dh_t)


@gradient_before.mistake("You take the mean of the four ways. Gradients that meet at one place are added.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return gradient_before.reference(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn) / 4


@gradient_before.mistake("The mixture's way has no matrix: dh_t * z_t comes home as it is.")
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return (dh_t * z_t) @ W_hn + dr @ W_hr + dz @ W_hz + du @ W_hn


@gradient_before.mistake(
    "The matrices of z and the candidate have changed places: du goes back through W_hn."
)
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dh_t * z_t + dr @ W_hr + dz @ W_hn + du @ W_hz


@gradient_before.mistake(
    "The matrices of r and the candidate have changed places: du goes back through W_hn."
)
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dh_t * z_t + dr @ W_hn + dz @ W_hz + du @ W_hr


@gradient_before.mistake(
    "You add gradients, and matrices, before you multiply. Each gradient comes back through its own matrix."
)
def _(dh_t, z_t, dr, dz, du, W_hr, W_hz, W_hn):
    return dh_t * z_t + (dr + dz + du) @ (W_hr + W_hz + W_hn)
