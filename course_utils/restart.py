"""Begin a lesson again: ``python -m course_utils.restart 03``.

The learner's own file moves to ``notebooks/mine/``, which git and the tests ignore, and the lesson comes back
as the course has it. So a newer version of the course can be pulled at any time.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from course_utils.authoring import execute

ROOT = Path(__file__).parents[1]


def main(arguments=None, root=ROOT):
    """Move the learner's file, restore the lesson, say what was done; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.restart", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("lesson", help="its number, such as 03")
    number = parser.parse_args(arguments).lesson.zfill(2)
    name, content = _committed(number, root)
    if content is None:
        print(name, file=sys.stderr)
        return 1
    lesson, mine = root / "notebooks" / name, root / "notebooks" / "mine"
    if lesson.exists() and lesson.read_bytes() == content:
        print(f"{name} is as the course has it: nothing to do.")
        return 0
    if lesson.exists():
        mine.mkdir(exist_ok=True)
        kept = mine / f"{lesson.stem}-{time.strftime('%Y-%m-%d-%H%M%S')}.ipynb"
        lesson.rename(kept)
        print(f"Your own file is now {kept.relative_to(root).as_posix()}.")
    lesson.write_bytes(content)
    print(f"{name} is as the course has it.")
    return 0


def _committed(number, root):
    """Return a lesson's file name and its content as git has it, or the reason why not and None."""
    pattern = execute.LESSONS.replace("[0-9][0-9]", number)
    listed = _git(root, "ls-tree", "--name-only", "HEAD", "notebooks/")
    if listed is None:
        return "This folder is no git checkout: take the lesson again from where you have the course.", None
    names = [Path(line).name for line in listed.decode().splitlines()]
    found = [name for name in names if Path(name).match(pattern)]
    if not found:
        lessons = sorted(name[:2] for name in names if Path(name).match(execute.LESSONS))
        return f"There is no lesson {number}; there are {', '.join(lessons)}.", None
    return found[0], _git(root, "cat-file", "blob", f"HEAD:notebooks/{found[0]}")


def _git(root, *words):
    """Return what git prints, or None where it can't answer."""
    try:
        return subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


if __name__ == "__main__":
    sys.exit(main())
