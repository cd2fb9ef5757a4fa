"""The alignment lab in a real browser: every slider to both ends, every preset, the order of the words."""

import pytest
from driven import Driven

from course_utils.labs import alignment_lab

pytestmark = pytest.mark.browser
SLIDERS, FORMS = alignment_lab.SLIDERS, alignment_lab.FORMS


@pytest.fixture
def driven(open_lab):
    return Driven(open_lab, alignment_lab)


def test_every_slider_can_be_dragged_to_both_ends(driven):
    assert driven.at_rest(form=FORMS[0]) == alignment_lab.START
    for name, (_, _, grid) in SLIDERS.items():
        for end, value in ((1.02, grid[-1]), (-0.02, grid[0])):
            driven.drag(name, end)
            assert driven.at_rest(form=FORMS[0])[name] == pytest.approx(value)


def test_every_slider_has_its_keys(driven):
    for name, (label, _, grid) in SLIDERS.items():
        driven.page.get_by_role("slider", name=label, exact=True).focus()
        for key, value in (("End", grid[-1]), ("ArrowLeft", grid[-2]), ("Home", grid[0])):
            driven.page.keyboard.press(key)
            assert driven.at_rest(form=FORMS[0])[name] == pytest.approx(value)


def test_every_preset_is_a_button_and_sets_the_order_of_the_words_too(driven):
    form = FORMS[0]
    for name, preset in alignment_lab.PRESETS.items():
        driven.press(name)
        form = preset.get("form", form)
        wanted = {key: pytest.approx(value) for key, value in preset.items() if key != "form"}
        driven.at_rest(alignment_lab.START | wanted, form=form)
