"""`make lab`: the environment finds the course, copies are made, the first unfinished lesson opens."""

import json
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook, new_output
from test_copies import lesson, ran

from course_utils import copies, lab, project
from course_utils.copies import contents
from course_utils.exercises import progress
from course_utils.exercises.engine.exercise import lessons
from course_utils.exercises.engine.progress import FILE

VIEW = "application/vnd.jupyter.widget-view+json"


def test_prepare_fills_a_folder_says_where_and_opens_nothing(tmp_path, capsys):
    assert lab.main(["--prepare", "--folder", str(tmp_path / "mine")]) == 0
    assert f"Your lessons are in {tmp_path / 'mine'}." in capsys.readouterr().out
    names = [path.name for path in project.lessons()]
    assert [path.name for path in project.lessons(tmp_path / "mine")] == names


def test_a_place_that_can_not_be_written_to_is_named(tmp_path, capsys):
    (tmp_path / "mine").write_text("a file stands in the way")
    assert lab.main(["--prepare", "--folder", str(tmp_path / "mine")]) == 1
    said = capsys.readouterr().err
    assert "can't be written to" in said and "Free some space" in said


def test_lessons_that_are_there_open_where_nothing_more_fits(tmp_path, capsys, monkeypatch):
    lesson(tmp_path / "mine")

    def full(folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lab.copies, "fill", full)
    assert lab.main(["--prepare", "--folder", str(tmp_path / "mine")]) == 0
    said = capsys.readouterr().out
    assert "No space left on device" in said and "can't be renewed now" in said


def test_it_opens_at_the_first_lesson_that_is_not_finished(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress.json"))
    copies.fill(tmp_path / "mine")
    assert lab.unfinished(tmp_path / "mine").name[:2] == "00"
    for number in ("00", "01"):
        for name in lessons()[number]:
            progress.add(number, name)
    assert lab.unfinished(tmp_path / "mine").name[:2] == "02"
    for name in list(lessons()["02"])[1:]:
        progress.add("02", name)
    assert lab.unfinished(tmp_path / "mine").name[:2] == "02"
    for number, names in lessons().items():
        for name in names:
            progress.add(number, name)
    assert lab.unfinished(tmp_path / "mine").name[:2] == "00"


def test_a_lesson_without_exercises_is_finished_when_it_was_run(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress.json"))
    course = [lesson(tmp_path / "course", name) for name in ("90_tool.ipynb", "91_other.ipynb")]
    copies.fill(tmp_path / "mine", course)
    assert lab.unfinished(tmp_path / "mine").name == "90_tool.ipynb"
    ran(tmp_path / "mine" / "90_tool.ipynb")
    assert lab.unfinished(tmp_path / "mine").name == "91_other.ipynb"


@pytest.mark.kernel
def test_a_moved_folder_is_noticed_and_repaired(tmp_path):
    """In an environment whose line for the course names a folder that is gone."""
    moved, venv = tmp_path / "moved", tmp_path / "venv"
    parts = ("course_utils", "notebooks", "data")
    for part in parts:
        shutil.copytree(ROOT / part, moved / part, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    python = venv / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    ask = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    place = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    ours = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
    with open(f"{place}/packages.pth", "w", encoding="utf-8") as file:
        file.write(f"{tmp_path / 'gone'}\n{ours}")

    def found():
        ask = "import course_utils; print(course_utils.__file__)"
        done = subprocess.run([python, "-P", "-c", ask], capture_output=True, text=True, cwd=tmp_path, env={})
        return done.stdout.strip()

    assert str(moved) not in found()
    command = [python, "-m", "course_utils.lab", "--prepare"]
    said = [
        subprocess.run(command, cwd=moved, env={}, capture_output=True, text=True).stdout for _ in range(2)
    ]
    assert said[0].startswith("The course's folder has moved.") and "moved." not in said[1]
    assert found() == str(moved / "course_utils" / "__init__.py")


def test_views_of_widgets_whose_kernel_is_gone_read_as_text():
    def shown(model):
        data = {VIEW: {"model_id": model}, "text/plain": "The lab."}
        return new_output("display_data", data=data)

    cells = [
        new_code_cell(outputs=[shown("a"), new_output("stream", text="3")]),
        new_code_cell(outputs=[shown("b")]),
    ]
    notebook = new_notebook(cells=cells)
    state = {"version_major": 2, "version_minor": 0, "state": {"b": {}}}
    notebook.metadata["widgets"] = {contents._STATE: state}
    contents.asleep(notebook)
    contents.asleep(notebook)
    asleep, awake = (cell.outputs[0].data for cell in notebook.cells)
    said = "The lab.\n\nRun this cell again (Shift and Enter) to bring it back."
    assert asleep == {"text/plain": said} and VIEW in awake
    assert "model_id" not in json.dumps(notebook.cells[0].outputs)
