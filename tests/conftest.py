"""Shared fixtures: the notebooks, and a real JupyterLab in a real Chromium."""

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import stamps
from hypothesis import settings
from jupyter_client.connect import LocalPortCache
from xdist.scheduler import LoadFileScheduling

from course_utils import figures, project

os.environ["COURSE_PROGRESS"] = os.devnull  # a learner's own progress must not change what a lesson shows
os.environ.pop("COURSE_LANGUAGE", None)  # nor a learner's language
os.environ.pop("COURSE_UPDATES", None)  # nor trainings cut short
os.environ[project.CHECKED] = "yes"  # a figure of a lesson that can't be read is refused
os.environ.pop("JPY_SESSION_NAME", None)  # nor a JupyterLab in which the tests may run
for _name in ("no_proxy", "NO_PROXY"):  # nor stands a proxy between a test and this machine
    os.environ[_name] = ",".join(filter(None, ["127.0.0.1,localhost", os.environ.get(_name)]))
settings.register_profile("course", deadline=None, max_examples=40, derandomize=True)
settings.register_profile("few", settings.get_profile("course"), max_examples=8)  # for `make quick`
settings.register_profile("many", settings.get_profile("course"), max_examples=100)  # for `make mutants`
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "course"))
ROOT = Path(__file__).parents[1]
VIEWPORT = {"width": 1280, "height": 1000}
# What takes longest, so that no worker waits for another at the end; the rest follows as it comes. In the
# browser the lessons, a few seconds each, fill the last gaps.
LONG = (
    "chromium-05_lstm",
    *(f"test_browser_{name}.py" for name in ("labs", "sliders", "slider_labs", "quiz", "exercises")),
    "test_site",
    *(f"test_browser_{name}.py" for name in ("training", "memories", "gate_inspector", "trend")),
    "browser_lessons",
    *("test_solutions", "notebooks/08", "notebooks/06", "notebooks/07", "notebooks/05", "notebooks/04"),
    *("test_nbgrader", "test_refresh", "test_grade", "test_texts", "notebooks/", "test_training_view"),
    *("test_quiz", "test_nbval", "test_labs", "test_gradient_lab", "test_sliders", "test_probe"),
)
_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
}


def _own_port(cache, ip):
    """Return a free port that no program is given by chance, as those above 32,767 are.

    A kernel binds its ports after they were chosen, and a browser, a server and other kernels run beside it.
    """
    while True:
        port = 12_000 + secrets.randbelow(20_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((ip, port))
            if port not in cache.currently_used_ports:
                cache.currently_used_ports.add(port)
                return port


LocalPortCache.find_available_port = _own_port


def pytest_addoption(parser):
    """Let authors and instructors leave nothing out, and see what the browser shows."""
    parser.addoption(
        "--whole", action="store_true", help="run all cells of solved lessons and in the browser"
    )
    parser.addoption("--stamped", action="store_true", help="leave out long tests of what is unchanged")
    parser.addoption("--photos", action="store_true", help="photograph lessons into build/screenshots")


def pytest_collection_modifyitems(config, items):
    """Leave out what `make quick` need not ask again."""
    if config.option.stamped and not config.option.keyword:
        items[:], left = stamps.parted(items)
        config.hook.pytest_deselected(items=left)


def pytest_sessionfinish(session, exitstatus):
    """Note what was green, once: in the process that has all results."""
    if session.config.option.stamped and not hasattr(session.config, "workerinput"):
        stamps.settle(exitstatus == 0)


def examples(count):
    """Return how many examples Hypothesis is to draw: so many, or few in `make quick`."""
    return min(count, settings.get_profile("few").max_examples) if settings().max_examples < 40 else count


class _ByFile(LoadFileScheduling):
    """A file's tests on one worker, the longest first; but each lesson in the browser for itself.

    The worker that has a browser goes on with what needs one: to start it takes ten seconds.
    """

    def _split_scope(self, nodeid):
        return nodeid if "test_browser_lessons.py::" in nodeid else super()._split_scope(nodeid)

    def _assign_work_unit(self, node):
        mine = [next(iter(unit)) for unit in self.assigned_work.get(node, {}).values() if unit]
        browses = any(map(_browses, mine)) or (not mine and node is self.nodes[0])
        last = len(LONG)

        def first(scope):
            rank = next((i for i, name in enumerate(LONG) if name in scope), last)
            return _browses(scope) != browses, rank

        scope = min(self.workqueue, key=first)
        self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)


def _browses(name):
    return "test_browser" in name or "test_site" in name


@pytest.hookimpl(optionalhook=True)  # `make mutants` runs tests without plugins
def pytest_xdist_make_scheduler(config, log):
    """Share long tests out among the workers."""
    return _ByFile(config, log) if config.option.dist == "loadfile" else None


def is_training(cell):
    """Return whether a cell trains, or depends on a training."""
    return "training" in cell.metadata.get("tags", [])


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
def window(browser, browser_context_args, lab_server, request):
    """Open one browser window for all tests: to load JupyterLab takes longer than most of them."""
    from window import RENDER_ALL, Lab  # here, so that tests without a browser load quickly

    context = browser.new_context(**browser_context_args)
    context.add_init_script(RENDER_ALL)
    asked = request.config.option
    yield Lab(context.new_page(), *lab_server, photos=asked.photos or asked.whole)
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

    With ``fresh``, JupyterLab and the kernel start anew; otherwise the lab takes the place of the one before.
    With ``again``, a lab that is there already stays, and is reset.
    """
    import lab_pages

    def opened(name, fresh=False, again=False):
        page = lab.page
        if again and lab.shown == name:
            lab.reset()
            return page
        if fresh:
            lab.close()
            page.goto("about:blank")
            lab.name = None
        lab.hold("lab.ipynb", *lab_pages.cells(lab.folder, name))
        assert lab.run_all() == []
        page.wait_for_selector(".lab-background svg")
        lab.frames()
        lab.shown = name
        return page

    return opened


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
