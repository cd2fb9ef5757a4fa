"""Gradients: how they fade and grow through time, and what a matrix stretches."""

import numpy as np

from course_utils.figures.style import GREY, INK, REGIMES

LINE_STYLES = ("solid", (0, (4, 1.5)), (0, (1, 1.5)), (0, (6, 1.5, 1, 1.5)))
_LEAST = 1e-300  # what stands for 0 on a log axis


def log_curves(ax, x, curves, regimes, xlabel, ylabel, at="start"):
    """Draw positive curves on a log axis, each in the colour of its regime and named at one of its ends.

    Parameters
    ----------
    ax : Axes
    x : array, shape (n,)
        Time steps, or a number of factors.
    curves : dict of str to array, each (n,)
        Norms; a 0 leaves a gap.
    regimes : sequence of str
        "vanishing", "steady" or "exploding" for each curve.
    xlabel, ylabel : str
    at : {"start", "end"}, optional
        Where the curves are furthest apart: there stand the names.

    Returns
    -------
    str
        The factor from the other end to this one, and the regime, of each curve.
    """
    x = np.asarray(x)
    here, there = (0, -1) if at == "start" else (-1, 0)
    side, gap = ("right", -0.015) if at == "start" else ("left", 0.015)
    room, told = 0.3 * (x[-1] - x[0]), []
    for (name, curve), regime, dash in zip(curves.items(), regimes, LINE_STYLES, strict=False):
        shown = np.where(np.asarray(curve) > 0, curve, np.nan)
        ax.plot(x, shown, color=REGIMES[regime], linestyle=dash)
        place = (x[here] + gap * (x[-1] - x[0]), max(curve[here], _LEAST))
        ax.annotate(name, place, ha=side, va="center", fontsize=9, color=REGIMES[regime])
        told.append(f"{name}: × {number(curve[here] / curve[there])}, {regime}")
    ax.set(yscale="log", xlabel=xlabel, ylabel=ylabel)
    ax.set_xlim(x[0] - room * (at == "start"), x[-1] + room * (at == "end"))
    ax.set_xticks([tick for tick in ax.get_xticks() if x[0] <= tick <= x[-1]])
    return f"{'; '.join(told)}."


def states_and_gradients(axes, hs, dhs, regimes):
    """Draw runs of one unit: the states above, |dL/dh_t| below.

    Parameters
    ----------
    axes : two Axes, sharing x
    hs, dhs : dict of str to array, each (steps,)
    regimes : sequence of str

    Returns
    -------
    str
        Where each state ends, and what became of its gradient.
    """
    steps = len(next(iter(hs.values())))
    t, ends = np.arange(1, steps + 1), []
    for (name, h), regime, dash in zip(hs.items(), regimes, LINE_STYLES, strict=False):
        axes[0].plot(t, h, color=REGIMES[regime], linestyle=dash)
        ends.append(f"{name} ends at h = {h[-1]:.2f}")
    axes[0].set(ylabel="state h_t", ylim=(-0.1, 1.1))
    told = log_curves(axes[1], t, dhs, regimes, "time step t", "|dL/dh_t|")
    return f"{'; '.join(ends)}. Gradients from step {steps} back to step 1: {told}"


def stretch(axes, matrices):
    """Draw what each 2 x 2 matrix makes of the unit circle: an ellipse, its half-axes the singular values.

    Parameters
    ----------
    axes : sequence of Axes
    matrices : dict of str to array, each (2, 2)

    Returns
    -------
    str
        The singular values.
    """
    angle, told = np.linspace(0, 2 * np.pi, 200), []
    circle = np.stack([np.cos(angle), np.sin(angle)])
    for ax, (name, W) in zip(axes, matrices.items(), strict=True):
        U, sizes, _ = np.linalg.svd(W)
        ax.plot(*circle, color=GREY, linestyle=(0, (2, 2)))
        ax.plot(*(W @ circle), color=INK)
        for direction, size in zip(U.T, sizes, strict=True):
            end = direction * size
            ax.annotate("", end, (0, 0), arrowprops={"arrowstyle": "-|>", "color": INK})
            ax.annotate(f"{size:.2f}", end, (4, 4), textcoords="offset points", fontsize=9)
        ax.set(title=name, aspect="equal")
        ax.margins(0.25)
        told.append(f"{name}: {sizes[0]:.2f} and {sizes[1]:.2f}")
    return f"Dashed: the unit circle. Solid: what becomes of it. Half-axes: {'; '.join(told)}."


def number(factor):
    """Return a factor as short text: 0, 1 or 5.7e-03."""
    return f"{factor:.0f}" if factor in (0, 1) else f"{factor:.1e}"
