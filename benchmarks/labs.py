"""How fast a lab follows: key press to painted picture, frames a second in a drag, lag behind the mouse.

The gradient lab and the same picture made with ``ipywidgets.interact``, in turn, in one real JupyterLab in
one headless Chromium. Needs the set-up of ``make test``; says so and stops where there is no browser.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
PORT = 8977
CELLS = {
    "lab": "from course_utils import figures\nfrom course_utils.labs import gradient_lab\n"
    "figures.use_style()\ngradient_lab.show()",
    "interact": "import numpy as np, ipywidgets, matplotlib.pyplot as plt\n"
    "from course_utils import figures\nfrom course_utils.labs import gradient_lab\n"
    "from course_utils.labs.gradient_runs import DEFAULTS\nfrom course_utils.labs.engine.scene import draw\n"
    "figures.use_style()\n"
    "table = gradient_lab.sweep(**DEFAULTS)\n"
    "def picture(w):\n"
    "    fig, artists = gradient_lab.figure(**DEFAULTS)\n"
    "    draw(artists, table, int(np.abs(table.values - w).argmin()))\n"
    "    plt.show()\n"
    "ipywidgets.interact(picture, w=ipywidgets.FloatSlider(0.9, min=-2, max=2, step=0.01))",
}
# Notes when the picture changed (a canvas cleared and drawn, a new <img>), at the frame that paints it.
WATCH = """() => {
    window.painted = [];
    const note = () => requestAnimationFrame(() => setTimeout(() => window.painted.push(performance.now())));
    const clear = CanvasRenderingContext2D.prototype.clearRect;
    CanvasRenderingContext2D.prototype.clearRect = function (...box) { note(); clear.apply(this, box); };
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
        const image = node.querySelector?.('img') ?? (node.tagName === 'IMG' ? node : null);
        if (image) image.decode().then(note, note);
    }))).observe(document.body, { childList: true, subtree: true });
    window.addEventListener('keydown', () => { window.pressed = performance.now(); }, true);
    window.addEventListener('pointermove', () => { window.moved = performance.now(); }, true);
}"""


def main():
    """Print the table."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from browser import find
    from playwright.sync_api import sync_playwright

    if find() is None:
        print("labs: no browser on this machine; `make test` installs one")
        return
    with tempfile.TemporaryDirectory() as home:
        server = _serve(home)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=find(), args=["--disable-gpu"])
                results = {name: _measure(browser, name) for name in CELLS}
                browser.close()
        finally:
            server.terminate()
            server.wait(20)
    print(f"\n{'what':<44}{'lab':>10}{'interact':>10}{'times better':>14}")
    for what, ours in results["lab"].items():
        theirs = results["interact"][what]
        better = ours / theirs if what.startswith("frames") else theirs / ours
        print(f"{what:<44}{ours:>10.1f}{theirs:>10.1f}{better:>14.1f}")


def _serve(home):
    """Start JupyterLab in a folder with one notebook for each way."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for name, source in CELLS.items():
        cell = {"cell_type": "code", "id": "one", "metadata": {}, "outputs": [], "source": source}
        notebook = {"cells": [{**cell, "execution_count": None}], "metadata": {"kernelspec": kernel}}
        (Path(home) / f"{name}.ipynb").write_text(
            json.dumps({**notebook, "nbformat": 4, "nbformat_minor": 5})
        )
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


def _measure(browser, name):
    """Return what was measured of one way, in ms and frames a second."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"http://127.0.0.1:{PORT}/lab/tree/{name}.ipynb?reset")
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
        timeout=60_000,
    )
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    handle = ".lab input[type=range]" if name == "lab" else ".jupyter-widgets [role=slider]"
    page.wait_for_selector(handle, timeout=60_000)
    page.wait_for_timeout(1500)
    page.evaluate(WATCH)
    delays = _press(page, handle)
    frames, lag = _drag(page, handle, name)
    other = _press(page, ".jupyter-widgets [role=slider] >> nth=0", times=12)
    page.close()
    return {
        "key press to painted picture, p50 (ms)": statistics.median(delays),
        "key press to painted picture, p95 (ms)": sorted(delays)[int(0.95 * len(delays))],
        "frames a second in a drag": frames,
        "behind the mouse when the drag ends (ms)": lag,
        "another control to a new picture, p50 (ms)": statistics.median(other),
    }


def _press(page, handle, times=40):
    """Return the delays from key to paint."""
    delays = []
    page.locator(handle).focus()
    for i in range(times):
        page.evaluate("() => { window.painted.length = 0; }")
        page.keyboard.press("ArrowRight" if i % 2 else "ArrowLeft")
        page.wait_for_function("() => window.painted.length > 0", polling=5)
        delays.append(page.evaluate("() => window.painted[0] - window.pressed"))
        page.wait_for_timeout(60)
    return delays


def _drag(page, handle, name):
    """Return frames a second, and how long after the last mouse move the last picture came."""
    box = page.locator(handle).bounding_box()
    left, width = (box["x"], box["width"]) if name == "lab" else (box["x"] - 40, 160)
    y = box["y"] + box["height"] / 2
    start = left + 0.725 * width if name == "lab" else box["x"] + box["width"] / 2
    rates, lags = [], []
    for _ in range(5):
        page.mouse.move(start, y)
        page.mouse.down()
        page.evaluate("() => { window.painted.length = 0; }")
        begin = time.perf_counter()
        for step in range(120):
            page.mouse.move(start + (step % 40 - 20) / 40 * 0.4 * width, y)
            time.sleep(max(0, begin + (step + 1) / 60 - time.perf_counter()))
        taken = time.perf_counter() - begin
        during = page.evaluate("() => window.painted.length")
        page.wait_for_timeout(1200)
        lags.append(max(0.0, page.evaluate("() => (window.painted.at(-1) ?? 0) - window.moved")))
        page.mouse.up()
        rates.append(during / taken)
    return statistics.median(rates), statistics.median(lags)


if __name__ == "__main__":
    main()
