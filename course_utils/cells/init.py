"""Initial values for the cells' parameters: every way to draw W_hh, and the biases that let gates remember.

All take a `numpy.random.Generator`; nothing here touches the global one.
"""

import numpy as np


def uniform(rng, shape, hidden_size, gain=1.0):
    """W_ij ~ U(-gain/√hidden, gain/√hidden): what torch draws every weight and bias from."""
    bound = gain / np.sqrt(max(hidden_size, 1))
    return rng.uniform(-bound, bound, shape)


def gaussian(rng, size, gain=1.0):
    """W_ij ~ N(0, gain²/size): spectral radius about `gain`, largest singular value about 2 `gain`."""
    return rng.normal(scale=gain / np.sqrt(max(size, 1)), size=(size, size))


def orthogonal(rng, size, gain=1.0):
    """W Wᵀ = gain² I, drawn uniformly among all such (Saxe et al. 2014): every singular value is `gain`."""
    Q, R = np.linalg.qr(rng.normal(size=(size, size)))
    return gain * Q * np.where(np.diag(R) < 0, -1.0, 1.0)  # without the signs, QR would favour some


def identity(rng, size, gain=1.0):
    """W = gain I (Le, Jaitly & Hinton 2015): with ReLU each unit keeps its value. `rng` is not used."""
    return gain * np.eye(size)


def non_normal(rng, size, gain=1.0, coupling=10.0):
    """W_ii = gain, W_{i,i+1} = coupling: spectral radius `gain`, norm above `coupling` if there are two rows.

    Its powers grow before they follow the spectral radius (Trefethen & Embree 2005): lesson 4. `rng` is not
    used.
    """
    return gain * np.eye(size) + coupling * np.eye(size, k=1)


RECURRENT = {"gaussian": gaussian, "orthogonal": orthogonal, "identity": identity, "non_normal": non_normal}


def rnn(rng, input_size, hidden_size, *, recurrent="uniform", gain=1.0, dtype=np.float64):
    """W_xh, W_hh, b_h ~ U(-1/√hidden, 1/√hidden) as in torch, W_hh another way if `recurrent` says so.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the numbers come from.
    input_size, hidden_size : int
        Features of x_t and of h_t.
    recurrent : {"uniform", "gaussian", "orthogonal", "identity", "non_normal"}, optional
        How W_hh is drawn; a gated cell has one such block for each part.
    gain : float, optional
        A factor on W_hh, about its spectral radius for all but "uniform".
    dtype : dtype, optional
        float64 or float32.

    Returns
    -------
    dict of arrays
        For `cells.rnn`.
    """
    return _draw(rng, 1, input_size, hidden_size, recurrent, gain, dtype)


def lstm(rng, input_size, hidden_size, *, forget_bias=None, chrono=None, peepholes=False, **options):
    """As `rnn`, for four parts; b_f = forget_bias, or log u with u ~ U(1, chrono - 1), and then b_i = -b_f.

    Parameters
    ----------
    rng, input_size, hidden_size, **options
        As in `rnn`.
    forget_bias : float, optional
        Every forget gate's bias: f = σ(b), so that 1, 2, 4 keep .73, .88, .98 a step (Jozefowicz et al.
        2015).
    chrono : int, optional
        The longest dependency expected, at least 3: memories of 2 to `chrono` steps (Tallec & Ollivier 2018).
    peepholes : bool, optional
        Draw p_o, p_i, p_f too.
    """
    params = _draw(rng, 4, input_size, hidden_size, **options)
    b_o, b_i, b_f, b_c = np.split(params["b_h"], 4)  # views: writing into them writes into b_h
    if forget_bias is not None and chrono is not None:
        raise ValueError(f"forget_bias={forget_bias} and chrono={chrono} both set one bias; give one of them")
    if forget_bias is not None:
        b_f[...] = forget_bias
    if chrono is not None:
        if chrono < 3:
            raise ValueError(f"chrono must be at least 3 steps, not {chrono}")
        b_f[...] = np.log(rng.uniform(1, chrono - 1, b_f.shape))
        b_i[...] = -b_f
    for name in ("p_o", "p_i", "p_f") if peepholes else ():
        params[name] = uniform(rng, hidden_size, hidden_size).astype(b_f.dtype)
    return params


def gru(rng, input_size, hidden_size, *, update_bias=None, reset="after", **options):
    """As `rnn`, for three parts; b_z = update_bias if given, where z keeps: negate it for ``z_keeps=False``.

    With `reset` "after" there is b_hn, with "before" there is not.
    """
    params = _draw(rng, 3, input_size, hidden_size, **options)
    b_r, b_z, b_n = np.split(params["b_h"], 3)
    if update_bias is not None:
        b_z[...] = update_bias
    if reset == "after":
        params["b_hn"] = uniform(rng, hidden_size, hidden_size).astype(b_z.dtype)
    return params


def jordan(rng, input_size, hidden_size, output_size, *, back=("W_yh",)):
    """Every entry ~ U(-1/√hidden, 1/√hidden); `back` names what comes back: W_yh, W_yy or both."""
    shapes = {
        "W_xh": (hidden_size, input_size),
        "b_h": (hidden_size,),
        "W_hy": (output_size, hidden_size),
        "b_y": (output_size,),
        "W_yh": (hidden_size, output_size),
        "W_yy": (output_size, output_size),
    }
    names = [name for name in shapes if name not in ("W_yh", "W_yy") or name in back]
    return {name: uniform(rng, shapes[name], hidden_size) for name in names}


def _draw(rng, parts, input_size, hidden_size, recurrent="uniform", gain=1.0, dtype=np.float64):
    """Return W_xh, W_hh, b_h of a cell with this many blocks."""
    if recurrent == "uniform":
        W_hh = uniform(rng, (parts * hidden_size, hidden_size), hidden_size, gain)
    elif recurrent in RECURRENT:
        W_hh = np.concatenate([RECURRENT[recurrent](rng, hidden_size, gain) for _ in range(parts)])
    else:
        raise ValueError(f"recurrent is {recurrent!r}; want 'uniform', {', '.join(map(repr, RECURRENT))}")
    params = {
        "W_xh": uniform(rng, (parts * hidden_size, input_size), hidden_size),
        "W_hh": W_hh,
        "b_h": uniform(rng, parts * hidden_size, hidden_size),
    }
    return {name: value.astype(dtype) for name, value in params.items()}
