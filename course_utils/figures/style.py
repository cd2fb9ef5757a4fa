"""One look for the whole course, and the one way to show a figure: the picture, then its reading."""

import base64
import io
import re
import textwrap
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib import font_manager
from PIL import Image

from course_utils.project import ABOUT

_PACKAGE = Path(__file__).parents[1]
_PIXELS_PER_INCH = 128
_SHOWN_PIXELS_PER_INCH = 96
_LINE_WIDTH = 110
_ROOM = "\0" * 8

# Okabe & Ito's colours: one meaning each through the whole course, never without a label or a line style.
REGIMES = {"vanishing": "#0072B2", "steady": "#009E73", "exploding": "#D55E00"}
INPUT, STATE, OUTPUT = "#E69F00", "#56B4E9", "#CC79A7"
INK, GREY, FAINT = "#222222", "#767676", "#DDDDDD"

# Lines: `curve_styles` gives a network its own style in every picture, other curves the next that is free.
LINE_STYLES = {
    "solid": "solid",
    "dashed": (0, (4, 1.5)),
    "dotted": (0, (1, 1.5)),
    "dash-dotted": (0, (6, 1.5, 1, 1.5)),
}
NETWORKS = {
    "RNN": {"color": INK, "linestyle": LINE_STYLES["dotted"]},
    "LSTM": {"color": INK, "linestyle": LINE_STYLES["dashed"]},
    "GRU": {"color": INK, "linestyle": LINE_STYLES["solid"]},
}
DATA = {"color": GREY, "linewidth": 1}
FORECAST = {"color": INK, "linestyle": LINE_STYLES["dashed"]}
REFERENCE = {"color": INK, "linestyle": (0, (1, 2)), "linewidth": 1}  # what curves are compared with
FINE_DASHES = (0, (2, 2))  # in drawings: what only helps the eye, or carries nothing


def curve_styles(names):
    """Return by name the colour and line style of curves in one picture, as keywords for `plot`."""
    taken = [NETWORKS[name]["linestyle"] for name in names if name in NETWORKS]
    free = iter({"color": INK, "linestyle": style} for style in LINE_STYLES.values() if style not in taken)
    try:
        return {name: NETWORKS[name] if name in NETWORKS else next(free) for name in names}
    except StopIteration:
        raise ValueError(f"more curves than {len(LINE_STYLES)} line styles: {', '.join(names)}") from None


def key(names):
    """Return for each curve the word for its line style and its name, such as 'dashed: LSTM'."""
    words = {style: word for word, style in LINE_STYLES.items()}
    return [f"{words[look['linestyle']]}: {name}" for name, look in curve_styles(names).items()]


def use_style():
    """Set the course's style for all figures from here on, with a font that can write Hangul."""
    hangul = str(_PACKAGE / "fonts" / "UnrolledHangul-Regular.ttf")
    if not any(font.fname == hangul for font in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(hangul)
    plt.rcdefaults()  # a user's own settings could hide curves, or turn pictures upside down
    plt.style.use(_PACKAGE / "course.mplstyle")


def show(figure, reading):
    """Show a finished figure, print its reading beneath it, and close it: nothing more can be drawn on it.

    The reading says in one or two sentences with numbers what the figure shows: it is the picture's
    alternative text, and the line that a strict comparison of outputs sees.
    """
    from IPython.display import display

    drawn, picture = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=_PIXELS_PER_INCH)
    width, height = (round(inches * _SHOWN_PIXELS_PER_INCH) for inches in figure.get_size_inches())
    plt.close(figure)
    # A palette of 128 colours, rare ones kept, halves the notebook's size; the eye sees no difference.
    palette = {"colors": 128, "method": Image.Quantize.MAXCOVERAGE, "dither": Image.Dither.NONE}
    Image.open(drawn).convert("RGB").quantize(**palette).save(picture, "PNG", optimize=True)
    png = base64.b64encode(picture.getvalue()).decode("ascii")
    display(
        {"image/png": png, "text/plain": "<figure>"},
        metadata={"image/png": {"alt": reading, "width": width, "height": height}},
        raw=True,
    )
    print(_wrapped(reading))


def _wrapped(reading):
    """Return a reading in lines. A number after '≈' takes the same room whatever its width: see `ABOUT`."""
    numbers = iter([found[0].rstrip() for found in ABOUT.finditer(reading)])
    roomy = ABOUT.sub(lambda found: _ROOM + found[0][len(found[0].rstrip()) :], reading)
    lines = textwrap.fill(roomy, _LINE_WIDTH, break_on_hyphens=False)
    return re.sub(_ROOM, lambda _: next(numbers), lines)
