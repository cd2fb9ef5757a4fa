"""The package is layered, and light to import."""

import ast
import re
import subprocess
import sys

import pytest
from conftest import ROOT

PACKAGE = ROOT / "course_utils"
OURS = {
    "texts": set(),
    "display": set(),
    "selfcheck": set(),
    "glossary": set(),
    "cells": set(),
    "sequences": set(),
    "figures": set(),
    "gradients": {"cells"},
    "forecasting": {"sequences"},
    "training": {"sequences", "forecasting"},
    "labs": {"cells", "sequences", "figures", "gradients", "forecasting", "training", "display", "texts"},
    "exercises": {
        "cells",
        "sequences",
        "figures",
        "gradients",
        "forecasting",
        "training",
        "display",
        "texts",
    },
    "execute": set(),
    "promises": {"execute"},
    "submission": {"exercises"},
}
# nothing else imports these
COMMANDS = {"refresh", "catalogue", "grade", "site", "restart", "nbgrader_source"}
ONLY_IN = {
    "torch": {"training"},
    "matplotlib": {"figures", "labs"},
    "ipywidgets": {"labs", "exercises"},
    "anywidget": {"labs", "exercises"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer_of(path):
    """Return the first-level name of a module: cells, sequences, ...; the package itself is ''."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py").removesuffix("__init__")


def imported_by(path):
    """Return the dotted names a module imports, wherever in the module."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively; write the whole name"
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_follow_the_layers(path):
    here = layer_of(path)
    assert here in {"", *OURS, *COMMANDS}, f"{here} has no place among the layers: name one"
    for name in imported_by(path):
        top, _, rest = name.partition(".")
        if top == "course_utils" and rest:
            there = rest.split(".")[0]
            assert there not in COMMANDS, f"{path.name} imports the command {there}"
            assert here in COMMANDS or there in OURS[here] | {here}, f"{here} may not import {there}"
        assert here in ONLY_IN.get(top, {here}), f"only {ONLY_IN.get(top)} may import {top}"


@pytest.mark.parametrize(
    "module",
    ["course_utils", *(f"course_utils.{name}" for name in ("sequences", "cells", "gradients", "figures"))],
)
def test_import_is_light(module):
    code = f"import {module}, sys; print(sorted({{'torch', 'sklearn', 'pandas'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_no_module_is_too_long_to_read():
    declarations = re.compile(r"(lesson|quiz)_\d\d\.py")  # lists of exercises and questions may be long
    for path in (path for path in MODULES if not declarations.fullmatch(path.name)):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 250, path.name


def test_linear_algebra_is_limited_to_one_thread_unless_told_otherwise():
    code = (
        "import course_utils, threadpoolctl;"
        "print(max(p['num_threads'] for p in threadpoolctl.threadpool_info() if p['user_api'] == 'blas'))"
    )
    for setting, threads in ((None, "1"), ("2", "2")):
        environment = {"PATH": "", **({"OMP_NUM_THREADS": setting} if setting else {})}
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        assert done.stdout.strip() == threads
