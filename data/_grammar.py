"""Write the tagged sentences: two small grammars of our own, English and Korean.

A *form* is a list of slots; a slot lists phrases and then their tags, as in 'at night, at noon/preposition
noun'; a sentence takes one phrase from each slot. Many words have two or three possible tags (watch, to;
이, 차): the words before them always decide which, never those after.

The tokens are words. Korean words are those of school grammar (학교 문법): a particle (조사) is a word of its
own, an ending (어미) is part of its verb or adjective. The style is the informal one (해체).
"""

import hashlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path

OURS = ("I study at night", "나 는 밤 에 공부해")  # the lesson's own sentences are always held out
HELD_OUT = 4  # one sentence of a form in so many

Form = tuple[int, list[str]]  # how many sentences are taken at most, and the slots


def english() -> list[Form]:
    """Return the English forms."""
    acts = "study, work, walk, rest, dance, talk, dream"
    handles = "watch, plan, film, answer, call, book"
    who, whose = "I, we, you, they/pronoun", "the, my, your, our/determiner"
    act, handle = f"{acts}/verb", f"{handles}/verb"
    deed, thing = (
        f"{acts}, {handles}, can, will/noun",
        "watch, plan, film, call, book, walk, dance, talk/noun",
    )
    when = "at night, at noon, after lunch, before work, after school/preposition noun"
    may, was, fine = "can, will, must/auxiliary", "is, was/verb", "good, bad, new/adjective"
    return [
        (40, [who, act, when]),
        (40, [who, handle, whose, thing]),
        (32, [who, may, act, when]),
        (32, [who, may, handle, whose, thing]),
        (40, [whose, deed, was, fine]),
        # 'only', 'first' and 'later' don't tell whether a noun or a verb is to come; the word before does
        (48, [who, "only, first, later/adverb", act, when]),
        (48, [whose, "only, first, later/adjective", deed, was, fine]),
        (16, [who, "often, always/adverb", act, when]),
        (16, [whose, "long, daily/adjective", deed, was, fine]),
        # nor does 'to'
        (32, [who, "want to, hope to, plan to/verb particle", act, when]),
        (32, [who, "go to, walk to, drive to/verb preposition", "work, school, town/noun", when]),
    ]


def korean() -> list[Form]:
    """Return the Korean forms."""
    who, this = "나 는, 너 는, 우리 는/pronoun particle", "이/determiner"
    when = "밤 에, 낮 에, 아침 에, 저녁 에, 주말 에/noun particle"
    act = "공부해, 일해, 운동해, 쉬어, 자, 놀아/verb"
    states = [
        "물, 손, 발, 방, 바람, 국, 공기/차", "약, 커피, 풀, 차/써", "국, 김치, 물, 라면/짜",
        "배, 수박, 감, 사과/달아", "차, 집, 산, 책, 자, 공/커", "차, 책, 집, 옷, 모자, 약/비싸",
    ]  # fmt: skip
    deeds = [
        "공/차", "모자, 글, 돈, 약/써", "계획, 옷/짜", "종, 단추, 이름/달아", "숙제, 일, 운동/해",
        "차, 책, 자, 옷, 약, 배, 공/사", "해, 차, 책, 산, 배/봐", "책, 글/읽어", "물, 차, 커피/마셔",
    ]  # fmt: skip
    forms = [(40, [who, when, act]), (16, [who, "집 에, 학교 에, 산 에/noun particle", "가, 와/verb"])]
    for state in states:
        clause = _clause(state, "이", "가", "adjective")
        forms += [(9, clause), (9, [this, *clause])]
    for deed in deeds:
        clause = _clause(deed, "을", "를", "verb")
        forms += [(9, [who, *clause]), (9, [who, this, *clause])]
    forms += [(9, [who, *_clause("손, 발, 방/차", "이", "가", "adjective")])]
    forms += [(9, [who, when, this, *_clause("책, 글/읽어", "을", "를", "verb")])]
    forms += [(9, _clause("친구, 형, 차/와", "이", "가", "verb"))]
    forms += [(9, [who, *_clause(only, "만", "만", "verb")]) for only in ("물, 커피/마셔", "책, 글/읽어")]
    return forms + [
        (9, [who, "만/determiner", "원 을/noun particle", "내, 받아, 써/verb"]),
        (9, [who, "친구 와, 형 과/noun particle", "같이/adverb", act]),
        (9, [who, "같이/adverb", act]),
        (9, [who, "새, 말, 차, 바람/noun", "같이/particle", "빨라/adjective"]),
        (
            9,
            [who, "보다/adverb", "큰, 좋은/adjective", "책 을, 차 를, 집 을/noun particle", "사/verb"],
        ),
        (9, [who, "새, 말, 형, 친구/noun", "보다/particle", "빨라/adjective"]),
    ]


def _clause(nouns_and_end: str, after_consonant: str, after_vowel: str, tag: str) -> list[str]:
    """Return two slots: nouns, each with the particle that fits its last sound, and one last word.

    Such as '물, 커피/차', 이 and 가, the particle's two forms, and the tag of the last word.
    """
    nouns, end = nouns_and_end.split("/")
    closed = {noun: (ord(noun[-1]) - ord("가")) % 28 > 0 for noun in nouns.split(", ")}
    pairs = ", ".join(f"{noun} {after_consonant if closed[noun] else after_vowel}" for noun in closed)
    return [f"{pairs}/noun particle", f"{end}/{tag}"]


def sentences(forms: list[Form]) -> Iterator[list[str]]:
    """Return words, tags and split of the sentences taken, in the order of their forms.

    What is taken and what is held out is drawn by SHA-256, so it is the same on every machine and for ever.
    """
    taken = set()
    for most, slots in forms:
        listed = [slot.split("/") for slot in slots]
        options = [[(phrase, tags) for phrase in phrases.split(", ")] for phrases, tags in listed]
        drawn = [
            (" ".join(phrase for phrase, _ in parts), " ".join(tags for _, tags in parts))
            for parts in product(*options)
        ]
        drawn.sort(key=lambda one: (one[0] not in OURS, hashlib.sha256(one[0].encode()).hexdigest()))
        for number, (words, tags) in enumerate(drawn[:most], start=1):
            if words not in taken:
                taken.add(words)
                held_out = words in OURS or number % HELD_OUT == 0
                yield [words, tags, "test" if held_out else "train"]


def pos_en(wheels: Path) -> Iterator[list[str]]:
    """Return English sentences with the part of speech of every word; `wheels` is not used."""
    return sentences(english())


def pos_ko(wheels: Path) -> Iterator[list[str]]:
    """Return Korean sentences with the part of speech of every word; `wheels` is not used."""
    return sentences(korean())
