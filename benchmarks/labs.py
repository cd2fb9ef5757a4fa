"""How fast a lab follows, compared with a bare canvas and with ``ipywidgets.interact``.

``python benchmarks/labs.py [gradient_lab three_memories ...]``: three cells of one notebook, in one
JupyterLab in one headless Chromium, show the lab, a canvas that draws as many marks on the same area from the
same table, and a figure made anew at each step. They take turns, so that other work on the machine slows them
all. A picture counts when its pixels are others than before. Needs the set-up of ``make test``; says so where
there is no browser.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from _ways import Way

HERE = Path(__file__).parent
PORT = 8977
LABS = ("gradient_lab", "three_memories", "gate_inspector", "recall_lab")
START = f"import sys\nsys.path.insert(0, {str(HERE)!r})\nimport _rivals\n"
WAYS = {  # the cell, where it shows itself, and its sliders
    "lab": (START + "_rivals.lab({0!r}).show()", ".lab", "input[type=range]"),
    "bare": (START + "_rivals.bare({0!r})", "div:has(> canvas + input[type=range])", "input[type=range]"),
    "interact": (START + "_rivals.interact({0!r})", ".widget-interact", "[role=slider]"),
}
ROUNDS = 4  # in which each way has its turn


def main():
    """Print a table for each lab."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from browser import find

    if find() is None:
        print("labs: no browser on this machine; `make test` installs one")
        return
    for name in sys.argv[1:] or LABS:
        with tempfile.TemporaryDirectory() as home:
            server = _serve(home, name)
            try:
                measured = asyncio.run(_measure(find()))
            finally:
                server.terminate()
                server.wait(20)
        _report(name, measured)


def _serve(home, name):
    """Start JupyterLab in a folder with one notebook, a cell for each way."""
    cells = [
        {"cell_type": "code", "id": way, "metadata": {}, "outputs": [], "execution_count": None}
        | {"source": source.format(name)}
        for way, (source, *_) in WAYS.items()
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (Path(home) / "labs.ipynb").write_text(json.dumps(notebook))
    options = [f"--ServerApp.root_dir={home}", f"--port={PORT}", "--IdentityProvider.token=", "--allow-root"]
    options += ["--no-browser", "--LabApp.expose_app_in_browser=True"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], stdout=quiet, stderr=quiet)
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/status", timeout=1).close()
            return server
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("JupyterLab did not start")


async def _measure(path):
    """Return what was measured of each way: lists of delays (ms), of pictures a second, and of lags (ms)."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--disable-gpu"])
        page = await browser.new_page(viewport={"width": 1280, "height": 1000})
        ways = {name: Way(page, *where) for name, (_, *where) in WAYS.items()}
        await _open(page, ways)
        for turn in range(ROUNDS):
            for name, way in ways.items():
                if name != "interact" or turn % 2 == 0:
                    await way.turn()
        await ways["lab"].ask_kernel()
        await browser.close()
    return ways


async def _open(page, ways):
    """Open the notebook and run it."""
    await page.goto(f"http://127.0.0.1:{PORT}/lab/tree/labs.ipynb?reset")
    idle = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    await page.wait_for_function(idle, timeout=60_000)
    await page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    await page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    for way in ways.values():
        await way.root.locator(way.slider).first.wait_for(timeout=60_000)
    box = await ways["lab"].root.locator("canvas").bounding_box()  # a lab minds the height of the window, too
    fit = "(one, { width }) => { one.style.width = `${width}px`; }"
    await ways["bare"].root.locator("canvas").evaluate(fit, box)
    await page.wait_for_timeout(1500)
    await page.evaluate((HERE / "_pictures.js").read_text(encoding="utf-8"))


def _report(name, ways):
    """Print what was measured, the lab's share of the canvas's, and how often it beats interact."""
    lines = {
        "key press to picture, p50 (ms)": [statistics.median(way.keys) for way in ways.values()],
        "key press to picture, p95 (ms)": [_p95(way.keys) for way in ways.values()],
        "pictures a second in a drag": [statistics.median(way.rates) for way in ways.values()],
        "behind the mouse at its end (ms)": [statistics.median(way.lags) for way in ways.values()],
    }
    print(f"\n{name:<44}{'lab':>8}{'bare':>8}{'interact':>10}{'lab / bare':>12}{'times interact':>16}")
    for what, (lab, bare, interact) in lines.items():
        better = lab / interact if "a second" in what else interact / lab
        print(f"{what:<44}{lab:>8.1f}{bare:>8.1f}{interact:>10.1f}{lab / bare:>12.2f}{better:>16.1f}")
    for control, asked in ways["lab"].kernel.items():
        if asked:
            what = f"{control}: asks the kernel (p50, p95 ms)"
            print(f"{what:<44}{statistics.median(asked):>8.1f}{_p95(asked):>8.1f}")


def _p95(times):
    return sorted(times)[int(0.95 * len(times))]


if __name__ == "__main__":
    main()
