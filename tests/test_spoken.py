"""Dates and dictated numbers: what is said has one meaning, and it is what is written."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.sequences import Vocabulary, encode_all, spoken


@pytest.mark.parametrize(
    "date, style, said",
    [
        ((1905, 5, 9), 0, "the ninth of may nineteen oh five"),
        ((1987, 10, 30), 1, "october the thirtieth nineteen eighty seven"),
        ((2000, 2, 20), 2, "on twenty february in two thousand"),
        ((2007, 12, 31), 3, "two thousand and seven december thirty one"),
        ((2010, 1, 12), 0, "the twelfth of january twenty ten"),
    ],
)
def test_dates_are_said_as_people_say_them(date, style, said):
    assert " ".join(spoken.date_in_words(*date, style)) == said


def test_no_two_dates_are_said_alike():
    seen = {}
    for style in range(len(spoken.STYLES)):
        for year in range(spoken.FIRST_YEAR, spoken.LAST_YEAR + 1):
            for month, day in ((5, d) for d in range(1, 32)):
                words = " ".join(spoken.date_in_words(year, month, day, style))
                assert seen.setdefault(words, (year, day)) == (year, day), words
    assert {word for words in seen for word in words.split()} <= set(spoken.DATE_WORDS)


def test_drawn_dates_exist_and_use_every_word():
    words, iso = spoken.dates(4000, np.random.default_rng(1))
    assert all(str(np.datetime64(one)) == one for one in iso)
    assert {word for one in words for word in one} == set(spoken.DATE_WORDS)


@pytest.mark.parametrize("date", [(1900, 1, 1), (2100, 1, 1), (2000, 13, 1), (2000, 1, 32), (2000, 1, 0)])
def test_what_is_no_date_is_refused(date):
    with pytest.raises(ValueError, match="a date has"):
        spoken.date_in_words(*date)


@given(st.integers(1, 14), st.integers(0, 100))
def test_a_dictated_number_can_be_written_down_again(length, seed):
    (words,), (digits,) = spoken.dictated(1, length, np.random.default_rng(seed))
    assert len(words) == length
    text = " ".join(words)
    for i, name in enumerate(spoken.ONES):
        text = re.sub(rf"\b{name}\b", str(i), text)
    text = re.sub(r"double (\d)", r"\1\1", text)
    assert re.sub(r"triple (\d)", r"\1\1\1", text).replace(" ", "") == digits


def test_lengths_run_from_low_to_high():
    words, _ = spoken.dictated(300, (2, 5), np.random.default_rng(1))
    assert {len(one) for one in words} == {2, 3, 4, 5}
    with pytest.raises(ValueError, match="number of words"):
        spoken.dictated(1, (3, 2), np.random.default_rng(1))


def test_a_batch_of_words_is_one_hot_and_zero_behind_the_end():
    vocabulary = Vocabulary("abc")
    xs, ids, mask = encode_all(["ab", "cab"], vocabulary)
    assert xs.shape == (3, 2, 3) and mask.T.tolist() == [[True, True, False], [True] * 3]
    assert np.array_equal(xs.sum(axis=2), mask) and ids.T.tolist() == [[0, 1, 0], [2, 0, 1]]
    assert "".join(vocabulary.decode(xs[:, 1].argmax(axis=1))) == "cab"
