"""A recurrent network that forecasts from all it has read: its state is carried on, no window cuts it off."""

from dataclasses import dataclass

import numpy as np
from torch import nn

from course_utils.training.calls import at_rest, seeded, tensors
from course_utils.training.forecaster import trained
from course_utils.training.recurrent import recurrent


class _Next(nn.Module):
    """(seq_len, batch, features) → (seq_len, batch): after every step, the value of the next."""

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
    """A recurrent network that reads a series step by step and says the next value after each.

    It is trained on stretches from an empty memory, with a target at every step. Then it reads all that is
    known, from the first value on; for steps after the first it reads its own forecasts. Mean and spread of
    the training part alone set the scale.

    Parameters
    ----------
    kind : str
        "rnn", "lstm" or "gru".
    length : int
        Steps of a stretch in training: as far back as gradients go.
    hidden, updates, lr, batch, seed : optional
        Of the training.
    keep : float, optional
        First bias of the gate that keeps the old state (a plain RNN has none): 4 keeps 98 per cent a step.
    columns : callable, optional
        ``columns(dates)``, (n, p): what a calendar knows, read with each step for the one after it.
    watch : optional
        As `fit` takes it.
    """

    kind: str
    length: int = 120
    hidden: int = 16
    updates: int = 450
    lr: float = 0.01
    batch: int = 8
    seed: int = 1
    keep: float = 4.0
    columns: object = None
    watch: object = None

    def fit(self, dates, y):
        """Train on stretches drawn anywhere in the series."""
        y = np.asarray(y, dtype=float)
        if not np.isfinite(y).all():
            raise ValueError("y must be finite in every row: a network that reads on can't skip one")
        if self.kind not in ("rnn", "lstm", "gru"):
            raise ValueError(f"kind must be one of rnn, lstm, gru, not {self.kind!r}")
        if len(y) < self.length + 1:
            raise ValueError(f"{len(y)} values give no stretch of {self.length} steps and the one after")
        self.mean_, self.scale_ = float(y.mean()), float(y.std()) or 1.0
        self.known_ = np.asarray(dates), (y - self.mean_) / self.scale_
        dates, z = self.known_
        xs, targets = self._steps(z[:-1], dates[1:]), z[1:]
        with seeded(self.seed):
            keep = None if self.kind == "rnn" else self.keep
            layer = recurrent(self.kind.upper(), xs.shape[1], self.hidden, keep=keep)
            self.model_ = _Next(layer).double()

        def draw(rng):
            rows = np.arange(self.length)[:, None] + rng.integers(0, len(xs) - self.length + 1, self.batch)
            return xs[rows], targets[rows]

        self.record_ = trained(self, draw)
        return self

    def predict(self, dates):
        """Return the forecast for the dates after the known ones, (steps,)."""
        dates, (known, new) = np.asarray(dates), self.known_
        said, state, after = [], None, np.r_[known[1:], dates[:1]]
        for i in range(len(dates)):
            if i:
                new, after = np.array(said[-1:]), dates[i : i + 1]
            each, state = self._read(new, after, state)
            said.append(each[-1])
        return self.mean_ + self.scale_ * np.array(said)

    def one_step(self, dates, y):
        """Return for every value but the first what was said on the eve, (n - 1,); nothing is trained."""
        z = (np.asarray(y, dtype=float) - self.mean_) / self.scale_
        return self.mean_ + self.scale_ * self._read(z[:-1], np.asarray(dates)[1:])[0]

    def _read(self, z, after, state=None):
        with at_rest(self.model_):
            (xs,) = tensors(self.model_, (self._steps(z, after)[:, None],))
            said, state = self.model_.read(xs, state)
        return said[:, 0].numpy(), state

    def _steps(self, z, after):
        """Return what is read at each step, (n, 1 + p): the value, and the calendar of the date after it."""
        return np.c_[z, self.columns(after)] if self.columns else z[:, None]
