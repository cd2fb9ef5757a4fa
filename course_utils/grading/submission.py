"""Run one submission in a kernel of its own, and bring home what its functions answer.

The kernel is given inputs and gives back answers, through `course_utils.grading.probe`; it never holds a
verdict, nor the folder where results go. The folder it runs in is deleted afterwards. This keeps submissions
apart from one another and from the results; it is no sandbox against code that means harm to the machine:
for that use a container.
"""

import contextlib
import json
import os
import queue
import re
import secrets
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import run_sync

from course_utils.authoring import execute
from course_utils.grading import handout, probe

CELL_SECONDS = 60  # a probe's answer takes well under a second; a cell without training, a few
_IMPORTED = re.compile(r"^[^#\n]*\bimport\b[^#\n]*\blesson_(\d\d)\b", re.MULTILINE)
_DEFINED = re.compile(r"^def (\w+)", re.MULTILINE)
_INSTALLERS = ("pip", "pip3", "uv", "conda", "mamba")
_REFUSED = "print('Nothing is installed or removed while this notebook is graded.')\n"
_LISTEN = "__import__('course_utils.grading.probe', fromlist=['probe']).listen({!r}, {})"


class SubmissionError(RuntimeError):
    """A submission that can't be graded as a whole; the message says why."""


@dataclass
class Submission:
    """What is read of a notebook: its code cells' sources without trainings, and its lesson's number."""

    sources: list
    lesson: str


def read(path, lessons):
    """Return the `Submission` in a file; SubmissionError if there is none.

    No more is asked of the file than cells with a kind and a source: a notebook that is against its format in
    other ways is read all the same. The lesson, such as "04", is the one that the code imports; if it imports
    none or several, the one of which it defines most functions. `lessons` holds the names by lesson.
    """
    try:
        cells = json.loads(Path(path).read_bytes().decode("utf-8-sig"))["cells"]
        sources = [_text(cell.get("source", "")) for cell in cells if _is_work(cell)]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise SubmissionError(f"not a readable notebook ({type(error).__name__})") from error
    code = "\n".join(sources)
    defined, imported = set(_DEFINED.findall(code)), set(_IMPORTED.findall(code)) & set(lessons)
    if len(imported) == 1:
        return Submission(sources, *imported)
    found = {number: len(defined & set(names)) for number, names in lessons.items()}
    if not max(found.values(), default=0):
        raise SubmissionError("its cells are lost: it imports no lesson's exercises and defines none")
    return Submission(sources, max(sorted(imported or found), key=found.get))


def answers(sources, questions, seconds, megabytes, cell_seconds=CELL_SECONDS):
    """Return what the functions that some cells define answer to some inputs.

    The cells are run from top to bottom; one that raises, or takes longer than `cell_seconds`, does not end
    the run. `questions` holds, by any label, the name of a function, the arguments of every call, as
    tuples, and a limit in seconds for all of them, or None. The other limits are for the whole submission,
    that of memory on Linux only; a question with a limit of its own prolongs that of time.

    Returns for each label a list of `Call`s, `probe.STARTER` if the function is not begun, or None if the
    notebook does not define it. Raises SubmissionError if the notebook runs too long, or its kernel dies.
    """
    with tempfile.TemporaryDirectory(prefix="submission-") as folder:
        token, asked, out = secrets.token_hex(16), *(Path(folder, secrets.token_hex(16)) for _ in range(2))
        more = sum(limit or 0 for _, _, limit in questions.values())
        cells = [_LISTEN.format(token, megabytes), *sources, probe.request(token, asked, out, questions)]
        _run(cells, folder, seconds, cell_seconds, more)
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
    return cell["cell_type"] == "code" and "training" not in (cell.get("metadata") or {}).get("tags", ())


def _text(source):
    return source if isinstance(source, str) else "".join(source)


class _Client(execute.Client):
    """Runs cells and keeps none of what they print, however much it is."""

    def output(self, outs, msg, display_id, cell_index):
        return None


def _run(sources, folder, seconds, cell_seconds, more=0):
    """Run the cells in a fresh kernel, the last with more time; what raises or lasts ends its cell only."""
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
            left = end - time.monotonic()
            client.timeout = max(1, int(min(cell_seconds, left)))
            client.timeout += int(more) if index == last else 0
            try:
                # the first cell and the last are ours: the student's In and Out don't know them
                client.execute_cell(cell, index, store_history=0 < index < last)
            except CellTimeoutError:
                if index < last and left > cell_seconds and _stopped(client):
                    continue
                what = "still running after its time"
            except DeadKernelError:
                what = "its kernel died"
            else:
                continue
            line = cell.source.strip().split("\n")[0][:60]
            where = f"in the cell that begins: {line}" if index < last else "while its functions were asked"
            raise SubmissionError(f"{what}, {where}")


def _stopped(client):
    """Interrupt the cell that a kernel runs; return whether the kernel then answers."""
    client.timeout = 2
    for _ in range(3):
        run_sync(client.km.interrupt_kernel)()
        with contextlib.suppress(CellTimeoutError, queue.Empty):
            client.execute_cell(nbformat.v4.new_code_cell("pass"), 0, store_history=False)
            return True
    return False


def _environment(folder):
    """Return a kernel's environment: an instructor's own exercises without solutions, no one's progress.

    Whatever a notebook installs or removes, the grader's packages stay: pip and its like only say so.
    """
    tools = Path(folder, secrets.token_hex(16))
    for name in _INSTALLERS:
        package = tools / name / "__main__.py"
        package.parent.mkdir(parents=True)
        package.write_text(_REFUSED, encoding="utf-8")
        package.with_name("__init__.py").touch()
        program = tools / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!{sys.executable}\n{_REFUSED}", encoding="utf-8")
        program.chmod(0o755)
    environment = {**os.environ, "COURSE_PROGRESS": os.devnull}
    environment["PATH"] = os.pathsep.join([str(tools / "bin"), os.environ.get("PATH", "")])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(tools), os.environ.get("PYTHONPATH", "")]))
    if own := os.environ.get("COURSE_EXERCISES"):
        copies = Path(folder, "exercises")
        handout.write(Path(own), copies)
        environment["COURSE_EXERCISES"] = str(copies)
    return environment
