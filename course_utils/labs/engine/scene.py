"""What travels to the browser: a figure's background with its axes, and tables of its live artists."""

import io
import re

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.layout_engine import PlaceHolderLayoutEngine

from course_utils.labs.engine import tracks
from course_utils.texts import gettext

_MOST = 2**16  # rows that two bytes can number
LARGEST_TABLES = 2_000_000  # bytes, all sliders of a lab together


def nearest(values, value):
    """Return the place of the nearest of some values."""
    return int(np.abs(values - value).argmin())


def draw(artists, sweep, position):
    """Put live artists into one position, as the browser shows it; return the reading of that position."""
    for name, track in sweep.rows.items():
        tracks.place(artists[name], track[position])
    return sweep.readings[position]


def staged(figure, artists):
    """Return a figure without its live artists as the browser's stage: size, background, axes."""
    _settle(figure)
    width, height = figure.get_size_inches() * 72
    stage = {"width": width, "height": height, "background": _background(figure, artists)}
    return stage | {"axes": [_axes(ax) for ax in figure.get_axes()]}


def packed(figure, artists, sweep):
    """Return one slider's table: the artists in their order, and all their positions as bytes."""
    unknown = set(sweep.rows) - set(artists)
    if unknown or set(artists) - set(sweep.rows):
        raise ValueError(
            f"artists {sorted(artists)} and tracks {sorted(sweep.rows)} must have the same names"
        )
    _settle(figure)
    all_axes = figure.get_axes()
    drawn, chunks, offset = [], [], 0
    for name, artist in artists.items():
        if tracks.axes_of(artist) not in all_axes:
            raise ValueError(f"the artist {name!r} is not on the figure")
        style, arrays = tracks.pack(artist, sweep.rows[name])
        parts = {}
        for key, array in arrays.items():
            parts[key], stored = _stored(np.ascontiguousarray(array), len(sweep.values), offset)
            chunks += stored
            offset += sum(map(len, stored))
        order = artist[0].get_zorder() if isinstance(artist, tuple) else artist.get_zorder()
        axes = all_axes.index(tracks.axes_of(artist))
        named = {"key": str(name), "name": gettext(name)}
        drawn.append({**named, "axes": axes, "order": order, **style, "arrays": parts})
    drawn.sort(key=lambda one: one["order"])
    return {"artists": drawn, "readings": list(sweep.readings), "data": b"".join(chunks)}


def _stored(array, positions, at):
    """Return where an array stands in a table's bytes, and the bytes: a row that comes often only once."""
    moving = array.ndim > 1 and len(array) == positions
    rows = array.reshape(positions if moving else 1, -1)
    part = {"type": array.dtype.name, "at": at, "step": rows.shape[1] * moving, "size": rows.shape[1]}
    chunks = {}
    which = np.array([chunks.setdefault(row.tobytes(), len(chunks)) for row in rows])
    if len(chunks) > _MOST or len(chunks) * rows[0].nbytes + 2 * len(rows) >= rows.nbytes:
        return part | {"rows": len(rows)}, [_padded(rows.tobytes())]
    stored = _padded(b"".join(chunks))
    part |= {"rows": len(chunks), "which": at + len(stored)}
    return part, [stored, _padded(which.astype(np.uint16).tobytes())]


def _padded(data):
    """Fill up to a multiple of four bytes: typed arrays in the browser begin there."""
    return data + bytes(-len(data) % 4)


def check_size(tables):
    """Refuse tables that are too large together."""
    size = sum(len(table["data"]) + sum(map(len, table["readings"])) for table in tables)
    if size > LARGEST_TABLES:
        have = "the table has" if len(tables) == 1 else f"the {len(tables)} sliders' tables have"
        raise ValueError(
            f"{have} {size / 1e6:.1f} MB, more than {LARGEST_TABLES / 1e6:.0f}: "
            "show fewer positions, steps or units"
        )


def _settle(figure):
    """Lay out a figure once; from here on its axes stay where they are."""
    if not isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine | None):
        figure.draw_without_rendering()
        figure.set_layout_engine("none")


def _axes(ax):
    """Return the box of an axes as fractions of the figure, and how to read values off it."""
    box = ax.get_position()
    same = [other for other in ax.figure.get_axes() if other.get_xlim() == ax.get_xlim()]  # one label for all
    label = ax.get_xlabel() or next(filter(None, (other.get_xlabel() for other in same)), "")
    return {
        "box": [box.x0, box.y0, box.width, box.height],
        "x": [*map(float, ax.get_xlim()), _scale(ax.xaxis), label],
        "y": [*map(float, ax.get_ylim()), _scale(ax.yaxis), ax.get_ylabel()],
    }


def _scale(axis):
    """Return "linear" or "log"; of any other scale the values at a hundred equal steps along the axis."""
    name = axis.get_scale()
    if name in ("linear", "log"):
        return name
    transform = axis.get_transform()
    ends = transform.transform(np.asarray(axis.get_view_interval(), dtype=float))
    return transform.inverted().transform(np.linspace(*ends, 101)).tolist()


def _background(figure, artists):
    """Return the figure without its live artists as SVG."""
    parts = [
        part for artist in artists.values() for part in (artist if isinstance(artist, tuple) else [artist])
    ]
    for part in parts:
        part.set_visible(False)
    svg = io.StringIO()
    with plt.rc_context({"svg.hashsalt": "unrolled", "svg.fonttype": "path"}):
        FigureCanvasSVG(figure).print_svg(svg, metadata={"Date": None, "Creator": None})
    for part in parts:
        part.set_visible(True)
    text = svg.getvalue()
    return re.sub(r'width="[\d.]+pt" height="[\d.]+pt" ', "", text[text.index("<svg") :], count=1)
