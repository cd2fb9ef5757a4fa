"""Single changes of the references: they name what an answer lacks, and nothing that agrees by chance."""

import ast
import json

import numpy as np
import pytest
import stamps
from test_exercises import ALL, answering

from course_utils.authoring import edits as authoring
from course_utils.exercises.engine import edits
from course_utils.exercises.engine.compare import agree
from course_utils.exercises.engine.exercise import exercise
from course_utils.exercises.engine.progress import FILE
from course_utils.exercises.engine.watchdog import called

RESTS_ON = (*stamps.EXERCISES, "authoring/edits.py")
WANTED = [param for param in ALL if param.values[0].wanted_is_one]
each = pytest.mark.parametrize("one", WANTED)


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


MADE = {}  # to find changes takes seconds


def made(source, *probes):
    """Return an exercise of this source, and its changes."""
    if source not in MADE:
        MADE[source] = _made(source, *probes)
    return MADE[source]


def _made(source, *probes):
    space = {"np": np, "__name__": __name__}
    exec(source, space)
    function = space[ast.parse(source).body[0].name]
    one = exercise(probes=lambda: list(probes), hints=("a", "b"), learned="")(function)
    one.source = lambda: source
    return one, authoring.telling(one)


SOURCE = """
def step(x, h, W, U, b):
    a = W @ x + U @ h - b
    return np.tanh(a), a.sum(axis=0)
"""
RNG = np.random.default_rng(1)
PROBES = [tuple(RNG.normal(size=shape) for shape in [(3, n), (4, n), (4, 3), (4, 4), (4, 1)]) for n in (1, 3)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("a = W @ x + U @ h", "A term is missing: b."),
        ("a = U @ h - b", "A term is missing: W @ x."),
        ("a = W @ x + U @ h + b", "A sign is wrong: the one of b."),
        ("a = W @ x + U.T @ h - b", "U is transposed."),
        ("a = W @ x + h - b", "A factor is missing: U."),
        ("a = W @ x + U @ h - b; return a, a.sum(axis=0)", "np.tanh is missing."),
        ("a = W @ x + U @ h - b; return np.tanh(np.tanh(a)), a.sum(axis=0)", "np.tanh is applied twice."),
        ("a = W @ x + U @ h - b; return np.tanh(a), a.sum()", "The axis is wrong in a.sum(axis=0)."),
        (
            "a = W @ x + U @ h - b; return np.tanh(a), a.mean(axis=0)",
            "Another function belongs where you have mean: sum.",
        ),
        (
            "a = W @ x + U @ h - b; return a.sum(axis=0), np.tanh(a)",
            "np.tanh(a) and a.sum(axis=0) are swapped.",
        ),
    ],
)
def test_a_single_slip_is_named_in_the_exercises_own_names(body, said, monkeypatch):
    one, found = made(SOURCE, *PROBES)
    monkeypatch.setattr(edits, "stored", lambda lesson: {"step": found})
    end = "" if "return" in body else "; return np.tanh(a), a.sum(axis=0)"
    space = {"np": np}
    exec(f"def step(x, h, W, U, b): {body}{end}", space)
    assert one.check(space["step"]).mistake == said


LOOP = """
def total(xs, ys, limit):
    kept, both = 0.0 * xs[0], 0.0 * xs[0]
    for t in range(1, len(xs)):
        kept = xs[t - 1] + (kept - xs[t]) * ys[t]
        both = both + kept
    if np.abs(both).max() > limit:
        both = both / limit
    return np.minimum(both, limit)
"""
LOOPED = [(*RNG.normal(size=(2, n, 3, 2)), limit) for n, limit in ((2, 0.5), (6, 1.5), (4, 50.0))]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("xs[t - 1]", "xs[t]", "An index is off by one: xs[t - 1]."),
        ("range(1, len(xs))", "range(1, len(xs) - 1)", "A range is off by one: range(1, len(xs))."),
        (
            "(kept - xs[t]) * ys[t]",
            "kept - xs[t] * ys[t]",
            "The brackets are wrong: look at (kept - xs[t]) * ys[t].",
        ),
        ("kept = xs", "kept += xs", "kept is added to each time. Replace it."),
        (
            "return np.minimum(both, limit)",
            "return both",
            "Something may go too far: np.minimum(both, limit) is missing.",
        ),
        ("np.abs(both).max() > limit", "True", "A condition is missing."),
        ("* ys[t]", "* np.tanh(ys)[t]", "np.tanh(ys) stands where ys belongs."),
        ("both + kept", "both + kept * t", "A factor is too much: t, with kept."),
        ("both + kept", "both + kept / len(kept)", "A mean stands where a sum belongs: kept."),
        ("both + kept", "both + kept.sum(axis=0)", "kept is summed over its rows: each row is needed."),
        ("both + kept", "both + kept[0]", "Only the first row of kept counts in yours."),
    ],
)
def test_what_is_too_much_and_what_is_one_off_is_named(old, new, said, monkeypatch):
    one, found = made(LOOP, *LOOPED)
    monkeypatch.setattr(edits, "stored", lambda lesson: {"total": found})
    assert LOOP.count(old) == 1
    space = {"np": np}
    exec(LOOP.replace(old, new), space)
    assert one.check(space["total"]).mistake == said


def test_what_agrees_by_chance_is_not_named(monkeypatch):
    source = "def double(x):\n    return x * 2\n"
    one, found = made(source, (2.0,), (4.0,))
    monkeypatch.setattr(edits, "stored", lambda lesson: {"double": found})
    assert one.check(lambda x: x + x + 1).mistake == ""  # no change gives that
    assert "is 8, expected 4" not in str(one.check(lambda x: np.nan))
    assert one.check(lambda x: np.nan).mistake == "" == one.check(lambda x: np.inf).mistake
    lone, found = _made(source, (2.0,))
    monkeypatch.setattr(edits, "stored", lambda lesson: {"double": found})
    assert lone.check(lambda x: x).mistake == ""  # one number may agree with anything
    assert one.check(lambda x: x).mistake == "A factor is missing: 2."


@each
def test_every_stored_change_is_a_wrong_answer_with_a_sentence(one):
    kept = edits.stored(one.lesson)[one.name]
    probes = one.probes()
    for edit in kept:
        assert edit.sentence.endswith(".") and len(edit.sentence) < 120 and "{" not in edit.sentence
        calls = [called(edits.function(one, edit.source), inputs) for inputs in probes]
        assert not any(call.error for call in calls)
        wanted = [one.reference(*inputs) for inputs in probes]
        assert not all(agree(call.value, want) for call, want in zip(calls, wanted, strict=True))


@each
def test_what_is_stored_is_current(one):
    path = edits.FOLDER / f"lesson_{one.lesson}.json"
    stored = json.loads(path.read_text(encoding="utf-8"))[one.name]
    assert ast.dump(ast.parse(stored["source"])) == ast.dump(ast.parse(one.source()))
    assert authoring.kept(one, stored) is stored, "new inputs: python -m course_utils.authoring.edits"


def test_the_changes_of_a_lesson_are_found_again():
    assert authoring.main(["--check", "03"]) == 0
    stored = json.loads((edits.FOLDER / "lesson_03.json").read_text(encoding="utf-8"))
    for (one,) in (param.values for param in WANTED):
        if one.lesson == "03":
            source = edits.plain(one.source())
            assert [edits.patch(source, edit) for edit in authoring.telling(one)] == stored[one.name]["edits"]


def test_parts_that_are_right_are_told(monkeypatch):
    one, _ = made(SOURCE, *PROBES)
    monkeypatch.setattr(edits, "stored", lambda lesson: {})
    said = str(one.check(lambda x, h, W, U, b: (np.tanh(W @ x + U @ h - b), np.ones(x.shape[1]))))
    assert "Look at part 2: part 1 is right on every input." in said


def test_what_the_failures_share_is_told(monkeypatch):
    monkeypatch.setattr(edits, "stored", lambda lesson: {})
    inputs = [(np.arange(3.0 * n).reshape(n, 3),) for n in (1, 2, 4)]
    one, _ = made("def total(x):\n    return x.sum(axis=0)\n", *inputs)
    assert "Of all inputs tried, it fails wherever axis 0 of x is longer than 1, and nowhere else." in str(
        one.check(lambda x: x[0] * 1.0)
    )


def test_the_input_that_is_shown_makes_the_difference_visible(monkeypatch):
    monkeypatch.setattr(edits, "stored", lambda lesson: {})
    one, _ = made("def same(x):\n    return x * 1.0\n", (np.array([1.0, 2.0]),), (np.array([50.0, 1.0]),))
    said = str(one.check(lambda x: np.where(x > 10, 0.0, x * (1 + 1e-5))))
    assert "x = [50.  1.]" in said and "is 0, expected 50" in said


def test_advice_fits_what_was_changed():
    one, _ = made("def count(d):\n    return len(d)\n", ({"a": 1},), ({"a": 1, "b": 2},))

    def spoils(d):
        n = len(d)
        d["a"] += 1
        return n

    assert "copy.deepcopy(x)" in str(one.check(spoils))
    one, _ = made("def head(x):\n    return x[0]\n", (np.arange(3.0),), (np.arange(4.0),))
    assert "x.copy()" in str(one.check(lambda x: (x.sort(), x.__setitem__(0, 5.0), x[0] - 5)[2]))


@each
def test_an_answer_without_a_known_mistake_is_not_given_one(one):
    rng = np.random.default_rng(1)

    def strange(*inputs):
        want = one.reference(*inputs)
        return shaken(want, rng)

    assert one.check(answering(one, strange)).mistake == "" or one.check(answering(one, strange)).ok


def shaken(value, rng):
    """Return an answer of the same form that means nothing."""
    if isinstance(value, dict):
        return {name: shaken(part, rng) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(shaken(part, rng) for part in value)
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        return value
    return array + rng.normal(size=array.shape) * 3.7 + 0.123
