"""How a model is called: what goes in, what comes out, and what must not change."""

import contextlib

import numpy as np
import torch


@contextlib.contextmanager
def seeded(seed):
    """Draw in torch as the seed says, as in ``with seeded(1): model = ...``; nothing changes outside."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield


@contextlib.contextmanager
def at_rest(model, gradients=False):
    """Call the model with dropout off, and with gradients only if asked; afterwards it is as before."""
    training = model.training
    try:
        with torch.set_grad_enabled(gradients):
            model.eval()
            yield
    finally:
        model.train(training)


def predict(model, *parts):
    """Return ``model(*parts)`` as NumPy arrays, without gradients and with dropout off; parts as in `fit`."""
    with at_rest(model):
        return arrays(model(*tensors(model, parts)))


def loss_of(model, loss, parts):
    """Return ``loss(model, *parts)``; raise unless it is one number that depends on its parameters."""
    value = loss(model, *tensors(model, parts))
    if not isinstance(value, torch.Tensor) or value.numel() != 1:
        found = f"shape {tuple(value.shape)}" if isinstance(value, torch.Tensor) else type(value).__name__
        raise ValueError(f"the loss must be a tensor with one number, not {found}")
    if not value.requires_grad:
        raise ValueError("the loss does not depend on the model's parameters: was it detached?")
    return value


def tensors(model, parts):
    """Return arrays or tensors as tensors: floats in the model's precision, whole numbers as int64."""
    if not isinstance(parts, tuple | list):
        raise ValueError(
            f"a batch must be a tuple of arrays, such as (xs, targets), not {type(parts).__name__}"
        )
    precision = next((p.dtype for p in model.parameters()), torch.float32)
    return tuple(_tensor(part, precision) for part in parts)


def _tensor(part, precision):
    if not isinstance(part, torch.Tensor):
        array = np.array(part, order="C")  # a copy: torch warns of arrays that can't be written to
        if array.dtype.kind not in "fiub":
            raise ValueError(f"a part of a batch holds {array.dtype}, not numbers")
        part = torch.from_numpy(array)
    if part.is_floating_point():
        return part.to(precision)
    return part if part.dtype == torch.bool else part.long()


def arrays(output):
    """Return a tensor, or tensors in tuples, as NumPy arrays in the same order."""
    if isinstance(output, torch.Tensor):
        return output.detach().numpy()
    return tuple(arrays(one) for one in output)
