"""Lesson 5: factors of a mean, half-lives, and gates for a purpose."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.texts import gettext


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
    "You count one value too many. The first value is number 1: there keep is 0 and take is 1."
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


@mean_factors.mistake(
    "2 / (N + 1) belongs to an exponential average. In the true mean the newest of N values weighs 1 / N."
)
def _(steps):
    take = 2 / np.arange(2, steps + 2)
    return 1 - take, take


@mean_factors.mistake(
    "At N = 1 you keep C_0. The mean of one value is that value, whatever C_0 was: keep is 0 there."
)
def _(steps):
    keep, take = mean_factors.reference(steps)
    keep[0] = 1
    return keep, take


@mean_factors.mistake("You keep nothing at any step, so C is only the newest value. Did you write // for /?")
def _(steps):
    return np.zeros(steps), np.ones(steps)


@mean_factors.mistake("Keep and take are 1: that adds up a sum. For a mean all that is in it has to shrink.")
def _(steps):
    return np.ones(steps), np.ones(steps)


@mean_factors.mistake("That is the last step's pair alone. Return one for every N = 1, ..., steps.")
def _(steps):
    return (steps - 1) / steps, 1 / steps


@mean_factors.mistake("Half and half at every step: so the newest value weighs as much as all before it.")
def _(steps):
    return np.full(steps, 0.5), np.full(steps, 0.5)


@mean_factors.mistake("np.arange(steps) begins with 0, by which you divide. N runs from 1 to steps.")
def _(steps):
    with np.errstate(divide="ignore"):
        return (np.arange(steps) - 1) / np.arange(steps), 1 / np.arange(steps)


@exercise(
    probes=lambda: [(0.5,), (0.25,), (0.9,), (0.99,), (0.02,), (0.9999,), (0.7,)],
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


@half_life.mistake("You counted whole steps. Half may be left in between: the number need not be whole.")
def _(f):
    return np.ceil(np.log(0.5) / np.log(f))


@half_life.mistake(
    "ln 2 / (1 - f) is near it only for f close to 1. What counts is the logarithm of f itself."
)
def _(f):
    return np.log(2) / (1 - f)


@half_life.mistake("f is the factor of one step, and not the number of steps: you solved for the factor.")
def _(f):
    return 0.5 ** (1 / f)


@half_life.mistake(
    "f / (1 - f) is a mean time too, counted from 0. It is not the time after which half is left."
)
def _(f):
    return f / (1 - f)


@half_life.mistake("You divided a half by f. What is kept is multiplied by f at each step: it is a power.")
def _(f):
    return 0.5 / f


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
    gates = [np.asarray(one, dtype=float) for one in answer]
    for name, gate in zip("fio", gates, strict=True):
        if gate.shape != (T,):
            said = gettext("{place} has shape {got}, expected {want}.")
            return said.format(place=name, got=gate.shape, want=(T,))
        if not ((gate >= 0) & (gate <= 1)).all():
            return gettext("{name} leaves the range from 0 to 1: no gate can.").format(name=name)
    lacking, clear = _lacking(*gates, write, show), np.round(gates)
    if lacking and np.abs(gates - clear).max() < 0.06 and not _lacking(*clear, write, show):
        look = gettext(
            "look at how far the gates open: nearly 0 and nearly 1 let a little through each time."
        )
        return f"{look} {gettext('Here they have to be 0 and 1 themselves.')}"
    return lacking


def _lacking(f, i, o, write, show):
    """Say what gates of the right shape lack."""
    cells = _cells(f, i)
    for step in [step for step in range(1, len(f) + 1) if step != show]:
        if o[step - 1] * np.abs(cells[step - 1]).sum() > 1e-9:
            said = gettext("look at the output gate at step {step}: it has to be shut, so that h is 0 there.")
            return said.format(step=step)
    if not np.isclose(o[show - 1], 1):
        said = gettext("look at the output gate at step {step}: it is {got:.2g}, and only 1 shows the whole.")
        return said.format(step=show, got=o[show - 1])
    for k in np.flatnonzero(~np.isclose(cells[show - 1], np.eye(len(f) + 1)[write])):
        if k == 0:
            look = gettext("look at the forget gate: at step {show} the cell still holds {held:.2g} of c_0.")
            ask = gettext("By which step does it have to be erased?")
        elif k == write:
            look = gettext(
                "look at step {k} and after: at step {show} {held:.2g} of its candidate is left, not 1."
            )
            ask = gettext("Is it written whole, and kept?")
        elif k > write:
            look = gettext(
                "look at the input gate at step {k}: at step {show} {held:.2g} of its candidate is in."
            )
            ask = gettext("Only one candidate may get in.")
        else:
            look = gettext(
                "look at step {k}: at step {show} the cell holds {held:.2g} of its candidate, not 0."
            )
            ask = gettext("It came before the one you write: keep it out, or erase it.")
        return f"{look.format(k=k, show=show, held=cells[show - 1, k])}\n{ask}"
    return ""


@exercise(
    probes=lambda: [(3, 1, 3), (4, 2, 4), (5, 3, 3), (8, 2, 6), (6, 1, 4), (30, 10, 25), (1, 1, 1)],
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


@latch_gates.mistake(
    "You are one step late, and at the end there is no place left: step t stands at place t - 1."
)
def _(T, write, show):
    return _latch(T, write, write, show)


@latch_gates.mistake("The gates come in the wrong order: asked for is f, i, o.")
def _(T, write, show):
    f, i, o = _latch(T, write - 1, write - 1, show - 1)
    return i, f, o


@latch_gates.mistake(
    "You erase before step `write`, and not at it. What the cell holds by then is added to what you write."
)
def _(T, write, show):
    return _latch(T, slice(write - 1), write - 1, show - 1)


@latch_gates.mistake("The output gate stays open after step `show`. It is to be shut again.")
def _(T, write, show):
    return _latch(T, write - 1, write - 1, slice(show - 1, None))


@latch_gates.mistake("The output gate opens when you write. It has to stay shut until step `show`.")
def _(T, write, show):
    return _latch(T, write - 1, write - 1, slice(write - 1, show))


@latch_gates.mistake(
    "You erase at step `show`: f_t acts before the cell is shown, so nothing is left by then."
)
def _(T, write, show):
    f, i, o = np.zeros(T), np.zeros(T), np.zeros(T)
    f[write : show - 1], i[write - 1], o[show - 1] = 1, 1, 1
    return f, i, o


@latch_gates.mistake(
    "You erase one step after you write, so what was written is lost. Erase at step `write` itself."
)
def _(T, write, show):
    f, i, o = _latch(T, [], write - 1, show - 1)
    f[write : write + 1] = 0
    return f, i, o
