"""The two labs of lesson 6 in a real browser: every slider to both ends, every preset, names typed in."""

import pytest
from driven import difference, drag

from course_utils.labs import look_back_lab, three_memories

pytestmark = pytest.mark.browser
MEMORIES = list(three_memories.SLIDERS)


@pytest.fixture
def memories(open_lab):
    return open_lab("three_memories", again=True)


@pytest.fixture
def look_back(open_lab):
    return open_lab("look_back_lab", again=True)


def says(page, wanted):
    """Wait until the lab says a sentence."""
    for _ in range(200):
        found = page.locator(".lab-reading").inner_text()
        if found == wanted:
            return
        page.wait_for_timeout(25)
    pytest.fail(f"the lab says {found!r}, not {wanted!r}")


def remembers(page, **settings):
    """Wait until the memories lab stands at some settings and shows what matplotlib draws there."""
    table = three_memories.one(**settings)
    says(page, table.readings[0])
    shown = three_memories.DEFAULTS | {k: v for k, v in settings.items() if k in three_memories.DEFAULTS}
    assert difference(page, three_memories.figure, table, **shown) < 0.006


def test_the_memories_begin_as_their_still_picture(memories):
    remembers(memories)


@pytest.mark.parametrize("name", MEMORIES)
def test_every_slider_of_the_memories_goes_to_both_ends(memories, name):
    grid = three_memories.SLIDERS[name][2]
    slider = memories.locator(".lab input[type=range]").nth(MEMORIES.index(name))
    for end, value in ((1.02, grid[-1]), (-0.02, grid[0])):
        drag(memories, slider, len(grid), end)
        remembers(memories, **{name: value})


def test_every_preset_of_the_memories_is_a_button(memories):
    for name, preset in three_memories.PRESETS.items():
        memories.get_by_role("button", name=name, exact=True).click()
        remembers(memories, **preset)


def looks(page, position, **settings):
    settings = look_back_lab.DEFAULTS | settings
    table = look_back_lab.sweep(**settings)
    says(page, table.readings[position])
    assert difference(page, look_back_lab.figure, table, position, **settings) < 0.006


def test_the_text_is_read_letter_by_letter(look_back):
    looks(look_back, 5)
    slider = look_back.get_by_role("slider", name="letters read", exact=True)
    for end, position in ((1.02, 8), (-0.02, 0)):
        drag(look_back, slider, 9, end)
        looks(look_back, position)
    slider.focus()
    for position in (1, 2):
        look_back.keyboard.press("ArrowRight")
        looks(look_back, position)


def test_every_preset_of_the_texts_is_a_button(look_back):
    for name, preset in look_back_lab.PRESETS.items():
        look_back.get_by_role("button", name=name, exact=True).click()
        looks(look_back, preset["letters"], country=preset["country"], name=preset["name"])


def test_a_name_can_be_typed_and_a_wrong_one_is_answered_in_a_line(look_back):
    box = look_back.locator(".jp-OutputArea-output input[type=text]")
    box.fill("gdansk")
    box.press("Enter")
    looks(look_back, 5, name="gdansk")
    box.fill("Gdańsk")
    box.press("Enter")
    look_back.wait_for_function(
        "() => document.querySelector('.lab').innerText.includes(\"'G' is none\")", timeout=5000
    )
    says(look_back, look_back_lab.sweep("PL", "gdansk").readings[5])
    # The picture is the one before, and pale: it isn't what the box asks for.
    assert "lab-waits" in look_back.locator(".lab-stage").get_attribute("class")
    box.fill("gdansk")
    box.press("Enter")
    look_back.wait_for_function("() => !document.querySelector('.lab-waits')", timeout=5000)
    looks(look_back, 5, name="gdansk")
