"""Mistakes that need no declaration: what the expected answer turns into when one habit goes wrong.

Each takes the answer expected and the inputs, and returns the answer that the mistake gives, or None where it
makes no difference of its own.
"""

import numpy as np


def transformed(want, inputs):
    """Return the sentence of each generic mistake with the answer that it gives, as a dict."""
    answers = {sentence: _through(change, want) for sentence, change in _CHANGES.items()}
    for n in sorted({n for one in inputs if isinstance(one, np.ndarray) for n in one.shape if n > 1}):
        answers[f"It is {n} times too large: a sum where a mean is asked for."] = _through(
            lambda a, n=n: a * n, want
        )
        answers[f"It is {n} times too small: a mean where a sum is asked for."] = _through(
            lambda a, n=n: a / n, want
        )
    return {sentence: answer for sentence, answer in answers.items() if answer is not None}


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
    if array.dtype.kind != "f":
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


_CHANGES = {
    "It is transposed.": lambda a: a.T if a.ndim == 2 else None,
    "The sign is wrong.": lambda a: -a,
    "It runs backwards: the order in time is reversed.": lambda a: a[::-1] if a.ndim and len(a) > 1 else None,
    "It is one step late: off by one in time.": _later,
    "It is one step early: off by one in time.": _earlier,
    "It is the complement: 1 minus what is asked for.": lambda a: 1 - a,
    "It is the inverse: 1 over what is asked for.": lambda a: 1 / a,
    "It is squared: a square root is missing.": lambda a: a * a,
    "It is the square root: one root too many.": lambda a: np.sqrt(a),
    "It is twice as large.": lambda a: 2 * a,
    "It is half as large.": lambda a: a / 2,
}
