"""Lesson 8: each declared mistake as three people might write it, under the beginning of its sentence."""

import numpy as np
import torch

# ---- shifted -------------------------------------------------------------------------------------


def by_rows(row):
    """Return an answer that fills row after row: row(targets, start, t)."""
    return lambda y, start: np.array([np.broadcast_to(row(y, start, t), y.shape[1]) for t in range(len(y))])


def first_alone(y, start):
    fed = y.copy()
    fed[0] = start
    return fed


def rolled_in_place(y, start):
    return np.take(y, np.arange(len(y)) - 1, axis=0)


def from_zeros(y, start):
    fed = np.zeros_like(y)
    fed[1:] = y[:-1]
    return fed


def next_sequence(y, start):
    fed = np.full_like(y, start)
    fed[:, 1:] = y[:, :-1]
    return fed


def next_column(y, start):
    fed = np.roll(y, 1, axis=1)
    fed[:, 0] = start
    return fed


# ---- word_of_digit -------------------------------------------------------------------------------

OFTEN = {"double": 2, "triple": 3}


def digits_said(words, often=OFTEN):
    """Return (place, times) for each word that names a digit."""
    return [(i, often.get(words[i - 1], 1) if i else 1) for i, word in enumerate(words) if word not in OFTEN]


def by_digits(place=lambda i, times: i, times=lambda n: n, often=OFTEN):
    return lambda words: [place(i, n) for i, n in digits_said(words, often) for _ in range(times(n))]


def by_arrays(place=lambda i, n: i, times=lambda n: n):
    def answer(words):
        pairs = np.array(digits_said(words))
        return np.repeat(place(pairs[:, 0], pairs[:, 1]), times(pairs[:, 1]))

    return answer


def by_words(step):
    """Return an answer that goes word by word: step(words, i) returns the places that a word adds."""
    return lambda words: [one for i in range(len(words)) for one in step(words, i)]


def before(words, i):
    return words[i - 1] if i else ""


def never_back(words):
    found, again = [], 1
    for i, word in enumerate(words):
        if word == "double":
            again = 2
        elif word == "triple":
            again = 3
        else:
            found.extend([i] * again)
    return found


def last_said(words, i):
    earlier = [OFTEN[word] for word in words[:i] if word in OFTEN]
    return [] if words[i] in OFTEN else [i] * (earlier[-1] if earlier else 1)


def half_known(known):
    """Return three answers that take the other of the two words for a digit."""
    often = OFTEN[known]

    def loop(words):
        found, again = [], 1
        for i, word in enumerate(words):
            if word == known:
                again = often
            else:
                found.extend([i] * again)
                again = 1
        return found

    return (
        loop,
        by_words(lambda w, i: [] if w[i] == known else [i] * (often if before(w, i) == known else 1)),
        lambda words: [
            i
            for i, word in enumerate(words)
            if word != known
            for _ in range(often if i and words[i - 1] == known else 1)
        ],
    )


def in_own_words(words):
    return [k for k, (_, times) in enumerate(digits_said(words)) for _ in range(times)]


def in_own_words_by_count(words):
    return [
        i - sum(word in OFTEN for word in words[:i]) for i, times in digits_said(words) for _ in range(times)
    ]


# ---- sequence_log_p and grow ---------------------------------------------------------------------


def logs(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def each(z, ids):
    return [z[t, k] for t, k in enumerate(ids)]


def chosen(z, ids):
    return np.take_along_axis(z, ids[:, None], axis=1)[:, 0]


def on_hot(z, ids):
    return (z * np.eye(z.shape[1])[ids]).sum(axis=1)


def unsafe(z, k):
    with np.errstate(all="ignore"):
        return np.log(chosen(np.exp(z), k) / np.exp(z).sum(axis=1)).sum()


def unsafe_rows(z, k):
    with np.errstate(all="ignore"):
        return sum(np.log(np.exp(row[one]) / np.exp(row).sum()) for row, one in zip(z, k, strict=True))


def unsafe_hot(z, k):
    with np.errstate(all="ignore"):
        e = np.exp(z)
        return np.log(chosen(e / e.sum(axis=1)[:, None], k)).sum()


def quietly(function, value):
    with np.errstate(all="ignore"):
        return function(value)


def shared_max(z):
    e = np.exp(z - z.max())
    return quietly(lambda total: e / total, e.sum(axis=1, keepdims=True))


def candidates(log_p, step, ended, grows=None):
    """Return all candidates as (log p, beginning, letter), the best first."""
    found = []
    for i, start in enumerate(log_p):
        if ended[i] and grows is None:
            found.append((start, i, 0))
        else:
            found += [(start + one, i, k) for k, one in enumerate(step[i])]
    return sorted(found, key=lambda one: -one[0])


def pairs(found, k):
    return np.array([one[1:] for one in found[:k]])


def one_child(log_p, step, ended):
    own = [max(one for one in candidates(log_p, step, ended) if one[1] == i) for i in range(len(log_p))]
    return pairs(sorted(own, reverse=True), len(log_p))


def one_child_each(log_p, step, ended):
    letter = np.where(ended, 0, step.argmax(axis=1))
    total = log_p + np.where(ended, 0, step.max(axis=1))
    order = np.argsort(total)[::-1]
    return np.column_stack([order, letter[order]])


def one_child_zip(log_p, step, ended):
    rows = [
        (p + (0 if e else s.max()), i, 0 if e else int(s.argmax()))
        for i, (p, s, e) in enumerate(zip(log_p, step, ended, strict=True))
    ]
    return np.array([row[1:] for row in sorted(rows)[::-1]])


def best_alone(log_p, step, ended):
    i = int(np.argmax(log_p))
    letters = np.argsort(-step[i])[: len(log_p)]
    return np.column_stack([np.full(len(letters), i), letters])


def best_row(log_p, step, ended):
    i = max(range(len(log_p)), key=lambda k: log_p[k])
    ranked = sorted(range(step.shape[1]), key=lambda k: -step[i, k])
    return np.array([[i, k] for k in ranked[: len(log_p)]])


def best_row_flat(log_p, step, ended):
    totals = np.where(np.arange(len(log_p))[:, None] == log_p.argmax(), log_p[:, None] + step, -1e9)
    flat = np.argsort(-totals, axis=None)[: len(log_p)]
    return np.array(np.divmod(flat, step.shape[1])).T


def flat(totals, k, by=None):
    order = np.argsort(-totals.ravel(), kind="stable")[:k]
    return np.array(np.divmod(order, by or totals.shape[1])).T


def tabled(log_p, step, ended):
    table = log_p[:, None] + step
    table[ended] = -np.inf
    table[ended, 0] = log_p[ended]
    return table


def with_rows(log_p, step, ended, end):
    """Return the table row by row; end(log p, row) is an ended one's value and its place."""
    rows = []
    for start, row, over in zip(log_p, step, ended, strict=True):
        if over:
            value, place = end(start, row)
            row = np.full(len(row), -1e12)
            row[place] = value
        else:
            row = row + start
        rows.append(row)
    return np.array(rows)


def ends(log_p, step, ended):
    found = flat(log_p[:, None] + step * ~ended[:, None], len(log_p))
    return np.column_stack([0 * found[:, 0], ended[found[:, 0]]]).astype(int)


def repeated_ends(log_p, step, ended):
    found = []
    for i, start in enumerate(log_p):
        for k in range(step.shape[1]):
            found.append((start if ended[i] else start + step[i, k], i, 0 if ended[i] else k))
    return pairs(sorted(found, key=lambda one: -one[0]), len(log_p))


def resorted(log_p, step, ended):
    return np.array(sorted(pairs(candidates(log_p, step, ended), len(log_p)).tolist()))


def keeping_ended(log_p, step, ended):
    """All that have ended, then the best of the others, in the order of their values."""
    kept = [(log_p[i], i, 0) for i in np.flatnonzero(ended)]
    others = [one for one in candidates(log_p, step, ended) if not ended[one[1]]]
    others.sort(key=lambda one: -one[0])
    return pairs(sorted(kept + others[: len(log_p) - len(kept)], key=lambda one: -one[0]), len(log_p))


def kept_and_filled(log_p, step, ended):
    table, places = tabled(log_p, step, ended), []
    alive = table[~ended].ravel()
    line = np.sort(alive)[::-1][: len(log_p) - ended.sum()]
    for i, k in zip(*np.unravel_index(np.argsort(-table, axis=None), table.shape), strict=True):
        if (ended[i] and k == 0) or (not ended[i] and table[i, k] in line):
            places.append((i, k))
    return np.array(places)


def going_on(log_p, step, ended):
    found = [
        (log_p[i] + (0 if ended[i] else step[i, k]), i, k)
        for i in range(len(log_p))
        for k in range(step.shape[1])
    ]
    return pairs(sorted(found, key=lambda one: -one[0]), len(log_p))


# ---- attention -----------------------------------------------------------------------------------


def soft(scores, axis=-1):
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def soft_rows(scores):
    """Softmax over the last axis, row by row."""
    return np.array([[soft(row) for row in one] for one in scores])


def low(number):
    return lambda s, m: soft(s + np.where(m, 0, number - s))


def no_shift(s, m):
    with np.errstate(all="ignore"):
        e = np.where(m, np.exp(s), 0)
        return e / e.sum(axis=-1, keepdims=True)


def no_shift_masked(s, m):
    with np.errstate(all="ignore"):
        e = np.zeros_like(s)
        np.copyto(e, np.exp(s), where=np.broadcast_to(m, s.shape))
        return e / e.sum(axis=2)[..., None]


def no_shift_rows(s, m):
    with np.errstate(all="ignore"):
        e = np.exp(np.where(m[None], s, -np.inf))
        return np.array([[row / row.sum() for row in one] for one in e])


def shifted_by_all(s, m):
    with np.errstate(all="ignore"):
        e = np.where(m, np.exp(s - s.max(axis=2, keepdims=True)), 0)
        return e / e.sum(axis=2, keepdims=True)


def renormalised(s, m):
    with np.errstate(all="ignore"):
        w = soft(s) * m
        return w / w.sum(axis=2, keepdims=True)


def shifted_rows(s, m):
    with np.errstate(all="ignore"):
        e = np.array([[np.exp(r - r.max()) * real for r, real in zip(one, m, strict=True)] for one in s])
        return e / e.sum(axis=-1, keepdims=True)


def cut(s, m):
    """Return weights of the first so many words, as many as there are."""
    out = np.zeros(s.shape)
    for b, count in enumerate(m.sum(axis=1)):
        out[:, b, :count] = soft(s[:, b, :count])
    return out


def in_front(m):
    return -np.sort(-m.astype(int), axis=1) == 1


def over_letters(s, m):
    e = np.exp(s - s.max(axis=0, keepdims=True)) * m
    total = e.sum(axis=0, keepdims=True)
    return np.divide(e, total, out=np.zeros_like(e), where=total > 0)


def one_max(s, m, largest):
    with np.errstate(all="ignore"):
        e = np.where(m, np.exp(np.where(m, s, 0) - largest), 0)
        return e / e.sum(axis=2, keepdims=True)


def over_axis(s, m, axis):
    s = np.where(m, s, -1e300)
    e = np.exp(s - s.max(axis=axis, keepdims=True)) * m
    total = e.sum(axis=axis, keepdims=True)
    return np.divide(e, total, out=np.zeros_like(e), where=total > 0)


def may(reads, out_len, rule):
    """Return the mask entry by entry: rule(t, s, words) for places, reads for padding."""
    n = len(reads)
    real = np.concatenate([reads, np.ones((out_len, reads.shape[1]), bool)])
    T = n + out_len
    out = np.zeros((T, reads.shape[1], T), bool)
    for t in range(T):
        for s in range(T):
            out[t, :, s] = rule(t, s, n) & real[s]
    return out


def by_rule(rule):
    return lambda reads, out_len: may(reads, out_len, rule)


def right_rule(t, s, n):
    return s < n or (t >= n and s <= t)


def joined(top, bottom, padding=True):
    """Return an answer from its four blocks: top and bottom give (words, letters) for (n, out_len)."""

    def answer(reads, out_len):
        n, batch = reads.shape
        square = np.vstack([np.hstack(top(n, out_len)), np.hstack(bottom(n, out_len))]).astype(bool)
        whole = np.repeat(square[:, None], batch, axis=1)
        if padding:
            whole[:, :, :n] &= reads.T
        return whole

    return answer


def full(rows, columns):
    return np.ones((rows, columns))


def none(rows, columns):
    return np.zeros((rows, columns))


def lower(n, k=0):
    return np.tril(full(n, n), k)


TOP = lambda n, m: (full(n, n), none(n, m))  # noqa: E731
BOTTOM = lambda n, m: (full(m, n), lower(m))  # noqa: E731


def through(change, rule=right_rule):
    return lambda reads, out_len: change(may(reads, out_len, rule))


def part_of_padding(banned):
    """Return three answers in which padding is banned only for places with banned(t, n)."""

    def each(reads, m):
        n = len(reads)
        ruled, free = may(reads, m, right_rule), may(np.ones_like(reads), m, right_rule)
        return np.array([ruled[t] if banned(t, n) else free[t] for t in range(n + m)])

    def chosen(reads, m):
        n = len(reads)
        places = np.array([banned(t, n) for t in range(n + m)])[:, None, None]
        return np.where(places, joined(TOP, BOTTOM)(reads, m), joined(TOP, BOTTOM)(reads | True, m))

    def by_entry(reads, m):
        n, T = len(reads), len(reads) + m
        out = np.zeros((T, reads.shape[1], T), bool)
        for t in range(T):
            for s in range(T):
                seen = reads[s] if s < n and banned(t, n) else True
                out[t, :, s] = seen & right_rule(t, s, n)
        return out

    return each, chosen, by_entry


def padding_asks(at):
    """Return three answers in which padding looks nowhere; `at` says whether it is banned as it should."""

    def asking(reads, m):
        return np.vstack([reads, np.ones((m, reads.shape[1]), bool)])[:, :, None]

    return (
        lambda reads, m: asking(reads, m) & may(reads if at else reads | True, m, right_rule),
        lambda reads, m: np.where(asking(reads, m), joined(TOP, BOTTOM, padding=at)(reads, m), False),
        lambda reads, m: may(reads if at else np.ones_like(reads), m, right_rule) * asking(reads, m),
    )


def counted(look, rest, more=True, of=lambda T: T):
    """Return three answers to where a look, per of(T), needs more than the rest."""

    def enough(T, u, w):
        return of(T) * look(u, w) > rest(u, w) if more else of(T) * look(u, w) >= rest(u, w)

    def one_by_one(units, wide):
        T = 1
        while not enough(T, units, wide):
            T += 1
        return T

    def halved(units, wide):
        low, high = 0, 10**7
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle, units, wide) else (middle, high)
        return high

    def in_strides(units, wide):
        T, stride = 0, 1 << 22
        while stride:
            while not enough(T + stride, units, wide):
                T += stride
            stride //= 2
        return T + 1

    return one_by_one, halved, in_strides


def weighted(mean, factor=True):
    return lambda a, da: (a if factor else 1) * (da - mean(a, da))


def running_through(targets, start):
    fed = targets.copy()
    fed[0] = start
    for t in range(1, len(fed)):
        fed[t] = fed[t - 1]
    return fed


DIGITS = "zero one two three four five six seven eight nine".split()


def without_oh(words):
    found, times = [], 1
    for i, word in enumerate(words):
        if word == "double":
            times = 2
        elif word == "triple":
            times = 3
        elif word in DIGITS:
            found.extend([i] * times)
            times = 1
    return found


def without_oh_lists(words):
    found, times = [], {"double": 2, "triple": 3}
    waiting = 1
    for i in range(len(words)):
        waiting = times.get(words[i], waiting)
        if words[i] in DIGITS:
            found, waiting = found + [i] * waiting, 1
    return found


def without_oh_while(words):
    found, i, times = [], 0, 1
    while i < len(words):
        if words[i] in ("double", "triple"):
            times = 2 + (words[i] == "triple")
        elif words[i] != "oh":
            found += [i for _ in range(times)]
            times = 1
        i += 1
    return found


def quiet(value):
    with np.errstate(all="ignore"):
        return value()


def top_taken(logits):
    moved = logits - np.max(logits)
    return moved - np.log(np.exp(moved).sum(axis=1))[:, None]


def by_autograd(weights, da):
    scores = torch.tensor(weights, requires_grad=True)
    (torch.softmax(scores, dim=2) * torch.tensor(da)).sum().backward()
    return scores.grad.numpy()


VARIANTS = {
    "shifted": {
        "The start sign runs through": (
            lambda y, s: np.zeros_like(y) + s,
            by_rows(lambda y, s, t: s + 0 * y[t]),
            running_through,
        ),
        "You feed the very": (lambda y, s: y, lambda y, s: 1 * y, by_rows(lambda y, s, t: y[t])),
        "Only the first row": (
            first_alone,
            by_rows(lambda y, s, t: y[t] if t else s),
            lambda y, s: np.where(np.arange(len(y))[:, None] == 0, s, y),
        ),
        "Shifted the wrong way": (
            by_rows(lambda y, s, t: y[t + 1] if t + 1 < len(y) else s),
            lambda y, s: np.concatenate([y[1:], 0 * y[:1] + s]),
            lambda y, s: np.append(y[1:], [[s] * y.shape[1]], axis=0),
        ),
        "One row too many": (
            lambda y, s: np.concatenate([0 * y[:1] + s, y]),
            lambda y, s: np.insert(y, 0, s, axis=0),
            lambda y, s: np.array([[s] * y.shape[1], *y.tolist()]),
        ),
        "np.roll brings": (
            rolled_in_place,
            by_rows(lambda y, s, t: y[t - 1]),
            lambda y, s: np.vstack([y[-1:], y[:-1]]),
        ),
        "The first row is 0": (
            from_zeros,
            lambda y, s: np.concatenate([np.zeros((1, y.shape[1]), int), y[:-1]]),
            lambda y, s: np.pad(y, ((1, 0), (0, 0)))[:-1],
        ),
        "You shift from one": (
            next_sequence,
            next_column,
            lambda y, s: np.array([[s, *row[:-1]] for row in y]),
        ),
    },
    "word_of_digit": {
        "You pass over *oh*": (without_oh, without_oh_lists, without_oh_while),
        "These are places of double": (
            by_digits(lambda i, n: i - 1 if n > 1 else i),
            by_arrays(lambda i, n: i - (n > 1)),
            by_words(
                lambda w, i: [i] * OFTEN[w[i]] if w[i] in OFTEN else [] if before(w, i) in OFTEN else [i]
            ),
        ),
        "You count from 1": (
            by_digits(lambda i, n: i + 1),
            by_arrays(lambda i, n: i + 1),
            by_words(lambda w, i: [] if w[i] in OFTEN else [i + 1] * OFTEN.get(before(w, i), 1)),
        ),
        "Each word that names": (
            by_digits(times=lambda n: 1),
            by_arrays(times=lambda n: 0 * n + 1),
            lambda words: [i for i, word in enumerate(words) if word not in ("double", "triple")],
        ),
        "A triple stands": (
            by_digits(times=lambda n: min(n, 2)),
            by_digits(often={"double": 2, "triple": 2}),
            by_arrays(times=lambda n: np.minimum(n, 2)),
        ),
        "You know *double*": half_known("double"),
        "You know *triple*": half_known("triple"),
        "A double stands for two digits, a triple": (
            by_digits(times=lambda n: n - 1 if n > 1 else 1),
            by_digits(often={"double": 1, "triple": 2}),
            by_arrays(times=lambda n: np.maximum(n - 1, 1)),
        ),
        "You count one digit too many": (
            by_digits(times=lambda n: n + 1 if n > 1 else n),
            by_digits(often={"double": 3, "triple": 4}),
            by_arrays(times=lambda n: n + (n > 1)),
        ),
        "words.index finds": (
            lambda words: [words.index(words[i]) for i in by_digits()(words)],
            by_words(lambda w, i: [] if w[i] in OFTEN else [w.index(w[i])] * OFTEN.get(before(w, i), 1)),
            lambda words: [
                list(words).index(w)
                for k, w in enumerate(words)
                if w not in OFTEN
                for _ in range(OFTEN.get(before(words, k), 1))
            ],
        ),
        "These are places of the word *after*": (
            by_digits(lambda i, n: i + 1 if n > 1 else i),
            by_arrays(lambda i, n: i + (n > 1)),
            by_words(
                lambda w, i: (
                    [] if w[i] in OFTEN else [i + 1] * OFTEN[w[i - 1]] if before(w, i) in OFTEN else [i]
                )
            ),
        ),
        "Yours has one place": (
            lambda words: np.arange(len(words)),
            lambda words: [i for i, _ in enumerate(words)],
            by_words(lambda w, i: [i]),
        ),
        "After a double": (
            never_back,
            by_words(last_said),
            lambda words: [one for i in range(len(words)) for one in last_said(words, i)],
        ),
        "These are places among": (
            in_own_words,
            in_own_words_by_count,
            lambda words: np.repeat(np.arange(len(digits_said(words))), [n for _, n in digits_said(words)]),
        ),
    },
    "masked_weights": {
        "-100 is a score": (
            low(-100),
            lambda s, m: soft_rows(np.where(m, s, -100)),
            lambda s, m: soft(s * m - 100 * ~m),
        ),
        "A score of 0": (lambda s, m: soft(s * m), low(0), lambda s, m: soft_rows(np.where(m[None], s, 0))),
        "Your score for padding": (
            low(-10),
            lambda s, m: soft(s * m - 10 * ~m),
            lambda s, m: soft_rows(np.where(m, s, -10)),
        ),
        "You subtract a large number": (
            lambda s, m: soft(s - 1e9 * (1 - m)),
            lambda s, m: soft(np.where(m, s, s - 1e8)),
            lambda s, m: soft_rows(s + -1e7 * ~m),
        ),
        "You subtract the largest score of the whole": (
            lambda s, m: one_max(s, m, s[np.broadcast_to(m, s.shape)].max()),
            lambda s, m: one_max(s, m, np.where(m, s, -1e300).max()),
            lambda s, m: one_max(s, m, max(v for row in s for v in row[m])),
        ),
        "Your softmax runs over the sentences": (
            lambda s, m: np.where(m, soft(np.where(m, s, -1e300), axis=1), 0),
            lambda s, m: over_axis(s, m, 1),
            lambda s, m: np.array([soft(np.where(m, one, -1e300), axis=0) * m for one in s]),
        ),
        "Your softmax runs over all letters": (
            lambda s, m: over_axis(s, m, (0, 2)),
            lambda s, m: soft(np.where(m, s, -np.inf), axis=(0, 2)),
            lambda s, m: np.stack(
                [
                    soft(np.where(m[b], s[:, b], -np.inf).ravel()).reshape(len(s), -1)
                    for b in range(s.shape[1])
                ],
                axis=1,
            ),
        ),
        "You give the largest": (
            lambda s, m: np.eye(s.shape[2])[np.where(m, s, -np.inf).argmax(axis=2)],
            lambda s, m: (np.where(m, s, -1e12).argmax(axis=2)[..., None] == np.arange(s.shape[2])) * 1.0,
            lambda s, m: soft(1e6 * np.where(m, s, -1e5)),
        ),
        "Padding gets nothing": (
            lambda s, m: np.where(m, soft(s), 0),
            lambda s, m: soft_rows(s) * m[None],
            lambda s, m: soft(s) * m.astype(float),
        ),
        "The mask is not": (lambda s, m: soft(s), lambda s, m: soft_rows(s), lambda s, m: soft(s - s.max())),
        "The scores are not": (
            lambda s, m: np.broadcast_to(m / m.sum(axis=1)[:, None], s.shape),
            lambda s, m: soft(np.where(m, 0 * s, -np.inf)),
            lambda s, m: np.stack([m / m.sum(axis=1, keepdims=True)] * len(s)),
        ),
        "Your softmax runs over the letters": (
            over_letters,
            lambda s, m: soft(s, 0) * m,
            lambda s, m: np.where(m, soft(s, axis=0), 0.0),
        ),
        "You count the words": (
            cut,
            lambda s, m: soft(np.where(in_front(m), s, -np.inf)),
            lambda s, m: soft_rows(np.where(in_front(m), s, -np.inf)),
        ),
        "The mask is turned": (
            lambda s, m: soft(np.where(~m, s, -1e9)),
            lambda s, m: soft(np.where(m == 0, s, -1e12)),
            lambda s, m: soft_rows(np.where(m, -1e9, s)),
        ),
        "e to a large": (no_shift, no_shift_masked, no_shift_rows),
        "You subtract the largest score of all.": (shifted_by_all, renormalised, shifted_rows),
    },
    "who_may_look": {
        "That is the causal": (
            by_rule(lambda t, s, n: s <= t),
            joined(lambda n, m: (lower(n), none(n, m)), BOTTOM),
            by_rule(lambda t, s, n: s <= t if t < n else right_rule(t, s, n)),
        ),
        "Letters look at letters": (
            joined(TOP, lambda n, m: (full(m, n), full(m, m))),
            by_rule(lambda t, s, n: s < n or t >= n),
            by_rule(lambda t, s, n: not (t < n and s >= n)),
        ),
        "A letter may look": (
            joined(TOP, lambda n, m: (full(m, n), lower(m, -1))),
            by_rule(lambda t, s, n: s < n or (t >= n and s < t)),
            by_rule(lambda t, s, n: right_rule(t, s, n) and not (s == t >= n)),
        ),
        "Words look at letters": (
            joined(lambda n, m: (full(n, n), full(n, m)), BOTTOM),
            by_rule(lambda t, s, n: t < n or s <= t),
            by_rule(lambda t, s, n: right_rule(t, s, n) or t < n),
        ),
        "Padding is looked": (
            joined(TOP, BOTTOM, padding=False),
            lambda reads, m: may(np.ones_like(reads), m, right_rule),
            lambda reads, m: joined(TOP, BOTTOM)(reads | True, m),
        ),
        "Letters look at padding": part_of_padding(lambda t, n: t < n),
        "Words look at padding": part_of_padding(lambda t, n: t >= n),
        "All sequences get": (
            lambda reads, m: joined(TOP, BOTTOM)(np.repeat(reads[:, :1], reads.shape[1], axis=1), m),
            lambda reads, m: may(reads[:, [0] * reads.shape[1]], m, right_rule),
            lambda reads, m: np.repeat(may(reads[:, :1], m, right_rule), reads.shape[1], axis=1),
        ),
        "You ban padding from looking": padding_asks(at=False),
        "Rows of padding look nowhere": padding_asks(at=True),
        "Your triangle": (
            joined(TOP, lambda n, m: (full(m, n), np.triu(full(m, m)))),
            by_rule(lambda t, s, n: s < n or (t >= n and s >= t)),
            joined(TOP, lambda n, m: (full(m, n), lower(m).T)),
        ),
        "Letters look one letter": (
            joined(TOP, lambda n, m: (full(m, n), lower(m, 1))),
            by_rule(lambda t, s, n: s < n or (t >= n and s <= t + 1)),
            by_rule(lambda t, s, n: right_rule(t, s, n) or s == t + 1 > n),
        ),
        "Letters look at words alone": (
            joined(TOP, lambda n, m: (full(m, n), none(m, m))),
            by_rule(lambda t, s, n: s < n),
            lambda reads, m: np.repeat(
                np.vstack([reads, np.zeros((m, reads.shape[1]), bool)]).T[None], len(reads) + m, axis=0
            ),
        ),
        "A letter sees only": (
            joined(TOP, lambda n, m: (full(m, n), np.eye(m))),
            by_rule(lambda t, s, n: s < n or t == s),
            by_rule(lambda t, s, n: right_rule(t, s, n) and (s < n or not s < t)),
        ),
        "Letters don't look": (
            joined(TOP, lambda n, m: (none(m, n), lower(m))),
            by_rule(lambda t, s, n: s < n if t < n else n <= s <= t),
            by_rule(lambda t, s, n: right_rule(t, s, n) and (t < n) == (s < n)),
        ),
        "Words don't look": (
            joined(lambda n, m: (none(n, n), none(n, m)), BOTTOM),
            by_rule(lambda t, s, n: t >= n and s <= t),
            by_rule(lambda t, s, n: right_rule(t, s, n) and t >= n),
        ),
        "Everybody looks": (
            joined(lambda n, m: (full(n, n), full(n, m)), lambda n, m: (full(m, n), full(m, m))),
            by_rule(lambda t, s, n: True),
            lambda reads, m: np.repeat(
                np.vstack([reads, np.ones((m, reads.shape[1]), bool)]).T[None], len(reads) + m, axis=0
            ),
        ),
        "True marks": (
            through(np.logical_not),
            lambda reads, m: ~joined(TOP, BOTTOM)(reads, m),
            through(lambda one: one == 0),
        ),
        "Rows and columns": (
            through(lambda one: one.transpose(2, 1, 0)),
            through(lambda one: np.swapaxes(one, 0, 2)),
            lambda reads, m: joined(TOP, BOTTOM)(reads, m).T,
        ),
    },
    "square_takes_over": {
        "You take `wide` for twice": counted(lambda u, w: 2 * u, lambda u, w: 4 * u * u + 2 * u * 2 * u),
        "At that T": counted(lambda u, w: 2 * u, lambda u, w: 4 * u * u + 2 * u * w, more=False),
        "You count the feed-forward": counted(lambda u, w: 2 * u, lambda u, w: 4 * u * u + u * w),
        "You count the scores": counted(lambda u, w: u, lambda u, w: 4 * u * u + 2 * u * w),
        "You count three": counted(lambda u, w: 2 * u, lambda u, w: 3 * u * u + 2 * u * w),
        "The feed-forward network is": counted(lambda u, w: 2 * u, lambda u, w: 4 * u * u),
        "The maps of the look": counted(lambda u, w: 2 * u, lambda u, w: 2 * u * w),
        "You set the look of all": counted(
            lambda u, w: 2 * u, lambda u, w: 4 * u * u + 2 * u * w, of=lambda T: T * T
        ),
        "You count two maps": counted(lambda u, w: 2 * u, lambda u, w: 2 * u * u + 2 * u * w),
        "The feed-forward network's maps are units × wide, not wide": counted(
            lambda u, w: 2 * u, lambda u, w: 4 * u * u + 2 * w * w
        ),
        "The feed-forward network's maps are units × wide, not units": counted(
            lambda u, w: 2 * u, lambda u, w: 6 * u * u
        ),
        "Yours is one too far": tuple(
            lambda u, w, one=one: one(u, w) + 1
            for one in counted(lambda u, w: 2 * u, lambda u, w: 4 * u * u + 2 * u * w)
        ),
    },
    "sequence_log_p": {
        "The sum of your exponentials": (
            lambda z, k: quiet(
                lambda: sum(row[i] - np.log(sum(np.exp(row))) for row, i in zip(z, k, strict=True))
            ),
            lambda z, k: quiet(lambda: chosen(z, k).sum() - np.log(np.exp(z).sum(axis=1)).sum()),
            lambda z, k: quiet(lambda: chosen(z - np.log(np.sum(np.exp(z), axis=1))[:, None], k).sum()),
        ),
        "One largest score for all rows": (
            lambda z, k: quiet(lambda: chosen(top_taken(z), k).sum()),
            lambda z, k: quiet(lambda: sum(row[i] for row, i in zip(top_taken(z), k, strict=True))),
            lambda z, k: quiet(
                lambda: sum(z[t, i] - z.max() - np.log(np.exp(z[t] - z.max()).sum()) for t, i in enumerate(k))
            ),
        ),
        "You add up scores": (
            lambda z, k: sum(each(z, k)),
            lambda z, k: chosen(z, k).sum(),
            lambda z, k: on_hot(z, k).sum(),
        ),
        "That is the probability": (
            lambda z, k: np.prod(np.exp(chosen(logs(z), k))),
            lambda z, k: np.exp(sum(each(logs(z), k))),
            lambda z, k: on_hot(np.exp(logs(z)), k).prod(),
        ),
        "That is the mean": (
            lambda z, k: np.mean(each(logs(z), k)),
            lambda z, k: chosen(logs(z), k).sum() / len(k),
            lambda z, k: on_hot(logs(z), k).mean(),
        ),
        "You follow": (
            lambda z, k: logs(z).max(axis=1).sum(),
            lambda z, k: sum(max(row) for row in logs(z)),
            lambda z, k: chosen(logs(z), z.argmax(axis=1)).sum(),
        ),
        "The sign": (
            lambda z, k: -sum(each(logs(z), k)),
            lambda z, k: -chosen(logs(z), k).sum(),
            lambda z, k: -on_hot(logs(z), k).sum(),
        ),
        "The first letter": (
            lambda z, k: sum(each(logs(z), k)[1:]),
            lambda z, k: chosen(logs(z[1:]), k[1:]).sum(),
            lambda z, k: on_hot(logs(z), k)[1:].sum(),
        ),
        "e to a large": (unsafe, unsafe_rows, unsafe_hot),
        "The product of many": (
            lambda z, k: quietly(np.log, np.prod(chosen(soft(z), k))),
            lambda z, k: quietly(np.log, np.multiply.reduce(np.exp(each(logs(z), k)))),
            lambda z, k: quietly(np.log, on_hot(soft(z), k).prod()),
        ),
        "A letter far behind": (
            lambda z, k: quietly(np.log, chosen(soft(z), k)).sum(),
            lambda z, k: sum(quietly(np.log, p) for p in each(soft(z), k)),
            lambda z, k: quietly(np.log, on_hot(soft(z), k)).sum(),
        ),
        "The tiny number": (
            lambda z, k: np.log(chosen(soft(z), k) + 1e-12).sum(),
            lambda z, k: sum(np.log(p + 1e-12) for p in each(soft(z), k)),
            lambda z, k: np.log(1e-12 + on_hot(soft(z), k)).sum(),
        ),
        "Your softmax runs over the steps": (
            lambda z, k: chosen(logs(z.T).T, k).sum(),
            lambda z, k: sum(each(logs(z.T).T, k)),
            lambda z, k: on_hot(z - np.logaddexp.reduce(z, axis=0), k).sum(),
        ),
        "One softmax over the whole": (
            lambda z, k: chosen(logs(z.reshape(1, -1)).reshape(z.shape), k).sum(),
            lambda z, k: sum(each(z - z.max() - np.log(np.exp(z - z.max()).sum()), k)),
            lambda z, k: on_hot(z - np.logaddexp.reduce(z.ravel()), k).sum(),
        ),
        "You subtract the largest score of all steps": (
            lambda z, k: quietly(np.log, chosen(shared_max(z), k)).sum(),
            lambda z, k: sum(quietly(np.log, p) for p in each(shared_max(z), k)),
            lambda z, k: quietly(np.log, np.array([shared_max(z)[t, one] for t, one in enumerate(k)])).sum(),
        ),
        "You take all of ids": (
            lambda z, k: logs(z)[:, k].sum(),
            lambda z, k: sum(logs(z)[:, one].sum() for one in k),
            lambda z, k: np.take(logs(z), k, axis=1).sum(),
        ),
        "That is a logarithm": (
            lambda z, k: sum(each(logs(z), k)) / np.log(2),
            lambda z, k: np.log2(np.e) * chosen(logs(z), k).sum(),
            lambda z, k: on_hot(logs(z) / np.log(2), k).sum(),
        ),
        "You subtract each row's": (
            lambda z, k: sum(each(z - z.max(axis=1, keepdims=True), k)),
            lambda z, k: chosen(z, k).sum() - z.max(axis=1).sum(),
            lambda z, k: sum(row[one] - max(row) for row, one in zip(z, k, strict=True)),
        ),
        "Row t already": (
            lambda z, k: sum(logs(z)[t, k[t + 1]] for t in range(len(k) - 1)),
            lambda z, k: chosen(logs(z[:-1]), k[1:]).sum(),
            lambda z, k: on_hot(logs(z)[:-1], k[1:]).sum(),
        ),
    },
    "grow": {
        "One that has ended goes on": (
            lambda p, s, e: flat(p[:, None] + s * ~e[:, None], len(p)),
            lambda p, s, e: flat(np.where(e[:, None], p[:, None], p[:, None] + s), len(p)),
            going_on,
        ),
        "Each of your": (one_child, one_child_each, one_child_zip),
        "Only the best": (best_row, best_row_flat, best_alone),
        "How likely": (
            lambda p, s, e: flat(tabled(0 * p, s, e), len(p)),
            lambda p, s, e: pairs(candidates(0 * p, s, e), len(p)),
            lambda p, s, e: flat(
                np.where(e[:, None], np.where(np.arange(s.shape[1]) == 0, 0, -1e9), s), len(p)
            ),
        ),
        "The right pairs, the other": (
            lambda p, s, e: flat(tabled(p, s, e), len(p))[:, [1, 0]],
            lambda p, s, e: pairs(candidates(p, s, e), len(p))[:, ::-1],
            lambda p, s, e: np.flip(flat(tabled(p, s, e), len(p)), axis=1),
        ),
        "The right pairs, the unlikeliest": (
            lambda p, s, e: flat(tabled(p, s, e), len(p))[::-1],
            lambda p, s, e: pairs(candidates(p, s, e)[len(p) - 1 :: -1], len(p)),
            lambda p, s, e: np.flipud(flat(tabled(p, s, e), len(p))),
        ),
        "Beginnings that have ended grow": (
            lambda p, s, e: flat(p[:, None] + s, len(p)),
            lambda p, s, e: pairs(candidates(p, s, e, grows=True), len(p)),
            lambda p, s, e: flat((p + s.T).T, len(p)),
        ),
        "To one that has ended": (
            lambda p, s, e: flat(with_rows(p, s, e, lambda p, s: (p + s[0], 0)), len(p)),
            lambda p, s, e: pairs(
                sorted(
                    (one for one in candidates(p, s, e, grows=True) if not (e[one[1]] and one[2])),
                    key=lambda one: -one[0],
                ),
                len(p),
            ),
            lambda p, s, e: flat(
                np.where(e[:, None] & (np.arange(s.shape[1]) > 0), -1e12, p[:, None] + s), len(p)
            ),
        ),
        "You put those that have ended": (
            lambda p, s, e: flat(tabled(p, s, e) + 1e3 * e[:, None], len(p)),
            lambda p, s, e: pairs(
                sorted(candidates(p, s, e), key=lambda one: (not e[one[1]], -one[0])), len(p)
            ),
            lambda p, s, e: flat(tabled(np.where(e, p + 500, p), s, e), len(p)),
        ),
        "Those that have ended always": (
            kept_and_filled,
            keeping_ended,
            lambda p, s, e: np.array(
                sorted(
                    flat(tabled(p, s, e) + 1e4 * e[:, None], len(p)).tolist(),
                    key=lambda one: -tabled(p, s, e)[one[0], one[1]],
                )
            ),
        ),
        "What must not be chosen": tuple(
            lambda p, s, e, low=low: flat(
                np.where(e[:, None], p[:, None] + np.where(np.arange(s.shape[1]), low, 0), tabled(p, s, e)),
                len(p),
            )
            for low in (-100.0, -99.0, -120.0)
        ),
        "Those that grow": (
            lambda p, s, e: flat(np.where(e[:, None], tabled(p, s, e), s), len(p)),
            lambda p, s, e: flat(with_rows(np.where(e, p, 0), s, e, lambda p, s: (p, 0)), len(p)),
            lambda p, s, e: pairs(candidates(np.where(e, p, 0), s, e), len(p)),
        ),
        "One that has ended is there": (
            lambda p, s, e: repeated_ends(p, s, e),
            lambda p, s, e: flat(p[:, None] + s * ~e[:, None], len(p)) * (1 - ends(p, s, e)),
            lambda p, s, e: np.array(
                [[i, 0 if e[i] else k] for i, k in flat(p[:, None] + np.where(e, 0, s.T).T, len(p))]
            ),
        ),
        "One that has ended has probability": (
            lambda p, s, e: flat(with_rows(p, s, e, lambda p, s: (0.0, 0)), len(p)),
            lambda p, s, e: pairs(candidates(np.where(e, 0, p), s, e), len(p)),
            lambda p, s, e: flat(tabled(np.where(e, 0, p), s, e), len(p)),
        ),
        "One that has ended stands": (
            lambda p, s, e: flat(with_rows(p, s, e, lambda p, s: (p, -1)), len(p)),
            lambda p, s, e: flat(np.where(e[:, None], tabled(p, s, e)[:, ::-1], tabled(p, s, e)), len(p)),
            lambda p, s, e: np.array(
                [[i, s.shape[1] - 1 if e[i] else k] for i, k in flat(tabled(p, s, e), len(p))]
            ),
        ),
        "You add probabilities": (
            lambda p, s, e: flat(with_rows(np.exp(p), np.exp(s), e, lambda p, s: (p, 0)), len(p)),
            lambda p, s, e: pairs(candidates(np.exp(p), np.exp(s), e), len(p)),
            lambda p, s, e: flat(tabled(np.exp(p), np.exp(s), e), len(p)),
        ),
        "Beginnings that have ended are": (
            lambda p, s, e: flat(np.where(e[:, None], -1e9, p[:, None] + s), len(p)),
            lambda p, s, e: flat(
                np.array(
                    [-1e6 + 0 * row if over else own + row for own, row, over in zip(p, s, e, strict=True)]
                ),
                len(p),
            ),
            lambda p, s, e: pairs(
                candidates(np.where(e, -1e12, p), np.where(e[:, None], 0, s), e, grows=True), len(p)
            ),
        ),
        "The right pairs, in the order": (
            resorted,
            lambda p, s, e: np.array(sorted(map(tuple, flat(tabled(p, s, e), len(p)).tolist()))),
            lambda p, s, e: np.unique(flat(tabled(p, s, e), len(p)), axis=0),
        ),
        "The place in the flat": (
            lambda p, s, e: flat(tabled(p, s, e), len(p), by=len(p)),
            lambda p, s, e: np.array(
                [[k // len(p), k % len(p)] for k in np.argsort(-tabled(p, s, e).ravel())[: len(p)]]
            ),
            lambda p, s, e: np.stack(
                np.divmod(np.argsort(-tabled(p, s, e), axis=None)[: len(p)], len(s)), axis=1
            ),
        ),
    },
    "score_gradient": {
        "You put the weights through": (
            by_autograd,
            lambda a, da: soft(a) * (da - np.sum(soft(a) * da, axis=-1)[..., None]),
            lambda a, da: np.array(
                [
                    [(np.diag(soft(w)) - np.outer(soft(w), soft(w))) @ g for w, g in zip(ws, gs, strict=True)]
                    for ws, gs in zip(a, da, strict=True)
                ]
            ),
        ),
        "What a score takes": (
            lambda a, da: a * da,
            lambda a, da: da * a,
            lambda a, da: np.einsum("tbs,tbs->tbs", a, da),
        ),
        "That is a (1 - a)": (
            lambda a, da: da * (a - a**2),
            lambda a, da: a * da - a * a * da,
            lambda a, da: (1 - a) * (a * da),
        ),
        "Your mean is": (
            weighted(lambda a, da: da.sum(axis=2, keepdims=True) / da.shape[2]),
            weighted(lambda a, da: np.mean(da, axis=-1)[..., None]),
            lambda a, da: a * da - a * da.mean(axis=2, keepdims=True),
        ),
        "Your sum runs over the letters": (
            weighted(lambda a, da: np.einsum("tbs,tbs->bs", a, da)),
            weighted(lambda a, da: (a * da).sum(0)),
            lambda a, da: a * da - a * sum(a[t] * da[t] for t in range(len(a))),
        ),
        "The sign is turned": (
            lambda a, da: a * ((a * da).sum(-1)[..., None] - da),
            lambda a, da: -a * (da - np.einsum("tbs,tbs->tb", a, da)[..., None]),
            lambda a, da: a * np.sum(da * a, axis=2, keepdims=True) - a * da,
        ),
        "Only the first term": (
            lambda a, da: a * da - (a * da).sum(-1)[..., None],
            lambda a, da: a * da - np.einsum("tbs,tbs->tb", a, da)[..., None],
            lambda a, da: np.array(
                [[w * g - w @ g for w, g in zip(*one, strict=True)] for one in zip(a, da, strict=True)]
            ),
        ),
        "You subtract the plain sum": (
            weighted(lambda a, da: da.sum(-1)[..., None]),
            lambda a, da: a * da - a * da.sum(axis=2, keepdims=True),
            weighted(lambda a, da: da.shape[2] * da.mean(axis=2, keepdims=True)),
        ),
        "Your sum runs over everything": (
            weighted(lambda a, da: np.vdot(a, da)),
            lambda a, da: a * da - a * np.sum(a * da),
            weighted(lambda a, da: np.einsum("tbs,tbs->", a, da)),
        ),
        "Your sum runs over the batch": (
            weighted(lambda a, da: np.einsum("tbs,tbs->ts", a, da)[:, None]),
            lambda a, da: a * da - a * (a * da).sum(axis=1, keepdims=True),
            weighted(lambda a, da: np.sum(da * a, axis=1)[:, None, :]),
        ),
        "Your mean of a da": (
            weighted(lambda a, da: np.mean(a * da, axis=-1)[..., None]),
            weighted(lambda a, da: (a * da).sum(axis=2, keepdims=True) / a.shape[2]),
            lambda a, da: a * da - a * (a * da).mean(axis=2, keepdims=True),
        ),
        "The two terms are added": (
            weighted(lambda a, da: -(a * da).sum(axis=2, keepdims=True)),
            lambda a, da: a * da + a * (a * da).sum(axis=2, keepdims=True),
            weighted(lambda a, da: -np.einsum("tbs,tbs->tb", a, da)[..., None]),
        ),
        "The mean is subtracted": (
            weighted(lambda a, da: (a * da).sum(axis=-1)[..., None], factor=False),
            weighted(lambda a, da: np.einsum("tbs,tbs->tb", a, da)[:, :, None], factor=False),
            lambda a, da: da - np.sum(da * a, axis=2, keepdims=True),
        ),
    },
    "score_spread": {
        "That is the variance": (
            lambda d, k: 1 if k else d,
            lambda d, k: d / (d if k else 1),
            lambda d, k: d ** (not k),
        ),
        "Scaled, yours is": (
            lambda d, k: d ** (-0.5 if k else 0.5),
            lambda d, k: np.sqrt(1 / d if k else d),
            lambda d, k: d**0.5 / (d if k else 1),
        ),
        "Scaled, you divide the variance": (
            lambda d, k: np.sqrt(d / np.sqrt(d) if k else d),
            lambda d, k: np.sqrt(np.sqrt(d)) if k else d**0.5,
            lambda d, k: (d**0.5 if k else d) ** 0.5,
        ),
        "Variances of a product": (
            lambda d, k: np.sqrt(2 * d) / (np.sqrt(d) if k else 1),
            lambda d, k: 2**0.5 * (1 if k else d**0.5),
            lambda d, k: np.sqrt(2 * (1 if k else d)),
        ),
        "You are off by a factor": (
            lambda d, k: d**-0.5 if k else 1,
            lambda d, k: np.sqrt(1 / d) if k else np.ones(()),
            lambda d, k: 1 / np.sqrt(d) ** k,
        ),
        "Unscaled, you give": (
            lambda d, k: 1 if k else (2 * d) ** 0.5,
            lambda d, k: np.sqrt(1 if k else d + d),
            lambda d, k: 1.0 if k else np.sqrt(2) * np.sqrt(d),
        ),
        "These are d and": (
            lambda d, k: d / np.sqrt(d) if k else d,
            lambda d, k: d ** (0.5 if k else 1),
            lambda d, k: d / (d**0.5 if k else 1),
        ),
        "The two cases": (
            lambda d, k: d**0.5 if k else 1,
            lambda d, k: np.sqrt(d if k else 1),
            lambda d, k: np.sqrt(d) ** k,
        ),
        "You scale in both": (
            lambda d, k: 1,
            lambda d, k: np.sqrt(d) / np.sqrt(d),
            lambda d, k: d**0.5 * d**-0.5,
        ),
        "You scale in neither": (
            lambda d, k: d**0.5,
            lambda d, k: np.sqrt(d),
            lambda d, k: np.linalg.norm(np.ones(d)),
        ),
    },
}
