"""Sentences whose answer hangs on a word far back: the **boy** walked home and ... washed **his** hands.

The grammar of lesson 4, in English and in Korean: there the start settles the form of the last verb.
"""

from types import SimpleNamespace

import numpy as np

from course_utils.sequences.symbols import Vocabulary, one_hot

STARTS = ("the boy", "the girl")
PHRASES = ("walked home and", "fed the cat and", "read a book and", "made some tea and", "sang a song and")
LAST, ANSWERS = "washed", ("his", "her")
FACT = 1  # the place of the word that decides, in English
WORDS = Vocabulary(" ".join((*STARTS, *PHRASES, LAST)).split())
_KOREAN = ("집에 가서", "책을 읽고", "차를 마시고", "고양이를 돌보고", "노래를 부르고")


def _grammar(starts, phrases, last, answers):
    words = Vocabulary(" ".join((*starts, *phrases, last)).split())
    return SimpleNamespace(starts=starts, phrases=phrases, last=last, answers=answers, words=words)


LANGUAGES = {
    "English": _grammar(STARTS, PHRASES, LAST, ANSWERS),
    "Korean": _grammar(("할머니께서", "동생이"), _KOREAN, "일찍", ("주무셨다", "잤다")),
}


def sentences(distance, count, rng, language="English"):
    """Return sentences in which the fact lies `distance` words before the answer's place, and the answers.

    Words (seq_len, count); whole numbers (count,): 0 where the boy, 1 where the girl washed.
    """
    grammar = LANGUAGES[language]
    answers, columns = rng.integers(0, 2, count), []
    for answer in answers:
        some = [grammar.phrases[k] for k in rng.integers(0, len(grammar.phrases), distance)]
        between = " ".join(some).split()[: distance - 1]
        columns.append([*grammar.starts[answer].split(), *between, grammar.last])
    return np.array(columns).T, answers


def encoded(words, language="English"):
    """Return words (seq_len, count) as vectors (seq_len, count, len(WORDS)), in every language."""
    known = LANGUAGES[language].words
    return one_hot(np.stack([known.encode(row) for row in words]), len(WORDS))
