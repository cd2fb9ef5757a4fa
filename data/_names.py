"""Spell place names in one small alphabet: A to Z, a to z, space, hyphen and apostrophe."""

import re
import unicodedata
from collections import Counter

IN_ALPHABET = re.compile(r"[A-Za-z '-]+")

# Letters that Unicode does not take apart into a plain letter and a mark.
WHOLE_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D"}
    | {"ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe"}
    | dict.fromkeys("’‘ʼʻ", "'")
)

HANGUL = re.compile("[가-힣]+")
# special city, metropolitan city, city, county, town, village
KIND_OF_PLACE = re.compile("(?<=..)(특별시|광역시|시|군|읍|리)$")

INITIALS = "g kk n d tt r m b pp s ss  j jj ch k t p h".split(" ")  # the twelfth is silent
VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(" ")
# Syllables of Korean place names end in one of six consonants, or in none.
FINALS = {0: "", 1: "k", 4: "n", 8: "l", 16: "m", 17: "p", 21: "ng"}
# Where two syllables meet, sounds change: k + n is spoken and written ngn.
MEETINGS = (
    {("k", ""): "g", ("p", ""): "b", ("l", ""): "r"}
    | {("k", "n"): "ngn", ("k", "m"): "ngm", ("k", "r"): "ngn"}
    | {("p", "n"): "mn", ("p", "m"): "mm", ("p", "r"): "mn"}
    | {("n", "r"): "ll", ("l", "n"): "ll", ("l", "r"): "ll"}
    | {("m", "r"): "mn", ("ng", "r"): "ngn"}
)


def plain(name: str) -> str:
    """Return the name without marks on its letters: Łódź becomes Lodz.

    What has no plain counterpart (a digit, a bracket) stays as it is.
    """
    letters = unicodedata.normalize("NFKD", name.translate(WHOLE_LETTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def hangul_name(spellings: list[str]) -> str:
    """Return the most frequent Hangul spelling among a place's names, without the word for city or county."""
    names = Counter(KIND_OF_PLACE.sub("", s) for s in spellings if HANGUL.fullmatch(s))
    return max(names, key=names.get, default="")


def romanise(hangul: str) -> str:
    """Return a Korean place name in the Revised Romanization: 강릉 becomes Gangneung."""
    latin, final = "", ""
    for syllable in hangul:
        # Unicode orders the syllables: 19 initials, each with 21 vowels, each with 28 finals.
        rest, last = divmod(ord(syllable) - ord("가"), 28)
        first, vowel = divmod(rest, 21)
        initial = INITIALS[first]
        latin += MEETINGS.get((final, initial), final + initial) + VOWELS[vowel]
        final = FINALS[last]
    return (latin + final).capitalize()
