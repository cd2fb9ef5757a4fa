"""The atlas of lesson 4: the rate of the gradient over the recurrent weight and a second setting at once.

Every cell is a network with tanh, its own forward and its own backward pass through time: a row of the atlas
is a batch. The line where the rate is 1 parts order from chaos, as in Poole et al. (2016) and Schoenholz et
al. (2017).
"""

from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm, to_rgba

from course_utils.figures.style import INK, ON_FILL, OUTPUT, REGIMES
from course_utils.gradients import gradient_sweep, regime
from course_utils.labs import regimes
from course_utils.labs.engine import artists, controls
from course_utils.labs.engine.lab import Lab, Reveal, Sweep
from course_utils.labs.gradient_runs import DEFAULTS, W_HH, network
from course_utils.texts import gettext

STEPS = 50
ACROSS, UP = np.arange(61) / 20, np.arange(41) / 20  # the cells of the atlas
WEIGHTS = ("scalar", "Gaussian", "orthogonal")
UPWARDS = {"inputs": gettext("size of the inputs"), "bias": gettext("bias b")}
SLIDERS = {
    "w_hh": (gettext("w_hh or gain"), "{:.2f}", ACROSS),
    "up": (gettext("inputs or bias"), "{:.1f}", UP[::2]),
}
START = {"w_hh": 1.5, "up": 0.5, "weights": "Gaussian", "upwards": "inputs", "seed": 1}
_FLOOR = 1e-12  # of |dL/dh_t| in the picture
_BLUE, _GREEN, _RED = REGIMES.values()


@lru_cache(maxsize=8)
def atlas(weights, upwards, seed):
    """Return every cell's states of unit 1 and log2 |dL/dh_t|, both (rows, steps, columns).

    Row by row `UP`, column by column `ACROSS`; ``weights``, ``upwards`` and ``seed`` are the lab's settings.
    """
    settings = DEFAULTS | {"weights": weights, "steps": STEPS, "seed": seed, "activation": "tanh"}
    states, log2 = [], []
    for value in UP:
        run, dh, _ = network(**settings | {upwards: value}, w=ACROSS)
        states.append(run.hs[:, :, 0].copy())
        log2.append(gradient_sweep(run, **dh).log2_norms)
    return np.array(states), np.array(log2)


def log2_rates(log2):
    """Return log2 of the factor by which one step multiplies the gradient, (rows, columns)."""
    return (log2[:, 0] - log2[:, -1]) / (STEPS - 1)


def figure(weights, upwards, seed):
    """Return the atlas, and beside it the states and |dL/dh_t| of the cell that the mark is on."""
    grid = {"left": 0.085, "right": 0.99, "bottom": 0.13, "top": 0.92, "wspace": 0.56, "hspace": 0.22}
    mosaic = [["atlas", "states"], ["atlas", "norms"]]
    grid |= {"width_ratios": [1.25, 1]}
    fig, axes = plt.subplot_mosaic(mosaic, figsize=(7.4, 3.9), layout="none", gridspec_kw=grid)
    _, log2 = atlas(weights, upwards, seed)
    _paint(axes["atlas"], log2_rates(log2), weights, upwards)
    look = {"marker": "o", "linestyle": "none", "markersize": 9, "zorder": 5}
    look |= {"markerfacecolor": OUTPUT, "markeredgecolor": ON_FILL}
    live = {"mark": axes["atlas"].plot([0], [0], **look)[0]}
    return fig, live | _beside(axes["states"], axes["norms"], weights, log2)


def _paint(ax, rates, weights, upwards):
    """Paint cells, blue where the gradient fades, vermilion where it grows; a line where the rate is 1."""
    top = max(rates.max(), 0.1)
    norm = TwoSlopeNorm(0, np.log2(0.05 if weights == "scalar" else 0.25), top)
    half = ACROSS[1] / 2, UP[1] / 2
    extent = (-half[0], ACROSS[-1] + half[0], -half[1], UP[-1] + half[1])
    look = {"cmap": _colours(), "norm": norm, "origin": "lower", "aspect": "auto", "extent": extent}
    image = ax.imshow(rates, interpolation="none", **look)
    if rates.max() > 0:
        ax.contour(ACROSS, UP, np.maximum(rates, -9), [0], colors=[_GREEN], linewidths=2.2)
    name = "w_hh" if weights == "scalar" else gettext("gain on W_hh")
    ax.set(xlabel=name, ylabel=UPWARDS[upwards])
    if weights != "scalar":
        ax.set_title(gettext("order"), fontsize=10, color=_BLUE)
        ax.set_title(gettext("chaos"), loc="right", fontsize=10, color=_RED)
    ticks = [
        rate
        for rate in (0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.1, 1.2, 1.3, 1.5, 2, 3)
        if norm.vmin <= np.log2(rate) <= top
    ]
    bar = ax.figure.colorbar(image, cax=ax.inset_axes([1.03, 0, 0.04, 1]), ticks=np.log2(ticks))
    bar.ax.set_yticklabels([f"{rate:g}" for rate in ticks])
    bar.set_label(gettext("rate per step"))


def _colours():
    """Return a map from blue over nothing, at a rate of 1, to vermilion."""
    return LinearSegmentedColormap.from_list(
        "rates",
        [(0, to_rgba(_BLUE, 1)), (0.5, to_rgba(_BLUE, 0)), (0.5, to_rgba(_RED, 0)), (1, to_rgba(_RED, 1))],
    )


def _beside(states, norms, weights, log2):
    """Return what moves beside the atlas: the states of unit 1, and |dL/dh_t| in its regime's colour."""
    of_unit = gettext("state h_t") if weights == "scalar" else gettext("h_t of unit 1")
    states.set(ylim=(-1.1, 1.1), yticks=[-1, 0, 1], ylabel=of_unit)
    states.tick_params(labelbottom=False)
    highest = 10.0 ** np.ceil(log2.max() * np.log10(2))
    norms.set(yscale="log", ylim=(_FLOOR, 10 * highest), xlabel=gettext("time step t"), ylabel="|dL/dh_t|")
    norms.set_yticks(10.0 ** np.arange(-12, np.log10(highest) + 1, 3))
    norms.minorticks_off()
    t, ones = np.arange(1, STEPS + 1), np.ones(STEPS)
    for ax in (states, norms):
        ax.set_xlim(0, STEPS + 1)
    live = {"h": states.plot(t, 0 * t, color=INK, linewidth=1.4)[0]}
    live |= {name: norms.plot(t, ones, color=color, linewidth=1.8)[0] for name, color in REGIMES.items()}
    return live | {"name": artists.words(norms, 1.0, 1.02)}


def sweep(weights, upwards, seed, w_hh, up):
    """Return for each position the mark, and what its cell's own network did."""
    states, log2 = atlas(weights, upwards, seed)
    columns, rows = (np.abs(grid - one).argmin(axis=1) for grid, one in ((ACROSS, w_hh), (UP, up)))
    crossings = [_crossings(row) for row in log2_rates(log2)]
    states, log2 = states[rows, :, columns], log2[rows, :, columns]  # (positions, steps)
    found = [regime(one[0], one[-1], STEPS) for one in log2]
    norms = np.where(log2 > -1000, np.exp2(np.maximum(log2, -1000)), np.nan)  # a zero leaves a gap
    names = np.array([one.name for one in found])
    tracks = {"mark": np.stack([ACROSS[columns], UP[rows]], axis=1)[:, :, None], "h": states}
    tracks |= {name: np.where((names == name)[:, None], norms, np.nan) for name in REGIMES}
    tracks["name"] = [regimes.NAMES[name] for name in names]
    readings = [
        _reading(ACROSS[i], UP[j], one, crossings[j], weights, upwards)
        for i, j, one in zip(columns, rows, found, strict=True)
    ]
    return Sweep(None, tracks, readings)


def _crossings(rates):
    """Return where along a row of the atlas the rate passes 1: in the middle between two cells."""
    return (ACROSS[:-1] + ACROSS[1:])[np.diff(rates > 0)] / 2


def _reading(w, up, found, crossings, weights, upwards):
    """Say what became of the gradient in one cell, and where along its row the rate passes 1."""
    name = f"w_hh = {w:.2f}" if weights == "scalar" else gettext("Gain {gain:.2f}").format(gain=w)
    where = {"inputs": gettext("inputs of size {up:.1f}"), "bias": gettext("bias {up:.1f}")}
    return f"{name}, {where[upwards].format(up=up)}: {_passed(found, weights)} {_along(crossings)}"


def _passed(found, weights):
    """Say by how much the gradient was multiplied, and for a matrix whether that is chaos."""
    if found.rate == 0:
        return gettext("the gradient at step 1 is exactly 0, no path is left.")
    said = {
        "vanishing": gettext("it vanishes"),
        "steady": gettext("it holds"),
        "exploding": gettext("it explodes"),
    }
    how = said[found.name]
    if weights != "scalar" and found.name == "exploding":
        how = gettext("it explodes, and a nudge to h_1 can grow as much: chaos")
    passed = gettext(
        "from step {steps} back to step 1 the gradient is multiplied by {factor:.1e}, {rate:.3f} a step: "
        "{how}."
    )
    return passed.format(steps=STEPS, factor=found.rate ** (STEPS - 1), rate=found.rate, how=how)


def _along(crossings):
    """Say where along a row the rate passes 1."""
    if not len(crossings):
        return gettext("Along this row the rate stays below 1.")
    said = gettext("Along this row the rate passes 1 at about {first:.2f}.")
    if len(crossings) > 1:
        said = gettext("Along this row the rate first passes 1 at about {first:.2f}.")
    return said.format(first=crossings[0])


CONTROLS = {
    "weights": controls.menu("W_hh", [(W_HH[key][0], key) for key in WEIGHTS]),
    "upwards": controls.menu(gettext("upwards"), [(label, key) for key, label in UPWARDS.items()]),
    "seed": controls.whole(gettext("seed"), 1, 20),
}
PRESETS = {
    gettext("order"): {"w_hh": 1.0, "up": 1.0},
    gettext("on the line"): {"w_hh": 2.05, "up": 1.0},
    gettext("chaos"): {"w_hh": 2.8, "up": 0.0},
    gettext("orthogonal"): {"weights": "orthogonal", "w_hh": 1.0, "up": 0.0},
    gettext("one unit"): {"weights": "scalar", "w_hh": 1.0, "up": 0.0, "upwards": "bias"},
}
LAB = Lab(
    gettext("The atlas"),
    figure,
    sweep,
    SLIDERS,
    START,
    CONTROLS,
    PRESETS,
    __name__,
    together=("w_hh", "up"),
    drag={"mark": ("w_hh", "up")},
    plays={
        gettext("send the gradient back"): Reveal(tuple(REGIMES), backwards=True),
        gettext("let the weights grow"): "w_hh",
    },
)
one, still, show = LAB.one, LAB.still, LAB.show
