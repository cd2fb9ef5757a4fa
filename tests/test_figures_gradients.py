"""Pictures of gradients show the decades that matter, equal scales, and what touches a line on any axis."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import figures
from course_utils.figures import geometry
from course_utils.figures.style import INK, REGIMES


@pytest.fixture(autouse=True)
def closed():
    figures.use_style()
    yield
    plt.close("all")


def test_what_is_no_regime_is_drawn_in_none_of_their_colours():
    _, ax = plt.subplots()
    reading = figures.log_curves(ax, [1, 2], {"a": np.array([1.0, 2.0])}, ["growing as k does"], "k", "norm")
    assert reading == "a: × 5.0e-01, growing as k does."
    assert ax.lines[0].get_color() == INK not in REGIMES.values()


def test_growth_marks_the_rises_and_shows_them_at_close_range():
    fig, axes = plt.subplots(1, 2, figsize=(7.4, 3.2))
    k = np.arange(101)
    hill = np.where(k < 9, 1 + 39 * k / 9, 40 * 0.9 ** (k - 9.0))
    norms = {"hill": hill, "level": np.ones(101), "down": 0.5**k}
    reading = figures.growth(axes, norms, ["vanishing", "steady", "vanishing"])
    assert reading.endswith("Before that, the hill rises to 40.0 at k = 9.")
    assert "hill: 40.0 at k = 9" in [text.get_text() for text in axes[0].texts]
    low, high = axes[0].get_ylim()
    assert 1e-3 < low < 1 < 40 < high < 1e3
    fig.canvas.draw()


def test_a_stretch_has_one_scale_and_its_numbers_stand_outside():
    fig, axes = plt.subplots(1, 2, figsize=(7.4, 2.2), sharey=True)
    figures.stretch(axes, {"half": np.diag([0.5, 0.4]), "shear": np.array([[0.9, 2.0], [0.0, 0.9]])})
    assert len({ax.get_xlim() for ax in axes}) == 1
    fig.canvas.draw()
    assert geometry.faults(fig) == []


def test_a_name_on_a_logarithmic_curve_is_struck_through():
    fig, ax = plt.subplots()
    ax.semilogy([0, 1, 2], [1e-8, 1e-4, 1.0])
    ax.text(1, 1e-4, "name", ha="center", va="center")
    fig.canvas.draw()
    assert geometry.faults(fig) == ["'name' is struck through"]


def test_verdicts_are_sorted_and_an_exact_zero_has_a_place_of_its_own():
    fig, ax = plt.subplots(figsize=(7.4, 3))
    factors = {"none": 1e-20, "cut": 0.0, "gate": 0.5, "burst": 1e4}
    regimes = {"none": "vanishing", "cut": "vanishing", "gate": "steady", "burst": "exploding"}
    figures.verdicts(ax, factors, regimes, {name: name == "gate" for name in factors})
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["burst", "gate", "none", "cut"]
    zero = ax.get_xticks()[[tick.get_text() for tick in ax.get_xticklabels()].index("exactly 0")]
    assert 0 < zero < 1e-20
    fig.canvas.draw()
    assert geometry.faults(fig) == []


def test_a_run_that_solved_its_task_early_is_marked_at_its_end():
    _, axes = plt.subplots(2, 2)
    losses = {"fast": np.geomspace(1, 0.01, 40), "slow": np.ones(100)}
    profiles = dict.fromkeys(losses, np.geomspace(1e-9, 1, 20))
    figures.remedies(
        axes, profiles, dict.fromkeys(losses, "vanishing"), losses, {"fast": True, "slow": False}
    )
    assert [text.get_text() for text in axes[1, 0].texts] == ["solved\nat 40"]
    assert not axes[1, 1].texts


def test_a_descent_that_leaves_the_picture_says_where_it_ends():
    fig, ax = plt.subplots()
    w = b = np.linspace(0, 1, 5)
    paths = {"a": np.array([[0.5, 0.5], [0.5, 4.5]]), "b": np.array([[0.5, 0.5], [0.6, 0.5]])}
    figures.cliff(ax, w, b, np.add.outer(w, b), paths)
    words = [text.get_text() for text in ax.texts]
    assert "a: leaves the picture,\nends at w = 0.5, b = 4.5" in words
    assert "b: the end" in words and "start of both" in words
