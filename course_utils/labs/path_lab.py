"""The path lab of lesson 3: from the loss of one step back to one use of W_hh, and what a window cuts.

A tanh network of four units reads twelve steps; after every step its state is graded. One real backward pass
for each single loss gives what that loss says about each use of W_hh: a pair of loss step and use step. The
gradient is the sum of all pairs, and a truncation window of k steps keeps those less than k apart.
"""

from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np

from course_utils import figures
from course_utils.cells import rnn
from course_utils.figures.marks import cell
from course_utils.figures.style import FAINT, GREY, INK, OUTPUT, STATE, ramp
from course_utils.gradients import cosine
from course_utils.labs.engine import artists
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.texts import gettext

STEPS, UNITS = 12, 4
_rng = np.random.default_rng(40)
WEIGHTS = {
    "W_xh": 0.6 * _rng.normal(size=(UNITS, 3)),
    "W_hh": _rng.normal(size=(UNITS, UNITS)) / np.sqrt(UNITS),
    "b_h": np.zeros(UNITS),
}
INPUTS = _rng.normal(size=(STEPS, 1, 3))
TARGETS = 0.8 * _rng.normal(size=(STEPS, 1, UNITS))
_COUNT = np.arange(1, STEPS + 1)
SLIDERS = {
    "loss": (gettext("loss at step"), "{:.0f}", _COUNT),
    "use": (gettext("use at step"), "{:.0f}", _COUNT),
    "window": (gettext("window"), gettext("{:.0f} steps"), _COUNT),
    "gain": (gettext("W_hh times"), "{:.2f}", np.arange(0, 31) / 20),
}
START = {"loss": 9, "use": 4, "window": 12, "gain": 1.0}
PRESETS = {
    gettext("the whole way"): {"loss": 12, "use": 1, "window": 12},
    gettext("just cut"): {"loss": 9, "use": 4, "window": 5},
    gettext("just kept"): {"loss": 9, "use": 4, "window": 6},
    gettext("window of 1"): {"loss": 9, "use": 9, "window": 1},
    gettext("smaller weights"): {"loss": 12, "use": 2, "window": 12, "gain": 0.5},
    gettext("larger weights"): {"loss": 12, "use": 2, "window": 12, "gain": 1.5},
}
_LOG_RANGE = (-4.0, 0.0)  # of the sizes in the map, as powers of ten
_LONGEST = 7 * STEPS + 10  # points of a path
_SIDE = 0.09  # how far from the middle of a unit the arrows forward run, and the path back
_SHARES = (-0.12, 0.3)
_ROWS = np.repeat(_COUNT, 2)
_STAIR = _ROWS, _ROWS + np.tile([-0.5, 0.5], STEPS)  # rows of the map, both ends


def run(gain):
    """Return the run of the network, and the part of dL/dh_t from each step's own loss, (steps, 1, units).

    The loss is the mean of ½ |h_t - y_t|² over steps.
    """
    one = rnn.forward(INPUTS, WEIGHTS | {"W_hh": gain * WEIGHTS["W_hh"]})
    return one, (one.hs - TARGETS) / STEPS


@lru_cache(maxsize=64)
def pairs(gain):
    """Return what each loss says about each use of W_hh, (loss step, use step, units, units).

    Twelve backward passes at once, in a batch: in row τ only the loss of step τ counts.
    """
    _, direct = run(gain)
    xs = np.repeat(INPUTS, STEPS, axis=1)
    batch = rnn.forward(xs, WEIGHTS | {"W_hh": gain * WEIGHTS["W_hh"]})
    dhs = rnn.backward(batch, dhs=np.eye(STEPS)[:, :, None] * direct)["hs"]
    das = dhs * (1 - batch.hs**2)
    h_prev = np.concatenate([np.zeros((1, STEPS, UNITS)), batch.hs[:-1]])
    return np.einsum("sti,stj->tsij", das, h_prev)


def kept(window):
    """Return which pairs a window keeps, (loss step, use step)."""
    apart = _COUNT[:, None] - _COUNT
    return (apart >= 0) & (apart < window)


def figure():
    """Return the unrolled graph, the map of all pairs, and the shares of the uses."""
    fig = plt.figure(figsize=(7.4, 4.8), layout="none")
    graph = fig.add_axes((0.005, 0.66, 0.99, 0.33))
    chart = fig.add_axes((0.075, 0.115, 0.3, 0.465))
    scale = fig.add_axes((0.385, 0.115, 0.015, 0.465))
    one = fig.add_axes((0.545, 0.39, 0.445, 0.19))
    every = fig.add_axes((0.545, 0.115, 0.445, 0.19), sharex=one)
    artists = _on_graph(graph) | _on_map(chart, scale)
    for ax, name in ((one, "one"), (every, "all")):
        box = {"edgecolor": INK, "linewidth": 0.9}
        artists[f"{name}, full"] = ax.bar(_COUNT, 0 * _COUNT, 0.8, fill=False, **box, zorder=2)
        artists[f"{name}, kept"] = ax.bar(_COUNT, 0 * _COUNT, 0.56, color=STATE, **box, zorder=3)
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set(ylim=_SHARES, ylabel=gettext("share"))
    for ax, ticks in ((chart, _COUNT[1::2]), (every, _COUNT)):
        ax.set(xlabel=gettext("use at step"), xticks=ticks, xlim=(0.5, STEPS + 0.5))
    plt.setp(one.get_xticklabels(), visible=False)
    title = {"fontsize": 9, "ha": "left", "va": "bottom"}
    for ax, name in ((one, "title one"), (every, "title all")):
        artists[name] = ax.text(-0.11, 1.03, "", transform=ax.transAxes, **title)
    name = gettext("size of each pair, of the whole gradient's")
    chart.text(-0.16, 1.02, name, transform=chart.transAxes, **title)
    return fig, artists


def _on_graph(ax):
    """Draw the unrolled network; return its live artists."""
    for t in range(STEPS + 1):
        figures.unit(ax, (t, 1), f"$h_{{{t}}}$", STATE, faint=t == 0)
        if t:
            figures.unit(ax, (t, 2), f"$L_{{{t}}}$", OUTPUT)
            figures.edge(ax, (t - _SIDE, 1), (t - _SIDE, 2), color=FAINT)
            figures.edge(ax, (t - 1, 1 + _SIDE), (t, 1 + _SIDE), color=FAINT)
    ax.set(xlim=(-0.6, STEPS + 0.6), ylim=(0.2, 2.55))
    ax.axis("off")
    dot = {"linestyle": "none", "marker": "o", "markersize": 10, "color": INK, "zorder": 6}
    return {
        "window": artists.frame(ax, GREY, 1.5, zorder=4),
        "way": ax.plot([], [], color=INK, linewidth=3, zorder=5)[0],
        "lost": ax.plot([], [], color=GREY, linewidth=2, linestyle=(0, (1, 1.5)), zorder=5)[0],
        "use": ax.plot([], [], **dot)[0],
        "miss": ax.plot([], [], **dot, markerfacecolor="none", markeredgewidth=1.5)[0],
        "words": ax.text(0, 0.22, "", ha="left", va="bottom", fontsize=9),
    }


def _on_map(ax, scale):
    """Draw the axes of the map of pairs, and its colour bar; return its live artists."""
    extent = (0.5, STEPS + 0.5, STEPS + 0.5, 0.5)
    image = artists.image(ax, STEPS, STEPS, extent, cmap=ramp(STATE))
    bar = ax.figure.colorbar(image, cax=scale)
    bar.set_ticks(np.linspace(0, 255, 5), labels=["≤ 0.0001", "0.001", "0.01", "0.1", "1"])
    bar.outline.set_edgecolor(GREY)
    for row in _COUNT:  # the first use multiplies h_0 = 0
        cell(ax, 1, row, 0.5, facecolor=FAINT, edgecolor="none", zorder=1)
        ax.text(1, row, "0", ha="center", va="center", fontsize=8, zorder=2)
    edge = ax.plot([], [], color=INK, linewidth=1)[0]
    pair = artists.frame(ax, OUTPUT, 2.5, zorder=4)
    ax.set(ylabel=gettext("loss at step"), yticks=_COUNT, ylim=(STEPS + 0.5, 0.5))
    return {"map": image, "edge": edge, "pair": pair}


def sweep(loss, use, window, gain):
    """Return what all artists take for each row of the sliders' columns."""
    rows = np.concatenate([loss, use, window, gain], axis=1)
    drawn = [_position(int(tau), int(s), int(k), float(g)) for tau, s, k, g in rows]
    readings = [one.pop("reading") for one in drawn]
    tracks = {name: np.array([one[name] for one in drawn]) for name in drawn[0]}
    return Sweep(None, tracks, readings)


def _position(tau, s, k, gain):
    """Return what every artist takes at one position, and the reading."""
    terms, keep = pairs(gain), kept(k)
    full, cut = terms.sum(axis=(0, 1)), terms[keep].sum(axis=0)
    shares = np.einsum("tsij,ij->ts", terms, full) / (full**2).sum()
    sizes = np.linalg.norm(terms, axis=(2, 3)) / np.linalg.norm(full)
    size, part = sizes[tau - 1, s - 1], (shares * keep).sum()
    angle = np.degrees(np.arccos(np.clip(cosine(cut, full), -1, 1))) if np.any(cut) else np.nan
    together = gettext("all losses: {part:.2f} of the gradient kept, {angle:.0f} degrees off")
    reading = gettext(
        "W_hh times {gain:.2f}, window {k}. {way} Kept: {part:.2f} of the gradient, {angle:.0f} degrees off."
    )
    if k == STEPS:
        together = gettext("all losses: {part:.2f} of the gradient kept")
        reading = gettext("W_hh times {gain:.2f}, window {k}. {way} Kept: {part:.2f} of the gradient.")
    way = _in_words(tau, s, k, f"{size:.2g}" if size else gettext("exactly 0"))
    return _graph(tau, s, k) | {
        "words": way,
        "map": _levels(np.where(keep, sizes, 0)),
        "edge": np.array([np.maximum(0.5, _STAIR[0] - k + 0.5), _STAIR[1]]),
        "pair": np.array([s - 0.5, tau - 0.5, 1, 1]),
        "one, full": shares[tau - 1],
        "one, kept": (shares * keep)[tau - 1],
        "all, full": shares.sum(axis=0),
        "all, kept": (shares * keep).sum(axis=0),
        "title one": gettext("what the loss of step {tau} says of each use").format(tau=tau),
        "title all": together.format(part=part, angle=angle),
        "reading": reading.format(gain=gain, k=k, way=way, part=part, angle=angle),
    }


def _graph(tau, s, k):
    """Return what moves on the unrolled network: the window, the path back, and where it ends."""
    there, arrives = s <= tau, s <= tau < s + k
    begin = max(s, tau - k + 1)  # the last state on the path that is inside the window
    left, width = (tau - k + 0.5, k) if tau >= k else (-0.5, tau + 1)
    return {
        "window": np.array([left, 0.6, width, 1.9]),
        "way": _way(tau, begin, arrives) if there else _line([], _LONGEST),
        "lost": _line(_hops(begin, s - 1, False) if there and not arrives else [], _LONGEST),
        "use": _line([(s - 0.5, 1 - _SIDE)] if arrives else [], 1),
        "miss": _line([] if arrives else [(s - 0.5, 1 - _SIDE)], 1),
    }


def _in_words(tau, s, k, size):
    """Say what becomes of the path from the loss of step tau to the use at step s."""
    if s > tau:
        said = gettext("The use at step {s} comes after the loss of step {tau}: no way leads there.")
    elif s > tau - k:
        said = gettext("The loss of step {tau} reaches the use at step {s}: size {size}.")
    else:
        said = gettext(
            "The loss of step {tau} reaches uses back to step {last}; step {s} is cut off: size {size} is "
            "lost."
        )
    return said.format(tau=tau, s=s, size=size, last=tau - k + 1)


def _hops(start, end, headed=True):
    """Return the points of arrows from state to state, back in time, with a gap at each state."""
    y, gap, hops = 1 - _SIDE, (np.nan, np.nan), []
    for t in range(start, end, -1):
        head = [(t - 0.59, y + 0.07), (t - 0.7, y), (t - 0.59, y - 0.07), gap]
        hops += [(t - 0.3, y), (t - 0.7, y), gap, *(head if headed else [])]
    return hops


def _way(tau, begin, arrives):
    """Return the line from a loss to the last state within the window, and on to the use if it arrives."""
    x, y, gap = tau + _SIDE, 1 - _SIDE, (np.nan, np.nan)
    down = [(x, 1.76), (x, 1.25), gap, (x - 0.08, 1.37), (x, 1.25), (x + 0.08, 1.37), gap]
    last = [(begin - 0.3, y), (begin - 0.5, y)] if arrives else []
    return _line([*down, *_hops(tau, begin), *last], _LONGEST)


def _line(points, length):
    """Return points as a row for a line, (2, length), the rest NaN."""
    row = np.full((2, length), np.nan)
    if points:
        row[:, : len(points)] = np.transpose(points)
    return row


def _levels(sizes):
    low, high = _LOG_RANGE
    with np.errstate(divide="ignore"):
        return np.clip(255 * (np.log10(sizes) - low) / (high - low), 0, 255).astype(np.uint8)


_MOVED = {"drag": {"pair": ("use", "loss"), "way": ("use", None)}, "together": ("loss", "use")}
_NAME, PLAYS = gettext("The path lab"), {gettext("widen the window"): "window"}
LAB = Lab(_NAME, figure, sweep, SLIDERS, START, {}, PRESETS, __name__, plays=PLAYS, **_MOVED)
one, still, show = LAB.one, LAB.still, LAB.show
