"""Lesson 5: torch's layout, and a forget bias for it."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_05_cell import _rng, _sigmoid
from course_utils.texts import gettext


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
