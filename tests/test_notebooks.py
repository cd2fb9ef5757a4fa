"""Every lesson has the form that learners, instructors and nbval rely on."""

import ast
import re
from statistics import median

import nbformat
import pytest
from conftest import ROOT

from course_utils import project
from course_utils.authoring import execute, minutes, promises

LESSONS = project.lessons()
TEMPLATE = ROOT / "tests" / "lesson_template.ipynb"
PROMISES = promises.listed()
CORE = {"00": 25, "01": 50, "02": 50, "03": 60, "04": 75, "05": 65, "06": 45, "07": 70, "08": 50, "09": 50}
EXERCISES = 75  # minutes at most, builds among them
ONE_PART = {
    "00": "the way in, which everybody takes",
}
LONGEST_CELL = 12
SELF_CHECK = "self-check"  # lesson 0 looks for missing packages before it imports any
SETUP = {"goals": ("You will do", "You will learn", "You need"), "ends": ("## Summary", "## Further reading")}
ABSOLUTE = re.compile(r"(?<![\w.])(/(home|Users|root|tmp|work|mnt|opt)/|[A-Z]:\\)")
NETWORK = re.compile(r"https?://|urlopen|requests\.|[!%]\s*(pip|conda|wget|curl)")
MEDDLING = re.compile(r"filterwarnings|simplefilter|sys\.path|os\.chdir|get_ipython|NBVAL_")
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


# What a lesson has and a tool has not.
of_lessons = pytest.mark.parametrize("path", [*LESSONS, TEMPLATE], ids=lambda path: path.stem)


@pytest.fixture(params=[*project.notebooks(), TEMPLATE], ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return execute.read(path)


@pytest.fixture
def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture
def prose(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def shown(cell):
    """Return the text of each output of a cell, as it is stored."""
    return [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]


def pictures(cell):
    return [output for output in cell.outputs if "image/png" in output.get("data", {})]


def test_there_are_lessons():
    assert LESSONS


def test_is_a_valid_notebook(notebook):
    nbformat.validate(notebook)


def test_is_stored_normalised(path, notebook):
    stored = path.read_text(encoding="utf-8")
    assert execute.serialise(execute.normalised(notebook, path)) == stored, "run `make refresh`"


def test_cells_have_readable_ids_of_their_own(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert [id for id in ids if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", id)] == []


def test_was_run_from_top_to_bottom(code):
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


def test_has_no_errors_and_nothing_on_stderr(code):
    outputs = [output for cell in code for output in cell.outputs]
    assert [output for output in outputs if output.output_type == "error"] == []
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


def test_names_the_ordinary_kernel(notebook):
    assert notebook.metadata.kernelspec.name == "python3"


def test_file_is_small(path):
    assert path.stat().st_size <= 600_000


def test_code_cells_are_short(code):
    lengths = [len([line for line in cell.source.split("\n") if line.strip()]) for cell in code]
    assert max(lengths) <= LONGEST_CELL
    assert median(lengths) <= 8


def test_imports_stand_in_one_cell(code):
    """Only torch may come later, where it is first needed: it is slow to load, and not everywhere."""
    code = [cell for cell in code if cell.id != SELF_CHECK]
    first = next(i for i, cell in enumerate(code) if "import" in cell.source)
    for cell in code[first + 1 :]:
        for node in ast.walk(ast.parse(cell.source)):
            names = (
                [alias.name for alias in getattr(node, "names", [])] if isinstance(node, ast.Import) else []
            )
            if isinstance(node, ast.ImportFrom):
                names = [node.module]
            assert {name.split(".")[0] for name in names} <= {"torch"}, cell.id


def test_code_installs_fetches_and_hides_nothing(code):
    for cell in code:
        for pattern in (NETWORK, MEDDLING):
            assert not pattern.search(cell.source), cell.id


def test_names_no_path_of_one_machine(notebook):
    for cell in notebook.cells:
        text = cell.source + "".join(str(output.get("text", "")) for output in cell.get("outputs", []))
        assert not ABSOLUTE.search(text), cell.id


def test_outputs_hold_no_memory_addresses(code):
    for cell in code:
        assert not ADDRESS.search(str(cell.outputs)), cell.id


def test_a_number_that_hangs_on_the_last_bits_is_marked_and_its_cell_asserts_what_is_said_of_it(code):
    for cell in code:
        said = shown(cell)
        if any("≈" in text for text in said):
            asserts = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Assert)]
            assert asserts, f"{cell.id} shows a number after '≈' and asserts nothing"
            for text in said:
                assert "≈" not in project.ABOUT.sub("", text), f"{cell.id}: '≈' without a number: {text}"


def test_a_printed_line_fits_a_window_of_900_pixels(code):
    """JupyterLab breaks longer ones, inside words."""
    for cell in code:
        for output in cell.outputs:
            for line in output.get("text", "").splitlines():
                assert len(line) <= 90, f"{cell.id}: shorten it, or use figures.say: {line}"


def test_every_figure_has_its_reading(code):
    for cell in code:
        for picture in pictures(cell):
            reading = picture.metadata["image/png"]["alt"]
            assert any(reading.startswith(text) for text in shown(cell) if text), (
                f"{cell.id}: use figures.show"
            )
            assert len(reading.split()) >= 6 and re.search(r"\d", reading), cell.id


def test_no_figure_leaves_a_representation_behind(code):
    for cell in code:
        for output in cell.outputs:
            assert "<Figure" not in str(output.get("data", {}).get("text/plain", "")), cell.id


def test_links_resolve(path, prose):
    for target in LINK.findall("\n".join(prose)):
        if not target.startswith(("http://", "https://", "#")):
            assert (path.parent / target).is_file(), target


def test_tells_where_to_go_before_and_after(path, prose):
    for cell in (prose[0], prose[-1]):
        assert execute.NAVIGATION.findall(cell) == [execute.navigation(path)]


def test_prose_is_at_least_as_long_as_code(code, prose):
    words = {"prose": " ".join(prose), "code": " ".join(cell.source for cell in code)}
    count = {kind: len(re.findall(r"\w+", text)) for kind, text in words.items()}
    assert count["prose"] >= count["code"], count


@of_lessons
def test_has_the_parts_of_a_lesson(notebook, prose):
    title, goals, setup, notation = [cell for cell in notebook.cells if cell.id != SELF_CHECK][:4]
    assert re.match(r"# \d+ · \w+", title.source)
    assert "**The question.**" in title.source and re.search(r"About \d+ minutes", title.source)
    assert all(f"**{words}" in goals.source for words in SETUP["goals"])
    assert setup.cell_type == "code" and "figures.use_style()" in setup.source
    assert notation.source.startswith("## Notation") and "|" in notation.source
    found = re.findall(r"^## .*$", "\n".join(prose), re.MULTILINE)
    ends = [heading for heading in found if heading in (*SETUP["ends"], minutes.FURTHER)]
    summary, reading = SETUP["ends"]
    assert ends == [summary, *[minutes.FURTHER] * (len(ends) == 3), reading] and reading in prose[-1]


@of_lessons
def test_has_three_to_six_numbered_sections(prose):
    numbers = [int(n) for n in re.findall(r"^## (\d+)\. ", "\n".join(prose), re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert 3 <= len(numbers) <= 6


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_asks_for_predictions(lesson):
    assert sum("= ask(" in cell.source for cell in execute.read(lesson).cells) >= 3


@of_lessons
def test_the_title_says_the_minutes_that_the_lesson_takes(notebook):
    assert minutes.line(notebook) in notebook.cells[0].source, "run `make refresh`"


@pytest.mark.parametrize("lesson", [path for path in LESSONS if path.name[:2] in CORE], ids=lambda p: p.stem)
def test_the_core_is_short_and_keeps_the_core_promises(lesson):
    notebook = execute.read(lesson)
    needed, parts = minutes.needed(notebook), minutes.parts(notebook)
    assert needed["core"] < CORE[lesson.name[:2]] + 2.5 and needed["exercises"] <= EXERCISES
    assert len(minutes.code(parts["core"])) <= 45 and minutes.words(parts["core"]) <= 3200
    part = {row["id"]: row["part"] for row in PROMISES}
    for name, cells in parts.items():
        for cell in cells:
            for promise in cell.metadata.get("promises", []):
                assert name == "exercises" or part[promise] == name, (promise, name)


def test_labs_start_from_a_figure_and_name_settings_to_try(notebook):
    text = "\n".join(f"<{cell.cell_type}>{cell.source}" for cell in notebook.cells)
    for lab in re.findall(
        r"^(?:<markdown>)?## Lab.*?(?=^(?:<markdown>)?## |\Z)", text, re.MULTILINE | re.DOTALL
    ):
        assert "**Try**" in lab
        assert len(re.findall(r"(?:^|<markdown>)\d\. ", lab, re.MULTILINE)) >= 3


def test_em_dashes_are_rare(prose):
    assert "\n".join(prose).count("—") == 0


def kept(notebook):
    """Return the ids of the promises that code cells of a notebook keep by running something."""
    for cell in notebook.cells:
        for promise in cell.metadata.get("promises", []):
            assert cell.cell_type == "code", f"{cell.id} keeps {promise} without running anything"
            assert cell.outputs or "assert " in cell.source or "def " in cell.source, cell.id
            yield promise


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_keeps_every_promise_made_for_it(lesson):
    made = {row["id"] for row in PROMISES if row["lesson"] == lesson.name[:2]}
    assert made, "no promises in tests/promises.csv"
    assert set(kept(execute.read(lesson))) == made


def test_the_table_for_readers_is_the_list_of_promises_and_of_their_cells():
    assert promises.PAGE.read_text(encoding="utf-8") == promises.page(), "run `make refresh`"


def test_promises_are_listed_in_order_with_ids_of_their_own():
    ids = [row["id"] for row in PROMISES]
    assert len(set(ids)) == len(ids)
    assert [row["lesson"] for row in PROMISES] == sorted(row["lesson"] for row in PROMISES)
    for row in PROMISES:
        assert re.fullmatch(rf"L{row['lesson']}-[a-z0-9-]+", row["id"])
        assert row["promise"].endswith(".")


@pytest.mark.parametrize("lesson", sorted({row["lesson"] for row in PROMISES}))
def test_promises_are_core_or_further_and_a_lesson_has_both_or_a_reason(lesson):
    parts = {row["part"] for row in PROMISES if row["lesson"] == lesson}
    assert parts == ({"core"} if lesson in ONE_PART else {"core", "further"})
