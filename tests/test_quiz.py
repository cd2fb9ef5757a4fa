"""Quizzes: every answer gets its reply, right answers are right, and text and widget are one."""

import copy
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from test_nbval import validate

from course_utils import project
from course_utils import sequences as seq
from course_utils.authoring import execute, refresh
from course_utils.exercises.engine import quiz
from course_utils.exercises.engine.questions import OTHER, Choice, Number, Order, Right, Wrong
from course_utils.exercises.quizzes import quiz_04

LESSONS = {path.name[:2]: path for path in project.lessons()}
RIGHT, OTHERWISE = Right(2, "Two."), Wrong(OTHER, "No.", "1. Count")
EVERY = [(lesson, one) for lesson in quiz.lessons() for one in quiz.questions(lesson)]
each_question = pytest.mark.parametrize(
    ("lesson", "question"), EVERY, ids=[f"{lesson}-{one.text[:30]}" for lesson, one in EVERY]
)


def wrongs(question):
    return [one for one in question.answers if isinstance(one, Wrong)]


@pytest.fixture
def notebook(tmp_path):
    """Store a lesson with a quiz and a prediction; give its path."""
    code = [
        "from course_utils.exercises import quiz\nfrom course_utils.exercises import ask",
        'guess = ask("How large is 3 to the 4?", unit="apples")',
        "guess.compare(3**4)",
        'quiz.show("01")',
    ]
    cells = [new_markdown_cell("# 1 · One\n\nPrevious: ?", id="title")]
    cells += [new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(code)]
    path = tmp_path / "01_one.ipynb"
    execute.write(path, new_notebook(cells=[*cells, new_markdown_cell("## Summary", id="summary")]))
    return path


# the declarations


@pytest.mark.parametrize("lesson", quiz.lessons())
def test_a_quiz_has_two_to_five_questions_of_its_own(lesson):
    texts = [one.text for one in quiz.questions(lesson)]
    assert 2 <= len(texts) <= 5 and len(set(texts)) == len(texts)


@each_question
def test_every_wrong_answer_says_why_and_names_a_section_that_is_there(lesson, question):
    for one in wrongs(question):
        assert len(one.why.split()) >= 6 and one.why != question.right.why
        assert one.see
    if lesson in LESSONS:
        prose = "\n".join(c.source for c in execute.read(LESSONS[lesson]).cells if c.cell_type == "markdown")
        headings = re.findall(r"^##+ (.*)$", prose, re.MULTILINE)
        assert {one.see for one in wrongs(question)} <= set(headings)


@each_question
def test_words_survive_as_plain_text_and_as_markdown(lesson, question):
    words = [question.text, *(one.why for one in question.answers)]
    words += [one.answer for one in question.answers if isinstance(one.answer, str)]
    for text in words:
        assert text.count("`") % 2 == 0 and text.count("*") % 2 == 0
        assert not re.search(r"[$<>]|_", re.sub(r"`[^`]*`", "", text)), text


def test_the_right_option_stands_in_each_place_about_as_often():
    choices = [one for _, one in EVERY if isinstance(one, Choice)]
    forms = [(one.state()["choices"], one.right.answer) for one in choices]
    places = [options.index(right) for options, right in forms if len(options) == 3]
    counts = np.bincount(places, minlength=3) / len(places)
    assert counts.min() > 0.2 and counts.max() < 0.45


def test_each_learner_has_an_order_of_their_own_and_the_stored_text_has_one(monkeypatch):
    def shown(home):
        monkeypatch.setenv("HOME", home)
        monkeypatch.setenv("USERPROFILE", home)
        one = quiz.show("01")
        return [state.get("choices") for state in one.questions], one.stored

    orders, texts = zip(*(shown(f"/home/{name}") for name in ("a", "b", "c", "a")), strict=True)
    assert orders[0] == orders[3] and len({str(order) for order in orders}) == 3
    assert len(set(texts)) == 1
    for order in orders:
        assert [one and sorted(one) for one in order] == [one and sorted(one) for one in orders[0]]


@each_question
def test_things_to_order_are_not_shown_in_the_right_order(lesson, question):
    if isinstance(question, Order):
        shown = question.state()["items"]
        assert sorted(shown) == sorted(question.right.answer) and tuple(shown) != question.right.answer


def test_things_in_alphabetical_order_are_shown_backwards():
    question = Order("?", Right(("a", "b", "c"), "So."), Wrong(OTHER, "No.", "1. Count"))
    assert question.state()["items"] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("kind", "answers", "complaint"),
    [
        (Choice, [Wrong("a", "No.", "1"), Wrong("b", "No.", "1")], "exactly one right answer"),
        (Choice, [Right("a", "Yes."), Right("b", "Yes.")], "exactly one right answer"),
        (Choice, [Right("a", "Yes.")], "at least two"),
        (Choice, [Right("a", "Yes."), Wrong("a", "No.", "1")], "different answers"),
        (Choice, [Right("a", "Yes."), OTHERWISE], "no other answers than those listed"),
        (Order, [Right(("a", "b"), "Yes."), Wrong(("b", "a"), "No.", "1")], r"needs Wrong\(OTHER, ...\)"),
    ],
)
def test_a_question_without_a_reply_to_every_answer_is_refused(kind, answers, complaint):
    with pytest.raises(ValueError, match=f"'What is it\\?'.*{complaint}"):
        kind("What is it?", *answers)


def test_an_unknown_quiz_is_named_with_those_there_are():
    with pytest.raises(ValueError, match="there is no quiz '99'; there are 00, 01, 02, 03, 04"):
        quiz.show("99")


# what is right is right


def test_a_series_of_100_values_has_as_many_windows_as_the_quiz_says():
    (number,) = [one for one in quiz.questions("01") if isinstance(one, Number)]
    X, y = seq.windows(np.arange(1.0, 101), length=9, horizon=1)
    assert len(X) == number.right.answer and X[-1][0] == 91 and y[-1] == 100


def test_the_gradients_of_the_four_networks_stand_in_the_order_the_quiz_says():
    def left(weight, h, slope=lambda h: 1.0, activation=lambda a: a):
        gradient = 1.0
        for _ in range(50):
            h = activation(weight * h)
            gradient *= weight * slope(h)
        return gradient

    tanh = {"activation": np.tanh, "slope": lambda h: 1 - h**2}
    size = {
        quiz_04.LINEAR_BELOW: left(0.9, 0.5),
        quiz_04.LINEAR_ONE: left(1.0, 0.5),
        quiz_04.TANH_FROM_HALF: left(1.5, 0.5, **tanh),
        quiz_04.TANH_FROM_ZERO: left(1.5, 0.0, **tanh),
    }
    assert tuple(sorted(size, key=size.get)) == quiz.questions("04")[0].right.answer
    assert size[quiz_04.TANH_FROM_ZERO] == pytest.approx(1.5**50)


def test_the_matrix_of_the_quiz_grows_for_nine_steps_and_then_fades():
    W = np.array([[0.9, 10], [0, 0.9]])
    size = [np.linalg.norm(np.linalg.matrix_power(W, k), 2) for k in range(100)]
    assert all(np.diff(size[:10]) > 0) and all(np.diff(size[11:]) < 0) and size[-1] < 1


# text and widget are one


def test_the_stored_output_holds_the_questions_and_no_reply_whatever_was_answered():
    shown = quiz.show("01")
    stored = shown._repr_mimebundle_()[0]["text/plain"]
    shown.answers = ["Many-to-one.", None, 91, None, None]
    assert shown._repr_mimebundle_()[0]["text/plain"] == stored
    assert stored.startswith("Quiz of lesson 1: 5 questions, none answered yet.\n")
    as_one_line = " ".join(stored.split())
    for one in quiz.questions("01"):
        assert one.text in as_one_line
        assert not any(answer.why in as_one_line for answer in one.answers)
    assert max(map(len, stored.splitlines())) <= 100
    shown.close()


@pytest.mark.parametrize("lesson", quiz.lessons())
def test_the_folded_text_holds_every_reply_of_the_widget(lesson):
    shown, text = quiz.show(lesson), quiz.folded(lesson)
    for question in shown.questions:
        for answer in question["answers"]:
            assert answer["why"] in text and answer.get("see", "") in text
    assert text.count("<details>") == text.count("</details>") == len(shown.questions)
    shown.close()


def test_lessons_show_their_own_quiz_with_its_answers_beneath():
    for lesson, path in LESSONS.items():
        notebook = execute.read(path)
        assert {number for _, number in quiz.in_notebook(notebook)} <= {lesson}
        written = copy.deepcopy(notebook)
        refresh.write_answers(written)
        assert written == notebook, f"{path.name}: run `make refresh`"


@pytest.mark.kernel
def test_refresh_puts_the_answers_beneath_the_quiz_and_then_changes_nothing(notebook):
    assert refresh.refresh(notebook) is True
    cells = execute.read(notebook).cells
    assert [cell.id for cell in cells[-3:]] == ["cell-3", quiz.ANSWERS, "summary"]
    assert cells[-2].source == quiz.folded("01")
    assert cells[-3].outputs[0].data.keys() == {"text/plain"}
    assert refresh.refresh(notebook) is False


@pytest.mark.kernel
def test_refresh_brings_answers_of_another_wording_back_in_step(notebook):
    refresh.refresh(notebook)
    stored = execute.read(notebook)
    stored.cells[-2].source = stored.cells[-2].source.replace("Many-to-one", "Many-to-none")
    execute.write(notebook, stored)
    assert refresh.main(["--check", str(notebook)]) == 1
    assert refresh.refresh(notebook) is True
    assert execute.read(notebook).cells[-2].source == quiz.folded("01")


@pytest.mark.kernel
def test_strict_comparison_is_green_twice(notebook):
    refresh.refresh(notebook)
    status, said = validate(notebook, shutil.copy(notebook, notebook.with_name("again.ipynb")))
    assert status == 0 and "8 passed" in said, said


def test_a_lesson_with_a_quiz_starts_without_the_tools_that_read_notebooks():
    code = "from course_utils.exercises import ask, quiz; import sys; print('nbformat' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_example_for_authors_is_a_quiz():
    text = (ROOT / "course_utils" / "exercises" / "README.md").read_text(encoding="utf-8")
    example = {}
    exec(re.search(r"```python\n(.*?)```", text.split("\n## Quizzes\n")[1], re.DOTALL)[1], example)
    assert [type(one) for one in example["QUESTIONS"]] == [Choice, Number]
