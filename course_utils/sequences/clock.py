"""Put a series on a regular clock: missing, doubled or uneven time stamps become a grid with gaps."""

import numpy as np


def resample(times, values, step):
    """Return the series on a regular grid: the mean of each step, NaN where nothing was recorded.

    Parameters
    ----------
    times : array of datetime64, shape (rows,)
        Stamps in any order; several may fall into one step.
    values : array of float, shape (rows,)
        NaN counts as not recorded.
    step : timedelta64
        Width of a step, such as ``np.timedelta64(1, "h")``.

    Returns
    -------
    grid, on_grid : array, shape (steps,)
        The start of each step, counted from midnight of the first day; the values, from the step of the
        first stamp to the step of the last.

    Raises
    ------
    ValueError
        If the shapes differ, there are no rows, a stamp is missing, or the step is not positive.
    """
    times, values = np.asarray(times), np.asarray(values, dtype=float)
    if times.shape != values.shape or times.ndim != 1 or len(times) == 0:
        raise ValueError(
            f"times has shape {times.shape} and values {values.shape}: both must be (rows,), not empty"
        )
    if np.isnat(times).any():
        raise ValueError(f"times holds {np.isnat(times).sum()} missing stamps (NaT)")
    if step <= np.timedelta64(0):
        raise ValueError(f"step must be positive, not {step}")
    midnight = times.min().astype("datetime64[D]")
    places = (times - midnight) // step
    first, recorded = places.min(), ~np.isnan(values)
    places, steps = places[recorded] - first, places.max() - first + 1
    counts, sums = np.bincount(places, minlength=steps), np.bincount(places, values[recorded], steps)
    with np.errstate(invalid="ignore"):
        return midnight + (first + np.arange(steps)) * step, sums / counts


def fill_gaps(values, longest):
    """Draw a straight line across each run of NaN of at most ``longest`` steps; leave longer runs empty.

    Parameters
    ----------
    values : array of float, shape (steps,)
        On a regular grid; a copy is returned. Runs at either end are never filled.
    longest : int
        In steps.
    """
    values = np.array(values, dtype=float)
    missing = np.isnan(values)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], missing, [0]])))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if 0 < start and end < len(values) and end - start <= longest:
            values[start:end] = np.linspace(values[start - 1], values[end], end - start + 2)[1:-1]
    return values
