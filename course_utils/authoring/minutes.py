"""How many minutes a lesson takes, computed from what is in it: core, exercises, and what goes further."""

import re

FURTHER = ("## Going further", "## Further reading")
_SAID = re.compile(r"^About \d+ minutes[^\n]*$", re.MULTILINE)
_WORDS, _LINES = 180, 8  # read in a minute
_LAB, _TASTE, _QUIZ, _EXERCISE, _BUILD = 10, 1, 6, 7, 30
_FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
_BUILT = re.compile(r"\bex\.\w+\.check\(\s*\w+\s*,")  # a build has several parts


def parts(notebook):
    """Return the cells of a notebook as a dict: "core", "exercises" and "further", each in order."""
    found, part = {"core": [], "exercises": [], "further": []}, "core"
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            part = "further" if cell.source.startswith(FURTHER) else "core"
        found["exercises" if is_exercise(cell) and part == "core" else part].append(cell)
    return found


def is_exercise(cell):
    """Return whether a cell is the text of an exercise or of a build, or the learner's own cell of it."""
    if cell.cell_type == "markdown":
        return bool(re.match(r"###? (Exercise|Build|Warm-up)", cell.source))
    return bool(re.search(r"\bex\.\w+\.check\(", cell.source))


def words(cells):
    """Return how many words the text of some cells has, without what is folded."""
    text = "\n".join(_FOLDED.sub("", cell.source) for cell in cells if cell.cell_type == "markdown")
    return len(text.split())


def code(cells):
    """Return the cells of code that a learner reads: no boxes of predictions."""
    return [cell for cell in cells if cell.cell_type == "code" and not _is_box(cell)]


def needed(notebook):
    """Return the minutes of each part of a notebook, unrounded."""
    found = parts(notebook)
    return {
        "core": _read(found["core"]),
        "exercises": sum(map(_solved, found["exercises"])),
        "further": _read(found["further"]) + sum(map(_solved, found["further"])),
    }


def line(notebook):
    """Return the minutes as a lesson's title says them."""
    core, exercises, further = (5 * max(1, round(one / 5)) if one else 0 for one in needed(notebook).values())
    said = f"About {core} minutes"
    if exercises:
        said += f", and {exercises} for the exercises"
        said += " and the build" if any(map(_builds, notebook.cells)) else ""
    return f"{said}. Going further: {further} more." if further else f"{said}."


def write(notebook):
    """Write the minutes into a notebook's title."""
    title = notebook.cells[0]
    title.source = _SAID.sub(lambda _: line(notebook), title.source)


def _read(cells):
    """Return the minutes that reading, running and trying take."""
    read = [cell for cell in cells if not is_exercise(cell)]
    lines = sum(len([one for one in cell.source.split("\n") if one.strip()]) for cell in code(read))
    return words(read) / _WORDS + lines / _LINES + sum(map(_done, read))


def _done(cell):
    """Return the minutes that looking at a cell's picture or moving its lab takes, or answering."""
    if cell.cell_type != "code":
        return 0
    if re.search(r"\bquiz\.show\(", cell.source):
        return _QUIZ
    if re.search(r"_lab\.show\(|\bgate_inspector\.show\(|\bthree_memories\.show\(", cell.source):
        return _TASTE if "taste" in cell.metadata.get("tags", []) else _LAB  # lesson 0 only tries them
    return int(_is_box(cell)) + sum("image/png" in one.get("data", {}) for one in cell.outputs)


def _is_box(cell):
    return cell.cell_type == "code" and re.search(r"= ask\(", cell.source) is not None


def _builds(cell):
    return cell.cell_type == "code" and _BUILT.search(cell.source) is not None


def _solved(cell):
    """Return the minutes that solving takes, counted at the learner's own cell."""
    if cell.cell_type == "markdown" or not is_exercise(cell):
        return 0
    return _BUILD if _builds(cell) else _EXERCISE
