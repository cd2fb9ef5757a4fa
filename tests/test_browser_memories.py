"""The two labs of lesson 6 in a real browser: every slider to both ends, every preset, names typed in."""

import matplotlib.pyplot as plt
import nbformat
import pytest
from lab_pages import drawn, photograph, share_different

from course_utils import figures
from course_utils.labs import look_back_lab, three_memories

pytestmark = pytest.mark.browser
SOURCE = """from course_utils import figures
from course_utils.labs import {lab}
figures.use_style()
{lab}.show()"""
MEMORIES = list(three_memories.SLIDERS)


def opened(lab, name):
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    cells = [nbformat.v4.new_code_cell(SOURCE.format(lab=name))]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / f"{name}.ipynb")
    lab.open(f"{name}.ipynb")
    assert lab.run_all() == []
    lab.page.wait_for_selector(".lab-background svg")
    lab.page.wait_for_timeout(400)
    return lab.page


@pytest.fixture
def memories(lab):
    return opened(lab, "three_memories")


@pytest.fixture
def look_back(lab):
    return opened(lab, "look_back_lab")


def says(page, wanted):
    """Wait until the lab says a sentence."""
    for _ in range(100):
        found = page.locator(".lab-reading").inner_text()
        if found == wanted:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"the lab says {found!r}, not {wanted!r}")


def difference(page, figure, settings, table, position):
    shown = photograph(page)
    with plt.rc_context():
        figures.use_style()
        fig, artists = figure(**settings)
        fig.draw_without_rendering()
        wanted = drawn(fig, artists, table, position, shown.width)
        plt.close(fig)
    return share_different(shown, wanted)


def drag(page, slider, share, end):
    """Take a slider's handle, which stands at a share of its way, to another."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8 + share * (box["width"] - 16), y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], y, steps=15)
    page.mouse.up()


def remembers(page, **settings):
    """Wait until the memories lab stands at some settings and shows what matplotlib draws there."""
    table = three_memories.one(**settings)
    says(page, table.readings[0])
    figure = three_memories.DEFAULTS | {k: v for k, v in settings.items() if k in three_memories.DEFAULTS}
    assert difference(page, three_memories.figure, figure, table, 0) < 0.006


def test_the_memories_begin_as_their_still_picture(memories):
    remembers(memories)


@pytest.mark.parametrize("name", MEMORIES)
def test_every_slider_of_the_memories_goes_to_both_ends(memories, name):
    grid = three_memories.SLIDERS[name][2]
    slider = memories.locator(".lab input[type=range]").nth(MEMORIES.index(name))
    for end, value in ((1.02, grid[-1]), (-0.02, grid[0])):
        drag(memories, slider, int(slider.input_value()) / (len(grid) - 1), end)
        remembers(memories, **{name: value})


def test_every_preset_of_the_memories_is_a_button(memories):
    for name, preset in three_memories.PRESETS.items():
        memories.get_by_role("button", name=name, exact=True).click()
        remembers(memories, **preset)


def looks(page, position, **settings):
    settings = look_back_lab.DEFAULTS | settings
    table = look_back_lab.sweep(**settings)
    says(page, table.readings[position])
    assert difference(page, look_back_lab.figure, settings, table, position) < 0.006


def test_the_text_is_read_letter_by_letter(look_back):
    looks(look_back, 5)
    slider = look_back.get_by_role("slider", name="letters read", exact=True)
    for end, position in ((1.02, 8), (-0.02, 0)):
        drag(look_back, slider, int(slider.input_value()) / 8, end)
        looks(look_back, position)
    slider.focus()
    for position in (1, 2):
        look_back.keyboard.press("ArrowRight")
        looks(look_back, position)


def test_every_preset_of_the_texts_is_a_button(look_back):
    for name, preset in look_back_lab.PRESETS.items():
        look_back.get_by_role("button", name=name, exact=True).click()
        looks(look_back, preset["value"], country=preset["country"], name=preset["name"])


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
    looks(look_back, 5, name="gdansk")
