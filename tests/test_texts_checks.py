"""Whatever checks, quizzes and predictions say, of any mistake, can be translated."""

import stamps
from test_texts import MARKED, printed_by, untranslated

RESTS_ON = (*stamps.EXERCISES, "texts")
CHECKS = """
import inspect
import numpy as np
from course_utils.exercises import progress
from course_utils.exercises.engine import build, exercise, predict, quiz, watchdog
predict.put = id  # shows nothing
hinted = []
exercise.put = build.put = hinted.append
answers = [None, "yes", [1, 2], (1, 2, 3), {}, 3, 2.5, 1j]
answers += [np.ones(3), np.ones((2, 3), np.float32), np.ones(3, int)]
def tried(one):
    named = dict(zip(one.names, one.functions))
    own = [build.asked(named[part.of], part.probes()[:1], 20) for part in one.parts]
    wrong = [[watchdog.Call(value)] * 3 for value in answers]
    wrong += [[watchdog.Call(error=error)] for error in (watchdog.TooLong(), KeyError("a"))]
    wrong += [None, "starter"]
    first = one.parts[-1].probes()[0][0]  # weights, a series, or sentences
    lost = {name: w * np.nan for name, w in first.items()} if isinstance(first, dict) else np.nan * np.ones(3)
    wrong += [[watchdog.Call(first)], [watchdog.Call(lost)], [watchdog.Call(np.full(365, np.nan))]]
    wrong += [[watchdog.Call(np.full(size, 7.0))] for size in (56, 365)]
    for given in wrong:
        yield str(one.judge(*[given] * len(one.parts)))
        one.hint()
    yield str(one.judge(*own))
    yield str(one.check(3))
    yield from (one._under_way(1, part) for part in one.parts)
    yield from map(str, hinted)
    hinted.clear()
def said(one):
    if isinstance(one, build.Build):
        yield from tried(one)
        return
    wrong = [one.reference, *one.mistakes.values(), *(lambda *_, a=a: a for a in answers)]
    wrong += [lambda *_: 1 / 0, lambda: 1, 3]
    for function in wrong:
        if callable(function) and "_" in str(inspect.signature(function)):
            function.__signature__ = inspect.signature(one.reference)
        yield str(one.check(function)).split("\\n    ")[0]  # without the inputs
    for _ in one.hints:
        one.hint()
    yield from map(str, hinted)
    hinted.clear()
def asked(lesson):
    for state in (one.state() for one in quiz.questions(lesson)):
        yield from (state["text"], state.get("unit", ""), *state.get("choices", []), *state.get("items", []))
        yield from (one["why"] for one in state["answers"])
    yield quiz.show(lesson).stored
checks = {f"{n} {name}": [*said(one)] for n, all in exercise.lessons().items() for name, one in all.items()}
quizzes = {lesson: [*asked(lesson)] for lesson in quiz.lessons()}
guesses = [predict.ask("?", ["a", "b"]), predict.ask("?", unit="m"), predict.ask("?", order=["b", "a"])]
guesses[0].compare("a")
guesses += guesses[0]._outcomes
others = {"predictions": [one.stored for one in guesses], "progress": [repr(progress)]}
print(json.dumps(checks | quizzes | others))
"""


def test_whatever_checks_quizzes_and_predictions_say_can_be_translated():
    for what, words in printed_by(f"{MARKED}{CHECKS}").items():
        for text in words:
            assert untranslated(text) == set(), f"{what}: {text}"
