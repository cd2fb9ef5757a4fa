"""Lesson 6: gates of a mean, the way back, budgets, maps of weights, and the shares of a gradient."""

import numpy as np

from course_utils.exercises import exercise

# exercises stand in the lesson's order
# isort: off
from course_utils.exercises.lesson_06_cell import (  # noqa: F401
    mean_gates,
    update_gate_gradient,
    gradient_before,
)
from course_utils.exercises.lesson_06_cell import _rng
# isort: on


@exercise(
    probes=lambda: [
        (1, 1, 10),
        (3, 2, 100),
        (4, 1, 5000),
        (3, 31, 5000),
        (4, 6, 7),
        (3, 20, 1_000_000),
        (1, 1, 9),
        (4, 2, 81),
        (1, 1, 999_998),
    ],
    hints=(
        "A block has H rows: H weights for each of I inputs, H for each of H states, and two biases.",
        "That makes blocks * (H * I + H * H + 2 * H). Try sizes one after the other.",
        "Begin with H = 0 and go on while the next size still fits.",
    ),
    learned="You can give two networks the same budget.",
)
def largest_layer(blocks, input_size, budget):
    """Return the largest hidden_size whose layer has at most `budget` weights; 0 if there is none."""
    hidden = 0
    while blocks * (hidden + 1) * (input_size + (hidden + 1) + 2) <= budget:
        hidden += 1
    return hidden


def _fits(blocks, budget, size):
    """Return the largest number of units whose block, `size` of it, keeps within the budget."""
    hidden = 0
    while blocks * size(hidden + 1) <= budget:
        hidden += 1
    return hidden


@largest_layer.mistake("You count one bias a unit and block. A layer of torch has two.")
def _(blocks, input_size, budget):
    return _fits(blocks, budget, lambda h: h * (input_size + h + 1))


@largest_layer.mistake("The biases are missing: two a unit and block.")
def _(blocks, input_size, budget):
    return _fits(blocks, budget, lambda h: h * (input_size + h))


@largest_layer.mistake("One unit too many: this is the first size that no longer fits.")
def _(blocks, input_size, budget):
    return _fits(blocks, budget, lambda h: h * (input_size + h + 2)) + 1


@largest_layer.mistake("The blocks are missing: a GRU has three of everything, an LSTM four.")
def _(blocks, input_size, budget):
    return _fits(1, budget, lambda h: h * (input_size + h + 2))


@largest_layer.mistake("You stop before a size that uses the budget up exactly. It fits: at most is <=.")
def _(blocks, input_size, budget):
    return _fits(blocks, budget - 1, lambda h: h * (input_size + h + 2))


@largest_layer.mistake("The biases are not multiplied by the blocks. Each block has its own two a unit.")
def _(blocks, input_size, budget):
    return _fits(1, budget, lambda h: blocks * h * (input_size + h) + 2 * h)


@largest_layer.mistake(
    "The blocks multiply the input's weights alone. Each has its own for the state, and biases."
)
def _(blocks, input_size, budget):
    return _fits(1, budget, lambda h: blocks * h * input_size + h * (h + 2))


@largest_layer.mistake("Where not even one unit fits, the answer is 0.")
def _(blocks, input_size, budget):
    return max(1, _fits(blocks, budget, lambda h: h * (input_size + h + 2)))


from course_utils.exercises.lesson_06_maps import (  # noqa: E402, F401
    flip_update,
    from_keras,
    minimal_as_gru,
)


def _gradients():
    rng = _rng()
    yield (np.array([[3.0, -4.0], [0.0, 5.0]]),)
    yield (np.array([[3.0, 4.0], [5.0, 12.0], [8.0, 6.0]]),)
    yield (rng.normal(size=(3, 2)),)
    yield (rng.normal(size=(6, 4)) * np.array([1e-8, 1e-6, 1e-4, 1e-2, 1, 1])[:, None],)
    yield (1e-9 * rng.normal(size=(4, 2)),)
    yield (np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 0.0]]),)
    yield (np.zeros((3, 2)),)


@exercise(
    probes=lambda: list(_gradients()),
    hints=(
        "np.linalg.norm(dxs, axis=1) gives one norm for each step.",
        "Divide by their sum, so that the shares sum to 1.",
        "Look at the sum first: if it is 0, nothing can be divided by it.",
    ),
    learned="You can turn a gradient into a statement about a text.",
)
def shares_of(dxs):
    """Return how much each step counts, shape (seq_len,); the shares sum to 1, or are all 0."""
    norms = np.linalg.norm(dxs, axis=1)
    total = norms.sum()
    return norms / total if total > 0 else norms


def _shared(sizes):
    total = sizes.sum()
    return sizes / total if total != 0 else sizes


@shares_of.mistake("You add entries with their signs, so that they cancel. Take a norm of each step.")
def _(dxs):
    return _shared(dxs.sum(axis=1))


@shares_of.mistake("Those are squares: large gradients count too much. Take the root.")
def _(dxs):
    return _shared((dxs**2).sum(axis=1))


@shares_of.mistake("You divide by the largest norm. Shares are parts of the sum of all norms.")
def _(dxs):
    norms = np.linalg.norm(dxs, axis=1)
    return norms / norms.max() if norms.max() > 0 else norms


@shares_of.mistake("The norms go over the steps, one a symbol. Wanted is one a step: axis=1.")
def _(dxs):
    return _shared(np.linalg.norm(dxs, axis=0))


@shares_of.mistake("You add absolute values. The length of a gradient is the root of the sum of squares.")
def _(dxs):
    return _shared(np.abs(dxs).sum(axis=1))


@shares_of.mistake("You divide by the length of the whole gradient. Then the shares don't sum to 1.")
def _(dxs):
    norms = np.linalg.norm(dxs, axis=1)
    return norms / np.linalg.norm(dxs) if norms.any() else norms


@shares_of.mistake("That is a softmax. Divide each length by the sum of all lengths.")
def _(dxs):
    powers = np.exp(np.linalg.norm(dxs, axis=1))
    return powers / powers.sum()


@shares_of.mistake("Where all gradients are zero, all shares are zero, and not all alike.")
def _(dxs):
    norms = np.linalg.norm(dxs, axis=1)
    return norms / norms.sum() if norms.any() else np.full(len(norms), 1 / len(norms))


@shares_of.mistake("Where all gradients are zero you divide by zero. Then all shares are zero.")
def _(dxs):
    norms = np.linalg.norm(dxs, axis=1)
    with np.errstate(invalid="ignore"):
        return norms / norms.sum()


from course_utils.exercises.build_06 import own_gru  # noqa: E402, F401
