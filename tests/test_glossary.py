"""Every term of the glossary has its Korean word, can be drawn, and is met in the lesson it names."""

import re

import pytest
from conftest import ROOT
from matplotlib.ft2font import FT2Font

from course_utils import glossary
from course_utils.authoring import execute

MET_AS = {"seasonality": "season"}  # where a lesson says it in other words


def test_no_term_stands_twice():
    english = [term for term, _, _ in glossary.TERMS]
    assert len(set(english)) == len(english) >= 29


@pytest.mark.parametrize("english, korean, lesson", glossary.TERMS, ids=lambda value: str(value))
def test_a_term_is_met_in_its_lesson(english, korean, lesson):
    notebooks = list((ROOT / "notebooks").glob(f"{lesson}_*.ipynb"))
    if not notebooks:
        pytest.skip("this lesson is not here")
    text = " ".join(cell.source.lower() for cell in execute.read(notebooks[0]).cells)
    words = MET_AS.get(english, re.sub(r"[\W_]+", " ", english))
    assert words in re.sub(r"[\W_]+", " ", text)


def test_figures_could_draw_every_korean_word():
    font = FT2Font(str(ROOT / "course_utils" / "fonts" / "UnrolledHangul-Regular.ttf")).get_charmap()
    for english, korean, _ in glossary.TERMS:
        assert re.search("[가-힣]", korean), english
        assert [c for c in korean if "가" <= c <= "힣" and ord(c) not in font] == [], english


def test_it_is_searched_in_both_languages():
    assert [term[0] for term in glossary.find("Vanishing").terms] == ["vanishing gradient"]
    assert "forget gate" in [term[0] for term in glossary.find("게이트").terms]
    assert repr(glossary.find("quark")) == "No such term."
    assert len(glossary.find().terms) == len(glossary.TERMS)
