"""Fill a learner's folder with copies of the lessons, and renew those that the learner has not changed.

Nothing of a learner's is ever overwritten. A file that gives way to another is first kept under its own name
in the folder `KEPT`, and every file is complete before it gets its name: whoever interrupts, runs this
twice at once, or has no space left, finds each lesson as it was or as it should be.
"""

import contextlib
import functools
import os
import shutil
import tempfile
import time
from pathlib import Path

import nbformat

from course_utils import project, texts
from course_utils.copies import copy
from course_utils.copies.copy import copied, digest, handed_out, is_changed, is_of
from course_utils.copies.open_lessons import opened
from course_utils.texts import lessons as lessons_in

FOLDER = project.ROOT / "my_lessons"
KEPT = "kept"
FIRST_EDITION = "first_edition"  # whose lessons were no copies, and say nothing of themselves


def fill(folder=FOLDER, lessons=None):
    """Bring a learner's folder up to date with the lessons (None: the course's); return sentences about it.

    Raises OSError if the folder can't be written to.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    lessons = project.notebooks() if lessons is None else lessons
    open_now = functools.cache(opened)  # asked of JupyterLab once, if at all
    return list(filter(None, [_brought(folder / lesson.name, lesson, open_now) for lesson in lessons]))


def _brought(place, lesson, open_now):
    """Bring one copy up to date; return a sentence about it, "" if there is nothing to say."""
    fresh, own = _fresh(lesson), _read(place)
    if not place.exists():
        _put(place, fresh)
        return ""
    if own is None:
        return f"{place.name} can't be read: {_fresh_one(lesson)} Your file is kept."
    if handed_out(own) is None:
        kept = _keep(place, FIRST_EDITION)
        _put(place, fresh, over=True)
        return f"{place.name} is of the first edition: yours is now {kept}."
    if handed_out(own) == digest(fresh):
        return ""
    if is_changed(own) and is_of(own, _read(lesson)):
        return f"{place.name}: there is one in other words, and yours is left alone. {_fresh_one(lesson)}"
    if is_changed(own):
        return f"{place.name}: there is a newer one, and yours is left alone. {_fresh_one(lesson)}"
    if place.resolve() in open_now():
        return f"{place.name}: there is a newer one, for when you have closed yours."
    kept = f", the one you ran is {_keep(place)}" if copy.was_run(own) else ""
    _put(place, fresh, over=True)
    return f"{place.name} is renewed{kept}."


def newer(folder, lessons=None):
    """Return the names of those copies in a folder that a learner has changed, and the course since then."""
    names = []
    for lesson in project.notebooks() if lessons is None else lessons:
        own = _read(Path(folder) / lesson.name)
        if own is not None and handed_out(own) is not None and is_changed(own):
            if handed_out(own) != digest(_fresh(lesson)) and not is_of(own, _read(lesson)):
                names.append(lesson.name)
    return names


def begin_again(lesson, folder=FOLDER):
    """Put a fresh copy of a lesson into a learner's folder; return where the learner's own file is kept.

    None if there was no file, or one that is as it was handed out.
    """
    place, fresh = Path(folder) / lesson.name, _fresh(lesson)
    place.parent.mkdir(parents=True, exist_ok=True)
    own = _read(place) if place.exists() else fresh
    untouched = own is not None and digest(own) == digest(fresh) and not copy.was_run(own)
    kept = None if untouched else _keep(place)
    _put(place, fresh, over=True)
    return kept


def was_run(place):
    """Return whether the notebook in a file was run and saved; a file that can't be read was not."""
    own = _read(place)
    return own is not None and copy.was_run(own)


def _fresh(lesson):
    """Return a copy of a lesson as it is handed out now, in the course's language."""
    return copied(_read(lesson), lessons_in.read(texts.LANGUAGE, lesson.name[:2]))


def _fresh_one(lesson):
    number = lesson.name[:2]
    return (
        f"`make restart LESSON={number}` (or `python -m course_utils.restart {number}`) puts the new one "
        f"there and keeps yours beside it, in {KEPT}."
    )


def _read(path):
    """Return the notebook in a file, None if there is none that can be read."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception:  # nbformat raises all kinds of errors over malformed files
        return None


def _keep(place, where=KEPT):
    """Give a file a second name in a folder beside it, which no file has yet; return that name."""
    folder = place.parent / where
    folder.mkdir(exist_ok=True)
    stem = f"{place.stem}-{time.strftime('%Y-%m-%d-%H%M%S')}"
    for number in range(1000):
        kept = folder / (f"{stem}-{number}.ipynb" if number else f"{stem}.ipynb")
        try:
            _name_also(place, kept)
        except FileExistsError:
            continue
        return kept.relative_to(place.parent).as_posix()
    raise FileExistsError(folder)


def _name_also(file, name):
    """Give a file another name; FileExistsError if that is taken."""
    try:
        os.link(file, name)
    except FileExistsError:
        raise
    except OSError:  # a disk without links: copy, and let the copy appear in one step
        if name.exists():
            raise FileExistsError(name) from None
        temporary = name.with_name(f".{name.name}.{os.getpid()}.tmp")
        shutil.copy2(file, temporary)
        os.replace(temporary, name)


def _put(place, notebook, over=False):
    """Write a notebook to its place in one step; without ``over``, only if nothing is there."""
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".tmp", dir=place.parent)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(nbformat.writes(notebook, version=4) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        if over:
            os.replace(name, place)
        else:
            with contextlib.suppress(FileExistsError):
                _name_also(Path(name), place)
    finally:
        Path(name).unlink(missing_ok=True)
