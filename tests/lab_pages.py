"""Labs in notebooks of their own, and what a browser shows of them against matplotlib's own picture."""

import io
import shutil

import matplotlib.pyplot as plt
import numpy as np
from conftest import ROOT
from nbformat.v4 import new_code_cell
from PIL import Image, ImageFilter

from course_utils import figures
from course_utils.labs.engine.scene import draw

HEAD = """
import every_artist, ipywidgets, plane_lab, sliders_lab
from course_utils import figures
from course_utils.labs import gradient_lab, window_lab
figures.use_style()
"""
LINKED = """
one, left, right = every_artist.lab().view, sliders_lab.lab().view, sliders_lab.lab().view
steps = ipywidgets.IntSlider(140, 0, 200, description="steps")
ties = [ipywidgets.jslink((steps, "value"), (one.children[0], "position_w"))]
for place in ("position_mass", "position_spring"):
    ties.append(ipywidgets.jslink((left.children[0], place), (right.children[0], place)))
ipywidgets.VBox([steps, one, left, right])
"""
LABS = {
    "every_artist": "every_artist.lab().show()",
    "window_lab": "window_lab.show()",
    "gradient_scalar": "gradient_lab.show()",
    "gradient_matrix": "view = gradient_lab.show()\nview.children[1].children[0].value = 'orthogonal'\nview",
    "sliders_lab": "sliders_lab.lab().show()",
    "plane_lab": ("plane_lab.still()", "plane_lab.lab().show()"),
    "linked": LINKED,
}


def cells(folder, name):
    """Return the cells of a lab, one of `LABS` or of the package; put what they import into a folder."""
    for helper in ("every_artist.py", "plane_lab.py", "sliders_lab.py"):
        shutil.copy(ROOT / "tests" / helper, folder)
    show = LABS.get(name, f"from course_utils.labs import {name}\n{name}.show()")
    return [new_code_cell(source.strip()) for source in (HEAD, *([show] if isinstance(show, str) else show))]


def photograph(page):
    page.mouse.move(5, 5)
    frames = "await new Promise(done => requestAnimationFrame(done));" * 3  # then it is drawn
    page.evaluate(f"async () => {{ {frames} }}")
    return Image.open(io.BytesIO(page.locator(".lab-stage").screenshot())).convert("RGB")


def laid_out(figure, **settings):
    """Return figure and live artists of a lab, in the course's style and laid out once and for all."""
    with plt.rc_context():
        figures.use_style()
        fig, artists = figure(**settings)
        fig.draw_without_rendering()
    fig.set_layout_engine("none")
    plt.close(fig)  # it can be drawn all the same
    return fig, artists


def drawn(figure, artists, sweep, position, width):
    """Return matplotlib's own picture of a position, at a width in pixels."""
    draw(artists, sweep, position)
    figure.set_layout_engine("none")  # matplotlib turns the style's own layout on again after a savefig
    picture, dpi = io.BytesIO(), width / figure.get_size_inches()[0]
    with plt.rc_context():
        figures.use_style()
        figure.savefig(picture, format="png", dpi=dpi, facecolor="white", pil_kwargs={"compress_level": 0})
    return Image.open(picture).convert("RGB")


def share_different(one, other):
    """Return the share of pixels that differ clearly, after a blur that forgives the edges of glyphs."""
    wanted = _blurred(other)
    # The stage may begin at a fraction of a pixel: take the row at which the two pictures fit best.
    shown = _blurred(one.crop((0, 0, other.width, other.height + 2)))
    shifted = (shown[row : row + other.height] for row in range(3))
    return min((np.abs(picture - wanted).max(axis=2) > 48).mean() for picture in shifted)


def _blurred(picture):
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(2)), dtype=np.int16)
