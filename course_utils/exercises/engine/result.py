"""What a check says, as plain text and as a box that suits both themes."""

import html

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
