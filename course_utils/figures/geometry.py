"""What touches what in a drawn figure, and the faults that no figure of the course may have."""

import re

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

_SMALLEST = 8  # points, where a picture is shown as wide as it is
_WIDEST = 7.4  # inches: what fits a window of 900 pixels, without its side bar
_MOST_COLOURS = 5
_BY_DASH = re.compile(r"\b(solid|dashed|dotted)\b", re.IGNORECASE)


class FigureFault(ValueError):
    """A figure that can't be read: it says what is wrong with it."""


def faults(figure):
    """Return what is wrong with a drawn figure, a sentence each."""
    found = []
    boxes = {text: box(text) for text in words(figure)}
    smallest = _SMALLEST * max(1, figure.get_figwidth() / _WIDEST)
    if small := [text for text in boxes if text.get_fontsize() < smallest - 0.01]:
        named = ", ".join(dict.fromkeys(text.get_text() for text in small))
        found.append(f"smaller than {smallest:.1f} pt, for {figure.get_figwidth():.1f} inches: {named}")
    lines = strokes(figure)
    for text, place in boxes.items():
        said = repr(" ".join(text.get_text().split()))
        if _BY_DASH.search(said):
            found.append(f"{said} tells curves apart by their dashes")
        if not _within(place.padded(-1), figure.bbox):
            found.append(f"{said} leaves the figure")
        if any(crosses(pieces, room, place.padded(-1)) for pieces, room in lines):
            found.append(f"{said} is struck through")
    placed = list(boxes.items())
    for i, (one, here) in enumerate(placed):
        for other, there in placed[:i]:
            if here.padded(-1).overlaps(there.padded(-1)):
                found.append(f"{one.get_text()!r} touches {other.get_text()!r}")
    for ax in figure.axes:
        found += _faults_of_axes(ax)
    return found


def words(figure):
    """Return all texts of a figure that can be seen."""
    hidden = set()
    for ax in figure.axes:
        if not ax.get_visible() or not ax.axison:
            hidden.update(ax.xaxis.findobj(Text), ax.yaxis.findobj(Text))
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not low <= tick.get_loc() <= high:
                    hidden.update((tick.label1, tick.label2))
    return [
        text
        for text in figure.findobj(Text)
        if text not in hidden and text.get_text().strip() and _seen(text) and to_rgba(text.get_color())[3]
    ]


def box(text):
    """Return the box of a drawn text, in pixels; of an annotation, without its arrow."""
    text.get_window_extent()  # an annotation finds its place
    return Text.get_window_extent(text)


def strokes(figure):
    """Return all lines, arrows and axes that can be seen, without grids and ticks.

    Each is (its straight pieces, in pixels, (n, 2 ends, 2), and the box that it is cut off at).
    """
    found = []
    for ax in figure.axes:
        for line in ax.lines:
            if _seen(line) and len(line.get_xdata()):
                found.append((_pieces_of(line, ax), ax.bbox if line.get_clip_on() else figure.bbox))
        for spine in ax.spines.values():
            if ax.axison and _seen(spine) and spine.get_linewidth() and to_rgba(spine.get_edgecolor())[3]:
                found.append((_pieces(spine.get_path(), spine.get_transform()), figure.bbox))
        for arrow in ax.findobj(FancyArrowPatch):
            if _seen(arrow) and arrow.axes is not None:
                found.append((_pieces(arrow.get_path(), arrow.get_transform()), figure.bbox))
    return found


def crosses(pieces, room, place):
    """Say whether straight pieces (n, 2, 2), cut off at a box, ``room``, cross another box, all in pixels."""
    inside = Bbox.intersection(place, room)
    if inside is None or not len(pieces):
        return False
    start, way = pieces[:, 0], pieces[:, 1] - pieces[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        edges = np.stack([inside.min - start, inside.max - start]) / way  # where it is on the way, 0 to 1
    level = (start >= inside.min) & (start <= inside.max)  # what runs along an axis stays inside, or outside
    edges = np.where(way == 0, np.where(level, [[[-np.inf]], [[np.inf]]], np.nan), np.sort(edges, axis=0))
    return bool(np.any(np.maximum(edges[0].max(axis=1), 0) <= np.minimum(edges[1].min(axis=1), 1)))


def _pieces(path, transform=None):
    """Return the straight pieces of a path, (n, 2, 2), where it is drawn: not across gaps."""
    on_page = path if transform is None else transform.transform_path(path)  # logarithms, too
    flat = on_page.cleaned(remove_nans=True, curves=False)
    drawn = flat.codes[1:] == Path.LINETO
    return np.stack([flat.vertices[:-1], flat.vertices[1:]], axis=1)[drawn]


def _pieces_of(line, ax):
    """Return the pieces of a line in pixels; its points, if it has nothing else, as small crosses."""
    path, transform = line.get_path(), line.get_transform()
    if line.get_linestyle() in ("None", "none", " ", ""):
        points = transform.transform(path.vertices)
        points = points[np.isfinite(points).all(axis=1)]
        r = line.get_markersize() / 2 * ax.figure.dpi / 72
        marks = [points + step for step in ((-r, 0), (r, 0), (np.nan, np.nan), (0, -r), (0, r))]
        marks.append(np.full_like(points, np.nan))
        path, transform = Path(np.stack(marks, axis=1).reshape(-1, 2)), None
    return _pieces(path, transform)


def _seen(artist):
    """Say whether an artist, and whatever it stands in, is visible."""
    return artist.get_visible() and (artist.axes is None or artist.axes.get_visible())


def _within(inner, outer):
    return inner.x0 >= outer.x0 and inner.y0 >= outer.y0 and inner.x1 <= outer.x1 and inner.y1 <= outer.y1


def _faults_of_axes(ax):
    """Return what is wrong with one panel: empty, too many colours, a zero on a log axis, no colour bar."""
    if not ax.get_visible():
        return []
    found, name = [], repr(ax.get_title() or ax.get_title("left") or ax.get_ylabel() or ax.get_xlabel())
    if not (ax.lines or ax.patches or ax.collections or ax.images or ax.texts):
        found.append(f"the panel {name} is empty")
    curves = [line for line in ax.lines if _seen(line) and len(line.get_xdata()) > 2]
    colours = {to_rgba(line.get_color())[:3] for line in curves if line.get_linestyle() != "None"}
    if len(colours) > _MOST_COLOURS:
        found.append(f"the panel {name} has {len(colours)} colours of lines")
    for axis, data in ((ax.xaxis, Line2D.get_xdata), (ax.yaxis, Line2D.get_ydata)):
        if axis.get_scale() == "log" and any((np.asarray(data(line), float) == 0).any() for line in curves):
            found.append(f"the panel {name} has a zero on a log axis")
    scaled = ax.figure.findobj(lambda one: isinstance(one, ScalarMappable))
    barred = {id(one.norm) for one in scaled if one.colorbar is not None}  # panels may share a scale
    for shades in (*ax.images, *(one for one in ax.collections if isinstance(one, QuadMesh))):
        values = shades.get_array()
        if values is None or values.ndim == 3 or shades.get_gid() == "picture":
            continue
        if id(shades.norm) not in barred and len(ax.texts) < np.ma.count(values) / 2:
            found.append(f"the panel {name} shows a quantity by colour without a colour bar")
    return found


def clear(place, figure, others, lines):
    """Say whether a box in pixels is on the figure and touches no other box and none of the `strokes`."""
    return (
        _within(place, figure.bbox)
        and not any(place.overlaps(other) for other in others)
        and not any(crosses(pieces, room, place) for pieces, room in lines)
    )


def box_at(size, at, ha, va):
    """Return the box, in pixels, of a text of some size that is aligned at a point."""
    (width, height), (x, y) = size, at
    x -= {"left": 0, "center": width / 2, "right": width}[ha]
    y -= {"bottom": 0, "center": height / 2, "top": height}[va]
    return Bbox.from_bounds(x, y, width, height)
