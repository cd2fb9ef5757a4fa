"""The probe in a submission's kernel: nothing a student defines reaches it, and answers travel as data."""

from pathlib import Path

import numpy as np
import pytest
import stamps

from course_utils.exercises.engine.watchdog import TooLong
from course_utils.grading import probe, submission

RESTS_ON = (*stamps.EXERCISES, "grading")
SHADOWS = """
def called(*args, **kwargs): return 7
dumps = loads = answers = listen = is_stub = tried = request = called
open = print = get_ipython = globals = len = isinstance = type = called
ex = np = json = shell = token = out = Path = None
"""
FILES = """
for name in ("numpy", "json", "base64", "pathlib", "inspect", "course_utils", "IPython", "copy", "signal"):
    with open(f"{name}.py", "w") as file:
        file.write("raise ImportError('a student wrote this file')")
import sys
sys.path.insert(0, "")
"""


def answered(*sources, **probes):
    """Return what the functions of some cells answer, as `submission.answers` gives it."""
    questions = {name: (name, inputs, None) for name, inputs in probes.items()}
    return submission.answers(sources, questions, seconds=60, megabytes=4000)


def test_no_name_and_no_file_of_a_student_changes_an_answer():
    twice = "def twice(x):\n    return 2 * x"
    elsewhere = "import os\nos.makedirs('deep')\nos.chdir('deep')"
    (call,) = answered(FILES, elsewhere, twice, SHADOWS, twice=[(21,)])["twice"]
    assert call.value == 42 and call.inputs == (21,)


def test_a_student_who_clears_all_names_is_asked_all_the_same():
    found = answered("def twice(x): ...", "%reset -f", "def twice(x):\n    return 2 * x", twice=[(1,), (2,)])
    assert [call.value for call in found["twice"]] == [2, 4]


def test_nothing_of_the_probe_stands_where_the_student_writes():
    names = "def names():\n    return [one for one in globals() if one.strip('_') == one]"
    said = "def said():\n    return [*In, repr(Out), repr(_), __name__]"
    found = answered(names, said, names=[()], said=[()])
    brought = {"In", "Out", "exit", "quit", "open", "get_ipython"}  # by Jupyter, to every notebook
    assert set(found["names"][0].value) == {"names", "said"} | brought
    assert found["said"][0].value == ["", names, said, "{}", "''", "__main__"]


def test_functions_that_are_not_there_or_not_begun_are_told_apart():
    found = answered("def begun(x):\n    ...\n\nother = 3", begun=[(1,)], other=[(1,)], missing=[(1,)])
    assert found == {"begun": probe.STARTER, "other": None, "missing": None}


def test_errors_and_calls_that_never_end_come_back_as_such():
    raises = "def wrong(x):\n    return x.nothing"
    endless = "def endless(x):\n    while True: pass"
    found = answered(raises, endless, wrong=[(1,), (2,)], endless=[(1,), (2,)])
    assert [str(call.error) for call in found["wrong"]] == ["'int' object has no attribute 'nothing'"] * 2
    (late,) = found["endless"]
    assert isinstance(late.error, TooLong)


def test_a_question_with_a_limit_of_its_own_is_given_up_then():
    slow = "import time\ndef slow(x):\n    time.sleep(x)\n    return x"
    questions = {
        ("slow", 0): ("slow", [(4.0,)], 10.0),  # longer than an exercise may take
        ("slow", 1): ("slow", [(0.01,), (4.0,), (0.01,)], 0.5),
    }
    found = submission.answers([slow], questions, seconds=60, megabytes=4000)
    assert [call.value for call in found["slow", 0]] == [4.0]
    assert [type(call.error) for call in found["slow", 1]] == [type(None), TooLong]


def test_an_answer_that_can_not_travel_costs_no_other_answer():
    odd = """
class Odd(Exception):
    def __str__(self): raise self
def strange(x):
    raise Odd
def circle(x):
    inside = []
    inside.append(inside)
    return inside
def twice(x): return 2 * x
"""
    found = answered(odd, strange=[(1,)], circle=[(1,)], twice=[(1,)])
    assert str(found["strange"][0].error) == str(found["circle"][0].error) == "the answer can't be read"
    assert found["twice"][0].value == 2


FORGED = [5, [], [{"value": 1}], [{"error": 5}], [{"value": 1, "inputs": ()}] * 2]


@pytest.mark.parametrize(
    "forged", ["{", "7", "[]", "{}", '{"dict": []}', *(probe.dumps({"twice": f}) for f in FORGED)]
)
def test_forged_answers_are_a_reason_and_end_nothing_else(monkeypatch, forged):
    def run(sources, folder, *seconds):
        out, _ = probe.loads(Path(sources[-1].partition(" ")[2]).read_text(encoding="utf-8"))
        with open(out, "w") as file:
            file.write(forged)

    monkeypatch.setattr(submission, "_run", run)
    with pytest.raises(submission.SubmissionError, match="its kernel gave answers that can't be read"):
        answered(twice=[(1,)])


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        -0.5,
        "text",
        [1, (2, {"a": None})],
        {"W": np.eye(2)},
        np.float32(2),
        np.zeros((0, 3), int),
        1j,
    ],
)
def test_answers_travel_as_they_are(value):
    back = probe.loads(probe.dumps(value))
    assert type(back) is type(value)
    np.testing.assert_equal(back, value)


def test_numbers_beyond_all_bounds_travel():
    assert np.isnan(probe.loads(probe.dumps(float("nan")))) and probe.loads(probe.dumps(-np.inf)) == -np.inf


def test_what_is_not_ours_travels_as_a_name():
    class Tensor:
        pass

    assert type(probe.loads(probe.dumps([Tensor()]))[0]).__name__ == "Tensor"
    assert type(probe.loads(probe.dumps(np.array([Tensor()])))).__name__ == "ndarray"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        '{"array": ["AAAA", "O", [1], false]}',
        '{"dict": 3}',
        '{"complex": ["x"]}',
        '{"dict": [[[], 1]]}',
    ],
)
def test_forged_answers_are_refused(text):
    with pytest.raises(ValueError):
        probe.loads(text)
