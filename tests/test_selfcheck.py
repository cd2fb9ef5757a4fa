"""The self-check says what is missing and how to get it, when little or nothing is installed."""

import importlib.metadata
import os
import runpy
import shutil
import subprocess
import sys
import tomllib

import pytest
from conftest import ROOT

from course_utils.authoring import execute

FILE = ROOT / "course_utils" / "selfcheck.py"
CALL = f"import runpy; runpy.run_path({str(FILE)!r})['run']()"


@pytest.fixture
def check():
    return runpy.run_path(str(FILE))


@pytest.fixture
def hide(monkeypatch):
    """Return a function that takes packages away."""

    def hidden(*names):
        version = importlib.metadata.version

        def look(name):
            if name in names:
                raise importlib.metadata.PackageNotFoundError(name)
            return version(name) if name != "unrolled" else "0.1.0"

        monkeypatch.setattr(importlib.metadata, "version", look)

    return hidden


def test_it_needs_the_standard_library_alone_and_names_all_that_is_missing(check):
    done = subprocess.run([sys.executable, "-I", "-S", "-c", CALL], capture_output=True, text=True)
    assert done.returncode != 0
    for name in check["needed"]():
        assert name in done.stdout
    assert "make lab" in done.stdout and sys.executable in done.stdout
    assert "course_utils, is not found" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_cell_of_lesson_0_says_the_same_where_nothing_is_installed():
    (lesson,) = (ROOT / "notebooks").glob("00_*.ipynb")
    cell = next(cell for cell in execute.read(lesson).cells if cell.cell_type == "code")
    bare = [sys.executable, "-I", "-S", "-c", cell.source]
    done = subprocess.run(bare, capture_output=True, text=True, cwd=ROOT / "notebooks")
    assert "Missing: torch, numpy, matplotlib" in done.stdout and "make lab" in done.stdout
    assert done.stderr.strip() == "ModuleNotFoundError: something is missing: see above"


def test_in_the_course_s_own_folder_a_jupyterlab_is_shown_the_way_to_the_copies(tmp_path):
    """As nbgitpuller opens it."""
    shutil.copytree(ROOT / "course_utils", tmp_path / "course_utils")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    run = f"import runpy; runpy.run_path({str(tmp_path / 'course_utils' / 'selfcheck.py')!r})['run']()"
    env = os.environ | {"PYTHONPATH": str(tmp_path), "JPY_SESSION_NAME": "notebooks/00_start_here.ipynb"}
    for place, shown in ((tmp_path, False), (tmp_path / "notebooks", True)):
        done = subprocess.run([sys.executable, "-c", run], cwd=place, env=env, capture_output=True, text=True)
        assert done.stdout.startswith("All packages are here.")
        assert ("Your copy is in my_lessons." in done.stdout) == shown
        assert (tmp_path / "my_lessons" / "00_start_here.ipynb").exists() == shown


def test_what_is_needed_is_what_the_project_declares(check):
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {f"{n}=={v}" for n, v in check["needed"]().items()} == {one.split(";")[0] for one in declared}


def test_with_everything_there_it_says_so_and_nothing_else(check, hide, capsys):
    hide()
    check["run"]()
    said = capsys.readouterr().out
    assert said == "All packages are here. The course can begin.\n"


@pytest.mark.parametrize("name", ["numpy", "matplotlib", "anywidget", "torch", "jupyterlab"])
def test_one_package_taken_away_is_named(check, hide, name):
    hide(name)
    ready, lines = check["report"]()
    assert not ready and lines[0] == f"Missing: {name}." and "make lab" in lines[1]


def test_an_intel_mac_may_go_on_without_torch(check, hide, monkeypatch):
    hide("torch")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    ready, lines = check["report"]()
    assert ready and "Intel" in lines[0] and lines[1].startswith("All other packages are here.")


def test_a_file_that_takes_a_package_s_place_is_named(check, hide, tmp_path, monkeypatch):
    hide()
    monkeypatch.chdir(tmp_path)
    for name in ("numpy.py", "course_utils.py", "lstm.py"):
        (tmp_path / name).write_text("")
    ready, lines = check["report"]()
    assert not ready and [line.split()[0] for line in lines[:2]] == ["course_utils.py", "numpy.py"]


def test_what_is_installed_and_broken_is_named(check, hide, monkeypatch):
    hide()
    monkeypatch.setitem(sys.modules, "course_utils.labs", None)
    ready, lines = check["report"]()
    assert not ready and lines[0].startswith("course_utils.labs is here, and can't be imported: ModuleNot")


def test_an_old_python_is_named(check, hide, monkeypatch):
    hide()
    monkeypatch.setattr(sys, "version_info", (3, 9))
    ready, lines = check["report"]()
    assert not ready and lines[0] == "This is Python 3.9; the course needs 3.11 or newer."


def test_another_version_is_named_but_does_not_stop(check, hide, monkeypatch):
    hide()
    version = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda n: "1.0" if n == "numpy" else version(n))
    ready, lines = check["report"]()
    assert ready and lines[0].startswith("numpy is 1.0; the stored outputs were made with")


def test_a_build_for_another_device_is_the_same_version(check, hide, monkeypatch):
    hide()
    version = importlib.metadata.version
    monkeypatch.setattr(
        importlib.metadata,
        "version",
        lambda n: version(n) + "+cu999" if n == "torch" and "+" not in version(n) else version(n),
    )
    assert len(check["report"]()[1]) == 1
