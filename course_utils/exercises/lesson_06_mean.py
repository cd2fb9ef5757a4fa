"""Lesson 6: what one gate can do, the gates of a weighted mean."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_06_cell import _rng


def _weights():
    rng = _rng()
    yield (np.array([[1.0], [1.0], [1.0]]),)
    yield (np.array([[2.0], [1.0], [0.0], [1.0]]),)
    yield (np.array([[1.0, 4.0], [3.0, 1.0]]),)
    yield (np.array([[3.0]]),)
    yield (np.array([[2.0, 0.5]]),)
    yield (np.array([[1, 3], [2, 1], [1, 4]]),)  # whole numbers: gates are none
    yield (np.array([[1.0, 2.0, 0.5], [0.0, 2.0, 0.5], [0.0, 2.0, 4.0], [5.0, 0.0, 1.0]]),)
    yield (rng.uniform(0.1, 2, size=(60, 4)),)


@exercise(
    probes=lambda: list(_weights()),
    hints=(
        "Take two inputs of weight 1: z_1 = 0 takes the first one in, and z_2 = 1/2 makes the mean of both.",
        "The new input's share of the mean is w_t over the sum of the weights so far. And z_t is what stays.",
        "np.cumsum(weights, axis=0) has the sums so far, for every sequence of the batch.",
    ),
    learned="You know what one gate can do: any weighted mean, and never a sum.",
)
def mean_gates(weights):
    """Return z_1, ..., z_T, (T, batch)."""
    return 1 - weights / np.cumsum(weights, axis=0)


@mean_gates.mistake("That is the share of the new input, 1 - z_t. The gate z_t is what stays of the old.")
def _(weights):
    return weights / np.cumsum(weights, axis=0)


@mean_gates.mistake(
    "You divide by the sum of all weights. After step t the mean has only the weights up to t in it."
)
def _(weights):
    return 1 - weights / weights.sum(axis=0)


@mean_gates.mistake("That is right where all weights are 1. Heavier inputs have to move the mean further.")
def _(weights):
    steps = np.arange(1, len(weights) + 1)[:, None]
    return np.broadcast_to((steps - 1) / steps, weights.shape).copy()


@mean_gates.mistake("The sums run over the whole batch. Each sequence has its own: sum along axis 0, time.")
def _(weights):
    return 1 - weights / np.cumsum(weights).reshape(weights.shape)


@mean_gates.mistake("The weights before step t don't have w_t in them: the mean after step t does.")
def _(weights):
    before = np.cumsum(weights, axis=0) - weights
    return 1 - weights / np.where(before > 0, before, weights)


@mean_gates.mistake("The running total goes on from one sequence to the next. Begin each sequence at 0.")
def _(weights):
    flat = weights.T.ravel()
    return (1 - flat / np.cumsum(flat)).reshape(weights.T.shape).T


@mean_gates.mistake("The sums run over the batch, axis 1. Time is axis 0.")
def _(weights):
    return 1 - weights / np.cumsum(weights, axis=1)


@mean_gates.mistake(
    "Where a weight is 0, nothing comes in: the gate is 1 there, so that all of the old stays."
)
def _(weights):
    return np.where(weights > 0, mean_gates.reference(weights), 0.0)


@mean_gates.mistake(
    "Your first gate is 1, so the first input never comes in. It must be 0: nothing old is to stay."
)
def _(weights):
    z = mean_gates.reference(weights)
    z[0] = 1
    return z


@mean_gates.mistake(
    "You compare w_t with the last weight alone. The old mean has the weight of all inputs before it."
)
def _(weights):
    before = np.vstack([0 * weights[:1], weights[:-1]])
    return before / (before + weights)


@mean_gates.mistake(
    "Your gates hold whole numbers, as the weights here do: what stands after the point is cut off."
)
def _(weights):
    return mean_gates.reference(weights).astype(weights.dtype)


@mean_gates.mistake("At the first step you divide by the sum before it, which is 0. The sum needs w_t in it.")
def _(weights):
    return 1 - weights / (np.cumsum(weights, axis=0) - weights)


@mean_gates.mistake("w_t is counted twice: your sum up to step t has it already.")
def _(weights):
    total = np.cumsum(weights, axis=0)
    return total / (total + weights)


@mean_gates.mistake(
    "You divide the sum before step t by the sum of all weights. Divide by the sum up to step t."
)
def _(weights):
    return (np.cumsum(weights, axis=0) - weights) / weights.sum(axis=0)


@mean_gates.mistake(
    "Those are running sums over the sum of all. z_t compares the sum before step t with the sum after it."
)
def _(weights):
    return np.cumsum(weights, axis=0) / weights.sum(axis=0)


@mean_gates.mistake(
    "Those are the weights' shares in the last mean. The state has to be the mean after every step."
)
def _(weights):
    return weights / weights.sum(axis=0)


@mean_gates.mistake(
    "1 - w_t makes a mean only where the weights so far sum to 1. Divide w_t by their sum first."
)
def _(weights):
    return 1 - weights


@mean_gates.mistake(
    "You add up the weights from the end. After step t the mean has the first t inputs in it."
)
def _(weights):
    return 1 - weights / np.cumsum(weights[::-1], axis=0)[::-1]


@mean_gates.mistake("The sum before step t is divided by w_t alone. Divide by the sum up to step t.")
def _(weights):
    return (np.cumsum(weights, axis=0) - weights) / weights
