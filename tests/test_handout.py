"""Graded work without public solutions: the instructor's file decides, students hold none of it."""

import csv
import os
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils.authoring import execute
from course_utils.grading import grade, handout

OWN = '''"""Exam."""

import numpy as np

from course_utils.exercises import exercise


@exercise(
    probes=lambda: [(np.array([1.0, 7.0]),)],
    hints=("Look at the largest.", "And at the smallest."),
    learned="You can measure a range.",
)
def spread(xs):
    """Return how far the largest value lies above the smallest."""
    return xs.max() - xs.min()


@spread.mistake("That is the largest value alone.")
def _(xs):
    return xs.max()
'''
ANSWERS = {"right": "return max(xs) - min(xs)", "wrong": "return max(xs)", "untouched": "..."}


@pytest.fixture
def exam(tmp_path):
    """Return a folder with the instructor's file, and one with the students' copy."""
    own, copy = tmp_path / "own", tmp_path / "copy"
    own.mkdir()
    (own / "lesson_90.py").write_text(OWN)
    assert handout.main([str(own), str(copy)]) == 0
    return own, copy


def test_a_student_s_copy_holds_interface_and_hints_and_nothing_else(exam):
    text = (exam[1] / "lesson_90.py").read_text()
    assert "def spread(xs):" in text and "how far the largest" in text and "at the smallest" in text
    for secret in ("xs.min", "7.0", "alone", "probes", "range"):
        assert secret not in text


@pytest.mark.kernel
def test_in_a_student_s_copy_checks_and_solutions_say_who_decides(exam):
    code = (
        "from course_utils.exercises import lesson_90 as ex\n"
        "print(ex.spread.check(lambda xs: 3))\nex.spread.hint()\nex.spread.solution()\n"
        "def spread(xs):\n    ...\nprint(ex.spread.check(spread))"
    )
    environment = {**os.environ, "COURSE_EXERCISES": str(exam[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    checked, hint, solution, untouched = done.stdout.strip().split("\n")
    assert "checked by your instructor" in checked and "not in this copy" in solution
    assert hint == "Hint 1 of 2: Look at the largest." and untouched == "Not attempted yet."


@pytest.mark.kernel
def test_the_instructor_s_file_grades_and_no_kernel_sees_it(exam, tmp_path, monkeypatch):
    folder = tmp_path / "class"
    folder.mkdir()
    for name, answer in ANSWERS.items():
        cells = [
            "from course_utils.exercises import lesson_90 as ex",
            f"def spread(xs):\n    {answer}\n\n\nex.spread.check(spread)",
        ]
        execute.write(folder / f"{name}.ipynb", new_notebook(cells=[new_code_cell(one) for one in cells]))
    peek = "import os, pathlib\ndef spread(xs):\n    folder = pathlib.Path(os.environ['COURSE_EXERCISES'])\n"
    peek += "    return 6.0 if 'min' in (folder / 'lesson_90.py').read_text() else -1.0"
    cells = [new_code_cell("from course_utils.exercises import lesson_90 as ex"), new_code_cell(peek)]
    execute.write(folder / "peeking.ipynb", new_notebook(cells=cells))
    monkeypatch.setenv("COURSE_EXERCISES", str(exam[0]))
    monkeypatch.setattr("course_utils.exercises.__path__", [str(exam[0]), *_path()])
    assert grade.main([str(folder), "--csv", str(tmp_path / "grades.csv")]) == 0
    with open(tmp_path / "grades.csv", newline="", encoding="utf-8-sig") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert [name for name, row in rows.items() if row["passed"] == "True"] == ["right"]
    assert rows["wrong"]["mistake"] == "That is the largest value alone."
    assert rows["untouched"]["message"] == "Not attempted yet."


def _path():
    from course_utils import exercises

    return exercises.__path__


def test_a_folder_without_lessons_and_the_folder_itself_are_refused(exam, tmp_path, capsys):
    assert handout.main([str(tmp_path), str(tmp_path / "to")]) == 1
    assert handout.main([str(exam[0]), str(exam[0])]) == 1
    said = capsys.readouterr().out
    assert "holds no lesson_NN.py" in said and "is where your own files lie" in said
