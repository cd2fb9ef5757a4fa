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
