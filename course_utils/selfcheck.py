"""Is everything here that the course needs? Asked of the standard library only, before any other import.

Lesson 0 runs this file, not the package: importing the package needs NumPy, which may be what is missing.
What is needed is listed in one place, `pyproject.toml`.
"""

import importlib.metadata
import importlib.util
import os
import platform
import re
import runpy
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
OLDEST = (3, 11)
FIRST = (
    "matplotlib.pyplot",
    "course_utils.figures",
    "course_utils.exercises",
    "course_utils.labs",
)
gettext = runpy.run_path(str(Path(__file__).with_name("texts") / "__init__.py"))["gettext"]
AGAIN = gettext(
    "How to get what is missing: close JupyterLab, and in the course's folder run  make lab  (Windows: the "
    "line for PowerShell in README.md). It needs the network once. If it was there yesterday: is this "
    "notebook's kernel (upper right) the course's own, 'Python 3 (ipykernel)'?"
)


def needed():
    """Return the packages the course needs, as a dict of version by name."""
    text = PROJECT.read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)[1]
    return dict(re.findall(r'^    "([\w-]+)==([\w.]+)', block, re.MULTILINE))


def found(name):
    """Return the version of a package, None if it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def report():
    """Return whether the course can begin, and lines that say what is missing and how to get it."""
    needs, stops, notes = needed(), [], []
    have = {name: found(name) for name in needs}
    missing = [name for name in needs if have[name] is None]
    if sys.version_info < OLDEST:
        said = gettext("This is Python {have}; the course needs {need} or newer.")
        this, need = ("{}.{}".format(*version) for version in (sys.version_info, OLDEST))
        stops.append(said.format(have=this, need=need))
    if "torch" in missing and sys.platform == "darwin" and platform.machine() == "x86_64":
        missing.remove("torch")
        said = gettext("There is no current torch for Macs with Intel processors: cells that need it say so.")
        notes.append(said)
    if importlib.util.find_spec("course_utils") is None:
        stops.append(gettext("The course's own package, course_utils, is not found. Has its folder moved?"))
    if missing:
        stops.append(gettext("Missing: {names}.").format(names=", ".join(missing)))
    if stops:
        runs = gettext("This notebook runs on {python}").format(python=sys.executable)
        return False, [*stops, *notes, AGAIN, runs]
    for name, version in needs.items():
        if have[name] and have[name].split("+")[0] != version:
            said = gettext("{name} is {have}; the stored outputs were made with {version}.")
            notes.append(said.format(name=name, have=have[name], version=version))
    if failed := _failed():
        return False, [*notes, *failed, AGAIN]
    if have["torch"] is None:
        return True, [*notes, gettext("All other packages are here. The course can begin.")]
    return True, [*notes, gettext("All packages are here. The course can begin.")]


def in_the_way(folder):
    """Return a sentence for each file in a folder that Python would take for one of the course's packages."""
    ours = {"course_utils", *importlib.metadata.packages_distributions()}
    said = gettext("{file} takes the place of a package with its name: rename it.")
    return [said.format(file=path) for path in sorted(Path(folder).glob("*.py")) if path.stem in ours]


def _failed():
    """Return what went wrong when a lesson's first imports were tried, and how to mend it, as lines."""
    lines = in_the_way(".")
    for name in () if lines else FIRST:
        try:
            importlib.import_module(name)
        except Exception as error:  # whatever an installation can be broken by
            said = gettext("{name} is here, and can't be imported: {error}")
            lines.append(said.format(name=name, error=f"{type(error).__name__}: {error}"))
            break
    return lines


def run():
    """Print the report; stop the cell in one line, without a traceback, if something is missing."""
    ready, lines = report()
    print("\n".join(lines))
    if ready and "JPY_SESSION_NAME" in os.environ and Path.cwd() == PROJECT.with_name("notebooks"):
        importlib.import_module("course_utils.lab").main(["--prepare"])
        print(gettext("This is the course's own lesson, as others get it. Your copy is in my_lessons."))
    if not ready:
        sys.tracebacklimit = 0
        raise ModuleNotFoundError(gettext("something is missing: see above"))
