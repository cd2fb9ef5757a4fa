"""Strict nbval is as strict as the course says: nothing is overlooked, and a difference is located."""

import configparser
import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

from course_utils import project
from course_utils.authoring import execute

TEMPLATE = ROOT / "tests" / "lesson_template.ipynb"


def validate(*paths):
    """Run the project's own nbval settings on files of a folder; return status and what was printed."""
    command = [sys.executable, "-m", "pytest", "--numprocesses=0", "--no-header", "-p", "no:cacheprovider"]
    command += ["-rpf", f"--rootdir={paths[0].parent}", "-c", str(ROOT / "pyproject.toml"), *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout


CHANGES = {
    "a_digit": ("sign", "0.06]", "0.07]"),
    "a_word": ("grow", "twenty", "thirty"),
    "a_reading": ("decay", "0.5 at 1", "0.4 at 1"),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Run the project's own nbval settings on the template and on a changed copy for each of `CHANGES`.

    Returns what was printed, and the positions of the cells that were changed.
    """
    folder, places = tmp_path_factory.mktemp("changed"), {}
    for name, (cell_id, stored, changed) in CHANGES.items():
        notebook = execute.read(TEMPLATE)
        (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
        output = cell.outputs[-1]
        part, key = (output, "text") if "text" in output else (output.data, "text/plain")
        assert stored in part[key]
        part[key] = part[key].replace(stored, changed)
        execute.write(folder / f"{name}.ipynb", notebook)
        places[name] = cell.execution_count - 1
    shutil.copy(TEMPLATE, folder)
    status, printed = validate(*folder.iterdir())
    assert status == 1
    return printed, places


def verdicts(printed, name):
    """Return passed or failed for each cell of a file, by its number."""
    found = re.findall(rf"^(PASSED|FAILED) \S*{name}.ipynb::Cell (\d+)", printed, re.MULTILINE)
    return {int(number): verdict for verdict, number in found}


def test_the_one_rule_is_the_course_s_own():
    rules = configparser.RawConfigParser()
    rules.read(ROOT / "tests" / "nbval_sanitize.cfg", encoding="utf-8")
    assert {name: dict(rules[name]) for name in rules.sections()} == {
        "about": {"regex": project.ABOUT.pattern, "replace": "≈"}
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("right: ≈ 97%", "right: ≈ 96.5%", True),
        ("a ≈  9.1   b", "a ≈ 12.25 b", True),
        ("loss ≈ 1.2e-05 is small", "loss ≈ -3 is small", True),
        ("right: ≈ 97%", "right: ≈ 97", False),
        ("right: ≈ 97%", "wrong: ≈ 97%", False),
        ("≈ 3 of 10", "≈ 3 of 11", False),
        ("≈ 3 and 4", "≈ 3 and -4", False),
        ("right: 97%", "right: 96%", False),
        ("≈ nan", "≈ 3", False),
        ("≈ 3e-5", "≈ 3e", False),
    ],
)
def test_the_rule_masks_the_number_and_nothing_more(one, other, same):
    assert (project.ABOUT.sub("≈", one) == project.ABOUT.sub("≈", other)) == same


@pytest.mark.kernel
@pytest.mark.parametrize("name", CHANGES)
def test_one_change_in_one_stored_output_is_red_and_located(said, name):
    printed, places = said
    assert verdicts(printed, name) == dict.fromkeys(range(5), "PASSED") | {places[name]: "FAILED"}
    reports = re.split(r"^_{3,} ", printed, flags=re.MULTILINE)
    words = [f"{name}.ipynb", f"Cell {places[name]}", *CHANGES[name][1:]]
    assert any(all(word in report for word in words) for report in reports[1:]), printed


def test_the_template_itself_is_green(said):
    assert verdicts(said[0], TEMPLATE.stem) == dict.fromkeys(range(5), "PASSED")
