"""The two losses of the course, with a mask for what does not count: `loss(model, *parts)` for `fit`."""

import torch
from torch.nn import functional


def cross_entropy(model, xs, targets, mask=None):
    """L = -mean log softmax(model(xs))[target], over all entries or those that count.

    ValueError if shapes differ.

    Parameters
    ----------
    model : torch.nn.Module
        ``model(xs)`` gives scores, (..., classes): (batch, classes) at the last step, or
        (seq_len, batch, classes) at every step.
    xs : tensor
    targets : tensor of int, shape (...)
        Classes.
    mask : tensor, shape (...), optional
        True or 1 where an entry counts.
    """
    scores = model(xs)
    _check(scores.shape[:-1], "scores (without classes)", targets=targets, mask=mask)
    each = functional.cross_entropy(scores.flatten(0, -2), targets.flatten(), reduction="none")
    return _mean(each, mask)


def squared_error(model, xs, targets, mask=None):
    """L = mean (model(xs) - target)², over all entries or those that count; all have one shape."""
    y_hat = model(xs)
    _check(y_hat.shape, "predictions", targets=targets, mask=mask)
    return _mean((y_hat - targets).square().flatten(), mask)


def _mean(each, mask):
    return each.mean() if mask is None else each[mask.flatten().to(torch.bool)].mean()


def _check(shape, name, **others):
    """Raise unless all have one shape: torch would stretch (batch, 1) and (batch,) to (batch, batch)."""
    for other, tensor in others.items():
        if tensor is not None and tensor.shape != shape:
            raise ValueError(
                f"{other} have shape {tuple(tensor.shape)}, {name} {tuple(shape)}; they must agree"
            )
