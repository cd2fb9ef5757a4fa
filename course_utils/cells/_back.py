"""What all cells share on the way back: gradients carried from step to step, products for the weights.

What belongs to no cell's equations, mask, gain and window, is here; columns as in `_sequence`.
"""

from itertools import repeat

import numpy as np

from course_utils.cells import _check
from course_utils.cells import _sequence as seq


def back_through_time(run, losses, prepare, pull, collect, *, height, window=None):
    """Carry dL/ds_t from the last step to the first, s the state, or the states.

    Parameters
    ----------
    run : Run
        With `params`, and where to `hold` the states: there a step hands all gradients on.
    losses : dict
        For each state its columns and what the loss itself gives it: ``{"h": (hs, dhs, dh_T)}``.
    prepare : function (steps)
        Returns the arrays, time first, that `pull` needs of a slice of steps.
    pull : function (ds_t, before, *arrays_t)
        Writes into `before` what the gradients of the states after a step give the states before it; linear
        in `ds_t`. Notes δa_t in one of the arrays. Several steps come as arrays with one more axis in front.
    collect : function (steps, *arrays)
        Returns what these steps give the parameters, as a dict, and their inputs, as "xs".
    height : int
        How many numbers a step's δa has for each row of the batch.
    window : int, optional
        Keep the pairs of loss step and source step less than `window` apart, and no others.

    Returns
    -------
    dict of arrays
        The parameters' gradients, summed over all steps; "xs"; for each state, dL/dh_t for every t as "hs"
        and that of the initial one as "h_0".
    """
    if window is not None and (window != int(window) or window < 1):
        raise ValueError(f"window must be a whole number of at least 1, not {window}")
    ds = tuple(_check.loss_gradients(f"d{name}", *given) for name, given in losses.items())
    quiet = tuple(d_every is None for _, d_every, _ in losses.values())  # no loss before the last step
    T, _, batch = (len(ds[0]) - 1, *ds[0].shape[1:])
    length = T if window else seq.BLOCK // max(1, height * batch * ds[0].itemsize)
    length = max(1, length)
    pull_or_hold = pull if run.hold is None else _unless_held(pull)
    dxs, sums = np.empty((T, batch, run.params["W_xh"].shape[1]), ds[0].dtype), {}
    for start in reversed(range(0, max(T, 1), length)):
        steps = slice(start, min(start + length, T))
        arrays = prepare(steps)
        parts = tuple(d[start : steps.stop + 1] for d in ds)
        needed = arrays if run.hold is None else (run.hold[steps], *arrays)
        if window is None or T == 0:
            _step_by_step(parts, needed, pull_or_hold, quiet)
        else:
            _all_at_once(parts, needed, pull_or_hold, window)
        shares = collect(steps, *arrays)
        dxs[steps] = shares.pop("xs")
        for name, share in shares.items():
            sums[name] = sums[name] + share if name in sums else share
    every = {f"{name}s": seq.rows(d[1:]) for name, d in zip(losses, ds, strict=True)}
    first = {f"{name}_0": seq.rows(d[0]) for name, d in zip(losses, ds, strict=True)}
    return sums | {"xs": dxs} | every | first


def product(run, window):
    """Return W_hhᵀ, and the function (W, columns, out) that writes gain (W @ columns).

    With a window it takes several steps at once.
    """
    W_back = run.params["W_hh"].swapaxes(-1, -2)
    return W_back, seq.product(W_back, several=window is not None, gain=run.params.get("gain"))


def gradients(run, steps, da, W_back, through=None):
    """Return dW = Σ δa_t z_tᵀ over some steps and the batch, as "W"; dx_t = W_xhᵀ δa_t, as "xs"; and dgain.

    dL/d(gain h_{t-1}) is `W_back` times `through`, which is `da` unless given. `da` is (steps, rows, batch);
    its last rows are those that the inputs get. dW is each row's own if W_hh is.
    """
    W_xh, W_hh, Z, together = run.params["W_xh"], run.params["W_hh"], run.Z[steps], _together(da)
    dx = W_xh.T @ together[len(together) - len(W_xh) :]
    grads = {"xs": dx.reshape(len(dx), len(da), da.shape[2]).transpose(1, 2, 0)}
    grads["W"] = weight_gradient(da, Z, W_hh) if W_hh.ndim == 3 else together @ _together(Z).T
    if "gain" in run.params:
        grads["gain"] = gain_gradient(run, steps, seq.times(W_back, da if through is None else through))
    return grads


def weight_gradient(da, Z, W):
    """Return dW = Σ δa_t z_tᵀ over t and batch; each row's own if W has that axis."""
    if W.ndim == 3:
        return da.transpose(2, 1, 0) @ Z.transpose(2, 0, 1)
    return _together(da) @ _together(Z).T


def gain_gradient(run, steps, back):
    """Return dL/dgain = Σ back ⊙ h_{t-1}, where back = dL/d(gain h_{t-1}); each row's own if gain is."""
    sums = "thb,thb->b" if run.params["gain"].ndim else "thb,thb->"
    return np.einsum(sums, back, run.states[steps])


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


def _unless_held(pull):
    """Return `pull` with what is no part of a cell's equations: a masked step hands all gradients on."""

    def pull_or_hand_on(ds_t, before, hold_t, *arrays_t):
        pull(ds_t, before, *arrays_t)
        for d_t, d_prev in zip(ds_t, before, strict=True):
            np.copyto(d_prev, d_t, where=hold_t)

    return pull_or_hand_on


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


def _together(columns):
    """Return (steps, rows, batch) as one matrix, (rows, steps * batch)."""
    return columns.transpose(1, 0, 2).reshape(columns.shape[1], len(columns) * columns.shape[2])
