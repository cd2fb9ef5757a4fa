"""One look for the whole course, and the one way to show a figure: the picture, then its reading."""

import base64
import html
import io
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from IPython import display, get_ipython
from matplotlib import font_manager
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, to_rgb, to_rgba
from PIL import Image

from course_utils.figures import geometry
from course_utils.project import CHECKED

_PACKAGE = Path(__file__).parents[1]
_PIXELS_PER_INCH = 128
_SHOWN_PIXELS_PER_INCH = 96

# Pictures have no ground of their own: every colour of a line or a word has a contrast of 3 to 1 with white
# and with JupyterLab's dark page. Regimes (Okabe & Ito's colours), networks, other curves, and data against
# forecast are a family each, apart for the colour-blind; line styles say the same again.
REGIMES = {"vanishing": "#0072B2", "steady": "#009E73", "exploding": "#D55E00"}
INPUT, STATE, OUTPUT = "#E69F00", "#56B4E9", "#CC79A7"  # fills, with an edge
INK, GREY, FAINT = "#747474", "#858585", "#80808040"
ON_FILL = "#1A1A1A"  # words on a coloured ground

SOLID, DASHED, DOTTED = "solid", (0, (4, 1.5)), (0, (1, 1.5))
DASH_DOTTED = (0, (6, 1.5, 1, 1.5))
NETWORKS = {
    "RNN": {"color": "#94820A", "linestyle": DOTTED},
    "LSTM": {"color": "#7A54EB", "linestyle": DASHED},
    "GRU": {"color": "#C2269F", "linestyle": SOLID},
    "attention": {"color": "#A5473B", "linestyle": DASH_DOTTED},
}
FORECAST = {"color": "#1286A8", "linestyle": DASHED}
CURVES = [
    {"color": INK, "linestyle": SOLID},
    FORECAST,
    {"color": "#A0562E", "linestyle": DOTTED},
    {"color": "#6F8F1F", "linestyle": DASH_DOTTED},
]
DATA = {"color": GREY, "linewidth": 1}
REFERENCE = {"color": GREY, "linestyle": (0, (1, 2)), "linewidth": 1}  # what curves are compared with
FINE_DASHES = (0, (2, 2))  # in drawings: what only helps the eye, or carries nothing


def network_style(name):
    """Return the look of a network, known by its name up to a comma; None for anything else."""
    return NETWORKS.get(str(name).split(",")[0])


def curve_styles(names):
    """Return by name the colour and line style of curves in one picture, as keywords for `plot`.

    A network has its own in every picture, see `network_style`. Other curves take the next that is free, and
    so does a second curve of one network.
    """
    free, styles = iter(CURVES), {}
    try:
        for name in names:
            look = network_style(name)
            styles[name] = next(free) if look is None or look in styles.values() else look
        return styles
    except StopIteration:
        raise ValueError(f"more curves than {len(CURVES)} colours: {', '.join(names)}") from None


def ramp(color):
    """Return a colour map from nothing at all to this colour, for areas on a light or a dark page."""
    return LinearSegmentedColormap.from_list("ramp", [to_rgba(color, 0), to_rgba(color, 1)])


def tints(color):
    """Return a colour map from a pale tint to this colour, for cells with dark words on them."""
    return LinearSegmentedColormap.from_list("tints", [0.8 + 0.2 * np.array(to_rgb(color)), color])


def use_style():
    """Set the course's style for all figures from here on, with a font that can write Hangul."""
    hangul = str(_PACKAGE / "fonts" / "UnrolledHangul-Regular.ttf")
    if not any(font.fname == hangul for font in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(hangul)
    plt.rcdefaults()  # a user's own settings could hide curves, or turn pictures upside down
    plt.style.use(_PACKAGE / "course.mplstyle")


def show(figure, reading, alt="", still=""):
    """Show a finished figure, its reading beneath it, and close it: nothing more can be drawn on it.

    The reading says in one or two sentences with numbers what the figure shows: it is the picture's
    alternative text, and what a strict comparison of outputs sees. ``alt`` is more of the alternative text,
    which is not compared. ``still`` names the lab that this is a still picture of: where that lab lives, the
    picture folds away.
    """
    png = pictured(figure)
    width, height = (round(inches * _SHOWN_PIXELS_PER_INCH) for inches in figure.get_size_inches())
    seen = {"alt": f"{reading} {alt}".strip(), "width": width, "height": height}
    if get_ipython() is not None:
        bundle = {"image/png": png, "text/plain": "<figure>"}
        display.display(bundle, metadata={"image/png": seen}, raw=True)
    say(reading, still)


def sheet(height):
    """Return a figure of a lesson's width, `height` inches high, and its Axes."""
    return plt.subplots(figsize=(7.2, height))


def pictured(figure):
    """Close a finished figure; return it as PNG in base64. FigureFault where figures are to be checked."""
    drawn, picture = io.BytesIO(), io.BytesIO()
    has_shades = bool(figure.findobj(lambda one: isinstance(one, ScalarMappable) and one.colorbar))
    figure.set_dpi(_PIXELS_PER_INCH)
    figure.savefig(drawn, format="png", dpi=_PIXELS_PER_INCH)
    faults = geometry.faults(figure) if _checked() else []
    plt.close(figure)
    if faults:
        raise geometry.FigureFault("; ".join(faults))
    image = Image.open(drawn).convert("RGBA")
    if not has_shades:  # those would fall into bands; else a palette quarters the size, unseen
        image = image.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    image.save(picture, "PNG", optimize=True)
    return base64.b64encode(picture.getvalue()).decode("ascii")


def _checked():
    """Say whether figures are to be checked. Of trainings cut short, they may show anything."""
    return os.environ.get(CHECKED) and not os.environ.get("COURSE_UPDATES")


def say(text, still=""):
    """Show a sentence: unlike what is printed, it breaks between words, however narrow the window.

    ``still`` is as for `show`.
    """
    if get_ipython() is None:
        print(text)
    else:
        mark = f' data-still="{html.escape(still)}"' if still else ""
        display.display({"text/html": f"<p{mark}>{html.escape(text)}</p>", "text/plain": text}, raw=True)
