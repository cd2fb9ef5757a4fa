"""The part of grading that runs in a submission's kernel, and the form in which answers leave it.

`listen` runs before the student's first cell. It limits the kernel's memory and registers a function with
IPython that is called before each cell; no name of it is left where the student writes. After the last
cell the grader sends one more, a comment: a token and a file's path (a cell of megabytes would keep
IPython busy for seconds). The function recognises the token, reads the file, looks up the requested
functions in the student's namespace, calls each on its inputs, and writes what they return to a file. All
it needs was imported beforehand and is held in this module: a student may define ``open``, ``print`` or
``get_ipython``, or write a file ``numpy.py``, and nothing changes. Right and wrong are decided elsewhere.
Built-ins that a student replaced are put back.

Answers travel as plain JSON, never pickle: what a stranger's kernel wrote must not be able to run anything
where it is read. Of an object of any other type only the name of its type arrives.

This is no sandbox. Code that looks for the probe finds it, and a submission runs with the grader's rights.
"""

import base64
import builtins
import json
import sys
from pathlib import Path

import numpy as np
from IPython import get_ipython

from course_utils.exercises.engine.build import asked as answered
from course_utils.exercises.engine.starter import STARTER
from course_utils.exercises.engine.watchdog import Call, TooLong

_NUMBERS = "biufc"  # kinds of NumPy dtypes that are numbers; objects would need pickle


def listen(token, megabytes):
    """Limit this kernel's memory permanently, and wait for the cell that `request` wrote with this token."""
    limit_memory(megabytes)
    shell, before = get_ipython(), dict(vars(builtins))

    def asked(cell):
        head, _, text = cell.raw_cell.partition(" ")
        if head == f"#{token}":
            vars(builtins).update(before)  # whatever a student made of them
            out, questions = loads(Path(text).read_text(encoding="utf-8"))
            given = {
                label: answers(shell.user_ns.get(name), probes, seconds)
                for label, (name, probes, seconds) in questions.items()
            }
            Path(out).write_text(dumps(given), encoding="utf-8")

    shell.events.register("pre_run_cell", asked)


def request(token, path, out, questions):
    """Return the cell that asks the questions of `submission.answers`; they stand in the file at `path`.

    The answers will be written to `out`.
    """
    Path(path).write_text(dumps((str(out), questions)), encoding="utf-8")
    return f"#{token} {path}"


def limit_memory(megabytes):
    """Set a hard limit on this process, which can't be raised again; on Linux only."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))


def answers(function, probes, seconds=None):
    """Return what a function gives on each of the probes, as data; None if it is not a function."""
    given = answered(function, probes, seconds)
    return given if given in (None, STARTER) else list(map(_as_data, given))


def replayed(given, probes):
    """Return the `Call`s on the probes of which `answers` made data.

    Raises a ValueError, TypeError, LookupError or AttributeError if `answers` can't have made the data.
    """

    def call(one):
        if "error" in one:
            kind, _, text = one["error"].partition(": ")
            late = kind == TooLong.__name__
            return Call(error=TooLong() if late else type(kind, (Exception,), {})(text))
        return Call(value=one["value"], inputs=one["inputs"])

    calls = [call(one) for one in given]
    if not calls or len(calls) != len(probes) and not isinstance(calls[-1].error, TooLong):
        raise ValueError("not an answer to every probe")
    return calls


def _as_data(call):
    """Return a call as data that can travel."""
    try:
        data = {"value": call.value, "inputs": call.inputs}
        if call.error is not None:
            data = {"error": f"{type(call.error).__name__}: {call.error}"[:300]}
        dumps(data)
    except Exception as trouble:  # a list that contains itself, or more than fits in memory
        data = {"error": f"{type(trouble).__name__}: the answer can't be read"}
    return data


def dumps(value):
    """Return a value as one line: numbers, strings, None, arrays, and lists, tuples and dicts of them."""
    return json.dumps(_packed(value))


def loads(text):
    """Return the value in a text from `dumps`; a ValueError if the text is not from there."""
    try:
        return _unpacked(json.loads(text))
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(f"not an answer: {type(error).__name__}") from error


def _packed(value):
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if kind is list:
        return [_packed(item) for item in value]
    if kind is tuple:
        return {"tuple": [_packed(item) for item in value]}
    if kind is dict:
        return {"dict": [[_packed(key), _packed(item)] for key, item in value.items()]}
    if kind is complex:
        return {"complex": [value.real, value.imag]}
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in _NUMBERS:
        array = np.asarray(value)
        data = base64.b64encode(array.tobytes()).decode("ascii")
        return {"array": [data, array.dtype.str, array.shape, array is not value]}
    return {"other": kind.__name__}


def _unpacked(packed):
    if isinstance(packed, list):
        return [_unpacked(item) for item in packed]
    if not isinstance(packed, dict):
        return packed
    ((kind, content),) = packed.items()
    if kind == "tuple":
        return tuple(map(_unpacked, content))
    if kind == "dict":
        return {_unpacked(key): _unpacked(item) for key, item in content}
    if kind == "complex":
        return complex(*content)
    if kind == "array":
        data, dtype, shape, scalar = content
        if (dtype := np.dtype(str(dtype))).kind not in _NUMBERS:
            raise ValueError(f"not an answer: dtype {dtype}")
        array = np.frombuffer(base64.b64decode(data), dtype=dtype).reshape(shape)
        return array[()] if scalar else array.copy()
    return type(str(content), (), {})()
