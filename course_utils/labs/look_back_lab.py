"""The look-back lab of lesson 6: how much each letter read moves the prediction of the next one.

For every prediction, the gradient of log p(next letter) by each earlier input, as shading on the text itself.
All positions of the slider are one batch: row t of it has its loss at step t alone.
"""

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.patches import Rectangle

from course_utils import figures
from course_utils.figures.style import FAINT, GREY, INK, INPUT
from course_utils.labs.engine.live import Lab
from course_utils.labs.engine.scene import Sweep, draw
from course_utils.labs.letter_models import letter_models, softmax
from course_utils.sequences import one_hot, place_names
from course_utils.texts import gettext

DEFAULTS = {"country": "PL", "name": "warszawa"}
PRESETS = {
    "yokohama": {"country": "JP", "name": "yokohama", "value": 8},
    gettext("Yokohama in Poland"): {"country": "PL", "name": "yokohama", "value": 8},
    "istanbul": {"country": "TR", "name": "istanbul", "value": 8},
    "milano": {"country": "IT", "name": "milano", "value": 5},
    gettext("sixteen letters"): {"country": "IT", "name": "castelfrancobell", "value": 16},
}
LONGEST = 16
_NOTHING = (*to_rgba(INPUT)[:3], 0.0)  # see-through: the page's own ground stays
_SHADES = LinearSegmentedColormap.from_list("look back", [_NOTHING, (*to_rgba(INPUT)[:3], 0.9)])


def look_back(model, country, name):
    """Return how much each symbol read moves each prediction of the letter that really comes next.

    Parameters
    ----------
    model : LetterModel
    country : str
        One of `place_names.COUNTRIES`.
    name : str
        Lower-case letters a to z, 16 at most.

    Returns
    -------
    shares : array, shape (predictions, symbols read)
        |d log p_t / dx_s| over the sum of its row: row t has its loss after symbol t; 0 for later symbols.
    p : array, shape (predictions, letters)
        The probabilities of every next letter.

    Raises
    ------
    ValueError
        If a symbol is none of the models'.
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
    """Return the symbols' numbers, (1 + len(name),), or say what is wrong with the text."""
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
    text = [country, *name, "."]
    grid = {"left": 0.1, "right": 0.8, "bottom": 0.03, "top": 0.95, "hspace": 0.16}
    fig, axes = plt.subplots(3, 1, figsize=(9, 4.4), sharex=True, layout="none", gridspec_kw=grid)
    artists, big = {}, {"ha": "center", "va": "center", "fontsize": 12}
    for ax, network in zip(axes, letter_models(), strict=True):
        ax.set(xlim=(-0.6, len(text) - 0.4), ylim=(-0.62, 1.08), xticks=[], yticks=[0, 0.5, 1])
        ax.set_ylabel(network, fontsize=11, rotation=0, ha="right", va="center")
        ax.spines["bottom"].set_visible(False)
        ax.axhline(0, color=FAINT, linewidth=1, zorder=0)
        read = np.arange(len(text) - 1)
        kwargs = {"vmin": 0, "vmax": 255, "cmap": _SHADES, "aspect": "auto", "zorder": 1}
        extent = (-0.5, len(read) - 0.5, -0.55, -0.08)
        artists[f"{network} shade"] = ax.imshow(np.zeros((1, len(read)), np.uint8), extent=extent, **kwargs)
        artists[f"{network} bars"] = ax.bar(read, 0.0 * read, 0.62, color=INPUT, edgecolor=INK, linewidth=0.8)
        for i, symbol in enumerate(text):
            ax.text(i, -0.32, symbol, color=GREY, **big)
            if i < len(read):
                artists[f"{network} {i}"] = ax.text(i, -0.32, "", color=INK, zorder=3, **big)
        frame = Rectangle((0, -0.58), 1, 0.52, fill=False, edgecolor=INK, linewidth=1.6, zorder=4)
        artists[f"{network} next"] = ax.add_patch(frame)
        spot = {"transform": ax.transAxes, "ha": "left", "va": "center", "fontsize": 9, "clip_on": False}
        artists[f"{network} right"] = ax.text(1.015, 0.72, "", **spot)
        artists[f"{network} guess"] = ax.text(1.015, 0.5, "", **spot)
        ax.set_xlim(-0.6, len(text) - 0.4)  # imshow has moved it
        ax.set_ylim(-0.62, 1.08)
    title = gettext("share of the gradient of log p(framed letter), by letter read")
    axes[0].set_title(title, fontsize=9, color=GREY)
    return fig, artists


def sweep(country, name):
    """Return every number of letters read as one position of the slider."""
    text = [country, *name, "."]
    count, tracks, told = len(text) - 1, {}, []
    for network, model in letter_models().items():
        shares, p = look_back(model, country, name)
        following = place_names.SYMBOLS.encode(text[1:])
        tracks[f"{network} shade"] = np.round(255 * np.sqrt(shares)).astype(np.uint8)[:, None]
        tracks[f"{network} bars"] = shares
        for i in range(count):
            tracks[f"{network} {i}"] = [text[i] if i <= t else "" for t in range(count)]
        frames = np.array([[t + 0.5, -0.58, 1.0, 0.52] for t in range(count)])
        tracks[f"{network} next"] = frames
        chances, best = p[np.arange(count), following], p.argmax(axis=1)
        tracks[f"{network} right"] = [f"p({text[t + 1]}) = {chances[t]:.2f}" for t in range(count)]
        guess = gettext("its guess: {letter}, {p:.2f}")
        tracks[f"{network} guess"] = [
            guess.format(letter=place_names.LETTERS[k], p=p[t, k]) for t, k in enumerate(best)
        ]
        told.append([_said(network, text, shares[t], chances[t], t) for t in range(count)])
    head = gettext("Read: {text}. Next comes {letter}.")
    readings = [
        " ".join(
            [
                head.format(text=" ".join(text[: t + 1]), letter=_spoken(text[t + 1])),
                *(one[t] for one in told),
            ]
        )
        for t in range(count)
    ]
    return Sweep(np.arange(count), tracks, readings)


def _said(network, text, shares, chance, t):
    """Say of one network how probable the next letter is to it, and where it looks."""
    top = int(shares[: t + 1].argmax())
    half = int((np.cumsum(shares[t::-1]) < 0.5).sum()) + 1  # so many last symbols hold half of it
    last = gettext("the last symbol") if half == 1 else gettext("the last {count} symbols").format(count=half)
    said = gettext(
        "{network}: p {p:.2f}; most on {symbol} at place {place} ({share:.2f}), half within {last}."
    )
    return said.format(network=network, p=chance, symbol=text[top], place=top, share=shares[top], last=last)


def _spoken(letter):
    return gettext("the full stop") if letter == "." else letter


def still(letters=5, **settings):
    """Show one position as a static figure with its reading; settings as in `DEFAULTS`."""
    settings = DEFAULTS | settings
    fig, artists = figure(**settings)
    figures.show(fig, draw(artists, sweep(**settings), min(letters, len(settings["name"]))))


def show():
    """Return the lab: the number of letters read is the slider, country and name are controls."""
    layout = widgets.Layout(width="240px")
    countries = [(name, key) for key, name in place_names.COUNTRIES.items()]
    controls = {
        "country": widgets.Dropdown(
            options=countries, value=DEFAULTS["country"], description=gettext("country"), layout=layout
        ),
        "name": widgets.Text(
            DEFAULTS["name"], description=gettext("name"), continuous_update=False, layout=layout
        ),
    }
    code = "from course_utils.labs import look_back_lab\n\nlook_back_lab.still({value}, country='{country}', "
    code += "name='{name}')"
    slider = (gettext("letters read"), "{:.0f}")
    return Lab(gettext("The look-back lab"), figure, sweep, slider, 5, controls, PRESETS, code).show()
