"""A lab of three sliders, nothing of neural networks: a mass on a spring, and how it answers to a shaking."""

import matplotlib.pyplot as plt
import numpy as np

from course_utils.labs.engine import controls
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.labs.engine.live import Live

TIME = np.linspace(0, 10, 201)  # s
SHAKEN = np.linspace(0.05, 3, 200)  # Hz
SLIDERS = {
    "mass": ("mass (kg)", "{:.2f}", np.arange(10, 201) / 100),
    "spring": ("spring (N/m)", "{:.0f}", np.arange(1, 101)),
    "friction": ("friction (kg/s)", "{:.2f}", np.arange(0, 161) / 20),
}
START = {"mass": 0.5, "spring": 20, "friction": 0.5}
BEGINS = {"pulled": (1.0, 0.0), "pushed": (0.0, 4.0)}  # m, m/s


def figure(begin):
    """Return the mass over time, and to the right how strongly it answers each frequency."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(7.4, 3))
    left.set(ylim=(-1.6, 1.6), xlabel="time (s)", ylabel="way (m)", title=f"{begin}, then let go")
    right.set(yscale="log", ylim=(0.005, 50), xlabel="shaken at (Hz)", ylabel="answer", title="shaken")
    right.set_yticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
    right.minorticks_off()  # it is drawn anew hundreds of times
    return fig, {
        "way": left.plot(TIME, 0 * TIME, color="#222222")[0],
        "answer": right.plot(SHAKEN, 0 * SHAKEN + 1, color="#0072B2")[0],
        "own frequency": right.axvline(1, color="#767676", linewidth=1),
        "name": left.text(0.97, 0.95, "", transform=left.transAxes, ha="right", va="top"),
    }


def sweep(begin, mass, spring, friction):
    """Return the exact motion for each row of the columns mass, spring, friction."""
    place, speed = BEGINS[begin]
    decay, own = friction / (2 * mass), np.sqrt(spring / mass)
    swing = np.sqrt(own**2 - decay**2 + 1e-9j)  # imaginary where friction forbids a swing
    way = place * np.cos(swing * TIME) + (speed + decay * place) / swing * np.sin(swing * TIME)
    omega = 2 * np.pi * SHAKEN
    answer = spring / np.sqrt((spring - mass * omega**2) ** 2 + (friction * omega) ** 2 + 1e-9)
    damping = (decay / own)[:, 0]
    rows = {
        "way": (np.exp(-decay * TIME) * way).real,
        "answer": answer,
        "own frequency": own[:, 0] / (2 * np.pi),
        "name": ["swings" if one < 1 else "creeps back" for one in damping],
    }
    columns = zip(mass[:, 0], spring[:, 0], friction[:, 0], rows["name"], strict=True)
    return Sweep(
        None, rows, [f"{m:.2f} kg, {k:.0f} N/m, {c:.2f} kg/s: it {name}." for m, k, c, name in columns]
    )


LAB = Lab(
    "A mass on a spring",
    figure,
    sweep,
    sliders=SLIDERS,
    start=START | {"begin": "pulled"},
    controls={"begin": controls.menu("begin", list(BEGINS))},
    presets={
        "no friction": {"friction": 0},
        "creeps": {"friction": 8, "spring": 5},
        "heavy, pushed": {"begin": "pushed", "mass": 2},
        "stiff": {"spring": 100},
    },
    module=__name__,
)
one, still = LAB.one, LAB.still


def lab():
    """Return the running lab."""
    return Live(LAB)
