"""Answers written from the lessons' text alone are judged rightly, whatever their style."""

import blind
import pytest
import stamps

from course_utils.exercises.engine.progress import FILE

RESTS_ON = stamps.EXERCISES
EACH = [
    pytest.param(lesson, number, answer, id=f"{lesson}-{answer.exercise.name}-{number}")
    for lesson in blind.lessons()
    for number, answer in enumerate(blind.answers(lesson))
]


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


@pytest.mark.parametrize(("lesson", "number", "answer"), EACH)
def test_right_is_accepted_and_wrong_is_refused_and_never_told_what_is_not_so(lesson, number, answer):
    result = answer.checked()
    assert result.ok is (answer.kind == "right"), answer.words
    assert result.ok or blind.verdict(blind.judged(lesson), number, result) != blind.FALSE


@pytest.mark.parametrize("lesson", blind.lessons())
def test_three_wrong_answers_of_four_were_told_what_is_wrong_or_where(lesson):
    verdicts = [verdict for _, verdict in blind.judged(lesson).values()]
    assert len(verdicts) == sum(answer.kind != "right" for answer in blind.answers(lesson))
    assert sum(one in (blind.NAMED, blind.HELPED) for one in verdicts) >= 0.75 * len(verdicts)
