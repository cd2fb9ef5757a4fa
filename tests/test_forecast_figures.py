"""The drawings of forecasts tell in words what they show."""

import matplotlib.pyplot as plt
import numpy as np

from course_utils import figures

DAYS = np.datetime64("2020-01-01") + np.arange(10)


def test_errors_count_from_the_split():
    fig, ax = plt.subplots()
    y = np.arange(10.0)
    told = figures.over_series(ax, DAYS, y, {"late": (DAYS[5:], y[5:] - 2)}, "riders", DAYS[5])
    plt.close(fig)
    assert told == "Mean absolute error after the dotted line: late 2."


def test_a_missing_value_does_not_count():
    fig, ax = plt.subplots()
    y = np.where(np.arange(10) == 3, np.nan, 1.0)
    told = figures.over_series(ax, DAYS, y, {"one": (DAYS, np.full(10, 2.0))}, "riders")
    plt.close(fig)
    assert told == "Mean absolute error: one 1."


def test_labels_keep_apart_and_lie_in_the_order_of_their_curves():
    from course_utils.figures.forecasts import _spread

    moved = _spread(np.array([5.0, 1.0, 1.1]), 1.0)
    assert moved[1] < moved[2] < moved[0] and np.diff(np.sort(moved)).min() >= 1 - 1e-12


def test_scores_name_the_best_first_and_the_networks_spread():
    fig, ax = plt.subplots()
    means = {"naive": [2.0], "GRU": [0.8, 1.2], "SARIMA": [0.5]}
    told = figures.scores(ax, means, "Rides")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    plt.close(fig)
    assert labels == ["SARIMA", "GRU", "naive"]
    assert told == (
        "Rides. Best: SARIMA 0.50, GRU 1.00, naive 2.00. Networks: GRU 1.00 (seeds 0.80 to 1.20)."
    )


def test_components_tell_their_range():
    fig, axes = plt.subplots(2)
    parts = {"trend": np.array([1.0, 3.0]), "weekly": np.array([-1.0, 1.0])}
    told = figures.components(axes, dict.fromkeys(parts, DAYS[:2]), parts, dict.fromkeys(parts, "riders"))
    plt.close(fig)
    assert told == "Parts: trend from 1 to 3, weekly from -1 to 1."
