"""A lab in a page without a kernel: its controls, to be read only, and its presets' tables, packed small."""

import base64
import gzip
import json
import math

import numpy as np

from course_utils.texts import gettext

LARGEST = 1_000_000  # characters of a page for one lab
_FINE = 2**16  # steps from one side of the axes to the other: a few hundredths of a pixel


def on_paper(control, value):
    """Describe an ipywidgets control for a page, set to a value.

    Returns its ``label`` and ``text``, and for sliders ``share``: how far along the handle is, 0 to 1.
    """
    paper = {"label": control.description, "text": str(value)}
    if hasattr(control, "options"):
        options = getattr(control.options, "items", lambda: control.options)()
        pairs = [one if isinstance(one, tuple) else (one, one) for one in options]
        place = [chosen for _, chosen in pairs].index(value)
        paper["text"] = str(pairs[place][0])
        if hasattr(control, "readout"):  # a slider over options
            paper["share"] = round(place / max(1, len(pairs) - 1), 3)
    elif isinstance(value, bool):
        paper["text"] = gettext("on") if value else gettext("off")
    elif hasattr(control, "readout_format") and isinstance(value, int | float):
        at = math.log(value, control.base) if hasattr(control, "base") else value
        paper["text"] = format(value, control.readout_format)
        paper["share"] = round((at - control.min) / (control.max - control.min or 1), 3)
    return paper


def as_text(states):
    """Return the states of presets, a `Figure`'s ``travelling``, as text for `site.js`.

    There are as many, in order, as fit on a page: two words in base64, the states, and the numbers of
    all their tables.
    """
    names = list(states)
    while True:
        text = _pack({name: states[name] for name in names})
        if len(text) <= LARGEST or len(names) == 1:
            return text
        names.pop()


def _pack(states):
    """Return states as text; a table that several of them share is stored once."""
    tables, size = {}, 0

    def place(value):
        nonlocal size
        if not (isinstance(value, dict) and "data" in value):
            return value
        data = _rounded(value)
        if data not in tables:
            tables[data] = size
            size += len(data)
        return {**value, "data": [tables[data], len(data)]}

    states = {name: {key: place(one) for key, one in state.items()} for name, state in states.items()}
    # Neighbours are alike: differences, and all first bytes before all second ones, halve what gzip leaves.
    words = np.frombuffer(b"".join(tables), dtype="<u4")
    split = np.diff(words, prepend=words[:1] * 0).view(np.uint8).reshape(-1, 4).T
    parts = json.dumps(states).encode(), split.tobytes()
    return " ".join(base64.b64encode(gzip.compress(part, mtime=0)).decode() for part in parts)


def _rounded(table):
    """Return a table's bytes with its float32 numbers rounded: what nobody can see need not travel."""
    data = bytearray(table["data"])
    for artist in table["artists"]:
        for part in artist["arrays"].values():
            if part["type"] == "float32":
                count = part["size"] * part["rows"]
                numbers = np.frombuffer(data, dtype="<f4", count=count, offset=part["at"])
                numbers[:] = np.round(numbers * _FINE) / _FINE
    return bytes(data)
