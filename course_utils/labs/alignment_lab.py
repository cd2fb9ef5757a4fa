"""The alignment lab of lesson 8: for each letter of a date that is written, where the decoder looks.

A trained network reads a date in words and writes it as year, month, day. The words are listed from
top to bottom in the order in which they are read, the letters in the order in which they are written.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from course_utils.figures.style import GREY, INK, INPUT, OUTPUT, ramp
from course_utils.labs import date_reader
from course_utils.labs.engine import artists, controls
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.sequences import spoken
from course_utils.texts import gettext

MOST_WORDS, LENGTH = 9, date_reader.LENGTH
SLIDERS = {
    "letter": (gettext("letter"), "{:.0f}", np.arange(1, LENGTH + 1)),
    "day": (gettext("day"), "{:.0f}", np.arange(1, 32)),
    "month": (gettext("month"), "{:.0f}", np.arange(1, 13)),
    "year": (gettext("year"), "{:.0f}", np.arange(spoken.FIRST_YEAR, spoken.LAST_YEAR + 1)),
    "sharpness": (gettext("scores times"), "{:.2f}", np.arange(0, 61) / 20),
}
START = {"letter": 4, "day": 23, "month": 5, "year": 1987, "sharpness": 1.0}
FORMS = list(spoken.STYLES)
PRESETS = {
    gettext("the month's name"): {"letter": 7, "sharpness": 1.0},
    gettext("the last word first"): {"form": FORMS[3], "letter": 10, "sharpness": 1.0},
    gettext("no such day"): {"form": FORMS[0], "day": 31, "month": 2, "letter": 9, "sharpness": 1.0},
    gettext("looks everywhere"): {"letter": 4, "sharpness": 0.0},
    gettext("looks at one word"): {"letter": 4, "sharpness": 3.0},
}


def figure(form):
    """Return words with bars on the left, the whole alignment on the right, and their live artists."""
    grid = {
        "left": 0.01,
        "right": 0.885,
        "bottom": 0.13,
        "top": 0.9,
        "wspace": 0.06,
        "width_ratios": [1, 1.25],
    }
    fig, axes = plt.subplots(1, 2, figsize=(7.4, 3.7), layout="none", sharey=True, gridspec_kw=grid)
    left, right = axes
    left.set(xlim=(-0.72, 1.24), ylim=(MOST_WORDS - 0.5, -1.6), yticks=[], xticks=[0, 0.5, 1])
    left.set_xlabel(gettext("weight of each word"), x=0.64)
    left.spines["left"].set_visible(False)
    left.plot([0, 0], [-0.5, MOST_WORDS - 0.5], color=GREY, linewidth=1)
    left.set_title(gettext("words read, and what one letter looks at"), loc="left", fontsize=10)
    right.set_title(gettext("what each letter looks at"), loc="left", fontsize=10)
    right.set(xlim=(-0.5, LENGTH - 0.5), xlabel=gettext("letters written, 1 to 10"), xticks=[])
    extent = (-0.5, LENGTH - 0.5, MOST_WORDS - 0.5, -0.5)
    looks = artists.image(right, MOST_WORDS, LENGTH, extent, cmap=ramp(INPUT))
    live = {"alignment": looks}
    bar = fig.colorbar(looks, cax=fig.add_axes((0.9, 0.13, 0.018, 0.65)), ticks=[0, 127.5, 255])
    bar.set_ticklabels(["0", "0.5", "1"])
    bar.set_label(gettext("weight"))
    right.set_ylim(MOST_WORDS - 0.5, -1.6)
    for i in range(MOST_WORDS):
        bar = Rectangle((0, i - 0.3), 0.1, 0.6, facecolor=INPUT, edgecolor=INK, linewidth=0.8)
        live[f"bar {i}"] = left.add_patch(bar)
        live[f"word {i}"] = left.text(-0.04, i, "", ha="right", va="center", fontsize=10)
        live[f"weight {i}"] = left.text(1.22, i, "", ha="right", color=GREY, va="center", fontsize=8)
    for t in range(LENGTH):
        live[f"letter {t}"] = right.text(t, -1.02, "", ha="center", va="center", fontsize=13)
    return fig, live | {"frame": artists.frame(right, OUTPUT, 2.2)}


def sweep(form, letter, sharpness, **date):
    """Return what all artists take for each row of the sliders' columns."""
    whole = (date[name][:, 0].round().astype(int).tolist() for name in ("year", "month", "day"))
    dates = list(zip(*whole, strict=True))
    sentences = [spoken.date_in_words(*one, FORMS.index(form)) for one in dates]
    written, p, looks = date_reader.read(sentences, sharpness[:, 0])
    rows, at = np.arange(len(dates)), letter[:, 0].round().astype(int) - 1
    weights = np.zeros((LENGTH, len(dates), MOST_WORDS))
    weights[:, :, : looks.shape[2]] = looks
    chosen = weights[at, rows]
    tracks = {"alignment": np.round(255 * weights.transpose(1, 2, 0)).astype(np.uint8)}
    ones = np.ones(len(dates))
    for i in range(MOST_WORDS):
        words = [sentence[i] if i < len(sentence) else "" for sentence in sentences]
        tracks[f"bar {i}"] = np.stack([0 * ones, (i - 0.3) * ones, chosen[:, i], 0.6 * ones], axis=1)
        tracks[f"word {i}"] = words
        pairs = zip(chosen[:, i], words, strict=True)
        tracks[f"weight {i}"] = [f"{weight:.2f}" if word else "" for weight, word in pairs]
    for t in range(LENGTH):
        tracks[f"letter {t}"] = [one[t] for one in written]
    tracks["frame"] = np.stack([at - 0.46, -1.5 * ones, 0.92 * ones, (MOST_WORDS + 0.96) * ones], axis=1)
    readings = map(_reading, dates, sentences, written, at, p[at, rows], chosen)
    return Sweep(None, tracks, list(readings))


def _reading(date, sentence, written, t, p, weights):
    """Return one position in words."""
    iso = "{:04}-{:02}-{:02}".format(*date)
    verdict = gettext("right") if written == iso else gettext("wrong, it should be {iso}").format(iso=iso)
    first, second = np.argsort(-weights, kind="stable")[:2]
    said = gettext(
        "'{sentence}' is written {written}: {verdict}. Letter {number}, '{letter}' with probability {p:.2f}, "
        "looks most at '{first}' (word {i}) {a:.2f}, '{second}' (word {j}) {b:.2f}."
    )
    fill = {"sentence": " ".join(sentence), "written": written, "verdict": verdict, "number": t + 1}
    fill |= {"letter": written[t], "p": p, "first": sentence[first], "second": sentence[second]}
    return said.format(**fill, i=first + 1, a=weights[first], j=second + 1, b=weights[second])


CONTROLS = {"form": controls.menu(gettext("words"), FORMS)}
_START = START | {"form": FORMS[0]}
LAB = Lab(
    gettext("The alignment lab"),
    figure,
    sweep,
    SLIDERS,
    _START,
    CONTROLS,
    PRESETS,
    __name__,
    drag={"alignment": ("letter", None)},
    plays={gettext("letter by letter"): "letter"},
)
one, still, show = LAB.one, LAB.still, LAB.show
