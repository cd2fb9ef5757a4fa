"""The drawings of forecasts tell in words what they show."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.text import Text

from course_utils import figures
from course_utils.figures.marks import keep_apart
from course_utils.figures.style import NETWORKS

DAYS = np.datetime64("2020-01-01") + np.arange(10)


def test_errors_count_from_the_split():
    fig, ax = plt.subplots()
    y = np.arange(10.0)
    reading = figures.over_series(ax, DAYS, y, {"late": (DAYS[5:], y[5:] - 2)}, "riders", DAYS[5])
    plt.close(fig)
    assert reading == "Mean absolute error from 2020-01-06 on, in riders: late 2."


def test_a_missing_value_does_not_count():
    fig, ax = plt.subplots()
    y = np.where(np.arange(10) == 3, np.nan, 1.0)
    reading = figures.over_series(ax, DAYS, y, {"one": (DAYS, np.full(10, 2.0))}, "riders")
    plt.close(fig)
    assert reading == "Mean absolute error, in riders: one 1."


def test_labels_keep_apart_and_lie_in_the_order_of_their_curves():
    moved = keep_apart(np.array([5.0, 1.0, 1.1]), 1.0)
    assert moved[1] < moved[2] < moved[0] and np.diff(np.sort(moved)).min() >= 1 - 1e-12


def test_a_label_that_is_alone_stays_where_its_curve_ends():
    np.testing.assert_allclose(keep_apart([9.0, 1.0, 1.0], 2.0), [9, 0, 2])


def test_components_tell_their_range_and_share_one_scale():
    fig, axes = plt.subplots(2)
    parts = {"trend": np.array([1.0, 3.0]), "weekly": np.array([-4.0, 1.0])}
    reading = figures.components(axes, dict.fromkeys(parts, DAYS[:2]), parts, "riders")
    spans = [np.ptp(ax.get_ylim()) for ax in axes]
    plt.close(fig)
    assert reading == "Parts, in riders, all to one scale: weekly from -4 to 1, trend from 1 to 3."
    assert spans[0] == spans[1] > 5


def test_a_weak_wish_is_drawn_to_zero_and_a_strong_one_granted_in_part():
    fig, axes = plt.subplots(1, 2)
    sizes = np.linspace(-0.3, 0.7, 101)
    reading = figures.weighed(
        axes, sizes, {w: (sizes - w) ** 2 / 0.02 for w in (0.1, 0.4)}, abs(sizes) / 0.05
    )
    plt.close(fig)
    assert reading.endswith(
        "0.00 where the data alone would take 0.1, 0.20 where the data alone would take 0.4."
    )


def test_names_stand_beside_the_axes_and_keep_apart():
    fig, ax = plt.subplots(figsize=(7, 2.6))
    y = np.arange(10.0)
    curves = {name: (DAYS[5:], y[5:] + i / 100) for i, name in enumerate(("ARIMA", "SARIMA", "GRU"))}
    figures.over_series(ax, DAYS, y, curves, "riders", DAYS[5])
    fig.draw_without_rendering()
    boxes = [Text.get_window_extent(text) for text in ax.texts]  # of an annotation it holds the leader too
    right = ax.get_window_extent().x1
    colors = {text.get_text(): text.get_color() for text in ax.texts}
    plt.close(fig)
    assert colors["GRU"] == NETWORKS["GRU"]["color"] and len(set(colors.values())) == 4
    assert all(box.x0 > right for box in boxes)
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_waves_tell_how_far_they_pass_from_the_points():
    fig, axes = plt.subplots(1, 2)
    fits = {"N = 1": (np.array([1.0, 3.0]), np.zeros(5)), "N = 2": (np.array([2.0, 2.0]), np.zeros(5))}
    reading = figures.waves(axes, np.arange(2), np.array([2.0, 2.0]), fits, np.linspace(0, 1, 5))
    plt.close(fig)
    assert reading == "Largest gap between curve and median day, in thousands: N = 1 1.0, N = 2 0.0."


def test_last_shocks_tells_the_distance_to_the_last_value_off_the_level():
    fig, ax = plt.subplots()
    y = np.full(10, 50.0)
    y[[1, 3]], y[[7, 9]] = (56, 44), 40
    reading = figures.last_shocks(ax, DAYS, y, np.isin(np.arange(10), (7, 9)))
    plt.close(fig)
    assert reading == "From market day back to the last value off the level: 4, 2 days."


def test_by_distance_counts_signs():
    fig, ax = plt.subplots()
    for reach, right in ((np.full(10, 9.0), 10), (np.r_[np.full(8, 9.0), -9, -9], 8)):
        assert figures.by_distance(ax, np.arange(10), reach).endswith(f"≈ {right} of 10 market days.")
    plt.close(fig)
