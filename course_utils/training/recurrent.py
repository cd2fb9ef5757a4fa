"""The models of the memory tasks: a recurrent layer of torch by its name, read out at the last step."""

import torch
from torch import nn

_LAYERS = {"RNN": nn.RNN, "IRNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}


class LastState(nn.Module):
    """y_hat = W_hy h_T + b_y: what a layer holds after the last step, and a readout.

    Parameters
    ----------
    layer : torch.nn.RNNBase
        Such as ``nn.LSTM(2, 32)``, or what `recurrent` returns.
    classes : int, optional
        Scores, (batch, classes). By default one number for each sequence, (batch,).
    """

    def __init__(self, layer, classes=None):
        super().__init__()
        self.layer, self.readout = layer, nn.Linear(layer.hidden_size, classes or 1)
        self.readout.to(layer.weight_hh_l0.dtype)
        self._one = classes is None

    def forward(self, xs):
        """Return y_hat for inputs (seq_len, batch, input)."""
        y_hat = self.readout(self.layer(xs)[0][-1])
        return y_hat[:, 0] if self._one else y_hat


def recurrent(kind, inputs, hidden, *, keep=None):
    """Return a layer of torch by its name in the course, with its usual starting weights.

    Parameters
    ----------
    kind : {"RNN", "IRNN", "LSTM", "GRU"}
        "IRNN" is an RNN of ReLU units with W_hh = I and b = 0 (Le, Jaitly & Hinton 2015).
    inputs, hidden : int
    keep : float, optional
        The bias of the gate that keeps the old state, an LSTM's forget gate or a GRU's update gate; by
        default torch's own small random numbers.
    """
    if kind not in _LAYERS:
        raise ValueError(f"kind must be one of {', '.join(_LAYERS)}, not {kind!r}")
    if keep is not None and kind in ("RNN", "IRNN"):
        raise ValueError(f"a layer of kind {kind!r} has no gate, so keep={keep} says nothing")
    layer = _LAYERS[kind](inputs, hidden, **({"nonlinearity": "relu"} if kind == "IRNN" else {}))
    with torch.no_grad():
        if kind == "IRNN":
            layer.weight_hh_l0.copy_(torch.eye(hidden))
            layer.bias_ih_l0.zero_()
            layer.bias_hh_l0.zero_()
        if keep is not None:  # torch's rows: i, f, g, o and r, z, n; the second block keeps
            layer.bias_ih_l0[hidden : 2 * hidden] = keep
            layer.bias_hh_l0[hidden : 2 * hidden] = 0
    return layer
