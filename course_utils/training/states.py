"""The hidden states of a torch model, and the gradient of a loss with respect to each."""

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
        Holds one `nn.RNN`, `LSTM` or `GRU`, of one layer and direction; or runs step by step itself and
        keeps h_0, h_1, ..., h_T in a list, ``model.hs``. It is left as it is, gradients of the parameters
        included.
    loss : callable
        ``loss(model, *parts)`` returns one number. Put it on the last step only to see gradients decay.
    *parts : arrays or tensors
        One batch, as in `fit`.

    Returns
    -------
    array, shape (seq_len, batch, hidden)
        ``gradients.gradient_norms`` makes |dL/dh_t| of it.
    """
    return loss_and_states(model, loss, parts)[2]


def loss_and_states(model, loss, parts):
    """Return the loss as a number, h_t and dL/dh_t, both (seq_len, batch, hidden); as `state_gradients`."""
    layer = recurrent_layer(model)
    value, states = _own(model, loss, parts) if layer is None else _stepwise(model, layer, loss, parts)
    grads = torch.autograd.grad(value, states, allow_unused=True)
    dhs = [np.zeros(h.shape) if g is None else g.numpy() for g, h in zip(grads, states, strict=True)]
    return value.item(), torch.stack(states).detach().numpy(), np.stack(dhs)


def recurrent_layer(model):
    """Return the one recurrent layer of torch in a model; None if it has none."""
    layers = [module for module in model.modules() if isinstance(module, nn.RNNBase)]
    if not layers:
        return None
    if len(layers) > 1:
        raise ValueError(f"the model has {len(layers)} recurrent layers of torch, not one")
    (layer,) = layers
    if layer.num_layers > 1 or layer.bidirectional or layer.batch_first:
        raise ValueError("state_gradients needs num_layers=1, bidirectional=False and batch_first=False")
    return layer


def _own(model, loss, parts):
    """Return the loss, and the states that the model keeps."""
    value, steps = loss_of(model, loss, parts), len(parts[0])
    if not hasattr(model, "hs"):
        raise ValueError("the model has 0 recurrent layers of torch, not one, and keeps no states in hs")
    if len(model.hs) not in (steps, steps + 1):
        raise ValueError(f"the model keeps {len(model.hs)} states in hs, for {steps} steps")
    return value, model.hs[-steps:]


def _stepwise(model, layer, loss, parts):
    """Return the loss, and the states of a layer that runs one step at a time."""
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
    return value, states
