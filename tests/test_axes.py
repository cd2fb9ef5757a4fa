"""Axes by name: what a docstring gives them, and what a wrong shape is said to be, never by a guess."""

import numpy as np
import pytest
from test_exercises import ALL, answering

from course_utils.exercises import lesson_03, lesson_05
from course_utils.exercises.engine import axes
from course_utils.exercises.engine.exercise import exercise
from course_utils.exercises.engine.progress import FILE

WANTED = [param.values[0] for param in ALL if param.values[0].wanted_is_one]


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


def test_no_docstring_gives_an_axis_two_sizes():
    named = set()
    for one in WANTED:
        for inputs in one.probes():
            want = one.reference(*inputs)
            known = axes.sizes(one.reference, inputs, want)
            assert known is not None, one.name
            if all(axes.of_parts(one.reference, want)):
                named.add((one.lesson, one.name))
    assert len(named) >= 25
    assert {name for lesson, name in named if lesson in ("03", "05")} == {
        *("gradient_of_state", "share_of_W_hh", "hand_back", "leaky_back", "mean_factors", "cell_gradient"),
        *("forget_gradient", "torch_gates", "peephole_step"),
    }


def lines(one, change):
    """Return what a check says of the reference's answer with a change, up to the inputs."""
    said = str(one.check(answering(one, lambda *inputs: change(one.reference(*inputs)))))
    return said.split("\nThe smallest input")[0].split("\n")[1:]


@pytest.mark.parametrize(
    ("one", "change", "words"),
    [
        (
            lesson_03.gradient_of_state,
            np.transpose,
            "The answer has shape (2, 1), which is (hidden, batch); expected (1, 2), (batch, hidden).",
        ),
        (
            lesson_03.gradient_of_state,
            lambda dh: dh.sum(axis=0),
            "The axis batch of the answer is missing: shape (2,), expected (1, 2), (batch, hidden).",
        ),
        (
            lesson_03.gradient_of_state,
            lambda dh: dh.sum(axis=0, keepdims=True),  # its first axis of length 1 is no batch
            "The answer has shape (1, 3), expected (2, 3), (batch, hidden).",
        ),
        (
            lesson_03.share_of_W_hh,
            np.diag,
            "The axis hidden of the answer is missing: shape (2,), expected (2, 2), (hidden, hidden).",
        ),
        (
            lesson_03.leaky_back,
            lambda parts: (parts[0], parts[1].T),
            "Part 2 of the answer has shape (2, 1), which is (hidden, batch); expected (1, 2), "
            "(batch, hidden).",
        ),
        (
            lesson_05.torch_gates,
            lambda parts: (*parts[:3], np.hstack(parts)),
            "Part 4 of the answer has shape (1, 4), which is (batch, 4 * hidden); expected (1, 1), "
            "(batch, hidden).",
        ),
        (
            lesson_03.hand_back,
            lambda dh: np.ones(7),
            "The answer has shape (7,), expected (1, 2), (batch, hidden).",
        ),
    ],
)
def test_a_shape_is_said_by_the_names_of_its_axes(one, change, words):
    assert lines(one, change)[-1] == words


def made(docstring, *shapes):
    """Return an exercise with this docstring whose inputs are of these shapes; it doubles its input xs."""

    def double(xs):
        return 2 * xs

    double.__doc__ = docstring
    probes = [(np.random.default_rng(1).normal(size=shape),) for shape in shapes]
    return exercise(probes=lambda: probes, hints=("A.", "B."))(double)


def test_two_names_of_one_size_are_told_apart_by_other_inputs_or_not_at_all():
    words = "Return (batch, hidden)."
    assert "expected (3, 3)" not in lines(made(words, (3, 3)), np.transpose)[-1]
    said = lines(made(words, (3, 3)), lambda a: a[0])
    assert said[-1] == "The answer has shape (3,), expected (3, 3), (batch, hidden)."
    said = lines(made(words, (3, 3), (2, 3)), lambda a: a[0])
    assert (
        said[-1] == "The axis batch of the answer is missing: shape (3,), expected (3, 3), (batch, hidden)."
    )
    assert "which is" not in lines(made(words, (1, 5)), lambda a: a.T[:1])[-1]  # (1, 1): kept from a sum?


@pytest.mark.parametrize("words", ["Return twice xs.", "Return (a, b), each (n,).", "Return (n, n)."])
def test_without_names_that_fit_the_shapes_alone_are_said(words):
    assert lines(made(words, (2, 3)), np.transpose)[-1] == "The answer has shape (3, 2), expected (2, 3)."


def test_an_answer_without_a_shape_is_said_as_ever():
    one = made("Return (batch, hidden).", (2, 3))
    assert "is None" in lines(one, lambda _: None)[-1]
    assert "is a str" in lines(one, lambda _: "yes")[-1]
    assert "is 0, expected" in lines(one, np.zeros_like)[-1]
