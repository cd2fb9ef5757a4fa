"""With every solution written into its cell, all checks pass and the rest of each lesson still runs."""

import importlib
import re

import pytest

from course_utils import project
from course_utils.authoring import execute
from course_utils.exercises.engine.exercise import declared

LESSONS = project.lessons()


def solved(path):
    """Return a lesson with the references in its exercise cells, and these cells' ids; no trainings."""
    notebook, ids = execute.read(path), []
    module = f"course_utils.exercises.lesson_{path.name[:2]}"
    notebook.cells = [cell for cell in notebook.cells if "training" not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        asked = re.search(r"^ex\.(\w+)\.check\(", cell.source, re.MULTILINE)
        if cell.cell_type == "code" and asked:
            reference = declared(importlib.import_module(module))[asked[1]]
            cell.source = f"{reference.source()}\n\n{cell.source[asked.start() :]}"
            ids.append(cell.id)
    return notebook, ids


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_solved_lesson_runs_and_every_check_passes(path):
    notebook, ids = solved(path)
    if not ids:
        pytest.skip("no exercises yet")
    done = execute.executed(notebook, path.parent)
    said = {cell.id: cell.outputs[0].data["text/plain"] for cell in done.cells if cell.id in ids}
    assert all(text.startswith("Right.") for text in said.values()), said
