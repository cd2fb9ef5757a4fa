"""A lab of several sliders in a browser, driven by hand and compared with the lab's own functions."""

import functools

import pytest
from lab_pages import drawn, laid_out, photograph, share_different

STANDS = """() => [
    [...document.querySelectorAll('.lab-sliders output')].map(one => one.innerText),
    ...['.lab-reading', '.lab-status'].map(one => document.querySelector(one).innerText)]"""


def drag(page, slider, positions, end):
    """Take a slider's handle, wherever it stands among so many positions, to a share of its way."""
    slider.scroll_into_view_if_needed()
    box, start = slider.bounding_box(), int(slider.input_value()) / (positions - 1)
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8 + start * (box["width"] - 16), y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], y, steps=6)
    page.mouse.up()


def finger(page, *places):
    """Put a finger down on the first place of the page, move it over the others, and lift it."""
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for kind, (x, y) in zip(["touchStart", *["touchMove"] * (len(places) - 1)], places, strict=True):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    touch.detach()


once_laid_out = functools.cache(laid_out)


def difference(page, figure, table, position=0, **settings):
    """Return the share of pixels in which the page differs from matplotlib's drawing of a position."""
    shown = photograph(page)
    wanted = drawn(*once_laid_out(figure, **settings), table, position, shown.width)
    return share_different(shown, wanted)


class Driven:
    """A page with one lab, and the module of that lab: `SLIDERS`, `START`, `one`, `figure`."""

    def __init__(self, open_lab, module):
        self.module, self.names = module, list(module.SLIDERS)
        self._open, self._name = open_lab, module.__name__.rpartition(".")[2]
        self.reset()

    def reset(self):
        """Open the lab, or bring it back to its start if it is there."""
        self.page = self._open(self._name, again=True)

    def at_rest(self, wanted=None, **settings):
        """Wait until the reading is the one of what all sliders say, and this is what is wanted.

        Returns what they say, by name.
        """
        for _ in range(200):
            texts, said, status = self.page.evaluate(STANDS)
            now = dict(zip(self.names, (float(one.split()[0]) for one in texts), strict=True))
            right = status == "" and said == self.module.one(**settings, **now).readings[0]
            if right and wanted in (None, now):
                return now
            self.page.wait_for_timeout(25)
        pytest.fail(f"the sliders say {now}, wanted are {wanted}; the reading is {said!r}, {status!r}")

    def difference(self, **other):
        """Return how far the picture is from matplotlib's, with some of the values changed."""
        return difference(self.page, self.module.figure, self.module.one(**self.at_rest() | other))

    def slider(self, name):
        """Return a slider."""
        return self.page.locator(".lab input[type=range]").nth(self.names.index(name))

    def drag(self, name, end):
        """Take a slider's handle to a share of its way."""
        drag(self.page, self.slider(name), len(self.module.SLIDERS[name][2]), end)

    def press(self, name):
        """Click a button."""
        self.page.get_by_role("button", name=name, exact=True).click()
