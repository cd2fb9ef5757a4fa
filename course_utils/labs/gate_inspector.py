"""The gate inspector of lesson 5: drag the sums inside an LSTM's gates, and see what its cell keeps.

One unit. The cell holds c_0, an input just written; then random inputs follow while the gates stay fixed.
Every position is a row of a batch: one forward and one backward pass of `cells.lstm` compute them all. The
gates' sums come in as inputs, so that each row has its own gates; the unit does not see its own state.
"""

import matplotlib.pyplot as plt
import numpy as np

from course_utils.cells import lstm
from course_utils.figures.style import CURVES, FAINT, GREY, INK, REGIMES
from course_utils.gradients import regime
from course_utils.labs import regimes
from course_utils.labs.engine import artists
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.texts import gettext

STEPS, C_0, SEED = 50, 0.8, 52
GATES = {"f": gettext("forget gate"), "i": gettext("input gate"), "o": gettext("output gate")}
END = 40.0  # there σ is exactly 0 or 1 in float64
SUMS = np.concatenate([[-END], np.arange(-32, 33) / 4, [END]])
SLIDERS = {gate: (gettext("{gate}: sum inside").format(gate=gate), "{:.2f}", SUMS) for gate in GATES}
SLIDERS |= {"size": (gettext("size of later inputs"), "{:.2f}", np.arange(0, 21) / 20)}
START = {"f": 2.0, "i": -6.0, "o": 2.0, "size": 0.5}
PRESETS = {
    gettext("keep for ever"): {"f": END, "i": -END, "o": 2.0},
    gettext("erase"): {"f": -END, "i": -END, "o": 2.0},
    gettext("overwrite"): {"f": -END, "i": END, "o": 2.0},
    gettext("hidden"): {"f": 4.0, "i": -6.0, "o": -END},
    gettext("add up"): {"f": END, "i": END, "o": 2.0},
    gettext("usual start"): {"f": 0.0, "i": 0.0, "o": 0.0},
}
_EDGE = 8.6  # where a sum of ±40 is drawn in the picture of σ
_LEAST, _MOST = 1e-6, 3.0  # the range of gradients in the figure
_SHOWN = CURVES[1]  # the look of h
_WEIGHTS = {"W_xh": np.eye(4), "W_hh": np.zeros((4, 1)), "b_h": np.zeros(4)}  # rows o, i, f, c_tilde
_INPUTS = np.random.default_rng(SEED).standard_normal(STEPS)


def cell(f, i, o, size):
    """Return the run, and the gradients of L = h_50, for columns of slider values, each (positions, 1)."""
    later = _INPUTS[:, None, None] * size  # the candidates' sums, (steps, positions, 1)
    sums = np.broadcast_to(np.concatenate([o, i, f], axis=1), (STEPS, len(f), 3))
    xs = np.concatenate([sums, np.broadcast_to(later, (STEPS, len(f), 1))], axis=2)
    run = lstm.forward(xs, _WEIGHTS, c_0=np.full((len(f), 1), C_0))
    return run, lstm.backward(run, dh_T=np.ones((len(f), 1)))


def figure():
    """Return the three gates on their sigmoids, to the right the cell's states above its gradient."""
    grid = {"left": 0.055, "right": 0.955, "bottom": 0.115, "top": 0.93, "wspace": 0.27, "hspace": 1.1}
    fig = plt.figure(figsize=(7.4, 4.6), layout="none")
    outer = fig.add_gridspec(6, 2, width_ratios=[1, 3.2], **grid)
    live, a = {}, np.linspace(-_EDGE, _EDGE, 200)
    for k, (gate, name) in enumerate(GATES.items()):
        ax = fig.add_subplot(outer[2 * k : 2 * k + 2, 0])
        ax.plot(a, 1 / (1 + np.exp(-a)), color=GREY, linewidth=1.2)
        ax.set(title=name, xlim=(-9.2, 9.2), ylim=(-0.12, 1.12), yticks=[0, 1], xticks=[-8, -4, 0, 4, 8])
        ax.tick_params(labelsize=8, labelbottom=gate == "o")
        live[gate] = ax.plot([0], [0.5], "o", color=INK, markersize=8, linestyle="none")[0]
        live[f"value of {gate}"] = artists.words(ax, 0.05, 0.9, "left", "top", 10)
    ax.set_xlabel(gettext("sum inside the sigmoid"))
    states, back = fig.add_subplot(outer[:3, 1]), fig.add_subplot(outer[3:, 1])
    return fig, live | _on_states(states) | _on_gradient(back)


def _on_states(ax):
    """Return the curves of c and h."""
    k = np.arange(STEPS + 1)
    for level in (0, C_0):
        ax.axhline(level, color=FAINT, linewidth=1, zorder=0)
    ax.annotate(
        "$c_0$",
        (1, C_0),
        (3, 0),
        xycoords=ax.get_yaxis_transform(),
        textcoords="offset points",
        va="center",
        fontsize=9,
    )
    ax.set(xlim=(-1, STEPS + 1), ylabel=gettext("$c_k$, $h_k$\n(log beyond ±1)"))
    # A cell between 0 and 1 has room, and one that adds up to 3 and more is still seen.
    ax.set_yscale("symlog", base=2, linthresh=1, linscale=1.5)
    ax.set(ylim=(-1.35, 3.9), yticks=[-1, 0, 1, 3], yticklabels=["−1", "0", "1", "3"])
    ax.minorticks_off()
    ax.set_title(gettext("the cell, c"), fontsize=9, color=INK)
    ax.set_title(gettext("what is shown of it, h"), loc="right", fontsize=9, color=_SHOWN["color"])
    ax.tick_params(labelbottom=False)
    (c,) = ax.plot(k, 0.0 * k, color=INK, linewidth=1.8)
    (h,) = ax.plot(k[1:], 0.0 * k[1:], **_SHOWN)
    return {"c": c, "h": h}


def _on_gradient(ax):
    """Return the gradient's curve in each of its colours, where it leaves the axis, and the regime's name."""
    k = np.arange(STEPS + 1)
    ax.set(xlim=(-1, STEPS + 1), yscale="log", ylim=(_LEAST, _MOST))
    ax.set(xlabel=gettext("k, steps after the start"), ylabel=rf"$|\partial h_{{{STEPS}}} / \partial c_k|$")
    ax.set_yticks(10.0 ** np.arange(-6, 1))
    ax.minorticks_off()
    dots = {"marker": "o", "markersize": 3}
    live = {name: ax.plot(k, 1.0 + 0 * k, color=REGIMES[name], **dots)[0] for name in ("vanishing", "steady")}
    (live["falls off"],) = ax.plot([0], [1.0], "v", color=INK, markersize=8, linestyle="none")
    return live | {"name": artists.words(ax, 0.98, 0.2, fontsize=11)}


def sweep(f, i, o, size):
    """Return what gates, states and gradients take for each row of the sliders' columns."""
    run, grads = cell(f, i, o, size)
    c = np.concatenate([np.full((1, len(f)), C_0), run.cs[:, :, 0]]).T  # (positions, steps + 1)
    back = np.abs(np.concatenate([grads["c_0"].T, grads["cs"][:, :, 0]])).T
    values = {"f": run.f[0, :, 0], "i": run.i[0, :, 0], "o": run.o[0, :, 0]}
    tracks = {"c": c, "h": run.hs[:, :, 0].T}
    for (gate, value), a in zip(values.items(), (f, i, o), strict=True):
        tracks[gate] = np.stack([np.clip(a, -_EDGE, _EDGE), value[:, None]], axis=1)
        tracks[f"value of {gate}"] = [f"{gate} = {_gate(one)}" for one in value]
    names = np.array([_name(row) for row in back])
    for name in ("vanishing", "steady"):
        shown = (names == name)[:, None] & (back >= _LEAST)
        tracks[name] = np.where(shown, back, np.nan)
    tracks["falls off"] = _edge(back)
    tracks["name"] = [regimes.NAMES.get(name, name) for name in names]
    readings = [
        _reading(*(_gate(value[row]) for value in values.values()), values["f"][row], c[row], back[row])
        for row in range(len(f))
    ]
    return Sweep(None, tracks, readings)


def _edge(back):
    """Return where a gradient that is not 0, going back in time, leaves the axis: (positions, 2, 1)."""
    last = STEPS - (back < _LEAST)[:, ::-1].argmax(axis=1)  # the latest step below it
    leaves = (back[:, 0] < _LEAST) & (back[:, -1] > 0)
    place = np.stack([last, np.full(len(last), 1.6 * _LEAST)], axis=1)
    return np.where(leaves[:, None], place, np.nan)[:, :, None]


def _gate(value):
    """Return a gate in words: 0 and 1 only where it is exactly that."""
    if value in (0, 1):
        return f"{value:.0f}"
    if value > 0.9995:
        return gettext("almost 1")
    return f"{value:.3f}" if value >= 0.0005 else f"{value:.1e}"


def _name(back):
    """Return the regime of a gradient, from |dL/dc_k| for k = 0..50."""
    if back[-1] == 0:
        return gettext("exactly 0: nothing is shown")
    if back[0] == 0:
        return "vanishing"
    return regime(np.log2(back[0]), np.log2(back[-1]), len(back)).name


def _reading(f_text, i_text, o_text, f, c, back):
    """Return a position in words."""
    if f == 1:
        kept = gettext("all of c_0 is left")
    elif f == 0:
        kept = gettext("nothing of c_0 is left, from the first step on")
    else:
        kept = gettext("{part:.2g} of c_0 is left, and half of it after {steps:.1f} steps")
        kept = kept.format(part=f**STEPS, steps=np.log(0.5) / np.log(f))
    gradient = f"{back[0]:.2g}" if back[0] else gettext("exactly 0")
    said = gettext(
        "f = {f}, i = {i}, o = {o}. After {steps} steps {kept}. The cell holds {c:.2f}. "
        "The gradient of h_{steps} with respect to c_0 is {gradient}."
    )
    return said.format(
        f=f_text, i=i_text, o=o_text, steps=STEPS, kept=kept, c=round(c[-1], 2) + 0.0, gradient=gradient
    )


LAB = Lab(
    gettext("The gate inspector"),
    figure,
    sweep,
    SLIDERS,
    START,
    {},
    PRESETS,
    __name__,
    drag={gate: (gate, None) for gate in GATES},
    plays={gettext("open the forget gate"): "f"},
)
one, still, show = LAB.one, LAB.still, LAB.show
