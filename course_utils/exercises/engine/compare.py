"""Is an answer the one expected? If not, what is the first difference, in words."""

import numbers

import numpy as np

from course_utils.texts import gettext

TOLERANCE = 1e-6  # relative to the largest entry expected
_ZERO = 1e-12  # what counts as nothing where nothing but zeros is expected


def difference(got, want, place=""):
    """Return in words how a value differs from the one expected, or "" where they agree.

    Values are arrays, numbers, strings, booleans, None, and lists, tuples and dicts of them; the one expected
    decides what is asked for. Numbers agree within 1e-6 of the largest entry expected. `place` is how to
    speak of the value: "the answer" if not given.
    """
    place = place or gettext("the answer")
    if kind := _of_another_kind(got, want, place):
        return kind
    if isinstance(want, dict):
        if missing := [name for name in want if name not in got]:
            said = gettext("{place} has no {name!r}; expected the names {names}.")
            return said.format(place=place, name=missing[0], names=", ".join(map(repr, want)))
        return _first(difference(got[name], want[name], f"{place}[{name!r}]") for name in want)
    if isinstance(want, (tuple, list)):
        if hasattr(got, "detach"):  # a tensor of stacked parts
            got = plain(got)
        if len(got) != len(want):
            said = gettext("{place} has {got} parts, expected {want}.")
            return said.format(place=place, got=len(got), want=len(want))
        part = gettext("part {number} of {place}")
        pairs = enumerate(zip(got, want, strict=True), start=1)
        return _first(difference(g, w, part.format(number=i, place=place)) for i, (g, w) in pairs)
    if isinstance(want, (str, bool)) or want is None:
        said = gettext("{place} is {got}, expected {want}.")
        same = getattr(got, "ndim", 0) == 0 and got == want
        return "" if same else said.format(place=place, got=repr(got), want=repr(want))
    return _numbers(plain(got), np.asarray(want), place)


def unlike(place, got, want):
    """Return in words that a shape is not the one expected."""
    said = gettext("{place} has shape {got}, expected {want}.")
    return said.format(place=place, got=got, want=want)


def visible(got, want):
    """Return whether two answers differ by more than a learner may overlook: in kind, or in three digits."""
    if isinstance(want, dict | tuple | list):
        try:
            names = want if isinstance(want, dict) else range(len(want))
            pairs = [(got[name], want[name]) for name in names]
        except (TypeError, KeyError, IndexError):
            return True
        return any(visible(*pair) for pair in pairs)
    if not (_is_array(got) or isinstance(got, numbers.Number | np.bool_)):
        return not agree(got, want)
    got, want = plain(got), np.asarray(want)
    if got.shape != want.shape or got.dtype.kind not in "biuf" or want.dtype.kind not in "biuf":
        return not agree(got, want)
    got, want = got.astype(float), want.astype(float)
    scale = np.abs(want[np.isfinite(want)]).max(initial=0)
    return not np.isclose(got, want, rtol=0, atol=1e-3 * scale, equal_nan=True).all()


def agree(got, want):
    """Return whether an answer is the one expected."""
    return difference(got, want) == ""


def shown(value):
    """Return a value as short text, an array with shape and dtype."""
    if isinstance(value, np.ndarray) and value.ndim:
        text = np.array2string(value, precision=4, threshold=24, edgeitems=2, max_line_width=96)
        return f"{text}  (shape {value.shape}, {value.dtype})"
    if isinstance(value, np.ndarray):
        value = value[()]
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, numbers.Real):
        return f"{value:.6g}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name!r}: {shown(one)}" for name, one in value.items()) + "}"
    if type(value) in (tuple, list):
        inside = ", ".join(shown(one) for one in value)
        return f"({inside})" if type(value) is tuple else f"[{inside}]"
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:117]}..."


def _of_another_kind(got, want, place):
    """Return what is wrong with the kind of thing given, or ""."""
    kind, said = type(got).__name__, ""
    if got is None and want is not None:
        said = gettext("{place} is None: is a `return` missing?")
    elif isinstance(want, np.ndarray) and want.ndim and not _is_array(got):
        said = gettext("{place} is a {kind}; return a NumPy array of shape {shape}.")
    elif isinstance(want, dict) and not isinstance(got, dict):
        said = gettext("{place} is a {kind}, expected a {want}.")
    elif isinstance(want, tuple | list) and not (isinstance(got, tuple | list) or _is_array(got)):
        said = gettext("{place} is a {kind}, expected a {want}.")
    elif _is_number(want) and not (isinstance(got, bool | np.bool_ | numbers.Number) or _is_array(got)):
        said = gettext("{place} is a {kind}, expected a number.")
    elif _is_complex(got) and not _is_complex(want):
        said = gettext("{place} holds complex numbers, expected real ones.")
    return said.format(place=place, kind=kind, want=type(want).__name__, shape=getattr(want, "shape", ""))


def _is_array(value):
    """Say whether a value is an array, or can be read as one of numbers."""
    if isinstance(value, np.ndarray) or hasattr(value, "detach"):
        return True
    try:
        return isinstance(value, list | tuple) and np.asarray(value).dtype.kind in "biufc"
    except ValueError:  # rows of different lengths
        return False


def plain(value):
    """Return a value as an array; a tensor without what it came from."""
    return np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)


def _is_number(value):
    return isinstance(value, (numbers.Number, np.number)) and not isinstance(value, (bool, np.bool_))


def _is_complex(value):
    return isinstance(value, (np.ndarray, np.generic, complex)) and np.asarray(value).dtype.kind == "c"


def _numbers(got, want, place):
    if got.shape != want.shape:
        return unlike(place, got.shape, want.shape)
    if got.dtype.kind not in "biuf":
        said = gettext("{place} has dtype {got}, expected numbers ({want}).")
        return said.format(place=place, got=got.dtype, want=want.dtype)
    scale = np.abs(want[np.isfinite(want)]).max(initial=0) if want.dtype.kind == "f" else 0
    near = _ZERO if scale == 0 and want.dtype.kind == "f" else 1e-300
    same = np.isclose(got, want, rtol=0, atol=TOLERANCE * scale + near, equal_nan=True)
    if same.all():
        return ""
    with np.errstate(all="ignore"):
        plain = ~same & ~(np.abs(got.astype(float) - want) <= 1e-3 * scale)  # where the difference is visible
    first = tuple(map(int, np.argwhere(plain if plain.any() else ~same)[0]))
    if first:
        place = gettext("{place} at [{index}]").format(place=place, index=", ".join(map(str, first)))
    said = gettext("{place} is {got}, expected {want}.")
    return said.format(place=place, got=shown(got[first]), want=shown(want[first]))


def _first(differences):
    return next((one for one in differences if one), "")
