"""Run one submission in a kernel of its own, and bring home what its functions answer.

The kernel is given inputs and gives back answers, through `course_utils.grading.probe`; it never holds a
verdict, nor the folder where results go. The folder it runs in is deleted afterwards. This keeps submissions
apart from one another and from the results; it is no sandbox against code that means harm to the machine:
for that use a container.
"""

import os
import re
import secrets
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from course_utils.authoring import execute
from course_utils.grading import handout, probe

LESSON = re.compile(r"\blesson_(\d\d)\b")
CELL_SECONDS = 60  # a probe's answer takes well under a second; a cell without training, a few
_LISTEN = "__import__('course_utils.grading.probe', fromlist=['probe']).listen({!r}, {})"


class SubmissionError(RuntimeError):
    """A submission that can't be graded as a whole; the message says why."""


def read(path):
    """Return the notebook and the number of its lesson, such as "04"; SubmissionError if there is none."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises whatever a malformed file makes it stumble over
        raise SubmissionError(f"not a readable notebook ({type(error).__name__})") from error
    for cell in notebook.cells:
        if cell.cell_type == "code" and (found := LESSON.search(cell.source)):
            return notebook, found[1]
    raise SubmissionError("its cells are lost: no cell imports a lesson's exercises")


def answers(notebook, questions, seconds, megabytes):
    """Return what the notebook's functions answer to some inputs.

    The notebook is run from top to bottom without its cells tagged ``training``; a cell that raises does not
    end the run. `questions` holds, by any label, the name of a function, the arguments of every call, as
    tuples, and a limit in seconds for all of them, or None. The other limits are for the whole submission,
    that of memory on Linux only; a question with a limit of its own prolongs that of time.

    Returns for each label a list of `Call`s, `probe.STARTER` if the function is not begun, or None if the
    notebook does not define it. Raises SubmissionError if the notebook runs too long, or its kernel dies.
    """
    with tempfile.TemporaryDirectory(prefix="submission-") as folder:
        token, out = secrets.token_hex(16), Path(folder, secrets.token_hex(16))
        work = [cell.source for cell in notebook.cells if _is_work(cell)]
        more = sum(limit or 0 for _, _, limit in questions.values())
        cells = [_LISTEN.format(token, megabytes), *work, probe.request(token, out, questions)]
        _run(cells, folder, seconds, more)
        if not out.is_file():
            raise SubmissionError("its kernel gave no answers")
        try:
            given = probe.loads(out.read_text(encoding="utf-8"))
            return {label: _calls(given[label], inputs) for label, (_, inputs, _) in questions.items()}
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise SubmissionError("its kernel gave answers that can't be read") from error


def _calls(given, probes):
    return given if given in (None, probe.STARTER) else probe.replayed(given, probes)


def _is_work(cell):
    return cell.cell_type == "code" and "training" not in cell.metadata.get("tags", [])


class _Client(execute.Client):
    """Runs cells and keeps none of what they print, however much it is."""

    def output(self, outs, msg, display_id, cell_index):
        return None


def _run(sources, folder, seconds, more=0):
    """Run the cells in a fresh kernel, the last with more time; what raises ends its own cell only."""
    end = time.monotonic() + seconds
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, sources)))
    client = _Client(
        notebook,
        kernel_name="python3",
        allow_errors=True,
        record_timing=False,
        extra_arguments=["--log-level=CRITICAL"],
        resources={"metadata": {"path": str(folder)}},
    )
    last = len(sources) - 1
    with client.setup_kernel(env=_environment(folder)):
        for index, cell in enumerate(notebook.cells):
            client.timeout = max(1, int(min(CELL_SECONDS, end - time.monotonic())))
            client.timeout += int(more) if index == last else 0
            try:
                # the first cell and the last are ours: the student's In and Out don't know them
                client.execute_cell(cell, index, store_history=0 < index < last)
            except CellTimeoutError:
                what = "still running after its time"
            except DeadKernelError:
                what = "its kernel died"
            else:
                continue
            line = cell.source.strip().split("\n")[0][:60]
            where = f"in the cell that begins: {line}" if index < last else "while its functions were asked"
            raise SubmissionError(f"{what}, {where}")


def _environment(folder):
    """Return a kernel's environment: an instructor's own exercises without solutions, no one's progress."""
    environment = {**os.environ, "COURSE_PROGRESS": os.devnull}
    if own := os.environ.get("COURSE_EXERCISES"):
        copies = Path(folder, "exercises")
        handout.write(Path(own), copies)
        environment["COURSE_EXERCISES"] = str(copies)
    return environment
