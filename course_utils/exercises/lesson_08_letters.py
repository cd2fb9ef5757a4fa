"""Lesson 8, letter by letter: teacher forcing, whose digit it is, the likeliest sequence."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(8)


@exercise(
    probes=lambda: [
        (_rng().integers(1, 9, size=shape), start) for shape, start in (((3, 1), 0), ((4, 2), 0), ((5, 3), 9))
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


@shifted.mistake("Only the first row is changed. The other rows have to come one step later, too.")
def _(targets, start):
    return np.vstack([np.full((1, targets.shape[1]), start), targets[1:]])


@shifted.mistake("Shifted the wrong way: the decoder would see the letter after the one it is to write.")
def _(targets, start):
    return np.vstack([targets[1:], np.full((1, targets.shape[1]), start)])


@shifted.mistake("One row too many: the last letter is never fed, since nothing is written after it.")
def _(targets, start):
    return np.vstack([np.full((1, targets.shape[1]), start), targets])


@shifted.mistake("np.roll brings the last letter to the front. The first row should be the start sign.")
def _(targets, start):
    return np.roll(targets, 1, axis=0)


@shifted.mistake("The first row is 0, whatever the start sign is.")
def _(targets, start):
    return np.vstack([0 * targets[:1], targets[:-1]])


@shifted.mistake("You shift from one sequence to the next. Time is the first axis.")
def _(targets, start):
    return np.hstack([np.full((len(targets), 1), start), targets[:, :-1]])


@exercise(
    probes=lambda: [
        (text.split(),)
        for text in (
            "seven",
            "four double seven one",
            "triple oh two",
            "double three double eight",
            "one triple four five double six nine",
            "nine two triple five",
            "two two seven double two",
        )
    ],
    hints=(
        "Go through the words with their places: enumerate(words).",
        "double and triple add nothing themselves. They say how often the place of the next word counts.",
        "Keep that number in a variable, and set it back to 1 after each digit.",
    ),
    learned="You can write down an alignment, the thing that attention finds by itself.",
)
def word_of_digit(words):
    """Return a list of whole numbers, one for each digit."""
    places, times = [], 1
    for place, word in enumerate(words):
        if word in ("double", "triple"):
            times = 2 if word == "double" else 3
        else:
            places += times * [place]
            times = 1
    return places


_TIMES = {"double": 2, "triple": 3}


def _said(words, counted=None, again=lambda times: times, place=lambda place, times: place):
    """Return the answer with one thing done otherwise."""
    found, times = [], 1
    for i, word in enumerate(words):
        if word in _TIMES:
            times = (counted or _TIMES)[word]
        else:
            found += [place(i, times)] * again(times)
            times = 1
    return found


@word_of_digit.mistake("These are places of double and triple. The word after them names the digit.")
def _(words):
    return _said(words, place=lambda place, times: place - (times > 1))


@word_of_digit.mistake("You count from 1. Here the first word has place 0.")
def _(words):
    return _said(words, place=lambda place, times: place + 1)


@word_of_digit.mistake("Each word that names a digit is there once. After double it stands for two digits.")
def _(words):
    return _said(words, again=lambda times: 1)


@word_of_digit.mistake("A triple stands for three digits, not for two.")
def _(words):
    return _said(words, counted={"double": 2, "triple": 2})


@word_of_digit.mistake("Yours has one place for each word. double and triple are no digits themselves.")
def _(words):
    return list(range(len(words)))


@word_of_digit.mistake("After a double or triple all later digits are repeated, too. It holds for one digit.")
def _(words):
    found, times = [], 1
    for place, word in enumerate(words):
        times = _TIMES.get(word, times)
        found += [place] * times if word not in _TIMES else []
    return found


@word_of_digit.mistake("These are places among the digits' own words. double and triple count as words, too.")
def _(words):
    return [place for place, times in enumerate(_each(words)) for _ in range(times)]


def _each(words):
    """Return for each word that names a digit how often it counts."""
    times = 1
    for word in words:
        if word not in _TIMES:
            yield times
        times = _TIMES.get(word, 1)


def _scored():
    rng = _rng()
    for length, count in ((2, 3), (1, 2), (4, 3), (5, 6)):
        yield 2 * rng.normal(size=(length, count)), rng.integers(0, count, size=length)
    yield np.array([[900.0, 899.0], [0.0, 60.0]]), np.array([1, 0])
    yield np.array([[5000.0, 4998.0, 0.0], [-3000.0, -3001.0, -3000.5]]), np.array([1, 2])
    yield rng.normal(size=(400, 20)), rng.integers(0, 20, size=400)  # a product of these is 0


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


@sequence_log_p.mistake("e to a large score overflows: subtract the largest score of each row first.")
def _(logits, ids):
    with np.errstate(all="ignore"):
        p = np.exp(logits)
        return np.log(_of(p / p.sum(axis=1, keepdims=True), ids)).sum()


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
