"""Every example in a docstring runs and gives what it says, or is marked as one to be skipped."""

import doctest
import importlib

import pytest

from course_utils import project

PACKAGE = project.ROOT / "course_utils"
WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(project.ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)


def test_there_are_examples():
    assert "course_utils.texts" in WITH_EXAMPLES


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_run(name):
    module = importlib.import_module(name)
    assert any(one.examples for one in doctest.DocTestFinder().find(module)), (
        "no example is recognised as one"
    )
    assert doctest.testmod(module).failed == 0
