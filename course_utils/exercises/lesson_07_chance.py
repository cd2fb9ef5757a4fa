"""Lesson 7, section 2: is a difference chance? All choices of signs."""

import itertools

import numpy as np

from course_utils.exercises import exercise


@exercise(
    probes=lambda: [
        (np.array([1.0, 2.0, 3.0]),),
        (np.array([1.0, -1.0]),),
        (np.array([0.0, 0.0, 0.0]),),
        (np.array([-3.0, -1.0, 2.0, -4.0, -2.0]),),
        (np.array([5.0, 1.0, 1.0, 2.0, -1.0, 3.0, 0.0, 4.0]),),
        (np.array([0.5]),),
        (np.random.default_rng(7).integers(-3, 9, 12) / 4,),
        (np.array([0.1, 0.2, 0.3, 0.4]),),
        (np.array([1.0, 1e-6]),),
        (np.array([-2000.0, 1e-3, 3e-3]),),
        (np.array([0.1, 0.7, -0.3, 0.2, 0.6, 0.1]),),
        (np.array([0.1, 0.2, 0.7, 1.1, -0.9, -0.6, 0.9, 1.1, -0.4]),),
    ],
    hints=(
        "All 2ⁿ sums can grow one gap at a time: each sum so far, once plus the gap and once minus it.",
        "Start from np.zeros(1), and join both halves. Then compare sizes with that of the real sum.",
        "Sums that are as far from 0 count, the real one among them; and both directions count.",
    ),
    learned="You can tell a difference from chance, with nothing but signs.",
)
def sign_flip(gaps):
    """Return the share of all choices of signs whose sum is as far from 0 as the real one, or further."""
    sums = np.zeros(1)
    for gap in gaps:
        sums = np.concatenate([sums + gap, sums - gap])
    return np.mean(np.abs(sums) >= np.abs(np.sum(gaps)) - 1e-9)


def _sums(gaps):
    return np.array(list(itertools.product((-1, 1), repeat=len(gaps)))) @ gaps


@sign_flip.mistake("You count only sums that are *further* from 0. Those as far count too, so p is never 0.")
def _(gaps):
    return np.mean(np.abs(_sums(gaps)) > np.abs(np.sum(gaps)) + 1e-9)


@sign_flip.mistake("You look at one side alone. A sum as far from 0 on the other side counts, too.")
def _(gaps):
    return np.mean(_sums(gaps) >= np.abs(np.sum(gaps)) - 1e-9)


@sign_flip.mistake(
    "You forgot the size of the real sum: where it is negative, compare with how far it is from 0."
)
def _(gaps):
    return np.mean(np.abs(_sums(gaps)) >= np.sum(gaps) - 1e-9)


@sign_flip.mistake("In yours only the signs of the gaps count; their sizes have to count, too.")
def _(gaps):
    return sign_flip.reference(np.sign(gaps))


@sign_flip.mistake("That is how many choices there are; p is their share of all 2ⁿ.")
def _(gaps):
    return np.sum(np.abs(_sums(gaps)) >= np.abs(np.sum(gaps)) - 1e-9) + 0.0


@sign_flip.mistake("You compare with the sum of the sizes. The real sum has the gaps' own signs.")
def _(gaps):
    return np.mean(np.abs(_sums(gaps)) >= np.sum(np.abs(gaps)) - 1e-9)


def _count(gaps):
    """Return how many choices count."""
    return np.sum(np.abs(_sums(gaps)) >= np.abs(np.sum(gaps)) - 1e-9)


@sign_flip.mistake("You left out the real signs, above and below the line. They are one of the 2ⁿ choices.")
def _(gaps):
    return (_count(gaps) - 1) / (2 ** len(gaps) - 1)


@sign_flip.mistake("You took the real signs out of the count. They are one of the choices, and count.")
def _(gaps):
    return (_count(gaps) - 1) / 2 ** len(gaps)


@sign_flip.mistake("You counted the real signs twice: they are one of the 2ⁿ choices already.")
def _(gaps):
    return (_count(gaps) + 1) / (2 ** len(gaps) + 1)


@sign_flip.mistake("That is the share of sums *nearer* to 0. Count those as far, or further.")
def _(gaps):
    return 1 - _count(gaps) / 2 ** len(gaps)


@sign_flip.mistake("You change the order of the gaps, and their sum stays. Change their signs.")
def _(gaps):
    return 1.0


@sign_flip.mistake("You flip one gap at a time. Every choice of signs counts, 2ⁿ of them.")
def _(gaps):
    flipped = np.abs(np.sum(gaps) - 2 * np.asarray(gaps))
    return np.mean(np.r_[np.abs(np.sum(gaps)), flipped] >= np.abs(np.sum(gaps)) - 1e-9)


@sign_flip.mistake("You doubled it: your choices hold both directions already.")
def _(gaps):
    return 2 * _count(gaps) / 2 ** len(gaps)


@sign_flip.mistake("You doubled one direction. Where the real sum is 0, that counts sums of 0 twice.")
def _(gaps):
    return 2 * np.mean(_sums(gaps) >= np.abs(np.sum(gaps)) - 1e-9)


@sign_flip.mistake("You count equal sums once. Each choice of signs counts, whatever its sum.")
def _(gaps):
    sums = np.unique(_sums(gaps).round(9))
    return np.mean(np.abs(sums) >= np.abs(np.sum(gaps)) - 1e-9)


@sign_flip.mistake("Only sums exactly as far from 0 count in yours. Those further away count, too.")
def _(gaps):
    return np.mean(np.abs(np.abs(_sums(gaps)) - np.abs(np.sum(gaps))) < 1e-9)


@sign_flip.mistake(
    "np.isclose by itself takes sums for equal that differ by 1e-5 of their size: atol=1e-9, rtol=0."
)
def _(gaps):
    sums, real = np.abs(_sums(gaps)), np.abs(np.sum(gaps))
    return np.mean((sums > real) | np.isclose(sums, real))
