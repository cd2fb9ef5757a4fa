"""Lesson 4: a start through which gradients pass."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.texts import gettext


def _keeps_gradients(W_hh, size, seed):
    """Say what a start lacks to pass any gradient, and to let units hear of each other."""
    W_hh = np.asarray(W_hh, dtype=float)
    if W_hh.shape != (size, size):
        said = gettext("the answer has shape {got}, expected {want}.")
        said = said.format(got=W_hh.shape, want=(size, size))
        pair = gettext("np.linalg.qr returns two matrices: take the first.")
        return f"{said}\n{pair}" if W_hh.shape == (2, size, size) else said
    if not np.isfinite(W_hh).all():
        return gettext("the matrix has entries that are not finite.")
    others = np.abs(W_hh - np.diag(np.diag(W_hh))).max(axis=1)
    if others.min() < 1e-3:
        said = gettext("unit {unit} hears of no other, as row {unit} is 0 off the diagonal: mix them.")
        return f"{said.format(unit=others.argmin())}\n{_why_alone(W_hh, others < 1e-3)}".rstrip()
    with np.errstate(all="ignore"):
        kept = np.linalg.svd(np.linalg.matrix_power(W_hh, 100), compute_uv=False)
    if kept[0] > 2 or kept[-1] < 0.5 or not np.isfinite(kept).all():
        said = gettext(
            "after 100 linear steps some gradient is {least:.1e} times as long, some other {most:.1e} times; "
            "it should be between 0.5 and 2 for all."
        )
        return f"{said.format(least=kept[-1], most=kept[0])}\n{_why_not_kept(W_hh)}"
    return ""


def _why_alone(W_hh, alone):
    """Say what left units alone, or "" where that can't be told."""
    if (W_hh == np.eye(len(W_hh))).all():
        return gettext(
            "It is the identity: each unit hears itself alone. A random permutation may turn out to be that."
        )
    if alone.all():
        return gettext("To within a thousandth it is diagonal: each unit hears itself alone.")
    if np.isin(np.abs(W_hh), (0, 1)).all() and (np.count_nonzero(W_hh, axis=1) == 1).all():
        return gettext("A random permutation may leave units in their place. Let each take another's.")
    if np.allclose(np.tril(W_hh), W_hh) or np.allclose(np.triu(W_hh), W_hh):
        return gettext("It is triangular. Of the two that np.linalg.qr returns, R is; Q keeps lengths.")
    if len(alone) % 2 and alone.sum() == 1 and alone[[0, -1]].any():
        return gettext("Turned in pairs, units of an odd number leave one over.")
    return ""


def _why_not_kept(W_hh):
    """Say how a matrix, none of whose rows is 0 off the diagonal, differs from one that keeps all lengths."""
    lengths, size = np.linalg.svd(W_hh, compute_uv=False), len(W_hh)
    radius = np.abs(np.linalg.eigvals(W_hh)).max()
    if np.allclose(lengths, lengths[0]):
        said = gettext(
            "It is {factor:.4g} times an orthogonal matrix, and {factor:.4g} to the power of 100 is "
            "{kept:.2g}: scale nothing."
        )
        with np.errstate(over="ignore"):
            return said.format(factor=lengths[0], kept=lengths[0] ** 100)
    if np.isclose(lengths[0], 1):
        return gettext("Its largest singular value is 1, so no direction grows, but others shrink.")
    if np.isclose(radius, 1):
        return gettext(
            "Its spectral radius is 1. That says nothing about the other directions: eigenvalues below 1 "
            "fade, and eigenvectors that aren't at right angles stretch."
        )
    for axis, of in ((1, gettext("row")), (0, gettext("column"))):
        if np.allclose(np.linalg.norm(W_hh, axis=axis), 1):
            said = gettext("Each {of} has length 1, but they don't stand at right angles to each other.")
            return said.format(of=of)
    if np.abs(W_hh - np.eye(size)).max() < 0.3:
        return gettext(
            "It is the identity with something small added, which stretches some directions and shrinks "
            "others: a hundred steps make much of that."
        )
    said = gettext(
        "Single steps make lengths up to {most:.3g} times, down to {least:.3g} times. Scaling moves all of "
        "these together; each has to be 1."
    )
    return said.format(most=lengths[0], least=lengths[-1])


@exercise(
    probes=lambda: [(2, 1), (2, 2), (5, 4), (7, 5), (16, 0), (16, 2), (64, 3)],
    hints=(
        "The gradient is multiplied by W_hh.T a hundred times. Which matrices never change a length?",
        "Rotations do: orthogonal matrices. Any matrix can be split into an orthogonal and a triangular one.",
        "np.linalg.qr(A) returns the two; A can be random.",
    ),
    learned="You can choose a start through which gradients pass.",
    wants=_keeps_gradients,
)
def passing_start(size, seed):
    """Return a W_hh (size, size), not diagonal, through which gradients pass 100 linear steps."""
    A = np.random.default_rng(seed).standard_normal((size, size))
    Q, _ = np.linalg.qr(A)
    return Q


@passing_start.mistake(
    "Gaussian entries of size 1 make singular values of about twice the root of `size`: it explodes."
)
def _(size, seed):
    return np.random.default_rng(seed).standard_normal((size, size))


@passing_start.mistake(
    "Scaled by the root of `size` the spectral radius is about 1, and yet gradients don't keep."
)
def _(size, seed):
    return np.random.default_rng(seed).standard_normal((size, size)) / np.sqrt(size)


@passing_start.mistake("The identity keeps every gradient, but no unit would hear of another.")
def _(size, seed):
    return np.eye(size)


@passing_start.mistake(
    "Torch's default start, uniform up to 1 / sqrt(size), shrinks gradients by half a step."
)
def _(size, seed):
    return np.random.default_rng(seed).uniform(-1, 1, (size, size)) / np.sqrt(size)


def _gaussian(size, seed):
    return np.random.default_rng(seed).standard_normal((size, size))


@passing_start.mistake(
    "Scaled to a spectral radius of 1, one direction keeps its length. The others fade: their eigenvalues "
    "are below 1."
)
def _(size, seed):
    W = _gaussian(size, seed)
    return W / np.abs(np.linalg.eigvals(W)).max()


@passing_start.mistake(
    "Divided by its largest singular value, no direction grows, and all but one shrink. All have to be 1."
)
def _(size, seed):
    W = _gaussian(size, seed)
    return W / np.linalg.norm(W, 2)


@passing_start.mistake(
    "You divide by the root of the sum of squares of all entries: that makes every direction far too short."
)
def _(size, seed):
    W = _gaussian(size, seed)
    return W / np.linalg.norm(W)


@passing_start.mistake("Each row has length 1, but rows have to stand at right angles to each other, too.")
def _(size, seed):
    W = _gaussian(size, seed)
    return W / np.linalg.norm(W, axis=1, keepdims=True)


@passing_start.mistake(
    "Each column has length 1, but columns have to stand at right angles to each other, too."
)
def _(size, seed):
    W = _gaussian(size, seed)
    return W / np.linalg.norm(W, axis=0)


@passing_start.mistake("You return R, the triangular factor. The orthogonal one is Q, the first of the two.")
def _(size, seed):
    return np.linalg.qr(_gaussian(size, seed))[1]


@passing_start.mistake(
    "A symmetric Gaussian matrix has real eigenvalues of all sizes. Each has to be 1 or -1."
)
def _(size, seed):
    W = _gaussian(size, seed)
    return (W + W.T) / 2


@passing_start.mistake("Divided by `size`, the entries are too small: every direction fades.")
def _(size, seed):
    return _gaussian(size, seed) / size
