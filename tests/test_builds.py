"""Builds: the reference reaches every part, wrong answers miss what is theirs, and graders know them."""

import ast
import inspect
import re
import time

import numpy as np
import pytest
import stamps
from nbformat.v4 import new_code_cell, new_notebook
from wrong_builds import LETTERS, WRONG

from course_utils.authoring import execute
from course_utils.cells import lstm, torch_maps
from course_utils.exercises import Build, build_03, build_05, progress
from course_utils.exercises.engine import build as engine
from course_utils.exercises.engine.exercise import lessons
from course_utils.exercises.engine.progress import FILE
from course_utils.exercises.engine.result import NOT_ATTEMPTED
from course_utils.exercises.engine.starter import is_stub
from course_utils.grading import handout

RESTS_ON = stamps.EXERCISES
BUILDS = [one for named in lessons().values() for one in named.values() if isinstance(one, Build)]
each = pytest.mark.parametrize("one", BUILDS, ids=lambda one: f"lesson_{one.lesson}-{one.name}")


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


def edited(one, **edits):
    """Return the functions of a build's reference with pieces of their source replaced."""
    names = dict(vars(inspect.getmodule(one.reference)))
    for function in one.functions:
        source = inspect.getsource(function)
        for old, new in edits.get(function.__name__, ()):
            assert old in source, old
            source = source.replace(old, new)
        exec(source, names)
    return [names[name] for name in one.names]


def missed(result):
    """Return the parts that a check found missing: what it says, by number."""
    found = re.findall(r"^✗ (\d)\. (.*)$", str(result), re.MULTILINE)
    return {int(number): said for number, said in found}


def parts_alone(one, *parts):
    """Return a build of some parts of another, numbered from 1."""
    alone = Build(one.name, *one.functions)
    alone.parts = [one.parts[part - 1] for part in parts]
    return alone


def missed_of(one, tried, edits):
    """Return which of the parts `tried` a build's reference with edits misses; each is told in sentences."""
    found = missed(parts_alone(one, *tried).check(*edited(one, **edits)))
    assert all(re.search(r": .*[.]$", said) for said in found.values())
    return {tried[number - 1] for number in found}


def test_these_lessons_have_one_each():
    names = [("01", "honest_year"), ("02", "two_way_tagger"), ("03", "letter_model")]
    names += [("04", "far_reader"), ("05", "own_lstm"), ("06", "own_gru"), ("07", "beat_the_benchmark")]
    names += [("08", "own_translator"), ("09", "own_memory")]
    assert [(one.lesson, one.name) for one in BUILDS] == names


@each
def test_the_reference_reaches_all_parts_and_counts_as_done(one):
    assert "still to do" in str(progress.of(one.lesson)) and one.name in str(progress.of(one.lesson))
    result = one.check(*one.functions)
    count = len(one.parts)
    assert 4 <= count <= 6
    assert result.ok and str(result).startswith(f"Right. {count} of {count} reached. {one.learned}\n✓ 1. ")
    assert one.name in progress.done()[one.lesson]
    assert not re.search(rf"still to do:.*{one.name}", str(progress.of(one.lesson)))


@each
def test_all_parts_together_have_less_time_than_a_build_may_take(one):
    assert sum(seconds for *_, seconds in one.questions()) <= engine.SECONDS


@each
def test_words_are_sentences_and_every_part_has_hints(one):
    assert all(len(part.hints) >= 2 for part in one.parts)
    hints = [hint for part in one.parts for hint in part.hints]
    assert all(text.endswith((".", "?")) and "—" not in text for text in (*hints, one.learned))
    lines = {line.strip() for line in one.source().splitlines()}
    assert not any(line in hint for line in lines if len(line) > 20 for hint in hints)


@each
def test_starters_are_not_attempted_and_one_function_alone_is_judged(one):
    stubs = [ast.unparse(ast.parse(handout._starter(function))) for function in one.functions]
    names = {}
    exec("\n".join(stubs), names)
    stubs = [names[name] for name in one.names]
    assert all(map(is_stub, stubs))
    assert (str(one.check(*stubs)), one.check(*stubs).ok) == (NOT_ATTEMPTED, None)
    result = parts_alone(one, 1, 2, 6).check(one.functions[0], *stubs[1:])
    assert str(result).startswith("Not yet. 2 of 3 reached.")
    assert missed(result)[3].endswith(f": {one.names[-1]} is not written yet.")


STRANGE = {
    "None": None,
    "a number": 3.5,
    "a text": "yes",
    "NaN": float("nan"),
    "a pair": (np.nan, {}),
    "arrays": (np.full((2, 3), np.nan), np.zeros((2, 3))),
    "a dict": {"W_hh": np.ones(3), "W_ih": "x"},
}


@each
@pytest.mark.parametrize("value", STRANGE.values(), ids=STRANGE)
def test_strange_answers_get_one_line_a_part(one, value):
    result = one.check(*[lambda *_: value] * len(one.names))
    assert len(str(result).split("\n")) == 1 + len(one.parts) and len(missed(result)) == len(one.parts)
    for said in missed(result).values():
        assert re.search(r"[.?]$", said) and len(re.findall(r"[.?!](?= |$)", said.split(": ", 1)[1])) <= 2


@each
def test_what_raises_exits_or_is_no_function_is_said(one):
    result = one.check(*[lambda *_: 1 / 0] * len(one.names))
    assert all("it raises ZeroDivisionError" in said for said in missed(result).values())
    assert len(missed(one.check(*[lambda *_: exit()] * len(one.names)))) == len(one.parts)
    assert all("is no function" in said for said in missed(one.check(*[3] * len(one.names))).values())
    assert "without brackets" in str(one.check())
    assert progress.done() == {}


@pytest.mark.parametrize(
    "one", [one for one in BUILDS if one.names[-1].endswith("_train")], ids=lambda one: one.name
)
def test_a_tensor_is_read_and_weights_of_another_kind_are_refused(one):
    torch = pytest.importorskip("torch")
    ((W, *_),) = one.parts[-1].probes()
    judge = one.parts[-1].judge
    trained = one.functions[-1](*one.parts[-1].probes()[0])
    tensors = {name: torch.tensor(w, requires_grad=True) for name, w in trained.items()}
    assert judge(tensors, W, None) == ""
    assert re.search("loss is|% are right", judge(W, W, None))
    name = next(iter(W))
    assert "no finite number" in judge({**trained, name: np.nan * trained[name]}, W, None)
    assert "has shape" in judge({**trained, name: trained[name][:-1]}, W, None)
    assert f"has no {name!r}" in judge({n: w for n, w in trained.items() if n != name}, W, None)


def test_what_never_ends_is_stopped_part_by_part():
    def endless(*_):
        while True:
            pass

    short = Build("short", endless)
    for _ in range(2):
        short.part("Wait", endless, probes=lambda: [(1,), (2,)], hints=("A.", "B."), seconds=0.2)(
            lambda *_: ""
        )
    result = short.check(endless)
    assert len(missed(result)) == 2 and "was still running after 0.2 s" in str(result)


def test_what_comes_back_from_a_stopped_run_is_not_taken_for_an_answer():
    def hasty():  # as a training does that swallows the interrupt
        try:
            while True:
                pass
        except BaseException:
            return 1

    short = Build("short", hasty)
    short.part("Wait", hasty, probes=lambda: [()], hints=("A.", "B."), seconds=0.2)(lambda *_: "it is wrong.")
    assert "was still running after 0.2 s and was stopped" in str(short.check(hasty))


def test_a_part_s_seconds_are_for_all_its_calls_together():
    slow = Build("slow", time.sleep)
    slow.part("Sleep", time.sleep, probes=lambda: [(0.15,)] * 9, hints=("A.", "B."), seconds=0.4)(
        lambda *_: ""
    )
    assert "was still running after 0.4 s" in str(slow.check(lambda s: time.sleep(s)))


@pytest.mark.parametrize(("one", "edits", "wanted"), WRONG)
def test_a_wrong_answer_misses_the_parts_it_is_wrong_for(one, edits, wanted):
    tried = [1, 2, 3, 4, 5] if 6 not in wanted else [1, 6]  # a training is tried where it is what is wrong
    found = missed(parts_alone(one, *tried).check(*edited(one, **edits)))
    assert {tried[number - 1] for number in found} == wanted & set(tried)
    assert all(re.search(r": .*[.]$", said) for said in found.values())


def test_any_way_there_counts():
    def adam(W, xs, targets, mask, updates, seed):
        rng, W = np.random.default_rng(seed), dict(W)
        m, v = ({name: 0 * w for name, w in W.items()} for _ in range(2))
        for update in range(1, updates + 1):
            some = rng.integers(0, xs.shape[1], 32)
            _, grads = build_03.letter_loss(W, xs[:, some], targets[:, some], mask[:, some])
            for name, g in grads.items():
                m[name] = 0.9 * m[name] + 0.1 * g
                v[name] = 0.99 * v[name] + 0.01 * g**2
                step = m[name] / (1 - 0.9**update) / (np.sqrt(v[name] / (1 - 0.99**update)) + 1e-8)
                W[name] = W[name] - 0.01 * step
        return W

    assert missed(parts_alone(LETTERS, 1, 6).check(build_03.letter_loss, adam)) == {}


# ---- the references are right, and the targets are where the lessons say -------------------------


def test_the_lstm_is_torch_s_and_the_library_s():
    torch = pytest.importorskip("torch")
    W, xs, h_0, c_0, dhs = next(build_05._runs((9, 3, 4, 5), back=True))
    long = {"W_ih": "weight_ih_l0", "W_hh": "weight_hh_l0", "b_ih": "bias_ih_l0", "b_hh": "bias_hh_l0"}
    layer = torch.nn.LSTM(4, 5, dtype=torch.float64)
    layer.load_state_dict({long[name]: torch.tensor(w) for name, w in W.items()})
    given = {
        name: torch.tensor(a, requires_grad=True) for name, a in (("xs", xs), ("h_0", h_0), ("c_0", c_0))
    }
    output, _ = layer(given["xs"], (given["h_0"][None], given["c_0"][None]))
    hs, cs = build_05.lstm_forward(W, xs, h_0, c_0)
    ours = torch_maps.lstm_from_torch({long[name]: w for name, w in W.items()})
    run = lstm.forward(xs, ours, h_0, c_0)
    assert np.allclose(hs, output.detach()) and np.allclose(hs, run.hs) and np.allclose(cs, run.cs)
    (torch.tensor(dhs) * output).sum().backward()
    grads, library = build_05.lstm_backward(W, xs, h_0, c_0, dhs), lstm.backward(run, dhs)
    assert all(np.allclose(grads[name], p.grad) for name, p in given.items())
    assert all(np.allclose(grads[name], getattr(layer, long[name]).grad) for name in W)
    assert all(np.allclose(grads[name], library[name]) for name in given)


# ---- hints, and what is shown while it checks ----------------------------------------------------


@each
def test_hints_are_for_the_first_part_that_is_missing(one, monkeypatch):
    said = []
    monkeypatch.setattr(engine, "put", lambda note: said.append(str(note)))
    monkeypatch.setattr(one, "_open", 0)
    for part in one.parts:
        monkeypatch.setattr(part, "hinted", 0)
    one.hint(), one.hint()
    assert said == [
        f"Hint {n + 1} of {len(one.parts[0].hints)} for part 1: {one.parts[0].hints[n]}" for n in (0, 1)
    ]
    good, bad = one.parts[0], [None] * (len(one.parts) - 1)
    one.judge(engine.asked(one.functions[0], good.probes(), 5), *bad)
    one.hint()
    assert said[-1] == f"Hint 1 of {len(one.parts[1].hints)} for part 2: {one.parts[1].hints[0]}"
    one.check(*[lambda *_: ...] * len(one.names))  # an empty answer begins with part 1 again
    one.hint()
    assert " for part 1: " in said[-1]


@each
def test_the_solution_is_all_functions_and_works(one, monkeypatch):
    said = []
    monkeypatch.setattr(engine, "put", said.append)
    one.solution()
    names = {"np": np}
    exec(said[0].data, names)
    assert parts_alone(one, 1, 2, 3, 4, 5).check(*[names[name] for name in one.names]).ok


def test_in_a_notebook_one_line_says_which_part_is_tried_and_becomes_the_result(tmp_path):
    source = """
from course_utils.exercises import Build
def twice(x): return 2 * x
doubling = Build("doubling", twice)
for title in ("One", "Two"):
    part = doubling.part(title, twice, probes=lambda: [(1,)], hints=("A.", "B."))
    part(lambda answer, x: "" if answer == 2 else "no.")
"""
    seen = """
from course_utils.exercises.engine import build
shown, put = [], build.put
def watched(note, **how):
    shown.append(str(note))
    handle = put(note, **how)
    class Watched:
        def update(self, note):
            shown.append(str(note))
            handle.update(note)
    return Watched()
build.put = watched
"""
    cells = [
        source + seen,
        "done = doubling.check(lambda x: 3)\n'not shown twice'",
        "done",
        "doubling.check(lambda x: 2)",
    ]
    cells += ["print(*shown[:2], sep='\\n')"]
    notebook = execute.executed(new_notebook(cells=[new_code_cell(cell) for cell in cells]), tmp_path)
    first, again, right, shown = (
        [output.get("text") or output.data["text/plain"] for output in cell.outputs]
        for cell in notebook.cells[1:]
    )
    assert first[0] == "Not yet. 0 of 2 reached.\n✗ 1. One: no.\n✗ 2. Two: no." and first[1:] == [
        "'not shown twice'"
    ]
    assert right == ["Right. 2 of 2 reached. \n✓ 1. One\n✓ 2. Two"]
    assert shown == ["□□ Part 1 of 2: One. It has 1 s.\n■□ Part 2 of 2: Two. It has 1 s.\n"]
