"""Labs made of sliders, in a real browser: to both ends by mouse and by keyboard, every preset."""

import pytest
from driven import Driven

from course_utils.labs import path_lab, scan_lab, unrolled_lab

pytestmark = pytest.mark.browser
ELSEWHERE = {path_lab: {"loss": 12, "window": 3}, scan_lab: {"round": 4}, unrolled_lab: {"x_1": -1.5}}
each = pytest.mark.parametrize(
    "module", ELSEWHERE, ids=lambda module: module.__name__.rpartition(".")[2], scope="module"
)


@pytest.fixture
def driven(open_lab, module):
    return Driven(open_lab, module)


@each
def test_it_begins_as_the_still_picture_does(driven, module):
    assert driven.at_rest() == module.START
    assert driven.difference() < 0.004
    assert driven.difference(**ELSEWHERE[module]) > 0.008, "the comparison sees nothing"


@each
def test_every_slider_can_be_dragged_to_both_ends(driven, module):
    for name, (_, _, grid) in module.SLIDERS.items():
        for end, value in ((1.02, grid[-1]), (-0.02, grid[0])):
            driven.drag(name, end)
            driven.at_rest({**module.START, name: pytest.approx(value)})
            assert driven.difference() < 0.004, f"{name} at {value}"
        driven.reset()


@each
def test_every_slider_has_its_keys(driven, module):
    for name, (label, _, grid) in module.SLIDERS.items():
        driven.page.get_by_role("slider", name=label, exact=True).focus()
        for key, value in (("End", grid[-1]), ("ArrowLeft", grid[-2]), ("Home", grid[0])):
            driven.page.keyboard.press(key)
            assert driven.at_rest()[name] == pytest.approx(value)


@each
def test_every_preset_is_a_button(driven, module):
    for name, preset in module.PRESETS.items():
        driven.press(name)
        driven.at_rest({**module.START, **preset})
        assert driven.difference() < 0.004, name
