"""From one long series to examples: windows, splits in time order, scaling. Time is the first axis.

Lesson 1 shows each by hand.
"""

from dataclasses import dataclass

import numpy as np


def windows(xs, length, horizon=1):
    """Cut a series into inputs X_i = (x_i, ..., x_{i+length-1}) and targets y_i = x_{i+length-1+horizon}.

    Parameters
    ----------
    xs : array, shape (seq_len,) or (seq_len, features)
        The series, oldest value first.
    length, horizon : int
        Steps in an input, and steps from its last one to the target (1 is the next value); at least 1.

    Returns
    -------
    X, y : array, shape (windows, length) and (windows,), with features last where xs has them
        Inputs, and the value that each is to predict: read-only views, no value is copied.

    Raises
    ------
    ValueError
        If a size is below 1, or the series is too short for one window.
    """
    xs, needed = np.asarray(xs), length + horizon
    for name, size in {"length": length, "horizon": horizon}.items():
        if size != int(size) or size < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, not {size}")
    if xs.ndim not in (1, 2) or len(xs) < needed:
        raise ValueError(
            f"xs has shape {xs.shape}; length {length} and horizon {horizon} need "
            f"(seq_len,) or (seq_len, features) with seq_len at least {needed}"
        )
    X = np.lib.stride_tricks.sliding_window_view(xs[: len(xs) - horizon], length, axis=0)
    y = xs[needed - 1 :].view()
    y.flags.writeable = False
    return np.moveaxis(X, -1, 1), y


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
    return slice(0, train_end), slice(train_end + gap, test_start - gap), slice(test_start, length)


@dataclass(frozen=True)
class Scaling:
    """A shift and a scale for each feature, learned from the training part only."""

    mean: np.ndarray
    std: np.ndarray

    @classmethod
    def fit(cls, train):
        """Learn mean and standard deviation over time, shape (features,), ignoring NaN.

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
