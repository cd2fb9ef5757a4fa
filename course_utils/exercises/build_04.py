"""The build of lesson 4: a start and a design that carry a gradient far, and learn a fact from long ago."""

import numpy as np

from course_utils.exercises import Build
from course_utils.exercises.engine.compare import difference, plain
from course_utils.sequences import far_fact
from course_utils.texts import gettext

_UNITS, _RIGHT, _LEAST, _MOST = 24, 0.95, 0.1, 10
_NUDGE = 1e-4


def far_states(xs, h_0, seed):
    """Return the states (T, batch, units) of an untrained network, its weights drawn from the seed."""
    units, bound = h_0.shape[1], 1 / np.sqrt(h_0.shape[1])
    W_xh = np.random.default_rng(seed).uniform(-bound, bound, (units, xs.shape[2]))
    hs = [h_0]
    for x_t in xs:
        hs.append(np.maximum(x_t @ W_xh.T + hs[-1], 0))  # W_hh is the identity, the nonlinearity a ReLU
    return np.array(hs[1:])


def far_answers(xs, answers, new_xs, seed):
    """Return what a network says to new_xs, 0 or 1 each, after training on xs and answers."""
    rng, units, rate = np.random.default_rng(seed), 32, 0.003
    bound = 1 / np.sqrt(units)
    W = {"W_xh": rng.uniform(-bound, bound, (units, xs.shape[2])), "W_hh": np.eye(units)}
    W |= {"b_h": np.zeros(units), "W_hy": rng.uniform(-bound, bound, (2, units))}
    mean, square = ({name: np.zeros_like(w) for name, w in W.items()} for _ in range(2))

    def states(xs):
        hs = [np.zeros((xs.shape[1], units))]
        for x_t in xs:
            hs.append(np.maximum(x_t @ W["W_xh"].T + hs[-1] @ W["W_hh"].T + W["b_h"], 0))
        return hs

    for update in range(1, 251):
        some = rng.integers(0, xs.shape[1], 32)
        hs = states(xs[:, some])
        z = hs[-1] @ W["W_hy"].T
        p = np.exp(z - z.max(axis=1, keepdims=True))
        dz = (p / p.sum(axis=1, keepdims=True) - np.eye(2)[answers[some]]) / 32
        grads = {name: np.zeros_like(w) for name, w in W.items()}
        grads["W_hy"], dh = dz.T @ hs[-1], dz @ W["W_hy"]
        for t in range(len(xs), 0, -1):
            da = dh * (hs[t] > 0)
            grads["W_xh"] += da.T @ xs[t - 1, some]
            grads["W_hh"] += da.T @ hs[t - 1]
            grads["b_h"] += da.sum(axis=0)
            dh = da @ W["W_hh"]
        shorter = 1 / max(1, np.sqrt(sum((g**2).sum() for g in grads.values())))
        for name, g in grads.items():
            mean[name] = 0.9 * mean[name] + 0.1 * shorter * g
            square[name] = 0.999 * square[name] + 0.001 * (shorter * g) ** 2
            step = mean[name] / (1 - 0.9**update)
            W[name] = W[name] - rate * step / (np.sqrt(square[name] / (1 - 0.999**update)) + 1e-8)
    return (states(new_xs)[-1] @ W["W_hy"].T).argmax(axis=1)


far_reader = Build(
    "far_reader",
    far_states,
    far_answers,
    learned="You can build a network through which gradients pass, and it learns what lies sixty words back.",
)


def _words(distance, count, seed):
    """Return sentences as vectors, and their answers."""
    words, answers = far_fact.sentences(distance, count, np.random.default_rng(seed))
    return far_fact.encoded(words), answers


def _start(batch, seed):
    return np.random.default_rng([seed, 1]).normal(size=(batch, _UNITS)) / 2


def _states(answer, xs, h_0):
    """Return states as an array, and in words why they are none, or ""."""
    given, shape = plain(answer), (len(xs), *h_0.shape)
    if given.shape != shape:
        return given, difference(given, np.zeros(shape))
    if given.dtype.kind not in "biuf" or not np.isfinite(given).all():
        said = gettext("{place} holds something that is no finite number.")
        return given, said.format(place=gettext("the answer"))
    return given.astype(float), ""


def _twice(distance, seed):
    """Return a batch in which two sequences are alike, and the third begins otherwise."""
    xs, _ = _words(distance, 1, seed)
    xs, h_0 = np.repeat(xs, 3, axis=1), np.repeat(_start(1, seed), 3, axis=0)
    xs[0, 2] = np.roll(xs[0, 2], 3)
    return xs, h_0, seed


@far_reader.part(
    "States of a batch",
    far_states,
    probes=lambda: [_twice(2, 41), _twice(9, 42)],
    hints=(
        "Start from h_0 and append one state for each x_t; h_0 itself is not among those you return.",
        "The number of units is that of h_0, and the number of inputs is xs.shape[2].",
        "One sequence of a batch knows nothing of the others.",
    ),
)
def _(answer, xs, h_0, _seed):
    hs, why = _states(answer, xs, h_0)
    if why:
        return why
    if not np.allclose(hs[:, 0], hs[:, 1]):
        return gettext("two sequences of a batch that are alike have different states.")
    if np.allclose(hs[0, 0], hs[0, 2]):
        return gettext("the first state is the same whatever the first word is.")
    return ""


def _nudged(distance, seed):
    """Return one sentence for many starts: a state, and the state nudged in each unit, both ways."""
    xs, _ = _words(distance, 1, seed)
    nudges = _NUDGE * np.concatenate([np.eye(_UNITS), -np.eye(_UNITS)])
    return np.repeat(xs, len(nudges), axis=1), _start(1, seed) + nudges, seed


def _kept(hs):
    """Return how long gradients of length 1 at the last state are at the start, in the quadratic mean."""
    J = (hs[-1, :_UNITS] - hs[-1, _UNITS:]) / (2 * _NUDGE)  # a row for each unit that was nudged
    return np.linalg.norm(J) / np.sqrt(_UNITS)


def _carries(answer, xs, h_0):
    hs, why = _states(answer, xs, h_0)
    if why:
        return why
    kept = _kept(hs)
    if _LEAST <= kept <= _MOST:
        return ""
    said = gettext(
        "sent back over {steps} steps, a gradient is {kept:.1e} times as long as it was; it should be "
        "between {least:g} and {most:g}."
    )
    return said.format(steps=len(xs), kept=kept, least=_LEAST, most=_MOST)


@far_reader.part(
    "A gradient over 10 steps",
    far_states,
    probes=lambda: [_nudged(8, seed) for seed in (43, 44, 45)],
    hints=(
        "A step back multiplies by the slope of the nonlinearity and by W_hh. Keep that product near one.",
        "Words push tanh units into saturation. What has slope 1, or which path goes past the nonlinearity?",
    ),
)
def _(answer, xs, h_0, _seed):
    return _carries(answer, xs, h_0)


@far_reader.part(
    "A gradient over 100 steps",
    far_states,
    probes=lambda: [_nudged(98, seed) for seed in (46, 47, 48, 49, 50)],
    seconds=2.0,
    hints=(
        "0.98 to the power of 100 is 0.13, 0.9 to that power is nothing. What pushes tanh units from 0?",
        "The identity with ReLU units, or a gate that begins at 0.99, carries that far.",
    ),
)
def _(answer, xs, h_0, _seed):
    return _carries(answer, xs, h_0)


def _stays(seed):
    xs, _ = _words(998, 2, seed)
    return xs, _start(2, seed), seed


@far_reader.part(
    "A thousand steps, and nothing bursts",
    far_states,
    probes=lambda: [_stays(seed) for seed in (51, 52)],
    seconds=2.0,
    hints=(
        "A state may grow as the sequence does, but not by a factor a step.",
        "Is the largest eigenvalue of your W_hh above 1?",
    ),
)
def _(answer, xs, h_0, _seed):
    hs, why = _states(answer, xs, h_0)
    if why or np.abs(hs).max() <= 1e4:
        return why
    said = gettext("after {steps} steps a state is {most:.1e}: something explodes forwards.")
    return said.format(steps=len(xs), most=np.abs(hs).max())


def _task(distance, seed, count=1000, new=300):
    known, (new_xs, _) = _words(distance, count, seed), _words(distance, new, seed + 1000)
    return (*known, new_xs, seed)


def _answers_right(answer, new_xs):
    """Say how many of the answers to new sentences are right."""
    given, first = plain(answer), new_xs[far_fact.FACT]
    if given.shape != (len(first),):
        return difference(given, np.zeros(len(first)))
    girl = far_fact.WORDS.encode([far_fact.STARTS[1].split()[far_fact.FACT]])[0]
    right = (given == (first.argmax(axis=1) == girl)).mean()
    said = gettext("of sentences that it has not seen {right:.0%} are right; {wanted:.0%} is wanted.")
    return "" if right >= _RIGHT else said.format(right=right, wanted=_RIGHT)


@far_reader.part(
    "A fact 12 words back",
    far_answers,
    probes=lambda: [_task(12, 53)],
    seconds=4.0,
    hints=(
        "The loss sees the last state alone: scores by a readout, then the cross-entropy.",
        "Draw 32 sentences for each update. Adam with a rate near 0.003 needs one or two hundred of them.",
        "Return 0 or 1 for each new sentence: the larger of two scores.",
    ),
)
def _(answer, _xs, _answers, new_xs, _seed):
    return _answers_right(answer, new_xs)


@far_reader.part(
    "A fact 60 words back",
    far_answers,
    probes=lambda: [_task(60, 54)],
    seconds=9.0,
    hints=(
        "If half of the answers are right, no gradient comes back to the fact. Train the design of part 3.",
        "A large step early on may spoil a good start: shorten long gradients, or take a lower rate.",
        "Are there enough updates, and is the time spent on them? 250 of 32 sentences take a second or two.",
    ),
)
def _(answer, _xs, _answers, new_xs, _seed):
    return _answers_right(answer, new_xs)
