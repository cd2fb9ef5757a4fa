"""Lesson 4: clipping by norm."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(4)


@exercise(
    probes=lambda: [
        ({"w": np.array([3.0, 4.0])}, 1.0),
        ({"w": np.array([0.3, 0.4])}, 1.0),
        ({"W_hh": np.array([[3.0, 0.0], [0.0, 1.0]]), "b_h": np.array([0.0, -4.0])}, 2.0),
        ({"W_hh": _rng().normal(size=(3, 3)), "b_h": _rng().normal(size=3) * 5}, 0.5),
        ({"w": np.array([3.0, 4.0]), "b": np.zeros(1)}, 5.0),
        ({"W_hh": np.array([[1.0, 2.0], [2.0, 0.0]])}, 4.0),
        ({"W_hh": np.array([[2.0, 2.0], [0.0, 0.0]]), "b_h": np.array([1.0])}, 1.5),
        ({"w": np.zeros(3), "b": np.zeros((2, 2))}, 1.0),
    ],
    hints=(
        "The norm is taken over all entries of all arrays together, as if they were one long vector.",
        "Square and add up everything, and take one root at the end.",
        "min(1, limit / norm) leaves short gradients as they are.",
    ),
    learned="You can stop an explosion without turning the gradient.",
)
def clip_by_norm(grads, limit):
    """Return all gradients of a dict, times one factor, so that together they are no longer than `limit`."""
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    factor = limit / max(norm, limit)
    return {name: g * factor for name, g in grads.items()}


@clip_by_norm.mistake(
    "You clipped each array on its own. That turns the gradient: take one norm over all of them."
)
def _(grads, limit):
    return {name: g * limit / max(limit, np.linalg.norm(g)) for name, g in grads.items()}


@clip_by_norm.mistake("You clipped each entry: that is clipping by value, and it turns the gradient.")
def _(grads, limit):
    return {name: np.clip(g, -limit, limit) for name, g in grads.items()}


def _norm(grads):
    return np.sqrt(sum((g**2).sum() for g in grads.values()))


@clip_by_norm.mistake(
    "Short gradients become longer: every gradient gets length `limit`. Only shorten: min(1, ...)."
)
def _(grads, limit):
    return {name: g * limit / (_norm(grads) or 1) for name, g in grads.items()}


@clip_by_norm.mistake("The root is missing: a norm is the root of the sum of squares.")
def _(grads, limit):
    return {name: g * limit / max(limit, _norm(grads) ** 2) for name, g in grads.items()}


@clip_by_norm.mistake("You added up sizes, not squares: the norm is the root of the sum of squares.")
def _(grads, limit):
    size = sum(np.abs(g).sum() for g in grads.values())
    return {name: g * limit / max(limit, size) for name, g in grads.items()}


@clip_by_norm.mistake("You divide by the norm but never multiply by `limit`.")
def _(grads, limit):
    return {name: g / max(1, _norm(grads)) for name, g in grads.items()}


@clip_by_norm.mistake("Long gradients stay long and short ones grow: take the smaller, min(1, ...).")
def _(grads, limit):
    return {name: g * max(1, limit / (_norm(grads) or limit)) for name, g in grads.items()}


@clip_by_norm.mistake("You took the mean of the squares of each array: a norm adds all of them up.")
def _(grads, limit):
    norm = np.sqrt(sum((g**2).mean() for g in grads.values()))
    return {name: g * limit / max(limit, norm) for name, g in grads.items()}


def _capped(grads, limit, length):
    """Return all gradients times one factor, as if `length` were that of all together."""
    return {name: g * limit / max(limit, length) for name, g in grads.items()}


def _norms(grads):
    return [np.linalg.norm(g) for g in grads.values()]


@clip_by_norm.mistake(
    "You added up the norms of the arrays. Add up the squares of all entries, then take one root."
)
def _(grads, limit):
    return _capped(grads, limit, sum(_norms(grads)))


@clip_by_norm.mistake(
    "You divide by a length of 0, and 0 / 0 is no number. Gradients of length 0 stay as they are."
)
def _(grads, limit):
    norm = _norm(grads)
    return {name: g / norm * min(norm, limit) for name, g in grads.items()}


@clip_by_norm.mistake(
    "With a length of 0 you divide by 0, and Python stops there. Ask first whether it is longer than `limit`."
)
def _(grads, limit):
    return {name: g * min(1, limit / float(_norm(grads))) for name, g in grads.items()}


@clip_by_norm.mistake(
    "Every gradient gets length `limit`, short ones too, and one of length 0 is divided by 0. Only shorten: "
    "min(1, ...)."
)
def _(grads, limit):
    return {name: g * limit / _norm(grads) for name, g in grads.items()}


@clip_by_norm.mistake(
    "Of a matrix, norm(g, 2) is the largest singular value. Its length is the root of the sum of squares: "
    "leave out the 2."
)
def _(grads, limit):
    return _capped(grads, limit, np.sqrt(sum(np.linalg.norm(g, 2) ** 2 for g in grads.values())))


@clip_by_norm.mistake("You go by the largest entry. The length is the root of the sum of all squares.")
def _(grads, limit):
    return _capped(grads, limit, max(np.abs(g).max() for g in grads.values()))


@clip_by_norm.mistake("You go by the longest array. All arrays together have one length, as one long vector.")
def _(grads, limit):
    return _capped(grads, limit, max(_norms(grads)))


@clip_by_norm.mistake(
    "Arrays with one axis are left out, of the length and of the clipping. Biases count, too."
)
def _(grads, limit):
    clipped = clip_by_norm.reference({name: g for name, g in grads.items() if g.ndim > 1}, limit)
    return grads | clipped


@clip_by_norm.mistake(
    "Arrays with one axis are left out of the length. All entries of all arrays count, those of biases too."
)
def _(grads, limit):
    return _capped(grads, limit, _norm({name: g for name, g in grads.items() if g.ndim > 1}))


@clip_by_norm.mistake("You take the length of the first array alone. All arrays count, as one long vector.")
def _(grads, limit):
    return _capped(grads, limit, _norms(grads)[0])


@clip_by_norm.mistake("You take the length of the last array alone: add up the squares of all arrays.")
def _(grads, limit):
    return _capped(grads, limit, _norms(grads)[-1])


@clip_by_norm.mistake("Long gradients become 1 long: you divide by the norm, but don't multiply by `limit`.")
def _(grads, limit):
    norm = _norm(grads)
    return {name: g / norm if norm > limit else g for name, g in grads.items()}


@clip_by_norm.mistake(
    "You compare the sum of squares with `limit`: that is the length squared. Take the root first."
)
def _(grads, limit):
    norm = _norm(grads)
    return {name: g * limit / norm if norm**2 > limit else g for name, g in grads.items()}


@clip_by_norm.mistake("Your factor is upside down, norm / limit: long gradients become longer still.")
def _(grads, limit):
    return {name: g * max(limit, _norm(grads)) / limit for name, g in grads.items()}


@clip_by_norm.mistake("You take the mean of all squares. A length is the root of their sum.")
def _(grads, limit):
    return _capped(grads, limit, _norm(grads) / np.sqrt(sum(g.size for g in grads.values())))


@clip_by_norm.mistake("Return a dict: each array under the name that it came with.")
def _(grads, limit):
    return list(clip_by_norm.reference(grads, limit).values())


@clip_by_norm.mistake("You cut entries at `limit`, and from above alone. Multiply all of them by one factor.")
def _(grads, limit):
    return {name: np.minimum(g, limit) for name, g in grads.items()}


@clip_by_norm.mistake(
    "Only arrays that are too long by themselves are shortened. One factor is for all: nothing may turn."
)
def _(grads, limit):
    clipped = clip_by_norm.reference(grads, limit)
    return {name: clipped[name] if np.linalg.norm(g) > limit else g for name, g in grads.items()}


@clip_by_norm.mistake(
    "Each array gets length `limit`, short ones too. Take one length over all, and only shorten: min(1, ...)."
)
def _(grads, limit):
    return {name: g * limit / (np.linalg.norm(g) or 1) for name, g in grads.items()}


@clip_by_norm.mistake(
    "Each array gets length `limit`, and one of zeros is divided by 0. Take one length over all."
)
def _(grads, limit):
    return {name: g * limit / np.linalg.norm(g) for name, g in grads.items()}


@clip_by_norm.mistake(
    "Long gradients stay long and short ones grow; one of length 0 is divided by 0. Take min(1, ...)."
)
def _(grads, limit):
    return {name: g * np.maximum(1, limit / _norm(grads)) for name, g in grads.items()}


@clip_by_norm.mistake("You add up entries with their signs. Square them first: they would cancel.")
def _(grads, limit):
    return _capped(grads, limit, abs(sum(g.sum() for g in grads.values())))


@clip_by_norm.mistake("A long gradient becomes 0 in yours. Shorten it to `limit`.")
def _(grads, limit):
    return {name: g * (_norm(grads) <= limit) for name, g in grads.items()}


@clip_by_norm.mistake("Nothing is clipped: the gradients come back as they were.")
def _(grads, limit):
    return dict(grads)


@clip_by_norm.mistake(
    "You clipped each row on its own. That turns the gradient: take one norm over all arrays."
)
def _(grads, limit):
    norms = {name: np.linalg.norm(g, axis=-1, keepdims=True) for name, g in grads.items()}
    return {name: g * limit / np.maximum(limit, norms[name]) for name, g in grads.items()}


@clip_by_norm.mistake("Long gradients are multiplied by `limit`, but not divided by their length.")
def _(grads, limit):
    return {name: g * limit if _norm(grads) > limit else g for name, g in grads.items()}


@clip_by_norm.mistake("You take the mean of the arrays' norms. All arrays together are one long vector.")
def _(grads, limit):
    return _capped(grads, limit, np.mean(_norms(grads)))


@clip_by_norm.mistake("You divide the length by the number of arrays. Arrays have one length together.")
def _(grads, limit):
    return _capped(grads, limit, _norm(grads) / len(grads))


@clip_by_norm.mistake("You set long entries to 0. Shorten all of them by one factor.")
def _(grads, limit):
    return {name: np.where(np.abs(g) > limit, 0, g) for name, g in grads.items()}
