"""Lesson 3: the way back, checking it, cutting it, who gets credit, and two parts of a training."""

import numpy as np

from course_utils.exercises import exercise

# exercises stand in the lesson's order
# isort: off
from course_utils.exercises.lesson_03_steps import gradient_of_state, share_of_W_hh, hand_back  # noqa: F401
from course_utils.exercises.lesson_03_pass import whole_dW_hh, leaky_back, by_differences  # noqa: F401
from course_utils.exercises.lesson_03_cuts import truncated_dW_hh, credited_steps  # noqa: F401
from course_utils.exercises.lesson_03_steps import _rng
# isort: on


def _weights():
    rng = _rng()
    yield {"W": np.array([1.0, 2.0])}, {"W": np.array([3.0, 4.0])}, 0.5, 1.0
    yield {"W": np.array([1.0, 2.0])}, {"W": np.array([0.3, -0.4])}, 0.5, 1.0
    yield {"W": np.array([1.0, 2.0])}, {"W": np.zeros(2)}, 0.5, 1.0
    shapes = {"W_hh": (2, 2), "b_h": (2,)}
    W, grads = ({name: rng.normal(size=shape) for name, shape in shapes.items()} for _ in range(2))
    yield W, {name: 5 * g for name, g in grads.items()}, 0.1, 2.0
    shapes = {"W_xh": (3, 2), "W_hh": (3, 3), "b_h": (3,)}
    W, grads = ({name: rng.normal(size=shape) for name, shape in shapes.items()} for _ in range(2))
    yield W, grads, 0.2, 3.5
    yield W, {name: g * (name == "W_xh") for name, g in grads.items()}, 2.0, 0.25


def _length(grads):
    return np.sqrt(sum((g**2).sum() for g in grads.values()))


@exercise(
    probes=lambda: list(_weights()),
    hints=(
        "One norm over all gradients: the root of the sum of all squares.",
        "Where it is above the limit, all gradients are multiplied by limit / norm; else by 1.",
        "Then take the step: old weight minus rate times what is left of the gradient.",
    ),
    learned="You can take a step that never leaps.",
)
def clipped_update(W, grads, rate, limit):
    """Return new weights after one step of gradient descent, the whole gradient no longer than `limit`."""
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    factor = limit / max(norm, limit)
    return {name: W[name] - rate * factor * grads[name] for name in W}


def _moved(W, grads, rate, factor):
    return {name: W[name] - rate * factor * grads[name] for name in W}


@clipped_update.mistake("You went uphill: the gradient points where the loss grows, so subtract it.")
def _(W, grads, rate, limit):
    return _moved(W, grads, -rate, min(1, limit / _length(grads)))


@clipped_update.mistake("Nothing is clipped: a long gradient makes a long step.")
def _(W, grads, rate, limit):
    return _moved(W, grads, rate, 1)


@clipped_update.mistake("Short gradients were made longer: the factor has to be 1 at most.")
def _(W, grads, rate, limit):
    return _moved(W, grads, rate, limit / _length(grads))


@clipped_update.mistake("You clipped the *step*, rate times gradient. The limit is meant for the gradient.")
def _(W, grads, rate, limit):
    return _moved(W, grads, rate, min(1, limit / (rate * _length(grads))))


@clipped_update.mistake("You clipped each array by its own norm. Take one norm over all of them.")
def _(W, grads, rate, limit):
    return {n: W[n] - rate * min(1, limit / np.linalg.norm(grads[n])) * grads[n] for n in W}


@clipped_update.mistake("You clipped the weights and not their gradients.")
def _(W, grads, rate, limit):
    moved = _moved(W, grads, rate, 1)
    return {name: w * min(1, limit / _length(moved)) for name, w in moved.items()}


@clipped_update.mistake(
    "You clipped single entries. It is the length of the whole gradient that has a limit."
)
def _(W, grads, rate, limit):
    return {n: W[n] - rate * np.clip(grads[n], -limit, limit) for n in W}


@clipped_update.mistake(
    "Every gradient gets the length `limit` in yours. Only a longer one is to be changed."
)
def _(W, grads, rate, limit):
    return _moved(W, grads, rate, limit / (_length(grads) or 1))


@clipped_update.mistake(
    "You added up the norms of the arrays. The whole norm is the root of the sum of all *squares*."
)
def _(W, grads, rate, limit):
    return _moved(W, grads, rate, limit / max(limit, sum(np.linalg.norm(g) for g in grads.values())))


@clipped_update.mistake(
    "np.linalg.norm(g, 2) of a matrix is its largest singular value, and not the root of all squares."
)
def _(W, grads, rate, limit):
    norm = np.sqrt(sum(np.linalg.norm(g, 2) ** 2 for g in grads.values()))
    return _moved(W, grads, rate, limit / max(limit, norm))


@clipped_update.mistake("You measured the largest entry. The length is the root of the sum of all squares.")
def _(W, grads, rate, limit):
    return _moved(W, grads, rate, limit / max(limit, *(np.abs(g).max() for g in grads.values())))


@clipped_update.mistake(
    "A gradient that is too long is left out in yours. Shorten it: its direction is still good."
)
def _(W, grads, rate, limit):
    return _moved(W, grads, rate, _length(grads) <= limit)


@clipped_update.mistake(
    "That is what is left of the gradient. Now take the step: old weights minus rate times it."
)
def _(W, grads, rate, limit):
    return {name: limit / max(limit, _length(grads)) * g for name, g in grads.items()}


@exercise(
    probes=lambda: (
        [
            (np.array([1.0, 2.0, 0.0]), temperature, u)
            for temperature in (1.0, 0.5, 4.0)
            for u in (0.0, 0.02, 0.3, 0.8, 0.97)
        ]
        + [(np.zeros(4), 2.0, u) for u in (0.0, 0.1, 0.5, 0.6, 0.75, 0.9)]
        + [(np.array([800.0, 801.0]), 0.5, 0.5), (np.array([801.0, 800.0]), 0.5, 0.5)]
        + [(np.array([-800.0, 1.0, 0.0]), 1.0, u) for u in (0.0, 0.8)]
        + [(np.array([0.0, 2.0, 2.0, 1.0, -1.0]), 0.7, u) for u in (0.3, 0.7, 0.99)]
        + [(np.array([0.5]), 1.0, 0.5), (np.sin(np.arange(27.0)), 1.0, 0.999)]
    ),
    hints=(
        "Divide the scores by the temperature first, then softmax: e^z over the sum of all e^z.",
        "Subtract the largest score before e^z, or it overflows. It changes no probability.",
        "Lay the probabilities end to end on [0, 1): np.cumsum. On which piece does u fall?",
        "The first place where the cumulative sum is above u.",
    ),
    learned="You can let a network choose, boldly or tamely.",
)
def sample(logits, temperature, u):
    """Return the number of the letter that u, even in [0, 1), picks from softmax(logits / temperature)."""
    z = logits / temperature
    ends = np.cumsum(np.exp(z - z.max()))
    return int(np.argmax(ends > u * ends[-1]))  # so no u below 1 is beyond the last end, whatever is rounded


def _pick(p, u):
    ends = np.cumsum(p)
    return int(np.argmax(ends > u * ends[-1]))


@sample.on_the_way("logits / temperature")
def _(logits, temperature, u):
    return logits / temperature


@sample.on_the_way("softmax(logits / temperature)")
def _(logits, temperature, u):
    e = np.exp((logits - logits.max()) / temperature)
    return e / e.sum()


@sample.mistake("You multiplied by the temperature; divide: a low one makes large differences larger.")
def _(logits, temperature, u):
    return _pick(np.exp((logits - logits.max()) * temperature), u)


@sample.mistake("You always take the most probable letter. u has to choose.")
def _(logits, temperature, u):
    return int(np.argmax(logits))


@sample.mistake(
    "The temperature does nothing: dividing *probabilities* by it is undone when they are normalised."
)
def _(logits, temperature, u):
    return _pick(np.exp(logits - logits.max()) / temperature, u)


@sample.mistake("e^z overflows for large scores: subtract the largest one first.")
def _(logits, temperature, u):
    with np.errstate(all="ignore"):
        return _pick(np.exp(logits / temperature), u)


@sample.mistake("You counted pieces that end below u and took the one before: off by one letter.")
def _(logits, temperature, u):
    z = logits / temperature
    return _pick(np.exp(z - z.max()), u) - 1


@sample.mistake(
    "Where one piece ends, the next begins. Yours takes the one before, even if its probability is 0."
)
def _(logits, temperature, u):
    z = logits / temperature
    ends = np.cumsum(np.exp(z - z.max()))
    return int(np.argmax(ends >= u * ends[-1]))


@sample.mistake("You took the piece whose end is nearest to u. Take the one that u falls on.")
def _(logits, temperature, u):
    z = logits / temperature
    ends = np.cumsum(np.exp(z - z.max()))
    return int(np.argmin(np.abs(ends / ends[-1] - u)))


@sample.mistake("You took the letter whose probability is nearest to u. Lay the pieces end to end first.")
def _(logits, temperature, u):
    e = np.exp((logits - logits.max()) / temperature)
    return int(np.argmin(np.abs(e / e.sum() - u)))


@sample.mistake("You compared u with single probabilities. Lay them end to end first: add them up.")
def _(logits, temperature, u):
    e = np.exp((logits - logits.max()) / temperature)
    return int(np.argmax(e / e.sum() > u))


@sample.mistake("You laid the pieces by size. They lie in the letters' own order.")
def _(logits, temperature, u):
    order = np.argsort(-logits, kind="stable")
    return int(order[_pick(np.exp((logits[order] - logits.max()) / temperature), u)])


@sample.mistake("Powers of probabilities no longer add up to 1. Divide by their sum again.")
def _(logits, temperature, u):
    p = np.exp(logits - logits.max())
    ends = np.cumsum((p / p.sum()) ** (1 / temperature))
    return min(int((ends <= u).sum()), len(p) - 1)


@sample.mistake("You counted the ends above u. The letter's number is how many ends lie below it.")
def _(logits, temperature, u):
    ends = np.cumsum(np.exp((logits - logits.max()) / temperature))
    return int((ends > u * ends[-1]).sum())


# the build stands last
from course_utils.exercises.build_03 import letter_model  # noqa: E402, F401
