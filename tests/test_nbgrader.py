"""The course with nbgrader: a lesson goes through its own generate, submit and autograde to a score."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from needed import cells, needed

from course_utils.authoring import execute
from course_utils.exercises.engine.exercise import of_lesson
from course_utils.grading import nbgrader_source

SCORES = """\
import json, sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    print(json.dumps({one.student.id: one.score for one in book.assignment_submissions(sys.argv[1])}))
"""


def nbgrader(folder, *words):
    """Run a command of nbgrader in a course's folder."""
    command = [sys.executable, "-m", "nbgrader", *words, "--CourseDirectory.course_id=unrolled"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic
    environment = {**os.environ, "PATH": path, "COURSE_PROGRESS": os.devnull}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]


def answered(path, to, answers):
    """Write a released notebook with answers in its cells, as handed in by a student who kept just these."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    graded = [place for place, cell in enumerate(code) if "nbgrader" in cell.metadata]
    kept = [code[place].id for place in needed(cells(cell.source for cell in code), graded)]
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type != "code" or cell.id in kept]
    for cell in notebook.cells:
        asked = re.search(r"^ex\.(\w+)\.check\(", cell.source, re.MULTILINE)
        if asked and asked[1] in answers:
            cell.source = f"{answers[asked[1]]}\n\n{cell.source[asked.start() :]}"
    to.mkdir(parents=True)
    nbformat.write(notebook, to / path.name)


def released(folder, notebook):
    """Release a lesson's notebook in a folder; return the assignment's name and its path."""
    name = f"lesson{notebook[:2]}"
    lesson = execute.read(ROOT / "notebooks" / notebook)
    lesson.cells = [cell for cell in lesson.cells if "training" not in cell.metadata.get("tags", [])]
    execute.write(folder / notebook, lesson)
    assert nbgrader_source.main([str(folder / notebook), str(folder / "source" / name)]) == 0
    nbgrader(folder, "generate_assignment", name)
    return name, folder / "release" / name / notebook


def graded(folder, assignment, path, students):
    """Hand in what students answer and grade it; return their scores and their notebooks as graded."""
    for student, answers in students.items():
        answered(path, folder / "submitted" / student / assignment, answers)
    nbgrader(folder, "autograde", assignment)
    scores = subprocess.run(
        [sys.executable, "-c", SCORES, assignment], cwd=folder, capture_output=True, text=True, check=True
    )
    notebooks = {
        student: nbformat.read(folder / "autograded" / student / assignment / path.name, as_version=4)
        for student in students
    }
    return json.loads(scores.stdout), notebooks


def said_by(notebook, test):
    """Return what a failed test of a graded notebook says."""
    (cell,) = [cell for cell in notebook.cells if cell.id == test]
    return next(output.evalue for output in cell.outputs if output.output_type == "error")


@pytest.mark.kernel
def test_a_lesson_is_generated_submitted_autograded_and_scored(tmp_path):
    assignment, path = released(tmp_path, "02_rnn_mathematics.ipynb")
    right = {name: one.source() for name, one in of_lesson("02").items()}
    slip = "def count_parameters(inputs, hidden, classes):\n    return hidden * (inputs + hidden + 1)"
    students = {"ada": right, "ben": {**right, "count_parameters": slip}, "cleo": {}}
    scores, notebooks = graded(tmp_path, assignment, path, students)
    assert scores == {"ada": len(right), "ben": len(right) - 1, "cleo": 0}
    assert "The readout is missing" in said_by(notebooks["ben"], "test-count-parameters")


@pytest.mark.kernel
def test_a_build_is_worth_its_point_when_all_its_parts_are_reached(tmp_path):
    assignment, path = released(tmp_path, "03_backpropagation_through_time.ipynb")
    build = of_lesson("03")["letter_model"]
    slip = build.source().replace("dh_next.sum(axis=0)", "dh_next.mean(axis=0)")
    share = of_lesson("03")["share_of_W_hh"].source()
    students = {"ada": build.source(), "ben": slip}
    students = {
        student: {"letter_model": source, "share_of_W_hh": share} for student, source in students.items()
    }
    scores, notebooks = graded(tmp_path, assignment, path, students)
    assert scores == {"ada": 2, "ben": 1}
    said = said_by(notebooks["ben"], "test-letter-model")
    assert "Not yet. 5 of 6 reached." in said and "✗ 5. The gradient of the start: " in said
