"""What a lab shows at some settings: a figure, and for each slider a table while the others stay fixed."""

from dataclasses import asdict
from inspect import signature

import matplotlib.pyplot as plt
import numpy as np

from course_utils.labs.engine.convert import fraction
from course_utils.labs.engine.scene import check_size, nearest, packed, staged
from course_utils.labs.engine.tracks import axes_of

_KEPT = 32  # figures of a running lab, which its settings may come back to


class Shown:
    """All that the browser needs to show a `Lab` at some settings, wherever one of its sliders moves.

    ``settings`` are the controls' values, ``values`` the sliders'; the nearest possible ones are taken.
    Everything in ``before``, what was shown last, that neither of them affects is reused.
    """

    def __init__(self, lab, settings, values, before=None):
        self._lab, self.settings = lab, settings
        values = {name: self._on_grid(name, value) for name, value in values.items()}
        same = before is not None and before.settings == settings
        self._others = {
            name: {key: values[key] for key in values if key not in lab.moving(name)} for name in values
        }
        unmoved = [name for name in values if same and before._others[name] == self._others[name]]
        self.sweeps = {}
        for name, others in self._others.items():
            first = lab.moving(name)[0]
            if name != first:
                self.sweeps[name] = self.sweeps[first]
            else:
                self.sweeps[name] = (
                    before.sweeps[name] if name in unmoved else lab.swept(name, settings, others)
                )
        self.positions = {name: nearest(self._grid(name), values[name]) for name in values}
        self._figures = {} if before is None else before._figures
        self._drawn, stage = self._recalled()
        # A page keeps a slider's value, not its place, only where it gets a new stage.
        kept = before is not None and before._drawn is self._drawn and self._same_grids(before)
        self.stage = before.stage if kept else dict(stage)
        self.tables = {name: before.tables[name] if name in unmoved else self._table(name) for name in values}
        check_size([table for table in self.tables.values() if "data" in table])

    @property
    def reading(self):
        """The sentence at the sliders' positions."""
        name, *_ = self.sweeps
        row = 0
        for one in self._lab.moving(name):
            row = row * len(self._grid(one)) + self.positions[one]
        return self.sweeps[name].readings[row]

    def values(self, positions):
        """Return the sliders' values at some positions; beyond the end it is the last."""
        grids = {name: self._grid(name) for name in self.sweeps}
        return {name: float(grid[min(positions[name], len(grid) - 1)]) for name, grid in grids.items()}

    def _grid(self, name):
        """Return the values that a slider takes."""
        grid = self._lab.grid(name)
        return self.sweeps[name].values if grid is None else grid

    def _on_grid(self, name, value):
        """Return the nearest value that a slider can take."""
        grid = self._lab.grid(name)
        return value if grid is None else float(grid[nearest(grid, value)])

    def traits(self):
        """Return all but the positions, as the widget takes it."""
        lab = self._lab
        plays = [
            {"label": label, **({"slider": play} if isinstance(play, str) else asdict(play))}
            for label, play in lab.plays.items()
        ]
        named = {"name": lab.name, "sliders": list(self.tables), "code": lab.code, "plays": plays}
        # As written in code: 0.1, not 0.09999999999999998.
        settings = {
            name: f"{one:.6g}" if isinstance(one, float) else repr(one) for name, one in self.settings.items()
        }
        tables = {f"table_{name}": table for name, table in self.tables.items()}
        return {"scene": {**self.stage, **named}, "settings": settings, **tables}

    def _recalled(self):
        """Return the figure with its artists, and its stage: drawn now, or before for the same settings.

        Only the settings count that the figure takes: to draw it takes longer than most tables.
        """
        takes = signature(self._lab.figure).parameters
        every = any(one.kind is one.VAR_KEYWORD and name != "_" for name, one in takes.items())
        key = tuple((name, value) for name, value in self.settings.items() if every or name in takes)
        found = self._figures.pop(key, None) or self._draw()
        self._figures[key] = found  # the one used last stands last
        if len(self._figures) > _KEPT:
            del self._figures[next(iter(self._figures))]
        return found

    def _same_grids(self, before):
        """Return whether the sliders have the values that they had."""
        return all(np.array_equal(self._grid(name), before._grid(name)) for name in self.sweeps)

    def _draw(self):
        """Return the figure with its artists, and its stage. pyplot forgets it; tables still need it."""
        with plt.ioff():
            figure, artists = self._lab.figure(**self.settings)
        try:
            return (figure, artists), staged(figure, artists)
        finally:
            plt.close(figure)

    def _table(self, name):
        """Return one slider's table, with its label and values as text and the others' values."""
        label, shape, *_ = self._lab.sliders[name]
        sweep, (first, *rest) = self.sweeps[name], self._lab.moving(name)
        described = {
            "label": sweep.label or label,
            "values": [shape.format(value) for value in self._grid(name)],
            "at": {other: self.positions[other] for other in self._others[name]},
            "along": self._along(name),
        }
        if name != first:  # its rows are those of the first
            return described | {"shared": first, "stride": 1}
        stride = int(np.prod([len(self._grid(one)) for one in rest], dtype=int))
        return packed(*self._drawn, sweep) | described | {"stride": stride}

    def _along(self, name):
        """Return the axes along which a slider can be dragged, [axes, x or y, its values as fractions]."""
        figure, artists = self._drawn
        found = []
        for artist, pair in self._lab.drag.items():
            ax = axes_of(artists[artist])
            for way, moved in zip("xy", pair, strict=True):
                if moved == name:
                    at = fraction(getattr(ax, f"{way}axis"), self._grid(name)).tolist()
                    found.append([figure.get_axes().index(ax), way, at])
        return found
