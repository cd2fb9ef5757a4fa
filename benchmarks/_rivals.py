"""The picture of a lab made in two other ways, for `labs.py`: a bare canvas, and ``ipywidgets.interact``."""

import importlib
from pathlib import Path

import anywidget
import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import traitlets

from course_utils import figures
from course_utils.display import scripts
from course_utils.labs.engine.scene import draw
from course_utils.labs.engine.shown import Shown


class BareCanvas(anywidget.AnyWidget):
    """A slider and a canvas that draws the marks of a table."""

    _esm = scripts.joined(Path(__file__).with_name("_bare_canvas.js"))
    scene = traitlets.Dict().tag(sync=True)
    table = traitlets.Dict().tag(sync=True)


def lab(name):
    """Return a lab of the package."""
    figures.use_style()
    return importlib.import_module(f"course_utils.labs.{name}").LAB


def start(one):
    """Return what a lab shows first."""
    return Shown(one, *({name: one.start[name] for name in names} for names in (one.controls, one.sliders)))


def along(shown):
    """Return the slider with the most positions, and the rows of its table along which it runs."""
    slider = max(shown.tables, key=lambda name: len(shown.tables[name]["values"]))
    first, stride = shown.tables[slider].get("shared", slider), shown.tables[slider]["stride"]
    tied = (
        name for name, one in shown.tables.items() if first in (name, one.get("shared")) and name != slider
    )
    here = sum(shown.positions[name] * shown.tables[name]["stride"] for name in tied)
    return slider, first, here + stride * np.arange(len(shown.tables[slider]["values"]))


def bare(name):
    """Return a bare canvas that draws from a lab's own table."""
    shown = start(lab(name))
    slider, first, rows = along(shown)
    scene = {key: shown.stage[key] for key in ("width", "height", "axes")}
    table = {key: shown.tables[first][key] for key in ("artists", "readings", "data")}
    table |= {"along": rows.tolist(), "start": shown.positions[slider]}
    return BareCanvas(scene=scene, table=table)


def interact(name):
    """Show a lab's picture as its authors would have made it with ``interact``: a new figure each time."""
    one = lab(name)
    shown = start(one)
    slider, first, rows = along(shown)
    sweep = shown.sweeps[first]

    def picture(position):
        _, artists = one.figure(**shown.settings)
        draw(artists, sweep, rows[position])
        plt.show()

    ipywidgets.interact(picture, position=ipywidgets.IntSlider(shown.positions[slider], 0, len(rows) - 1))
