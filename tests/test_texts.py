"""What a learner reads stands in one catalogue; its translation is shown, English where there is none."""

import json
import os
import re
import string
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po
from conftest import ROOT
from matplotlib.ft2font import FT2Font
from test_every_lab import LABS

from course_utils import texts
from course_utils.authoring import catalogue
from course_utils.labs import look_back_lab
from course_utils.sequences import far_fact, place_names, spoken

LANGUAGES = sorted(path.stem for path in texts.FOLDER.glob("*.po"))
each = pytest.mark.parametrize("language", LANGUAGES)
NOT_SAID = {"Enter", "DejaVu Sans"}  # a key, a font
# What no translation touches: data, and words of the code.
LEFT = {"tanh", "ReLU", "LSTM", *look_back_lab.PRESETS, *spoken.DATE_WORDS, *place_names.COUNTRIES.values()}
LEFT |= set(far_fact.WORDS.symbols)


def printed_by(code, language=""):
    """Run code in a fresh process; return what it prints as JSON."""
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", f"import json\n{code}"],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT,
        env={**os.environ, texts.VARIABLE: language, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def places(text):
    """Return the places to fill in a text, None where it has braces that are none."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def messages(language):
    with open(texts.FOLDER / f"{language}.po", "rb") as file:
        return [one for one in read_po(file) if one.id]


def test_the_catalogues_are_current():
    for path, text in catalogue.current().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is not: run `make texts`"


@each
def test_every_place_of_a_translation_exists_in_its_original(language):
    for one in messages(language):
        if one.string and places(one.id) is not None:
            assert places(one.string) is not None and places(one.string) <= places(one.id), one.id


@each
def test_figures_could_draw_every_translation(language):
    known = FT2Font(str(ROOT / "course_utils" / "fonts" / "UnrolledHangul-Regular.ttf")).get_charmap()
    for one in messages(language):
        assert [c for c in one.string if "가" <= c <= "힣" and ord(c) not in known] == [], one.string


def test_the_page_finds_every_text_of_its_scripts():
    for one in catalogue.collected():
        for name, _ in one.locations:
            if name.endswith(".js"):
                assert f'"{one.id}"' in (ROOT / name).read_text(encoding="utf-8"), one.id


MARKED = """
from course_utils import texts
class Marked(dict):
    def get(self, key, default):
        return f"«{default}»" if default else default
texts._TRANSLATED = Marked()
"""
SHOWN = """
import importlib
from matplotlib.text import Text
from course_utils.labs.engine.live import Live
def shown(lab):
    yield lab.view.stored
    yield from (*lab._presets, *lab._lab.plays)
    yield from (part.get_text() for part in lab._shown._drawn[0].findobj(Text))
    for table in lab._shown.tables.values():
        yield from (table["label"], *table.get("readings", []))  # a table that is shared has none of its own
        yield from (text for artist in table.get("artists", []) for text in artist.get("texts", []))
    for control in lab._controls.values():
        yield control.description
        yield from (str(one[0]) for one in getattr(control, "options", []) if isinstance(one, tuple))
def labs(names):
    for name in names:
        module = importlib.import_module(f"course_utils.labs.{name}")
        yield name, sorted(set(shown(Live(module.LAB))))
"""


def untranslated(text):
    """Return the words of a text that lie outside all marks, mathematics left out."""
    left = re.sub(r"\$[^$]*\$", "", text)
    while (less := re.sub("«[^«»]*»", "", left)) != left:
        left = less
    return set(re.findall("[A-Za-z]{4,}", left))


def test_whatever_a_lab_says_can_be_translated():
    shown = printed_by(f"{MARKED}{SHOWN}\nprint(json.dumps(dict(labs({LABS}))))")
    for lab, words in shown.items():
        for text in words:
            assert untranslated(text) - LEFT == set(), f"{lab}: {text}"


def test_whatever_a_page_says_can_be_translated():
    for path in (ROOT / "course_utils").rglob("*.js"):
        code = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for call, text in re.findall(r'(gettext\(\s*)?"([A-Z][a-z]+[^"\n]*)"', code):
            assert call or text in NOT_SAID, f"{path.name}: {text}"


CHECKED = """
from course_utils.exercises import lesson_00 as ex, progress
from course_utils.exercises.engine import exercise, predict, quiz
hinted = []
predict.put, exercise.put = id, hinted.append  # shows nothing
def next_memory(h, x): ...
stub = str(ex.next_memory.check(next_memory))
wrong = str(ex.next_memory.check(lambda h, x: h + 0.1 * x))
other = str(ex.next_memory.check(lambda h, x: -(0.9 * h + 0.1 * x)))
asked = predict.ask("Q?", ["a", "b"])
asked.compare("a")
ex.next_memory.hint()
print(json.dumps([stub, wrong, other, str(hinted[0]), str(progress.of("00")), asked.stored,
    asked._outcomes[0].stored, quiz.show("00").stored.split("\\n")[0], predict.Prediction._esm]))
"""


def test_checks_predictions_quizzes_and_progress_speak_korean():
    stub, wrong, other, hint, done, asked, ran, asks, script = printed_by(CHECKED, "ko")
    assert stub == "아직 풀지 않았습니다."
    assert wrong.startswith("아직 아닙니다.\n아무것도 희미해지지 않습니다.") and "가장 작은 입력:" in wrong
    assert "\n부호가 틀렸습니다.\n" in other
    assert hint.startswith("힌트 1/2: 두 가지를 더합니다.")
    assert done.startswith("레슨 0: 연습 문제 1개 중")
    assert asked == "예측: Q? [a / b]" and ran == "실행: a."
    assert asks == "레슨 0 퀴즈: 5문제, 아직 답한 것이 없습니다."
    assert '"Commit": "결정"' in script.split("\n")[0]


LAB = """
from course_utils.figures import use_style
from course_utils.labs import first_lab, gradient_lab
use_style()
view = gradient_lab.show()
print(json.dumps([first_lab.show().stored, view.stored, list(view.children[0].scene["presets"]),
    view.children[1].children[3].description, view.children[1].children[0].options]))
"""


def test_the_first_lab_and_the_gradient_lab_speak_korean():
    first, title, presets, steps, drawn = printed_by(LAB, "ko")
    assert first.startswith("첫 번째 랩. 시점마다 있던 것의 0.50배를 간직합니다.")
    assert title.startswith("기울기 랩. w_hh = 0.90: 시점 1의 기울기는 시점 50 때의 0.0057배입니다.")
    assert presets[0] == "처음으로" and "죽는 ReLU" in presets
    assert steps == "시점 수" and drawn[0] == ["스칼라", "scalar"]


def test_the_self_check_speaks_korean():
    report = "import runpy; print(json.dumps(runpy.run_path('course_utils/selfcheck.py')['report']()[1][-1]))"
    assert re.search("[가-힣]", printed_by(report, "ko"))


def test_english_is_said_where_a_catalogue_says_nothing():
    waiting = next((one.id for one in messages("ko") if not one.string), "Nobody says this.")
    code = f"from course_utils.texts import gettext; print(json.dumps(gettext({waiting!r})))"
    assert printed_by(code, "ko") == waiting
    assert printed_by("from course_utils.texts import gettext; print(json.dumps(gettext('')))", "ko") == ""


def test_a_translation_that_may_be_out_of_date_is_not_shown(tmp_path, monkeypatch):
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    entries = '#, fuzzy\nmsgid "old"\nmsgstr "viejo"\n\nmsgid "new"\nmsgstr "nuevo"\n'
    context = '\nmsgctxt "mood"\nmsgid "new"\nmsgstr "fresco"\n'
    (tmp_path / "es.po").write_text(entries + context, encoding="utf-8")
    assert texts.read("es") == {(None, "new"): "nuevo", ("mood", "new"): "fresco"}


def test_a_language_without_a_catalogue_is_named_once_and_english_is_spoken():
    with pytest.warns(UserWarning, match="COURSE_LANGUAGE is 'kr', but there is: en, ko"):
        assert texts.read("kr") == {}
    assert texts.read("") == texts.read("en") == {}
