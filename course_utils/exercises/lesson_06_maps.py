"""Lesson 6: weights of one GRU for another: z turned round, Keras' own, and a unit with one gate."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_06_cell import _blocks, _rng


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


@flip_update.mistake("The rows of r change their sign, too. Only z is meant.")
def _(W_xh, W_hh, b_h):
    return _signs(W_xh, W_hh, b_h, [-1.0, -1.0, 1.0])


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


@from_keras.mistake("The blocks of b_h still stand in the order z, r, h. There r comes first, too.")
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    r, z, n = np.split(b_h, 3)
    return W_xh, W_hh, np.concatenate([z, r, n]), b_hn


@from_keras.mistake("b_hn is counted twice. The last block of b_h holds the input's bias alone.")
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return W_xh, W_hh, b_h + np.concatenate([np.zeros(2 * len(b_hn)), b_hn]), b_hn


@from_keras.mistake("Two things: all blocks stand in the order z, r, h, and b_hn is counted twice.")
def _(kernel, recurrent_kernel, bias):
    return kernel.T, recurrent_kernel.T, bias.sum(axis=0), bias[1, 2 * len(recurrent_kernel) :]


@from_keras.mistake("In Keras z keeps the old state, as it does here: no sign changes.")
def _(kernel, recurrent_kernel, bias):
    *given, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return *_signs(*given, [1.0, -1.0, 1.0]), b_hn


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


@minimal_as_gru.mistake("A gate whose weights are 0 stands at one half. In the unit the gate f resets, too.")
def _(W_xh, W_hh, b_h):
    return _as_gru(W_xh, W_hh, b_h, lambda f, n: (0 * f, -f, n))


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
