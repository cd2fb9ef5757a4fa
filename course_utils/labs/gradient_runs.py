"""The networks behind the gradient lab: one for each position of the slider, run as one batch.

The slider is the batch axis. `network` makes one forward pass for all its values, and
`gradient_sweep` then makes a real backward pass, not a formula. `followed` keeps what was computed last.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_utils.cells import init, rnn
from course_utils.gradients import gradient_sweep, regime, spectral_radius
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
DEFAULTS = {"weights": "scalar", "steps": 50, "activation": "identity", "inputs": 0.0, "bias": 0.0}
DEFAULTS |= {"start": 0.5, "loss": "last step", "seed": 1}
HEAT = (-6, 1)  # decades of |dL/dh_t[j]| in the heat map, from its lowest to its highest level


def positions(weights, steps):
    """Return the slider's values: w_hh from -2 to 2, or a gain from 0 to 2; 0 and ±1 exactly."""
    count = 200 if steps <= 100 else 100 if steps <= 200 else 80
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


class Followed(NamedTuple):
    """What became of the last step's loss on its way back, for every position of the slider.

    ``w`` (positions,), ``run`` the forward pass, ``W_hh`` before the gain; ``log2`` (steps, positions) of
    |dL_T/dh_t|, ``levels`` of its entries for the heat map, None for a scalar; ``regimes`` a `Regime` each;
    ``chaotic`` (positions,) whether rounding decides; ``negative`` (steps, positions), of a scalar.
    """

    w: np.ndarray
    run: object
    W_hh: np.ndarray
    log2: np.ndarray
    levels: np.ndarray | None
    regimes: list
    chaotic: np.ndarray
    negative: np.ndarray

    @property
    def names(self):
        """The name of every position's regime."""
        return np.array([one.name for one in self.regimes])


def followed(**settings):
    """Return what became of the gradient at every position of the slider; settings as in `DEFAULTS`."""
    return _followed(**{name: settings[name] for name in DEFAULTS} | {"loss": "last step"})


@lru_cache(maxsize=1)  # with other losses, or references, the network is the same
def _followed(**settings):
    w, scalar = positions(settings["weights"], settings["steps"]), settings["weights"] == "scalar"
    run, dh, W_hh = network(**settings, w=w)
    levels = None if scalar else [decade * np.log2(10) for decade in HEAT]
    log2, levels = gradient_sweep(run, **dh, levels=levels)
    found = [regime(first, end, len(log2)) for first, end in zip(log2[0], log2[-1], strict=True)]
    negative = np.zeros(log2.shape, dtype=bool)
    if scalar:  # the sign is that of the product of all factors so far
        signs = np.sign(w * rnn.step_slopes(run)[1:, 0])
        negative[:-1] = np.cumprod(signs[::-1], axis=0)[::-1] < 0
    return Followed(w, run, W_hh, log2, levels, found, is_chaotic(settings, w, log2), negative)


def far_shares(run):
    """Return which share of dL/dh_1 the losses of the last half of all steps make up, (positions,).

    There is a loss at every step. A share is ⟨part, whole⟩ / ⟨whole, whole⟩: all shares add up to 1. NaN
    where the whole is 0: the losses cancel.
    """
    far = every_step(run)
    far[: len(far) // 2] = 0
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        part, whole = (rnn.backward(run, dhs=dhs)["hs"][0] for dhs in (far, every_step(run)))
        size = np.abs(whole).max(axis=1, keepdims=True)
        part, whole = part / size, whole / size
        return (part * whole).sum(axis=1) / (whole**2).sum(axis=1)


def every_step(run):
    """Return what a loss at every step says about its own state, (steps, positions, hidden)."""
    return np.full_like(run.hs, 1 / np.sqrt(run.hs.shape[2]))
