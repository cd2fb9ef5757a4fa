"""A recurrent network that forecasts from all it has read: its state is carried on, no window limits it."""

from dataclasses import dataclass

import numpy as np
from torch import nn

from course_utils.forecasting.frequency import as_regular
from course_utils.training.calls import at_rest, tensors
from course_utils.training.network_forecaster import train
from course_utils.training.recurrent import recurrent


class _Next(nn.Module):
    """(seq_len, batch, features) → (seq_len, batch): after every step, the next value."""

    def __init__(self, layer):
        super().__init__()
        self.layer, self.readout = layer, nn.Linear(layer.hidden_size, 1)

    def read(self, xs, state=None):
        hs, state = self.layer(xs, state)
        return self.readout(hs)[..., 0], state

    def forward(self, xs):
        return self.read(xs)[0]


@dataclass
class ReadingForecaster:
    """A recurrent network that reads a series step by step and forecasts the next value after each.

    It is trained on stretches of the series, each from an empty memory, with a target at every step; the gate
    that keeps the old state starts from a bias of 4, which keeps 98 per cent a step (a plain RNN has no
    gate). Then it reads all that is known, from the first value on; for steps after the first it reads its
    own forecasts. Only mean and spread of the training part set the scale.

    Parameters
    ----------
    kind : str
        "rnn", "lstm" or "gru".
    length : int
        Steps of a stretch in training: as far back as gradients go.
    hidden, updates, seed, watch : optional
        Units, and what `fit` takes.
    columns : callable, optional
        ``columns(dates)``, (n, p): what a calendar knows, read with each step for the one after it.
    """

    kind: str
    length: int = 120
    hidden: int = 16
    updates: int = 450
    seed: int = 1
    columns: object = None
    watch: object = None

    def fit(self, dates, y):
        """Train on stretches drawn anywhere in the series."""
        dates, y, _ = as_regular(dates, y)
        if not np.isfinite(y).all():
            raise ValueError("y must be finite in every row: a network that reads on can't skip one")
        if len(y) < self.length + 1:
            raise ValueError(f"{len(y)} values give no stretch of {self.length} steps and the one after")
        mean, scale = float(y.mean()), float(y.std()) or 1.0
        dates, z = np.asarray(dates), (y - mean) / scale
        xs, targets = self._steps(z[:-1], dates[1:]), z[1:]

        def make(kind):
            return _Next(recurrent(kind, xs.shape[1], self.hidden, keep=None if kind == "RNN" else 4.0))

        def draw(rng):
            rows = np.arange(self.length)[:, None] + rng.integers(0, len(xs) - self.length + 1, 8)
            return xs[rows], targets[rows]

        train(self, make, draw)
        self.mean_, self.scale_, self.known_ = mean, scale, (dates, z)
        return self

    def read(self, dates, y):
        """Take these values for what is known, and forecast from there; nothing is trained."""
        y = np.asarray(y, dtype=float)
        self.known_ = np.asarray(dates), (y - self.mean_) / self.scale_

    def predict(self, dates):
        """Return the forecast for the dates after the known ones, (steps,)."""
        dates, (known, new) = np.asarray(dates), self.known_
        found, state, after = [], None, np.r_[known[1:], dates[:1]]
        for i in range(len(dates)):
            if i:
                new, after = np.array(found[-1:]), dates[i : i + 1]
            each, state = self._read(new, after, state)
            found.append(each[-1])
        return self.mean_ + self.scale_ * np.array(found)

    def one_step(self, dates, y):
        """Return the one-step forecast of every value but the first, (n - 1,); nothing is trained."""
        z = (np.asarray(y, dtype=float) - self.mean_) / self.scale_
        return self.mean_ + self.scale_ * self._read(z[:-1], np.asarray(dates)[1:])[0]

    def _read(self, z, after, state=None):
        with at_rest(self.model_):
            (xs,) = tensors(self.model_, (self._steps(z, after)[:, None],))
            each, state = self.model_.read(xs, state)
        return each[:, 0].numpy(), state

    def _steps(self, z, after):
        """Return what is read at each step, (n, 1 + p): the value, and the calendar of the date after it."""
        return np.c_[z, self.columns(after)] if self.columns else z[:, None]
