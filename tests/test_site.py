"""Exported pages stand alone: no kernel, no network, and the labs move."""

import base64
import gzip
import json
import shutil

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
import sliders_lab
from conftest import ROOT
from lab_pages import drawn, photograph, share_different
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_utils import figures
from course_utils.authoring import execute, site
from course_utils.labs.engine import travel

TEXT = (
    "# 1 · A page\n\n**The question.** What rises?\n\n"
    "An equation, $h_t = \\tanh(a)$, and `$code$`.\n\n$$W^\\top x$$\n\n[next](02_next.ipynb)"
)
PLOT = (
    "import matplotlib.pyplot as plt\nimport every_artist\nfrom course_utils import figures\n"
    "figures.use_style()\nfig, ax = plt.subplots()\nax.plot([1, 1])\n"
    "figures.show(fig, 'Nothing \"rises\" above 1.')"
)


STATUS = (
    "from course_utils.labs import status\nstatus.note('fitted on this machine', 'fitted where it can be')"
)
GRADIENT = "from course_utils.labs import gradient_lab\ngradient_lab.show()"
PAGES = {
    "01_page": "every_artist.lab().show()",
    "02_sliders": "import sliders_lab\nsliders_lab.lab().show()",
    "03_gradient": GRADIENT,
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    for helper in ("every_artist.py", "sliders_lab.py"):
        shutil.copy(ROOT / "tests" / helper, folder)
    paths = [folder / f"{name}.ipynb" for name in PAGES]
    for path, lab in zip(paths, PAGES.values(), strict=True):
        cells = [new_markdown_cell(TEXT), *map(new_code_cell, (PLOT, STATUS, lab))]
        execute.write(path, new_notebook(cells=cells))
    before = [path.read_bytes() for path in paths]
    assert site.main(["--to", str(folder / "out"), *map(str, paths)]) == 0
    assert [path.read_bytes() for path in paths] == before
    return folder / "out"


@pytest.fixture
def opened(exported, browser):
    """Return a function that opens a page from disk with the network off; nothing it reports may be wrong."""
    contexts, complaints, asked = [], [], []

    def opened(name, **screen):
        contexts.append(browser.new_context(offline=True, **screen))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda entry: entry.type == "error" and complaints.append(entry.text))
        page.on("request", lambda request: asked.append(request.url.split(":")[0]))
        page.goto((exported / f"{name}.html").as_uri())
        page.locator(".lab input[type=range]").first.wait_for()
        return page

    yield opened
    assert complaints == [] and set(asked) <= {"file", "data", "blob"}
    for context in contexts:
        context.close()


@pytest.mark.kernel
def test_formulas_are_mathml_and_code_is_left_alone(exported):
    text = (exported / "01_page.html").read_text(encoding="utf-8")
    assert text.count("<math") == 2 and "<code>$code$</code>" in text and "$$" not in text


@pytest.mark.kernel
def test_a_line_of_status_is_its_stored_text(exported):
    text = (exported / "01_page.html").read_text(encoding="utf-8")
    assert "<pre>fitted where it can be</pre>" in text


@pytest.mark.kernel
def test_links_lead_to_pages_and_pictures_carry_their_reading(exported):
    text = (exported / "01_page.html").read_text(encoding="utf-8")
    assert 'href="02_next.html"' in text
    assert """alt='Nothing "rises" above 1.'""" in text
    index = (exported / "index.html").read_text(encoding="utf-8")
    assert '<a href="01_page.html">1 · A page</a>' in index and "<p>What rises?</p>" in index
    assert index.count("<img ") == len(PAGES)


@pytest.mark.kernel
@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_nothing_outside_itself_and_is_small(exported, name):
    text = (exported / f"{name}.html").read_text(encoding="utf-8")
    for needed in ('src="http', "import(", "require(", "<link", "@import"):
        assert needed not in text
    assert len(text) < 1_500_000


@pytest.mark.kernel
def test_a_lesson_that_fails_is_named_and_the_status_says_so(tmp_path, capsys):
    cells = [new_markdown_cell("# 1 · Bad"), new_code_cell("1 / 0")]
    execute.write(tmp_path / "01_bad.ipynb", new_notebook(cells=cells))
    assert site.main(["--to", str(tmp_path / "out"), str(tmp_path / "01_bad.ipynb")]) == 1
    assert "FAILED 01_bad.ipynb: cell 2 (1 / 0): ZeroDivisionError" in capsys.readouterr().out


def test_as_many_presets_travel_as_a_page_has_room_for():
    def state(seed):
        noise = np.random.default_rng(seed).uniform(0, 1, 150_000).astype(np.float32)
        part = {"type": "float32", "at": 0, "step": 0, "size": noise.size, "rows": 1}
        return {"table": {"artists": [{"arrays": {"y": part}}], "readings": [""], "data": noise.tobytes()}}

    def travelled(states):
        return list(json.loads(gzip.decompress(base64.b64decode(travel.as_text(states).split()[0]))))

    states = {name: state(seed) for seed, name in enumerate(["reset", "a", "b", "c"])}
    assert travelled(states) == ["reset", "a"] and len(travel.as_text(states)) < travel.LARGEST
    assert travelled(dict.fromkeys(states, state(0))) == list(states), "the same table need not travel twice"


@pytest.mark.parametrize(
    ("control", "value", "shown"),
    [
        (widgets.IntSlider(3, 0, 10, description="a"), 5, {"text": "5", "share": 0.5}),
        (widgets.FloatSlider(0.5, min=-1, max=1, description="a"), 0.0, {"text": "0.00", "share": 0.5}),
        (widgets.FloatLogSlider(1, min=-2, max=2, description="a"), 0.1, {"text": "0.1", "share": 0.25}),
        (widgets.Dropdown(options=["u", "v"], description="a"), "v", {"text": "v"}),
        (widgets.Dropdown(options={"you": 1, "me": 2}, description="a"), 2, {"text": "me"}),
        (widgets.Dropdown(options=[("you", 1), ("me", 2)], description="a"), 2, {"text": "me"}),
        (widgets.SelectionSlider(options=[1, 5, 9], description="a"), 5, {"text": "5", "share": 0.5}),
        (widgets.Checkbox(False, description="a"), True, {"text": "on"}),
        (widgets.Text("", description="a"), "hat", {"text": "hat"}),
        (widgets.IntRangeSlider(description="a"), (2, 4), {"text": "(2, 4)"}),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_control_says_in_a_page_what_it_stands_at(control, value, shown):
    assert travel.on_paper(control, value) == {"label": "a", **shown}


@pytest.mark.browser
def test_the_lab_moves_from_disk_without_a_network(opened):
    page = opened("01_page")
    slider, reading = page.locator(".lab input[type=range]"), page.locator(".lab-reading")
    slider.focus()
    page.keyboard.press("End")
    assert reading.inner_text() == "At w = 2.00 the wave turns 2.00 times as fast."
    page.get_by_role("button", name="fast").click()
    assert "turns 4.50 times as fast" in reading.inner_text()
    page.get_by_role("button", name="as code").click()
    assert "waves=3" in page.locator(".lab pre").inner_text()
    page.wait_for_timeout(400)
    assert page.locator(".lab-status").inner_text() == ""


@pytest.mark.browser
def test_controls_are_shown_to_be_read_and_follow_the_presets(opened):
    page = opened("01_page")
    controls = page.locator(".lab-controls")
    assert controls.locator("legend").inner_text() == "These settings need a running notebook."
    assert controls.locator("label").inner_text().split() == ["waves", "1"]
    assert page.get_by_label("waves").is_disabled()
    page.get_by_role("button", name="fast").click()
    assert controls.locator("output").inner_text() == "3"
    page.get_by_role("button", name="reset").click()
    assert controls.locator("output").inner_text() == "1"


@pytest.mark.browser
def test_presets_that_did_not_travel_are_grey_and_the_page_says_why(opened):
    page = opened("03_gradient")
    enabled = {one.inner_text(): one.is_enabled() for one in page.locator(".lab-buttons button").all()}
    assert [name for name, able in enabled.items() if able] == [
        *("reset", "negative", "tanh, 0.9", "tanh, 1.5"),
        *("larger", "save as SVG", "as code"),
    ]
    assert not enabled["ReLU dies"]
    legend = page.locator(".lab-controls legend").inner_text()
    assert legend == "These settings and the grey buttons need a running notebook."
    assert page.get_by_label("φ").inner_text() == "linear"
    page.get_by_role("button", name="tanh, 1.5", exact=True).click()
    assert page.get_by_label("φ").inner_text() == "tanh"


@pytest.mark.browser
def test_in_a_page_one_slider_moves_at_a_time_and_the_page_says_so(opened):
    page = opened("02_sliders")
    sliders, reading = page.locator(".lab input[type=range]"), page.locator(".lab-reading")
    said = "One slider moves at a time here: moving it takes the others back."
    assert page.locator(".lab-status").inner_text() == said
    sliders.nth(0).fill("190")
    assert reading.inner_text() == "2.00 kg, 20 N/m, 0.50 kg/s: it swings."
    sliders.nth(2).fill("0")
    assert reading.inner_text() == "0.50 kg, 20 N/m, 0.00 kg/s: it swings."
    assert sliders.nth(0).input_value() == "40"
    page.get_by_role("button", name="creeps").click()
    assert reading.inner_text() == "0.50 kg, 5 N/m, 8.00 kg/s: it creeps back."
    sliders.nth(0).fill("190")
    assert reading.inner_text() == "2.00 kg, 5 N/m, 8.00 kg/s: it creeps back."
    page.wait_for_timeout(400)
    assert page.locator(".lab-status").inner_text() == said


@pytest.mark.browser
@pytest.mark.parametrize("pixels", [1, 2])
def test_a_page_shows_the_picture_that_matplotlib_draws(opened, pixels):
    page = opened("02_sliders", device_scale_factor=pixels)
    page.get_by_role("button", name="heavy, pushed").click()
    page.locator(".lab input[type=range]").nth(2).fill("40")
    page.wait_for_selector(".lab-covered")  # the background is painted with the marks
    shown = photograph(page)
    with plt.rc_context():
        figures.use_style()
        fig, artists = sliders_lab.figure("pushed")
        fig.draw_without_rendering()
        for friction, same in ((2, True), (0.5, False)):
            one = sliders_lab.one(begin="pushed", mass=2, friction=friction)
            far = share_different(shown, drawn(fig, artists, one, 0, shown.width))
            assert far < 0.004 if same else far > 0.008
        plt.close(fig)


@pytest.fixture(scope="module")
def first_lesson(tmp_path_factory):
    """Return the page of a real lesson: windows, quizzes, predictions, exercises, tables, formulas."""
    folder = tmp_path_factory.mktemp("lesson")
    (path,) = (ROOT / "notebooks").glob("01_*.ipynb")
    assert site.main(["--to", str(folder), str(path)]) == 0
    return folder / f"{path.stem}.html"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", *PAGES, "a lesson"])
def test_axe_finds_nothing_serious(exported, first_lesson, browser, name, scheme):
    from axe_playwright_python.sync_playwright import Axe

    path = first_lesson if name == "a lesson" else exported / f"{name}.html"
    page = browser.new_page(color_scheme=scheme)
    page.goto(path.as_uri())
    page.wait_for_timeout(1000)
    found = Axe().run(page).response["violations"]
    page.close()
    assert [
        (one["id"], one["nodes"][0]["html"][:200])
        for one in found
        if one["impact"] in ("serious", "critical")
    ] == []
