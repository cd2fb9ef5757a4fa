"""A lab of one line that moves: a swing that comes to rest, and the damping as slider."""

import matplotlib.pyplot as plt
import numpy as np

from course_utils.labs.engine.lab import Lab, Sweep

seconds = np.linspace(0, 20, 300)


def figure():
    fig, ax = plt.subplots(figsize=(7, 2.6))
    ax.set(ylim=(-1.1, 1.1), xlabel="time (s)", ylabel="angle (rad)")
    return fig, {"swing": ax.plot(seconds, 0 * seconds)[0]}


def sweep(damping):  # a column of values, one a position
    angle = np.exp(-damping * seconds) * np.cos(2 * seconds)
    said = [f"Damping {d:.2f}: half of the swing is gone after {np.log(2) / d:.1f} s." for d in damping[:, 0]]
    return Sweep(None, {"swing": angle}, said)


sliders = {"damping": ("damping", "{:.2f}", np.arange(1, 101) / 100)}
LAB = Lab("A swing", figure, sweep, sliders, start={"damping": 0.2}, module=__name__)
one, still, show = LAB.one, LAB.still, LAB.show
