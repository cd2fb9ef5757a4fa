"""Synthetic tasks that test memory, each an exact game with a known answer; all seeded by the caller.

Every function returns ``xs`` of shape (seq_len, batch, features) and targets. ``rng`` is a
``numpy.random.Generator``: the same generator state gives the same batch on every machine.
"""

import numpy as np


def adding(batch, length, rng):
    """Add the two marked numbers: one mark in each half of the sequence.

    Answering 1 every time has a mean squared error of 2/12 = 1/6 (the variance of the sum of two
    uniform numbers). After Hochreiter & Schmidhuber 1997; this scaling after Le, Jaitly & Hinton 2015.

    Returns
    -------
    xs : array, shape (length, batch, 2)
        A number from U(0, 1), and a mark of 0 or 1.
    targets : array, shape (batch,)
        The sum of the two marked numbers.
    """
    _at_least(length, 2)
    values = rng.random((length, batch))
    rows = np.arange(batch)
    first = rng.integers(0, length // 2, batch)
    second = rng.integers(length // 2, length, batch)
    marks = np.zeros((length, batch))
    marks[first, rows] = marks[second, rows] = 1
    return np.stack([values, marks], axis=2), values[first, rows] + values[second, rows]


def copying(batch, symbols, blank, rng, alphabet=8):
    """Read symbols, wait, then write them in order (Hochreiter & Schmidhuber 1997).

    The sequence has ``symbols`` symbols, ``blank`` blank steps, a start sign, and ``symbols`` blank
    steps in which the answer is due. Class 0 is the blank, 1 to ``alphabet`` are symbols, the last class
    is the start sign.

    Returns
    -------
    xs : array, shape (2 * symbols + blank + 1, batch, alphabet + 2)
        One-hot inputs.
    targets : array of int, shape (2 * symbols + blank + 1, batch)
        Blank until the start sign has been read, then the symbols.
    """
    _at_least(symbols, 1)
    length = 2 * symbols + blank + 1
    message = rng.integers(1, alphabet + 1, (symbols, batch))
    inputs = np.zeros((length, batch), dtype=np.int64)
    targets = np.zeros_like(inputs)
    inputs[:symbols] = message
    inputs[symbols + blank] = alphabet + 1
    targets[-symbols:] = message
    return np.eye(alphabet + 2)[inputs], targets


def latch(batch, length, rng, filler="noise", classes=2):
    """Remember the first symbol to the end (after Bengio, Simard & Frasconi 1994).

    What fills the time between decides how hard it is, so it is named: ``"noise"`` (Gaussian, the same
    size as the symbol), ``"symbols"`` (random other symbols) or ``"constant"`` (one blank symbol).

    Returns
    -------
    xs : array, shape (length, batch, features)
        The symbol, one-hot, at the first step; then the filler. Features: ``classes`` for noise, with
        one more for the blank, with four more for other symbols.
    targets : array of int, shape (batch,)
        The first symbol.
    """
    _at_least(length, 1)
    extra = {"noise": 0, "constant": 1, "symbols": 4}
    if filler not in extra:
        raise ValueError(f"filler must be one of {', '.join(extra)}, not {filler!r}")
    features = classes + extra[filler]
    targets = rng.integers(0, classes, batch)
    if filler == "noise":
        xs = rng.standard_normal((length, batch, features))
    else:
        xs = np.eye(features)[rng.integers(classes, features, (length, batch))]
    xs[0] = np.eye(features)[targets]
    return xs, targets


def temporal_order(batch, length, rng):
    """Tell in which order two signs came: XX, XY, YX or YY (Hochreiter & Schmidhuber 1997).

    The first sign stands between 10 and 20 per cent of the sequence, the second between 50 and 60 per
    cent; all other steps are one of four distractors.

    Returns
    -------
    xs : array, shape (length, batch, 6)
        One-hot: X, Y, then the four distractors.
    targets : array of int, shape (batch,)
        0 for XX, 1 for XY, 2 for YX, 3 for YY.
    """
    _at_least(length, 10)
    inputs = rng.integers(2, 6, (length, batch))
    signs = rng.integers(0, 2, (2, batch))
    rows = np.arange(batch)
    for sign, start, end in zip(signs, (0.1, 0.5), (0.2, 0.6), strict=True):
        inputs[rng.integers(int(start * length), int(end * length), batch), rows] = sign
    return np.eye(6)[inputs], 2 * signs[0] + signs[1]


def _at_least(size, least):
    """Raise if a sequence length is too small for its task."""
    if size < least:
        raise ValueError(f"this task needs a length of at least {least}, not {size}")


def folded(n, noise=0.02, seed=5):
    """Return dates and a series made by a rule that no line can follow: x_t = 1 - 1.4 x_{t-1}² + 0.3 x_{t-2}.

    Parameters
    ----------
    n : int
        Days.
    noise : float, optional
        Standard deviation of what is added to each value when it is read; the rule itself is exact.
    seed : int, optional

    Returns
    -------
    dates : array of datetime64, shape (n,)
        Every day from 1 January 2022.
    y : array, shape (n,)
        50 + 20 x.

    Source: the map of Hénon (1976).
    """
    rng, x = np.random.default_rng(seed), [0.1, 0.1]
    for _ in range(n + 50):
        x.append(1 - 1.4 * x[-1] ** 2 + 0.3 * x[-2])
    y = 50 + 20 * (np.array(x[-n:]) + noise * rng.normal(size=n))
    return np.datetime64("2022-01-01") + np.arange(n), y


_FIRST_MARKET, _BETWEEN_MARKETS = np.datetime64("2005-01-30"), 30


def is_market(dates):
    """Return whether a date of `market_days` is a market day: every 30th is, and the calendar tells."""
    days = np.asarray(dates).astype("datetime64[D]") - _FIRST_MARKET
    return days.astype(int) % _BETWEEN_MARKETS == 0


def market_days(n, every=20, noise=0.5, seed=6):
    """Return dates and a series whose next value may hang on a fact any distance back.

    Shocks of ±6 come at random. On a market day the series is 10 above or below its level, with the sign of
    the last shock, however long ago that was; what lies between does not count, nor do earlier shocks.

    Parameters
    ----------
    n : int
        Days.
    every : float, optional
        Days between shocks, on average.
    noise : float, optional
        Standard deviation of what is added to each value.
    seed : int, optional

    Returns
    -------
    dates : array of datetime64, shape (n,)
        Every day from 1 January 2005.
    y : array, shape (n,)
        Around 50.
    """
    rng, dates = np.random.default_rng(seed), np.datetime64("2005-01-01") + np.arange(n)
    market = is_market(dates)
    shocks = 6 * rng.choice([-1.0, 1.0], n) * ((rng.random(n) < 1 / every) & ~market)
    last = np.maximum.accumulate(np.where(shocks != 0, np.arange(n), 0))
    return dates, 50 + shocks + 10 * market * np.sign(shocks[last]) + noise * rng.normal(size=n)
