"""What a live artist takes at each slider position: drawn by matplotlib, or packed for the browser.

A *track* is an array (or a list of strings) whose first axis runs over slider positions. What one row
means depends on the artist:

=====================  =====================================  ==========================================
artist                 made by                                one row of its track
=====================  =====================================  ==========================================
Line2D                 ``ax.plot``                            (n,) y over the artist's own x, or (2, n)
                                                              x and y; NaN leaves a gap
Line2D                 ``ax.axvline``, ``ax.axhline``         a number: where the marker stands
FillBetween...         ``ax.fill_between``                    (2, n): lower and upper edge
PathCollection         ``ax.scatter``                         (n, 2) positions, (n, 3) with size in
                                                              points², (n, 4) with a colour level 0..255
BarContainer           ``ax.bar``                             (n,) heights
Rectangle              ``ax.add_patch(Rectangle(...))``       (4,): x, y, width, height
AxesImage              ``ax.imshow`` (vmin=0, vmax=255)       (rows, columns) uint8 levels of the colour map
Text                   ``ax.text``, ``ax.annotate``           a string, or a number for its own template
=====================  =====================================  ==========================================

`place` writes one row into the artist, which matplotlib then draws. `pack` gives the browser the same
row as fractions of the axes, so that any scale (linear, log) is matplotlib's own, and the artist's
colours, widths, dashes and order as they are.
"""

from functools import singledispatch

import numpy as np
from matplotlib.collections import FillBetweenPolyCollection, PathCollection
from matplotlib.container import BarContainer
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from course_utils.labs.engine.convert import css, fraction, levels_of

_MARKERS = (".", "o", "s", "^", "v")
_CANNOT = "{} can't be live; the artists that can are in labs/engine/tracks.py"


@singledispatch
def place(artist, row):
    """Write one row of a track into its artist."""
    raise TypeError(_CANNOT.format(type(artist).__name__))


@singledispatch
def pack(artist, track):
    """Return the style of an artist as a dict, and its track as a dict of arrays for the browser."""
    raise TypeError(_CANNOT.format(type(artist).__name__))


def axes_of(artist):
    """Return the axes an artist stands on."""
    return artist[0].axes if isinstance(artist, BarContainer) else artist.axes


def _spans(line):
    """Return 'x' or 'y' for a line made by axvline or axhline, else None."""
    transform = line.get_transform()
    if transform == line.axes.get_xaxis_transform(which="grid"):
        return "x"
    return "y" if transform == line.axes.get_yaxis_transform(which="grid") else None


@place.register
def _(line: Line2D, row):
    if direction := _spans(line):
        (line.set_xdata if direction == "x" else line.set_ydata)([row, row])
    elif np.ndim(row) == 2:
        line.set_data(*row)
    else:
        line.set_ydata(row)


@pack.register
def _(line: Line2D, track):
    ax, track, direction = line.axes, np.asarray(track, dtype=float), _spans(line)
    style = {"kind": "line", **_stroke(line), **_marker(line)}
    if direction:
        along = fraction(ax.xaxis if direction == "x" else ax.yaxis, np.stack([track, track], axis=1))
        across = np.array([0.0, 1.0], dtype=np.float32)
        return style, {"x": along, "y": across} if direction == "x" else {"x": across, "y": along}
    if track.ndim == 3:
        return style, {"x": fraction(ax.xaxis, track[:, 0]), "y": fraction(ax.yaxis, track[:, 1])}
    return style, {"x": fraction(ax.xaxis, line.get_xdata()), "y": fraction(ax.yaxis, track)}


def _stroke(line):
    dashed, seen = line.is_dashed(), line.get_linestyle() != "None"
    return {
        "stroke": css(line.get_color(), line.get_alpha()) if seen else None,
        "width": line.get_linewidth(),
        "dash": list(line._dash_pattern[1] or ()),
        "join": line.get_dash_joinstyle() if dashed else line.get_solid_joinstyle(),
        "cap": line.get_dash_capstyle() if dashed else line.get_solid_capstyle(),
    }


def _marker(line):
    marker, fill = line.get_marker(), line.get_markerfacecolor()
    if marker not in (*_MARKERS, "", "None", None):
        raise ValueError(f"the marker {marker!r} can't be live; {' '.join(_MARKERS)} can")
    return {
        "marker": "o" if marker == "." else marker,
        "size": line.get_markersize() * (0.5 if marker == "." else 1),
        "fill": css(fill) if fill != "none" else None,
        "edge": css(line.get_markeredgecolor()),
        "edgeWidth": line.get_markeredgewidth(),
    }


def _band_x(band):
    """Return the x of a fill_between: the lower edge of its outline."""
    outline = band.get_paths()[0].vertices
    return outline[1 : (len(outline) - 1) // 2, 0]


@place.register
def _(band: FillBetweenPolyCollection, row):
    band.set_data(_band_x(band), *row)


@pack.register
def _(band: FillBetweenPolyCollection, track):
    low, high = np.moveaxis(np.asarray(track, dtype=float), 1, 0)
    edges = {"low": fraction(band.axes.yaxis, low), "high": fraction(band.axes.yaxis, high)}
    style = {"kind": "band", "fill": css(band.get_facecolor()[0])}
    return style, {"x": fraction(band.axes.xaxis, _band_x(band)), **edges}


@place.register
def _(points: PathCollection, row):
    row = np.asarray(row)
    points.set_offsets(row[:, :2])
    if row.shape[1] > 2:
        points.set_sizes(row[:, 2])
    if row.shape[1] > 3:
        points.set_array(row[:, 3])


@pack.register
def _(points: PathCollection, track):
    track = np.asarray(track, dtype=float)
    x, y, *more = np.moveaxis(track, 2, 0)
    faces, edges = points.get_facecolor(), points.get_edgecolor()
    style = {
        "kind": "points",
        "fill": css(faces[0]) if len(faces) else None,
        "edge": css(edges[0]) if len(edges) else None,
        "edgeWidth": float(points.get_linewidth()[0]),
        "size": float(points.get_sizes()[0]),
        "map": levels_of(points) if len(more) > 1 else None,
    }
    kinds = {"sizes": np.float32, "levels": np.uint8}
    extra = {name: one.astype(kinds[name]) for name, one in zip(kinds, more, strict=False)}
    return style, {"x": fraction(points.axes.xaxis, x), "y": fraction(points.axes.yaxis, y), **extra}


@place.register
def _(bars: BarContainer, row):
    for bar, height in zip(bars, row, strict=True):
        bar.set_height(height)


@pack.register
def _(bars: BarContainer, track):
    x, y, width = np.array([(bar.get_x(), bar.get_y(), bar.get_width()) for bar in bars]).T
    return _boxes(bars[0], x, y, width, np.asarray(track, dtype=float))


@place.register
def _(box: Rectangle, row):
    box.set_bounds(*row)


@pack.register
def _(box: Rectangle, track):
    return _boxes(box, *np.asarray(track, dtype=float).T[:, :, None])


def _boxes(patch, x, y, width, height):
    """Return the style of bars or of a box, and their edges; what does not move may have one row less."""
    style = {"kind": "boxes", "stroke": css(patch.get_edgecolor()), "width": patch.get_linewidth()}
    style["fill"] = css(patch.get_facecolor()) if patch.get_fill() else None
    ax = patch.axes
    across = {"left": fraction(ax.xaxis, x), "right": fraction(ax.xaxis, x + width)}
    return style, {**across, "bottom": fraction(ax.yaxis, y), "top": fraction(ax.yaxis, y + height)}


@place.register
def _(image: AxesImage, row):
    image.set_data(row)


@pack.register
def _(image: AxesImage, track):
    levels, ax = np.asarray(track), image.axes
    if levels.dtype != np.uint8:
        raise ValueError(f"an image's track holds uint8 levels 0..255, not {levels.dtype}")
    left, right, bottom, top = image.get_extent()
    rows = [top, bottom] if image.origin == "upper" else [bottom, top]
    first, last = fraction(ax.yaxis, rows).tolist()
    if first < last:  # the browser's first row is the upper one
        levels = levels[:, ::-1]
    box = [*fraction(ax.xaxis, [left, right]).tolist(), min(first, last), max(first, last)]
    style = {"kind": "image", "map": levels_of(image), "box": box}
    style |= {"rows": levels.shape[1], "columns": levels.shape[2]}
    return style, {"levels": np.ascontiguousarray(levels)}


def _written(text, cell):
    """Return a cell as a string: a number is put into the artist's own text, which is its template."""
    text.template = getattr(text, "template", text.get_text())
    return cell if isinstance(cell, str) else text.template.format(cell)


@place.register
def _(text: Text, row):
    text.set_text(_written(text, row))


@pack.register
def _(text: Text, track):
    style = {
        "kind": "text",
        "texts": [_written(text, cell) for cell in track],
        "at": (text.get_transform() - text.axes.transAxes).transform(text.get_position()).tolist(),
        "size": text.get_fontsize(),
        "fill": css(text.get_color(), text.get_alpha()),
        "align": text.get_horizontalalignment(),
        "baseline": text.get_verticalalignment(),
    }
    return style, {}
