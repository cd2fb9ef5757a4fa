"""The loop: draw a batch, compute loss and gradients, write a row, take a step."""

import functools
import math
import os
import time

import numpy as np
import torch
from torch import nn

from course_utils.training import whole
from course_utils.training.calls import at_rest, loss_of, seeded
from course_utils.training.frames import Camera, Frame
from course_utils.training.interrupts import Interrupts
from course_utils.training.record import Record

_OPTIMIZERS = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}
_CLIPPINGS = {"norm": nn.utils.clip_grad_norm_, "value": nn.utils.clip_grad_value_}
_LIMIT = "COURSE_UPDATES"  # the environment variable that cuts every training short
_REST, _SHARE = 1 / 12, 0.02  # a watch is updated at most this often (s), for at most this share of the time


def fit(
    model,
    batch,
    loss,
    updates,
    *,
    lr=0.002,
    clip=None,
    seed=1,
    solved=None,
    optimizer="adam",
    evaluate=None,
    reach=None,
    every=50,
    frames=None,
    watch=None,
):
    """θ ← θ - lr · direction(dL/dθ), batch by batch, until the budget is spent or there is reason to stop.

    Jupyter's interrupt ends the run after the update under way and raises nothing: the model keeps what it
    learned. (A second one breaks a batch or a loss that hangs.) Where the loss or a gradient is no longer
    finite, the model goes back to the last parameters with which both were.

    Parameters
    ----------
    model : torch.nn.Module
        Trained in place.
    batch : callable
        ``batch(rng)``, with a NumPy generator, returns a tuple of arrays or tensors: ``(xs, targets)``, or
        more parts. Floats take the model's precision, whole numbers become int64.
    loss : callable
        ``loss(model, *parts)`` returns a tensor with one number, such as `cross_entropy` does.
    updates : int
        The budget. The environment variable COURSE_UPDATES, if set, also limits every run.
    lr, seed : float, int
        The learning rate; the seed of the batches and of what is random in the model. The caller's generators
        stay as they are.
    clip, solved : tuple, optional
        ``("norm", c)`` or ``("value", c)``, done by torch's own functions; ``(threshold, count)``: stop when
        `count` losses in a row are below `threshold`.
    optimizer : str or callable, optional
        "adam", "sgd", or what makes one from ``(parameters, lr=lr)``, such as ``torch.optim.RMSprop``.
    evaluate, every : callable and int, optional
        ``evaluate(model)`` returns a number, such as the loss on held-out data. It is called every `every`
        updates, without gradients and with dropout off.
    reach : callable, optional
        ``reach(model)`` returns which share of the gradient reaches the first step, such as
        |dL/dh_1| / |dL/dh_T|: the norm over all parameters does not tell. It is called before the first
        update, then every `every` updates, with dropout off.
    frames : int, optional
        Every so many updates, before the first and after the last, a `Frame` of the model goes into
        ``record.frames``: what it does with one fixed sample, ``record.sample``, a batch of its own.
        `labs.training_lab` shows them. The training is the same with and without.
    watch : optional
        Has ``update(record)``, called at the start and then a dozen times a second at most, and
        ``finish(record)``.

    Returns
    -------
    Record
        One row an update, and why the run ended.

    Raises
    ------
    ValueError
        If an argument, a batch or a loss is not as described.
    """
    parameters = [p for p in model.parameters() if p.requires_grad]
    was_training, rng = model.training, np.random.default_rng(seed)
    _check(parameters, updates, clip, solved, optimizer, frames)
    if isinstance(optimizer, str):
        optimizer = functools.partial(_OPTIMIZERS[optimizer], fused=True)  # a third of the time of a step
    with Interrupts() as interrupts, seeded(seed):
        stepper = optimizer(parameters, lr=lr)
        record, watch = Record(_budget(updates)), _Paced(watch)
        kept, camera = [p.detach().clone() for p in parameters], frames and Camera(batch, loss, seed)
        record.sample = camera and camera.sample

        def measure(what, values, every, gradients=True, last=False):
            if what and (last or record.updates % every == 0):
                with interrupts.breakable(), seeded(seed), at_rest(model, gradients):
                    values[record.updates] = _plain(what(model))

        try:
            measure(reach, record.reached, every)
            measure(camera, record.frames, frames)
            watch.update(record)
            while not record.stopped:
                with interrupts.breakable():
                    value = loss_of(model.train(), loss, batch(rng))
                    model.zero_grad()
                    value.backward()
                row = value.item(), math.hypot(*(_norm(p.grad) for p in parameters))
                if math.isfinite(sum(row)):
                    if clip:
                        _CLIPPINGS[clip[0]](parameters, clip[1])
                    _step(stepper, parameters, kept)
                    record.add(*row)
                    measure(evaluate, record.evaluations, every, gradients=False)
                    measure(reach, record.reached, every)
                    record.stopped = _reason(record, solved, interrupts)
                    measure(camera, record.frames, frames, last=record.stopped)
                else:
                    _copy(kept, parameters)
                    record.add(*row)
                    record.stopped = "diverged"
                watch.update(record)
        except KeyboardInterrupt:
            record.stopped = "interrupted"
        finally:
            if not all(torch.isfinite(p).all() for p in parameters):  # the last step was too large
                _copy(kept, parameters)
                record.stopped = "diverged"
            model.train(was_training).zero_grad()
            watch.finish(record)
            whole.note(record, updates)
    return record


def _check(parameters, updates, clip, solved, optimizer, frames):
    """Raise ValueError, in one line, for settings that no run can have."""

    def is_pair(value):
        return isinstance(value, tuple | list) and len(value) == 2

    if not parameters:
        raise ValueError("the model has no parameters to train")
    if updates < 1:
        raise ValueError(f"updates must be at least 1, not {updates}")
    if frames is not None and frames < 1:
        raise ValueError(f"frames must be at least 1 update apart, not {frames}")
    if isinstance(optimizer, str) and optimizer not in _OPTIMIZERS:
        raise ValueError(f"optimizer must be one of {', '.join(_OPTIMIZERS)} or a class, not {optimizer!r}")
    if clip is not None and not (is_pair(clip) and clip[0] in _CLIPPINGS and clip[1] > 0):
        raise ValueError(f'clip must be ("norm", c) or ("value", c), c above 0, not {clip!r}')
    if solved is not None and not is_pair(solved):
        raise ValueError(f"solved must be (threshold, count), not {solved!r}")


def _budget(updates):
    """Return how many updates are done at most."""
    limit = os.environ.get(_LIMIT)
    if not limit:
        return updates
    if not limit.isdecimal() or int(limit) < 1:
        raise ValueError(f"{_LIMIT} must be a whole number, at least 1, not {limit!r}")
    return min(updates, int(limit))


class _Paced:
    """A watch that is updated so seldom that it costs nothing."""

    def __init__(self, watch):
        self._watch, self._next = watch, -math.inf

    def update(self, record):
        if self._watch and (start := time.monotonic()) >= self._next:
            self._watch.update(record)
            spent = time.monotonic() - start
            self._next = start + spent + max(_REST, spent / _SHARE)

    def finish(self, record):
        if self._watch:
            self._watch.finish(record)


def _step(stepper, parameters, kept):
    """Take a step, whole or not at all, and keep the parameters from before it."""
    _copy(parameters, kept)
    try:
        stepper.step()
    except BaseException:
        _copy(kept, parameters)
        raise


def _reason(record, solved, interrupts):
    """Return why the run is to end here, or None."""
    threshold, count = solved or (-math.inf, 1)
    if record.updates >= count and (record.losses[-count:] < threshold).all():
        return "solved"
    if interrupts.asked:
        return "interrupted"
    return "budget" if record.updates == record.budget else None


def _copy(source, target):
    with torch.no_grad():
        for one, other in zip(source, target, strict=True):
            other.copy_(one)


def _plain(found):
    return found if isinstance(found, Frame) else float(found)


def _norm(grad):
    return 0.0 if grad is None else float(grad.norm())
