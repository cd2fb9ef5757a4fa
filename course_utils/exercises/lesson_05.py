"""Lesson 5: factors of a mean, half-lives, the two states, the way back, torch's layout, and biases."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.texts import gettext


def _rng():
    return np.random.default_rng(5)


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


@exercise(
    probes=lambda: [(1,), (2,), (3,), (10,)],
    hints=(
        "At N = 1 nothing is kept and all is taken in. At N = 2 it is half and half.",
        "np.arange(1, steps + 1) holds N = 1, ..., steps.",
        "1/N is taken in. Keep and take add up to one here.",
    ),
    learned="You can turn a mean into a memory that needs no past values.",
)
def mean_factors(steps):
    """Return (keep, take), each (steps,): the factors of C_N = keep C_(N-1) + take x_N for the true mean."""
    N = np.arange(1, steps + 1)
    return (N - 1) / N, 1 / N


@mean_factors.mistake("You swapped the two: the first is what is kept of the old mean.")
def _(steps):
    N = np.arange(1, steps + 1)
    return 1 / N, (N - 1) / N


@mean_factors.mistake(
    "You began to count at N = 0. The first value is number 1: there keep is 0 and take is 1."
)
def _(steps):
    N = np.arange(2, steps + 2)
    return (N - 1) / N, 1 / N


@mean_factors.mistake("That is one factor for all steps. The factors of a mean change with N.")
def _(steps):
    return np.full(steps, (steps - 1) / steps), np.full(steps, 1 / steps)


@mean_factors.mistake("Keep is 1 here: then nothing is ever given up, and C grows into a sum of x_N / N.")
def _(steps):
    return np.ones(steps), 1 / np.arange(1, steps + 1)


@exercise(
    probes=lambda: [(0.5,), (0.25,), (0.9,), (0.99,), (0.02,)],
    hints=(
        "After k steps f ** k is left. When is that one half?",
        "Take logarithms on both sides of f ** k = 0.5.",
        "ln(f ** k) is k times ln(f).",
    ),
    learned="You can tell how long a cell remembers from its forget gate.",
)
def half_life(f):
    """Return after how many steps half of a cell is left, for a forget gate f between 0 and 1."""
    return np.log(0.5) / np.log(f)


@half_life.mistake("You divided the logarithms the wrong way round.")
def _(f):
    return np.log(f) / np.log(0.5)


@half_life.mistake("1 / (1 - f) is the mean time that a cell keeps, not the time after which half is left.")
def _(f):
    return 1 / (1 - f)


@half_life.mistake("You took away 1 - f of the *first* value at each step. It is a share of what is left.")
def _(f):
    return 0.5 / (1 - f)


@half_life.mistake("That is the time until 1/e is left, about 37 %. Half is asked for: ln(0.5).")
def _(f):
    return -1 / np.log(f)


def _gates(rng, batch, hidden):
    return [_sigmoid(rng.normal(size=(batch, hidden))) for _ in range(3)]


def _steps():
    rng = _rng()
    for batch, hidden in ((1, 1), (1, 2), (2, 3), (3, 5)):
        c_prev, f, i, o = 2 * rng.normal(size=(batch, hidden)), *_gates(rng, batch, hidden)
        yield c_prev, f, i, o, np.tanh(rng.normal(size=(batch, hidden)))


@exercise(
    probes=lambda: list(_steps()),
    hints=(
        "The cell first: keep a part of c_prev, write a part of the candidate.",
        "f_t multiplies what was there, i_t what is new.",
        "What is shown is o_t times the cell, bent by tanh. The cell itself isn't bent.",
    ),
    learned="You can write the heart of an LSTM in two lines.",
)
def cell_step(c_prev, f_t, i_t, o_t, c_tilde):
    """Return (c_t, h_t), each (batch, hidden)."""
    c_t = f_t * c_prev + i_t * c_tilde
    return c_t, o_t * np.tanh(c_t)


@cell_step.mistake("You swapped the gates: f_t multiplies the old cell, i_t the candidate.")
def _(c_prev, f_t, i_t, o_t, c_tilde):
    c_t = i_t * c_prev + f_t * c_tilde
    return c_t, o_t * np.tanh(c_t)


@cell_step.mistake("The tanh is missing in h_t = o_t * tanh(c_t).")
def _(c_prev, f_t, i_t, o_t, c_tilde):
    c_t = f_t * c_prev + i_t * c_tilde
    return c_t, o_t * c_t


@cell_step.mistake(
    "You bent the cell itself. c_t is a sum without a bend; only what is shown goes through tanh."
)
def _(c_prev, f_t, i_t, o_t, c_tilde):
    c_t = np.tanh(f_t * c_prev + i_t * c_tilde)
    return c_t, o_t * c_t


@cell_step.mistake("You read a forget gate of 1 as 'forget all'. It keeps all: f_t, not 1 - f_t.")
def _(c_prev, f_t, i_t, o_t, c_tilde):
    c_t = (1 - f_t) * c_prev + i_t * c_tilde
    return c_t, o_t * np.tanh(c_t)


@cell_step.mistake("You used 1 - f_t where the input gate belongs: that is a running average, or a GRU.")
def _(c_prev, f_t, i_t, o_t, c_tilde):
    c_t = f_t * c_prev + (1 - f_t) * c_tilde
    return c_t, o_t * np.tanh(c_t)


@cell_step.mistake("h_t looks at the *new* cell, c_t. You showed the old one.")
def _(c_prev, f_t, i_t, o_t, c_tilde):
    return f_t * c_prev + i_t * c_tilde, o_t * np.tanh(c_prev)


@cell_step.mistake("The two are in the wrong order: c_t first, then h_t.")
def _(c_prev, f_t, i_t, o_t, c_tilde):
    c_t = f_t * c_prev + i_t * c_tilde
    return o_t * np.tanh(c_t), c_t


def _ways_back():
    rng = _rng()
    for batch, hidden in ((1, 1), (1, 2), (2, 3), (3, 5)):
        dh_t, dc_t, c_t = rng.normal(size=(3, batch, hidden))
        f, _, o = _gates(rng, batch, hidden)
        yield dh_t, dc_t, f, o, c_t


@exercise(
    probes=lambda: list(_ways_back()),
    hints=(
        "First complete the gradient at c_t: to what comes from later add what comes through h_t.",
        "h_t = o_t * tanh(c_t), so through h_t comes dh_t * o_t * (1 - tanh(c_t)²).",
        "From c_t to c_prev only the forget gate is in the way.",
    ),
    learned="You can carry a gradient back along the memory.",
)
def cell_gradient(dh_t, dc_t, f_t, o_t, c_t):
    """Return dL/dc_prev by the memory's own path, (batch, hidden)."""
    dc = dc_t + dh_t * o_t * (1 - np.tanh(c_t) ** 2)
    return dc * f_t


@cell_gradient.mistake("What comes through h_t is missing: the loss sees the cell by way of h_t as well.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dc_t * f_t


@cell_gradient.mistake("What comes from later steps, dc_t, is missing: add it.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dh_t * o_t * (1 - np.tanh(c_t) ** 2) * f_t


@cell_gradient.mistake("The slope of tanh is missing: 1 - tanh(c_t)².")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return (dc_t + dh_t * o_t) * f_t


@cell_gradient.mistake("The slope of tanh at c_t is 1 - tanh(c_t)²; you wrote 1 - c_t².")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return (dc_t + dh_t * o_t * (1 - c_t**2)) * f_t


@cell_gradient.mistake("That is dL/dc_t. One step further back it is multiplied by f_t.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dc_t + dh_t * o_t * (1 - np.tanh(c_t) ** 2)


@cell_gradient.mistake(
    "Only what comes through h_t was multiplied by f_t. The whole sum has to be: use brackets."
)
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dc_t + dh_t * o_t * (1 - np.tanh(c_t) ** 2) * f_t


@cell_gradient.mistake("The memory's path is multiplied by f_t itself, not by the slope of its sigmoid.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return (dc_t + dh_t * o_t * (1 - np.tanh(c_t) ** 2)) * f_t * (1 - f_t)


def _forget_probes():
    for _, dc_t, f, _, c_t in _ways_back():
        yield dc_t, c_t, f


@exercise(
    probes=lambda: list(_forget_probes()),
    hints=(
        "Two factors: from c_t to f_t, and from f_t through its sigmoid.",
        "c_t = f_t * c_prev + ...: what stands beside f_t?",
        "The slope of the sigmoid, in terms of its value, is f (1 - f).",
    ),
    learned="You can tell how strongly a gate is asked to change.",
)
def forget_gradient(dc_t, c_prev, f_t):
    """Return dL/da_f, with f_t = sigmoid(a_f), (batch, hidden)."""
    return dc_t * c_prev * f_t * (1 - f_t)


@forget_gradient.mistake("The slope of the sigmoid is missing: f (1 - f). You returned dL/df.")
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev


@forget_gradient.mistake("f_t multiplies c_prev in the forward pass, so c_prev is a factor here.")
def _(dc_t, c_prev, f_t):
    return dc_t * f_t * (1 - f_t)


@forget_gradient.mistake("1 - f² is the slope of a tanh. A sigmoid's is f (1 - f).")
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev * (1 - f_t**2)


@forget_gradient.mistake("That is dL/dc_prev times c_prev: you multiplied by f_t and left 1 - f_t out.")
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev * f_t


@forget_gradient.mistake(
    "f_t is already the value of the sigmoid; you put it through the sigmoid once more for its slope."
)
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev * _sigmoid(f_t) * (1 - _sigmoid(f_t))


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


@exercise(
    probes=lambda: [(1, 1, 1), (10, 64, 1), (1, 2, 2), (10, 64, 3)],
    hints=(
        "One layer has 4 (H I + H² + 2 H): two matrices and two biases, four blocks each.",
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
