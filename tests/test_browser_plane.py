"""Two sliders that share a table, places that can be dragged, play heads, and the still that folds away."""

import driven
import numpy as np
import plane_lab
import pytest

pytestmark = pytest.mark.browser
PLACES = "() => [...document.querySelectorAll('.lab-sliders output')].map((one) => parseFloat(one.innerText))"


@pytest.fixture
def on(open_lab):
    return driven.Driven(open_lab, plane_lab)


def handle(page, nth):
    """Return the box of the nth place that can be dragged."""
    place = page.locator(".lab-handles div").nth(nth)
    place.scroll_into_view_if_needed()
    return place, place.bounding_box()


def play(page, name):
    return page.locator(".lab-play").get_by_role("button", name=name, exact=False)


def inside(box, a, b):
    """Return the place on the page of two frequencies."""
    return box["x"] + box["width"] * (a + 0.1) / 2.2, box["y"] + box["height"] * (1 - (b + 0.1) / 2.2)


def test_every_pair_of_two_sliders_is_in_one_table_and_shown_as_matplotlib_draws_it(on):
    page, rng = on.page, np.random.default_rng(1)
    for _ in range(6):
        for name in ("a", "b"):
            on.slider(name).fill(str(rng.integers(len(plane_lab.SLIDERS[name][2]))))
        assert page.locator(".lab-status").inner_text() == ""  # nobody was asked
        assert on.difference() < 0.004
    assert on.difference(a=0.2, b=0.25) > 0.008, "the comparison sees nothing"
    on.slider("phase").fill("3")
    on.at_rest()
    assert on.difference() < 0.004


def test_a_drag_in_the_plane_moves_both_sliders_to_where_the_hand_is(on):
    page = on.page
    _, box = handle(page, 0)
    page.mouse.move(*inside(box, 1.0, 1.5))
    tip = page.locator(".lab-tip")
    assert tip.is_visible()
    page.mouse.down()
    assert not tip.is_visible()
    for a, b in [(0.3, 0.5), (1.83, 1.13), (2.5, 2.5), (-0.5, -0.5), (0.42, 1.77)]:
        page.mouse.move(*inside(box, a, b), steps=3)
        now = on.at_rest()
        assert abs(now["a"] - np.clip(a, 0, 2)) < 0.06 and abs(now["b"] - np.clip(b, 0, 2)) < 0.13
    page.mouse.up()
    assert on.difference() < 0.004


def test_a_finger_drags_in_the_plane_and_the_page_stays(on):
    page = on.page
    _, box = handle(page, 0)
    driven.finger(page, *(inside(box, *place) for place in [(1.0, 1.5), (0.6, 0.5), (0.2, 1.0)]))
    on.at_rest({"a": 0.2, "b": 1.0, "phase": 0.25})
    assert handle(page, 0)[1] == box


def test_without_a_kernel_a_pair_moves_freely_and_a_third_slider_takes_it_back(on, lab):
    page = on.page
    lab.end_kernel()
    on.slider("a").fill("3")
    on.slider("b").fill("7")
    assert page.evaluate(PLACES) == [0.3, 1.75, 0.25]
    assert page.locator(".lab-reading").inner_text() == "a 0.3, b 1.75, phase 0.25."
    on.slider("phase").fill("4")
    page.wait_for_function(f"() => ({PLACES})().join() === '0.3,1.75,1' || ({PLACES})().join() === '1,1.5,1'")
    lab.complaints[:] = [text for text in lab.complaints if "Could not send widget sync message" not in text]


CANVAS = "document.querySelector('.lab canvas').toDataURL()"


def pixels(page):
    """Return what is painted, once it is."""
    frames = "await new Promise(requestAnimationFrame);" * 3
    return page.evaluate(f"async () => {{ {frames} return {CANVAS}; }}")


def test_a_play_head_reveals_from_its_end_can_pause_and_step_and_ends_whole(on):
    page = on.page
    whole = pixels(page)
    play(page, "draw").first.click()
    page.wait_for_function(f"whole => {CANVAS} !== whole", arg=whole)
    play(page, "draw").first.click()  # pause
    some = pixels(page)
    page.wait_for_timeout(300)
    assert pixels(page) == some != whole
    play(page, "one step").click()
    assert pixels(page) not in (some, whole)
    page.locator(".lab-play select").select_option("4")
    play(page, "draw").first.click()
    page.wait_for_function("() => !document.querySelector('.lab-play [aria-pressed=true]')", timeout=15_000)
    assert pixels(page) == whole


def test_a_hand_on_a_slider_ends_what_plays(on):
    page = on.page
    play(page, "draw from its end").click()
    page.wait_for_timeout(300)
    on.slider("b").fill("2")
    assert page.locator(".lab-play [aria-pressed=true]").count() == 0
    assert on.difference() < 0.004


def test_a_slider_travels_to_its_end_and_back_also_without_a_kernel(on, lab):
    page = on.page
    page.locator(".lab-play select").select_option("4")
    on.slider("a").fill("18")
    lab.end_kernel()
    play(page, "let a go").click()
    for there in ("=== 2", "< 1.5"):
        page.wait_for_function(f"() => ({PLACES})()[0] {there}")
    play(page, "let a go").click()
    there = page.evaluate(PLACES)
    page.wait_for_timeout(300)
    assert page.evaluate(PLACES) == there
    lab.complaints[:] = [text for text in lab.complaints if "Could not send widget sync message" not in text]


def test_a_slider_that_plays_once_stays_at_its_end_and_begins_anew(on):
    page, speed = on.page, on.page.locator(".lab-play select")
    speed.select_option("4")
    play(page, "b once").click()
    page.wait_for_function("() => !document.querySelector('.lab-play [aria-pressed=true]')")
    assert on.at_rest()["b"] == 2.0
    speed.select_option("0.25")  # so slow that it can be seen on its way
    # The press comes late in a frame: its time, in `requestAnimationFrame`, lies before the press.
    page.evaluate("() => { const now = performance.now() + 100; performance.now = () => now; }")
    play(page, "b once").click()
    page.evaluate("() => void delete performance.now")
    page.wait_for_function(f"() => ({PLACES})()[1] < 1.9")
    play(page, "b once").click()


def test_who_asked_for_less_motion_gets_a_step_at_each_press(on):
    page = on.page
    page.emulate_media(reduced_motion="reduce")
    try:
        play(page, "let a go").click()
        first = page.evaluate(PLACES)
        page.wait_for_timeout(300)
        assert page.evaluate(PLACES) == first != [1.0, 1.5, 0.25]
    finally:
        page.emulate_media(reduced_motion="no-preference")


def test_the_still_before_a_lab_that_lives_folds_away_and_comes_back(on):
    page = on.page
    fold = page.locator(".lab-unfold")
    picture = page.locator(".jp-RenderedImage img").first
    assert fold.inner_text() == "show the still picture" and not picture.is_visible()
    fold.click()
    assert fold.inner_text() == "fold the still picture away" and picture.is_visible()
    fold.click()
    assert not picture.is_visible()


def test_slider_and_picture_are_in_sight_together_in_a_small_window(on):
    page = on.page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.locator(".lab").evaluate("one => one.scrollIntoView()")
    stage, rail = (page.locator(one).bounding_box() for one in (".lab-stage", ".lab-sliders"))
    assert rail["y"] + rail["height"] <= 768 - 24 and stage["y"] >= 85


def test_the_large_size_keeps_all_sliders_and_fills_the_screen(on):
    page = on.page
    on.press("larger")
    page.wait_for_function("() => document.fullscreenElement")
    page.wait_for_timeout(200)
    stage, rail = (page.locator(one).bounding_box() for one in (".lab-stage", ".lab-sliders"))
    size = page.viewport_size
    assert rail["y"] + rail["height"] <= size["height"]
    assert stage["width"] > 0.9 * size["width"] or rail["y"] + rail["height"] > 0.7 * size["height"]
    on.press("larger")
    page.wait_for_function("() => !document.fullscreenElement")


def test_a_preset_leaves_page_and_focus_where_they_are(on):
    page = on.page
    button = page.get_by_role("button", name="a circle")
    button.scroll_into_view_if_needed()
    button.focus()
    before = button.bounding_box()
    page.keyboard.press("Enter")
    on.at_rest({"a": 1.0, "b": 1.0, "phase": 0.25})
    assert button.bounding_box() == before
    assert page.evaluate("() => document.activeElement.textContent") == "a circle"
