"""The widget behind quizzes and predictions: native form controls, stored as constant text."""

from pathlib import Path

import anywidget

from course_utils import texts

_HERE = Path(__file__).parent


def module(name):
    """Return the ES module of a widget: the shared controls, and its own file."""
    return texts.script(_HERE / "controls.js", _HERE / name)


class Form(anywidget.AnyWidget):
    """A widget of native form controls. Its stored output is `stored`, whatever the learner answers."""

    _css = _HERE / "form.css"
    stored = ""

    def _repr_mimebundle_(self, **kwargs):
        """Return the widget, with its words as plain text."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/plain": self.stored}, metadata

    def close(self):
        """Take the widget off the page and leave nothing behind."""
        self.layout.close()
        super().close()
