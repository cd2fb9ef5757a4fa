"""Recurrent networks as forecasters: `fit` and `predict`, as the classical ones."""

from dataclasses import dataclass

import numpy as np
from torch import nn

from course_utils.forecasting.forecaster import Forecast
from course_utils.training.calls import predict, seeded
from course_utils.training.loop import fit
from course_utils.training.losses import squared_error

_LAYERS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


class _Net(nn.Module):
    """(batch, length, features) → (batch, horizon): a recurrent layer, and a readout of its last state."""

    def __init__(self, kind, features, hidden, horizon):
        super().__init__()
        self.layer = _LAYERS[kind](features, hidden, batch_first=True)
        self.readout = nn.Linear(hidden, horizon)

    def forward(self, xs):
        return self.readout(self.layer(xs)[0][:, -1])


@dataclass
class NetworkForecaster:
    """A recurrent network that reads a window and forecasts all steps of the horizon at once.

    A window is taken relative to its last value and to the spread of the training part's steps; nothing else
    sets a scale, so nothing of the future can. The interval at each step ahead reaches as far as all but the
    outer tenths of the errors on the training windows did.

    Parameters
    ----------
    kind : str
        "rnn", "lstm" or "gru".
    length, horizon : int
        Steps read, and steps forecast at most.
    hidden, updates, lr, batch, seed : optional
        Of the training.
    log : bool
        Work on the logarithm.
    columns : callable, optional
        ``columns(dates)``, (n, p): what a calendar knows, read with each step for the one after it.
    watch : optional
        As `fit` takes it.
    """

    kind: str
    length: int
    horizon: int
    hidden: int = 24
    updates: int = 400
    lr: float = 0.01
    batch: int = 32
    seed: int = 1
    log: bool = False
    columns: object = None
    watch: object = None

    def fit(self, dates, y):
        """Train on all windows of the series; a window with a missing value is left out."""
        z = self._values(y)
        if self.kind not in _LAYERS:
            raise ValueError(f"kind must be one of {', '.join(_LAYERS)}, not {self.kind!r}")
        rows = len(z) - self.length - self.horizon + 1
        if rows < 1:
            raise ValueError(
                f"{len(z)} values give no window of {self.length} steps and {self.horizon} to forecast"
            )
        self.scale_ = float(np.nanstd(np.diff(z))) or 1.0
        self.recent_ = z[-self.length :], np.asarray(dates)[-self.length :]
        views = np.lib.stride_tricks.sliding_window_view(z, self.length + self.horizon)
        whole = ~np.isnan(views).any(axis=1)
        last = views[whole, self.length - 1 : self.length]
        relative = (views[whole] - last) / self.scale_
        xs, targets = relative[:, : self.length, None], relative[:, self.length :]
        if self.columns:
            known = self.columns(dates)
            ahead = np.lib.stride_tricks.sliding_window_view(known[1:], self.length, axis=0)[:rows]
            xs = np.concatenate([xs, ahead.transpose(0, 2, 1)[whole]], axis=2)
        with seeded(self.seed):
            self.model_ = _Net(self.kind, xs.shape[2], self.hidden, self.horizon).double()

        def draw(rng):
            rows = rng.integers(0, len(xs), self.batch)
            return xs[rows], targets[rows]

        self.record_ = trained(self, draw)
        self.tenths_ = np.quantile(targets - predict(self.model_, xs), [0.1, 0.9], axis=0)
        return self

    def predict(self, dates):
        """Return the `Forecast` for at most `horizon` dates, with an interval called 80%."""
        if len(dates) > self.horizon:
            raise ValueError(f"{len(dates)} steps asked, but the network was trained for {self.horizon}")
        z, seen = self.recent_
        known = np.flatnonzero(~np.isnan(z))
        z = z[np.maximum.accumulate(np.where(np.isnan(z), known[0], np.arange(len(z))))]
        xs = ((z - z[-1]) / self.scale_)[None, :, None]
        if self.columns:
            ahead = self.columns(np.r_[seen[1:], np.asarray(dates)[:1]])
            xs = np.concatenate([xs, ahead[None]], axis=2)
        yhat = predict(self.model_, xs)[0]
        found = np.stack([yhat, *(yhat + self.tenths_)])[:, : len(dates)] * self.scale_ + z[-1]
        return Forecast(*(np.exp(found) if self.log else found))

    def _values(self, y):
        y = np.asarray(y, dtype=float)
        if self.log and (y <= 0).any():
            raise ValueError("the logarithm needs y above 0")
        return np.log(y) if self.log else y


def trained(forecaster, draw):
    """Train a forecaster's model, as its settings say, on batches that `draw` draws; return the record."""
    return fit(
        forecaster.model_,
        draw,
        squared_error,
        forecaster.updates,
        lr=forecaster.lr,
        clip=("norm", 1.0),
        seed=forecaster.seed,
        watch=forecaster.watch,
    )
