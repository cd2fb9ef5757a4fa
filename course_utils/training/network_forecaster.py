"""A recurrent network as a forecaster, with `fit` and `predict` like the classical ones."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_utils.forecasting import Forecast
from course_utils.forecasting.frequency import as_regular
from course_utils.forecasting.inputs import logarithm
from course_utils.training.calls import predict, seeded
from course_utils.training.loop import fit
from course_utils.training.losses import squared_error
from course_utils.training.recurrent import LastState, recurrent

KINDS = ("rnn", "lstm", "gru")


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
        ``columns(dates)``, (n, p): what a calendar knows, read with each step for the one after it.
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
        xs, targets = relative[:, : self.length, None], relative[:, self.length :]
        if self.columns:
            ahead = sliding_window_view(self.columns(dates)[1:], self.length, axis=0)[:rows]
            xs = np.concatenate([xs, ahead.transpose(0, 2, 1)[whole]], axis=2)

        def draw(rng):
            rows = rng.integers(0, len(xs), 32)
            return xs[rows].swapaxes(0, 1), targets[rows]

        train(self, lambda kind: LastState(recurrent(kind, xs.shape[2], self.hidden), self.horizon), draw)
        self.scale_, self.recent_ = scale, (z[-self.length :], np.asarray(dates)[-self.length :])
        self.tenths_ = np.quantile(targets - predict(self.model_, xs.swapaxes(0, 1)), [0.1, 0.9], axis=0)
        return self

    def predict(self, dates):
        """Return the `Forecast` for at most `horizon` dates, with a nominal 80% interval."""
        if len(dates) > self.horizon:
            raise ValueError(f"{len(dates)} steps asked, but the network was trained for {self.horizon}")
        z, seen = self.recent_
        known = np.flatnonzero(~np.isnan(z))
        z = z[np.maximum.accumulate(np.where(np.isnan(z), known[0], np.arange(len(z))))]
        xs = (z - z[-1])[:, None] / self.scale_
        if self.columns:
            xs = np.c_[xs, self.columns(np.r_[seen[1:], np.asarray(dates)[:1]])]
        yhat = predict(self.model_, xs[:, None])[0]
        found = np.stack([yhat, *(yhat + self.tenths_)])[:, : len(dates)] * self.scale_ + z[-1]
        return Forecast(*(np.exp(found) if self.log else found))


def train(forecaster, make, draw):
    """Give a forecaster the model that ``make(kind)`` returns, trained on batches from ``draw(rng)``."""
    if forecaster.kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {forecaster.kind!r}")
    with seeded(forecaster.seed):
        forecaster.model_ = make(forecaster.kind.upper()).double()
    how = {"lr": 0.01, "clip": ("norm", 1.0), "seed": forecaster.seed, "watch": forecaster.watch}
    forecaster.record_ = fit(forecaster.model_, draw, squared_error, forecaster.updates, **how)
