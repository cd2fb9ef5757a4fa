"""Lesson 8, the softmax of attention: its gradient, and its scale."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_08_attention import _rng, _softmax


def _weighted():
    rng = _rng()
    for shape in ((2, 1, 3), (1, 1, 2), (2, 3, 4), (4, 2, 5)):
        yield _softmax(2 * rng.normal(size=shape)), rng.normal(size=shape)
    yield np.array([[[1.0, 0.0, 0.0]]]), np.array([[[2.0, -1.0, 0.5]]])


@exercise(
    probes=lambda: list(_weighted()),
    hints=(
        "Raising one score raises its own weight and lowers all others of the same letter.",
        "de_s = a_s (da_s - mean), where the mean is taken by the weights.",
        "(weights * da).sum(axis=2, keepdims=True): over the words, for each letter by itself.",
    ),
    learned="You can take a gradient back through a softmax.",
)
def score_gradient(weights, da):
    """Return dL/dscores; weights and da are (out_len, batch, seq_len)."""
    return weights * (da - (weights * da).sum(axis=2, keepdims=True))


@score_gradient.mistake("What a score takes from the *other* weights is left out: subtract the mean.")
def _(weights, da):
    return weights * da


@score_gradient.mistake("That is a (1 - a) da, each weight by itself: right for a sigmoid, not here.")
def _(weights, da):
    return weights * (1 - weights) * da


@score_gradient.mistake("Your mean is the plain one. It has to be taken by the weights.")
def _(weights, da):
    return weights * (da - da.mean(axis=2, keepdims=True))


@score_gradient.mistake("Your sum runs over the letters. Each letter has a softmax of its own, over words.")
def _(weights, da):
    return weights * (da - (weights * da).sum(axis=0, keepdims=True))


@score_gradient.mistake(
    "The sign is turned round: a score with a larger da than the mean pulls the loss *up*."
)
def _(weights, da):
    return weights * ((weights * da).sum(axis=2, keepdims=True) - da)


@score_gradient.mistake("Only the first term has its weight. The mean takes the factor a_s, too.")
def _(weights, da):
    return weights * da - (weights * da).sum(axis=2, keepdims=True)


@score_gradient.mistake("You subtract the plain sum of da. Weigh each by its own weight.")
def _(weights, da):
    return weights * (da - da.sum(axis=2, keepdims=True))


@score_gradient.mistake(
    "Your sum runs over everything. Each letter of each sequence has a softmax of its own."
)
def _(weights, da):
    return weights * (da - (weights * da).sum())


@score_gradient.mistake(
    "Your sum runs over the batch. Each sequence has a softmax of its own, over its words."
)
def _(weights, da):
    return weights * (da - (weights * da).sum(axis=1, keepdims=True))


@score_gradient.mistake("Your mean of a da is the plain one: its weights sum to one already, don't divide.")
def _(weights, da):
    return weights * (da - (weights * da).mean(axis=2, keepdims=True))


@score_gradient.mistake("The two terms are added. What a score takes from the others is subtracted.")
def _(weights, da):
    return weights * (da + (weights * da).sum(axis=2, keepdims=True))


@score_gradient.mistake("The mean is subtracted, but the factor before the bracket is missing.")
def _(weights, da):
    return da - (weights * da).sum(axis=2, keepdims=True)


@score_gradient.mistake("You put the weights through the softmax again. They come from it already.")
def _(weights, da):
    twice = _softmax(weights)
    return twice * (da - (twice * da).sum(axis=2, keepdims=True))


@exercise(
    probes=lambda: [(10, False), (4, True), (9, False), (64, True), (3, False), (1, True), (3, True)],
    hints=(
        "A product of two independent numbers with mean 0 and variance 1 has mean 0 and variance 1.",
        "Variances of independent terms add: what is the variance of a sum of d?",
        "The standard deviation is the root of the variance; dividing by a number divides it.",
    ),
    learned="You can say why scores are scaled: their spread does not grow with the size of the query.",
)
def score_spread(d, scaled):
    """Return a number; d is the size of a query, scaled a bool."""
    return 1.0 if scaled else np.sqrt(d)


@score_spread.mistake("That is the variance. The standard deviation is its root.")
def _(d, scaled):
    return 1.0 if scaled else float(d)


@score_spread.mistake("Scaled, yours is the factor 1/√d alone. It multiplies a spread, which was √d.")
def _(d, scaled):
    return 1 / np.sqrt(d) if scaled else np.sqrt(d)


@score_spread.mistake("Scaled, you divide the variance by √d. The standard deviation is divided by it.")
def _(d, scaled):
    return d**0.25 if scaled else np.sqrt(d)


@score_spread.mistake(
    "Variances of a product of two don't add: each of the d products has variance 1, not 2."
)
def _(d, scaled):
    return np.sqrt(2) if scaled else np.sqrt(2 * d)


@score_spread.mistake(
    "You are off by a factor √d: unscaled, the spread grows to √d; the root brings it back to 1."
)
def _(d, scaled):
    return 1 / np.sqrt(d) if scaled else 1.0


@score_spread.mistake("Unscaled, you give each product the variance 2. Its variance is 1 × 1.")
def _(d, scaled):
    return 1.0 if scaled else np.sqrt(2 * d)


@score_spread.mistake(
    "These are d and √d: the variance of a sum of d, and that divided by √d. Take roots first."
)
def _(d, scaled):
    return np.sqrt(d) if scaled else float(d)


@score_spread.mistake("The two cases are exchanged.")
def _(d, scaled):
    return np.sqrt(d) if scaled else 1.0


@score_spread.mistake("You scale in both cases.")
def _(d, scaled):
    return 1.0


@score_spread.mistake("You scale in neither case.")
def _(d, scaled):
    return np.sqrt(d)
