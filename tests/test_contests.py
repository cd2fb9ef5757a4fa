"""A verdict over many origins names who is best, and who can't be told from it."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import figures
from course_utils.figures import geometry
from course_utils.forecasting import verdicts

BEST = np.array([[0.5, 0.4, 0.6, 0.5, 0.4, 0.6, 0.5, 0.4, 0.6, 0.5]])


@pytest.fixture
def fig():
    with plt.rc_context():
        figures.use_style()
        fig = plt.figure(figsize=(7.4, 3))
        yield fig
        plt.close(fig)


def drawn(fig, errors):
    """Return the Axes and the reading of a contest."""
    ax = fig.subplots()
    reading = figures.scores(ax, errors, "Rides", verdicts(errors))
    fig.draw_without_rendering()
    return ax, reading


def test_the_best_stands_first_and_chance_is_called_chance(fig):
    near = BEST + [0.1, -0.1, 0.1, -0.1, 0.1, 0.1, -0.1, 0.1, -0.1, 0.1]
    networks = np.concatenate([BEST + 0.3, BEST + 0.5])
    ax, reading = drawn(fig, {"seasonal naive": BEST + 0.6, "GRU": networks, "near": near, "SARIMA": BEST})
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["SARIMA", "near", "GRU", "seasonal naive"]
    assert reading == (
        "Rides, 10 origins. Lowest: SARIMA 0.50. Can't be told from it (p > 0.05): near 0.52. "
        "Behind: GRU 0.90; seasonal naive 1.10."
    )
    assert {"0.006", "0.754", "best", "0.90"} <= {text.get_text() for text in ax.texts}
    filled = [line.get_markerfacecolor() != "none" for line in ax.lines if line.get_marker() == "o"]
    assert filled == [True, True, False, False]


def test_with_few_origins_no_p_is_shown(fig):
    few = {name: errors[:, :6] for name, errors in {"a": BEST, "b": BEST + 1}.items()}
    ax, reading = drawn(fig, few)
    assert reading.endswith("Too few origins to tell the models apart.")
    assert "–" in {text.get_text() for text in ax.texts}


@pytest.mark.parametrize(("worst", "cut"), [(0.6, False), (9.0, True)])
def test_one_that_is_far_behind_does_not_squeeze_the_others(fig, worst, cut):
    ax, _ = drawn(fig, {"a": BEST, "b": BEST + 0.1, "naive": BEST + worst})
    assert (ax.get_xlim()[1] < 1) == cut
    assert ("off the axis →" in {text.get_text() for text in ax.texts}) == cut
    assert f"{0.5 + worst:.2f}" in {text.get_text() for text in ax.texts}
    assert geometry.faults(fig) == []
