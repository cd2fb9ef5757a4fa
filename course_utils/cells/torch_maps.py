"""Weights to and from `torch.nn.RNN`, `LSTM` and `GRU`, as plain functions of arrays.

torch keeps, for each layer, ``weight_ih`` (G*hidden, input), ``weight_hh`` (G*hidden, hidden) and two biases
(G*hidden,), in blocks of rows: RNN one; LSTM i, f, g, o, where g is our c_tilde; GRU r, z, n. The two biases
only occur as their sum, which is our ``b_h``, except in the GRU's candidate, where r multiplies one of them.
On the way to torch a gain is multiplied into W_hh; a gain for each row, and peepholes, raise ValueError.

>>> import torch
>>> state = {name: value.numpy() for name, value in torch.nn.LSTM(3, 8).state_dict().items()}
>>> {name: array.shape for name, array in lstm_from_torch(state).items()}
{'W_xh': (32, 3), 'W_hh': (32, 8), 'b_h': (32,)}
"""

import numpy as np

from course_utils.cells import _check

# Our rows o, i, f, c_tilde out of torch's i, f, g, o; and back.
OURS, THEIRS = (3, 0, 1, 2), (1, 2, 3, 0)


def rnn_from_torch(state, layer="l0"):
    """b_h = bias_ih + bias_hh: our parameters from those of a `torch.nn.RNN`.

    Parameters
    ----------
    state : dict of arrays
        ``weight_ih_l0``, ``weight_hh_l0``, and ``bias_ih_l0``, ``bias_hh_l0`` (zero if they are not there).
    layer : str, optional
        The ending of the names: "l1" for the second layer, "l0_reverse" for the reverse direction.

    Returns
    -------
    dict of arrays
        W_xh, W_hh, b_h; all new.
    """
    W_xh, W_hh, b_ih, b_hh = _arrays(state, layer, 1)
    return {"W_xh": W_xh.copy(), "W_hh": W_hh.copy(), "b_h": b_ih + b_hh}


def rnn_to_torch(params, layer="l0"):
    """bias_ih = b_h, bias_hh = 0: the inverse; arrays for a `torch.nn.RNN`, all new."""
    p = _check.plain(params, ("W_xh", "W_hh", "b_h"))
    return _named(layer, p["W_xh"], p["W_hh"], p["b_h"], np.zeros_like(p["b_h"]))


def lstm_from_torch(state, layer="l0"):
    """[o; i; f; c_tilde] from torch's [i; f; g; o], b_h = bias_ih + bias_hh; else as `rnn_from_torch`."""
    W_xh, W_hh, b_ih, b_hh = (_blocks(array, OURS) for array in _arrays(state, layer, 4))
    return {"W_xh": W_xh, "W_hh": W_hh, "b_h": b_ih + b_hh}


def lstm_to_torch(params, layer="l0"):
    """[i; f; g; o] from our [o; i; f; c_tilde], bias_ih = b_h, bias_hh = 0."""
    names = ("W_xh", "W_hh", "b_h")
    W_xh, W_hh, b_h = (_blocks(array, THEIRS) for array in _check.plain(params, names).values())
    return _named(layer, W_xh, W_hh, b_h, np.zeros_like(b_h))


def gru_from_torch(state, layer="l0"):
    """b_h = bias_ih + [bias_hr; bias_hz; 0], b_hn = bias_hn; arguments as in `rnn_from_torch`.

    torch resets after the product and keeps with z: the defaults of `gru.forward`.
    """
    W_xh, W_hh, b_ih, b_hh = _arrays(state, layer, 3)
    hidden = W_hh.shape[1]
    b_h = b_ih.copy()
    b_h[: 2 * hidden] += b_hh[: 2 * hidden]
    return {"W_xh": W_xh.copy(), "W_hh": W_hh.copy(), "b_h": b_h, "b_hn": b_hh[2 * hidden :].copy()}


def gru_to_torch(params, layer="l0"):
    """bias_ih = b_h, bias_hh = [0; 0; b_hn]: the inverse."""
    p = _check.plain(params, ("W_xh", "W_hh", "b_h", "b_hn"))
    zeros = np.zeros(2 * len(p["b_hn"]), p["b_hn"].dtype)
    return _named(layer, p["W_xh"], p["W_hh"], p["b_h"], np.concatenate([zeros, p["b_hn"]]))


def _arrays(state, layer, gates):
    """Return weight_ih, weight_hh, bias_ih, bias_hh of a layer, checked."""
    W_xh, W_hh = (np.asarray(state[f"weight_{kind}_{layer}"]) for kind in ("ih", "hh"))
    zeros = np.zeros(len(W_hh), W_hh.dtype)
    b_ih, b_hh = (np.asarray(state.get(f"bias_{kind}_{layer}", zeros)) for kind in ("ih", "hh"))
    rows = gates * W_hh.shape[1]
    for name, array in {"weight_ih": W_xh, "weight_hh": W_hh, "bias_ih": b_ih, "bias_hh": b_hh}.items():
        if len(array) != rows:
            raise ValueError(f"{name}_{layer} has shape {array.shape}; want ({gates}*hidden={rows}, ...)")
    return W_xh, W_hh, b_ih, b_hh


def _blocks(array, order):
    """Return the blocks of rows in another order, as a new array."""
    blocks = np.split(np.asarray(array), len(order))
    return np.concatenate([blocks[k] for k in order])


def _named(layer, *arrays):
    """Return copies of the arrays under torch's names."""
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return {f"{name}_{layer}": np.array(array) for name, array in zip(names, arrays, strict=True)}
