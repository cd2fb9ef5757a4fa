"""The map of the course: a small picture for each lesson, with its name."""

from functools import partial

import numpy as np

from course_utils.figures.serial import rounds
from course_utils.figures.shapes import edge, unit
from course_utils.figures.style import (
    DATA,
    FAINT,
    FORECAST,
    INK,
    INPUT,
    ON_FILL,
    OUTPUT,
    REGIMES,
    STATE,
    ramp,
)


def course_map(axes, names):
    """Draw one small picture a lesson on ten Axes, each under its number and name; the reading lists them."""
    for number, (ax, name, picture) in enumerate(zip(axes, names, _PICTURES, strict=True)):
        picture(ax)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color=FAINT)
        ax.set_title(f"{number} · {name}", fontsize=9, loc="left")
    lessons = "; ".join(f"{number} {name}" for number, name in enumerate(names))
    return f"{len(names)} lessons, each with a picture of what is at its heart: {lessons}."


def _start(ax):
    for x, word in enumerate(("run", "predict", "move", "check")):
        unit(ax, (0, -x), "", STATE)
        ax.text(0.5, -x, word, va="center", fontsize=9)
    ax.set(xlim=(-0.6, 2.2), ylim=(-3.6, 0.6))


def _series(ax):
    t = np.arange(60)
    x = np.sin(t / 4) + 0.3 * np.sin(t / 1.7)
    ax.plot(t, x, **DATA)
    ax.axvspan(20, 38, color=INPUT, alpha=0.3)
    ax.plot(42, x[42], "s", color=OUTPUT, markeredgecolor=INK)
    ax.set(ylim=(-1.8, 1.8))


def _unrolled(ax, back=False):
    for t in range(3):
        unit(ax, (t, 0), f"$x_{t + 1}$", INPUT)
        unit(ax, (t, 1), f"$h_{t + 1}$", STATE)
        edge(ax, (t, 0), (t, 1), color=FAINT if back else INK)
    for t in range(2):
        edge(ax, *(((t + 1, 1), (t, 1)) if back else ((t, 1), (t + 1, 1))), color=INK)
    if back:
        unit(ax, (2, 2), "$L$", OUTPUT)
        edge(ax, (2, 2), (2, 1))
    ax.set(xlim=(-0.5, 2.5), ylim=(-0.4, 2.4 if back else 1.5))


def _gradients(ax):
    t = np.arange(50)
    for rate, color in zip((0.9, 1.0, 1.1), REGIMES.values(), strict=True):
        ax.plot(t, (49 - t) * np.log(rate), color=color)
    ax.set(xlabel="back in time  ←", ylim=(-5.6, 5.6))


def _lstm(ax):
    ax.plot([-0.5, 3.5], [1, 1], color=INK, linewidth=2)
    for x, gate in enumerate("fio"):
        unit(ax, (0.4 + 1.1 * x, 0), f"${gate}$", STATE)
        edge(ax, (0.4 + 1.1 * x, 0), (0.4 + 1.1 * x, 1.2))
    ax.text(-0.45, 1.12, "$c_t$", fontsize=9)
    ax.set(xlim=(-0.6, 3.6), ylim=(-0.5, 1.6))


def _gru(ax):
    x = np.linspace(0, 1, 50)
    ax.fill_between(x, 0, 1 - x, color=STATE)
    ax.fill_between(x, 1 - x, 1, color=INPUT)
    ax.text(0.2, 0.3, "old", fontsize=9, color=ON_FILL)
    ax.text(0.7, 0.7, "new", fontsize=9, color=ON_FILL)
    ax.set(xlim=(0, 1), ylim=(0, 1))


def _forecast(ax):
    t = np.arange(80)
    y = 0.03 * t + np.sin(t / 4)
    ax.plot(t[:55], y[:55], **DATA)
    t, y = t[54:], y[54:]
    ax.plot(t, y, **FORECAST)
    spread = {"color": FORECAST["color"], "alpha": 0.25, "linewidth": 0}
    ax.fill_between(t, y - 0.05 * (t - 50), y + 0.05 * (t - 50), **spread)


def _alignment(ax):
    i = np.arange(6)
    ax.imshow(np.exp(-((i[:, None] - i[::-1]) ** 2)), cmap=ramp(INK), aspect="auto", gid="picture")
    ax.text(-0.35, 0, "written", rotation="vertical", va="top", fontsize=9)
    ax.text(5.35, 5, "read", ha="right", va="center", fontsize=9)


_back = partial(_unrolled, back=True)
_scan = partial(rounds, T=8)
_PICTURES = (_start, _series, _unrolled, _back, _gradients, _lstm, _gru, _forecast, _alignment, _scan)
