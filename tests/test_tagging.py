"""Tagged corpora as numbers, and what counting alone can do with them."""

import numpy as np
import pytest

from course_utils.sequences import tagging

NAMES = pytest.mark.parametrize("name", ["pos_en", "pos_ko"])


@NAMES
def test_numbers_say_what_the_text_says(name):
    corpus = tagging.corpus(name)
    for i in range(0, len(corpus.words), 25):
        n = len(corpus.words[i])
        assert np.array_equal(corpus.encode(corpus.words[i])[:, 0], corpus.xs[:n, i])
        assert corpus.vocabulary.decode(corpus.xs[:n, i].argmax(axis=1)) == corpus.words[i]
        assert corpus.classes.decode(corpus.targets[:n, i]) == corpus.tags[i]
        assert corpus.mask[:n, i].all() and not corpus.mask[n:, i].any()
    assert np.array_equal(corpus.xs.sum(axis=2), corpus.mask)


@NAMES
def test_training_sees_no_held_out_sentence(name):
    corpus = tagging.corpus(name)
    xs, targets, mask = corpus.known
    assert xs.shape[1] + len(corpus.new) == len(corpus.words)
    new = {corpus.xs[:, i].tobytes() for i in corpus.new}
    assert not any(xs[:, k].tobytes() in new for k in range(xs.shape[1]))


@NAMES
def test_counting_fails_on_ambiguous_words_alone_and_less_with_one_word_more(name):
    corpus = tagging.corpus(name)
    alone, rest = tagging.score(corpus, tagging.most_frequent(corpus))
    two, rest_of_two = tagging.score(corpus, tagging.most_frequent(corpus, seen=2))
    assert alone < 0.7 < two < 0.95 and rest == rest_of_two == 1
    three, four = (tagging.score(corpus, tagging.most_frequent(corpus, seen))[0] for seen in (3, 4))
    assert two <= three < two + 0.03 and abs(four - three) < 0.01
    assert tagging.score(corpus, [corpus.tags[i] for i in corpus.new]) == (1, 1)


def test_the_next_word_is_the_target_and_the_end_has_a_number_of_its_own():
    english = tagging.corpus("pos_en")
    xs, targets, mask = english.next_words
    read, end = english.known, len(english.vocabulary)
    assert np.array_equal(xs, read[0]) and np.array_equal(mask, read[2])
    lengths = mask.sum(axis=0)
    for sentence, n in enumerate(lengths):
        assert targets[: n - 1, sentence].tolist() == xs[1:n, sentence].argmax(axis=-1).tolist()
        assert targets[n - 1, sentence] == end


def test_counting_never_looks_at_held_out_tags():
    corpus = tagging.corpus("pos_en")
    i = int(corpus.new[0])
    spoiled = [["noun"] * len(tags) if k == i else tags for k, tags in enumerate(corpus.tags)]
    other = tagging.Corpus(**{**vars(corpus), "tags": spoiled})
    assert tagging.most_frequent(other, 2) == tagging.most_frequent(corpus, 2)


def test_pairs_write_what_they_have_seen_and_are_seldom_in_order():
    english = tagging.corpus("pos_en")
    known = [words for words, out in zip(english.words, english.held_out, strict=True) if not out]
    pairs = {pair for words in known for pair in zip(["", *words], [*words, ""], strict=True)}
    for seed in range(5):
        written = tagging.written_by_pairs(english, 200, seed)
        for words in map(str.split, written):
            ended = [""] if len(words) < 10 else []
            assert set(zip(["", *words], [*words, *ended], strict=False)) <= pairs and 0 < len(words) <= 10
        assert 0.25 < tagging.in_order(english, written) < 0.5
        assert 0 < tagging.copies(english, written) < tagging.in_order(english, written)


def test_a_sentence_is_in_order_if_some_tags_of_its_words_are():
    english = tagging.corpus("pos_en")
    assert tagging.in_order(english, map(" ".join, english.words)) == 1
    assert (
        tagging.in_order(english, ["I study at night", "our long was good", "the later walk is new"]) == 2 / 3
    )
    assert tagging.copies(english, ["I study at night", "night at study I"]) == 0.5
