"""A training in a real browser: bar and curve move while it runs, and Jupyter's own buttons stop it."""

import re

import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SETUP = """\
from torch import nn
from course_utils import sequences, training
from course_utils.labs import training_view

class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer, self.readout = nn.LSTM(2, 16), nn.Linear(16, 2)
    def forward(self, xs):
        return self.readout(self.layer(xs)[0][-1])

def batch(rng):
    return sequences.latch(16, 20, rng)

def fit(updates, view):
    with training.seeded(1):
        model = Reader()
    return training.fit(model, batch, training.cross_entropy, updates, lr=0.01, watch=view)"""
LONG = "record = fit(200_000, training_view.watch('The latch task', baseline=('guessing', 0.693)))"
AFTER = "print(record.stopped, 0 < record.updates < 200_000)"
COUNTS = (300, 300, 150)
SEVERAL = f"""\
view = training_view.watch("Three runs", ["plain", "the same again", "shorter"], log=True)
records = [fit(n, view[name]) for n, name in zip({COUNTS}, view.widget.scene["runs"])]"""

COUNT = """\
from ipywidgets.widgets import widget
print(sum(isinstance(w, training_view.Curves) for w in widget._instances.values()), "view")"""


STATUS = """\
from course_utils.labs import status
moved = status.bar("Backtest")
moved(3, 4)
status.note("fitted on this machine", "fitted where it can be")"""


@pytest.fixture
def start(lab):
    """Return a function that opens a notebook with these cells and sets it going; gives the page."""

    def started(*cells):
        lab.hold("training.ipynb", *[new_code_cell(source) for source in (SETUP, *cells)])
        lab.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
        lab.page.wait_for_selector(".training")
        return lab.page

    return started


def bar(page):
    return page.get_by_role("progressbar").last


def cells_that_run_or_wait(page):
    return page.locator(".jp-InputPrompt").all_inner_texts().count("[*]:")


def outputs(page):
    """Wait until the last cell has printed; return what all cells printed or raised."""
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.at(-1).model.sharedModel.outputs.length"
    )
    return page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets.flatMap(cell =>
            cell.model.sharedModel.getOutputs().map(o => o.ename ?? o.text).filter(text => text))"""
    )


def curve(page):
    return page.locator(".training svg").first.locator(".run path").first.get_attribute("d")


def until(page, condition, arg=None):
    page.wait_for_function(
        f"arg => {{ const bar = document.querySelector('.training-bar'); {condition} }}", arg=arg
    )


def test_bar_and_curve_move_while_the_cell_runs_and_the_stop_button_keeps_what_was_learned(start):
    page = start(LONG, AFTER)
    until(page, "return +bar.ariaValueNow > 0")
    first = int(bar(page).get_attribute("aria-valuenow")), curve(page)
    until(page, "return +bar.ariaValueNow > arg + 100", first[0])
    assert cells_that_run_or_wait(page) == 2 and curve(page) != first[1]
    assert re.fullmatch(r"update \d+ of 200000, loss 0\.\d+", bar(page).get_attribute("aria-valuetext"))
    assert bar(page).get_attribute("aria-valuemax") == "200000"
    assert page.locator(".training .lab-spoken").inner_text().startswith("update ")
    assert "To stop: ■ in the toolbar" in page.locator(".training .lab-status").inner_text()
    page.locator("[data-command='notebook:interrupt-kernel']").first.click()
    assert outputs(page) == ["interrupted True\n"]
    assert page.locator(".training-words").inner_text().endswith("; what was learned stays")
    assert page.locator(".training .lab-status").inner_text() == ""
    assert page.locator(".training .lab-spoken").inner_text() == page.locator(".training-words").inner_text()


def test_the_keys_stop_it_too(start):
    page = start(LONG, AFTER)
    until(page, "return +bar.ariaValueNow > 0")
    for key in ("Escape", "i", "i"):
        page.keyboard.press(key)
    assert outputs(page) == ["interrupted True\n"]


def test_several_runs_share_the_axes_each_with_its_name_and_line(start):
    page = start(SEVERAL, COUNT)
    assert outputs(page) == ["1 view\n"]
    names = ["plain", "the same again", "shorter"]
    for panel in page.locator(".training svg").all():
        assert panel.locator(".run text").all_text_contents() == names
        dashes = [path.get_attribute("stroke-dasharray") for path in panel.locator(".run path").all()]
        assert len(set(dashes)) == 3
        assert all(path.get_attribute("d") for path in panel.locator(".run path").all())
    said = [f"{name}\nall {count} updates done, loss 0." for name, count in zip(names, COUNTS, strict=True)]
    found = page.locator(".training li").all_inner_texts()
    assert [one[: len(words)] for one, words in zip(found, said, strict=True)] == said
    assert "shorter (3 of 3)" in page.locator(".training-words").inner_text()


ENDS = """\
view = training_view.watch("Three ends", ["RNN", "LSTM", "GRU"], log=True)
for name, count, stopped in (("RNN", 300, "budget"), ("LSTM", 120, "solved"), ("GRU", 60, "diverged")):
    record = training.Record(300)
    for k in range(count):
        record.add(0.98 ** k, 0.1)
    record.stopped = stopped
    record.reached |= {0: 1e-17 if name == "RNN" else 0.1, 50: 0.0 if name == "RNN" else 0.2}
    view[name].finish(record)"""


def test_ends_are_marked_and_what_reaches_back_has_its_own_panel(start, lab):
    page = start(ENDS)
    page.wait_for_function("() => document.querySelectorAll('.training li span').length == 3")
    page.wait_for_timeout(300)
    loss, whole, reaches = page.locator(".training svg").all()
    assert [one.get_attribute("aria-label") for one in (loss, whole, reaches)] == [
        "loss",
        "norm of the whole gradient",
        "share of it that reaches the first step",
    ]
    ends = [one.get_attribute("class") for one in loss.locator(".end").all()]
    assert sorted(ends) == ["end other", "end solved"]
    for one in (loss, reaches):  # names stand in the order of the curves
        heights = one.evaluate(
            """svg => [...svg.querySelectorAll('.run')].map(run => {
                const path = run.querySelector('path'), end = path.getPointAtLength(path.getTotalLength());
                return [end.y, run.querySelector('text').y.baseVal[0].value]; })"""
        )
        by_curve = sorted(heights)
        assert by_curve == sorted(heights, key=lambda pair: pair[1])
    assert "0" in reaches.locator(".tick").all_text_contents(), "nothing has its own place"
    colours = page.evaluate(
        "() => [...document.querySelectorAll('.training svg:first-child .run path:first-child')]"
        ".map(path => getComputedStyle(path).stroke)"
    )
    assert len(set(colours)) == 3


def test_the_bar_of_a_run_that_solved_its_task_is_full(start):
    solved = ENDS.replace('["RNN", "LSTM", "GRU"]', '["LSTM"]').replace('("RNN", 300, "budget"), ', "")
    page = start(solved.replace(', ("GRU", 60, "diverged")', ","))
    until(page, "return bar.ariaValueText.startsWith('solved')")
    assert page.locator(".training-bar div").evaluate("one => one.style.width") == "100%"
    assert bar(page).get_attribute("aria-valuemax") == "120"


def test_a_cell_that_runs_again_has_one_view(start, lab):
    page = start(SEVERAL, COUNT)
    assert outputs(page) == ["1 view\n"]
    assert lab.run_all() == []
    assert outputs(page) == ["1 view\n"] and page.locator(".training").count() == 1


def test_the_dark_theme_recolours_words_and_curves(start, lab):
    page = start(SEVERAL, COUNT)
    outputs(page)
    colours = (
        "() => ['.training text', '.training path'].map(s => getComputedStyle(document.querySelector(s)))"
    )
    colours += ".map(style => [style.fill, style.stroke])"
    light = page.evaluate(colours)
    with lab.dark():
        dark = page.evaluate(colours)
    assert dark[0][0] != light[0][0] and dark[1][1] != light[1][1]


def test_a_run_that_explodes_leaves_the_picture_and_does_not_flatten_the_others(start):
    explode = """\
view = training_view.watch("Two runs", ["calm", "wild"], log=True)
for name, growth in (("calm", 0.99), ("wild", 3.0)):
    record = training.Record(200)
    for k in range(200):
        record.add(growth ** k, growth ** k)
    record.stopped = "budget"
    view[name].finish(record)"""
    page = start(explode)
    page.wait_for_function("() => document.querySelectorAll('.training li span').length == 2")
    page.wait_for_timeout(300)
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.training svg .run path')].map(path => path.getBBox().height)"
    )
    assert len(heights) == 4 and min(heights) > 5 and max(heights) < 200
    ticks = page.locator(".training svg .tick").all_text_contents()
    assert not [tick for tick in ticks if re.search(r"e\d{3}", tick)], ticks


def test_a_spike_leaves_the_picture_on_a_linear_axis_too(start):
    spike = """\
view = training_view.watch("Two runs", ["calm", "wild"])
for name, height in (("calm", 1.0), ("wild", 500.0)):
    record = training.Record(200)
    for k in range(200):
        record.add(height if k // 10 == 8 else 1 - k / 200, 1.0)
    record.stopped = "budget"
    view[name].finish(record)"""
    page = start(spike)
    page.wait_for_function("() => document.querySelectorAll('.training li span').length == 2")
    page.wait_for_timeout(300)
    heights = page.evaluate(
        "() => [...document.querySelector('.training svg').querySelectorAll('.run path')]"
        ".map(path => path.getBBox().height)"
    )
    assert len(heights) == 2 and min(heights) > 80 and max(heights) < 200


def test_a_status_bar_and_a_note_are_drawn(lab):
    lab.hold("status.ipynb", new_code_cell(STATUS))
    assert lab.run_all() == []
    expect(lab.page.get_by_text("Backtest: 3 of 4", exact=True)).to_be_visible()
    expect(lab.page.get_by_text("fitted on this machine", exact=True)).to_be_visible()
    filled = lab.page.locator(".widget-hprogress .progress-bar, .jupyter-widgets .progress-bar").first
    assert filled.evaluate("bar => bar.style.width") == "75%"
