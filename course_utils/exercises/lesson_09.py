"""Lesson 9: pairs and their composition, rounds of a scan, gates that keep a recurrence linear."""

import numpy as np

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


@exercise(
    probes=lambda: [(1,), (2,), (3,), (4,), (5,), (16,), (17,), (1000,), (1024,), (1_000_000,), (2**29,)],
    hints=(
        "After one round a pair stands for 2 steps, after two rounds for 4. When is it enough for T?",
        "The smallest r with 2**r >= T. np.log2 helps, and so does a loop that doubles.",
        "A single step needs no round. For 5 steps 4 are not enough: round up.",
    ),
    learned="You can say how long a scan takes, counted in steps that wait.",
)
def rounds_needed(T):
    """Return how many rounds a scan over T >= 1 steps needs, a whole number."""
    return int(np.ceil(np.log2(T)))


@rounds_needed.mistake("That is what the loop needs. A round doubles how far each pair reaches.")
def _(T):
    return T - 1


@rounds_needed.mistake("You rounded down: for 5 steps, two rounds reach only 4 steps back.")
def _(T):
    return int(np.log2(T))


@rounds_needed.mistake("One too many where T is a power of two: after r rounds a pair stands for 2**r steps.")
def _(T):
    return int(T).bit_length()


@rounds_needed.mistake("You halved T once. Each round doubles the reach: count the doublings.")
def _(T):
    return T // 2


@rounds_needed.mistake("You took the natural logarithm. Each round doubles: use the one to the base of 2.")
def _(T):
    return int(np.ceil(np.log(T)))


def _recurrences(*lengths):
    rng = _rng()
    for T in lengths or (1, 2, 3, 5, 8):
        yield rng.uniform(0.2, 1.0, (T, 2)), rng.standard_normal((T, 2))
    yield np.array([[0.5, 0.0], [0.0, 0.5], [0.5, 0.5]]), np.ones((3, 2))


def _rounds(a, b, grow=lambda reach: 2 * reach, order=1):
    """Return the last round's b, where each round composes with the pair `reach` steps before."""
    reach = 1
    while reach < len(b):
        new_b = b.copy()
        new_b[reach:] = a[reach:] * b[:-reach] + b[reach:] if order else a[:-reach] * b[reach:] + b[:-reach]
        new_a = a.copy()
        new_a[reach:] = a[reach:] * a[:-reach]
        a, b, reach = new_a, new_b, grow(reach)
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


@states_by_scan.counted(lambda: next(_recurrences(64)))
def _(count, a, b):
    T = len(b)
    said = gettext(
        "The states are right, but look at what waits: it takes {count} operations in a row for T = {T}. "
        "A scan needs about 2 log2 T = {enough}."
    )
    enough = 2 * rounds_needed.reference(T)
    return said.format(count=count, T=T, enough=enough) if count >= T else ""


@states_by_scan.mistake("The wrong order in time: the later step's a multiplies the earlier b.")
def _(a, b):
    return _rounds(a, b, order=0)


@states_by_scan.mistake(
    "You did one round only. Each pair now stands for two steps; go on, and double the reach."
)
def _(a, b):
    return _rounds(a, b, grow=lambda reach: len(b))


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


def _gates():
    rng = _rng()
    for shape in ((1, 1), (3, 2), (6, 4)):
        yield rng.uniform(0.05, 0.95, shape), rng.standard_normal(shape)


@exercise(
    probes=lambda: list(_gates()),
    hints=(
        "Write h_t = z_t h_{t-1} + (1 - z_t) h_tilde_t beside h_t = a_t h_{t-1} + b_t.",
        "a_t is what stands before h_{t-1}; b_t is all the rest.",
    ),
    learned="You can read a gated step as a pair.",
)
def pairs_of_a_gate(z, h_tilde):
    """Return (a, b) of h_t = z_t h_{t-1} + (1 - z_t) h_tilde_t; z and h_tilde are (T, hidden)."""
    return z, (1 - z) * h_tilde


@pairs_of_a_gate.mistake("z and 1 - z are swapped: here z keeps the old state, as in torch.")
def _(z, h_tilde):
    return 1 - z, z * h_tilde


@pairs_of_a_gate.mistake("The candidate comes in by 1 - z, not whole.")
def _(z, h_tilde):
    return z, h_tilde


@pairs_of_a_gate.mistake("The candidate comes in by 1 - z: what is kept makes no room for it.")
def _(z, h_tilde):
    return z, z * h_tilde


@pairs_of_a_gate.mistake("The candidate is missing: 1 - z only says how much of it comes in.")
def _(z, h_tilde):
    return z, 1 - z


@exercise(
    probes=lambda: list(_recurrences()),
    hints=(
        "The last state is used by its loss alone: dh_T = dhs[T]. The one before also through step T.",
        "h_{t+1} = a_{t+1} h_t + b_{t+1}: how does h_{t+1} move when h_t moves?",
        "dh_t = dhs[t] + a[t + 1] * dh_{t+1}, from the end to the start.",
    ),
    learned="You know that the way back is a linear recurrence, too: it can be scanned.",
)
def way_back(a, dhs):
    """Return dL/dh_1..dL/dh_T, given what the loss itself sends to each state; a and dhs are (T, hidden)."""
    dh = dhs.copy()
    for t in range(len(a) - 2, -1, -1):
        dh[t] = dhs[t] + a[t + 1] * dh[t + 1]
    return dh


@way_back.mistake("Off by one: from step t + 1 back to t the factor is a[t + 1], not a[t].")
def _(a, dhs):
    dh = dhs.copy()
    for t in range(len(a) - 2, -1, -1):
        dh[t] = dhs[t] + a[t] * dh[t + 1]
    return dh


@way_back.mistake("That runs forward in time. Gradients come from the end: start at the last step.")
def _(a, dhs):
    dh = dhs.copy()
    for t in range(1, len(a)):
        dh[t] = dhs[t] + a[t] * dh[t - 1]
    return dh


@way_back.mistake(
    "Only one step is followed: use the whole dL/dh at t + 1, not just what the loss sends there."
)
def _(a, dhs):
    dh = dhs.copy()
    dh[:-1] += a[1:] * dhs[1:]
    return dh


@way_back.mistake("The factors are missing: that is a plain sum of all later gradients.")
def _(a, dhs):
    return np.cumsum(dhs[::-1], axis=0)[::-1]


@way_back.mistake("The losses of the earlier steps are missing: dhs[t] has to be added at each step.")
def _(a, dhs):
    dh = dhs.copy()
    for t in range(len(a) - 2, -1, -1):
        dh[t] = a[t + 1] * dh[t + 1]
    return dh


def _keeps_parity(answer, bits):
    """Say what pairs lack to hold the parity of the bits so far."""
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return gettext("the answer has to be two arrays, (a, b).")
    a, b = (np.asarray(one, dtype=float) for one in answer)
    if a.shape != bits.shape or b.shape != bits.shape:
        said = gettext("a has shape {a} and b {b}, expected {want} both.")
        return said.format(a=a.shape, b=b.shape, want=bits.shape)
    h, hs = 0.0, []
    for a_t, b_t in zip(a, b, strict=True):
        h = a_t * h + b_t
        hs.append(h)
    want = np.cumsum(bits) % 2
    wrong = np.flatnonzero(~np.isclose(hs, want))
    if len(wrong):
        t = int(wrong[0])
        said = gettext("after bits {bits} the state is {got:g}, expected {want:g}.")
        return said.format(bits=bits[: t + 1].astype(int).tolist(), got=hs[t], want=want[t])
    for bit in (0, 1):
        seen = {(x, y) for x, y in zip(a[bits == bit].round(9), b[bits == bit].round(9), strict=True)}
        if len(seen) > 1:
            return gettext(
                "steps with the bit {bit} have different pairs: a pair may look at its own bit alone."
            ).format(bit=bit)
    return ""


@exercise(
    probes=lambda: [
        (np.array([1.0]),),
        (np.array([1.0, 0.0]),),
        (np.array([1.0, 1.0, 0.0, 1.0]),),
        (np.array([0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]),),
    ],
    hints=(
        "A bit of 0 leaves the state as it is: which a and which b?",
        "A bit of 1 turns 0 into 1 and 1 into 0: h becomes 1 - h. Which a and which b?",
        "Find one formula for both: a is 1 for the bit 0 and -1 for the bit 1.",
    ),
    learned="You have met the limit of gates between 0 and 1: to toggle, a factor has to be negative.",
    wants=_keeps_parity,
)
def toggle(bits):
    """Return (a, b), each (T,), so that h_t = a_t h_{t-1} + b_t is 1 after an odd number of ones, else 0."""
    return 1 - 2 * bits, bits


@toggle.mistake("That counts the ones. Twice one is not zero: the second one has to take the first away.")
def _(bits):
    return np.ones_like(bits), bits


@toggle.mistake("That remembers whether there was any one, or the last: a one has to turn 1 into 0.")
def _(bits):
    return 1 - bits, bits


@toggle.mistake("A bit of 0 has to leave the state alone: here it is multiplied by 0.")
def _(bits):
    return -bits, bits


@toggle.mistake(
    "You computed the answer first and added it with a = 0: a pair may look at its own bit alone."
)
def _(bits):
    return np.zeros_like(bits), np.cumsum(bits) % 2
