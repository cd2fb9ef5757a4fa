"""Quizzes and predictions in a real browser: by keyboard alone, in both themes, without a kernel."""

import io
import shutil

import numpy as np
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from PIL import Image
from window import SCREENSHOTS

from course_utils.authoring import execute, refresh, site
from course_utils.exercises.engine import quiz
from course_utils.exercises.engine.questions import Wrong

pytestmark = pytest.mark.browser
HEAD = "from course_utils.exercises import quiz\nfrom course_utils.exercises import ask"
ASK = {
    "choice": 'guess = ask("Which is larger?", ["2 to the 3", "3 to the 2"])',
    "number": 'guess = ask("How large is 3 to the 4?", unit="apples")',
    "order": 'guess = ask("Smallest first", order=["b", "a", "c"])',
}
COMPARE = {
    "choice": 'base = 3\nguess.compare("3 to the 2" if base**2 > 2**base else "2 to the 3")',
    "number": "guess.compare(3**4)",
    "order": 'guess.compare(sorted(["c", "b", "a"]))',
}


def sections(lesson):
    """Return a cell with a heading for each section that the quiz of a lesson names, and room below it."""
    wrong = [one for asked in quiz.questions(lesson) for one in asked.answers if isinstance(one, Wrong)]
    titles = dict.fromkeys(one.see for one in wrong)
    return [new_markdown_cell(f"## {title}\n\n" + "What was seen.\n\n" * 12) for title in titles]


@pytest.fixture
def opened(lab):
    """Return a function that runs cells in JupyterLab and gives the page."""

    def open_cells(*sources, lesson="01"):
        cells = [new_markdown_cell("# 1 · A page"), *sections(lesson), new_code_cell(HEAD)]
        lab.hold("quiz.ipynb", *cells, *[new_code_cell(source) for source in sources])
        assert lab.run_all() == []
        lab.page.wait_for_selector(".ask form")
        return lab.page

    return open_cells


def question(page, number):
    return page.locator(".ask form").nth(number - 1)


def said(page, number):
    return question(page, number).locator(".ask-said").inner_text()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def focused(page):
    """Return what has the focus, in words."""
    return page.evaluate(
        "() => { const e = document.activeElement;"
        " return e.getAttribute('aria-label') || e.closest('label')?.innerText || e.innerText; }"
    )


def tab_to(page, words, limit=80):
    """Press Tab until something with these words has the focus."""
    for _ in range(limit):
        press(page, "Tab")
        if focused(page) == words:
            return
    raise AssertionError(f"Tab never came to {words!r}")


def arrow_to(page, words):
    """Press the arrow down, through options in whatever order, until one with these words has the focus."""
    for _ in range(5):
        press(page, "ArrowDown")
        if focused(page) == words:
            return
    raise AssertionError(f"no option says {words!r}")


def check_right(page, number):
    """Choose the right answer of a question of lesson 1, wherever it stands."""
    words = quiz.questions("01")[number - 1].right.answer.replace("`", "")
    question(page, number).locator("label", has_text=words).get_by_role("radio").check()


def photograph(place, name):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    shot = place.screenshot(path=SCREENSHOTS / f"{name}.png")
    return np.asarray(Image.open(io.BytesIO(shot)).convert("L"), dtype=int)


# the quiz


def test_a_choice_is_made_checked_and_refuted_by_keyboard_alone(opened):
    page = opened('quiz.show("01")')
    tab_to(page, question(page, 1).locator("label").first.inner_text())
    press(page, "Space")
    arrow_to(page, "Many-to-many, delayed.")
    press(page, "Tab")
    assert focused(page) == "Check"
    press(page, "Enter")
    assert said(page, 1).startswith("✗ Not so. The answer does come late")
    press(page, "Tab")
    assert focused(page) == "Which shape is it?"
    press(page, "Enter")
    heading = page.locator("[data-jupyter-id='Which-shape-is-it?']")
    assert heading.evaluate("one => one === document.activeElement")
    assert 0 < heading.bounding_box()["y"] < 900
    tab_to(page, "Many-to-many, delayed.")
    arrow_to(page, quiz.questions("01")[0].right.answer)
    press(page, "Enter")  # Enter in a form submits it
    assert said(page, 1).startswith("✓ Right. 80 steps are read")


def test_a_number_is_judged_by_its_tolerance_and_known_slips_are_named(opened):
    page = opened('quiz.show("01")')
    box = question(page, 3).locator("input")
    box.focus()
    press(page, "Enter")
    assert said(page, 3) == "Write a number first, such as 0.35 or 2e-4."
    answers = {"92": "✗ Not so. 92 windows fit", "7": "✗ Not so. Do it in small", "91,0": "✓ Right."}
    for typed, reply in answers.items():
        press(page, "ControlOrMeta+a")
        page.keyboard.type(typed)
        press(page, "Enter")
        assert said(page, 3).startswith(reply)


def test_things_are_put_in_order_by_keyboard_and_the_focus_goes_with_them(opened):
    page = opened('quiz.show("01")')
    items = question(page, 5).locator("li span")
    assert items.all_inner_texts()[0] == "choose the window length on the validation part"
    question(page, 5).locator("button").nth(1).focus()
    press(page, "Enter", "Space")  # down, twice
    assert focused(page) == "choose the window length on the validation part: down"
    assert items.all_inner_texts()[2] == "choose the window length on the validation part"
    assert question(page, 5).locator(".ask-spoken").inner_text().endswith("validation part: place 3")
    tab_to(page, "Check", 4)
    press(page, "Enter")
    assert said(page, 5).startswith("✓ Right.")
    question(page, 5).locator("button").nth(2).focus()
    press(page, "Enter", "Enter")  # up, and no further
    tab_to(page, "Check", 9)
    press(page, "Enter")
    assert said(page, 5).startswith("✗ Not so. Before the cut there is no training part")


def test_a_screen_reader_hears_questions_choices_and_replies(opened):
    page = opened('quiz.show("01")')
    group = page.get_by_role("group", name="2. One-to-many: a network reads one image")
    assert group.get_by_role("radio", name="From the letters that it has written.").count() == 1
    assert page.get_by_role("region", name="Quiz of lesson 1").count() == 1
    assert page.get_by_role("textbox", name="Your number: rows").count() == 1
    assert question(page, 2).get_by_role("status").count() == 1
    assert page.get_by_role("button", name="measure the error on the test part: up").count() == 1


def test_the_score_counts_and_starts_over(opened):
    page = opened('quiz.show("04")', lesson="04")
    score = page.locator(".ask-score")
    assert score.inner_text() == "0 of 5 right."
    question(page, 3).get_by_role("radio", name="Nothing.").check()
    question(page, 3).get_by_role("button", name="Check").click()
    question(page, 5).locator("input").fill("0")
    question(page, 5).locator("input").press("Enter")
    assert score.inner_text() == "2 of 5 right."
    page.get_by_role("button", name="Start over").click()
    assert score.inner_text() == "0 of 5 right." and said(page, 3) == ""
    assert question(page, 5).locator("input").input_value() == ""


def test_both_themes_show_every_word(opened, lab):
    page = opened('quiz.show("04")', lesson="04")
    page.set_viewport_size({"width": 1280, "height": 1700})
    question(page, 2).get_by_role("radio").first.check()
    question(page, 2).get_by_role("button", name="Check").click()
    quiz_itself = page.locator(".ask").first
    light = photograph(quiz_itself, "quiz-light")
    with lab.dark():
        night = photograph(quiz_itself, "quiz-dark")
    assert np.median(light) > 240 and light.min() < 60
    assert np.median(night) < 40 and night.max() > 200


def test_it_answers_when_the_kernel_is_gone(opened, lab):
    page = opened('quiz.show("01")')
    lab.end_kernel()
    check_right(page, 2)
    question(page, 2).get_by_role("button", name="Check").click()
    assert said(page, 2).startswith("✓ Right.")
    # JupyterLab itself remarks that nobody listens; nothing else may be wrong.
    own = ("Could not send widget sync message", "Could not restore the debugger state")
    lab.complaints[:] = [text for text in lab.complaints if not any(words in text for words in own)]


def test_answers_outlive_a_reload_of_the_page(opened, lab):
    page = opened('quiz.show("01")', ASK["number"], COMPARE["number"])
    check_right(page, 2)
    question(page, 2).get_by_role("button", name="Check").click()
    question(page, 6).locator("input").fill("12")
    question(page, 6).locator("input").press("Enter")
    lab.save()
    page.wait_for_timeout(1500)
    page.reload()
    page.wait_for_selector(".ask-outcome strong")
    assert said(page, 2).startswith("✓ Right.") and question(page, 2).locator("input:checked").count() == 1
    assert page.locator(".ask-outcome").inner_text().startswith("You said: 12 apples. The run: 81 apples.")


def test_running_a_cell_again_leaves_nothing_behind(opened, lab):
    count = "import ipywidgets\nprint(len(ipywidgets.widget._instances))"
    page = opened('quiz.show("01")', ASK["choice"], COMPARE["choice"], count)
    printed = page.locator(".jp-OutputArea-output pre").last
    before = printed.inner_text(), page.locator(".ask").count()
    assert before[1] == 3
    for _ in range(3):
        assert lab.run_all() == []
    page.wait_for_timeout(500)
    assert (printed.inner_text(), page.locator(".ask").count()) == before


def test_the_folded_answers_lead_to_their_sections(lab):
    cells = [new_markdown_cell("# 1 · A page"), *sections("01"), new_code_cell(HEAD)]
    notebook = new_notebook(cells=[*cells, new_code_cell('quiz.show("01")')])
    refresh.write_answers(notebook)
    lab.hold("quiz.ipynb", *notebook.cells)
    page = lab.page
    answer = page.locator("details").nth(3)
    assert not answer.get_by_role("listitem").first.is_visible()
    answer.locator("summary").click()
    answer.get_by_role("link").first.click()
    page.wait_for_function(
        """() => { const top = document.querySelector("[data-jupyter-id='4.-Judge-in-time-order']")
            .getBoundingClientRect().top; return 0 < top && top < 900; }"""
    )


# predictions


def test_a_prediction_stands_beside_what_ran(opened):
    page = opened(ASK["choice"], COMPARE["choice"])
    outcome = page.locator(".ask-outcome")
    assert "not committed to a prediction yet" in outcome.inner_text()
    tab_to(page, "2 to the 3")
    press(page, "Space", "Enter")
    assert said(page, 1) == "Noted: 2 to the 3. Now the experiment."
    assert outcome.inner_text().startswith(
        "You said: 2 to the 3. The run: 3 to the 2. The run says otherwise."
    )
    press(page, "ArrowDown", "Enter")
    assert outcome.inner_text().endswith("Your prediction held.")


def test_a_changed_setting_gives_another_outcome_beside_the_same_prediction(opened):
    page = opened(ASK["choice"], COMPARE["choice"])
    page.get_by_role("radio", name="2 to the 3").check()
    page.get_by_role("button", name="Commit").click()
    page.evaluate(
        """() => {
            const book = window.jupyterapp.shell.currentWidget.content;
            book.activeCellIndex = book.widgets.length - 1;
            const model = book.activeCell.model.sharedModel;
            model.setSource(model.getSource().replace('base = 3', 'base = 1'));
            return window.jupyterapp.commands.execute('notebook:run-cell');
        }"""
    )
    page.wait_for_timeout(1000)
    assert page.locator(".ask-outcome").inner_text() == (
        "You said: 2 to the 3. The run: 2 to the 3. Your prediction held."
    )


def test_a_number_is_compared_in_words(opened):
    page = opened(ASK["number"], COMPARE["number"])
    box = question(page, 1).locator("input")
    said_so = {
        "81": "Exactly.",
        "80": "as good as exact.",
        "60": "26 % too small.",
        "8": "10 times too small.",
    }
    said_so |= {"1000": "12 times too large.", "-5": "The sign is another.", "0": "One of the two is zero."}
    for typed, words in said_so.items():
        box.fill(typed)
        box.press("Enter")
        outcome = page.locator(".ask-outcome").inner_text()
        assert outcome.startswith(f"You said: {typed} apples. The run: 81 apples.") and outcome.endswith(
            words
        )


def test_an_order_is_predicted(opened):
    page = opened(ASK["order"], COMPARE["order"])
    page.get_by_role("button", name="Commit").click()
    assert "You said: b → a → c. The run: a → b → c." in page.locator(".ask-outcome").inner_text()
    page.get_by_role("button", name="a: up").click()
    page.get_by_role("button", name="Commit").click()
    assert page.locator(".ask-outcome").inner_text().endswith("Your prediction held.")


# pages


@pytest.fixture
def exported(tmp_path):
    shutil.copy(ROOT / "tests" / "every_artist.py", tmp_path)
    sources = [HEAD + "\nimport every_artist", ASK["choice"], COMPARE["choice"], 'quiz.show("01")']
    cells = [new_markdown_cell("# 1 · A page"), *sections("01")]
    cells += [new_code_cell(source) for source in [*sources, "every_artist.lab().show()"]]
    execute.write(tmp_path / "01_page.ipynb", new_notebook(cells=cells))
    assert site.main(["--to", str(tmp_path / "out"), str(tmp_path / "01_page.ipynb")]) == 0
    return tmp_path / "out" / "01_page.html"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_from_disk_asks_and_answers_without_a_network(exported, browser, theme):
    context = browser.new_context(offline=True, color_scheme=theme)
    page, complaints, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda entry: entry.type == "error" and complaints.append(entry.text))
    page.on("request", lambda request: asked.append(request.url.split(":")[0]))
    page.goto(exported.as_uri())
    page.locator(".lab input[type=range]").wait_for()
    tab_to(page, "2 to the 3")
    press(page, "Space", "Enter")
    assert page.locator(".ask-outcome").inner_text().startswith("You said: 2 to the 3. The run: 3 to the 2.")
    tab_to(page, question(page, 2).locator("label").first.inner_text())
    press(page, "Space")
    arrow_to(page, "Many-to-many, synchronous.")
    press(page, "Enter", "Tab", "Tab")
    assert said(page, 2).startswith("✗ Not so.") and focused(page) == "Which shape is it?"
    press(page, "Enter")
    assert page.evaluate("() => document.activeElement.id") == "Which-shape-is-it?"
    photograph(page.locator(".ask").last, f"quiz-page-{theme}")
    assert complaints == [] and set(asked) <= {"file", "data", "blob"}
    context.close()
