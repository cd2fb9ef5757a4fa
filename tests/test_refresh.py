"""Refresh: fresh kernels, one stored form, whole files, and plain words when something fails."""

import base64
import io
import os
import re
import signal
import socket
import subprocess
import sys
import time

import nbformat
import numpy as np
import pytest
from jupyter_client.connect import LocalPortCache
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from course_utils.authoring import execute, refresh

pytestmark = pytest.mark.kernel
IMAGE = "import base64; from IPython.display import display, Image; display(Image(base64.b64decode({png!r})))"


def png(level, size=(4, 4)):
    picture = io.BytesIO()
    Image.fromarray(np.full((*size, 3), level, dtype=np.uint8)).save(picture, "PNG")
    return base64.b64encode(picture.getvalue()).decode()


@pytest.fixture
def stored(tmp_path):
    """Return a function that stores a notebook of code cells, and gives its path."""

    def store(*sources, name="01_one.ipynb", title="# 1 · One"):
        cells = [new_markdown_cell(f"{title}\n\nPrevious: ?", id="title")]
        cells += [new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
        path = tmp_path / name
        nbformat.write(new_notebook(cells=cells), path)
        return path

    return store


def texts(path):
    return ["".join(o.get("text", "") for o in c.get("outputs", [])) for c in execute.read(path).cells[1:]]


def test_refresh_stores_outputs_and_then_changes_nothing(stored):
    path = stored("print(6 * 7)")
    assert refresh.refresh(path) is True
    assert texts(path) == ["42\n"]
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert refresh.refresh(path) is False
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_number_after_about_that_moved_rewrites_nothing(stored):
    path = stored("print('right: ≈ 0.97 of all')", "print('≈ 3 of 10')")
    refresh.refresh(path)
    before = path.read_bytes()
    for cell, text, changes in ((1, "right: ≈ 0.9688 of all\n", False), (2, "≈ 3 of 11\n", True)):
        notebook = execute.read(path)
        notebook.cells[cell].outputs[0].text = text
        execute.write(path, notebook)
        assert refresh.refresh(path) is changes
        assert (texts(path)[cell - 1] == text) is not changes
    assert path.read_bytes() == before.replace("≈ 0.97 of all\\n".encode(), "≈ 0.9688 of all\\n".encode())


def test_cells_keep_their_ids(stored):
    path = stored("1 + 1", "print(2)")
    ids = [cell.id for cell in execute.read(path).cells]
    refresh.refresh(path)
    assert [cell.id for cell in execute.read(path).cells] == ids == ["title", "cell-0", "cell-1"]


def test_every_run_starts_from_a_fresh_kernel(stored):
    path = stored("seen = globals().get('seen', 0) + 1", "print(seen)")
    refresh.refresh(path)
    refresh.refresh(path)
    assert texts(path)[1] == "1\n"


def test_check_shows_the_difference_and_changes_nothing(stored, capsys):
    path = stored("print('old words')", "1 + 1")
    refresh.main([str(path)])
    path.write_text(path.read_text().replace('old words\\n"', 'new words\\n"', 1))
    before = path.read_bytes()
    capsys.readouterr()
    assert refresh.main(["--check", str(path)]) == 1
    shown = capsys.readouterr().out
    assert "-    -> stdout: new words" in shown and "+    -> stdout: old words" in shown
    assert "cell 2: code [1] cell-0" in shown
    assert path.read_bytes() == before
    refresh.main([str(path)])
    assert refresh.main(["--check", str(path)]) == 0


def test_a_failing_notebook_is_left_alone_and_the_others_go_on(stored, capsys):
    bad = stored("print('fine')", "x = 1\nx / 0", name="01_bad.ipynb")
    good = stored("print('good')", name="02_good.ipynb")
    before = bad.read_bytes()
    assert refresh.main([str(bad), str(good)]) == 1
    assert bad.read_bytes() == before and texts(good) == ["good\n"]
    said = capsys.readouterr().out
    assert "2 run, 1 changed, 1 failed" in said
    assert "FAILED 01_bad.ipynb: cell 3 (x = 1): ZeroDivisionError: division by zero" in said


@pytest.mark.parametrize("content", ["", "{", '{"cells": 3}', None], ids=["empty", "cut", "wrong", "missing"])
def test_a_file_that_is_no_notebook_is_named(tmp_path, capsys, content):
    path = tmp_path / "01_broken.ipynb"
    if content is not None:
        path.write_text(content)
    assert refresh.main([str(path)]) == 1
    assert "FAILED 01_broken.ipynb: no readable notebook" in capsys.readouterr().out


def test_a_kernel_that_dies_is_named(stored, capsys):
    path = stored("import os\nos._exit(1)")
    assert refresh.main([str(path)]) == 1
    assert re.search(r"cell 2 \(import os\): the kernel died", capsys.readouterr().out)


def test_a_kernel_whose_port_is_taken_is_started_again(stored, monkeypatch):
    path = stored("print(6 * 7)")
    find, calls = LocalPortCache.find_available_port, []
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]

        def late(cache, ip):
            calls.append(ip)
            return taken if len(calls) == 1 else find(cache, ip)

        monkeypatch.setattr(LocalPortCache, "find_available_port", late)
        assert refresh.main([str(path)]) == 0
    assert len(calls) == 10, "five ports for each of two starts"


def test_a_cell_that_takes_too_long_is_named(stored, capsys, monkeypatch):
    monkeypatch.setattr(execute, "_CELL_TIMEOUT", 2)
    assert refresh.main([str(stored("import time\ntime.sleep(60)"))]) == 1
    assert "cell 2 (import time): still running after 2 seconds" in capsys.readouterr().out


def test_links_are_written_from_the_files_that_are_there(stored):
    first = stored(name="01_one.ipynb")
    assert execute.navigation(first) == "Previous: start of the course · Next: end of the course"
    second = stored(name="02_two.ipynb", title="# 2 · Two")
    assert execute.navigation(first) == "Previous: start of the course · Next: [2 · Two](02_two.ipynb)"
    assert execute.navigation(second) == "Previous: [1 · One](01_one.ipynb) · Next: end of the course"
    refresh.refresh(first)
    assert "Next: [2 · Two](02_two.ipynb)" in execute.read(first).cells[0].source


def test_normalising_removes_what_differs_from_run_to_run(tmp_path):
    cell = new_code_cell("x", id="x", execution_count=17)
    cell.metadata = nbformat.from_dict(
        {"execution": {"iopub.status.busy": "2026-01-01"}, "promises": ["L01-state"], "scrolled": True}
    )
    view = {"text/plain": "a lab", "application/vnd.jupyter.widget-view+json": {"model_id": "5f3a"}}
    cell.outputs = [
        new_output("stream", name="stdout", text=" 10%\r 90%\r"),
        new_output("stream", name="stdout", text="done\n"),
        new_output("display_data", data=view, metadata={"isolated": True}),
        new_output("execute_result", data={"text/plain": "1"}, execution_count=17),
    ]
    notebook = new_notebook(cells=[cell])
    notebook.metadata = nbformat.from_dict(
        {"widgets": {"state": {}}, "language_info": {"name": "python", "version": "3.11.7"}}
    )
    clean = execute.normalised(notebook, tmp_path / "01_one.ipynb")
    assert set(clean.metadata) == {"kernelspec", "language_info"}
    assert clean.metadata.language_info == {"name": "python"}
    (after,) = clean.cells
    assert (
        after.id == "x" and after.execution_count == 1 and dict(after.metadata) == {"promises": ["L01-state"]}
    )
    assert after.outputs[0].text == "done\n"
    assert after.outputs[1].data == {"text/plain": "a lab"} and after.outputs[1].metadata == {}
    assert after.outputs[2].execution_count == 1
    assert cell.execution_count == 17, "the argument was changed"
    assert execute.normalised(clean, tmp_path / "01_one.ipynb") == clean


@pytest.mark.parametrize(("level", "kept"), [(102, True), (103, False)])
def test_a_stored_picture_stays_while_its_pixels_agree_within_two_levels(stored, level, kept):
    path = stored(IMAGE.format(png=png(100)))
    refresh.refresh(path)
    notebook = execute.read(path)
    notebook.cells[1].outputs[0].data["image/png"] = png(level) + "\n"
    execute.write(path, notebook)
    before = path.read_bytes()
    assert refresh.refresh(path) is not kept
    assert (path.read_bytes() == before) is kept


def test_a_picture_of_another_size_replaces_the_stored_one(stored):
    path = stored(IMAGE.format(png=png(100)))
    refresh.refresh(path)
    notebook = execute.read(path)
    notebook.cells[1].outputs[0].data["image/png"] = png(100, (5, 4))
    execute.write(path, notebook)
    assert refresh.refresh(path) is True


KILL = """
import os, random, signal, sys, time
from course_utils.authoring import execute

random.seed(0)
notebook = execute.read(sys.argv[1])
for _ in range(20):
    writer = os.fork()
    while not writer:
        notebook.cells[1].source = random.choice("0123456789") * 200_000
        execute.write(sys.argv[1], notebook)
    time.sleep(random.uniform(0.01, 0.08))
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    source = execute.read(sys.argv[1]).cells[1].source
    print("whole" if source in ("print(1)", source[0] * 200_000) else "torn", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="forks")
def test_killed_while_writing_the_notebook_is_the_old_one_or_the_new(stored):
    """A writer that is killed at any moment never leaves a torn file."""
    path = stored("print(1)")
    done = subprocess.run([sys.executable, "-c", KILL, str(path)], stdout=subprocess.PIPE, text=True)
    assert done.stdout.split() == ["whole"] * 20


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed"])
def test_stopped_half_way_the_notebook_is_the_old_one(stored, stop):
    path = stored("print('new output')", "import time\nopen('begun', 'w').close()\ntime.sleep(600)")
    before = path.read_bytes()
    command = [sys.executable, "-m", "course_utils.authoring.refresh", str(path)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None and not path.with_name("begun").exists():
        time.sleep(0.05)
    assert running.poll() is None
    running.send_signal(stop)
    assert running.wait(timeout=20) != 0
    assert path.read_bytes() == before
