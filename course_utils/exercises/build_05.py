"""The build of lesson 5: an LSTM that reads torch's weights, forward, back and through a training."""

import numpy as np

from course_utils import sequences as seq
from course_utils.exercises import Build
from course_utils.exercises.engine.build import weights_like
from course_utils.exercises.engine.compare import agree, difference
from course_utils.texts import gettext

_STEPS, _HIDDEN, _UPDATES, _TARGET = 30, 16, 200, 0.3  # guessing costs 0.69; the reference reaches 0.00


def lstm_forward(W, xs, h_0, c_0):
    """Return the states h_1, ..., h_T and the cells c_1, ..., c_T, each (T, batch, hidden)."""
    hs, cs = [h_0], [c_0]
    for x_t in xs:
        a = x_t @ W["W_ih"].T + hs[-1] @ W["W_hh"].T + W["b_ih"] + W["b_hh"]
        a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
        i, f, o = (1 / (1 + np.exp(-sums)) for sums in (a_i, a_f, a_o))
        cs.append(f * cs[-1] + i * np.tanh(a_g))
        hs.append(o * np.tanh(cs[-1]))
    return np.stack(hs[1:]), np.stack(cs[1:])


def lstm_backward(W, xs, h_0, c_0, dhs):
    """Return a dict of gradients: of the four arrays of W, and of "xs", "h_0" and "c_0"."""
    hs, cs = lstm_forward(W, xs, h_0, c_0)
    hs, cs = np.concatenate([h_0[None], hs]), np.concatenate([c_0[None], cs])
    grads = {name: np.zeros_like(W[name]) for name in ("W_ih", "W_hh", "b_ih")} | {"xs": np.zeros_like(xs)}
    dh, dc = np.zeros_like(h_0), np.zeros_like(c_0)
    for t in range(len(xs), 0, -1):
        a = xs[t - 1] @ W["W_ih"].T + hs[t - 1] @ W["W_hh"].T + W["b_ih"] + W["b_hh"]
        a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
        i, f, o = (1 / (1 + np.exp(-sums)) for sums in (a_i, a_f, a_o))
        g, shown, dh = np.tanh(a_g), np.tanh(cs[t]), dh + dhs[t - 1]
        dc = dc + dh * o * (1 - shown**2)
        da_i, da_f = dc * g * i * (1 - i), dc * cs[t - 1] * f * (1 - f)
        da_g, da_o = dc * i * (1 - g**2), dh * shown * o * (1 - o)
        da = np.hstack([da_i, da_f, da_g, da_o])
        grads["W_ih"] += da.T @ xs[t - 1]
        grads["W_hh"] += da.T @ hs[t - 1]
        grads["b_ih"] += da.sum(axis=0)
        grads["xs"][t - 1], dh, dc = da @ W["W_ih"], da @ W["W_hh"], dc * f
    return grads | {"b_hh": grads["b_ih"].copy(), "h_0": dh, "c_0": dc}


def lstm_train(W, xs, first, updates, seed):
    """Return the weights after so many updates of Adam, each on 32 sequences drawn from these."""
    rng, H = np.random.default_rng(seed), len(W["b_ih"]) // 4
    W = {name: w.copy() for name, w in W.items()}
    W["b_ih"][H : 2 * H], W["b_hh"][H : 2 * H] = np.log(len(xs)), 0
    mean, square = ({name: np.zeros_like(w) for name, w in W.items()} for _ in range(2))
    h_0 = np.zeros((32, H))
    for update in range(1, updates + 1):
        some = rng.integers(0, len(first), 32)
        hs, _ = lstm_forward(W, xs[:, some], h_0, h_0)
        z = hs[-1] @ W["W_hy"].T + W["b_y"]
        p = np.exp(z - z.max(axis=1, keepdims=True))
        dz = (p / p.sum(axis=1, keepdims=True) - np.eye(2)[first[some]]) / 32
        dhs = np.zeros_like(hs)
        dhs[-1] = dz @ W["W_hy"]
        grads = lstm_backward(W, xs[:, some], h_0, h_0, dhs)
        grads |= {"W_hy": dz.T @ hs[-1], "b_y": dz.sum(axis=0)}
        for name in W:
            mean[name] = 0.9 * mean[name] + 0.1 * grads[name]
            square[name] = 0.99 * square[name] + 0.01 * grads[name] ** 2
            size = np.sqrt(square[name] / (1 - 0.99**update)) + 1e-8
            W[name] -= 0.01 * mean[name] / (1 - 0.9**update) / size
    return W


_EXCHANGED = gettext("g and o are swapped: the blocks stand in the order i, f, g, o.")

own_lstm = Build(
    "own_lstm",
    lstm_forward,
    lstm_backward,
    lstm_train,
    learned="You can write an LSTM that takes torch's weights, and teach it to remember.",
)


def _weights(rng, inputs, hidden, scale=1.0):
    """Return weights as torch starts with them."""
    shapes = {"W_ih": (4 * hidden, inputs), "W_hh": (4 * hidden, hidden)}
    shapes |= {"b_ih": (4 * hidden,), "b_hh": (4 * hidden,)}
    return {name: rng.uniform(-scale, scale, shape) / np.sqrt(hidden) for name, shape in shapes.items()}


def _runs(*sizes, back=False, scale=2.0):
    """Return probes of (steps, batch, inputs, hidden); on the way back with a gradient of each state."""
    for seed, (T, batch, inputs, hidden) in enumerate(sizes, start=51):
        rng = np.random.default_rng(seed)
        h_0, c_0 = rng.normal(size=(2, batch, hidden))
        probe = _weights(rng, inputs, hidden, scale), rng.normal(size=(T, batch, inputs)), h_0, c_0
        yield (*probe, rng.normal(size=(T, batch, hidden))) if back else probe


def _states_differ(answer, *inputs):
    """Say which of (states, cells) differs first, and how."""
    if not hasattr(answer, "__len__") or len(answer) != 2:
        return gettext("lstm_forward has to return two arrays: all states, and all cells.")
    W, *given = inputs
    if agree(tuple(answer), lstm_forward(_exchanged(W), *given)):
        return _EXCHANGED
    named = zip(answer, lstm_forward(*inputs), ("hs", "cs"), strict=True)
    return next(filter(None, (difference(*one) for one in named)), "")


def _exchanged(W):
    """Return weights, or their gradients, with g and o swapped."""
    return {name: np.concatenate([w[: len(w) // 2], *np.split(w, 4)[:1:-1]]) for name, w in W.items()}


def _gradients_differ(answer, names, *inputs):
    """Say how the first of these gradients that differs does so."""
    W, *given = inputs
    wanted = lstm_backward(*inputs)
    why = difference(answer, {name: wanted[name] for name in names}, gettext("the gradient"))
    for one in (wanted, lstm_backward(_exchanged(W), *given)):  # in what is returned, or in what is read
        swapped = one | _exchanged({name: one[name] for name in W})
        if why and agree(answer, {name: swapped[name] for name in names}):
            return _EXCHANGED
    return why


@own_lstm.part(
    "One step",
    lstm_forward,
    probes=lambda: list(_runs((1, 1, 2, 1), (1, 3, 2, 4))),
    hints=(
        "One product gives the sums for all gates: x_t W_ihᵀ + h_0 W_hhᵀ, and both biases.",
        "Four blocks of columns. Torch's order is i, f, g, o, and g is the candidate.",
        "h_1 looks at c_1, bent by tanh. What you return has a first axis of length 1, for time.",
    ),
)
def _(answer, *inputs):
    return _states_differ(answer, *inputs)


@own_lstm.part(
    "All states over time",
    lstm_forward,
    probes=lambda: list(_runs((2, 1, 1, 2), (7, 3, 4, 5), (40, 2, 3, 6))),
    hints=(
        "Each step reads what the step before has left: both h and c go on.",
        "Collect both in lists, and stack them along a new first axis.",
    ),
)
def _(answer, *inputs):
    return _states_differ(answer, *inputs)


@own_lstm.part(
    "One step back: gradients of the weights",
    lstm_backward,
    probes=lambda: list(_runs((1, 1, 2, 1), (1, 3, 2, 4), back=True)),
    hints=(
        "Find c_t first: dc = dh o (1 - tanh² c_t). The rest follows from it, one line for each gate.",
        "Stack the four in torch's order, then three products give the gradients: with x_t, h_prev and ones.",
        "Both biases enter the same sum, so their gradients are equal.",
    ),
)
def _(answer, *inputs):
    return _gradients_differ(answer, ("b_ih", "b_hh", "W_ih", "W_hh"), *inputs)


@own_lstm.part(
    "Back over time: gradients of the weights",
    lstm_backward,
    probes=lambda: list(_runs((2, 1, 2, 1), (3, 2, 1, 3), (9, 3, 4, 5), back=True)),
    hints=(
        "Two things go from step to step: dh through W_hh, from all four blocks, and dc through f.",
        "At each step, dhs[t] is added to what came from the step after it.",
        "dc adds up too: what came by the memory's path, and what comes through this step's h.",
    ),
)
def _(answer, *inputs):
    return _gradients_differ(answer, ("b_ih", "b_hh", "W_ih", "W_hh"), *inputs)


@own_lstm.part(
    "Back to the start and to every input",
    lstm_backward,
    probes=lambda: list(_runs((1, 2, 2, 3), (60, 2, 3, 4), back=True)),
    hints=(
        "An input goes into all four sums of its own step: da W_ih, in rows.",
        "What is left of dh and dc when your loop has ended belongs to h_0 and c_0.",
    ),
)
def _(answer, *inputs):
    return _gradients_differ(answer, ("xs", "h_0", "c_0"), *inputs)


def _training():
    rng = np.random.default_rng(505)
    bound = 1 / np.sqrt(_HIDDEN)
    W = _weights(rng, 6, _HIDDEN) | {"W_hy": rng.uniform(-bound, bound, (2, _HIDDEN)), "b_y": np.zeros(2)}
    return [(W, *seq.latch(400, _STEPS, rng, filler="symbols"), _UPDATES, 506)]


def _latch_loss(W, xs, first):
    """Return the loss of reading the first symbol off the last state."""
    zeros = np.zeros((2, len(first), len(W["b_ih"]) // 4))
    z = lstm_forward(W, xs, *zeros)[0][-1] @ W["W_hy"].T + W["b_y"]
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(first)), first].mean()


@own_lstm.part(
    "A memory of 30 steps: a loss below 0.3 on hidden sequences",
    lstm_train,
    probes=_training,
    seconds=14.0,
    hints=(
        "The loss sees the last state alone: dhs is zero everywhere else.",
        "If the loss stays at 0.69, no gradient comes back to step 1. Where do the forget gates start?",
        "Their bias is the second quarter of b_ih + b_hh. Near ln(30), half of a cell lasts 20 steps.",
        "Adam with a rate of 0.01 and 32 sequences an update is fast enough.",
    ),
)
def _(answer, W, *_):
    arrays, why = weights_like(answer, W)
    if why:
        return why
    loss = _latch_loss(arrays, *seq.latch(300, _STEPS, np.random.default_rng(507), filler="symbols"))
    if loss < _TARGET:
        return ""
    said = gettext("on sequences it has not seen the loss is {loss:.2f}; a guess costs {guess:.2f}.")
    return said.format(loss=loss, guess=np.log(2))
