"""A lab in which every setting is a slider: one position as a table, as a picture, and the lab itself."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course_utils import figures
from course_utils.labs.engine.live import Lab
from course_utils.labs.engine.scene import draw


@dataclass(frozen=True)
class SliderLab:
    """What a module of a lab gives its readers; `one`, `still` and `show` are its functions.

    Parameters
    ----------
    module : str
        The module's name, for the lines that *as code* shows.
    title : str
    figure, sweep : callable
        As `Lab` takes them; `sweep` takes a column of values for each slider.
    sliders, start, presets : dict
        As `Lab` takes them.
    """

    module: str
    title: str
    figure: Callable
    sweep: Callable
    sliders: dict
    start: dict
    presets: dict

    def one(self, **values):
        """Return the sweep of one single position; what is not given stands as at the start."""
        columns = {name: np.full((1, 1), float(value)) for name, value in (self.start | values).items()}
        return self.sweep(**columns)

    def still(self, **values):
        """Show one position as a static figure with its reading."""
        fig, artists = self.figure()
        figures.show(fig, draw(artists, self.one(**values), 0))

    def show(self):
        """Return the lab."""
        places = ", ".join(f"{name}={{{name}}}" for name in self.sliders)
        code = f"from course_utils.labs import {self.module}\n\n{self.module}.still({places})"
        made = Lab(self.title, self.figure, self.sweep, self.sliders, self.start, None, self.presets, code)
        return made.show()
