"""A lesson as a learner gets it: nothing has run, and nothing is given away.

A copy says in its metadata what its cells were when it was handed out, and those of the lesson. So it can
be told, wherever the file has travelled, whether a learner has changed it, and whether the course has a newer
one.
"""

import ast
import hashlib
import json

import nbformat

from course_utils.texts import gettext, lessons

OUTCOME = "outcome"  # the tag of a text that says what a predicted run shows
ANSWER = "answer"  # the tag of code that answers an exercise above it
_MARK = "unrolled"
_FOLD = "<details>\n<summary>{summary}</summary>\n\n{text}\n\n</details>"


def copied(lesson, words=None):
    """Return a learner's copy of a lesson's notebook, in the words of `lessons.read`.

    Outputs and counts are cleared, cells that only ask for a prediction show no code, and what is tagged
    `OUTCOME` or `ANSWER` is folded away.
    """
    fresh, _ = lessons.translated(lesson, words)
    for cell in fresh.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if asks(cell.source) or ANSWER in tags:
                # JupyterLab shows the first line of code that is folded away.
                said = gettext("Run this cell: it asks what you expect.")
                if ANSWER in tags:
                    said = gettext(
                        "Run this cell. It answers the exercise above: unfold it after your own try."
                    )
                cell.source = f"# {said}\n{cell.source}"
                cell.metadata["jupyter"] = {"source_hidden": True}
        elif OUTCOME in tags:
            cell.source = _FOLD.format(summary=gettext("After you have run it"), text=cell.source)
    fresh.metadata[_MARK] = {"handed_out": digest(fresh), "lesson": digest(lesson)}
    return fresh


def asks(source):
    """Return whether all that a code cell does is to ask for predictions."""
    statements = ast.parse(source).body
    return bool(statements) and all(
        isinstance(one, ast.Assign)
        and isinstance(one.value, ast.Call)
        and getattr(one.value.func, "id", "") == "ask"
        for one in statements
    )


def digest(notebook):
    """Return what tells a notebook's cells from others: their kinds, sources, order and number.

    Empty cells at the end don't count: JupyterLab adds one where the last cell is run.
    """
    cells = [[cell.cell_type, cell.source] for cell in notebook.cells]
    while cells and not cells[-1][1].strip():
        cells.pop()
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def handed_out(notebook):
    """Return the digest of a copy as it was handed out; None if a notebook is no copy."""
    mark = notebook.metadata.get(_MARK)
    return mark.get("handed_out") if isinstance(mark, dict) else None


def is_of(notebook, lesson):
    """Return whether a copy is of a lesson as it is now, in whatever language."""
    return notebook.metadata[_MARK].get("lesson") == digest(lesson)


def is_changed(notebook):
    """Return whether a learner has changed a cell of their copy."""
    return digest(notebook) != handed_out(notebook)


def was_run(notebook):
    """Return whether cells of a copy have run, and it was saved since."""
    return any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
