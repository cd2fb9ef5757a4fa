"""Begin a lesson again: ``python -m course_utils.restart 03``.

The learner's own file moves to ``notebooks/mine/``, which git and the tests ignore, and the lesson is
restored as the course has it. So a newer version of the course can be pulled at any time.
"""

import subprocess
import sys
import time
from pathlib import Path

from course_utils import project


def main(arguments=None, root=project.ROOT):
    """Move the learner's file, restore the lesson, say what was done; return the exit status."""
    parser = project.command("course_utils.restart", __doc__)
    parser.add_argument("lesson", help="its number, such as 03")
    number = parser.parse_args(arguments).lesson.zfill(2)
    listed = _git(root, "ls-tree", "--name-only", "HEAD", "notebooks/")
    if listed is None:
        return _stopped(
            "This folder is no git checkout: take the lesson again from where you have the course."
        )
    names = [Path(line).name for line in listed.decode().splitlines()]
    lessons = {name[:2]: name for name in sorted(names) if Path(name).match(project.LESSONS)}
    if number not in lessons:
        return _stopped(f"There is no lesson {number}; there are {', '.join(lessons)}.")
    content = _git(root, "cat-file", "blob", f"HEAD:notebooks/{lessons[number]}")
    lesson = root / "notebooks" / lessons[number]
    if lesson.exists() and lesson.read_bytes() == content:
        print(f"{lesson.name} is as the course has it: nothing to do.")
        return 0
    if lesson.exists():
        kept = lesson.parent / "mine" / f"{lesson.stem}-{time.strftime('%Y-%m-%d-%H%M%S')}.ipynb"
        kept.parent.mkdir(exist_ok=True)
        lesson.rename(kept)
        print(f"Your own file is now {kept.relative_to(root).as_posix()}.")
    lesson.write_bytes(content)
    print(f"{lesson.name} is as the course has it.")
    return 0


def _stopped(reason):
    print(reason, file=sys.stderr)
    return 1


def _git(root, *words):
    """Return what git prints, or None if it fails."""
    try:
        return subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


if __name__ == "__main__":
    sys.exit(main())
