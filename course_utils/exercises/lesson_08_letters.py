"""Lesson 8, letter by letter: teacher forcing, and whose digit it is."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(8)


@exercise(
    probes=lambda: [
        (_rng().integers(1, 9, size=shape), start) for shape, start in (((3, 1), 0), ((4, 2), 0), ((5, 3), 9))
    ],
    hints=(
        "When letter t is to be written, what has been written before it?",
        "The first row holds the start sign, one for each sequence.",
        "All rows but the last of the targets come behind it: np.vstack joins rows.",
    ),
    learned="You can feed a decoder for training: the right letters, one step late.",
)
def shifted(targets, start):
    """Return (out_len, batch) numbers; targets is (out_len, batch), start a number."""
    first = np.full((1, targets.shape[1]), start)
    return np.vstack([first, targets[:-1]])


@shifted.mistake("You feed the very letter that is to be written: the decoder need only copy it.")
def _(targets, start):
    return targets.copy()


@shifted.mistake("Only the first row is changed. The other rows have to come one step later, too.")
def _(targets, start):
    return np.vstack([np.full((1, targets.shape[1]), start), targets[1:]])


@shifted.mistake("Shifted the wrong way: the decoder would see the letter after the one it is to write.")
def _(targets, start):
    return np.vstack([targets[1:], np.full((1, targets.shape[1]), start)])


@shifted.mistake("One row too many: the last letter is never fed, since nothing is written after it.")
def _(targets, start):
    return np.vstack([np.full((1, targets.shape[1]), start), targets])


@shifted.mistake("np.roll brings the last letter to the front. The first row should be the start sign.")
def _(targets, start):
    return np.roll(targets, 1, axis=0)


@shifted.mistake("The first row is 0, whatever the start sign is.")
def _(targets, start):
    return np.vstack([0 * targets[:1], targets[:-1]])


@shifted.mistake("You shift from one sequence to the next. Time is the first axis.")
def _(targets, start):
    return np.hstack([np.full((len(targets), 1), start), targets[:, :-1]])


@shifted.mistake("The start sign runs through: you copy from rows that you have just overwritten.")
def _(targets, start):
    return np.full_like(targets, start)


@exercise(
    probes=lambda: [
        (text.split(),)
        for text in (
            "seven",
            "four double seven one",
            "triple oh two",
            "double three double eight",
            "one triple four five double six nine",
            "nine two triple five",
            "two two seven double two",
        )
    ],
    hints=(
        "Go through the words with their places: enumerate(words).",
        "double and triple add nothing themselves. They say how often the place of the next word counts.",
        "Keep that number in a variable, and set it back to 1 after each digit.",
    ),
    learned="You can write down an alignment, the thing that attention finds by itself.",
)
def word_of_digit(words):
    """Return a list of whole numbers, one for each digit."""
    places, times = [], 1
    for place, word in enumerate(words):
        if word in ("double", "triple"):
            times = 2 if word == "double" else 3
        else:
            places += times * [place]
            times = 1
    return places


_TIMES = {"double": 2, "triple": 3}


def _said(words, counted=None, again=lambda times: times, place=lambda place, times: place):
    """Return the answer with one thing done otherwise."""
    found, times = [], 1
    for i, word in enumerate(words):
        if word in _TIMES:
            times = (counted or _TIMES)[word]
        else:
            found += [place(i, times)] * again(times)
            times = 1
    return found


@word_of_digit.mistake("These are places of double and triple. The word after them names the digit.")
def _(words):
    return _said(words, place=lambda place, times: place - (times > 1))


@word_of_digit.mistake("You count from 1. Here the first word has place 0.")
def _(words):
    return _said(words, place=lambda place, times: place + 1)


@word_of_digit.mistake("Each word that names a digit is there once. After double it stands for two digits.")
def _(words):
    return _said(words, again=lambda times: 1)


@word_of_digit.mistake("A triple stands for three digits, not for two.")
def _(words):
    return _said(words, counted={"double": 2, "triple": 2})


@word_of_digit.mistake(
    "You know *double*, and take *triple* for a digit. It says how often the next one counts."
)
def _(words):
    return _half_known(words, "double")


@word_of_digit.mistake(
    "You know *triple*, and take *double* for a digit. It says how often the next one counts."
)
def _(words):
    return _half_known(words, "triple")


def _half_known(words, known):
    found, times = [], 1
    for place, word in enumerate(words):
        found += [] if word == known else [place] * times
        times = _TIMES[known] if word == known else 1
    return found


@word_of_digit.mistake("A double stands for two digits, a triple for three: one more than you count.")
def _(words):
    return _said(words, again=lambda times: max(1, times - 1))


@word_of_digit.mistake("You count one digit too many: double says two in all, triple three.")
def _(words):
    return _said(words, again=lambda times: times + (times > 1))


@word_of_digit.mistake("words.index finds a word where it is said first. Take the place where you are.")
def _(words):
    return [words.index(words[place]) for place in word_of_digit.reference(words)]


@word_of_digit.mistake("These are places of the word *after* the digit. Double stands before it, and counts.")
def _(words):
    return _said(words, place=lambda place, times: place + (times > 1))


@word_of_digit.mistake("Yours has one place for each word. double and triple are no digits themselves.")
def _(words):
    return list(range(len(words)))


@word_of_digit.mistake("After a double or triple all later digits are repeated, too. It holds for one digit.")
def _(words):
    found, times = [], 1
    for place, word in enumerate(words):
        times = _TIMES.get(word, times)
        found += [place] * times if word not in _TIMES else []
    return found


@word_of_digit.mistake("These are places among the digits' own words. double and triple count as words, too.")
def _(words):
    return [place for place, times in enumerate(_each(words)) for _ in range(times)]


def _each(words):
    """Return for each word that names a digit how often it counts."""
    times = 1
    for word in words:
        if word not in _TIMES:
            yield times
        times = _TIMES.get(word, 1)


@word_of_digit.mistake("You pass over *oh*, as if it named no digit. It is said for a 0.")
def _(words):
    found, times = [], 1
    for place, word in enumerate(words):
        times = _TIMES.get(word, times)
        if word not in (*_TIMES, "oh"):
            found += [place] * times
            times = 1
    return found
