"""Grading a folder: untrusted notebooks, each in a kernel of its own, judged outside of it."""

import csv
import importlib
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils.exercises import lesson_01 as ex
from course_utils.grading import grade, submission

IMPORT = "import numpy as np\nfrom course_utils.exercises import lesson_01 as ex"
SPLIT = ex.split.source()


def write(path, *sources, training=()):
    cells = [new_code_cell(source) for source in sources]
    for i in training:
        cells[i].metadata["tags"] = ["training"]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


def verdicts(path, **limits):
    return {row[2]: row[3:] for row in grade.rows_of(path, path.parent, **limits)}


@pytest.mark.kernel
def test_a_right_answer_passes_a_wrong_one_is_named_and_an_untouched_one_is_not_attempted(tmp_path):
    wrong = "def resample(hours, values):\n    return values.copy()"
    stub = "def windows(series, window, horizon):\n    ..."
    found = verdicts(write(tmp_path / "a.ipynb", IMPORT, SPLIT, wrong, stub))
    assert found["split"] == [
        True,
        "",
        "Right. You can split so that whatever is fitted was known when the first forecast was made.",
    ]
    passed, mistake, message = found["resample"]
    assert not passed and mistake.startswith("The gaps are closed") and mistake in message
    assert found["windows"] == [False, "", "Not attempted yet."]
    assert found["scale_honestly"][2] == "scale_honestly is not defined: its cell is lost, or it raised."


@pytest.mark.kernel
def test_what_is_redefined_or_raised_around_an_answer_changes_nothing(tmp_path):
    cheat = """
import course_utils.exercises.engine.exercise as engine, course_utils.exercises.engine.compare as compare
class Yes:
    ok, mistake = True, ""
    def __bool__(self): return True
engine.Exercise.check = engine.Exercise.judge = lambda *a, **k: Yes()
compare.difference = lambda *a, **k: ""
ex.split.check = lambda f: Yes()
def split(rows, held_out, horizon): return np.arange(rows), np.arange(rows)
"""
    found = verdicts(write(tmp_path / "a.ipynb", IMPORT, cheat, "1 / 0", ex.resample.source()))
    assert found["split"][0] is False and "The test part is [0 1 2 3 4 5]." in found["split"][2]
    assert found["resample"][0] is True


@pytest.mark.kernel
def test_training_cells_are_left_out(tmp_path):
    path = write(tmp_path / "a.ipynb", IMPORT, "while True: pass", SPLIT, training=[1])
    assert verdicts(path)["split"][0] is True


@pytest.mark.kernel
def test_an_answer_that_never_returns_is_one_wrong_answer(tmp_path):
    endless = "def resample(hours, values):\n    while True: pass"
    found = verdicts(write(tmp_path / "a.ipynb", IMPORT, SPLIT, endless))
    assert found["split"][0] is True
    assert "Is there a loop that never ends?" in found["resample"][2]


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            "import time\nwhile True: time.sleep(1)",
            "still running after its time, in the cell that begins: import",
        ),
        ("import os\nos._exit(1)", "its kernel died, in the cell that begins: import os"),
    ],
    ids=["hangs", "dies"],
)
def test_a_notebook_that_can_not_be_run_is_one_row_with_the_reason(tmp_path, source, reason):
    (row,) = grade.rows_of(write(tmp_path / "a.ipynb", IMPORT, source, SPLIT), tmp_path, seconds=8)
    assert row[:4] == ["a", "01", "", False] and reason in row[5]


@pytest.mark.kernel
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_memory_is_limited_and_the_limit_can_not_be_lifted(tmp_path):
    hog = "import resource\nresource.setrlimit(resource.RLIMIT_DATA, (1 << 40, 1 << 40))"
    big = "block = np.ones(400_000_000)"
    use = "def resample(hours, values):\n    return block"
    found = verdicts(write(tmp_path / "a.ipynb", IMPORT, big, use), megabytes=1500)
    assert "NameError" in found["resample"][2]
    import os

    if os.geteuid():  # root may lift any limit: a grader should not be root
        found = verdicts(write(tmp_path / "b.ipynb", IMPORT, hog, big, use), megabytes=1500)
        assert "NameError" in found["resample"][2]


@pytest.mark.kernel
def test_broken_files_are_rows_and_the_rest_goes_on(tmp_path, capsys):
    folder = tmp_path / "in"
    write(folder / "kim" / "01.ipynb", IMPORT, SPLIT)
    write(folder / "lee" / "01.ipynb", "print('all my cells are gone')")
    (folder / "park").mkdir()
    (folder / "park" / "01.ipynb").write_text('{"cells": [', encoding="utf-8")
    out = tmp_path / "out" / "grades.csv"
    assert grade.main([str(folder), "--csv", str(out)]) == 0
    rows = list(csv.reader(out.open(encoding="utf-8")))
    assert tuple(rows[0]) == grade.COLUMNS
    assert {row[0]: row[5] for row in rows if row[2] == ""} == {
        "lee/01": "its cells are lost: no cell imports a lesson's exercises",
        "park/01": "not a readable notebook (NotJSONError)",
    }
    assert ["kim/01", "01", "split", "True"] in [row[:4] for row in rows]
    assert "lesson 01, split: 1 of 1 passed" in capsys.readouterr().out


def test_after_an_interruption_only_the_rest_is_done_and_the_table_is_the_same(tmp_path, monkeypatch):
    folder, out = tmp_path / "in", tmp_path / "grades.csv"
    for name in "abc":
        write(folder / f"{name}.ipynb", IMPORT, f"# {name}")
    made = []

    def rows(path, *limits):
        if path.stem == "c" and len(made) < 3:
            made.append("stopped")
            raise KeyboardInterrupt
        made.append(path.stem)
        return [[path.stem, "01", "split", True, "", "Right."]]

    monkeypatch.setattr(grade, "rows_of", rows)
    with pytest.raises(SystemExit):
        grade.main([str(folder), "--csv", str(out), "--jobs", "1"])
    assert not out.exists()
    with open(tmp_path / ".grades.csv.part", "a", encoding="utf-8") as file:
        file.write('["cut off in the mid')
    assert grade.main([str(folder), "--csv", str(out), "--jobs", "1"]) == 0
    assert made == ["a", "b", "stopped", "c"]
    assert [row[0] for row in csv.reader(out.open(encoding="utf-8"))] == ["student", "a", "b", "c"]
    assert not (tmp_path / ".grades.csv.part").exists()


def test_an_empty_folder_is_said(tmp_path, capsys):
    assert grade.main([str(tmp_path)]) == 1
    assert "no notebooks under" in capsys.readouterr().out


def test_every_lesson_with_exercises_can_be_read(tmp_path):
    from conftest import ROOT

    for path in sorted((ROOT / "course_utils" / "exercises").glob("lesson_[0-9][0-9].py")):
        (notebook,) = (ROOT / "notebooks").glob(f"{path.stem[-2:]}_*.ipynb")
        assert submission.read(notebook)[1] == path.stem[-2:]
        importlib.import_module(f"course_utils.exercises.{path.stem}")
