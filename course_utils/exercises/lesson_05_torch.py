"""Lesson 5: torch's layout, and a forget bias for it."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_05_cell import _rng, _sigmoid
from course_utils.texts import gettext


def _sums():
    rng = _rng()
    for batch, hidden in ((1, 1), (1, 2), (2, 3), (5, 2)):
        yield (2 * rng.normal(size=(batch, 4 * hidden)),)
    yield (np.array([-800.0, 0.0, 800.0, 1.0])[np.add.outer(range(3), range(8)) % 4],)


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
    i, f, o = (1 / (1 + np.exp(np.minimum(-sums, 700))) for sums in (a_i, a_f, a_o))  # e^710 overflows
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


@torch_gates.mistake("e^a / (1 + e^a) is nan where a is large: both overflow. 1 / (1 + e^-a) is 1 there.")
def _(a):
    with np.errstate(all="ignore"):
        i, f, g, o = np.split(a, 4, axis=1)
        return *(np.exp(one) / (1 + np.exp(one)) for one in (i, f, o)), np.tanh(g)


@torch_gates.mistake("The candidate is nan for large sums: e^a overflows in your formula. np.tanh does not.")
def _(a):
    i, f, o, _ = _read(a, (0, 1, 3, 2))
    with np.errstate(all="ignore"):
        up, down = np.exp(np.split(a, 4, axis=1)[2]), np.exp(-np.split(a, 4, axis=1)[2])
        return i, f, o, (up - down) / (up + down)


@torch_gates.mistake(
    "You took every fourth column. The blocks stand one after the other: the first quarter is i."
)
def _(a):
    return _read(a.reshape(len(a), -1, 4).transpose(0, 2, 1).reshape(a.shape), (0, 1, 3, 2))


@torch_gates.mistake(
    "Your reshape mixes the sequences: right for a batch of one only. The blocks are columns of each row."
)
def _(a):
    i, f, g, o = a.reshape(4, len(a), -1)
    return _sigmoid(i), _sigmoid(f), _sigmoid(o), np.tanh(g)


@torch_gates.mistake(
    "1 / (1 + e^a) falls where a grows: a gate that should open shuts. In the sigmoid stands e^-a."
)
def _(a):
    i, f, o, c_tilde = _read(a, (0, 1, 3, 2))
    return 1 - i, 1 - f, 1 - o, c_tilde


@torch_gates.mistake("2 σ(a) - 1 is tanh(a / 2). The candidate is tanh(a).")
def _(a):
    i, f, o, _ = _read(a, (0, 1, 3, 2))
    return i, f, o, np.tanh(np.split(a, 4, axis=1)[2] / 2)


@torch_gates.mistake(
    "You returned torch's order, i, f, g, o. Asked for is the candidate last: i, f, o, c_tilde."
)
def _(a):
    i, f, o, c_tilde = _read(a, (0, 1, 3, 2))
    return i, f, c_tilde, o


@exercise(
    probes=lambda: [(1,), (2,), (3,), (10,), (100,), (1000,)],
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


@bias_for.mistake("You took f = 0.5 ** steps. But f ** steps is to be 0.5: f is a root of a half, near 1.")
def _(steps):
    f = 0.5**steps
    return np.log(f) - np.log1p(-f)


@bias_for.mistake("You took ln 2 / steps for 1 - f. That is near it only for long memories: use f itself.")
def _(steps):
    return np.log(steps / np.log(2))


@bias_for.mistake("f = 1 - 1 / steps keeps for a *mean* time of steps. After that less than half is left.")
def _(steps):
    with np.errstate(divide="ignore"):
        return np.log(steps - 1.0)


@bias_for.mistake("That f leaves 1/e after `steps`, about 37 %. Half is asked for.")
def _(steps):
    f = np.exp(-1 / steps)
    return np.log(f / (1 - f))


@bias_for.mistake("arctanh undoes tanh. A gate is a sigmoid: its inverse is ln(f / (1 - f)).")
def _(steps):
    return np.arctanh(0.5 ** (1 / steps))


@bias_for.mistake(
    "You put the gate through the sigmoid once more. The way to the bias goes *back* through it."
)
def _(steps):
    return 1 / (1 + np.exp(-(0.5 ** (1 / steps))))


def _biases():
    rng = _rng()
    for hidden, value in ((1, 1.0), (2, 4.0), (3, -2.0), (5, 0.0), (4, 0.5)):
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
        for k in others[~np.isclose(new[others], old[others])]:
            changed = gettext("look at {name}[{k}]: it has changed, but is not the forget gate's.")
            which = gettext("Which quarter is, in torch's order?")
            return f"{changed.format(name=name, k=k)}\n{which}"
        both.append(new[H : 2 * H])
    for unit, (one, other) in enumerate(zip(*both, strict=True), start=1):
        if not np.isclose(one + other, value):
            said = gettext(
                "look at what torch adds: the forget gate of unit {unit} gets {sum}, not {value:g}."
            )
            return said.format(unit=unit, sum=f"{one:.3g} + {other:.3g} = {one + other:.3g}", value=value)
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


@set_forget_bias.mistake(
    "You added the value to what was there. The gates are to start from just this value."
)
def _(bias_ih, bias_hh, value):
    added = bias_ih.copy()
    added[len(bias_ih) // 4 : len(bias_ih) // 2] += value
    return added, bias_hh


@set_forget_bias.mistake(
    "You set bias_hh alone. What bias_ih holds in that quarter is still added: set it to 0."
)
def _(bias_ih, bias_hh, value):
    return _filled(bias_hh, bias_ih, value, 1)[::-1]


@set_forget_bias.mistake("All of bias_hh is 0 now. Only the forget gate's quarter may change.")
def _(bias_ih, bias_hh, value):
    return _filled(bias_ih, bias_hh, value, 1)[0], np.zeros_like(bias_hh)


@set_forget_bias.mistake("The last unit of the quarter is left out: a slice ends before its end anyway.")
def _(bias_ih, bias_hh, value):
    H = len(bias_ih) // 4
    bias_ih, bias_hh = bias_ih.copy(), bias_hh.copy()
    bias_ih[H : 2 * H - 1], bias_hh[H : 2 * H - 1] = value, 0
    return bias_ih, bias_hh


@set_forget_bias.mistake("That is the output gate's quarter. Torch's order is i, f, g, o.")
def _(bias_ih, bias_hh, value):
    return _filled(bias_ih, bias_hh, value, 3, 0)


@set_forget_bias.mistake(
    "You set every fourth entry. Torch's blocks stand one after the other: each is a quarter."
)
def _(bias_ih, bias_hh, value):
    bias_ih, bias_hh = bias_ih.copy(), bias_hh.copy()
    bias_ih[1::4], bias_hh[1::4] = value, 0
    return bias_ih, bias_hh
