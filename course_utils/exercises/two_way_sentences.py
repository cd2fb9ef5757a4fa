"""Sentences for the build of lesson 2, in which what comes after a word decides its tag."""

import numpy as np

from course_utils.sequences import Vocabulary, encode_all

_NOUNS, _VERBS = ("book", "work", "watch", "light"), ("book", "work", "watch", "light", "see")
_BETWEEN = ("first", "only", "long")  # adjective or adverb


def _sentence(rng):
    """Return a sentence as (word, tag): 'that', 'her' and others are decided by what comes after them."""
    subject = [[(rng.choice(["we", "they"]), "pronoun")], [("that", "pronoun")], _thing(rng)]
    target = [[], [(rng.choice(["her", "that"]), "pronoun")], _thing(rng)]
    place = [("at", "preposition"), (rng.choice(["night", "noon"]), "noun")]
    words = subject[rng.choice(3, p=(0.5, 0.15, 0.35))]
    words = [*words, *[(rng.choice(_BETWEEN), "adverb")] * (rng.random() < 0.3)]
    words += [(rng.choice(_VERBS), "verb"), *target[rng.choice(3, p=(0.25, 0.35, 0.4))]]
    return (*words, *(place if rng.random() < 0.3 else ()))


def _thing(rng):
    words = [(rng.choice(["her", "that", "my", "the"], p=(0.3, 0.3, 0.2, 0.2)), "determiner")]
    words += [(rng.choice(_BETWEEN), "adjective")] * (rng.random() < 0.4)
    return [*words, (rng.choice(_NOUNS), "noun")]


def corpus(seed=202, count=520, hidden=160):
    """Return sentences to learn from and sentences kept back: inputs, targets and mask of each."""
    rng, sentences = np.random.default_rng(seed), {}
    while len(sentences) < count:
        words, tags = zip(*((str(word), tag) for word, tag in _sentence(rng)), strict=True)
        sentences.setdefault(words, tags)
    vocabulary = Vocabulary(word for words in sentences for word in words)
    classes = Vocabulary(tag for tags in sentences.values() for tag in tags)
    xs, _, mask = encode_all(list(sentences), vocabulary)
    _, targets, _ = encode_all(list(sentences.values()), classes)
    for some in (slice(count - hidden), slice(count - hidden, None)):
        yield xs[:, some], targets[:, some], mask[:, some]
