"""Which model is best over many origins, and which of the others can't be told from it."""

import numpy as np

from course_utils.figures.marks import label
from course_utils.figures.style import GREY, INK, NETWORKS, REFERENCE

_OUTLIER = 2  # times the next model's score: the axis is cut before it


def scores(ax, errors, title, verdict, reference="seasonal naive"):
    """Draw the MASE of models over all origins, best on top, with the spread over origins and over seeds.

    ``errors`` holds by model its MASE, (seeds, origins); a model that draws nothing has one seed. ``verdict``
    is what `course_utils.forecasting.verdicts` says of them. Dots are means, hollow where a model is behind
    the best by more than chance; thin lines the middle half of the origins, thick ones all seeds; an upright
    line marks the model ``reference``. Beside them stand the mean, and the corrected p against the best. One
    model far behind all others is left off the axis. The reading is the verdict in words.
    """
    mean = verdict.mean
    order, errors = list(mean), {name: np.atleast_2d(np.asarray(errors[name], float)) for name in mean}
    cut = len(order) > 2 and mean[order[-1]] > _OUTLIER * mean[order[-2]]
    for i, name in enumerate(order):
        kind = name.split(",")[0]
        color = NETWORKS[kind]["color"] if kind in NETWORKS else INK
        _row(ax, i, errors[name], color, name not in verdict.behind)
        _beside(ax, i, f"{mean[name]:.2f}", _against(verdict, name) if i else "best")
    shown = order[:-1] if cut else order
    if reference in shown:
        ax.axvline(mean[reference], **REFERENCE)
    high = [errors[name].mean(axis=1).max() for name in shown]
    high += [np.quantile(errors[name].mean(axis=0), 0.75) for name in shown]
    far = max(high)
    near = min(np.quantile(errors[name].mean(axis=0), 0.25) for name in shown)
    ax.set_xlim(near - 0.04 * (far - near), far + 0.06 * (far - near))
    if cut:
        label(ax, "off the axis →", (1, len(order) - 1), (-4, 0), xycoords=ax.get_yaxis_transform())
    seeds, origins = max(len(each) for each in errors.values()), errors[order[0]].shape[1]
    ax.set_yticks(range(len(order)), order)
    ax.set(ylim=(len(order) - 0.5, -0.5), title=title)
    thick = f"thick: {seeds} seeds, one by one, " if seeds > 1 else ""
    upright = f"; upright line: the {reference}" if reference in shown else ""
    ax.set_xlabel(f"MASE{upright}\nthin: the middle half of {origins} origins, {thick}hollow: behind")
    _beside(ax, -1, "mean", "p (Holm)", color=GREY)
    return f"{title}, {verdict}"


def _against(verdict, name):
    """Return p as it is written: none where there are too few origins."""
    if not verdict.enough:
        return "–"
    return f"{verdict.p[name]:.3f}" if verdict.p[name] >= 0.001 else "<0.001"


def _beside(ax, i, *words, **how):
    """Write words into the columns to the right of a row."""
    for word, right in zip(words, (36, 88), strict=True):
        label(ax, word, (1, i), (right, 0), xycoords=ax.get_yaxis_transform(), ha="right", **how)


def _row(ax, i, errors, color, close):
    """Draw one model: its mean, the middle half of its origins, and the range of its seeds."""
    ax.plot(np.quantile(errors.mean(axis=0), [0.25, 0.75]), [i, i], color=color, linewidth=0.8)
    each = errors.mean(axis=1)
    if len(each) > 1:
        ax.plot([each.min(), each.max()], [i, i], color=color, alpha=0.4, linewidth=4, solid_capstyle="butt")
    dot = {"markerfacecolor": color if close else "none", "markeredgewidth": 1.2, "markersize": 6}
    ax.plot(errors.mean(), i, "o", color=color, **dot)
