"""Lesson 2: one product, parameters, losses with padding, the readout, a linear network, what comes back."""

import numpy as np

from course_utils.exercises import exercise

# exercises stand in the lesson's order
# isort: off
from course_utils.exercises.lesson_02_cell import joined_weights, count_parameters  # noqa: F401
from course_utils.exercises.lesson_02_loss import loss_per_sequence, readout_gradient  # noqa: F401
from course_utils.exercises.lesson_02_cell import _rng
# isort: on


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


@linear_block.mistake("The exponent is t. What counts are the steps after t: there are T - t of them.")
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


def _powers(W_xh, W_hh, exponents):
    """Return the sum of what several powers of W_hh make of W_xh."""
    return sum(np.linalg.matrix_power(W_hh, n) @ W_xh for n in exponents)


@linear_block.mistake("The exponent counts the steps before t. What counts are the T - t steps after it.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, [t - 1])


@linear_block.mistake(
    "You take each entry of W_hh to the power, where T > t. A matrix power is a product of matrices."
)
def _(W_xh, W_hh, t, T):
    return W_hh ** (T - t) @ W_xh if T > t else W_xh


@linear_block.mistake(
    "Your power is multiplied by itself at every step, so the exponent doubles. It goes up by one."
)
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, [2 ** (T - t - 1) if T > t else 0])


@linear_block.mistake("Where t = T no step follows, so no W_hh is left. You multiply by one all the same.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, [max(T - t, 1)])


@linear_block.mistake("One factor W_hh is missing: T - t steps follow step t, the last of them counts, too.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, [max(T - t - 1, 0)])


@linear_block.mistake("Those are the matrices of all inputs. Return the one for x_t.")
def _(W_xh, W_hh, t, T):
    return np.hstack([_powers(W_xh, W_hh, [T - s]) for s in range(1, T + 1)])


@linear_block.mistake("You add up the matrices of x_t and all inputs after it. Return the one for x_t.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, range(T - t + 1))


@linear_block.mistake("You add up the matrices of all inputs. Return the one for x_t.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, range(T))


@linear_block.mistake("You add up the matrices of x_t and all inputs before it. Return the one for x_t.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, range(T - t, T))


@linear_block.mistake("The exponent is T. Only the steps after t count: there are T - t of them.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, [T])


@linear_block.mistake("The exponent is T - 1, as for x_1. For x_t only the T - t steps after it count.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, [T - 1])


@linear_block.mistake("You multiply by T - t. Each step multiplies by W_hh once more: that is a power.")
def _(W_xh, W_hh, t, T):
    return (T - t) * W_hh @ W_xh


@linear_block.mistake("W_hh appears once at most. It is multiplied in again at each of the T - t steps.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, [min(T - t, 1)])


@linear_block.mistake("There is a tanh in yours. This network has none.")
def _(W_xh, W_hh, t, T):
    block = np.tanh(W_xh)
    for _ in range(T - t):
        block = np.tanh(W_hh @ block)
    return block


@linear_block.mistake("W_hh is transposed. In columns, h_t = W_hh h_{t-1} + ..., it stands as it is.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh.T, [T - t])


@linear_block.mistake("The exponent is T - t - 1. T - t steps follow step t, and none follows where t = T.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, [T - t - 1])


@linear_block.mistake("That undoes the steps, by the inverse of W_hh. Each step multiplies by W_hh itself.")
def _(W_xh, W_hh, t, T):
    return _powers(W_xh, W_hh, [t - T])


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


def _carried(xs, W_xh, W_yh, W_hy, step, handed=None):
    """Return what `step(h, y, x_t)` gives as new h and y, step by step; ``handed`` changes y on its way."""
    h, y, ys = np.zeros(len(W_yh)), np.zeros(len(W_hy)), []
    for x_t in xs:
        h, y = step(h, y, x_t)
        ys.append(y)
        y = y if handed is None else handed(y)
    return np.array(ys)


@output_to_hidden.mistake("What comes back is added outside of tanh. It belongs inside, to the input's part.")
def _(xs, W_xh, W_yh, W_hy):
    def step(h, y, x_t):
        h = np.tanh(W_xh @ x_t) + W_yh @ y
        return h, W_hy @ h

    return _carried(xs, W_xh, W_yh, W_hy, step)


@output_to_hidden.mistake(
    "All your rows are the last output: one array, changed in place, is stored again and again."
)
def _(xs, W_xh, W_yh, W_hy):
    ys = _jordan(xs, W_xh, W_yh, W_hy)
    return np.repeat(ys[-1:], len(ys), axis=0)


@output_to_hidden.mistake("The old state comes back as well. The output alone does.")
def _(xs, W_xh, W_yh, W_hy):
    def step(h, y, x_t):
        h = np.tanh(W_xh @ x_t + W_yh @ y + h)
        return h, W_hy @ h

    return _carried(xs, W_xh, W_yh, W_hy, step)


@output_to_hidden.mistake(
    "Your outputs pile up: each step adds to the old output, or state. It should make a new one."
)
def _(xs, W_xh, W_yh, W_hy):
    def step(h, y, x_t):
        return h, y + W_hy @ np.tanh(W_xh @ x_t + W_yh @ y)

    return _carried(xs, W_xh, W_yh, W_hy, step)


@output_to_hidden.mistake("What comes back passes through tanh on its way. W_yh meets y itself.")
def _(xs, W_xh, W_yh, W_hy):
    return _jordan(xs, W_xh, W_yh, W_hy, back=lambda h, y: np.tanh(y))


@output_to_hidden.mistake(
    "That is the third kind: the old output goes into the new output, not into the state."
)
def _(xs, W_xh, W_yh, W_hy):
    return np.cumsum(np.tanh(xs @ W_xh.T) @ W_hy.T, axis=0)


@output_to_hidden.mistake("The output comes back a step late: y_{t-1} belongs in step t, not y_{t-2}.")
def _(xs, W_xh, W_yh, W_hy):
    last = [np.zeros(len(W_hy))]

    def back(h, y):
        last.append(y)
        return last[-2]

    return _jordan(xs, W_xh, W_yh, W_hy, back=back)


@output_to_hidden.mistake("That is the last output alone. Return those of all steps.")
def _(xs, W_xh, W_yh, W_hy):
    return _jordan(xs, W_xh, W_yh, W_hy)[-1]


@output_to_hidden.mistake("You start with ones. What comes back first is y_0 = 0.")
def _(xs, W_xh, W_yh, W_hy):
    first = np.tanh(W_xh @ xs[0] + W_yh.sum(axis=1))
    y, ys = W_hy @ first, [W_hy @ first]
    for x_t in xs[1:]:
        y = W_hy @ np.tanh(W_xh @ x_t + W_yh @ y)
        ys.append(y)
    return np.array(ys)


@output_to_hidden.mistake("y_0 is in your list as well. Return y_1 to y_T: one row a step.")
def _(xs, W_xh, W_yh, W_hy):
    return np.vstack([np.zeros((1, len(W_hy))), _jordan(xs, W_xh, W_yh, W_hy)])


@output_to_hidden.mistake("Those are the states. Return the outputs, W_hy h_t.")
def _(xs, W_xh, W_yh, W_hy):
    hs = []
    _jordan(xs, W_xh, W_yh, W_hy, back=lambda h, y: hs.append(h) or y)
    return np.array(hs)


@output_to_hidden.mistake("You use the sigmoid. The new state is tanh of the sum.")
def _(xs, W_xh, W_yh, W_hy):
    return _jordan(xs, W_xh, W_yh, W_hy, nonlinearity=lambda a: 1 / (1 + np.exp(-a)))


@output_to_hidden.mistake("You cut off what is below 0, as ReLU does. The new state is tanh of the sum.")
def _(xs, W_xh, W_yh, W_hy):
    return _jordan(xs, W_xh, W_yh, W_hy, nonlinearity=lambda a: np.maximum(a, 0))


@output_to_hidden.mistake(
    "All your outputs are 0. Is the input's part missing, or multiplied by what comes back, at first 0?"
)
def _(xs, W_xh, W_yh, W_hy):
    return np.zeros((len(xs), len(W_hy)))


@output_to_hidden.mistake("You read the sequence from its end. It starts with x_1.")
def _(xs, W_xh, W_yh, W_hy):
    return _jordan(xs[::-1], W_xh, W_yh, W_hy)


from course_utils.exercises.build_02 import two_way_tagger  # noqa: E402, F401
