"""A class's mistakes on one page, for the instructor: an exercise a row, as a picture and in words."""

import base64
import html
import io
from collections import Counter

from matplotlib.figure import Figure

from course_utils import project
from course_utils.exercises.engine.result import NOT_ATTEMPTED
from course_utils.figures.class_results import class_results

_STYLE = """
body { font: 15px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
img { max-width: 100%; } td, th { text-align: left; vertical-align: top; padding: 2px 12px 2px 0; }
"""


def write(path, rows):
    """Write the page of a table's rows (see `grade.COLUMNS`), and return where it is."""
    head = f"<!doctype html><meta charset=utf-8><title>A class's mistakes</title><style>{_STYLE}</style>"
    parts = [head, "<h1>What the class gets wrong</h1>"]
    for lesson in sorted({row[1] for row in rows if row[2]}):
        parts += _lesson(lesson, [row for row in rows if row[1] == lesson and row[2]])
    if lost := [row for row in rows if not row[2]]:
        parts.append("<h2>Not graded</h2><table>")
        parts += [_row(row[0], row[5]) for row in lost]
        parts.append("</table>")
    project.store(path, "\n".join(parts) + "\n")
    return path


def _lesson(number, rows):
    """Return the parts of the page about one lesson."""
    exercises = list(dict.fromkeys(row[2] for row in rows))
    counts = {name: Counter(_kind(row) for row in rows if row[2] == name) for name in exercises}
    figure = Figure(figsize=(8, 1 + 0.32 * len(exercises)), layout="constrained")
    reading, png = class_results(figure.subplots(), counts), io.BytesIO()
    figure.savefig(png, format="png", dpi=128)
    picture = base64.b64encode(png.getvalue()).decode("ascii")
    students = len({row[0] for row in rows})
    parts = [
        f"<h2>Lesson {html.escape(number)}, {students} notebooks</h2>",
        f'<img src="data:image/png;base64,{picture}" alt=""><p>{html.escape(reading)}</p>',
        "<table><tr><th>exercise<th>times<th>what was wrong</tr>",
    ]
    for name in exercises:
        said = Counter(
            _why(row) for row in rows if row[2] == name and _kind(row) not in ("right", "not begun")
        )
        parts += [_row(name, many, why) for why, many in said.most_common(5)]
    return [*parts, "</table>"]


def _kind(row):
    if row[3]:
        return "right"
    if row[5] == NOT_ATTEMPTED:
        return "not begun"
    return "a mistake named" if row[4] else "wrong otherwise"


def _why(row):
    return (row[4] or row[5]).splitlines()[0]


def _row(*cells):
    return "<tr>" + "".join(f"<td>{html.escape(str(cell))}" for cell in cells) + "</tr>"
