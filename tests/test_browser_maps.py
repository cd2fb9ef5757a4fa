"""Map, atlas and recall lab in a real browser: dragged on the picture, played, at every preset."""

import driven
import pytest
from conftest import ROOT

from course_utils.labs import atlas_lab, map_lab, recall_lab

pytestmark = pytest.mark.browser


class Shown(driven.Driven):
    """A lab with controls in a page."""

    def check(self, **values):
        """See that sliders, reading and picture are those of some settings."""
        values = self.module.START | values
        settings = {name: values[name] for name in self.module.CONTROLS}
        now = self.at_rest(pytest.approx({name: values[name] for name in self.names}), **settings)
        table = self.module.one(**settings, **now)
        assert driven.difference(self.page, self.module.figure, table, **settings) < 0.004

    def inside(self, nth, x, y):
        """Return the place on the page of a point of the nth axes that can be dragged, in their own units."""
        place = self.page.locator(".lab-handles div").nth(nth)
        place.scroll_into_view_if_needed()
        box = place.bounding_box()
        return box["x"] + box["width"] * x, box["y"] + box["height"] * (1 - y)

    def take(self, nth, *places):
        """Drag in the nth axes, from and to shares of their width and height."""
        self.page.mouse.move(*self.inside(nth, *places[0]))
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*self.inside(nth, *place), steps=4)
        self.page.mouse.up()


@pytest.fixture
def the_map(open_lab):
    return Shown(open_lab, map_lab)


@pytest.fixture
def the_atlas(open_lab):
    return Shown(open_lab, atlas_lab)


def share(value, low, high):
    return (value - low) / (high - low)


def test_the_start_is_dragged_on_the_cobweb_and_the_weight_on_both_other_panels(the_map):
    points, slopes, cobweb = range(3)
    the_map.take(cobweb, (0.6, 0.6), (share(-0.55, -1.15, 1.15), 0.1))
    the_map.check(start=-0.55)
    for nth, w in ((points, -1.3), (slopes, 0.75)):
        the_map.take(nth, (0.5, 0.5), (share(w, -2.05, 2.05), 0.9))
        the_map.check(start=-0.55, w_hh=w)


def test_the_mark_is_dragged_over_the_atlas_and_the_other_panels_follow(the_atlas):
    for w, up in [(2.5, 0.3), (0.0, 0.0), (3.0, 2.0)]:
        place = share(w, -0.025, 3.025), share(up, -0.025, 2.025)
        the_atlas.take(0, (0.5, 0.5), (0.3, 0.8), place)
        the_atlas.check(w_hh=w, up=up)


def test_a_finger_drags_start_weight_and_mark(open_lab):
    shown = Shown(open_lab, map_lab)
    points, cobweb = 0, 2
    for nth, place in [(cobweb, (share(0.8, -1.15, 1.15), 0.3)), (points, (share(-1.5, -2.05, 2.05), 0.6))]:
        driven.finger(shown.page, shown.inside(nth, 0.5, 0.5), shown.inside(nth, *place))
    shown.check(start=0.8, w_hh=-1.5)
    shown = Shown(open_lab, atlas_lab)
    place = share(2.5, -0.025, 3.025), share(0.3, -0.025, 2.025)
    driven.finger(shown.page, shown.inside(0, 0.5, 0.5), shown.inside(0, *place))
    shown.check(w_hh=2.5, up=0.3)


def test_pairs_are_stored_by_the_hand_and_by_the_button(open_lab):
    shown = Shown(open_lab, recall_lab)
    for stored in (20, 0, 24):
        shown.take(0, (0.5, 0.5), (share(stored, 0, recall_lab.PAIRS + 0.5), 0.3))
        shown.check(stored=stored)
    shown.press("the same key again")
    shown.page.locator(".lab-play button").first.click()
    shown.at_rest({"stored": 24, "asked": 1, "alike": 0, "again": 5})


@pytest.mark.parametrize(
    ("module", "preset"),
    [(module, name) for module in (map_lab, atlas_lab, recall_lab) for name in module.PRESETS],
)
def test_every_preset_shows_what_it_names(open_lab, module, preset):
    shown = Shown(open_lab, module)
    shown.press(preset)
    shown.check(**module.PRESETS[preset])
    name = f"{module.__name__.rpartition('.')[2]}_{preset.replace(' ', '_').replace(',', '')}.png"
    shown.page.locator(".lab").screenshot(path=ROOT / "build" / "screenshots" / name)


def test_the_path_is_followed_step_by_step(the_map):
    page = the_map.page
    canvas = "() => document.querySelector('.lab canvas').toDataURL()"
    page.wait_for_timeout(300)
    whole = page.evaluate(canvas)
    page.locator(".lab-play select").select_option("4")
    page.locator(".lab-play button").first.click()
    page.wait_for_function(f"whole => ({canvas})() !== whole", arg=whole, timeout=15_000)
    page.wait_for_function("() => !document.querySelector('.lab-play [aria-pressed=true]')", timeout=15_000)
    page.wait_for_function(f"whole => ({canvas})() === whole", arg=whole, timeout=15_000)
