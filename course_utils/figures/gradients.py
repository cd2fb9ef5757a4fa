"""Gradients: how they fade and grow through time, and what a matrix stretches."""

import numpy as np

from course_utils.figures.marks import label
from course_utils.figures.style import FINE_DASHES, GREY, INK, REGIMES, curve_styles

_LEAST = 1e-300  # drawn for 0 on a log axis


def log_curves(ax, x, curves, regimes, xlabel, ylabel, at="start"):
    """Draw positive curves (n,) on a log axis, each in the colour of its regime and named at one end.

    ``x`` (n,) are time steps, or a number of factors; ``regimes`` lists "vanishing", "steady" or "exploding"
    for each curve; a 0 leaves a gap. Names are ``at`` the "start" or the "end", where the curves are
    furthest apart. The reading gives the factor from the other end to this one, and the regime, of each.
    """
    x, styles = np.asarray(x), curve_styles(curves)
    here, there = (0, -1) if at == "start" else (-1, 0)
    side, gap = ("right", -0.015) if at == "start" else ("left", 0.015)
    room, factors = 0.3 * (x[-1] - x[0]), []
    for (name, curve), regime in zip(curves.items(), regimes, strict=True):
        look = styles[name] | {"color": REGIMES[regime]}
        ax.plot(x, np.where(np.asarray(curve) > 0, curve, np.nan), **look)
        place = (x[here] + gap * (x[-1] - x[0]), max(curve[here], _LEAST))
        label(ax, name, place, (0, 0), ha=side, color=look["color"])
        factors.append(f"{name}: × {number(curve[here] / curve[there])}, {regime}")
    ax.set(yscale="log", xlabel=xlabel, ylabel=ylabel)
    ax.set_xlim(x[0] - room * (at == "start"), x[-1] + room * (at == "end"))
    ax.set_xticks([tick for tick in ax.get_xticks() if x[0] <= tick <= x[-1]])
    return f"{'; '.join(factors)}."


def states_and_gradients(axes, hs, dhs, regimes):
    """Draw runs of one unit, (steps,) by name, on two Axes: the states above, |dL/dh_t| below.

    The reading says where each state ends, and what became of its gradient.
    """
    steps, ends = len(next(iter(hs.values()))), []
    t = np.arange(1, steps + 1)
    for (name, h), look, regime in zip(hs.items(), curve_styles(hs).values(), regimes, strict=True):
        axes[0].plot(t, h, **look | {"color": REGIMES[regime]})
        ends.append(f"{name} ends at h = {h[-1]:.2f}")
    axes[0].set(ylabel="state h_t", ylim=(-0.1, 1.1))
    gradients = log_curves(axes[1], t, dhs, regimes, "time step t", "|dL/dh_t|")
    return f"{'; '.join(ends)}. Gradients from step {steps} back to step 1: {gradients}"


def stretch(axes, matrices):
    """Draw what each 2 x 2 matrix makes of the unit circle: an ellipse, its half-axes the singular values.

    The reading gives the singular values.
    """
    angle, sizes_of = np.linspace(0, 2 * np.pi, 200), []
    circle = np.stack([np.cos(angle), np.sin(angle)])
    for ax, (name, W) in zip(axes, matrices.items(), strict=True):
        U, sizes, _ = np.linalg.svd(W)
        ax.plot(*circle, color=GREY, linestyle=FINE_DASHES)
        ax.plot(*(W @ circle), color=INK)
        for end, size in zip((U * sizes).T, sizes, strict=True):
            ax.annotate("", end, (0, 0), arrowprops={"arrowstyle": "-|>", "color": INK})
            label(ax, f"{size:.2f}", end, (4, 4))
        ax.set(title=name, aspect="equal")
        ax.margins(0.25)
        sizes_of.append(f"{name}: {sizes[0]:.2f} and {sizes[1]:.2f}")
    return f"Dashed: the unit circle. Solid: what becomes of it. Half-axes: {'; '.join(sizes_of)}."


def number(factor):
    """Return a factor as short text: 0, 1 or 5.7e-03."""
    return f"{factor:.0f}" if factor in (0, 1) else f"{factor:.1e}"
