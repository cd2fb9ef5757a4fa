"""Make a lesson an assignment: ``python -m course_utils.grading.nbgrader_source NOTEBOOK SOURCE``.

It is for nbgrader, which need not be installed here. Below each exercise comes a locked test worth one point,
which says what the course's own check says. The exercises themselves stay as they are: nbgrader would replace
their starters with its own text. SOURCE is the assignment's folder, such as ``source/lesson04``.
"""

import re
import sys
from pathlib import Path

from nbformat.v4 import new_code_cell

from course_utils import project
from course_utils.authoring import execute

_CHECK = re.compile(r"^ex\.(\w+)\.check\((\w+(?:, \w+)*)\)\s*$", re.MULTILINE)
_TEST = {"grade": True, "locked": True, "points": 1, "solution": False, "task": False, "schema_version": 3}


def main(arguments=None):
    """Write the assignment; return the exit status."""
    parser = project.command("course_utils.grading.nbgrader_source", __doc__)
    parser.add_argument("notebook", type=Path, metavar="NOTEBOOK")
    parser.add_argument("source", type=Path, metavar="SOURCE")
    options = parser.parse_args(arguments)
    notebook = execute.read(options.notebook)
    points = add_tests(notebook)
    options.source.mkdir(parents=True, exist_ok=True)
    execute.write(options.source / options.notebook.name, notebook)
    print(f"{options.source / options.notebook.name}: {points} exercises, a point each")
    return 0


def add_tests(notebook):
    """Put nbgrader's tests below the exercises of a lesson; return how many there are."""
    places = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    found = [(i, match) for i in places if (match := _CHECK.search(notebook.cells[i].source))]
    for place, check in reversed(found):
        name, answer = check.groups()
        test = new_code_cell(f"ex.{name}.grade({answer})", id=f"test-{name.replace('_', '-')}")
        test.metadata["nbgrader"] = {**_TEST, "grade_id": f"test-{name}"}
        notebook.cells.insert(place + 1, test)
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
