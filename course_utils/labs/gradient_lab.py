"""The gradient lab of lesson 4: move w_hh and watch real gradients vanish, hold or explode.

Every position of the slider is one row of a batch: one forward and one backward pass through time computes
them all, by `cells.rnn` and `gradients.gradient_sweep`. Nothing on screen is a formula standing in for a
run, except the two reference lines, which are labelled: a bound and a limit.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from course_utils.cells import rnn
from course_utils.figures.style import CURVES, FAINT, GREY, INK, REGIMES
from course_utils.gradients import gradient_sweep, regime, singular_values, spectral_radius
from course_utils.labs import regimes
from course_utils.labs.engine import artists, controls
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.labs.gradient_runs import DEFAULTS, LOSSES, UNITS, W_HH, is_chaotic, network, positions
from course_utils.texts import N_, gettext

SHOWN_UNITS, SHOWN_STEPS = 16, 100
_LIMIT = CURVES[2]["color"]  # of the linear limit
HEAT = (-6, 1)  # decades of |dL/dh_t| in the heat map, from its lowest to its highest level
FLOAT32_ZERO = -149.0  # log2 of the smallest number float32 can hold


def figure(weights, steps, activation, loss, **_):
    """Return the states above |dL/dh_t| on a log axis, for a matrix the heat map by unit to their right."""
    matrix = weights != "scalar"
    mosaic = [["states", "heat"], ["norms", "heat"]] if matrix else [["states"], ["norms"]]
    # Fixed margins: finding them again for each table would take longer than the backward pass.
    grid = {
        "left": 0.1,
        "right": 0.91 if matrix else 0.985,
        "bottom": 0.15,
        "top": 0.94,
        "hspace": 0.3,
        "wspace": 0.17,
    }
    grid |= {"height_ratios": [1, 1.7], "width_ratios": [2.6, 1] if matrix else [1]}
    fig, axes = plt.subplot_mosaic(mosaic, figsize=(7.4, 4.6), layout="none", gridspec_kw=grid)
    states, norms = axes["states"], axes["norms"]
    tall = 1.1 if activation == "tanh" else 40.0 if weights == "non-normal" else 3.0
    of_unit = gettext("h_t of unit 1") if matrix else gettext("state h_t")
    states.set(ylim=(-tall, tall), ylabel=of_unit)
    for ax in (states, norms):
        ax.set_xlim(1 - 0.02 * steps, 1.02 * steps)
    t, dotted = np.arange(1, steps + 1), steps <= 100
    (h,) = states.plot(t, 0.0 * t, color=INK, marker="." if dotted else "")
    _set_norms(norms, steps, loss, *_range(weights, steps))
    live = {"h": h} | _curves(norms, t, dotted)
    if matrix:
        units = min(SHOWN_UNITS, UNITS.get(weights, 64))
        live["heat"] = _heat(axes["heat"], steps, units, UNITS.get(weights, 64))
    return fig, live


def _set_norms(ax, steps, loss, low, high):
    """Give the gradient's axes their range, their labels, and the edge below which float32 has only 0."""
    read_at = {
        "last step": gettext("time step t (the loss is read at last step)"),
        "every step": gettext("time step t (the loss is read at every step)"),
    }
    ax.set(yscale="log", ylim=(low, high), xlabel=read_at[loss], ylabel="|dL/dh_t|")
    ax.set_yticks(_decades(low, high), minor=False)
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:.0e}")  # plain text: quick to draw
    ax.minorticks_off()
    if low < 2.0**FLOAT32_ZERO:
        ax.axhspan(low, 2.0**FLOAT32_ZERO, color=FAINT, zorder=0)
        zero = gettext("zero in float32 ")
        ax.text(steps, low * 1e3, zero, ha="right", va="bottom", fontsize=8, color=GREY)
    ax.set_title(gettext("upper bound (largest slope × σ_max)^k"), fontsize=8, color=INK)
    ax.set_title(gettext("linear limit ρ^k, no bound"), loc="right", fontsize=8, color=_LIMIT)


def _curves(ax, t, dotted):
    """Return what moves on the gradient's axes: references, a curve a regime, marks, the regime's name."""
    flat, ends = np.ones(len(t)), [1, len(t)]
    marker = {"marker": "o", "markersize": 4} if dotted else {}
    live = {
        N_("bound"): ax.plot(ends, [1, 1], color=INK, linestyle=(0, (6, 2)), linewidth=1)[0],
        N_("linear limit"): ax.plot(ends, [1, 1], color=_LIMIT, linestyle=(0, (1, 2)), linewidth=1.2)[0],
    }
    for name, color in REGIMES.items():
        live[name] = ax.plot(t, flat, color=color, linewidth=1.8, **marker)[0]
    ring = {"markerfacecolor": "none", "markeredgecolor": INK, "linestyle": "none", "zorder": 3}
    live["negative"] = ax.plot(t, flat, marker="o" if dotted else "", markersize=8, **ring)[0]
    for edge, shape in (("falls off", "v"), ("runs off", "^")):
        live[edge] = ax.plot([1], [1], marker=shape, markersize=9, color=INK, linestyle="none")[0]
    return live | {"name": artists.words(ax, 0.985, 0.16, fontsize=11)}


def _heat(ax, steps, shown, units):
    """Return the heat map of |dL/dh_t| by unit, with its scale to the right."""
    extent = (0.5, steps + 0.5, shown + 0.5, 0.5)
    image = artists.image(ax, shown, min(steps, SHOWN_STEPS), extent)
    title = gettext("|dL/dh_t|, {shown} of {all} units").format(shown=shown, all=units)
    ax.set(xlabel=gettext("time step t"), ylabel=gettext("unit"), title=title)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    low, high = HEAT
    decades = np.arange(low, high + 1)
    beside, ticks = ax.inset_axes([1.05, 0, 0.06, 1]), 255 * (decades - low) / (high - low)
    bar = ax.figure.colorbar(image, cax=beside, ticks=ticks)
    bar.ax.set_yticklabels([f"1e{decade}" for decade in decades], fontsize=8)
    return image


def sweep(**settings):
    """Return every slider position: states, |dL/dh_t| in its regime's colour, references, a sentence."""
    weights, steps = settings["weights"], settings["steps"]
    w = positions(weights, steps)
    run, dh, W_hh = network(**settings, w=w)
    levels = None if weights == "scalar" else [decade * np.log2(10) for decade in HEAT]
    passed = gradient_sweep(run, **dh, levels=levels)
    log2 = passed.log2_norms  # (steps, positions)
    found = [regime(first, last, steps) for first, last in zip(log2[0], log2[-1], strict=True)]
    names = np.array([one.name for one in found])
    chaotic = is_chaotic(settings, w, log2)
    said = {**regimes.NAMES, "chaotic": gettext("chaotic: rounding decides")}
    norms = np.exp2(np.clip(log2, -1000, 1000)).T
    referenced = 1.0 if settings["loss"] == "last step" else np.nan  # the references assume a single loss
    reach = np.array([steps - 1, 0])  # at the first step and at the last
    low, high = _range(weights, steps)
    tracks = {
        "h": run.hs[:, :, 0].T,
        "bound": referenced * _powers(np.abs(w) * singular_values(W_hh)[0], reach),
        "linear limit": referenced * _powers(np.abs(w) * spectral_radius(W_hh), reach),
        "negative": np.where(_is_negative(run, dh, weights), norms, np.nan),
        "name": [said["chaotic" if c else n] for n, c in zip(names, chaotic, strict=True)],
        "falls off": _crossings(norms < low, 1.6 * low),
        "runs off": _crossings(norms > high, high / 1.6),
    }
    tracks |= {name: np.where((names == name)[:, None], norms, np.nan) for name in REGIMES}
    if levels:
        tracks["heat"] = passed.levels[:: -(-steps // SHOWN_STEPS), :, :SHOWN_UNITS].transpose(1, 2, 0)
    readings = [
        _reading(one, log2[0, i] - log2[-1, i], chaotic[i], w[i], run.hs[:, i], settings)
        for i, one in enumerate(found)
    ]
    return Sweep(w, tracks, readings, "w_hh" if weights == "scalar" else gettext("gain on W_hh"))


def _range(weights, steps):
    """Return the smallest and the largest |dL/dh_t| in the figure."""
    if weights == "non-normal":  # a growth of 40 has to be visible
        return 1e-12, 1e6
    return 10.0 ** -min(60, 3 + 0.4 * steps), 10.0 ** min(25, 2 + 0.2 * steps)


def _decades(low, high):
    """Return at most nine powers of ten to label, at equal steps, 1 among them."""
    first, last = np.log10([low, high])
    step = next(step for step in (1, 2, 3, 5, 10, 20) if (last - first) / step <= 8)
    return 10.0 ** (step * np.arange(np.ceil(first / step - 1e-9), last / step + 1e-9))


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


def _is_negative(run, dh, weights):
    """Return where the scalar's dL/dh_t is negative, (positions, steps); a matrix has no one sign."""
    if weights != "scalar":
        return np.zeros(run.hs.shape[1::-1], dtype=bool)
    with np.errstate(over="ignore", invalid="ignore"):
        return rnn.backward(run, **dh)["hs"][:, :, 0].T < 0


def _reading(regime_, log2_factor, chaotic, w, h, settings):
    """Say in a sentence or two what became of the gradient at one position."""
    steps, scalar = settings["steps"], settings["weights"] == "scalar"
    name = f"w_hh = {w:.2f}" if scalar else gettext("Gain {gain:.2f}").format(gain=w)
    if chaotic or log2_factor == -np.inf:
        said = gettext("{name}: after {steps} steps the gradient is exactly 0. No path is left.")
        if chaotic:
            said = gettext("{name}: chaotic. Rounding decides what the gradient is after {steps} steps.")
        return said.format(name=name, steps=steps)
    verbs = {"vanishing": gettext("vanishes"), "steady": gettext("holds"), "exploding": gettext("explodes")}
    said = gettext(
        "{name}: after {steps} steps the gradient is {factor} of what it was: it {verb}, by a factor of "
        "{rate:.2f} a step."
    )
    factor, verb = _number(log2_factor), verbs[regime_.name]
    said = said.format(name=name, steps=steps, factor=factor, verb=verb, rate=regime_.rate)
    if scalar and settings["activation"] == "tanh" and abs(w) > 1 and regime_.name == "vanishing":
        end = abs(float(h[-1, 0]))
        why = gettext("|w_hh| is above 1, but h has settled at {h:.2f}, where tanh has slope {slope:.2f}.")
        said += " " + why.format(h=end, slope=1 - end**2)
    return said


def _number(log2_value):
    """Return 2^log2_value as text, such as 5.2e-03, however large or small."""
    exponent, rest = divmod(log2_value * np.log10(2), 1)
    mantissa = f"{10**rest:.1f}"
    if mantissa == "10.0":
        mantissa, exponent = "1.0", exponent + 1
    return f"{mantissa}e{int(exponent):+03d}"


_PHI = [("tanh", "tanh"), (gettext("linear"), "identity"), ("ReLU", "relu")]
CONTROLS = {
    "weights": controls.menu("W_hh", [(label, key) for key, (label, _) in W_HH.items()]),
    "activation": controls.menu("φ", _PHI),
    "loss": controls.menu(gettext("loss at"), [(label, key) for key, label in LOSSES.items()]),
    "steps": controls.whole(gettext("steps"), 10, 400, 10),
    "inputs": controls.decimal(gettext("inputs"), 0, 2, 0.1),
    "bias": controls.decimal(gettext("bias"), -1, 1, 0.1),
    "start": controls.stops(gettext("start h_0"), [0.001, 0.01, 0.1, 0.2, 0.5, 1.0, 2.0]),
    "seed": controls.whole(gettext("seed"), 1, 20),
}
_LINEAR, _ORTHOGONAL = {"activation": "identity"}, {"weights": "orthogonal", "w_hh": 1.0}
PRESETS = {
    gettext("linear, 0.9"): {**_LINEAR, "w_hh": 0.9},
    gettext("tanh, 1.5"): {"w_hh": 1.5},
    gettext("tanh, 1.5, tiny start"): {"start": 0.001, "w_hh": 1.5},
    gettext("negative"): {**_LINEAR, "w_hh": -0.95},
    gettext("first up, then down"): {**_LINEAR, "weights": "non-normal", "steps": 200, "w_hh": 1.0},
    gettext("orthogonal, linear"): {**_LINEAR, **_ORTHOGONAL},
    gettext("orthogonal, tanh"): {**_ORTHOGONAL, "inputs": 0.5},
    gettext("ReLU dies"): {"activation": "relu", "bias": -0.1, "w_hh": 0.9},
}
SLIDERS, START = {"w_hh": ("w_hh", "{:.2f}")}, {"w_hh": 0.9} | DEFAULTS
LAB = Lab(gettext("The gradient lab"), figure, sweep, SLIDERS, START, CONTROLS, PRESETS, __name__)
one, still, show = LAB.one, LAB.still, LAB.show
