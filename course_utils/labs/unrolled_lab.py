"""The unrolled lab of lesson 2: drag an input or a weight, and every state and every class bar follows.

Four words come in, each a number from -2 (bad) to 2 (good). One recurrent cell with three hidden units reads
them, and after every word a readout says how the text sounds so far. The weights are set by hand, so that
each unit has a task: the first keeps the mood, the second knows the present word, the third the change.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import ConnectionPatch, FancyBboxPatch

from course_utils.cells import rnn
from course_utils.figures.style import FAINT, GREY, INK, INPUT, OUTPUT, STATE
from course_utils.labs.engine.scene import Sweep
from course_utils.labs.engine.slider_lab import SliderLab
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
_OFFSETS = np.array([-0.22, 0.0, 0.22])  # of the three units, and of the three classes, in their step


def network(**values):
    """Return states and class probabilities, both (positions, steps, 3), for columns of slider values.

    Parameters
    ----------
    **values : array, each (positions, 1)
        x_1 to x_4, and the factors on W_hh and W_xh.
    """
    xs = np.stack([values[f"x_{t}"] * values["w_xh"] for t in range(1, STEPS + 1)])
    cell = {name: WEIGHTS[name] for name in ("W_xh", "W_hh", "b_h")}
    hs = rnn.forward(xs, {**cell, "gain": values["w_hh"][:, 0]}).hs.transpose(1, 0, 2)
    scores = hs @ WEIGHTS["W_hy"].T + WEIGHTS["b_y"]
    grown = np.exp(scores - scores.max(axis=2, keepdims=True))
    return hs, grown / grown.sum(axis=2, keepdims=True)


def figure():
    """Return the unrolled network: a column a step, inputs below, states, class bars on top."""
    grid = {"left": 0.075, "right": 0.985, "bottom": 0.1, "top": 0.955, "hspace": 0.42}
    grid["height_ratios"] = (1.15, 1.15, 0.8)
    fig, axes = plt.subplots(3, 1, figsize=(8.6, 5), sharex=True, layout="none", gridspec_kw=grid)
    for ax, label, limits in zip(axes, _ROWS, _LIMITS, strict=True):
        low, high = limits
        ax.set(ylabel=label, ylim=limits, xlim=(0.5, STEPS + 0.5), xticks=[])
        ax.spines["bottom"].set_visible(False)
        ax.axhline(0, color=FAINT, linewidth=1, zorder=0)
        for t in range(1, STEPS + 1):
            corner, shape = (t - 0.37, low), "round,pad=0,rounding_size=0.05"
            box = FancyBboxPatch(corner, 0.74, high - low, shape, mutation_aspect=high - low, fill=False)
            box.set(edgecolor=GREY, linewidth=1, clip_on=False)
            ax.add_patch(box)
    steps = np.arange(1, STEPS + 1)
    places = (steps[:, None] + _OFFSETS).ravel()
    artists = {}
    colors = {"classes": OUTPUT, "states": STATE, "inputs": INPUT}
    for ax, (name, color) in zip(axes, colors.items(), strict=True):
        at, width = (steps, 0.2) if name == "inputs" else (places, 0.17)
        artists[name] = ax.bar(at, 0 * at, width, color=color, edgecolor=INK, linewidth=0.8, zorder=3)
    _names(axes)
    _arrows(fig, axes)
    for t in steps:
        middle = {"ha": "center", "va": "top", "fontsize": 9}
        artists[f"verdict {t}"] = axes[0].text(t, 1.13, "", **middle)
        artists[f"value {t}"] = axes[2].text(t + 0.13, 2.1, "", ha="left", va="top", fontsize=9)
    return fig, artists


def _names(axes):
    """Write what each bar stands for under it, and the steps at the foot."""
    small = {"ha": "center", "va": "top", "fontsize": 8, "color": GREY, "clip_on": False}
    tasks = gettext("mood"), gettext("now"), gettext("change")
    for t in range(1, STEPS + 1):
        for place, sign in zip(t + _OFFSETS, ("−", "0", "+"), strict=True):
            axes[0].annotate(sign, (place, 0), (0, -2), textcoords="offset points", **small)
        for place, task in zip(t + _OFFSETS, tasks, strict=True):
            axes[1].annotate(task, (place, -1.1), (0, -2), textcoords="offset points", **small)
        axes[2].annotate(
            gettext("step {t}").format(t=t), (t, -2.3), (0, -4), textcoords="offset points", **small
        )


def _arrows(fig, axes):
    """Draw the edges, each named as the variable in the code: the same three at every step."""
    style = {"arrowstyle": "-|>", "mutation_scale": 10, "color": INK, "linewidth": 1.2}
    classes, states, inputs = axes
    for t in range(1, STEPS + 1):
        for below, above, y, label in ((inputs, states, 2.3, "W_xh"), (states, classes, 1.1, "W_hy")):
            end = (t, -1.45 if above is states else -0.17)
            fig.add_artist(
                ConnectionPatch((t, y), end, coordsA=below.transData, coordsB=above.transData, **style)
            )
            below.annotate(label, (t, y), (6, 5), textcoords="offset points", fontsize=8, color=GREY)
        if t > 1:
            fig.add_artist(
                ConnectionPatch(
                    (t - 0.63, 0), (t - 0.37, 0), coordsA=states.transData, coordsB=states.transData, **style
                )
            )
            spot = {"ha": "center", "fontsize": 8, "color": GREY}
            states.annotate("W_hh", (t - 0.5, 0), (0, 5), textcoords="offset points", **spot)


def sweep(**values):
    """Return what all bars take for each row of the sliders' columns."""
    hs, ps = network(**values)
    count = len(hs)
    xs = np.concatenate([np.broadcast_to(values[f"x_{t}"], (count, 1)) for t in range(1, STEPS + 1)], axis=1)
    best = ps.argmax(axis=2)
    said = [
        [f"{CLASSES[k]} {p[k]:.2f}" for p, k in zip(rows, ks, strict=True)]
        for rows, ks in zip(ps, best, strict=True)
    ]
    tracks = {"inputs": xs, "states": hs.reshape(count, -1), "classes": ps.reshape(count, -1)}
    for t in range(STEPS):
        tracks[f"verdict {t + 1}"] = [row[t] for row in said]
        tracks[f"value {t + 1}"] = [f"{x:.2f}" for x in xs[:, t]]
    template = gettext(
        "Words {words}; W_hh times {w_hh:.2f}, W_xh times {w_xh:.2f}. Step by step the text sounds {said}. "
        "The last state is ({state})."
    )
    readings = [
        template.format(
            words=_listed(xs[i]), w_hh=values["w_hh"][i, 0], w_xh=values["w_xh"][i, 0],
            said=", ".join(said[i]), state=_listed(hs[i, -1]),
        )
        for i in range(count)
    ]  # fmt: skip
    return Sweep(None, tracks, readings)


def _listed(values):
    return ", ".join(f"{value:.2f}" for value in values)


_LAB = SliderLab("unrolled_lab", gettext("The unrolled lab"), figure, sweep, SLIDERS, START, PRESETS)
one, still, show = _LAB.one, _LAB.still, _LAB.show
