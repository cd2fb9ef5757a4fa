"""Figures of recurrence: their readings say what was drawn, and nothing that training could change."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from course_utils import figures
from course_utils.figures.style import FAINT

pytestmark = pytest.mark.usefixtures("style")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_unrolled_cell_has_the_same_names_at_every_step():
    _, axes = plt.subplots(1, 2)
    reading = figures.folded_and_unrolled(axes)
    for name in ("$W_{xh}$", "$W_{hh}$", "$W_{hy}$"):
        assert texts(axes[0]).count(name) == 1 and texts(axes[1]).count(name) == 4
    assert "the same cell 4 times" in reading and "2 matrices" in reading


def test_the_three_recurrences_differ_in_what_comes_back():
    _, axes = plt.subplots(1, 3)
    figures.three_recurrences(axes)
    for ax, name in zip(axes, ("hh", "yh", "yy"), strict=True):
        assert f"$W_{{{name}}}$" in texts(ax)


def test_tags_are_read_word_by_word_and_the_right_one_is_framed():
    p = np.array([[0.7, 0.2, 0.1], [0.1, 0.4, 0.5]])
    _, ax = plt.subplots()
    reading = figures.tag_probabilities(ax, ["나", "차"], ["noun", "verb", "particle"], p, [0, 1])
    assert reading == (
        "Most probable, word by word: 나: noun, 차: particle. "
        "1 of 2 right, each with a probability above 0.5."
    )
    frames = [patch.get_xy() for patch in ax.patches if not patch.get_fill()]
    assert [frame.mean(axis=0).round(1).tolist()[0] for frame in frames] == pytest.approx([0, 1], abs=0.2)
    assert "0.70" in texts(ax)
    figures.tag_probabilities(ax, ["나"], ["noun", "verb"], [[0.998, 0.002]], [0])
    assert texts(ax)[-2:] == ["1.00", ""]


def test_states_are_drawn_word_by_word_and_compared_at_one_word():
    words, tags = ["my", "only", "walk"], ["determiner", "adjective", "noun"]
    hs = [np.array([[0.1, 0.2], [0.9, 0.3], [0.5, 0.5]]), np.array([[0.3, 0.2], [-0.8, 0.3], [0.1, 0.4]])]
    _, axes = plt.subplots(1, 2)
    reading = figures.states_over_words(axes, [words, ["we", *words[1:]]], [tags, tags], hs, 1)
    assert (
        reading == "Unit a, the furthest apart of these 2: ≈ 0.90 after 'my only', ≈ -0.80 after 'we only'."
    )
    heights = [round(float(bar.get_height()), 2) for bars in axes[0].containers for bar in bars]
    assert heights == [0.1, 0.9, 0.5, 0.2, 0.3, 0.5]
    assert [tick.get_text() for tick in axes[1].get_xticklabels()][0] == "we\ndeterminer"


def test_outcomes_are_read_out_with_their_errors_and_shown_with_words():
    errors = {("sum", "a"): 0.02, ("sum", "b"): 0.03, ("echo", "a"): 0.04, ("echo", "b"): 0.66}
    _, ax = plt.subplots()
    reading = figures.outcomes(ax, errors, 0.1)
    learned = "Errors on 2 tasks (learned: below 0.1). a: sum ≈ 0.02 learned, echo ≈ 0.04 learned; "
    assert reading == f"{learned}b: sum ≈ 0.03 learned, echo ≈ 0.66 not learned."
    assert texts(ax)[-1] == "0.66\nnot learned"
    assert [to_hex(patch.get_facecolor(), keep_alpha=True) == FAINT for patch in ax.patches] == [
        True,
        True,
        True,
        False,
    ]
    assert figures.outcomes(ax, errors | {("sum", "b"): 1.0}, 0.1) != reading


def test_drifting_curves_are_compared_with_the_limit():
    circle = np.stack([np.cos(np.arange(20)), np.sin(np.arange(20))], axis=1)
    errors = {"fed": np.full(19, 0.004), "itself": np.geomspace(0.02, 1, 19)}
    _, axes = plt.subplots(1, 2)
    reading = figures.self_fed(axes, {"itself": circle}, {"itself": circle * 0.9}, errors, 0.2)
    told = "fed ≈ 0.004, below; itself ≈ 0.38, above."
    assert reading == f"Distance from the curve in the second half, compared with 0.2: {told}"
    assert axes[0].get_title(loc="left") == "itself"
    assert axes[0].lines[1].get_color() == axes[1].lines[1].get_color()
    assert axes[1].get_ylim()[0] < 0.004 and texts(axes[1]) == ["fed", "itself"]
