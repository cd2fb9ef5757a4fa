"""What checks say to answers that were written from the lessons' text alone.

``python benchmarks/answers.py [--open] [LESSON ...]``: the answers stand in `tests/answers/`, with a reader's
verdict on what was said of each wrong one: 'named', the mistake itself; 'helped', the part or inputs to look
at; 'shown', an input on which it fails, no more; 'false', something that isn't so. What is said otherwise now
has to be judged anew: it is 'open', and ``--open`` prints it.
"""

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import blind

from course_utils.exercises.engine.progress import FILE

COLUMNS = ("right", "refused", "wrong", "accepted", "named", "helped", "shown", "false", "open")


def main(arguments):
    """Print the table."""
    lessons = [one for one in arguments if one.isdigit()] or blind.lessons()
    print(f"| lesson | {' | '.join(COLUMNS)} | named or helped |\n{'|---' * (len(COLUMNS) + 2)}|")
    total = Counter()
    with tempfile.TemporaryDirectory() as home:
        os.environ[FILE] = str(Path(home) / "progress")
        for lesson in lessons:
            found = _counted(lesson, "--open" in arguments)
            total += found
            _row(lesson, found)
    _row("all", total)


def _counted(lesson, prints):
    """Return how many answers of a lesson are of each kind."""
    found, judged = Counter(), blind.judged(lesson)
    for number, answer in enumerate(blind.answers(lesson)):
        result = answer.checked()
        if answer.kind == "right":
            found.update(["right"] if result.ok else ["right", "refused"])
            continue
        found["wrong"] += 1
        if result.ok:
            found["accepted"] += 1
            continue
        verdict = blind.verdict(judged, number, result)
        found[verdict] += 1
        if prints and verdict == blind.OPEN:
            print(f"=== {number} {answer.exercise.name} | {answer.words}\n{blind.said(result)}")
    return found


def _row(name, found):
    good = (found["named"] + found["helped"]) / found["wrong"] if found["wrong"] else 0
    print(f"| {name} | {' | '.join(str(found[one]) for one in COLUMNS)} | {good:.0%} |")


if __name__ == "__main__":
    main(sys.argv[1:])
