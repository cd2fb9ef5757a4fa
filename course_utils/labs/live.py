"""A figure that follows the hand: any matplotlib figure and a table of what moves at each position.

The kernel computes every position of the slider once, as one batch. The browser then only looks rows up
and draws, so it keeps up with the screen, and goes on when the kernel is busy or gone. An author writes

- a figure with named live artists,
- a batched computation that returns a `Sweep`,
- a sentence for each position,

and hands them to `Lab`. The engine knows nothing of what is drawn.
"""

import asyncio
import os
from pathlib import Path

import anywidget
import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
import traitlets

from course_utils import display
from course_utils.labs.scene import packed

FOR_A_PAGE = "COURSE_SITE"  # set while a page without a kernel is made: then presets travel with the lab
TRAVELLING = 3
_REST = 0.02  # seconds in which further changes of a control join the one before


class Figure(anywidget.AnyWidget):
    """The widget: background, canvas, slider, reading. Made by `Lab`."""

    _esm = Path(__file__).with_name("live.js")
    _css = Path(__file__).with_name("live.css")
    position = traitlets.Int(0).tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    table = traitlets.Bytes(b"").tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    status = traitlets.Unicode("").tag(sync=True)
    travelling = traitlets.Dict().tag(sync=True)


class View(widgets.VBox):
    """A lab as it stands in a notebook; its stored output is one constant line of text."""

    title = ""

    def _repr_mimebundle_(self, **kwargs):
        """Return the widget, with the lab's name and its reading at the start as plain text."""
        data = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/plain": self.title}


class Lab:
    """A live figure with its controls.

    Parameters
    ----------
    name : str
        The lab's name, spoken by screen readers.
    figure : callable
        ``figure(**settings)`` returns a matplotlib figure and a dict of its live artists by name.
    sweep : callable
        ``sweep(**settings)`` returns a `Sweep`.
    slider : tuple of str
        Label of the slider and format of its value, such as ``("w_hh", "{:.2f}")``.
    start : float
        The slider's value at the start.
    controls : dict of str to ipywidgets.Widget, optional
        Other settings; a change asks for a new figure and table.
    presets : dict of str to dict, optional
        Named settings to try: values for controls and, under ``"value"``, for the slider.
    code : str, optional
        Lines that reproduce the picture, with ``{value}`` and the controls' names as places to fill.
    """

    def __init__(self, name, figure, sweep, slider, start, controls=None, presets=None, code=""):
        self._make_figure, self._make_sweep = figure, sweep
        self._slider, self._code = slider, code
        self._controls, self._presets = controls or {}, presets or {}
        self._name, self._pending, self._value, self.sweep = name, None, None, None
        self.widget = Figure()
        self.renew(start)
        self._defaults = {key: control.value for key, control in self._controls.items()}
        self._presets = {"reset": {**self._defaults, "value": start}, **self._presets}
        self.widget.scene = {**self.widget.scene, "presets": list(self._presets)}
        row = widgets.Layout(flex_flow="row wrap")
        self.view = View([self.widget, widgets.HBox(list(self._controls.values()), layout=row)])
        self.view.title = f"{name}. {self.sweep.readings[self.widget.position]}"
        if os.environ.get(FOR_A_PAGE):
            self.widget.travelling = self._travelling()
        self.widget.on_msg(self._on_message)
        for control in self._controls.values():
            control.observe(self._on_change, names="value")

    @property
    def settings(self):
        """The values of the controls, by name."""
        return {key: control.value for key, control in self._controls.items()}

    def show(self):
        """Return the view to end a cell with; a lab that this cell showed before is closed."""
        display.keep(self)
        return self.view

    def close(self):
        """Take the lab off the page and leave nothing behind."""
        if self._pending:
            self._pending.cancel()
        for part in (*self._controls.values(), self.widget, *self.view.children[1:], self.view):
            part.unobserve_all()
            for piece in (getattr(part, "style", None), part.layout, part):
                if isinstance(piece, widgets.Widget):
                    piece.close()

    def renew(self, value=None):
        """Compute figure and table for the controls' settings, and send them.

        Parameters
        ----------
        value : float, optional
            Where the slider is to jump; by default it stays with the learner, whose hand may be on it.
        """
        here = min(self.widget.position, len(self.sweep.values) - 1) if self.sweep else 0
        sweep, state = self._state(self.settings, self.sweep.values[here] if value is None else value)
        state["scene"]["jump"] = value is not None
        if value is None:
            del state["position"]
        self.sweep = sweep
        with self.widget.hold_sync():
            for name, one in state.items():
                setattr(self.widget, name, one)
            self.widget.status = ""

    def _state(self, settings, value):
        """Return the sweep for some settings, and the widget's traits with the slider at a value."""
        sweep = self._make_sweep(**settings)
        with plt.ioff():
            figure, artists = self._make_figure(**settings)
        try:
            scene, table = packed(figure, artists, sweep)
        finally:
            plt.close(figure)
        label, shape = self._slider
        scene |= {
            "name": self._name,
            "label": sweep.label or label,
            "values": [shape.format(v) for v in sweep.values],
            "readings": list(sweep.readings),
            "presets": list(self._presets),
            "code": self._code,
        }
        plain = {key: _plain(one) for key, one in settings.items()}
        position = int(np.abs(sweep.values - value).argmin())
        return sweep, {"scene": scene, "table": table, "settings": plain, "position": position}

    def _travelling(self):
        """Return the first presets' states, for a page without a kernel."""
        states = {}
        for name in list(self._presets)[: 1 + TRAVELLING]:  # reset, and three more
            preset = dict(self._presets[name])
            value = preset.pop("value", self.sweep.values[self.widget.position])
            states[name] = self._state({**self._defaults, **preset}, value)[1]
        return states

    def _on_change(self, change):
        """Ask for a new table soon; changes that come in a burst are answered once, by the newest."""
        self._ask()

    def _ask(self, value=None):
        self._value = self._value if value is None else value
        if self._pending:
            self._pending.cancel()
        self.widget.status = "computing"
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no event loop: a plain script
            self._answer()
        else:
            self._pending = loop.call_later(_REST, self._answer)

    def _answer(self):
        value, self._value, self._pending = self._value, None, None
        try:
            self.renew(value)
        except Exception as error:  # a learner sees one line under the figure, and the old picture stays
            self.widget.status = f"{type(error).__name__}: {error}"

    def _on_message(self, _, message, buffers):
        if message.get("kind") == "preset":
            preset = dict(self._presets[message["name"]])
            value = preset.pop("value", None)
            for key, setting in {**self._defaults, **preset}.items():
                self._controls[key].value = setting
            self._ask(value)


def _plain(setting):
    """Return a setting as it stands in code: 0.1, not 0.09999999999999998."""
    return f"{setting:.6g}" if isinstance(setting, float) else str(setting)
