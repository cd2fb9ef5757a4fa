"""What a check says, as plain text and as a box that suits both themes."""

import html
import traceback

from course_utils.texts import gettext

NOT_ATTEMPTED = gettext("Not attempted yet.")
_MARKS = {True: ("✓", "#009E73"), False: ("✗", "#D55E00"), None: ("·", "#767676")}


class Note:
    """A text that a cell shows."""

    ok = None

    def __init__(self, text):
        self.text = text

    def __str__(self):
        """Return the text."""
        return self.text

    __repr__ = __str__

    def _repr_html_(self):
        """Return the text as a box; the first line stands out, the rest keeps its lines."""
        mark, color = _MARKS[self.ok]
        first, _, rest = self.text.partition("\n")
        rest = f'<pre style="margin:.4em 0 0;white-space:pre-wrap">{html.escape(rest)}</pre>' if rest else ""
        return (
            f'<div style="border-left:4px solid {color};padding:.3em .8em">'
            f"<b>{mark} {html.escape(first)}</b>{rest}</div>"
        )


class Result(Note):
    """What a check found: right, wrong or not attempted (None), in words, and the mistake recognised."""

    def __init__(self, ok, text, mistake=""):
        super().__init__(text)
        self.ok, self.mistake = ok, mistake

    def __bool__(self):
        """Return whether the answer is right."""
        return self.ok is True


def raised(error):
    """Return an exception in words, with the innermost line of the learner's own code."""
    trace = traceback.walk_tb(error.__traceback__)
    lines = [number for frame, number in trace if _is_learners(frame.f_code.co_filename)]
    said = gettext("It raises {kind}: {text}")
    if lines:
        said = gettext("It raises {kind} in line {line} of the cell: {text}")
    text = str(error).split("\n")[0][:160]
    return said.format(kind=type(error).__name__, line=lines[-1] if lines else None, text=text)


def _is_learners(file):
    """Return whether code is the learner's own: in a cell, or at least neither the course's nor installed."""
    cell = "ipykernel" in file or file.startswith("<") or "course_utils" not in file.replace("\\", "/")
    return cell and "site-packages" not in file and "dist-packages" not in file
