"""See a training run: progress bar, curve of the loss, norm of the gradient, while the cell is busy.

>>> view = training_view.watch("The adding problem", baseline=("always 1", 1 / 6))  # doctest: +SKIP
>>> record = training.fit(model, batch, loss, updates=2000, watch=view)  # doctest: +SKIP

Several runs share the axes: ``view = training_view.watch("Remedies", ["tanh", "ReLU"])``, and for each run
``training.fit(..., watch=view["ReLU"])``. Jupyter's own ■ stops it; the model keeps what it learned.
"""

from pathlib import Path

import anywidget
import numpy as np
import traitlets
from IPython import display as ipython
from IPython import get_ipython

from course_utils import display
from course_utils.display import scripts
from course_utils.figures.style import SOLID, curve_styles
from course_utils.labs.engine import live
from course_utils.texts import gettext

_HERE = Path(__file__).parent
_POINTS, _FEWER = 120, 40  # at most, of a curve alone and of one among others
_COLOURED = 5  # runs at most in colours of their own
_LATELY = 10  # updates whose median is the loss that is shown; if the task was solved, the last one's
_TITLE = gettext("Training")
_ENDS = {
    "budget": gettext("all {budget} updates done, loss {loss}"),
    "solved": gettext("solved after {updates} updates, loss {loss}"),
    "diverged": gettext("diverged at update {updates}: loss or gradient is no longer finite"),
    "interrupted": gettext(
        "stopped after {updates} of {budget} updates, loss {loss}; what was learned stays"
    ),
    None: gettext("ended by an error at update {updates}"),
}


def watch(title=_TITLE, runs=("",), *, baseline=None, log=False):
    """Show the view, and return what ``fit(..., watch=)`` takes.

    Parameters
    ----------
    title : str
        What is learned.
    runs : sequence of str
        The runs' names, if several share the view: ``view["name"]`` watches one. A run that is repeated
        replaces its curve.
    baseline : (str, float)
        Name and loss of an answer that needs no learning, drawn as a line.
    log : bool
        Whether the loss has a logarithmic axis. The gradient's norm always has one.
    """
    view = Watch(title, [runs] if isinstance(runs, str) else list(runs), baseline, log)
    if get_ipython() is not None:
        ipython.display(view.widget)
    display.keep(view)
    return view


class Watch:
    """A view of one run or several; `watch` makes it and shows it."""

    def __init__(self, title, runs, baseline=None, log=False):
        scene = {"title": title, "runs": runs, "baseline": baseline and list(baseline), "log": log}
        scene["looks"] = looks(runs)
        self.widget = Curves(scene=scene, **display.own_model())
        self.widget.stored = gettext("{title}: progress and curves, while the cell runs").format(title=title)

    def __getitem__(self, name):
        """Return the watch of one run."""
        if name not in self.widget.scene["runs"]:
            raise ValueError(f"no run is called {name!r}; there are {', '.join(self.widget.scene['runs'])}")
        return _Run(self.widget, name)

    def update(self, record):
        """Show a growing record, in a view with a single run."""
        self._single.update(record)

    def finish(self, record):
        """Show a finished record, in a view with a single run."""
        self._single.finish(record)

    def close(self):
        """Remove the view from the page and leave nothing behind."""
        self.widget.close()

    @property
    def _single(self):
        runs = self.widget.scene["runs"]
        if len(runs) > 1:
            raise ValueError(f"this view shows {len(runs)} runs: pass one of them, watch=view[{runs[0]!r}]")
        return self[runs[0]]


class Curves(display.Stored, anywidget.AnyWidget):
    """The widget: what is learning now, and what has ended. Made by `watch`."""

    _esm = scripts.joined(_HERE / "training_view.js")
    _css = live.STYLE + (_HERE / "training_view.css").read_text(encoding="utf-8")
    own = traitlets.Unicode().tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    running = traitlets.Dict().tag(sync=True)
    ended = traitlets.List().tag(sync=True)


class _Run:
    """The watch of one run."""

    def __init__(self, widget, name):
        self._widget, self._name = widget, name
        self._points = _FEWER if len(widget.scene["runs"]) > 1 else _POINTS

    def update(self, record):
        self._widget.running = curve(self._name, record, points=self._points)

    def finish(self, record):
        others = [one for one in self._widget.ended if one["name"] != self._name]
        with self._widget.hold_sync():
            self._widget.ended = [*others, curve(self._name, record, True, self._points)]
            self._widget.running = {}


def looks(names):
    """Return by name the colour and the dashes of a few runs; of many, only what learns now stands out."""
    if not 1 < len(names) <= _COLOURED:
        return {}
    try:
        styles = curve_styles(names)
    except ValueError:
        return {}
    return {name: [look["color"], _dashes(look["linestyle"])] for name, look in styles.items()}


def _dashes(style):
    """Return a line style of matplotlib, made for lines 1.6 wide, as the browser takes it."""
    return "" if style == SOLID else " ".join(f"{1.6 * part:g}" for part in style[1])


def curve(name, record, ended=False, points=_POINTS):
    """Return what is drawn and said of a record: medians over a few updates each, and a line of words."""
    width = 1
    while width * points < record.updates:
        width *= 2
    losses, norms = (_medians(values, width) for values in (record.losses, record.gradient_norms))
    lately = record.losses[-1 if record.stopped == "solved" else -_LATELY :]
    lately = lately[np.isfinite(lately)]
    words = _ENDS[record.stopped] if ended else gettext("update {updates} of {budget}, loss {loss}")
    loss = f"{np.median(lately):.2g}" if len(lately) else "–"
    fill = {"updates": record.updates, "budget": record.budget}
    return {
        "name": name,
        **fill,
        "stopped": record.stopped if ended else None,
        "words": words.format(**fill, loss=loss),
        "at": [min((k + 1) * width, record.updates) for k in range(len(losses))],
        "losses": losses,
        "norms": norms,
        "held_out_at": list(record.evaluations),
        "held_out": [_plain(value) for value in record.evaluations.values()],
        "reached_at": list(record.reached),
        "reached": [_plain(value) for value in record.reached.values()],
    }


def _medians(values, width):
    """Return the median of every `width` values, the last of what is left over; None where not finite."""
    whole = len(values) // width * width
    parts = np.median(values[:whole].reshape(-1, width), axis=1)
    return [_plain(v) for v in (*parts, *([np.median(values[whole:])] if whole < len(values) else []))]


def _plain(value):
    """Return a number with four digits for the page, None if it is not finite."""
    return float(f"{value:.4g}") if np.isfinite(value) else None
