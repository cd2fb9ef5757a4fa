"""Run the lessons and store their outputs: ``python -m course_utils.authoring.refresh [NOTEBOOK ...]``.

Each notebook is run in a fresh kernel, normalised, and written only if something changed, in one step. A
notebook that fails is left as it was; the others go on, and at the end you are told which cell failed and
why. Written anew are: the folded answers below each quiz, the minutes in the title, and PROMISES.md. With
``--check`` nothing is written: the difference is shown, and the exit status is 1 if there is one. A picture
is kept where nothing but numbers after '≈' changed; with ``--pictures``, for a new look, none is.
"""

import difflib
import os
import sys
from pathlib import Path

from nbformat.v4 import new_markdown_cell

from course_utils import project
from course_utils.authoring import execute, minutes, promises
from course_utils.exercises.engine import quiz


def main(arguments=None):
    """Refresh the notebooks named on the command line (none: all lessons); return the exit status."""
    parser = project.command("course_utils.authoring.refresh", __doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, show what would change")
    parser.add_argument("--pictures", action="store_true", help="store all pictures anew")
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    options = parser.parse_args(arguments)
    paths = options.notebooks or project.notebooks()
    os.environ[project.CHECKED] = "yes"
    failed, changed = [], []
    for path in paths:
        try:
            if refresh(path, options.check, options.pictures):
                changed.append(path)
        except execute.NotebookError as error:
            _say(f"{path.name}: FAILED")
            failed.append(f"{path.name}: {error}")
    ours = [path for path in paths if path.resolve().parent == project.NOTEBOOKS]
    if ours and not options.check and project.store(promises.PAGE, promises.page()):
        print(f"{promises.PAGE.name} changed")
    verb = "would change" if options.check else "changed"
    print(f"{len(paths)} run, {len(changed)} {verb}, {len(failed)} failed")
    for line in failed:
        print(f"FAILED {line}")
    return 1 if failed or (options.check and changed) else 0


def refresh(path, check=False, pictures=False):
    """Run one notebook and store it, with new ``pictures``; return whether it changed (``check``: would)."""
    stored = execute.read(path)

    def progress(index):
        _say(f"{path.name}: cell {index + 1} of {len(stored.cells)}", end="")

    fresh = execute.normalised(execute.executed(stored, path.parent, progress), path)
    write_answers(fresh)
    minutes.write(fresh)
    if not pictures:
        execute.keep_numbers(fresh, stored)
        execute.keep_images(fresh, stored)
    if check:
        return _show_difference(path, outline(stored), outline(fresh))
    changed = execute.write(path, fresh)
    _say(f"{path.name}: {'changed' if changed else 'unchanged'}")
    return changed


def write_answers(notebook):
    """Write the folded answers into the cell below a notebook's quiz, which is added if it is missing."""
    for place, lesson in reversed(quiz.in_notebook(notebook)):
        beneath = notebook.cells[place + 1 : place + 2]
        if not beneath or beneath[0].id != quiz.ANSWERS:
            notebook.cells.insert(place + 1, new_markdown_cell(id=quiz.ANSWERS))
        notebook.cells[place + 1].source = quiz.folded(lesson)


def outline(notebook):
    """Return the notebook as lines of text that can be compared: pictures count by presence only."""
    lines = [f"notebook {dict(notebook.metadata)}"]
    for number, cell in enumerate(notebook.cells, start=1):
        count = f" [{cell.execution_count}]" if cell.cell_type == "code" else ""
        lines += [f"cell {number}: {cell.cell_type}{count} {cell.id} {dict(cell.metadata)}"]
        lines += [f"    {line}" for line in cell.source.split("\n")]
        for output in cell.get("outputs", []):
            lines += [f"    -> {line}" for line in _described(output)]
    return lines


def _described(output):
    """Return the lines that stand for one output."""
    if output.output_type == "stream":
        parts = [(output.name, output.text.rstrip("\n"))]
    elif output.output_type == "error":
        parts = [("error", f"{output.ename}: {output.evalue}")]
    else:
        parts = [(m, "" if m.startswith("image/") else str(one)) for m, one in sorted(output.data.items())]
    return [f"{kind}: {line}" for kind, text in parts for line in text.split("\n")]


def _show_difference(path, before, after):
    """Print the lines in which two outlines differ, each under the cell it belongs to."""
    _say(f"{path.name}: {'unchanged' if before == after else 'would change'}")
    for line in difflib.unified_diff(before, after, "stored", "run again", lineterm="", n=4):
        print(f"  {line}")
    return before != after


def _say(text, end="\n"):
    """Print a line of progress; on a terminal a line without an end is written over by the next."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end=end, flush=True)
    elif end:
        print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
