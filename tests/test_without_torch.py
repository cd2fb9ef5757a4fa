"""Without torch every lesson begins, and the first cell that needs it says so in a sentence."""

import ast
import subprocess
import sys

import pytest

from course_utils import project
from course_utils.authoring import execute

HIDDEN = """
import importlib.machinery
find = importlib.machinery.PathFinder.find_spec
hidden = lambda name, *others: None if name.split(".")[0] == "torch" else find(name, *others)
importlib.machinery.PathFinder.find_spec = hidden
"""
SAID = "This cell needs torch, which is not installed here."


def run(code):
    done = subprocess.run([sys.executable, "-c", HIDDEN + code], capture_output=True, text=True)
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "line", ["import torch", "from torch import nn", "training.fit", "training.seeded(1)"]
)
def test_what_needs_torch_says_so(line):
    said = run(
        "from course_utils import training\n"
        f"try:\n    {line}\nexcept ModuleNotFoundError as error:\n"
        "    print(*error._render_traceback_())"
    )
    assert said.startswith(SAID) and len(said.splitlines()) == 1


def test_where_torch_is_nothing_is_changed():
    code = "import sys, course_utils.without_torch as w; print(w.install(), len(sys.meta_path))"
    before = "import sys; import numpy, threadpoolctl; print(len(sys.meta_path))"
    done = subprocess.run([sys.executable, "-c", f"{before}\n{code}"], capture_output=True, text=True)
    count = done.stdout.split()[0]
    assert done.stdout.split() == [count, "False", count]


@pytest.mark.kernel
def test_every_lesson_begins_without_torch():
    """All first cells, up to the first that names torch or trains, in one process."""
    code = ["import matplotlib", "matplotlib.use('agg')"]
    for path in project.lessons():
        for cell in execute.read(path).cells:
            if cell.id == "imports":
                names = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
                assert "torch" not in names
                code.append(cell.source)
    assert len(code) > 10
    assert run("\n".join([*code, "print('begun')"])) == "begun\n"
