"""A verdict over many origins names who is best, and who can't be told from it."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.stats import permutation_test

from course_utils import figures
from course_utils.figures import geometry
from course_utils.forecasting.metrics import sign_flip

BEST = np.array([[0.5, 0.4, 0.6, 0.5, 0.4, 0.6]])


@pytest.fixture
def fig():
    with plt.rc_context():
        figures.use_style()
        fig = plt.figure(figsize=(7.4, 3))
        yield fig
        plt.close(fig)


def test_p_is_the_share_of_signs_that_put_the_sum_as_far_out():
    assert sign_flip([3.0, 2.0], [1.0, 1.0]) == 0.5  # 3, 1, -1, -3: two of four
    assert sign_flip(np.ones(6), np.zeros(6)) == 2 / 64
    assert sign_flip([1.0, 2.0], [1.0, 2.0]) == 1


def test_p_is_what_scipy_finds():
    rng = np.random.default_rng(1)
    gaps = rng.normal(0.3, 1, 9)
    found = permutation_test((gaps,), np.sum, permutation_type="samples", n_resamples=np.inf)
    assert sign_flip(gaps, np.zeros(9)) == pytest.approx(found.pvalue)


def drawn(fig, errors):
    """Return the Axes and the reading of a contest."""
    ax = fig.subplots()
    reading = figures.scores(ax, errors, "Rides", sign_flip)
    fig.draw_without_rendering()
    return ax, reading


def test_the_best_stands_first_and_chance_is_called_chance(fig):
    near = BEST + [0.1, -0.1, 0.1, -0.1, 0.1, 0.1]
    networks = np.concatenate([BEST + 0.3, BEST + 0.5])
    ax, reading = drawn(fig, {"seasonal naive": BEST + 0.6, "GRU": networks, "near": near, "SARIMA": BEST})
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["SARIMA", "near", "GRU", "seasonal naive"]
    assert reading == (
        "Rides, 6 origins. Best: SARIMA 0.50. Within chance of it (p > 0.05): near 0.53. "
        "Networks, mean and range of 2 seeds: GRU 0.90 (0.80 to 1.00)."
    )
    assert {"0.031", "best", "0.90"} <= {text.get_text() for text in ax.texts}


@pytest.mark.parametrize(("worst", "cut"), [(1.2, False), (9.0, True)])
def test_one_that_is_far_behind_does_not_squeeze_the_others(fig, worst, cut):
    ax, _ = drawn(fig, {"a": BEST, "b": BEST + 0.1, "naive": BEST + worst})
    assert (ax.get_xlim()[1] < 1) == cut
    assert ("off the axis →" in {text.get_text() for text in ax.texts}) == cut
    assert f"{0.5 + worst:.2f}" in {text.get_text() for text in ax.texts}
    assert geometry.faults(fig) == []
