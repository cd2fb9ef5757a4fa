"""Synthetic tasks that test memory, each a game with a known exact answer; all seeded by the caller.

The games return ``xs``, (seq_len, batch, features), and targets. ``rng`` is a ``numpy.random.Generator``: the
same generator state gives the same batch on every machine. Two series with a rule come last.
"""

import numpy as np


def adding(batch, length, rng):
    """Add the two marked numbers: one mark in each half of the sequence.

    Answering 1 every time has a mean squared error of 2/12 = 1/6 (the variance of the sum of two
    uniform numbers). After Hochreiter & Schmidhuber 1997; this scaling after Le, Jaitly & Hinton 2015.

    Returns
    -------
    xs, targets : array, shape (length, batch, 2) and (batch,)
        A number from U(0, 1) and a mark of 0 or 1 at each step; the sum of the two marked numbers.
    """
    _at_least(length, 2)
    values = rng.random((length, batch))
    rows = np.arange(batch)
    first = rng.integers(0, length // 2, batch)
    second = rng.integers(length // 2, length, batch)
    marks = np.zeros((length, batch))
    marks[first, rows] = marks[second, rows] = 1
    return np.stack([values, marks], axis=2), values[first, rows] + values[second, rows]


def copying(batch, symbols, blank, rng):
    """Read symbols, wait, then write them in order (Hochreiter & Schmidhuber 1997).

    The sequence has ``symbols`` symbols, ``blank`` blank steps, a start sign, and ``symbols`` blank
    steps in which the answer is due. Class 0 is the blank, 1 to 8 are symbols, 9 is the start sign.

    Returns
    -------
    xs, targets : array, shape (2 * symbols + blank + 1, batch, 10) and (2 * symbols + blank + 1, batch)
        One-hot inputs; classes: blank until the start sign has been read, then the symbols.
    """
    _at_least(symbols, 1)
    inputs = np.zeros((2 * symbols + blank + 1, batch), dtype=np.int64)
    targets = np.zeros_like(inputs)
    inputs[:symbols] = targets[-symbols:] = rng.integers(1, 9, (symbols, batch))
    inputs[symbols + blank] = 9
    return np.eye(10)[inputs], targets


def latch(batch, length, rng, filler="noise"):
    """Remember the first symbol, of two, to the end (after Bengio, Simard & Frasconi 1994).

    What fills the time in between decides how hard the task is: ``"noise"`` (Gaussian, the same
    size as the symbol) or ``"symbols"`` (random ones of four others).

    Returns
    -------
    xs, targets : array, shape (length, batch, 2 for noise, 6 for symbols) and (batch,)
        The symbol, one-hot, at the first step, then the filler; the number of the first symbol.
    """
    _at_least(length, 1)
    sizes = {"noise": 2, "symbols": 6}
    if filler not in sizes:
        raise ValueError(f"filler must be one of {', '.join(sizes)}, not {filler!r}")
    features, targets = sizes[filler], rng.integers(0, 2, batch)
    if filler == "noise":
        xs = rng.standard_normal((length, batch, features))
    else:
        xs = np.eye(features)[rng.integers(2, features, (length, batch))]
    xs[0] = np.eye(features)[targets]
    return xs, targets


def recall(batch, pairs, rng, keys=16, values=8, times=1):
    """Read pairs of a key and a value, then keys alone, and give the value that came last with each.

    After the multi-query associative recall of Arora et al. (2023); here a pair is a single step. Every key
    comes ``times`` times, each time with a value drawn anew; then every key is asked for once.

    Returns
    -------
    xs, targets : array, shape ((times + 1) * pairs, batch, keys + values) and (pairs, batch)
        One-hot key, and beside it one-hot value, or nothing where it is asked for; the classes wanted.
    """
    _at_least(pairs, 1)
    if pairs > keys:
        raise ValueError(f"there are {keys} keys, too few for {pairs} pairs")
    shuffled = rng.permuted(np.tile(np.arange(keys), (batch, 1)), axis=1)[:, :pairs]
    read = rng.permuted(np.tile(shuffled, (1, times)), axis=1).T
    written, asked = rng.integers(0, values, read.shape), rng.permuted(shuffled, axis=1).T
    newest, rows = np.zeros((keys, batch), dtype=np.int64), np.arange(batch)
    for key, value in zip(read, written, strict=True):
        newest[key, rows] = value
    beside = np.concatenate([np.eye(values)[written], np.zeros((pairs, batch, values))])
    return np.concatenate([np.eye(keys)[np.r_[read, asked]], beside], axis=2), newest[asked, rows]


def _at_least(size, least):
    """Raise if a sequence length is too small for its task."""
    if size < least:
        raise ValueError(f"this task needs a length of at least {least}, not {size}")


def folded(n, noise=0.02):
    """Return dates and a series made by a rule that no line can follow: x_t = 1 - 1.4 x_{t-1}² + 0.3 x_{t-2}.

    Dates are every day from 1 January 2022, (n,); the series is 50 + 20 x, (n,), with normal noise of that
    standard deviation added to x when it is read: the rule itself is exact. Source: the map of Hénon (1976).
    """
    rng, x = np.random.default_rng(5), [0.1, 0.1]
    for _ in range(n + 50):
        x.append(1 - 1.4 * x[-1] ** 2 + 0.3 * x[-2])
    y = 50 + 20 * (np.array(x[-n:]) + noise * rng.normal(size=n))
    return np.datetime64("2022-01-01") + np.arange(n), y


_FIRST_MARKET, _BETWEEN_MARKETS = np.datetime64("2005-01-30"), 30


def is_market(dates):
    """Return whether a date of `market_days` is a market day: every 30th is, so the calendar tells."""
    days = np.asarray(dates).astype("datetime64[D]") - _FIRST_MARKET
    return days.astype(int) % _BETWEEN_MARKETS == 0


def market_days(n, every=20, noise=0.5, seed=6):
    """Return dates and a series whose next value depends on a fact that is each time at another distance.

    Shocks of ±6 come at random. On a market day the series is 10 above or below its level, with the sign of
    the last shock, however long ago that was; nothing in between counts, nor do earlier shocks. A market day
    shows the sign again: the last value far from 50 is never more than 30 days back.

    Dates are every day from 1 January 2005, (n,), and values, (n,), lie around 50. `every` is the mean number
    of days between shocks, `noise` the standard deviation of what is added to each value.
    """
    rng, dates = np.random.default_rng(seed), np.datetime64("2005-01-01") + np.arange(n)
    market = is_market(dates)
    shocks = 6 * rng.choice([-1.0, 1.0], n) * ((rng.random(n) < 1 / every) & ~market)
    last = np.maximum.accumulate(np.where(shocks != 0, np.arange(n), 0))
    return dates, 50 + shocks + 10 * market * np.sign(shocks[last]) + noise * rng.normal(size=n)
