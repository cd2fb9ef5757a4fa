"""Grading a folder: untrusted notebooks, each in a kernel of its own, judged outside of it."""

import csv
import importlib
import json
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
    assert found["split"][0] is False and "The test part is [0 1 2 3 4 5]:" in found["split"][2]
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
def test_a_slow_cell_is_left_after_its_own_limit_and_the_rest_is_graded(tmp_path):
    stubborn = """
import time
end = time.time() + 30
while time.time() < end:
    try:
        time.sleep(0.1)
    except KeyboardInterrupt:
        pass
"""
    path = write(tmp_path / "a.ipynb", IMPORT, "import time\ntime.sleep(60)", SPLIT)
    assert verdicts(path, cell_seconds=2)["split"][0] is True
    (row,) = grade.rows_of(write(tmp_path / "b.ipynb", IMPORT, stubborn, SPLIT), tmp_path, cell_seconds=2)
    assert "still running after its time, in the cell that begins: import time" in row[5]


NAMES = """
from copy import copy
from time import time
import builtins, json, os, random
signal, type, list, str = 5, "tanh", [1, 2], "text"
open = print = len = dict = None
builtins.sum = builtins.sorted = lambda *a, **k: 1 / 0
os.chdir("..")
"""


@pytest.mark.kernel
def test_a_students_names_folder_and_built_ins_change_no_verdict(tmp_path):
    found = verdicts(write(tmp_path / "a.ipynb", IMPORT, SPLIT, ex.resample.source(), NAMES))
    assert found["split"][0] is True and found["resample"][0] is True


@pytest.mark.kernel
def test_nothing_is_installed_or_removed(tmp_path):
    ask = """
import sys
from IPython.utils.capture import capture_output
with capture_output() as magic:
    get_ipython().run_line_magic("pip", "--version")
by_module = !{sys.executable} -m pip --version
by_name = !pip --version
said = [magic.stdout, *by_module, *by_name]
assert len(said) == 3 and all("Nothing is installed or removed" in one for one in said), said
"""
    found = verdicts(write(tmp_path / "a.ipynb", IMPORT, f"{ask}\n{SPLIT}"))
    assert found["split"][0] is True


def plain_notebook(*cells, **more):
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


CODE = {"cell_type": "code", "source": [IMPORT, "\n", SPLIT], "metadata": {}, "outputs": []}


@pytest.mark.parametrize(
    ("cells", "encoding"),
    [
        ([{"cell_type": "markdown", "source": "", "metadata": {}, "outputs": []}, CODE], "utf-8"),
        ([{"cell_type": "code", "source": [IMPORT, "\n", SPLIT]}], "utf-8"),
        ([{**CODE, "metadata": {"tags": "mine"}}], "utf-8"),
        ([{**CODE, "metadata": None, "extra": {"key": 1}}], "utf-8"),
        ([{**CODE, "source": f"{IMPORT}\n{SPLIT}"}], "utf-8-sig"),
    ],
    ids=["outputs of text", "no outputs", "tags as text", "an extra key", "a byte-order mark"],
)
def test_an_irregular_notebook_is_read_all_the_same(tmp_path, cells, encoding):
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(plain_notebook(*cells, extra=1)), encoding=encoding)
    found = submission.read(path, grade._lessons())
    assert found.lesson == "01" and found.sources == [f"{IMPORT}\n{SPLIT}"]


@pytest.mark.parametrize(
    ("sources", "lesson"),
    [
        ([f"# as in lesson_04\n{IMPORT}  # not lesson_05", SPLIT], "01"),
        (["print('my imports are gone')", SPLIT], "01"),
        (["from course_utils.exercises import lesson_03, lesson_01", SPLIT], "01"),
        (["from course_utils.exercises import lesson_03 as ex", SPLIT], "03"),
    ],
)
def test_the_lesson_is_found_by_what_the_code_does(tmp_path, sources, lesson):
    assert submission.read(write(tmp_path / "a.ipynb", *sources), grade._lessons()).lesson == lesson


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
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX" / "._01.ipynb").write_bytes(b"\0\5\26\7")
    (folder / "kim" / "._01.ipynb").write_bytes(b"\0\5\26\7")
    out = tmp_path / "out" / "grades.csv"
    assert grade.main([str(folder), "--csv", str(out)]) == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf"), "spreadsheets would garble names"
    rows = list(csv.reader(out.open(encoding="utf-8-sig")))
    assert tuple(rows[0]) == grade.COLUMNS
    assert {row[0]: row[5] for row in rows if row[2] == ""} == {
        "lee/01": "its cells are lost: it imports no lesson's exercises and defines none",
        "park/01": "not a readable notebook (JSONDecodeError)",
    }
    assert ["kim/01", "01", "split", "True"] in [row[:4] for row in rows]
    assert "lesson 01, split: 1 of 1 passed" in capsys.readouterr().out
    page = out.with_suffix(".html").read_text(encoding="utf-8")
    assert "Lesson 01, 1 notebooks" in page and "data:image/png;base64," in page
    assert "<td>park/01<td>not a readable notebook" in page


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
    assert [row[0] for row in csv.reader(out.open(encoding="utf-8-sig"))] == ["student", "a", "b"]
    with open(tmp_path / ".grades.csv.part", "a", encoding="utf-8") as file:
        file.write('["cut off in the mid')
    assert grade.main([str(folder), "--csv", str(out), "--jobs", "1"]) == 0
    assert made == ["a", "b", "stopped", "c"]
    assert [row[0] for row in csv.reader(out.open(encoding="utf-8-sig"))] == ["student", "a", "b", "c"]
    assert not (tmp_path / ".grades.csv.part").exists()


def test_a_table_that_is_open_elsewhere_loses_nothing(tmp_path, monkeypatch, capsys):
    folder, out = tmp_path / "in", tmp_path / "grades.csv"
    write(folder / "a.ipynb", IMPORT)
    graded = []

    def rows(path, *limits):
        graded.append(path)
        return [[path.stem, "01", "split", True, "", "=1+1"]]

    def locked(path, text):
        raise PermissionError("in use")

    monkeypatch.setattr(grade, "rows_of", rows)
    with monkeypatch.context() as locking:
        locking.setattr(grade.project, "store", locked)
        with pytest.raises(SystemExit):
            grade.main([str(folder), "--csv", str(out)])
    assert "Nothing is lost: close it" in capsys.readouterr().err
    assert grade.main([str(folder), "--csv", str(out), "--separator", ";"]) == 0
    assert len(graded) == 1
    assert list(csv.reader(out.open(encoding="utf-8-sig"), delimiter=";"))[1][-1] == "'=1+1"


def test_whatever_goes_wrong_with_one_submission_is_its_own_row(tmp_path, monkeypatch):
    def broken(*asked):
        raise MemoryError("no room")

    monkeypatch.setattr(submission, "answers", broken)
    (row,) = grade.rows_of(write(tmp_path / "a.ipynb", IMPORT, SPLIT), tmp_path)
    assert row == ["a", "01", "", False, "", "can't be graded (MemoryError: no room)"]


def test_an_empty_folder_is_said(tmp_path, capsys):
    assert grade.main([str(tmp_path)]) == 1
    assert "no notebooks under" in capsys.readouterr().out


def test_every_lesson_with_exercises_can_be_read(tmp_path):
    from conftest import ROOT

    for path in sorted((ROOT / "course_utils" / "exercises").glob("lesson_[0-9][0-9].py")):
        (notebook,) = (ROOT / "notebooks").glob(f"{path.stem[-2:]}_*.ipynb")
        assert submission.read(notebook, grade._lessons()).lesson == path.stem[-2:]
        importlib.import_module(f"course_utils.exercises.{path.stem}")
