"""Lesson 4: how gradients decay, products of Jacobians, clipping, and matrices with given properties."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.texts import gettext


def _rng():
    return np.random.default_rng(4)


@exercise(
    probes=lambda: [
        (np.array([0.25, 0.5, 1.0]),),
        (np.array([4.0, 1.0]),),
        (0.9 ** np.arange(49, -1, -1.0),),
        (np.abs(_rng().standard_normal(7)) + 0.1,),
        (np.array([2.0, 2.0]),),
        (np.array([0.0, 0.5, 1.0]),),
    ],
    hints=(
        "Take the whole factor first: what the gradient at step 1 is of the gradient at step T.",
        "That factor was made by T - 1 equal steps. Which number, taken T - 1 times, gives it?",
        "The n-th root of x is x ** (1 / n).",
    ),
    learned="You can tell from a gradient profile how much a step keeps.",
)
def decay_rate(norms):
    """Return the factor by which one step back multiplies a gradient, given |dL/dh_1|, ..., |dL/dh_T|."""
    factor = norms[0] / norms[-1]
    return factor ** (1 / (len(norms) - 1))


@decay_rate.mistake("You took the T-th root; from step T back to step 1 there are T - 1 steps.")
def _(norms):
    return (norms[0] / norms[-1]) ** (1 / len(norms))


@decay_rate.mistake(
    "You divided the last norm by the first: the gradient comes from step T and arrives at step 1."
)
def _(norms):
    return (norms[-1] / norms[0]) ** (1 / (len(norms) - 1))


@decay_rate.mistake("That is the factor over all steps. The rate is the factor of one of them.")
def _(norms):
    return norms[0] / norms[-1]


@decay_rate.mistake(
    "You took the mean of the steps' factors. Factors multiply: take the root of their product."
)
def _(norms):
    return np.mean(norms[:-1] / norms[1:])


@decay_rate.mistake("That is the factor of a single step. Factors differ: ask what all steps make together.")
def _(norms):
    return norms[-2] / norms[-1]


@decay_rate.mistake("You divided the factor by the number of steps. Factors multiply: take a root.")
def _(norms):
    return norms[0] / norms[-1] / (len(norms) - 1)


def _states():
    rng = _rng()
    for hidden, steps in ((1, 2), (2, 2), (2, 3), (3, 5), (2, 1), (3, 1)):
        yield rng.normal(size=(hidden, hidden)), np.tanh(rng.normal(size=(steps, hidden)))


@exercise(
    probes=lambda: list(_states()),
    hints=(
        "One step: J_t = diag(1 - h_t²) W_hh. np.diag makes a matrix of a vector.",
        "The first Jacobian in the product is J_2: it leads from h_1 to h_2.",
        "Start from the identity, and put each further J_t on the left.",
    ),
    learned="You can follow a gradient through a tanh network by hand.",
)
def jacobian_product(W_hh, hs):
    """Return dh_T/dh_1 = J_T ... J_2 of a tanh network; hs is (steps, hidden), h_1 first."""
    product = np.eye(len(W_hh))
    for h_t in hs[1:]:
        product = np.diag(1 - h_t**2) @ W_hh @ product
    return product


def _product(W_hh, hs, step, left=True):
    product = np.eye(len(W_hh))
    for h_t in hs:
        product = step(h_t) @ product if left else product @ step(h_t)
    return product


@jacobian_product.mistake("The order is reversed: the last step's Jacobian stands on the left, J_T ... J_2.")
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: np.diag(1 - h**2) @ W_hh, left=False)


@jacobian_product.mistake(
    "You have one Jacobian too many: J_1 leads from h_0 to h_1, and the product starts at h_1."
)
def _(W_hh, hs):
    return _product(W_hh, hs, lambda h: np.diag(1 - h**2) @ W_hh)


@jacobian_product.mistake("The slopes of tanh are missing: this is a power of W_hh.")
def _(W_hh, hs):
    return np.linalg.matrix_power(W_hh, len(hs) - 1)


@jacobian_product.mistake("You used h_t where the slope of tanh needs 1 - h_t².")
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: np.diag(h) @ W_hh)


@jacobian_product.mistake("You used 1 - h_t; the slope of tanh is 1 - h_t².")
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: np.diag(1 - h) @ W_hh)


@jacobian_product.mistake(
    "The slopes scale the rows of W_hh, not its columns: diag(1 - h_t²) stands on the left."
)
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: W_hh @ np.diag(1 - h**2))


@jacobian_product.mistake("You took the slope at h_(t-1); the one that counts is at the new state, h_t.")
def _(W_hh, hs):
    return _product(W_hh, hs[:-1], lambda h: np.diag(1 - h**2) @ W_hh)


@jacobian_product.mistake(
    "You transposed W_hh. dh_T/dh_1 uses W_hh itself; its transpose carries gradients back."
)
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: np.diag(1 - h**2) @ W_hh.T)


@jacobian_product.mistake("W_hh is missing: these are the slopes alone.")
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: np.diag(1 - h**2))


@jacobian_product.mistake("That is the last Jacobian alone: multiply those of all steps.")
def _(W_hh, hs):
    return np.diag(1 - hs[-1] ** 2) @ W_hh


@jacobian_product.mistake("You multiplied entry by entry: Jacobians are multiplied as matrices, with @.")
def _(W_hh, hs):
    product = np.ones(W_hh.shape)
    for h_t in hs[1:]:
        product = np.diag(1 - h_t**2) @ W_hh * product
    return product


@jacobian_product.mistake("There is one W_hh too many: start from the identity.")
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: np.diag(1 - h**2) @ W_hh) @ W_hh


@exercise(
    probes=lambda: [
        ({"w": np.array([3.0, 4.0])}, 1.0),
        ({"w": np.array([0.3, 0.4])}, 1.0),
        ({"W_hh": np.array([[3.0, 0.0], [0.0, 1.0]]), "b_h": np.array([0.0, -4.0])}, 2.0),
        ({"W_hh": _rng().normal(size=(3, 3)), "b_h": _rng().normal(size=3) * 5}, 0.5),
        ({"w": np.array([3.0, 4.0]), "b": np.zeros(1)}, 5.0),
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


def _grows_then_fades(W, growth):
    """Say what a matrix lacks to grow by `growth` first and to fade in the end."""
    W = np.asarray(W, dtype=float)
    if W.shape != (2, 2):
        said = gettext("the answer has shape {got}, expected {want}.")
        return said.format(got=W.shape, want=(2, 2))
    if not np.isfinite(W).all():
        return gettext("the matrix has entries that are not finite.")
    radius = np.abs(np.linalg.eigvals(W)).max()
    if radius > 0.95:
        return gettext("its spectral radius is {radius:.3g}, and the exercise allows 0.95 at most.").format(
            radius=radius
        )
    norms = [np.linalg.norm(np.linalg.matrix_power(W, k), 2) for k in range(1, 400)]
    if max(norms) < growth:
        said = gettext("the norm of its powers reaches {most:.6g} at most, asked for {growth:g}.")
        said = said.format(most=max(norms), growth=growth)
        normal = gettext("It is normal, and the powers of such a matrix never grow.")
        return f"{said} {normal}" if np.allclose(W @ W.T, W.T @ W) else said
    return ""


@exercise(
    probes=lambda: [(2.0,), (40.0,), (1000.0,)],
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


def _keeps_gradients(W_hh, size, seed):
    """Say what a start lacks to pass any gradient, and to let units hear of each other."""
    W_hh = np.asarray(W_hh, dtype=float)
    if W_hh.shape != (size, size):
        said = gettext("the answer has shape {got}, expected {want}.")
        return said.format(got=W_hh.shape, want=(size, size))
    if not np.isfinite(W_hh).all():
        return gettext("the matrix has entries that are not finite.")
    others = np.abs(W_hh - np.diag(np.diag(W_hh))).max(axis=1)
    if others.min() < 1e-3:
        said = gettext("unit {unit} hears of no other: row {unit} is 0 off the diagonal. Mix them.")
        return said.format(unit=others.argmin())
    with np.errstate(all="ignore"):
        kept = np.linalg.svd(np.linalg.matrix_power(W_hh, 100), compute_uv=False)
    if kept[0] > 2 or kept[-1] < 0.5 or not np.isfinite(kept).all():
        said = gettext(
            "after 100 linear steps some gradient is {least:.1e} times as long, some other {most:.1e} times; "
            "it should be between 0.5 and 2 for all."
        )
        return said.format(least=kept[-1], most=kept[0])
    return ""


@exercise(
    probes=lambda: [(2, 1), (2, 2), (16, 0), (16, 2), (64, 3)],
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


# in the lesson's order
# isort: off
from course_utils.exercises.lesson_04_share import far_share  # noqa: E402, F401
from course_utils.exercises.build_04 import far_reader  # noqa: E402, F401
# isort: on
