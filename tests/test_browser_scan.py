"""The scan lab in a real browser: every slider to both ends, by mouse and by keyboard."""

import matplotlib.pyplot as plt
import nbformat
import pytest
from lab_pages import drawn, photograph, share_different

from course_utils import figures
from course_utils.labs import scan_lab

pytestmark = pytest.mark.browser
SOURCE = """from course_utils import figures
from course_utils.labs import scan_lab
figures.use_style()
scan_lab.show()"""
SLIDERS = list(scan_lab.SLIDERS)


@pytest.fixture
def page(lab):
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    cells = [nbformat.v4.new_code_cell(SOURCE)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "scan_lab.ipynb")
    lab.open("scan_lab.ipynb")
    assert lab.run_all() == []
    lab.page.wait_for_selector(".lab-background svg")
    lab.page.wait_for_timeout(400)
    return lab.page


def values(page):
    return dict(zip(SLIDERS, map(float, page.locator(".lab-sliders output").all_inner_texts()), strict=True))


def reading(page):
    return page.locator(".lab-reading").inner_text()


def at_rest(page):
    """Wait until the reading is the one of what all sliders say; return their values."""
    for _ in range(100):
        now = values(page)
        if reading(page) == scan_lab.one(**now).readings[0]:
            return now
        page.wait_for_timeout(50)
    pytest.fail(f"the sliders say {values(page)}, the reading {reading(page)}")


def difference(page, **other):
    shown = photograph(page)
    with plt.rc_context():
        figures.use_style()
        fig, artists = scan_lab.figure()
        fig.draw_without_rendering()
        wanted = drawn(fig, artists, scan_lab.one(**values(page) | other), 0, shown.width)
        plt.close(fig)
    return share_different(shown, wanted)


def drag(page, name, end):
    one = page.locator(".lab input[type=range]").nth(SLIDERS.index(name))
    box, grid = one.bounding_box(), scan_lab.SLIDERS[name][2]
    start = int(one.input_value()) / (len(grid) - 1)
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8 + start * (box["width"] - 16), y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], y, steps=15)
    page.mouse.up()


def test_it_begins_as_the_still_picture_does(page):
    assert at_rest(page) == scan_lab.START
    assert difference(page) < 0.004
    assert difference(page, round=4) > 0.008, "the comparison sees nothing"


@pytest.mark.parametrize("name", SLIDERS)
def test_every_slider_can_be_dragged_to_both_ends(page, name):
    grid = scan_lab.SLIDERS[name][2]
    for end, value in ((1.02, grid[-1]), (-0.02, grid[0])):
        drag(page, name, end)
        assert at_rest(page) == {**scan_lab.START, name: pytest.approx(value)}
        assert difference(page) < 0.004


def test_every_slider_has_its_keys(page):
    for name, (label, _, grid) in scan_lab.SLIDERS.items():
        one = page.get_by_role("slider", name=label, exact=True)
        one.focus()
        for key, value in (("End", grid[-1]), ("ArrowLeft", grid[-2]), ("Home", grid[0])):
            page.keyboard.press(key)
            assert at_rest(page)[name] == pytest.approx(value)


def test_every_preset_is_a_button(page):
    for name, preset in scan_lab.PRESETS.items():
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_timeout(300)
        assert at_rest(page) == {**scan_lab.START, **preset}
        assert difference(page) < 0.004
