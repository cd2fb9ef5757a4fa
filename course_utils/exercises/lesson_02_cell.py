"""Lesson 2: a step as one product, and how many numbers a tagger learns."""

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


@joined_weights.mistake("W_hh is transposed: a row belongs to a unit that receives, in both matrices.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, W_hh.T, (b_xh + b_hh)[:, None]])


@joined_weights.mistake("W_xh is transposed: it is (hidden, input), and stands left of its vector.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh.T, W_hh, (b_xh + b_hh)[:, None]])


@joined_weights.mistake("The 1 stands in the vector. Its column in W holds the biases, and no ones.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, W_hh, np.ones((len(W_xh), 1))])


@joined_weights.mistake("Your last column holds zeros. The biases belong there.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, W_hh, np.zeros((len(W_xh), 1))])


@joined_weights.mistake("You take the mean of the biases. Both are added, so their sum is needed.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, W_hh, (b_xh + b_hh)[:, None] / 2])


@joined_weights.mistake("You multiply the biases. Both are added to one sum, so they are added.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, W_hh, (b_xh * b_hh)[:, None]])


@joined_weights.mistake("Your biases stand in the middle. The 1 is the last entry of the vector, after h.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, (b_xh + b_hh)[:, None], W_hh])


@joined_weights.mistake("b_xh is left out, or overwritten: both biases are added to the same sum.")
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, W_hh, b_hh[:, None]])


@joined_weights.mistake(
    "Each bias stands right after its own matrix. There is only one 1, the last entry of the vector."
)
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh, b_xh[:, None], W_hh, b_hh[:, None]])


@joined_weights.mistake(
    "You add the biases to the weights: then each would be multiplied by x and h. They need a column."
)
def _(W_xh, W_hh, b_xh, b_hh):
    return np.hstack([W_xh + b_xh[:, None], W_hh + b_hh[:, None]])


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


@count_parameters.mistake(
    "You count hidden_size numbers too many: torch keeps two biases in the cell, here there is one. And h_0 "
    "is not learned."
)
def _(input_size, hidden_size, classes):
    return hidden_size * (input_size + hidden_size + 2) + classes * (hidden_size + 1)


@count_parameters.mistake("The biases are missing: b_h and b_y are learned, too.")
def _(input_size, hidden_size, classes):
    return hidden_size * (input_size + hidden_size) + classes * hidden_size


@count_parameters.mistake("The readout is missing: W_hy and b_y turn the state into scores.")
def _(input_size, hidden_size, classes):
    return hidden_size * (input_size + hidden_size + 1)


def _counted(input_size, hidden_size, classes, b_h=None, b_y=None, W_hh=None, readout=None):
    """Return the sum, with other sizes where they are given."""
    found = hidden_size * input_size + (hidden_size**2 if W_hh is None else W_hh)
    found += hidden_size if b_h is None else b_h
    found += classes * hidden_size if readout is None else readout
    return found + (classes if b_y is None else b_y)


@count_parameters.mistake(
    "A bias is no single number: b_h holds one for each hidden unit, b_y one for each class."
)
def _(input_size, hidden_size, classes):
    return _counted(input_size, hidden_size, classes, b_h=1, b_y=1)


@count_parameters.mistake("b_h is no single number: it holds one for each hidden unit.")
def _(input_size, hidden_size, classes):
    return _counted(input_size, hidden_size, classes, b_h=1)


@count_parameters.mistake("b_y is no single number: it holds one for each class.")
def _(input_size, hidden_size, classes):
    return _counted(input_size, hidden_size, classes, b_y=1)


@count_parameters.mistake("W_hh holds hidden_size squared numbers. You count hidden_size twice.")
def _(input_size, hidden_size, classes):
    return _counted(input_size, hidden_size, classes, W_hh=2 * hidden_size)


@count_parameters.mistake(
    "hidden_size numbers stand where W_hh belongs. It has one for each *pair* of units."
)
def _(input_size, hidden_size, classes):
    return _counted(input_size, hidden_size, classes, W_hh=hidden_size)


@count_parameters.mistake("The readout reads the state, not the input: W_hy has a number for each unit.")
def _(input_size, hidden_size, classes):
    return _counted(input_size, hidden_size, classes, readout=classes * input_size)


@count_parameters.mistake("b_y is missing: one number for each class.")
def _(input_size, hidden_size, classes):
    return _counted(input_size, hidden_size, classes, b_y=0)


@count_parameters.mistake("b_h is missing: one number for each hidden unit.")
def _(input_size, hidden_size, classes):
    return _counted(input_size, hidden_size, classes, b_h=0)


@count_parameters.mistake("W_hy is missing: classes times hidden_size numbers.")
def _(input_size, hidden_size, classes):
    return _counted(input_size, hidden_size, classes, readout=0)


@count_parameters.mistake("W_xh is missing: hidden_size times input_size numbers.")
def _(input_size, hidden_size, classes):
    return _counted(input_size, hidden_size, classes) - hidden_size * input_size


@count_parameters.mistake("Your readout has one row. It has a row, and a bias, for each class.")
def _(input_size, hidden_size, classes):
    return _counted(input_size, hidden_size, classes, readout=hidden_size, b_y=1)


@count_parameters.mistake("A matrix holds rows *times* columns. You add them.")
def _(input_size, hidden_size, classes):
    return (hidden_size + input_size) + 2 * hidden_size + hidden_size + (classes + hidden_size) + classes


@count_parameters.mistake("The joined weights have hidden_size rows, and input_size + hidden_size columns.")
def _(input_size, hidden_size, classes):
    return (input_size + hidden_size) ** 2 + hidden_size + classes * hidden_size + classes
