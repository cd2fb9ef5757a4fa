"""What training gave: a descent on a cliff, accuracy against distance, remedies side by side."""

import numpy as np

from course_utils.figures.gradients import LINE_STYLES, number
from course_utils.figures.style import EXPLODING, FAINT, GREY, INK, REGIMES, STATE, STEADY

LOSSES = (1e-3, 10, 1e6)  # what a learning curve has room for: from, to; to, where losses explode


def cliff(ax, w, b, loss, paths):
    """Draw a loss over two parameters as shades, and the paths that descents took on it.

    Parameters
    ----------
    ax : Axes
    w, b : array, shapes (columns,) and (rows,)
    loss : array, shape (rows, columns)
    paths : dict of str to array, each (updates + 1, 2)
        (w, b) before each update and after the last; the first path is drawn dotted, the second solid.

    Returns
    -------
    str
        The longest update of each path, and where it ended.
    """
    ax.contourf(w, b, loss, levels=np.linspace(0, loss.max(), 8), cmap="Greys", vmax=1.4 * loss.max())
    styles = {
        "color": (EXPLODING, STEADY),
        "linestyle": ((0, (1, 1.5)), "solid"),
        "xytext": ((-22, 46), (-12, -20)),
    }
    told = []
    for (name, path), color, dash, away in zip(paths.items(), *styles.values(), strict=False):
        ax.plot(*path.T, color=color, linestyle=dash, marker=".", markersize=4, linewidth=1.3)
        inside = [i for i, (x, y) in enumerate(path) if w[0] <= x <= w[-1] and b[0] <= y <= b[-1]]
        label = {"textcoords": "offset points", "color": color, "fontsize": 9, "ha": "right"}
        ax.annotate(name, path[inside[-1]], away, **label)
        longest = np.linalg.norm(np.diff(path, axis=0), axis=1).max()
        end = f"w = {path[-1, 0]:.1f}, b = {path[-1, 1]:.1f}"
        told.append(f"{name}: longest update {longest:.2g}, the end at {end}")
    ax.plot(*next(iter(paths.values()))[0], marker="o", color=INK)
    ax.set(xlim=(w[0], w[-1]), ylim=(b[0], b[-1]), xlabel="w", ylabel="b")
    return f"{'; '.join(told)}."


def accuracies(ax, distances, curves, chance, xlabel, ylabel):
    """Draw accuracy against distance, and tell only what is far from the line between right and chance.

    Parameters
    ----------
    ax : Axes
    distances : sequence of int
    curves : dict of str to array
        Accuracies from 0 to 1, one a distance.
    chance : float
        What guessing gives.
    xlabel, ylabel : str

    Returns
    -------
    str
        Up to which distance accuracy is above 0.9, and from which it is within 0.15 of chance.
    """
    told, key = [], []
    for (name, curve), dash, drawn in zip(curves.items(), LINE_STYLES, ("solid", "dashed"), strict=False):
        ax.plot(distances, curve, color=INK, linestyle=dash, marker="o", markersize=3.5)
        good = [d for d, one in zip(distances, curve, strict=True) if one > 0.9]
        lost = [d for d, one in zip(distances, curve, strict=True) if one < chance + 0.15]
        told.append(f"{name}: above 0.9 up to {max(good, default=0)}, guessing from {min(lost, default=0)}")
        key.append(f"{drawn}: {name}")
    spot = {"xycoords": "axes fraction", "ha": "right", "va": "top", "fontsize": 9, "color": GREY}
    ax.annotate("    ".join(key), (0.99, 0.99), **spot)
    ax.axhline(chance, color=GREY, linestyle=(0, (1, 2)))
    ax.annotate(
        "guessing", (distances[0], chance), (0, 4), textcoords="offset points", color=GREY, fontsize=9
    )
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=(min(0.4, chance - 0.1), 1.05))
    return f"Accuracy {'; '.join(told)}."


def remedies(axes, profiles, regimes, losses, learned, baseline=None):
    """Draw a column for each remedy: |dL/dh_t| before training above, its learning curve below.

    Parameters
    ----------
    axes : array of Axes, shape (2, remedies)
    profiles : dict of str to array, each (steps,)
    regimes : dict of str to str
        Only for the names drawn.
    losses : dict of str to array, each (updates,)
    learned : dict of str to bool
    baseline : (array, array), optional
        Profile and losses of the network without a remedy: thin and grey in every column.

    Returns
    -------
    str
        For each remedy the factor on the way back, and whether it learned.
    """
    told, ceiling = [], max(one for one in LOSSES if one == 10 or max(map(np.median, losses.values())) > 10)
    for column, name in zip(axes.T, profiles, strict=True):
        color = REGIMES[regimes[name]]
        for ax, curve, before in zip(
            column, (profiles[name], losses[name]), baseline or (None,) * 2, strict=True
        ):
            if before is not None:
                ax.plot(np.arange(1, len(before) + 1), before, color=GREY, linewidth=1, zorder=1)
            floor = np.nan if ax is column[0] else LOSSES[0]  # no path, no mark; no loss, the lower edge
            shown = np.where(np.asarray(curve) > 0, curve, floor)
            ax.plot(np.arange(1, len(curve) + 1), shown, color=color, linewidth=1.6)
            ax.set_yscale("log")
        column[0].set_title(name, loc="center", fontsize=10)
        verdict = "learned" if learned[name] else "did not learn"
        column[1].set_title(verdict, loc="center", fontsize=9)
        factor = profiles[name][0] / profiles[name][-1]
        told.append(f"{name}: × {number(factor)}, {regimes[name]}, {verdict}")
        if (top := np.max(losses[name])) > ceiling:
            column[1].annotate(
                f"up to {number(top)}", (0.5, 0.9), xycoords="axes fraction", ha="center", fontsize=8
            )
        column[1].set_ylim(LOSSES[0], ceiling)
        column[0].set_xlabel("time step t")
        column[1].set_xlabel("update")
    axes[0, 0].set_ylabel("|dL/dh_t|")
    axes[1, 0].set_ylabel("loss")
    return f"From the last word back to the first, and after training: {'; '.join(told)}."


def verdicts(ax, factors, regimes, learned):
    """Draw all remedies in one picture: the factor on the way back as a place, success as a filled mark.

    Parameters
    ----------
    ax : Axes
    factors : dict of str to float
        |dL/dh_1| / |dL/dh_T| of each; 0 where no path is left.
    regimes : dict of str to str
    learned : dict of str to bool

    Returns
    -------
    str
        Which learned and which did not.
    """
    lowest = min(value for value in factors.values() if value > 0)
    edge = 10.0 ** (np.floor(np.log10(lowest)) - 4)  # where exact zeros stand
    for i, (name, factor) in enumerate(factors.items()):
        color = REGIMES[regimes[name]]
        face = color if learned[name] else "white"
        ax.plot([1, factor or edge], [i, i], color=FAINT, zorder=1)
        ax.plot(factor or edge, i, marker="o", markersize=8, color=color, markerfacecolor=face)
        words = "learned" if learned[name] else "did not learn"
        words = words if factor else f"exactly 0: {words}"
        side = {"ha": "right", "xytext": (-9, 0)} if factor < 1 else {"ha": "left", "xytext": (9, 0)}
        ax.annotate(words, (factor or edge, i), textcoords="offset points", va="center", fontsize=8, **side)
    ax.axvspan(0.1, 10, color=STATE, alpha=0.2, linewidth=0, zorder=0)
    ax.set(yticks=range(len(factors)), yticklabels=list(factors), xscale="log")
    ax.set(xlabel="|dL/dh_1| / |dL/dh_T| before training (shaded: steady)")
    ax.margins(x=0.36)
    ax.invert_yaxis()
    good = [name for name in factors if learned[name]]
    bad = [name for name in factors if not learned[name]]
    return f"Learned ({len(good)}): {', '.join(good)}. Did not ({len(bad)}): {', '.join(bad)}."
