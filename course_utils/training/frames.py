"""A training, frame by frame: what a model does with one fixed sample, again and again as it learns."""

from dataclasses import dataclass

import numpy as np
from torch import nn

from course_utils.cells import gru, lstm, torch_maps
from course_utils.training.calls import predict, seeded
from course_utils.training.states import loss_and_states, recurrent_layer

SHOWN = 4  # so many sequences of the sample have their units in a frame


@dataclass(frozen=True)
class Frame:
    """What a model does with the sample.

    ``loss`` and ``accuracy``, None where targets are no classes; ``gradients``, |dL/dh_t| over the whole
    sample, (seq_len,); ``units``, what its units do with the first few sequences, each (seq_len, sequences,
    hidden): the gates i, f, o of an LSTM, r and z of a GRU, else h.
    """

    loss: float
    accuracy: float | None
    gradients: np.ndarray
    units: dict


class Camera:
    """Takes frames of a model, ``camera(model)``, all of the same sample: a batch with a seed of its own."""

    def __init__(self, batch, loss, seed):
        self._loss = loss
        with seeded(seed):
            self.sample = batch(np.random.default_rng([seed, 1]))

    def __call__(self, model):
        """Return a frame; the model is left as it is."""
        seen, layer = [], recurrent_layer(model)
        hook = layer and layer.register_forward_pre_hook(lambda _, given: seen.append(given))
        try:
            loss, hs, dhs = loss_and_states(model, self._loss, self.sample)
        finally:
            if hook:
                hook.remove()
        gradients = np.linalg.norm(dhs.astype(float), axis=(1, 2))
        units = _gates(layer, *seen[0]) if isinstance(layer, nn.LSTM | nn.GRU) else {"h": hs[:, :SHOWN]}
        return Frame(loss, _accuracy(model, *self.sample), gradients, units)


def _gates(layer, xs, state=None):
    """Return the gates of an LSTM or a GRU, from its weights and what it was given."""
    weights = {name: array.double().numpy() for name, array in layer.state_dict().items()}
    first = [] if state is None else state if isinstance(state, tuple) else (state,)
    first = [one[0, :SHOWN].detach().double().numpy() for one in first]
    xs = xs[:, :SHOWN].detach().double().numpy()
    if isinstance(layer, nn.LSTM):
        run = lstm.forward(xs, torch_maps.lstm_from_torch(weights), *first)
        return {"i": run.i, "f": run.f, "o": run.o}
    run = gru.forward(xs, torch_maps.gru_from_torch(weights), *first)
    return {"r": run.r, "z": run.z}


def _accuracy(model, xs, targets=None, mask=None, *_):
    """Return which share of the classes is right, where they count; None if the targets are no classes."""
    if targets is None or np.asarray(targets).dtype.kind not in "iu":
        return None
    scores = predict(model, xs)
    if scores.shape[:-1] != targets.shape:
        return None
    right = scores.argmax(-1) == np.asarray(targets)
    return float(right.mean() if mask is None else right[np.asarray(mask, dtype=bool)].mean())
