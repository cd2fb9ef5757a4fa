"""Lesson 6: Keras' weights of a GRU for the course's."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_06_cell import _rng
from course_utils.exercises.lesson_06_maps import _changed, _turned


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
    return *_changed(given, _turned), b_hn


@from_keras.mistake(
    "W_hh has the right blocks, but none is transposed. Keras multiplies from the other side."
)
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return W_xh, np.vstack([block.T for block in np.split(W_hh, 3)]), b_h, b_hn


@from_keras.mistake(
    "reshape fills the new shape row by row, and numbers land at wrong places. Transpose: .T."
)
def _(kernel, recurrent_kernel, bias):
    H = len(recurrent_kernel)
    columns = kernel.reshape(3 * H, -1).T, recurrent_kernel.reshape(3 * H, H).T
    return _from_keras(*columns, bias)


@from_keras.mistake(
    "The blocks are put in order, and then reshaped. Rows and columns change places by .T alone."
)
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return W_xh.T.reshape(W_xh.shape), W_hh.T.reshape(W_hh.shape), b_h, b_hn


@from_keras.mistake("The candidate's two biases have changed places: the first row of bias is the input's.")
def _(kernel, recurrent_kernel, bias):
    return _from_keras(kernel, recurrent_kernel, bias[::-1])


@from_keras.mistake("The input's biases of r and z are lost. Add them to the state's.")
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    H = len(b_hn)
    rec = bias[1]
    return W_xh, W_hh, np.concatenate([rec[H : 2 * H], rec[:H], b_h[2 * H :]]), b_hn


@from_keras.mistake(
    "All of b_h comes from the state's biases, and b_hn from the input's. The first row is the input's."
)
def _(kernel, recurrent_kernel, bias):
    return _from_keras(kernel, recurrent_kernel, bias[::-1], add=False)


@from_keras.mistake("b_hn is lost: the second row's last block is the candidate's bias inside the reset.")
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return W_xh, W_hh, b_h, 0 * b_hn


@from_keras.mistake("The candidate's input bias is lost: it is the last block of b_h.")
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return W_xh, W_hh, np.concatenate([b_h[: -len(b_hn)], 0 * b_hn]), b_hn


@from_keras.mistake(
    "b_hn holds the sum of the candidate's two biases. Only the state's stands inside the reset."
)
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return W_xh, W_hh, b_h, b_hn + b_h[-len(b_hn) :]


@from_keras.mistake("b_hn is z's bias: the first block in Keras. The candidate's is the last.")
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return W_xh, W_hh, b_h, bias[1, : len(b_hn)].copy()


@from_keras.mistake("b_hn is r's bias, the middle block. The candidate's is the last.")
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return W_xh, W_hh, b_h, bias[1, len(b_hn) : 2 * len(b_hn)].copy()


@from_keras.mistake("The blocks of W_hh still stand in the order z, r, h. There r comes first, too.")
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return W_xh, recurrent_kernel.T, b_h, b_hn


@from_keras.mistake("The blocks of W_xh still stand in the order z, r, h. There r comes first, too.")
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return kernel.T, W_hh, b_h, b_hn


@from_keras.mistake("The blocks of both matrices still stand in the order z, r, h. There r comes first, too.")
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    return kernel.T, recurrent_kernel.T, b_h, b_hn


@from_keras.mistake(
    "The state's biases of r and z are added in the order z, r. Bring both rows of bias in order."
)
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    r_and_z = 2 * len(b_hn)
    z_first, r_first = bias[1, :r_and_z], np.roll(bias[0, :r_and_z], len(b_hn))
    return W_xh, W_hh, np.concatenate([z_first + r_first, b_h[r_and_z:]]), b_hn


@from_keras.mistake(
    "The input's biases of r and z stand in the order z, r. Bring both rows of bias in order."
)
def _(kernel, recurrent_kernel, bias):
    W_xh, W_hh, b_h, b_hn = _from_keras(kernel, recurrent_kernel, bias)
    r_and_z = 2 * len(b_hn)
    z_first, r_first = bias[0, :r_and_z], np.roll(bias[1, :r_and_z], len(b_hn))
    return W_xh, W_hh, np.concatenate([z_first + r_first, b_h[r_and_z:]]), b_hn
