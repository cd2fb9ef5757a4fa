"""The three-memories lab of lesson 6: one input for an RNN, an LSTM and a GRU, and what each still has of it.

The first input is 1; after it comes silence, noise, or 1 for ever. Every position of a slider is one row of
a batch. Each row runs twice, with the first input and without it: the difference of the two memories is the
*echo* of that input. The gradient goes the other way, from the last state back to every earlier memory.
Memory means h_t, and in the LSTM c_t.
"""

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np

from course_utils import figures
from course_utils.cells import gru, init, lstm, rnn
from course_utils.figures.style import FAINT, GREY, INK, REGIMES
from course_utils.gradients import regime
from course_utils.labs import regimes
from course_utils.labs.engine.live import Lab
from course_utils.labs.engine.scene import Sweep, draw
from course_utils.texts import gettext

NETWORKS = ("RNN", "LSTM", "GRU")
UNITS, SHOWN = 16, 4
INPUTS = {
    "impulse": gettext("then silence"),
    "noise": gettext("then noise"),
    "step": gettext("then 1 for ever"),
}
SLIDERS = {
    "gates": (gettext("bias of the keeping gate"), "{:.1f}", np.arange(0, 61) / 10),
    "gain": (gettext("recurrent weights times"), "{:.2f}", np.arange(0, 31) / 20),
}
START = {"gates": 0.0, "gain": 1.0}
DEFAULTS = {"inputs": "impulse", "steps": 100, "seed": 1}
PRESETS = {
    gettext("gates open"): {"gates": 4.0},
    gettext("gates open, noise"): {"gates": 4.0, "inputs": "noise"},
    gettext("half a memory"): {"gates": 2.0},
    gettext("strong weights"): {"gain": 1.5},
    gettext("no recurrent weights"): {"gates": 4.0, "gain": 0.0},
    gettext("a step"): {"gates": 3.0, "inputs": "step"},
}
_CELLS = {"RNN": rnn, "LSTM": lstm, "GRU": gru}
_KEEPS = {"LSTM": slice(2 * UNITS, 3 * UNITS), "GRU": slice(UNITS, 2 * UNITS)}  # rows of f, and of z
_LOW, _HIGH = 1e-12, 1e2
_TINY = 1e-300  # stands for nothing left, where a logarithm is taken


def weights(name, seed):
    """Return a network's parameters for two inputs: x_t, and the keeping gate's bias as a constant input."""
    params = getattr(init, name.lower())(np.random.default_rng(seed), 1, UNITS)
    bias = np.zeros((len(params["W_xh"]), 1))
    if name in _KEEPS:
        bias[_KEEPS[name]] = 1.0
        params["b_h"][_KEEPS[name]] = 0.0
    params["W_xh"] = np.hstack([4 * params["W_xh"], bias])  # a unit's bend is to be seen
    return params


def signal(inputs, steps, seed):
    """Return x_1..x_T, shape (steps,): 1, and then what `inputs` names."""
    after = {"impulse": 0.0, "step": 1.0, "noise": np.random.default_rng(100 + seed).standard_normal(steps)}
    x = np.full(steps, 0.0) + after[inputs]
    x[0] = 1.0
    return x


def remember(name, inputs, steps, seed, gates, gain):
    """Return states, echo and gradient of one network for columns of slider values.

    Parameters
    ----------
    name : {"RNN", "LSTM", "GRU"}
    inputs, steps, seed
        As in `DEFAULTS`.
    gates, gain : array, each (positions, 1)

    Returns
    -------
    hs : array, shape (steps, positions, hidden)
    echo : array, shape (steps, positions)
        Norm of what the first input changed in the memory: h_t, or an LSTM's c_t.
    gradient : array, shape (steps, positions)
        Norm of dL/dh_t, or an LSTM's dL/dc_t; L is the sum of the last h.
    """
    count = len(gates)
    xs = np.empty((steps, 2 * count, 2))
    xs[..., 0] = signal(inputs, steps, seed)[:, None]
    xs[0, count:, 0] = 0.0  # the second half never hears the first input
    xs[..., 1] = np.tile(gates[:, 0], 2)
    run = _CELLS[name].forward(xs, {**weights(name, seed), "gain": np.tile(gain[:, 0], 2)})
    grads = _CELLS[name].backward(run, dh_T=np.ones_like(run.h_T))
    memory, dmemory = (run.cs, grads["cs"]) if name == "LSTM" else (run.hs, grads["hs"])
    echo = np.linalg.norm(memory[:, :count] - memory[:, count:], axis=2)
    gradient = np.linalg.norm(dmemory[:, :count], axis=2)
    return run.hs[:, :count], echo, gradient


def figure(inputs, steps, **_):
    """Return three columns, a network each: some states, the echo of the first input, the gradient."""
    grid = {"left": 0.085, "right": 0.99, "bottom": 0.1, "top": 0.93, "hspace": 0.3, "wspace": 0.08}
    fig, axes = plt.subplots(
        3, 3, figsize=(9, 5.2), sharex=True, sharey="row", layout="none", gridspec_kw=grid
    )
    t, artists = np.arange(1, steps + 1), {}
    for column, name in zip(axes.T, NETWORKS, strict=True):
        states, echo, gradient = column
        states.set_title(name, loc="center", fontsize=11)
        states.axhline(0, color=FAINT, linewidth=1, zorder=0)
        states.set(ylim=(-1.05, 1.05), xlim=(1 - 0.02 * steps, 1.02 * steps))
        for k, shade in enumerate((INK, GREY, INK, GREY)):
            dash = "solid" if k < 2 else (0, (4, 1.5))
            artists[f"{name} h{k}"] = states.plot(t, 0 * t, color=shade, linestyle=dash, linewidth=1.2)[0]
        for ax in (echo, gradient):
            ax.set(yscale="log", ylim=(_LOW, _HIGH))
            ax.set_yticks(10.0 ** np.arange(-12, 3, 4), minor=False)
            ax.minorticks_off()
            ax.axhline(1, color=FAINT, linewidth=1, zorder=0)
        artists[f"{name} echo"] = echo.plot(t, np.ones(steps), color=INK, linewidth=1.8)[0]
        for kind, color in REGIMES.items():
            artists[f"{name} {kind}"] = gradient.plot(t, np.ones(steps), color=color, linewidth=1.8)[0]
        for ax, what in ((echo, "left"), (gradient, "kind")):
            spot = {"ha": "right", "va": "bottom", "fontsize": 9, "transform": ax.transAxes}
            artists[f"{name} {what}"] = ax.text(1.0, 1.02, "", **spot)
        gradient.set_xlabel(gettext("time step t"))
    units = gettext("{shown} of {all} units h_t").format(shown=SHOWN, all=UNITS)
    labels = (units, gettext("echo of x_1"), gettext("|dL/d memory_t|"))
    for ax, label in zip(axes[:, 0], labels, strict=True):
        ax.set_ylabel(label)
    return fig, artists


def sweep(inputs, steps, seed, gates, gain):
    """Return what all lines take for each row of the sliders' columns."""
    tracks, told = {}, []
    remains = gettext("left: {factor}")
    each = gettext("{network} {echo} and {gradient}")
    for name in NETWORKS:
        hs, echo, gradient = remember(name, inputs, steps, seed, gates, gain)
        left = echo / np.maximum(echo[0], _TINY)
        back = gradient / np.maximum(gradient[-1], _TINY)
        log2 = np.log2(np.maximum(gradient, _TINY))
        kinds = [regime(first, last, steps).name for first, last in zip(log2[0], log2[-1], strict=True)]
        tracks |= {f"{name} h{k}": hs[:, :, k].T for k in range(SHOWN)}
        tracks[f"{name} echo"] = np.maximum(left.T, _LOW / 10)
        shown = np.maximum(back.T, _LOW / 10)
        for kind in REGIMES:
            tracks[f"{name} {kind}"] = np.where(np.array(kinds)[:, None] == kind, shown, np.nan)
        tracks[f"{name} left"] = [remains.format(factor=_number(one)) for one in left[-1]]
        tracks[f"{name} kind"] = [
            f"{regimes.NAMES[kind]}: {_number(one)}" for kind, one in zip(kinds, back[0], strict=True)
        ]
        both = zip(left[-1], back[0], strict=True)
        told.append([each.format(network=name, echo=_number(e), gradient=_number(g)) for e, g in both])
    said = gettext(
        "A 1, {inputs}, {steps} steps; gate bias {gates:.1f}, recurrent weights times {gain:.2f}. "
        "Left of the echo at the end, and of the gradient at the start: {told}."
    )
    readings = [
        said.format(
            inputs=INPUTS[inputs], steps=steps, gates=b, gain=w, told="; ".join(one[i] for one in told)
        )
        for i, (b, w) in enumerate(zip(gates[:, 0], gain[:, 0], strict=True))
    ]
    return Sweep(None, tracks, readings)


def _number(value):
    """Return a factor as short text; below 1e-12 as what it is to a learner."""
    if value < _LOW:
        return gettext("under 1e-12")
    return f"{value:.1e}" if value < 0.01 or value >= 100 else f"{value:.2f}"


def one(**settings):
    """Return the sweep of one single position; what is not given stands as at the start."""
    settings = DEFAULTS | START | settings
    columns = {name: np.full((1, 1), float(settings.pop(name))) for name in SLIDERS}
    return sweep(**settings, **columns)


def still(**settings):
    """Show one position as a static figure with its reading; settings as in `DEFAULTS` and `START`."""
    fig, artists = figure(**(DEFAULTS | settings))
    figures.show(fig, draw(artists, one(**settings), 0))


def show():
    """Return the lab: the gates' bias and the recurrent weights are sliders."""
    wide = {"layout": widgets.Layout(width="290px"), "continuous_update": True}
    options = [(f"1, {words}", key) for key, words in INPUTS.items()]
    controls = {
        "inputs": widgets.Dropdown(options=options, value=DEFAULTS["inputs"], description=gettext("input")),
        "steps": widgets.IntSlider(DEFAULTS["steps"], 20, 200, step=20, description=gettext("steps"), **wide),
        "seed": widgets.IntSlider(DEFAULTS["seed"], 1, 10, description=gettext("seed"), **wide),
    }
    code = "from course_utils.labs import three_memories\n\nthree_memories.still(gates={gates}, gain={gain}, "
    code += "inputs='{inputs}', steps={steps}, seed={seed})"
    name = gettext("The three-memories lab")
    return Lab(name, figure, sweep, SLIDERS, START, controls, PRESETS, code).show()
