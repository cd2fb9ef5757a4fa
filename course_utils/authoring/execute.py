"""Run a notebook in a fresh kernel and bring it into the one form in which it is stored.

The `.ipynb` file is the only source of a lesson, outputs included, so that it reads well anywhere and
strict nbval has something to compare. `normalised` removes all that differs from run to run without
meaning anything: timings, widget state, random ids, versions.
"""

import base64
import copy
import io
import os
import re
from pathlib import Path

import nbformat
import numpy as np
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from course_utils import project

NAVIGATION = re.compile(r"^Previous: .*$", re.MULTILINE)
_KEPT_CELL_METADATA = ("promises", "tags")
_KEPT_IMAGE_METADATA = ("alt", "height", "width")
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_CELL_TIMEOUT = 300


class NotebookError(RuntimeError):
    """A notebook that did not run to the end; the message names the cell and the reason."""


class Client(NotebookClient):
    """Runs cells; a kernel that dies before it answers is started once more.

    A kernel's ports are chosen before it binds them; now and then another program takes one in between
    (jupyter_client's issue 487). A second start has ports of its own.
    """

    async def async_start_new_kernel(self, **asked):
        """Start a kernel, and keep in mind how."""
        self._asked = asked
        await super().async_start_new_kernel(**asked)

    async def async_start_new_kernel_client(self):
        """Return a client of the kernel, or of a second one where the first died."""
        try:
            return await super().async_start_new_kernel_client()
        except RuntimeError:
            if not self.owns_km:
                raise
            self.km = self.create_kernel_manager()
            await self.async_start_new_kernel(**self._asked)
            return await super().async_start_new_kernel_client()


def read(path):
    """Return the notebook in a file; a NotebookError if it can't be read."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises all kinds of errors over malformed files
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NotebookError(f"no readable notebook: {reason}") from error


def serialise(notebook):
    """Return the text of a notebook file."""
    return nbformat.writes(notebook, version=4) + "\n"


def write(path, notebook):
    """Store a notebook in a file, in one step; return whether the file changed."""
    return project.store(path, serialise(notebook))


def executed(notebook, folder, on_cell=lambda index: None, widgets=False, kernel=None):
    """Return a copy of the notebook, run from top to bottom by a fresh kernel that works in `folder`.

    ``on_cell(index)`` is called before each cell; with `widgets` the metadata keep the widgets' state. A
    `kernel` (its manager) is started if it isn't, used as it is, and left running.
    Raises NotebookError if a cell raises, takes too long, or its kernel dies.
    """
    notebook = copy.deepcopy(notebook)
    started = [0]

    def start(cell, cell_index):
        started[0] = cell_index
        on_cell(cell_index)

    client = Client(
        notebook,
        km=kernel,
        kernel_name="python3",
        timeout=_CELL_TIMEOUT,
        record_timing=False,
        store_widget_state=widgets,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=start,
    )
    try:
        # no learner, and no training cut short, in the stored form
        client.execute(env={**os.environ, "COURSE_PROGRESS": os.devnull, "COURSE_UPDATES": ""})
    except CellExecutionError as error:
        reason = f"{error.ename}: {error.evalue}"
    except CellTimeoutError:
        reason = f"still running after {_CELL_TIMEOUT} seconds"
    except DeadKernelError:
        reason = "the kernel died"
    else:
        return notebook
    first_line = notebook.cells[started[0]].source.split("\n")[0]
    raise NotebookError(f"cell {started[0] + 1} ({first_line}): {reason}")


def normalised(notebook, path):
    """Return a copy in stored form.

    Execution counts run 1..n; cells keep their ids, promises and tags; outputs keep their text and
    pictures; the line of links to the previous and next lesson is written from the files next to `path`.
    """
    notebook = copy.deepcopy(notebook)
    notebook.nbformat_minor = 5
    notebook.metadata = nbformat.from_dict(_METADATA)
    count = 0
    for cell in notebook.cells:
        cell.metadata = _only(cell.metadata, _KEPT_CELL_METADATA)
        if cell.cell_type == "markdown":
            cell.source = NAVIGATION.sub(lambda _: navigation(path), cell.source)
        elif cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = _normalised_outputs(cell.get("outputs", []), count)
    return notebook


def navigation(path):
    """Return the line of links to the lessons before and after this one, by the files that are there."""
    path = Path(path)
    lessons = project.notebooks(path.parent)
    here = next((i for i, lesson in enumerate(lessons) if lesson.name == path.name), len(lessons))
    before, after = lessons[max(here - 1, 0) : here], lessons[here + 1 : here + 2]
    previous_link = _link(before[0]) if before else "start of the course"
    next_link = _link(after[0]) if after else "end of the course"
    return f"Previous: {previous_link} · Next: {next_link}"


def keep_numbers(notebook, stored):
    """Put back each stored text from which a new one differs in numbers after '≈' alone: see `project.ABOUT`.

    Changes `notebook`. Cells are matched with those of `stored` by id, outputs by their order in the cell.
    """
    before = {cell.id: cell.get("outputs", []) for cell in stored.cells}
    for cell in notebook.cells:
        for new, old in zip(cell.get("outputs", []), before.get(cell.id, []), strict=False):
            if "≈" in str(new) and _masked(new) == _masked(old):
                for part in ("text", "data", "metadata"):
                    if part in new:
                        new[part] = old[part]


def _masked(output):
    """Return an output as text without the numbers after '≈', and without its pictures."""
    parts = {mime: data for mime, data in output.get("data", {}).items() if not mime.startswith("image/")}
    said = [output.output_type, output.get("text"), sorted(parts.items()), str(output.get("metadata"))]
    return project.ABOUT.sub("≈", repr(said))


def keep_images(notebook, stored):
    """Put back each stored PNG whose pixels agree within 2 levels: bytes differ between machines.

    Changes `notebook`. Cells are matched with those of `stored` by id, pictures by their order in the cell.
    """
    before = {cell.id: _images(cell) for cell in stored.cells}
    for cell in notebook.cells:
        for new, old in zip(_images(cell), before.get(cell.id, []), strict=False):
            if _same_picture(new["image/png"], old["image/png"]):
                new["image/png"] = old["image/png"]


def _normalised_outputs(outputs, count):
    """Return outputs as stored: printed text in one piece, no widget views, no ids, matching counts."""
    kept = []
    for output in outputs:
        if output.output_type == "stream":
            if kept and kept[-1].get("name") == output.name:
                output.text = kept.pop().text + output.text
        elif output.output_type in ("display_data", "execute_result"):
            output.data.pop(project.VIEW, None)
            pictures = {
                m: d for m, d in output.metadata.items() if m in output.data and m.startswith("image/")
            }
            output.metadata = nbformat.from_dict(
                {mime: _only(details, _KEPT_IMAGE_METADATA) for mime, details in pictures.items()}
            )
            output.pop("transient", None)
            if output.output_type == "execute_result":
                output.execution_count = count
        kept.append(output)
    for output in kept:
        if output.output_type == "stream":
            # What a carriage return overwrote was not meant to stay.
            output.text = re.sub(r"[^\n]*\r(?!\n)", "", output.text)
    return kept


def _only(mapping, keys):
    """Return only the entries of a mapping that are kept."""
    return nbformat.from_dict({key: mapping[key] for key in keys if key in mapping})


def _link(path):
    """Return a Markdown link to a lesson, named by its number and its title."""
    title = re.search(r"^# (.*)$", read(path).cells[0].source, re.MULTILINE)
    return f"[{title[1] if title else path.stem}]({path.name})"


def _images(cell):
    """Return the data of those outputs of a cell that hold a PNG."""
    outputs = [output.get("data", {}) for output in cell.get("outputs", [])]
    return [data for data in outputs if "image/png" in data]


def _same_picture(new, old):
    """Return whether two PNGs in base64 have the same size and agree within 2 of 255 levels."""
    if new == old:
        return True
    from PIL import Image

    pictures = (Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA") for png in (new, old))
    a, b = (np.asarray(picture, dtype=np.int16) for picture in pictures)
    return a.shape == b.shape and bool(np.abs(a - b).max() <= 2)
