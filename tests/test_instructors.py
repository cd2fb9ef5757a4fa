"""What INSTRUCTORS.md shows in class is there: sections, labs, buttons, sliders, numbers."""

import importlib
import re
from functools import cache

import nbformat
import pytest
from conftest import ROOT

GUIDE = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
LINK = re.compile(r"\[([^]]*)\]\((notebooks/[\w.]+)#([^)\s]+)\)")
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL))
PLANS = SECTIONS["Five lectures"] + SECTIONS["Two lectures"]
LECTURES = re.findall(r"^### (.*?)\n(.*?)(?=^### |\Z)", PLANS, re.MULTILINE | re.DOTALL)
ROWS = [line for line in PLANS.splitlines() if re.match(r"\| \d", line)]
QUESTIONS = SECTIONS["What students ask"].strip().splitlines()


@cache
def cells(path):
    return nbformat.read(ROOT / path, as_version=4).cells


@cache
def sections(path):
    """Return what stands below each heading of a lesson, code and outputs too, by the heading's anchor."""
    found, anchor = {}, ""
    for cell in cells(path):
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if heading := re.match(r"#+ (.*)", line):
                    anchor = heading[1].replace(" ", "-")
                found[anchor] = f"{found.get(anchor, '')}{line}\n"
        else:
            found[anchor] = f"{found.get(anchor, '')}{cell.source}\n{cell.outputs}\n"
    return found


def labs(path):
    """Return the module of each lab by the anchor of the heading above it."""
    shows = re.compile(r"^(\w+)\.show\(\)$", re.MULTILINE)
    return {
        anchor: importlib.import_module(f"course_utils.labs.{shown[1]}")
        for anchor, text in sections(path).items()
        if anchor.startswith("Lab:") and (shown := shows.search(text))
    }


@cache
def hands(path, anchor):
    """Return a lab's buttons, and for each slider and each setting by name what it can be moved to."""
    figure, settings = labs(path)[anchor].show().children
    tables = [getattr(figure, f"table_{name}") for name in figure.scene["sliders"]]
    moves = {table["label"]: [float(value.split()[0]) for value in table["values"]] for table in tables}
    for setting in settings.children:
        if hasattr(setting, "step"):
            count = round((setting.max - setting.min) / setting.step)
            values = [setting.min + k * setting.step for k in range(count + 1)]
            moves[setting.description] = [round(value, 6) for value in values]
    return set(figure.scene["presets"]), moves


@pytest.mark.parametrize("path, anchor", sorted({link[1:] for link in LINK.findall(GUIDE)}))
def test_sections_are_there(path, anchor):
    assert anchor in sections(path)


def test_links_say_where_they_lead():
    for text, path, anchor in LINK.findall(GUIDE):
        number = int(path.removeprefix("notebooks/")[:2])
        assert anchor.endswith(text.removeprefix(f"Lesson {number}: ").replace(" ", "-"))


@pytest.mark.parametrize("row", ROWS)
def test_labs_have_the_buttons_and_sliders_that_are_shown(row):
    _, path, anchor = LINK.search(row).groups()
    buttons, moves = re.findall(r"\*([^*]+)\*", row), re.findall(r"`([^`]+)` to (-?[\d.]+)", row)
    if not anchor.startswith("Lab:"):
        assert not buttons and not moves, "only labs have buttons and sliders"
        return
    known, sliders = hands(path, anchor)
    assert buttons or moves
    assert set(buttons) <= known
    for label, value in moves:
        assert float(value) in sliders[label], f"{label} can't be {value}"


@pytest.mark.parametrize("title, text", LECTURES)
def test_minutes_add_up(title, text):
    minutes = [int(line.split("|")[1]) for line in text.splitlines() if line in ROWS]
    assert sum(minutes) == int(re.search(r"(\d+) minutes", title)[1])


@pytest.mark.parametrize("title, text", LECTURES)
def test_homework_is_exercises(title, text):
    (homework,) = (line for line in text.splitlines() if line.startswith("Homework"))
    anchors = [anchor for _, _, anchor in LINK.findall(homework)]
    assert len(anchors) >= 3
    assert all(anchor.startswith("Exercise:") for anchor in anchors)


def test_five_lectures_show_every_lab():
    shown = {link[1:] for link in LINK.findall(SECTIONS["Five lectures"])}
    lessons = sorted(str(path.relative_to(ROOT).as_posix()) for path in ROOT.glob("notebooks/[0-9]*.ipynb"))
    assert {(path, anchor) for path in lessons for anchor in labs(path)} <= shown


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_lead_to_a_section_that_computes_the_answer(question):
    ((_, path, anchor),) = LINK.findall(question)
    below = sections(path)[anchor]
    assert "'output_type'" in below
    for number in re.findall(r"\d+\.\d+|\d{3,}", LINK.sub("", question)):
        assert number in below, number


def test_there_are_enough_questions():
    assert len(QUESTIONS) >= 12
