"""The scan lab of lesson 9: sixteen steps of a linear recurrence, composed round by round.

Before the first round each step knows only its own input. Each round composes every pair with the one just
beyond its reach, and so doubles what it knows.
"""

import matplotlib.pyplot as plt
import numpy as np

from course_utils.cells import scan
from course_utils.figures.style import CURVES, FAINT, INK, INPUT, OUTPUT, STATE, ramp
from course_utils.labs.engine import artists
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.texts import gettext

STEPS, ROUNDS = 16, 4
INPUTS = np.array([1.0, 0, 0, 0.6, 0, -0.8, 0, 0, 0.9, 0, 0, -0.4, 0.5, 0, 0, 0])
SLIDERS = {
    "round": (gettext("round"), "{:.0f}", np.arange(ROUNDS + 1)),
    "step": (gettext("step looked at"), "{:.0f}", np.arange(1, STEPS + 1)),
    "keep": (gettext("a: what a step keeps"), "{:.2f}", np.arange(51) / 50),
    "erase": (gettext("erase at step (0: never)"), "{:.0f}", np.arange(STEPS + 1)),
}
_NOTHING, _ALL = 40, 220  # levels of the colour map; 0 is for what was not heard of
START = {"round": 1, "step": 12, "keep": 0.9, "erase": 0}
PRESETS = {
    gettext("before the first round"): {"round": 0},
    gettext("half way"): {"round": 2},
    gettext("all done"): {"round": 4, "step": 16},
    gettext("nothing kept"): {"round": 4, "keep": 0.0},
    gettext("a running sum"): {"round": 4, "step": 16, "keep": 1.0},
    gettext("erased on the way"): {"round": 4, "step": 16, "keep": 1.0, "erase": 9},
}


def pairs(keep, erase):
    """Return the pairs after every round, and the loop's states, for columns of slider values.

    ``keep`` is a at every step, ``erase`` the step at which a is 0 instead, or 0 for none. Returns a and b,
    (positions, rounds + 1, steps), and hs, (positions, steps).
    """
    a = np.where(np.arange(1, STEPS + 1) == erase, 0.0, keep).T  # (steps, positions)
    b = np.broadcast_to(INPUTS[:, None], a.shape)
    done = [np.stack(both) for both in scan.rounds(a, b)]
    a_r, b_r = np.stack(done, axis=1).transpose(0, 3, 1, 2)
    return a_r, b_r, scan.loop(a, b).T


def weights(keep, erase, reach):
    """Return how much of the input at s is in the value at t, (positions, t, s); NaN where it is not yet."""
    t = np.arange(1, STEPS + 1)
    since = t[:, None] - t  # steps from s to t
    kept = keep[:, :, None] ** np.maximum(since, 0)
    gone = (erase[:, :, None] > t) & (erase[:, :, None] <= t[:, None])
    inside = (since >= 0) & (since < reach[:, :, None])
    return np.where(inside, np.where(gone, 0.0, kept), np.nan)


def figure():
    """Return the values after a round above; below, which inputs have reached each of them.

    It is low enough that bars and presets are in sight together in a window of 1440 x 900.
    """
    grid = {"left": 0.075, "right": 0.775, "bottom": 0.13, "top": 0.93, "hspace": 0.1}
    grid["height_ratios"] = (1, 1.5)
    fig, axes = plt.subplots(2, 1, figsize=(7.4, 3.8), sharex=True, layout="none", gridspec_kw=grid)
    above, below = axes
    t = np.arange(1, STEPS + 1)
    above.axhline(0, color=FAINT, linewidth=1, zorder=0)
    above.set(ylabel=gettext("value b"), ylim=(-1.05, 2.05), xlim=(0.4, STEPS + 0.6))
    below.set(ylim=(STEPS + 0.6, 0.4), xlabel=gettext("step s of an input"))
    below.set_ylabel(gettext("value at step t"))
    below.set_xticks(t)
    below.set_yticks(t[::3])
    extent = (0.5, STEPS + 0.5, STEPS + 0.5, 0.5)
    heard = artists.image(below, STEPS, STEPS, extent, cmap=ramp(CURVES[1]["color"]))
    bar = fig.colorbar(heard, cax=fig.add_axes((0.8, 0.13, 0.018, 0.455)), ticks=[0, _NOTHING, _ALL])
    bar.set_ticklabels([gettext("not yet"), "0", "1"])
    bar.ax.set_ylim(0, _ALL)
    bar.set_label(gettext("how much of input s is in row t"))
    dot = {"marker": "o", "markersize": 6, "markeredgecolor": INK, "linestyle": "none", "zorder": 4}
    live = {
        "values": above.bar(t, 0.0 * t, 0.7, color=STATE, edgecolor=INK, linewidth=0.8, zorder=3),
        "loop": above.plot(t, 0.0 * t, color=OUTPUT, **dot)[0],
        "said": artists.words(above, 0, 1.03, "left", fontsize=10),
        "heard": heard,
        "row": artists.frame(below, INK, 2.0, zorder=4),
        "near": artists.frame(below, OUTPUT, 2.4, zorder=4),
        "far": artists.frame(below, INPUT, 2.4, zorder=4),
    }
    names = {
        "values": gettext("after this round"),
        "loop": gettext("the loop's state"),
        "far": gettext("from further back"),
        "near": gettext("its own before"),
    }
    place = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.03), "fontsize": 9, "handlelength": 1.2}
    above.legend([live[name] for name in names], names.values(), frameon=False, **place)
    return fig, live


def sweep(**values):
    """Return what every live artist takes for each row of the sliders' columns."""
    r, step = (values[name][:, 0].astype(int) for name in ("round", "step"))
    _, b, hs = pairs(values["keep"], values["erase"])
    at = np.arange(len(r))
    shown, reach = b[at, r], 2**r
    heard = weights(values["keep"], values["erase"], reach[:, None])
    tracks = {
        "values": shown,
        "loop": hs,
        "said": [gettext("round {number} of {count}").format(number=k, count=ROUNDS) for k in r],
        "heard": np.where(np.isnan(heard), 0, _NOTHING + (_ALL - _NOTHING) * np.nan_to_num(heard)).astype(
            np.uint8
        ),
    }
    first = np.maximum(1, step - reach + 1)
    middle = np.where(r > 0, np.maximum(1, step - reach // 2 + 1), first)
    tracks["row"] = _frame(np.ones_like(step), np.full_like(step, STEPS), step)
    tracks["near"] = _frame(middle, step, step)
    tracks["far"] = _frame(first, middle - 1, step)
    done = (np.abs(shown - hs) < 1e-9).sum(axis=1)
    readings = [_reading(r[i], step[i], shown[i], hs[i], done[i], first[i], middle[i]) for i in at]
    return Sweep(None, tracks, readings)


def _frame(first, last, t):
    """Return a frame around the inputs first..last of row t; where there are none, nothing is seen."""
    there = first <= last
    left, width = np.where(there, first - 0.5, -9.0), np.where(there, last - first + 1.0, 0.5)
    return np.stack([left, t - 0.5, width, np.ones(len(t))], axis=1)


def _reading(r, step, shown, hs, done, first, middle):
    """Say what the value at one step stands for, where it came from, and how many are finished."""
    whole, far = _steps(first, step), _steps(first, middle - 1)
    said = gettext("Round {r} of {rounds}: the value at step {step} stands for {whole}.")
    if r and middle > first:
        said = gettext(
            "Round {r} of {rounds}: the value at step {step} stands for {whole}, made of {far} and {near}."
        )
    elif r:
        said = gettext(
            "Round {r} of {rounds}: the value at step {step} stands for {whole}, and there are no more "
            "before them."
        )
    said = said.format(r=r, rounds=ROUNDS, step=step, whole=whole, far=far, near=_steps(middle, step))
    value, state = (x + 0.0 for x in (round(shown[step - 1], 2), round(hs[step - 1], 2)))
    equal = gettext("It is {value:.2f}; the loop's state is {state:.2f}. Equal so far: {done} of {steps}.")
    return f"{said} {equal.format(value=value, state=state, done=done, steps=STEPS)}"


def _steps(first, last):
    said = gettext("step {first}") if first == last else gettext("steps {first} to {last}")
    return said.format(first=first, last=last)


LAB = Lab(
    gettext("The scan lab"),
    figure,
    sweep,
    SLIDERS,
    START,
    {},
    PRESETS,
    __name__,
    drag={"values": ("step", None), "heard": (None, "step")},
    plays={gettext("round by round"): "round"},
)
one, still, show = LAB.one, LAB.still, LAB.show
