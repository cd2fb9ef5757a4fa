"""Lesson 5: factors of a mean, half-lives, gates for a purpose, and the way back through the cell."""

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
    probes=lambda: [(0.5,), (0.25,), (0.9,), (0.99,), (0.02,), (0.9999,)],
    hints=(
        "After k steps f ** k is left. When is that one half?",
        "Take logarithms on both sides of f ** k = 0.5.",
        "ln(f ** k) is k times ln(f).",
    ),
    learned="You can tell how long a memory lasts from the share that it keeps.",
)
def half_life(f):
    """Return after how many steps half is left, if a share f between 0 and 1 is kept at each."""
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


def _cells(f, i):
    """Return how much of c_0 and of each candidate the cell holds, a row for each step."""
    held = np.eye(len(f) + 1)[0]
    rows = []
    for t in range(len(f)):
        held = f[t] * held + i[t] * np.eye(len(f) + 1)[t + 1]
        rows.append(held)
    return np.array(rows)


def _keeps_one(answer, T, write, show):
    """Say what is wrong with the gates of one unit."""
    if not isinstance(answer, tuple | list) or len(answer) != 3:
        return gettext("the answer has to be three arrays: f, i and o.")
    f, i, o = gates = [np.asarray(one, dtype=float) for one in answer]
    for name, gate in zip("fio", gates, strict=True):
        if gate.shape != (T,):
            said = gettext("{place} has shape {got}, expected {want}.")
            return said.format(place=name, got=gate.shape, want=(T,))
        if not ((gate >= 0) & (gate <= 1)).all():
            return gettext("{name} leaves the range from 0 to 1: no gate can.").format(name=name)
    cells = _cells(f, i)
    for step in [step for step in range(1, T + 1) if step != show]:
        if o[step - 1] * np.abs(cells[step - 1]).sum() > 1e-9:
            return gettext("h is not 0 at step {step}: the cell has to be hidden.").format(step=step)
    if not np.isclose(o[show - 1], 1):
        return gettext("the output gate is not wide open at step {step}.").format(step=show)
    for k in np.flatnonzero(~np.isclose(cells[show - 1], np.eye(T + 1)[write])):
        held = cells[show - 1, k]
        if k == 0:
            return gettext("at step {step} the cell still holds {held:.2g} of c_0.").format(
                step=show, held=held
            )
        said = gettext("at step {step} the cell holds {held:.2g} of the candidate of step {k}, not {want}.")
        return said.format(step=show, held=held, k=k, want=int(k == write))
    return ""


@exercise(
    probes=lambda: [(3, 1, 3), (4, 2, 4), (5, 3, 3), (8, 2, 6), (30, 10, 25)],
    hints=(
        "Three moments: everything before is erased, one candidate is written, all later ones are kept out.",
        "At step `write`: f = 0 and i = 1. Then keep and write nothing: f = 1 and i = 0.",
        "o is 0 except at step `show`. Step t stands at place t - 1 of an array.",
    ),
    learned="You can say what a gate has to do at each step for a purpose of your own.",
    wants=_keeps_one,
)
def latch_gates(T, write, show):
    """Return gates f, i, o, each (T,), so that h is tanh of step `write`'s candidate at `show`, else 0."""
    f, i, o = np.ones(T), np.zeros(T), np.zeros(T)
    f[write - 1], i[write - 1], o[show - 1] = 0, 1, 1
    return f, i, o


def _latch(T, erase=None, write=None, show=None):
    """Return gates that keep, except that they erase, write and show at the steps given."""
    f, i, o = np.ones(T), np.zeros(T), np.zeros(T)
    f[erase], i[write], o[show] = 0, 1, 1
    return f, i, o


@latch_gates.mistake("What the cell held before is still in it: let it be erased when you write.")
def _(T, write, show):
    return _latch(T, [], write - 1, show - 1)


@latch_gates.mistake("A forget gate of 1 keeps and one of 0 erases. Yours are the other way round.")
def _(T, write, show):
    f, i, o = _latch(T, write - 1, write - 1, show - 1)
    return 1 - f, i, o


@latch_gates.mistake("The output gate is open all the time. It has to hide the cell until `show`.")
def _(T, write, show):
    return _latch(T, write - 1, write - 1, slice(None))


@latch_gates.mistake("The input gate stays open, so each later candidate is added.")
def _(T, write, show):
    return _latch(T, write - 1, slice(write - 1, None), show - 1)


@latch_gates.mistake("You are one step late: step t stands at place t - 1.")
def _(T, write, show):
    f, i, o = _latch(T + 1, write, write, show)
    return f[:T], i[:T], o[:T]


def _gates(rng, batch, hidden):
    return [_sigmoid(rng.normal(size=(batch, hidden))) for _ in range(3)]


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


@cell_gradient.on_the_way("1 - tanh(c_t)²")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return 1 - np.tanh(c_t) ** 2


@cell_gradient.on_the_way("dL/dc_t")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dc_t + dh_t * o_t * (1 - np.tanh(c_t) ** 2)


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


@forget_gradient.on_the_way("dL/df_t")
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev


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
