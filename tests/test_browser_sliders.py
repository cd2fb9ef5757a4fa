"""A lab of several sliders in a real browser: it shows what matplotlib draws of all of them together."""

import random
import re

import driven
import pytest
import sliders_lab

pytestmark = pytest.mark.browser
SLIDERS = list(sliders_lab.SLIDERS)
READING = re.compile(r"([\d.]+) kg, (\d+) N/m, ([\d.]+) kg/s: it .*")
COUNT = "import ipywidgets; print('widgets:', len(ipywidgets.widget._instances))"


def slider(page, name, lab=0):
    return page.locator(".lab").nth(lab).locator("input[type=range]").nth(SLIDERS.index(name))


def reading(page, lab=0):
    return page.locator(".lab-reading").nth(lab).inner_text()


def status(page):
    return page.locator(".lab-status").inner_text()


def places(page, lab=0):
    return {name: int(slider(page, name, lab).input_value()) for name in SLIDERS}


def values(page):
    """Return what the sliders say they stand at."""
    texts = page.locator(".lab-sliders output").all_inner_texts()
    return dict(zip(SLIDERS, map(float, texts), strict=True))


def at_rest(page):
    """Wait until the reading speaks of what all sliders say."""
    for _ in range(200):
        said = READING.fullmatch(reading(page))
        if [float(one) for one in said.groups()] == list(values(page).values()):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"the sliders say {values(page)}, the reading {reading(page)}")


def difference(page, begin="pulled", **other):
    """Return how far the picture is from matplotlib's own of what the sliders say."""
    return driven.difference(
        page, sliders_lab.figure, sliders_lab.one(begin=begin, **values(page) | other), begin=begin
    )


def drag(page, name, start, end, let_go=True):
    slider(page, name).scroll_into_view_if_needed()
    box = slider(page, name).bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], y, steps=20)
    if let_go:
        page.mouse.up()


def test_dragging_one_slider_after_another_shows_both(open_lab):
    page = open_lab("sliders_lab", again=True)
    drag(page, "mass", 0.22, 0.6)
    drag(page, "friction", 0.07, 0.3)
    at_rest(page)
    now = values(page)
    assert 1.1 < now["mass"] < 1.4 and now["spring"] == 20 and 2 < now["friction"] < 3
    assert difference(page) < 0.004
    assert difference(page, mass=0.5) > 0.008, "the comparison sees nothing"
    drag(page, "spring", 0.2, 1.05)
    at_rest(page)
    assert values(page) == now | {"spring": 100}
    assert difference(page) < 0.004


def test_the_picture_follows_the_hand_before_it_lets_go(open_lab):
    page = open_lab("sliders_lab", again=True)
    drag(page, "spring", 0.2, 0.7, let_go=False)
    said = READING.fullmatch(reading(page))
    assert float(said[2]) == values(page)["spring"] > 60
    assert status(page) == ""
    page.mouse.up()


def test_every_slider_has_its_keys_its_label_and_its_words(open_lab):
    page = open_lab("sliders_lab", again=True)
    for name, (label, shape, grid) in sliders_lab.SLIDERS.items():
        one = page.get_by_label(label)
        one.focus()
        for key, place in (("End", len(grid) - 1), ("ArrowLeft", len(grid) - 2), ("Home", 0)):
            page.keyboard.press(key)
            assert int(one.input_value()) == place
            at_rest(page)
        assert one.get_attribute("aria-valuetext") == f"{label} {shape.format(grid[0])}. {reading(page)}"
        assert values(page)[name] == grid[0]


@pytest.mark.parametrize("name", ["sliders_lab", "every_artist"])
def test_rows_keep_their_places_whatever_the_values_are(open_lab, name):
    page = open_lab(name)
    seen = set()
    for key in ("Home", "End"):
        for one in page.locator(".lab input[type=range]").all():
            one.focus()
            page.keyboard.press(key)
        boxes = [one.bounding_box() for one in page.locator(".lab-sliders > *").all()]
        seen.add(str(boxes))
        assert len({box["x"] for box in boxes[1::3]}) == 1, "the sliders do not begin at one line"
        assert len({box["width"] for box in boxes[1::3]}) == 1
    assert len(seen) == 1


def test_presets_move_all_sliders_and_the_code_names_them(open_lab):
    page = open_lab("sliders_lab", again=True)
    slider(page, "spring").fill("90")
    page.get_by_role("button", name="heavy, pushed").click()
    page.wait_for_function(
        "() => document.querySelector('.lab-reading').textContent.startsWith('2.00 kg, 20')"
    )
    assert difference(page, begin="pushed") < 0.004
    page.get_by_role("button", name="as code").click()
    call = "sliders_lab.still(mass=2, spring=20, friction=0.5, begin='pushed')"
    assert page.locator(".lab pre").inner_text().endswith(call)
    slider(page, "mass").fill("0")
    assert "mass=0.1," in page.locator(".lab pre").inner_text()


def says(page, words):
    """Wait until the line under the reading begins with some words, or is empty."""
    begins = "text.startsWith(words)" if words else "text === ''"
    page.wait_for_function(
        f"words => {{ const text = document.querySelector('.lab-status').textContent; return {begins}; }}",
        arg=words,
        timeout=30_000,
    )


def test_while_the_kernel_is_busy_the_picture_waits_and_no_slider_is_moved(open_lab, lab):
    page = open_lab("sliders_lab")
    with lab.busy():
        drag(page, "mass", 0.22, 0.6)
        said = reading(page)
        drag(page, "spring", 0.2, 0.8, let_go=False)
        says(page, "computing …")
        assert reading(page) == said
        held = places(page)
        assert held["mass"] > 100 and held["spring"] > 70
    says(page, "")
    assert places(page) == held
    page.mouse.up()
    at_rest(page)
    assert places(page) == held and difference(page) < 0.004


def test_an_answer_that_comes_late_does_not_pull_at_the_slider_in_the_hand(open_lab, lab):
    page = open_lab("sliders_lab")
    with lab.busy():
        drag(page, "mass", 0.22, 0.6)
        drag(page, "mass", 0.6, 0.9, let_go=False)
        held = places(page)
        assert held["mass"] > 100
        page.evaluate(
            """() => { const one = document.querySelector('.lab input'); window.seen = new Set();
            const look = () => { window.seen.add(one.value); requestAnimationFrame(look); }; look(); }"""
        )
    page.wait_for_timeout(1500)
    assert page.evaluate("() => [...window.seen]") == [str(held["mass"])]
    page.mouse.up()
    at_rest(page)
    assert places(page) == held


def test_a_kernel_that_stays_silent_is_named_and_sliders_move_one_at_a_time(open_lab, lab):
    page = open_lab("sliders_lab")
    with lab.busy():
        drag(page, "mass", 0.22, 0.6)
        drag(page, "spring", 0.2, 0.8)
        says(page, "No answer from the kernel")
        assert "moving it takes the others back" in status(page)
        assert values(page)["mass"] == 0.5, "the spring's table was computed for this mass"
        at_rest(page)
        assert difference(page) < 0.004
    says(page, "")
    drag(page, "mass", 0.22, 0.6)
    at_rest(page)
    assert values(page)["mass"] > 1 and values(page)["spring"] > 70


def test_without_a_kernel_each_slider_moves_and_takes_the_others_back(open_lab, lab):
    page = open_lab("sliders_lab")
    lab.end_kernel()
    slider(page, "mass").focus()
    page.keyboard.press("End")
    assert values(page) == {"mass": 2, "spring": 20, "friction": 0.5}
    slider(page, "friction").focus()
    page.keyboard.press("Home")
    assert values(page) == {"mass": 0.5, "spring": 20, "friction": 0}
    at_rest(page)
    assert difference(page) < 0.004
    assert status(page).startswith("No answer from the kernel") and "takes the others back" in status(page)
    page.get_by_role("button", name="stiff").click()
    page.wait_for_timeout(400)
    assert "computing" not in status(page)
    # JupyterLab itself remarks that nobody listens; nothing else may be wrong.
    lab.complaints[:] = [text for text in lab.complaints if "Could not send widget sync message" not in text]


def test_two_hundred_changes_of_all_sliders_leave_one_lab_and_no_complaint(open_lab, lab):
    page = open_lab("sliders_lab", again=True)
    before = lab.answer(COUNT)
    chance = random.Random(1)
    keys = ["ArrowRight", "ArrowLeft", "Home", "End", "PageUp", "PageDown"]
    presets = ["reset", "no friction", "creeps", "heavy, pushed", "stiff"]
    for _ in range(200):
        what = chance.choice([*SLIDERS, *SLIDERS, "preset", "begin"])
        if what == "preset":
            page.get_by_role("button", name=chance.choice(presets)).click()
        elif what == "begin":
            page.locator(".widget-dropdown select").select_option(chance.choice(["pulled", "pushed"]))
        else:
            slider(page, what).focus()
            page.keyboard.press(chance.choice(keys))
    page.wait_for_timeout(1500)
    says(page, "")
    at_rest(page)
    begin = page.locator(".widget-dropdown select").evaluate("one => one.selectedOptions[0].text")
    assert status(page) == "" and difference(page, begin) < 0.004
    assert lab.answer(COUNT) == before
    assert page.locator(".lab").count() == 1


def alive(page):
    """Return how many canvases of labs the browser holds in its memory, on the page or not."""
    devtools = page.context.new_cdp_session(page)
    canvas = devtools.send("Runtime.evaluate", {"expression": "HTMLCanvasElement.prototype"})["result"]
    found = devtools.send("Runtime.queryObjects", {"prototypeObjectId": canvas["objectId"]})["objects"]
    count = "function () { return [...this].filter((one) => one.matches('[role=img]')).length; }"
    ask = {"objectId": found["objectId"], "functionDeclaration": count, "returnByValue": True}
    count = devtools.send("Runtime.callFunctionOn", ask)["result"]["value"]
    devtools.detach()
    return count


def test_running_the_cell_again_leaves_nothing_behind(open_lab, lab):
    page = open_lab("sliders_lab", fresh=True)  # JupyterLab keeps notebooks that were closed in memory
    before = lab.answer(COUNT)
    for _ in range(6):
        assert lab.run_all() == []
        slider(page, "mass").fill("120")
        page.get_by_role("button", name="stiff").click()
    page.wait_for_timeout(3000)  # then anywidget lets go of a model, a busy browser later
    for _ in range(60):
        page.wait_for_timeout(500)
        if alive(page) <= 2:
            break
    assert page.locator(".lab").count() == 1 and lab.answer(COUNT) == before
    assert alive(page) <= 2, "the lab on the page, and perhaps the last one before"


LATE = """late => { AbortSignal.kept ??= AbortSignal.timeout;
    const over = () => {
        const end = new AbortController();
        queueMicrotask(() => end.abort());
        return end.signal; };
    AbortSignal.timeout = late ? over : AbortSignal.kept; }"""


def test_what_loads_late_on_a_busy_page_hears_the_kernel_all_the_same(open_lab, lab):
    page = open_lab("sliders_lab", again=True)
    page.evaluate(LATE, True)  # as if anywidget's two seconds were over at once
    assert lab.run_all() == []
    page.evaluate(LATE, False)
    drag(page, "mass", 0.22, 0.6)
    drag(page, "friction", 0.07, 0.3)
    at_rest(page)
    assert 1.1 < values(page)["mass"] < 1.4 and values(page)["friction"] > 2
    assert status(page) == "" and difference(page) < 0.004


def test_linked_widgets_and_labs_follow_each_other_in_the_page(open_lab, lab):
    page = open_lab("linked")
    one, left, right = 0, 1, 2
    handle = page.locator(".jupyter-widgets [role=slider]").first
    handle.focus()
    page.keyboard.press("ArrowRight")
    assert reading(page, one).startswith("At w = 0.82 ")
    page.locator(".lab").nth(one).locator("input[type=range]").fill("0")
    page.wait_for_function(
        "() => document.querySelector('[role=slider]').getAttribute('aria-valuenow') === '0.0'"
    )
    slider(page, "mass", left).fill("190")
    page.wait_for_function(
        "() => document.querySelectorAll('.lab-reading')[2].textContent.startsWith('2.00 kg')"
    )
    slider(page, "spring", right).fill("4")
    page.wait_for_function(
        "() => document.querySelectorAll('.lab-reading')[1].textContent.includes(' 5 N/m')"
    )
    said = "2.00 kg, 5 N/m, 0.50 kg/s: it swings."
    page.wait_for_function(
        "said => document.querySelectorAll('.lab-reading')[2].textContent === said", arg=said
    )
    assert reading(page, left) == said
    slider(page, "friction", left).fill("0")
    page.wait_for_function(
        "() => document.querySelectorAll('.lab-reading')[1].textContent.includes('0.00 kg/s')"
    )
    assert "0.50 kg/s" in reading(page, right), "friction is not linked"
    lab.end_kernel()
    handle.focus()
    page.keyboard.press("End")
    assert reading(page, one).startswith("At w = 2.00 ")
    lab.complaints[:] = [text for text in lab.complaints if "Could not send widget sync message" not in text]
