"""Answers written from a lesson's text alone, without a look at what its checks know.

`answers/lesson_NN.txt` holds them: a head line, ``### exercise | kind | in words``, then the function. The
kind is "right", "wrong" or "almost" (wrong, but nearly right). Beside it, `lesson_NN.json` holds how a reader
judged what was said of each wrong one: by the answer's number, [what was said, verdict].
"""

import json
import re
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from course_utils.exercises.engine.exercise import of_lesson

FOLDER = Path(__file__).parent / "answers"
OPEN = "open"  # not judged as it is said now
NAMED, HELPED, SHOWN, FALSE = (
    "named",
    "helped",
    "shown",
    "false",
)  # shown: an input on which it fails, no more


class Answer(NamedTuple):
    """One answer: its exercise, its kind, its style or what is wrong with it, and its code."""

    exercise: object
    kind: str
    words: str
    source: str

    def checked(self):
        """Return what the exercise's check makes of it."""
        space = {"np": np, "numpy": np, "torch": torch}
        exec(compile(self.source, "<answer>", "exec"), space)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return self.exercise.check(space[self.exercise.name])


def lessons():
    """Return the numbers of the lessons for which there are answers."""
    return sorted(path.stem[-2:] for path in FOLDER.glob("lesson_*.txt"))


def answers(lesson, folder=FOLDER):
    """Return a lesson's answers."""
    declared = of_lesson(lesson)
    found = []
    for block in re.split(
        r"^### ", (folder / f"lesson_{lesson}.txt").read_text(encoding="utf-8"), flags=re.M
    )[1:]:
        head, _, source = block.partition("\n")
        name, kind, words = (part.strip() for part in head.split("|", 2))
        found.append(Answer(declared[name], kind, words, source.strip()))
    return found


def judged(lesson, folder=FOLDER):
    """Return what was said of a lesson's wrong answers and how that was judged, by the answers' numbers."""
    path = folder / f"lesson_{lesson}.json"
    return (
        {int(k): v for k, v in json.loads(path.read_text(encoding="utf-8")).items()} if path.is_file() else {}
    )


def said(result):
    """Return what a check says of a wrong answer, without the input."""
    return "\n".join(str(result).split("\n")[1:]).partition("\nThe smallest input")[0]


def verdict(judged, number, result):
    """Return how what is said of a wrong answer was judged; `OPEN` if something else was said then."""
    then, verdict = judged.get(number, ("", ""))
    return verdict if then == said(result) else OPEN
