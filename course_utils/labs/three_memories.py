"""The three-memories lab of lesson 6: one input for an RNN, an LSTM and a GRU, and what each still has of it.

The first input is 1; then comes silence, noise, or 1 for ever. Every position of a slider is one row of
a batch. Each row runs twice, with the first input and without it: the difference of the two memories is the
*echo* of that input. The gradient goes the other way, from the last state back to every earlier memory.
Memory means h_t, and in the LSTM c_t.
"""

import matplotlib.pyplot as plt
import numpy as np

from course_utils.cells import gru, init, lstm, rnn
from course_utils.figures.style import FAINT, INK, REGIMES
from course_utils.figures.style import NETWORKS as NETWORK_STYLES
from course_utils.gradients import regime
from course_utils.labs import regimes
from course_utils.labs.engine import artists, controls
from course_utils.labs.engine.lab import Lab, Sweep
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
_TINY = 1e-300  # instead of 0 where a logarithm is taken


def weights(name, seed):
    """Return a network's parameters for two inputs: x_t, and the keeping gate's bias as a constant input."""
    params = getattr(init, name.lower())(np.random.default_rng(seed), 1, UNITS)
    bias = np.zeros((len(params["W_xh"]), 1))
    if name in _KEEPS:
        bias[_KEEPS[name]] = 1.0
        params["b_h"][_KEEPS[name]] = 0.0
    params["W_xh"] = np.hstack([4 * params["W_xh"], bias])  # so that a unit's nonlinearity shows
    return params


def signal(inputs, steps, seed):
    """Return x_1..x_T, shape (steps,): 1, and then what `inputs` names."""
    after = {"impulse": 0.0, "step": 1.0, "noise": np.random.default_rng(100 + seed).standard_normal(steps)}
    x = np.full(steps, 0.0) + after[inputs]
    x[0] = 1.0
    return x


def remember(name, inputs, steps, seed, gates, gain):
    """Return states, echo and gradient of one network for columns of slider values.

    ``inputs``, ``steps`` and ``seed`` are as in `DEFAULTS`, ``gates`` and ``gain`` columns, (positions, 1).

    All are (steps, positions), and the states have an axis of units more. The echo is the norm of the change
    that the first input made in the memory, h_t or an LSTM's c_t; the gradient the norm of dL/dh_t, or an
    LSTM's dL/dc_t, where L is the sum of the last h.
    """
    count = len(gates)
    xs = np.empty((steps, 2 * count, 2))
    xs[..., 0] = signal(inputs, steps, seed)[:, None]
    xs[0, count:, 0] = 0.0  # the second half never gets the first input
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
    shared = {"sharex": True, "sharey": "row"}
    fig, axes = plt.subplots(3, 3, figsize=(7.4, 4.8), layout="none", gridspec_kw=grid, **shared)
    live = {}
    for column, name in zip(axes.T, NETWORKS, strict=True):
        color = NETWORK_STYLES[name]["color"]
        column[0].set_title(name, loc="center", fontsize=11, color=color)
        live |= {f"{name} {part}": artist for part, artist in _column(*column, steps, color).items()}
    units = gettext("{shown} of {all} units h_t").format(shown=SHOWN, all=UNITS)
    labels = (units, gettext("echo of x_1"), gettext("gradient, going back"))
    for ax, label in zip(axes[:, 0], labels, strict=True):
        ax.set_ylabel(label)
    return fig, live


def _column(states, echo, gradient, steps, color):
    """Return the live artists in one network's axes; its units share its colour."""
    t, ones = np.arange(1, steps + 1), np.ones(steps)
    states.axhline(0, color=FAINT, linewidth=1, zorder=0)
    states.set(ylim=(-1.05, 1.05), xlim=(1 - 0.02 * steps, 1.02 * steps))
    for ax in (echo, gradient):
        ax.set(yscale="log", ylim=(_LOW, _HIGH))
        ax.set_yticks(10.0 ** np.arange(-12, 3, 4), minor=False)
        ax.minorticks_off()
        ax.axhline(1, color=FAINT, linewidth=1, zorder=0)
    gradient.set_xlabel(gettext("time step t"))
    live = {f"h{k}": states.plot(t, 0 * t, color=color, linewidth=1.1)[0] for k in range(SHOWN)}
    live["echo"] = echo.plot(t, ones, color=INK, linewidth=1.8)[0]
    live |= {kind: gradient.plot(t, ones, color=one, linewidth=1.8)[0] for kind, one in REGIMES.items()}
    return live | {"left": artists.words(echo, 1.0, 1.02), "kind": artists.words(gradient, 1.0, 1.02)}


def sweep(inputs, steps, seed, gates, gain):
    """Return what all lines take for each row of the sliders' columns."""
    tracks, sentences = {}, []
    for name in NETWORKS:
        row, said = _follow(name, inputs, steps, seed, gates, gain)
        tracks |= {f"{name} {part}": track for part, track in row.items()}
        sentences.append(said)
    said = gettext(
        "A 1, {inputs}, {steps} steps; gate bias {gates:.1f}, recurrent weights times {gain:.2f}. "
        "Left of the echo at the end, and of the gradient at the start: {left}."
    )
    readings = [
        said.format(inputs=INPUTS[inputs], steps=steps, gates=b, gain=w, left="; ".join(three))
        for b, w, *three in zip(gates[:, 0], gain[:, 0], *sentences, strict=True)
    ]
    return Sweep(None, tracks, readings)


def _follow(name, *settings):
    """Return the tracks of one network, and what is said of it at each position."""
    hs, echo, gradient = remember(name, *settings)
    left = (echo / np.maximum(echo[0], _TINY)).T  # (positions, steps), as all below
    back = (gradient / np.maximum(gradient[-1], _TINY)).T
    log2 = np.log2(np.maximum(gradient, _TINY))
    kinds = [regime(first, last, len(log2)).name for first, last in zip(log2[0], log2[-1], strict=True)]
    echoes, gradients = ([_number(one) for one in ones] for ones in (left[:, -1], back[:, 0]))
    row = {f"h{k}": hs[:, :, k].T for k in range(SHOWN)}
    row["echo"] = np.maximum(left, _LOW / 10)
    for kind in REGIMES:
        shown = np.array(kinds)[:, None] == kind
        row[kind] = np.where(shown, np.maximum(back, _LOW / 10), np.nan)
    row["left"] = [gettext("{factor} left").format(factor=one) for one in echoes]
    row["kind"] = [f"{regimes.NAMES[kind]}: {one}" for kind, one in zip(kinds, gradients, strict=True)]
    each = gettext("{network} {echo} and {gradient}")
    pairs = zip(echoes, gradients, strict=True)
    return row, [each.format(network=name, echo=one, gradient=other) for one, other in pairs]


def _number(value):
    """Return a factor as short text; below 1e-12 in words."""
    if value < _LOW:
        return gettext("under 1e-12")
    return f"{value:.1e}" if value < 0.01 or value >= 100 else f"{value:.2f}"


CONTROLS = {
    "inputs": controls.menu(gettext("input"), [(f"1, {words}", key) for key, words in INPUTS.items()]),
    "steps": controls.whole(gettext("steps"), 20, 200, 20),
    "seed": controls.whole(gettext("seed"), 1, 10),
}
_START, _NAME = START | DEFAULTS, gettext("The three-memories lab")
PLAYS = {gettext("open the gates"): "gates"}
LAB = Lab(_NAME, figure, sweep, SLIDERS, _START, CONTROLS, PRESETS, __name__, plays=PLAYS)
one, still, show = LAB.one, LAB.still, LAB.show
