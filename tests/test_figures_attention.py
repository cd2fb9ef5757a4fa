"""Figures of lesson 8: readings follow what was drawn."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import figures


@pytest.fixture
def ax():
    with plt.rc_context():
        figures.use_style()
        yield plt.subplots()[1]
    plt.close("all")


def test_confusion_counts_classes_that_are_mostly_answered_right(ax):
    right, answered = np.array([0, 0, 0, 1, 1, 1, 2]), np.array([0, 0, 1, 0, 0, 1, 2])
    assert "for 2 of 3 classes" in figures.confusion(ax, ["a", "b", "c"], right, answered)
    shares = [text.get_text() for text in ax.texts]
    assert shares == ["100", "0", "0", "0", "67", "33", "0", "67", "33"]  # the best told first


def test_success_by_length_is_read_out_at_both_ends(ax):
    curves = {"plain": np.array([0.95, 0.6, 0.1]), "other": np.array([0.7, 1, 0.91])}
    reading = figures.length_curves(ax, [1, 4, 8], curves, "words", "share right")
    assert "plain: ≈ 0.95 at 1, ≈ 0.10 at 8" in reading
    assert "other: ≈ 0.70 at 1, ≈ 0.91 at 8" in reading


def test_an_alignment_is_judged_by_the_digits_own_words(ax):
    weights = np.eye(4)[[0, 1, 1, 3, 3]]
    read, written = "one double two three".split(), "1223·"
    good = figures.alignment(ax, read, written, weights, [0, 1, 1, 3, -1])
    bad = figures.alignment(ax, read, written, weights, [0, 2, 2, 3, -1])
    assert "Of 4 digits written, ≈ 4 look" in good and "≈ 2 look" in bad
    assert len(ax.patches) == 8  # a hyphen has no frame
