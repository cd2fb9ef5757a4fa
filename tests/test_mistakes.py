"""Every declared mistake is what its sentence says: three answers written from it are named by it."""

import importlib.util

import numpy as np
import pytest
import stamps
from conftest import ROOT
from test_exercises import answering

from course_utils.exercises import lesson_01, lesson_04, lesson_05
from course_utils.exercises.engine.exercise import of_lesson
from course_utils.exercises.engine.progress import FILE

RESTS_ON = stamps.EXERCISES


def variants(lesson):
    """Return, by exercise and by the beginning of a mistake's sentence, the answers of a lesson's file."""
    spec = importlib.util.spec_from_file_location(
        "variants", ROOT / "tests" / "mistakes" / f"lesson_{lesson}.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.VARIANTS


WRITTEN = {f"{number:02}": variants(f"{number:02}") for number in range(10)}
EACH = [
    pytest.param(one, sentence, id=f"lesson_{lesson}-{name}-{number}")
    for lesson in WRITTEN
    for name, one in of_lesson(lesson).items()
    for number, sentence in enumerate(one.mistakes)
]


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


@pytest.mark.parametrize(("one", "sentence"), EACH)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_mistake_is_named_however_it_is_written(one, sentence):
    of_this = [
        answers for start, answers in WRITTEN[one.lesson][one.name].items() if sentence.startswith(start)
    ]
    assert len(of_this) == 1 and len(of_this[0]) == 3
    for answer in of_this[0]:
        assert one.check(answering(one, answer)).mistake == sentence


def test_nothing_is_written_for_mistakes_that_are_not_declared():
    for lesson, of_exercise in WRITTEN.items():
        declared = of_lesson(lesson)
        assert set(of_exercise) <= set(declared)
        for name, starts in of_exercise.items():
            assert len(starts) == len(declared[name].mistakes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda train, test: (train, test), "Right."),
        (lambda train, test: (train.tolist(), tuple(test)), "Right."),
        (
            lambda train, test: (train, np.arange(3)),
            "The test part is [0 1 2]: of 6 rows, counted from 0, it is",
        ),
        (lambda train, test: (np.r_[train, test], test), "Training row 4 is a test row, too."),
        (
            lambda train, test: (np.arange(test[0]), test),
            "Training row 6 is too new: its target is the last value of row 8, and the first test forecast",
        ),
        (lambda train, test: (train[::2], test), "Training row 1 is left out, though its target is known in"),
        (lambda train, test: (train[::-1], test), "Part 1 of the answer at [0] is 3, expected 0."),
        (lambda train, test: train, "The answer has 4 parts, expected 2."),
        (lambda train, test: ("train", "test"), "Part 1 of the answer is a str"),
    ],
)
def test_which_row_stands_in_the_wrong_part_is_said(change, words):
    one = lesson_01.split
    assert words in str(one.check(answering(one, lambda *inputs: change(*one.reference(*inputs)))))


@pytest.mark.parametrize(
    ("W", "words"),
    [
        (lambda b: [[0.9, b], [0, 0.9]], "Right."),
        (lambda b: [[0, b], [0.25 / b, 0]], "Right."),
        (lambda b: [[0.5, b], [b, 0.5]], "It is symmetric: large entries make large eigenvalues."),
        (lambda b: [[0.96, b], [0, 0.96]], "the eigenvalues are the entries on it: make these smaller."),
        (lambda b: [[0.9, b], [0.1, 0.9]], "from the product of the two entries beside it."),
        (lambda b: [[0.6, -0.6], [0.6, 0.6]], "It is normal, and the powers of such a matrix never grow."),
        (lambda b: np.array([[0.9, b], [0, 0.9]]) / (b + 2), "Its own norm is 0.586: below 1"),
        (lambda b: [[0.2, b - 1], [0, 0.2]], "The first power is the largest already"),
        (lambda b: [[0.9, 5], [0, 0.9]], "Short by a factor of 2.064."),
    ],
)
def test_why_a_matrix_does_not_grow_and_fade_is_said(W, words):
    assert words in str(lesson_04.grow_then_fade.check(lambda growth: np.array(W(growth))))


def rotation(size, seed):
    return np.linalg.qr(np.random.default_rng(seed).random((size, size)))[0]


def in_pairs(size, seed):
    W = np.eye(size)
    for unit in range(0, size - 1, 2):
        W[unit : unit + 2, unit : unit + 2] = [[0.6, -0.8], [0.8, 0.6]]
    return W


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (rotation, "Right."),
        (lambda size, seed: np.roll(np.eye(size), 1, axis=0), "Right."),
        (lambda size, seed: 0.99 * rotation(size, seed), "0.99 to the power of 100 is 0.37: scale nothing."),
        (lambda size, seed: 1.02 * rotation(size, seed), "1.02 to the power of 100 is 7.2: scale nothing."),
        (lambda size, seed: np.linalg.qr(np.ones((size, size))), "qr returns two matrices: take the first."),
        (in_pairs, "Unit 4 hears of no other, as row 4 is 0 off the diagonal: mix them.\nTurned in pairs"),
        (
            lambda size, seed: np.eye(size)[np.random.default_rng(seed).permutation(size)],
            "A random permutation may turn out to be that.",
        ),
        (lambda size, seed: np.eye(size)[[1, 0, *range(2, size)]], "may leave units in their place."),
        (lambda size, seed: np.diag((-1.0) ** np.arange(size)), "it is diagonal: each unit hears itself"),
        (lambda size, seed: np.triu(np.ones((size, size))), "It is triangular."),
        (lambda size, seed: np.ones((size, size)) / size, "Its largest singular value is 1"),
        (lambda size, seed: np.eye(size) + 0.05 * rotation(size, seed), "with something small added"),
        (lambda size, seed: np.ones((size, size)), "Scaling moves all of these together"),
        (lambda size, seed: np.ones((size, size)) / size**0.5, "Each row has length 1, but"),
        (
            lambda size, seed: np.diag(1 + np.arange(size)) @ np.ones((size, size)) / (size * (size + 1) / 2),
            "Its spectral radius is 1.",
        ),
    ],
)
def test_why_a_start_does_not_pass_gradients_is_said(start, words):
    assert words in str(lesson_04.passing_start.check(start))


def gates(T, write, show):
    """Return gates that do what is asked, otherwise than the reference."""
    step = np.arange(1, T + 1)
    return (
        np.where(step > write, 1.0, 0.0),
        np.where(step == write, 1.0, 0.0),
        np.where(step == show, 1.0, 0.0),
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f, i, o: (f, i, o), "Right."),
        (
            lambda f, i, o: (0.9 * f + 0.1, i, o),
            "Look at the forget gate: at step 3 the cell still holds 0.1",
        ),
        (lambda f, i, o: (f, 0.5 * i, o), "Look at step 1 and after: at step 3 0.5 of its candidate is left"),
        (lambda f, i, o: (f, np.ones_like(i), o), "Look at the input gate at step 2: at step 3 1 of its"),
        (lambda f, i, o: (np.ones_like(f), np.ones_like(i), o), "Look at the forget gate: at step 3"),
        (lambda f, i, o: (f, i, 0.5 * o), "Look at the output gate at step 3: it is 0.5, and only 1 shows"),
        (lambda f, i, o: (f, i, np.maximum(o, 0.1)), "Look at the output gate at step 1: it has to be shut"),
        (lambda f, i, o: tuple(0.96 * g + 0.02 for g in (f, i, o)), "have to be 0 and 1 themselves."),
        (lambda f, i, o: (2 * f, i, o), "F leaves the range from 0 to 1: no gate can."),
        (lambda f, i, o: (f[1:], i, o), "F has shape (2,), expected (3,)."),
        (lambda f, i, o: f, "three arrays: f, i and o."),
    ],
)
def test_what_gates_lack_is_said(change, words):
    one = lesson_05.latch_gates
    assert words in str(one.check(answering(one, lambda *inputs: change(*gates(*inputs)))))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda ih, hh, value, H: (ih, hh + value - ih - hh), "Look at bias_hh[0]: it has changed"),
        (lambda ih, hh, value, H: (ih[:-1], hh), "Bias_ih has shape (3,), expected (4,)."),
        (lambda ih, hh, value, H: (ih, hh), "Look at what torch adds: the forget gate of unit 1 gets"),
        (lambda ih, hh, value, H: ih, "two arrays: bias_ih and bias_hh."),
    ],
)
def test_what_biases_lack_is_said(change, words):
    one = lesson_05.set_forget_bias
    assert words in str(one.check(answering(one, lambda ih, hh, value: change(ih, hh, value, len(ih) // 4))))


def test_any_two_biases_with_the_right_sum_will_do():
    def halves(bias_ih, bias_hh, value):
        answers = bias_ih.copy(), bias_hh.copy()
        for one in answers:
            one[len(one) // 4 : len(one) // 2] = value / 2
        return answers

    assert lesson_05.set_forget_bias.check(halves).ok


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    "sigmoid",
    [
        lambda a: 1 / (1 + np.exp(-a)),
        lambda a: 0.5 * (1 + np.tanh(a / 2)),
        lambda a: np.where(a > 0, 1 / (1 + np.exp(-np.abs(a))), 1 - 1 / (1 + np.exp(-np.abs(a)))),
    ],
)
def test_a_sigmoid_that_does_not_give_nan_is_right(sigmoid):
    def gates(a):
        i, f, g, o = np.split(a, 4, axis=1)
        return sigmoid(i), sigmoid(f), sigmoid(o), np.tanh(g)

    assert lesson_05.torch_gates.check(gates).ok
