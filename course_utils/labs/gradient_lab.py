"""The gradient lab of lesson 4: move w_hh and watch real gradients vanish, hold or explode.

Every position of the slider is one row of a batch: one forward and one backward pass through time computes
them all, by `cells.rnn` and `gradients.gradient_sweep`. Nothing on screen is a formula standing in for a
run, except the two references, drawn on demand and labelled: a bound and a limit.
"""

import numpy as np

from course_utils.cells import rnn
from course_utils.figures.style import REGIMES
from course_utils.gradients import gradient_sweep, singular_values, spectral_radius
from course_utils.labs import gradient_words, regimes
from course_utils.labs.engine import controls
from course_utils.labs.engine.lab import Lab, Reveal, Sweep
from course_utils.labs.gradient_picture import SHOWN_STEPS, SHOWN_UNITS, cells, figure, span, tallest
from course_utils.labs.gradient_runs import DEFAULTS, LOSSES, W_HH, every_step, far_shares, followed
from course_utils.texts import gettext


def sweep(references=False, **settings):
    """Return every slider position: the chain, |dL/dh_t| in its regime's colour, states, a sentence."""
    found, steps = followed(**settings), settings["steps"]
    w, log2, scalar = found.w, found.log2, settings["weights"] == "scalar"
    norms = np.exp2(np.clip(log2, -1000, 1000)).T
    low, high = span(**settings)
    h = found.run.hs[:, :, 0].T
    tracks = {"cells": cells(log2), "h": h, "h leaves": _leaves(h, tallest(**settings))}
    tracks |= {name: np.where((found.names == name)[:, None], norms, np.nan) for name in REGIMES}
    tracks |= _marks(norms, w, low, high) | _tips(found, low, high) | _readout(found)
    far = [None] * len(w)
    if settings["loss"] == "every step":
        far = far_shares(found.run)
        whole = gradient_sweep(found.run, dhs=every_step(found.run)).log2_norms
        tracks["all losses"] = np.exp2(np.clip(whole, -1000, 1000)).T
    elif references:
        reach = np.array([steps - 1, 0])  # at the first step and at the last
        tracks["bound"] = _powers(np.abs(w) * singular_values(found.W_hh)[0], reach)
        tracks["linear limit"] = _powers(np.abs(w) * spectral_radius(found.W_hh), reach)
    if scalar:
        tracks["factor"] = w[:, None] * rnn.step_slopes(found.run)[1:, 0].T
    else:
        shown = found.levels[:: -(-steps // SHOWN_STEPS), :, :SHOWN_UNITS]
        tracks["heat"] = shown.transpose(1, 2, 0)
    if scalar and steps <= 100:
        tracks["negative"] = np.where(found.negative, norms.T, np.nan).T
        tracks["ring"] = [gettext("ring: below 0") if any(one) else "" for one in found.negative.T]
    readings = [gradient_words.reading(found, i, settings, far[i]) for i in range(len(w))]
    return Sweep(w, tracks, readings, "w_hh" if scalar else gettext("gain on W_hh"))


def _marks(norms, w, low, high):
    """Return where curves leave the picture, and what is left at step 1, on both axes."""
    first = norms[:, 0]
    goes = gettext("{value} at step 1")
    said = [goes.format(value=gradient_words.number(np.log2(one)) if one else "0") for one in first]
    return {
        "falls off": _crossings(norms < low, low * (high / low) ** 0.02),
        "runs off": _crossings(norms > high, high / (high / low) ** 0.02),
        "below": [f"▼ {text}" if one < low else "" for one, text in zip(first, said, strict=True)],
        "above": [f"▲ {text}" if one > high else "" for one, text in zip(first, said, strict=True)],
        "here": np.stack([w, np.clip(first, low, high)], axis=1)[:, :, None],
        "stands": w,
    }


def _tips(found, low, high):
    """Return what is left at step 1 of all positions, in the regimes' colours: the same at each."""
    left = 10.0 ** np.clip(found.log2[0] * np.log10(2), np.log10(low) - 2, np.log10(high) + 2)
    left[np.isneginf(found.log2[0])] = np.nan
    tracks = {}
    for name in REGIMES:
        here = found.names == name
        near = here | np.r_[here[1:], False] | np.r_[False, here[:-1]]  # no gap where the colour changes
        tracks[f"left, {name}"] = np.broadcast_to(np.where(near, left, np.nan), (len(left), len(left)))
    return tracks


def _leaves(h, tall):
    """Return where the state ends, for positions at which it leaves the picture."""
    said, steps = gettext("{value} at step {steps}"), h.shape[1]
    ends = [said.format(value=f"{'▲' if one > 0 else '▼'} {one:.2g}", steps=steps) for one in h[:, -1]]
    return [end if abs(one) > tall else "" for end, one in zip(ends, h[:, -1], strict=True)]


def _readout(found):
    """Return the words in the corner: the regime, its rate, what is left."""
    lost = found.chaotic | np.isneginf(found.log2[0])
    other = np.where(found.chaotic, gettext("chaotic"), gettext("exactly 0"))
    said = {
        f"says {name}": np.where(~lost & (found.names == name), regimes.NAMES[name], "") for name in REGIMES
    }
    said["says other"] = np.where(lost, other, "")
    rates = [
        gettext("{rate} a step").format(rate=f"× {gradient_words.rate(one.rate)}") for one in found.regimes
    ]
    left = [
        gettext("{factor} in all").format(factor=f"× {gradient_words.number(first - last)}")
        for first, last in zip(found.log2[0], found.log2[-1], strict=True)
    ]
    said |= {"rate": np.where(lost, "", rates), "factor left": np.where(found.chaotic, "", left)}
    return {name: texts.tolist() for name, texts in said.items()}


def _crossings(beyond, edge):
    """Return for each position where the curve, going back in time, leaves the figure: (positions, 2, 1)."""
    steps = beyond.shape[1]
    last = steps - beyond[:, ::-1].argmax(axis=1)  # the step nearest to the loss among those beyond the edge
    found = beyond.any(axis=1)
    return np.stack([np.where(found, last, np.nan), np.where(found, edge, np.nan)], axis=1)[:, :, None]


def _powers(factors, exponents):
    """Return factor^exponent for each position, cut where float64 ends; 0^0 = 1."""
    with np.errstate(over="ignore", under="ignore"):
        return np.clip(factors[:, None] ** exponents, 1e-300, 1e300)


_PHI = [(gettext("linear"), "identity"), ("tanh", "tanh"), ("ReLU", "relu")]
CONTROLS = {
    "weights": controls.menu("W_hh", [(label, key) for key, (label, _) in W_HH.items()]),
    "activation": controls.menu("φ", _PHI),
    "loss": controls.menu(gettext("loss at"), [(label, key) for key, label in LOSSES.items()]),
    "steps": controls.whole(gettext("steps"), 10, 400, 10),
    "inputs": controls.decimal(gettext("inputs"), 0, 2, 0.1),
    "bias": controls.decimal(gettext("bias"), -1, 1, 0.1),
    "start": controls.stops(gettext("start h_0"), [0.001, 0.01, 0.1, 0.2, 0.5, 1.0, 2.0]),
    "seed": controls.whole(gettext("seed"), 1, 20),
    "references": controls.switch(gettext("bound and limit")),
}
_TANH, _ORTHOGONAL = {"activation": "tanh"}, {"weights": "orthogonal", "w_hh": 1.0}
PRESETS = {
    gettext("negative"): {"w_hh": -0.95},
    gettext("tanh, 0.9"): _TANH,
    gettext("tanh, 1.5"): {**_TANH, "w_hh": 1.5},
    gettext("tanh, 1.5, tiny start"): {**_TANH, "start": 0.001, "w_hh": 1.5},
    gettext("first up, then down"): {"weights": "non-normal", "steps": 100, "w_hh": 1.0},
    gettext("orthogonal, linear"): _ORTHOGONAL,
    gettext("orthogonal, tanh"): {**_TANH, **_ORTHOGONAL, "inputs": 0.5},
    gettext("ReLU dies"): {"activation": "relu", "bias": -0.1, "w_hh": 0.9},
    gettext("a loss at every step"): {"loss": "every step"},
}
_SENT = ("cells", *REGIMES, "all losses", "negative", "falls off", "runs off")
LAB = Lab(
    gettext("The gradient lab"),
    figure,
    sweep,
    sliders={"w_hh": ("w_hh", "{:.2f}")},
    start={"w_hh": 0.9, "references": False} | DEFAULTS,
    controls=CONTROLS,
    presets=PRESETS,
    module=__name__,
    drag={"here": ("w_hh", None)},
    plays={
        gettext("send the gradient back"): Reveal(_SENT, backwards=True),
        gettext("let w_hh travel"): "w_hh",
    },
)
one, still, show = LAB.one, LAB.still, LAB.show
