"""Names of curves touch nothing, wherever the curves run; cells have a tint where it counts."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgba

from course_utils.figures import geometry
from course_utils.figures.marks import name_curves, tinted
from course_utils.figures.style import CURVES, INK, ON_FILL

pytestmark = pytest.mark.usefixtures("style")


def named(curves, figsize=(6, 3), **how):
    """Draw curves, (x, y) by name, with their names; return the figure's faults, and the names by word."""
    fig, ax = plt.subplots(figsize=figsize)
    for (name, (x, y)), look in zip(curves.items(), CURVES, strict=False):
        ax.plot(x, y, label=name, **look)
    name_curves(ax, **how)
    fig.savefig(io.BytesIO(), dpi=fig.dpi)
    return geometry.faults(fig), {text.get_text(): text for text in ax.texts}


@pytest.mark.parametrize("seed", range(12))
def test_names_touch_nothing_in_random_sets_of_curves(seed):
    rng = np.random.default_rng(seed)
    steps = rng.integers(8, 40, rng.integers(2, 5))  # curves that end in different places
    curves = {f"curve {k}": (np.arange(n), rng.normal(size=n).cumsum()) for k, n in enumerate(steps)}
    faults, names = named(curves)
    assert faults == [] and list(names) == list(curves)


@pytest.mark.parametrize("seed", range(6))
def test_names_of_curves_that_end_together_stand_at_the_right_one_above_the_other(seed):
    rng = np.random.default_rng(seed)
    curves = {name: (np.arange(20), rng.normal(size=20).cumsum()) for name in "abcd"}
    faults, names = named(curves)
    assert faults == []
    heights = [names[name].get_window_extent().y0 for name in sorted("abcd", key=lambda n: curves[n][1][-1])]
    assert (np.diff(heights) > 0).all()


def test_names_may_stand_inside_although_curves_end_together():
    x = np.linspace(0, 1, 30)
    curves = {"above": (x, 1 - x), "below": (x, x - 1)}
    faults, names = named(curves, inside=True)
    assert faults == []
    edge = names["above"].axes.bbox.x1
    assert all(name.get_window_extent().x1 < edge for name in names.values())


def test_each_name_has_the_colour_of_its_curve():
    x = np.arange(5)
    _, names = named({"one": (x, x), "two": (x, -x)})
    assert [name.get_color() for name in names.values()] == [look["color"] for look in CURVES[:2]]


def test_a_name_without_room_stands_at_the_end_of_its_curve_and_is_a_fault():
    x = np.arange(400)
    waves = {"a name that is long": (x, np.sin(x)), "another": (x[:300], np.cos(x[:300]))}
    faults, names = named(waves, (2.5, 1.5))
    assert any("a name that is long" in fault for fault in faults)
    assert names["a name that is long"].xy[0] == pytest.approx(399, abs=5)


@pytest.mark.parametrize(("share", "words"), [(0.0, INK), (0.04, INK), (0.05, ON_FILL), (1.0, ON_FILL)])
def test_a_cell_has_a_tint_from_a_least_share_on(share, words):
    _, ax = plt.subplots()
    tinted(ax, (0, 0), share, "0.5", "#56B4E9")
    assert ax.texts[0].get_color() == words and len(ax.patches) == (words == ON_FILL)
    assert share < 1 or to_rgba(ax.patches[0].get_facecolor()) == to_rgba("#56B4E9")
