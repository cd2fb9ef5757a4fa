"""Mistakes that need no declaration: what the expected answer turns into when one habit goes wrong.

Each takes the answer expected and the inputs, and returns the answer that the mistake gives, or None where it
makes no difference of its own.
"""

import numpy as np

from course_utils.texts import gettext


def transformed(want, inputs):
    """Return the sentence of each generic mistake with the answer that it gives, as a dict."""
    changes = {**_CHANGES, **_scaled(inputs)}
    answers = {sentence: _through(change, want) for sentence, change in changes.items()}
    for name, key in _parts(want):
        for sentence, change in changes.items():
            part = _through(change, want[key])
            whole = None if part is None else _replaced(want, key, part)
            said = f"{sentence[0].lower()}{sentence[1:]}"
            answers[gettext("The {name} part alone is wrong: {why}").format(name=name, why=said)] = whole
    if isinstance(want, tuple) and len(want) == 2:
        answers[gettext("The two parts are swapped.")] = want[::-1]
    return {sentence: answer for sentence, answer in answers.items() if answer is not None}


def _scaled(inputs):
    """Return the changes by the sizes of the inputs: a mean for a sum, and a sum for a mean."""
    sizes = sorted({n for one in inputs if isinstance(one, np.ndarray) for n in one.shape if n > 1})
    large = gettext("It is {n} times too large: a sum where a mean is asked for.")
    small = gettext("It is {n} times too small: a mean where a sum is asked for.")
    return {large.format(n=n): _times(n) for n in sizes} | {small.format(n=n): _times(1 / n) for n in sizes}


def _times(factor):
    return lambda array: array * factor if array.dtype.kind == "f" else None


def _parts(want):
    """Return name and key of each part of an answer that has several."""
    if isinstance(want, dict):
        return [(repr(key), key) for key in want]
    if isinstance(want, tuple):
        names = gettext("first"), gettext("second"), gettext("third"), gettext("fourth")
        return list(zip(names, range(len(want)), strict=False))
    return []


def _replaced(want, key, part):
    """Return an answer with another part."""
    if isinstance(want, dict):
        return {**want, key: part}
    return (*want[:key], part, *want[key + 1 :])


def kind(sentence):
    """Return a sentence without its numbers: the same mistake at every size."""
    return "".join("n" if c.isdigit() else c for c in sentence).replace("nn", "n").replace("nn", "n")


def _through(change, want):
    """Return the change made to every array of an answer, or None if no array allows it."""
    if isinstance(want, dict):
        parts = {name: _through(change, one) for name, one in want.items()}
        return {n: want[n] if p is None else p for n, p in parts.items()} if _any(parts.values()) else None
    if isinstance(want, (tuple, list)):
        parts = [_through(change, one) for one in want]
        return (
            type(want)(w if p is None else p for w, p in zip(want, parts, strict=True))
            if _any(parts)
            else None
        )
    if isinstance(want, (bool, str)) or want is None:
        return None
    array = np.asarray(want)
    if array.dtype.kind not in "fi":
        return None
    with np.errstate(all="ignore"):
        changed = change(array)
    return None if changed is None else changed[()] if array.ndim == 0 else changed


def _any(parts):
    return any(part is not None for part in parts)


def _later(array):
    return np.concatenate([np.zeros_like(array[:1]), array[:-1]]) if array.ndim and len(array) > 1 else None


def _earlier(array):
    return np.concatenate([array[1:], np.zeros_like(array[:1])]) if array.ndim and len(array) > 1 else None


def _real(change):
    """Return a change for real numbers; whole ones stay as they are."""
    return lambda array: change(array) if array.dtype.kind == "f" else None


def _whole(change):
    """Return a change for whole numbers."""
    return lambda array: change(array) if array.dtype.kind == "i" else None


def _cut(rows):
    """Return a change that leaves out some of the rows."""
    return lambda array: array[rows] if array.ndim and len(array) > 1 else None


_CHANGES = {
    gettext("It is transposed."): lambda a: a.T if a.ndim == 2 else None,
    gettext("The sign is wrong."): lambda a: -a,
    gettext("It runs backwards: the order in time is reversed."): _cut(np.s_[::-1]),
    gettext("It is one step late: off by one in time."): _later,
    gettext("It is one step early: off by one in time."): _earlier,
    gettext("The last entry is missing: it ends one too early."): _cut(np.s_[:-1]),
    gettext("The first entry is missing: it begins one too late."): _cut(np.s_[1:]),
    gettext("It is one too large."): _whole(lambda a: a + 1),
    gettext("It is one too small."): _whole(lambda a: a - 1),
    gettext("It is the complement: 1 minus what is asked for."): _real(lambda a: 1 - a),
    gettext("It is the inverse: 1 over what is asked for."): _real(lambda a: 1 / a),
    gettext("It is squared: a square root is missing."): _real(lambda a: a * a),
    gettext("It is the square root: one root too many."): _real(np.sqrt),
    gettext("It is twice as large."): lambda a: 2 * a,
    gettext("It is half as large."): _real(lambda a: a / 2),
}
