"""Lesson 4: the product of the Jacobians of a tanh network."""

from functools import reduce

import numpy as np

from course_utils.exercises import exercise


def _states():
    rng = np.random.default_rng(4)
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


def _slopes(h):
    return np.diag(1 - h**2)


@jacobian_product.mistake("With a single step nothing is multiplied: dh_1/dh_1 is the identity, and not J_1.")
def _(W_hh, hs):
    return _product(W_hh, hs[1:] if len(hs) > 1 else hs, lambda h: _slopes(h) @ W_hh)


@jacobian_product.mistake(
    "With a single step there is no h_2 to begin with. Begin with the identity: it is the answer then."
)
def _(W_hh, hs):
    return _product(W_hh, hs[2:], lambda h: _slopes(h) @ W_hh) @ _slopes(hs[1]) @ W_hh


@jacobian_product.mistake(
    "With a single step there is nothing to multiply, and that fails. Give the identity as the first factor."
)
def _(W_hh, hs):
    return reduce(np.matmul, _each(W_hh, hs[:0:-1]))


def _each(W_hh, hs):
    return [_slopes(h) @ W_hh for h in hs]


@jacobian_product.mistake(
    "With a single step you return a number. The identity is a matrix, (hidden, hidden)."
)
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: _slopes(h) @ W_hh) if len(hs) > 1 else 1.0


@jacobian_product.mistake(
    "With a single step you return 0. What is multiplied by nothing stays: the identity."
)
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: _slopes(h) @ W_hh) * (len(hs) > 1)


@jacobian_product.mistake("With a single step you return W_hh. No step is made then: it is the identity.")
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: _slopes(h) @ W_hh) if len(hs) > 1 else W_hh


@jacobian_product.mistake(
    "hs holds states, which have been through tanh. Take 1 - h_t², without another tanh."
)
def _(W_hh, hs):
    return _product(W_hh, np.tanh(hs[1:]), lambda h: _slopes(h) @ W_hh)


@jacobian_product.mistake("You square 1 - h_t. The square belongs to h_t alone: 1 - h_t².")
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: np.diag((1 - h) ** 2) @ W_hh)


@jacobian_product.mistake("You used h_t (1 - h_t), the slope of a sigmoid. That of tanh is 1 - h_t².")
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: np.diag(h * (1 - h)) @ W_hh)


@jacobian_product.mistake(
    "Each Jacobian is transposed, but their order is not. Leave each as it is, from J_T to J_2."
)
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: (_slopes(h) @ W_hh).T)


@jacobian_product.mistake(
    "You multiplied entry by entry, and only the diagonal of W_hh is left. Matrices are multiplied with @."
)
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: _slopes(h) * W_hh)


@jacobian_product.mistake(
    "The order is reversed, and the slopes scale columns. J_t = diag(1 - h_t²) W_hh, and J_T stands left."
)
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: W_hh @ _slopes(h), left=False)


@jacobian_product.mistake("J_T is missing, the last step's Jacobian: it leads to h_T.")
def _(W_hh, hs):
    return _product(W_hh, hs[1:-1], lambda h: _slopes(h) @ W_hh)


@jacobian_product.mistake("J_2 is missing: it leads from h_1 to h_2.")
def _(W_hh, hs):
    return _product(W_hh, hs[2:], lambda h: _slopes(h) @ W_hh)


@jacobian_product.mistake("You add the Jacobians. Steps follow each other: multiply them, with @.")
def _(W_hh, hs):
    return np.zeros_like(W_hh) + sum(_each(W_hh, hs[1:]))


@jacobian_product.mistake("You took the last Jacobian T - 1 times. Each step has its own: its state differs.")
def _(W_hh, hs):
    return np.linalg.matrix_power(_slopes(hs[-1]) @ W_hh, len(hs) - 1)


@jacobian_product.mistake(
    "You gathered all slopes on one side and all W_hh on the other. Their order matters: take them in turn."
)
def _(W_hh, hs):
    return _product(W_hh, hs[1:], _slopes) @ np.linalg.matrix_power(W_hh, len(hs) - 1)


@jacobian_product.mistake(
    "The order is reversed, and J_1 is in it. From left to right it goes from J_T to J_2."
)
def _(W_hh, hs):
    return _product(W_hh, hs, lambda h: _slopes(h) @ W_hh, left=False)


@jacobian_product.mistake("Those are the Jacobians one by one. Multiply them: the result is one matrix.")
def _(W_hh, hs):
    return np.array(_each(W_hh, hs[1:]))


@jacobian_product.mistake(
    "Each Jacobian replaces the one before. Multiply: put each J_t left of the product."
)
def _(W_hh, hs):
    return [np.eye(len(W_hh)), *_each(W_hh, hs[1:])][-1]


@jacobian_product.mistake(
    "The slopes are taken at h_(t-1), J_1 is in it, and the order is reversed: start at h_2, each J_t left."
)
def _(W_hh, hs):
    return _product(W_hh, hs[:-1], lambda h: _slopes(h) @ W_hh, left=False)


@jacobian_product.mistake("hs holds the states already. W_hh h_t, without the input, gives others.")
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: _slopes(np.tanh(W_hh @ h)) @ W_hh)


@jacobian_product.mistake(
    "That is da_T/da_1, from sum to sum: its slopes are those of h_1 to h_(T-1), right of W_hh."
)
def _(W_hh, hs):
    return _product(W_hh, hs[:-1], lambda h: W_hh @ _slopes(h))


@jacobian_product.mistake("You start from a matrix of ones. The identity changes nothing: np.eye.")
def _(W_hh, hs):
    return _product(W_hh, hs[1:], lambda h: _slopes(h) @ W_hh) @ np.ones_like(W_hh)


@jacobian_product.mistake(
    "You start from zeros, and 0 times anything is 0. The identity changes nothing: np.eye."
)
def _(W_hh, hs):
    return np.zeros_like(W_hh)


@jacobian_product.mistake("You start from the number 1, and @ multiplies no numbers. Start from np.eye.")
def _(W_hh, hs):
    return reduce(lambda product, J: J @ product, _each(W_hh, hs[1:]), 1)


@jacobian_product.mistake(
    "np.linalg.multi_dot needs two matrices at least. With one step or two there are fewer."
)
def _(W_hh, hs):
    return np.linalg.multi_dot(_each(W_hh, hs[:0:-1]))


@jacobian_product.mistake("np.prod multiplies entry by entry. Jacobians are multiplied as matrices, with @.")
def _(W_hh, hs):
    return np.prod(_each(W_hh, hs[1:]), axis=0)


@jacobian_product.mistake(
    "The identity comes back: put each J_t left of the product, and keep what comes out."
)
def _(W_hh, hs):
    return np.eye(len(W_hh))


@jacobian_product.mistake("That is W_hh alone. Each step multiplies by its slopes and by W_hh.")
def _(W_hh, hs):
    return W_hh
