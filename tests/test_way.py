"""Quantities on the way: a check says which was right last, on every input, and disturbs nothing."""

import sys

import numpy as np
import pytest
import stamps
from test_exercises import ALL, answering

from course_utils.exercises import lesson_03, lesson_05
from course_utils.exercises.engine import way
from course_utils.exercises.engine.compare import agree
from course_utils.exercises.engine.exercise import exercise
from course_utils.exercises.engine.progress import FILE
from course_utils.exercises.engine.watchdog import tried

RESTS_ON = stamps.EXERCISES
WITH = [param for param in ALL if param.values[0].quantities]


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


def help_in(result):
    """Return the line of a check that helps."""
    return str(result).split("\n")[1]


def whole_dW_hh(dhs, hs, W_hh):
    dW_hh, back = np.zeros_like(W_hh), np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        total = dhs[t - 1] + back
        da = total * (1 - hs[t] ** 2)
        dW_hh += 0.7 * da.T @ hs[t - 1]
        back = da @ W_hh
    return dW_hh


def truncated_dW_hh(dhs, hs, W_hh, chunk):
    dW_hh, back = np.zeros_like(W_hh), np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        dh = dhs[t - 1] + back * (t % chunk > 0)
        dW_hh += (dh * (1 - 0.5 * hs[t])).T @ hs[t - 1]
        back = dh * (1 - hs[t] ** 2) @ W_hh
    return dW_hh


def leaky_back(dh_t, h_t, h_prev, W_hh, leak):
    bent = (h_t - (1 - leak) * h_prev) / leak
    da = dh_t * leak**2 * (1 - bent**2)
    return da, (1 - leak) * dh_t + da @ W_hh * 0.3


def sample(logits, temperature, u):
    e = np.exp((logits - np.max(logits)) / temperature)
    p = e / np.sum(e)
    return int(np.argmax(p) if u < 0.5 else np.argmin(p))


def cell_gradient(dh_t, dc_t, f_t, o_t, c_t):
    slope = 1 - np.tanh(c_t) ** 2
    dc = dc_t + dh_t * o_t * slope
    return dc * f_t**3


def forget_gradient(dc_t, c_prev, f_t):
    df = dc_t * c_prev
    return df * f_t * (1 - f_t) ** 3


def bias_for(steps):
    f = 0.5 ** (1 / steps)
    return np.log(f) - 3


def peephole_step(a_f, a_o, c_tilde, c_prev, p_f, p_o):
    f = 1 / (1 + np.exp(-(a_f + p_f * c_prev)))
    c = f * c_prev + (1 - f) * c_tilde
    o = 1 / (1 + np.exp(-(a_o + p_o * c)))
    return c, o * np.sinh(c)


@pytest.mark.parametrize(
    ("one", "answer", "quantity", "name"),
    [
        (lesson_03.whole_dW_hh, whole_dW_hh, "dL/da_t", "da"),
        (lesson_03.truncated_dW_hh, truncated_dW_hh, "dL/dh_t", "dh"),
        (lesson_03.leaky_back, leaky_back, "tanh(a_t)", "bent"),
        (lesson_03.sample, sample, "softmax(logits / temperature)", "p"),
        (lesson_05.cell_gradient, cell_gradient, "dL/dc_t", "dc"),
        (lesson_05.forget_gradient, forget_gradient, "dL/df_t", "df"),
        (lesson_05.bias_for, bias_for, "f", "f"),
        (lesson_05.peephole_step, peephole_step, "o_t", "o"),
    ],
)
def test_the_last_quantity_that_is_right_is_told(one, answer, quantity, name):
    result = one.check(answer)
    assert not result.ok and result.mistake == ""
    assert help_in(result) == f"{quantity} is right (your {name}). Look at what comes after it."


def test_each_of_these_exercises_is_tried_above():
    assert {param.values[0].name for param in WITH} == {
        *("whole_dW_hh", "truncated_dW_hh", "leaky_back", "sample"),
        *("cell_gradient", "forget_gradient", "bias_for", "peephole_step"),
    }


@pytest.mark.parametrize("one", WITH)
def test_no_quantity_is_an_input_or_the_answer(one):
    probes = one.probes()
    for quantity in one.quantities.values():
        values = [quantity(*inputs) for inputs in probes]
        for given in [*zip(*probes, strict=True), [one.reference(*inputs) for inputs in probes]]:
            assert not all(type(v) is type(g) and agree(v, g) for v, g in zip(values, given, strict=True))


@pytest.mark.parametrize("one", WITH)
def test_where_a_mistake_is_named_nothing_else_is_said(one):
    for sentence, function in one.mistakes.items():
        assert "Look at what comes after it" not in str(one.check(function)), sentence


# ---- on an exercise of its own -------------------------------------------------------------------


@exercise(probes=lambda: [(np.array([1.0, 2.0]),), (np.array([0.5, 4.0, 1.0]),)], hints=("A.", "B."))
def spread(xs):
    """Return the mean squared distance from the mean."""
    return ((xs - xs.mean()) ** 2).mean()


@spread.on_the_way("xs - mean")
def _(xs):
    return xs - xs.mean()


def test_what_is_right_on_the_shown_input_alone_is_not_told():
    def answer(xs):
        away = xs - (xs[0] + xs[-1]) / 2  # the mean of two, but not of three
        return (away**2).sum() * 3.3

    assert "comes after it" not in str(spread.check(answer))


def test_an_answer_that_raises_is_told_how_far_it_was_right():
    def answer(xs):
        away = xs - xs.mean()
        return away @ np.ones(7)

    assert help_in(spread.check(answer)).startswith("xs - mean is right (your away).")


@pytest.mark.parametrize(
    "value", [None, "text", {}, [1, [2]], object(), np.array([None]), 1j, np.zeros((0, 2))]
)
def test_whatever_names_hold_does_no_harm(value):
    def answer(xs):
        held = value
        return 3.3 if held is value else 0.0

    assert str(spread.check(answer)).startswith("Not yet.")
    assert "comes after it" not in str(spread.check(answer))


def test_what_has_no_python_code_or_names_has_no_help():
    class Callable:
        def __call__(self, xs):
            return 3.3

    assert "comes after it" not in str(spread.check(Callable()))
    assert "comes after it" not in str(spread.check(lambda xs: 3.3))
    assert way.locals_of(np.sum, (np.ones(3),)) == {}


def test_a_profiler_stays_and_inputs_output_and_random_numbers_are_as_they_were(capsys):
    def answer(xs):
        away = xs - xs.mean()
        print("seen", np.random.rand())
        away[0] += 0 * xs[0]
        xs[0] = 7.0
        raise SystemExit

    def profile(*_):
        return None

    xs, drawn = np.array([1.0, 2.0]), np.random.get_state()[1].copy()
    sys.setprofile(profile)
    try:
        seen = way.locals_of(answer, (xs,))
        assert sys.getprofile() is profile
    finally:
        sys.setprofile(None)
    assert sorted(seen) == ["away", "xs"] and xs.tolist() == [1.0, 2.0]
    assert capsys.readouterr().out == "" and (np.random.get_state()[1] == drawn).all()


def test_it_is_looked_only_once_where_nothing_is_right_and_never_where_all_is(monkeypatch):
    calls = []

    def answer(xs, factor=3.3):
        calls.append(len(xs))
        return factor * spread.reference(xs) + 1

    spread.check(answer)
    assert calls == [2, 3, 2]  # two probes, and the shown one with its names seen
    monkeypatch.setattr(way, "locals_of", lambda *_: 1 / 0)
    assert spread.check(spread.reference).ok
    spread.judge(tried(answer, spread.probes()))  # a grader has no function


def test_an_endless_answer_is_not_run_again(monkeypatch):
    monkeypatch.setattr("course_utils.exercises.engine.watchdog.called.__defaults__", (0.2,))
    monkeypatch.setattr(way, "locals_of", lambda *_: 1 / 0)

    def endless(xs):
        while True:
            pass

    assert "was stopped" in str(spread.check(endless))


@pytest.mark.parametrize("one", WITH)
def test_a_wrong_answer_is_run_on_each_probe_and_once_more(one):
    calls = []

    def answer(*inputs):
        calls.append(inputs)
        return np.asarray(one.reference(*inputs)) * 3.7 + 0.1

    assert one.check(answering(one, answer)).ok is False
    assert len(calls) <= 1.5 * len(list(one.probes())) + 2
