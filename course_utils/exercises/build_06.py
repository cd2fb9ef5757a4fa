"""The build of lesson 6: a GRU that reads torch's weights, forward, back, and as a letter model."""

import numpy as np

from course_utils import sequences as seq
from course_utils.exercises import Build
from course_utils.exercises.engine.build import weights_like
from course_utils.exercises.engine.compare import agree, difference
from course_utils.texts import gettext

_LETTERS = "abcdefghijklmnopqrstuvwxyz."
_COUNTRIES = ("PL", "IT")
_HIDDEN, _UPDATES, _TARGET = 48, 250, 2.17  # guessing costs 3.30; lesson 3's reference reaches 2.20


def gru_forward(W, xs, h_0):
    """Return the states h_1, ..., h_T, (T, batch, hidden)."""
    hs = [h_0]
    for x_t in xs:
        from_x, from_h = x_t @ W["W_ih"].T + W["b_ih"], hs[-1] @ W["W_hh"].T + W["b_hh"]
        (x_r, x_z, x_n), (h_r, h_z, h_n) = np.split(from_x, 3, axis=1), np.split(from_h, 3, axis=1)
        r, z = 1 / (1 + np.exp(-(x_r + h_r))), 1 / (1 + np.exp(-(x_z + h_z)))
        hs.append(z * hs[-1] + (1 - z) * np.tanh(x_n + r * h_n))
    return np.stack(hs[1:])


def gru_backward(W, xs, h_0, dhs):
    """Return a dict of gradients: of the four arrays of W, and of "xs" and "h_0"."""
    hs = np.concatenate([h_0[None], gru_forward(W, xs, h_0)])
    grads = {name: np.zeros_like(W[name]) for name in ("W_ih", "W_hh", "b_ih", "b_hh")}
    grads["xs"], dh = np.zeros_like(xs), np.zeros_like(h_0)
    for t in range(len(xs), 0, -1):
        from_x, from_h = xs[t - 1] @ W["W_ih"].T + W["b_ih"], hs[t - 1] @ W["W_hh"].T + W["b_hh"]
        (x_r, x_z, x_n), (h_r, h_z, h_n) = np.split(from_x, 3, axis=1), np.split(from_h, 3, axis=1)
        r, z = 1 / (1 + np.exp(-(x_r + h_r))), 1 / (1 + np.exp(-(x_z + h_z)))
        n, dh = np.tanh(x_n + r * h_n), dh + dhs[t - 1]
        dn, dz = dh * (1 - z) * (1 - n**2), dh * (hs[t - 1] - n) * z * (1 - z)
        dr = dn * h_n * r * (1 - r)
        at_x, at_h = np.hstack([dr, dz, dn]), np.hstack([dr, dz, dn * r])
        grads["W_ih"] += at_x.T @ xs[t - 1]
        grads["W_hh"] += at_h.T @ hs[t - 1]
        grads["b_ih"] += at_x.sum(axis=0)
        grads["b_hh"] += at_h.sum(axis=0)
        grads["xs"][t - 1], dh = at_x @ W["W_ih"], dh * z + at_h @ W["W_hh"]
    return grads | {"h_0": dh}


def gru_train(W, xs, targets, mask, updates, seed):
    """Return the weights after so many updates of Adam, each on 32 names drawn from these."""
    rng, W = np.random.default_rng(seed), {name: w.copy() for name, w in W.items()}
    mean, square = ({name: np.zeros_like(w) for name, w in W.items()} for _ in range(2))
    h_0 = np.zeros((32, W["W_hh"].shape[1]))
    for update in range(1, updates + 1):
        some = rng.integers(0, xs.shape[1], 32)
        hs = gru_forward(W, xs[:, some], h_0)
        z = hs @ W["W_hy"].T + W["b_y"]
        p = np.exp(z - z.max(axis=-1, keepdims=True))
        dz = p / p.sum(axis=-1, keepdims=True) - np.eye(len(W["b_y"]))[targets[:, some]]
        dz *= (mask[:, some] / mask[:, some].sum(axis=0) / 32)[..., None]
        grads = gru_backward(W, xs[:, some], h_0, dz @ W["W_hy"])
        grads |= {"W_hy": np.tensordot(dz, hs, ((0, 1), (0, 1))), "b_y": dz.sum(axis=(0, 1))}
        rate = 0.01 if update < 0.7 * updates else 0.002
        for name in W:
            mean[name] = 0.9 * mean[name] + 0.1 * grads[name]
            square[name] = 0.99 * square[name] + 0.01 * grads[name] ** 2
            size = np.sqrt(square[name] / (1 - 0.99**update)) + 1e-8
            W[name] -= rate * mean[name] / (1 - 0.9**update) / size
    return W


own_gru = Build(
    "own_gru",
    gru_forward,
    gru_backward,
    gru_train,
    learned="You can write a GRU that takes torch's weights, and it tells the next letter.",
)


def _weights(rng, inputs, hidden, scale=1.0):
    """Return weights as torch starts with them."""
    shapes = {"W_ih": (3 * hidden, inputs), "W_hh": (3 * hidden, hidden)}
    shapes |= {"b_ih": (3 * hidden,), "b_hh": (3 * hidden,)}
    return {name: rng.uniform(-scale, scale, shape) / np.sqrt(hidden) for name, shape in shapes.items()}


def _runs(*sizes, back=False, scale=2.0):
    """Return probes of (steps, batch, inputs, hidden); on the way back with a gradient of each state."""
    for seed, (T, batch, inputs, hidden) in enumerate(sizes, start=61):
        rng = np.random.default_rng(seed)
        probe = (
            _weights(rng, inputs, hidden, scale),
            rng.normal(size=(T, batch, inputs)),
            rng.normal(size=(batch, hidden)),
        )
        yield (*probe, rng.normal(size=(T, batch, hidden))) if back else probe


def _gradients_differ(answer, names, *inputs):
    """Say how the first of these gradients that differs does so."""
    wanted = gru_backward(*inputs)
    if "b_hh" in names and agree(answer, {"b_hh": wanted["b_ih"]}):
        return gettext(
            "the gradient of b_hh is that of b_ih. Its rows n go through the reset: a factor r is missing."
        )
    return difference(answer, {name: wanted[name] for name in names}, gettext("the gradient"))


@own_gru.part(
    "One step",
    gru_forward,
    probes=lambda: list(_runs((1, 1, 2, 1), (1, 3, 2, 4))),
    hints=(
        "Keep two sums apart: x_t W_ihᵀ + b_ih, and h_0 W_hhᵀ + b_hh. Each has blocks r, z, n.",
        "For r and z add the two. For n the second is multiplied by r first, its bias included.",
        "z keeps the old state. What you return has a first axis of length 1, for time.",
    ),
)
def _(answer, *inputs):
    return difference(answer, gru_forward(*inputs), "hs")


@own_gru.part(
    "All states over time",
    gru_forward,
    probes=lambda: list(_runs((2, 1, 1, 2), (7, 3, 4, 5), (40, 2, 3, 6))),
    hints=(
        "Each step reads the state that the step before has left, and the first one h_0.",
        "Collect the states in a list, and stack them along a new first axis.",
    ),
)
def _(answer, *inputs):
    return difference(answer, gru_forward(*inputs), "hs")


@own_gru.part(
    "One step back: gradients of the weights",
    gru_backward,
    probes=lambda: list(_runs((1, 1, 2, 1), (1, 3, 2, 4), back=True)),
    hints=(
        "First what arrives at the sums inside the three nonlinearities: dr, dz, dn.",
        "On the side of the input that is dr, dz, dn; on the side of the state dr, dz, and dn times r.",
        "Two products and two sums over the batch give the four gradients.",
    ),
)
def _(answer, *inputs):
    return _gradients_differ(answer, ("b_ih", "b_hh", "W_ih", "W_hh"), *inputs)


@own_gru.part(
    "Back over time: gradients of the weights",
    gru_backward,
    probes=lambda: list(_runs((2, 1, 2, 1), (3, 2, 1, 3), (9, 3, 4, 5), back=True)),
    hints=(
        "A step hands back dh times z, and what its three sums send through W_hh.",
        "At each step, dhs[t] is added to what came from the step after it.",
    ),
)
def _(answer, *inputs):
    return _gradients_differ(answer, ("b_ih", "b_hh", "W_ih", "W_hh"), *inputs)


@own_gru.part(
    "Back to the start and to every input",
    gru_backward,
    probes=lambda: list(_runs((1, 2, 2, 3), (60, 2, 3, 4), back=True)),
    hints=(
        "An input goes into all three sums of its own step.",
        "What the first step hands back, after your loop has ended, belongs to h_0.",
    ),
)
def _(answer, *inputs):
    return _gradients_differ(answer, ("xs", "h_0"), *inputs)


def _names(seed=303, hidden=100):
    """Return names to learn from and names kept back: inputs, the next letter, and which steps count."""
    cities = seq.load("city_names")
    pairs = zip(cities["country"].tolist(), map(str.lower, cities["name"].tolist()), strict=True)
    names = [(c, n) for c, n in pairs if c in _COUNTRIES and set(n) <= set(_LETTERS[:-1]) and len(n) <= 10]
    names = list(dict.fromkeys(names))
    symbols = seq.Vocabulary([*_LETTERS, *_COUNTRIES])
    order = np.random.default_rng(seed).permutation(len(names))
    for some in (order[hidden:], order[:hidden]):
        ids, mask = seq.pad([symbols.encode([names[i][0], *names[i][1], "."]) for i in some])
        yield seq.one_hot(ids[:-1], len(symbols)), ids[1:], mask[1:]


def _training():
    known, _ = _names()
    rng, bound = np.random.default_rng(605), 1 / np.sqrt(_HIDDEN)
    W = _weights(rng, known[0].shape[-1], _HIDDEN)
    W |= {"W_hy": rng.uniform(-bound, bound, (len(_LETTERS), _HIDDEN)), "b_y": np.zeros(len(_LETTERS))}
    return [(W, *known, _UPDATES, 606)]


def _letter_loss(W, xs, targets, mask):
    """Return the mean loss of the next letter; every name counts alike."""
    z = gru_forward(W, xs, np.zeros((xs.shape[1], W["W_hh"].shape[1]))) @ W["W_hy"].T + W["b_y"]
    z = z - z.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    right = np.take_along_axis(log_p, targets[..., None], axis=-1)[..., 0]
    return -(mask * right / mask.sum(axis=0)).sum() / xs.shape[1]


@own_gru.part(
    "A letter model with a loss below 2.17 on hidden names",
    gru_train,
    probes=_training,
    seconds=14.0,
    hints=(
        "Each update: draw 32 names, run gru_forward, read out every state, go back with gru_backward.",
        "A step counts by mask / (steps of this name) / batch; dhs is dz W_hy, with that factor in dz.",
        "Adam with a rate of 0.01, and a fifth of it for the last third, is fast enough.",
    ),
)
def _(answer, W, *_):
    arrays, why = weights_like(answer, W)
    if why:
        return why
    _, hidden = _names()
    loss, before = _letter_loss(arrays, *hidden), _letter_loss(W, *hidden)
    if loss < _TARGET:
        return ""
    said = gettext(
        "on names it has not seen the loss is {loss:.2f}; before the training it was {before:.2f}."
    )
    return said.format(loss=loss, before=before)
