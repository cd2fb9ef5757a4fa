"""Where the course's files are, and what its commands share."""

import argparse
import os
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
LESSONS = "[0-9][0-9]_*.ipynb"
TOOL = "10_your_own_series.ipynb"  # stands among the lessons, without goals, exercises, quiz or promises
VIEW = "application/vnd.jupyter.widget-view+json"  # an output that is a live widget
CHECKED = "COURSE_FIGURES"  # set while lessons are stored or checked: a figure with a fault is then refused
# A number that hangs on a processor's last bits, as outputs show it; no comparison looks at it.
ABOUT = re.compile(r"≈ *[-+]?\d[\d.,]*(e[-+]?\d+)? *")


def notebooks(folder=NOTEBOOKS):
    """Return the files of the lessons in a folder, and of the tool, in order."""
    return sorted(Path(folder).glob(LESSONS))


def lessons(folder=NOTEBOOKS):
    """Return the files of the lessons in a folder, in order."""
    return [path for path in notebooks(folder) if path.name != TOOL]


def command(module, doc):
    """Return a parser for the arguments of ``python -m module``, with its docstring as help."""
    return argparse.ArgumentParser(prog=f"python -m {module}", description=doc)


def store(path, text):
    """Write a text file unless it has this text already; return whether it changed.

    It is replaced in one step: whoever reads it, even after a power cut, finds the old text or the new.
    """
    path = Path(path)
    if path.exists() and path.read_text(encoding="utf-8", errors="replace") == text:
        return False
    temporary = path.with_name(f".{path.name}.tmp")
    with open(temporary, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    return True
