"""A lab that runs: a figure that follows the hand, its controls, and the kernel that answers them.

The kernel computes every position of a slider once, as one batch. The browser then only looks rows up
and draws, so it keeps up with the screen, even when the kernel is busy or gone.
"""

import asyncio
import functools
import os
from pathlib import Path

import anywidget
import ipywidgets as widgets
import traitlets

from course_utils import display
from course_utils.display import scripts
from course_utils.labs.engine.shown import Shown
from course_utils.labs.engine.travel import on_paper
from course_utils.texts import gettext

FOR_A_PAGE = "COURSE_SITE"  # set while a page without a kernel is made: presets then travel with the lab
TRAVELLING = 4  # so many presets, reset among them
_HERE = Path(__file__).parent
STYLE = (_HERE / "live.css").read_text(encoding="utf-8")


class Figure(anywidget.AnyWidget):
    """The widget: background, canvas, sliders, reading; `_widget_for` adds traits for each slider."""

    # As text: given a path, anywidget keeps alive every widget made from it.
    _esm = scripts.joined(_HERE / "live.js")
    _css = STYLE
    own = traitlets.Unicode().tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    status = traitlets.Unicode("").tag(sync=True)
    travelling = traitlets.Dict().tag(sync=True)


@functools.cache
def _widget_for(*sliders):
    """Return the class of widget for these sliders: all that it shows comes at once, when it is made."""
    traits = {}
    for name in sliders:
        # No echo from the kernel: it could move a slider that the hand has moved on.
        traits[f"position_{name}"] = traitlets.Int(0).tag(sync=True, echo_update=False)
        traits[f"table_{name}"] = traitlets.Dict().tag(sync=True)
    return type(Figure.__name__, (Figure,), traits | {"__module__": __name__})


class View(display.Stored, widgets.VBox):
    """A lab in a notebook, which stores its name and its reading at the start."""


class Live:
    """The running figure of a `Lab`, with its controls and presets.

    Raises ValueError if its tables don't fit the figure, or are too large to travel.
    """

    def __init__(self, lab):
        self._lab, self._sliders = lab, list(lab.sliders)
        self._presets = {gettext("reset"): {}, **lab.presets}
        self._controls = {name: make(value=lab.start[name]) for name, make in lab.controls.items()}
        self._pending, self._jumps = None, {}
        values = {name: lab.start[name] for name in self._sliders}
        self._shown = Shown(lab, self.settings, values)
        self.widget = _widget_for(*self._sliders)(**display.own_model(), **self._traits(self._shown, values))
        row = widgets.Layout(flex_flow="row wrap")
        self.view = View([self.widget, widgets.HBox(list(self._controls.values()), layout=row)])
        self.view.add_class("lab-view")
        self.view.stored = f"{lab.name}. {self._shown.reading}"
        if os.environ.get(FOR_A_PAGE):
            self.widget.travelling = self._travelling()
        self.widget.on_msg(self._on_message)
        for control in self._controls.values():
            control.observe(self._on_change, names="value")
        if len(self._sliders) > 1:
            self.widget.observe(self._on_release, names=[f"position_{name}" for name in self._sliders])

    @property
    def settings(self):
        """The values of the controls, by name."""
        return {name: control.value for name, control in self._controls.items()}

    @property
    def positions(self):
        """The sliders' values, by name."""
        return {name: getattr(self.widget, f"position_{name}") for name in self._sliders}

    def show(self):
        """Return the view to end a cell with; a lab that this cell showed before is closed."""
        display.keep(self)
        return self.view

    def close(self):
        """Remove the lab from the page and leave nothing behind."""
        if self._pending:
            self._pending.cancel()
        with self.widget.hold_sync():  # JupyterLab keeps the models of closed widgets: empty them
            self.widget.scene = {}
            for name in self._sliders:
                setattr(self.widget, f"table_{name}", {})
        self.view.close()

    def renew(self, **jumps):
        """Compute and send what controls and sliders ask for and the page does not have yet.

        ``jumps`` are values for sliders that have to jump; the others stay with the learner, whose hand may
        be on them.
        """
        before = self._shown
        self._shown = Shown(self._lab, self.settings, {**before.values(self.positions), **jumps}, before)
        traits = self._traits(self._shown, jumps)
        if before.stage is self._shown.stage:
            del traits["scene"]  # not touched: the page need not build it again
        # Notify when all positions are set: one by one, they would seem to be the learner's.
        with self.widget.hold_sync(), self.widget.hold_trait_notifications():
            for name, one in traits.items():
                setattr(self.widget, name, one)
            self.widget.status = ""

    def _traits(self, shown, jumps):
        """Return the widget's traits that show something, with the sliders that have to jump."""
        controls = [control.model_id for control in self._controls.values()]
        traits = shown.traits()
        traits["scene"] |= {"presets": list(self._presets), "controls": controls, "jump": list(jumps)}
        return traits | {f"position_{name}": shown.positions[name] for name in jumps}

    def _preset(self, name):
        """Return the values of controls and of sliders that a preset asks for."""
        values = self._lab.start | self._presets[name]
        return ({key: values[key] for key in names} for names in (self._controls, self._sliders))

    def _travelling(self):
        """Return the first presets' traits and controls, for a page without a kernel."""
        states = {}
        for name in list(self._presets)[:TRAVELLING]:
            settings, values = self._preset(name)
            states[name] = self._traits(Shown(self._lab, settings, values, self._shown), values)
            states[name]["controls"] = [on_paper(self._controls[key], settings[key]) for key in settings]
        return states

    def _on_change(self, change):
        """Ask for a new table soon; a burst of changes is answered once, for the newest."""
        self._ask()

    def _on_release(self, change):
        """Ask for the other sliders' tables when a slider has come to rest somewhere else."""
        if self.positions != self._shown.positions:
            self._ask()

    def _ask(self, **jumps):
        self._jumps |= jumps
        if self._pending:
            self._pending.cancel()
        self.widget.status = "computing"
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no event loop: a plain script
            self._answer()
        else:
            self._pending = loop.call_soon(self._answer)  # what changes with it is answered with it

    def _answer(self):
        jumps, self._jumps, self._pending = self._jumps, {}, None
        try:
            self.renew(**jumps)
        except Exception as error:  # the learner sees one line under the figure, and the old picture stays
            self.widget.status = f"{type(error).__name__}: {error}"

    def _on_message(self, _, message, buffers):
        if message.get("kind") == "preset":
            settings, values = self._preset(message["name"])
            for name, value in settings.items():
                self._controls[name].value = value
            self._ask(**values)
        self.widget.send({"kind": "heard"})  # a page that gets no such answer says so
