"""Is a gradient right? Compare it with central differences, entry by entry. Lesson 3."""

from dataclasses import dataclass

import numpy as np


def central_differences(loss, array):
    """dL/dx_i ≈ (L(x + ε e_i) - L(x - ε e_i)) / 2ε for every entry of an array; float64, in its shape.

    `loss` takes an array like `array` and returns a number. `array` is not changed; it must be floating, or
    TypeError is raised. ε is the cube root of the dtype's precision (6e-6 in float64, 5e-3 in float32), where
    the error of the formula, ε², and that of rounding, precision/ε, balance; larger where the entry is above
    1.
    """
    array = np.asarray(array)
    if array.dtype not in (np.float32, np.float64):
        raise TypeError(f"array of shape {array.shape} has dtype {array.dtype}; want float32 or float64")
    base = np.cbrt(np.finfo(array.dtype).eps)
    slopes = np.empty(array.shape)
    for index in np.ndindex(array.shape):
        epsilon = base * max(1.0, abs(float(array[index])))
        up, down = array.copy(), array.copy()
        up[index] += epsilon
        down[index] -= epsilon
        # The step as rounding left it, not as requested.
        slopes[index] = (float(loss(up)) - float(loss(down))) / (float(up[index]) - float(down[index]))
    return slopes


def cosine(a, b):
    """a·b / (‖a‖ ‖b‖), the cosine of two gradients, arrays or dicts of arrays; NaN where one is zero."""
    a, b = (_vector(g) for g in (a, b))
    if a.shape != b.shape:
        raise ValueError(f"b has {b.size} entries; want {a.size}, as many as a")
    a, b = (g / (np.abs(g).max(initial=0) or 1) for g in (a, b))
    norms = np.linalg.norm(a) * np.linalg.norm(b)
    return float(a @ b / norms) if norms > 0 else float("nan")


@dataclass(frozen=True)
class Check:
    """What `gradient_check` found: the entry that is furthest off, and its error relative to the largest."""

    name: str
    index: tuple
    given: float
    differences: float
    error: float
    ok: bool

    def __str__(self):
        """Say it in a sentence."""
        return (
            f"{'right' if self.ok else 'WRONG'}: worst entry {self.name}{list(self.index)}, "
            f"given {self.given:.6g}, "
            f"central differences {self.differences:.6g}, relative error {self.error:.1e}"
        )


def gradient_check(loss, params, grads, tolerance=None):
    """Max |g - g_differences| / max |g_differences| over all entries of all parameters, and where it is.

    Parameters
    ----------
    loss : function
        Takes a dict like `params`, returns a number.
    params, grads : dict of arrays
        Where, and the gradients to check; names that only one of them has are ignored.
    tolerance : float, optional
        What counts as right: 1e-7 in float64, 1e-2 in float32 unless given.

    Returns
    -------
    Check
        ``name``, ``index``, ``given``, ``differences``, ``error`` of the worst entry, and ``ok``.
    """
    names = [name for name in params if name in grads and np.size(params[name])]
    if not names:
        raise ValueError(f"params holds {', '.join(params)}, grads {', '.join(grads)}; want a name in common")
    worst, top, rough = None, 0.0, False
    for name in names:
        array, given = np.asarray(params[name]), np.asarray(grads[name])
        if given.shape != array.shape:
            raise ValueError(f"grads[{name!r}] has shape {given.shape}; want {array.shape}, as the parameter")
        rough |= array.dtype == np.float32
        differences = central_differences(lambda x, name=name: loss({**params, name: x}), array)
        top = max(top, np.abs(differences).max())
        gap = np.nan_to_num(np.abs(given - differences), nan=np.inf)
        index = np.unravel_index(gap.argmax(), gap.shape)
        if worst is None or gap[index] > worst[0]:
            place = tuple(int(i) for i in index)
            worst = (float(gap[index]), name, place, float(given[index]), float(differences[index]))
    gap, name, index, given, differences = worst
    error = gap / top if top > 0 else gap
    limit = (1e-2 if rough else 1e-7) if tolerance is None else tolerance
    return Check(name, index, given, differences, error, bool(error <= limit))


def _vector(grads):
    """Return an array, or all arrays of a dict, as one long vector."""
    arrays = grads.values() if isinstance(grads, dict) else [grads]
    return np.concatenate([np.asarray(array, float).ravel() for array in arrays])
