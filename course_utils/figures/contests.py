"""Which model is best over many origins, and which of the others can't be told from it."""

import numpy as np

from course_utils.figures.marks import label
from course_utils.figures.style import GREY, INK, NETWORKS, REFERENCE

_CLOSE = 0.05  # above this p a difference is within chance
_OUTLIER = 3  # times the next model's score: the axis is cut before it


def scores(ax, errors, title, test, reference="seasonal naive"):
    """Draw the MASE of models over all origins, best on top, with the spread over origins and over seeds.

    ``errors`` holds by model its MASE, (seeds, origins); a model that draws nothing has one seed. Dots are
    means, thin lines the middle half of the origins, thick ones all seeds; an upright line marks the model
    ``reference``. Beside them stand the mean, and p against the best: ``test`` returns it for two scores
    (origins,). One model far behind all others is left off the axis. The reading names the best, those that
    can't be told from it, and the networks.
    """
    errors = {name: np.asarray(each, float) for name, each in errors.items()}
    order = sorted(errors, key=lambda name: errors[name].mean())
    mean = {name: errors[name].mean() for name in order}
    p = {name: test(errors[name].mean(axis=0), errors[order[0]].mean(axis=0)) for name in order}
    cut = len(order) > 2 and mean[order[-1]] > _OUTLIER * mean[order[-2]]
    for i, name in enumerate(order):
        _row(ax, i, errors[name], NETWORKS[name]["color"] if name in NETWORKS else INK)
        against = f"{p[name]:.3f}" if p[name] >= 0.001 else "<0.001"
        _beside(ax, i, f"{mean[name]:.2f}", against if i else "best")
    if reference in mean:
        ax.axvline(mean[reference], **REFERENCE)
    shown = order[:-1] if cut else order
    far = max(errors[name].mean(axis=1).max() for name in shown)
    near = min(np.quantile(errors[name].mean(axis=0), 0.25) for name in shown)
    ax.set_xlim(near - 0.04 * (far - near), far + 0.06 * (far - near))
    if cut:
        label(ax, "off the axis →", (1, len(order) - 1), (-4, 0), xycoords=ax.get_yaxis_transform())
    seeds, origins = max(len(each) for each in errors.values()), errors[order[0]].shape[1]
    ax.set_yticks(range(len(order)), order)
    ax.set(ylim=(len(order) - 0.5, -0.5), title=title)
    ax.set_xlabel(f"MASE; thin: the middle half of {origins} origins, thick: {seeds} seeds")
    _beside(ax, -1, "mean", "p", color=GREY)
    return _reading(title, mean, p, errors, seeds, origins)


def _beside(ax, i, *words, **how):
    """Write words into the columns to the right of a row."""
    for word, right in zip(words, (36, 74), strict=True):
        label(ax, word, (1, i), (right, 0), xycoords=ax.get_yaxis_transform(), ha="right", **how)


def _row(ax, i, errors, color):
    """Draw one model: its mean, the middle half of its origins, and the range of its seeds."""
    ax.plot(np.quantile(errors.mean(axis=0), [0.25, 0.75]), [i, i], color=color, linewidth=0.8)
    each = errors.mean(axis=1)
    if len(each) > 1:
        ax.plot([each.min(), each.max()], [i, i], color=color, linewidth=4, solid_capstyle="butt")
    ax.plot(errors.mean(), i, "o", color=color, markersize=6)


def _reading(title, mean, p, errors, seeds, origins):
    """Return the verdict in words."""
    best, *others = mean
    close = ", ".join(f"{name} {mean[name]:.2f}" for name in others if p[name] > _CLOSE) or "none"
    nets = []
    for name in (name for name in mean if name in NETWORKS):
        each = errors[name].mean(axis=1)
        nets.append(f"{name} {mean[name]:.2f} ({each.min():.2f} to {each.max():.2f})")
    return (
        f"{title}, {origins} origins. Best: {best} {mean[best]:.2f}. Within chance of it (p > {_CLOSE}): "
        f"{close}. Networks, mean and range of {seeds} seeds: {', '.join(nets)}."
    )
