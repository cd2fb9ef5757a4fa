"""How long a class takes: sixty copies of lesson 4, twenty damaged in twenty ways; then after a kill.

python benchmarks/grading.py [COPIES]
"""

import csv
import importlib
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat

from course_utils.exercises.engine.exercise import declared

ROOT = Path(__file__).parents[1]
LESSON = ROOT / "notebooks" / "04_vanishing_and_exploding_gradients.ipynb"
EVERY = 3  # one copy in so many is damaged


def main(copies=60):
    """Print what was measured; return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        _write(folder / "class", copies)
        start = time.perf_counter()
        subprocess.run(_command(folder, "whole.csv"), check=True, capture_output=True)
        whole = time.perf_counter() - start
        print(f"{copies} notebooks: {whole:.0f} s, {60 * copies / whole:.0f} a minute, with 2 jobs")
        killed = subprocess.Popen(
            _command(folder, "killed.csv"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(whole / 2)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        kept = len((folder / ".killed.csv.part").read_text(encoding="utf-8").splitlines())
        start = time.perf_counter()
        subprocess.run(_command(folder, "killed.csv"), check=True, capture_output=True)
        rest = time.perf_counter() - start
        same = (folder / "whole.csv").read_bytes() == (folder / "killed.csv").read_bytes()
        print(f"killed half-way: {kept} notebooks kept, the rest took {rest:.0f} s, same table: {same}")
        with open(folder / "whole.csv", newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        print(f"{len({row['student'] for row in rows})} notebooks have rows")
        told = Counter(
            "passed" if row["passed"] == "True" else "mistake named" if row["mistake"] else row["message"]
            for row in rows
        )
        for what, count in told.most_common():
            print(f"{count:5} rows: {what.splitlines()[0][:100]}")
        return 0 if same else 1


def _command(folder, table):
    return [
        *(sys.executable, "-m", "course_utils.grading.grade", str(folder / "class")),
        *("--csv", str(folder / table), "--jobs", "2", "--cell-seconds", "10"),
    ]


def _write(folder, copies):
    """Write the class: answers are right, wrong or not given, in turn; one copy in `EVERY` is damaged."""
    folder.mkdir()
    exercises = declared(importlib.import_module("course_utils.exercises.lesson_04"))
    for student in range(copies):
        notebook = nbformat.read(LESSON, as_version=4)
        asked = [
            cell for cell in notebook.cells if re.search(r"^ex\.\w+\.check\(", cell.source, re.MULTILINE)
        ]
        for k, cell in enumerate(asked):
            found = re.search(r"^ex\.(\w+)\.check\(", cell.source, re.MULTILINE)
            one = exercises[found[1]]
            if (student + k) % 3 == 0:
                cell.source = f"{one.source()}\n\n{cell.source[found.start() :]}"
            elif (student + k) % 3 == 1:
                body = "    return args[0]"
                cell.source = f"def {one.name}(*args):\n{body}\n\n{cell.source[found.start() :]}"
        path = folder / f"student_{student:02}.ipynb"
        data = json.loads(nbformat.writes(notebook))
        if student % EVERY == 0:
            data = DAMAGES[student // EVERY % len(DAMAGES)](data)
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())


def _first(source):
    """Return a damage: a cell before all others."""

    def damage(data):
        data["cells"].insert(0, {"cell_type": "code", "source": source, "metadata": {}, "outputs": []})
        return data

    return damage


def _each(change):
    """Return a damage: what `change` does to every cell."""

    def damage(data):
        for cell in data["cells"]:
            change(cell)
        return data

    return damage


def _text(change):
    """Return a damage of the file's text."""
    return lambda data: change(json.dumps(data).encode())


DAMAGES = [
    _first("while True:\n    pass"),
    _first("import os\nos._exit(1)"),
    _text(lambda text: text[:5000]),
    _text(lambda text: b"\xef\xbb\xbf" + text),
    _text(lambda text: b""),
    _text(lambda text: b"PK\3\4 no notebook at all"),
    _text(lambda text: b"[1, 2]"),
    _each(lambda cell: cell.setdefault("outputs", [])),
    _each(lambda cell: cell.pop("outputs", None)),
    _each(lambda cell: cell["metadata"].update(tags="mine")),
    _each(lambda cell: cell.update(metadata=None)),
    _each(lambda cell: cell.update(more={"key": 1})),
    _each(lambda cell: cell.update(source=cell["source"] if cell["cell_type"] == "markdown" else "")),
    _first("%pip install --no-index nothing"),
    _first("import os\nos.chdir('..')"),
    _first("from time import time\nfrom copy import copy\nsignal = type = list = str = open = None"),
    _first("import builtins\nbuiltins.sum = None"),
    _first("# as in lesson_09\nfrom course_utils.exercises import lesson_09, lesson_04 as ex"),
    _first("1 / 0"),
    _first("import time\ntime.sleep(600)"),
]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
