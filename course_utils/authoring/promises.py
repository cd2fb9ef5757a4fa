"""The promises of the lessons, and the cells that keep them: the table at the end of CONTRIBUTING.md."""

import csv
from pathlib import Path

from course_utils.authoring import execute

_ROOT = Path(__file__).parents[2]
PAGE = _ROOT / "CONTRIBUTING.md"
_LIST = _ROOT / "tests" / "promises.csv"
_HEADING = "## What the lessons promise"


def write():
    """Write the table anew; return whether the page changed."""
    before = PAGE.read_text(encoding="utf-8")
    after = f"{before.split(_HEADING)[0].rstrip()}\n\n{table()}"
    if before != after:
        PAGE.write_text(after, encoding="utf-8", newline="\n")
    return before != after


def table():
    """Return the last section of the page: for each lesson its promises, and the ids of the cells."""
    with open(_LIST, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts = [f"{_HEADING}\n\n`make refresh` writes this from `tests/promises.csv` and the cells' metadata."]
    for path in sorted((_ROOT / "notebooks").glob(execute.LESSONS)):
        notebook = execute.read(path)
        kept = {}
        for cell in notebook.cells:
            for promise in cell.metadata.get("promises", []):
                kept.setdefault(promise, []).append(f"`{cell.id}`")
        title = notebook.cells[0].source.split("\n")[0].removeprefix("# ")
        parts.append(f"\n### {title}\n\n| promise | cells |\n|---|---|")
        parts += [
            f"| {row['promise']} | {', '.join(kept.get(row['id'], []))} |"
            for row in rows
            if row["lesson"] == path.name[:2]
        ]
    return "\n".join(parts) + "\n"
