"""The build of lesson 9: wrong answers miss what is theirs, and the reference is the delta rule."""

import numpy as np
import pytest
import stamps
from test_builds import missed_of

from course_utils.exercises import build_09
from course_utils.exercises.engine.progress import FILE

RESTS_ON = stamps.EXERCISES
MEMORY = build_09.own_memory
READ = 'reads.append(np.einsum("bvk,bk->bv", S, q_t))'
FIRST_READ = 'reads.append(np.einsum("bvk,bk->bv", S, q_t)[:1] + 0 * q_t[:, :1])'
TO_NAMES = 'np.add.at(grads["keys"], names[:, some], back["ks"])'
TO_ASKED = 'np.add.at(grads["keys"], asked[some], back["qs"][-1])'
WRONG = [
    ({"memory_reads": [("S = S + written", "S = written")]}, {1, 2}),
    ({"memory_reads": [("v_t - np.einsum", "v_t - 0 * np.einsum")]}, {1, 2}),
    ({"memory_reads": [("S = keep_t[:, None, None] * S", "pass")]}, {2}),
    ({"memory_reads": [("rate_t[:, None] * (v_t", "(v_t")]}, {2}),
    ({"memory_reads": [(READ, FIRST_READ)]}, {2}),
    ({"memory_backward": [("dS = dS + dreads", "dS = dreads")]}, {3, 4, 5}),
    ({"memory_backward": [("dS = dS - derror", "dS = dS + derror")]}, {3, 4, 5}),
    ({"memory_backward": [("(to_value * error).sum(axis=1)", "(to_value * vs[t]).sum(axis=1)")]}, {4}),
    ({"memory_backward": [("dS * before[t]", "dS * faded")]}, {4}),
    ({"memory_backward": [("dS = keep[t][:, None, None] * dS", "pass")]}, {4, 5}),
    ({"memory_backward": [(' - np.einsum("bvk,bv->bk", faded, derror)', "")]}, {5}),
    ({"memory_train": [("W[name] -=", "W[name] +=")]}, {6}),
    ({"memory_train": [(TO_NAMES, "pass"), (TO_ASKED, "pass")]}, {6}),
]


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


@pytest.mark.parametrize(("edits", "wanted"), WRONG)
def test_a_wrong_answer_misses_the_parts_it_is_wrong_for(edits, wanted):
    tried = [1, 2, 3, 4, 5] if 6 not in wanted else [1, 6]
    assert missed_of(MEMORY, tried, edits) == wanted & set(tried)


def test_the_reads_are_those_of_one_triangular_system_and_the_way_back_is_measured():
    qs, ks, vs, keep, rate, dreads = next(build_09._back((7, 2, 3, 4)))
    given = {"qs": qs, "ks": ks, "vs": vs, "keep": np.ones_like(keep), "rate": rate}
    for b in range(2):
        overlap, beta = np.tril(ks[:, b] @ ks[:, b].T, -1), rate[:, b, None]
        u = np.linalg.solve(np.eye(7) + beta * overlap, beta * vs[:, b])
        reads = np.tril(qs[:, b] @ ks[:, b].T) @ u
        assert np.allclose(reads, build_09.memory_reads(**given)[:, b])
    given["keep"] = keep
    grads = build_09.memory_backward(**given, dreads=dreads)
    for name, array in given.items():
        place = tuple(n // 2 for n in array.shape)
        for_both = []
        for step in (1e-6, -1e-6):
            moved = array.copy()
            moved[place] += step
            for_both.append((build_09.memory_reads(**given | {name: moved}) * dreads).sum())
        assert np.isclose((for_both[0] - for_both[1]) / 2e-6, grads[name][place], rtol=1e-5)


def test_the_best_rate_alone_doesn_t_reach_the_target():
    W, *books = build_09._training()[0]
    hidden = build_09._books(1000, np.random.default_rng(905))
    rates = [build_09._share_right(W | {"rate": np.array([r])}, *hidden) for r in (-2.0, -1.0, 0.0, 1.0)]
    learned = build_09._share_right(build_09.memory_train(W, *books), *hidden)
    assert max(rates) < build_09._TARGET - 0.03 < build_09._TARGET < learned - 0.03
