"""The promises of the lessons, and the cells that keep them: the page PROMISES.md."""

import csv

from course_utils import project
from course_utils.authoring import execute

PAGE = project.ROOT / "PROMISES.md"
_LIST = project.ROOT / "tests" / "promises.csv"
_TOP = """\
# What the lessons promise

Each line names something that a learner meets in the lesson and sees shown to be true, and the cells that
show it. *Core* is what everybody reads: every point of a lecture on the subject, put right where lectures
often get it wrong. *Further* is for those who want more: conventions, variants, and checks of how far a
result holds.

`make refresh` writes this page from `tests/promises.csv` and the metadata of the cells; a test compares them.
"""


def listed():
    """Return the rows of the list: dicts of id, lesson, part (core or further) and promise."""
    with open(_LIST, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page():
    """Return the page: for each lesson its promises, their part, and the ids of the cells that keep them."""
    rows, lines = listed(), [_TOP]
    for path in project.lessons():
        cells = execute.read(path).cells
        kept = {}
        for cell in cells:
            for promise in cell.metadata.get("promises", []):
                kept.setdefault(promise, []).append(f"`{cell.id}`")
        title = cells[0].source.split("\n")[0].removeprefix("# ")
        lines.append(f"## [{title}](notebooks/{path.name})\n\n| promise | part | cells |\n|---|---|---|")
        lines += [
            f"| {row['promise']} | {row['part']} | {', '.join(kept.get(row['id'], []))} |"
            for row in rows
            if row["lesson"] == path.name[:2]
        ]
        lines.append("")
    return "\n".join(lines)
