"""Colours of figures: seen on a light and on a dark page, and apart for every eye."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from course_utils.figures.style import (
    CURVES,
    DATA,
    FORECAST,
    INK,
    NETWORKS,
    ON_FILL,
    REFERENCE,
    REGIMES,
    ramp,
    tints,
)

FAMILIES = {
    "regimes": list(REGIMES.values()),
    "networks": [look["color"] for look in NETWORKS.values()],
    "curves": [look["color"] for look in CURVES],
    "data and forecast": [DATA["color"], FORECAST["color"]],
}
LINES = sorted({INK, REFERENCE["color"], *(color for family in FAMILIES.values() for color in family)})
# Machado, Oliveira & Fernandes 2009, severity 1: what eyes without one kind of cone make of linear RGB.
EYES = {
    "normal": np.eye(3),
    "without red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "without green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "without blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(color):
    c = np.array(to_rgb(color))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Return the contrast of the Web Content Accessibility Guidelines."""
    low, high = sorted(TO_XYZ[1] @ linear(color) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(color, eye):
    """Return a colour in CIELAB, as an eye sees it."""
    xyz = TO_XYZ @ np.clip(EYES[eye] @ linear(color), 0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("page", ["#ffffff", "#111111"])
@pytest.mark.parametrize("color", LINES)
def test_every_line_and_word_is_seen_on_both_pages(color, page):
    assert contrast(color, page) >= 3


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("family", FAMILIES)
def test_colours_of_a_family_stay_apart_for_every_eye(family, eye):
    for one, other in combinations(FAMILIES[family], 2):
        assert np.linalg.norm(lab(one, eye) - lab(other, eye)) >= 12, (one, other)


def test_a_distance_is_that_of_the_cielab_space():
    assert lab("#ffffff", "normal") == pytest.approx([100, 0, 0], abs=0.1)
    assert lab("#ff0000", "normal") == pytest.approx([53.2, 80.1, 67.2], abs=0.2)


def test_a_ramp_begins_with_nothing_and_tints_carry_dark_words():
    assert ramp("#56B4E9")(0.0)[3] == 0 and ramp("#56B4E9")(1.0)[3] == 1
    assert all(contrast(ON_FILL, tints("#CC79A7")(share)) >= 4.5 for share in (0.0, 0.5, 1.0))
