"""The pages for readers of the repository are true: the map of the house, links, commands."""

import re

import pytest
from conftest import ROOT

PACKAGE = ROOT / "course_utils"
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = [path for path in ROOT.rglob("*.md") if not {".venv", "build"} & set(path.relative_to(ROOT).parts)]


def test_contributing_is_read_in_a_few_minutes():
    assert len(CONTRIBUTING.encode()) < 12_500


def test_contributing_names_the_quick_ways_first():
    commands = re.findall(r"make [a-z-]+", CONTRIBUTING)
    assert commands[:2] == ["make quick", "make lesson"]


def test_the_map_of_the_house_names_every_module_and_nothing_that_is_gone():
    house = CONTRIBUTING.split("\n## The house\n")[1].split("\n## ")[0]
    rooms = re.findall(r"^- \*\*(.*?)\*\*(.*?)(?=^- |^\n)", house, re.MULTILINE | re.DOTALL)
    named, there = {}, {}
    for room, text in rooms:
        names = re.findall(r"`([\w.]+)`", text)
        folder = PACKAGE / room.replace("course_utils", "")
        assert all((folder / name).exists() for name in names if "." in name), room
        named[folder] = {name for name in names if "." not in name}
    for path in PACKAGE.rglob("*.py"):
        there.setdefault(path.parent, set()).add(re.sub(r"\d\d.*", "NN", path.stem))
    assert named == {folder: modules - {"__init__"} for folder, modules in there.items()}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_commands_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for link in re.findall(r"\]\(([^)#\s]+)", text):
        assert "://" in link or (path.parent / link).exists(), link
    for command in re.findall(r"`make ([a-z-]+)", text):
        assert command in targets, command
    for module in re.findall(r"-m (course_utils[\w.]*)", text):
        file = ROOT / module.replace(".", "/")
        assert file.with_suffix(".py").exists() or (file / "__main__.py").exists(), module
