"""Lesson 8: padding, teacher forcing, beam search, and attention: weights, gradient, mask and scale."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(8)


def _softmax(scores, axis=-1):
    grown = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return grown / grown.sum(axis=axis, keepdims=True)


def _padded_states():
    rng = _rng()
    for lengths, units in (((1, 2), 1), ((3, 1), 2), ((2, 4, 1), 3), ((5, 3, 4, 2), 2)):
        yield rng.normal(size=(max(lengths) + 1, len(lengths), units)), np.array(lengths)


@exercise(
    probes=lambda: list(_padded_states()),
    hints=(
        "A sequence of length 3 has its steps in rows 0, 1 and 2.",
        "One row for each sequence: indices for the first axis and indices for the second, of one length.",
        "hs[lengths - 1, np.arange(batch)] takes one state from each column.",
    ),
    learned="You can read a batch of unequal lengths without reading padding.",
)
def last_states(hs, lengths):
    """Return (batch, units); hs is (seq_len, batch, units), lengths (batch,) counts real steps."""
    return hs[lengths - 1, np.arange(len(lengths))]


@last_states.mistake("That is the last row for all: for short sequences it is padding.")
def _(hs, lengths):
    return hs[-1]


@last_states.mistake("One step too late: Python counts from 0, so step number 3 stands in row 2.")
def _(hs, lengths):
    return hs[lengths, np.arange(len(lengths))]


@last_states.mistake("You take whole rows, for every length all sequences. Pair each row with its column.")
def _(hs, lengths):
    return hs[lengths - 1]


@last_states.mistake("That is the mean over the real steps. Only the last of them is asked for.")
def _(hs, lengths):
    mask = (np.arange(len(hs))[:, None] < lengths)[:, :, None]
    return (hs * mask).sum(axis=0) / lengths[:, None]


@exercise(
    probes=lambda: [
        (_rng().integers(1, 9, size=shape), start) for shape, start in (((2, 1), 0), ((4, 2), 0), ((5, 3), 9))
    ],
    hints=(
        "When letter t is to be written, what has been written before it?",
        "The first row holds the start sign, one for each sequence.",
        "All rows but the last of the targets come behind it: np.vstack joins rows.",
    ),
    learned="You can feed a decoder for training: the right letters, one step late.",
)
def shifted(targets, start):
    """Return (out_len, batch) numbers; targets is (out_len, batch), start a number."""
    first = np.full((1, targets.shape[1]), start)
    return np.vstack([first, targets[:-1]])


@shifted.mistake("You feed the very letter that is to be written: the decoder need only copy it.")
def _(targets, start):
    return targets.copy()


@shifted.mistake("Shifted the wrong way: the decoder would see the letter after the one it is to write.")
def _(targets, start):
    return np.vstack([targets[1:], np.full((1, targets.shape[1]), start)])


@shifted.mistake("One row too many: the last letter is never fed, since nothing is written after it.")
def _(targets, start):
    return np.vstack([np.full((1, targets.shape[1]), start), targets])


@shifted.mistake("np.roll brings the last letter to the front. The first row should be the start sign.")
def _(targets, start):
    return np.roll(targets, 1, axis=0)


def _beams():
    rng = _rng()
    yield np.log([0.6, 0.4]), np.log([[0.5, 0.3, 0.2], [0.05, 0.05, 0.9]])
    yield np.log([0.8, 0.15, 0.05]), np.log([[0.4, 0.35, 0.25], [0.4, 0.3, 0.3], [0.5, 0.3, 0.2]])
    for k, letters in ((2, 4), (3, 4), (3, 6)):
        log_p = np.sort(np.log(rng.dirichlet(np.ones(k))))[::-1]
        yield log_p, np.log(rng.dirichlet(0.5 * np.ones(letters), size=k))


def _best(totals, k):
    return np.stack(np.unravel_index(np.argsort(-totals, axis=None)[:k], totals.shape), axis=1)


@exercise(
    probes=lambda: list(_beams()),
    hints=(
        "Every beginning with every next letter: a table of k times as many sums as there are letters.",
        "Log-probabilities of a sequence add up: log_p[:, None] + step.",
        "np.argsort(-table, axis=None)[:k] are the best places in the flat table; np.unravel_index brings "
        "them back.",
    ),
    learned="You can search for the likeliest sequence, several beginnings at a time.",
)
def grow(log_p, step):
    """Return (k, 2) whole numbers; log_p is (k,), step is (k, letters)."""
    totals = log_p[:, None] + step
    best = np.argsort(-totals, axis=None)[: len(log_p)]
    return np.stack(np.unravel_index(best, totals.shape), axis=1)


@grow.mistake("Each of your beginnings keeps one child: that is greedy search, k times side by side.")
def _(log_p, step):
    return np.stack([np.arange(len(log_p)), step.argmax(axis=1)], axis=1)


@grow.mistake("How likely the beginning was is left out: add log_p of the beginning to each letter's.")
def _(log_p, step):
    return _best(step, len(log_p))


@grow.mistake("These are the unlikeliest: argsort begins with the smallest.")
def _(log_p, step):
    return _best(-(log_p[:, None] + step), len(log_p))


@grow.mistake("You multiply log-probabilities. Probabilities multiply, their logarithms add.")
def _(log_p, step):
    return _best(log_p[:, None] * step, len(log_p))


@grow.mistake("The right pairs, the other way round: the beginning comes first, then the letter.")
def _(log_p, step):
    return _best(log_p[:, None] + step, len(log_p))[:, ::-1]


def _scored():
    rng = _rng()
    for length, count in ((1, 2), (2, 3), (4, 3), (5, 6)):
        yield 2 * rng.normal(size=(length, count)), rng.integers(0, count, size=length)
    yield np.array([[900.0, 899.0], [0.0, 60.0]]), np.array([1, 0])


@exercise(
    probes=lambda: list(_scored()),
    hints=(
        "First the log-probabilities of all letters: logits minus the logarithm of the sum of their "
        "exponentials.",
        "Then at each step the one of the letter in ids: table[np.arange(len(ids)), ids].",
        "The logarithm of a product is a sum.",
    ),
    learned="You can tell how likely a network finds any sequence.",
)
def sequence_log_p(logits, ids):
    """Return a number; logits is (out_len, letters), ids (out_len,)."""
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    return log_p[np.arange(len(ids)), ids].sum()


@sequence_log_p.mistake("You add up scores. They become log-probabilities only when they are normalised.")
def _(logits, ids):
    return logits[np.arange(len(ids)), ids].sum()


@sequence_log_p.mistake("That is the probability. Asked for is its logarithm.")
def _(logits, ids):
    return _softmax(logits)[np.arange(len(ids)), ids].prod()


@sequence_log_p.mistake("That is the mean a letter. The log-probability of the whole is the sum.")
def _(logits, ids):
    return np.log(_softmax(logits)[np.arange(len(ids)), ids]).mean()


@sequence_log_p.mistake("You follow the likeliest letters, not those of ids.")
def _(logits, ids):
    return np.log(_softmax(logits).max(axis=1)).sum()


@sequence_log_p.mistake("The sign: a log-probability is negative. With the minus it is a loss.")
def _(logits, ids):
    return -np.log(_softmax(logits)[np.arange(len(ids)), ids]).sum()


def _masked():
    rng = _rng()
    for out_len, lengths in ((1, (2, 1)), (2, (3, 1)), (3, (1, 4, 2)), (2, (5, 3))):
        mask = np.arange(max(lengths)) < np.array(lengths)[:, None]
        yield 2 * rng.normal(size=(out_len, len(lengths), max(lengths))), mask
    yield np.array([[[901.0, 900.0, 0.0]]]), np.array([[True, True, False]])
    yield np.array([[[1.0, 5000.0, 2.0, 0.5]]]), np.array([[True, False, True, True]])


@exercise(
    probes=lambda: list(_masked()),
    hints=(
        "Padding must have no share in the sum, either. What must a score be for e to the score to be 0?",
        "np.where(mask, scores, -np.inf): the mask lacks the first axis, and NumPy adds it by itself.",
        "Subtract the largest score, exponentiate, divide by the sum over the last axis.",
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


@masked_weights.mistake("Padding gets nothing, but the rest no longer sums to one: mask before the softmax.")
def _(scores, mask):
    return _softmax(scores) * mask


@masked_weights.mistake("The mask is not used: padding gets a share.")
def _(scores, mask):
    return _softmax(scores)


@masked_weights.mistake("Your softmax runs over the letters written. Each letter shares out over the words.")
def _(scores, mask):
    return _softmax(np.where(mask, scores, -1e9), axis=0) * mask


@masked_weights.mistake("The mask is turned round: only padding is looked at.")
def _(scores, mask):
    return _softmax(np.where(mask, -1e9, scores))


@masked_weights.mistake("e to a large score overflows: subtract the largest score first.")
def _(scores, mask):
    with np.errstate(over="ignore", invalid="ignore"):
        grown = np.exp(np.where(mask, scores, -np.inf))
        return grown / grown.sum(axis=2, keepdims=True)


def _weighted():
    rng = _rng()
    for shape in ((1, 1, 2), (2, 1, 3), (2, 3, 4), (4, 2, 5)):
        yield _softmax(2 * rng.normal(size=shape)), rng.normal(size=shape)


@exercise(
    probes=lambda: list(_weighted()),
    hints=(
        "Raising one score raises its own weight and lowers all others of the same letter.",
        "de_s = a_s (da_s - mean), where the mean is taken by the weights.",
        "(weights * da).sum(axis=2, keepdims=True): over the words, for each letter by itself.",
    ),
    learned="You can take a gradient back through a softmax.",
)
def score_gradient(weights, da):
    """Return dL/dscores; weights and da are (out_len, batch, seq_len)."""
    return weights * (da - (weights * da).sum(axis=2, keepdims=True))


@score_gradient.mistake("What a score takes from the *other* weights is left out: subtract the mean.")
def _(weights, da):
    return weights * da


@score_gradient.mistake("That is a (1 - a) da, each weight by itself: right for a sigmoid, not here.")
def _(weights, da):
    return weights * (1 - weights) * da


@score_gradient.mistake("Your mean is the plain one. It has to be taken by the weights.")
def _(weights, da):
    return weights * (da - da.mean(axis=2, keepdims=True))


@score_gradient.mistake("Your sum runs over the letters. Each letter has a softmax of its own, over words.")
def _(weights, da):
    return weights * (da - (weights * da).sum(axis=0, keepdims=True))


@score_gradient.mistake("The mean is subtracted, but the factor before the bracket is missing.")
def _(weights, da):
    return da - (weights * da).sum(axis=2, keepdims=True)


@exercise(
    probes=lambda: [(2,), (3,), (5,)],
    hints=(
        "Write it down for T = 3, a row for each position that asks.",
        "Position t may look at s if s is not after t.",
        "np.tril keeps a table's lower triangle, the diagonal included.",
    ),
    learned="You can train on all positions at once without letting any see its future.",
)
def causal_mask(T):
    """Return (T, T) of bool: rows ask, columns are looked at."""
    return np.tril(np.ones((T, T), bool))


@causal_mask.mistake("Turned over: each position may look at itself and the future.")
def _(T):
    return np.triu(np.ones((T, T), bool))


@causal_mask.mistake("A position may look at itself, too; and the first has nothing else to look at.")
def _(T):
    return np.tril(np.ones((T, T), bool), k=-1)


@causal_mask.mistake("Each position looks at itself alone: nothing is mixed.")
def _(T):
    return np.eye(T, dtype=bool)


@causal_mask.mistake("Nothing is forbidden: each position may look at the future.")
def _(T):
    return np.ones((T, T), bool)


@exercise(
    probes=lambda: [(4, False), (4, True), (9, False), (64, True), (64, False), (10, False)],
    hints=(
        "A product of two independent numbers with mean 0 and variance 1 has mean 0 and variance 1.",
        "Variances of independent terms add: what is the variance of a sum of d?",
        "The standard deviation is the root of the variance; dividing by a number divides it.",
    ),
    learned="You can say why scores are scaled: their spread does not grow with the size of the query.",
)
def score_spread(d, scaled):
    """Return a number; d is the size of a query, scaled a bool."""
    return 1.0 if scaled else np.sqrt(d)


@score_spread.mistake("That is the variance. The standard deviation is its root.")
def _(d, scaled):
    return 1.0 if scaled else float(d)


@score_spread.mistake("Scaled, you divide by d. Divided is by its root, and the spread becomes 1.")
def _(d, scaled):
    return 1 / np.sqrt(d) if scaled else np.sqrt(d)


@score_spread.mistake("You scale in both cases.")
def _(d, scaled):
    return 1.0


@score_spread.mistake("You scale in neither case.")
def _(d, scaled):
    return np.sqrt(d)
