"""The map of lesson 4: one unit with tanh as a curve, its path as a cobweb, and where the path ends.

The slope of the curve where the state is *is* the factor of the gradient. Every position is a row of one
batch, with a real backward pass along the path.
"""

import matplotlib.pyplot as plt
import numpy as np

from course_utils.figures.style import CURVES, FAINT, INK, INPUT, ON_FILL, REFERENCE, REGIMES
from course_utils.labs import scalar_map
from course_utils.labs.engine import artists, controls
from course_utils.labs.engine.lab import Lab, Reveal, Sweep
from course_utils.texts import N_, gettext

STEPS = 20
SLIDERS = {
    "w_hh": ("w_hh", "{:.2f}", np.arange(-40, 41) / 20),
    "start": (gettext("start h_0"), "{:.2f}", np.arange(-19, 20) / 20),
}
START = {"w_hh": 1.5, "start": 0.3, "bias": 0.0}
_EDGE = 1.15  # of the axes of states
_HALF = 0.17  # of the length of a tangent
_NEAR = 0.005  # a state that close to its end has settled
_H = np.linspace(-_EDGE, _EDGE, 31)
_BLUE, _GREEN, _RED = REGIMES.values()
SAID = {
    "level": gettext(
        "h is {low:.2f} from step 1 on, whatever h_0 was: the curve is level, its slope 0, and no gradient "
        "passes."
    ),
    "stands": gettext(
        "h stays exactly at 0, where the slope {w:.2f} multiplies the gradient at each step back, and any "
        "nudge at each step on. {steps} steps back multiply the gradient by {factor:.1e}."
    ),
    "creeps": gettext(
        "h creeps towards 0, ever more slowly ({last:.2f} after {steps} steps), and the slope tends to "
        "{w:.0f}: the gradient fades as a power of the number of steps, not exponentially. These {steps} "
        "steps back leave {factor:.1e} of it."
    ),
    "settles": gettext(
        "h settles at {high:.2f}, where each step back multiplies the gradient by the slope "
        "{slope:.3g}{only}. These {steps} steps multiply it by {factor:.1e}, {rate:.2f} a step."
    ),
    "on its way": gettext(
        "h is on its way to {high:.2f} ({last:.2f} after {steps} steps), where each step back multiplies the "
        "gradient by the slope {slope:.3g}{only}. These {steps} steps multiply it by {factor:.1e}, "
        "{rate:.2f} a step."
    ),
    "alternates": gettext(
        "h alternates between {low:.2f} and {high:.2f}, where the slopes {slope:.3g} and {other:.3g}{only} "
        "make {both:.3g} in two steps back. These {steps} steps multiply the gradient by {factor:.1e}, "
        "{rate:.2f} a step."
    ),
    "will alternate": gettext(
        "h comes to alternate between {low:.2f} and {high:.2f} ({last:.2f} after {steps} steps), where the "
        "slopes {slope:.3g} and {other:.3g}{only} make {both:.3g} in two steps back. These {steps} steps "
        "multiply the gradient by {factor:.1e}, {rate:.2f} a step."
    ),
}


def figure(bias):
    """Return the cobweb on the left; on the right, over w_hh, the fixed points and the slopes there."""
    grid = {"left": 0.085, "right": 0.99, "bottom": 0.13, "top": 0.92, "wspace": 0.2, "hspace": 0.22}
    fig, axes = plt.subplot_mosaic(
        [["map", "points"], ["map", "slopes"]], figsize=(7.4, 3.9), layout="none", gridspec_kw=grid
    )
    return fig, _map(axes["map"]) | _over_w(axes["points"], axes["slopes"], bias)


def _map(ax):
    """Return what moves on the left: the curve, its path, its fixed points, and how steep it is there."""
    ax.set(
        xlim=(-_EDGE, _EDGE), ylim=(-_EDGE, _EDGE), xlabel=gettext("state h_t"), ylabel=gettext("next state")
    )
    ax.set_xticks([-1, -0.5, 0, 0.5, 1])
    ax.set_yticks([-1, -0.5, 0, 0.5, 1])
    ax.set_title(gettext("tanh(w_hh h + b)"), fontsize=10)
    ax.plot([-_EDGE, _EDGE], [-_EDGE, _EDGE], **REFERENCE)
    dot = {"linestyle": "none", "marker": "o", "zorder": 4}
    ring = {"markerfacecolor": "none", "markeredgewidth": 1.6, "markersize": 9}
    nowhere, tangent = [np.nan, np.nan], {"linewidth": 4, "solid_capstyle": "butt"}
    return {
        N_("next state"): ax.plot(_H, 0 * _H, color=INK, linewidth=2)[0],
        N_("path"): ax.plot(nowhere, nowhere, color=CURVES[2]["color"], linewidth=1.1, zorder=3)[0],
        "vanishing": ax.plot(nowhere, nowhere, color=_BLUE, **tangent)[0],
        "vanishing too": ax.plot(nowhere, nowhere, color=_BLUE, **tangent)[0],
        "steady": ax.plot(nowhere, nowhere, color=_GREEN, **tangent)[0],
        "exploding": ax.plot(nowhere, nowhere, color=_RED, **tangent)[0],
        "stable": ax.plot(nowhere, nowhere, color=_BLUE, markersize=8, **dot)[0],
        "unstable": ax.plot(nowhere, nowhere, markeredgecolor=_RED, **dot, **ring)[0],
        "h_0": _grip(ax, *nowhere),
        "slope": artists.words(ax, 1.0, 1.02),
    }


def _grip(ax, x, y):
    """Return the dot that a hand takes."""
    look = {"markerfacecolor": INPUT, "markeredgecolor": ON_FILL, "markersize": 9, "zorder": 5}
    return ax.plot([x], [y], marker="o", linestyle="none", **look)[0]


def _over_w(points, slopes, bias):
    """Draw fixed points and slopes over w_hh; return what moves there."""
    for ax in (points, slopes):
        ax.set_xlim(-2.05, 2.05)
        ax.set_xticks([-2, -1, 0, 1, 2])
    points.tick_params(labelbottom=False)
    points.set(ylim=(-_EDGE, _EDGE), yticks=[-1, 0, 1], ylabel=gettext("state h"))
    points.set_title(gettext("stable: h ends there"), fontsize=8.5, color=_BLUE)
    points.set_title(gettext("unstable"), loc="right", fontsize=8.5, color=_RED)
    slopes.set(ylim=(0, 2.1), yticks=[0, 1, 2], xlabel="w_hh", ylabel=gettext("|slope| there"))
    slopes.axhline(1, **REFERENCE)
    for w, h in scalar_map.branches(bias):
        steep = np.abs(scalar_map.slope(w, bias, h))
        for stable in (True, False):
            look = {"color": _BLUE, "linewidth": 2.4} if stable else {"color": _RED, "linewidth": 1}
            here = (steep <= 1) == stable
            points.plot(w, np.where(here, h, np.nan), **look)
            slopes.plot(w, np.where(here, steep, np.nan), **look)
    w = np.linspace(-2, 0, 801)
    two = scalar_map.pair(w, bias)
    turns = scalar_map.rate(np.stack([scalar_map.slope(w, bias, h) for h in two.T], axis=1))
    apart = two[:, 1] > two[:, 0]
    apart[1:] |= apart[:-1]  # and where they part
    for ax, curve in ((points, two[:, 0]), (points, two[:, 1]), (slopes, turns)):
        ax.plot(w, np.where(apart, curve, np.nan), color=_BLUE, linewidth=2.4)
    bar, dots = {"color": FAINT, "linewidth": 5, "zorder": 1}, {"color": INK, "marker": "o", "zorder": 4}
    return {
        "w_hh": points.axvline(0, **bar),
        "here": slopes.axvline(0, **bar),
        N_("last two states"): points.plot([0, 0], [0, 0], linestyle="none", markersize=7, **dots)[0],
        N_("measured rate"): slopes.plot([0], [0], linestyle="none", markersize=7, **dots)[0],
    }


def sweep(bias, w_hh, start):
    """Return for each position its path, where the path ends, and how steep the curve is there."""
    w, h_0 = w_hh[:, 0], start[:, 0]
    hs, factor = scalar_map.path(w, bias, h_0, STEPS)
    ends = scalar_map.ends(w, bias, h_0)
    slopes = np.stack([scalar_map.slope(w, bias, h) for h in ends.T], axis=1)
    points = scalar_map.fixed_points(w, bias)
    steep = np.abs(scalar_map.slope(w[:, None], bias, points))
    stable = np.sort(np.where(steep <= 1, points, np.nan), axis=1)[:, :2]
    unstable = np.sort(np.where(steep > 1, points, np.nan), axis=1)[:, :1]
    rate = np.abs(factor) ** (1 / STEPS)
    web = np.repeat(hs, 2, axis=0).T
    rows = {
        "next state": np.tanh(w[:, None] * _H + bias),
        "path": np.stack([web[:, :-1], web[:, 1:]], axis=1),
        "stable": np.stack([stable, stable], axis=1),
        "unstable": np.stack([unstable, unstable], axis=1),
        "h_0": np.stack([h_0, h_0], axis=1)[:, :, None],
        "slope": [_steepness(one) for one in slopes],
        "w_hh": w,
        "here": w,
        "last two states": np.stack([np.stack([w, w], axis=1), hs[-2:].T], axis=1),
        "measured rate": np.stack([w, rate], axis=1)[:, :, None],
    }
    rows |= _tangents(w, bias, ends, slopes)
    said = [_reading(*one, bias) for one in zip(w, hs.T, ends, slopes, factor, strict=True)]
    return Sweep(None, rows, said)


def _tangents(w, bias, ends, slopes):
    """Return tangents where the path ends, (positions, 2, 2) each, by what the slope does."""
    rate, alternates = scalar_map.rate(slopes), ends[:, 0] < ends[:, 1]
    first, second = (_tangent(w, bias, *one) for one in zip(ends.T, slopes.T, strict=True))
    shown = {
        "vanishing": (rate < 1, first),
        "vanishing too": (alternates, second),
        "steady": (rate == 1, first),
        "exploding": (rate > 1, first),
    }
    return {name: np.where(where[:, None, None], line, np.nan) for name, (where, line) in shown.items()}


def _tangent(w, bias, h, slope):
    """Return both ends of a tangent, (positions, 2, 2)."""
    x = h[:, None] + _HALF / np.hypot(1, slope)[:, None] * [-1, 1]
    return np.stack([x, np.tanh(w * h + bias)[:, None] + (x - h[:, None]) * slope[:, None]], axis=1)


def _steepness(slopes):
    """Name the slope where the path ends, or the two."""
    if slopes[0] == slopes[1]:
        return gettext("slope {slope:.3g}").format(slope=slopes[0] + 0)
    return gettext("slopes {slope:.3g} and {other:.3g}").format(slope=slopes[0], other=slopes[1])


def _kind(w, h, ends, slopes):
    """Return what becomes of one path, a name in `SAID`."""
    if w == 0:
        return "level"
    if h[1] == h[0]:
        return "stands"
    if scalar_map.rate(slopes) == 1:
        return "creeps"
    is_there = np.abs(np.sort(h[-2:]) - ends).max() < _NEAR
    if ends[0] != ends[1]:
        return "alternates" if is_there else "will alternate"
    return "settles" if is_there else "on its way"


def _reading(w, h, ends, slopes, factor, bias):
    """Say where one path goes, how steep the curve is there, and what that does to a gradient."""
    low, high = np.round(ends, 2) + 0  # not -0.00
    fill = {"w": w, "low": low, "high": high, "last": round(h[-1], 2) + 0, "steps": STEPS, "factor": factor}
    fill |= {"slope": slopes[0], "other": slopes[1], "both": slopes[0] * slopes[1]}
    fill |= {"rate": np.abs(factor) ** (1 / STEPS), "only": ""}
    if abs(w) > 1:
        only = gettext(" ({w:.2f} only at h = {place:.2f})")
        fill["only"] = only.format(w=w, place=round(-bias / w, 2) + 0)
    name = f"w_hh = {w:.2f}, h_0 = {round(h[0], 2) + 0:.2f}" + (f", b = {bias:.1f}" if bias else "")
    return f"{name}: {SAID[_kind(w, h, ends, slopes)]}".format(**fill)


CONTROLS = {"bias": controls.decimal(gettext("bias"), -1, 1, 0.1)}
PRESETS = {
    gettext("1.5, from exactly 0"): {"start": 0.0},
    gettext("1.5, from 0.05"): {"start": 0.05},
    gettext("on the edge"): {"w_hh": 1.0, "start": 0.95},
    gettext("alternating"): {"w_hh": -1.5},
    gettext("a bias"): {"start": -0.5, "bias": 0.1},
}
LAB = Lab(
    gettext("The map"),
    figure,
    sweep,
    SLIDERS,
    START,
    CONTROLS,
    PRESETS,
    __name__,
    together=("w_hh", "start"),
    drag={"h_0": ("start", None), "w_hh": ("w_hh", None), "here": ("w_hh", None)},
    plays={gettext("follow the path"): Reveal(("path",)), gettext("let w_hh travel"): "w_hh"},
)
one, still, show = LAB.one, LAB.still, LAB.show
