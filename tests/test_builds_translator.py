"""The build of lesson 8: wrong answers miss what is theirs, and no rule written beforehand will do."""

import numpy as np
import pytest
import stamps
from test_builds import missed_of, parts_alone

from course_utils.exercises import build_08
from course_utils.exercises.engine.progress import FILE
from course_utils.sequences import spoken

RESTS_ON = stamps.EXERCISES
TRANSLATOR = build_08.own_translator
WRONG = [
    ({"write_alone": [("argmax", "argmin")]}, {1, 2}),
    ({"write_alone": [('.split("·")[0]', "")]}, {1, 2}),
    ({"write_alone": [("len(ids) < most", "len(ids) < most - 1")]}, {1, 2}),
    ({"write_alone": [("next_scores(ids)", "next_scores(0 * ids)")]}, {1, 2}),
    ({"write_alone": [("axis=0).all()", "axis=0).any()")]}, {2}),
    ({"translate": [("range(1, 301)", "range(1, 2)")]}, {3, 4, 5, 6}),
    ({"translate": [("range(1, 301)", "range(1, 31)")]}, {4, 5, 6}),
    ({"translate": [("[none, xs[:-1]]", "[0 * xs]"), ("[xs[1:], none]", "[0 * xs]")]}, {6}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


@pytest.mark.parametrize(("edits", "wanted"), WRONG)
def test_a_wrong_answer_misses_the_parts_it_is_wrong_for(edits, wanted):
    tried = [3, 4, 5, 6] if "translate" in edits else [1, 2]
    assert missed_of(TRANSLATOR, tried, edits) == wanted


def test_an_answer_of_another_kind_is_told_so():
    check = parts_alone(TRANSLATOR, 3).check
    for answer, said in (
        ("1", "a list of strings"),
        ([1] * 10, "a list of strings"),
        (["1"] * 3, "3 answers to 10"),
        (["1"] * 10, "1 of 10 new sentences came out right"),
    ):
        assert said in str(check(build_08.write_alone, lambda *_, answer=answer: answer))


def test_sentences_are_in_other_words_at_each_call_and_new_ones_stand_among_no_examples():
    seen = []
    for part in TRANSLATOR.parts[2:]:
        for said, written, new in part.probes():
            words = {word for one in said for word in one}
            assert not words & {*spoken.DATE_WORDS, "double", "triple"}
            assert {word for one in new for word in one} <= words and len(said) == len(written)
            assert max(map(len, new)) <= max(map(len, said))
            assert not {tuple(one) for one in new if len(one) > 1} & set(map(tuple, said))
            seen.append(words)
    assert len(set(map(frozenset, seen))) == len(seen)


def test_other_languages_are_learned_as_well():
    for seed in (1, 2, 3):
        said, written, new, right = build_08._task(build_08._FOUR_ORDERS, 100, seed)
        assert np.mean(np.array(build_08.translate(said, written, new)) == right) > 0.95
