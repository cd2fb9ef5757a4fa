"""The gradient lab of lesson 4: move w_hh and watch real gradients vanish, hold or explode.

Every position of the slider is one row of a batch: one forward and one backward pass through time computes
them all, by `cells.rnn` and `gradients.gradient_sweep`. Nothing on screen is a formula's stand-in; the two
reference lines are named as what they are, a bound and a limit.
"""

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from course_utils import figures
from course_utils.cells import rnn
from course_utils.figures.style import FAINT, GREY, INK, REGIMES
from course_utils.gradients import gradient_sweep, regime, singular_values, spectral_radius
from course_utils.labs import regimes
from course_utils.labs.engine.live import Lab
from course_utils.labs.engine.scene import Sweep, draw
from course_utils.labs.gradient_runs import DEFAULTS, LOSSES, UNITS, W_HH, is_chaotic, network, positions
from course_utils.texts import N_, gettext

SHOWN_UNITS, SHOWN_STEPS = 16, 100
HEAT = (-12, 3)  # decades of |dL/dh_t| from the darkest to the lightest level of the heat map
FLOAT32_ZERO = -149.0  # log2 of the smallest number float32 can hold


def figure(weights, steps, activation, loss, **_):
    """Return the states above |dL/dh_t| on a log axis, the heat map by unit beside them for a matrix."""
    matrix = weights != "scalar"
    mosaic = [["states", "heat"], ["norms", "heat"]] if matrix else [["states"], ["norms"]]
    # Fixed margins: finding them anew for each table would take longer than the backward pass.
    margins = {"left": 0.085, "right": 0.985, "bottom": 0.15, "top": 0.94, "hspace": 0.3, "wspace": 0.17}
    grid = {"height_ratios": [1, 1.7], "width_ratios": [2.6, 1] if matrix else [1]}
    fig, axes = plt.subplot_mosaic(mosaic, figsize=(9, 4.6), layout="none", gridspec_kw={**margins, **grid})
    states, norms = axes["states"], axes["norms"]
    t = np.arange(1, steps + 1)
    pad = 0.02 * steps
    tall = 1.1 if activation == "tanh" else 40.0 if weights == "non-normal" else 3.0
    states.set(xlim=(1 - pad, steps + pad), ylim=(-tall, tall), ylabel=gettext("state h_t"))
    low, high = _range(weights, steps)
    norms.set(xlim=(1 - pad, steps + pad), yscale="log", ylim=(low, high))
    read_at = {
        "last step": gettext("time step t (the loss is read at last step)"),
        "every step": gettext("time step t (the loss is read at every step)"),
    }
    norms.set(xlabel=read_at[loss], ylabel="|dL/dh_t|")
    norms.set_yticks(_decades(low, high), minor=False)
    norms.yaxis.set_major_formatter(lambda value, _: f"{value:.0e}")  # plain text: quick to draw
    norms.minorticks_off()
    if low < 2.0**FLOAT32_ZERO:
        norms.axhspan(low, 2.0**FLOAT32_ZERO, color=FAINT, zorder=0)
        norms.text(
            steps, low * 1e3, gettext("zero in float32 "), ha="right", va="bottom", fontsize=8, color=GREY
        )
    flat = np.ones(steps)
    artists = {
        "h": states.plot(t, 0 * flat, color=INK, marker="." if steps <= 100 else "")[0],
        N_("bound"): norms.plot([1, steps], [1, 1], color=INK, linestyle=(0, (6, 2)), linewidth=1)[0],
        N_("linear limit"): norms.plot([1, steps], [1, 1], color=GREY, linestyle=(0, (1, 2)), linewidth=1)[0],
    }
    for name, color in REGIMES.items():
        marker = {"marker": "o", "markersize": 4} if steps <= 100 else {}
        artists[name] = norms.plot(t, flat, color=color, linewidth=1.8, **marker)[0]
    hollow = {"markerfacecolor": "#ffffff", "markeredgecolor": INK, "markersize": 4, "linestyle": "none"}
    artists["negative"] = norms.plot(t, flat, marker="o" if steps <= 100 else "", zorder=3, **hollow)[0]
    for edge, marker in (("falls off", "v"), ("runs off", "^")):
        artists[edge] = norms.plot([1], [1], marker=marker, markersize=9, color=INK, linestyle="none")[0]
    spot = {"transform": norms.transAxes, "ha": "right", "va": "bottom", "fontsize": 11}
    artists["name"] = norms.text(0.985, 0.16, "", **spot)
    key = gettext("dashed: upper bound (largest slope × σ_max)^k     dotted: linear limit ρ^k, no bound")
    norms.set_title(key, fontsize=8, color=GREY)
    if matrix:
        heat = axes["heat"]
        units = min(SHOWN_UNITS, UNITS.get(weights, 64))
        extent = (0.5, steps + 0.5, units + 0.5, 0.5)
        empty = np.zeros((units, min(steps, SHOWN_STEPS)), dtype=np.uint8)
        artists["heat"] = heat.imshow(empty, vmin=0, vmax=255, aspect="auto", extent=extent)
        heat.set(xlabel=gettext("time step t"), ylabel=gettext("unit"), title=gettext("|dL/dh_t| by unit"))
        heat.yaxis.set_major_locator(MaxNLocator(integer=True))
        span = gettext("dark 1e{low}, light 1e{high}; {shown} of {all} units")
        span = span.format(low=HEAT[0], high=HEAT[1], shown=units, all=UNITS.get(weights, 64))
        heat.annotate(span, (0, -0.15), xycoords="axes fraction", fontsize=8, color=GREY, va="top")
    return fig, artists


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
    referenced = 1.0 if settings["loss"] == "last step" else np.nan  # the references speak of one loss
    reach = np.array([steps - 1, 0])  # at the first step and at the last
    tracks = {
        "h": run.hs[:, :, 0].T,
        "bound": referenced * _powers(np.abs(w) * singular_values(W_hh)[0], reach),
        "linear limit": referenced * _powers(np.abs(w) * spectral_radius(W_hh), reach),
        "negative": np.where(_is_negative(run, dh, weights), norms, np.nan),
        "name": [said["chaotic" if c else n] for n, c in zip(names, chaotic, strict=True)],
    }
    tracks |= {name: np.where((names == name)[:, None], norms, np.nan) for name in REGIMES}
    low, high = _range(weights, steps)
    tracks["falls off"] = _leaves(norms < low, 1.6 * low)
    tracks["runs off"] = _leaves(norms > high, high / 1.6)
    if levels:
        tracks["heat"] = passed.levels[:: -(-steps // SHOWN_STEPS), :, :SHOWN_UNITS].transpose(1, 2, 0)
    readings = [
        _reading(one, log2[0, i] - log2[-1, i], chaotic[i], w[i], run.hs[:, i], settings)
        for i, one in enumerate(found)
    ]
    return Sweep(w, tracks, readings, "w_hh" if weights == "scalar" else gettext("gain on W_hh"))


def _range(weights, steps):
    """Return the smallest and the largest |dL/dh_t| that the figure has room for."""
    if weights == "non-normal":  # a growth of 40 is to be seen
        return 1e-12, 1e6
    return 10.0 ** -min(60, 3 + 0.4 * steps), 10.0 ** min(25, 2 + 0.2 * steps)


def _decades(low, high):
    """Return at most nine powers of ten to label, at equal steps, 1 among them."""
    first, last = np.log10([low, high])
    step = next(step for step in (1, 2, 3, 5, 10, 20) if (last - first) / step <= 8)
    return 10.0 ** (step * np.arange(np.ceil(first / step - 1e-9), last / step + 1e-9))


def _leaves(outside, edge):
    """Return for each position where the curve, going back in time, leaves the figure: (positions, 2, 1)."""
    steps = outside.shape[1]
    last = steps - outside[:, ::-1].argmax(axis=1)  # the step nearest to the loss that lies outside
    found = outside.any(axis=1)
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
    if chaotic:
        said = gettext("{name}: chaotic. Rounding decides what the gradient is after {steps} steps.")
        return said.format(name=name, steps=steps)
    if log2_factor == -np.inf:
        said = gettext("{name}: after {steps} steps the gradient is exactly 0. No path is left.")
        return said.format(name=name, steps=steps)
    verb = {
        "vanishing": gettext("vanishes"),
        "steady": gettext("holds"),
        "exploding": gettext("explodes"),
    }[regime_.name]
    said = gettext(
        "{name}: after {steps} steps the gradient is {factor} of what it was: it {verb}, by a factor of "
        "{rate:.2f} a step."
    )
    said = said.format(name=name, steps=steps, factor=_number(log2_factor), verb=verb, rate=regime_.rate)
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


def still(value=0.9, **settings):
    """Show one position as a static figure with its reading; settings as in `DEFAULTS`."""
    settings = DEFAULTS | settings
    fig, artists = figure(**settings)
    table = sweep(**settings)
    figures.show(fig, draw(artists, table, int(np.abs(table.values - value).argmin())))


def show():
    """Return the lab: w_hh (or the gain) is the slider; every other control asks for a new table."""
    wide = {"layout": widgets.Layout(width="290px"), "continuous_update": True}
    start = DEFAULTS
    activations = [("tanh", "tanh"), (gettext("linear"), "identity"), ("ReLU", "relu")]
    drawn = [(label, key) for key, (label, _) in W_HH.items()]
    controls = {
        "weights": widgets.Dropdown(options=drawn, value=start["weights"], description="W_hh"),
        "activation": widgets.Dropdown(options=activations, value=start["activation"], description="φ"),
        "loss": widgets.Dropdown(
            options=[(label, key) for key, label in LOSSES.items()],
            value=start["loss"],
            description=gettext("loss at"),
        ),
        "steps": widgets.IntSlider(start["steps"], 10, 400, step=10, description=gettext("steps"), **wide),
        "inputs": widgets.FloatSlider(
            start["inputs"], min=0, max=2, step=0.1, description=gettext("inputs"), **wide
        ),
        "bias": widgets.FloatSlider(
            start["bias"], min=-1, max=1, step=0.1, description=gettext("bias"), **wide
        ),
        "start": widgets.SelectionSlider(
            options=[0.001, 0.01, 0.1, 0.2, 0.5, 1.0, 2.0],
            value=start["start"],
            description=gettext("start h_0"),
            **wide,
        ),
        "seed": widgets.IntSlider(start["seed"], 1, 20, description=gettext("seed"), **wide),
    }
    presets = {
        gettext("linear, 0.9"): {"activation": "identity", "value": 0.9},
        gettext("tanh, 1.5"): {"value": 1.5},
        gettext("tanh, 1.5, tiny start"): {"start": 0.001, "value": 1.5},
        gettext("negative"): {"activation": "identity", "value": -0.95},
        gettext("first up, then down"): {
            "weights": "non-normal",
            "activation": "identity",
            "steps": 200,
            "value": 1.0,
        },
        gettext("orthogonal, linear"): {"weights": "orthogonal", "activation": "identity", "value": 1.0},
        gettext("orthogonal, tanh"): {"weights": "orthogonal", "inputs": 0.5, "value": 1.0},
        gettext("ReLU dies"): {"activation": "relu", "bias": -0.1, "value": 0.9},
    }
    code = "from course_utils.labs import gradient_lab\n\ngradient_lab.still({value}, weights='{weights}', "
    code += "steps={steps}, activation='{activation}', inputs={inputs},\n    bias={bias}, start={start}, "
    code += "loss='{loss}', seed={seed})"
    name, slider = gettext("The gradient lab"), ("w_hh", "{:.2f}")
    return Lab(name, figure, sweep, slider, 0.9, controls, presets, code).show()
