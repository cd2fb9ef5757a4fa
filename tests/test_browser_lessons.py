"""Every lesson opens in a real JupyterLab in a real browser: labs, quizzes and predictions are live there.

What a lesson computes has run under strict nbval: the page shows it as it is stored. A kernel shows every lab
and quiz, asks every question, checks every exercise, and sets each prediction beside the recorded result. One
lesson, `TRAINS`, runs whole, by a learner who ends every training early; with ``--whole`` all do, to the end.
"""

import ast
import json
import re

import pytest
from conftest import is_training
from needed import cells, needed
from playwright.sync_api import expect

from course_utils import project
from course_utils.authoring import execute, refresh

LESSONS = [path.name for path in reversed(project.lessons())]
TOOL = [path.name for path in project.notebooks() if path.name not in LESSONS]
TRAINS = "05_lstm.ipynb"
SAYS = re.compile(r"The run: (.*)\.")  # what is stored of a prediction's outcome
LIVE = re.compile(r"^(?!figures)\w+\.show\(|\bask\(|^ex\.\w+\.check\(|^progress\b", re.MULTILINE)
RECORDED = """
def beside(guess, words):
    kind = guess.question["kind"]
    ran = float(words.split()[0]) if kind == "number" else words.split(" → ") if kind == "order" else words
    guess.compare(ran)
"""
COMMIT = """questions => questions.forEach(question => {
    question.querySelector('input[type=radio]')?.click();
    const number = question.querySelector('input:not([type=radio])');
    if (number) {
        number.value = '2';
        number.dispatchEvent(new Event('input', { bubbles: true })); }
    [...question.querySelectorAll('button')].find(one => one.textContent === 'Commit').click(); })"""
pytestmark = pytest.mark.browser


def recorded(cell):
    """Return code that shows what a cell has stored, with its predictions set beside the stored results."""
    calls = [node.func for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
    guesses = [f.value.id for f in calls if isinstance(f, ast.Attribute) and f.attr == "compare"]
    lines = ["from IPython.display import display"]
    for output in cell.outputs:
        if output.output_type == "stream":
            lines.append(f"print({output.text!r}, end='')")
        elif said := SAYS.fullmatch(output.data["text/plain"]):
            lines.append(f"beside({guesses.pop(0)}, {said[1]!r})")
        else:
            lines.append(
                f"display({json.dumps(output.data)}, metadata={json.dumps(output.metadata)}, raw=True)"
            )
    assert not guesses, cell.id
    return "\n".join(lines)


def live(notebook):
    """Return by id the cells of a lesson that a kernel is to show, with code that it runs in their place."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    compared = {cell.id: recorded(cell) for cell in code if ".compare(" in cell.source}
    shown = [
        place
        for place, cell in enumerate(code)
        if LIVE.search(cell.source) and cell.id not in compared and not is_training(cell)
    ]
    kept = [code[place] for place in needed(cells(cell.source for cell in code), shown)]
    assert not any(is_training(cell) for cell in kept)
    return {cell.id: None for cell in kept} | compared


def predict(page, asked, compared):
    """Commit to an answer of every question on a page; each then stands beside what ran."""
    questions = page.locator('.ask[aria-label="Prediction"]')
    outcomes = page.locator(".ask-outcome p:not(:empty)")
    expect(questions).to_have_count(asked)
    expect(outcomes).to_have_count(compared)
    questions.evaluate_all(COMMIT)
    expect(questions.get_by_text(re.compile("^Noted: "))).to_have_count(asked)
    said = outcomes.all_text_contents()
    assert [words for words in said if not re.match(r"You said: .+\. The run: .+\. \w", words)] == []


@pytest.mark.parametrize("name", [*LESSONS, *TOOL])
def test_lesson_runs_without_errors(lab, name, request):
    notebook, whole = execute.read(lab.folder / name), request.config.option.whole
    lab.open(name, render_all=False)
    if whole or name == TRAINS:
        if not whole:
            lab.answer("import os; os.environ['COURSE_UPDATES'] = '20'")
        assert lab.run_all() == []
    else:
        lab.answer(RECORDED)
        assert lab.run(live(notebook)) == []
        said = lab.said()
        for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
            stored = [one.text if "text" in one else one.data["text/plain"] for one in cell.outputs]
            assert said[cell.id] == stored, cell.id
    # JupyterLab draws what is seen: from here on all of the page has been
    assert lab.look_through(name.removesuffix(".ipynb")) > (2 if name in TOOL else 3)
    sources = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    labs = len(re.findall(r"^(?!quiz)\w+\.show\(\)$", sources, re.MULTILINE))
    expect(lab.page.locator(".lab-background svg")).to_have_count(labs)
    quizzes = lab.page.locator('section.ask[aria-label^="Quiz of lesson"]')
    expect(quizzes).to_have_count(sources.count("quiz.show("))
    predict(lab.page, len(re.findall(r"\bask\(", sources)), sources.count(".compare("))


def test_refresh_restores_a_lesson_saved_by_hand_byte_for_byte(lab):
    path = lab.folder / LESSONS[-1]
    notebook = execute.read(path)
    for cell in notebook.cells:
        cell.pop("outputs", None)
    execute.write(path, execute.normalised(notebook, path))
    refresh.refresh(path)  # with this machine's own pictures
    before = path.read_bytes()
    lab.open(path.name)
    lab.run_all()
    lab.save()
    assert path.read_bytes() != before
    refresh.refresh(path)
    assert path.read_bytes() == before
