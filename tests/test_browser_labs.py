"""Labs in a real browser: they follow mouse, keyboard and touch, and show what matplotlib draws."""

import random
import re

import driven
import every_artist
import matplotlib.pyplot as plt
import numpy as np
import pytest
from lab_pages import drawn, laid_out, photograph, share_different
from playwright.sync_api import expect

from course_utils import figures
from course_utils.labs import first_lab, gradient_lab, window_lab
from course_utils.labs.gradient_runs import DEFAULTS

pytestmark = pytest.mark.browser


def slider(page):
    return page.locator(".lab input[type=range]")


def reading(page):
    return page.locator(".lab-reading").inner_text()


def gradient(**choice):
    """Return figure, artists and table of the gradient lab at some settings."""
    choice = DEFAULTS | choice
    return *gradient_lab.figure(**choice), gradient_lab.sweep(**choice)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("every_artist", lambda: (*every_artist.figure(), every_artist.sweep())),
        ("first_lab", lambda: (*first_lab.figure(), first_lab.sweep(first_lab.KEEP[:, None]))),
        ("window_lab", lambda: (*window_lab.figure(11, 1), window_lab.sweep(11, 1))),
        ("gradient_scalar", lambda: gradient(weights="scalar")),
        ("gradient_matrix", lambda: gradient(weights="orthogonal")),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_the_canvas_shows_what_matplotlib_draws(open_lab, name, make):
    page = open_lab(name)
    if name == "gradient_matrix":  # asked for after the lab was there
        page.wait_for_function("() => document.querySelector('.lab-reading').textContent.startsWith('Gain')")
    with plt.rc_context():
        figures.use_style()
        figure, artists, sweep = make()
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        last = len(sweep.readings) - 1
        for position in np.linspace(0, last, 10).astype(int):
            slider(page).fill(str(position))
            shown = photograph(page)
            assert share_different(shown, drawn(figure, artists, sweep, position, shown.width)) < 0.004
        elsewhere = drawn(figure, artists, sweep, last // 3, shown.width)
        assert share_different(shown, elsewhere) > 0.008, "the comparison sees nothing"
        plt.close(figure)


def test_keys_move_the_slider_and_the_reading_follows(open_lab):
    page = open_lab("every_artist", again=True)
    slider(page).focus()
    at = {}
    for key in ("Home", "ArrowRight", "PageUp", "End", "ArrowLeft", "PageDown"):
        page.keyboard.press(key)
        at[key] = int(slider(page).input_value())
    assert at["Home"] == 0 and at["ArrowRight"] == 1 and at["PageUp"] > 10
    assert at["End"] == 200 and at["ArrowLeft"] == 199 and at["PageDown"] < 190
    page.keyboard.press("End")
    assert reading(page) == "At w = 2.00 the wave turns 2.00 times as fast."
    assert reading(page) in slider(page).get_attribute("aria-valuetext")
    expect(page.locator(".lab-spoken")).to_have_text(reading(page))
    assert reading(page) in page.locator(".lab canvas").get_attribute("aria-label")


def waits(page):
    """Say whether the picture is marked as one of other settings."""
    return page.locator(".lab-stage.lab-waits").count() == 1


def drag(page, start, end):
    slider(page).scroll_into_view_if_needed()
    box = slider(page).bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], y, steps=20)
    page.mouse.up()


@pytest.mark.parametrize(
    ("name", "start", "last", "first"),
    [("every_artist", 0.7, "w = 2.00", "w = -2.00"), ("first_lab", 0.5, "keeps 1.00", "keeps 0.00")],
)
def test_the_mouse_drags_the_slider_to_both_ends(open_lab, name, start, last, first):
    page = open_lab(name, again=True)
    drag(page, start, 1.05)
    assert last in reading(page)
    drag(page, 0.99, -0.05)
    assert first in reading(page)


def test_a_finger_moves_the_slider(open_lab):
    page = open_lab("every_artist", again=True)
    slider(page).scroll_into_view_if_needed()
    box = slider(page).bounding_box()
    driven.finger(page, (box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2))
    page.wait_for_function("() => document.querySelector('.lab-reading').textContent.includes('w = -1.0')")


def test_it_goes_on_when_the_kernel_is_gone(open_lab, lab):
    page = open_lab("every_artist")
    lab.end_kernel()
    slider(page).focus()
    before = photograph(page)
    page.keyboard.press("Home")
    assert "w = -2.00" in reading(page)
    assert share_different(photograph(page), before) > 0.008
    page.locator(".jupyter-widgets [role=slider]").first.focus()
    page.keyboard.press("ArrowRight")
    gone = "No answer from the kernel: it is busy or has stopped. "
    gone += "The slider still moves; the other settings are as they were."
    assert page.locator(".lab-status").inner_text() == gone
    page.get_by_role("button", name="fast").click()
    page.wait_for_timeout(400)
    assert page.locator(".lab-status").inner_text() == gone
    slider(page).focus()
    page.keyboard.press("End")
    assert "w = 2.00" in reading(page)
    # JupyterLab itself remarks that nobody listens; nothing else may be wrong.
    lab.complaints[:] = [text for text in lab.complaints if "Could not send widget sync message" not in text]


def test_a_busy_kernel_is_named_after_some_seconds_and_answers_in_the_end(open_lab, lab):
    page = open_lab("every_artist")
    says = "words => document.querySelector('.lab-status').textContent.startsWith(words)"
    with lab.busy():
        page.locator(".jupyter-widgets [role=slider]").first.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function(says, arg="computing …")
        assert waits(page), "the picture is of other settings than the control shows"
        page.wait_for_function(says, arg="No answer from the kernel")
        assert waits(page)
        slider(page).focus()
        page.keyboard.press("End")
        assert reading(page) == "At w = 2.00 the wave turns 2.00 times as fast."
    page.wait_for_function("() => document.querySelector('.lab-reading').textContent.includes('4.00 times')")
    assert page.locator(".lab-status").inner_text() == "" and not waits(page)


def test_a_setting_that_fails_leaves_the_old_picture_and_marks_it_as_such(open_lab):
    page = open_lab("every_artist", again=True)
    page.locator(".jupyter-widgets [role=slider]").first.focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "() => document.querySelector('.lab-status').textContent.includes('thirteen waves')"
    )
    assert waits(page)
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('.lab-reading').textContent.includes('10.80 times')")
    assert not waits(page)


def test_presets_controls_code_and_reset(open_lab):
    page = open_lab("every_artist", again=True)
    page.get_by_role("button", name="fast").click()
    page.wait_for_function("() => document.querySelector('.lab-reading').textContent.includes('4.50 times')")
    page.get_by_role("button", name="as code").click()
    assert (
        page.locator(".lab pre").inner_text() == "import every_artist\n\nevery_artist.still(w=1.5, waves=3)"
    )
    page.get_by_role("button", name="reset").click()
    page.wait_for_function("() => document.querySelector('.lab-reading').textContent.includes('0.90 times')")


def test_a_new_table_leaves_the_slider_under_the_learners_hand(open_lab):
    page = open_lab("window_lab")
    slider(page).fill("20")
    page.locator(".jupyter-widgets [role=slider]").first.focus()
    page.keyboard.press("ArrowRight")  # length 12
    slider(page).fill("33")
    page.wait_for_function("() => document.querySelector('.lab-reading').textContent.includes('12 values')")
    assert reading(page).startswith("Row 33:") and slider(page).input_value() == "33"


def test_pointing_reads_values_with_mouse_and_keys(open_lab):
    page = open_lab("every_artist", again=True)
    page.locator(".lab canvas").scroll_into_view_if_needed()
    box = page.locator(".lab canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.25)
    said = page.locator(".lab-tip").inner_text()
    assert said.startswith("time ") and "wave" in said and "dashed" in said
    page.locator(".lab canvas").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert page.locator(".lab-tip").inner_text() != said


def test_a_tip_follows_the_picture_and_counts_whole_steps(open_lab):
    page = open_lab("gradient_scalar")
    canvas = page.locator(".lab canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.317, box["y"] + box["height"] * 0.45)
    tip = page.locator(".lab-tip")
    first, step = tip.inner_text(), re.compile(r"time step t \d+\s")
    assert step.match(first) and "vanishing" in first
    page.locator(".lab-buttons").get_by_role("button", name="a loss at every step").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("said => document.querySelector('.lab-tip').textContent !== said", arg=first)
    assert step.match(tip.inner_text()) and "all losses" in tip.inner_text()


def test_the_picture_saves_as_svg(open_lab, tmp_path):
    page = open_lab("every_artist", again=True)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="save as SVG").click()
    text = waiting.value.path().read_text(encoding="utf-8")
    assert text.startswith("<svg") and text.rstrip().endswith("</svg>") and "var(" not in text
    viewer = page.context.new_page()
    viewer.set_content(text)
    assert viewer.locator("svg path[stroke='#D55E00' i]").count() >= 1
    viewer.close()


def test_the_large_size_fills_the_window_and_goes_back(open_lab):
    page = open_lab("every_artist", again=True)
    small = page.locator(".lab-stage").bounding_box()["width"]
    control, height = page.locator(".jupyter-widgets [role=slider]").first, page.viewport_size["height"]
    for change in ("width > 1.3 * small", "Math.abs(width - small) < 2"):
        page.get_by_role("button", name="larger").click()
        page.wait_for_function(
            f"small => {{ const {{ width }} = document.querySelector('.lab-stage').getBoundingClientRect();"
            f" return {change}; }}",
            arg=small,
        )
        box = control.bounding_box()
        assert change.endswith("< 2") or 0 < box["y"] < height - box["height"], "a setting is out of sight"


def test_the_background_is_painted_with_the_marks_in_every_size(open_lab):
    page = open_lab("every_artist", again=True)
    figure, artists = laid_out(every_artist.figure)
    sweep, widths = every_artist.sweep(), []
    fits = """() => {
        const canvas = document.querySelector('.lab canvas'), { width } = canvas.getBoundingClientRect();
        return document.querySelector('.lab-covered') && Math.abs(canvas.width - width) < 1; }"""
    for name in ("reset", "larger", "larger"):
        page.get_by_role("button", name=name).click()
        page.wait_for_timeout(300)  # a window changes its size in steps
        page.wait_for_function(fits)
        shown = photograph(page)
        widths.append(shown.width)
        wanted = drawn(figure, artists, sweep, sweep.nearest(0.9), shown.width)
        assert share_different(shown, wanted) < 0.004
    assert widths[0] == widths[2] < widths[1]


def test_the_dark_theme_recolours_background_and_canvas(open_lab, lab):
    page = open_lab("every_artist", again=True)
    light = np.asarray(photograph(page)).mean()
    with lab.dark():
        assert np.asarray(photograph(page)).mean() < light / 2


def test_two_hundred_changes_leave_one_lab_and_no_complaint(open_lab, lab):
    page = open_lab("window_lab")
    count = "() => window.jupyterapp.shell.currentWidget.content.node.querySelectorAll('.lab').length"
    keys = random.Random(1)
    handles = page.locator(".jupyter-widgets [role=slider]")
    for _ in range(200):
        spot = keys.choice([slider(page), handles.nth(0), handles.nth(1)])
        spot.focus()
        page.keyboard.press(keys.choice(["ArrowRight", "ArrowLeft", "Home", "End", "PageUp", "PageDown"]))
    page.wait_for_timeout(1500)
    page.wait_for_function("() => document.querySelector('.lab-status').textContent === ''", timeout=20_000)
    assert reading(page).startswith("Row ") and page.evaluate(count) == 1
    assert lab.run_all() == [] and page.evaluate(count) == 1
