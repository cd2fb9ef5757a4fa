"""What a learner of the first edition did in the course's own files moves into the learner's folder, once."""

import subprocess
from pathlib import Path

from course_utils import project
from course_utils.copies.folder import FIRST_EDITION, FOLDER


def bring(root=project.ROOT, folder=FOLDER):
    """Move altered lessons and those in `notebooks/mine` to `FIRST_EDITION`; return sentences about it.

    Only before a learner's folder has its first lesson: later, altered lessons are their authors' work.
    """
    if project.lessons(folder):
        return []
    place, said = Path(folder, FIRST_EDITION), []
    for lesson in [*_altered(root), *sorted(Path(root, "notebooks", "mine").glob("*.ipynb"))]:
        place.mkdir(parents=True, exist_ok=True)
        kept = _free(place / lesson.name)
        content = _git(root, "cat-file", "blob", f"HEAD:notebooks/{lesson.name}")
        lesson.rename(kept)
        if content is not None and lesson.parent.name == "notebooks":
            lesson.write_bytes(content)
        said.append(f"{lesson.name} is as you left it in {kept.relative_to(folder).as_posix()}.")
    return said


def _altered(root):
    """Return the lessons that differ from those committed; none where there is no git."""
    listed = _git(root, "diff", "--name-only", "-z", "--diff-filter=M", "HEAD", "--", "notebooks/*.ipynb")
    names = (listed or b"").decode().split("\0")
    return [Path(root, name) for name in names if Path(name).match(project.LESSONS)]


def _free(path):
    """Return a path that no file has yet."""
    number, free = 1, path
    while free.exists():
        number, free = number + 1, path.with_stem(f"{path.stem}-{number + 1}")
    return free


def _git(root, *words):
    """Return what git prints, or None if it fails."""
    try:
        return subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
