"""Lesson 9: pairs and their composition, rounds of a scan, sequences in a row, the way back."""

import numpy as np

from course_utils.cells import scan
from course_utils.exercises import exercise
from course_utils.texts import gettext


def _rng():
    return np.random.default_rng(9)


@exercise(
    probes=lambda: [
        (np.array([2.0, 3.0]), np.array([5.0, 7.0])),
        (np.array([0.5, 0.0]), np.array([-1.0, 4.0])),
        (np.array([0.9, 1.0]), np.array([0.0, 2.0])),
        (_rng().normal(size=2), _rng().normal(size=2) + 1),
    ],
    hints=(
        "Write down what the first step makes of h. Put that, in brackets, into the second step.",
        "a_2 (a_1 h + b_1) + b_2. Multiply out: what stands before h, and what stands alone?",
    ),
    learned="You can make one step of two.",
)
def one_step_of_two(first, second):
    """Return [a, b] of the one step that does `first`, then `second`; each is an array [a, b]."""
    (a_1, b_1), (a_2, b_2) = first, second
    return np.array([a_2 * a_1, a_2 * b_1 + b_2])


@one_step_of_two.mistake("The order is reversed: that is the second step, then the first.")
def _(first, second):
    (a_1, b_1), (a_2, b_2) = first, second
    return np.array([a_1 * a_2, a_1 * b_2 + b_1])


@one_step_of_two.mistake("You added b_1 and b_2. The second step also multiplies what the first one added.")
def _(first, second):
    (a_1, b_1), (a_2, b_2) = first, second
    return np.array([a_1 * a_2, b_1 + b_2])


@one_step_of_two.mistake("You added the two factors. One step after the other: factors multiply.")
def _(first, second):
    (a_1, b_1), (a_2, b_2) = first, second
    return np.array([a_1 + a_2, a_2 * b_1 + b_2])


@one_step_of_two.mistake("b_2 is missing: what the second step adds comes on top.")
def _(first, second):
    (a_1, b_1), (a_2, _) = first, second
    return np.array([a_1 * a_2, a_2 * b_1])


@one_step_of_two.mistake("You multiplied the two b. b_1 is multiplied by a_2, and then b_2 is added.")
def _(first, second):
    return first * second


@one_step_of_two.mistake("The two numbers are right and stand in the wrong order: a comes first, then b.")
def _(first, second):
    (a_1, b_1), (a_2, b_2) = first, second
    return np.array([a_2 * b_1 + b_2, a_2 * a_1])


def _recurrences(*lengths):
    rng = _rng()
    for T in lengths or (1, 2, 3, 5, 8, 13):
        yield rng.uniform(0.2, 1.0, (T, 2)), rng.standard_normal((T, 2))
    yield np.array([[0.5, 0.0], [0.0, 0.5], [0.5, 0.5]]), np.ones((3, 2))


def _rounds(a, b, grow=lambda reach: 2 * reach, order=1, count=np.inf):
    """Return the last round's b, where each round composes with the pair `reach` steps before."""
    reach, done = 1, 0
    while reach < len(b) and done < count:
        new_b = b.copy()
        new_b[reach:] = a[reach:] * b[:-reach] + b[reach:] if order else a[:-reach] * b[reach:] + b[:-reach]
        new_a = a.copy()
        new_a[reach:] = a[reach:] * a[:-reach]
        a, b, reach, done = new_a, new_b, grow(reach), done + 1
    return b


@exercise(
    probes=lambda: list(_recurrences()),
    hints=(
        "One round: every pair from place `reach` on is composed with the pair `reach` places before it.",
        "In a round use the old a and b only: write into copies, or make new arrays with np.concatenate.",
        "Both parts change: a[reach:] * b[:-reach] + b[reach:], a[reach:] * a[:-reach]. Then double `reach`.",
    ),
    learned="You can run a recurrence in rounds in place of steps.",
)
def states_by_scan(a, b):
    """Return h_1..h_T of h_t = a_t h_{t-1} + b_t from h_0 = 0, in rounds; a and b are (T, hidden)."""
    reach = 1
    while reach < len(b):
        b = np.concatenate([b[:reach], a[reach:] * b[:-reach] + b[reach:]])
        a = np.concatenate([a[:reach], a[reach:] * a[:-reach]])
        reach = 2 * reach
    return b


def _too_many(count, a, b):
    T = len(b)
    said = gettext(
        "The numbers are right, but look at what waits: it takes {count} operations in a row for T = {T}. "
        "A scan needs about 2 log2 T = {enough}."
    )
    return said.format(count=count, T=T, enough=2 * int(np.ceil(np.log2(T)))) if count >= T else ""


_LIBRARY = (scan.loop, scan.backward, scan.scan, scan.rounds)
states_by_scan.counted(lambda: next(_recurrences(64)), without=_LIBRARY)(_too_many)


@states_by_scan.mistake("The wrong order in time: the later step's a multiplies the earlier b.")
def _(a, b):
    return _rounds(a, b, order=0)


@states_by_scan.mistake(
    "You did one round only. Each pair now stands for two steps; go on, and double the reach."
)
def _(a, b):
    return _rounds(a, b, count=1)


@states_by_scan.mistake("The a stay as they were: after a round a pair's factor is the product of both.")
def _(a, b):
    reach = 1
    while reach < len(b):
        b = np.concatenate([b[:reach], a[reach:] * b[:-reach] + b[reach:]])
        reach *= 2
    return b


@states_by_scan.mistake("The reach grows by one each round. That counts some inputs twice: it has to double.")
def _(a, b):
    return _rounds(a, b, grow=lambda reach: reach + 1)


@states_by_scan.mistake("That is the running sum of b: the factors a are missing.")
def _(a, b):
    return np.cumsum(b, axis=0)


@states_by_scan.mistake("a was renewed before b. A round needs the old a for both parts.")
def _(a, b):
    reach = 1
    while reach < len(b):
        a = np.concatenate([a[:reach], a[reach:] * a[:-reach]])
        b = np.concatenate([b[:reach], a[reach:] * b[:-reach] + b[reach:]])
        reach *= 2
    return b


@states_by_scan.mistake("The states stand one step late: the first one is h_1, not h_0.")
def _(a, b):
    return np.concatenate([0 * b[:1], _rounds(a, b)[:-1]])


@states_by_scan.mistake("A round is missing where T is no power of two: go on until the reach is T or more.")
def _(a, b):
    return _rounds(a, b, count=int(np.log2(len(b))))


@states_by_scan.mistake(
    "np.roll wraps round: the first steps hear of the last ones. The first `reach` pairs stay as they are."
)
def _(a, b):
    reach = 1
    while reach < len(b):
        b, a = a * np.roll(b, reach, axis=0) + b, a * np.roll(a, reach, axis=0)
        reach *= 2
    return b


@states_by_scan.mistake(
    "You divide by the product of the factors so far. Where an a is 0 that product is 0 from there on."
)
def _(a, b):
    with np.errstate(all="ignore"):
        product = np.cumprod(a, axis=0)
        return product * np.cumsum(b / product, axis=0)


def _packed():
    rng = _rng()
    for T, starts, padding in (
        (3, [0, 1], []),
        (6, [0, 2, 3], []),
        (8, [0, 5], [3, 4]),
        (9, [0, 4], [3, 7, 8]),
    ):
        flags = [np.isin(np.arange(T), places) for places in (starts, padding)]
        yield rng.uniform(0.2, 0.8, (T, 2)), rng.standard_normal((T, 2)), flags[0], ~flags[1]


@exercise(
    probes=lambda: list(_packed()),
    hints=(
        "Begin with an ordinary step: what stands before h_{t-1} is a_t, all the rest is b_t.",
        "At a start nothing of the old state may be left: which a? Padding changes nothing: which pair?",
        "np.where(flags[:, None], one, other) chooses for each step.",
    ),
    learned="You can lay sequences of any length in a row and scan them together.",
)
def packed_pairs(z, h_tilde, starts, real):
    """Return a and b, each (T, hidden), of sequences that stand one after another in a row."""
    a = np.where(starts[:, None], 0, z)
    return np.where(real[:, None], a, 1), np.where(real[:, None], (1 - z) * h_tilde, 0)


@packed_pairs.mistake("The starts are ignored: a sequence begins with the last state of the one before it.")
def _(z, h_tilde, starts, real):
    return np.where(real[:, None], z, 1), np.where(real[:, None], (1 - z) * h_tilde, 0)


@packed_pairs.mistake("At a start the candidate comes in by 1 - z, as ever; only the old state is dropped.")
def _(z, h_tilde, starts, real):
    z = np.where(starts[:, None], 0, z)
    return np.where(real[:, None], z, 1), np.where(real[:, None], (1 - z) * h_tilde, 0)


@packed_pairs.mistake("At a start you throw away the step's own part, too. Only the old state is to go.")
def _(z, h_tilde, starts, real):
    a, b = packed_pairs.reference(z, h_tilde, starts, real)
    return a, np.where(starts[:, None], 0, b)


@packed_pairs.mistake(
    "The flag of a start acts one step late: the pair of the first step itself drops the old."
)
def _(z, h_tilde, starts, real):
    return packed_pairs.reference(z, h_tilde, np.r_[False, starts[:-1]], real)


@packed_pairs.mistake("The flag `real` is turned round: real steps leave the state alone in yours.")
def _(z, h_tilde, starts, real):
    return packed_pairs.reference(z, h_tilde, starts, ~real)


@packed_pairs.mistake("Padding erases the state here. It has to leave it as it is.")
def _(z, h_tilde, starts, real):
    a, b = packed_pairs.reference(z, h_tilde, starts, real)
    return np.where(real[:, None], a, 0), b


@packed_pairs.mistake("Padding lets the state fade, by z. It has to leave it as it is.")
def _(z, h_tilde, starts, real):
    return np.where(starts[:, None], 0, z), packed_pairs.reference(z, h_tilde, starts, real)[1]


@packed_pairs.mistake("Padding still adds its candidate: there b has to be 0.")
def _(z, h_tilde, starts, real):
    return packed_pairs.reference(z, h_tilde, starts, real)[0], (1 - z) * h_tilde


@packed_pairs.mistake(
    "Two things: the starts are ignored (a has to be 0 there), and padding still adds its candidate."
)
def _(z, h_tilde, starts, real):
    return np.where(real[:, None], z, 1), (1 - z) * h_tilde


@packed_pairs.mistake("That is the ordinary step everywhere: starts and padding need pairs of their own.")
def _(z, h_tilde, starts, real):
    return z, (1 - z) * h_tilde


@packed_pairs.mistake("A sequence may have one step: of two starts in a row the second counts as well.")
def _(z, h_tilde, starts, real):
    return packed_pairs.reference(z, h_tilde, starts & ~np.r_[False, starts[:-1]], real)


@packed_pairs.mistake("z and 1 - z are swapped: here z keeps the old state.")
def _(z, h_tilde, starts, real):
    return packed_pairs.reference(1 - z, h_tilde, starts, real)


@exercise(
    probes=lambda: list(_recurrences()),
    hints=(
        "The last state is used by its loss alone. The one before it also acts through step T.",
        "h_{t+1} = a_{t+1} h_t + b_{t+1}: how far does h_{t+1} move with h_t? So which factor leads back?",
        "Turn time round, and it is an ordinary recurrence. Its factors stand one place further than yours.",
    ),
    learned="You know that the way back is a linear recurrence, too: it needs no waiting either.",
)
def way_back(a, dhs):
    """Return dL/dh_1..dL/dh_T, given what the loss itself sends to each state; a and dhs are (T, hidden)."""
    keeps, dh, reach = np.concatenate([a[1:], 0 * a[:1]])[::-1], dhs[::-1], 1
    while reach < len(dh):
        dh = np.concatenate([dh[:reach], keeps[reach:] * dh[:-reach] + dh[reach:]])
        keeps = np.concatenate([keeps[:reach], keeps[reach:] * keeps[:-reach]])
        reach = 2 * reach
    return dh[::-1]


way_back.counted(lambda: next(_recurrences(64)), without=_LIBRARY[:2])(_too_many)


def _walk_back(a, dhs, step):
    """Return an answer from what one step back says: step(dhs_t, a_t, a_next, dh_next)."""
    dh = dhs.copy()
    for t in range(len(a) - 2, -1, -1):
        dh[t] = step(dhs[t], a[t], a[t + 1], dh[t + 1])
    return dh


@way_back.mistake("Off by one: from step t + 1 back to t the factor is a[t + 1], not a[t].")
def _(a, dhs):
    return _walk_back(a, dhs, lambda own, a_t, _, dh: own + a_t * dh)


@way_back.mistake(
    "Shifted the wrong way: from step t + 1 back to t the factor is a[t + 1], yours lie further back."
)
def _(a, dhs):
    return scan.loop(np.roll(a, 1, axis=0)[::-1], dhs[::-1])[::-1]


@way_back.mistake("At step t you take a step's own factor and the next one's, too: one factor a step.")
def _(a, dhs):
    return _walk_back(a, dhs, lambda own, a_t, a_next, dh: own + a_t * a_next * dh)


@way_back.mistake(
    "The gradient that the loss sends is multiplied, too. It arrives as it is; only dL/dh_{t+1} is."
)
def _(a, dhs):
    return _walk_back(a, dhs, lambda own, a_t, a_next, dh: a_next * (own + dh))


@way_back.mistake("That runs forward in time. Gradients come from the end: start at the last step.")
def _(a, dhs):
    return scan.loop(a, dhs)


@way_back.mistake(
    "Only one step is followed: use the whole dL/dh at t + 1, not just what the loss sends there."
)
def _(a, dhs):
    dh = dhs.copy()
    dh[:-1] += a[1:] * dhs[1:]
    return dh


@way_back.mistake("The gradients are turned round, the factors aren't: both have to run from the end.")
def _(a, dhs):
    return scan.loop(a, dhs[::-1])[::-1]


@way_back.mistake("The factors are missing: that is a plain sum of all later gradients.")
def _(a, dhs):
    return np.cumsum(dhs[::-1], axis=0)[::-1]


@way_back.mistake("The losses of the earlier steps are missing: dhs[t] has to be added at each step.")
def _(a, dhs):
    return _walk_back(a, dhs, lambda own, a_t, a_next, dh: a_next * dh)


@way_back.mistake("The answer is turned round: the gradient of h_1 has to come first.")
def _(a, dhs):
    return way_back.reference(a, dhs)[::-1]
