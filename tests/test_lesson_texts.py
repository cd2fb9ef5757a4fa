"""A lesson's copy in another language: what is translated is shown, the rest is English, code is the same."""

import re
from types import SimpleNamespace

import nbformat
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from conftest import ROOT
from matplotlib.ft2font import FT2Font
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_utils import copies, project, texts
from course_utils.authoring import catalogue, execute
from course_utils.copies import copy
from course_utils.exercises.engine import exercise, quiz
from course_utils.grading import submission
from course_utils.texts import lessons, literals

LESSONS = project.notebooks()
each = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
CODE = '''def half(x):
    """Return the half.

    Of a number.
    """
    return x / 2


runs = {"the first": 3, "a later one": 4}
print(f"half of {runs['the first']}: {half(3):.1f}", "and so on")
ax.set_title("Halves")
'''
SAID = {
    ("title", "# Halves\n\nSee [below](#The-end)."): "# 절반\n\n[아래](#The-end)를 보세요.",
    ("code", "Return the half.\n\nOf a number."): "절반을 반환합니다.\n\n수의 절반입니다.",
    ("code", "half of {runs['the first']}: {half(3):.1f}"): "{half(3):.1f}: {runs['the first']}의 절반",
    ("code", "and so on"): '"등등"\\',
    ("code", "Halves"): "절반",
    ("end", "## The end"): "## 끝",
}
CHANGED = CODE.replace("half of", "The half of")


def made(folder, code=CODE, end="## The end"):
    """Write a lesson; return its path."""
    cells = [
        new_markdown_cell("# Halves\n\nSee [below](#The-end).", id="title"),
        new_code_cell(code, id="code"),
        new_markdown_cell(end, id="end"),
    ]
    folder.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=cells), folder / "03_halves.ipynb")
    return folder / "03_halves.ipynb"


@pytest.fixture
def say(tmp_path, monkeypatch):
    """A function that lets the course speak a language with some words for lesson 3."""
    monkeypatch.setattr(texts, "FOLDER", tmp_path / "texts")

    def spoken(language, words=()):
        monkeypatch.setattr(texts, "LANGUAGE", language)
        catalog = Catalog(charset="utf-8")
        for (cell, text), said in dict(words).items():
            catalog.add(text, said, context=cell)
        place = lessons.path(language, "03")
        place.parent.mkdir(parents=True, exist_ok=True)
        with open(place, "wb") as file:
            write_po(file, catalog)

    return spoken


def sources(path):
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]


def pseudo(notebook):
    """Return a translation of all that a lesson says that can be told from it."""
    code = {cell.id for cell in notebook.cells if cell.cell_type == "code"}
    said = lessons.said(notebook)
    return {(cell, text): f"«{text}»" if cell in code else text for cell in said for text in said[cell]}


# filling


def test_a_copy_is_translated_cell_by_cell_and_literal_by_literal(tmp_path, say):
    say("xx", SAID)
    assert copies.fill(tmp_path / "mine", [made(tmp_path / "course")]) == []
    title, code, end = sources(tmp_path / "mine" / "03_halves.ipynb")
    assert title == '# <a id="Halves"></a>절반\n\n[아래](#The-end)를 보세요.'
    assert end == '## <a id="The-end"></a>끝'
    assert literals.blanked(code) == literals.blanked(CODE)
    shown, titles, names = [], [], {}
    names |= {"print": lambda *said: shown.extend(said), "ax": SimpleNamespace(set_title=titles.append)}
    exec(code, names)
    assert shown == ["1.5: 3의 절반", '"등등"\\'] and titles == ["절반"]
    assert names["half"].__doc__ == "절반을 반환합니다.\n\n    수의 절반입니다.\n    "
    assert '"the first": 3, "a later one": 4' in code  # "the first" is a key; the other nobody translated


@pytest.mark.parametrize(
    "words",
    [
        "half of {runs['the first']}: {half(4):.1f}",  # another place
        "half of {runs['the first']}",  # one is lost
        "half of {runs['the first']}: {half(3):.1f} {",  # no f-string
        "half of {runs['the first']}: {half(3):.2f}",  # another format
    ],
)
def test_an_f_string_that_would_break_stays_english_and_is_reported(tmp_path, say, words):
    text = "half of {runs['the first']}: {half(3):.1f}"
    say("xx", SAID | {("code", text): words})
    path = made(tmp_path / "course")
    copies.fill(tmp_path / "mine", [path])
    _, code, _ = sources(tmp_path / "mine" / path.name)
    assert "half of {runs['the first']}: {half(3):.1f}" in code and "절반" in code
    assert catalogue.how_far("xx", path).endswith(f"doesn't fit: {text!r}")


@pytest.mark.parametrize("words", ["끝", "### 끝", "## 끝\n\n## 끝", "## 끝 [위](#Halves)"])
def test_markdown_with_other_headings_or_links_stays_english_and_is_reported(tmp_path, say, words):
    say("xx", SAID | {("end", "## The end"): words})
    path = made(tmp_path / "course")
    copies.fill(tmp_path / "mine", [path])
    assert sources(tmp_path / "mine" / path.name)[2] == "## The end"
    assert catalogue.how_far("xx", path).endswith("doesn't fit: '## The end'")


def test_a_changed_cell_is_english_and_out_of_date_until_it_is_translated_again(tmp_path, say, monkeypatch):
    say("xx", SAID)
    (tmp_path / "texts" / "xx.po").write_text('msgid ""\nmsgstr ""\n')
    path = made(tmp_path / "course")
    monkeypatch.setattr(project, "notebooks", lambda folder=None: [path])
    assert catalogue.how_far("xx", path) == "03_halves: 6 of 7 texts translated"  # not "a later one"
    made(tmp_path / "course", CHANGED, "## The very end")
    for _ in range(2):  # as the file was, and brought up to date
        assert catalogue.how_far("xx", path) == "03_halves: 4 of 7 texts translated; out of date: code, end"
        copies.fill(tmp_path / "mine", [path])
        title, code, end = sources(tmp_path / "mine" / path.name)
        assert "절반" in title and "The half of {runs" in code and end == "## The very end"
        for place, text in catalogue.current().items():
            place.write_text(text, encoding="utf-8")
    assert '#~ msgstr "## 끝"' in lessons.path("xx", "03").read_text(encoding="utf-8")


def test_one_text_has_one_translation_in_a_lesson_since_it_may_be_looked_up():
    asks = new_code_cell('guess = ask("How?", ["it grows", "it fades"])', id="asks")
    ran = new_code_cell('guess.compare("it grows")', id="ran")
    words = {("asks", "it grows"): "커집니다"}
    new, _ = lessons.translated(new_notebook(cells=[asks, ran]), words)
    assert [cell.source.count("커집니다") for cell in new.cells] == [1, 1]


# renewing


def test_a_copy_follows_the_language_unless_it_was_changed(tmp_path, say):
    say("")
    path = made(tmp_path / "course")
    mine = tmp_path / "mine" / path.name
    copies.fill(mine.parent, [path])
    english = mine.read_bytes()
    say("xx", SAID)
    assert copies.fill(mine.parent, [path]) == ["03_halves.ipynb is renewed."]
    assert "절반" in sources(mine)[0] and copies.fill(mine.parent, [path]) == []
    own = nbformat.read(mine, as_version=4)
    own.cells[1].source += "x = 1"
    nbformat.write(own, mine)
    assert copies.fill(mine.parent, [path]) == []
    say("")
    (said,) = copies.fill(mine.parent, [path])
    assert "in other words, and yours is left alone. `make restart LESSON=03`" in said
    assert sources(mine)[1].endswith("x = 1") and copies.newer(mine.parent, [path]) == []
    assert copies.begin_again(path, mine.parent).startswith("kept/") and mine.read_bytes() == english
    say("xx", SAID)
    copies.begin_again(path, mine.parent)
    assert "절반" in sources(mine)[0]


# the lessons


@each
def test_whatever_is_translated_a_lesson_s_code_is_the_same(path):
    lesson = execute.read(path)
    new, unfit = lessons.translated(lesson, pseudo(lesson))
    assert unfit == []
    for before, after in zip(lesson.cells, new.cells, strict=True):
        if before.cell_type == "code":
            assert literals.blanked(after.source) == literals.blanked(before.source), before.id


def test_every_link_finds_its_heading_in_a_translated_lesson():
    found, asked = {}, set()
    for path in LESSONS:
        lesson = execute.read(path)
        new, _ = lessons.translated(lesson, pseudo(lesson))
        text = "\n".join(cell.source for cell in new.cells if cell.cell_type == "markdown")
        found[path.name] = set(re.findall('<a id="(.*?)">', text.replace("&#x27;", "'")))
        links = re.findall(r"\]\(([^)#]*)#([^)]*)\)", text)
        asked |= {(file or path.name, address) for file, address in links if "/" not in file}
        if path.name[:2] in quiz.lessons():
            wrong = [one for question in quiz.questions(path.name[:2]) for one in question.answers]
            asked |= {(path.name, one.see.replace(" ", "-")) for one in wrong if hasattr(one, "see")}
    assert len(asked) > 70
    assert sorted((file, address) for file, address in asked if address not in found[file]) == []


@each
def test_a_translated_copy_is_graded_as_its_lesson(path, tmp_path):
    lesson, names = execute.read(path), exercise.lessons()
    number = path.name[:2]
    if number not in names:
        pytest.skip("no exercises")
    new = copy.copied(lesson, pseudo(lesson))
    nbformat.write(new, tmp_path / "answers.ipynb")
    assert submission.read(tmp_path / "answers.ipynb", names).lesson == number


@each
def test_what_is_translated_fits_and_can_be_drawn(path):
    known = FT2Font(str(ROOT / "course_utils" / "fonts" / "UnrolledHangul-Regular.ttf")).get_charmap()
    for place in sorted(texts.FOLDER.glob(f"lessons/*/{path.name[:2]}.po")):
        lesson, words = execute.read(path), texts.messages(place)
        new, unfit = lessons.translated(lesson, words)
        assert unfit == [], place
        for before, after in zip(lesson.cells, new.cells, strict=True):
            if before.cell_type == "code":
                assert literals.blanked(after.source) == literals.blanked(before.source), before.id
                assert [c for c in after.source if "가" <= c <= "힣" and ord(c) not in known] == [], before.id


@pytest.mark.kernel
@each
def test_a_lesson_runs_in_korean(path, request, monkeypatch):
    words = lessons.read("ko", path.name[:2])
    if not words or (path != LESSONS[0] and not request.config.option.whole):
        pytest.skip("not translated, or for --whole")
    monkeypatch.setenv(texts.VARIABLE, "ko")
    execute.executed(copy.copied(execute.read(path), words), path.parent)
