"""What an experiment gave: errors as bars, a quantity against a setting, spelled words."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from course_utils.figures.marks import draw_curves, name_bars, name_curves
from course_utils.figures.style import INK, ramp


def bars(ax, values, xlabel, digits=1):
    """Draw named values as horizontal bars, the smallest on top, each with its name and its number.

    ``xlabel`` says what is measured, with its unit. The reading lists all names and values.
    """
    values = dict(sorted(values.items(), key=lambda one: one[1]))
    name_bars(ax, values, f"{{:.{digits}f}}")
    ax.set(xlabel=xlabel)
    ax.margins(x=0.12)
    listed = ", ".join(f"{name} {height:.{digits}f}" for name, height in values.items())
    return f"{xlabel[0].upper()}{xlabel[1:]}: {listed}."


def sweep(ax, settings, curves, xlabel, ylabel, above=None):
    """Draw curves (n,) against a setting (n,), each with its name beside it.

    Labels of the axes come with units; a single curve may have an empty name. The reading says where each
    curve starts and ends, or up to which setting it stays ``above`` a value.
    """
    draw_curves(ax, settings, curves, marker="o", markersize=3)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    last = np.sort([float(curve[-1]) for curve in curves.values()])
    if any(curves):
        name_curves(ax, inside=np.diff(last).min(initial=np.inf) < 0.1 * np.ptp(list(curves.values())))
    said = f"{ylabel[0].upper()}{ylabel[1:]} by {xlabel}"
    if above is not None:
        held = {name: np.argmin([*(np.asarray(curve) > above), False]) for name, curve in curves.items()}
        listed = (f"{name} {f'up to {settings[n - 1]}' if n else 'nowhere'}" for name, n in held.items())
        return f"{said}, still above {above:g}: {', '.join(listed)}."
    sentences = []
    for name, curve in curves.items():
        ends = f"{curve[0]:.3g} at {settings[0]}, {curve[-1]:.3g} at {settings[-1]}"
        sentences.append(f"{name}: {ends}" if name else ends)
    return f"{said}: {'; '.join(sentences)}."


def spelled(axes, images, words, targets):
    """Draw images (n, height, width) with the word written for each; under a wrong one, the right word.

    The reading lists the words written, in order, and counts the right ones.
    """
    for ax, image, word, target in zip(axes, images, words, targets, strict=True):
        ax.imshow(image, cmap=ramp(INK), gid="picture")
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        wrong = "" if word == target else f"\n(not {target})"
        ax.set_xlabel(f"{word}{wrong}", fontsize=10, color=INK)
    right = sum(word == target for word, target in zip(words, targets, strict=True))
    return f"Written, left to right: {', '.join(words)}. Right: {right} of {len(words)}."
