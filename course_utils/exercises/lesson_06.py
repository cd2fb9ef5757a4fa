"""Lesson 6: gates of a mean, the way back, budgets, maps of weights, and the shares of a gradient."""

from bisect import bisect_right

import numpy as np

from course_utils.exercises import exercise

# exercises stand in the lesson's order
# isort: off
from course_utils.exercises.lesson_06_mean import mean_gates  # noqa: F401
from course_utils.exercises.lesson_06_cell import _rng, gradient_before, update_gate_gradient  # noqa: F401
# isort: on


@exercise(
    probes=lambda: [
        (1, 1, 10),
        (3, 2, 100),
        (4, 1, 5000),
        (3, 31, 5000),
        (4, 6, 7),
        (2, 20, 2_400_000),
        (1, 1, 9),
        (4, 2, 81),
        (1, 1, 1_300_000),
        (1, 1, 2_000_000),
        (1, 1, 5),
        (1, 1, 11),
        (1, 3, 5),
        (1, 5, 30),
        (1, 3, 130),
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
    return bisect_right(range(1, budget + 1), budget, key=lambda hidden: blocks * size(hidden))


def _solved(blocks, input_size, budget):
    """Return the number of units, a fraction, that uses the budget up."""
    half = (input_size + 2) / 2
    return float(np.sqrt(half**2 + budget / blocks) - half)


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


@largest_layer.mistake("You round to the nearest number of units, which may go above the budget. Round down.")
def _(blocks, input_size, budget):
    return round(_solved(blocks, input_size, budget))


@largest_layer.mistake("You round up, which goes above the budget. Round down.")
def _(blocks, input_size, budget):
    return int(np.ceil(_solved(blocks, input_size, budget)))


@largest_layer.mistake(
    "That is where the budget is used up exactly, a fraction. Units are whole: round down."
)
def _(blocks, input_size, budget):
    return _solved(blocks, input_size, budget)


@largest_layer.mistake("You count a readout of one output, H + 1 weights. None is to be counted.")
def _(blocks, input_size, budget):
    return _fits(1, budget, lambda h: blocks * h * (input_size + h + 2) + h + 1)


@largest_layer.mistake("You count a readout of one output. None is to be counted.")
def _(blocks, input_size, budget):
    return _fits(1, budget, lambda h: blocks * h * (input_size + h + 2) + h)


@largest_layer.mistake("You count a readout back to the input, with its bias. None is to be counted.")
def _(blocks, input_size, budget):
    return _fits(1, budget, lambda h: blocks * h * (input_size + h + 2) + (h + 1) * input_size)


@largest_layer.mistake("You count a readout back to the input. None is to be counted.")
def _(blocks, input_size, budget):
    return _fits(1, budget, lambda h: blocks * h * (input_size + h + 2) + h * input_size)


@largest_layer.mistake("The state's weights are missing: each unit reads all units, H * H in a block.")
def _(blocks, input_size, budget):
    return _fits(blocks, budget, lambda h: h * (input_size + 2))


@largest_layer.mistake("The input's weights are missing: H * I in a block.")
def _(blocks, input_size, budget):
    return _fits(blocks, budget, lambda h: h * (h + 2))


@largest_layer.mistake("You count the state's weights alone. Those of the input are missing, and the biases.")
def _(blocks, input_size, budget):
    return _fits(blocks, budget, lambda h: h * h)


@largest_layer.mistake("One unit too few: the next size still fits.")
def _(blocks, input_size, budget):
    return max(0, _fits(blocks, budget, lambda h: h * (input_size + h + 2)) - 1)


@largest_layer.mistake("You count two biases in a block, and not two a unit.")
def _(blocks, input_size, budget):
    return _fits(blocks, budget, lambda h: h * (input_size + h) + 2)


@largest_layer.mistake("That is a number of weights. Return the number of units.")
def _(blocks, input_size, budget):
    h = _fits(blocks, budget, lambda h: h * (input_size + h + 2))
    return blocks * h * (input_size + h + 2)


# isort: off
from course_utils.exercises.lesson_06_maps import flip_update  # noqa: E402, F401
from course_utils.exercises.lesson_06_keras import from_keras  # noqa: E402, F401
from course_utils.exercises.lesson_06_minimal import minimal_as_gru  # noqa: E402, F401
# isort: on


def _gradients():
    rng = _rng()
    yield (np.array([[3.0, -4.0], [0.0, 5.0]]),)
    yield (np.array([[3.0, 4.0], [5.0, 12.0], [8.0, 6.0]]),)
    yield (rng.normal(size=(3, 2)),)
    yield (rng.normal(size=(6, 4)) * np.array([1e-8, 1e-6, 1e-4, 1e-2, 1, 1])[:, None],)
    yield (1e-9 * rng.normal(size=(4, 2)),)
    yield (np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 0.0]]),)
    yield (np.zeros((3, 2)),)
    yield (np.array([[1.0, -1.0], [-2.0, 2.0]]),)
    yield (np.array([[-1.0, 0.0], [-3.0, -4.0]]),)
    for _ in range(2):  # as small as after many steps
        yield (1e-9 * rng.normal(size=(3, 2)),)


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


@shares_of.mistake(
    "You ask whether the entries sum to 0, but positive and negative ones cancel. Ask the norms."
)
def _(dxs):
    return shares_of.reference(dxs) if dxs.sum() != 0 else np.zeros(len(dxs))


@shares_of.mistake(
    "You ask whether the entries' sum is above 0, and gradients may be negative. Ask the norms."
)
def _(dxs):
    return shares_of.reference(dxs) if dxs.sum() > 0 else np.zeros(len(dxs))


@shares_of.mistake("You ask whether the largest entry is above 0, and all may be negative. Ask the norms.")
def _(dxs):
    return shares_of.reference(dxs) if dxs.max() > 0 else np.zeros(len(dxs))


@shares_of.mistake("One step without a gradient makes all your shares 0. That holds only if all are 0.")
def _(dxs):
    norms = np.linalg.norm(dxs, axis=1)
    return shares_of.reference(dxs) if norms.all() else np.zeros(len(dxs))


@shares_of.mistake("One entry of 0 makes all your shares 0. That holds only if all are 0.")
def _(dxs):
    return shares_of.reference(dxs) if dxs.all() else np.zeros(len(dxs))


@shares_of.mistake(
    "1e-8 added to the sum is a lot where gradients are tiny: their shares no longer sum to 1."
)
def _(dxs):
    norms = np.linalg.norm(dxs, axis=1)
    return norms / (norms.sum() + 1e-8)


@shares_of.mistake(
    "1e-12 added to the sum is a lot where gradients are tiny: their shares no longer sum to 1."
)
def _(dxs):
    norms = np.linalg.norm(dxs, axis=1)
    return norms / (norms.sum() + 1e-12)


@shares_of.mistake("You take tiny gradients for none. Only if all are 0 themselves, shares are 0.")
def _(dxs):
    return shares_of.reference(dxs) if np.abs(dxs).max() > 1e-6 else np.zeros(len(dxs))


@shares_of.mistake("You pass the lengths through a softmax. Divide each length by the sum of all lengths.")
def _(dxs):
    powers = np.exp(np.linalg.norm(dxs, axis=1))
    return powers / powers.sum() if dxs.any() else np.zeros(len(dxs))


@shares_of.mistake("Those are the lengths themselves. Divide them by their sum.")
def _(dxs):
    return np.linalg.norm(dxs, axis=1)


@shares_of.mistake("You divide by the mean of the lengths. Shares are parts of their sum.")
def _(dxs):
    norms = np.linalg.norm(dxs, axis=1)
    return norms / norms.mean() if norms.any() else norms


@shares_of.mistake("You take each step's largest entry. Its length is the root of the sum of squares.")
def _(dxs):
    return _shared(np.abs(dxs).max(axis=1))


@shares_of.mistake(
    "You add entries with their signs, so that they cancel, and make the sum positive. Take a norm."
)
def _(dxs):
    return _shared(np.abs(dxs.sum(axis=1)))


@shares_of.mistake("You divide by the sum of all absolute values. Divide by the sum of the lengths.")
def _(dxs):
    norms = np.linalg.norm(dxs, axis=1)
    return norms / np.abs(dxs).sum() if norms.any() else norms


from course_utils.exercises.build_06 import own_gru  # noqa: E402, F401
