"""The cells' arguments: every complaint names the argument, the shape it has and the shape it should have."""

import numpy as np


def array(name, value, axes, sizes, dtype=None):
    """Return `value` as an array with the axes wanted, in float32 or float64; never changed.

    `axes` are such as ``("4*hidden", "features")``, `sizes` the numbers known so far: ``{"hidden": 8}``; an
    axis without one may have any size. `dtype` is what the other arrays have. Raises ValueError for another
    shape and TypeError for another dtype.
    """
    if np.ma.is_masked(value):
        raise ValueError(
            f"{name} has masked entries, which are no numbers; fill them in, or give a mask of steps"
        )
    value = np.asarray(value)
    want = [_size(axis, sizes) for axis in axes]
    if value.ndim != len(want) or any(
        size not in (None, has) for size, has in zip(want, value.shape, strict=True)
    ):
        shape = ", ".join(
            axis if size is None else f"{axis}={size}" for axis, size in zip(axes, want, strict=True)
        )
        raise ValueError(f"{name} has shape {value.shape}; want ({shape})")
    if value.dtype not in (np.float64, np.float32):
        raise TypeError(
            f"{name} of shape {value.shape} has dtype {value.dtype}; want float32 or float64, "
            "as .astype(float) gives"
        )
    if dtype is not None and value.dtype != dtype:
        raise TypeError(f"{name} has dtype {value.dtype} and xs has {dtype}; want one dtype for all")
    return value


def sequence(xs, mask=None):
    """Return `xs` (seq_len, batch, features) and `mask` (seq_len, batch), checked.

    Values at a masked step are never read, so padding may be NaN, or masked in a NumPy masked array.
    """
    xs = xs.filled(np.nan) if np.ma.is_masked(xs) and xs.dtype.kind == "f" else xs
    xs = array("xs", xs, ("seq_len", "batch", "features"), {})
    if mask is not None:
        mask = np.asarray(mask)
        if mask.shape != xs.shape[:2] or mask.dtype != bool:
            raise ValueError(
                f"mask has shape {mask.shape} and dtype {mask.dtype}; want "
                f"(seq_len={xs.shape[0]}, batch={xs.shape[1]}) and bool, True where a step counts"
            )
        xs = np.where(mask[:, :, None], xs, xs.dtype.type(0))
    return finite("xs", xs), mask


def finite(name, value):
    """Return `value`; raise ValueError if an entry is NaN or infinite."""
    if not np.isfinite(value).all():
        strange = np.argwhere(~np.isfinite(value))
        raise ValueError(
            f"{name} of shape {value.shape} is NaN or infinite in {len(strange)} places, the first "
            f"{tuple(strange[0].tolist())}; want finite numbers, or a mask that leaves these steps out"
        )
    return value


def parameters(params, xs, sizes, needed, optional):
    """Return `params` as a new dict of copies, every array checked against `xs` and the others.

    Copies, since `backward` asks for the weights of this run, and an update in place may come between.

    `sizes` says which array tells a size, ``{"hidden": ("W_hh", -1)}`` its last axis; `needed` and `optional`
    give each name its axes, ``{"b_h": ("4*hidden",)}``. `gain` may be a number or an array (batch,).
    """
    known = needed | optional
    if set(needed) - set(params) or set(params) - set(known):
        perhaps = ", ".join(name for name in known if name not in needed)
        raise ValueError(f"params holds {', '.join(params)}; want {', '.join(needed)} (perhaps {perhaps})")
    numbers = {"batch": xs.shape[1], "features": xs.shape[2]}
    for size, (name, axis) in sizes.items():
        numbers[size] = np.shape(params[name])[axis] if np.ndim(params[name]) == 2 else None
    checked = {}
    for name, value in params.items():
        axes = known[name]
        if name == "gain":
            axes = ("batch",) if np.ndim(value) else ()
            value = xs.dtype.type(value) if isinstance(value, (int, float)) else value
        checked[name] = array(f"params[{name!r}]", value, axes, numbers, xs.dtype).copy()
    return checked


def option(name, value, choices):
    """Return what `choices` holds under `value`; say which there are if it holds nothing."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; want {' or '.join(map(repr, choices))}")
    return choices[value]


def state(name, value, xs, size):
    """Return a state of shape (batch, size), zero if it is None."""
    if value is None:
        return np.zeros((xs.shape[1], size), xs.dtype)
    return array(name, value, ("batch", "hidden"), {"batch": xs.shape[1], "hidden": size}, xs.dtype)


def some_loss(**given):
    """Raise ValueError if there is no loss: all its gradients are None."""
    if all(value is None for value in given.values()):
        raise ValueError(
            f"{' and '.join(given)} are None; want the loss's gradients at every step or at the last"
        )


def plain(params, needed):
    """Return `params` as other libraries know them: a gain becomes a factor of W_hh.

    Raises ValueError where it differs by row, and for parameters, such as peepholes, that they don't have.
    """
    more = [name for name in params if name not in (*needed, "gain")]
    if more or np.ndim(params.get("gain", 1.0)):
        what = ", ".join(more) or "a gain for each row"
        raise ValueError(f"params holds {what}, which has no place in the other library's cell; leave it out")
    found = {name: np.asarray(params[name]) for name in needed if name in params}
    if "gain" in params:
        found["W_hh"] = found["W_hh"] * found["W_hh"].dtype.type(params["gain"])
    return found


def loss_gradients(name, states, ds, d_T):
    """Return the loss's own gradient of each of `states`, (seq_len + 1, batch, hidden): 0 for the first.

    `ds` (seq_len, batch, hidden) are its gradients at every step, `d_T` (batch, hidden) at the last; both may
    be None, and they are added if both are given. Memory is laid out as that of `states`.
    """
    T, batch, hidden = len(states) - 1, *states.shape[1:]
    sizes = {"seq_len": T, "batch": batch, "hidden": hidden}
    every = np.zeros_like(states)
    if ds is not None:
        every[1:] = array(f"{name}s", ds, ("seq_len", "batch", "hidden"), sizes, states.dtype)
    if d_T is not None:
        every[T] += array(f"{name}_T", d_T, ("batch", "hidden"), sizes, states.dtype)
    return every


def _size(axis, sizes):
    """Return the number for an axis such as "4*hidden"; None if it is not known."""
    times, _, name = axis.rpartition("*")
    size = sizes.get(name)
    return size if size is None or not times else int(times) * size
