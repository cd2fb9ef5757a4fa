"""Another language than English, in a real browser: what the page itself says is translated too."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect
from window import SCREENSHOTS, write

from course_utils.authoring import execute
from course_utils.texts import lessons

pytestmark = pytest.mark.browser
CELLS = (
    "import os\nos.environ['COURSE_LANGUAGE'] = 'ko'\n"
    "from course_utils import figures\nfrom course_utils.exercises import quiz\n"
    "from course_utils.exercises import ask\n"
    "from course_utils.labs import gradient_lab, training_view\n"
    "figures.use_style()",
    'guess = ask("3 x 3?", ["8", "9"])',
    'guess.compare("9")',
    'quiz.show("00")',
    "gradient_lab.show()",
    "view = training_view.watch()",
)


def test_a_page_speaks_korean(lab):
    path = lab.folder / "korean.ipynb"
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    execute.write(path, execute.normalised(notebook, path))
    lab.open(path.name)
    assert lab.run_all() == []
    page = lab.page
    page.wait_for_selector(".lab-background svg")
    page.get_by_label("8", exact=True).check()
    page.get_by_role("button", name="결정").click()
    page.get_by_text("기록했습니다: 8. 이제 실험해 봅시다.").wait_for()
    page.get_by_text("예측: 8. 실행: 9. 실행 결과는 다릅니다. 무엇을 놓쳤을까요?").wait_for()
    page.get_by_text("5문제 중 0문제 정답.").wait_for()
    page.get_by_role("button", name="커졌다가 작아짐").click()
    page.get_by_text("이득 1.00: 시점 1의 기울기는 시점 100 때의", exact=False).first.wait_for()
    page.get_by_role("button", name="코드로").click()
    assert "weights='non-normal'" in page.locator(".lab pre").first.inner_text()
    assert page.locator(".training-words").inner_text() == "시작 전"
    page.locator(".lab").first.screenshot(path=SCREENSHOTS / "korean_gradient_lab.png")


def test_links_and_quizzes_reach_a_heading_that_is_translated(lab):
    page, address = lab.page, "Python:-functions,-loops,-dictionaries"
    link, heading = f"[Python](#{address})", "## Python: functions, loops, dictionaries"
    cells = [new_markdown_cell(link, id="link"), new_code_cell('quiz.show("00")', id="quiz")]
    cells += [new_markdown_cell("line\n\n" * 99, id="far"), new_markdown_cell(heading, id="head")]
    cells[1].source = "from course_utils.exercises import quiz\n" + cells[1].source
    words = {("link", link): f"[파이썬](#{address})", ("head", heading): "## 파이썬: 함수와 반복문"}
    translated, _ = lessons.translated(new_notebook(cells=cells), words)
    write(lab.folder / "there.ipynb", *translated.cells)
    there = page.get_by_role("heading", name="파이썬: 함수와 반복문")
    lab.open("there.ipynb")
    assert lab.run_all() == []
    page.get_by_role("link", name="파이썬", exact=True).click()
    expect(there).to_be_in_viewport()
    page.get_by_role("link", name="파이썬", exact=True).scroll_into_view_if_needed()
    expect(there).not_to_be_in_viewport()
    page.get_by_label("5", exact=True).first.check()
    page.get_by_role("button", name="Check").first.click()
    page.get_by_role("link", name="Python: functions, loops, dictionaries").click()
    expect(there).to_be_in_viewport()
