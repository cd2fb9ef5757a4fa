"""A lab of several sliders in a browser, driven by hand and compared with the lab's own functions."""

import matplotlib.pyplot as plt
import pytest
from lab_pages import drawn, photograph, share_different

from course_utils import figures


def drag(page, slider, positions, end):
    """Take a slider's handle, wherever it stands among so many positions, to a share of its way."""
    slider.scroll_into_view_if_needed()
    box, start = slider.bounding_box(), int(slider.input_value()) / (positions - 1)
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8 + start * (box["width"] - 16), y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], y, steps=15)
    page.mouse.up()


def difference(page, figure, table, position=0):
    """Return the share of pixels in which the page differs from matplotlib's drawing of a position."""
    shown = photograph(page)
    with plt.rc_context():
        figures.use_style()
        fig, artists = figure()
        fig.draw_without_rendering()
        wanted = drawn(fig, artists, table, position, shown.width)
        plt.close(fig)
    return share_different(shown, wanted)


class Driven:
    """A page with one lab, and the module of that lab: `SLIDERS`, `one`, `figure`."""

    def __init__(self, page, module):
        self.page, self.module, self.names = page, module, list(module.SLIDERS)

    def values(self):
        """Return what the sliders say, by name."""
        said = self.page.locator(".lab-sliders output").all_inner_texts()
        return dict(zip(self.names, (float(one.split()[0]) for one in said), strict=True))

    def at_rest(self, **settings):
        """Wait until the reading is the one of what all sliders say; return their values."""
        for _ in range(100):
            now, said = self.values(), self.page.locator(".lab-reading").inner_text()
            if said == self.module.one(**settings, **now).readings[0]:
                return now
            self.page.wait_for_timeout(50)
        pytest.fail(f"the sliders say {now}, the reading {said}")

    def difference(self, **other):
        """Return how far the picture is from matplotlib's, with some of the values changed."""
        return difference(self.page, self.module.figure, self.module.one(**self.values() | other))

    def slider(self, name):
        """Return a slider."""
        return self.page.locator(".lab input[type=range]").nth(self.names.index(name))

    def drag(self, name, end):
        """Take a slider's handle to a share of its way."""
        drag(self.page, self.slider(name), len(self.module.SLIDERS[name][2]), end)

    def press(self, name):
        """Click a button."""
        self.page.get_by_role("button", name=name, exact=True).click()
