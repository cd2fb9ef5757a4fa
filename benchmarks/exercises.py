"""How many wrong answers are recognised: references with one thing changed, checked like a learner's answer.

    python benchmarks/exercises.py [LESSON ...]

'declared' and 'generic': the check says which mistake it is. 'raised': it names the exception and the line.
'shown': it shows the smallest input on which the answer fails. 'equal': the change makes no difference, for a
reason that `_mutations.py` lists; any other accepted answer ends this script with an error.
"""

import sys
import time
import warnings
from collections import Counter

import _mutations
import numpy as np

from course_utils.exercises.engine import exercise, watchdog
from course_utils.exercises.engine.build import Build
from course_utils.grading import probe

COLUMNS = ("declared", "generic", "raised", "shown", "equal")


def main(lessons=()):
    """Print the table; return the exit status."""
    print(f"| exercise | wrong answers | {' | '.join(COLUMNS)} | ms |\n{'|---' * (len(COLUMNS) + 3)}|")
    total, strange = Counter(), []
    declared = exercise.lessons()
    for lesson in lessons or declared:
        for name, one in declared[lesson].items():
            if isinstance(one, Build):
                continue
            found, times = Counter(), []
            for what, function in _mutations.mutants(one):
                start = time.perf_counter()
                outcome, accepted = _outcome(one, function)
                times.append(1e3 * (time.perf_counter() - start))
                found[outcome] += 1
                if accepted and what not in _mutations.EQUAL.get(name, {}):
                    strange.append(f"{lesson} {name}: {what}")
            total += found
            _row(f"{lesson} {name}", found, f"{np.median(times or [np.nan]):.1f}")
    _row("all", total, "")
    for line in strange:
        print(f"ACCEPTED, and not listed as equal: {line}")
    return 1 if strange else 0


def _outcome(one, function):
    """Return what a check makes of a wrong answer, and whether it accepts it."""
    calls = watchdog.tried(function, one.probes())
    result = one.judge(calls)
    if result.ok:
        return "equal", True
    if result.mistake:
        return ("declared" if result.mistake in one.mistakes else "generic"), False
    return ("raised" if any(call.error for call in calls) else "shown"), False


def _row(name, found, ms):
    counts = " | ".join(str(found[column]) for column in COLUMNS)
    print(f"| {name} | {found.total()} | {counts} | {ms} |", flush=True)


if __name__ == "__main__":
    np.seterr(all="ignore")
    warnings.simplefilter("ignore")
    probe.limit_memory(4000)  # a loop without an end may fill a list
    sys.exit(main(sys.argv[1:]))
