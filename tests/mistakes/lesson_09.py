"""Lesson 9: each declared mistake as three people might write it, under the beginning of its sentence."""

import numpy as np

# ---- merge_tiles ---------------------------------------------------------------------------------


def by_query(one):
    """Return an answer from what one query gives, one(m_1, total_1, mean_1, m_2, total_2, mean_2)."""

    def answer(first, second):
        each = [one(*numbers) for numbers in zip(*first, *second, strict=True)]
        return tuple(np.array(part) for part in zip(*each, strict=True))

    return answer


def shares(first, second):
    """Return the larger m, and what each part's total is by it."""
    m = np.where(first[0] > second[0], first[0], second[0])
    return m, first[1] * np.exp(first[0] - m), second[1] * np.exp(second[0] - m)


def right(m_1, t_1, o_1, m_2, t_2, o_2):
    m = max(m_1, m_2)
    w_1, w_2 = t_1 * np.exp(m_1 - m), t_2 * np.exp(m_2 - m)
    return m, w_1 + w_2, (w_1 * o_1 + w_2 * o_2) / (w_1 + w_2)


def mean_of(first, second):
    _, w_1, w_2 = shares(first, second)
    return (w_1[:, None] * first[2] + w_2[:, None] * second[2]) / (w_1 + w_2)[:, None]


def brought_to(which):
    """Return three answers that count from which(m_1, m_2)."""

    def one(m_1, t_1, o_1, m_2, t_2, o_2):
        with np.errstate(all="ignore"):
            m = which(m_1, m_2)
            w_1, w_2 = t_1 * np.exp(m_1 - m), t_2 * np.exp(m_2 - m)
            return m, w_1 + w_2, (w_1 * o_1 + w_2 * o_2) / (w_1 + w_2)

    def whole(first, second):
        with np.errstate(all="ignore"):
            m = np.array([which(*pair) for pair in zip(first[0], second[0], strict=True)])
            w_1, w_2 = first[1] * np.exp(first[0] - m), second[1] * np.exp(second[0] - m)
            total = w_1 + w_2
            return m, total, (w_1[:, None] * first[2] + w_2[:, None] * second[2]) / total[:, None]

    def stacked(first, second):
        with np.errstate(all="ignore"):
            m = np.array(list(map(which, first[0], second[0])))
            w = np.stack([first[1], second[1]]) * np.exp(np.stack([first[0], second[0]]) - m)
            mean = (w[..., None] * np.stack([first[2], second[2]])).sum(axis=0)
            return m, w.sum(axis=0), mean / w.sum(axis=0)[:, None]

    return by_query(one), whole, stacked


def first_m(first, second):
    with np.errstate(all="ignore"):
        w = second[1] * np.exp(second[0] - first[0])
        mean = first[1][:, None] * first[2] + w[:, None] * second[2]
        return first[0], first[1] + w, mean / (first[1] + w)[:, None]


def first_m_of_one(m_1, t_1, o_1, m_2, t_2, o_2):
    with np.errstate(all="ignore"):
        w = t_2 * np.exp(m_2 - m_1)
        return m_1, w + t_1, (w * o_2 + t_1 * o_1) / (w + t_1)


def first_m_stacked(first, second):
    with np.errstate(all="ignore"):
        w = np.stack([first[1], second[1] * np.exp(second[0] - first[0])])
        return first[0], w.sum(0), (w[..., None] * [first[2], second[2]]).sum(0) / w.sum(0)[:, None]


def one_top(first, second):
    with np.errstate(all="ignore"):
        top, m = np.max([first[0], second[0]]), np.maximum(first[0], second[0])
        w_1, w_2 = first[1] * np.exp(first[0] - top), second[1] * np.exp(second[0] - top)
        mean = (w_1[:, None] * first[2] + w_2[:, None] * second[2]) / (w_1 + w_2)[:, None]
        return m, (w_1 + w_2) * np.exp(top - m), mean


def one_top_scaled(first, second):
    with np.errstate(all="ignore"):
        m = np.maximum(first[0], second[0])
        top = m.max()
        w = [part[1] * np.exp(part[0] - top) for part in (first, second)]
        total = sum(w)
        mean = sum(one[:, None] * part[2] for one, part in zip(w, (first, second), strict=True))
        return m, total * np.exp(top - m), mean / total[:, None]


def one_top_loop(first, second):
    top = max(*first[0], *second[0])

    def one(m_1, t_1, o_1, m_2, t_2, o_2):
        with np.errstate(all="ignore"):
            m, w_1, w_2 = max(m_1, m_2), t_1 * np.exp(m_1 - top), t_2 * np.exp(m_2 - top)
            return m, np.multiply(w_1 + w_2, np.exp(top - m)), (w_1 * o_1 + w_2 * o_2) / (w_1 + w_2)

    return by_query(one)(first, second)


def old_totals(m_1, t_1, o_1, m_2, t_2, o_2):
    return max(m_1, m_2), t_1 + t_2, (t_1 * o_1 + t_2 * o_2) / (t_1 + t_2)


def old_totals_whole(first, second):
    total = first[1] + second[1]
    mean = (first[1][:, None] * first[2] + second[1][:, None] * second[2]) / total[:, None]
    return np.maximum(first[0], second[0]), total, mean


def old_totals_average(first, second):
    pairs = zip(*first[1:], *second[1:], strict=True)
    mean = [np.average([a, b], axis=0, weights=[s, t]) for s, a, t, b in pairs]
    total = np.sum([first[1], second[1]], axis=0)
    return np.max([first[0], second[0]], axis=0), total, np.array(mean)


def right_total(first, second, mean):
    m, w_1, w_2 = shares(first, second)
    return m, w_1 + w_2, mean(first, second)


def by_old(first, second):
    return old_totals_whole(first, second)[2]


def by_old_loop(first, second):
    return np.array(
        [
            (s * a + t * b) / (s + t)
            for s, a, t, b in zip(first[1], first[2], second[1], second[2], strict=True)
        ]
    )


def by_old_share(first, second):
    share = (first[1] / (first[1] + second[1]))[:, None]
    return share * first[2] + (1 - share) * second[2]


def by_scores(first, second):
    m = np.maximum(first[0], second[0])
    s_1, s_2 = np.exp(first[0] - m)[:, None], np.exp(second[0] - m)[:, None]
    return (s_1 * first[2] + s_2 * second[2]) / (s_1 + s_2)


def by_scores_loop(first, second):
    means = []
    for m_1, o_1, m_2, o_2 in zip(first[0], first[2], second[0], second[2], strict=True):
        top = max(m_1, m_2)
        means.append(
            (np.exp(m_1 - top) * o_1 + np.exp(m_2 - top) * o_2) / (np.exp(m_1 - top) + np.exp(m_2 - top))
        )
    return np.array(means)


def by_scores_sigmoid(first, second):
    with np.errstate(over="ignore"):
        share = 1 / (1 + np.exp(second[0] - first[0]))[:, None]
    return share * first[2] + (1 - share) * second[2]


def summed(first, second):
    m, w_1, w_2 = shares(first, second)
    return m, w_1 + w_2, w_1[:, None] * first[2] + w_2[:, None] * second[2]


def summed_einsum(first, second):
    m, *w = shares(first, second)
    return m, w[0] + w[1], np.einsum("pq,pqv->qv", np.array(w), np.array([first[2], second[2]]))


def summed_one(m_1, t_1, o_1, m_2, t_2, o_2):
    m = max(m_1, m_2)
    return (
        m,
        t_1 * np.exp(m_1 - m) + t_2 * np.exp(m_2 - m),
        t_1 * np.exp(m_1 - m) * o_1 + t_2 * np.exp(m_2 - m) * o_2,
    )


def raw(first, second):
    """Return the larger m, and what each part's total is by the score 0."""
    with np.errstate(over="ignore"):
        return np.maximum(first[0], second[0]), first[1] * np.exp(first[0]), second[1] * np.exp(second[0])


def raw_totals(first, second):
    m, w_1, w_2 = raw(first, second)
    with np.errstate(invalid="ignore"):
        mean = (w_1[:, None] * first[2] + w_2[:, None] * second[2]) / (w_1 + w_2)[:, None]
    return m, w_1 + w_2, mean


def raw_totals_share(first, second):
    m, w_1, w_2 = raw(first, second)
    with np.errstate(invalid="ignore"):
        share = (w_1 / (w_1 + w_2))[:, None]
        return m, w_1 + w_2, share * first[2] + (1 - share) * second[2]


def raw_totals_one(m_1, t_1, o_1, m_2, t_2, o_2):
    with np.errstate(over="ignore", invalid="ignore"):
        total = t_1 * np.exp(m_1) + t_2 * np.exp(m_2)
        return max(m_1, m_2), total, (t_1 * np.exp(m_1) * o_1 + t_2 * np.exp(m_2) * o_2) / total


def brought_back(answer):
    """Return an answer whose total is divided by the exponential of the larger m at the end."""

    def back(first, second):
        m, total, mean = answer(first, second)
        with np.errstate(over="ignore", invalid="ignore"):
            return m, total / np.exp(m), mean

    return back


# ---- one_step_of_two, states_by_scan, packed_pairs ------------------------------------------------


def matrix(pair):
    return np.array([[pair[0], pair[1]], [0.0, 1.0]])


def in_rounds(one_round, rounds=None):
    """Return an answer that runs one_round(a, b, reach) with reach 1, 2, 4, ..."""

    def answer(a, b):
        wanted = int(np.ceil(np.log2(len(b)))) if rounds is None else rounds(len(b))
        for r in range(wanted):
            if 2**r < len(b):
                a, b = one_round(a, b, 2**r)
        return b

    return answer


def composed(a, b, reach):
    new_a, new_b = a.copy(), b.copy()
    new_b[reach:] += a[reach:] * b[:-reach]
    new_a[reach:] *= a[:-reach]
    return new_a, new_b


def padded(a, b, reach):
    one, none = np.ones((reach, a.shape[1])), np.zeros((reach, a.shape[1]))
    return a * np.vstack([one, a[:-reach]]), a * np.vstack([none, b[:-reach]]) + b


def joined(a, b, reach):
    later_b = b[reach:] + a[reach:] * b[:-reach]
    return np.concatenate([a[:reach], a[reach:] * a[:-reach]]), np.concatenate([b[:reach], later_b])


def turned(a, b, reach):
    new_b = b.copy()
    new_b[reach:] = a[:-reach] * b[reach:] + b[:-reach]
    return composed(a, b, reach)[0], new_b


def turned_joined(a, b, reach):
    return joined(a, b, reach)[0], np.concatenate([b[:reach], b[:-reach] + a[:-reach] * b[reach:]])


def turned_steps(a, b, reach):
    new = [b[t] if t < reach else b[t - reach] + a[t - reach] * b[t] for t in range(len(b))]
    return composed(a, b, reach)[0], np.array(new)


def stuck(one_round):
    return lambda a, b, reach: (a, one_round(a, b, reach)[1])


def one_by_one(one_round):
    def answer(a, b):
        for reach in range(1, len(b)):
            a, b = one_round(a, b, reach)
        return b

    return answer


def a_first(a, b, reach):
    a = composed(a, b, reach)[0]
    return a, composed(a, b, reach)[1]


def a_first_joined(a, b, reach):
    a = np.concatenate([a[:reach], a[reach:] * a[:-reach]])
    return a, np.concatenate([b[:reach], a[reach:] * b[:-reach] + b[reach:]])


def a_first_in_place(a, b, reach):
    a, b = a.copy(), b.copy()
    a[reach:] = a[reach:] * a[:-reach].copy()
    b[reach:] = a[reach:] * b[:-reach].copy() + b[reach:]
    return a, b


def rolled(a, b, reach):
    return a * np.roll(a, reach, axis=0), a * np.roll(b, reach, axis=0) + b


def rolled_index(a, b, reach):
    before = (np.arange(len(b)) - reach) % len(b)
    return a * a[before], b + a * b[before]


def rolled_joined(a, b, reach):
    a_before, b_before = (np.concatenate([x[-reach:], x[:-reach]]) for x in (a, b))
    return a * a_before, b + a * b_before


def late(answer):
    return lambda a, b: np.vstack([np.zeros((1, b.shape[1])), answer(a, b)[:-1]])


def late_roll(a, b):
    hs = np.roll(in_rounds(joined)(a, b), 1, axis=0)
    hs[0] = 0
    return hs


def late_list(a, b):
    h, hs = np.zeros(b.shape[1]), []
    for a_t, b_t in zip(a, b, strict=True):
        hs.append(h)
        h = a_t * h + b_t
    return np.array(hs)


def divided(a, b):
    with np.errstate(all="ignore"):
        p = a.cumprod(axis=0)
        return (b / p).cumsum(axis=0) * p


def divided_loop(a, b):
    with np.errstate(all="ignore"):
        p, total, hs = 1.0, 0.0, []
        for a_t, b_t in zip(a, b, strict=True):
            p = p * a_t
            total = total + b_t / p
            hs.append(p * total)
        return np.array(hs)


def divided_inverse(a, b):
    with np.errstate(all="ignore"):
        inverse = np.cumprod(1 / a, axis=0)
        return np.cumsum(b * inverse, axis=0) * np.cumprod(a, axis=0)


def by_step(pair):
    """Return an answer from one step's pair, pair(z_t, n_t, start, real)."""

    def answer(z, h_tilde, starts, real):
        pairs = [pair(*step) for step in zip(z, h_tilde, starts, real, strict=True)]
        return tuple(np.array(part) for part in zip(*pairs, strict=True))

    return answer


def set_afterwards(change):
    """Return an answer that starts from the ordinary pairs and has them changed in place."""

    def answer(z, h_tilde, starts, real):
        a, b = z.copy(), (1 - z) * h_tilde
        change(a, b, z, h_tilde, starts, real)
        return a, b

    return answer


def multiplied(a_of, b_of):
    """Return an answer by products with flags as columns of numbers."""

    def answer(z, h_tilde, starts, real):
        s, r = starts[:, None].astype(float), real[:, None].astype(float)
        return a_of(z, s, r), b_of(z, h_tilde, s, r)

    return answer


def padding_alone(a, b, z, h_tilde, starts, real):
    a[~real], b[~real] = 1, 0


def whole_candidate(a, b, z, h_tilde, starts, real):
    padding_alone(a, b, z, h_tilde, starts, real)
    a[starts], b[starts] = 0, h_tilde[starts]


def dropped(a, b, z, h_tilde, starts, real):
    a[starts] = 0
    padding_alone(a, b, z, h_tilde, starts, real)


def nothing_at_starts(a, b, z, h_tilde, starts, real):
    padding_alone(a, b, z, h_tilde, starts, real)
    a[starts] = b[starts] = 0


def late_start(a, b, z, h_tilde, starts, real):
    a[1:][starts[:-1]] = 0
    padding_alone(a, b, z, h_tilde, starts, real)


def erased(a, b, z, h_tilde, starts, real):
    a[starts], a[~real], b[~real] = 0, 0, 0


def fading(a, b, z, h_tilde, starts, real):
    a[starts], b[~real] = 0, 0


def adding(a, b, z, h_tilde, starts, real):
    a[starts], a[~real] = 0, 1


def swapped_gate(a, b, z, h_tilde, starts, real):
    a[:], b[:] = 1 - z, z * h_tilde
    padding_alone(a, b, z, h_tilde, starts, real)
    a[starts] = 0


# ---- mean_step, forget_key -------------------------------------------------------------------------


def outer(v_t, k_t):
    return np.einsum("bv,bk->bvk", v_t, k_t)


def read(S, q_t):
    return (S @ q_t[:, :, None])[:, :, 0]


def weight(total, q_t):
    return (total * q_t).sum(axis=1)[:, None]


def by_sequence(one):
    """Return an answer from what one sequence gives: new S, new total, read."""

    def answer(S, total, q_t, k_t, v_t):
        each = [one(*numbers) for numbers in zip(S, total, q_t, k_t, v_t, strict=True)]
        return tuple(np.array(part) for part in zip(*each, strict=True))

    return answer


def mean_step(new_S=True, new_total=True, read_of="new", over=weight):
    """Return an answer with parts left out."""

    def answer(S, total, q_t, k_t, v_t):
        S_t = S + outer(v_t, k_t) if new_S else S
        total_t = total + k_t if new_total else total
        asked, by = (S_t, total_t) if read_of == "new" else (S, total)
        return S_t, total_t, read(asked, q_t) / over(by, q_t)

    return answer


def reading_first(S, total, q_t, k_t, v_t):
    asked = read(S, q_t)
    S, total = S + outer(v_t, k_t), total + k_t
    return S, total, asked / weight(total, q_t)


def in_place(mean):
    """Return an answer that renews copies of both states, then reads by mean(S, total, q, k, old)."""

    def answer(S, total, q_t, k_t, v_t):
        old = S, total
        S, total = S.copy(), total.copy()
        S += v_t[..., None] * k_t[:, None]
        total += k_t
        return S, total, mean(S, total, q_t, k_t, old)

    return answer


def above_0(weights):
    return np.where(weights == 0, 1, weights)


def kept_divided(S, total, q_t, k_t, v_t):
    S, total = S + outer(v_t, k_t), total + k_t
    S = S / weight(total, q_t)[..., None]
    return S, total, read(S, q_t)


def with_query_in_total(S, total, q_t, k_t, v_t):
    S = S + outer(v_t, k_t)
    total = total + k_t * q_t
    return S, total, read(S, q_t) / total.sum(axis=1)[:, None]


def loop_back(next_one):
    """Return an answer that walks back, next_one(own, a_t, a_next, dh_next)."""

    def answer(a, dhs):
        out = [dhs[-1]]
        for t in range(len(a) - 2, -1, -1):
            out.insert(0, next_one(dhs[t], a[t], a[t + 1], out[0]))
        return np.array(out)

    return answer


def forward_loop(a, dhs):
    out = dhs.copy()
    for t in range(1, len(a)):
        out[t] += a[t] * out[t - 1]
    return out


def two_back(a, dhs):
    out = [dhs[-1]]
    for t in range(len(a) - 2, -1, -1):
        out.insert(0, dhs[t] + a[t - 1] * out[0])
    return np.array(out)


def multiplied_whole(a, dhs):
    dh, out = dhs[-1], [dhs[-1]]
    for t in reversed(range(len(a) - 1)):
        dh = (dhs[t] + dh) * a[t + 1]
        out.append(dh)
    return np.array(out[::-1])


def one_back(a, dhs):
    out = [own + a_next * after for own, a_next, after in zip(dhs[:-1], a[1:], dhs[1:], strict=True)]
    return np.array([*out, dhs[-1]])


def one_back_padded(a, dhs):
    after = np.vstack([a[1:] * dhs[1:], np.zeros((1, dhs.shape[1]))])
    return dhs + after


def one_back_loop(a, dhs):
    out = dhs.copy()
    for t in range(len(a) - 1):
        out[t] = dhs[t] + a[t + 1] * dhs[t + 1]
    return out


def upside_down(a, dhs):
    dh, out = np.zeros(dhs.shape[1]), []
    for t in range(len(a) - 1, -1, -1):
        dh = dhs[t] + (a[t + 1] * dh if t + 1 < len(a) else 0)
        out.append(dh)
    return np.array(out)


def last_alone(a, dhs):
    product = np.vstack([np.cumprod(a[:0:-1], axis=0)[::-1], np.ones((1, a.shape[1]))])
    return product * dhs[-1]


def last_alone_scan(a, dhs):
    out = dhs.copy()
    for t in range(len(a) - 1)[::-1]:
        out[t] = a[t + 1] * out[t + 1]
    return out


def edges_loop(bits):
    a, b, before = [], [], 0
    for bit in bits:
        turns = bit == 1 and before == 0
        a.append(-1 if turns else 1)
        b.append(1 if turns else 0)
        before = bit
    return np.array(a), np.array(b)


def all_or_nothing(empty):
    """Return an answer that gives the other part whole where a part is `empty`(m) for any query."""

    def answer(first, second):
        if empty(first[0]):
            return second
        if empty(second[0]):
            return first
        (m_1, n_1, c_1), (m_2, n_2, c_2) = first, second
        m = np.where(m_1 > m_2, m_1, m_2)
        n_1, n_2 = n_1 * np.exp(m_1 - m), n_2 * np.exp(m_2 - m)
        share = (n_1 / (n_1 + n_2))[:, None]
        return m, n_1 + n_2, share * c_1 + (1 - share) * c_2

    return answer


def starts_that_rise(of):
    """Return an answer that resets at of(starts) alone."""

    def answer(z, h_tilde, starts, real):
        a, b = z.copy(), (1 - z) * h_tilde
        a[of(starts)] = 0
        a[~real], b[~real] = 1, 0
        return a, b

    return answer


VARIANTS = {
    "merge_tiles": {
        "You ask for all queries at once": [
            all_or_nothing(lambda m: -np.inf in m),
            all_or_nothing(lambda m: m.min() == -np.inf),
            all_or_nothing(lambda m: not np.isfinite(m).all()),
        ],
        "You count from the first part's m": (first_m, by_query(first_m_of_one), first_m_stacked),
        "You count from the smaller m": brought_to(min),
        "One m for all queries": (one_top, one_top_scaled, one_top_loop),
        "m and mean are right": (
            by_query(lambda *parts: (right(*parts)[0], parts[1] + parts[4], right(*parts)[2])),
            lambda first, second: (
                *by_query(right)(first, second)[:1],
                first[1] + second[1],
                by_query(right)(first, second)[2],
            ),
            lambda first, second: (
                np.maximum(first[0], second[0]),
                np.add(first[1], second[1]),
                mean_of(first, second),
            ),
        ),
        "You add the two m": (
            by_query(lambda *parts: (parts[0] + parts[3], *right(*parts)[1:])),
            lambda first, second: (np.add(first[0], second[0]), *by_query(right)(first, second)[1:]),
            lambda first, second: (
                sum((first[0], second[0])),
                sum(shares(first, second)[1:]),
                mean_of(first, second),
            ),
        ),
        "The totals count from different": [by_query(old_totals), old_totals_whole, old_totals_average],
        "You take the exponential of m itself": [raw_totals, raw_totals_share, by_query(raw_totals_one)],
        "Right for small scores": [
            brought_back(raw_totals),
            brought_back(raw_totals_share),
            brought_back(by_query(raw_totals_one)),
        ],
        "The total is right; the means count as if": [
            lambda f, s: right_total(f, s, by_old),
            lambda f, s: right_total(f, s, by_old_loop),
            lambda f, s: right_total(f, s, by_old_share),
        ],
        "The two means count alike": [
            lambda f, s: right_total(f, s, lambda f, s: (f[2] + s[2]) / 2),
            lambda f, s: right_total(f, s, lambda f, s: np.mean([f[2], s[2]], axis=0)),
            by_query(
                lambda m, t, o, n, u, p: (
                    max(m, n),
                    t * np.exp(m - max(m, n)) + u * np.exp(n - max(m, n)),
                    0.5 * o + 0.5 * p,
                )
            ),
        ],
        "The means count by their largest": [
            lambda f, s: right_total(f, s, by_scores),
            lambda f, s: right_total(f, s, by_scores_loop),
            lambda f, s: right_total(f, s, by_scores_sigmoid),
        ],
        "You return a weighted sum": [summed, summed_einsum, by_query(summed_one)],
    },
    "one_step_of_two": {
        "The order is reversed": [
            lambda first, second: np.array([first[0] * second[0], first[0] * second[1] + first[1]]),
            lambda first, second: (matrix(first) @ matrix(second))[0],
            lambda first, second: [second[0] * first[0], first[1] + second[1] * first[0]],
        ],
        "You added b_1 and b_2": [
            lambda first, second: np.array([first[0] * second[0], first[1] + second[1]]),
            lambda first, second: [np.prod([first[0], second[0]]), np.sum([first[1], second[1]])],
            lambda first, second: np.where([True, False], first * second, first + second),
        ],
        "You added the two factors": [
            lambda first, second: np.array([first[0] + second[0], second[0] * first[1] + second[1]]),
            lambda first, second: [sum((first[0], second[0])), second[1] + first[1] * second[0]],
            lambda first, second: np.array([second[0] + first[0], (matrix(second) @ matrix(first))[0, 1]]),
        ],
        "b_2 is missing": [
            lambda first, second: np.array([first[0] * second[0], second[0] * first[1]]),
            lambda first, second: second[0] * np.asarray(first),
            lambda first, second: [second[0] * x for x in first],
        ],
        "You multiplied the two b": [
            lambda first, second: np.array([first[0] * second[0], first[1] * second[1]]),
            lambda first, second: np.prod([first, second], axis=0),
            lambda first, second: [x * y for x, y in zip(first, second, strict=True)],
        ],
        "The two numbers are right": [
            lambda first, second: np.array([second[0] * first[1] + second[1], first[0] * second[0]]),
            lambda first, second: (matrix(second) @ matrix(first))[0][::-1],
            lambda first, second: [second[1] + second[0] * first[1], second[0] * first[0]],
        ],
    },
    "states_by_scan": {
        "The wrong order in time": [in_rounds(turned), in_rounds(turned_joined), in_rounds(turned_steps)],
        "You did one round only": [
            in_rounds(composed, lambda T: 1),
            lambda a, b: b + a * np.vstack([np.zeros((1, b.shape[1])), b[:-1]]),
            lambda a, b: np.concatenate([b[:1], a[1:] * b[:-1] + b[1:]]),
        ],
        "The a stay as they were": [
            in_rounds(stuck(composed)),
            in_rounds(stuck(joined)),
            in_rounds(stuck(padded)),
        ],
        "The reach grows by one": [one_by_one(composed), one_by_one(joined), one_by_one(padded)],
        "That is the running sum": [
            lambda a, b: b.cumsum(axis=0),
            lambda a, b: np.tril(np.ones((len(b), len(b)))) @ b,
            lambda a, b: np.array([b[: t + 1].sum(axis=0) for t in range(len(b))]),
        ],
        "a was renewed before b": [
            in_rounds(a_first),
            in_rounds(a_first_joined),
            in_rounds(a_first_in_place),
        ],
        "The states stand one step late": [late(in_rounds(composed)), late_roll, late_list],
        "A round is missing where T": [
            in_rounds(composed, lambda T: int(np.log2(T))),
            in_rounds(joined, lambda T: T.bit_length() - 1),
            in_rounds(padded, lambda T: int(np.floor(np.log2(T)))),
        ],
        "np.roll wraps round": [in_rounds(rolled), in_rounds(rolled_index), in_rounds(rolled_joined)],
        "You divide by the product": [divided, divided_loop, divided_inverse],
    },
    "packed_pairs": {
        "A sequence may have one step": [
            starts_that_rise(lambda s: s & ~np.concatenate([[False], s[:-1]])),
            starts_that_rise(lambda s: np.diff(s.astype(int), prepend=0) == 1),
            starts_that_rise(lambda s: np.array([s[t] and not (t and s[t - 1]) for t in range(len(s))])),
        ],
        "At a start you throw away": [
            set_afterwards(nothing_at_starts),
            by_step(
                lambda z, n, start, real: (
                    (0 * z, 0 * z) if start else (z, (1 - z) * n) if real else (1 + 0 * z, 0 * z)
                )
            ),
            multiplied(
                lambda z, s, r: r * z * (1 - s) + (1 - r), lambda z, n, s, r: r * (1 - s) * (1 - z) * n
            ),
        ],
        "The flag of a start acts": [
            set_afterwards(late_start),
            lambda z, n, starts, real: by_step(
                lambda z, n, start, real: (
                    (1 + 0 * z, 0 * z) if not real else (0 * z if start else z, (1 - z) * n)
                )
            )(z, n, [False, *starts[:-1]], real),
            lambda z, n, starts, real: multiplied(
                lambda z, s, r: r * z * (1 - s) + (1 - r), lambda z, n, s, r: r * (1 - z) * n
            )(z, n, np.roll(starts, 1) & (np.arange(len(z)) > 0), real),
        ],
        "The flag `real` is turned": [
            lambda z, n, starts, real: set_afterwards(dropped)(z, n, starts, np.logical_not(real)),
            by_step(
                lambda z, n, start, real: (1 + 0 * z, 0 * z) if real else (0 * z if start else z, (1 - z) * n)
            ),
            multiplied(lambda z, s, r: (1 - r) * z * (1 - s) + r, lambda z, n, s, r: (1 - r) * (1 - z) * n),
        ],
        "The starts are ignored": [
            set_afterwards(padding_alone),
            by_step(lambda z, n, start, real: (z, (1 - z) * n) if real else (z**0, 0 * n)),
            multiplied(lambda z, s, r: r * z + (1 - r), lambda z, n, s, r: r * (1 - z) * n),
        ],
        "At a start the candidate comes in by": [
            set_afterwards(whole_candidate),
            by_step(
                lambda z, n, start, real: (
                    (0 * z, n) if start else (z, (1 - z) * n) if real else (1 + 0 * z, 0 * z)
                )
            ),
            multiplied(
                lambda z, s, r: r * z * (1 - s) + (1 - r), lambda z, n, s, r: r * (1 - z * (1 - s)) * n
            ),
        ],
        "Padding erases": [
            set_afterwards(erased),
            by_step(lambda z, n, start, real: (z * real * (not start), (1 - z) * n * real)),
            multiplied(lambda z, s, r: r * z * (1 - s), lambda z, n, s, r: r * (1 - z) * n),
        ],
        "Padding lets the state fade": [
            set_afterwards(fading),
            by_step(lambda z, n, start, real: (0 * z if start else z, (1 - z) * n if real else 0 * z)),
            multiplied(lambda z, s, r: z * (1 - s), lambda z, n, s, r: r * (1 - z) * n),
        ],
        "Padding still adds": [
            set_afterwards(adding),
            by_step(lambda z, n, start, real: (0 * z if start else z if real else 1 + 0 * z, (1 - z) * n)),
            multiplied(lambda z, s, r: r * z * (1 - s) + (1 - r), lambda z, n, s, r: n - z * n),
        ],
        "Two things: the starts are ignored": [
            set_afterwards(lambda a, b, z, n, starts, real: np.copyto(a, 1, where=~real[:, None])),
            by_step(lambda z, n, start, real: (z if real else 1 + 0 * z, (1 - z) * n)),
            multiplied(lambda z, s, r: r * z + (1 - r), lambda z, n, s, r: n - z * n),
        ],
        "That is the ordinary step everywhere": [
            set_afterwards(lambda *_: None),
            by_step(lambda z, n, start, real: (z, n - z * n)),
            multiplied(lambda z, s, r: z, lambda z, n, s, r: (1 - z) * n),
        ],
        "z and 1 - z are swapped": [
            set_afterwards(swapped_gate),
            by_step(
                lambda z, n, start, real: (
                    (0 * z, z * n) if start else (1 - z, z * n) if real else (1 + 0 * z, 0 * z)
                )
            ),
            multiplied(lambda z, s, r: r * (1 - z) * (1 - s) + (1 - r), lambda z, n, s, r: r * z * n),
        ],
    },
    "mean_step": {
        "You read the state before": [
            lambda S, n, q, k, v: (S + outer(v, k), n + k, read(S, q) / weight(n + k, q)),
            reading_first,
            by_sequence(lambda S, n, q, k, v: (S + np.outer(v, k), n + k, S @ q / ((n + k) @ q))),
        ],
        "You read before you write": [
            lambda S, total, q, k, v: (S + outer(v, k), total + k, read(S, q) / above_0(weight(total, q))),
            mean_step(read_of="old", over=lambda total, q: above_0(weight(total, q))),
            by_sequence(lambda S, n, q, k, v: (S + np.outer(v, k), n + k, S @ q / (n @ q or 1))),
        ],
        "You divide by the weights of the whole": [
            mean_step(over=lambda total, q: np.vdot(total, q)),
            in_place(lambda S, total, q, k, old: read(S, q) / (total * q).sum()),
            lambda S, total, q, k, v: (
                S + outer(v, k),
                total + k,
                read(S + outer(v, k), q) / np.einsum("bk,bk->", total + k, q),
            ),
        ],
        "You keep the divided": [
            kept_divided,
            lambda S, total, q, k, v: (
                (S + outer(v, k)) / weight(total + k, q)[:, :, None],
                total + k,
                read((S + outer(v, k)) / weight(total + k, q)[:, :, None], q),
            ),
            by_sequence(
                lambda S, n, q, k, v: (
                    (S + np.outer(v, k)) / ((n + k) @ q),
                    n + k,
                    (S + np.outer(v, k)) / ((n + k) @ q) @ q,
                )
            ),
        ],
        "Your total holds keys times": [
            with_query_in_total,
            lambda S, total, q, k, v: (
                S + outer(v, k),
                total + q * k,
                np.einsum("bvk,bk->bv", S + outer(v, k), q) / np.sum(total + q * k, 1)[:, None],
            ),
            by_sequence(
                lambda S, n, q, k, v: (
                    S + np.outer(v, k),
                    n + k * q,
                    (S + np.outer(v, k)) @ q / sum(n + k * q),
                )
            ),
        ],
        "You read with the key": [
            lambda S, total, q, k, v: mean_step()(S, total, k, k, v),
            in_place(lambda S, total, q, k, old: read(S, k) / weight(total, k)),
            by_sequence(
                lambda S, n, q, k, v: (
                    S + np.outer(v, k),
                    n + k,
                    (S + np.outer(v, k)) @ k / ((n + k) @ k),
                )
            ),
        ],
        "You write with the query": [
            lambda S, total, q, k, v: mean_step()(S, total, q, q, v),
            lambda S, total, q, k, v: (
                S + outer(v, q),
                total + q,
                read(S + outer(v, q), q) / weight(total + q, q),
            ),
            by_sequence(
                lambda S, n, q, k, v: (
                    S + np.outer(v, q),
                    n + q,
                    (S + np.outer(v, q)) @ q / ((n + q) @ q),
                )
            ),
        ],
        "The read comes from the old": [
            lambda S, total, q, k, v: (S + outer(v, k), total + k, read(S, q) / weight(total, q)),
            mean_step(read_of="old"),
            in_place(lambda S, total, q, k, old: np.einsum("bvk,bk->bv", old[0], q) / weight(old[1], q)),
        ],
        "The read is a weighted sum": [
            lambda S, total, q, k, v: (S + outer(v, k), total + k, read(S + outer(v, k), q)),
            mean_step(over=lambda total, q: 1.0),
            by_sequence(lambda S, n, q, k, v: (S + np.outer(v, k), n + k, (S + np.outer(v, k)) @ q)),
        ],
        "You divide by the sum of the total": [
            mean_step(over=lambda total, q: total.sum(axis=1, keepdims=True)),
            in_place(lambda S, total, q, k, old: read(S, q) / np.sum(total, axis=1)[:, None]),
            by_sequence(
                lambda S, n, q, k, v: (S + np.outer(v, k), n + k, (S + np.outer(v, k)) @ q / sum(n + k))
            ),
        ],
        "The total is not renewed": [
            mean_step(new_total=False),
            lambda S, total, q, k, v: (S + outer(v, k), total, read(S + outer(v, k), q) / weight(total, q)),
            by_sequence(lambda S, n, q, k, v: (S + np.outer(v, k), n, (S + np.outer(v, k)) @ q / (n @ q))),
        ],
        "S is not renewed": [
            mean_step(new_S=False),
            lambda S, total, q, k, v: (S, total + k, read(S, q) / weight(total + k, q)),
            by_sequence(lambda S, n, q, k, v: (S, n + k, S @ q / ((n + k) @ q))),
        ],
        "You divide by the weight of the last": [
            in_place(lambda S, total, q, k, old: read(S, q) / weight(k, q)),
            lambda S, total, q, k, v: (
                S + outer(v, k),
                total + k,
                read(S + outer(v, k), q) / np.einsum("bk,bk->b", q, k)[:, None],
            ),
            by_sequence(
                lambda S, n, q, k, v: (S + np.outer(v, k), n + k, (S + np.outer(v, k)) @ q / (k @ q))
            ),
        ],
    },
    "forget_key": {
        "You take the answer away from every": [
            lambda S, k: S - (S @ k / sum(k))[:, None],
            lambda S, k: (S.T - S @ k / k.sum()).T,
            lambda S, k: np.array([row - row @ k / np.sum(k) for row in S]),
        ],
        "You set columns to 0": [
            lambda S, k: S * (k == 0),
            lambda S, k: np.array(
                [[s if one == 0 else 0.0 for s, one in zip(row, k, strict=True)] for row in S]
            ),
            lambda S, k: S @ np.diag((k == 0) * 1.0),
        ],
        "Each column loses its own": [
            lambda S, k: S - S * k**2 / np.sum(k**2),
            lambda S, k: S @ np.diag(1 - k * k / (k @ k)),
            lambda S, k: np.array([row - row * k * k / np.dot(k, k) for row in S]),
        ],
        "Only half is taken": [
            lambda S, k: S - 0.5 * (S @ k)[:, None] * k / (k @ k),
            lambda S, k: S @ (np.eye(len(k)) - np.outer(k, k) / (2 * k @ k)),
            lambda S, k: np.array([row - (row @ k) * k / (2 * np.sum(k**2)) for row in S]),
        ],
        "You divide by the sum": [
            lambda S, k: S - (S @ k)[:, None] * k / k.sum(),
            lambda S, k: S @ (np.eye(len(k)) - np.outer(k, k) / sum(k)),
            lambda S, k: np.array([row - (row @ k) / np.sum(k) * k for row in S]),
        ],
        "Everything is forgotten": [
            lambda S, k: np.zeros(S.shape),
            lambda S, k: S - S,
            lambda S, k: np.zeros((S.shape[0], len(k))),
        ],
        "You take k to be of length 1": [
            lambda S, k: S - (S @ k)[:, None] * k,
            lambda S, k: S @ (np.eye(len(k)) - np.outer(k, k)),
            lambda S, k: np.array([row - (row @ k) * k for row in S]),
        ],
        "You divide by the length of k once": [
            lambda S, k: S - np.outer(S @ k, k) / np.sqrt(k @ k),
            lambda S, k: S - np.outer(S @ (k / np.linalg.norm(k)), k),
            lambda S, k: np.array([row - (row @ k) * k / np.sqrt(np.sum(k**2)) for row in S]),
        ],
        "The sign is wrong": [
            lambda S, k: S + (S @ k)[:, None] * k / np.sum(k * k),
            lambda S, k: S @ (np.eye(len(k)) + np.outer(k, k) / (k @ k)),
            lambda S, k: np.array([row + (row @ k) / (k @ k) * k for row in S]),
        ],
        "The rate is missing its state": [
            lambda S, k: S - k / (k @ k),
            lambda S, k: S - np.tile(k, (len(S), 1)) / np.sum(k**2),
            lambda S, k: np.array([row - k / np.dot(k, k) for row in S]),
        ],
        "That is what k was answered": [
            lambda S, k: (S @ k)[:, None] * k / (k @ k),
            lambda S, k: S @ np.outer(k, k) / (k @ k),
            lambda S, k: np.array([(row @ k) / (k @ k) * k for row in S]),
        ],
    },
    "way_back": {
        "Off by one": [
            loop_back(lambda own, a_t, a_next, dh: own + a_t * dh),
            lambda a, dhs: in_rounds(composed)(np.vstack([a[:1], a[:-1][::-1]]), dhs[::-1])[::-1],
            lambda a, dhs: in_rounds(joined)(np.concatenate([0 * a[:1], a[::-1][1:]]), dhs[::-1])[::-1],
        ],
        "Shifted the wrong way": [
            lambda a, dhs: in_rounds(composed)(np.roll(a, 1, axis=0)[::-1], dhs[::-1])[::-1],
            two_back,
            lambda a, dhs: in_rounds(joined)(np.vstack([a[-2::-1], a[-1:]]), dhs[::-1])[::-1],
        ],
        "At step t you take": [
            loop_back(lambda own, a_t, a_next, dh: own + a_next * a_t * dh),
            lambda a, dhs: in_rounds(composed)(np.vstack([0 * a[:1], (a[1:] * a[:-1])[::-1]]), dhs[::-1])[
                ::-1
            ],
            lambda a, dhs: forward_loop(np.vstack([a[:1], (a[1:] * a[:-1])[::-1]]), dhs[::-1])[::-1],
        ],
        "The gradient that the loss": [
            loop_back(lambda own, a_t, a_next, dh: a_next * own + a_next * dh),
            multiplied_whole,
            lambda a, dhs: multiplied_whole(a.copy(), dhs.copy()),
        ],
        "That runs forward": [
            forward_loop,
            lambda a, dhs: in_rounds(composed)(a, dhs),
            lambda a, dhs: in_rounds(padded)(a, dhs),
        ],
        "The gradients are turned round": [
            lambda a, dhs: in_rounds(composed)(a, dhs[::-1])[::-1],
            lambda a, dhs: np.flip(in_rounds(padded)(a, np.flip(dhs, 0)), 0),
            lambda a, dhs: forward_loop(a, dhs[::-1])[::-1],
        ],
        "Only one step is followed": [one_back, one_back_padded, one_back_loop],
        "The factors are missing": [
            lambda a, dhs: np.triu(np.ones((len(a), len(a)))) @ dhs,
            lambda a, dhs: np.flip(np.flip(dhs, 0).cumsum(axis=0), 0),
            loop_back(lambda own, a_t, a_next, dh: own + dh),
        ],
        "The losses of the earlier": [
            loop_back(lambda own, a_t, a_next, dh: a_next * dh),
            last_alone,
            last_alone_scan,
        ],
        "The answer is turned round": [
            upside_down,
            lambda a, dhs: in_rounds(composed)(np.vstack([0 * a[:1], a[:0:-1]]), dhs[::-1]),
            lambda a, dhs: loop_back(lambda own, a_t, a_next, dh: own + a_next * dh)(a, dhs)[::-1],
        ],
    },
    "toggle": {
        "Yours turns over where the ones begin": [
            edges_loop,
            lambda bits: (
                np.where(np.diff(bits, prepend=0) > 0, -1, 1),
                np.where(np.diff(bits, prepend=0) > 0, 1, 0),
            ),
            lambda bits: (1 - 2 * (np.diff(np.r_[0, bits]) == 1), (np.diff(np.r_[0, bits]) == 1) * 1.0),
        ],
        "That counts the ones": [
            lambda bits: (np.ones(len(bits)), bits),
            lambda bits: (bits**0, bits * 1),
            lambda bits: ([1] * len(bits), list(bits)),
        ],
        "That remembers whether": [
            lambda bits: (1 - bits, bits),
            lambda bits: (np.where(bits == 1, 0, 1), np.where(bits == 1, 1, 0)),
            lambda bits: ([1 - x for x in bits], [x for x in bits]),
        ],
        "A bit of 0 has to leave": [
            lambda bits: (-bits, bits),
            lambda bits: (np.where(bits > 0, -1.0, 0.0), bits),
            lambda bits: ([-x for x in bits], [x for x in bits]),
        ],
        "You computed the answer first": [
            lambda bits: (0 * bits, bits.cumsum() % 2),
            lambda bits: (np.zeros(len(bits)), np.logical_xor.accumulate(bits > 0).astype(float)),
            lambda bits: ([0] * len(bits), [sum(bits[: t + 1]) % 2 for t in range(len(bits))]),
        ],
        "The factor has the wrong sign": [
            lambda bits: (2 * bits - 1, bits),
            lambda bits: (np.where(bits > 0, 1.0, -1.0), bits),
            lambda bits: ([1 if x else -1 for x in bits], [1 if x else 0 for x in bits]),
        ],
        "The factor is -1 at zeros": [
            lambda bits: (-np.ones(len(bits)), bits),
            lambda bits: (np.full(bits.shape, -1.0), bits.copy()),
            lambda bits: ([-1] * len(bits), list(bits)),
        ],
        "Nothing is ever added": [
            lambda bits: (1 - 2 * bits, 0 * bits),
            lambda bits: (np.where(bits > 0, -1, 1), np.zeros(len(bits))),
            lambda bits: ((-1.0) ** bits, [0] * len(bits)),
        ],
        "b is 1 at the zeros": [
            lambda bits: (1 - 2 * bits, 1 - bits),
            lambda bits: (np.where(bits > 0, -1, 1), np.where(bits > 0, 0, 1)),
            lambda bits: ((-1.0) ** bits, [1 - x for x in bits]),
        ],
        "The state swings": [
            lambda bits: (1 - 2 * bits, 2 * bits),
            lambda bits: (np.where(bits > 0, -1, 1), bits + bits),
            lambda bits: ((-1.0) ** bits, [2 if x else 0 for x in bits]),
        ],
        "a and b are right and stand": [
            lambda bits: (bits, 1 - 2 * bits),
            lambda bits: (bits.copy(), np.where(bits > 0, -1, 1)),
            lambda bits: (list(bits), (-1.0) ** bits),
        ],
    },
}
