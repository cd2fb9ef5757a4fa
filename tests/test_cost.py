"""Counted costs: a loop over the steps is told from a scan, however either is written."""

import itertools

import numpy as np
import pytest

from course_utils.cells import scan
from course_utils.exercises import lesson_09
from course_utils.exercises.engine.cost import in_a_row
from course_utils.exercises.engine.exercise import exercise
from course_utils.exercises.engine.progress import FILE
from course_utils.exercises.engine.watchdog import tried

T = 64


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


def steps_in_a_list(a, b):
    h, hs = np.zeros(a.shape[1]), []
    for a_t, b_t in zip(a, b, strict=True):
        h = a_t * h + b_t
        hs.append(h)
    return np.array(hs)


def steps_in_plain_zeros(a, b):
    hs = np.zeros((len(a) + 1, a.shape[1]))
    for t in range(len(a)):
        hs[t + 1] = a[t] * hs[t] + b[t]
    return hs[1:]


def steps_in_place(a, b):
    hs = b.copy()
    for t in range(1, len(a)):
        hs[t] += a[t] * hs[t - 1]
    return hs


def steps_of_single_numbers(a, b):
    hs = np.empty_like(b)
    for unit in range(a.shape[1]):
        h = 0.0
        for t in range(len(a)):
            h = a[t, unit] * h + b[t, unit]
            hs[t, unit] = h
    return hs


def steps_by_einsum(a, b):
    hs = [b[0]]
    for t in range(1, len(a)):
        hs.append(np.einsum("i,i->i", a[t], hs[-1]) + b[t])
    return np.stack(hs)


def steps_accumulated(a, b):
    pairs = itertools.accumulate(zip(a, b, strict=True), lambda h, ab: (None, ab[0] * h[1] + ab[1]))
    return np.stack([h for _, h in pairs])


def steps_with_out(a, b):
    hs = b.copy()
    for t in range(1, len(a)):
        np.add(np.multiply(a[t], hs[t - 1]), b[t], out=hs[t])
    return hs


def kogge_stone_with_copies(a, b):
    reach = 1
    while reach < len(b):
        new_a, new_b = a.copy(), b.copy()
        new_b[reach:] = a[reach:] * b[:-reach] + b[reach:]
        new_a[reach:] *= a[:-reach]
        a, b, reach = new_a, new_b, 2 * reach
    return b


def kogge_stone_padded(a, b):
    reach = 1
    while reach < len(b):
        one, none = np.ones((reach, a.shape[1])), np.zeros((reach, a.shape[1]))
        b = a * np.vstack([none, b[:-reach]]) + b
        a, reach = a * np.vstack([one, a[:-reach]]), 2 * reach
    return b


def kogge_stone_rolled(a, b):
    reach, t = 1, np.arange(len(a))[:, None]
    while reach < len(b):
        a_before, b_before = ((t >= reach) * np.roll(x, reach, axis=0) for x in (a, b))
        a, b, reach = a * (a_before + (t < reach)), a * b_before + b, 2 * reach
    return b


def kogge_stone_of_a_list_of_pairs(a, b):
    pairs, reach = list(zip(a, b, strict=True)), 1
    while reach < len(pairs):
        later = [
            (a_2 * a_1, a_2 * b_1 + b_2) for (a_1, b_1), (a_2, b_2) in zip(pairs, pairs[reach:], strict=False)
        ]
        pairs, reach = pairs[:reach] + later, 2 * reach
    return np.array([b for _, b in pairs])


def kogge_stone_step_by_step(a, b):
    reach = 1
    while reach < len(b):
        new_a, new_b = a.copy(), np.zeros(b.shape)
        for t in range(len(b)):
            new_b[t] = a[t] * b[t - reach] + b[t] if t >= reach else b[t]
            new_a[t] = a[t] * a[t - reach] if t >= reach else a[t]
        a, b, reach = new_a, new_b, 2 * reach
    return b


def halves(a, b):
    def scanned(a, b):
        if len(b) == 1:
            return a, b
        middle = len(b) // 2
        (a_1, b_1), (a_2, b_2) = scanned(a[:middle], b[:middle]), scanned(a[middle:], b[middle:])
        return np.concatenate([a_1, a_2 * a_1[-1]]), np.concatenate([b_1, a_2 * b_1[-1] + b_2])

    return scanned(a, b)[1]


def odd_and_even(a, b):
    if len(b) == 1:
        return b
    odd = odd_and_even(a[1::2] * a[:-1:2], a[1::2] * b[:-1:2] + b[1::2])
    hs = np.empty(b.shape)
    hs[0], hs[1::2], hs[2::2] = b[0], odd, a[2::2] * odd[:-1] + b[2::2]
    return hs


def blelloch_tree(a, b):
    A, B, reach = a.copy(), b.copy(), 1
    while reach < len(b):  # up
        left, right = slice(reach - 1, None, 2 * reach), slice(2 * reach - 1, None, 2 * reach)
        B[right] += A[right] * B[left]
        A[right] *= A[left]
        reach *= 2
    A[-1], B[-1] = 1, 0
    while reach > 1:  # down
        reach //= 2
        left, right = slice(reach - 1, None, 2 * reach), slice(2 * reach - 1, None, 2 * reach)
        a_left, b_left = A[left].copy(), B[left].copy()
        A[left], B[left] = A[right], B[right]
        B[right] = a_left * B[right] + b_left
        A[right] *= a_left
    return a * B + b


def matrices(product):
    def scanned(a, b):
        top, low = np.stack([a, b], -1), np.stack([np.zeros_like(a), np.ones_like(a)], -1)
        M, reach = np.stack([top, low], -2), 1
        while reach < len(M):
            M, reach = np.concatenate([M[:reach], product(M[reach:], M[:-reach])]), 2 * reach
        return M[..., 0, 1]

    return scanned


LOOPS = [
    *(steps_in_a_list, steps_in_plain_zeros, steps_in_place, steps_of_single_numbers),
    *(steps_by_einsum, steps_accumulated, steps_with_out),
]
SCANS = [
    *(kogge_stone_with_copies, kogge_stone_padded, kogge_stone_rolled, kogge_stone_of_a_list_of_pairs),
    *(kogge_stone_step_by_step, halves, lesson_09.states_by_scan.reference),
    *(matrices(lambda M, N: np.einsum("tuij,tujk->tuik", M, N)), matrices(np.matmul)),
]
EVEN = [odd_and_even, blelloch_tree]  # written for T a power of two
INPUTS = next(lesson_09._recurrences(T))


@pytest.mark.parametrize("scan", [*SCANS, *EVEN])
def test_no_honest_scan_is_refused(scan):
    assert np.allclose(scan(*INPUTS), steps_in_a_list(*INPUTS))
    assert 0 <= in_a_row(scan, INPUTS) <= 4 * np.log2(T)
    if scan in SCANS:
        result = lesson_09.states_by_scan.check(lambda a, b: scan(a, b))
        assert result.ok, str(result)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_loop_over_the_steps_is_refused_with_its_count(loop):
    assert np.allclose(loop(*INPUTS), steps_in_a_list(*INPUTS))
    result = lesson_09.states_by_scan.check(lambda a, b: loop(a, b))
    assert result.ok is False
    assert str(result) == (
        "Not yet.\nThe numbers are right, but look at what waits: "
        "it takes 126 operations in a row for T = 64. A scan needs about 2 log2 T = 12."
    )
    with pytest.raises(AssertionError, match="126 operations in a row"):
        lesson_09.states_by_scan.grade(lambda a, b: loop(a, b))


@pytest.mark.parametrize(
    ("one", "answer", "name"),
    [
        (lesson_09.states_by_scan, scan.loop, "scan.loop"),
        (lesson_09.states_by_scan, lambda a, b: scan.scan(a, b), "scan.scan"),
        (lesson_09.states_by_scan, lambda a, b: list(scan.rounds(a, b))[-1][1], "scan.rounds"),
        (lesson_09.way_back, lambda a, G: scan.loop(*turned(a, G))[::-1], "scan.loop"),
        (lesson_09.way_back, lambda a, G: scan.backward(a, G, G)["hs"], "scan.backward"),
    ],
)
def test_what_does_the_work_is_not_borrowed(one, answer, name):
    assert str(one.check(answer)) == f"Not yet.\n{name} does the work here: write it yourself, without it."


def turned(a, G):
    return np.concatenate([0 * a[:1], a[:0:-1]]), G[::-1]


def test_the_way_back_may_use_the_scan():
    assert lesson_09.way_back.check(lambda a, G: scan.scan(*turned(a, G))[::-1]).ok


def test_a_scan_in_rounds_takes_just_what_is_said():
    assert in_a_row(lesson_09.states_by_scan.reference, INPUTS) == 12


X = np.random.default_rng(1).normal(size=(4, 4))


@pytest.mark.parametrize(
    ("function", "count"),
    [
        (lambda x: x, 0),
        (lambda x: np.concatenate([x.T, x[::-1]]), 0),
        (lambda x: np.exp(x) + np.sin(x), 2),
        (lambda x: [np.exp(x), [np.sin(np.cos(x))]][1][0], 2),
        (lambda x: float(np.exp(x)[0, 0]), 1),
        (lambda x: np.exp(x).sum(axis=0), 2),
        (lambda x: x @ x @ x, 2),
        (lambda x: np.divmod(x, 2.0)[1], 1),
        (lambda x: np.add.accumulate(x), 1),
        (lambda x: np.where(x > 0, x, np.exp(x)), 1),
        (lambda x: np.linalg.inv(x), 1),
        (lambda x: x.tolist(), 0),
        (lambda x: {"a": x}, 0),
        (lambda x: 1 / 0, 0),
        (lambda x: None, 0),
    ],
)
def test_what_is_counted(function, count):
    before = X.copy()
    assert in_a_row(function, (X,)) == count
    assert (before == X).all() and type(X) is np.ndarray


def test_arrays_that_note_compute_as_ever():
    seen = []

    def answer(x):
        x[0] += 1
        seen.extend([x + np.float32(1), x.astype(np.float32) * 2.0, x.mean(), x[0, 0], x > 0, np.modf(x)[0]])
        return x

    in_a_row(answer, (X,))
    x = X.copy()
    x[0] += 1
    plain = [x + np.float32(1), x.astype(np.float32) * 2.0, x.mean(), x[0, 0], x > 0, np.modf(x)[0]]
    for one, other in zip(seen, plain, strict=True):
        assert np.asarray(one).dtype == np.asarray(other).dtype and np.array_equal(one, other)


def test_the_cost_is_asked_of_right_answers_alone_and_graders_ask_for_none():
    asked = []

    @exercise(probes=lambda: [(np.ones(3),)], hints=("A.", "B."))
    def twice(x):
        return 2 * x

    @twice.counted(lambda: (np.array([0.3, 0.7]),))
    def _(count, x):
        asked.append((count, x.tolist()))
        return "Too dear." if count > 1 else ""

    assert not twice.check(lambda x: x).ok and asked == []
    assert twice.check(lambda x: x + x).ok and asked == [(1, [0.3, 0.7])]
    assert str(twice.check(lambda x: x * 4 / 2)) == "Not yet.\nToo dear."
    assert twice.judge(tried(lambda x: x * 4 / 2, twice.probes())).ok
