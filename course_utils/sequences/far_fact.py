"""Sentences whose answer hangs on a word far back: the **boy** walked home and ... washed **his** hands.

The grammar of lesson 4, in English, for what is recorded of it.
"""

import numpy as np

from course_utils.sequences.symbols import Vocabulary, one_hot

STARTS = ("the boy", "the girl")
PHRASES = ("walked home and", "fed the cat and", "read a book and", "made some tea and", "sang a song and")
LAST, ANSWERS = "washed", ("his", "her")
FACT = 1  # the place of the word that decides
WORDS = Vocabulary(" ".join((*STARTS, *PHRASES, LAST)).split())


def sentences(distance, count, rng):
    """Return sentences in which the fact lies `distance` words before the answer's place, and the answers.

    Words (distance + 2, count); whole numbers (count,): 0 where the boy, 1 where the girl washed.
    """
    answers, columns = rng.integers(0, 2, count), []
    for answer in answers:
        some = [PHRASES[k] for k in rng.integers(0, len(PHRASES), distance)]
        between = " ".join(some).split()[: distance - 1]
        columns.append([*STARTS[answer].split(), *between, LAST])
    return np.array(columns).T, answers


def encoded(words):
    """Return words (seq_len, count) as vectors (seq_len, count, len(WORDS))."""
    return one_hot(np.stack([WORDS.encode(row) for row in words]), len(WORDS))
