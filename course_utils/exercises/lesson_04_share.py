"""Lesson 4: how much of a gradient comes from far back."""

import numpy as np

from course_utils.exercises import exercise


def _uses():
    rng = np.random.default_rng(4)
    for T, hidden, k in ((4, 1, 2), (4, 2, 1), (6, 3, 4), (5, 2, 0), (5, 2, 5), (1, 2, 1)):
        yield rng.normal(size=(T, hidden)), np.tanh(rng.normal(size=(T + 1, hidden))), k
    yield np.array([[0.0], [2.0], [1.0]]), np.array([[0.5], [0.0], [0.3], [1.0]]), 2
    yield np.array([[1.0], [-1.0], [2.0]]), np.ones((4, 1)), 2


@exercise(
    probes=lambda: list(_uses()),
    hints=(
        "What does the use at step t contribute to the gradient of W_hh? A matrix, as in lesson 3.",
        "da_t is row t - 1 of das, and it meets the state before it, h_(t-1): row t - 1 of hs.",
        "Add up the matrices of the first k uses, and of all T. Compare the lengths of the two sums.",
    ),
    learned="You can tell how much of a gradient comes from far back.",
)
def far_share(das, hs, k):
    """Return |what the first k uses contribute to dL/dW_hh| / |dL/dW_hh|; hs holds h_0, ..., h_T."""
    early = das[:k].T @ hs[:k]
    whole = das.T @ hs[:-1]
    return np.linalg.norm(early) / np.linalg.norm(whole)


def _of_uses(das, hs):
    return [np.outer(da, h) for da, h in zip(das, hs, strict=False)]


@far_share.mistake(
    "You added up lengths. Contributions may cancel: add up the matrices, then take the length."
)
def _(das, hs, k):
    sizes = [np.linalg.norm(one) for one in _of_uses(das, hs)]
    return sum(sizes[:k]) / sum(sizes)


@far_share.mistake("da_t meets the state before it, h_(t-1), and not h_t.")
def _(das, hs, k):
    return np.linalg.norm(das[:k].T @ hs[1 : k + 1]) / np.linalg.norm(das.T @ hs[1:])


@far_share.mistake("That is the share of the last k uses. The early ones come first.")
def _(das, hs, k):
    late = len(das) - k
    return np.linalg.norm(das[late:].T @ hs[late:-1]) / np.linalg.norm(das.T @ hs[:-1])


@far_share.mistake("You took the square of each length. A length is the root of the sum of squares.")
def _(das, hs, k):
    return ((das[:k].T @ hs[:k]) ** 2).sum() / ((das.T @ hs[:-1]) ** 2).sum()


@far_share.mistake("You added up the entries themselves. They have signs: take the length of the matrix.")
def _(das, hs, k):
    return (das[:k].T @ hs[:k]).sum() / (das.T @ hs[:-1]).sum()


def _share(das, hs, k, length=np.linalg.norm):
    """Return the share by another length."""
    return length(das[:k].T @ hs[:k]) / length(das.T @ hs[:-1])


@far_share.mistake(
    "With the 2, norm(M, 2) is the largest singular value. The length is the root of the sum of squares: "
    "leave out the 2."
)
def _(das, hs, k):
    return _share(das, hs, k, lambda M: np.linalg.norm(M, 2))


@far_share.mistake("That is one use too many, k + 1 of them: the last to count is that of step k.")
def _(das, hs, k):
    return _share(das, hs, min(k + 1, len(das)))


@far_share.mistake(
    "[:k + 1] holds k + 1 rows, one too many; with k = T, hs has one left and das has none. Use [:k]."
)
def _(das, hs, k):
    return _share(das, hs, k + 1)


@far_share.mistake("That is one use too few: the use of step k, at row k - 1, counts too.")
def _(das, hs, k):
    return _share(das, hs, max(k - 1, 0))


@far_share.mistake("With k = T nothing comes after: a slice that ends at -0 is empty, and the share is 1.")
def _(das, hs, k):
    end = -(len(das) - k)
    return np.linalg.norm(das[:end].T @ hs[:-1][:end]) / np.linalg.norm(das.T @ hs[:-1])


@far_share.mistake("1 minus the late share isn't the early one: lengths of matrices don't add up.")
def _(das, hs, k):
    return 1 - np.linalg.norm(das[k:].T @ hs[k:-1]) / np.linalg.norm(das.T @ hs[:-1])


@far_share.mistake("That is the share of the uses after the first k. The first k themselves are asked for.")
def _(das, hs, k):
    return np.linalg.norm(das[k:].T @ hs[k:-1]) / np.linalg.norm(das.T @ hs[:-1])


@far_share.mistake("The states are missing: a use contributes the outer product of da_t and h_(t-1).")
def _(das, hs, k):
    return np.linalg.norm(das[:k]) / np.linalg.norm(das)


@far_share.mistake("das is missing: a use contributes the outer product of da_t and h_(t-1), not a state.")
def _(das, hs, k):
    return np.linalg.norm(hs[:k]) / np.linalg.norm(hs[:-1])


@far_share.mistake("You cut it off at 1. The share may be larger: early and late contributions can cancel.")
def _(das, hs, k):
    return min(1.0, _share(das, hs, k))


@far_share.mistake(
    "You compare the first k uses with the others. Compare them with all T: the whole gradient."
)
def _(das, hs, k):
    with np.errstate(divide="ignore"):
        return np.linalg.norm(das[:k].T @ hs[:k]) / np.linalg.norm(das[k:].T @ hs[k:-1])


@far_share.mistake(
    "You divide by the early length plus the late one. Lengths don't add up: take that of the whole gradient."
)
def _(das, hs, k):
    early, late = das[:k].T @ hs[:k], das[k:].T @ hs[k:-1]
    return np.linalg.norm(early) / (np.linalg.norm(early) + np.linalg.norm(late))


@far_share.mistake("It is upside down: divide the early part by the whole.")
def _(das, hs, k):
    with np.errstate(divide="ignore"):
        return 1 / _share(das, hs, k)


@far_share.mistake(
    "You took means over uses. The gradient is a sum: with means the share is T / k times too large."
)
def _(das, hs, k):
    return _share(das, hs, k) * len(das) / k if k else np.nan


@far_share.mistake("You added up absolute entries. A length is the root of the sum of their squares.")
def _(das, hs, k):
    return _share(das, hs, k, lambda M: np.abs(M).sum())


@far_share.mistake(
    "You squared single contributions and added them up. They may cancel: add up the matrices first."
)
def _(das, hs, k):
    squares = [(one**2).sum() for one in _of_uses(das, hs)]
    return np.sqrt(sum(squares[:k]) / sum(squares))


@far_share.mistake(
    "You multiplied unit by unit. Each unit's da_t meets every unit's state: the outer product, a matrix."
)
def _(das, hs, k):
    return np.linalg.norm((das * hs[:-1])[:k].sum(axis=0)) / np.linalg.norm((das * hs[:-1]).sum(axis=0))


@far_share.mistake(
    "You multiplied unit by unit and summed over nothing. Add up outer products of da_t and h_(t-1) over t."
)
def _(das, hs, k):
    return np.linalg.norm((das * hs[:-1])[:k]) / np.linalg.norm(das * hs[:-1])


@far_share.mistake("That is a single use, that of step k. The first k uses count together.")
def _(das, hs, k):
    return np.linalg.norm(np.outer(das[k - 1], hs[k - 1])) / np.linalg.norm(das.T @ hs[:-1])


@far_share.mistake("You sum over time before you multiply. Each da_t meets its own state, then add up.")
def _(das, hs, k):
    early = np.outer(das[:k].sum(axis=0), hs[:k].sum(axis=0))
    return np.linalg.norm(early) / np.linalg.norm(np.outer(das.sum(axis=0), hs[:-1].sum(axis=0)))


@far_share.mistake("You divided entry by entry. Take the length of each matrix first, then divide.")
def _(das, hs, k):
    return (das[:k].T @ hs[:k]) / (das.T @ hs[:-1])


@far_share.mistake("That is the length of the early part. Divide it by that of the whole gradient.")
def _(das, hs, k):
    return np.linalg.norm(das[:k].T @ hs[:k])


@far_share.mistake(
    "The whole gradient pairs da_t with h_t in yours, the early part with h_(t-1). Take h_(t-1) in both."
)
def _(das, hs, k):
    return np.linalg.norm(das[:k].T @ hs[:k]) / np.linalg.norm(das.T @ hs[1:])


@far_share.mistake(
    "The early part pairs da_t with h_t in yours, the whole gradient with h_(t-1). Take h_(t-1) in both."
)
def _(das, hs, k):
    return np.linalg.norm(das[:k].T @ hs[1 : k + 1]) / np.linalg.norm(das.T @ hs[:-1])


@far_share.mistake(
    "You multiply the slope of tanh in once more: da_t, the derivative by a_t, holds it already."
)
def _(das, hs, k):
    return _share(das * (1 - hs[1:] ** 2), hs, k)


@far_share.mistake("You multiplied steps by steps. A use contributes units by units: das[:k].T @ hs[:k].")
def _(das, hs, k):
    return np.linalg.norm(das[:k] @ hs[:k].T) / np.linalg.norm(das @ hs[:-1].T)


@far_share.mistake(
    "You added up the entries, and took away the sign. Take the length of the matrix: square first."
)
def _(das, hs, k):
    return abs(_share(das, hs, k, np.sum))


@far_share.mistake("You compare the largest entries. A length is the root of the sum of all squares.")
def _(das, hs, k):
    return _share(das, hs, k, lambda M: np.abs(M).max())


@far_share.mistake("Of a matrix, norm(M, 1) is the largest sum of a column. Leave out the 1.")
def _(das, hs, k):
    return _share(das, hs, k, lambda M: np.linalg.norm(M, 1))


@far_share.mistake("For the early part you add up lengths. Add up the matrices first, as for the whole.")
def _(das, hs, k):
    return sum(map(np.linalg.norm, _of_uses(das, hs)[:k])) / np.linalg.norm(das.T @ hs[:-1])


@far_share.mistake("For the whole you add up lengths. Add up the matrices first, as for the early part.")
def _(das, hs, k):
    return np.linalg.norm(das[:k].T @ hs[:k]) / sum(map(np.linalg.norm, _of_uses(das, hs)))


@far_share.mistake("Those are the last k uses, and all of them with k = 0. The first are [:k].")
def _(das, hs, k):
    return np.linalg.norm(das[-k:].T @ hs[:-1][-k:]) / np.linalg.norm(das.T @ hs[:-1])


@far_share.mistake("The first use is left out, that of h_0. Count it, too.")
def _(das, hs, k):
    return np.linalg.norm(das[1:k].T @ hs[1:k]) / np.linalg.norm(das.T @ hs[:-1])


@far_share.mistake("That is the share for the bias: it has no states. For W_hh each da_t meets its h_(t-1).")
def _(das, hs, k):
    return np.linalg.norm(das[:k].sum(axis=0)) / np.linalg.norm(das.sum(axis=0))
