"""Mistakes that need no declaration: what each of them turns the expected answer into.

A change takes an array of the expected answer and returns what the mistake turns it into, or None if it does
not apply. It is for arrays of real numbers ("f"), of integers ("i") or of both.
"""

import re
from functools import partial

import numpy as np

from course_utils.texts import gettext


def transformed(want, inputs, always=True):
    """Return the sentence of each generic mistake with the answer that it gives, as a dict.

    That one number is one off says more than the number itself only if it is so ``always``, on every input.
    """
    changes = {**_CHANGES, **_scaled(inputs)} | (_OFF if always or not np.isscalar(want) else {})
    answers = {sentence: _through(change, want) for sentence, change in changes.items()}
    for name, key in _parts(want):
        for sentence, change in changes.items():
            part = _through(change, want[key])
            said = f"{sentence[0].lower()}{sentence[1:]}"
            said = gettext("The {name} part alone is wrong: {why}").format(name=name, why=said)
            answers[said] = None if part is None else _replaced(want, {key: part})
    if isinstance(want, tuple) and len(want) == 2:
        answers[gettext("The two parts are swapped.")] = want[::-1]
    return {sentence: answer for sentence, answer in answers.items() if answer is not None}


def kind(sentence):
    """Return a sentence without its numbers: the same mistake at every size."""
    return re.sub(r"\d+", "n", sentence)


def _scaled(inputs):
    """Return the changes by the sizes of the inputs: a mean for a sum, and a sum for a mean."""
    sizes = sorted({n for one in inputs if isinstance(one, np.ndarray) for n in one.shape if n > 1})
    large = gettext(
        "It is {n} times too large: does a division by the length of an axis belong there, as in a mean?"
    )
    small = gettext("It is {n} times too small: do you divide by the length of an axis, as in a mean?")
    return {large.format(n=n): _times(n) for n in sizes} | {small.format(n=n): _times(1 / n) for n in sizes}


def _times(factor):
    return "f", lambda array: array * factor


def _parts(want):
    """Return name and key of each part of an answer that has several."""
    if isinstance(want, dict):
        return [(repr(key), key) for key in want]
    if isinstance(want, tuple):
        names = gettext("first"), gettext("second"), gettext("third"), gettext("fourth")
        return list(zip(names, range(len(want)), strict=False))
    return []


def _replaced(want, parts):
    """Return an answer with other parts, given by name or number."""
    if isinstance(want, dict):
        return want | parts
    return type(want)(parts.get(i, one) for i, one in enumerate(want))


def _through(change, want):
    """Return the change made to every array of an answer, or None if no array allows it."""
    if isinstance(want, (dict, tuple, list)):
        items = want.items() if isinstance(want, dict) else enumerate(want)
        parts = {key: part for key, one in items if (part := _through(change, one)) is not None}
        return _replaced(want, parts) if parts else None
    kinds, changed = change
    array = np.asarray(want)
    if array.dtype.kind not in kinds:
        return None
    with np.errstate(all="ignore"):
        made = changed(array)
    return None if made is None else made[()] if array.ndim == 0 else made


def _rows(changed):
    """Return a change of what has several rows."""
    return "fi", lambda array: changed(array) if array.ndim and len(array) > 1 else None


def _rounded(function):
    """Return a change to whole numbers of what are none."""
    return "f", lambda array: None if (array == np.round(array)).all() else function(array)


_CHANGES = {
    gettext("It is transposed."): ("fi", lambda a: a.T if a.ndim == 2 else None),
    gettext("The sign is wrong."): ("fi", lambda a: -a),
    gettext("It runs backwards: the order is reversed."): _rows(lambda a: a[::-1] if len(a) > 2 else None),
    gettext("It is one place late: off by one."): _rows(lambda a: np.r_[np.zeros_like(a[:1]), a[:-1]]),
    gettext("It is one place early: off by one."): _rows(lambda a: np.r_[a[1:], np.zeros_like(a[:1])]),
    gettext("The last entry is missing: it ends one too early."): _rows(lambda a: a[:-1]),
    gettext("The first entry is missing: it begins one too late."): _rows(lambda a: a[1:]),
    gettext("It is the complement: 1 minus what is asked for."): ("f", lambda a: 1 - a),
    gettext("It is the inverse: 1 over what is asked for."): ("f", lambda a: 1 / a),
    gettext("It is squared: a square root is missing."): ("f", lambda a: a * a),
    gettext("It is the square root: one root too many."): ("f", np.sqrt),
    gettext("It is twice as large."): ("fi", lambda a: 2 * a),
    gettext("It is half as large."): ("f", lambda a: a / 2),
    gettext("It is rounded up."): _rounded(np.ceil),
    gettext("It is rounded down."): _rounded(np.floor),
    gettext("It is rounded."): _rounded(np.round),
    gettext("It is cut off to whole numbers: is your array one of integers?"): _rounded(np.trunc),
    **{
        gettext("It is rounded, to {n} digits after the point.").format(n=n): (
            "f",
            partial(np.round, decimals=n),
        )
        for n in range(1, 6)
    },
    gettext("The sign is lost: it is the absolute value."): ("f", np.abs),
}

_OFF = {
    gettext("It is one too large."): ("i", lambda a: a + 1),
    gettext("It is one too small."): ("i", lambda a: a - 1),
}
