"""The package is layered, and light to import."""

import ast
import re
import subprocess
import sys

import pytest
from conftest import ROOT

PACKAGE = ROOT / "course_utils"
# Rooms, and what each of them may use: exactly what it does use.
OURS = {
    "cells": set(),
    "sequences": {"project"},
    "figures": {"project"},
    "texts": set(),
    "display": {"texts"},
    "without_torch": {"texts"},
    "selfcheck": set(),
    "glossary": set(),
    "project": set(),
    "copies": {"project", "texts"},
    "restart": {"copies", "project"},
    "lab": {"copies", "exercises", "project", "selfcheck"},
    "gradients": {"cells"},
    "forecasting": {"sequences"},
    "training": {"cells", "forecasting", "sequences", "without_torch"},
    "own_series": {"figures", "forecasting", "project", "training"},
    "labs": {"cells", "display", "figures", "forecasting", "gradients", "sequences", "texts"},
    "exercises": {"cells", "copies", "display", "project", "sequences", "texts"},
    "authoring": {"display", "exercises", "labs", "project", "texts"},
    "grading": {"authoring", "exercises", "figures", "project"},
}
ONLY_IN = {
    "torch": {"training"},
    "matplotlib": {"figures", "grading", "labs"},
    "ipywidgets": {"labs"},
    "anywidget": {"labs", "exercises"},
}
DOORS = {"forecasting/__main__.py": "own_series"}  # commands that open another room than they stand in
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer_of(path):
    """Return the first-level name of a module: cells, sequences, ...; the package itself is ''."""
    inside = path.relative_to(PACKAGE)
    if inside.as_posix() in DOORS:
        return DOORS[inside.as_posix()]
    return inside.parts[0].removesuffix(".py").removesuffix("__init__")


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


def rooms_used_by(path):
    """Return the rooms of the package that a module imports from, its own left out."""
    names = [name.split(".") for name in imported_by(path) if name.startswith("course_utils.")]
    return {name[1] for name in names} - {layer_of(path)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_follow_the_layers(path):
    here = layer_of(path)
    assert here in {"", *OURS}, f"{here} has no place among the rooms: name one"
    assert rooms_used_by(path) <= OURS.get(here, {"without_torch"})
    for name in imported_by(path):
        top = name.split(".")[0]
        assert here in ONLY_IN.get(top, {here}), f"only {ONLY_IN.get(top)} may import {top}"


@pytest.mark.parametrize("room", OURS)
def test_no_more_is_allowed_than_is_used(room):
    used = set().union(*(rooms_used_by(path) for path in MODULES if layer_of(path) == room))
    assert used == OURS[room]


def test_no_room_is_used_in_a_circle():
    def reached(room, on_the_way=()):
        assert room not in on_the_way, " -> ".join([*on_the_way, room])
        return {room}.union(*(reached(one, (*on_the_way, room)) for one in OURS[room]))

    assert set().union(*map(reached, OURS)) == set(OURS)


def test_engines_know_no_single_lab_and_no_single_lesson():
    for path in (path for path in MODULES if path.parent.name == "engine"):
        room = layer_of(path)
        single = {
            f"course_utils.{room}.{one.stem}"
            for one in (PACKAGE / room).glob("*.py")
            if one.stem != "__init__"
        }
        assert not imported_by(path) & single, path


@pytest.mark.parametrize(
    "module",
    ["course_utils", *(f"course_utils.{name}" for name in ("sequences", "cells", "gradients", "figures"))],
)
def test_import_is_light(module):
    code = f"import {module}, sys; print(sorted({{'torch', 'sklearn', 'pandas'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


DECLARATIONS = re.compile(
    r"(lesson|quiz|build)_\d\d(_[a-z]+)?\.py"
)  # exercises and questions: lists, which may be long


def test_no_file_is_too_long_to_read():
    files = [*MODULES, *PACKAGE.rglob("*.js"), *(ROOT / "tests").glob("*.py")]
    for path in files:
        plain = path in MODULES and not DECLARATIONS.fullmatch(path.name)
        assert len(path.read_text(encoding="utf-8").splitlines()) <= (250 if plain else 400), path.name


def lines_of(function):
    """Return how many lines of a function are code: its docstring is read elsewhere."""
    first = function.body[1 if ast.get_docstring(function) else 0 :][:1]
    return function.end_lineno - first[0].lineno + 1 if first else 0


def test_every_function_fits_on_a_screen():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert lines_of(node) <= 50, f"{path.name}: {node.name}"


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
