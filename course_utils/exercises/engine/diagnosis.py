"""What is wrong with an answer: the mistake that behaves like it, else what helps to find it."""

import inspect

import numpy as np

from course_utils.exercises.engine import edits, generic, way
from course_utils.exercises.engine.axes import of_inputs
from course_utils.exercises.engine.compare import agree
from course_utils.exercises.engine.watchdog import TooLong, called
from course_utils.texts import gettext

_NUMBERS, _PROBES = 3, 2  # so many have to agree: fewer may do so by chance
_OFTEN, _MOST = 3, 0.75  # how many inputs, and which share of those that fail, speak for a mistake
_OURS = {}  # by function and probe: mistakes and changes of references are asked again at every check
_LARGE, _TINY = 100_000, 1e-6  # what a search may stop before, and what a small constant may hide


def named(exercise, trials, wrong):
    """Return the sentence of the mistake that behaves like the answer on all probes, or "".

    ``trials`` are the probes with the answer's `Call`s, ``wrong`` says on which it fails. Declared mistakes
    come first, then the reference with one thing changed, then what is true of any answer: transposed,
    negated, one step late.
    """
    for sentence, function in exercise.mistakes.items():
        if all(_alike(call, _ours(function, k, inputs)) for k, (inputs, call) in enumerate(trials)):
            return sentence
    if not exercise.wanted_is_one or any(call.error for _, call in trials):
        return ""
    wanted = [exercise.reference(*inputs) for inputs, _ in trials]
    if not _tells(trials, wanted, wrong):
        return ""
    return _edited(exercise, trials, wrong) or _transformed(trials, wanted, wrong)


def _edited(exercise, trials, wrong):
    """Return the sentence of the change of the reference that gives the same answers."""
    first = wrong.index(True)
    order = [first, *(k for k in range(len(trials)) if k != first)]  # where most changes show themselves
    for edit in edits.stored(exercise.lesson).get(exercise.name, ()):
        function = edits.function(exercise, edit.source)
        if all(_alike(trials[k][1], _ours(function, k, trials[k][0])) for k in order):
            return edit.sentence
    return ""


def _ours(function, probe, inputs):
    """Return the `Call` of a function of ours on a probe, given by its number; each is made once."""
    if (function, probe) not in _OURS:
        call = called(function, inputs)
        if isinstance(call.error, TooLong):  # the machine may have been busy
            return call
        _OURS[function, probe] = call
    return _OURS[function, probe]


def _transformed(trials, wanted, wrong):
    """Return the sentence of what explains every answer that is wrong."""
    found = []
    for (inputs, call), want, is_wrong in zip(trials, wanted, wrong, strict=True):
        if is_wrong:
            answers = generic.transformed(want, inputs, all(wrong))
            found.append([sentence for sentence, answer in answers.items() if agree(call.value, answer)])
    for same in (str, generic.kind):  # numbers and all, or in kind
        for sentence in found[0] if found else []:
            if all(same(sentence) in map(same, one) for one in found):
                return sentence
    return ""


def _tells(trials, wanted, wrong):
    """Say whether wrong answers are finite, and more of them than agree with something by chance."""
    pairs = [(call.value, want) for (_, call), want, off in zip(trials, wanted, wrong, strict=True) if off]
    numbers = 0
    for value, want in pairs:
        got = _flat(value)
        if got is None or not np.isfinite(got).all():
            return False
        expected = _flat(want)
        same = expected is not None and got.shape == expected.shape
        numbers += int((got != expected).sum()) if same else got.size
    return numbers >= _NUMBERS or len(pairs) >= _PROBES


def _flat(value):
    """Return all numbers of a value in a row, None if it holds something else."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, tuple | list):
        parts = [_flat(one) for one in value]
        return None if any(one is None for one in parts) else np.concatenate([np.zeros(0), *parts])
    array = np.asarray(value)
    return array.astype(float).ravel() if array.dtype.kind in "biuf" else None


def _alike(one, other):
    """Return whether two calls had the same outcome: the same error, or values that agree."""
    if one.error is not None or other.error is not None:
        return type(one.error) is type(other.error)
    try:
        return agree(one.value, other.value) and agree(one.inputs, other.inputs)
    except Exception:  # values that can't be compared are not alike
        return False


def helps(exercise, trials, wrong, function, shown):
    """Return what helps where no mistake is known: what is right of the answer, or what the failures share.

    What is right are quantities on the way, if there is the ``function``, or parts; ``shown`` are the inputs
    that the learner sees.
    """
    return (
        way.helps(exercise, function, trials, shown)
        or _right_parts(exercise, trials)
        or _mostly(exercise, trials, wrong)
        or _in_common(exercise, trials, wrong)
    )


def _right_parts(exercise, trials):
    """Say which of several parts are right on every probe."""
    if not exercise.wanted_is_one or any(call.error for _, call in trials):
        return ""
    wanted = [exercise.reference(*inputs) for inputs, _ in trials]
    if not isinstance(wanted[0], dict | tuple) or len(wanted[0]) < 2:
        return ""
    keys = list(wanted[0]) if isinstance(wanted[0], dict) else range(len(wanted[0]))
    try:
        right = {
            key: all(
                agree(call.value[key], want[key]) for (_, call), want in zip(trials, wanted, strict=True)
            )
            for key in keys
        }
    except (TypeError, KeyError, IndexError):
        return ""
    if not any(right.values()):
        return ""
    said = [repr(key) if isinstance(key, str) else str(key + 1) for key in keys]
    good = ", ".join(name for name, key in zip(said, keys, strict=True) if right[key])
    bad = ", ".join(name for name, key in zip(said, keys, strict=True) if not right[key])
    return gettext("Look at part {bad}: part {good} is right on every input.").format(bad=bad, good=good)


def _mostly(exercise, trials, wrong):
    """Say which mistake gives the same on most of the inputs on which the answer fails."""
    failing = [(k, *trials[k]) for k, off in enumerate(wrong) if off]
    alike = {
        sentence: sum(_alike(call, _ours(function, k, inputs)) for k, inputs, call in failing)
        for sentence, function in exercise.mistakes.items()
    }
    sentence = max(alike, key=alike.get, default="")
    if not sentence or alike[sentence] < max(_OFTEN, _MOST * len(failing)):
        return ""
    said = gettext("On {count} of the {all} inputs on which it fails, it does this: {mistake}")
    return said.format(count=alike[sentence], all=len(failing), mistake=sentence)


def _in_common(exercise, trials, wrong):
    """Say what all inputs on which it fails have, and the others have not."""
    names = list(inspect.signature(exercise.reference).parameters)
    axes = of_inputs(exercise.reference)
    traits = [_traits(names, inputs, axes) for inputs, _ in trials]
    failing = [one for one, off in zip(traits, wrong, strict=True) if off]
    passing = [one for one, off in zip(traits, wrong, strict=True) if not off]
    if not passing:
        return ""
    shared = [trait for trait in failing[0] if all(trait in one for one in failing)]
    telling = {trait: None for trait in shared if not any(trait in one for one in passing)}
    if len(telling) != 1 or len(failing) < _PROBES:  # what several things may be due to, or chance
        return ""
    (trait, tells), *_ = telling
    said = gettext("Of all inputs tried, it fails wherever {trait}, and nowhere else.")
    return said.format(trait=trait) if tells else ""


def _traits(names, inputs, axes):
    """Return what can be said of some inputs, in words, and whether it tells a mistake often enough."""
    found = []
    for name, value in zip(names, inputs, strict=False):
        if isinstance(value, np.ndarray) and value.ndim and value.dtype.kind in "biuf":
            found += _of_array(name, value, axes.get(name, ()))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found += [(gettext("{name} is 0").format(name=name), True)] * (value == 0)
            found += [(gettext("{name} is large").format(name=name), True)] * (value >= _LARGE)
            found += [(f"{name} < 0", False)] * (value < 0) + [(f"{name} > 1", False)] * (value > 1)
    return found


def _of_array(name, value, axes):
    said, number = [], value.astype(float)
    for axis, size in enumerate(value.shape):
        if size > 1 and len(axes) == value.ndim:
            said.append((gettext("the axis {axis} is longer than 1").format(axis=axes[axis]), True))
        elif size > 1 and value.ndim > 1:
            longer = gettext("axis {axis} of {name} is longer than 1")
            said.append((longer.format(axis=axis, name=name), True))
    if value.dtype.kind == "b" and not value.all():
        said.append((gettext("{name} has gaps").format(name=name), True))
    if value.dtype.kind != "b" and (number == 0).any():
        said.append((gettext("{name} holds a 0").format(name=name), True))
    if 0 < np.abs(number).max(initial=0) < _TINY:
        said.append((gettext("all of {name} is tiny").format(name=name), True))
    if not np.isfinite(number).all():
        said.append((gettext("{name} holds NaN or infinite numbers").format(name=name), True))
    said += [(f"{name} < 0", False)] * bool((number < 0).any())
    if value.ndim == 1:
        said += [(f"len({name}) > 1", False)] * (value.size > 1 and not axes)
        said += [(f"{name} twice", False)] * (len(np.unique(value)) < len(value))
        said += [(f"{name} unsorted", False)] * bool((np.diff(number) < 0).any())
    return said
