"""The picture of the gradient lab: the chain of cells, the gradient, what is left of it, the states."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from course_utils.figures.style import CURVES, FAINT, GREY, INK, OUTPUT, REFERENCE, REGIMES
from course_utils.labs.engine import artists
from course_utils.labs.gradient_runs import HEAT, UNITS, positions
from course_utils.texts import N_, gettext

CELLS = 50  # drawn at most; of more steps every second, or third, ...
RING = 36.0  # points²: the area of a gradient of 1
SHOWN_UNITS, SHOWN_STEPS = 16, 100
_LARGEST = 2e4  # points²: it fills the strip
_SHADES = 1.5  # decades from green to blue, and to vermilion
_LIMIT = CURVES[2]["color"]  # of the linear limit
_LEFT, _RIGHT = (0.085, 0.545), (0.725, 0.26)  # where columns begin, and how wide they are
_CHAIN, _NORMS, _STATES = (0.79, 0.14), (0.415, 0.3), (0.1, 0.19)  # rows, likewise


def figure(weights, steps, activation, loss, references=False, **_):
    """Return the figure and its live artists by name, for settings as in `gradient_runs.DEFAULTS`.

    With ``references``, the bound and the linear limit are drawn, too. All other settings move what is live
    alone: a lab answers them without a new figure.
    """
    scalar = weights == "scalar"
    fig = plt.figure(figsize=(7.4, 4.7), layout="none")  # places are fixed: to find them would take longer
    place = {
        name: fig.add_axes((column[0], row[0], column[1], row[1]))
        for name, column, row in [
            ("chain", _LEFT, _CHAIN),
            ("norms", _LEFT, _NORMS),
            ("states", _LEFT, _STATES),
            ("left", _RIGHT, _NORMS),
        ]
    }
    for name in ("chain", "norms", "states"):
        place[name].set_xlim(1 - 0.02 * steps, 1.02 * steps)
    live = _on_chain(place["chain"], steps)
    live |= _on_norms(place["norms"], weights, steps, activation, loss, references)
    live |= _on_left(place["left"], place["norms"], positions(weights, steps), scalar)
    live |= _on_states(place["states"], steps, weights, activation)
    live |= _readout(fig.add_axes((_RIGHT[0], _CHAIN[0], _RIGHT[1], _CHAIN[1])))
    corner = fig.add_axes((_RIGHT[0], _STATES[0], _RIGHT[1] - (0 if scalar else 0.06), _STATES[1]))
    return fig, live | (_on_factors(corner, steps) if scalar else _heat(corner, steps, weights))


def span(steps, activation, **_):
    """Return the smallest and the largest |dL/dh_t| in the picture: 1.2 a step is inside."""
    decades = int(np.clip(np.ceil(np.log10(1.2) * (steps - 1)), 2, 8))
    return 10.0**-decades, 10.0 ** (2 if activation == "tanh" else decades)


def shown_cells(steps):
    """Return which steps have a cell in the chain, counted from 0, the last among them."""
    return np.arange(steps - 1, -1, -int(np.ceil(steps / CELLS)))[::-1]


def cells(log2):
    """Return the chain's track from log2 |dL/dh_t| of the steps shown, (steps, positions)."""
    at = shown_cells(len(log2))
    log2 = log2[at].T
    area = np.minimum(RING * np.exp2(np.clip(log2, -100, 100)), _LARGEST)
    level = 127.5 + 127.5 * np.clip(log2 * np.log10(2) / _SHADES, -1, 1)
    x = np.broadcast_to(at + 1.0, area.shape)
    return np.stack([x, 0 * x, area, np.round(level)], axis=2)


def _on_chain(ax, steps):
    """Draw the cells and the loss; return the gradient's area and colour at each."""
    at = shown_cells(steps)
    ax.axis("off")
    ax.set_ylim(-1, 1)
    ax.plot([1, 1.06 * steps], [0, 0], color=FAINT, linewidth=1.2, zorder=0, clip_on=False)
    ax.scatter(at + 1, 0 * at, s=RING, facecolors="none", edgecolors=GREY, linewidths=0.8, zorder=1)
    frame = {"boxstyle": "square,pad=0.25", "facecolor": OUTPUT, "edgecolor": INK}
    ax.text(
        1.055,
        0.5,
        "L",
        transform=ax.transAxes,
        ha="center",
        va="center",
        fontsize=9,
        bbox=frame,
        color="#1A1A1A",
    )
    ax.annotate(
        "",
        (0.62, 1.16),
        (1.0, 1.16),
        xycoords="axes fraction",
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.4},
        annotation_clip=False,
    )
    ax.text(
        0.6,
        1.16,
        gettext("backwards"),
        transform=ax.transAxes,
        ha="right",
        va="center",
        fontsize=9,
        color=INK,
    )
    ax.text(
        0,
        1.16,
        gettext("area: |dL/dh_t|; ring: 1"),
        transform=ax.transAxes,
        va="center",
        fontsize=8,
        color=GREY,
    )
    colors = [REGIMES[name] for name in ("vanishing", "steady", "exploding")]
    shades = LinearSegmentedColormap.from_list("regimes", colors)
    points = ax.scatter(at, at, s=1.0, c=0.0 * at, cmap=shades, vmin=0, vmax=255, alpha=0.85, linewidths=0)
    points.set(zorder=3)
    return {"cells": points}


def _on_norms(ax, weights, steps, activation, loss, references):
    """Draw the gradient's axes; return what moves on them."""
    low, high = span(steps, activation)
    ax.set(yscale="log", ylim=(low, high), ylabel="|dL/dh_t|")
    decades = _decades(low, high)
    ax.set_yticks(decades, [f"1e{round(np.log10(one))}" if one != 1 else "1" for one in decades])
    ax.minorticks_off()
    ax.axhline(1, color=FAINT, linewidth=1, zorder=0)
    t = np.arange(1, steps + 1)
    flat, style = np.ones(steps), {"linewidth": 1.8}
    if steps <= 100:
        style |= {"marker": "o", "markersize": 4}
    live = {}
    if loss == "every step":
        ax.set_title(gettext("of the last loss"), loc="left", fontsize=8, color=INK)
        ax.set_title(gettext("of all losses together"), loc="right", fontsize=8, color=GREY)
        live[N_("all losses")] = ax.plot(t, flat, color=GREY, linewidth=1.2)[0]
    elif references:
        ax.set_title(gettext("upper bound: (largest slope × σ_max)^k"), loc="left", fontsize=8, color=INK)
        ax.set_title(gettext("linear limit: ρ^k"), loc="right", fontsize=8, color=_LIMIT)
        fine = {"color": INK, "linestyle": (0, (6, 2)), "linewidth": 1}
        live[N_("bound")] = ax.plot([1, steps], [1, 1], **fine)[0]
        live[N_("linear limit")] = ax.plot([1, steps], [1, 1], **{**REFERENCE, "color": _LIMIT})[0]
    live |= {name: ax.plot(t, flat, color=color, **style)[0] for name, color in REGIMES.items()}
    if weights == "scalar" and steps <= 100:
        ring = {"markerfacecolor": "none", "markeredgecolor": INK, "linestyle": "none", "zorder": 3}
        live["negative"] = ax.plot(t, flat, marker="o", markersize=8, **ring)[0]
        live["ring"] = artists.words(ax, 0.985, 0.96, "right", "top", 8, color=INK)
    for edge, shape in (("falls off", "v"), ("runs off", "^")):
        live[edge] = ax.plot([1], [1], marker=shape, markersize=8, color=INK, linestyle="none")[0]
    # In the corner from which the curve has gone.
    live["below"] = artists.words(ax, 0.015, 0.96, "left", "top", 8, color=INK)
    live["above"] = artists.words(ax, 0.015, 0.04, "left", "bottom", 8, color=INK)
    return live


def _on_left(ax, norms, w, scalar):
    """Draw the axes of what is left at step 1, beside |dL/dh_t|; return its curve and the mark."""
    ax.set(yscale="log", ylim=norms.get_ylim(), xlim=(w[0], w[-1]))
    ax.set_yticks(norms.get_yticks(), [])
    ax.minorticks_off()
    title = gettext("left at step 1, by w_hh") if scalar else gettext("left at step 1, by gain")
    ax.set_title(title, fontsize=9, color=INK)
    ax.axhline(1, color=FAINT, linewidth=1, zorder=0)
    ax.vlines([-1, 1], 0, 1, FAINT, linewidth=1, zorder=0, transform=ax.get_xaxis_transform())
    curves = {
        f"left, {name}": ax.plot(w, 0 * w + 1, color=color, linewidth=1.8)[0]
        for name, color in REGIMES.items()
    }
    dot = {"markersize": 9, "markerfacecolor": "none", "markeredgecolor": INK, "markeredgewidth": 1.6}
    return curves | {
        "stands": ax.axvline(0, color=INK, linewidth=0.8),
        "here": ax.plot([0], [1], "o", **dot)[0],
    }


def tallest(activation, weights, **_):
    """Return the largest |h_t| in the picture."""
    return 1.1 if activation == "tanh" else 40.0 if weights == "non-normal" else 3.0


def _on_states(ax, steps, weights, activation):
    """Return the curve of the states, and where it goes if it leaves."""
    tall = tallest(activation, weights)
    of_unit = "h_t" if weights == "scalar" else gettext("h_t, unit 1")
    ax.set(ylim=(-tall, tall), ylabel=of_unit, xlabel=gettext("time step t"))
    ax.axhline(0, color=FAINT, linewidth=1, zorder=0)
    t = np.arange(1, steps + 1)
    (h,) = ax.plot(t, 0.0 * t, color=INK, linewidth=1.2, marker="." if steps <= 100 else "")
    return {"h": h, "h leaves": artists.words(ax, 0.985, 0.04, fontsize=8, color=INK)}


def _on_factors(ax, steps):
    """Return the factor of each step back, of one unit."""
    t = np.arange(2, steps + 1)
    ax.set(xlim=(1 - 0.02 * steps, 1.02 * steps), ylim=(-2.2, 2.2), xlabel=gettext("time step t"))
    ax.set_title(gettext("factor of each step back"), fontsize=9, color=INK)
    ax.hlines([-1, 1], 0, 1, FAINT, linewidth=1, zorder=0, transform=ax.get_yaxis_transform())
    return {"factor": ax.plot(t, 0.0 * t, color=INK, linewidth=1.2, marker="." if steps <= 100 else "")[0]}


def _readout(ax):
    """Return the regime's name in its colour, the rate and what is left, as texts."""
    ax.axis("off")
    live = {
        f"says {name}": artists.words(ax, 0, 1.2, "left", "top", 13, color=color)
        for name, color in REGIMES.items()
    }
    return live | {
        "says other": artists.words(ax, 0, 1.2, "left", "top", 11, color=INK),
        "rate": artists.words(ax, 0, 0.5, "left", "top", 9, color=INK),
        "factor left": artists.words(ax, 0, 0.08, "left", "top", 9, color=INK),
    }


def _heat(ax, steps, weights):
    """Return the heat map of |dL/dh_t| by unit, with its scale to the right."""
    shown = min(SHOWN_UNITS, UNITS.get(weights, 64))
    image = artists.image(ax, shown, min(steps, SHOWN_STEPS), (0.5, steps + 0.5, shown + 0.5, 0.5))
    title = gettext("|dL/dh_t| of units 1 to {shown}").format(shown=shown)
    ax.set(xlabel=gettext("time step t"), yticks=[])
    ax.set_title(title, fontsize=9, color=INK)
    ax.xaxis.set_major_locator(MaxNLocator(3, integer=True))
    low, high = HEAT
    decades = np.arange(low, high + 1)
    beside, ticks = ax.inset_axes([1.04, 0, 0.06, 1]), 255 * (decades - low) / (high - low)
    bar = ax.figure.colorbar(image, cax=beside, ticks=ticks[::3])
    bar.ax.set_yticklabels([f"1e{decade}" for decade in decades[::3]], fontsize=8)
    return {"heat": image}


def _decades(low, high):
    """Return at most seven powers of ten to label, at equal steps, 1 among them."""
    first, last = np.log10([low, high])
    step = next(step for step in (1, 2, 3, 4, 5) if (last - first) / step <= 6)
    return 10.0 ** (step * np.arange(np.ceil(first / step - 1e-9), last / step + 1e-9))
