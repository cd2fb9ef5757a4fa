"""A GRU's weights between the conventions of torch, Keras, ONNX and the papers, as plain arrays.

The course's own parameters (`cells.gru`: blocks of rows r, z, n; z keeps the old state) are the common form.
With ``b_hn`` among them the reset gate multiplies after the product with W_hn, without it before. Between
these two there is no map: they are different cells. Lesson 6. All arrays returned are new. A gain is
multiplied into W_hh on the way out; one for each row raises ValueError.
"""

import numpy as np

from course_utils.cells import _check

_BLOCKS = ("W_xh", "W_hh", "b_h")
_SWAP = (1, 0, 2)  # r, z, n to z, r, h, and back: the first two change places


def flip_update(params):
    """σ(-a) = 1 - σ(a): turn parameters for ``z_keeps=True`` into those for ``z_keeps=False``, or back.

    The rows of z in W_xh, W_hh and b_h (blocks r, z, n) change sign; the rest stays.
    """
    flipped = {name: np.array(array) for name, array in params.items()}
    hidden = params["W_hh"].shape[1]
    for name in ("W_xh", "W_hh", "b_h"):
        flipped[name][hidden : 2 * hidden] *= -1
    return flipped


def to_keras(params):
    """Return what ``set_weights`` of a Keras GRU takes: columns in the order z, r, h.

    A list of kernel (input, 3*hidden), recurrent_kernel (hidden, 3*hidden), and bias: (2, 3*hidden) for
    ``reset_after=True`` (with b_hn), the second row the recurrent one, else (3*hidden,).
    """
    params = _check.plain(params, (*_BLOCKS, "b_hn"))
    W_xh, W_hh, b_h = (_blocks(params[name], _SWAP) for name in _BLOCKS)
    bias = b_h if "b_hn" not in params else np.stack([b_h, _recurrent_bias(params)])
    return [W_xh.T.copy(), W_hh.T.copy(), bias]


def from_keras(weights):
    """Return our parameters from a Keras GRU's ``get_weights()``: the inverse of `to_keras`."""
    kernel, recurrent, bias = (np.asarray(array) for array in weights)
    b_in, b_rec = bias if bias.ndim == 2 else (bias, None)
    return _params(kernel.T, recurrent.T, b_in, b_rec)


def to_onnx(params):
    """Return the inputs W, R, B of the ONNX operator GRU, one direction: rows in the order z, r, h.

    A dict of W (1, 3*hidden, input), R (1, 3*hidden, hidden), B (1, 6*hidden): first the input's biases, then
    the recurrent ones. With b_hn it is for ``linear_before_reset=1``, without for 0, the default.
    """
    params = _check.plain(params, (*_BLOCKS, "b_hn"))
    W_xh, W_hh, b_h = (_blocks(params[name], _SWAP) for name in _BLOCKS)
    b_rec = _recurrent_bias(params) if "b_hn" in params else np.zeros_like(b_h)
    return {"W": W_xh[None], "R": W_hh[None], "B": np.concatenate([b_h, b_rec])[None]}


def from_onnx(arrays, linear_before_reset=1):
    """Return our parameters from an ONNX GRU's W, R, B: the inverse of `to_onnx`."""
    W, R, B = (np.asarray(arrays[name])[0] for name in "WRB")
    b_in, b_rec = np.split(B, 2)
    return _params(W, R, b_in, b_rec) if linear_before_reset else _params(W, R, b_in + b_rec, None)


def _params(W, R, b_in, b_rec):
    """Return our parameters from rows z, r, h; without `b_rec` those of a reset before the product."""
    params = {"W_xh": _blocks(W, _SWAP), "W_hh": _blocks(R, _SWAP), "b_h": _blocks(b_in, _SWAP)}
    if b_rec is None:
        return params
    b_r, b_z, b_hn = np.split(_blocks(b_rec, _SWAP), 3)
    params["b_h"] += np.concatenate([b_r, b_z, np.zeros_like(b_hn)])  # only the candidate's stays separate
    return params | {"b_hn": b_hn}


def _recurrent_bias(params):
    """Return the recurrent biases z, r, h: zero except for the candidate's."""
    return np.concatenate([np.zeros_like(params["b_h"][: 2 * len(params["b_hn"])]), params["b_hn"]])


def _blocks(array, order):
    """Return the three blocks of rows in another order, as a new array."""
    blocks = np.split(np.asarray(array), 3)
    return np.concatenate([blocks[k] for k in order])
