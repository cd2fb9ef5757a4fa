"""The look-back lab of lesson 6: how much each letter read moves the prediction of the next one.

For every prediction, the gradient of log p(next letter) by each earlier input, as shading on the text itself.
All positions of the slider are one batch: row t has its loss only at step t.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap

from course_utils.cells.attention import softmax
from course_utils.figures.style import FAINT, GREY, INK, INPUT, ON_FILL, tints
from course_utils.labs.engine import artists, controls
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.labs.letter_models import CELLS, letter_models
from course_utils.sequences import one_hot, place_names
from course_utils.texts import gettext

DEFAULTS = {"country": "PL", "name": "warszawa"}
PRESETS = {
    gettext("Yonezawa"): {"country": "JP", "name": "yonezawa", "letters": 6},
    gettext("Yonezawa in Italy"): {"country": "IT", "name": "yonezawa", "letters": 6},
    gettext("Afyonkarahisar"): {"country": "TR", "name": "afyonkarahisar", "letters": 10},
    gettext("Higashihiroshima"): {"country": "JP", "name": "higashihiroshima", "letters": 13},
    gettext("twenty-two letters"): {"country": "PL", "name": "ostrowiecswietokrzyski", "letters": 16},
}
LONGEST = 24
# Level 0 leaves the page as it is; all others are deep enough for dark letters.
_SHADES = ListedColormap([(0, 0, 0, 0), *tints(INPUT)(np.linspace(0, 1, 255))], "look back")


def look_back(model, country, name):
    """Return how much each symbol read moves each prediction of the actual next letter.

    ``model`` is a `LetterModel`, ``country`` one of `place_names.COUNTRIES`, ``name`` 1 to 24 letters a to z;
    ValueError for other text.

    Returns
    -------
    shares : array, shape (predictions, symbols read)
        |d log p_t / dx_s| over the sum of its row: row t has its loss after symbol t; 0 for later symbols.
    p : array, shape (predictions, letters)
        The probabilities of every next letter.
    """
    ids = _ids(country, name)
    steps = np.arange(len(ids))
    xs = np.repeat(one_hot(ids, len(place_names.SYMBOLS))[:, None], len(ids), axis=1)
    run = model.cell.forward(xs, model.params)
    p = softmax(run.hs[steps, steps] @ model.W_hy.T + model.b_y)
    dhs = np.zeros_like(run.hs)
    following = one_hot(place_names.SYMBOLS.encode([*name, "."]), len(place_names.LETTERS))
    dhs[steps, steps] = (following - p) @ model.W_hy  # d log p / dz = one-hot - p
    norms = np.linalg.norm(model.cell.backward(run, dhs)["xs"], axis=2).T
    return norms / norms.sum(axis=1, keepdims=True), p


def _ids(country, name):
    """Return the symbols' numbers, (1 + len(name),), or raise, saying what is wrong with the text."""
    wrong = sorted({letter for letter in name if letter not in place_names.LETTERS[:-1]})
    if country not in place_names.COUNTRIES:
        raise ValueError(f"country must be one of {', '.join(place_names.COUNTRIES)}, not {country!r}")
    if wrong or not 1 <= len(name) <= LONGEST:
        said = gettext("a name has 1 to {most} letters from a to z; {letter} is none")
        if not wrong:
            said = gettext("a name has 1 to {most} letters from a to z; {count} are too many")
        if not name:
            said = gettext("a name has 1 to {most} letters from a to z; {count} are too few")
        raise ValueError(said.format(most=LONGEST, letter=repr("".join(wrong[:1])), count=len(name)))
    return place_names.SYMBOLS.encode([country, *name])


def figure(country, name):
    """Return a row for each network: the text to be shaded, bars above it, and what it expects next."""
    _ids(country, name)
    grid = {"left": 0.125, "right": 0.79, "bottom": 0.02, "top": 0.95, "hspace": 0.1}
    fig, axes = plt.subplots(3, 1, figsize=(7.4, 4.4), sharex=True, layout="none", gridspec_kw=grid)
    live = {}
    for ax, network in zip(axes, letter_models(), strict=True):
        row = _row(ax, network, [country, *name, "."])
        live |= {f"{network} {part}": artist for part, artist in row.items()}
    bars = gettext("bars: share of the gradient of log p(framed letter)")
    line = gettext("underlined: the last symbols with half of it")
    axes[0].set_title(f"{bars}   {line}", fontsize=8, color=GREY, loc="left")
    return fig, live


def _row(ax, network, text):
    """Draw one network's text; return its live artists."""
    ax.set(yticks=[0, 0.5, 1], xticks=[])
    ax.set_ylabel(network, fontsize=11, rotation=0, ha="right", va="center")
    ax.spines["bottom"].set_visible(False)
    ax.axhline(0, color=FAINT, linewidth=1, zorder=0)
    read, extent = np.arange(len(text) - 1), (-0.5, len(text) - 1.5, -0.55, -0.08)
    big = {"ha": "center", "va": "center", "fontsize": 12}
    live = {
        "shade": artists.image(ax, 1, len(read), extent, cmap=_SHADES, zorder=1),
        "bars": ax.bar(read, 0.0 * read, 0.62, color=INPUT, edgecolor=INK, linewidth=0.8),
    }
    for i in range(len(text)):
        live[f"{i} ahead"] = ax.text(i, -0.32, "", color=GREY, **big)
        if i < len(read):
            live[i] = ax.text(i, -0.32, "", color=ON_FILL, zorder=3, **big)
    ax.set(xlim=(-0.6, len(text) - 0.4), ylim=(-0.72, 1.08))
    return live | {
        "half": ax.plot([0, 0], [-0.63, -0.63], color=INK, linewidth=2.5, solid_capstyle="butt")[0],
        "next": artists.frame(ax, INK, 1.6, zorder=4),
        "right": artists.words(ax, 1.015, 0.72, "left", "center", clip_on=False),
        "guess": artists.words(ax, 1.015, 0.5, "left", "center", clip_on=False),
    }


def sweep(country, name):
    """Return every number of letters read as one position of the slider."""
    text = [country, *name, "."]
    steps, tracks, sentences = np.arange(len(text) - 1), {}, []
    guess = gettext("its guess: '{letter}', {p:.2f}")
    for network, model in letter_models().items():
        shares, p = look_back(model, country, name)
        chances, best = p[steps, place_names.SYMBOLS.encode(text[1:])], p.argmax(axis=1)
        row = {
            "shade": np.ceil(255 * np.sqrt(shares)).astype(np.uint8)[:, None],
            "bars": shares,
            "next": np.array([[t + 0.5, -0.58, 1.0, 0.52] for t in steps]),
            "half": np.array([[[t - half(shares[t], t) + 0.58, t + 0.42], [-0.63, -0.63]] for t in steps]),
            "right": [f"p('{text[t + 1]}') {_chance(chances[t])}" for t in steps],
            "guess": [guess.format(letter=place_names.LETTERS[k], p=p[t, k]) for t, k in enumerate(best)],
        }
        row |= {i: [text[i] if i <= t else "" for t in steps] for i in steps}
        row |= {f"{i} ahead": [text[i] if i > t else "" for t in steps] for i in range(len(text))}
        tracks |= {f"{network} {part}": track for part, track in row.items()}
        sentences.append([_said(network, text, shares[t], chances[t], t) for t in steps])
    head = gettext("Read: {text}. Next comes {letter}.")
    readings = []
    for t in steps:
        letter = gettext("the full stop") if text[t + 1] == "." else text[t + 1]
        first = head.format(text=" ".join(text[: t + 1]), letter=letter)
        readings.append(" ".join([first, *(one[t] for one in sentences)]))
    return Sweep(steps, tracks, readings)


def half(shares, t):
    """Return how many of the last symbols read, up to place t, together hold half of the gradient."""
    return int((np.cumsum(shares[t::-1]) < 0.5).sum()) + 1


def _chance(p):
    return f"= {p:.2f}" if p >= 0.005 else "< 0.01"


def _said(network, text, shares, chance, t):
    """Say how probable one network finds the next letter, and where it looks."""
    top = int(shares[: t + 1].argmax())
    count = half(shares, t)
    last = gettext("the last symbol") if count == 1 else gettext("the last {count} symbols")
    last = last.format(count=count)
    said = gettext("{network}: p {p}; most on {symbol} at place {place} ({share:.2f}), half within {last}.")
    return said.format(
        network=network, p=_chance(chance), symbol=text[top], place=top, share=shares[top], last=last
    )


_COUNTRIES = [(name, key) for key, name in place_names.COUNTRIES.items()]
CONTROLS = {
    "country": controls.menu(gettext("country"), _COUNTRIES),
    "name": controls.text(gettext("name")),
}
SLIDERS, START = {"letters": (gettext("letters read"), "{:.0f}")}, {"letters": 5} | DEFAULTS
LAB = Lab(
    gettext("The look-back lab"),
    figure,
    sweep,
    SLIDERS,
    START,
    CONTROLS,
    PRESETS,
    __name__,
    drag={f"{network} shade": ("letters", None) for network in CELLS},  # point at the last letter to be read
    plays={gettext("read on"): "letters"},
)
one, still, show = LAB.one, LAB.still, LAB.show
