"""Gradients: how they fade and grow through time, and what a matrix stretches."""

import numpy as np

from course_utils.figures.marks import label, name_curves
from course_utils.figures.shapes import arrow
from course_utils.figures.style import CURVES, GREY, INK, REFERENCE, REGIMES, curve_styles

_LEAST = 1e-300  # drawn for 0 on a log axis


def log_curves(ax, x, curves, regimes, xlabel, ylabel, at="start"):
    """Draw positive curves (n,) on a log axis, each in the colour of its regime and named at one end.

    ``x`` (n,) are time steps, or a number of factors; ``regimes`` lists "vanishing", "steady" or "exploding"
    for each curve, or in other words what is none of them; a 0 leaves a gap. Names are ``at`` the "start" or
    the "end", where the curves are furthest apart. The reading gives the factor from the other end to this
    one, and the regime, of each.
    """
    x, styles = np.asarray(x), curve_styles(curves)
    here, there = (0, -1) if at == "start" else (-1, 0)
    side, gap = ("right", -0.015) if at == "start" else ("left", 0.015)
    room, factors = 0.3 * (x[-1] - x[0]), []
    for (name, curve), regime in zip(curves.items(), regimes, strict=True):
        look = styles[name] | {"color": REGIMES.get(regime, INK)}
        ax.plot(x, np.where(np.asarray(curve) > 0, curve, np.nan), **look)
        place = (x[here] + gap * (x[-1] - x[0]), max(curve[here], _LEAST))
        label(ax, name, place, (0, 0), ha=side, color=look["color"])
        factors.append(f"{name}: × {number(curve[here] / curve[there])}, {regime}")
    ax.set(yscale="log", xlabel=xlabel, ylabel=ylabel)
    ax.set_xlim(x[0] - room * (at == "start"), x[-1] + room * (at == "end"))
    ax.set_xticks([tick for tick in ax.get_xticks() if x[0] <= tick <= x[-1]])
    return f"{'; '.join(factors)}."


def growth(axes, norms, regimes):
    """Draw the norms of powers W^0, W^1, ..., (n,) by name, on two Axes: the rises at close range, and all.

    ``regimes`` is as in `log_curves`. The reading gives the factors at the end, and the highest point of each
    curve that rises.
    """
    near, k = axes[0], np.arange(len(next(iter(norms.values()))))
    top, rises = max(curve.max() for curve in norms.values()), []
    lowest = 0.1 / top  # as far below 1 as the highest point lies above it, and a decade more
    for (name, curve), look, regime in zip(norms.items(), curve_styles(norms).values(), regimes, strict=True):
        left = _first(curve < lowest)
        how = {"color": REGIMES[regime]}
        near.plot(k[: left + 1], curve[: left + 1], **look | how)
        if curve[high := curve.argmax()] > 1.01 * curve[0]:
            near.plot(high, curve[high], marker="o", markersize=5, **how)
            up = 5 if curve[high] == top else 0  # below another curve there is less room
            label(near, f"{name}: {curve[high]:.1f} at k = {high}", (high, curve[high]), (11, up), **how)
            rises.append(f"the {name} rises to {curve[high]:.1f} at k = {high}")
        elif left < len(k):
            label(near, name, (left, lowest), (4, 5), **how)
        else:
            label(near, name, (len(k) // 5, curve[len(k) // 5]), (0, -9), **how)
    near.set(yscale="log", ylim=(lowest, 5 * top), xlabel="number of steps k", ylabel="norm of W^k")
    near.set_xlim(0, 0.6 * k[-1])
    near.set_title("the rises, at close range", loc="center")
    told = log_curves(axes[1], k, norms, regimes, "number of steps k", "", at="end")
    axes[1].set_title("the long run", loc="center")
    return f"After {k[-1]} steps, {told} Before that, {' and '.join(rises)}."


def _first(found):
    """Return the first place that is True, or the length."""
    return int(found.argmax()) if found.any() else len(found)


def states_and_gradients(axes, hs, dhs, regimes):
    """Draw runs of one unit, (steps,) by name, on two Axes: the states above, |dL/dh_t| below.

    The reading says where each state ends, and what became of its gradient.
    """
    steps, ends = len(next(iter(hs.values()))), []
    t = np.arange(1, steps + 1)
    for (name, h), look, regime in zip(hs.items(), curve_styles(hs).values(), regimes, strict=True):
        axes[0].plot(t, h, label=name, **look | {"color": REGIMES[regime]})
        ends.append(f"{name} ends at h = {h[-1]:.2f}")
    axes[0].set(ylabel="state h_t", ylim=(-0.1, 1.1))
    name_curves(axes[0])
    gradients = log_curves(axes[1], t, dhs, regimes, "time step t", "|dL/dh_t|")
    return f"{'; '.join(ends)}. Gradients from step {steps} back to step 1: {gradients}"


def stretch(axes, matrices):
    """Draw what each 2 x 2 matrix makes of the unit circle: an ellipse, its half-axes the singular values.

    All panels have one scale. The reading gives the singular values.
    """
    angle, sizes_of = np.linspace(0, 2 * np.pi, 200), []
    circle, image = np.stack([np.cos(angle), np.sin(angle)]), CURVES[1]["color"]
    reach = max(1.0, *(np.linalg.norm(W, 2) for W in matrices.values()))
    for ax, (name, W) in zip(axes, matrices.items(), strict=True):
        U, sizes, _ = np.linalg.svd(W)
        ax.plot(*circle, **REFERENCE)
        ax.plot(*(W @ circle), color=image)
        for way, size in zip(U.T, sizes, strict=True):
            arrow(ax, (0, 0), size * way)
            place = max(size, 1) * way  # outside both curves
            label(ax, f"{size:.2f}", place, 11 * way + [5 * np.sign(way[0]), 0], ha="center", va="center")
        ax.set(aspect="equal", xlim=(-reach - 0.5, reach + 0.5), ylim=(-1.6, 1.6), xticks=[-2, -1, 0, 1, 2])
        ax.set_title(name, loc="center")
        sizes_of.append(f"{name}: {sizes[0]:.2f} and {sizes[1]:.2f}")
    label(axes[0], "unit circle", (0.72, 0.72), (8, 4), color=GREY)
    label(axes[0], "its image", (0.72, -0.72), (8, -4), color=image)
    return f"Grey: the unit circle; blue: what becomes of it. Half-axes: {'; '.join(sizes_of)}."


def number(factor):
    """Return a factor as short text: 0, 1 or 5.7e-03."""
    return f"{factor:.0f}" if factor in (0, 1) else f"{factor:.1e}"
