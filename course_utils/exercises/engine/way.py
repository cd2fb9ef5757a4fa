"""Quantities on the way to an answer: the last that a function had right when it returned.

>>> def area(r):
...     square = r * r
...     return 3.0 * square
>>> locals_of(area, (2.0,))
{'r': 2.0, 'square': 4.0}
"""

import sys

import numpy as np

from course_utils.exercises.engine.compare import agree
from course_utils.exercises.engine.watchdog import TooLong, called
from course_utils.texts import gettext


def helps(exercise, function, trials, shown):
    """Return which of an exercise's quantities a wrong answer's function has right on all inputs, or "".

    The inputs that are `shown` come first: where nothing is right on them, it is called no second time.
    """
    late = any(isinstance(call.error, TooLong) for _, call in trials)
    if function is None or late or not exercise.quantities:
        return ""
    right = None
    for inputs in [shown, *(inputs for inputs, _ in trials if inputs is not shown)]:
        found = _right(exercise.quantities, inputs, locals_of(function, inputs))
        right = found if right is None else [pair for pair in right if pair in found]
        if not right:
            return ""
    last = right[-1][0]
    name = next(name for quantity, name in right if quantity == last)
    said = gettext("{quantity} is right (your {name}). Look at what comes after it.")
    return said.format(quantity=last, name=name)


def locals_of(function, inputs):
    """Return the names in a function with their values at the end of a call; {} if it is no Python code."""
    code, seen = getattr(function, "__code__", None), {}

    def profile(frame, event, _):
        if event == "return" and frame.f_code is code:
            seen.clear()
            seen.update(frame.f_locals)

    def watched(*inputs):
        before = sys.getprofile()
        sys.setprofile(profile)
        try:
            return function(*inputs)
        finally:
            sys.setprofile(before)

    called(watched, inputs)
    return seen


def _right(quantities, inputs, found):
    """Return the pairs of quantity and name that agree, in the quantities' order."""
    with np.errstate(all="ignore"):
        wanted = {name: quantity(*inputs) for name, quantity in quantities.items()}
    return [(one, name) for one, want in wanted.items() for name, got in found.items() if _same(got, want)]


def _same(got, want):
    try:
        return agree(got, want)
    except Exception:  # whatever a learner may have in a name
        return False
