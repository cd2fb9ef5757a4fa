"""Load the course's data sets: named columns with units, from files that are checked first."""

import csv
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from course_utils import project

DATA = project.ROOT / "data"
_COLUMN = re.compile(r"`(\w+)` \(([^)]*)\)")
_HASH = re.compile(r"`([0-9a-f]{64})`")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?")


class DataError(ValueError):
    """A data file that is missing, truncated or edited; the message says which and what to do."""


@dataclass(frozen=True)
class Table:
    """Named columns of equal length, each with its unit.

    ``table["riders"]`` is a read-only array, (rows,); ``table.units["riders"]`` its unit. Dates are
    ``datetime64``, numbers ``float64`` with NaN where a value is missing, all else text.
    """

    name: str
    columns: dict[str, np.ndarray]
    units: dict[str, str]

    def __getitem__(self, column):
        """Return one column, shape (rows,)."""
        try:
            return self.columns[column]
        except KeyError:
            have = ", ".join(self.columns)
            raise KeyError(f"{self.name} has no column {column!r}; it has {have}") from None

    def __len__(self):
        """Return the number of rows."""
        return len(next(iter(self.columns.values())))

    def __repr__(self):
        """Return one line: name, rows, and each column with its unit."""
        columns = ", ".join(f"{name} ({unit})" for name, unit in self.units.items())
        return f"{self.name}: {len(self)} rows of {columns}"


def load(name, folder=DATA):
    """Return the data set ``name`` as a `Table`, after checking its file.

    Parameters
    ----------
    name : str
        A file in ``data/`` without its ending, such as ``"co2_weekly"``.
    folder : path, optional
        Where the files and their README.md lie.

    Raises
    ------
    DataError
        If there is no such data set, or the file is missing, or its SHA-256 is not the one in README.md.
    """
    listed = _read_index(Path(folder))
    if name not in listed:
        raise DataError(f"no data set {name!r}; there are {', '.join(listed)}")
    units, expected = listed[name]
    path = Path(folder) / f"{name}.csv"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(
            f"data/{name}.csv is missing: restore it with `git checkout data/{name}.csv`"
        ) from None
    if hashlib.sha256(content).hexdigest() != expected:
        raise DataError(
            f"data/{name}.csv is not the file data/README.md describes (it was edited or cut short, or "
            f"its line ends were changed): restore it with `git checkout data/{name}.csv`"
        )
    header, *rows = csv.reader(content.decode("utf-8").splitlines())
    return Table(
        name,
        {key: _to_array(cells) for key, cells in zip(header, zip(*rows, strict=True), strict=True)},
        {key: units[key] for key in header},
    )


def _read_index(folder):
    """Return {name: (units by column, SHA-256)} from the table in README.md."""
    listed = {}
    try:
        readme = (folder / "README.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DataError("data/README.md is missing: restore it with `git checkout data`") from None
    for line in readme.splitlines():
        if line.startswith("| `") and (found := _HASH.search(line)):
            file = line.split("`")[1]
            listed[file.removesuffix(".csv")] = (dict(_COLUMN.findall(line)), found[1])
    return listed


def _to_array(cells):
    """Return text cells as dates, numbers (empty: NaN) or text, whichever fits all of them."""
    if all(_DATE.fullmatch(cell) for cell in cells):
        column = np.array(cells, dtype="datetime64")
    else:
        try:
            column = np.array([float(cell) if cell else np.nan for cell in cells])
        except ValueError:
            column = np.array(cells)
    column.flags.writeable = False
    return column
