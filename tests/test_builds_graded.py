"""Those who know builds: lessons, graders, students' copies and nbgrader."""

import importlib.util
import inspect
import re

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook
from test_builds import LETTERS, each, missed

from course_utils.authoring import execute
from course_utils.exercises import build_03
from course_utils.exercises.engine.result import NOT_ATTEMPTED
from course_utils.grading import grade, handout, nbgrader_source


@each
def test_a_notebook_holds_the_build_as_starters_before_the_quiz(one):
    (path,) = (ROOT / "notebooks").glob(f"{one.lesson}_*.ipynb")
    cells = nbformat.read(path, 4).cells
    (place,) = [i for i, cell in enumerate(cells) if f"ex.{one.name}.check(" in cell.source]
    assert [cell.id for cell in cells[place - 1 : place + 2]] == ["build-text", "build", "quiz-text"]
    assert cells[place].source.endswith(f"ex.{one.name}.check({', '.join(one.names)})")
    (output,) = cells[place].outputs
    assert output.data["text/plain"] == NOT_ATTEMPTED
    for function in one.functions:
        assert f"def {function.__name__}{inspect.signature(function)}:" in cells[place].source


@pytest.mark.kernel
def test_a_submission_is_graded_part_by_part_outside_its_kernel(tmp_path):
    head = "import numpy as np\nfrom course_utils.exercises import lesson_03 as ex"
    cheat = "ex.letter_model.judge = ex.letter_model.check = lambda *a: 1 / 0"
    wrong = LETTERS.source().replace("dh_next.sum(axis=0)", "dh_next.mean(axis=0)")
    sources = {
        "right": LETTERS.source(),
        "wrong": wrong,
        "half": inspect.getsource(build_03.letter_loss),
        "none": "",
    }
    rows = {}
    for name, source in sources.items():
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=[new_code_cell(one) for one in (head, cheat, source)]), path)
        rows[name] = {row[2]: row[3:] for row in grade.rows_of(path, tmp_path)}["letter_model"]
    assert rows["right"][0] is True and rows["right"][2].startswith("Right. 6 of 6 reached.")
    assert rows["wrong"][:2] == [False, "5. The gradient of the start"]
    assert "Not yet. 5 of 6 reached." in rows["wrong"][2]
    assert "Not yet. 5 of 6 reached." in rows["half"][2] and "letter_train is no function" in rows["half"][2]
    assert rows["none"][2].startswith("letter_loss and letter_train are not defined")


OWN_FILE = '''"""Exam."""

from course_utils.exercises import Build, exercise


@exercise(probes=lambda: [(1,)], hints=("Look.", "Look again."), learned="Seen.")
def same(x):
    """Return it."""
    return x


def half(x):
    """Return half of it."""
    return x / 2


halving = Build("halving", half, learned="You can halve.")


@halving.part("A secret part", half, probes=lambda: [(77,)], hints=("What times two?", "Divide."))
def _(answer, x):
    return "" if 2 * answer == x else "not half."
'''


def test_a_student_s_copy_holds_no_parts(tmp_path):
    (tmp_path / "lesson_90.py").write_text(OWN_FILE, encoding="utf-8")
    text = handout.students_copy(tmp_path / "lesson_90.py")
    assert "def half(x):" in text and "What times two?" in text and "def same(x):" in text
    for secret in ("x / 2", "77", "secret", "part(", "return x", "halve."):
        assert secret not in text
    names = {"__name__": "course_utils.exercises.lesson_90"}
    exec(text, names)
    copy = names["halving"]
    assert copy.is_private and copy.lesson == "90" and len(copy.hints) == 2
    assert "checked by your instructor" in str(copy.check(lambda x: 3))
    assert str(copy.check(names["half"])) == NOT_ATTEMPTED


@each
def test_nbgrader_s_test_names_all_functions(one):
    (path,) = (ROOT / "notebooks").glob(f"{one.lesson}_*.ipynb")
    notebook = execute.read(path)
    nbgrader_source.add_tests(notebook)
    (test,) = [cell for cell in notebook.cells if cell.source.startswith(f"ex.{one.name}.grade(")]
    assert test.source == f"ex.{one.name}.grade({', '.join(one.names)})"
    with pytest.raises(AssertionError, match="is no function"):
        one.grade(*[3] * len(one.names))


def test_the_build_in_the_readme_works(tmp_path):
    text = (ROOT / "course_utils" / "exercises" / "README.md").read_text(encoding="utf-8")
    declaration, cell = re.findall(r"```python\n(.*?)```", text.split("\n## Builds\n")[1], re.DOTALL)[:2]
    (tmp_path / "build_10.py").write_text(declaration, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("build_10", tmp_path / "build_10.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.swings.check(module.swing, module.rest).ok and module.swings.lesson == "10"
    assert list(missed(module.swings.check(module.swing, lambda angle, damping: 3))) == [2]
    names = {"ex": module}
    exec(cell.replace("ex.swings", "said = ex.swings"), names)
    assert str(names["said"]) == NOT_ATTEMPTED
