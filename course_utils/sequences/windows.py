"""From one long series to examples: windows, lags, splits in time order, scaling.

Lesson 1 shows each by hand. All functions take time along the first axis.
"""

from dataclasses import dataclass

import numpy as np


def windows(xs, length, horizon=1, step=1):
    """Cut a series into inputs X_i = (x_i, ..., x_{i+length-1}) and targets y_i = x_{i+length-1+horizon}.

    Parameters
    ----------
    xs : array, shape (seq_len,) or (seq_len, features)
        The series, oldest value first.
    length : int
        Steps in an input, at least 1.
    horizon : int, optional
        Steps from the last input to the target, at least 1; 1 is the very next value.
    step : int, optional
        Steps from the start of one window to the start of the next, at least 1.

    Returns
    -------
    X : array, shape (windows, length) or (windows, length, features)
        A read-only view: no value is copied.
    y : array, shape (windows,) or (windows, features)
        The value each input is to predict; a view too.

    Raises
    ------
    ValueError
        If a size is below 1, or the series is too short for one window.
    """
    xs = np.asarray(xs)
    _check_sizes(length=length, horizon=horizon, step=step)
    needed = length + horizon
    if xs.ndim not in (1, 2) or len(xs) < needed:
        raise ValueError(
            f"xs has shape {xs.shape}; length {length} and horizon {horizon} need "
            f"(seq_len,) or (seq_len, features) with seq_len at least {needed}"
        )
    usable = len(xs) - horizon
    X = np.lib.stride_tricks.sliding_window_view(xs[:usable], length, axis=0)
    X = np.moveaxis(X, -1, 1)[::step]
    y = xs[length - 1 + horizon :][::step].view()
    y.flags.writeable = False
    return X, y


def lagged(xs, lags, horizon=1):
    """Return inputs (x_{t-lag} for each lag) and targets x_{t+horizon}; lag 0 is the value known last.

    Parameters
    ----------
    xs : array, shape (seq_len,)
        The series, oldest value first.
    lags : sequence of int
        Distances into the past, each at least 0: ``(0, 6, 363)`` looks at now, 6 and 363 steps ago.
    horizon : int, optional
        Steps from lag 0 to the target, at least 1.

    Returns
    -------
    X : array, shape (rows, len(lags))
        One column a lag, in the order given.
    y : array, shape (rows,)
        The targets.
    """
    xs, lags = np.asarray(xs), tuple(lags)
    if not lags or min(lags) < 0:
        raise ValueError(f"lags must hold at least one distance, none below 0; got {lags}")
    length = max(lags) + 1
    X, y = windows(xs, length, horizon)
    return X[:, [length - 1 - lag for lag in lags]], y


def split_in_time(length, validation=0.2, test=0.2, gap=0):
    """Return three slices in time order: train, validation, test.

    Parameters
    ----------
    length : int
        Number of examples, oldest first.
    validation, test : float or int, optional
        Share of the examples (below 1) or their number (1 and above).
    gap : int, optional
        Examples left out before validation and before test, so that windows that overlap the border
        are in neither part; use the window's length plus horizon minus 1.

    Returns
    -------
    tuple of slice
        ``(train, validation, test)``.

    Raises
    ------
    ValueError
        If any part would be empty.
    """
    sizes = [round(part * length) if part < 1 else int(part) for part in (validation, test)]
    train_end = length - sum(sizes) - 2 * gap
    if min(train_end, *sizes) < 1 or gap < 0:
        raise ValueError(
            f"{length} examples cannot give train {train_end}, validation {sizes[0]} and test "
            f"{sizes[1]} with a gap of {gap}: each part needs at least one"
        )
    test_start = length - sizes[1]
    return (
        slice(0, train_end),
        slice(train_end + gap, test_start - gap),
        slice(test_start, length),
    )


@dataclass(frozen=True)
class Scaling:
    """A shift and a scale for each feature, learned from the training part alone."""

    mean: np.ndarray
    std: np.ndarray

    @classmethod
    def fit(cls, train):
        """Learn mean and standard deviation over time, shape (features,), leaving NaN out.

        A feature that never varies gets the scale 1, so that `apply` gives 0 and not NaN.
        """
        train = np.asarray(train, dtype=float)
        if train.size == 0 or np.isnan(train).all(axis=0).any():
            raise ValueError(
                f"train has shape {train.shape} and a feature without a single value: nothing to fit"
            )
        std = np.nanstd(train, axis=0)
        return cls(np.nanmean(train, axis=0), np.where(std > 0, std, 1.0))

    def apply(self, xs):
        """Return (xs - mean) / std."""
        return (np.asarray(xs) - self.mean) / self.std

    def invert(self, zs):
        """Return zs * std + mean, back in the series' own unit."""
        return np.asarray(zs) * self.std + self.mean


def _check_sizes(**sizes):
    """Raise if a named size is not a whole number of at least 1."""
    for name, size in sizes.items():
        if size != int(size) or size < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, not {size}")
