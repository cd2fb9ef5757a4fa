"""Another language than English, in a real browser: what the page itself says is translated too."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from window import SCREENSHOTS

from course_utils.authoring import execute

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
    page.get_by_text("배율 1.00: 1시점의 기울기는 100시점 때의", exact=False).first.wait_for()
    page.get_by_role("button", name="코드로").click()
    assert "weights='non-normal'" in page.locator(".lab pre").first.inner_text()
    assert page.locator(".training-words").inner_text() == "시작 전"
    page.locator(".lab").first.screenshot(path=SCREENSHOTS / "korean_gradient_lab.png")
