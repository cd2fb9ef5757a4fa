"""The training lab in a real browser: every preset and the play head, pixel for pixel."""

import pytest
from conftest import ROOT
from driven import difference

from course_utils.labs import training_lab as lab

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_lab):
    return open_lab("training_lab", again=True)


def settled(page, update, sentence=0):
    """Wait until the page tells of a frame, and return how far its picture is from matplotlib's."""
    wanted = lab.one(update, sentence=sentence)
    says = "words => document.querySelector('.lab-reading').textContent === words"
    page.wait_for_function(says, arg=wanted.readings[0])
    return difference(page, lab.LAB.figure, wanted, sentence=sentence)


def test_it_begins_before_the_training_and_follows_the_keys(page):
    assert settled(page, 0) < 0.004
    slider = page.locator(".lab input[type=range]")
    slider.focus()
    page.keyboard.press("End")
    assert settled(page, 120) < 0.004
    page.keyboard.press("ArrowLeft")
    assert settled(page, 118) < 0.004
    assert difference(page, lab.LAB.figure, lab.one(0), sentence=0) > 0.008, "the comparison sees nothing"


@pytest.mark.parametrize("name", lab.PRESETS)
def test_every_preset_shows_what_it_names(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    assert settled(page, **lab.PRESETS[name]) < 0.004
    page.locator(".lab").screenshot(
        path=ROOT / "build" / "screenshots" / f"training_{name.replace(' ', '_')}.png"
    )


def test_it_learns_by_itself(page):
    page.locator(".lab-play").get_by_role("button", name="let it learn", exact=False).click()
    ends = "() => document.querySelector('.lab input[type=range]').value === '60'"
    page.wait_for_function(ends, timeout=60_000)
    assert settled(page, 120) < 0.004
