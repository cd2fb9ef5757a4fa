"""What a lab shows at some settings: a figure, and for each slider a table while the others stand still."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import matplotlib.pyplot as plt
import numpy as np

from course_utils.labs.engine.scene import check_size, packed, staged


@dataclass(frozen=True)
class Recipe:
    """What the author of a lab gave: see `course_utils.labs.engine.live.Lab`."""

    name: str
    figure: Callable
    sweep: Callable
    slider: tuple | dict
    code: str

    @property
    def several(self):
        """Whether the sliders have names of their own; one alone is 'value'."""
        return isinstance(self.slider, dict)

    @property
    def sliders(self):
        """The sliders by name."""
        return self.slider if self.several else {"value": self.slider}

    def trait(self, kind, name):
        """Return the name of the widget's trait for a slider's 'position' or 'table'."""
        return f"{kind}_{name}" if self.several else kind

    def snapped(self, values):
        """Return values as the sliders can take them; where there is one, only its sweep can tell."""
        if not self.several:
            return values
        grids = {name: np.asarray(self.slider[name][2], dtype=float) for name in values}
        return {name: float(grid[_nearest(grid, values[name])]) for name, grid in grids.items()}

    def swept(self, name, settings, others):
        """Return the sweep along one slider while the others stand at their values."""
        if not self.several:
            sweep = self.sweep(**settings)
            if sweep.values is None:
                raise ValueError("in a lab of one slider the sweep says which values the slider takes")
            return sweep
        values = np.asarray(self.slider[name][2], dtype=float)
        columns = {other: np.full((len(values), 1), value) for other, value in others.items()}
        return replace(self.sweep(**settings, **columns, **{name: values[:, None]}), values=values)


class Shown:
    """All that the browser needs to show a lab at some settings, wherever one of its sliders is moved.

    Parameters
    ----------
    recipe : Recipe
        What the author gave.
    settings : dict
        The controls' values.
    values : dict of str to float
        The sliders' values; the nearest that they can take count.
    before : Shown, optional
        What was shown last: whatever neither settings nor values touch is taken over.
    """

    def __init__(self, recipe, settings, values, before=None):
        values = recipe.snapped(values)
        same = before is not None and before.settings == settings
        self.settings, self._recipe = settings, recipe
        self._others = {name: {key: values[key] for key in values if key != name} for name in values}
        kept = [name for name in values if same and before._others[name] == self._others[name]]
        self.sweeps = {
            name: before.sweeps[name] if name in kept else recipe.swept(name, settings, others)
            for name, others in self._others.items()
        }
        self.positions = {name: _nearest(sweep.values, values[name]) for name, sweep in self.sweeps.items()}
        self._drawn, self.stage = (before._drawn, before.stage) if same else self._draw()
        self.tables = {name: before.tables[name] if name in kept else self._table(name) for name in values}
        check_size(self.tables.values())

    @property
    def reading(self):
        """The sentence at the sliders' positions."""
        name, sweep = next(iter(self.sweeps.items()))
        return sweep.readings[self.positions[name]]

    def values(self, positions):
        """Return the sliders' values at some positions; one beyond the end counts as the last."""
        return {
            name: float(sweep.values[min(positions[name], len(sweep.values) - 1)])
            for name, sweep in self.sweeps.items()
        }

    def traits(self):
        """Return all but the positions, as the widget takes it."""
        trait = self._recipe.trait
        sliders = [
            {"name": name, "position": trait("position", name), "table": trait("table", name)}
            for name in self.tables
        ]
        named = {"name": self._recipe.name, "sliders": sliders, "code": self._recipe.code}
        settings = {key: _plain(one) for key, one in self.settings.items()}
        tables = {trait("table", name): table for name, table in self.tables.items()}
        return {"scene": {**self.stage, **named}, "settings": settings, **tables}

    def _draw(self):
        """Return the figure with its artists, and its stage; pyplot is to forget it, tables still need it."""
        with plt.ioff():
            figure, artists = self._recipe.figure(**self.settings)
        try:
            return (figure, artists), staged(figure, artists)
        finally:
            plt.close(figure)

    def _table(self, name):
        """Return one slider's table, with its label and values as text and where the others stand."""
        label, shape, *_ = self._recipe.sliders[name]
        sweep = self.sweeps[name]
        return {
            **packed(*self._drawn, sweep),
            "label": sweep.label or label,
            "values": [shape.format(value) for value in sweep.values],
            "at": {other: self.positions[other] for other in self._others[name]},
        }


def _nearest(values, value):
    return int(np.abs(values - value).argmin())


def _plain(setting):
    """Return a setting as it stands in code: 0.1, not 0.09999999999999998."""
    return f"{setting:.6g}" if isinstance(setting, float) else str(setting)
