"""A lesson in another language: its Markdown cells and what its code says, cell by cell, English elsewhere.

A catalogue, ``lessons/ko/04.po``, holds each text with the id of its cell as context. A text that has changed
since is not found there, so that what was said of the old one is never shown.
"""

import copy
import html
import re

from course_utils import texts
from course_utils.texts import literals

_HEADING = re.compile(r"^(#{1,6}) +(.+?) *$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)]*)\)")


def path(language, number):
    """Return where the catalogue of a lesson is, by its number in two digits."""
    return texts.FOLDER / "lessons" / language / f"{number}.po"


def read(language, number):
    """Return the translations of a lesson, by cell and text; {} where there are none."""
    place = path(language, number)
    return texts.messages(place) if place.exists() else {}


def said(notebook):
    """Return what a learner reads in a lesson's cells, as a list of texts by the id of the cell."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    found = dict(zip([cell.id for cell in code], literals.shown([cell.source for cell in code]), strict=True))
    return {cell.id: found.get(cell.id, [cell.source]) for cell in notebook.cells if cell.cell_type != "raw"}


def translated(notebook, words):
    """Return a new notebook of a lesson with the words of `read`, and those texts that they don't fit.

    In code one text has one translation throughout a lesson, whichever cell's it is: it may be looked up.
    """
    new, unfit = copy.deepcopy(notebook), []
    if not words:
        return new, unfit
    listed = said(notebook)
    strings = {text: words[cell, text] for cell in listed for text in listed[cell] if (cell, text) in words}
    for cell in new.cells:
        if cell.cell_type == "code":
            cell.source, left = literals.replaced(cell.source, strings)
            unfit += left
        elif cell.source in strings:
            if _shape(cell.source) == _shape(strings[cell.source]):
                cell.source = _with_addresses(cell.source, strings[cell.source])
            else:
                unfit.append(cell.source)
    return new, unfit


def _shape(text):
    """Return what a translation may not change: the levels of headings, in order, and where links lead."""
    return [level for level, _ in _HEADING.findall(text)], sorted(_LINK.findall(text))


def _with_addresses(text, translation):
    """Return a translation whose headings are still found under their English addresses: links lead there."""
    heads = iter(_HEADING.findall(text))

    def addressed(match):
        address = re.sub(r"[`*$]", "", next(heads)[1]).replace(" ", "-")
        return f'{match[1]} <a id="{html.escape(address)}"></a>{match[2]}'

    return _HEADING.sub(addressed, translation)
