"""Lesson 3: the way back, checking it, cutting it, who gets credit, and two parts of a training."""

import numpy as np

from course_utils.exercises import exercise

# exercises stand in the lesson's order
# isort: off
from course_utils.exercises.lesson_03_steps import (  # noqa: F401
    gradient_of_state,
    share_of_W_hh,
    hand_back,
    whole_dW_hh,
    leaky_back,
)
from course_utils.exercises.lesson_03_steps import _at_the_end, _pass_probes, _rng, _whole
# isort: on


def _points():
    rng = _rng()
    yield np.array([0.5, -1.0]), np.array([1.0, 0.25]), 0.1
    yield np.array([0.2, 0.1, -0.3]), np.array([1.0, -2.0, 0.5]), 0.05
    yield np.array([0.3, 0.3, 0.0]), np.array([0.0, 0.5, 0.5]), 0.2
    yield rng.normal(size=4), rng.normal(size=4), 0.05


@exercise(
    probes=lambda: list(_points()),
    hints=(
        "Move one entry up by `step` and down by `step`, and leave all others alone.",
        "The two losses lie 2 step apart: divide their difference by that.",
        "Work on w.copy(), so that the caller's array stays as it is.",
    ),
    learned="You can check any gradient, whoever wrote it.",
)
def by_differences(w, x, step):
    """Return dL/dw by central differences, in the shape of w, for the loss L = tanh(w · x)²."""
    slopes = np.zeros_like(w)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += step
        down[i] -= step
        slopes[i] = (np.tanh(up @ x) ** 2 - np.tanh(down @ x) ** 2) / (2 * step)
    return slopes


def _differences(w, x, step, up=1, down=1, divide=2):
    def loss(w):
        return np.tanh(w @ x) ** 2

    each = np.eye(len(w)) * step
    return np.array([(loss(w + up * e) - loss(w - down * e)) / (divide * step) for e in each])


@by_differences.mistake("You divided by step; up and down lie two steps apart.")
def _(w, x, step):
    return _differences(w, x, step, divide=1)


@by_differences.mistake(
    "That is the one-sided difference: its error is of the order of step, and not of step squared."
)
def _(w, x, step):
    return _differences(w, x, step, down=0, divide=1)


@by_differences.mistake("You moved all entries at once. Each needs two losses of its own.")
def _(w, x, step):
    high, low = (np.tanh((w + move) @ x) ** 2 for move in (step, -step))
    return np.full_like(w, (high - low) / (2 * step))


@by_differences.mistake(
    "That is the exact derivative. Differences are meant to check it, so they can't use it."
)
def _(w, x, step):
    h = np.tanh(w @ x)
    return 2 * h * (1 - h**2) * x


@by_differences.mistake(
    "An entry that was moved has to go back before the next: start from a copy each time."
)
def _(w, x, step):
    up, down, slopes = w.copy(), w.copy(), np.zeros_like(w)
    for i in range(len(w)):
        up[i] += step
        down[i] -= step
        slopes[i] = (np.tanh(up @ x) ** 2 - np.tanh(down @ x) ** 2) / (2 * step)
    return slopes


@exercise(
    probes=lambda: [(*probe, chunk) for probe, chunk in zip(_pass_probes(), (1, 2, 2, 4), strict=True)],
    hints=(
        "It is the loop of the whole pass, with one line more.",
        "A chunk ends after the steps chunk, 2 chunk, 3 chunk, ...: what comes from beyond is forgotten.",
        "Before step t uses dh_next: if t is a multiple of chunk, set it to zeros.",
    ),
    learned="You can truncate backpropagation through time.",
)
def truncated_dW_hh(dhs, hs, W_hh, chunk):
    """Return dL/dW_hh cut into chunks of so many steps, the first from step 1; else as in whole_dW_hh."""
    dW_hh, dh_next = np.zeros_like(W_hh), np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        if t % chunk == 0:
            dh_next = np.zeros_like(hs[0])
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dW_hh = dW_hh + da.T @ hs[t - 1]
        dh_next = da @ W_hh
    return dW_hh


@truncated_dW_hh.on_the_way("dL/dh_t")
def _(dhs, hs, W_hh, chunk):
    return _at_the_end(dhs, hs, W_hh, chunk)[0]


@truncated_dW_hh.on_the_way("dL/da_t")
def _(dhs, hs, W_hh, chunk):
    return _at_the_end(dhs, hs, W_hh, chunk)[1]


@truncated_dW_hh.mistake("Nothing is cut: this is the full gradient.")
def _(dhs, hs, W_hh, chunk):
    return _whole(dhs, hs, W_hh)


@truncated_dW_hh.mistake(
    "You cut one step too early: forget what step chunk + 1 sends back, and keep what step chunk sends."
)
def _(dhs, hs, W_hh, chunk):
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(len(dhs), 0, -1):
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dW_hh, dh_next = dW_hh + da.T @ hs[t - 1], (da @ W_hh) * (t % chunk != 0)
    return dW_hh


@truncated_dW_hh.mistake("You reset the state at the cuts, too. Truncating leaves every state as it was.")
def _(dhs, hs, W_hh, chunk):
    started = hs.copy()
    started[::chunk] = 0
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(len(dhs), 0, -1):
        if t % chunk == 0:
            dh_next = 0 * hs[0]
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dW_hh, dh_next = dW_hh + da.T @ started[t - 1], da @ W_hh
    return dW_hh


@truncated_dW_hh.mistake("You kept the first chunk alone. Every chunk gives its share.")
def _(dhs, hs, W_hh, chunk):
    return _whole(dhs[:chunk], hs[: chunk + 1], W_hh)


@truncated_dW_hh.mistake("You kept the last chunk alone. Every chunk gives its share.")
def _(dhs, hs, W_hh, chunk):
    start = (len(dhs) - 1) // chunk * chunk
    return _whole(dhs[start:], hs[start:], W_hh)


@exercise(
    probes=lambda: [
        *((6, 3, 1), (12, 4, 2), (11, 4, 2), (10, 4, 3), (1000, 10, 10), (1000, 11, 10)),
        *((5, 10, 2), (7, 7, 3), (20, 3, 8)),
    ],
    hints=(
        "Take one chunk. Its first lag steps look back over its start; which of its steps do not?",
        "A chunk of so many steps gives chunk - lag of them, or none if it is not longer than the lag.",
        "The last chunk may be shorter: divmod(T, chunk) gives the whole chunks and the rest.",
    ),
    learned="You can tell before a training whether any credit gets to the cause.",
)
def credited_steps(T, chunk, lag):
    """Return at how many of the steps 1, ..., T the step `lag` before lies in the same chunk."""
    whole, rest = divmod(T, chunk)
    return whole * max(0, chunk - lag) + max(0, rest - lag)


@credited_steps.mistake("The last chunk may be shorter than the others. It counts, too.")
def _(T, chunk, lag):
    return T // chunk * max(0, chunk - lag)


@credited_steps.mistake(
    "That is a sliding window. A chunk has a fixed start: its first steps look back over it."
)
def _(T, chunk, lag):
    return max(0, T - lag) if lag < chunk else 0


@credited_steps.mistake("Off by one: a chunk of exactly lag steps never holds both. It takes one more.")
def _(T, chunk, lag):
    whole, rest = divmod(T, chunk)
    return whole * max(0, chunk - lag + 1) + max(0, rest - lag + 1)


@credited_steps.mistake(
    "A chunk that is shorter than the lag gives nothing. You let it give less than nothing."
)
def _(T, chunk, lag):
    whole, rest = divmod(T, chunk)
    return whole * (chunk - lag) + rest - lag


def _weights():
    rng = _rng()
    yield {"W": np.array([1.0, 2.0])}, {"W": np.array([3.0, 4.0])}, 0.5, 1.0
    yield {"W": np.array([1.0, 2.0])}, {"W": np.array([0.3, -0.4])}, 0.5, 1.0
    yield {"W": np.array([1.0, 2.0])}, {"W": np.zeros(2)}, 0.5, 1.0
    shapes = {"W_hh": (2, 2), "b_h": (2,)}
    W, grads = ({name: rng.normal(size=shape) for name, shape in shapes.items()} for _ in range(2))
    yield W, {name: 5 * g for name, g in grads.items()}, 0.1, 2.0


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


@exercise(
    probes=lambda: (
        [
            (np.array([1.0, 2.0, 0.0]), temperature, u)
            for temperature in (1.0, 0.5, 4.0)
            for u in (0.0, 0.02, 0.3, 0.8, 0.97)
        ]
        + [(np.zeros(4), 2.0, u) for u in (0.1, 0.6, 0.9)]
        + [(np.array([800.0, 801.0]), 0.5, 0.5), (np.array([801.0, 800.0]), 0.5, 0.5)]
        + [(np.array([-800.0, 1.0, 0.0]), 1.0, 0.8), (np.sin(np.arange(27.0)), 1.0, 0.999)]
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


@sample.on_the_way("logits / temperature")
def _(logits, temperature, u):
    return logits / temperature


@sample.on_the_way("softmax(logits / temperature)")
def _(logits, temperature, u):
    e = np.exp((logits - logits.max()) / temperature)
    return e / e.sum()


def _pick(p, u):
    ends = np.cumsum(p)
    return int(np.argmax(ends > u * ends[-1]))


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


# the build stands last
from course_utils.exercises.build_03 import letter_model  # noqa: E402, F401
