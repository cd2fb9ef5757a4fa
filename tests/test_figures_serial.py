"""The figures of lesson 9 count right, and never tell a timing."""

import math
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import figures


@pytest.fixture
def ax():
    with plt.rc_context():
        figures.use_style()
        fig, ax = plt.subplots()
        yield ax
        fig.draw_without_rendering()
        plt.close(fig)


def test_what_was_measured_is_drawn_and_not_in_the_reading(ax):
    lengths = np.array([64, 128, 256])
    curve = np.array([0.0123, 0.0234, 0.0456])
    reading = figures.time_against_length(ax, lengths, {"RNN": curve, "LSTM": 2 * curve}, {"guide": 1})
    assert [float(n) for n in re.findall(r"[\d.]*\d", reading)] == [3, 64, 256]
    drawn = [line.get_ydata() for line in ax.lines]
    assert any(np.array_equal(y, curve) for y in drawn) and ax.get_yscale() == "log"
    guide = drawn[-1]
    assert guide[2] / guide[0] == pytest.approx(4)


@pytest.mark.parametrize("T", [2, 3, 8, 13, 16])
def test_the_rounds_drawn_are_those_of_the_scan(ax, T):
    reading = figures.rounds(ax, T)
    count = math.ceil(math.log2(T))
    composed = [T - 2**r for r in range(count)]
    assert reading.startswith(f"{T} steps in {count} rounds, with {', '.join(map(str, composed))} ")
    slanted = [line for line in ax.lines if len(set(line.get_xdata())) == 2 and line.get_marker() == "None"]
    assert len(slanted) == sum(composed)
