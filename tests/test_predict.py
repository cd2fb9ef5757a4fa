"""Predictions: what ran is shown next to what was said, and what is stored never depends on it."""

import ast
import gc
import weakref

import ipywidgets as widgets
import pytest

from course_utils import display, project
from course_utils.authoring import execute
from course_utils.exercises import ask
from course_utils.exercises.engine import predict, quiz

LESSONS = project.lessons()


@pytest.fixture
def shown(monkeypatch):
    """Collect what is displayed, and close it at the end."""
    things = []
    monkeypatch.setattr(predict, "put", things.append)
    yield things
    for thing in things:
        thing.close()


def stored(thing):
    return thing._repr_mimebundle_()[0]["text/plain"]


def test_a_question_is_stored_with_what_may_be_answered(shown):
    ask("Which is larger?", ["this", "that"])
    ask("How many?", unit="apples")
    ask("How many?")
    ask("Smallest first", order=["b", "a"])
    assert [stored(one) for one in shown] == [
        "Predict: Which is larger? [this / that]",
        "Predict: How many? [a number, apples]",
        "Predict: How many? [a number]",
        "Predict: Smallest first [put in order: b / a]",
    ]


@pytest.mark.parametrize("answer", [None, "this", "that"])
def test_what_is_stored_does_not_depend_on_the_prediction(shown, answer):
    guess = ask("Which is larger?", ["this", "that"])
    guess.answer = answer
    guess.compare("that")
    assert [stored(one) for one in shown] == [
        "Predict: Which is larger? [this / that]",
        "The run: that.",
    ]


@pytest.mark.parametrize(
    ("ran", "words", "number"),
    [
        (2 / 3, "0.667 apples", 2 / 3),
        (1234.5, "1230 apples", 1234.5),
        (4e-20, "4e-20 apples", 4e-20),
        (float("inf"), "inf apples", None),
        (float("nan"), "nan apples", None),
    ],
)
def test_a_number_that_ran_is_rounded_and_may_leave_all_bounds(shown, ran, words, number):
    ask("How many?", unit="apples").compare(ran)
    assert shown[1].words == words and shown[1].ran == number


def test_what_nobody_could_have_predicted_is_refused(shown):
    with pytest.raises(ValueError, match=r"the run gave 'none', which is none of \['this', 'that'\]"):
        ask("Which?", ["this", "that"]).compare("none")
    with pytest.raises(ValueError, match=r"the run gave \['a'\], which is no order of \['b', 'a'\]"):
        ask("Which?", order=["b", "a"]).compare(["a"])


def test_asking_again_takes_the_old_outcomes_away_too():
    before = set(widgets.widget._instances)
    guess = ask("Which?", ["this", "that"])
    guess.compare("this")
    guess.compare("that")
    assert len(set(widgets.widget._instances) - before) == 6  # three widgets, each with its layout
    guess.close()
    assert set(widgets.widget._instances) == before


def test_what_is_closed_is_collected(monkeypatch):
    monkeypatch.setattr(predict, "put", lambda _: None)
    made = [ask("Which?", ["this", "that"]) for _ in range(5)]
    made[0].compare("this")
    made.append(quiz.show("01"))
    left = [weakref.ref(one) for one in (*made, *made[0]._outcomes)]
    for one in made:
        one.close()
    del one, made
    gc.collect()
    assert [one() for one in left] == [None] * 7


class Thing:
    closed = False

    def close(self):
        self.closed = True


def test_a_cell_keeps_all_its_last_run_showed_and_closes_what_the_run_before_showed(monkeypatch):
    run = {"metadata": {"cellId": "a"}, "header": {"msg_id": "1"}}

    class Shell:
        class kernel:
            get_parent = staticmethod(lambda: run)

    monkeypatch.setattr(display, "get_ipython", Shell)
    one, two, three = Thing(), Thing(), Thing()
    display.keep(one)
    display.keep(two)
    assert not one.closed and not two.closed
    run["header"]["msg_id"] = "2"
    display.keep(three)
    assert one.closed and two.closed and not three.closed


def asked_and_compared(notebook):
    """Return the names that a notebook binds to predictions, and those it compares in later cells."""
    asked, compared = [], []
    for cell in notebook.cells:
        for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else []:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                if getattr(node.value.func, "id", "") == "ask":
                    asked.append(node.targets[0].id)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "compare":
                assert node.func.value.id in asked, f"{cell.id}: compared before it was asked"
                compared.append(node.func.value.id)
    return asked, compared


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_prediction_has_a_name_of_its_own_and_is_compared_with_a_run(path):
    asked, compared = asked_and_compared(execute.read(path))
    assert len(set(asked)) == len(asked) and set(compared) == set(asked)
