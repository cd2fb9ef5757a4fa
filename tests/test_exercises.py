"""Every exercise, of every lesson, answers as it should: adding an exercise needs no new test."""

import importlib.util
import inspect
import random
import re
import time

import nbformat
import numpy as np
import pytest
import stamps
from conftest import ROOT

from course_utils import project
from course_utils.exercises import progress
from course_utils.exercises.engine import exercise as engine
from course_utils.exercises.engine.build import Build
from course_utils.exercises.engine.compare import agree, difference, shown
from course_utils.exercises.engine.exercise import exercise, lessons
from course_utils.exercises.engine.progress import FILE, FORMER
from course_utils.exercises.engine.result import NOT_ATTEMPTED
from course_utils.exercises.engine.starter import is_stub
from course_utils.exercises.engine.watchdog import TooLong, called

RESTS_ON = stamps.EXERCISES
LESSONS = lessons()
ALL = [
    pytest.param(one, id=f"lesson_{lesson}-{name}")
    for lesson, exercises in LESSONS.items()
    for name, one in exercises.items()
    if not isinstance(one, Build)  # these have tests of their own
]
each = pytest.mark.parametrize("one", ALL)


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


def answering(one, value):
    """Return a function with the exercise's parameters that answers with a value, or calls it for one."""

    def answer(*inputs):
        return value(*inputs) if callable(value) else value

    answer.__signature__ = inspect.signature(one.reference)
    return answer


def test_there_are_exercises():
    assert len(ALL) >= 9


@each
def test_the_reference_passes_and_counts_as_done(one):
    result = one.check(one.reference)
    assert result.ok is True and str(result).startswith("Right.")
    assert one.name in progress.done()[one.lesson]
    one.grade(one.reference)


@each
def test_a_starter_is_not_attempted(one):
    names = ", ".join(inspect.signature(one.reference).parameters)
    for body in ("...", "pass", '"""Return it."""', '"""Return it."""\n    ...', "return ..."):
        space = {}
        exec(f"def stub({names}):\n    {body}", space)
        result = one.check(space["stub"])
        assert (str(result), result.ok, bool(result)) == (NOT_ATTEMPTED, None, False)
    assert progress.done() == {}


@each
def test_each_mistake_is_recognised_as_itself_and_no_other(one):
    assert len(one.mistakes) >= 3
    for sentence, function in one.mistakes.items():
        result = one.check(function)
        assert result.ok is False and result.mistake == sentence
        assert str(result).startswith(f"Not yet.\n{sentence}\n")
        with pytest.raises(AssertionError, match=re.escape(sentence)):
            one.grade(function)


@each
def test_words_are_sentences(one):
    words = [*one.mistakes, *one.hints, one.learned, inspect.getdoc(one.reference)]
    assert all(text.endswith((".", "?")) for text in words)
    assert len(one.hints) >= 2
    assert not any("—" in text for text in words)


@each
def test_hints_come_one_by_one_and_the_solution_is_the_source(one, monkeypatch):
    said, one._hinted = [], 0
    monkeypatch.setattr(engine, "put", said.append)
    for _ in range(len(one.hints) + 1):
        assert one.hint() is None
    said = list(map(str, said))
    assert said[0].startswith(f"Hint 1 of {len(one.hints)}: ") and said[-1] == said[-2]
    monkeypatch.setattr(engine, "put", said.append)
    assert one.solution() is None
    source = said[-1].data
    assert source.startswith(f"def {one.name}(") and "@" not in source.split("\n")[0]
    space = {"np": np}
    exec(source, space)
    assert one.check(space[one.name]).ok
    assert not any(source.split('"""')[-1].strip() in hint for hint in one.hints)


@each
@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "is None: is a `return` missing?"),
        ("yes", "is a str"),
        (lambda *_: 1 / 0, "It raises ZeroDivisionError"),
        (lambda *_: exit(), "It raises"),
    ],
    ids=["None", "text", "raises", "exits"],
)
def test_strange_answers_get_a_sentence(one, value, words):
    result = one.check(answering(one, value))
    assert result.ok is False
    assert "Traceback" not in str(result) and "\nThe smallest input on which it fails:\n" in str(result)
    if one._wants is None:
        assert words in str(result)


@each
def test_an_answer_that_changes_its_input_is_said(one):
    def spoil(*inputs):
        answer = one.reference(*inputs)
        for value in inputs:
            for array in value.values() if isinstance(value, dict) else [value]:
                if isinstance(array, np.ndarray):
                    array[...] = array + 1
        return answer

    if any(isinstance(value, (np.ndarray, dict)) for value in one.probes()[0]):
        assert "changes the input it is given" in str(one.check(answering(one, spoil)))


@each
def test_an_answer_that_never_returns_is_stopped(one, monkeypatch):
    monkeypatch.setattr("course_utils.exercises.engine.watchdog.called.__defaults__", (0.2,))

    def endless(*_):
        while True:
            try:
                while True:
                    pass
            except Exception:
                pass

    assert "was stopped. Is there a loop that never ends?" in str(one.check(answering(one, endless)))


@each
def test_a_check_changes_no_generator(one):
    def noisy(*inputs):
        random.random(), np.random.rand()
        return one.reference(*inputs)

    before, drawn = np.random.get_state()[1].copy(), random.getstate()
    assert one.check(answering(one, noisy)).ok
    assert (np.random.get_state()[1] == before).all() and random.getstate() == drawn


@each
def test_a_notebook_holds_the_exercise_as_a_starter(one):
    (path,) = (ROOT / "notebooks").glob(f"{one.lesson}_*.ipynb")
    cells = [c for c in nbformat.read(path, 4).cells if f"ex.{one.name}.check(" in c.source]
    assert len(cells) == 1
    assert cells[0].source.rstrip().endswith(f"ex.{one.name}.check({one.name})")
    (output,) = cells[0].outputs
    assert output.data["text/plain"] == NOT_ATTEMPTED


def test_a_notebook_asks_only_for_exercises_that_exist():
    for path in project.lessons():
        asked = set(re.findall(r"\bex\.(\w+)\.", path.read_text(encoding="utf-8")))
        assert asked <= set(LESSONS.get(path.name[:2], ()))


# ---- the engine, on an exercise of its own -------------------------------------------------------


@exercise(
    probes=lambda: [(np.array([[1.0, 2.0], [3.0, 5.0], [4.0, 0.0]]),), (np.arange(8.0).reshape(4, 2) + 1,)],
    hints=("One.", "Two."),
    learned="You can average.",
)
def mean_over_time(xs):
    """Return the mean over the first axis, in the dtype of xs."""
    return np.cumsum(xs, axis=0) / len(xs)


@mean_over_time.mistake("You took the last value only.")
def _(xs):
    return xs[-1]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda xs: mean_over_time.reference(xs).T, "has shape (2, 3), expected (3, 2)"),
        (lambda xs: -mean_over_time.reference(xs), "The sign is wrong."),
        (lambda xs: mean_over_time.reference(xs)[::-1], "the order is reversed"),
        (lambda xs: np.cumsum(xs, axis=0), "It is 3 times too large"),
        (lambda xs: 1 - mean_over_time.reference(xs), "It is the complement"),
        (lambda xs: np.vstack([xs[:1] * 0, mean_over_time.reference(xs)[:-1]]), "It is one place late"),
        (lambda xs: np.round(mean_over_time.reference(xs), 1), "It is rounded, to 1 digits after the point."),
        (lambda xs: [*xs.tolist(), [1.0]], "is a list; return a NumPy array of shape (3, 2)"),
        (lambda xs: mean_over_time.reference(xs) + 0j, "holds complex numbers"),
        (lambda xs: xs[-1], "You took the last value only."),
        (lambda xs: mean_over_time.reference(xs) + np.array([[0, 0], [0, 1], [0, 0]])[: len(xs)], ""),
        (lambda: 1, "mean_over_time takes (xs); yours can't be called so."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(answer, words):
    said = str(mean_over_time.check(answer))
    assert said.startswith("Not yet.") or "takes (xs)" in said
    assert words in said


def test_transposed_answers_are_named():
    @exercise(probes=lambda: [(np.arange(9.0).reshape(3, 3),)], hints=(), learned="")
    def same(W):
        return W

    assert "It is transposed." in str(same.check(lambda W: W.T))


def test_the_first_difference_is_shown_with_its_place():
    got, want = np.zeros((2, 3)), np.zeros((2, 3))
    want[1, 2] = 5
    assert difference(got, want) == "the answer at [1, 2] is 0, expected 5."
    assert difference((got, want), (got, got)) == "part 2 of the answer at [1, 2] is 5, expected 0."
    assert difference({}, {"W": got}) == "the answer has no 'W'; expected the names 'W'."
    assert difference(np.zeros(2), True) == "the answer is array([0., 0.]), expected True."
    assert agree(np.nan, np.nan) and not agree(np.nan, 1.0) and agree(1 + 1e-9, 1.0) and not agree(1.0, 1.1)
    assert shown(np.arange(3.0)) == "[0. 1. 2.]  (shape (3,), float64)"


@pytest.mark.parametrize(
    "style",
    [
        lambda a: a.tolist(),
        lambda a: tuple(map(tuple, a)),
        lambda a: a.astype(np.float32),
        lambda a: np.asfortranarray(a),
        lambda a: pytest.importorskip("torch").tensor(a, requires_grad=True),
    ],
)
def test_a_right_answer_is_accepted_in_any_style(style):
    pytest.importorskip("torch")  # or its import would take the answer's time
    assert mean_over_time.check(lambda xs: style(mean_over_time.reference(xs))).ok


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (np.array([True, False]), np.array([1, 0])),
        (np.array([1.0, 0.0]), np.array([1, 0])),
        (1.0, 1),
        (np.bool_(True), 1.0),
        ([1, 2], (1.0, 2.0)),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), (np.array([1.0, 2.0]), np.array([3.0, 4.0]))),
        (np.full(3, 1e-15), np.zeros(3)),
        (np.array([1e-30 * (1 + 1e-9)]), np.array([1e-30])),
    ],
)
def test_values_agree_in_any_style(got, want):
    assert difference(got, want) == ""


def test_what_is_small_all_over_is_compared_by_its_own_size():
    assert not agree(np.array([1.1e-30]), np.array([1e-30])) and not agree(np.full(2, 1e-9), np.zeros(2))
    assert not agree(True, 0) and not agree(0, True)


def test_printing_a_lot_is_said_and_hidden(capsys):
    def prints(xs):
        print("h" * 5000)
        return mean_over_time.reference(xs)

    result = mean_over_time.check(prints)
    assert result.ok and "prints a lot" in str(result)
    assert capsys.readouterr().out == ""


def test_a_half_filled_starter_is_not_attempted():
    def half(xs):
        total = np.cumsum(xs, axis=0)
        return total / ...

    assert mean_over_time.check(half).ok is None
    assert not is_stub(half)

    def fills(xs):
        return xs[..., None]

    assert "has shape" in str(mean_over_time.check(fills))  # an index is no gap


def test_something_that_is_no_function_is_said():
    assert "without brackets" in str(mean_over_time.check(np.ones(3)))


def test_the_line_that_raises_is_named():
    def broken(xs):
        return xs.nothing

    line = broken.__code__.co_firstlineno + 1
    said = str(mean_over_time.check(broken))
    assert f"It raises AttributeError in line {line} of the cell: 'numpy.ndarray' object has no" in said


def test_code_that_swallows_every_interrupt_is_stopped_all_the_same():
    def stubborn():
        while True:
            try:
                time.sleep(0.001)
            except BaseException:
                pass

    assert isinstance(called(stubborn, (), seconds=0.1).error, TooLong)


def test_no_interrupt_arrives_after_a_call_that_ended_just_in_time():
    late = 0
    for wait in np.linspace(0.02, 0.04, 100):
        late += called(lambda wait: time.sleep(wait), (wait,), seconds=0.03).error is not None
        time.sleep(0.001)
    assert 0 < late < 100


def test_the_stop_button_still_stops():
    def stopped():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        called(stopped, ())


def test_progress_is_appended_read_and_shown(tmp_path, monkeypatch):
    path = tmp_path / "progress"
    progress.add("04", "decay_rate")
    progress.add("04", "decay_rate")
    with open(path, "a") as file:
        file.write('half a line\n["04", "clip_by_norm"]\n[1, 2, 3]\n{}\n')
    assert progress.done() == {"04": {"decay_rate", "clip_by_norm"}}
    assert "Lesson 4: 2 of 7 exercises; still to do: jacobian_product" in str(progress.of("04"))
    assert "Lesson 4: 2 of " in repr(progress) and "The course: 2 of " in repr(progress)
    path.unlink()
    assert progress.done() == {}
    monkeypatch.setenv(FILE, str(tmp_path / "no" / "folder"))
    progress.add("04", "decay_rate")  # nothing can be written: nothing happens


def test_results_are_readable_in_html_too():
    html = mean_over_time.check(lambda xs: xs[-1] * np.array([1, 2]))._repr_html_()
    assert "✗ Not yet." in html and "<pre" in html and "&lt;" not in html.split("<pre")[0]


def test_the_exercise_in_contributing_works(tmp_path):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    text = text.split("\n## Exercises\n")[1].split("\n## ")[0]
    declaration, cell = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (tmp_path / "lesson_10.py").write_text(declaration, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("lesson_10", tmp_path / "lesson_10.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    one = module.width
    assert one.check(one.reference).ok and len(one.mistakes) >= 3 and len(one.hints) >= 2
    for sentence, function in one.mistakes.items():
        assert one.check(answering(one, function)).mistake == sentence
    names = {"ex": module, "said": []}
    exec(cell.replace("ex.width", "said.append(ex.width") + ")", names)
    assert str(names["said"][0]) == NOT_ATTEMPTED


def test_progress_knows_every_exercise_of_the_first_edition():
    rows = (ROOT / "tests" / "first_edition_exercises.csv").read_text(encoding="utf-8").split()[1:]
    known = {(lesson, name) for lesson, names in lessons().items() for name in names}
    was = {tuple(row.split(",")) for row in rows}
    assert len(was) == 66
    assert {(lesson, FORMER.get((lesson, name), name)) for lesson, name in was} <= known


def test_what_was_done_under_a_former_name_stays_done(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress.json"))
    name = next(iter(lessons()["04"]))
    progress.add("04", "what it was called")
    assert not progress.done()["04"] & {name}
    monkeypatch.setitem(FORMER, ("04", "what it was called"), name)
    assert progress.done()["04"] == {name}
