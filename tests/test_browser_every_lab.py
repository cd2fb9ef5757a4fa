"""Every lab in a real browser: in sight at three sizes, in both themes, by mouse, by keys and by a finger."""

import driven
import pytest
from lab_pages import photograph, share_different
from test_every_lab import LABS

pytestmark = pytest.mark.browser
SIZES = [(900, 700), (1366, 768), (1920, 1080)]
WIDER = """() => [...document.querySelectorAll(".lab, .lab *:not(.lab-spoken)")]
    .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1)
    .filter((one) => getComputedStyle(one).overflowX !== "visible").map((one) => one.className)"""


@pytest.fixture(params=LABS, scope="module")
def name(request):
    return request.param


@pytest.fixture
def page(open_lab, name):
    return open_lab(name, again=True)


def said(page):
    return page.locator(".lab-reading").inner_text()


def rest(page, before):
    """Wait until the lab says something else, of settings that it has."""
    page.wait_for_function(
        """before => document.querySelector('.lab-reading').textContent !== before
            && document.querySelector('.lab-status').textContent === ''""",
        arg=before,
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_picture_and_sliders_are_in_sight_at_every_size(page, lab, theme):
    def look():
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            lab.frames(5)
            page.locator(".lab").evaluate("one => one.scrollIntoView()")
            for part in (".lab-stage", ".lab-sliders"):
                box = page.locator(part).bounding_box()
                assert box["y"] >= 0 and box["y"] + box["height"] <= height, (part, width)
                assert box["x"] >= 0 and box["x"] + box["width"] <= width, (part, width)
            assert page.evaluate(WIDER) == [], width

    if theme == "light":
        look()
        return
    light = photograph(page)
    with lab.dark():
        assert share_different(photograph(page), light) > 0.4
        look()


def test_mouse_keys_and_a_finger_move_it(page):
    slider = page.locator(".lab input[type=range]").first
    places = int(slider.get_attribute("max")) + 1
    driven.drag(page, slider, places, 1.02)
    assert int(slider.input_value()) == places - 1
    driven.drag(page, slider, places, -0.02)
    assert int(slider.input_value()) == 0
    page.wait_for_function("() => document.querySelector('.lab-status').textContent === ''")
    first = said(page)
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert int(slider.input_value()) == 1
    page.keyboard.press("End")
    assert int(slider.input_value()) == places - 1
    rest(page, first)
    last, box = said(page), slider.bounding_box()
    driven.finger(
        page, *((box["x"] + share * box["width"], box["y"] + box["height"] / 2) for share in (0.9, 0.5, 0.1))
    )
    assert 0 < int(slider.input_value()) < places / 3 or places < 8
    rest(page, last)
