"""A lab of two sliders in the plane: a curve of two frequencies, drawn step by step."""

import matplotlib.pyplot as plt
import numpy as np

from course_utils.labs.engine.lab import Lab, Once, Reveal, Sweep
from course_utils.labs.engine.live import Live

TIME = np.linspace(0, 1, 41)
SLIDERS = {
    "a": ("frequency a", "{:.1f}", np.arange(21) / 10),
    "b": ("frequency b", "{:.2f}", np.arange(9) / 4),
    "phase": ("phase", "{:.2f}", np.arange(5) / 4),
}
START = {"a": 1.0, "b": 1.5, "phase": 0.25}


def figure():
    """Return the curve to the left, the plane of both frequencies to the right."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(7.4, 3.4))
    left.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xlabel="x", ylabel="y")
    right.set(xlim=(-0.1, 2.1), ylim=(-0.1, 2.1), xlabel="a", ylabel="b")
    return fig, {
        "curve": left.plot(TIME, 0 * TIME, color="#0072B2")[0],
        "dots": left.plot(TIME, 0 * TIME, "o", color="#D55E00", markersize=3)[0],
        "mark": right.plot([0], [0], "o", color="#D55E00", markersize=9)[0],
    }


def sweep(a, b, phase):
    """Return the curve for each row of the columns a, b and phase."""
    x, y = np.sin(2 * np.pi * (a * TIME + phase)), np.sin(2 * np.pi * b * TIME)
    path = np.stack([x, y], axis=1)
    rows = {"curve": path, "dots": path, "mark": np.stack([a, b], axis=1)}
    columns = zip(a[:, 0], b[:, 0], phase[:, 0], strict=True)
    return Sweep(None, rows, [f"a {p:.1f}, b {q:.2f}, phase {r:.2f}." for p, q, r in columns])


LAB = Lab(
    "Two frequencies",
    figure,
    sweep,
    sliders=SLIDERS,
    start=START,
    presets={"a circle": {"a": 1.0, "b": 1.0}},
    module=__name__,
    together=("a", "b"),
    drag={"mark": ("a", "b"), "curve": ("phase", None)},
    plays={
        "draw": Reveal(("curve", "dots")),
        "draw from its end": Reveal(("dots",), True),
        "let a go": "a",
        "b once": Once("b"),
    },
)
one, still = LAB.one, LAB.still


def lab():
    """Return the running lab."""
    return Live(LAB)
