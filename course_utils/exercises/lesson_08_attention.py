"""Lesson 8, attention: weights with padding, masks, and what it costs."""

import math

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(8)


def _softmax(scores, axis=-1):
    grown = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return grown / grown.sum(axis=axis, keepdims=True)


def _masked():
    rng = _rng()
    for out_len, lengths in ((2, (3, 1)), (1, (2, 1)), (3, (1, 4, 2)), (2, (5, 3))):
        mask = np.arange(max(lengths)) < np.array(lengths)[:, None]
        yield 2 * rng.normal(size=(out_len, len(lengths), max(lengths))), mask
    yield rng.normal(size=(2, 1, 4)), np.array([[False, True, False, True]])
    yield np.array([[[901.0, 900.0, 0.0]]]), np.array([[True, True, False]])
    yield np.array([[[1.0, 5e10, 2.0, 0.5]]]), np.array([[True, False, True, True]])
    yield np.array([[[-900.0, -901.0, 0.0]], [[-20.0, -21.0, 3.0]]]), np.array([[True, True, False]])


@exercise(
    probes=lambda: list(_masked()),
    hints=(
        "Padding must have no share in the sum, either. What must a score be for e to the score to be 0?",
        "np.where(mask, scores, -np.inf): the mask lacks the first axis, and NumPy adds it by itself.",
        "Subtract the largest score of a word, exponentiate, divide by the sum over the last axis.",
    ),
    learned="You can let a decoder look at words, and never at padding.",
)
def masked_weights(scores, mask):
    """Return (out_len, batch, seq_len); mask is (batch, seq_len), true where a word stands."""
    scores = np.where(mask, scores, -np.inf)
    grown = np.exp(scores - scores.max(axis=2, keepdims=True))
    return grown / grown.sum(axis=2, keepdims=True)


@masked_weights.mistake("A score of 0 is no ban: e to the 0 is 1. Padding needs minus infinity.")
def _(scores, mask):
    return _softmax(np.where(mask, scores, 0.0))


@masked_weights.mistake("Your score for padding isn't low enough: where all words score low it gets a share.")
def _(scores, mask):
    return _softmax(np.where(mask, scores, -10.0))


@masked_weights.mistake("-100 is a score that words may have, too. Padding needs minus infinity.")
def _(scores, mask):
    return _softmax(np.where(mask, scores, -100.0))


@masked_weights.mistake(
    "You subtract a large number from padding's scores. A larger score survives that: put -inf."
)
def _(scores, mask):
    return _softmax(scores - 1e9 * ~mask)


@masked_weights.mistake("You subtract the largest score of the whole table: rows far below it become 0 / 0.")
def _(scores, mask):
    with np.errstate(all="ignore"):
        grown = np.exp(np.where(mask, scores, -np.inf) - scores.max(where=mask[None], initial=-np.inf))
        return grown / grown.sum(axis=2, keepdims=True)


@masked_weights.mistake("Your softmax runs over the sentences. Each letter shares out over its own words.")
def _(scores, mask):
    return _softmax(np.where(mask, scores, -1e300), axis=1) * mask


@masked_weights.mistake(
    "Your softmax runs over all letters of a sentence at once. Each has a softmax of its own."
)
def _(scores, mask):
    return _softmax(np.where(mask, scores, -np.inf), axis=(0, 2))


@masked_weights.mistake("You give the largest score's word all. A softmax shares out.")
def _(scores, mask):
    scores = np.where(mask, scores, -np.inf)
    return np.where(scores == scores.max(axis=2, keepdims=True), 1.0, 0.0)


@masked_weights.mistake("Padding gets nothing, but the rest no longer sums to one: mask before the softmax.")
def _(scores, mask):
    return _softmax(scores) * mask


@masked_weights.mistake("The mask is not used: padding gets a share.")
def _(scores, mask):
    return _softmax(scores)


@masked_weights.mistake("The scores are not used: every word gets the same.")
def _(scores, mask):
    return np.repeat((mask / mask.sum(axis=1, keepdims=True))[None], len(scores), axis=0)


@masked_weights.mistake("Your softmax runs over the letters written. Each letter shares out over the words.")
def _(scores, mask):
    return _softmax(scores, axis=0) * mask


@masked_weights.mistake("You count the words and take the first so many. Padding may stand anywhere.")
def _(scores, mask):
    first = np.arange(scores.shape[2]) < mask.sum(axis=1)[:, None]
    return _softmax(np.where(first, scores, -np.inf))


@masked_weights.mistake("The mask is turned round: only padding is looked at.")
def _(scores, mask):
    return _softmax(np.where(mask, -1e9, scores))


@masked_weights.mistake("e to a large score overflows: subtract the largest score first.")
def _(scores, mask):
    with np.errstate(all="ignore"):
        grown = np.exp(np.where(mask, scores, -np.inf))
        return grown / grown.sum(axis=2, keepdims=True)


@masked_weights.mistake(
    "You subtract the largest score of all. If it is padding's, every word underflows to 0."
)
def _(scores, mask):
    with np.errstate(all="ignore"):
        grown = np.exp(scores - scores.max(axis=2, keepdims=True)) * mask
        return grown / grown.sum(axis=2, keepdims=True)


def _readers():
    for lengths, seq_len, out_len in (((2,), 2, 2), ((2, 1), 2, 1), ((1, 3), 3, 2), ((4, 2, 3), 4, 3)):
        yield np.arange(seq_len)[:, None] < np.array(lengths), out_len


@exercise(
    probes=lambda: list(_readers()),
    hints=(
        "Write it down for two words and two letters, a row for each place that asks.",
        "Rows that ask are words or letters; columns that are looked at are words or letters: four blocks.",
        "Three blocks are all true or all false; the one of letters and letters is np.tril. Then padding.",
    ),
    learned="You can say who may look at whom, in one mask for readers and writers.",
)
def who_may_look(reads, out_len):
    """Return (T, batch, T) of bool, T = seq_len + out_len; reads is (seq_len, batch)."""
    seq_len, batch = reads.shape
    may = np.tril(np.ones((seq_len + out_len,) * 2, bool))
    may[:seq_len, :seq_len] = True
    real = np.vstack([reads, np.ones((out_len, batch), bool)])
    return may[:, None] & real.T


def _blocks(reads, out_len, words=None, down=None, up=None, letters=None, padding=True):
    """Return the mask with one of its four blocks otherwise."""
    seq_len, batch = reads.shape
    may = np.zeros((seq_len + out_len,) * 2, bool)
    may[:seq_len, :seq_len] = True if words is None else words
    may[:seq_len, seq_len:] = False if up is None else up
    may[seq_len:, :seq_len] = True if down is None else down
    may[seq_len:, seq_len:] = np.tril(np.ones((out_len, out_len), bool)) if letters is None else letters
    real = np.vstack([reads, np.ones((out_len, batch), bool)])
    return may[:, None] & (real.T if padding else True | real.T)


@who_may_look.mistake("That is the causal mask throughout. Words may look at the words after them, too.")
def _(reads, out_len):
    return _blocks(reads, out_len, words=np.tril(np.ones((len(reads), len(reads)), bool)))


@who_may_look.mistake("Letters look at letters after them in yours: they would see what they are to write.")
def _(reads, out_len):
    return _blocks(reads, out_len, letters=True)


@who_may_look.mistake("A letter may look at itself, too.")
def _(reads, out_len):
    return _blocks(reads, out_len, letters=np.tril(np.ones((out_len, out_len), bool), k=-1))


@who_may_look.mistake("Words look at letters in yours. No word may.")
def _(reads, out_len):
    return _blocks(reads, out_len, up=True)


@who_may_look.mistake("Padding is looked at in yours.")
def _(reads, out_len):
    return _blocks(reads, out_len, padding=False)


@who_may_look.mistake("Letters look at padding in yours. Nobody may.")
def _(reads, out_len):
    found = _blocks(reads, out_len)
    found[len(reads) :, :, : len(reads)] = True
    return found


@who_may_look.mistake("Words look at padding in yours. Nobody may.")
def _(reads, out_len):
    found = _blocks(reads, out_len)
    found[: len(reads), :, : len(reads)] = True
    return found


@who_may_look.mistake("All sequences get the padding of the first one. Each has its own.")
def _(reads, out_len):
    return _blocks(np.repeat(reads[:, :1], reads.shape[1], axis=1), out_len)


@who_may_look.mistake("You ban padding from looking. It must not be looked *at*.")
def _(reads, out_len):
    real = np.vstack([reads, np.ones((out_len, reads.shape[1]), bool)])
    return _blocks(reads, out_len, padding=False) & real[:, :, None]


@who_may_look.mistake("Rows of padding look nowhere in yours. Give them what other words have.")
def _(reads, out_len):
    real = np.vstack([reads, np.ones((out_len, reads.shape[1]), bool)])
    return _blocks(reads, out_len) & real[:, :, None]


@who_may_look.mistake("Your triangle is upside down: letters look at later letters, not at earlier ones.")
def _(reads, out_len):
    return _blocks(reads, out_len, letters=np.triu(np.ones((out_len, out_len), bool)))


@who_may_look.mistake("Letters look one letter too far ahead in yours.")
def _(reads, out_len):
    return _blocks(reads, out_len, letters=np.tril(np.ones((out_len, out_len), bool), k=1))


@who_may_look.mistake(
    "Letters look at words alone in yours. They may look at earlier letters and themselves, too."
)
def _(reads, out_len):
    return _blocks(reads, out_len, letters=False)


@who_may_look.mistake("A letter sees only itself among the letters. It may look at earlier ones, too.")
def _(reads, out_len):
    return _blocks(reads, out_len, letters=np.eye(out_len, dtype=bool))


@who_may_look.mistake("Letters don't look at the words in yours. They may look at all of them.")
def _(reads, out_len):
    return _blocks(reads, out_len, down=False)


@who_may_look.mistake("Words don't look at words in yours. They may look at all of them.")
def _(reads, out_len):
    return _blocks(reads, out_len, words=False)


@who_may_look.mistake(
    "Everybody looks at everybody in yours, but for padding. What did letters have to wait for?"
)
def _(reads, out_len):
    return _blocks(reads, out_len, up=True, letters=True)


@who_may_look.mistake("True marks what is forbidden in yours. It should mark what may be looked at.")
def _(reads, out_len):
    return ~who_may_look.reference(reads, out_len)


@who_may_look.mistake("Rows and columns are exchanged. Rows ask, columns are looked at.")
def _(reads, out_len):
    return who_may_look.reference(reads, out_len).transpose(2, 1, 0)


@exercise(
    probes=lambda: [(48, 96), (1, 1), (64, 64), (512, 2048), (10, 3), (4096, 16384)],
    hints=(
        "Looking costs 2 T times units. The rest is four maps and two.",
        "When is 2 T units more than 4 units² + 2 units wide? Divide by what both have.",
        "More than, not as much as: the first T above that.",
    ),
    learned="You can say from which length on the square in attention's cost tells.",
)
def square_takes_over(units, wide):
    """Return the smallest T at which looking needs more multiplications than the rest of the block."""
    return 2 * units + wide + 1


@square_takes_over.mistake(
    "At that T both need the same. Asked for is the first T at which looking needs more."
)
def _(units, wide):
    return 2 * units + wide


@square_takes_over.mistake(
    "You count the feed-forward network's maps once. There are two: out to wide, and back."
)
def _(units, wide):
    return 2 * units + wide // 2 + 1


@square_takes_over.mistake("You count the scores alone. The mean of the values costs as much again.")
def _(units, wide):
    return 4 * units + 2 * wide + 1


@square_takes_over.mistake(
    "You count three maps of units by units. The matrix that joins the heads is the fourth."
)
def _(units, wide):
    return (3 * units + 2 * wide) // 2 + 1


@square_takes_over.mistake("The feed-forward network is left out.")
def _(units, wide):
    return 2 * units + 1


@square_takes_over.mistake(
    "The maps of the look are left out: three for the roles, one that joins the heads."
)
def _(units, wide):
    return wide + 1


@square_takes_over.mistake(
    "You set the look of all places, T², against the rest at one place. Count both at one."
)
def _(units, wide):
    return math.isqrt(2 * units + wide) + 1


@square_takes_over.mistake(
    "You count two maps of units by units. There are four: W_q, W_k, W_v and the joining matrix."
)
def _(units, wide):
    return units + wide + 1


@square_takes_over.mistake("The feed-forward network's maps are units × wide, not wide × wide.")
def _(units, wide):
    return (4 * units**2 + 2 * wide**2) // (2 * units) + 1


@square_takes_over.mistake("The feed-forward network's maps are units × wide, not units × units.")
def _(units, wide):
    return 3 * units + 1


@square_takes_over.mistake(
    "Yours is one too far: there the look needs more, and one step before it does, too."
)
def _(units, wide):
    return 2 * units + wide + 2


@square_takes_over.mistake("You take `wide` for twice the units. It is given, and may be anything.")
def _(units, wide):
    return 4 * units + 1
