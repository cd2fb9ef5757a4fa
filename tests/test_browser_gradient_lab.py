"""The gradient lab in a real browser: it tips under the hand, plays, and needs no kernel for either."""

import re

import pytest
from conftest import ROOT
from lab_pages import photograph, share_different

from course_utils.labs import gradient_lab

pytestmark = pytest.mark.browser
CANVAS = "document.querySelector('.lab canvas').toDataURL()"
PIXELS = f"""async () => {{
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    return {CANVAS}; }}"""


@pytest.fixture
def page(open_lab):
    return open_lab("gradient_scalar", again=True)


def slider(page):
    return page.locator(".lab input[type=range]")


def reading(page):
    return page.locator(".lab-reading").inner_text()


def play(page, name):
    return page.locator(".lab-play").get_by_role("button", name=name)


def at(w):
    return gradient_lab.one(w).readings[0]


def test_one_drag_meets_all_three_regimes(page):
    slider(page).scroll_into_view_if_needed()
    box, said = slider(page).bounding_box(), []
    y = box["y"] + box["height"] / 2
    for step in range(41):
        x = box["x"] + 8 + (box["width"] - 16) * (0.70 + 0.003 * step)
        page.mouse.move(x, y)
        if step == 0:
            page.mouse.down()
        said.append(re.search(r"It (\w+)", reading(page))[1])
    page.mouse.up()
    assert list(dict.fromkeys(said)) == ["vanishes", "holds", "explodes"]


def test_the_tipping_curve_is_dragged_to_the_same_end(page):
    handle = page.locator(".lab-handles div")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * (0.9 + 2) / 4, y)
    page.mouse.down()
    for w in (1.3, -1.0, 1.0):
        page.mouse.move(box["x"] + box["width"] * (w + 2) / 4, y, steps=4)
        assert abs(float(re.match(r"w_hh = (-?[\d.]+)", reading(page))[1]) - w) < 0.03
    page.mouse.up()


def test_without_a_kernel_it_tips_plays_and_travels(page, lab):
    lab.end_kernel()
    whole = page.evaluate(PIXELS)
    play(page, "send the gradient back").click()
    page.wait_for_function(f"whole => {CANVAS} !== whole", arg=whole)
    play(page, "send the gradient back").click()
    assert page.evaluate(PIXELS) != whole
    for _ in range(60):
        play(page, "one step").click()
        if page.evaluate(PIXELS) == whole:
            break
    assert page.evaluate(PIXELS) == whole
    page.locator(".lab-play select").select_option("4")
    play(page, "let w_hh travel").click()
    page.wait_for_function("() => document.querySelector('.lab-reading').textContent.includes('explodes')")
    play(page, "let w_hh travel").click()
    slider(page).focus()
    page.keyboard.press("Home")
    assert reading(page) == at(-2.0)
    lab.complaints[:] = [text for text in lab.complaints if "Could not send widget sync message" not in text]


@pytest.mark.parametrize("size", [(900, 700), (1366, 768), (1920, 1080)])
def test_picture_and_slider_are_in_sight_at_every_size_and_in_both_themes(page, lab, size):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    page.locator(".lab").evaluate("one => one.scrollIntoView()")
    boxes = [page.locator(one).bounding_box() for one in (".lab-stage", ".lab-sliders", ".lab-play")]
    assert all(0 <= box["y"] and box["y"] + box["height"] <= size[1] for box in boxes)
    light = photograph(page)
    with lab.dark():
        assert share_different(photograph(page), light) > 0.5
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    light.save(folder / f"gradient_lab_{size[0]}.png")


@pytest.mark.parametrize("name", list(gradient_lab.PRESETS))
def test_every_preset_shows_what_it_says(page, name):
    page.locator(".lab-buttons").get_by_role("button", name=name, exact=True).click()
    wanted = gradient_lab.one(**gradient_lab.PRESETS[name]).readings[0]
    page.wait_for_function("said => document.querySelector('.lab-reading').textContent === said", arg=wanted)
    for key in ("Home", "End"):
        slider(page).focus()
        page.keyboard.press(key)
        assert reading(page) != wanted
