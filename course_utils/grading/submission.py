"""Run one submission in a kernel of its own, and bring home what its functions answer.

The kernel is given inputs and gives back answers; it never holds a verdict, nor the folder where results go.
What it sends is read as data (`course_utils.grading.wire`) and judged by the caller. The folder it runs in
is deleted afterwards. This keeps submissions apart from one another and from the results; it is no sandbox
against code that means harm to the machine: for that use a container.
"""

import inspect
import os
import re
import secrets
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from course_utils.exercises.engine import untouched, watchdog
from course_utils.grading import handout, wire

LESSON = re.compile(r"\blesson_(\d\d)\b")
UNTOUCHED = "untouched"  # instead of answers: the function is as it was handed out
CELL_SECONDS = 60  # a probe's answer takes well under a second; a cell without training, a few


class SubmissionError(RuntimeError):
    """A submission that can't be graded as a whole; the message says why."""


def read(path):
    """Return the notebook and the number of its lesson, such as "04".

    Raises
    ------
    SubmissionError
        If the file is no notebook, or imports no lesson's exercises.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises whatever a malformed file makes it stumble over
        raise SubmissionError(f"not a readable notebook ({type(error).__name__})") from error
    for cell in notebook.cells:
        if cell.cell_type == "code" and (found := LESSON.search(cell.source)):
            return notebook, found[1]
    raise SubmissionError("its cells are lost: no cell imports a lesson's exercises")


def answers(notebook, probes, seconds, megabytes):
    """Return what the notebook's functions answer to some inputs.

    Parameters
    ----------
    notebook : NotebookNode
        Run from top to bottom, but for cells tagged ``training``; a cell that raises does not end the run.
    probes : dict of str to list of tuple
        For each function the positional arguments of every call.
    seconds : float
        For the whole submission.
    megabytes : int
        Memory that its kernel may take; held on Linux only.

    Returns
    -------
    dict of str to list or None
        For each function and call a dict with ``value`` and ``inputs`` (what the call left of them), or
        ``error``; `UNTOUCHED` for a function not begun, None for one that the notebook doesn't define.

    Raises
    ------
    SubmissionError
        If it runs too long, or its kernel dies.
    """
    with tempfile.TemporaryDirectory(prefix="submission-") as folder:
        notebook = nbformat.v4.new_notebook(cells=list(notebook.cells), metadata=notebook.metadata)
        work = [cell for cell in notebook.cells if cell.cell_type == "code"]
        work = [cell for cell in work if "training" not in cell.metadata.get("tags", [])]
        out = Path(folder) / secrets.token_hex(8)
        Path(folder, "probes").write_text(wire.dumps(probes), encoding="utf-8")
        limit = nbformat.v4.new_code_cell(f"{inspect.getsource(limit_memory)}\nlimit_memory({megabytes})")
        sources = [inspect.getsource(one) for one in (watchdog, untouched, wire, _ask)]
        ask = "\n".join([*sources, f"_ask(globals(), 'probes', {str(out)!r}, {UNTOUCHED!r})"])
        notebook.cells = [limit, *work, nbformat.v4.new_code_cell(ask)]
        _run(notebook, folder, seconds)
        if not out.is_file():
            raise SubmissionError("its kernel gave no answers")
        try:
            given = wire.loads(out.read_text(encoding="utf-8"))
            return {name: given.get(name) for name in probes}
        except (ValueError, AttributeError) as error:
            raise SubmissionError("its kernel gave answers that can't be read") from error


class _Client(NotebookClient):
    """Runs cells and keeps none of what they print, however much it is."""

    def output(self, outs, msg, display_id, cell_index):
        return None


def _run(notebook, folder, seconds):
    """Run all cells; what raises inside a cell ends that cell only."""
    end = time.monotonic() + seconds
    client = _Client(
        notebook,
        kernel_name="python3",
        allow_errors=True,
        record_timing=False,
        extra_arguments=["--log-level=CRITICAL"],
        resources={"metadata": {"path": str(folder)}},
    )
    # The kernel gets an instructor's own exercises as students do, without solutions, and no one's progress.
    env = {**os.environ, "COURSE_PROGRESS": os.devnull}
    if own := env.pop("COURSE_EXERCISES", None):
        copies = Path(folder, "exercises")
        handout.write(Path(own), copies)
        env["COURSE_EXERCISES"] = str(copies)
    with client.setup_kernel(env=env):
        for index, cell in enumerate(notebook.cells):
            client.timeout = max(1, int(min(CELL_SECONDS, end - time.monotonic())))
            try:
                client.execute_cell(cell, index)
            except CellTimeoutError:
                line = cell.source.strip().split("\n")[0]
                raise SubmissionError(
                    f"still running after its time, in the cell that begins: {line[:60]}"
                ) from None
            except DeadKernelError:
                line = cell.source.strip().split("\n")[0]
                raise SubmissionError(f"its kernel died, in the cell that begins: {line[:60]}") from None


def limit_memory(megabytes):
    """Set a hard limit on this process, which can't be raised again; in a kernel, before the submission."""
    try:
        import resource
    except ImportError:  # Windows
        return
    import sys

    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))


def _ask(names, probes, out, untouched):
    """Call each function with each probe and write down what comes back; runs in the kernel.

    `called`, `is_stub`, `loads` and `dumps` come from the modules whose sources stand above this one there.
    """
    with open(probes, encoding="utf-8") as file:
        asked = loads(file.read())  # noqa: F821
    given = {}
    for name, calls in asked.items():
        function, answers = names.get(name), []
        for inputs in calls if callable(function) else []:
            outcome = called(function, inputs)  # noqa: F821
            if (error := outcome.error) is not None:
                answers.append({"error": f"{type(error).__name__}: {error}"[:300]})
            else:
                answers.append({"value": outcome.value, "inputs": outcome.inputs})
            if type(error).__name__ == "TooLong":
                break
        given[name] = answers if callable(function) else None
        if callable(function) and is_stub(function):  # noqa: F821
            given[name] = untouched
    with open(out, "w", encoding="utf-8") as file:
        file.write(dumps(given))  # noqa: F821
