"""A lab with every kind of live artist, and nothing of neural networks: what the engine's tests drive."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from course_utils.labs.engine import controls
from course_utils.labs.engine.lab import Lab, Sweep
from course_utils.labs.engine.live import Live

T = np.linspace(0, 10, 100)
ANGLES = np.arange(8) / 8 * 2 * np.pi


def figure(waves=1):
    """Return six axes, linear and logarithmic, and the artists that move on them."""
    fig, axes = plt.subplots(2, 3, figsize=(7.4, 4.5))
    lines, log, band, bars, image, points = axes.ravel()
    lines.set(ylim=(-2, 2), xlabel="time", title=f"{waves} waves")
    log.set(yscale="log", ylim=(1e-12, 1e3), title="log axis")
    band.set(ylim=(-3, 3))
    bars.set(ylim=(-1.2, 1.2))
    points.set(xlim=(-3, 3), ylim=(-3, 3))
    return fig, {
        "wave": lines.plot(T, 0 * T, color="#222222")[0],
        "dashed": lines.plot(T, 0 * T, color="#D55E00", linestyle="--", linewidth=2.5)[0],
        "when": lines.axvline(0, color="#0072B2", linewidth=1),
        "level": lines.axhline(0, color="#767676", linewidth=1),
        "decay": log.plot(T, 0 * T + 1, color="#0072B2", marker="o", markersize=3)[0],
        "band": band.fill_between(T, -1, 1, color="#009E73", alpha=0.4),
        "bars": bars.bar(range(6), [0] * 6, color="#CC79A7", edgecolor="#222222"),
        "image": image.imshow(
            np.zeros((8, 20), dtype=np.uint8), vmin=0, vmax=255, aspect="auto", gid="picture"
        ),
        "box": image.add_patch(Rectangle((0, 0), 3, 2, fill=False, edgecolor="#D55E00", linewidth=2)),
        "points": points.scatter(T[:8], T[:8], c=T[:8], vmin=0, vmax=255, edgecolors="#222222"),
        "note": points.text(0.03, 0.93, "w = {:.2f}", transform=points.transAxes, va="top"),
    }


def sweep(waves=1):
    """Return 201 positions of w from -2 to 2."""
    if waves == 13:
        raise ValueError("thirteen waves are too many")
    w = np.linspace(-2, 2, 201)
    column = w[:, None]
    wave = np.sin(T * column * waves)
    wave[:, 40:50] = np.nan
    levels = np.sin(np.arange(8)[:, None] * column[:, :, None] + np.arange(20) / 3)
    angle = ANGLES + column
    rows = {
        "wave": wave,
        "dashed": np.cos(T * column),
        "when": 5 + 2 * w,
        "level": w / 2,
        "decay": np.abs(column) ** T + 1e-300,
        "band": np.stack([-np.abs(column) + 0 * T, np.sin(T) * column], axis=1),
        "bars": np.sin(np.arange(6) * column),
        "image": (127 + 127 * levels).astype(np.uint8),
        "box": np.stack([8 + 3 * w, 2 + w, 3 + 0 * w, 2 + 0 * w], axis=1),
        "points": np.stack(
            [2 * np.cos(angle), 2 * np.sin(angle), 40 + 30 * np.cos(angle), 127 + 127 * np.cos(angle)], axis=2
        ),
        "note": w,
    }
    return Sweep(w, rows, [f"At w = {one:.2f} the wave turns {one * waves:.2f} times as fast." for one in w])


LAB = Lab(
    "Every artist",
    figure,
    sweep,
    sliders={"w": ("w", "{:.2f}")},
    start={"w": 0.9, "waves": 1},
    controls={"waves": controls.whole("waves", 1, 13)},
    presets={"fast": {"waves": 3, "w": 1.5}},
    module=__name__,
)
still = LAB.still


def lab():
    """Return the running lab."""
    return Live(LAB)
