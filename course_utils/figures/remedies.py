"""Remedies for gradients that vanish or explode: a descent on a cliff, a wall of distance, all compared."""

import numpy as np
from matplotlib.patches import Rectangle

from course_utils.figures.gradients import number
from course_utils.figures.marks import label
from course_utils.figures.style import CURVES, FAINT, GREY, INK, REGIMES, ramp

_LOSSES = (1e-3, 10, 1e6)  # limits of a learning curve's axis: from, to; to where losses explode
_LEARNED = 0.9  # share of right answers
_GOOD = 0.01  # the loss that the valley stays below


def cliff(ax, w, b, loss, paths):
    """Draw a loss (rows, columns) over w (columns,) and b (rows,) as shades, and two descents on it.

    ``paths`` holds by name arrays (updates + 1, 2), (w, b) before each update and after the last: the first
    in the colour of what explodes, the second in that of what holds. Start, ends and the valley, where the
    loss is lowest, are marked. The reading gives the longest update of each path, and where it ended.
    """
    extent = (w[0], w[-1], b[0], b[-1])
    shades = ax.imshow(loss, extent=extent, origin="lower", aspect="auto", cmap=ramp(GREY), zorder=0)
    shades.set_clim(0, 2.5 * loss.max())  # pale enough for the paths
    bar = ax.figure.colorbar(shades, ax=ax, label="loss")
    bar.ax.set_ylim(0, loss.max())
    ax.contour(w, b, loss, [_GOOD], colors=INK, linewidths=0.8)
    label(ax, f"loss\n< {_GOOD}", (w[0], b[loss[:, 0].argmin()]), (6, 0))
    ax.set(xlim=(w[0], w[-1]), ylim=(b[0], b[-1]), xlabel="w", ylabel="b")
    sentences = []
    for (name, path), regime in zip(paths.items(), ("exploding", "steady"), strict=True):
        ax.plot(*path.T, color=REGIMES[regime], linewidth=1.3, marker=".", markersize=4)
        _name_end(ax, name, path, REGIMES[regime])
        longest = np.linalg.norm(np.diff(path, axis=0), axis=1).max()
        end = f"w = {path[-1, 0]:.1f}, b = {path[-1, 1]:.1f}"
        sentences.append(f"{name}: longest update {longest:.2g}, the end at {end}")
    start = next(iter(paths.values()))[0]
    ax.plot(*start, marker="o", color=INK)
    label(ax, "start of both", start, (8, 0))
    return f"{'; '.join(sentences)}."


def _name_end(ax, name, path, color):
    """Mark where a descent ends and name it; where it ends outside, write the place at the figure's edge."""
    corners = np.array([ax.get_xlim(), ax.get_ylim()]).T
    inside = ((corners[0] <= path) & (path <= corners[1])).all(axis=1)
    here = int(np.flatnonzero(inside)[-1])
    if here == len(path) - 1:
        ax.plot(*path[-1], marker="s", markersize=6, color=color, zorder=3)
        label(ax, f"{name}: the end", path[-1], (-10, -12), color=color)
        return
    step = path[here + 1] - path[here]
    ahead = (np.where(step > 0, corners[1], corners[0]) - path[here])[step != 0] / step[step != 0]
    words = f"{name}: leaves the picture,\nends at w = {path[-1, 0]:.1f}, b = {path[-1, 1]:.1f}"
    label(ax, words, path[here] + ahead.min() * step, (20, -4), color=color)


def wall(axes, record, live=None):
    """Draw recorded runs, one dot each, on Axes for each language: filled where it learned the rule.

    ``record`` is the Table of ``data/sentence_wall.csv``: a row of dots for each start of the weights, over
    the words between fact and answer. The row of the start ``live`` is framed. The reading says up to which
    distance all starts learned, and from which none did.
    """
    sentences = []
    for ax, language in zip(axes, dict.fromkeys(record["language"].tolist()), strict=True):
        here = record["language"] == language
        far, seeds, right = (record[name][here] for name in ("distance", "seed", "right"))
        learned, color = right > _LEARNED, CURVES[1]["color"]
        ax.scatter(far, seeds, 34, np.where(learned, color, "none"), edgecolors=color, linewidths=1.2)
        if live is not None:
            frame = {"facecolor": "none", "edgecolor": INK, "linewidth": 1}
            ax.add_patch(Rectangle((far.min() - 2, live - 0.4), np.ptp(far) + 4, 0.8, **frame))
        ax.set(xlabel="words between fact and answer", ylim=(seeds.max() + 0.7, seeds.min() - 0.7))
        ax.set_title(language, loc="center")
        ax.set_xticks(sorted(set(far.tolist()))[::2])
        ax.set_yticks(sorted(set(seeds.tolist())))
        all_up_to = max(d for d in set(far.tolist()) if learned[far <= d].all())
        none_from = min(d for d in set(far.tolist()) if not learned[far >= d].any())
        between = learned[(far > all_up_to) & (far < none_from)]
        sentences.append(
            f"{language}: all starts learn it up to {all_up_to:.0f} words, none from {none_from:.0f} on; "
            f"between, {between.sum()} of {len(between)} runs"
        )
    axes[0].set_ylabel("start of the weights")
    return f"Filled: learned. {'. '.join(sentences)}."


def remedies(axes, profiles, regimes, losses, learned, baseline=None):
    """Draw a column for each remedy: |dL/dh_t| before training above, its learning curve below.

    ``axes`` is (2, remedies); ``profiles`` (steps,), ``regimes``, ``losses`` (updates,) and ``learned``
    (bool) are dicts by remedy. ``baseline``, (profile, losses) without a remedy, is drawn thin and grey in
    every column. The reading gives for each the factor on the way back to step 1, and whether it learned,
    after how many updates.
    """
    highest = max(map(np.median, losses.values()))
    ceiling = _LOSSES[1] if highest <= _LOSSES[1] else _LOSSES[2]
    budget, sentences = max(map(len, losses.values())), []
    for (above, below), name in zip(axes.T, profiles, strict=True):
        curves, color = (profiles[name], losses[name]), REGIMES[regimes[name]]
        for ax, curve, before in zip((above, below), curves, baseline or (None, None), strict=True):
            if before is not None:
                ax.plot(np.arange(1, len(before) + 1), before, color=GREY, linewidth=1, zorder=1)
            shown = np.where(np.asarray(curve) > 0, curve, np.nan if ax is above else _LOSSES[0])
            ax.plot(np.arange(1, len(curve) + 1), shown, color=color)
        above.set(xlabel="time step t", yscale="log")
        below.set(xlabel="update", yscale="log", ylim=(_LOSSES[0], ceiling), xlim=(-0.03 * budget, None))
        for ax in (above, below):
            ax.minorticks_off()
        above.set_title(f"{name}\n{regimes[name]}", loc="center", fontsize=9, color=color)
        _tell_end(below, np.asarray(losses[name]), learned[name], budget, ceiling, color)
        verdict = "learned" if learned[name] else "did not learn"
        below.set_title(verdict, loc="center", fontsize=9)
        factor, count = profiles[name][0] / profiles[name][-1], len(losses[name])
        after = f" in ≈ {count} updates" if learned[name] and count < budget else ""
        sentences.append(f"{name}: × {number(factor)}, {regimes[name]}, {verdict}{after}")
    if baseline is not None:
        third = len(baseline[0]) // 3
        label(axes[0, -1], "no remedy", (third, baseline[0][third]), (6, -6), color=GREY, va="top")
    axes[0, 0].set_ylabel("|dL/dh_t|")
    axes[1, 0].set_ylabel("loss")
    return f"From the last word back to the first, and after training: {'; '.join(sentences)}."


def _tell_end(ax, losses, learned, budget, ceiling, color):
    """Mark where a run that solved its task stopped, or write how high the losses of another went."""
    if learned and len(losses) < budget:
        end, early = max(losses[-1], _LOSSES[0]), len(losses) < budget / 2
        ax.plot(len(losses), end, marker="o", markersize=5, color=color, clip_on=False)
        words, shift = f"solved\nat {len(losses)}", (7 if early else -7, 3)
        label(ax, words, (len(losses), end), shift, fontsize=8, color=color, linespacing=1)
    if (top := losses.max()) > ceiling:
        where = {"transform": ax.transAxes, "ha": "center", "va": "top", "fontsize": 8}
        ax.text(0.5, 0.8, f"up to {number(top)}", color=color, **where)
        ax.plot(0.5, 0.93, marker="^", markersize=6, color=color, transform=ax.transAxes)


def verdicts(ax, factors, regimes, learned):
    """Draw all remedies in one picture: the factor back to step 1 as a position, success as a filled mark.

    ``factors`` (|dL/dh_1| / |dL/dh_T|, or 0 where no path is left), ``regimes`` and ``learned`` (bool) are
    dicts by remedy; the largest factor stands on top. The reading says which learned and which did not.
    """
    order = sorted(factors, key=factors.get, reverse=True)
    least = min(value for value in factors.values() if value > 0)
    edge = 10.0 ** (np.floor(np.log10(least)) - 3)  # left of it is the place of exact zeros
    for i, name in enumerate(order):
        color, place = REGIMES[regimes[name]], factors[name] or edge / 1e3
        ax.plot([1, place] if factors[name] else [1, edge], [i, i], color=FAINT, zorder=1)
        face = color if learned[name] else "none"
        ax.plot(place, i, marker="o", markersize=8, color=color, markerfacecolor=face)
        words = "learned" if learned[name] else "did not learn"
        label(ax, words, (1.02, i), (0, 0), ha="left", xycoords=ax.get_yaxis_transform(), color=color)
    ax.axvspan(0.1, 10, color=FAINT, linewidth=0, zorder=0)
    ax.set(xscale="log", xlim=(edge / 1e5, 100 * max(10, *factors.values())), ylim=(len(order) - 0.4, -1.6))
    for regime, place in (("vanishing", np.sqrt(edge)), ("steady", 1), ("exploding", ax.get_xlim()[1])):
        side = "right" if regime == "exploding" else "center"
        label(ax, regime, (place, -1), (0, 0), ha=side, color=REGIMES[regime])
    decades = np.arange(6, np.log10(edge), -6)
    ticks = {edge / 1e3: "exactly 0"} | {10.0**k: f"$10^{{{k:.0f}}}$" for k in decades}
    ax.set_xticks(list(ticks), list(ticks.values()))
    ax.minorticks_off()
    broken = {"marker": "$//$", "markersize": 9, "color": INK, "clip_on": False}  # the axis breaks off
    ax.plot(edge, 0, transform=ax.get_xaxis_transform(), **broken)
    ax.set_yticks(range(len(order)), order)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("|dL/dh_1| / |dL/dh_T| before training")
    good = [name for name in factors if learned[name]]
    bad = [name for name in factors if not learned[name]]
    return f"Learned ({len(good)}): {'; '.join(good)}. Did not ({len(bad)}): {'; '.join(bad)}."
