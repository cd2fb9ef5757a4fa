"""The cells' arguments: every complaint names the argument, the shape it has and the shape it should have."""

import numpy as np


def array(name, value, axes, sizes, dtype=None):
    """Return `value` as an array with the axes wanted, in float32 or float64.

    Parameters
    ----------
    name : str
        What the caller calls it.
    value : array
        Looked at, never changed.
    axes : tuple of str
        Such as ``("4*hidden", "features")``.
    sizes : dict
        The numbers known so far: ``{"hidden": 8}``; an axis without one may have any size.
    dtype : dtype, optional
        What the other arrays have; anything else is an error.

    Raises
    ------
    ValueError
        If the shape is another.
    TypeError
        If the dtype is neither float32 nor float64, or not `dtype`.
    """
    value = np.asarray(value)
    want = [_size(axis, sizes) for axis in axes]
    if value.ndim != len(want) or any(
        size not in (None, has) for size, has in zip(want, value.shape, strict=True)
    ):
        shape = ", ".join(
            axis if size is None else f"{axis}={size}" for axis, size in zip(axes, want, strict=True)
        )
        raise ValueError(f"{name} has shape {value.shape}; want ({shape})")
    if value.dtype != np.float64 and value.dtype != np.float32:
        raise TypeError(
            f"{name} of shape {value.shape} has dtype {value.dtype}; want float32 or float64, "
            "as .astype(float) gives"
        )
    if dtype is not None and value.dtype != dtype:
        raise TypeError(f"{name} has dtype {value.dtype} and xs has {dtype}; want one dtype for all")
    return value


def sequence(xs, mask=None):
    """Return `xs` checked, and where to hold the state: (seq_len, 1, batch), or None without a mask.

    What stands at a masked step is never read, so that padding may be NaN.
    """
    xs = array("xs", xs, ("seq_len", "batch", "features"), {})
    hold = None
    if mask is not None:
        mask = np.asarray(mask)
        if mask.shape != xs.shape[:2] or mask.dtype != bool:
            raise ValueError(
                f"mask has shape {mask.shape} and dtype {mask.dtype}; want "
                f"(seq_len={xs.shape[0]}, batch={xs.shape[1]}) and bool, True where a step counts"
            )
        hold = ~mask[:, None, :]
        xs = np.where(mask[:, :, None], xs, xs.dtype.type(0))
    if not np.isfinite(xs).all():
        strange = np.argwhere(~np.isfinite(xs))
        raise ValueError(
            f"xs of shape {xs.shape} is NaN or infinite in {len(strange)} places, the first "
            f"{tuple(strange[0].tolist())}; want finite numbers, or a mask that leaves these steps out"
        )
    return xs, hold


def parameters(params, xs, sizes, needed, optional=None):
    """Return `params` as a new dict, every array checked against `xs` and the others.

    Parameters
    ----------
    params : dict of arrays
        The weights by name; `gain` may be among them. Those from state to state may have a batch axis in
        front.
    xs : array, shape (seq_len, batch, features)
        Checked before.
    sizes : dict
        Which array says how large the state is: ``{"hidden": ("W_hh", -1)}`` is its last axis.
    needed, optional : dict
        For each name its axes: ``{"W_xh": ("4*hidden", "features"), "b_h": ("4*hidden",)}``.
    """
    known = {**needed, **(optional or {}), "gain": ()}
    if set(needed) - set(params) or set(params) - set(known):
        perhaps = ", ".join(name for name in known if name not in needed)
        raise ValueError(f"params holds {', '.join(params)}; want {', '.join(needed)} (perhaps {perhaps})")
    batch = xs.shape[1]
    numbers = {"batch": batch, "features": xs.shape[2]}
    for size, (name, axis) in sizes.items():
        numbers[size] = np.shape(params[name])[axis] if np.ndim(params[name]) > 1 else None
    checked = {}
    for name, value in params.items():
        axes, value = known[name], np.asarray(value)
        if name == "gain" and isinstance(params[name], (int, float)):
            value = value.astype(xs.dtype)
        if (name == "gain" and value.ndim) or (value.ndim == 3 and axes[-1] != "features"):
            axes = ("batch", *axes)
        checked[name] = array(f"params[{name!r}]", value, axes, numbers, xs.dtype)
    return checked


def option(name, value, choices):
    """Return what `choices` holds under `value`; say which there are if it holds nothing."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; want {' or '.join(map(repr, choices))}")
    return choices[value] if isinstance(choices, dict) else value


def state(name, value, xs, size):
    """Return a state of shape (batch, size), zero if it is None."""
    if value is None:
        return np.zeros((xs.shape[1], size), xs.dtype)
    return array(name, value, ("batch", "hidden"), {"batch": xs.shape[1], "hidden": size}, xs.dtype)


def loss_gradients(name, states, dhs, dh_T):
    """Return what the loss itself gives each state, (seq_len + 1, hidden, batch), the initial one first.

    Parameters
    ----------
    name : str
        What the caller calls the gradient of one state: "dh".
    states : array, shape (seq_len + 1, hidden, batch)
        Says shape and dtype.
    dhs : array, shape (seq_len, batch, hidden), or None
        The loss's gradients at every step.
    dh_T : array, shape (batch, hidden), or None
        The loss's gradient at the last state; added if both are given.
    """
    T, hidden, batch = len(states) - 1, *states.shape[1:]
    sizes = {"seq_len": T, "batch": batch, "hidden": hidden}
    ds = np.zeros(states.shape, states.dtype)
    if dhs is not None:
        ds[1:] = array(f"{name}s", dhs, ("seq_len", "batch", "hidden"), sizes, ds.dtype).swapaxes(1, 2)
    if dh_T is not None:
        ds[T] += array(f"{name}_T", dh_T, ("batch", "hidden"), sizes, ds.dtype).T
    return ds


def _size(axis, sizes):
    """Return the number for an axis such as "4*hidden"; None if it is not known."""
    times, _, name = axis.rpartition("*")
    size = sizes.get(name)
    return size if size is None or not times else int(times) * size
