"""The gate inspector in a real browser: every slider to both ends, every preset, pixel for pixel."""

import matplotlib.pyplot as plt
import nbformat
import pytest
from conftest import ROOT
from lab_pages import drawn, photograph, share_different

from course_utils import figures
from course_utils.labs import gate_inspector

pytestmark = pytest.mark.browser
SOURCE = """from course_utils import figures
from course_utils.labs import gate_inspector
figures.use_style()
gate_inspector.show()"""
SLIDERS = list(gate_inspector.SLIDERS)


@pytest.fixture
def page(lab):
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    cells = [nbformat.v4.new_code_cell(SOURCE)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "gate_inspector.ipynb")
    lab.open("gate_inspector.ipynb")
    assert lab.run_all() == []
    lab.page.wait_for_selector(".lab-background svg")
    lab.page.wait_for_timeout(400)
    return lab.page


def values(page):
    return dict(zip(SLIDERS, map(float, page.locator(".lab-sliders output").all_inner_texts()), strict=True))


def at_rest(page):
    """Wait until the reading is the one of what all sliders say; return their values."""
    for _ in range(100):
        now, said = values(page), page.locator(".lab-reading").inner_text()
        if said == gate_inspector.one(**now).readings[0]:
            return now
        page.wait_for_timeout(50)
    pytest.fail(f"the sliders say {values(page)}, the reading {said}")


def difference(page, **other):
    shown = photograph(page)
    with plt.rc_context():
        figures.use_style()
        fig, artists = gate_inspector.figure()
        fig.draw_without_rendering()
        wanted = drawn(fig, artists, gate_inspector.one(**values(page) | other), 0, shown.width)
        plt.close(fig)
    return share_different(shown, wanted)


def test_it_begins_as_the_still_picture_does(page):
    assert at_rest(page) == gate_inspector.START
    assert difference(page) < 0.004
    assert difference(page, f=8.0) > 0.004, "the comparison sees nothing"


@pytest.mark.parametrize("name", SLIDERS)
def test_both_ends_of_every_slider_are_drawn_as_matplotlib_draws_them(page, name):
    one = page.locator(".lab input[type=range]").nth(SLIDERS.index(name))
    grid = gate_inspector.SLIDERS[name][2]
    for key, end in (("End", grid[-1]), ("Home", grid[0])):
        one.focus()
        page.keyboard.press(key)
        assert at_rest(page)[name] == pytest.approx(end)
        page.wait_for_timeout(200)
        assert difference(page) < 0.004


@pytest.mark.parametrize("name", gate_inspector.PRESETS)
def test_every_preset_shows_what_it_names(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_timeout(300)
    assert at_rest(page) == gate_inspector.START | gate_inspector.PRESETS[name]
    assert difference(page) < 0.004
    picture = ROOT / "build" / "screenshots" / f"gate_inspector_{name.replace(' ', '_')}.png"
    page.locator(".lab").screenshot(path=picture)
