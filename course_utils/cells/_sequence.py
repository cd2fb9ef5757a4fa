"""What all cells share on the way there: columns stacked, products, steps with mask and gain.

Outside, time and batch come first: ``xs`` is (seq_len, batch, features). Inside, a step is a matrix of
*columns*, (features, batch), as in the equations. ``W @ [x_t; h_prev; 1]`` is then one product for all gates,
each gate a block of rows that lies together in memory, and the transposed views that go out cost nothing.
"""

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


def leave(out, **inside):
    """Return a Run of what goes out, columns by name, as `outside` views, and of what stays inside."""
    return Run(**{name: outside(columns) for name, columns in out.items()}, **inside)


def states(T, h_0, gain=None):
    """Return columns for T + 1 states and for gain times them, the same array without a gain; h_0 is set."""
    hs = scaled = np.empty((T + 1, h_0.shape[1], h_0.shape[0]), h_0.dtype)
    if gain is not None:
        scaled = np.empty_like(hs)
        np.multiply(gain, h_0.T, out=scaled[0])
    hs[0] = h_0.T
    return hs, scaled


def stack(T, xs, h_0, gain=None):
    """Return the columns Z_t = [x_t; gain h_{t-1}; 1] of T + 1 steps, and, in columns too, hs and gain hs.

    Index 0 of both is the initial state. Without a gain both are the same rows of Z, so that a state written
    once is where the next product needs it.
    """
    inputs, (batch, hidden) = xs.shape[2], h_0.shape
    Z = np.empty((T + 1, inputs + hidden + 1, batch), xs.dtype)
    Z[:T, :inputs], Z[:, -1] = rows(xs), 1  # no step reads x_{T+1}
    hs = scaled = Z[:, inputs:-1]
    if gain is not None:
        hs = np.empty((T + 1, hidden, batch), Z.dtype)
        np.multiply(gain, h_0.T, out=scaled[0])
    hs[0] = h_0.T
    return Z, hs, scaled


def steps(states, scaled, hold, gain, *arrays):
    """Return the arrays step by step, to loop over.

    What is no part of a cell's equations happens here, when the loop comes back for the next step: where the
    mask says so, every one of `states` (h first) stays as it was, and gain h_t is written into `scaled`.
    """
    loop = zip(*arrays, strict=False)  # where an initial state is among the arrays, they are one longer
    return loop if hold is None and gain is None else _then_settle(loop, states, scaled, hold, gain)


def _then_settle(loop, states, scaled, hold, gain):
    """Yield the steps of the loop; once its body is done with one, keep what is masked and write gain h_t."""
    for t, arrays_t in enumerate(loop):
        yield arrays_t
        if hold is not None:
            for s in states:
                np.copyto(s[t + 1], s[t], where=hold[t])
        if gain is not None:
            np.multiply(gain, states[0][t + 1], out=scaled[t + 1])


def put_where_held(hold, value, *arrays):
    """Write `value` into the masked steps of every array; without a mask there are none."""
    for array in arrays if hold is not None else ():
        np.copyto(array, value, where=hold)


def side_by_side(*blocks):
    """Return [W_xh, W_hh, b_h], blocks side by side; one for each row of the batch if a block is."""
    blocks = [block[:, None] if block.ndim == 1 else block for block in blocks]
    batch = {block.shape[0] for block in blocks if block.ndim == 3}
    if batch:
        blocks = [np.broadcast_to(block, (*batch, *block.shape[-2:])) for block in blocks]
    return np.concatenate(blocks, axis=-1)


def product(W, several=False, gain=None):
    """Return the function (W, columns, out) that writes W @ columns, or gain (W @ columns) with a gain.

    There may be one W or one for each row of the batch, one step or several at once.
    """
    times = _row_by_row if W.ndim == 3 else np.matmul if several else np.dot  # dot starts faster than matmul
    if gain is None:
        return times

    def gain_times(W, columns, out):
        return np.multiply(gain, times(W, columns, out=out), out=out)

    return gain_times


def times(W, columns):
    """Return W @ columns as a new array, whether W is one or one for each row of the batch."""
    out = np.empty((*columns.shape[:-2], W.shape[-2], columns.shape[-1]), W.dtype)
    return product(W, several=True)(W, columns, out=out)


def _row_by_row(W, columns, out):
    """Write W[b] @ columns[..., b] for every row b of the batch."""
    out[...] = np.moveaxis((W @ np.moveaxis(columns, -1, -2)[..., None])[..., 0], -1, -2)
    return out
