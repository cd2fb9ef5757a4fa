"""The course with nbgrader: a lesson goes through its own generate, submit and autograde to a score."""

import importlib
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
from course_utils.exercises.engine.exercise import declared
from course_utils.grading import nbgrader_source

LESSON = "02_rnn_mathematics.ipynb"
SLIP = "count_parameters(inputs, hidden, classes):\n    return hidden * (inputs + hidden + 1)"
SCORES = """\
import json, sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    print(json.dumps({one.student.id: one.score for one in book.assignment_submissions("lesson02")}))
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


@pytest.mark.kernel
def test_a_lesson_is_generated_submitted_autograded_and_scored(tmp_path):
    notebook = execute.read(ROOT / "notebooks" / LESSON)
    notebook.cells = [cell for cell in notebook.cells if "training" not in cell.metadata.get("tags", [])]
    execute.write(tmp_path / LESSON, notebook)
    assert nbgrader_source.main([str(tmp_path / LESSON), str(tmp_path / "source" / "lesson02")]) == 0
    nbgrader(tmp_path, "generate_assignment", "lesson02")
    released = tmp_path / "release" / "lesson02" / LESSON
    exercises = declared(importlib.import_module("course_utils.exercises.lesson_02"))
    right = {name: one.source() for name, one in exercises.items()}
    wrong = {**right, "count_parameters": f"def {SLIP}"}
    for student, answers in {"ada": right, "ben": wrong, "cleo": {}}.items():
        answered(released, tmp_path / "submitted" / student / "lesson02", answers)
    nbgrader(tmp_path, "autograde", "lesson02")
    done = subprocess.run(
        [sys.executable, "-c", SCORES], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    points = len(exercises)
    assert json.loads(done.stdout) == {"ada": points, "ben": points - 1, "cleo": 0}
    graded = nbformat.read(tmp_path / "autograded" / "ben" / "lesson02" / LESSON, as_version=4)
    (test,) = [cell for cell in graded.cells if cell.id == "test-count-parameters"]
    assert "The readout is missing" in test.outputs[0].evalue
