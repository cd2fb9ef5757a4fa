"""The map h ↦ tanh(w h + b) of one unit without inputs: its path, its fixed points, and where the path ends.

The slope of the map at a state, w (1 - tanh²), is the factor of the gradient there. For w ≥ 0 the map rises,
and a path goes one way until a fixed point stops it. For w < 0 it falls: there is one fixed point, and where
the slope there is below -1 a pair of states that take turns.
"""

import numpy as np

from course_utils.cells import rnn

_HALVINGS = 60  # of an interval of length 2: float64 ends there
_STAYS = 1e-12  # a state that a step moves by less is a fixed point


def path(w, b, h_0, steps):
    """Follow h_t = tanh(w h_{t-1} + b), and send a gradient back along it.

    ``w`` and ``h_0`` are (positions,), ``b`` a number. Returns the states h_0..h_T, (steps + 1, positions),
    and dh_T/dh_0, (positions,), from a real backward pass.
    """
    xs = np.zeros((steps, len(w), 1))
    params = {"W_xh": np.zeros((1, 1)), "W_hh": np.ones((1, 1)), "b_h": np.array([float(b)]), "gain": w}
    run = rnn.forward(xs, params, h_0[:, None])
    return run.states[:, :, 0], rnn.backward(run, dh_T=np.ones((len(w), 1)))["h_0"][:, 0]


def slope(w, b, h):
    """Return the slope of the map at a state, which is dh_{t+1}/dh_t there."""
    return w * (1 - np.tanh(w * h + b) ** 2)


def fixed_points(w, b):
    """Return the states that a step leaves alone, (positions, 3), in order; NaN where there are fewer.

    Of three, the middle one is unstable. A single one stands in the first column.
    """
    w = np.asarray(w, dtype=float)
    steep = np.where(w > 1, w, np.nan)
    turn = np.sqrt(1 - 1 / steep)  # where the curve runs parallel to the diagonal
    bends = [(np.arctanh(side * turn) - b) / steep for side in (-1, 1)]
    edges = np.stack([-np.ones_like(w), *bends, np.ones_like(w)], axis=1)
    found = np.stack([_crossing(w, b, edges[:, i], edges[:, i + 1]) for i in range(3)], axis=1)
    found[~(w > 1), 0] = _crossing(w, b, -np.ones_like(w), np.ones_like(w))[~(w > 1)]
    return np.sort(found, axis=1)  # NaN comes last


def pair(w, b):
    """Return the two states that take turns for w < -1 or so, (positions, 2), the lower one first.

    Where none do, both are the fixed point, and NaN for w > 0.
    """
    w = np.where(np.asarray(w) > 0, np.nan, w)
    middle = fixed_points(w, b)[:, 0]
    high = _halved(lambda h: np.tanh(w * np.tanh(w * h + b) + b) > h, middle, np.ones_like(w))
    high = np.where(slope(w, b, middle) < -1, high, middle)
    return np.stack([np.where(high > middle, np.tanh(w * high + b), high), high], axis=1)


def ends(w, b, h_0):
    """Return the two states between which a path alternates in the end, (positions, 2); equal if it settles.

    ``w`` and ``h_0`` are (positions,), ``b`` a number.
    """
    after, points = np.tanh(w * h_0 + b), fixed_points(w, b)
    above = np.where(points >= h_0[:, None], points, np.inf).min(axis=1)
    below = np.where(points <= h_0[:, None], points, -np.inf).max(axis=1)
    rising = np.where(after > h_0, above, below)
    settled = np.where(np.abs(after - h_0) < _STAYS, h_0, rising)
    falls = (w < 0) & (np.abs(after - h_0) >= _STAYS)
    return np.where(falls[:, None], pair(w, b), settled[:, None])


def rate(slopes):
    """Return by what a step multiplies |dL/dh| in the end: of two slopes in turn, their geometric mean."""
    passed = np.sqrt(np.abs(np.prod(slopes, axis=-1)))
    return np.where(np.abs(passed - 1) < 1e-9, 1, passed)


def branches(b):
    """Return all fixed points for w from -2 to 2 as curves, pairs of ``w`` and ``h``, (points,) each."""
    w = np.linspace(-2, 1, 601)
    yield w, fixed_points(w, b)[:, 0]
    if b == 0:
        yield np.linspace(1, 2, 201), np.zeros(201)
    h = np.tanh(np.linspace(0.002, 3, 1000))
    for one in (-h[::-1], h):
        w = (np.arctanh(one) - b) / one  # h = tanh(w h + b), solved for w
        yield np.where((w >= 1) & (w <= 2.05), w, np.nan), one


def _crossing(w, b, low, high):
    """Return where the map crosses the diagonal between two states, at most once; NaN where it doesn't."""
    signs = [np.tanh(w * h + b) - h for h in (low, high)]
    rises = signs[0] < 0
    root = _halved(lambda h: (np.tanh(w * h + b) > h) ^ rises, low, high)
    return np.where(signs[0] * signs[1] <= 0, root, np.nan)


def _halved(on_the_left, low, high):
    """Halve intervals until they are points: where ``on_the_left`` of a state stops being true."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        left = on_the_left(middle)
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    return (low + high) / 2
