"""One look for the whole course, and the one way to show a figure: the picture, then its reading."""

import base64
import io
import textwrap
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib import font_manager
from PIL import Image

_PACKAGE = Path(__file__).parents[1]
_PIXELS_PER_INCH = 128
_SHOWN_PIXELS_PER_INCH = 96
_LINE_WIDTH = 110

# Okabe & Ito's colours: one meaning each through the whole course, never without a label or a line style.
VANISHING, STEADY, EXPLODING = "#0072B2", "#009E73", "#D55E00"
REGIMES = {"vanishing": VANISHING, "steady": STEADY, "exploding": EXPLODING}
INPUT, STATE, OUTPUT = "#E69F00", "#56B4E9", "#CC79A7"
INK, GREY, FAINT = "#222222", "#767676", "#DDDDDD"


def use_style():
    """Set the course's style for all figures from here on, with a font that can write Hangul."""
    hangul = str(_PACKAGE / "fonts" / "UnrolledHangul-Regular.ttf")
    if not any(font.fname == hangul for font in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(hangul)
    plt.style.use(_PACKAGE / "course.mplstyle")


def show(figure, reading):
    """Show a finished figure, print its reading beneath it, and close it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Drawn; it can't be drawn on afterwards.
    reading : str
        What the figure shows, in one or two sentences with numbers: the picture's alternative text, and
        the line that a strict comparison of outputs sees.
    """
    from IPython.display import display

    drawn, picture = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=_PIXELS_PER_INCH)
    width, height = figure.get_size_inches()
    plt.close(figure)
    # A palette of 128 colours, rare ones kept, halves the notebook's size; the eye sees no difference.
    palette = {"colors": 128, "method": Image.Quantize.MAXCOVERAGE, "dither": Image.Dither.NONE}
    Image.open(drawn).convert("RGB").quantize(**palette).save(picture, "PNG", optimize=True)
    display(
        {
            "image/png": base64.b64encode(picture.getvalue()).decode("ascii"),
            "text/plain": "<figure>",
        },
        metadata={
            "image/png": {
                "alt": reading,
                "width": round(width * _SHOWN_PIXELS_PER_INCH),
                "height": round(height * _SHOWN_PIXELS_PER_INCH),
            }
        },
        raw=True,
    )
    print(textwrap.fill(reading, _LINE_WIDTH, break_on_hyphens=False))
