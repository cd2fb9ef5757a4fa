"""Lesson 8, search: how likely a sequence is, and the next step of several."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(8)


def _scored():
    rng = _rng()
    for length, count in ((2, 3), (1, 2), (4, 3), (5, 6)):
        yield 2 * rng.normal(size=(length, count)), rng.integers(0, count, size=length)
    yield np.array([[900.0, 899.0], [0.0, 60.0]]), np.array([1, 0])
    yield np.array([[0.0, 1.5, -1.0], [0.5, 0.0, 2.0]]), np.array([1, 0])
    yield np.array([[900.0, 899.0], [880.0, 882.0]]), np.array([1, 0])
    yield np.array([[5000.0, 4998.0, 0.0], [-3000.0, -3001.0, -3000.5]]), np.array([1, 2])
    yield rng.normal(size=(400, 20)), rng.integers(0, 20, size=400)  # a product of these is 0
    yield np.array([[0.0, 4000.0], [2.0, 1.0]]), np.array([0, 1])  # one probability is 0 for the machine


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


def _log_p(logits, axis=1):
    return logits - np.logaddexp.reduce(logits, axis=axis, keepdims=True)


def _of(table, ids):
    return table[np.arange(len(ids)), ids]


@sequence_log_p.mistake("You add up scores. They become log-probabilities only when they are normalised.")
def _(logits, ids):
    return _of(logits, ids).sum()


@sequence_log_p.mistake("That is the probability. Asked for is its logarithm.")
def _(logits, ids):
    return np.exp(_of(_log_p(logits), ids).sum())


@sequence_log_p.mistake("That is the mean over the letters. The log-probability of the whole is the sum.")
def _(logits, ids):
    return _of(_log_p(logits), ids).mean()


@sequence_log_p.mistake("You follow the likeliest letters, not those of ids.")
def _(logits, ids):
    return _log_p(logits).max(axis=1).sum()


@sequence_log_p.mistake("The sign: a log-probability is negative. With the minus it is a loss.")
def _(logits, ids):
    return -_of(_log_p(logits), ids).sum()


@sequence_log_p.mistake("The first letter is left out. It has a probability, too.")
def _(logits, ids):
    return _of(_log_p(logits), ids)[1:].sum()


@sequence_log_p.mistake("Row t already holds the scores of letter t. You take those of the letter after it.")
def _(logits, ids):
    return _of(_log_p(logits)[:-1], ids[1:]).sum()


@sequence_log_p.mistake("The product of many probabilities is 0 for the machine. Add logarithms instead.")
def _(logits, ids):
    with np.errstate(all="ignore"):
        return np.log(np.prod(np.exp(_of(_log_p(logits), ids))))


@sequence_log_p.mistake(
    "The tiny number inside your logarithm hides how unlikely a letter is. Do without it."
)
def _(logits, ids):
    return np.log(np.exp(_of(_log_p(logits), ids)) + 1e-12).sum()


@sequence_log_p.mistake("A letter far behind has the probability 0 for the machine. Subtract logarithms.")
def _(logits, ids):
    with np.errstate(divide="ignore"):
        return np.log(_of(np.exp(_log_p(logits)), ids)).sum()


@sequence_log_p.mistake("Your softmax runs over the steps. Each step shares out over the letters.")
def _(logits, ids):
    return _of(_log_p(logits, axis=0), ids).sum()


@sequence_log_p.mistake("One softmax over the whole table. Each step has one of its own.")
def _(logits, ids):
    return _of(logits - np.logaddexp.reduce(logits, axis=None), ids).sum()


@sequence_log_p.mistake(
    "You subtract the largest score of all steps: rows far below it become 0. Take each row's."
)
def _(logits, ids):
    with np.errstate(all="ignore"):
        p = np.exp(logits - logits.max())
        return np.log(_of(p / p.sum(axis=1, keepdims=True), ids)).sum()


@sequence_log_p.mistake("You take all of ids at each step. Step t has letter ids[t] alone.")
def _(logits, ids):
    return _log_p(logits)[:, ids].sum()


@sequence_log_p.mistake("That is a logarithm to the base 2. The natural one is meant.")
def _(logits, ids):
    return _of(_log_p(logits), ids).sum() / np.log(2)


@sequence_log_p.mistake(
    "You subtract each row's largest score and stop. The logarithm of the sum is missing."
)
def _(logits, ids):
    return _of(logits - logits.max(axis=1, keepdims=True), ids).sum()


@sequence_log_p.mistake("e to a large score overflows: subtract the largest score of each row first.")
def _(logits, ids):
    with np.errstate(all="ignore"):
        p = np.exp(logits)
        return np.log(_of(p / p.sum(axis=1, keepdims=True), ids)).sum()


@sequence_log_p.mistake(
    "The sum of your exponentials overflows. np.logaddexp.reduce gives its logarithm for any scores."
)
def _(logits, ids):
    with np.errstate(all="ignore"):
        return _of(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), ids).sum()


@sequence_log_p.mistake(
    "One largest score for all rows: far below it all exponentials of a row are 0. Take each row's own."
)
def _(logits, ids):
    with np.errstate(all="ignore"):
        moved = logits - logits.max()
        return _of(moved - np.log(np.exp(moved).sum(axis=1, keepdims=True)), ids).sum()


def _beams():
    rng = _rng()
    first = np.log([[0.5, 0.3, 0.2], [0.04, 0.06, 0.9]])
    yield np.log([0.6, 0.4]), first, np.array([False, False])
    yield np.log([0.45, 0.55]), first, np.array([False, True])
    yield np.log([0.2, 0.5, 0.3]), np.log(rng.dirichlet(np.ones(5), size=3)), np.array([True, False, False])
    yield (
        np.log([0.9, 0.05, 0.03, 0.02]),
        np.log(rng.dirichlet(8 * np.ones(6), size=4)),
        np.zeros(4, bool),
    )
    yield np.log([0.4, 0.6]), np.log(rng.dirichlet(np.ones(4), size=2)), np.array([True, True])
    yield (
        np.log([0.3, 0.4, 0.3001]),
        np.log(rng.dirichlet(0.5 * np.ones(7), size=3)),
        np.array([False, True, False]),
    )
    yield (  # the ended one falls out
        np.log([0.8, 0.01, 0.19]),
        np.log([[0.1, 0.5, 0.4], [0.2, 0.2, 0.6], [0.3, 0.6, 0.1]]),
        np.array([False, True, False]),
    )
    yield (  # long beginnings, far below one that has ended
        np.array([-3.0, -250.0, -260.0]),
        np.log(rng.dirichlet(np.ones(4), size=3)),
        np.array([True, False, False]),
    )


@exercise(
    probes=lambda: list(_beams()),
    hints=(
        "Every beginning with every next letter: a table of k times as many sums as there are letters.",
        "In the row of a beginning that has ended, one entry is its own log-probability, the others -inf.",
        "np.argsort(-table, axis=None)[:k] are the best places in the flat table; np.unravel_index brings "
        "them back.",
    ),
    learned="You can search for the likeliest sequence, several beginnings at a time.",
)
def grow(log_p, step, ended):
    """Return (k, 2) whole numbers; log_p and ended are (k,), step is (k, letters)."""
    stays = np.where(np.arange(step.shape[1]) == 0, 0.0, -np.inf)
    totals = log_p[:, None] + np.where(ended[:, None], stays, step)
    best = np.argsort(-totals, axis=None)[: len(log_p)]
    return np.stack(np.unravel_index(best, totals.shape), axis=1)


def _totals(log_p, step, ended):
    stays = np.where(np.arange(step.shape[1]) == 0, 0.0, -np.inf)
    return log_p[:, None] + np.where(ended[:, None], stays, step)


def _best(totals, k):
    return np.stack(np.unravel_index(np.argsort(-totals, axis=None, kind="stable")[:k], totals.shape), axis=1)


@grow.mistake("Each of your beginnings keeps one child: that is greedy search, k times side by side.")
def _(log_p, step, ended):
    totals = _totals(log_p, step, ended)
    order = np.argsort(-totals.max(axis=1))
    return np.stack([order, totals.argmax(axis=1)[order]], axis=1)


@grow.mistake("Only the best beginning grows in yours. The others have children, too.")
def _(log_p, step, ended):
    best = log_p.argmax()
    letters = np.argsort(-step[best])[: len(log_p)]
    return np.stack([np.full(len(letters), best), letters], axis=1)


@grow.mistake("How likely the beginning was is left out: add log_p of the beginning to each letter's.")
def _(log_p, step, ended):
    return _best(_totals(0 * log_p, step, ended), len(log_p))


@grow.mistake("The right pairs, the other way round: the beginning comes first, then the letter.")
def _(log_p, step, ended):
    return grow.reference(log_p, step, ended)[:, ::-1]


@grow.mistake("The right pairs, the unlikeliest of them first. The best comes first.")
def _(log_p, step, ended):
    return grow.reference(log_p, step, ended)[::-1]


@grow.mistake("Beginnings that have ended grow in yours. Each of them stays one candidate.")
def _(log_p, step, ended):
    return _best(log_p[:, None] + step, len(log_p))


@grow.mistake("To one that has ended you add letter 0 once more. It keeps its own log-probability.")
def _(log_p, step, ended):
    later = np.arange(step.shape[1]) > 0
    return _best(log_p[:, None] + np.where(ended[:, None] & later, -np.inf, step), len(log_p))


@grow.mistake("You put those that have ended first. Rank all candidates by their log-probability.")
def _(log_p, step, ended):
    totals = _totals(log_p, step, ended)
    return _best(totals + np.where(ended, 1e6, 0.0)[:, None], len(log_p))


@grow.mistake("Those that have ended always keep their place in yours. Likelier candidates push them out.")
def _(log_p, step, ended):
    totals = _totals(log_p, step, ended)
    best = _best(totals + np.where(ended, 1e6, 0.0)[:, None], len(log_p))
    return best[np.argsort(-totals[tuple(best.T)], kind="stable")]


@grow.mistake(
    "What must not be chosen is only unlikely in yours, and long beginnings are so, too: take -inf."
)
def _(log_p, step, ended):
    totals = _totals(log_p, step, ended)
    return _best(np.maximum(totals, np.where(ended, log_p - 100, -np.inf)[:, None]), len(log_p))


@grow.mistake("Those that grow are judged by their last letter alone: add the beginning's log_p to it.")
def _(log_p, step, ended):
    return _best(np.where(ended[:, None], _totals(log_p, step, ended), step), len(log_p))


@grow.mistake("One that has ended is there once for each letter in yours. It is one candidate.")
def _(log_p, step, ended):
    found = _best(log_p[:, None] + np.where(ended[:, None], 0.0, step), len(log_p))
    found[ended[found[:, 0]], 1] = 0
    return found


@grow.mistake("One that has ended goes on with every letter in yours. It is one candidate, with letter 0.")
def _(log_p, step, ended):
    return _best(log_p[:, None] + np.where(ended[:, None], 0.0, step), len(log_p))


@grow.mistake("One that has ended has probability 1 in yours. It keeps its own.")
def _(log_p, step, ended):
    totals = _totals(log_p, step, ended)
    return _best(totals - np.where(ended, log_p, 0.0)[:, None], len(log_p))


@grow.mistake("One that has ended stands at the last letter in yours. Write it as letter 0.")
def _(log_p, step, ended):
    totals = _totals(log_p, step, ended)
    return _best(np.where(ended[:, None], totals[:, ::-1], totals), len(log_p))


@grow.mistake("You add probabilities. Multiply them, or add their logarithms.")
def _(log_p, step, ended):
    with np.errstate(divide="ignore"):
        p = np.exp(log_p)[:, None]
        stays = np.where(np.arange(step.shape[1]) == 0, p, 0.0)
        return _best(np.where(ended[:, None], stays, p + np.exp(step)), len(log_p))


@grow.mistake("Beginnings that have ended are thrown away. They may still be the best.")
def _(log_p, step, ended):
    return _best(np.where(ended[:, None], -1e9, log_p[:, None] + step), len(log_p))


@grow.mistake("The right pairs, in the order of their beginnings. The best comes first.")
def _(log_p, step, ended):
    found = grow.reference(log_p, step, ended)
    return found[np.lexsort((found[:, 1], found[:, 0]))]


@grow.mistake(
    "The place in the flat table is taken apart by k. A row has as many entries as there are letters."
)
def _(log_p, step, ended):
    best = np.argsort(-_totals(log_p, step, ended), axis=None)[: len(log_p)]
    return np.stack([best // len(log_p), best % len(log_p)], axis=1)
