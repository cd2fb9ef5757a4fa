"""Shared fixtures: the notebooks, and a real JupyterLab in a real Chromium."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from xdist.scheduler import LoadFileScheduling

from course_utils import figures

os.environ["COURSE_PROGRESS"] = os.devnull  # a learner's own progress must not change what a lesson shows
os.environ.pop("COURSE_LANGUAGE", None)  # nor a learner's language
os.environ.pop("COURSE_UPDATES", None)  # nor trainings cut short
ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / "build" / "screenshots"
VIEWPORT = {"width": 1280, "height": 1000}
_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}


def pytest_addoption(parser):
    """Let an author photograph a lesson whole."""
    parser.addoption("--whole", action="store_true", help="train to the end in the browser, too")


class _ByFile(LoadFileScheduling):
    """A file's tests on one worker; but lessons in the browser, the longest of all, each for itself."""

    def _split_scope(self, nodeid):
        return nodeid if "test_browser_lessons.py::" in nodeid else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    """Share long tests out among the workers."""
    return _ByFile(config, log) if config.option.dist == "loadfile" else None


@pytest.fixture
def style():
    """Draw as lessons do."""
    with plt.rc_context():
        figures.use_style()
        yield
    plt.close("all")


@pytest.fixture
def no_figure_left(style):
    """Draw as lessons do, and close every figure."""
    yield
    assert plt.get_fignums() == [], "a figure was left open"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the Chromium of this machine."""
    from browser import find

    path = find()
    if path is None:
        message = "no Chromium on this machine: `python tests/browser.py` tries to install one"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return {**browser_type_launch_args, "executable_path": path, "args": ["--disable-gpu"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Give pages the size of a laptop's window."""
    return {**browser_context_args, "viewport": VIEWPORT}


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory):
    """Start JupyterLab on a copy of the lessons and a free port; yield its address and its folder."""
    home = tmp_path_factory.mktemp("lab")
    folder = home / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns(".*"))
    for plugin, values in _SETTINGS.items():
        path = home / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
    }
    options = [
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--LabApp.expose_app_in_browser=True",
        "--no-browser",
        "--allow-root",
    ]
    with open(home / "log", "w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], stdout=log, stderr=log, env=environment
        )
    try:
        _wait_for(f"{address}/api/status", server, home / "log")
        yield address, folder
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def plain_script():
    """Hide the event loop that Playwright leaves running in this process: labs then answer at once."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture(scope="session")
def window(browser, browser_context_args, lab_server):
    """Open one browser window for all tests: to load JupyterLab takes longer than most of them."""
    context = browser.new_context(**browser_context_args)
    yield Lab(context.new_page(), *lab_server)
    context.close()


@pytest.fixture
def lab(window):
    """Return the `Lab`; when the test is over, fail on anything the page reported as an error."""
    window.complaints.clear()
    yield window
    assert window.complaints == []


@pytest.fixture
def open_lab(lab):
    """Return a function that opens a notebook with one of the live labs in it; gives the page.

    With ``again``, a notebook that is open already only runs its cells again.
    """
    import lab_pages

    def opened(name, again=False):
        if not (again and lab.name == f"{name}.ipynb"):
            lab_pages.write(lab.folder, name)
            lab.open(f"{name}.ipynb")
        assert lab.run_all() == []
        lab.page.wait_for_selector(".lab-background svg")
        lab.page.wait_for_timeout(400)
        return lab.page

    return opened


class Lab:
    """A browser window with JupyterLab in it, driven as a learner would."""

    def __init__(self, page, address, folder):
        self.page, self.address, self.folder = page, address, folder
        self.name, self.complaints, self._listening = None, [], True
        page.on("pageerror", lambda error: self._hear(str(error)))
        page.on("console", lambda entry: entry.type == "error" and self._hear(entry.text))

    def _hear(self, complaint):
        if self._listening:
            self.complaints.append(complaint)

    def open(self, name):
        """Open a notebook in place of the one before, in a window as at first, and wait for its kernel."""
        self.page.set_viewport_size(VIEWPORT)
        if self.close():
            self.page.evaluate("() => jupyterapp.shell.expandLeft()")
            self.page.evaluate("path => void jupyterapp.commands.execute('docmanager:open', { path })", name)
        else:
            self.page.goto(f"{self.address}/lab/tree/{name}?reset")
        self.name = name
        self.page.wait_for_function(
            "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status"
            " === 'idle'",
            timeout=60_000,
        )

    def close(self):
        """Close all notebooks unsaved and end their kernels; return whether JupyterLab is on the page."""
        self._listening = False  # to what they say to it
        there = self.page.evaluate(
            """async () => {
                for (const widget of [...(window.jupyterapp?.shell.widgets('main') ?? [])]) widget.dispose();
                await window.jupyterapp?.serviceManager.sessions.shutdownAll();
                return Boolean(window.jupyterapp); }"""
        )
        self._listening = True
        return there

    def run_all(self):
        """Run all cells; return the errors among the outputs, as (cell number, text)."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        return self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets.flatMap((cell, i) =>
                (cell.model.sharedModel.getOutputs?.() ?? [])
                    .filter(output => output.output_type === 'error')
                    .map(output => [i + 1, `${output.ename}: ${output.evalue}`]))"""
        )

    @contextmanager
    def busy(self):
        """Keep the kernel busy with something else for a while."""
        done = self.folder / "done"
        done.unlink(missing_ok=True)
        self._start("import os, time\nwhile not os.path.exists('done'):\n    time.sleep(0.02)")
        try:
            yield
        finally:
            done.touch()

    def _start(self, code):
        self.page.evaluate(
            """code => { window.asked = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
                .requestExecute({ code }); window.answered = '';
                window.asked.onIOPub = (message) => { window.answered += message.content.text ?? ''; }; }""",
            code,
        )

    def answer(self, code):
        """Let the kernel run something; return what it printed."""
        self._start(code)
        self.page.evaluate("() => window.asked.done.then(() => null)")
        return self.page.evaluate("() => window.answered")

    @contextmanager
    def dark(self):
        """Show the dark theme for a while."""
        self._theme("JupyterLab Dark")
        try:
            yield
        finally:
            self._theme("JupyterLab Light")

    def _theme(self, theme):
        self.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        self.page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)
        self.page.wait_for_timeout(500)  # the labs draw anew

    def save(self):
        """Save the notebook, as Ctrl+S does."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def screenshots(self, name):
        """Photograph the notebook from top to bottom, in a tall window; return the files."""
        folder = SCREENSHOTS / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        self.page.set_viewport_size({"width": 1280, "height": 2000})
        pane = self.page.locator(".jp-Notebook .jp-WindowedPanel-outer").last
        files, top = [], 0
        height, total = pane.evaluate("pane => [pane.clientHeight, pane.scrollHeight]")
        while top < total:
            pane.evaluate("(pane, top) => pane.scrollTo(0, top)", top)
            self.page.wait_for_timeout(100)
            files.append(folder / f"{len(files) + 1:02}.png")
            self.page.screenshot(path=files[-1])
            top += height - 60
        return files


def _wait_for(url, server, log):
    """Wait until a server answers; fail with its log if it stops or takes longer than a minute."""
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
