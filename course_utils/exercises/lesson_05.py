"""Lesson 5: factors of a mean, half-lives, gates, the way back, torch's layout, biases, and a variant."""

import numpy as np

from course_utils.exercises import exercise

# exercises stand in the lesson's order
# isort: off
from course_utils.exercises.lesson_05_gates import mean_factors, half_life, latch_gates  # noqa: F401
from course_utils.exercises.lesson_05_cell import cell_gradient, forget_gradient  # noqa: F401
from course_utils.exercises.lesson_05_torch import torch_gates, bias_for, set_forget_bias  # noqa: F401
from course_utils.exercises.lesson_05_cell import _rng, _sigmoid
# isort: on


def _peephole_probes():
    rng = _rng()
    for batch, hidden in ((1, 1), (1, 2), (2, 3), (3, 3), (5, 2)):
        a_f, a_o, a_c, c_prev = rng.normal(size=(4, batch, hidden))
        yield a_f, a_o, np.tanh(a_c), 2 * c_prev, *rng.normal(size=(2, hidden))
    yield a_f, a_o, np.tanh(a_c), 0 * c_prev, np.array([0.0, 2.0]), np.array([-1.0, 0.0])


@exercise(
    probes=lambda: list(_peephole_probes()),
    hints=(
        "The forget gate looks at c_prev, and the output gate at c_t. So in which order do you go?",
        "A peephole adds inside the sigmoid: each unit its own number times its own cell.",
        "First f_t, then c_t with 1 - f_t as input gate, then o_t, and h_t last.",
    ),
    learned="You can write a cell from a paper's equations, and get the order right.",
)
def peephole_step(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    """Return (c_t, h_t), each (batch, hidden), with i_t = 1 - f_t; a_f, a_o lack peepholes, p (hidden,)."""
    f_t = 1 / (1 + np.exp(-(a_f + p_f * c_prev)))
    c_t = f_t * c_prev + (1 - f_t) * c_tilde
    o_t = 1 / (1 + np.exp(-(a_o + p_o * c_t)))
    return c_t, o_t * np.tanh(c_t)


def _peephole(f_t, c_tilde, c_prev, gate):
    """Return both states; ``gate`` makes the output gate of the new cell."""
    c_t = f_t * c_prev + (1 - f_t) * c_tilde
    return c_t, gate(c_t) * np.tanh(c_t)


@peephole_step.on_the_way("f_t")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    return _sigmoid(a_f + p_f * c_prev)


@peephole_step.on_the_way("c_t")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    return peephole_step.reference(a_f, a_o, c_tilde, c_prev, p_f, p_o)[0]


@peephole_step.on_the_way("o_t")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    return _sigmoid(a_o + p_o * peephole_step.reference(a_f, a_o, c_tilde, c_prev, p_f, p_o)[0])


@peephole_step.mistake("The output gate looks at the *new* cell, c_t. You showed it the old one.")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    f_t = _sigmoid(a_f + p_f * c_prev)
    return _peephole(f_t, c_tilde, c_prev, lambda c_t: _sigmoid(a_o + p_o * c_prev))


@peephole_step.mistake("These are the states without any peepholes.")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    return _peephole(_sigmoid(a_f), c_tilde, c_prev, lambda c_t: _sigmoid(a_o))


@peephole_step.mistake("The output gate has a peephole, too. Yours sees nothing of the cell.")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    return _peephole(_sigmoid(a_f + p_f * c_prev), c_tilde, c_prev, lambda c_t: _sigmoid(a_o))


@peephole_step.mistake("The peephole belongs inside the sigmoid. Added behind it, a gate can leave 0 to 1.")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    f_t = _sigmoid(a_f) + p_f * c_prev
    return _peephole(f_t, c_tilde, c_prev, lambda c_t: _sigmoid(a_o) + p_o * c_t)


@peephole_step.mistake("Gates see the cell as it is here. You showed them tanh of it.")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    f_t = _sigmoid(a_f + p_f * np.tanh(c_prev))
    return _peephole(f_t, c_tilde, c_prev, lambda c_t: _sigmoid(a_o + p_o * np.tanh(c_t)))


@peephole_step.mistake("You swapped the two: f_t keeps the old cell, 1 - f_t takes in the candidate.")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    f_t = _sigmoid(a_f + p_f * c_prev)
    return _peephole(1 - f_t, c_tilde, c_prev, lambda c_t: _sigmoid(a_o + p_o * c_t))


@peephole_step.mistake(
    "A peephole shows a unit its own cell alone: entry by entry. You showed it those of all units."
)
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    f_t = _sigmoid(a_f + (c_prev @ p_f)[:, None])
    return _peephole(f_t, c_tilde, c_prev, lambda c_t: _sigmoid(a_o + (c_t @ p_o)[:, None]))


@peephole_step.mistake("The input gate is 1 - f_t, and f_t has a peephole. You made it of a_f alone.")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    c_t = _sigmoid(a_f + p_f * c_prev) * c_prev + (1 - _sigmoid(a_f)) * c_tilde
    return c_t, _sigmoid(a_o + p_o * c_t) * np.tanh(c_t)


@peephole_step.mistake("p_f is the forget gate's peephole, p_o the output gate's. You swapped them.")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    return peephole_step.reference(a_f, a_o, c_tilde, c_prev, p_o, p_f)


@peephole_step.mistake("A peephole is *added* to the gate's sum. You multiplied the sum by it.")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    return _peephole(_sigmoid(a_f * p_f * c_prev), c_tilde, c_prev, lambda c_t: _sigmoid(a_o * p_o * c_t))


@peephole_step.mistake("The output gate was shown tanh of the cell. It sees the cell itself, c_t.")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    f_t = _sigmoid(a_f + p_f * c_prev)
    return _peephole(f_t, c_tilde, c_prev, lambda c_t: _sigmoid(a_o + p_o * np.tanh(c_t)))


@peephole_step.mistake(
    "f_t stands before both in yours. The candidate comes in by 1 - f_t, what the cell gives up."
)
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    c_t = _sigmoid(a_f + p_f * c_prev) * (c_prev + c_tilde)
    return c_t, _sigmoid(a_o + p_o * c_t) * np.tanh(c_t)


@exercise(
    probes=lambda: [(1, 1, 1), (10, 64, 1), (1, 2, 2), (10, 64, 3), (300, 7, 5)],
    hints=(
        "One block of a layer: a matrix (H, I), a matrix (H, H), and two biases. A layer has four blocks.",
        "What does the second layer read? Not the input of the first.",
        "From the second layer on, I is replaced by H.",
    ),
    learned="You can tell the size of an LSTM before you make it.",
)
def count_parameters(input_size, hidden_size, layers):
    """Return the number of parameters of torch.nn.LSTM(input_size, hidden_size, layers)."""
    H = hidden_size
    first, later = 4 * (H * input_size + H * H + 2 * H), 4 * (H * H + H * H + 2 * H)
    return first + (layers - 1) * later


def _count(inputs, H, layers, gates=4, biases=2, later=None):
    one = gates * (H * inputs + H * H + biases * H)
    more = gates * (H * (later or H) + H * H + biases * H)
    return one + (layers - 1) * more


@count_parameters.mistake("A layer hands up h alone: the next one has hidden_size inputs, not twice as many.")
def _(input_size, hidden_size, layers):
    H = hidden_size
    return 4 * (H * input_size + H * H + 2 * H) + (layers - 1) * 4 * (2 * H * H + H * H + 2 * H)


@count_parameters.mistake("Torch has two biases for every block, though only their sum matters.")
def _(input_size, hidden_size, layers):
    return _count(input_size, hidden_size, layers, biases=1)


@count_parameters.mistake("Every layer reads the input in your count. From the second on it reads H states.")
def _(input_size, hidden_size, layers):
    return _count(input_size, hidden_size, layers, later=input_size)


@count_parameters.mistake("There are four blocks: three gates, and the candidate.")
def _(input_size, hidden_size, layers):
    return _count(input_size, hidden_size, layers, gates=3)


@count_parameters.mistake("That is a simple recurrent network. An LSTM has four such blocks.")
def _(input_size, hidden_size, layers):
    return _count(input_size, hidden_size, layers, gates=1)


@count_parameters.mistake("You counted the first layer alone.")
def _(input_size, hidden_size, layers):
    return _count(input_size, hidden_size, 1)


@count_parameters.mistake(
    "A bias vector holds 4 H numbers, one for each row of all four blocks. You counted H."
)
def _(input_size, hidden_size, layers):
    return _count(input_size, hidden_size, layers, biases=0) + 2 * hidden_size * layers


@count_parameters.mistake("That is a layer too many: the first one, and then `layers` more.")
def _(input_size, hidden_size, layers):
    return _count(input_size, hidden_size, layers + 1)


@count_parameters.mistake("The matrices that lead from state to state are missing: (H, H) in every block.")
def _(input_size, hidden_size, layers):
    return _count(input_size, hidden_size, layers) - 4 * hidden_size**2 * layers


@count_parameters.mistake(
    "The matrices for what a layer reads are missing: (H, I) in every block of the first, then (H, H)."
)
def _(input_size, hidden_size, layers):
    return 4 * layers * (hidden_size**2 + 2 * hidden_size)


@count_parameters.mistake("The biases are missing: torch has two vectors of 4 H in every layer.")
def _(input_size, hidden_size, layers):
    return _count(input_size, hidden_size, layers, biases=0)


@count_parameters.mistake(
    "From the second layer on the input is not read again: only the states of the layer below."
)
def _(input_size, hidden_size, layers):
    return _count(input_size, hidden_size, layers, later=input_size + hidden_size)


@count_parameters.mistake(
    "From the second layer on you count one bias. There are two in every block of every layer."
)
def _(input_size, hidden_size, layers):
    return _count(input_size, hidden_size, layers) - 4 * hidden_size * (layers - 1)


# the build stands last
from course_utils.exercises.build_05 import own_lstm  # noqa: E402, F401
