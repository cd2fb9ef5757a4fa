"""Every exercise as a learner does it in JupyterLab: untouched, wrong, hint, hint, solution, right."""

import importlib
import inspect
import re
import textwrap

import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell

from course_utils import project
from course_utils.authoring import execute
from course_utils.exercises.engine.build import Build
from course_utils.exercises.engine.exercise import declared
from course_utils.exercises.engine.result import NOT_ATTEMPTED

pytestmark = pytest.mark.browser
LESSONS = [
    path
    for path in project.lessons()
    if (ROOT / "course_utils" / "exercises" / f"lesson_{path.name[:2]}.py").exists()
]
SAID = """() => window.jupyterapp.shell.currentWidget.content.widgets.map((cell) =>
    (cell.model.sharedModel.getOutputs?.() ?? []).map((output) => [output.data?.['text/plain'] ?? output.text]
        .flat().join('')).join(''))"""


def mistaken(one):
    """Return a mistake's sentence and its source, under the exercise's name and with the helpers it uses."""
    sentence, function = next(iter(one.mistakes.items()))
    source = textwrap.dedent(inspect.getsource(function))
    body = source[source.index("\ndef _(") :].replace("def _(", f"def {one.name}(", 1)
    names = [name for name in re.findall(r"\b_\w+", body) if name in vars(inspect.getmodule(function))]
    return sentence, "".join(f"from {function.__module__} import {name}\n" for name in names) + body


def photograph(lab, name):
    lab.look_through(name)
    with lab.dark():
        lab.look_through(f"{name}-dark")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_untouched_wrong_hints_solution_right(lab, path):
    notebook = execute.read(path)
    exercises = declared(importlib.import_module(f"course_utils.exercises.lesson_{path.name[:2]}"))
    imports = next(cell for cell in notebook.cells if "figures.use_style()" in cell.source)
    cells, wanted = [imports], [("", "")]
    for cell in notebook.cells:
        asked = re.search(r"^ex\.(\w+)\.check\(.*$", cell.source, re.MULTILINE)
        if cell.cell_type != "code" or not asked:
            continue
        one, check = exercises[asked[1]], asked[0]
        if isinstance(one, Build):
            sentence, source, hints = "no function", f"{one.names[0]} = 3", one.parts[0].hints
        else:
            (sentence, source), hints = mistaken(one), one.hints
        steps = [
            (cell.source, NOT_ATTEMPTED, ""),
            (f"{source}\n\n{check}", "Not yet.", sentence),
            (f"ex.{one.name}.hint()", "Hint 1 of", hints[0]),
            (f"ex.{one.name}.hint()", "Hint 2 of", hints[1]),
            (f"ex.{one.name}.solution()", "", f"def {one.names[0]}("),
            (f"{one.source()}\n\n{check}", "Right.", one.learned),
        ]
        cells += [new_code_cell(step[0]) for step in steps]
        wanted += [step[1:] for step in steps]
    lab.hold("exercises.ipynb", *cells)
    assert lab.run_all() == []
    said = lab.page.evaluate(SAID)
    for k, (begins, holds) in enumerate(wanted):
        assert said[k].startswith(begins) and holds in said[k], (cells[k].source, said[k])
    if lab.photos or path == LESSONS[0]:  # the dark theme's complaints are heard once in any case
        photograph(lab, f"exercises_{path.name[:2]}")
