"""Stamps: `make quick` leaves out a long test while all that it rests on is as when it was last green.

A file of tests says so: ``RESTS_ON = ("cells", "exercises/engine")``, folders and files of the package. Its
own text counts, the helpers in this folder and the data do, lessons, and what exercises declare: of one
lesson alone where a test's id names it (``[lesson_04-clip_by_norm]``). ``make test`` looks at no stamp.
"""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
GREEN = ROOT / ".pytest_cache" / "course_green.json"  # the stamps of the last green run
NOW = GREEN.with_name("course_now.json")  # those of the run that is under way
CELLS = ("cells", "gradients", "sequences", "texts/__init__.py", "project.py")  # what nearly all rests on
EXERCISES = (*CELLS, "forecasting", "training", "exercises/__init__.py", "exercises/engine")
LABS = (*CELLS, "forecasting", "training", "figures", "display", "labs")
_LESSON = re.compile(r"[\[_](\d\d)[-_\]]")
_OF_LESSON = re.compile(r"(?:^|_)(\d\d)(?=_|\b)")  # in the name of a file


@cache
def stamp(file, places, lesson=None, root=ROOT):
    """Return a hash of what a file's tests rest on; of lessons and exercises, those of one if given."""
    package, tests = root / "course_utils", root / "tests"
    others = set(re.findall(r"^from (test_\w+) import", file.read_text(encoding="utf-8"), re.MULTILINE))
    found = {file, root / "pyproject.toml", *package.glob("exercises/[a-z]*.py")}
    found |= {path for path in tests.glob("*") if not path.name.startswith("test_") or path.stem in others}
    whole = [root / "data", root / "notebooks", tests / "mistakes", tests / "answers", tests / "prophet"]
    whole += [package / place for place in (*places, "exercises/edits", "exercises/quizzes")]
    found |= {path for place in whole for path in (place, *place.rglob("*"))}
    text = hashlib.sha256()
    for path in sorted(path for path in found if path.is_file() and path.suffix != ".pyc"):
        of = _OF_LESSON.search(path.name)
        if lesson is None or of is None or of[1] == lesson:
            text.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return text.hexdigest()


def parted(items):
    """Return the tests that have to run, and those that may be left out; note the stamps of both."""
    green, now, run, left = _read(GREEN), {}, [], []
    for item in items:
        places = getattr(getattr(item, "module", None), "RESTS_ON", None)
        if places is None:
            run.append(item)
            continue
        of = _LESSON.search(item.name)
        lesson = of and of[1]
        key = f"{item.path.name} {lesson}"
        now[key] = stamp(item.path, places, lesson)
        (left if green.get(key) == now[key] else run).append(item)
    NOW.parent.mkdir(exist_ok=True)
    NOW.write_text(json.dumps(now), encoding="utf-8")
    return run, left


def settle(green):
    """After a run: what was noted are the stamps of the last green one, if it was green."""
    if green and NOW.exists():
        NOW.replace(GREEN)
    NOW.unlink(missing_ok=True)


def _read(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
