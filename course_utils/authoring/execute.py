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

LESSONS = "[0-9][0-9]_*.ipynb"
NAVIGATION = re.compile(r"^Previous: .*$", re.MULTILINE)
_KEPT_CELL_METADATA = ("promises", "tags")
_KEPT_IMAGE_METADATA = ("alt", "height", "width")
_WIDGET = "application/vnd.jupyter.widget-view+json"
_CELL_TIMEOUT = 300


class NotebookError(RuntimeError):
    """A notebook that did not run to its end; the message names the cell and the reason."""


def read(path):
    """Return the notebook in a file.

    Raises
    ------
    NotebookError
        If the file is no readable notebook.
    """
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises whatever a malformed file makes it stumble over
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NotebookError(f"no readable notebook: {reason}") from error


def serialise(notebook):
    """Return the text of a notebook file."""
    return nbformat.writes(notebook, version=4) + "\n"


def write(path, notebook):
    """Replace the file in one step: whoever reads it, or cuts the power, finds the old one or the new."""
    path = Path(path)
    temporary = path.with_name(f".{path.name}.tmp")
    with open(temporary, "w", encoding="utf-8", newline="\n") as file:
        file.write(serialise(notebook))
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def executed(notebook, folder, on_cell=lambda index: None, widgets=False):
    """Return a copy of the notebook, run top to bottom in a fresh kernel.

    Parameters
    ----------
    notebook : NotebookNode
        Left as it is.
    folder : path
        The kernel's working directory.
    on_cell : callable, optional
        Called with the index of each cell before it runs, to report progress.
    widgets : bool, optional
        Whether to keep the state of widgets in the notebook's metadata.

    Raises
    ------
    NotebookError
        If a cell raises, takes too long, or its kernel dies.
    """
    notebook = copy.deepcopy(notebook)
    started = [0]

    def start(cell, cell_index):
        started[0] = cell_index
        on_cell(cell_index)

    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=_CELL_TIMEOUT,
        record_timing=False,
        store_widget_state=widgets,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=start,
    )
    try:
        # the stored form knows no learner, and no training cut short
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
    pictures; the line of links to the previous and next lesson is written from the files beside ``path``.
    """
    notebook = copy.deepcopy(notebook)
    notebook.nbformat_minor = 5
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        }
    )
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
    lessons = sorted(path.parent.glob(LESSONS))
    here = next((i for i, lesson in enumerate(lessons) if lesson.name == path.name), len(lessons))
    before, after = lessons[max(here - 1, 0) : here], lessons[here + 1 : here + 2]
    previous_link = _link(before[0]) if before else "start of the course"
    next_link = _link(after[0]) if after else "end of the course"
    return f"Previous: {previous_link} · Next: {next_link}"


def keep_images(notebook, stored):
    """Put back each stored PNG whose pixels agree within 2 levels: bytes differ between machines.

    Parameters
    ----------
    notebook : NotebookNode
        Just run; changed in place.
    stored : NotebookNode
        As it is on disk; cells are matched by id, pictures by their order in the cell.
    """
    before = {cell.id: _images(cell) for cell in stored.cells}
    for cell in notebook.cells:
        for new, old in zip(_images(cell), before.get(cell.id, []), strict=False):
            if _same_picture(new["image/png"], old["image/png"]):
                new["image/png"] = old["image/png"]


def _normalised_outputs(outputs, count):
    """Return outputs as stored: printing in one piece, no widget views, no ids, counts in step."""
    kept = []
    for output in outputs:
        output = copy.deepcopy(output)
        last = kept[-1] if kept else {}
        if output.output_type == "stream":
            if last.get("output_type") == "stream" and last.name == output.name:
                last.text += output.text
                continue
        elif output.output_type in ("display_data", "execute_result"):
            output.data.pop(_WIDGET, None)
            output.metadata = nbformat.from_dict(
                {
                    mime: _only(details, _KEPT_IMAGE_METADATA)
                    for mime, details in output.metadata.items()
                    if mime in output.data and mime.startswith("image/")
                }
            )
            output.pop("transient", None)
            if output.output_type == "execute_result":
                output.execution_count = count
        kept.append(output)
    for output in kept:
        if output.output_type == "stream":
            # What a carriage return overwrote was never meant to stay.
            output.text = re.sub(r"[^\n]*\r(?!\n)", "", output.text)
    return kept


def _only(mapping, keys):
    """Return the entries of a mapping that are to be kept."""
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

    a, b = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), dtype=np.int16)
        for png in (new, old)
    )
    return a.shape == b.shape and bool(np.abs(a - b).max() <= 2)
