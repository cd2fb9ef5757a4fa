"""Remedies for gradients that vanish or explode: a descent on a cliff, accuracy by distance, all compared."""

import numpy as np

from course_utils.figures.gradients import number
from course_utils.figures.marks import draw_curves, label, name_curves
from course_utils.figures.style import FAINT, GREY, INK, REFERENCE, REGIMES, STATE

_LOSSES = (1e-3, 10, 1e6)  # limits of a learning curve's axis: from, to; to where losses explode


def cliff(ax, w, b, loss, paths):
    """Draw a loss (rows, columns) over w (columns,) and b (rows,) as shades, and two descents on it.

    ``paths`` holds by name arrays (updates + 1, 2), (w, b) before each update and after the last: the first
    is drawn dotted, the second solid. The reading gives the longest update of each, and where it ended.
    """
    ax.contourf(w, b, loss, levels=np.linspace(0, loss.max(), 8), cmap="Greys", vmax=1.4 * loss.max())
    sentences, looks = [], (("exploding", "dotted", (-22, 46)), ("steady", "solid", (-12, -20)))
    for (name, path), (regime, line, away) in zip(paths.items(), looks, strict=True):
        look = {"color": REGIMES[regime], "linestyle": line, "linewidth": 1.3}
        ax.plot(*path.T, **look, marker=".", markersize=4)
        inside = [(x, y) for x, y in path if w[0] <= x <= w[-1] and b[0] <= y <= b[-1]]
        label(ax, name, inside[-1], away, va="baseline", color=REGIMES[regime])
        longest = np.linalg.norm(np.diff(path, axis=0), axis=1).max()
        end = f"w = {path[-1, 0]:.1f}, b = {path[-1, 1]:.1f}"
        sentences.append(f"{name}: longest update {longest:.2g}, the end at {end}")
    ax.plot(*next(iter(paths.values()))[0], marker="o", color=INK)
    ax.set(xlim=(w[0], w[-1]), ylim=(b[0], b[-1]), xlabel="w", ylabel="b")
    return f"{'; '.join(sentences)}."


def accuracies(ax, distances, curves, chance, xlabel, ylabel):
    """Draw accuracy from 0 to 1 against distance, and what guessing gives, ``chance``.

    The reading gives all accuracies, after '≈'.
    """
    sentences = []
    draw_curves(ax, distances, curves, marker="o", markersize=3.5)
    for name, curve in curves.items():
        told = [f"≈ {one:.0%} at {d}" for d, one in zip(distances, curve, strict=True)]
        sentences.append(f"{name} {', '.join(told)}")
    name_curves(ax)
    ax.axhline(chance, **REFERENCE)
    label(ax, "guessing", (distances[0], chance), (0, 4), ha="left", color=GREY)
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=(min(0.4, chance - 0.1), 1.05))
    return f"Accuracy (guessing: {chance:.0%}): {'; '.join(sentences)}."


def remedies(axes, profiles, regimes, losses, learned, baseline=None):
    """Draw a column for each remedy: |dL/dh_t| before training above, its learning curve below.

    ``axes`` is (2, remedies); ``profiles`` (steps,), ``regimes``, ``losses`` (updates,) and ``learned``
    (bool) are dicts by remedy. ``baseline``, (profile, losses) without a remedy, is drawn thin and grey in
    every column. The reading gives for each the factor on the way back to step 1, and whether it learned.
    """
    highest = max(map(np.median, losses.values()))
    ceiling = _LOSSES[1] if highest <= _LOSSES[1] else _LOSSES[2]
    sentences = []
    for (above, below), name in zip(axes.T, profiles, strict=True):
        curves = profiles[name], losses[name]
        for ax, curve, before in zip((above, below), curves, baseline or (None, None), strict=True):
            if before is not None:
                ax.plot(np.arange(1, len(before) + 1), before, color=GREY, linewidth=1, zorder=1)
            floor = np.nan if ax is above else _LOSSES[0]  # no path, no mark; no loss, the lower edge
            shown = np.where(np.asarray(curve) > 0, curve, floor)
            ax.plot(np.arange(1, len(curve) + 1), shown, color=REGIMES[regimes[name]])
        verdict = "learned" if learned[name] else "did not learn"
        above.set_title(name, loc="center", fontsize=10)
        below.set_title(verdict, loc="center", fontsize=9)
        above.set(xlabel="time step t", yscale="log")
        below.set(xlabel="update", yscale="log", ylim=(_LOSSES[0], ceiling))
        if (top := np.max(losses[name])) > ceiling:
            below.text(0.5, 0.9, f"up to {number(top)}", transform=below.transAxes, ha="center", fontsize=8)
        factor = profiles[name][0] / profiles[name][-1]
        sentences.append(f"{name}: × {number(factor)}, {regimes[name]}, {verdict}")
    axes[0, 0].set_ylabel("|dL/dh_t|")
    axes[1, 0].set_ylabel("loss")
    return f"From the last word back to the first, and after training: {'; '.join(sentences)}."


def verdicts(ax, factors, regimes, learned):
    """Draw all remedies in one picture: the factor back to step 1 as a position, success as a filled mark.

    ``factors`` (|dL/dh_1| / |dL/dh_T|, or 0 where no path is left), ``regimes`` and ``learned`` (bool) are
    dicts by remedy. The reading says which learned and which did not.
    """
    lowest = min(value for value in factors.values() if value > 0)
    edge = 10.0 ** (np.floor(np.log10(lowest)) - 4)  # where exact zeros are drawn
    for i, (name, factor) in enumerate(factors.items()):
        color, place = REGIMES[regimes[name]], factor or edge
        ax.plot([1, place], [i, i], color=FAINT, zorder=1)
        face = color if learned[name] else "white"
        ax.plot(place, i, marker="o", markersize=8, color=color, markerfacecolor=face)
        words = ("" if factor else "exactly 0: ") + ("learned" if learned[name] else "did not learn")
        label(ax, words, (place, i), (-9 if factor < 1 else 9, 0), fontsize=8)
    ax.axvspan(0.1, 10, color=STATE, alpha=0.2, linewidth=0, zorder=0)
    ax.set_yticks(range(len(factors)), list(factors))
    ax.set(xscale="log", xlabel="|dL/dh_1| / |dL/dh_T| before training (shaded: steady)")
    ax.margins(x=0.36)
    ax.invert_yaxis()
    good = [name for name in factors if learned[name]]
    bad = [name for name in factors if not learned[name]]
    return f"Learned ({len(good)}): {', '.join(good)}. Did not ({len(bad)}): {', '.join(bad)}."
