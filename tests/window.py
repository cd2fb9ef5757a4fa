"""A browser window with JupyterLab in it, as a learner has it."""

import shutil
from contextlib import contextmanager

from conftest import ROOT, VIEWPORT
from nbformat.v4 import new_notebook

from course_utils.authoring import execute

SCREENSHOTS = ROOT / "build" / "screenshots"
# JupyterLab renders the cells that are seen, and a test may read those that aren't.
RENDER_ALL = """document.addEventListener('DOMContentLoaded', () => {
    const style = document.createElement('style');
    style.textContent = 'html:not(.render-seen) .jp-Notebook * { content-visibility: visible !important; }';
    document.head.append(style); });"""
LABS = """\
import ipywidgets
labs = [one for one in ipywidgets.widget._instances.values() if hasattr(one, "scene")]"""
RESET = f"""{LABS}
for one in labs:
    one._handle_custom_msg({{"kind": "preset", "name": "reset"}}, [])"""
PENDING = f"{LABS}\nprint(any(getattr(one, 'status', '') == 'computing' for one in labs))"
LATE = "[anywidget] Failed to initialize model."  # and yet it hears the kernel: late.js
# What comes into sight is drawn in the next frame, labs in the one after; the page grows by it.
SCROLL = """async (pane, top) => {
    pane.scrollTo(0, top);
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    return [pane.clientHeight, pane.scrollHeight]; }"""
# A widget draws itself while it is seen; what a busy machine scrolled past too quickly is gone to again.
DRAW_ALL = """async () => {
    const book = window.jupyterapp.shell.currentWidget.content;
    const undrawn = ({ node, model }) => {
        const views = (model.sharedModel.getOutputs?.() ?? [])
            .filter(({ data }) => data?.['application/vnd.jupyter.widget-view+json']).length;
        return node.querySelectorAll('.lab-background svg, .ask, .training-title').length < views; };
    for (const [place, cell] of book.widgets.entries())
        for (let wait = 0; wait < 200 && undrawn(cell); wait++) {
            if (wait % 20 === 0) await book.scrollToItem(place, 'center');
            await new Promise((done) => setTimeout(done, 50)); } }"""


def write(path, *cells):
    """Write a notebook of these cells, for the ordinary kernel."""
    execute.write(path, execute.normalised(new_notebook(cells=list(cells)), path))


class Lab:
    """A browser window with JupyterLab in it, driven as a learner would."""

    def __init__(self, page, address, folder, photos=False):
        self.page, self.address, self.folder, self.photos = page, address, folder, photos
        self.name, self.complaints, self._listening = None, [], True
        self.shown = None  # the name of the lab that the open notebook shows
        page.on("pageerror", lambda error: self._hear(str(error)))
        page.on("console", lambda entry: entry.type == "error" and self._hear(entry.text))

    def _hear(self, complaint):
        if self._listening and LATE not in complaint:
            self.complaints.append(complaint)

    def open(self, name, render_all=True):
        """Open a notebook in place of the one before, in a window as at first, and wait for its kernel.

        Without ``render_all``, cells out of sight are not drawn: long lessons open in half the time.
        """
        self.shown = None
        if self.close():
            self.as_at_first()
            self.page.evaluate("path => void jupyterapp.commands.execute('docmanager:open', { path })", name)
        else:
            self.page.set_viewport_size(VIEWPORT)
            self.page.goto(f"{self.address}/lab/tree/{name}?reset")
        self.name = name
        self.page.evaluate(
            "seen => document.documentElement.classList.toggle('render-seen', seen)", not render_all
        )
        self.page.wait_for_function(
            """name => { const shell = window.jupyterapp?.shell, one = shell?.currentWidget;
                if (one?.isDisposed || one?.context?.path !== name) return false;
                if (!one.node.contains(document.activeElement)) shell.activateById(one.id);
                return one.sessionContext.session?.kernel?.status === 'idle'; }""",
            arg=name,
            timeout=60_000,
        )

    def as_at_first(self):
        """Give the window its first size and its side bar back."""
        self.page.set_viewport_size(VIEWPORT)
        self.page.evaluate("() => jupyterapp.shell.expandLeft()")

    def hold(self, name, *cells):
        """Open a notebook with these cells; one that is open keeps its kernel, emptied, and gets them."""
        self.shown = None
        if self.name != name:
            write(self.folder / name, *cells)
            self.open(name)
            return
        self.as_at_first()
        self.answer("import ipywidgets\nipywidgets.Widget.close_all()\n%reset -f")
        self.page.evaluate(
            """cells => { const shared = window.jupyterapp.shell.currentWidget.content.model.sharedModel;
                shared.transact(() => {
                    shared.deleteCellRange(0, shared.cells.length);
                    shared.insertCells(0, cells); }); }""",
            list(cells),
        )

    def end_kernel(self):
        """End the kernel, as if it had died; what comes next opens another notebook."""
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.shutdown()"
        )
        self.page.wait_for_timeout(1000)
        self.name = self.shown = None

    def close(self):
        """Close all notebooks unsaved and end their kernels; return whether JupyterLab is on the page."""
        self._listening = False  # to what they say to it
        there = self.page.evaluate(
            """async () => {
                for (const widget of [...(window.jupyterapp?.shell.widgets('main') ?? [])].reverse())
                    widget.dispose();
                await window.jupyterapp?.serviceManager.sessions.shutdownAll();
                await new Promise(done => setTimeout(done, 200)); // what is still under way finds nothing
                return Boolean(window.jupyterapp); }"""
        )
        self._listening = True
        return there

    def run_all(self):
        """Run all cells; return the errors among the outputs, as (cell number, text)."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        return self.errors()

    def run(self, sources):
        """Run cells, by their ids, with these sources (None: their own); return the errors, as `run_all`.

        On the page each cell keeps the source that it has.
        """
        self.page.evaluate(
            """async (sources) => {
                const book = window.jupyterapp.shell.currentWidget.content, own = new Map();
                book.deselectAll();
                for (const [i, cell] of book.widgets.entries()) {
                    if (!(cell.model.id in sources)) continue;
                    const shared = cell.model.sharedModel;
                    own.set(shared, shared.getSource());
                    shared.setSource(sources[cell.model.id] ?? shared.getSource());
                    shared.setOutputs([]);
                    book.select(cell);
                    book.activeCellIndex = i; }
                await window.jupyterapp.commands.execute('notebook:run-cell');
                for (const [shared, source] of own) shared.setSource(source); }""",
            sources,
        )
        return self.errors()

    def said(self):
        """Return what each code cell shows, as the texts of its outputs, by the cells' ids."""
        return self.page.evaluate(
            """() => Object.fromEntries(
                window.jupyterapp.shell.currentWidget.content.widgets.map(({ model }) => [model.id,
                    (model.sharedModel.getOutputs?.() ?? []).map(output =>
                    [output.data?.['text/plain'] ?? output.text ?? output.evalue].flat().join(''))]))"""
        )

    def errors(self):
        """Return the errors among the outputs, as (cell number, text)."""
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

    def reset(self):
        """Bring the lab on the page back to its start, and wait until it is there.

        The kernel is told, not the page: a click would be answered beside what the kernel runs (JupyterLab
        sends messages of widgets over a subshell), and nobody could say when.
        """
        self.as_at_first()
        self.answer(RESET)
        while self.answer(PENDING) != "False\n":
            pass
        self.frames()

    def frames(self, count=3):
        """Wait until the page has drawn what it was told: labs do so in the frame after a change of size."""
        frame = "await new Promise(done => requestAnimationFrame(done))"
        self.page.evaluate(f"async count => {{ while (count--) {frame}; }}", count)

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

    def look_through(self, name):
        """Show the notebook from top to bottom, in a tall window; return how many windows it fills.

        Each is photographed, if photographs are asked for.
        """
        folder = SCREENSHOTS / name
        if self.photos:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        self.page.set_viewport_size({"width": 1280, "height": 2000})
        pane = self.page.locator(".jp-Notebook .jp-WindowedPanel-outer").last
        windows, top, total = 0, 0, 1
        while top < total:
            windows += 1
            height, total = pane.evaluate(SCROLL, top)
            if self.photos:
                self.page.wait_for_timeout(100)
                self.page.screenshot(path=folder / f"{windows:02}.png")
            top += height - 60
        self.page.evaluate(DRAW_ALL)
        return windows
