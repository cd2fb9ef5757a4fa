"""Find which single changes of each reference make a difference: ``python -m course_utils.authoring.edits``.

Checks name a wrong answer by them. They are found once and stored, so that a learner's check runs nothing
that may not end, and writes nothing.
"""

import hashlib
import inspect
import json
import sys
from functools import cache

import numpy as np

from course_utils import project
from course_utils.authoring import changes, insertions, places, statements
from course_utils.exercises.engine import edits, exercise
from course_utils.exercises.engine.compare import agree
from course_utils.exercises.engine.watchdog import called

_SECONDS = 0.5  # a change after which a call takes longer is left out


def main(arguments=None):
    """Store the changes of all lessons' exercises, or say which are not current; return the exit status."""
    parser = project.command("course_utils.authoring.edits", __doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if something would change")
    parser.add_argument("lessons", nargs="*", metavar="NN", help="only these lessons")
    options = parser.parse_args(arguments)
    stale = 0
    for lesson, exercises in exercise.lessons().items():
        if options.lessons and lesson not in options.lessons:
            continue
        path = edits.FOLDER / f"lesson_{lesson}.json"
        before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        after = {name: kept(one, before.get(name)) for name, one in exercises.items() if one.wanted_is_one}
        if before != after:
            stale += 1
            print(f"{path.name}: {'not current' if options.check else 'changed'}", flush=True)
            if not options.check:
                edits.FOLDER.mkdir(exist_ok=True)
                project.store(path, json.dumps(after, ensure_ascii=False, indent=0) + "\n")
    return 1 if options.check and stale else 0


def kept(one, before=None):
    """Return the source of an exercise's reference and its changes as they are stored.

    What was stored before is returned where reference, probes and the ways to change are the same.
    """
    source = edits.plain(one.source())
    probes = repr([[_outline(value) for value in inputs] for inputs in one.probes()])
    made = {"by": _made_by(), "source": source, "probes": probes}
    if before and before.items() >= made.items():
        return before
    return made | {"edits": [edits.patch(source, edit) for edit in telling(one)]}


@cache
def _made_by():
    """Return what tells one way to change a source from another."""
    read = "".join(inspect.getsource(one) for one in (changes, insertions, places, statements))
    return hashlib.sha256(f"{read}{edits.KINDS}".encode()).hexdigest()[:8]


def telling(one):
    """Return the changes that answer otherwise than the reference and all before them, and don't fail."""
    probes, seen = one.probes(), []
    wanted = [one.reference(*inputs) for inputs in probes]
    for edit in changes.changes(one.source()):
        function = edits.function(one, edit.source)
        if function is None:
            continue
        calls = []
        for inputs in probes:
            calls.append(called(function, inputs, _SECONDS))
            if calls[-1].error is not None:
                break
        values = [call.value for call in calls]
        if (
            calls[-1].error is None
            and not _same(values, wanted)
            and not any(_same(values, old) for _, old in seen)
        ):
            seen.append((edit, values))
    return [edit for edit, _ in seen]


def _same(values, others):
    try:
        return all(map(agree, values, others))
    except Exception:  # values that can't be compared are not the same
        return False


def _outline(value):
    """Return what tells a probe from another, short and the same on every processor."""
    if isinstance(value, np.ndarray):
        return [str(value.dtype), list(value.shape), float(f"{np.nan_to_num(value.astype(float)).sum():.6g}")]
    if isinstance(value, dict):
        return {str(name): _outline(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_outline(part) for part in value]
    return value if isinstance(value, int | float | str | bool | None) else type(value).__name__


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main())
