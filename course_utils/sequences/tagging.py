"""Tagged corpora: sentences with a part of speech for every word, as text and as numbers; and a baseline."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import product

import numpy as np

from course_utils.sequences.symbols import Vocabulary, encode_all, one_hot
from course_utils.sequences.tables import load


@dataclass(frozen=True)
class Corpus:
    """Sentences in the order of their file; see `corpus`."""

    words: list  # one list of str a sentence
    tags: list  # likewise
    held_out: np.ndarray  # (sentences,), True for those kept from training
    vocabulary: Vocabulary  # of the words
    classes: Vocabulary  # of the tags
    xs: np.ndarray  # (seq_len, sentences, words in the vocabulary), one-hot, padded with zeros
    targets: np.ndarray  # (seq_len, sentences), numbers of the tags
    mask: np.ndarray  # (seq_len, sentences), True where there is a word

    @property
    def known(self):
        """(xs, targets, mask) of the sentences for training."""
        return tuple(part[:, ~self.held_out] for part in (self.xs, self.targets, self.mask))

    @property
    def next_words(self):
        """(xs, targets, mask) of the sentences for training, where each word's target is the word after it.

        The end of a sentence is a class of its own, numbered after all words.
        """
        xs, _, mask = self.known
        targets = np.full(mask.shape, len(self.vocabulary))
        targets[:-1] = np.where(mask[1:], xs[1:].argmax(axis=-1), len(self.vocabulary))
        return xs, targets, mask

    @property
    def new(self):
        """The numbers of the held-out sentences, (held out,)."""
        return np.flatnonzero(self.held_out)

    def encode(self, words):
        """Return a list of known words as input, shape (seq_len, 1, words in the vocabulary)."""
        return one_hot(self.vocabulary.encode(words), len(self.vocabulary))[:, None]


def corpus(name):
    """Return the tagged corpus ``name``, "pos_en" or "pos_ko", as a `Corpus`."""
    table = load(name)
    words, tags = ([line.split() for line in table[column]] for column in ("words", "tags"))
    vocabulary, classes = (Vocabulary(one for line in lists for one in line) for lists in (words, tags))
    xs, _, mask = encode_all(words, vocabulary)
    _, targets, _ = encode_all(tags, classes)
    return Corpus(words, tags, table["split"] == "test", vocabulary, classes, xs, targets, mask)


def most_frequent(corpus, seen=1):
    """Guess the tags of held-out sentences by counting in the known ones: one list of tags a sentence.

    `seen` says how many words count: the word itself, and those before it. If they do not occur together in
    any known sentence, one word fewer decides, and so on.
    """
    counts = _counts(corpus, seen)
    guesses = []
    for i in corpus.new:
        tallies = [
            next(counts[context[k:]] for k in range(len(context)) if counts[context[k:]])
            for context in _contexts(corpus.words[i], seen)
        ]
        guesses.append([tally.most_common(1)[0][0] for tally in tallies])
    return guesses


def score(corpus, guesses):
    """Return the share of right tags in held-out sentences: among ambiguous words, and among the others.

    A word is ambiguous if it has more than one tag in the known sentences; `guesses` holds one list of tags a
    held-out sentence.
    """
    counts, marks = _counts(corpus, 1), {True: [], False: []}
    for i, guessed in zip(corpus.new, guesses, strict=True):
        for word, tag, guess in zip(corpus.words[i], corpus.tags[i], guessed, strict=True):
            marks[len(counts[word,]) > 1].append(tag == guess)
    return float(np.mean(marks[True])), float(np.mean(marks[False]))


def _counts(corpus, seen):
    """Count the tags of the known sentences by the word alone, and with one or more of those before it."""
    counts = defaultdict(Counter)
    for words, tags, held_out in zip(corpus.words, corpus.tags, corpus.held_out, strict=True):
        for context, tag in () if held_out else zip(_contexts(words, seen), tags, strict=True):
            for k in range(len(context)):
                counts[context[k:]][tag] += 1
    return counts


def _contexts(words, seen):
    return [tuple(words[max(0, i + 1 - seen) : i + 1]) for i in range(len(words))]


def written_by_pairs(corpus, count, seed=1):
    """Return sentences that a table of pairs writes: each word is drawn from those seen after the one before.

    A sentence is a text; it begins and ends as known ones do, or is cut off after ten words.
    """
    known = [words for words, held_out in zip(corpus.words, corpus.held_out, strict=True) if not held_out]
    after, rng, sentences = defaultdict(list), np.random.default_rng(seed), []
    for words in known:
        for word, following in zip(["", *words], [*words, ""], strict=True):
            after[word].append(following)
    for _ in range(count):
        words = [rng.choice(after[""])]
        while len(words) < 10 and (word := rng.choice(after[words[-1]])):
            words.append(word)
        sentences.append(" ".join(words))
    return sentences


def in_order(corpus, sentences):
    """Return the share of sentences that can be tagged in an order that some sentence of the corpus has.

    They are texts; a word can have any tag that it has somewhere in the corpus.
    """
    orders, tags_of = set(map(tuple, corpus.tags)), defaultdict(set)
    for words, tags in zip(corpus.words, corpus.tags, strict=True):
        for word, tag in zip(words, tags, strict=True):
            tags_of[word].add(tag)
    possible = (product(*(tags_of[word] for word in sentence.split())) for sentence in sentences)
    return float(np.mean([not orders.isdisjoint(tags) for tags in possible]))


def copies(corpus, sentences):
    """Return the share of sentences, texts, that stand in the corpus word for word."""
    return float(np.mean([sentence in set(map(" ".join, corpus.words)) for sentence in sentences]))
