"""What an answer costs: how many operations on arrays stand in a row, each in need of the one before.

>>> import numpy as np
>>> in_a_row(lambda x: (x + 1) * (x + 2), (np.array([0.5, 0.25]),))
2

The inputs are arrays that note, for every number that comes out of an operation, how many stood before it.
So it doesn't matter where a number is kept meanwhile: in a list, in a slice, in an array of another kind.
What is done to plain numbers, as after ``tolist`` or ``asarray``, is not seen, and held against nobody.
"""

import sys

import numpy as np

from course_utils.exercises.engine.compare import plain
from course_utils.exercises.engine.watchdog import called


def in_a_row(function, inputs):
    """Return the longest chain of operations that an answer waited for; 0 if none was seen, or if it raises.

    A ufunc on arrays is one operation, whatever their size; so is any other function of NumPy that makes new
    numbers, such as einsum. What only moves numbers, such as concatenate, is none.
    """
    after = {0.0: 0, 1.0: 0}  # numbers that anyone may write down at any time
    call = called(lambda *given: function(*(_noting(one, after) for one in given)), inputs)
    try:
        return 0 if call.error else _deepest(after, plain(call.value))
    except Exception:  # the answer is nothing that holds numbers
        return 0


def borrowed(function, inputs, others):
    """Return the name of the first of some other functions that an answer calls, or is; "" if none."""
    seen, before = set(), sys.getprofile()

    def watched(*given):
        sys.setprofile(lambda frame, *_: seen.add(frame.f_code))
        try:
            return function(*given)
        finally:
            sys.setprofile(before)

    called(watched, inputs)
    names = (f"{one.__module__.rpartition('.')[2]}.{one.__name__}" for one in others if one.__code__ in seen)
    return next(names, "")


class _Noting(np.ndarray):
    """An array whose operations are noted: ``after`` holds, by number, how many operations it comes after."""

    after = None

    def __array_finalize__(self, source):
        self.after = getattr(source, "after", None)

    def __getitem__(self, index):
        return _noting(super().__getitem__(index), self.after)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        given, to = list(map(_bare, inputs)), options.get("out", ())
        options = {name: _bare(value) for name, value in options.items()}
        if method == "__call__" and ufunc.signature is None:
            steps = 1 + np.max(np.broadcast_arrays(*(_steps(self.after, one) for one in given)), axis=0)
        else:
            steps = 1 + _deepest(self.after, given)
        made = getattr(ufunc, method)(*given, **options)
        _note(self.after, made, steps)
        return to[0] if to else _noting(made, self.after)

    def __array_function__(self, function, types, arguments, options):
        steps = 1 + _deepest(self.after, [*arguments, *options.values()])
        made = super().__array_function__(function, types, arguments, options)
        _note(self.after, made, steps)
        return _noting(made, self.after)


def _noting(value, after):
    """Return an array, or a number of NumPy, as one whose operations are noted; anything else as it is."""
    if isinstance(value, tuple):
        return tuple(_noting(one, after) for one in value)
    if not isinstance(value, np.ndarray | np.floating):
        return value
    value = np.asarray(value).view(_Noting)
    value.after = after
    return value


def _bare(value):
    """Return a value without its notes."""
    if isinstance(value, tuple):
        return tuple(map(_bare, value))
    return value.view(np.ndarray) if isinstance(value, _Noting) else value


def _steps(after, value):
    """Return how many operations each number of a value comes after; one that nothing has made was given."""
    array = np.asarray(_bare(value))
    if array.dtype.kind != "f":
        return np.zeros(array.shape, int)
    return np.array([after.setdefault(one, 0) for one in array.ravel().tolist()], int).reshape(array.shape)


def _deepest(after, value):
    """Return after how many operations all numbers of a value are there."""
    if isinstance(value, list | tuple):
        return max((_deepest(after, one) for one in value), default=0)
    return int(_steps(after, value).max(initial=0))


def _note(after, made, steps):
    """Note how many operations the numbers just made come after, unless they were there sooner."""
    for one in made if isinstance(made, tuple) else (made,):
        if isinstance(one, np.ndarray | np.floating) and one.dtype.kind == "f":
            numbers, each = np.ravel(_bare(one)), np.ravel(np.broadcast_to(steps, one.shape))
            for number, step in zip(numbers.tolist(), each.tolist(), strict=True):
                after[number] = min(step, after.get(number, step))
