"""What all cells share: columns stacked, products, gradients carried back through time.

Outside, time and batch come first: ``xs`` is (seq_len, batch, features). Inside, a step is a matrix of
*columns*, (features, batch), as in the equations. ``W @ [x_t; h_prev; 1]`` is then one product for all gates,
each gate a block of rows that lies together in memory, and the transposed views that go out cost nothing.
"""

from itertools import repeat
from types import SimpleNamespace

import numpy as np

# Bytes of gate gradients that a block of steps may have, so that they stay in the processor's cache.
BLOCK = 1 << 20


class Run(SimpleNamespace):
    """What a forward pass leaves: the states by name, and what its backward pass needs.

    Its arrays are read-only, because a later backward pass relies on them.
    """

    def __repr__(self):
        """Show names and shapes, not numbers."""
        shapes = (f"{name} {value.shape}" for name, value in vars(self).items() if hasattr(value, "shape"))
        return f"Run({', '.join(shapes)})"


def rows(columns):
    """Return columns, (..., rows, batch), as a view of shape (..., batch, rows)."""
    return columns.swapaxes(-1, -2)


def outside(columns):
    """Return `rows(columns)` so that nobody can write into it."""
    view = rows(columns)
    view.flags.writeable = False
    return view


def stack(T, xs, h_0, gain=None):
    """Return the columns Z_t = [x_t; gain h_{t-1}; 1] of T + 1 steps, and, in columns too, hs and gain hs.

    Index 0 of both is the initial state. Without a gain both are the same rows of Z, so that a state written
    once is where the next product needs it.
    """
    inputs, (batch, hidden) = xs.shape[2], h_0.shape
    Z = np.empty((T + 1, inputs + hidden + 1, batch), xs.dtype)
    Z[:T, :inputs], Z[T, :inputs], Z[:, -1] = rows(xs), 0, 1
    hs = scaled = Z[:, inputs:-1]
    if gain is not None:
        hs = np.empty((T + 1, hidden, batch), Z.dtype)
        np.multiply(gain, h_0.T, out=scaled[0])
    hs[0] = h_0.T
    return Z, hs, scaled


def side_by_side(*blocks):
    """Return [W_xh, W_hh, b_h], blocks side by side; one for each row of the batch if a block is."""
    blocks = [block[:, None] if block.ndim == 1 else block for block in blocks]
    batch = {block.shape[0] for block in blocks if block.ndim == 3}
    if batch:
        blocks = [np.broadcast_to(block, (*batch, *block.shape[-2:])) for block in blocks]
    return np.concatenate(blocks, axis=-1)


def apart(dW, params, names):
    """Return the gradients of the blocks that `side_by_side` put together, under their names."""
    grads, start = {}, 0
    for name in names:
        primal = params[name]
        width = primal.shape[-1] if primal.ndim > 1 else 1
        block = dW[..., start : start + width]
        if block.ndim > max(primal.ndim, 2):
            block = block.sum(axis=0)
        grads[name] = block.reshape(primal.shape)
        start += width
    return grads


def product(W, several=False):
    """Return the function (W, columns, out): one W or one for each row, one step or several at once."""
    if W.ndim == 3:
        return _row_by_row
    return np.matmul if several else np.dot  # of the two, dot starts faster


def times(W, columns):
    """Return W @ columns as a new array, whether W is one or one for each row of the batch."""
    out = np.empty((*columns.shape[:-2], W.shape[-2], columns.shape[-1]), W.dtype)
    return product(W, several=True)(W, columns, out=out)


def _row_by_row(W, columns, out):
    """Write W[b] @ columns[..., b] for every row b of the batch."""
    out[...] = np.moveaxis((W @ np.moveaxis(columns, -1, -2)[..., None])[..., 0], -1, -2)
    return out


def gradients(da, Z, W_hh, W_xh, dxs):
    """Return dW = Σ δa_t z_tᵀ over t and batch, write dx_t = W_xhᵀ δa_t into `dxs`: one product each.

    `da` and `Z` are (steps, rows, batch); dW is each row's own if W_hh has that axis. The last rows of `da`
    are those that the inputs get.
    """
    together = _together(da)
    dx = W_xh.T @ together[len(together) - len(W_xh) :]
    dxs[...] = dx.reshape(len(dx), len(da), da.shape[2]).transpose(1, 2, 0)
    if W_hh.ndim == 3:
        return weight_gradient(da, Z, W_hh)
    return together @ _together(Z).T


def weight_gradient(da, Z, W):
    """Return dW = Σ δa_t z_tᵀ over t and batch; each row's own if W has that axis."""
    if W.ndim == 3:
        return da.transpose(2, 1, 0) @ Z.transpose(2, 0, 1)
    return _together(da) @ _together(Z).T


def _together(columns):
    """Return (steps, rows, batch) as one matrix, (rows, steps * batch)."""
    return columns.transpose(1, 0, 2).reshape(columns.shape[1], len(columns) * columns.shape[2])


def gain_gradient(gain, back, hs):
    """Return dL/dgain = sum of back ⊙ h_{t-1}, where back = dL/d(gain h_{t-1}); each row's own if gain is."""
    return np.einsum("thb,thb->b" if gain.ndim else "thb,thb->", back, hs)


def back_through_time(ds, prepare, pull, collect, *, rows, quiet, window=None):
    """Carry dL/ds_t from the last step to the first, s the state, or the states.

    Parameters
    ----------
    ds : tuple of arrays, shape (seq_len + 1, hidden, batch)
        For each state what the loss itself gives it, the initial one first; filled in place with the whole.
    prepare : function (steps)
        Returns the arrays, time first, that `pull` needs of a slice of steps.
    pull : function (ds_t, before, *arrays_t)
        Writes into `before` what the gradients of the states after a step give the states before it; linear
        in `ds_t`. Notes δa_t in one of the arrays. Several steps come as arrays with one more axis in front.
    collect : function (steps, *arrays)
        Returns what these steps give the parameters, as a dict.
    rows : int
        How many numbers a step's δa has for each row of the batch.
    quiet : tuple of bool
        For each state: the loss gives it nothing before the last step.
    window : int, optional
        Keep the pairs of loss step and source step less than `window` apart, and no others.

    Returns
    -------
    dict of arrays
        The parameters' gradients, summed over all steps.
    """
    if window is not None and (window != int(window) or window < 1):
        raise ValueError(f"window must be a whole number of at least 1, not {window}")
    T, _, batch = (ds[0].shape[0] - 1, *ds[0].shape[1:])
    length = T if window else BLOCK // max(1, rows * batch * ds[0].itemsize)
    length = max(1, length)
    sums = {}
    for start in reversed(range(0, max(T, 1), length)):
        steps = slice(start, min(start + length, T))
        arrays = prepare(steps)
        parts = tuple(d[start : steps.stop + 1] for d in ds)
        if window is None or T == 0:
            _step_by_step(parts, arrays, pull, quiet)
        else:
            _all_at_once(parts, arrays, pull, window)
        for name, share in collect(steps, *arrays).items():
            sums[name] = sums[name] + share if name in sums else share
    return sums


def _step_by_step(ds, arrays, pull, quiet):
    """ds_{t-1} += pull(ds_t) for t = T..1; `pull` writes ds_{t-1} itself where the loss gives it nothing."""
    after, earlier = [d[:0:-1] for d in ds], [d[-2::-1] for d in ds]
    shares = [
        d if silent else repeat(np.empty_like(ds[0][0])) for d, silent in zip(earlier, quiet, strict=True)
    ]
    loud = [k for k, silent in enumerate(quiet) if not silent]
    steps = zip(zip(*after), zip(*earlier), zip(*shares), *(array[::-1] for array in arrays))  # noqa: B905
    for ds_t, ds_prev, before, *arrays_t in steps:
        pull(ds_t, before, *arrays_t)
        for k in loud:
            np.add(ds_prev[k], before[k], out=ds_prev[k])


def _all_at_once(ds, arrays, pull, window):
    """ds_{t-d} += pull^d(ds_t) for d = 1..window-1: the gradients of all steps go back together."""
    T = len(ds[0]) - 1
    lossy = np.any([d[1:].any(axis=(1, 2)) for d in ds], axis=0)
    start = 1 + int(lossy.argmax()) if lossy.any() else T + 1
    parts = [d[start:].copy() for d in ds]  # what ds[start:] gets from loss steps that far ahead
    for _ in range(1, min(window, T)):
        if start == 1:
            parts = [part[1:] for part in parts]
        start = max(start - 1, 1)
        before = [np.empty_like(part) for part in parts]
        pull(parts, before, *(array[start : start + len(before[0])] for array in arrays))
        for d, share in zip(ds, before, strict=True):
            d[start : start + len(share)] += share
        parts = before
    # Once more, with the sums: this gives the initial state its share, and notes every δa_t.
    before = [np.empty_like(d[1:]) for d in ds]
    pull([d[1:] for d in ds], before, *arrays)
    for d, share in zip(ds, before, strict=True):
        d[:1] += share[:1]
