"""The gradient of a loss with respect to every hidden state of a torch model."""

import numpy as np
import torch
from torch import nn

from course_utils.training.calls import loss_of


def state_gradients(model, loss, *parts):
    """dL/dh_t for every t, through all later steps too: what `cells` call ``grads["hs"]``.

    torch's recurrent layers compute all steps at once, and of their output autograd gives only the
    direct share of each h_t. So the layer runs one step at a time, and each h_t is a node of the graph.

    Parameters
    ----------
    model : torch.nn.Module
        Holds one `nn.RNN`, `LSTM` or `GRU`, of one layer and direction. It is left as it is, gradients of the
        parameters included.
    loss : callable
        ``loss(model, *parts)`` returns one number. Put it on the last step only to see gradients decay.
    *parts : arrays or tensors
        One batch, as in `fit`.

    Returns
    -------
    array, shape (seq_len, batch, hidden)
        ``gradients.gradient_norms`` makes |dL/dh_t| of it.
    """
    layers = [module for module in model.modules() if isinstance(module, nn.RNNBase)]
    if len(layers) != 1:
        raise ValueError(f"the model has {len(layers)} recurrent layers of torch, not one")
    (layer,) = layers
    if layer.num_layers > 1 or layer.bidirectional or layer.batch_first:
        raise ValueError("state_gradients needs num_layers=1, bidirectional=False and batch_first=False")
    states, whole = [], layer.forward

    def stepwise(xs, state=None):
        if not isinstance(xs, torch.Tensor):
            raise ValueError("state_gradients needs a tensor as the layer's input, not a packed sequence")
        for x_t in xs.split(1):
            _, state = whole(x_t, state)
            h, *c = state if isinstance(state, tuple) else (state,)
            h_t = h.squeeze(0)  # the only node through which later steps see this one
            states.append(h_t)
            state = (h_t[None], *c) if c else h_t[None]
        return torch.stack(states[-len(xs) :]), state

    layer.forward = stepwise
    try:
        value = loss_of(model, loss, parts)
    finally:
        del layer.forward
    if not states:
        raise ValueError("the loss did not use the recurrent layer")
    grads = torch.autograd.grad(value, states, allow_unused=True)
    return np.stack(
        [np.zeros(h.shape) if g is None else g.numpy() for g, h in zip(grads, states, strict=True)]
    )
