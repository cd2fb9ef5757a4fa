"""Lesson 6: gates of a mean, the way back, conventions, budgets, attribution, and the minimal unit."""

import numpy as np

from course_utils.exercises import exercise

# exercises stand in the lesson's order
# isort: off
from course_utils.exercises.lesson_06_cell import (  # noqa: F401
    mean_gates,
    update_gate_gradient,
    gradient_before,
)
from course_utils.exercises.lesson_06_cell import _blocks, _rng
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


def _signs(W_xh, W_hh, b_h, signs, bias=True):
    signs = np.repeat(signs, len(b_h) // 3)
    return signs[:, None] * W_xh, signs[:, None] * W_hh, signs * b_h if bias else b_h.copy()


@exercise(
    probes=lambda: list(_blocks(3)),
    hints=(
        "If z is to become 1 - z, what has to become of its pre-activation?",
        "sigmoid(-a) = 1 - sigmoid(a): all that a is made of changes its sign.",
        "The rows of z are the second of three blocks, in both matrices and in the bias.",
    ),
    learned="You can move a GRU between texts that mean opposite things by z.",
)
def flip_update(W_xh, W_hh, b_h):
    """Return new W_xh, W_hh, b_h for the other convention of z."""
    signs = np.repeat([1.0, -1.0, 1.0], len(b_h) // 3)
    return signs[:, None] * W_xh, signs[:, None] * W_hh, signs * b_h


@flip_update.mistake("The bias keeps its sign: 1 - sigmoid(a) is sigmoid(-a), and the bias is part of a.")
def _(W_xh, W_hh, b_h):
    return _signs(W_xh, W_hh, b_h, [1.0, -1.0, 1.0], bias=False)


@flip_update.mistake("Those are the rows of r. The order is r, z, n: z is the second block.")
def _(W_xh, W_hh, b_h):
    return _signs(W_xh, W_hh, b_h, [-1.0, 1.0, 1.0])


@flip_update.mistake("All blocks change their sign. Only z is meant: r and the candidate are to stay.")
def _(W_xh, W_hh, b_h):
    return -W_xh, -W_hh, -b_h


@flip_update.mistake("Only the bias changes its sign. The weights are part of the pre-activation, too.")
def _(W_xh, W_hh, b_h):
    return W_xh.copy(), W_hh.copy(), _signs(W_xh, W_hh, b_h, [1.0, -1.0, 1.0])[2]


@flip_update.mistake("The blocks of r and z have changed places. They stay; only a sign changes.")
def _(W_xh, W_hh, b_h):
    r_and_z = [np.split(one, 3) for one in (W_xh, W_hh, b_h)]
    return tuple(np.concatenate([z, r, n]) for r, z, n in r_and_z)


@flip_update.mistake("1 - W is not what makes 1 - sigmoid(a). The rule is about the sign: sigmoid(-a).")
def _(W_xh, W_hh, b_h):
    return tuple(np.concatenate([r, 1 - z, n]) for r, z, n in (np.split(w, 3) for w in (W_xh, W_hh, b_h)))


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


@shares_of.mistake("Where all gradients are zero you divide by zero. Then all shares are zero.")
def _(dxs):
    norms = np.linalg.norm(dxs, axis=1)
    with np.errstate(invalid="ignore"):
        return norms / norms.sum()


def _kerases():
    rng = _rng()
    for inputs, hidden in ((1, 1), (2, 1), (1, 2), (3, 4)):
        columns = 3 * hidden
        yield (
            rng.normal(size=(inputs, columns)),
            rng.normal(size=(hidden, columns)),
            rng.normal(size=(2, columns)),
        )


def _from_keras(kernel, recurrent, bias, order=(1, 0, 2), keep_apart=True, add=True):
    def rows(array):
        blocks = np.split(array, 3)
        return np.concatenate([blocks[k] for k in order])

    b_in, b_rec = rows(bias[0]), rows(bias[1])
    hidden = len(recurrent)
    b_h, b_hn = b_in.copy(), b_rec[2 * hidden :].copy()
    if add:
        b_h[: 2 * hidden] += b_rec[: 2 * hidden]
    if not keep_apart:
        b_h[2 * hidden :] += b_hn
        b_hn = 0 * b_hn
    return rows(kernel.T), rows(recurrent.T), b_h, b_hn


@exercise(
    probes=lambda: list(_kerases()),
    hints=(
        "Three things differ: columns and rows, the order of the blocks, two rows of biases.",
        "Transpose, split into three, and put r before z. The biases need no transposing.",
        "For r and z add the two biases. For the candidate keep them apart: the second one is b_hn.",
    ),
    learned="You can load another library's GRU, and you know what to test.",
)
def from_keras(kernel, recurrent_kernel, bias):
    """Return W_xh (3H, input), W_hh (3H, H), b_h (3H,), b_hn (H,)."""

    def rows(array):
        z, r, n = np.split(array, 3)
        return np.concatenate([r, z, n])

    b_in, b_rec = rows(bias[0]), rows(bias[1])
    hidden = len(recurrent_kernel)
    b_h = b_in + np.concatenate([b_rec[: 2 * hidden], np.zeros(hidden)])
    return rows(kernel.T), rows(recurrent_kernel.T), b_h, b_rec[2 * hidden :]


@from_keras.mistake("The blocks still stand in the order z, r, h. Here r comes first.")
def _(kernel, recurrent_kernel, bias):
    return _from_keras(kernel, recurrent_kernel, bias, order=(0, 1, 2))


@from_keras.mistake("The candidate's two biases are added. b_hn stands inside the reset: keep it apart.")
def _(kernel, recurrent_kernel, bias):
    return _from_keras(kernel, recurrent_kernel, bias, keep_apart=False)


@from_keras.mistake("The recurrent biases of r and z are lost. Add them to the input's.")
def _(kernel, recurrent_kernel, bias):
    return _from_keras(kernel, recurrent_kernel, bias, add=False)


@from_keras.mistake("Keras' weights stand in columns, ours in rows: transpose both kernels.")
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return W_xh.T, W_hh.T, b_h, b_hn


def _as_gru(W_xh, W_hh, b_h, blocks):
    return tuple(np.concatenate(blocks(*np.split(one, 2))) for one in (W_xh, W_hh, b_h))


@exercise(
    probes=lambda: list(_blocks(2)),
    hints=(
        "Which of the GRU's gates does the unit's gate play, when it resets? And when it mixes?",
        "As a reset gate it is itself. In the mixture f takes in the new, and z keeps the old: z = 1 - f.",
        "1 - sigmoid(a) = sigmoid(-a): the rows are f, -f, n.",
    ),
    learned="You see a smaller cell as a larger one with tied weights.",
)
def minimal_as_gru(W_xh, W_hh, b_h):
    """Return W_xh (3H, input), W_hh (3H, H), b_h (3H,) from the unit's 2H rows f, n."""
    tied = []
    for one in (W_xh, W_hh, b_h):
        f, n = np.split(one, 2)
        tied.append(np.concatenate([f, -f, n]))
    return tuple(tied)


@minimal_as_gru.mistake("z = f keeps where the unit takes in. It must be 1 - f: change the sign of z's rows.")
def _(W_xh, W_hh, b_h):
    return _as_gru(W_xh, W_hh, b_h, lambda f, n: (f, f, n))


@minimal_as_gru.mistake(
    "The signs are exchanged: as a reset gate f is itself, as an update gate it is 1 - f."
)
def _(W_xh, W_hh, b_h):
    return _as_gru(W_xh, W_hh, b_h, lambda f, n: (-f, f, n))


@minimal_as_gru.mistake("The bias of z has the sign of f's. It is part of the pre-activation: -b_f.")
def _(W_xh, W_hh, b_h):
    W_xh, W_hh, _ = _as_gru(W_xh, W_hh, b_h, lambda f, n: (f, -f, n))
    f, n = np.split(b_h, 2)
    return W_xh, W_hh, np.concatenate([f, f, n])


@minimal_as_gru.mistake("That reset gate does nothing. In the unit the gate f resets as well as mixes.")
def _(W_xh, W_hh, b_h):
    W_xh, W_hh, b_h = _as_gru(W_xh, W_hh, b_h, lambda f, n: (0 * f, -f, n))
    hidden = W_hh.shape[1]
    return W_xh, W_hh, np.concatenate([np.full(hidden, 50.0), b_h[hidden:]])


@minimal_as_gru.mistake("Both gates have changed their sign. As a reset gate f is itself.")
def _(W_xh, W_hh, b_h):
    return _as_gru(W_xh, W_hh, b_h, lambda f, n: (-f, -f, n))


@minimal_as_gru.mistake("1 - W is not what makes 1 - sigmoid(a). The rule is about the sign: sigmoid(-a).")
def _(W_xh, W_hh, b_h):
    return _as_gru(W_xh, W_hh, b_h, lambda f, n: (f, 1 - f, n))


# the build stands last
from course_utils.exercises.build_06 import own_gru  # noqa: E402, F401
