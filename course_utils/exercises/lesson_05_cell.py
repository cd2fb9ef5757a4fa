"""Lesson 5: factors of a mean, half-lives, the two states, and the way back through the cell."""

import numpy as np

from course_utils.exercises import exercise


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
