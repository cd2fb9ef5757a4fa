"""The first lab, of lesson 0: one number that remembers, and how much it keeps as the slider."""

import matplotlib.pyplot as plt
import numpy as np

from course_utils.figures.style import FAINT, INK, INPUT, STATE
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.texts import gettext

XS = np.array([1.0, 0, 0, 0, 0, 1.0, 1.0, 0, 0, 0, 0, 0])
KEEP = np.arange(101) / 100


def memory(keep, xs=XS):
    """h_t = keep h_{t-1} + x_t, for one number or for a column of them: (steps,) or (positions, steps)."""
    h, hs = 0.0 * np.asarray(keep), []
    for x_t in xs:
        h = keep * h + x_t
        hs.append(h)
    return np.stack(hs, axis=-1)


def figure():
    """Return inputs as points and, live, the memory as bars."""
    fig, ax = plt.subplots(figsize=(7.4, 2.6))
    t = np.arange(1, len(XS) + 1)
    bars = ax.bar(t, 0.0 * t, 0.7, color=STATE, edgecolor=INK, linewidth=0.8)
    (points,) = ax.plot(t, XS, "o", color=INPUT, markeredgecolor=INK, zorder=3)
    ax.set(xlabel=gettext("time step t"), ylabel=gettext("memory h"), ylim=(-0.12, 3.2))
    ax.axhline(0, color=FAINT, linewidth=1, zorder=0)
    ax.set_xticks(t)
    ax.set_title(gettext("points: what comes in      bars: what is remembered"), fontsize=9)
    # points never move, but must be drawn over bars that do
    return fig, {"memory": bars, "inputs": points}


def sweep(keep):
    """Return the memory for each row of a column of ``keep``."""
    hs = memory(keep[:, 0])
    said = gettext(
        "A one comes in at steps 1, 6 and 7. Each step keeps {keep:.2f} of what was there: at the end "
        "{h:.2f} is left of the three."
    )
    readings = [said.format(keep=k, h=h) for k, h in zip(keep[:, 0], hs[:, -1], strict=True)]
    return Sweep(None, {"memory": hs, "inputs": np.tile(XS, (len(keep), 1))}, readings)


SLIDERS, START = {"keep": (gettext("keep"), "{:.2f}", KEEP)}, {"keep": 0.5}
PRESETS = {
    gettext("forgets at once"): {"keep": 0.0},
    gettext("fades"): {"keep": 0.8},
    gettext("forgets nothing"): {"keep": 1.0},
}
PLAYS = {gettext("keep more and more"): "keep"}
LAB = Lab(gettext("The first lab"), figure, sweep, SLIDERS, START, {}, PRESETS, __name__, plays=PLAYS)
one, still, show = LAB.one, LAB.still, LAB.show
