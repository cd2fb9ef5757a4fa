"""Lesson 9: softmax in parts, pairs and scans, memories, and a switch to turn over."""

import numpy as np

from course_utils.exercises import exercise

# exercises stand in the lesson's order
# isort: off
from course_utils.exercises.lesson_09_memory import merge_tiles  # noqa: F401
from course_utils.exercises.lesson_09_scan import one_step_of_two, states_by_scan, packed_pairs  # noqa: F401
from course_utils.exercises.lesson_09_memory import mean_step, forget_key  # noqa: F401
from course_utils.exercises.lesson_09_scan import way_back  # noqa: F401
from course_utils.exercises.lesson_09_scan import _recurrences  # noqa: F401

# isort: on
from course_utils.texts import gettext


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


@toggle.mistake("The factor has the wrong sign: the state turns over at ones and is kept at zeros.")
def _(bits):
    return 2 * bits - 1, bits


@toggle.mistake("The factor is -1 at zeros, too: there the state has to stay.")
def _(bits):
    return -np.ones_like(bits), bits


@toggle.mistake(
    "Yours turns over where the ones begin. Each one has to turn it over, after another one, too."
)
def _(bits):
    begins = bits * (1 - np.r_[0.0, bits[:-1]])
    return 1 - 2 * begins, begins


@toggle.mistake("Nothing is ever added, so from h_0 = 0 the state stays 0.")
def _(bits):
    return 1 - 2 * bits, np.zeros_like(bits)


@toggle.mistake("b is 1 at the zeros: it has to be 1 at the ones.")
def _(bits):
    return 1 - 2 * bits, 1 - bits


@toggle.mistake("The state swings between 0 and 2: at a one, 1 is added.")
def _(bits):
    return 1 - 2 * bits, 2 * bits


@toggle.mistake("a and b are right and stand in the wrong order: a comes first.")
def _(bits):
    return bits, 1 - 2 * bits


# the build stands last
from course_utils.exercises.build_09 import own_memory  # noqa: E402, F401
