"""Strict nbval is as strict as the course says: nothing is overlooked, and a difference is located."""

import re
import subprocess
import sys

import pytest
from conftest import ROOT

from course_utils.authoring import execute

TEMPLATE = ROOT / "tests" / "lesson_template.ipynb"


def validate(path):
    """Run the project's own nbval settings on one file; return exit status and what was printed."""
    command = [sys.executable, "-m", "pytest", "--numprocesses=0", "--no-header", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-c", str(ROOT / "pyproject.toml"), str(path)], cwd=ROOT, capture_output=True, text=True
    )
    return done.returncode, done.stdout


def test_no_rule_lets_an_output_pass():
    rules = (ROOT / "tests" / "nbval_sanitize.cfg").read_text(encoding="utf-8")
    assert [line for line in rules.splitlines() if line and not line.startswith("#")] == []


@pytest.mark.parametrize(
    ("cell_id", "stored", "changed"),
    [("sign", "0.06]", "0.07]"), ("grow", "twenty", "thirty"), ("decay", "0.5 at 1", "0.4 at 1")],
    ids=["a digit", "a word", "a reading"],
)
def test_one_change_in_one_stored_output_is_red_and_located(tmp_path, cell_id, stored, changed):
    notebook = execute.read(TEMPLATE)
    (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
    output = cell.outputs[-1]
    assert stored in output.text
    output.text = output.text.replace(stored, changed)
    execute.write(tmp_path / "changed.ipynb", notebook)
    status, said = validate(tmp_path / "changed.ipynb")
    assert status == 1
    assert "1 failed, 4 passed" in said
    assert f"Cell {cell.execution_count - 1}" in said
    assert changed in said and stored in said


def test_the_template_itself_is_green():
    status, said = validate(TEMPLATE)
    assert status == 0 and re.search(r"\b5 passed", said), said
