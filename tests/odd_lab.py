"""A lab with every kind of control, and values that are hard to write as code: a line moved up and down."""

import matplotlib.pyplot as plt
import numpy as np

from course_utils.labs.engine import controls
from course_utils.labs.engine.lab import Lab, Sweep


def figure(line, **_):
    """Return an axes with a live line, and a text of the settings."""
    fig, ax = plt.subplots()
    return fig, {"line": ax.plot([0, 1], [0, 0])[0], "said": ax.text(0, 0, line)}


def sweep(share, step, **settings):
    """Return the line at the height that the two sliders name."""
    count = len(share + step)
    height = np.broadcast_to(share * step, (count, 1))
    said = " ".join(f"{n} {v:g}" if isinstance(v, float) else f"{n} {v!r}" for n, v in settings.items())
    return Sweep(None, {"line": height + np.array([0, 1.0]), "said": [said] * count}, [said] * count)


SLIDERS = {
    "share": ("share", "{:.3f} of it", np.array([-1.0, -0.004, -0.0, 1e-3, 0.1 + 0.2, 2.5])),
    "step": ("step", "{:.0f} steps", np.arange(1, 6)),
}
SETTINGS = {"line": "", "menu": None, "stops": 0.001, "whole": 3, "decimal": 0.1, "switch": True}
CONTROLS = {
    "line": controls.text("line"),
    "menu": controls.menu("menu", [("none", None), ("a pair", (1, "b")), ("word", "it's"), ("tiny", 1e-7)]),
    "stops": controls.stops("stops", [0.001, 1.0, 3e5]),
    "whole": controls.whole("whole", -3, 3),
    "decimal": controls.decimal("decimal", -1, 1, 0.1),
    "switch": controls.switch("switch"),
}
START = {"share": -0.004, "step": 4} | SETTINGS
PRESETS = {"minus nothing": {"share": -0.0}, "a third": {"share": 0.1 + 0.2}}
LAB = Lab("Odd", figure, sweep, SLIDERS, START, CONTROLS, PRESETS, module=__name__)
still = LAB.still
