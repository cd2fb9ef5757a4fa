"""Is everything here that the course needs? Asked of the standard library only, before any other import.

Lesson 0 runs this file, not the package: importing the package needs NumPy, which may be what is missing.
What is needed is listed in one place, `pyproject.toml`.
"""

import importlib.metadata
import platform
import re
import runpy
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
OLDEST = (3, 11)
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
        said = gettext("There is no current torch for Macs with Intel processors: cells that import it stop.")
        notes.append(said)
    if found("unrolled") is None:
        stops.append(gettext("The course's own package, course_utils, is not installed."))
    if missing:
        stops.append(gettext("Missing: {names}.").format(names=", ".join(missing)))
    if stops:
        runs = gettext("This notebook runs on {python}").format(python=sys.executable)
        return False, [*stops, *notes, AGAIN, runs]
    for name, version in needs.items():
        if have[name] and have[name].split("+")[0] != version:
            said = gettext("{name} is {have}; the stored outputs were made with {version}.")
            notes.append(said.format(name=name, have=have[name], version=version))
    return True, [*notes, gettext("All packages are here. The course can begin.")]


def run():
    """Print the report; stop the cell in one line, without a traceback, if something is missing."""
    ready, lines = report()
    print("\n".join(lines))
    if not ready:
        sys.tracebacklimit = 0
        raise ModuleNotFoundError(gettext("something is missing: see above"))
