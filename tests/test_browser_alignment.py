"""The alignment lab in a real browser: every slider to both ends, every preset, the order of the words."""

import nbformat
import pytest

from course_utils.labs import alignment_lab as lab_module

pytestmark = pytest.mark.browser
SOURCE = """from course_utils import figures
from course_utils.labs import alignment_lab
figures.use_style()
alignment_lab.show()"""
SLIDERS = lab_module.SLIDERS


@pytest.fixture
def page(lab):
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    cells = [nbformat.v4.new_code_cell(SOURCE)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "alignment_lab.ipynb")
    lab.open("alignment_lab.ipynb")
    assert lab.run_all() == []
    lab.page.wait_for_selector(".lab-background svg")
    lab.page.wait_for_timeout(400)
    return lab.page


def values(page):
    shown = map(float, page.locator(".lab-sliders output").all_inner_texts())
    return dict(zip(SLIDERS, shown, strict=True))


def at_rest(page, form=lab_module.FORMS[0]):
    """Wait until the reading is the one of what all sliders say; return their values."""
    for _ in range(100):
        now = values(page)
        if page.locator(".lab-reading").inner_text() == lab_module.one(form, **now).readings[0]:
            return now
        page.wait_for_timeout(50)
    pytest.fail(f"{now}: {page.locator('.lab-reading').inner_text()}")


def test_every_slider_can_be_dragged_to_both_ends(page):
    assert at_rest(page) == lab_module.START
    for i, (name, (_, _, grid)) in enumerate(SLIDERS.items()):
        one = page.locator(".lab input[type=range]").nth(i)
        for end, value in ((1.02, grid[-1]), (-0.02, grid[0])):
            box, start = one.bounding_box(), int(one.input_value()) / (len(grid) - 1)
            y = box["y"] + box["height"] / 2
            page.mouse.move(box["x"] + 8 + start * (box["width"] - 16), y)
            page.mouse.down()
            page.mouse.move(box["x"] + end * box["width"], y, steps=15)
            page.mouse.up()
            assert at_rest(page)[name] == pytest.approx(value)


def test_every_slider_has_its_keys(page):
    for name, (label, _, grid) in SLIDERS.items():
        page.get_by_role("slider", name=label, exact=True).focus()
        for key, value in (("End", grid[-1]), ("ArrowLeft", grid[-2]), ("Home", grid[0])):
            page.keyboard.press(key)
            assert at_rest(page)[name] == pytest.approx(value)


def test_every_preset_is_a_button_and_sets_the_order_of_the_words_too(page):
    form = lab_module.FORMS[0]
    for name, preset in lab_module.PRESETS.items():
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_timeout(500)
        form = preset.get("form", form)
        now = at_rest(page, form)
        assert {key: now[key] for key in preset if key != "form"} == {
            key: pytest.approx(value) for key, value in preset.items() if key != "form"
        }
