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

from course_utils.labs.engine.convert import css, levels_of, x_fraction, y_fraction

_MARKERS = (".", "o", "s", "^", "v")


@singledispatch
def place(artist, row):
    """Write one row of a track into its artist."""
    raise TypeError(
        f"{type(artist).__name__} can't be live; the artists that can are in labs/engine/tracks.py"
    )


@singledispatch
def pack(artist, track):
    """Return the style of an artist as a dict, and its track as a dict of arrays for the browser."""
    raise TypeError(
        f"{type(artist).__name__} can't be live; the artists that can are in labs/engine/tracks.py"
    )


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
    ax = line.axes
    track = np.asarray(track, dtype=float)
    width = line.get_linewidth()
    if line.get_marker() not in (*_MARKERS, "", "None", None):
        raise ValueError(f"the marker {line.get_marker()!r} can't be live; {' '.join(_MARKERS)} can")
    style = {
        "kind": "line",
        "stroke": css(line.get_color(), line.get_alpha()) if line.get_linestyle() != "None" else None,
        "width": width,
        "dash": list(line._dash_pattern[1] or ()),
        "join": line.get_dash_joinstyle() if line.is_dashed() else line.get_solid_joinstyle(),
        "cap": line.get_dash_capstyle() if line.is_dashed() else line.get_solid_capstyle(),
        "marker": {".": "o"}.get(line.get_marker(), line.get_marker()),
        "size": line.get_markersize() * (0.5 if line.get_marker() == "." else 1),
        "fill": css(line.get_markerfacecolor()) if line.get_markerfacecolor() != "none" else None,
        "edge": css(line.get_markeredgecolor()),
        "edgeWidth": line.get_markeredgewidth(),
    }
    if direction := _spans(line):
        along = (x_fraction if direction == "x" else y_fraction)(ax, np.stack([track, track], axis=1))
        across = np.array([0.0, 1.0], dtype=np.float32)
        return style, {"x": along, "y": across} if direction == "x" else {"x": across, "y": along}
    if track.ndim == 3:
        return style, {"x": x_fraction(ax, track[:, 0]), "y": y_fraction(ax, track[:, 1])}
    return style, {"x": x_fraction(ax, line.get_xdata()), "y": y_fraction(ax, track)}


def _band_x(band):
    """Return the x of a fill_between: the lower edge of its outline."""
    outline = band.get_paths()[0].vertices
    return outline[1 : (len(outline) - 1) // 2, 0]


@place.register
def _(band: FillBetweenPolyCollection, row):
    band.set_data(_band_x(band), *row)


@pack.register
def _(band: FillBetweenPolyCollection, track):
    track = np.asarray(track, dtype=float)
    style = {"kind": "band", "fill": css(band.get_facecolor()[0])}
    arrays = {"x": x_fraction(band.axes, _band_x(band)), "low": y_fraction(band.axes, track[:, 0])}
    return style, arrays | {"high": y_fraction(band.axes, track[:, 1])}


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
    faces = points.get_facecolor()
    style = {
        "kind": "points",
        "fill": css(faces[0]) if len(faces) else None,
        "edge": css(points.get_edgecolor()[0]) if len(points.get_edgecolor()) else None,
        "edgeWidth": float(points.get_linewidth()[0]),
        "size": float(points.get_sizes()[0]),
        "map": levels_of(points) if track.shape[2] > 3 else None,
    }
    arrays = {"x": x_fraction(points.axes, track[..., 0]), "y": y_fraction(points.axes, track[..., 1])}
    if track.shape[2] > 2:
        arrays["sizes"] = track[..., 2].astype(np.float32)
    if track.shape[2] > 3:
        arrays["levels"] = track[..., 3].astype(np.uint8)
    return style, arrays


@place.register
def _(bars: BarContainer, row):
    for bar, height in zip(bars, row, strict=True):
        bar.set_height(height)


@pack.register
def _(bars: BarContainer, track):
    ax = bars[0].axes
    left, bottom, width = np.array([(bar.get_x(), bar.get_y(), bar.get_width()) for bar in bars]).T
    arrays = {
        "left": x_fraction(ax, left),
        "right": x_fraction(ax, left + width),
        "bottom": y_fraction(ax, bottom),
    }
    return _box_style(bars[0]), arrays | {"top": y_fraction(ax, bottom + np.asarray(track, dtype=float))}


@place.register
def _(box: Rectangle, row):
    box.set_bounds(*row)


@pack.register
def _(box: Rectangle, track):
    x, y, width, height = np.asarray(track, dtype=float).T[:, :, None]
    arrays = {"left": x_fraction(box.axes, x), "right": x_fraction(box.axes, x + width)}
    arrays |= {"bottom": y_fraction(box.axes, y), "top": y_fraction(box.axes, y + height)}
    return _box_style(box), arrays


def _box_style(patch):
    return {
        "kind": "boxes",
        "fill": css(patch.get_facecolor()) if patch.get_fill() else None,
        "stroke": css(patch.get_edgecolor()),
        "width": patch.get_linewidth(),
    }


@place.register
def _(image: AxesImage, row):
    image.set_data(row)


@pack.register
def _(image: AxesImage, track):
    levels = np.asarray(track)
    if levels.dtype != np.uint8:
        raise ValueError(f"an image's track holds uint8 levels 0..255, not {levels.dtype}")
    left, right, bottom, top = image.get_extent()
    x_left, x_right = map(float, x_fraction(image.axes, [left, right]))
    first, last = map(
        float, y_fraction(image.axes, [top, bottom] if image.origin == "upper" else [bottom, top])
    )
    if first < last:  # the browser's first row is the upper one
        levels = levels[:, ::-1]
    style = {
        "kind": "image",
        "map": levels_of(image),
        "box": [x_left, x_right, min(first, last), max(first, last)],
        "rows": levels.shape[1],
        "columns": levels.shape[2],
    }
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
