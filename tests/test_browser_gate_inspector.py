"""The gate inspector in a real browser: every slider to both ends, every preset, pixel for pixel."""

import pytest
from conftest import ROOT
from driven import Driven

from course_utils.labs import gate_inspector

pytestmark = pytest.mark.browser


@pytest.fixture
def driven(open_lab):
    return Driven(open_lab, gate_inspector)


def test_it_begins_as_the_still_picture_does(driven):
    assert driven.at_rest() == gate_inspector.START
    assert driven.difference() < 0.004
    assert driven.difference(f=8.0) > 0.004, "the comparison sees nothing"


@pytest.mark.parametrize("name", gate_inspector.SLIDERS)
def test_both_ends_of_every_slider_are_drawn_as_matplotlib_draws_them(driven, name):
    grid = gate_inspector.SLIDERS[name][2]
    for key, end in (("End", grid[-1]), ("Home", grid[0])):
        driven.slider(name).focus()
        driven.page.keyboard.press(key)
        assert driven.at_rest()[name] == pytest.approx(end)
        assert driven.difference() < 0.004


@pytest.mark.parametrize("name", gate_inspector.PRESETS)
def test_every_preset_shows_what_it_names(driven, name):
    driven.press(name)
    driven.at_rest(gate_inspector.START | gate_inspector.PRESETS[name])
    assert driven.difference() < 0.004
    picture = ROOT / "build" / "screenshots" / f"gate_inspector_{name.replace(' ', '_')}.png"
    driven.page.locator(".lab").screenshot(path=picture)
