"""A lab of one line that moves: a swing that comes to rest, and the damping as slider."""

import matplotlib.pyplot as plt
import numpy as np

from course_utils.labs.engine.live import Lab
from course_utils.labs.engine.scene import Sweep

seconds = np.linspace(0, 20, 300)


def figure():
    fig, ax = plt.subplots(figsize=(7, 2.6))
    ax.set(ylim=(-1.1, 1.1), xlabel="time (s)", ylabel="angle (rad)")
    return fig, {"swing": ax.plot(seconds, 0 * seconds)[0]}


def sweep():
    damping = np.arange(0, 101) / 100
    angle = np.exp(-damping[:, None] * seconds) * np.cos(2 * seconds)
    said = [f"Damping {d:.2f}: half of the swing is gone after {np.log(2) / d:.1f} s." for d in damping[1:]]
    return Sweep(damping, {"swing": angle}, ["Without damping it swings for ever.", *said])


def show():
    return Lab("A swing", figure, sweep, ("damping", "{:.2f}"), start=0.2).show()
