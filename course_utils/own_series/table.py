"""A CSV file of any kind as a table of text, or a sentence that says what the file is instead."""

import csv
import difflib
import io
import re
from collections import Counter

from course_utils.forecasting import ForecastError

_OTHERS = {
    b"PK\x03\x04": "a spreadsheet (or another zip file)",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"PAR1": "a Parquet file",
    b"<": "a web page",
    b"{": "JSON",
    b"[": "JSON",
}
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Told(ForecastError):
    """What is wrong with a file or a series, for its owner: a notebook shows the sentence alone."""

    def _render_traceback_(self):
        return [str(self)]


def text_of(path):
    """Return the text of a file and its encoding; Told if it is no text."""
    if path.is_dir():
        raise Told(f"{path} is a folder: name one CSV file in it.")
    if not path.exists():
        there = [one.name for one in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        near = difflib.get_close_matches(path.name, there, 1) or there[:1]
        raise Told(f"There is no file {path}{f'; there is {near[0]}' if near else ''}.")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Told(f"{path} can't be read: {error.strerror}.") from None
    if not raw.strip():
        raise Told(f"{path.name} is empty.")
    kind = next((kind for start, kind in _OTHERS.items() if raw.lstrip().startswith(start)), None)
    if kind:
        raise Told(f"{path.name} is {kind}: open it in the program that made it, and save it as CSV.")
    known = next((name for bom, name in _BOMS.items() if raw.startswith(bom)), None)
    if not known and raw[1::2].count(0) > len(raw) / 4:
        known = "utf-16-le"
    for encoding in [known] if known else ["utf-8", "cp949", "cp1252"]:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise Told(f"{path.name} is no text: save it as CSV, in UTF-8.")


def table_of(text, name):
    """Return the table in a text, a pandas frame of text, and sentences about it; Told if there is none.

    Its index holds the lines of the file. `name` is what sentences call the file.
    """
    import pandas as pd

    lines = text.splitlines()
    try:
        found = {sep: [len(row) for row in csv.reader(lines[:200], delimiter=sep)] for sep in ";\t|,"}
    except csv.Error as error:
        raise Told(f"{name} can't be taken apart into columns: {error}.") from None
    usual = {sep: Counter(filter(None, each)).most_common(1)[0] for sep, each in found.items() if any(each)}
    sep = max(usual, default=None, key=lambda sep: (usual[sep][0] > 1, usual[sep][1]))
    if sep is None or usual[sep][0] < 2:
        raise Told(f"{name} has one column: a series needs one of dates and one of values, between commas.")
    top = found[sep].index(usual[sep][0])
    if odd := next((many for many in found[sep][:top] if many > 1), 0):
        raise Told(
            f"{name}: a line at the top has {odd} columns, the others have {usual[sep][0]}. Numbers with a "
            "decimal comma need quotes round them, or semicolons between the columns."
        )
    said = [f"What stands above line {top + 1} is left aside: it is no part of the table."] if top else []
    how = {"sep": sep, "header": None, "dtype": str, "keep_default_na": False, "skip_blank_lines": False}
    try:
        table = pd.read_csv(io.StringIO("\n".join(lines[top:])), **how).fillna("")
    except pd.errors.ParserError as error:
        line = re.search(r"line (\d+), saw (\d+)", str(error))
        if line is None:
            raise Told(f"{name}: a quotation mark is opened and never closed.") from None
        where = f"line {int(line[1]) + top} has {line[2]} columns"
        raise Told(
            f"{name}: {where}, others have {usual[sep][0]}; a number with a comma needs quotes round it."
        ) from None
    table.index += top + 1
    table = table.apply(lambda column: column.str.strip())
    table = table[(table != "").any(axis=1)]
    if table.empty:
        raise Told(f"{name} is empty.")
    first = table.iloc[0].tolist()
    if any(re.match(r"[-+]?\d", cell) for cell in first):
        said.append("There is no line of headings.")
        table.columns = [f"column {i + 1}" for i in range(len(first))]
    else:
        names = [cell or f"column {i + 1}" for i, cell in enumerate(first)]
        table.columns = [one if names.count(one) == 1 else f"{one} {i + 1}" for i, one in enumerate(names)]
        table = table.iloc[1:]
    table.attrs["sep"] = sep
    if table.empty:
        raise Told(f"{name} has headings and no rows.")
    return table, said
