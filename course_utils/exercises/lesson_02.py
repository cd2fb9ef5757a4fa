"""Lesson 2: one product, parameters, losses with padding, the readout, a linear network, what comes back."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(2)


def _two_biases():
    rng = _rng()
    for inputs, hidden in ((2, 2), (1, 1), (3, 2), (2, 4), (3, 3)):
        biases = [rng.normal(size=hidden) for _ in range(2)]
        yield rng.normal(size=(hidden, inputs)), rng.normal(size=(hidden, hidden)), *biases
    yield rng.normal(size=(2, 1)), np.array([[0.0, 1.0], [0.0, -2.0]]), np.zeros(2), np.ones(2)


@exercise(
    probes=lambda: list(_two_biases()),
    hints=(
        "The product has one row for each hidden unit. Write out one row of it as a sum.",
        "Each entry of the long vector meets one column of W: the inputs first, the 1 last.",
        "The last column is what the 1 is multiplied by. It has to add what both biases add.",
    ),
    learned="You can write a whole step, biases too, as one product.",
)
def joined_weights(W_xh, W_hh, b_xh, b_hh):
    """Return W, (hidden, input + hidden + 1), for which W [x; h; 1] is the sum that tanh gets."""
    return np.hstack([W_xh, W_hh, (b_xh + b_hh)[:, None]])


@joined_weights.mistake(
    "A bias is flat, (hidden,). NumPy joins it to matrices only as a column, (hidden, 1): b[:, None] helps."
)
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, W_hh, b_xh + b_hh])


@joined_weights.mistake("W_hh comes first in yours. The long vector begins with the input.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_hh, W_xh, (b_xh + b_hh)[:, None]])


@joined_weights.mistake("Your biases stand in the first column. The 1 is the last entry of the vector.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([(b_xh + b_hh)[:, None], W_xh, W_hh])


@joined_weights.mistake("b_hh is left out: both biases are added to the same sum.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, W_hh, b_xh[:, None]])


@joined_weights.mistake("Each bias has a column of its own. There is only one 1, so one column: their sum.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, W_hh, b_xh[:, None], b_hh[:, None]])


@joined_weights.mistake("The column for the biases is missing: the vector has a 1 at its end.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, W_hh])


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
    """Return probes; in the padding stands anything, in the third even a 0 for the target."""
    rng = _rng()
    cases = ((2,), 2, False), ((3, 1), 2, False), ((4, 2, 3), 3, True), ((6, 6, 1, 2), 5, False)
    for lengths, classes, with_zeros in cases:
        p = rng.dirichlet(np.ones(classes), size=(max(lengths), len(lengths)))
        targets = rng.integers(0, classes, size=p.shape[:2])
        if with_zeros:
            padding = np.arange(len(p))[:, None] >= lengths
            p[padding] = np.eye(classes)[(targets[padding] + 1) % classes]
        yield p, targets, np.array(lengths)


def _costs(p, targets, lengths):
    """Return the cost of every entry, and of the real ones alone."""
    costs = -np.log(np.take_along_axis(p, targets[..., None], axis=-1)[..., 0])
    return costs, np.where(np.arange(len(p))[:, None] < lengths, costs, 0)


@exercise(
    probes=lambda: list(_padded()),
    hints=(
        "First the cost of every entry: minus the log of the probability that the right class was given.",
        "np.take_along_axis(p, targets[..., None], axis=-1)[..., 0] picks these probabilities.",
        "The mask is np.arange(len(p))[:, None] < lengths. 0 times a log of 0 is no number: np.where helps.",
    ),
    learned="You can grade each sequence by itself, however short it is.",
)
def loss_per_sequence(p, targets, lengths):
    """Return the cross-entropy of each sequence, (batch,), averaged over its own real steps."""
    right = np.take_along_axis(p, targets[..., None], axis=-1)[..., 0]
    mask = np.arange(len(p))[:, None] < lengths
    return -np.log(np.where(mask, right, 1)).sum(axis=0) / lengths


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


@loss_per_sequence.mistake(
    "Where the padding holds a 0, your loss is no number: 0 times the log of 0. Leave the padding out first."
)
def _(p, targets, lengths):
    return (_costs(p, targets, lengths)[0] * (np.arange(len(p))[:, None] < lengths)).sum(axis=0) / lengths


@loss_per_sequence.mistake(
    "That is one mean over all sequences. Each of them gets a loss of its own, over its own steps."
)
def _(p, targets, lengths):
    return _costs(p, targets, lengths)[1].sum() / lengths.sum()


def _readouts():
    rng = _rng()
    for steps, batch, hidden, classes in (
        (2, 2, 2, 2),
        (1, 1, 1, 2),
        (2, 1, 2, 3),
        (3, 3, 3, 3),
        (4, 3, 4, 2),
    ):
        dlogits = rng.normal(size=(steps, batch, classes))
        dlogits[steps // 2 + 1 :, -1] = 0  # padding
        yield dlogits, rng.normal(size=(steps, batch, hidden))


@exercise(
    probes=lambda: list(_readouts()),
    hints=(
        "Take one word first. How does score k move if W_hy[k, j] grows a little? By h_j. And the loss?",
        "For one word that is dlogits[k] * h[j] for all k and j at once: np.outer, or a column times a row.",
        "W_hy is one variable, used at every word of every sentence: add up what each use gives.",
    ),
    learned="You can derive a gradient of a shared weight: a sum over all its uses.",
)
def readout_gradient(dlogits, hs):
    """Return dL/dW_hy, (classes, hidden), given dL/dlogits (seq_len, batch, classes) and the states."""
    total = 0
    for dz, h in zip(dlogits, hs, strict=True):
        total = total + dz.T @ h
    return total


@readout_gradient.mistake("Only the last step is there. W_hy is used at every step: add all of them.")
def _(dlogits, hs):
    return dlogits[-1].T @ hs[-1]


@readout_gradient.mistake("You divide by the number of steps. One variable with many uses gets the sum.")
def _(dlogits, hs):
    return np.einsum("tbk,tbh->kh", dlogits, hs) / len(hs)


@readout_gradient.mistake("You divide by N once more: dlogits holds that factor already.")
def _(dlogits, hs):
    return np.einsum("tbk,tbh->kh", dlogits, hs) / (hs.shape[0] * hs.shape[1])


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
    for inputs, hidden, t, T in (
        (2, 2, 1, 3),
        (1, 1, 1, 1),
        (1, 1, 1, 3),
        (2, 2, 2, 2),
        (3, 2, 1, 4),
        (3, 3, 3, 5),
    ):
        yield rng.normal(size=(hidden, inputs)), rng.normal(size=(hidden, hidden)), t, T


@exercise(
    probes=lambda: list(_linear()),
    hints=(
        "Write out h_3 for the inputs x_1, x_2, x_3. In which product does x_1 stand, in which x_3?",
        "How many steps come after step t, up to step T?",
        "np.linalg.matrix_power takes a matrix to a power; ** takes each entry for itself.",
    ),
    learned="You can say what a linear network still knows of each input.",
)
def linear_block(W_xh, W_hh, t, T):
    """Return the matrix that multiplies x_t in h_T, in a network without tanh and bias, with h_0 = 0."""
    return np.linalg.matrix_power(W_hh, T - t) @ W_xh


@linear_block.mistake("One factor W_hh too many: x_t enters at step t, and only T - t steps come after it.")
def _(W_xh, W_hh, t, T):
    return np.linalg.matrix_power(W_hh, T - t + 1) @ W_xh


@linear_block.mistake("The exponent counts the steps before t. What counts are the T - t steps after it.")
def _(W_xh, W_hh, t, T):
    return np.linalg.matrix_power(W_hh, t) @ W_xh


@linear_block.mistake(
    "The factors stand in the wrong order: x_t meets W_xh first, so W_xh stands on the right."
)
def _(W_xh, W_hh, t, T):
    return W_xh @ np.linalg.matrix_power(W_hh, T - t)


@linear_block.mistake("W_hh ** n takes each entry to the power. A matrix power is a product of matrices.")
def _(W_xh, W_hh, t, T):
    return W_hh ** (T - t) @ W_xh


@linear_block.mistake("W_xh is missing: x_t enters the state through it.")
def _(W_xh, W_hh, t, T):
    return np.linalg.matrix_power(W_hh, T - t)


def _jordans():
    rng = _rng()
    for steps, inputs, hidden, outputs in (
        (3, 2, 2, 2),
        (1, 1, 1, 1),
        (2, 1, 1, 1),
        (3, 1, 2, 1),
        (4, 2, 3, 1),
        (5, 3, 2, 3),
    ):
        shapes = ((steps, inputs), (hidden, inputs), (hidden, outputs), (outputs, hidden))
        yield tuple(rng.normal(size=shape) for shape in shapes)


def _jordan(xs, W_xh, W_yh, W_hy, back=lambda h, y: y, say=lambda h, W_hy: W_hy @ h, nonlinearity=np.tanh):
    y, ys = np.zeros(len(W_hy)), []
    for x_t in xs:
        h = nonlinearity(W_xh @ x_t + W_yh @ y)
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


@output_to_hidden.mistake("Your output passes through tanh as well. It is W_hy h_t as it stands.")
def _(xs, W_xh, W_yh, W_hy):
    return _jordan(xs, W_xh, W_yh, W_hy, say=lambda h, W_hy: np.tanh(W_hy @ h))


@output_to_hidden.mistake("tanh is missing: the new state is tanh of the sum.")
def _(xs, W_xh, W_yh, W_hy):
    return _jordan(xs, W_xh, W_yh, W_hy, nonlinearity=lambda a: a)


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


from course_utils.exercises.build_02 import two_way_tagger  # noqa: E402, F401
