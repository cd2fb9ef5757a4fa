"""The widget behind quizzes and predictions: native form controls, stored as constant text."""

from pathlib import Path

import anywidget

from course_utils import display
from course_utils.display import scripts

_HERE = Path(__file__).parent


def module(name):
    """Return the ES module of a widget."""
    return scripts.joined(_HERE / name)


class Form(display.Stored, anywidget.AnyWidget):
    """A widget of native form controls. Its stored output is `stored`, whatever the learner answers."""

    _css = (_HERE / "form.css").read_text(encoding="utf-8")  # of a path, anywidget keeps every widget
