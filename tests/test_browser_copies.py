"""A learner's evening from `make lab` on: nothing is given away or lost, and the next day it lives."""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager

import nbformat
import pytest

from course_utils import copies, restart
from course_utils.copies import copy

pytestmark = pytest.mark.browser
AGAIN = "Run this cell again (Shift and Enter) to bring it back."
LESSON = "00_start_here.ipynb"


@contextmanager
def course(folder):
    """Run the command behind `make lab`; give what it said, up to the address of its first page."""
    command = [sys.executable, "-u", "-m", "course_utils.lab", "--folder", str(folder), "--no-browser"]
    command += ["--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"]
    env = os.environ | {
        f"JUPYTER_{one}_DIR": str(folder.parent / one.lower()) for one in ("CONFIG", "RUNTIME")
    }
    with open(folder.parent / "said", "w") as said:
        server = subprocess.Popen(command, stdout=said, stderr=said, env=env)
    try:
        for _ in range(300):
            words = (folder.parent / "said").read_text()
            if re.search(r"http://127\S+", words):
                break
            assert server.poll() is None, words
            time.sleep(0.1)
        yield words
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def page_of(browser, words):
    """Open the page that the command names, as the browser does; give it when the lesson stands there."""
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.goto(re.search(r"http://127\S+", words)[0])
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
        timeout=60_000,
    )
    yield page
    page.close()


def cells(page):
    """Return id, source, whether it is hidden, and the texts of outputs, for each code cell."""
    return page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets
            .filter(({ model }) => model.type === 'code')
            .map((cell) => [cell.model.id, cell.inputHidden, cell.model.sharedModel.getOutputs().length])"""
    )


def run(page, *names):
    """Run cells by their ids, as Shift and Enter does."""
    page.evaluate(
        """async (names) => {
            const book = window.jupyterapp.shell.currentWidget.content;
            for (const name of names) {
                book.activeCellIndex = book.widgets.findIndex(({ model }) => model.id === name);
                await window.jupyterapp.commands.execute('notebook:run-cell'); } }""",
        names,
    )


def test_an_evening_and_the_next_day(browser, tmp_path):
    mine = tmp_path / "mine"
    with course(mine) as words, page_of(browser, words) as page:
        assert words.startswith(f"Your lessons are in {mine}.") and page.url.endswith(f"/lab/tree/{LESSON}")
        for name, hidden, outputs in cells(page):
            assert outputs == 0 and hidden == name.startswith("guess-")
        fold = page.locator("summary", has_text="After you have run it").first
        page.get_by_role("heading", name="2. Move it").scroll_into_view_if_needed()  # what is seen is drawn
        fold.wait_for()
        run(page, "imports", "guess-memory")
        page.get_by_role("radio").nth(1).check()
        page.get_by_role("button", name="Commit").click()
        run(page, "run-it", "memory-compare", "move")
        page.locator(".ask-outcome", has_text="You said").wait_for()
        page.locator(".lab input[type=range]").first.wait_for()
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        page.reload()  # the kernel goes on: so does the lab
        page.locator(".lab input[type=range]").first.wait_for()
    # the next day the course is newer: one lesson was left as it came, and lesson 0 was only run
    older(mine / "01_sequence_data.ipynb")
    with course(mine) as words, page_of(browser, words) as page:
        assert "01_sequence_data.ipynb is renewed." in words and LESSON not in words.split("http")[0]
        page.locator(".jp-OutputArea", has_text=AGAIN).first.wait_for()
        assert page.get_by_text("model not found").count() == 0
        run(page, "imports", "move")
        page.locator(".lab input[type=range]").first.wait_for()
    # and she begins again
    assert restart.main(["0"], mine) == 0
    (kept,) = (mine / "kept").glob("00_*")
    assert copies.was_run(kept) and not copies.was_run(mine / LESSON)
    assert copies.newer(mine) == []


def older(path):
    """Make a copy look as if it had been handed out by an older course."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source += "\n\nAs it was."
    notebook.metadata["unrolled"]["handed_out"] = copy.digest(notebook)
    nbformat.write(notebook, path)
