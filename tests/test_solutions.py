"""With every solution in its cell all checks pass; and every training may be ended early.

Both stand in one kernel. It runs the exercises and the cells tagged ``training``, the trainings cut short,
with all that they need; what else a lesson holds can't tell the difference (`test_needed` says so), and runs
under strict nbval. The kernel is emptied and goes on with the next lesson. With ``--whole``, as in
`make validate`, everything else runs, too, and each lesson has a kernel of its own.
"""

import importlib
import re

import pytest
from conftest import is_training
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbformat.v4 import new_code_cell
from needed import cells, dependent, needed

from course_utils import project
from course_utils.authoring import execute
from course_utils.exercises.engine.exercise import declared

LESSONS = project.lessons()[::-1]
BEGIN = """\
import os, ipywidgets, matplotlib.pyplot as plt
ipywidgets.Widget.close_all()
plt.close("all")
plt.rcdefaults()
os.environ["COURSE_UPDATES"] = "5"  # trainings are cut short
%reset -f"""


def solved(path):
    """Return a lesson's code cells with the references in its exercise cells, and these cells' ids."""
    notebook, ids = execute.read(path), []
    module = f"course_utils.exercises.lesson_{path.name[:2]}"
    for cell in notebook.cells:
        asked = re.search(r"^ex\.(\w+)\.check\(", cell.source, re.MULTILINE)
        if cell.cell_type == "code" and asked:
            reference = declared(importlib.import_module(module))[asked[1]]
            cell.source = f"{reference.source()}\n\n{cell.source[asked.start() :]}"
            ids.append(cell.id)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return notebook, ids


def cut(code, ids):
    """Return those code cells that exercises or trainings touch, and what they need."""
    names = cells(cell.source for cell in code)
    first = {place for place, cell in enumerate(code) if cell.id in ids}
    trained = {place for place, cell in enumerate(code) if is_training(cell)}
    kept = {*needed(names, dependent(names, first)), *needed(names, trained, changed=False)}
    return [code[place] for place in sorted(kept)]


@pytest.fixture(scope="module")
def shared():
    """One kernel for all lessons: to import torch takes longer than what most of them run."""
    manager = AsyncKernelManager(kernel_name="python3")
    yield manager
    if manager.has_kernel:
        run_sync(manager.shutdown_kernel)(now=True)


@pytest.fixture
def kernel(request, shared):
    if request.config.option.whole:
        return None
    if shared.has_kernel and not run_sync(shared.is_alive)():  # the lesson before was its end
        run_sync(shared.restart_kernel)(now=True)
    return shared


@pytest.mark.kernel
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_solved_lesson_runs_and_every_check_passes(path, request, kernel):
    notebook, ids = solved(path)
    if not ids:
        pytest.skip("no exercises yet")
    if not request.config.option.whole:
        notebook.cells = cut(notebook.cells, ids)
    notebook.cells.insert(0, new_code_cell(BEGIN))
    done = execute.executed(notebook, path.parent, kernel=kernel)
    said = {cell.id: cell.outputs[0].data["text/plain"] for cell in done.cells if cell.id in ids}
    assert len(said) == len(ids)
    assert all(text.startswith("Right.") for text in said.values()), said
