"""What a check says before the inputs: three sentences at most, and first what to look at."""

import re

import numpy as np
import pytest
import stamps
from babel.messages.extract import extract_from_file
from conftest import ROOT
from test_exercises import ALL, answering

from course_utils.exercises.engine import edits, generic
from course_utils.exercises.engine.progress import FILE
from course_utils.exercises.engine.watchdog import tried

RESTS_ON = stamps.EXERCISES
MODULES = sorted((ROOT / "course_utils" / "exercises" / "engine").glob("*.py"))
each = pytest.mark.parametrize("one", ALL)


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


def sentences(text):
    """Return the sentences of a text; a point inside a number or a name ends none."""
    return [one for one in re.split(r"(?<=[.?!])\s+|\n", text) if one]


def said(result):
    """Return the sentences of a check between its verdict and the inputs."""
    verdict, *rest = sentences(str(result).split("\nThe smallest input on which it fails:\n")[0])
    assert verdict == "Not yet."
    return rest


def texts(*modules):
    """Return all texts that modules of the engine say."""
    return [
        text
        for path in MODULES
        if path.stem in modules or not modules
        for _, text, *_ in extract_from_file("python", path, keywords={"gettext": None})
    ]


def test_no_text_of_the_engine_has_more_than_three_sentences():
    assert len(texts()) > 100
    for text in texts():
        assert len(sentences(text)) <= 3, text


def test_how_an_answer_differs_takes_one_sentence_and_what_helps_two_at_most():
    longest = {path.stem: max(map(len, map(sentences, texts(path.stem))), default=0) for path in MODULES}
    assert longest["compare"] == longest["axes"] == longest["diagnosis"] == 1
    assert longest["edits"] == longest["way"] == 2 and longest["generic"] == 1


def test_no_text_begins_with_what_needs_no_look():
    for text in texts("axes", "compare", "diagnosis", "edits", "generic", "way"):
        assert not re.match(r"(It is right|You are|Well|Almost|Sorry|Unfortunately)", text), text


@each
def test_a_mistake_comes_first_and_leaves_room_for_the_difference(one):
    for sentence, function in one.mistakes.items():
        found = said(one.judge(tried(function, one.probes())))
        named = sentences(sentence)
        assert found[: len(named)] == named and len(named) < len(found) <= 3, sentence


@each
def test_a_change_of_the_reference_is_said_in_two_sentences_at_most(one):
    for edit in edits.stored(one.lesson).get(one.name, ()):
        assert len(sentences(edit.sentence)) <= 2
    want = one.reference(*one.probes()[0])
    if one.wanted_is_one:
        assert all(len(sentences(text)) <= 2 for text in generic.transformed(want, one.probes()[0]))


def spoilt(value):
    """Return an answer with other numbers, other shapes, and parts that are missing or right."""
    if isinstance(value, dict):
        yield {}
        yield {name: 1.7 * np.asarray(part) + 0.3 for name, part in value.items()}
    elif isinstance(value, tuple | list):
        yield value[:-1]
        yield (value[0], *(1.7 * np.asarray(part) + 0.3 for part in value[1:]))
        yield tuple(np.ravel(part)[:-1] for part in value)
    else:
        array = np.asarray(value)
        yield from (array[None], array.T, array.sum(axis=0)) if array.ndim else ()
        if array.dtype.kind in "biuf":
            yield from (1.7 * array + 0.3, np.where(array > 0, array, 0.1))
    yield from (None, "yes", 3.25, [1, 2], {"a": 1}, np.ones((2, 3)), 1j)


@each
def test_whatever_an_answer_is_three_sentences_are_enough(one):
    count = len(list(spoilt(one.reference(*one.probes()[0]))))
    for number in range(count):
        wrong = answering(one, lambda *inputs, k=number: list(spoilt(one.reference(*inputs)))[k])
        result = one.check(wrong)
        if result.ok is False:
            assert 1 <= len(said(result)) <= 3, str(result)


@each
def test_what_raises_or_changes_its_input_is_said_in_three_sentences(one):
    def changes(*inputs):
        for value in inputs:
            if isinstance(value, np.ndarray):
                value[...] = 0
        return one.reference(*inputs)

    def raises(*inputs):
        one.reference(*inputs)
        raise ValueError("No such axis")

    for function in (changes, raises):
        result = one.check(answering(one, function))
        if result.ok is False:
            assert 1 <= len(said(result)) <= 3, str(result)
