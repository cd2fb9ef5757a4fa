"""What a cell says about its run: it may differ from run to run on the page, not where it is stored."""

import ipywidgets as widgets
from IPython.display import display as put

from course_utils import display


class Line(display.Stored, widgets.HBox):
    """Widgets in a row."""


def bar(title):
    """Show a progress bar; return what moves it: ``moved(done, of)``, as `rolling_origin` calls it."""
    track = widgets.IntProgress(0, 0, 1, layout={"width": "18em"})
    words = widgets.Label(title)
    _show([track, words], f"{title}: progress, while the cell runs")

    def moved(done, of):
        track.max, track.value, words.value = of, done, f"{title}: {done} of {of}"

    return moved


def note(text, stored):
    """Show a line that may differ from machine to machine; the notebook stores the same one everywhere."""
    _show([widgets.Label(text)], stored)


def page(markup, stored):
    """Show a piece of HTML that may differ from machine to machine; the notebook stores the same line."""
    _show([widgets.HTML(markup)], stored)


def _show(children, stored):
    line = Line(children)
    line.stored = stored
    display.keep(line)
    put(line)
