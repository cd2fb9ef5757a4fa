"""Lesson 7, section 1: what smoothing weighs."""

import numpy as np

from course_utils.exercises import exercise


@exercise(
    probes=lambda: [(0.5, 3), (0.25, 2), (0.9, 6), (1.0, 4), (0.0, 3), (0.3, 1), (0.1, 40)],
    hints=(
        "Write the level down for three values, and multiply out. What stands before y_0, y_1, y_2?",
        "Each later value takes a factor 1 - α from all that came before it.",
        "The newest value has α, the one before α(1 - α), and so on; the first one starts the level.",
    ),
    learned="You can say how long exponential smoothing remembers, and why it is called exponential.",
)
def value_weights(alpha, n):
    """Return the weight of each value in the last level, (n,), the oldest first."""
    weights = alpha * (1 - alpha) ** np.arange(n - 1.0, -1, -1)
    weights[0] = (1 - alpha) ** (n - 1)
    return weights


@value_weights.mistake("The first value has a factor α too many: it starts the level, and pulls nothing.")
def _(alpha, n):
    return alpha * (1 - alpha) ** np.arange(n - 1.0, -1, -1)


@value_weights.mistake(
    "These stand the wrong way round: give the weights from the oldest value to the newest."
)
def _(alpha, n):
    weights = alpha * (1 - alpha) ** np.arange(float(n))
    weights[-1] = (1 - alpha) ** (n - 1)
    return weights


@value_weights.mistake("You swapped the shares: α belongs to the new value, 1 - α to the old level.")
def _(alpha, n):
    weights = (1 - alpha) * alpha ** np.arange(n - 1.0, -1, -1)
    weights[0] = alpha ** (n - 1)
    return weights


@value_weights.mistake("You divided by the sum. With the first value's own weight they sum to 1 already.")
def _(alpha, n):
    weights = (1 - alpha) ** np.arange(n - 1.0, -1, -1)
    return weights / weights.sum()


@value_weights.mistake("Your newest value is damped already: its weight is α, with no factor 1 - α.")
def _(alpha, n):
    weights = alpha * (1 - alpha) ** np.arange(float(n), 0, -1)
    weights[0] = (1 - alpha) ** n
    return weights


def _weights(alpha, n, first, newest=0):
    """Return weights with another one for the first value, or with more damping of all others."""
    weights = alpha * (1 - alpha) ** (np.arange(n - 1.0, -1, -1) + newest)
    weights[0] = first
    return weights


@value_weights.mistake("The first value is damped n times. Only n - 1 values come after it.")
def _(alpha, n):
    return _weights(alpha, n, (1 - alpha) ** n)


@value_weights.mistake("Your first value is damped rightly, the others once too often: the newest has α.")
def _(alpha, n):
    return _weights(alpha, n, (1 - alpha) ** (n - 1), newest=1)


@value_weights.mistake("Your first value is damped only once. Each later value damps it again.")
def _(alpha, n):
    return _weights(alpha, n, (1 - alpha) ** min(1, n - 1))


@value_weights.mistake("A single value has nothing that is weighed against it: for n = 1 the weight is 1.")
def _(alpha, n):
    return value_weights.reference(alpha, n) if n > 1 else np.array([alpha])


@value_weights.mistake("You divided by the sum. What is missing to 1 belongs to the first value alone.")
def _(alpha, n):
    weights = alpha * (1 - alpha) ** np.arange(n - 1.0, -1, -1)
    return weights / weights.sum() if alpha else np.full(n, np.nan)


@value_weights.mistake("That is the level of the mean: all values weigh the same only in a plain mean.")
def _(alpha, n):
    return np.full(n, 1 / n)


@value_weights.mistake("You gave what is missing to 1 to the newest value. It belongs to the first.")
def _(alpha, n):
    weights = alpha * (1 - alpha) ** np.arange(n - 1.0, -1, -1)
    weights[-1] += 1 - weights.sum()
    return weights


@value_weights.mistake("You gave the first value the weight of the second. They are equal for α = 0.5 alone.")
def _(alpha, n):
    return _weights(alpha, n, alpha * (1 - alpha) ** (n - 2) if n > 1 else 1.0)


@value_weights.mistake("At α = 1 your 0⁰ is no number. Take it as 1: `**` does, logarithms don't.")
def _(alpha, n):
    weights = value_weights.reference(alpha, n)
    weights[-1] = np.nan if alpha == 1 else weights[-1]
    return weights


@value_weights.mistake("Each later value takes the factor 1 - α, not exp(-α).")
def _(alpha, n):
    weights = alpha * np.exp(-alpha * np.arange(n - 1.0, -1, -1))
    weights[0] += 1 - weights.sum()
    return weights


@value_weights.mistake("These are powers of α. They equal those of 1 - α for α = 0.5 alone.")
def _(alpha, n):
    weights = alpha ** np.arange(n, 0, -1.0)
    weights[0] = weights[1] if n > 1 else 1.0
    return weights


@value_weights.mistake("You sorted the weights by size. They stand in the order of the values in time.")
def _(alpha, n):
    return np.sort(value_weights.reference(alpha, n))
