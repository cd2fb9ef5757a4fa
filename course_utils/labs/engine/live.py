"""A figure that follows the hand: any matplotlib figure and a table of what moves at each position.

The kernel computes every position of a slider once, as one batch. The browser then only looks rows up
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
import traitlets

from course_utils import display, texts
from course_utils.labs.engine.shown import Recipe, Shown
from course_utils.labs.engine.travel import on_paper
from course_utils.texts import gettext

FOR_A_PAGE = "COURSE_SITE"  # set while a page without a kernel is made: then presets travel with the lab
TRAVELLING = 3
_HERE = Path(__file__).parent
# As text: of a path, anywidget keeps every widget that was ever made of it.
_PARTS = ("dom", "draw", "svg", "point", "contact", "live")
SCRIPT = texts.script(*(_HERE / f"{part}.js" for part in _PARTS))
STYLE = (_HERE / "live.css").read_text(encoding="utf-8")
_REST = 0.02  # seconds in which further changes join the one before


class Figure(anywidget.AnyWidget):
    """The widget: background, canvas, sliders, reading. Made by `Lab`, which adds traits for each slider."""

    _esm = SCRIPT
    _css = STYLE
    scene = traitlets.Dict().tag(sync=True)
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
        ``figure(**settings)`` returns a matplotlib figure and a dict of its live artists by name; the
        settings are the controls' values.
    sweep : callable
        ``sweep(**settings)`` returns a `Sweep`. With several sliders it is given them too, by name, each as
        a column of values, shape (positions, 1): one runs through its values, the others stand still.
    slider : tuple of str, or dict
        Label of the slider and format of its value, such as ``("w_hh", "{:.2f}")``. Several: a dict of
        (label, format, values) by name, such as ``{"mass": ("mass (kg)", "{:.1f}", np.arange(1, 9))}``.
    start : float, or dict
        The slider's value at the start; of several, by name.
    controls : dict of str to ipywidgets.Widget, optional
        Other settings; a change asks for a new figure and new tables.
    presets : dict of str to dict, optional
        Named settings to try: values for controls and sliders by name; one slider alone is ``"value"``.
    code : str, optional
        Lines that reproduce the picture, with the names of controls and sliders as places to fill.
    """

    def __init__(self, name, figure, sweep, slider, start, controls=None, presets=None, code=""):
        self._recipe = Recipe(name, figure, sweep, slider, code)
        self._controls, self._sliders = controls or {}, list(self._recipe.sliders)
        begin = start if self._recipe.several else {"value": start}
        if set(begin) != set(self._sliders):
            raise ValueError(f"start names {sorted(begin)}, the sliders are {sorted(self._sliders)}")
        self._start = {**self.settings, **begin}
        self._presets = {gettext("reset"): self._start, **(presets or {})}
        self._check()
        self._pending, self._jumps, self._shown = None, {}, None
        self.widget = Figure()
        for key in self._sliders:
            # No echo from the kernel: it could move a slider that the hand is already moving on.
            position = traitlets.Int(0).tag(sync=True, echo_update=False)
            self.widget.add_traits(**{self._recipe.trait("position", key): position})
            self.widget.add_traits(**{self._recipe.trait("table", key): traitlets.Dict().tag(sync=True)})
        self.renew(**{key: self._start[key] for key in self._sliders})
        row = widgets.Layout(flex_flow="row wrap")
        self.view = View([self.widget, widgets.HBox(list(self._controls.values()), layout=row)])
        self.view.title = f"{name}. {self._shown.reading}"
        if os.environ.get(FOR_A_PAGE):
            self.widget.travelling = self._travelling()
        self.widget.on_msg(self._on_message)
        for control in self._controls.values():
            control.observe(self._on_change, names="value")
        if self._recipe.several:
            places = [self._recipe.trait("position", key) for key in self._sliders]
            self.widget.observe(self._on_release, names=places)

    @property
    def settings(self):
        """The values of the controls, by name."""
        return {key: control.value for key, control in self._controls.items()}

    @property
    def positions(self):
        """Where the sliders stand, by name."""
        return {key: getattr(self.widget, self._recipe.trait("position", key)) for key in self._sliders}

    def show(self):
        """Return the view to end a cell with; a lab that this cell showed before is closed."""
        display.keep(self)
        return self.view

    def close(self):
        """Take the lab off the page and leave nothing behind."""
        if self._pending:
            self._pending.cancel()
        with self.widget.hold_sync():  # JupyterLab keeps the models of closed widgets: let them be empty
            self.widget.scene = {}
            for key in self._sliders:
                setattr(self.widget, self._recipe.trait("table", key), {})
        for part in (*self._controls.values(), self.widget, *self.view.children[1:], self.view):
            part.unobserve_all()
            for piece in (getattr(part, "style", None), part.layout, part):
                if isinstance(piece, widgets.Widget):
                    piece.close()

    def renew(self, **jumps):
        """Compute what controls and sliders ask for, as far as it is not there, and send it.

        Parameters
        ----------
        **jumps : float
            Values that sliders are to jump to; the others stay with the learner, whose hand may be on them.
        """
        before = self._shown
        values = before.values(self.positions) if before else {}
        self._shown = Shown(self._recipe, self.settings, {**values, **jumps}, before)
        traits = self._traits(self._shown, jumps)
        if before and before.stage is self._shown.stage:
            del traits["scene"]  # not touched: the page need not build it again
        # Notify when all positions are set: between two of them, they would seem to be a learner's.
        with self.widget.hold_sync(), self.widget.hold_trait_notifications():
            for name, one in traits.items():
                setattr(self.widget, name, one)
            self.widget.status = ""

    def _traits(self, shown, jumps):
        """Return the widget's traits that show something, with the sliders that are to jump there."""
        controls = [control.model_id for control in self._controls.values()]
        own = {"presets": list(self._presets), "controls": controls, "jump": list(jumps)}
        traits = shown.traits()
        traits["scene"] = {**traits["scene"], **own}
        return traits | {self._recipe.trait("position", key): shown.positions[key] for key in jumps}

    def _travelling(self):
        """Return the first presets' traits and controls, for a page without a kernel."""
        states = {}
        for name in list(self._presets)[: 1 + TRAVELLING]:  # reset, and three more
            preset = {**self._start, **self._presets[name]}
            settings = {key: preset[key] for key in self._controls}
            values = {key: preset[key] for key in self._sliders}
            states[name] = self._traits(Shown(self._recipe, settings, values, self._shown), values)
            states[name]["controls"] = [
                on_paper(control, settings[key]) for key, control in self._controls.items()
            ]
        return states

    def _on_change(self, change):
        """Ask for a new table soon; changes that come in a burst are answered once, by the newest."""
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
            self._pending = loop.call_later(_REST, self._answer)

    def _answer(self):
        jumps, self._jumps, self._pending = self._jumps, {}, None
        try:
            self.renew(**jumps)
        except Exception as error:  # a learner sees one line under the figure, and the old picture stays
            self.widget.status = f"{type(error).__name__}: {error}"

    def _on_message(self, _, message, buffers):
        if message.get("kind") == "preset":
            preset = self._presets[message["name"]]
            for key, control in self._controls.items():
                control.value = preset.get(key, self._start[key])
            several = self._recipe.several  # then a preset says where all of them stand
            named = {**self._start, **preset} if several else preset
            self._ask(**{key: named[key] for key in self._sliders if key in named})
        self.widget.send({"kind": "heard"})  # a page that gets no such answer says so

    def _check(self):
        """Refuse names that could not be told apart or are not there."""
        if twice := set(self._sliders) & set(self._controls):
            raise ValueError(f"{sorted(twice)} name a slider and a control")
        for name, preset in self._presets.items():
            if unknown := set(preset) - set(self._start):
                raise ValueError(f"the preset {name!r} sets {sorted(unknown)}, no slider and no control")
