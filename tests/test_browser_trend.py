"""The trend lab in a real browser: its slider to both ends, every control to both ends, every preset."""

import functools
import time

import pytest
from driven import difference, drag

from course_utils.labs import prophet_lab

pytestmark = pytest.mark.browser
POSITIONS = len(prophet_lab.LOG_TAUS)
START = int(abs(prophet_lab.LOG_TAUS + 1.25).argmin())
PRESETS = {
    "stiff": (0, {}),
    "loose": (POSITIONS - 1, {}),
    "a season of one wave": (START, {"order": 1}),
    "no holidays": (START, {"holidays": False}),
    "logistic, capacity 13": (START, {"capacity": 13.0}),
}


swept = functools.cache(prophet_lab.sweep)


@pytest.fixture
def page(open_lab):
    return open_lab("prophet_lab", again=True)


def slider(page):
    return page.locator(".lab input[type=range]").first


def said(page):
    return page.locator(".lab-reading").inner_text()


def shows(page, position, **settings):
    """Wait until the lab says what its own functions say of a position; compare the picture with theirs."""
    chosen = prophet_lab.DEFAULTS | settings
    table, end = swept(**chosen), time.monotonic() + 15
    while said(page) != table.readings[position] and time.monotonic() < end:
        page.wait_for_timeout(25)
    assert said(page) == table.readings[position]
    assert difference(page, prophet_lab.figure, table, position, **chosen) < 0.004


def test_the_slider_can_be_dragged_to_both_ends(page):
    shows(page, START)
    for end, position in ((1.02, POSITIONS - 1), (-0.02, 0)):
        drag(page, slider(page), POSITIONS, end)
        shows(page, position)


def test_every_control_asks_for_a_new_sweep_at_both_its_ends(page):
    prior, capacity = (page.get_by_label(name, exact=True) for name in ("season prior", "capacity"))
    prior.select_option("0.01")
    shows(page, START, season_prior=0.01)
    prior.select_option("10.0")
    order = page.locator(".jupyter-widgets.widget-slider .noUi-handle")
    for key, end in (("End", prophet_lab.ORDERS), ("Home", 0)):
        order.focus()
        page.keyboard.press(key)
        shows(page, START, order=end)
    page.get_by_label("holidays").uncheck()
    shows(page, START, order=0, holidays=False)
    for name, value in (("13 thousand", 13.0), ("40 thousand", 40.0)):
        capacity.select_option(name)
        shows(page, START, order=0, holidays=False, capacity=value)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_button(page, name):
    position, settings = PRESETS[name]
    page.get_by_role("button", name=name, exact=True).click()
    shows(page, position, **settings)
