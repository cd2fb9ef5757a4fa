"""What a lab shows at some settings: a figure, and for each slider a table while the others stay fixed."""

import matplotlib.pyplot as plt

from course_utils.labs.engine.scene import check_size, nearest, packed, staged


class Shown:
    """All that the browser needs to show a `Lab` at some settings, wherever one of its sliders moves.

    ``settings`` are the controls' values, ``values`` the sliders'; the nearest possible ones are taken.
    Everything in ``before``, what was shown last, that neither of them affects is reused.
    """

    def __init__(self, lab, settings, values, before=None):
        self._lab, self.settings = lab, settings
        grids = {name: lab.grid(name) for name in values}
        values = {
            name: value if grids[name] is None else float(grids[name][nearest(grids[name], value)])
            for name, value in values.items()
        }
        same = before is not None and before.settings == settings
        self._others = {name: {key: values[key] for key in values if key != name} for name in values}
        kept = [name for name in values if same and before._others[name] == self._others[name]]
        self.sweeps = {
            name: before.sweeps[name] if name in kept else lab.swept(name, settings, others)
            for name, others in self._others.items()
        }
        self.positions = {name: sweep.nearest(values[name]) for name, sweep in self.sweeps.items()}
        self._drawn, self.stage = (before._drawn, before.stage) if same else self._draw()
        self.tables = {name: before.tables[name] if name in kept else self._table(name) for name in values}
        check_size(self.tables.values())

    @property
    def reading(self):
        """The sentence at the sliders' positions."""
        name, sweep = next(iter(self.sweeps.items()))
        return sweep.readings[self.positions[name]]

    def values(self, positions):
        """Return the sliders' values at some positions; beyond the end it is the last."""
        return {
            name: float(sweep.values[min(positions[name], len(sweep.values) - 1)])
            for name, sweep in self.sweeps.items()
        }

    def traits(self):
        """Return all but the positions, as the widget takes it."""
        named = {"name": self._lab.name, "sliders": list(self.tables), "code": self._lab.code}
        # As written in code: 0.1, not 0.09999999999999998.
        settings = {
            name: f"{one:.6g}" if isinstance(one, float) else repr(one) for name, one in self.settings.items()
        }
        tables = {f"table_{name}": table for name, table in self.tables.items()}
        return {"scene": {**self.stage, **named}, "settings": settings, **tables}

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
        sweep = self.sweeps[name]
        return {
            **packed(*self._drawn, sweep),
            "label": sweep.label or label,
            "values": [shape.format(value) for value in sweep.values],
            "at": {other: self.positions[other] for other in self._others[name]},
        }
