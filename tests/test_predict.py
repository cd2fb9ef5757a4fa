"""Predictions: what ran is shown next to what was said, and what is stored never depends on it."""

import ast
import gc
import re
import weakref

import ipywidgets as widgets
import numpy as np
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


@pytest.mark.parametrize(
    ("choices", "ran", "option"),
    [
        ({"smaller": None, "equal": 0.8, "larger": 1.25}, -1e9, "smaller"),
        ({"smaller": None, "equal": 0.8, "larger": 1.25}, 0.8, "equal"),
        ({"smaller": None, "equal": 0.8, "larger": 1.25}, np.float64(1.25), "larger"),
        ({"half": 0.3, "a tenth": 0.03, "a hundredth": 0}, 0.04, "a tenth"),
        ({"half": 0.3, "a tenth": 0.03, "a hundredth": 0}, "half", "half"),
        ({"right": True, "wrong": False}, np.bool_(True), "right"),
        ({"right": True, "wrong": False}, False, "wrong"),
        ({"none": 0, "one": 1, "more": 2}, np.int64(7), "more"),
    ],
)
def test_a_value_decides_between_options_with_bounds(shown, choices, ran, option):
    ask("Which?", choices).compare(ran)
    assert stored(shown[0]) == f"Predict: Which? [{' / '.join(choices)}]"
    assert stored(shown[1]) == f"The run: {option}."


@pytest.mark.parametrize("ran", [-1, float("nan")])
def test_a_value_below_all_bounds_is_refused(shown, ran):
    with pytest.raises(ValueError, match="the run gave"):
        ask("Which?", {"none": 0, "one": 1}).compare(ran)


def test_of_two_things_both_one_or_neither_may_be_so(shown):
    for truth in ([1, 1], (True, False), np.array([False, True]), iter([0, 0])):
        ask("Learned by", which=["LSTM", "RNN"]).compare(truth)
    assert stored(shown[0]) == "Predict: Learned by [LSTM alone / RNN alone / both / neither]"
    outcomes = [stored(one) for one in shown[1::2]]
    assert outcomes == ["The run: both.", "The run: LSTM alone.", "The run: RNN alone.", "The run: neither."]
    with pytest.raises(ValueError, match="the run gave"):
        ask("Learned by", which=["LSTM", "RNN"]).compare([True])


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


def calls(cell):
    """Return the names that a cell binds to `ask`, those it compares, and how many statements it has."""
    tree = ast.parse(cell.source).body
    asks = [one.targets[0].id for one in tree if isinstance(one, ast.Assign) and _called(one.value) == "ask"]
    compares = [one.value.func.value.id for one in tree if _called(getattr(one, "value", None)) == "compare"]
    return asks, compares, len(tree)


def _called(node):
    """Return the name of the function or method that an expression calls."""
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "id", getattr(function, "attr", ""))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_prediction_has_a_cell_of_its_own_and_is_compared_in_another_that_can_be_skipped(path):
    asked, compared = [], []
    for cell in execute.read(path).cells:
        if cell.cell_type != "code":
            continue
        asks, compares, count = calls(cell)
        read = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
        if asks:
            assert len(asks) == count, f"{cell.id} does more than ask"
        elif compares:
            assert len(compares) == count, f"{cell.id} does more than compare"
            assert set(compares) <= set(asked), f"{cell.id} compares before it asks"
        else:
            assert not read & {*asked, "ask"}, f"{cell.id} needs a prediction, or asks inside other code"
        asked, compared = asked + asks, compared + compares
    assert len(set(asked)) == len(asked) and set(compared) == set(asked)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_outcomes_are_decided_in_the_library_not_by_ladders_in_the_lesson(path):
    for cell in execute.read(path).cells:
        if cell.cell_type == "code" and calls(cell)[1]:
            inside = [type(node) for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.IfExp)]
            assert not inside, f"{cell.id}: give compare the value, and ask the bounds"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_whoever_is_told_to_predict_gets_a_box(path):
    cells = execute.read(path).cells
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        if cell.cell_type == "markdown" and "**Predict before you run.**" in cell.source:
            assert after.cell_type == "code" and calls(after)[0], f"{cell.id}: no box follows"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_what_follows_an_outcome_is_marked_and_asks_nothing(path):
    cells = execute.read(path).cells
    for cell, after in zip(cells, cells[1:], strict=False):
        if cell.cell_type == "code" and calls(cell)[1] and after.cell_type == "markdown":
            assert "outcome" in after.metadata.get("tags", []), f"{after.id}: tag it, or say what it is"
    for cell in cells:
        if "outcome" in cell.metadata.get("tags", []):
            assert cell.cell_type == "markdown", cell.id
            assert "**Predict before you run.**" not in cell.source, f"{cell.id}: what asks stays in sight"
            assert "\n#" not in f"\n{cell.source}", f"{cell.id}: a heading stays in sight"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_open_text_between_a_box_and_its_outcome_says_what_ran(path):
    cells, asked = execute.read(path).cells, {}
    for place, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        asks, compares, _ = calls(cell)
        asked.update(dict.fromkeys(asks, place))
        for name, output in zip(compares, cell.outputs if compares else [], strict=True):
            ran = re.fullmatch(r"The run: (.*?)( alone)?\.", output.data["text/plain"])[1]
            between = [one for one in cells[asked[name] : place] if one.cell_type == "markdown"]
            for one in between:
                told = re.search(rf"(?<!\w){re.escape(ran)}(?!\w)", one.source)
                assert not told or "outcome" in one.metadata.get("tags", []), (
                    f"{one.id} says {ran!r} of {name}"
                )
