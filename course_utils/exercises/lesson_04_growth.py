"""Lesson 4: a matrix whose powers grow, then fade."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.texts import gettext


def _grows_then_fades(W, growth):
    """Say what a matrix lacks to grow by `growth` first and to fade in the end."""
    W = np.asarray(W, dtype=float)
    if W.shape != (2, 2):
        said = gettext("the answer has shape {got}, expected {want}.")
        return said.format(got=W.shape, want=(2, 2))
    if not np.isfinite(W).all():
        return gettext("the matrix has entries that are not finite.")
    radius = np.abs(np.linalg.eigvals(W)).max()
    if radius > 0.95 + 1e-9:  # a radius of 0.95 is rounded either way
        said = gettext("its spectral radius is {radius:.3g}, and the exercise allows 0.95 at most.")
        return f"{said.format(radius=radius)}\n{_why_it_stays(W)}"
    norms = [np.linalg.norm(np.linalg.matrix_power(W, k), 2) for k in range(1, 400)]
    if max(norms) < growth:
        said = gettext("the norm of its powers reaches {most:.6g} at most, asked for {growth:g}.")
        return f"{said.format(most=max(norms), growth=growth)}\n{_why_it_is_small(W, norms, growth)}"
    return ""


def _why_it_stays(W):
    """Say what makes the eigenvalues of a 2 x 2 matrix too large."""
    if np.allclose(W, W.T) and W[0, 1]:
        return gettext(
            "It is symmetric: large entries make large eigenvalues. Let one of the two off the diagonal be 0."
        )
    if not W[0, 1] * W[1, 0]:
        return gettext(
            "With a 0 beside the diagonal, the eigenvalues are the entries on it: make these smaller."
        )
    return gettext(
        "Eigenvalues come from the diagonal, and from the product of the two entries beside it. Keep the "
        "diagonal below 1 and that product small, or 0."
    )


def _why_it_is_small(W, norms, growth):
    """Say what keeps the powers of a 2 x 2 matrix from growing so far."""
    if np.allclose(W @ W.T, W.T @ W):
        return gettext("It is normal, and the powers of such a matrix never grow.")
    if norms[0] < 1:
        said = gettext(
            "Its own norm is {norm:.3g}: below 1, and so is every power's. Let the spectral radius be below "
            "1, not the norm."
        )
        return said.format(norm=norms[0])
    if norms[0] == max(norms):
        return gettext(
            "The first power is the largest already, and fading wins from then on. Let both eigenvalues be "
            "nearer to 0.95, or the entry beside the diagonal larger."
        )
    said = gettext(
        "Short by a factor of {times:.4g}. It grows in proportion to the entry beside the diagonal."
    )
    return said.format(times=growth / max(norms))


@exercise(
    probes=lambda: [(2.0,), (2.7,), (40.0,), (1000.0,)],
    hints=(
        "Both eigenvalues of [[a, b], [0, a]] are a, whatever b is.",
        "With a = 0.9, how does b move the largest norm of the powers? Try a few values.",
        "The largest norm grows in proportion to b: about 3.9 b for a = 0.9.",
    ),
    learned="You can build what a spectral radius hides.",
    wants=_grows_then_fades,
)
def grow_then_fade(growth):
    """Return a 2 x 2 matrix of spectral radius 0.95 at most, a power of which has a norm of `growth`."""
    return np.array([[0.9, growth], [0.0, 0.9]])


@grow_then_fade.mistake(
    "A symmetric matrix is normal: its norm is its spectral radius, and it can't grow first."
)
def _(growth):
    return np.array([[0.9, 0.05], [0.05, 0.9]])


@grow_then_fade.mistake("With `growth` on the diagonal, that is an eigenvalue: the powers grow for ever.")
def _(growth):
    return np.array([[growth, 0.0], [0.0, 0.9]])


@grow_then_fade.mistake(
    "The entry beside the diagonal has to grow with `growth`; the same one can't do for all."
)
def _(growth):
    return np.array([[0.9, 10.0], [0.0, 0.9]])


@grow_then_fade.mistake(
    "With 1 on the diagonal both eigenvalues are 1: it grows for ever. Take less, 0.9 say."
)
def _(growth):
    return np.array([[1.0, growth], [0.0, 1.0]])


@grow_then_fade.mistake(
    "You multiply the whole matrix by `growth`, its eigenvalues too. Only the entry beside them may grow."
)
def _(growth):
    return growth * np.array([[0.9, 1.0], [0.0, 0.9]])


@grow_then_fade.mistake(
    "The root of `growth` is too little: the norms grow in proportion to the entry beside the diagonal."
)
def _(growth):
    return np.array([[0.9, np.sqrt(growth)], [0.0, 0.9]])


@grow_then_fade.mistake(
    "`growth` times its inverse is 1, and so are the eigenvalues: every second power is the identity."
)
def _(growth):
    return np.array([[0.0, growth], [1.0 / growth, 0.0]])


@grow_then_fade.mistake("You round `growth` down to a whole number: 2.7 has to be reached, too.")
def _(growth):
    return np.array([[0.0, int(growth)], [0.0, 0.0]])
