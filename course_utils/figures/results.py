"""What an experiment gave: errors as bars, a quantity against a setting, probabilities, spelled words."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from course_utils.figures.style import FAINT, INK, OUTPUT

_LINE_STYLES = ("solid", (0, (4, 1.5)), (0, (1, 1.5)))


def bars(ax, values, label, digits=1):
    """Draw named values as horizontal bars, each with its name and its number.

    Parameters
    ----------
    ax : Axes
    values : dict of str to float
        Drawn from top to bottom in the order given.
    label : str
        What is measured, with its unit, for the axis.
    digits : int, optional
        Decimals shown.

    Returns
    -------
    str
        All names with their values.
    """
    names, heights = list(values), list(values.values())
    ax.barh(names, heights, color=FAINT, edgecolor=INK, height=0.6)
    for i, height in enumerate(heights):
        ax.annotate(f"{height:.{digits}f}", (height, i), (4, 0), textcoords="offset points", va="center")
    ax.invert_yaxis()
    ax.set(xlabel=label)
    ax.margins(x=0.12)
    ax.tick_params(axis="y", length=0)
    told = ", ".join(f"{name} {height:.{digits}f}" for name, height in values.items())
    return f"{label[0].upper()}{label[1:]}: {told}."


def sweep(ax, settings, curves, xlabel, ylabel):
    """Draw one or more curves against a setting, each named where it is furthest from the others.

    Parameters
    ----------
    ax : Axes
    settings : array, shape (n,)
        The setting that was varied.
    curves : dict of str to array, each (n,)
        At most three, told apart by line style and label; a single one may have an empty name.
    xlabel, ylabel : str
        With units.

    Returns
    -------
    str
        Where each curve starts and ends.
    """
    told = []
    values = np.array(list(curves.values()), dtype=float)
    for i, (name, style) in enumerate(zip(curves, _LINE_STYLES, strict=False)):
        curve = values[i]
        ax.plot(settings, curve, color=INK, linestyle=style, marker="o", markersize=3)
        others = np.delete(values, i, axis=0)
        apart = np.abs(others - curve).min(axis=0).argmax() if len(others) else -1
        ax.annotate(name, (settings[apart], curve[apart]), (6, 5), textcoords="offset points", fontsize=9)
        ends = f"{curve[0]:.3g} at {settings[0]}, {curve[-1]:.3g} at {settings[-1]}"
        told.append(f"{name}: {ends}" if name else ends)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    return f"{ylabel[0].upper()}{ylabel[1:]} by {xlabel}: {'; '.join(told)}."


def context(ax, contexts, probabilities, word):
    """Draw the probability of a word given shorter and shorter contexts.

    Parameters
    ----------
    ax : Axes
    contexts : list of str
        What the model may see, longest first.
    probabilities : array, shape (len(contexts),)
        Of ``word``, given each context.
    word : str
        The word to be predicted.

    Returns
    -------
    str
        The probability with the whole context and with none, and the word whose loss costs most.
    """
    names = [f"{text or '(nothing)'} …" for text in contexts]
    ax.barh(names, probabilities, color=OUTPUT, edgecolor=INK, height=0.62)
    for i, p in enumerate(probabilities):
        ax.annotate(f"{p:.2f}", (p, i), (4, 0), textcoords="offset points", va="center", fontsize=9)
    ax.invert_yaxis()
    ax.set(xlabel=f"probability that the next word is '{word}'", xlim=(0, max(probabilities) * 1.15))
    ax.tick_params(axis="y", length=0)
    lost = contexts[int(np.argmin(np.diff(probabilities)))].split()[0]
    return (
        f"The probability of '{word}' falls from {probabilities[0]:.2f} with "
        f"{len(contexts[0].split())} words of context to {probabilities[-1]:.2f} with none; "
        f"the largest fall comes when '{lost}' is cut off."
    )


def spelled(axes, images, words, targets):
    """Draw images with the word written for each; a wrong word is crossed and shown beside the right one.

    Parameters
    ----------
    axes : array of Axes, one an image
    images : array, shape (n, height, width)
    words, targets : list of str
        What was written, and what was right.

    Returns
    -------
    str
        The words written, in order.
    """
    for ax, image, word, target in zip(axes, images, words, targets, strict=True):
        ax.imshow(image, cmap="gray_r")
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        wrong = "" if word == target else f"\n(not {target})"
        ax.set_xlabel(f"{word}{wrong}", fontsize=10, color=INK)
    right = sum(word == target for word, target in zip(words, targets, strict=True))
    return f"Written, left to right: {', '.join(words)}. Right: {right} of {len(words)}."
