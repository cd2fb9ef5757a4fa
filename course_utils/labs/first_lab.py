"""The first lab, of lesson 0: one number that remembers, and how much it keeps as the slider."""

import matplotlib.pyplot as plt
import numpy as np

from course_utils import figures
from course_utils.figures.style import INPUT, STATE
from course_utils.labs.engine.live import Lab
from course_utils.labs.engine.scene import Sweep, draw
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
    fig, ax = plt.subplots(figsize=(7.5, 2.6))
    t = np.arange(1, len(XS) + 1)
    bars = ax.bar(t, 0.0 * t, 0.7, color=STATE, edgecolor="#222222", linewidth=0.8)
    (points,) = ax.plot(t, XS, "o", color=INPUT, markeredgecolor="#222222", zorder=3)
    ax.set(xlabel=gettext("time step t"), ylabel=gettext("memory h"), ylim=(0, 3.2))
    ax.set_xticks(t)
    ax.set_title(gettext("points: what comes in      bars: what is remembered"), fontsize=9)
    # points never move, but must be drawn over bars that do
    return fig, {"memory": bars, "inputs": points}


def sweep():
    """Return the memory at every position of the slider."""
    hs = memory(KEEP)
    said = gettext(
        "Each step keeps {keep:.2f} of what was there: at the end {h:.2f} is left of the three ones."
    )
    readings = [said.format(keep=keep, h=h) for keep, h in zip(KEEP, hs[:, -1], strict=True)]
    return Sweep(KEEP, {"memory": hs, "inputs": np.tile(XS, (len(KEEP), 1))}, readings)


def still(value=0.5):
    """Show one position as a static figure with its reading."""
    fig, artists = figure()
    figures.show(fig, draw(artists, sweep(), int(np.abs(KEEP - value).argmin())))


def show():
    """Return the lab."""
    presets = {
        gettext("forgets at once"): {"value": 0.0},
        gettext("fades"): {"value": 0.8},
        gettext("forgets nothing"): {"value": 1.0},
    }
    code = "from course_utils.labs import first_lab\n\nfirst_lab.still({value})"
    slider = (gettext("keep"), "{:.2f}")
    return Lab(gettext("The first lab"), figure, sweep, slider, 0.5, None, presets, code).show()
