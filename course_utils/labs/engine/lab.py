"""What the author of a lab declares: a `Lab`, and the `Sweep` that it computes."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from course_utils import figures
from course_utils.labs.engine.live import Live
from course_utils.labs.engine.scene import draw, nearest


@dataclass
class Sweep:
    """What every live artist takes at every position of the slider.

    ``values``, (positions,), are the slider's, finite and in order; None where the lab gives them; of two
    sliders that share a table the numbers of its rows. ``rows``
    holds a track for each live artist, one row a position, as `engine.tracks` describes; ``readings`` a
    sentence for each position; ``label`` what the slider moves, where that depends on the settings.
    """

    values: np.ndarray | None
    rows: dict
    readings: list = field(repr=False)
    label: str = ""

    def __post_init__(self):
        """Refuse tables that don't fit together."""
        if self.values is None:
            return
        self.values = np.asarray(self.values, dtype=float)
        if self.values.ndim != 1 or len(self.values) == 0 or not np.isfinite(self.values).all():
            raise ValueError("the slider's values must be a row of finite numbers, at least one")
        for name, track in {**self.rows, "readings": self.readings}.items():
            if len(track) != len(self.values):
                raise ValueError(
                    f"{name!r} has {len(track)} rows for {len(self.values)} positions of the slider"
                )

    def nearest(self, value):
        """Return the position whose value is nearest."""
        return nearest(self.values, value)

    def row(self, position):
        """Return the sweep of one position alone."""
        there = slice(position, position + 1)
        rows = {name: track[there] for name, track in self.rows.items()}
        return Sweep(self.values[there], rows, self.readings[there], self.label)


@dataclass(frozen=True)
class Reveal:
    """A play head: the points of some live artists, by name, appear one after the other."""

    artists: tuple
    backwards: bool = False


@dataclass(frozen=True)
class Once:
    """A play head: a slider, by name, goes to its end and stays there; from the end it begins anew."""

    slider: str
    once: bool = field(default=True, init=False)


@dataclass(frozen=True)
class Lab:
    """A figure that follows the hand.

    ``name`` is spoken by screen readers. ``figure(**settings)`` returns a matplotlib figure and a dict of its
    live artists by name; the settings are the controls' values. ``sweep(**settings, **columns)`` returns a
    `Sweep`: each slider comes as a column of values, shape (positions, 1), of which one runs through its
    values and the others stand still.

    ``sliders`` are label, format and values by name, ``{"mass": ("mass (kg)", "{:.1f}", np.arange(1, 9))}``.
    A slider that stands alone may leave out the values; then ``sweep(**settings)`` says which there are.
    ``controls`` make the widgets of other settings, ``make(value=...)``, see `engine.controls`; a change asks
    for a new figure and new tables. ``start`` has a value for every slider and control. ``presets`` are named
    settings to try; what one does not name goes to its start. ``module`` is where `still` is found,
    ``__name__``, for the lines that *as code* shows.

    ``together`` names two sliders that share a table with a row for every pair of their values, the second
    running faster. ``drag`` are places in the picture that can be dragged: by live artist, whose axes they
    are, the sliders that x and y move, None for none. ``plays`` are buttons that move the picture by
    themselves: a slider's name, which goes there and back, a `Once` or a `Reveal`. ValueError if names don't
    fit together.
    """

    name: str
    figure: Callable
    sweep: Callable
    sliders: dict
    start: dict
    controls: dict = field(default_factory=dict)
    presets: dict = field(default_factory=dict)
    module: str = ""
    together: tuple = ()
    drag: dict = field(default_factory=dict)
    plays: dict = field(default_factory=dict)

    def __post_init__(self):
        """Refuse names that are ambiguous or missing."""
        if twice := set(self.sliders) & set(self.controls):
            raise ValueError(f"{sorted(twice)} name a slider and a control")
        if set(self.start) != (names := {*self.sliders, *self.controls}):
            raise ValueError(f"start names {sorted(self.start)}, there are {sorted(names)}")
        for name, preset in self.presets.items():
            self._known(preset, f"the preset {name!r}")
        if [name for name in self.together if name not in self.sliders or self.grid(name) is None]:
            raise ValueError(f"{self.together} can't share a table: they must be sliders that give values")
        moved = [name for pair in self.drag.values() for name in pair if name is not None]
        moved += [
            getattr(play, "slider", play) for play in self.plays.values() if not isinstance(play, Reveal)
        ]
        if unknown := sorted(set(moved) - set(self.sliders)):
            raise ValueError(f"drag and plays move {unknown}, no sliders")

    def one(self, first=None, /, **values):
        """Return the sweep of a single position; what is not given is as at the start.

        The first slider's value may be given without its name.
        """
        return self._at(self._all(first, values))

    def still(self, first=None, /, **values):
        """Show one position, given as for `one`, as a static figure with its reading."""
        values = self._all(first, values)
        fig, artists = self.figure(**self._settings(values))
        reading = draw(artists, self._at(values), 0)
        figures.show(fig, reading, still=self.name)

    def show(self):
        """Return the lab, to end a cell with."""
        return Live(self).show()

    def grid(self, name):
        """Return the values that a slider can take, None if its sweep says so."""
        _, _, *values = self.sliders[name]
        return np.asarray(values[0], dtype=float) if values else None

    def moving(self, name):
        """Return the sliders that share a table with this one, in their order."""
        return self.together if name in self.together else (name,)

    def swept(self, name, settings, others):
        """Return the sweep along a slider, and those that share its table, while the others stay."""
        grids = [self.grid(one) for one in self.moving(name)]
        if grids[0] is not None:
            moving = [one.reshape(-1, 1) for one in np.meshgrid(*grids, indexing="ij")]
            columns = {other: np.full(moving[0].shape, value) for other, value in others.items()}
            columns |= dict(zip(self.moving(name), moving, strict=True))
            values = grids[0] if len(grids) == 1 else np.arange(len(moving[0]))
            return replace(self.sweep(**settings, **columns), values=values)
        sweep = self.sweep(**settings)
        if sweep.values is None:
            raise ValueError(f"neither the slider {name!r} nor its sweep says which values it takes")
        return sweep

    @property
    def code(self):
        """Lines that show a position, with the names of sliders and controls as placeholders."""
        package, _, module = self.module.rpartition(".")
        call = f"{module}.still({', '.join(f'{name}={{{name}}}' for name in self.start)})"
        call = textwrap.fill(call, 100, subsequent_indent="    ", break_on_hyphens=False)
        return f"{f'from {package} ' if package else ''}import {module}\n\n{call}" if module else ""

    def _all(self, first, values):
        """Return the values of all sliders and controls."""
        self._known(values, f"the lab {self.name!r}")
        return self.start | values | ({} if first is None else {next(iter(self.sliders)): first})

    def _settings(self, values):
        return {name: values[name] for name in self.controls}

    def _at(self, values):
        """Return the sweep of the one position that all these values name."""
        name, *others = self.sliders
        if self.grid(name) is None:
            whole = self.swept(name, self._settings(values), {})
            return whole.row(whole.nearest(values[name]))
        columns = {one: np.full((1, 1), float(values[one])) for one in (name, *others)}
        return self.sweep(**self._settings(values), **columns)

    def _known(self, values, whose):
        if unknown := set(values) - set(self.start):
            raise ValueError(f"{whose} sets {sorted(unknown)}, no slider and no control")
