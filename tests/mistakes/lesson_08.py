"""Lesson 8: each declared mistake as three people might write it, under the beginning of its sentence."""

import numpy as np

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


def resorted(log_p, step, ended):
    return np.array(sorted(pairs(candidates(log_p, step, ended), len(log_p)).tolist()))


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


def counted(look, rest, more=True):
    """Return three answers to where a look, per T, needs more than the rest."""

    def enough(T, u, w):
        return T * look(u, w) > rest(u, w) if more else T * look(u, w) >= rest(u, w)

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

    def divided(units, wide):
        a, b = look(units, wide), rest(units, wide)
        return b // a + 1 if more else -(-b // a)

    return one_by_one, halved, divided


def weighted(mean, factor=True):
    return lambda a, da: (a if factor else 1) * (da - mean(a, da))


VARIANTS = {
    "shifted": {
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
        "A score of 0": (lambda s, m: soft(s * m), low(0), lambda s, m: soft_rows(np.where(m[None], s, 0))),
        "Your score for padding": (
            low(-10),
            lambda s, m: soft(s * m - 10 * ~m),
            lambda s, m: soft_rows(np.where(m, s, -10)),
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
        "Your softmax runs": (
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
        "You subtract the largest score of all": (shifted_by_all, renormalised, shifted_rows),
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
        "At that T": counted(lambda u, w: 2 * u, lambda u, w: 4 * u * u + 2 * u * w, more=False),
        "You count the feed-forward": counted(lambda u, w: 2 * u, lambda u, w: 4 * u * u + u * w),
        "You count the scores": counted(lambda u, w: u, lambda u, w: 4 * u * u + 2 * u * w),
        "You count three": counted(lambda u, w: 2 * u, lambda u, w: 3 * u * u + 2 * u * w),
        "The feed-forward network": counted(lambda u, w: 2 * u, lambda u, w: 4 * u * u),
        "The maps of the look": counted(lambda u, w: 2 * u, lambda u, w: 2 * u * w),
    },
    "sequence_log_p": {
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
        "Row t already": (
            lambda z, k: sum(logs(z)[t, k[t + 1]] for t in range(len(k) - 1)),
            lambda z, k: chosen(logs(z[:-1]), k[1:]).sum(),
            lambda z, k: on_hot(logs(z)[:-1], k[1:]).sum(),
        ),
    },
    "grow": {
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
        "Your sum runs": (
            weighted(lambda a, da: np.einsum("tbs,tbs->bs", a, da)),
            weighted(lambda a, da: (a * da).sum(0)),
            lambda a, da: a * da - a * sum(a[t] * da[t] for t in range(len(a))),
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
