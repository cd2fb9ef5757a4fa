"""Do the tests notice when the code is wrong? Seeded mutants of the package face the quick tests.

    python benchmarks/mutations.py [--number 300] [--seed 0] [PLACE ...]

A mutant is the code with one thing changed: another sign, a constant off by one, a comparison reversed, a
term or a keyword dropped, arguments swapped. The tests that import its room run one file after another, those
that import the module itself first, until one fails: the mutant is killed. One that hangs is killed, too. A
survivor is printed and makes this script fail, unless `_equal_mutants.py` says why no test can distinguish it
from the code.

PLACE picks some of those drawn: ``cells``, ``cells/gru.py`` or ``cells/gru.py:57``. Each mutant runs in a
process forked from this one, so that NumPy and torch load once: on Linux and macOS only.
"""

import argparse
import ast
import contextlib
import importlib
import importlib.machinery
import os
import resource
import sys
import tempfile
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

import _mutants
import pytest
from _equal_mutants import EQUAL
from hypothesis.internal.conjecture import engine

ROOT = Path(__file__).parents[1]
CODE = ROOT / "course_utils"
PACKAGES = ("cells", "gradients", "sequences", "forecasting")
# What imports one of these draws, trains, runs notebooks or drives a browser: no quick test.
SLOW = {
    f"course_utils.{name}" for name in ("authoring", "exercises", "figures", "grading", "labs", "training")
}
HEAVY = ("torch", "scipy.optimize", "pandas", "statsmodels.api", "sklearn.ensemble")
LONGEST = 60  # seconds of a processor that one test file may use: what takes more hangs
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-o", "addopts=")


def main():
    """Print the score by package, and the survivors; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("places", nargs="*", metavar="PLACE")
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    sources = {
        path.relative_to(CODE).as_posix(): path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in sorted((CODE / package).glob("*.py"))
    }
    mutants, changes = _mutants.drawn(sources, options.number, options.seed)
    places = tuple(options.places) or PACKAGES
    mutants = [one for one in mutants if f"{one.file}:{one.line}:".startswith(tuple(_ends(places)))]
    print(f"{len(mutants)} mutants, of {options.number} drawn from {changes} changes")
    for name in HEAVY:
        importlib.import_module(name)
    engine.MAX_SHRINKS = 0  # a failure is enough: no need to look for the smallest
    sound, found, survivors = set(), Counter(), []
    for one in mutants:
        outcome = _outcome(one, sound)
        if outcome == "survived":
            reason = EQUAL.get(f"{one.file} {one.function}", {}).get(f"{one.before} -> {one.after}")
            outcome = "equal" if reason else outcome
        if outcome == "survived":
            survivors.append(one)
            print(f"{one.file}:{one.line} {one.function}\n  - {one.before}\n  + {one.after}", flush=True)
        found[one.file.split("/")[0], outcome] += 1
        print(f"{found.total()} {one.file}:{one.line} {outcome}", file=sys.stderr, flush=True)
    print("\n| package | mutants | killed | equal | survived |\n|---|---|---|---|---|")
    for package in PACKAGES:
        _row(package, Counter({outcome: n for (home, outcome), n in found.items() if home == package}))
    total = Counter()
    for (_, outcome), n in found.items():
        total[outcome] += n
    _row("all", total)
    return 1 if survivors else 0


def _ends(places):
    """Complete the places, so that ``cells/gru.py:5`` is not the beginning of line 57."""
    return [place + ("" if place.endswith("/") else ":" if ".py" in place else "/") for place in places]


def _row(name, found):
    if found:
        counts = " | ".join(str(found[outcome]) for outcome in ("killed", "equal", "survived"))
        print(f"| {name} | {found.total()} | {counts} |")


def _outcome(mutant, sound):
    """Say whether the tests kill a mutant; `sound` gathers test files that pass on the code as it is."""
    module = f"course_utils.{mutant.file.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")
    for test in _tests(module):
        if test not in sound:
            if _fails(test):
                sys.exit(f"{test} fails on the code as it is")
            sound.add(test)
        if _fails(test, module, mutant.tree):
            return "killed"
    return "survived"


def _tests(module):
    """Return the quick test files that import a module's package: first those that import the module."""
    package = ".".join(module.split(".")[:2])
    near = {}
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        names = set(_imported(ast.parse(path.read_text(encoding="utf-8"))))
        if any(f"{name}.".startswith(f"{package}.") for name in names) and not names & SLOW:
            near[path.name] = (module not in names, path.stat().st_size)
    return sorted(near, key=near.get)


def _imported(tree):
    """Yield the full names that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _fails(test, module=None, tree=None):
    """Run a test file in its own process, perhaps with a module changed; say whether it fails or hangs."""
    process = get_context("fork").Process(target=_child, args=(test, module, tree))
    process.start()
    process.join()
    return process.exitcode != 0


def _child(test, module, tree):
    """Run a test file; exit with pytest's status."""
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    if module:
        sys.meta_path.insert(0, _Changed(module, tree))
    with open(os.devnull, "w") as nowhere:
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            sys.exit(pytest.main([*OPTIONS, f"tests/{test}"]))


class _Changed:
    """Finds one module, with the tree given instead of its file's."""

    def __init__(self, module, tree):
        self.module, self.tree = module, tree

    def find_spec(self, name, path, target=None):
        """Find the module where it is, and change what is loaded from there."""
        if name != self.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        spec.loader.get_code = lambda _: compile(self.tree, spec.origin, "exec")
        return spec


if __name__ == "__main__":
    os.environ |= {"OMP_NUM_THREADS": "1", "COURSE_PROGRESS": os.devnull, "HYPOTHESIS_PROFILE": "many"}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # no browser, no notebooks: a second less for each
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder
        sys.exit(main())
