"""Lesson 5: factors of a mean, half-lives, gates, the way back, torch's layout, biases, and a variant."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.texts import gettext

# exercises stand in the lesson's order
# isort: off
from course_utils.exercises.lesson_05_cell import (  # noqa: F401
    mean_factors,
    half_life,
    latch_gates,
    cell_gradient,
    forget_gradient,
)
from course_utils.exercises.lesson_05_cell import _rng, _sigmoid
# isort: on


def _sums():
    rng = _rng()
    for batch, hidden in ((1, 1), (1, 2), (2, 3)):
        yield (2 * rng.normal(size=(batch, 4 * hidden)),)


@exercise(
    probes=lambda: list(_sums()),
    hints=(
        "Four blocks of columns, each as wide as there are units: np.split(a, 4, axis=1).",
        "Torch's order is i, f, g, o, and g is our candidate.",
        "Three of them go through the sigmoid, one through tanh. Mind the order asked for.",
    ),
    learned="You can read an LSTM that was trained elsewhere.",
)
def torch_gates(a):
    """Return (i, f, o, c_tilde), each (batch, hidden), of torch's sums a (batch, 4 * hidden)."""
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-sums)) for sums in (a_i, a_f, a_o))
    return i, f, o, np.tanh(a_g)


def _read(a, order, bends="ssst"):
    """Return the blocks of `a` in an order, each through sigmoid or tanh."""
    blocks = np.split(a, 4, axis=1)
    return tuple(
        _sigmoid(blocks[k]) if b == "s" else np.tanh(blocks[k]) for k, b in zip(order, bends, strict=True)
    )


@torch_gates.mistake("You took the last two blocks for o, g. In torch the third is g, the fourth o.")
def _(a):
    return _read(a, (0, 1, 2, 3))


@torch_gates.mistake("You read the blocks in this course's order, o, i, f, c_tilde. Torch's is i, f, g, o.")
def _(a):
    return _read(a, (1, 2, 0, 3))


@torch_gates.mistake(
    "Forget gate first is the order of other libraries. In torch the input gate comes first."
)
def _(a):
    return _read(a, (1, 0, 3, 2))


@torch_gates.mistake("The candidate goes through tanh, not through the sigmoid: it may be negative.")
def _(a):
    return _read(a, (0, 1, 3, 2), "ssss")


@torch_gates.mistake("All four went through tanh. Gates go through the sigmoid: from 0 to 1.")
def _(a):
    return _read(a, (0, 1, 3, 2), "tttt")


@torch_gates.mistake("These are the sums themselves: the sigmoids and the tanh are missing.")
def _(a):
    i, f, g, o = np.split(a, 4, axis=1)
    return i, f, o, g


@exercise(
    probes=lambda: [(1,), (2,), (10,), (100,), (1000,)],
    hints=(
        "First the gate: which f has f ** steps = 0.5?",
        "Then the sum inside the sigmoid: which b gives sigmoid(b) = f?",
        "The inverse of the sigmoid is ln(f / (1 - f)).",
    ),
    learned="You can start a memory as long as a task needs it.",
)
def bias_for(steps):
    """Return the forget bias b with sigmoid(b) ** steps = 0.5."""
    f = 0.5 ** (1 / steps)
    return np.log(f / (1 - f))


@bias_for.on_the_way("f")
def _(steps):
    return 0.5 ** (1 / steps)


@bias_for.mistake("That is the gate, f. The bias is what stands inside its sigmoid.")
def _(steps):
    return 0.5 ** (1 / steps)


@bias_for.mistake("ln(steps) gives a mean time near `steps`. After that time less than half is left.")
def _(steps):
    return np.log(steps)


@bias_for.mistake("The sign is turned: a gate near 1 needs a large positive sum.")
def _(steps):
    f = 0.5 ** (1 / steps)
    return -np.log(f / (1 - f))


@bias_for.mistake("You used f = 1 - 0.5 / steps: it takes away a share of the first value at each step.")
def _(steps):
    f = 1 - 0.5 / steps
    return np.log(f / (1 - f))


def _biases():
    rng = _rng()
    for hidden, value in ((1, 1.0), (2, 4.0), (3, -2.0)):
        yield *rng.normal(size=(2, 4 * hidden)), value


def _forget_starts(answer, bias_ih, bias_hh, value):
    """Say what is wrong with two bias vectors."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return gettext("the answer has to be two arrays: bias_ih and bias_hh.")
    H, both = len(bias_ih) // 4, []
    for name, new, old in zip(("bias_ih", "bias_hh"), answer, (bias_ih, bias_hh), strict=True):
        new = np.asarray(new, dtype=float)
        if new.shape != old.shape:
            said = gettext("{place} has shape {got}, expected {want}.")
            return said.format(place=name, got=new.shape, want=old.shape)
        others = np.r_[0:H, 2 * H : 4 * H]
        if not np.allclose(new[others], old[others]):
            return gettext("{name} was changed outside the forget gate's quarter.").format(name=name)
        both.append(new[H : 2 * H])
    total = both[0] + both[1]
    if not np.allclose(total, value):
        said = gettext("the forget gates' biases add up to {total}, asked for {value:g}.")
        return said.format(total=total.round(2).tolist(), value=value)
    return ""


@exercise(
    probes=lambda: list(_biases()),
    hints=(
        "Torch adds the two vectors. Put the value into one, and 0 into the other.",
        "Torch's order is i, f, g, o: which quarter belongs to the forget gate?",
        "Work on copies: bias_ih.copy(). The quarter is [H : 2 * H], with H = len(bias_ih) // 4.",
    ),
    learned="You can set a forget bias where torch keeps it.",
    wants=_forget_starts,
)
def set_forget_bias(bias_ih, bias_hh, value):
    """Return new (bias_ih, bias_hh), torch's, (4 * hidden,) each, so that all forget gates start at value."""
    H = len(bias_ih) // 4
    bias_ih, bias_hh = bias_ih.copy(), bias_hh.copy()
    bias_ih[H : 2 * H], bias_hh[H : 2 * H] = value, 0
    return bias_ih, bias_hh


def _filled(bias_ih, bias_hh, value, block, other=None):
    H = len(bias_ih) // 4
    bias_ih, bias_hh = bias_ih.copy(), bias_hh.copy()
    bias_ih[block * H : (block + 1) * H] = value
    if other is not None:
        bias_hh[block * H : (block + 1) * H] = other
    return bias_ih, bias_hh


@set_forget_bias.mistake("Torch adds the two vectors, so the value stands in the sum twice.")
def _(bias_ih, bias_hh, value):
    return _filled(bias_ih, bias_hh, value, 1, value)


@set_forget_bias.mistake("The other vector's own random numbers are still added: set that quarter to 0.")
def _(bias_ih, bias_hh, value):
    return _filled(bias_ih, bias_hh, value, 1)


@set_forget_bias.mistake("That is the input gate's quarter. Torch's order is i, f, g, o.")
def _(bias_ih, bias_hh, value):
    return _filled(bias_ih, bias_hh, value, 0, 0)


@set_forget_bias.mistake("That is the candidate's quarter: the third block is where this course keeps f.")
def _(bias_ih, bias_hh, value):
    return _filled(bias_ih, bias_hh, value, 2, 0)


@set_forget_bias.mistake("You set all four quarters. Only the forget gate is to start elsewhere.")
def _(bias_ih, bias_hh, value):
    return np.full_like(bias_ih, value), np.zeros_like(bias_hh)


def _peephole_probes():
    rng = _rng()
    for batch, hidden in ((1, 1), (1, 2), (2, 3), (3, 3)):
        a_f, a_o, a_c, c_prev = rng.normal(size=(4, batch, hidden))
        yield a_f, a_o, np.tanh(a_c), 2 * c_prev, *rng.normal(size=(2, hidden))


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


@peephole_step.on_the_way("f_t")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    return _sigmoid(a_f + p_f * c_prev)


@peephole_step.on_the_way("c_t")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    return peephole_step.reference(a_f, a_o, c_tilde, c_prev, p_f, p_o)[0]


@peephole_step.on_the_way("o_t")
def _(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    return _sigmoid(a_o + p_o * peephole_step.reference(a_f, a_o, c_tilde, c_prev, p_f, p_o)[0])


def _peephole(f_t, c_tilde, c_prev, gate):
    """Return both states; ``gate`` makes the output gate of the new cell."""
    c_t = f_t * c_prev + (1 - f_t) * c_tilde
    return c_t, gate(c_t) * np.tanh(c_t)


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


# the build stands last
from course_utils.exercises.build_05 import own_lstm  # noqa: E402, F401
