"""Lesson 2: one step, parameters, losses with padding, the readout, a linear network, and what comes back."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(2)


def _steps():
    rng = _rng()
    for batch, inputs, hidden in ((1, 1, 1), (1, 1, 2), (2, 3, 2), (3, 2, 4)):
        yield (
            rng.normal(size=(batch, inputs)),
            rng.normal(size=(batch, hidden)),
            rng.normal(size=(hidden, inputs + hidden)),
            rng.normal(size=hidden),
        )


@exercise(
    probes=lambda: list(_steps()),
    hints=(
        "The joined weights have input_size + hidden_size columns. What has as many entries?",
        "Put x_t and h_prev side by side in each row: np.hstack. The order is that of the weights' columns.",
        "Rows are outputs, so the product is `joined_vector @ W.T`. Then the bias, then the bend.",
    ),
    learned="You can write a whole step as one product.",
)
def joined_step(x_t, h_prev, W, b_h):
    """Return h_t, (batch, hidden); W = [W_xh, W_hh] is (hidden, input + hidden)."""
    return np.tanh(np.hstack([x_t, h_prev]) @ W.T + b_h)


@joined_step.mistake("The old state comes first in your vector; in the weights the input comes first.")
def _(x_t, h_prev, W, b_h):
    return np.tanh(np.hstack([h_prev, x_t]) @ W.T + b_h)


@joined_step.mistake("The bend is missing: you return the sum, without tanh.")
def _(x_t, h_prev, W, b_h):
    return np.hstack([x_t, h_prev]) @ W.T + b_h


@joined_step.mistake("The bias stands outside the bend. It belongs to the sum that tanh gets.")
def _(x_t, h_prev, W, b_h):
    return np.tanh(np.hstack([x_t, h_prev]) @ W.T) + b_h


@joined_step.mistake("The old state is left out: this network has no memory.")
def _(x_t, h_prev, W, b_h):
    return np.tanh(x_t @ W[:, : x_t.shape[1]].T + b_h)


@exercise(
    probes=lambda: [(1, 1, 1), (3, 4, 2), (10, 64, 9), (49, 16, 9)],
    hints=(
        "Write down the shapes of W_xh, W_hh, b_h, W_hy and b_y.",
        "The number of steps is in none of them.",
        "Three matrices: hidden × input, hidden × hidden, classes × hidden; and two biases.",
    ),
    learned="You can tell the size of a tagger before it is built.",
)
def count_parameters(input_size, hidden_size, classes):
    """Return how many numbers a network with one bias b_h and a readout W_hy, b_y learns."""
    cell = hidden_size * input_size + hidden_size**2 + hidden_size
    readout = classes * hidden_size + classes
    return cell + readout


@count_parameters.mistake("W_hh is missing: hidden_size times hidden_size numbers.")
def _(input_size, hidden_size, classes):
    return hidden_size * input_size + hidden_size + classes * hidden_size + classes


@count_parameters.mistake("You count two biases in the cell, as torch keeps them. Here there is one.")
def _(input_size, hidden_size, classes):
    return hidden_size * (input_size + hidden_size + 2) + classes * (hidden_size + 1)


@count_parameters.mistake("The biases are missing: b_h and b_y are learned, too.")
def _(input_size, hidden_size, classes):
    return hidden_size * (input_size + hidden_size) + classes * hidden_size


@count_parameters.mistake("The readout is missing: W_hy and b_y turn the state into scores.")
def _(input_size, hidden_size, classes):
    return hidden_size * (input_size + hidden_size + 1)


def _padded():
    rng = _rng()
    for lengths, classes in (((2,), 2), ((3, 1), 2), ((4, 2, 3), 3), ((6, 6, 1, 2), 5)):
        p = rng.dirichlet(np.ones(classes), size=(max(lengths), len(lengths)))
        targets = rng.integers(0, classes, size=p.shape[:2])
        yield p, targets, np.array(lengths)


def _costs(p, targets, lengths):
    costs = -np.log(np.take_along_axis(p, targets[..., None], axis=-1)[..., 0])
    return costs, costs * (np.arange(len(p))[:, None] < lengths)


@exercise(
    probes=lambda: list(_padded()),
    hints=(
        "First the cost of every entry: minus the log of the probability that the right class was given.",
        "np.take_along_axis(p, targets[..., None], axis=-1)[..., 0] picks these probabilities.",
        "A mask: np.arange(len(p))[:, None] < lengths. Multiply, add up over time, divide by the lengths.",
    ),
    learned="You can grade each sequence by itself, however short it is.",
)
def loss_per_sequence(p, targets, lengths):
    """Return the cross-entropy of each sequence, (batch,), averaged over its own real steps."""
    right = np.take_along_axis(p, targets[..., None], axis=-1)[..., 0]
    mask = np.arange(len(p))[:, None] < lengths
    return -(np.log(right) * mask).sum(axis=0) / lengths


@loss_per_sequence.mistake("Padding counts: take it out of the sum and out of the number you divide by.")
def _(p, targets, lengths):
    return _costs(p, targets, lengths)[0].mean(axis=0)


@loss_per_sequence.mistake(
    "Padding is out of the sum, but not out of the number you divide by: short sequences look too good."
)
def _(p, targets, lengths):
    return _costs(p, targets, lengths)[1].mean(axis=0)


@loss_per_sequence.mistake("That is the sum over each sequence. Divide it by how many steps it has.")
def _(p, targets, lengths):
    return _costs(p, targets, lengths)[1].sum(axis=0)


@loss_per_sequence.mistake("The sign is wrong: the log of a probability is negative, and a loss is not.")
def _(p, targets, lengths):
    return -_costs(p, targets, lengths)[1].sum(axis=0) / lengths


def _readouts():
    rng = _rng()
    for steps, batch, hidden, classes in ((1, 1, 1, 2), (2, 1, 2, 3), (3, 2, 2, 2), (4, 3, 4, 3)):
        yield rng.normal(size=(steps, batch, classes)), rng.normal(size=(steps, batch, hidden))


@exercise(
    probes=lambda: list(_readouts()),
    hints=(
        "One entry of W_hy takes one hidden unit to one score, at every step of every sequence.",
        "W_hy is one variable, used at every step: add up what each use gives.",
        "Each use gives the outer product of dlogits_t and h_t. Add over steps and batch; np.einsum can.",
    ),
    learned="You can derive a gradient of a shared weight: a sum over all its uses.",
)
def readout_gradient(dlogits, hs):
    """Return dL/dW_hy, (classes, hidden), given dL/dlogits (seq_len, batch, classes) and the states."""
    return np.einsum("tbk,tbh->kh", dlogits, hs)


@readout_gradient.mistake("Only the last step is there. W_hy is used at every step: add all of them.")
def _(dlogits, hs):
    return dlogits[-1].T @ hs[-1]


@readout_gradient.mistake("That is the mean over the steps. One variable with many uses gets the sum.")
def _(dlogits, hs):
    return np.einsum("tbk,tbh->kh", dlogits, hs) / len(hs)


@readout_gradient.mistake("Rows are outputs: the shape is (classes, hidden). Yours is the transpose.")
def _(dlogits, hs):
    return np.einsum("tbk,tbh->hk", dlogits, hs)


@readout_gradient.mistake(
    "You add up states and slopes before you multiply. Each step's slope belongs to its own state."
)
def _(dlogits, hs):
    return np.outer(dlogits.sum(axis=(0, 1)), hs.sum(axis=(0, 1)))


def _linear():
    rng = _rng()
    for inputs, hidden, t, T in ((1, 1, 1, 3), (2, 2, 2, 2), (1, 2, 1, 4), (3, 3, 3, 5)):
        yield rng.normal(size=(hidden, inputs)), rng.normal(size=(hidden, hidden)), t, T


@exercise(
    probes=lambda: list(_linear()),
    hints=(
        "x_t enters through W_xh, and then every later step multiplies by W_hh.",
        "How many steps come after step t, up to step T?",
        "np.linalg.matrix_power takes a matrix to a power; ** takes each entry for itself.",
    ),
    learned="You can say what a linear network still knows of each input.",
)
def linear_block(W_xh, W_hh, t, T):
    """Return the matrix that multiplies x_t in h_T, in a network without the bend and with h_0 = 0."""
    return np.linalg.matrix_power(W_hh, T - t) @ W_xh


@linear_block.mistake("One factor W_hh too many: x_t enters at step t, and only T - t steps come after it.")
def _(W_xh, W_hh, t, T):
    return np.linalg.matrix_power(W_hh, T - t + 1) @ W_xh


@linear_block.mistake("The exponent counts the steps before t. What counts are the T - t steps after it.")
def _(W_xh, W_hh, t, T):
    return np.linalg.matrix_power(W_hh, t) @ W_xh


@linear_block.mistake("W_hh ** n takes each entry to the power. A matrix power is a product of matrices.")
def _(W_xh, W_hh, t, T):
    return W_hh ** (T - t) @ W_xh


@linear_block.mistake("W_xh is missing: x_t enters the state through it.")
def _(W_xh, W_hh, t, T):
    return np.linalg.matrix_power(W_hh, T - t)


def _jordans():
    rng = _rng()
    for steps, inputs, hidden, outputs in ((2, 1, 1, 1), (3, 1, 2, 1), (3, 2, 3, 2), (5, 2, 2, 2)):
        shapes = ((steps, inputs), (hidden, inputs), (hidden, outputs), (outputs, hidden))
        yield tuple(rng.normal(size=shape) for shape in shapes)


def _jordan(xs, W_xh, W_yh, W_hy, back=lambda h, y: y, say=lambda h, W_hy: W_hy @ h):
    y, ys = np.zeros(len(W_hy)), []
    for x_t in xs:
        h = np.tanh(W_xh @ x_t + W_yh @ y)
        said = say(h, W_hy)
        ys.append(said)
        y = back(h, said)
    return np.array(ys)


@exercise(
    probes=lambda: list(_jordans()),
    hints=(
        "Which quantity goes from one step to the next? Start it at zero.",
        "It is the output: the state is made of x_t and y_{t-1}, and forgotten afterwards.",
        "h_t = tanh(W_xh x_t + W_yh y_{t-1}), then y_t = W_hy h_t; keep y for the next step.",
    ),
    learned="You can build a recurrence from any quantity you choose to feed back.",
)
def output_to_hidden(xs, W_xh, W_yh, W_hy):
    """Return y_1, ..., y_T, (seq_len, outputs), for one sequence xs (seq_len, input), without biases."""
    y, ys = np.zeros(len(W_hy)), []
    for x_t in xs:
        h = np.tanh(W_xh @ x_t + W_yh @ y)
        y = W_hy @ h
        ys.append(y)
    return np.array(ys)


@output_to_hidden.mistake("Nothing comes back: y stays zero, so each step is a network of its own.")
def _(xs, W_xh, W_yh, W_hy):
    return _jordan(xs, W_xh, W_yh, W_hy, back=lambda h, y: 0 * y)


@output_to_hidden.mistake("You bend the output, too. It is W_hy h_t as it stands.")
def _(xs, W_xh, W_yh, W_hy):
    return _jordan(xs, W_xh, W_yh, W_hy, say=lambda h, W_hy: np.tanh(W_hy @ h))


@output_to_hidden.mistake("All outputs so far are added up before they come back; only the last one does.")
def _(xs, W_xh, W_yh, W_hy):
    total = np.zeros(len(W_hy))

    def back(h, y):
        total[:] += y
        return total

    return _jordan(xs, W_xh, W_yh, W_hy, back=back)


@output_to_hidden.mistake("The list begins with y_0. It should begin with y_1, made from the first input.")
def _(xs, W_xh, W_yh, W_hy):
    ys = _jordan(xs, W_xh, W_yh, W_hy)
    return np.concatenate([np.zeros((1, len(W_hy))), ys[:-1]])
