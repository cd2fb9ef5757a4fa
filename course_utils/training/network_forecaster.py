"""A recurrent network as a forecaster, with `fit` and `predict` like the classical ones."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from torch import nn

from course_utils.forecasting import Forecast
from course_utils.forecasting.frequency import as_regular
from course_utils.forecasting.inputs import logarithm
from course_utils.training.calls import predict, seeded
from course_utils.training.loop import fit
from course_utils.training.losses import squared_error
from course_utils.training.recurrent import LastState, recurrent

KINDS = ("rnn", "lstm", "gru")


class _Knowing(LastState):
    """A readout of the last state that also knows the calendar of every step ahead.

    ŷ_k = (W_hy h_T + b_y)_k + v·tanh(A h_T + a + B c_k), c_k the columns of step k: (horizon, batch, p).
    """

    def __init__(self, layer, horizon, known):
        super().__init__(layer, horizon)
        hidden = layer.hidden_size
        self.state, self.day = nn.Linear(hidden, hidden), nn.Linear(known, hidden, bias=False)
        self.effect = nn.Linear(hidden, 1, bias=False)

    def forward(self, xs, ahead):
        h_T = self.layer(xs)[0][-1]
        effects = self.effect(torch.tanh(self.state(h_T) + self.day(ahead)))[..., 0]
        return self.readout(h_T)[:, : len(ahead)] + effects.T


@dataclass
class NetworkForecaster:
    """A recurrent network that reads a window and forecasts all steps of the horizon at once.

    A window is taken relative to its last value and to the spread of the training part's steps; nothing else
    sets a scale, so the future cannot. The interval at each step ahead spans the errors on the training
    windows except for the lowest and the highest tenth.

    Parameters
    ----------
    kind : str
        "rnn", "lstm" or "gru".
    length, horizon : int
        Steps read, and steps forecast at most.
    hidden, updates, seed, watch : optional
        Units, and what `fit` takes.
    log : bool
        Work on the logarithm.
    columns : callable, optional
        ``columns(dates)``, (n, p): what a calendar knows. It is read with each step for the one after it, and
        of every step to be forecast at the readout: what the rivals are told too.
    """

    kind: str
    length: int
    horizon: int
    hidden: int = 24
    updates: int = 400
    seed: int = 1
    log: bool = False
    columns: object = None
    watch: object = None

    def fit(self, dates, y):
        """Train on all windows of the series; a window with a missing value is left out."""
        dates, y, _ = as_regular(dates, y)
        z = logarithm(y) if self.log else y
        rows = len(z) - self.length - self.horizon + 1
        if rows < 1:
            raise ValueError(
                f"{len(z)} values give no window of {self.length} steps and {self.horizon} to forecast"
            )
        scale = float(np.nanstd(np.diff(z))) or 1.0
        windows = sliding_window_view(z, self.length + self.horizon)
        whole = ~np.isnan(windows).any(axis=1)
        last = windows[whole, self.length - 1 : self.length]
        relative = (windows[whole] - last) / scale
        xs, targets = relative[:, : self.length, None].swapaxes(0, 1), relative[:, self.length :]
        parts = [xs]
        if self.columns:
            days = sliding_window_view(self.columns(dates)[1:], self.length + self.horizon - 1, axis=0)
            parts = self._with_calendar(xs, days[whole].transpose(2, 0, 1))

        def draw(rng):
            rows = rng.integers(0, len(targets), 32)
            return *(part[:, rows] for part in parts), targets[rows]

        def make(kind):
            layer = recurrent(kind, parts[0].shape[2], self.hidden)
            if self.columns:
                return _Knowing(layer, self.horizon, parts[1].shape[2])
            return LastState(layer, self.horizon)

        train(self, make, draw)
        self.scale_ = scale
        self.tenths_ = np.quantile(targets - predict(self.model_, *parts), [0.1, 0.9], axis=0)
        self.read(dates, y)
        return self

    def read(self, dates, y):
        """Take these values for what is known, and forecast from there; nothing is trained."""
        y = np.asarray(y, float)[-self.length :]
        self.recent_ = logarithm(y) if self.log else y, np.asarray(dates)[-self.length :]

    def predict(self, dates):
        """Return the `Forecast` for at most `horizon` dates, with a nominal 80% interval."""
        if len(dates) > self.horizon:
            raise ValueError(f"{len(dates)} steps asked, but the network was trained for {self.horizon}")
        z, seen = self.recent_
        known = np.flatnonzero(~np.isnan(z))
        z = z[np.maximum.accumulate(np.where(np.isnan(z), known[0], np.arange(len(z))))]
        xs = (z - z[-1])[:, None, None] / self.scale_
        parts = [xs]
        if self.columns:
            parts = self._with_calendar(xs, self.columns(np.r_[seen[1:], np.asarray(dates)])[:, None])
        yhat = predict(self.model_, *parts)[0, : len(dates)]
        found = np.stack([yhat, *(yhat + self.tenths_[:, : len(dates)])]) * self.scale_ + z[-1]
        return Forecast(*(np.exp(found) if self.log else found))

    def _with_calendar(self, xs, days):
        """Return what is read: steps with the columns of the next, and the columns of those ahead."""
        return [np.concatenate([xs, days[: self.length]], axis=2), days[self.length - 1 :]]


def train(forecaster, make, draw):
    """Give a forecaster the model that ``make(kind)`` returns, trained on batches from ``draw(rng)``."""
    if forecaster.kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {forecaster.kind!r}")
    with seeded(forecaster.seed):
        forecaster.model_ = make(forecaster.kind.upper()).double()
    how = {"lr": 0.01, "clip": ("norm", 1.0), "seed": forecaster.seed, "watch": forecaster.watch}
    forecaster.record_ = fit(forecaster.model_, draw, _loss, forecaster.updates, **how)


def _loss(model, xs, *more):
    """Return the mean squared error; `more` is what else the model is given, and the targets."""
    *ahead, targets = more
    return squared_error(lambda xs: model(xs, *ahead), xs, targets)
