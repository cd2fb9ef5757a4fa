"""Exported pages stand alone: no kernel, no network, and the labs move."""

import shutil

import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_utils import execute, site

TEXT = (
    "# 1 · A page\n\nAn equation, $h_t = \\tanh(a)$, and `$code$`.\n\n$$W^\\top x$$\n\n[next](02_next.ipynb)"
)
PLOT = (
    "import matplotlib.pyplot as plt\nimport every_artist\nfrom course_utils import figures\n"
    "figures.use_style()\nfig, ax = plt.subplots()\nfigures.show(fig, 'Nothing \"rises\" above 1.')"
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(ROOT / "tests" / "every_artist.py", folder)
    cells = [new_markdown_cell(TEXT), new_code_cell(PLOT), new_code_cell("every_artist.lab().show()")]
    execute.write(folder / "01_page.ipynb", new_notebook(cells=cells))
    before = (folder / "01_page.ipynb").read_bytes()
    assert site.main(["--to", str(folder / "out"), str(folder / "01_page.ipynb")]) == 0
    assert (folder / "01_page.ipynb").read_bytes() == before
    return folder / "out"


def test_formulas_are_mathml_and_code_is_left_alone(exported):
    text = (exported / "01_page.html").read_text(encoding="utf-8")
    assert text.count("<math") == 2 and "<code>$code$</code>" in text and "$$" not in text


def test_links_lead_to_pages_and_pictures_carry_their_reading(exported):
    text = (exported / "01_page.html").read_text(encoding="utf-8")
    assert 'href="02_next.html"' in text
    assert """alt='Nothing "rises" above 1.'""" in text
    assert '<a href="01_page.html">1 · A page</a>' in (exported / "index.html").read_text(encoding="utf-8")


def test_a_page_names_nothing_outside_itself_and_is_small(exported):
    text = (exported / "01_page.html").read_text(encoding="utf-8")
    for needed in ('src="http', "import(", "require(", "<link", "@import"):
        assert needed not in text
    assert len(text) < 1_500_000


def test_a_lesson_that_fails_is_named_and_the_status_says_so(tmp_path, capsys):
    cells = [new_markdown_cell("# 1 · Bad"), new_code_cell("1 / 0")]
    execute.write(tmp_path / "01_bad.ipynb", new_notebook(cells=cells))
    assert site.main(["--to", str(tmp_path / "out"), str(tmp_path / "01_bad.ipynb")]) == 1
    assert "FAILED 01_bad.ipynb: cell 2 (1 / 0): ZeroDivisionError" in capsys.readouterr().out


@pytest.mark.browser
def test_the_lab_moves_from_disk_without_a_network(exported, browser):
    context = browser.new_context(offline=True)
    page, complaints, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda entry: entry.type == "error" and complaints.append(entry.text))
    page.on("request", lambda request: asked.append(request.url.split(":")[0]))
    page.goto((exported / "01_page.html").as_uri())
    slider, reading = page.locator(".lab input[type=range]"), page.locator(".lab-reading")
    slider.wait_for()
    slider.focus()
    page.keyboard.press("End")
    assert reading.inner_text() == "At w = 2.00 the wave turns 2.00 times as fast."
    page.get_by_role("button", name="fast").click()
    assert "turns 4.50 times as fast" in reading.inner_text()
    page.get_by_role("button", name="as code").click()
    assert "waves = 3" in page.locator(".lab pre").inner_text()
    assert complaints == [] and set(asked) <= {"file", "data", "blob"}
    context.close()
