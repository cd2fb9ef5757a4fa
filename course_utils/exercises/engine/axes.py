"""Axes by their names: what the shape of an answer is, in the words of the reference's own docstring.

>>> import numpy as np
>>> def readout(hs, W):
...     '''Return the scores (batch, classes); hs is (batch, hidden).'''
>>> of_parts(readout, np.ones((5, 3)))
[('batch', 'classes')]
>>> sizes(readout, (np.ones((5, 2)), np.ones((3, 2))), np.ones((5, 3)))
{'batch': 5, 'hidden': 2, 'classes': 3}
"""

import inspect
import re
from collections import Counter
from typing import NamedTuple

import numpy as np

from course_utils.exercises.engine.compare import plain, unlike
from course_utils.texts import gettext

_GROUP = re.compile(r"(?<!\w)\((\w[\w/+* ]*(?:,|(?:, \w[\w/+* ]*)+))\)")
_OWNERS = re.compile(r"((?:\w+(?:, | and ))*\w+) (?:is |are )?$")


class _Named(NamedTuple):
    """The axes that a docstring names: the answer's, whether `each` part has them, and those of inputs."""

    answer: list
    each: bool
    inputs: dict


def _named(reference):
    """Return the axes that a docstring names.

    An input's follow it, as in 'xs (T, inputs)' or 'a and b are (T, hidden)'; with 'dL/dz_t' the input dz_t
    is meant. All others up to the first semicolon are the answer's.
    """
    text = " ".join((inspect.getdoc(reference) or "").split()).replace("dL/d", "d")
    parameters, named = inspect.signature(reference).parameters, _Named([], "each" in text, {})
    for group in _GROUP.finditer(text):
        names, before = tuple(group[1].rstrip(",").split(", ")), text[: group.start()]
        owners = re.split(", | and ", owned[1]) if (owned := _OWNERS.search(before)) else [""]
        if owners[-1] in parameters:
            named.inputs.update({owner: names for owner in owners if owner in parameters})
        elif ";" not in before:
            named.answer.append((names, before in ("Return ", "Return new ")))
    return named


def of_inputs(reference):
    """Return the names of the axes of each input for which the docstring gives them."""
    return _named(reference).inputs


def of_parts(reference, want):
    """Return the names of the axes of each array of an answer: () where the docstring doesn't give them."""
    parts, named, tuples = _parts(want), _named(reference), isinstance(want, tuple)
    found = [axes for axes, first in named.answer if not (tuples and first)]  # 'Return (a, b)' names parts
    if tuples and named.each and len(found) == 1:
        found = found * len(parts)
    found = found if len(found) == len(parts) else [()] * len(parts)
    return [axes if len(axes) == np.ndim(part) else () for axes, part in zip(found, parts, strict=True)]


def sizes(reference, inputs, want):
    """Return the size of every axis with a name, None if a name has two sizes."""
    given = dict(zip(inspect.signature(reference).parameters, inputs, strict=False))
    given_axes = [(names, np.shape(given[name])) for name, names in of_inputs(reference).items()]
    of_answer = zip(of_parts(reference, want), map(np.shape, _parts(want)), strict=True)
    known = {}
    for names, shape in [*given_axes, *of_answer]:
        if len(names) == len(shape):
            for name, size in zip(names, shape, strict=True):
                if known.setdefault(name, given.get(name, size)) != size:
                    return None
    return known


def named(exercise, trials, shown, why):
    """Return `why` with axes by name, if it says that an array of the answer `shown` has another shape.

    `trials` are all inputs with their `Call`s. An axis is named where exactly one name has its size in all of
    them, and where it is no axis of length 1 that may have been kept from a sum.
    """
    inputs, call = shown
    want, place = exercise.reference(*inputs), gettext("the answer")
    for number, (names, part) in enumerate(
        zip(of_parts(exercise.reference, want), _parts(want), strict=True)
    ):
        here = gettext("part {number} of {place}").format(number=number + 1, place=place)
        here, got = here if isinstance(want, tuple) else place, _shape(call.value, number, want)
        if names and got is not None and why == unlike(here, got, part.shape):
            read = _read(exercise, trials, number, got)
            return why if read is None else _said(here, got, part.shape, names, read)
    return why


def _said(place, got, want, names, read):
    """Return how a shape differs; ``read`` are the names of its axes, None where they are not certain."""
    missing = Counter(names) - Counter(read)
    if len(got) == len(want) - 1 and missing.total() == 1:
        said = gettext("the axis {axis} of {place} is missing: shape {got}, expected {want}, {names}.")
    elif got and None not in read:
        said = gettext("{place} has shape {got}, which is {read}; expected {want}, {names}.")
    else:
        said = gettext("{place} has shape {got}, expected {want}, {names}.")
    words = {"axis": next(iter(missing), ""), "names": _shown(names), "read": _shown(read)}
    return said.format(place=place, got=got, want=want, **words)


def _read(exercise, trials, number, got):
    """Return the name of each axis of an array of the answer, None where it is not certain.

    None instead of all of them if the docstring contradicts itself.
    """
    seen = []
    for inputs, call in trials:
        want = exercise.reference(*inputs)
        shape, known = _shape(call.value, number, want), sizes(exercise.reference, inputs, want)
        if known is None:
            return None
        if shape is not None and len(shape) == len(got):
            seen.append((shape, known))
    return [_the_one(axis, seen) for axis in range(len(got))]


def _the_one(axis, seen):
    fitting = [name for name in seen[0][1] if all(shape[axis] == known[name] for shape, known in seen)]
    varies = any(shape[axis] > 1 for shape, _ in seen)
    return fitting[0] if len(fitting) == 1 and varies else None


def _parts(value):
    return list(value) if isinstance(value, tuple) else [value]


def _shape(value, number, want):
    """Return the shape of one array of an answer, None if it has none."""
    try:
        return plain(value[number] if isinstance(want, tuple) else value).shape
    except Exception:  # whatever a learner's answer may be
        return None


def _shown(names):
    return f"({', '.join(map(str, names))}{',' * (len(names) == 1)})"
