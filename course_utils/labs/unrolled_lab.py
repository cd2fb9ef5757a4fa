"""The unrolled lab of lesson 2: drag an input or a weight, and every state and every class bar follows.

Four words come in, each a number from -2 (bad) to 2 (good). One recurrent cell with three hidden units reads
them, and after every word a readout says how the text sounds so far. The weights are set by hand so that
each unit has a task: the first keeps the mood, the second knows the present word, the third the change.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import ConnectionPatch, FancyBboxPatch

from course_utils.cells import rnn
from course_utils.cells.attention import softmax
from course_utils.figures.style import FAINT, GREY, INK, INPUT, OUTPUT, STATE
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.texts import gettext, pgettext

STEPS = 4
CLASSES = (pgettext("mood", "negative"), pgettext("mood", "neutral"), pgettext("mood", "positive"))
WEIGHTS = {
    "W_xh": np.array([[0.6], [1.2], [1.0]]),
    "W_hh": np.array([[1.2, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, -1.5, 0.0]]),
    "b_h": np.zeros(3),
    "W_hy": np.array([[-4.0, -0.6, -0.4], [0.0, 0.0, 0.0], [4.0, 0.6, 0.4]]),
    "b_y": np.array([0.0, 1.2, 0.0]),
}
WORDS = np.arange(-40, 41) / 20
SLIDERS = {f"x_{t}": (f"x_{t}", "{:.2f}", WORDS) for t in range(1, STEPS + 1)}
SLIDERS |= {
    "w_hh": (gettext("W_hh times"), "{:.2f}", np.arange(-30, 31) / 20),
    "w_xh": (gettext("W_xh times"), "{:.2f}", np.arange(0, 41) / 20),
}
START = {"x_1": 1.5, "x_2": 0.0, "x_3": -0.5, "x_4": 0.0, "w_hh": 1.0, "w_xh": 1.0}
_SILENT = {f"x_{t}": 0.0 for t in range(1, STEPS + 1)}
PRESETS = {
    gettext("one early word"): {**_SILENT, "x_1": 2.0},
    gettext("no memory"): {**_SILENT, "x_1": 2.0, "w_hh": 0.0},
    gettext("good, then bad"): {**_SILENT, "x_1": 1.0, "x_2": -1.0},
    gettext("bad, then good"): {**_SILENT, "x_1": -1.0, "x_2": 1.0},
    gettext("saturated"): {"x_1": 2.0, "x_2": 2.0, "x_3": 2.0, "x_4": -1.5, "w_hh": 1.5},
}
_ROWS = (gettext("class probability"), gettext("state h_t"), gettext("input x_t"))
_LIMITS = ((0, 1.16), (-1.1, 1.1), (-2.3, 2.3))
_OFFSETS = np.array([-0.22, 0.0, 0.22])  # of the three units and of the three classes, within their step


def network(**values):
    """Return states and class probabilities, both (positions, steps, 3), for columns of slider values."""
    xs = np.stack([values[f"x_{t}"] * values["w_xh"] for t in range(1, STEPS + 1)])
    cell = {name: WEIGHTS[name] for name in ("W_xh", "W_hh", "b_h")}
    hs = rnn.forward(xs, {**cell, "gain": values["w_hh"][:, 0]}).hs.transpose(1, 0, 2)
    return hs, softmax(hs @ WEIGHTS["W_hy"].T + WEIGHTS["b_y"])


def figure():
    """Return the unrolled network: a column a step, inputs below, states, class bars on top."""
    grid = {"left": 0.088, "right": 0.985, "bottom": 0.1, "top": 0.955, "hspace": 0.42}
    grid["height_ratios"] = (1.15, 1.15, 0.8)
    fig, axes = plt.subplots(3, 1, figsize=(7.4, 4.8), sharex=True, layout="none", gridspec_kw=grid)
    for ax, label, limits in zip(axes, _ROWS, _LIMITS, strict=True):
        _frame_steps(ax, label, limits)
    steps = np.arange(1, STEPS + 1)
    places = (steps[:, None] + _OFFSETS).ravel()
    bars = {"classes": (places, 0.17, OUTPUT), "states": (places, 0.17, STATE), "inputs": (steps, 0.2, INPUT)}
    live = {
        name: ax.bar(at, 0 * at, width, color=color, edgecolor=INK, linewidth=0.8, zorder=3)
        for ax, (name, (at, width, color)) in zip(axes, bars.items(), strict=True)
    }
    _name_bars(axes)
    _draw_arrows(fig, axes)
    for t in steps:
        live[f"verdict {t}"] = axes[0].text(t, 1.13, "", ha="center", va="top", fontsize=9)
        live[f"value {t}"] = axes[2].text(t + 0.13, 2.1, "", ha="left", va="top", fontsize=9)
    return fig, live


def _frame_steps(ax, label, limits):
    """Draw a rounded box around each step of a row."""
    low, high = limits
    ax.set(ylabel=label, ylim=limits, xlim=(0.5, STEPS + 0.5), xticks=[])
    ax.spines["bottom"].set_visible(False)
    ax.axhline(0, color=FAINT, linewidth=1, zorder=0)
    for t in range(1, STEPS + 1):
        corner, shape = (t - 0.37, low), "round,pad=0,rounding_size=0.05"
        box = FancyBboxPatch(corner, 0.74, high - low, shape, mutation_aspect=high - low, fill=False)
        box.set(edgecolor=GREY, linewidth=1, clip_on=False)
        ax.add_patch(box)


def _name_bars(axes):
    """Write what each bar stands for under it, and the steps at the foot."""
    small = {"ha": "center", "va": "top", "fontsize": 8, "color": GREY, "clip_on": False}
    small["textcoords"] = "offset points"
    tasks = gettext("mood"), gettext("now"), gettext("change")
    for t in range(1, STEPS + 1):
        for place, sign, task in zip(t + _OFFSETS, ("−", "0", "+"), tasks, strict=True):
            axes[0].annotate(sign, (place, 0), (0, -2), **small)
            axes[1].annotate(task, (place, -1.1), (0, -2), **small)
        axes[2].annotate(gettext("step {t}").format(t=t), (t, -2.3), (0, -4), **small)


def _draw_arrows(fig, axes):
    """Draw the edges, each named as the variable in the code: the same three at every step."""
    style = {"arrowstyle": "-|>", "mutation_scale": 10, "color": INK, "linewidth": 1.2}
    small = {"textcoords": "offset points", "fontsize": 8, "color": GREY}
    classes, states, inputs = axes

    def arrow(begin, end, below, above):
        ends = {"coordsA": below.transData, "coordsB": above.transData}
        fig.add_artist(ConnectionPatch(begin, end, **ends, **style))

    for t in range(1, STEPS + 1):
        for below, above, y, label in ((inputs, states, 2.3, "W_xh"), (states, classes, 1.1, "W_hy")):
            arrow((t, y), (t, -1.45 if above is states else -0.17), below, above)
            below.annotate(label, (t, y), (6, 5), **small)
        if t > 1:
            arrow((t - 0.63, 0), (t - 0.37, 0), states, states)
            states.annotate("W_hh", (t - 0.5, 0), (0, 5), ha="center", **small)


def sweep(**values):
    """Return what all bars take for each row of the sliders' columns."""
    hs, ps = network(**values)
    count = len(hs)
    xs = np.concatenate([np.broadcast_to(values[f"x_{t}"], (count, 1)) for t in range(1, STEPS + 1)], axis=1)
    verdicts = [[f"{CLASSES[p.argmax()]} {p.max():.2f}" for p in row] for row in ps]
    tracks = {"inputs": xs, "states": hs.reshape(count, -1), "classes": ps.reshape(count, -1)}
    for t in range(STEPS):
        tracks[f"verdict {t + 1}"] = [row[t] for row in verdicts]
        tracks[f"value {t + 1}"] = [f"{x:.2f}" for x in xs[:, t]]
    template = gettext(
        "Words {words}; W_hh times {w_hh:.2f}, W_xh times {w_xh:.2f}. Step by step the text sounds {said}. "
        "The last state is ({state})."
    )
    readings = []
    for i in range(count):
        gains = {name: values[name][i, 0] for name in ("w_hh", "w_xh")}
        lists = {"words": _listed(xs[i]), "said": ", ".join(verdicts[i]), "state": _listed(hs[i, -1])}
        readings.append(template.format(**gains, **lists))
    return Sweep(None, tracks, readings)


def _listed(values):
    return ", ".join(f"{round(value, 2) + 0.0:.2f}" for value in values)  # no -0.00


PLAYS = {gettext("let W_hh grow"): "w_hh"}
LAB = Lab(gettext("The unrolled lab"), figure, sweep, SLIDERS, START, {}, PRESETS, __name__, plays=PLAYS)
one, still, show = LAB.one, LAB.still, LAB.show
