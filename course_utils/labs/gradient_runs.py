"""The networks behind the gradient lab: one for each position of the slider, run as one batch.

The slider is the batch axis. `network` makes one forward pass for all its values, and
`gradient_sweep` then makes a real backward pass, not a formula.
"""

import numpy as np

from course_utils.cells import init, rnn
from course_utils.gradients import gradient_sweep, spectral_radius
from course_utils.texts import gettext

UNITS = {"scalar": 1, "non-normal": 2}  # all others have 64
CHAOTIC = 0.01  # log2: where two orders of summation disagree by more, it is chaotic
W_HH = {  # label, and how it is drawn
    "scalar": (gettext("scalar"), None),
    "Gaussian": (gettext("Gaussian"), init.gaussian),
    "orthogonal": (gettext("orthogonal"), init.orthogonal),
    "identity": (gettext("identity"), init.identity),
    # [[.9, 10], [0, .9]]
    "non-normal": (gettext("non-normal"), lambda rng, size: init.non_normal(rng, size, gain=0.9)),
}
LOSSES = {"last step": gettext("last step"), "every step": gettext("every step")}
DEFAULTS = {"weights": "scalar", "steps": 50, "activation": "tanh", "inputs": 0.0, "bias": 0.0}
DEFAULTS |= {"start": 0.5, "loss": "last step", "seed": 1}


def positions(weights, steps):
    """Return the slider's values: w_hh from -2 to 2, or a gain from 0 to 2; 0 and ±1 exactly."""
    count = 200 if steps <= 200 else 100
    return np.arange(-count, count + 1) / (count / 2) if weights == "scalar" else np.arange(101) / 50


def network(weights, steps, activation, inputs, bias, start, loss, seed, w, order=1):
    """Run one network for each value of ``w``, (positions,).

    ``weights`` says how W_hh is drawn: "scalar" has one unit and w_hh = w, "non-normal" 2 units, spectral
    radius .9 and norm 10.1, all others 64 units and spectral radius 1; for them w is the gain on W_hh.
    ``inputs`` is the size of Gaussian inputs, ``start`` that of h_0. With ``order`` -1 the units are numbered
    backwards: the same network, summed in another order. Returns the run, (steps, positions, hidden); the
    loss gradients that `gradient_sweep` takes; and W_hh before the gain.
    """
    rng = np.random.default_rng(seed)
    size = UNITS.get(weights, 64)
    noise = inputs * rng.standard_normal((steps, 1, size))[..., ::order]
    W_hh = np.ones((1, 1)) if weights == "scalar" else W_HH[weights][1](rng, size)
    W_hh = np.ascontiguousarray(W_hh[::order, ::order])
    if weights == "Gaussian":
        W_hh = W_hh / spectral_radius(W_hh)
    first = start * (np.ones((1, 1)) if size == 1 else rng.standard_normal((1, size))[:, ::order])
    params = {"W_xh": np.eye(size), "W_hh": W_hh, "b_h": np.full(size, float(bias)), "gain": w}
    shape = (len(w), size)
    xs = np.broadcast_to(noise, (steps, *shape))
    run = rnn.forward(xs, params, np.broadcast_to(first, shape), activation=activation)
    one = np.full(shape, 1 / np.sqrt(size))  # a loss that adds up the units, as a vector of length 1
    dh = {"dh_T": one} if loss == "last step" else {"dhs": np.broadcast_to(one, (steps, *shape))}
    return run, dh, W_hh


def is_chaotic(settings, w, log2):
    """Return for each position whether the same network, summed in another order, disagrees."""
    if settings["weights"] == "scalar":
        return np.zeros(len(w), dtype=bool)
    run, dh, _ = network(**settings, w=w, order=-1)
    other = gradient_sweep(run, **dh).log2_norms
    with np.errstate(invalid="ignore"):  # both may be -inf: then they agree
        return (np.abs(other - log2) > CHAOTIC).any(axis=0)
