"""Mistakes that need no declaration: the reference with one thing changed, and a sentence that says which.

Which changes make a difference is stored by lesson; `python -m course_utils.authoring.edits` finds them.
"""

import ast
import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from course_utils.texts import gettext

FOLDER = Path(__file__).parents[1] / "edits"
_LONG = 24  # characters of code that a sentence may quote: it should point, not tell the answer
_SAID = {  # by kind: what is said, with the code it is about and without
    "index": (gettext("An index is off by one: {this}."), gettext("An index is off by one.")),
    "range": (gettext("A range is off by one: {this}."), gettext("A range is off by one.")),
    "term": (gettext("A term is missing: {this}."), gettext("A term is missing.")),
    "factor": (gettext("A factor is missing: {this}."), gettext("A factor is missing.")),
    "divided": (gettext("The division by {this} is missing."), gettext("A division is missing.")),
    "power": (gettext("The power is missing: {this}."), gettext("A power is missing.")),
    "sign": (gettext("A sign is wrong: the one of {this}."), gettext("A sign is wrong.")),
    "inverse": (
        gettext("Multiply or divide? Look at {this}."),
        gettext("Somewhere you multiply where a division belongs, or the other way round."),
    ),
    "order": (
        gettext("The order is wrong in {this}."),
        gettext("The two sides of an operation are swapped."),
    ),
    "untransposed": (gettext("{this} is not transposed."), gettext("A transpose is missing.")),
    "transposed": (gettext("{this} is transposed."), gettext("A transpose is too much.")),
    "axis": (gettext("The axis is wrong in {this}."), gettext("An axis is wrong.")),
    "nofunction": (gettext("{this} is missing."), gettext("A function is missing.")),
    "doubled": (gettext("{this} is applied twice."), gettext("A function is applied twice.")),
    "function": (gettext("Another function belongs where you have {other}: {this}."), ""),
    "bound": (gettext("Something may go too far: {this} is missing."), gettext("A bound is missing.")),
    "always": (gettext("The condition is missing: {this}."), gettext("A condition is missing.")),
    "variable": (gettext("{other} stands where {this} belongs."), ""),
    "block": (
        gettext("Another block or gate is meant: {this}, not {other}."),
        gettext("Another block is meant."),
    ),
    "parts": (gettext("{this} and {other} are swapped."), gettext("Two parts are swapped.")),
    "arguments": (gettext("The arguments of {this} are swapped."), gettext("Two arguments are swapped.")),
    "overwritten": (gettext("{this} is overwritten each time. Add to it."), ""),
    "step": (gettext("A step is missing: {this}."), gettext("A step of the calculation is missing.")),
    "direction": (gettext("The loop runs the other way round."),) * 2,
    "compared": (gettext("The comparison is wrong: {this}."), gettext("A comparison is wrong.")),
    "turned": (gettext("The condition is turned round: {this}."), gettext("A condition is turned round.")),
    "cut": (gettext("A slice is missing or has another end: {this}."), gettext("A slice has another end.")),
    "number": (gettext("The number {this} is another in yours."), gettext("A number is wrong.")),
    "added": (gettext("{this} is added to each time. Replace it."), ""),
    "brackets": (
        gettext("The brackets are wrong: look at {this}."),
        gettext("The brackets are wrong: something belongs to a whole sum, or to a part alone."),
    ),
    "inside": (gettext("{other} stands where {this} belongs."), ""),
    "extra": (
        gettext("A factor is too much: {other}, with {this}."),
        gettext("A factor is too much: {other}."),
    ),
    "first": (
        gettext("Only the first row of {this} counts in yours."),
        gettext("Only the first row counts."),
    ),
    "summed": (
        gettext("{this} is summed over its rows: each row is needed."),
        gettext("Something is summed over its rows too early."),
    ),
    "averaged": (
        gettext("A mean stands where a sum belongs: {this}."),
        gettext("A mean stands where a sum belongs."),
    ),
}
KINDS = list(_SAID)  # what is named best comes first


class Edit(NamedTuple):
    """One change: its ``kind``, the code that is named, and the whole ``source`` after it."""

    kind: str
    this: str
    other: str
    source: str

    @property
    def sentence(self):
        """What the change is called."""
        full, short = _SAID[self.kind]
        fits = not short or max(len(self.this), len(self.other)) <= _LONG
        return (full if fits else short).format(this=self.this, other=self.other)


@cache
def stored(lesson):
    """Return a lesson's changes that make a difference, by exercise; {} if none are kept."""
    path = FOLDER / f"lesson_{lesson}.json"
    if not path.is_file():
        return {}
    kept = json.loads(path.read_text(encoding="utf-8"))
    return {name: [_patched(one["source"], *edit) for edit in one["edits"]] for name, one in kept.items()}


def patch(source, edit):
    """Return an edit as it is stored: kind, code that is named, and the lines that change."""
    old, new = source.split("\n"), edit.source.split("\n")
    head = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return [edit.kind, edit.this, edit.other, head, len(old) - tail, "\n".join(new[head : len(new) - tail])]


def _patched(source, kind, this, other, first, last, lines):
    """Return a stored edit with its whole source."""
    old = source.split("\n")
    new = [*old[:first], *([lines] if lines else []), *old[last:]]
    return Edit(kind, this, other, "\n".join(new))


def plain(source):
    """Return a function's source as `ast.unparse` writes it."""
    return ast.unparse(ast.parse(source))


@cache
def function(exercise, source):
    """Return the function of an exercise with another source; None if it can't be made."""
    names = dict(exercise.reference.__globals__)
    try:
        exec(compile(source, "<edit>", "exec"), names)
    except (SyntaxError, ValueError):
        return None
    return names[exercise.name]
