"""Lesson 7: each declared mistake as three people might write it, under the beginning of its sentence."""

from itertools import product
from statistics import NormalDist

import numpy as np

# ---- seasonal_naive ------------------------------------------------------------------------------


def by_step(value):
    """Return an answer from value(y, m, i), the forecast i steps after the first."""
    return lambda y, m, horizon: np.array([value(list(y), m, i) for i in range(horizon)])


def tiled(season):
    """Return an answer that repeats season(y, m), and cuts."""
    return lambda y, m, horizon: np.tile(season(y, m), horizon // m + 1)[:horizon]


def grown(back):
    """Return an answer that appends one value after another; back(y, m, so_far) is the index it copies."""

    def answer(y, m, horizon):
        found = list(y)
        while len(found) < len(y) + horizon:
            found.append(found[back(y, m, found)])
        return np.array(found[len(y) :])

    return answer


def shifted(y, m, horizon):
    season = [*y, 0.0][len(y) - 1 - m : len(y) - 1] if len(y) > m else [y[0], *y[:-1]]
    return np.array([season[i % m] for i in range(horizon)])


def phase_of_start(y, m, horizon):
    last, start = y[len(y) - m :], len(y) % m
    return np.array([last[(start + i) % m] for i in range(horizon)])


def stuck(y, m, horizon):
    season = list(y[-m:])
    return np.array((season + [season[-1]] * horizon)[:horizon])


def by_step_short(y, m, horizon):
    season = list(y[-m:])[-horizon:]
    return np.array([season[i % len(season)] for i in range(horizon)])


# ---- value_weights -------------------------------------------------------------------------------


def by_units(update, first=1.0):
    """Return an answer that smooths each unit vector; update(level, value, alpha) is the new level."""

    def answer(alpha, n):
        found = []
        for k in range(n):
            values = np.eye(n)[k]
            level = first * values[0]
            for value in values[1:]:
                level = update(level, value, alpha)
            found.append(level)
        return np.array(found)

    return answer


def from_zero(alpha, n):
    levels = np.zeros(n)
    for k in range(n):
        levels = (1 - alpha) * levels + alpha * np.eye(n)[k]
    return levels


def from_zero_list(alpha, n):
    found = [alpha]
    while len(found) < n:
        found.insert(0, found[0] * (1 - alpha))
    return np.array(found)


def from_zero_power(alpha, n):
    return np.array([alpha * (1 - alpha) ** (n - 1 - k) for k in range(n)])


def newest_first(alpha, n):
    return np.array([alpha * (1 - alpha) ** k for k in range(n - 1)] + [(1 - alpha) ** (n - 1)])


def newest_first_list(alpha, n):
    found, left = [], 1.0
    for _ in range(n - 1):
        found.append(alpha * left)
        left *= 1 - alpha
    return np.array([*found, left])


def newest_first_turned(alpha, n):
    return by_units(lambda level, value, a: a * value + (1 - a) * level)(alpha, n)[::-1]


def swapped_power(alpha, n):
    return np.array([alpha ** (n - 1)] + [(1 - alpha) * alpha ** (n - 1 - k) for k in range(1, n)])


def swapped_list(alpha, n):
    found = np.array([1.0])
    for _ in range(n - 1):
        found = np.r_[alpha * found, 1 - alpha]
    return found


def divided(alpha, n):
    found = np.array([(1 - alpha) ** k for k in reversed(range(n))])
    return found / np.sum(found)


def divided_from_zero(alpha, n):
    if alpha == 0:
        return np.full(n, 1 / n)
    found = from_zero_power(alpha, n)
    return found / sum(found)


def divided_list(alpha, n):
    found = [1.0]
    while len(found) < n:
        found.insert(0, found[0] * (1 - alpha))
    return np.array(found) / sum(found)


def damped(alpha, n):
    return np.array([(1 - alpha) ** n] + [alpha * (1 - alpha) ** (n - k) for k in range(1, n)])


def damped_once_more(alpha, n):
    return (1 - alpha) * by_units(lambda level, value, a: a * value + (1 - a) * level)(alpha, n)


def damped_list(alpha, n):
    found, left = [], 1 - alpha
    for _ in range(n - 1):
        found.insert(0, alpha * left)
        left *= 1 - alpha
    return np.array([left, *found])


def with_first(first, more=0):
    """Return answers in three styles: the first weight is first(alpha, n), the others damped `more` often."""

    def powers(alpha, n):
        rest = [alpha * (1 - alpha) ** (n - 1 - k + more) for k in range(1, n)]
        return np.array([first(alpha, n), *rest])

    def grown_back(alpha, n):
        found, left = [], (1 - alpha) ** more
        for _ in range(n - 1):
            found.append(alpha * left)
            left *= 1 - alpha
        return np.array([*found, first(alpha, n)])[::-1]

    def in_place(alpha, n):
        found = (1 - alpha) ** more * from_zero(alpha, n)
        found[0] = first(alpha, n)
        return found

    return powers, grown_back, in_place


def rest_to_newest(alpha, n):
    found, left = [], 1.0
    for k in range(n - 1):
        found.append(alpha * (1 - alpha) ** (n - 1 - k))
        left -= found[-1]
    return [*found, left]


def by_logarithm(log, power):
    """Return an answer whose powers of 1 - alpha are logarithms multiplied: 0 times -inf is nan."""

    def answer(alpha, n):
        with np.errstate(all="ignore"):
            found = power((n - 1 - np.arange(n)) * log(np.float64(1 - alpha)))
        return np.where(np.arange(n) == 0, 1, alpha) * found

    return answer


def rest_to_first(later):
    return np.array([1 - sum(later), *later])


def powers_doubled(alpha, n):
    found = [alpha]
    while len(found) < n - 1:
        found.insert(0, found[0] * alpha)
    return np.array([found[0], *found]) if n > 1 else np.array([1.0])


# ---- seasonal_scores -----------------------------------------------------------------------------


def gaps_of(values, m):
    return [abs(values[t] - values[t - m]) for t in range(m, len(values))]


def by_origin(unit=None, forecast=None, size=abs, last=0, of=lambda found, horizon: found):
    """Return answers in three styles: a loop, a comprehension, and a while with lists."""

    def below(y, m, n, first):
        return unit(y, m, n, first) if unit else sum(map(size, gaps_of(y[:n], m))) / (n - m)

    def guess(y, m, n, i):
        return forecast(y, m, n, i) if forecast else y[n - m + i % m]

    def error(y, m, n, horizon):
        return np.mean([size(y[n + i] - guess(y, m, n, i)) for i in range(horizon)])

    def loop(y, m, first, horizon):
        found = []
        for n in range(first, len(y) - horizon + 1 - last, horizon):
            found.append(error(y, m, n, horizon) / below(y, m, n, first))
        return of(np.array(found), horizon)

    def short(y, m, first, horizon):
        origins = first + horizon * np.arange((len(y) - last - first) // horizon)
        return of(np.array([error(y, m, n, horizon) / below(y, m, n, first) for n in origins]), horizon)

    def while_there_is_room(y, m, first, horizon):
        n, found = first, np.empty(0)
        while n + horizon <= len(y) - last:
            found = np.append(found, error(y, m, n, horizon) / below(y, m, n, first))
            n += horizon
        return of(found, horizon)

    return loop, short, while_there_is_room


def by_origins(origins):
    """Return answers in three styles, with the origins of origins(y, m, first, horizon)."""

    def score(y, m, n, horizon):
        errors = [abs(y[t] - y[n - m + (t - n) % m]) for t in range(n, min(n + horizon, len(y)))]
        return np.mean(errors) / np.mean(gaps_of(y[:n], m))

    def loop(y, m, first, horizon):
        found = []
        for n in origins(y, m, first, horizon):
            found.append(score(y, m, n, horizon))
        return np.array(found)

    def mapped(y, m, first, horizon):
        return np.array(list(map(lambda n: score(y, m, n, horizon), origins(y, m, first, horizon))))

    def filled(y, m, first, horizon):
        places = list(origins(y, m, first, horizon))
        found = np.zeros(len(places))
        for k, n in enumerate(places):
            real = y[n : n + horizon]
            guess = np.tile(y[n - m : n], len(real) // m + 1)[: len(real)]
            found[k] = np.abs(real - guess).mean() / np.abs(y[m:n] - y[: n - m]).mean()
        return found

    return loop, mapped, filled


def seen(times):
    """Return answers in three styles; the unit comes from the values at times(m, n, horizon)."""

    def loop(y, m, first, horizon):
        found = []
        for n in range(first, len(y) - horizon + 1, horizon):
            unit = np.mean([abs(y[t] - y[t - m]) for t in times(m, n, horizon)])
            found.append(np.abs(y[n : n + horizon] - np.resize(y[n - m : n], horizon)).mean() / unit)
        return np.array(found)

    def whole(y, m, first, horizon):
        origins = first + horizon * np.arange((len(y) - first) // horizon)
        gaps = np.r_[np.zeros(m), np.abs(y[m:] - y[:-m])]
        units = [gaps[list(times(m, n, horizon))].mean() for n in origins]
        errors = [[abs(y[n + i] - y[n - m + i % m]) for i in range(horizon)] for n in origins]
        return np.mean(errors, axis=1) / units

    def summed(y, m, first, horizon):
        found, n = [], first
        while n + horizon <= len(y):
            error = sum(abs(y[n + i] - y[n - m + i % m]) for i in range(horizon)) / horizon
            back = list(times(m, n, horizon))
            found.append(error * len(back) / sum(abs(y[t] - y[t - m]) for t in back))
            n += horizon
        return found

    return loop, whole, summed


# ---- sign_flip -----------------------------------------------------------------------------------


def by_choice(count, of=lambda gaps: gaps):
    """Return answers in three styles; count(sum, real sum) says whether a choice counts."""

    def bits(gaps):
        gaps, real = of(gaps), sum(of(gaps))
        found = [
            sum(g if code >> i & 1 else -g for i, g in enumerate(gaps)) for code in range(2 ** len(gaps))
        ]
        return sum(count(one, real) for one in found) / len(found)

    def walk(gaps):
        gaps, real, sums = of(gaps), sum(of(gaps)), [0.0]
        for gap in gaps:
            sums = [one + sign * gap for one in sums for sign in (-1, 1)]
        return np.mean([count(one, real) for one in sums])

    def listed(gaps):
        gaps, hits = of(gaps), 0
        for signs in product([1, -1], repeat=len(gaps)):
            hits += bool(count(np.dot(signs, gaps), np.sum(gaps)))
        return hits / 2.0 ** len(gaps)

    return bits, walk, listed


def as_far(one, real):
    return abs(one) >= abs(real) - 1e-9


def of_share(share):
    """Return answers in three styles; share(hits, choices) is what they give."""

    def of(one):
        return lambda gaps: share(round(one(gaps) * 2 ** len(gaps)), 2 ** len(gaps))

    return tuple(map(of, by_choice(as_far)))


def signed(gaps):
    """Return the sum of each choice of signs."""
    return np.array(list(product([1, -1], repeat=len(gaps)))) @ gaps


def of_set(sums, gaps):
    """Return the share of different sums that count."""
    return np.mean([abs(one) >= abs(sum(gaps)) - 1e-6 for one in sums])


def against_sizes():
    """Return answers in three styles that compare each sum with the sum of all sizes."""

    def of(style):
        def answer(gaps):
            largest = sum(map(abs, gaps))
            count = by_choice(lambda one, real: abs(one) >= largest - 1e-9)[style]
            return count(gaps)

        return answer

    return tuple(map(of, range(3)))


# ---- trend_by_rates ------------------------------------------------------------------------------


def walked(value):
    """Return an answer that finds for each time its piece j; value(t, j, start, knots, rates)."""

    def answer(t, start, knots, rates):
        return np.array([value(one, sum(one >= knots), start, list(knots), rates) for one in t])

    return answer


def jumping_loop(t, start, knots, rates):
    found = start + rates[0] * t
    for j, knot in enumerate(knots, start=1):
        found = np.where(t >= knot, start + rates[j] * t, found)
    return found


def jumping_steps(t, start, knots, rates):
    return start + (rates[0] + (t[:, None] >= knots) @ np.diff(rates)) * t


def whole_loop(t, start, knots, rates):
    found = start + rates[0] * t
    for knot, rate in zip(knots, rates[1:], strict=True):
        found = found + rate * np.where(t > knot, t - knot, 0)
    return found


def whole_sum(t, start, knots, rates):
    bends = np.clip(np.subtract.outer(t, knots), 0, None)
    return start + np.c_[t, bends] @ rates


def stepped_loop(t, start, knots, rates):
    found = start + rates[0] * t
    for j, knot in enumerate(knots):
        found = found + (rates[j + 1] - rates[j]) * (t >= knot)
    return found


def stepped_where(t, start, knots, rates):
    steps = np.where(t[:, None] < knots, 0.0, 1.0) * np.diff(rates)
    return rates[0] * t + start + steps.sum(axis=1)


def early_loop(t, start, knots, rates):
    found = start + rates[0] * t
    for j, knot in enumerate(knots):
        found = found + (rates[j + 1] - rates[j]) * (t - knot)
    return found


def early_sum(t, start, knots, rates):
    changes = np.diff(rates)
    return start + (rates[0] + changes.sum()) * t - changes @ knots


def early_last(t, start, knots, rates):
    return start + rates[-1] * t - sum((rates[j + 1] - rates[j]) * knots[j] for j in range(len(knots)))


def again_loop(t, start, knots, rates):
    found = start + rates[0] * t
    for knot, rate in zip(knots, rates[1:], strict=True):
        found = np.where(t >= knot, start + rate * (t - knot), found)
    return found


def again_slices(t, start, knots, rates):
    edges, found = [0.0, *knots, np.inf], np.zeros(len(t))
    for j, rate in enumerate(rates):
        inside = (t >= edges[j] if j else True) & (t < edges[j + 1])
        found[inside] = start + rate * (t[inside] - edges[j])
    return found


def after_knots(value):
    """Return answers in three styles; in value(t, j, ...) the piece j begins just after its knot."""

    def listed(t, start, knots, rates):
        return np.array([value(one, sum(one > knots), start, list(knots), rates) for one in t])

    def pieces(t, start, knots, rates):
        found = np.empty(len(t))
        for k, one in enumerate(t):
            j = 0
            while j < len(knots) and one > knots[j]:
                j += 1
            found[k] = value(one, j, start, list(knots), rates)
        return found

    def overwritten(t, start, knots, rates):
        found = value(t, 0, start, list(knots), rates)
        for j, knot in enumerate(knots, start=1):
            found = np.where(t > knot, value(t, j, start, list(knots), rates), found)
        return found

    return listed, pieces, overwritten


def held_outside(t, start, knots, rates):
    x = np.r_[0.0, knots]
    return np.interp(t, x, start + np.r_[0.0, np.cumsum(rates[:-1] * np.diff(x))])


def bent_outside(t, start, knots, rates):
    return bent()[2](np.minimum(np.maximum(t, 0.0), max(knots, default=0.0)), start, knots, rates)


def outside_loop(t, start, knots, rates):
    edges, found = [0.0, *knots], []
    for one in t:
        value = start
        for j in range(len(knots)):
            value += rates[j] * (min(max(one, edges[j]), edges[j + 1]) - edges[j])
        found.append(value)
    return np.array(found)


def stepwise(t, start, knots, rates):
    found, level, before = [], start, 0.0
    for one in t:
        piece = 0
        while piece < len(knots) and knots[piece] < one:
            piece += 1
        level, before = level + rates[piece] * (one - before), one
        found.append(level)
    return np.array(found)


def bent(flat=False, order=np.array, from_=None, changes=np.diff, knots_of=np.array, first=None, level=None):
    """Return answers in three styles, each with one thing changed."""

    def asked(t, start, knots, rates):
        t = np.minimum(t, max(knots, default=0)) if flat else order(t)
        start = start if level is None else level
        return t, start, knots_of(knots), rates[0] if first is None else first, changes(rates)

    def moved(trend, t, start):
        return trend if from_ is None else trend - trend[list(t).index(from_(t))] + start

    def loop(*inputs):
        t, start, knots, rate, steps = asked(*inputs)
        trend = start + rate * t
        for knot, step in zip(knots, steps, strict=False):
            trend = trend + step * np.maximum(t - knot, 0)
        return moved(trend, t, start)

    def each(*inputs):
        t, start, knots, rate, steps = asked(*inputs)
        bends = [sum(d * (x - k) for k, d in zip(knots, steps, strict=False) if x > k) for x in t]
        return moved(np.array([start + rate * x + b for x, b in zip(t, bends, strict=True)]), t, start)

    def product(*inputs):
        t, start, knots, rate, steps = asked(*inputs)
        steps = steps[: len(knots)]
        return moved(rate * t + np.clip(np.subtract.outer(t, knots), 0, None) @ steps + start, t, start)

    return loop, each, product


# ---- conformal_width -----------------------------------------------------------------------------


def if_enough(width):
    """Return an answer that is infinite where the rank of the text does not exist."""
    return lambda errors, share: (
        width(errors, share)
        if with_new(len(errors), share) <= len(errors)
        else np.full(errors.shape[1], np.inf)
    )


def ranked(rank, size=abs, pooled=False, of=lambda width: width):
    """Return answers in three styles; rank(n, share) is the rank, from 1, of the size that is taken."""

    def of_steps(errors):
        steps = [list(step) for step in np.asarray(errors).T]
        return [sum(steps, [])] * len(steps) if pooled else steps

    def taken(values, share):
        k = rank(len(values), share)
        return sorted(map(size, values))[k - 1] if k <= len(values) else np.inf

    def each(errors, share):
        return of(np.array([taken(step, share) for step in of_steps(errors)]))

    def partitioned(errors, share):
        found = []
        for step in of_steps(errors):
            k, sizes = rank(len(step), share), np.array([size(one) for one in step])
            found.append(np.partition(sizes, k - 1)[k - 1] if k <= len(step) else np.inf)
        return of(np.array(found))

    def counted(errors, share):
        found = []
        for step in of_steps(errors):
            left, k = [size(one) for one in step], rank(len(step), share)
            for _ in range(min(k, len(step) + 1) - 1):
                left.remove(min(left))
            found.append(min(left) if left and k <= len(step) else np.inf)
        return of(np.array(found))

    return each, partitioned, counted


def with_new(n, share):
    return int(np.ceil((n + 1) * share))


def if_below_one(errors, share, width):
    """Return width(p) for the share of ranks p that holds the new error, infinity above 1."""
    p = (len(errors) + 1) * share / len(errors)
    return width(p) if p <= 1 else np.full(errors.shape[1], np.inf)


def interpolated(errors, share):
    return np.array([np.quantile(np.abs(step), share) for step in errors.T])


def interpolated_by_hand(errors, share):
    sizes = np.sort(np.abs(errors), axis=0)
    at = share * (len(sizes) - 1)
    low = int(at)
    high = min(low + 1, len(sizes) - 1)
    return sizes[low] + (at - low) * (sizes[high] - sizes[low])


VARIANTS = {
    "seasonal_naive": {
        "You repeated the first season, in": (
            by_step(lambda y, m, i: y[(len(y) + i) % m]),
            grown(lambda y, m, found: len(found) % m),
            lambda y, m, horizon: np.tile(y[:m], (len(y) + horizon) // m + 1)[len(y) : len(y) + horizon],
        ),
        "You cut the series": (
            lambda y, m, horizon: np.resize(y[: len(y) // m * m].reshape(-1, m)[-1], horizon),
            by_step(lambda y, m, i: y[(len(y) // m - 1) * m + i % m]),
            lambda y, m, horizon: np.tile(y[len(y) // m * m - m : len(y) // m * m], horizon)[:horizon],
        ),
        "For a horizon below m": (
            lambda y, m, horizon: y[-horizon:] if horizon < m else np.resize(y[-m:], horizon),
            by_step_short,
            lambda y, m, horizon: np.resize(y[-m:][max(0, m - horizon) :], horizon),
        ),
        "You repeated the first season of": (
            by_step(lambda y, m, i: y[i % m]),
            tiled(lambda y, m: y[0:m]),
            grown(lambda y, m, found: (len(found) - len(y)) % m),
        ),
        "You repeated the last value": (
            by_step(lambda y, m, i: y[-1]),
            lambda y, m, horizon: np.ones(horizon) * y[len(y) - 1],
            grown(lambda y, m, found: -1),
        ),
        "Your season is one step off": (
            shifted,
            lambda y, m, horizon: (
                np.roll(y, 1)[-m:][np.arange(horizon) % m] if len(y) > m else shifted(y, m, horizon)
            ),
            by_step(lambda y, m, i: y[max(len(y) - m - 1 + i % m, 0)]),
        ),
        "Your season runs backwards": (
            by_step(lambda y, m, i: y[-1 - i % m]),
            tiled(lambda y, m: y[::-1][:m]),
            tiled(lambda y, m: np.flip(y[-m:])),
        ),
        "You begin the season as if": (
            phase_of_start,
            by_step(lambda y, m, i: y[-m:][(len(y) + i) % m]),
            lambda y, m, horizon: np.take(y[-m:], range(len(y), len(y) + horizon), mode="wrap"),
        ),
        "After one season you stay": (
            stuck,
            by_step(lambda y, m, i: y[len(y) - m + i] if i < m else y[-1]),
            lambda y, m, horizon: np.pad(y[-m:], (0, horizon), mode="edge")[:horizon],
        ),
        "Each value is repeated in its place": (
            lambda y, m, horizon: np.array([y[-m:][i // -(-horizon // m)] for i in range(horizon)]),
            lambda y, m, horizon: np.tile(y[-m:], (-(-horizon // m), 1)).T.ravel()[:horizon],
            lambda y, m, horizon: np.array([v for v in y[-m:] for _ in range(0, horizon, m)][:horizon]),
        ),
        "Your forecast ends with a whole season": (
            lambda y, m, horizon: np.array(list(y[-m:]) * int(np.ceil(horizon / m))),
            lambda y, m, horizon: np.concatenate([y[-m:] for _ in range(0, horizon, m)]),
            lambda y, m, horizon: np.array([y[len(y) - m + i % m] for i in range(m * (-(-horizon // m)))]),
        ),
        "Your season begins one step late": (
            by_step(lambda y, m, i: y[len(y) - m + (i + 1) % m]),
            tiled(lambda y, m: [*y[len(y) - m + 1 :], y[len(y) - m]]),
            lambda y, m, horizon: np.take(y[-m:], range(1, horizon + 1), mode="wrap"),
        ),
        "Your value m steps back": (
            by_step(lambda y, m, i: y[-m]),
            lambda y, m, horizon: y[len(y) - m] * np.ones(horizon),
            lambda y, m, horizon: np.repeat(y[-m:][:1], horizon),
        ),
        "You averaged over the seasons": (
            by_step(lambda y, m, i: np.mean([v for t, v in enumerate(y) if (t - len(y) - i) % m == 0])),
            tiled(lambda y, m: [np.mean(y[::-1][m - 1 - j :: m]) for j in range(m)]),
            by_step(lambda y, m, i: np.mean(y[(len(y) + i) % m :: m])),
        ),
        "Two seasons don't reach": (
            lambda y, m, horizon: np.r_[y[-m:], y[-m:]][:horizon],
            lambda y, m, horizon: np.array((list(y[-m:]) * 2)[:horizon]),
            lambda y, m, horizon: np.array([y[len(y) - m + i % m] for i in range(min(horizon, 2 * m))]),
        ),
        "Your forecast ends after one season": (
            lambda y, m, horizon: y[len(y) - m : len(y) - m + horizon],
            lambda y, m, horizon: np.array([y[i - m] for i in range(min(m, horizon))]),
            lambda y, m, horizon: np.array(list(y)[-m:])[: min(horizon, m)],
        ),
    },
    "value_weights": {
        "Each later value takes": (
            lambda alpha, n: rest_to_first([alpha * np.exp(-alpha * (n - 1 - k)) for k in range(1, n)]),
            lambda alpha, n: rest_to_first((alpha * np.exp(-alpha) ** np.arange(n - 1))[::-1]),
            lambda alpha, n: rest_to_first(alpha / np.exp(alpha * np.arange(n - 2, -1, -1.0))),
        ),
        "These are powers": (
            lambda alpha, n: (
                np.array([alpha ** max(1, min(n - k, n - 1)) for k in range(n)]) if n > 1 else np.ones(1)
            ),
            lambda alpha, n: np.array(
                [1.0] if n == 1 else [alpha ** (n - 1)] + [alpha ** (n - k) for k in range(1, n)]
            ),
            powers_doubled,
        ),
        "You sorted the weights": (
            lambda alpha, n: np.sort(with_first(lambda a, n: (1 - a) ** (n - 1))[0](alpha, n)),
            lambda alpha, n: np.array(sorted(with_first(lambda a, n: (1 - a) ** (n - 1))[1](alpha, n))),
            lambda alpha, n: np.partition(with_first(lambda a, n: (1 - a) ** (n - 1))[2](alpha, n), range(n)),
        ),
        "The first value has a factor": (from_zero, from_zero_list, from_zero_power),
        "These stand the wrong way round": (newest_first, newest_first_list, newest_first_turned),
        "You swapped the shares": (
            by_units(lambda level, value, a: (1 - a) * value + a * level),
            swapped_power,
            swapped_list,
        ),
        "You divided by the sum. With": (divided, divided_from_zero, divided_list),
        "Your newest value is damped": (damped, damped_once_more, damped_list),
        "The first value is damped n times": with_first(lambda a, n: (1 - a) ** n),
        "Your first value is damped rightly": with_first(lambda a, n: (1 - a) ** (n - 1), more=1),
        "Your first value is damped only once": with_first(lambda a, n: 1 - a if n > 1 else 1.0),
        "A single value has nothing": (
            lambda alpha, n: np.array([alpha]) if n == 1 else swapped_power(1 - alpha, n),
            lambda alpha, n: (
                np.ones(1) * alpha
                if n < 2
                else by_units(lambda level, value, a: level + a * (value - level))(alpha, n)
            ),
            lambda alpha, n: np.array(
                [(1 - alpha) ** (n - 1)] * (n > 1) + from_zero_list(alpha, n).tolist()[n > 1 :]
            ),
        ),
        "You divided by the sum. What": (
            lambda alpha, n: from_zero_power(alpha, n) / np.sum(from_zero_power(alpha, n)),
            lambda alpha, n: from_zero(alpha, n) / from_zero(alpha, n).sum(),
            lambda alpha, n: from_zero_list(alpha, n) / np.add.reduce(from_zero_list(alpha, n)),
        ),
        "That is the level of the mean": (
            lambda alpha, n: np.ones(n) / n,
            lambda alpha, n: np.array([1 / n for _ in range(n)]),
            lambda alpha, n: np.repeat(1 / n, n),
        ),
        "You gave the first value the weight": (
            *with_first(lambda a, n: a * (1 - a) ** (n - 2) if n > 1 else 1.0)[:2],
            lambda alpha, n: from_zero(alpha, n)[[1, *range(1, n)]] if n > 1 else np.ones(1),
        ),
        "At α = 1": (
            by_logarithm(np.log, np.exp),
            by_logarithm(np.log2, np.exp2),
            by_logarithm(np.log10, lambda p: 10**p),
        ),
        "You gave what is missing": (
            lambda alpha, n: from_zero(alpha, n) + (1 - alpha) ** n * np.eye(n)[-1],
            lambda alpha, n: np.r_[from_zero_power(alpha, n)[:-1], 1 - sum(from_zero_power(alpha, n)[:-1])],
            rest_to_newest,
        ),
    },
    "seasonal_scores": {
        "np.diff(y, m) takes": by_origin(unit=lambda y, m, n, first: np.mean(np.abs(np.diff(y[:n], n=m)))),
        "You took roots": by_origin(size=lambda gap: gap**2, of=lambda found, horizon: found**0.5),
        "Past two seasons": by_origin(forecast=lambda y, m, n, i: y[n - m + (i if i < m else i - m)]),
        "Your unit knows the future": by_origin(unit=lambda y, m, n, first: np.mean(gaps_of(y, m))),
        "Your unit has seen the test part": seen(lambda m, n, horizon: range(m, n + horizon)),
        "Your unit comes from the test part": seen(lambda m, n, horizon: range(n, n + horizon)),
        "Your unit looks back one step": by_origin(unit=lambda y, m, n, first: np.mean(gaps_of(y[:n], 1))),
        "Your unit divides by n": by_origin(unit=lambda y, m, n, first: np.sum(gaps_of(y[:n], m)) / n),
        "You keep the unit of the first": by_origin(
            unit=lambda y, m, n, first: np.mean(gaps_of(y[:first], m))
        ),
        "Your forecast has seen the test": by_origin(forecast=lambda y, m, n, i: y[n - m + i]),
        "You squared the errors": by_origin(size=lambda gap: gap**2),
        "The last origin is missing": by_origin(last=1),
        "Your origins move on by one step": by_origins(
            lambda y, m, first, horizon: range(first, len(y) - horizon + 1)
        ),
        "Your origins move on by a season": by_origins(
            lambda y, m, first, horizon: range(first, len(y) - horizon + 1, m)
        ),
        "You score what is left": by_origins(lambda y, m, first, horizon: range(first, len(y), horizon)),
        "The first origin is missing": by_origins(
            lambda y, m, first, horizon: range(first + horizon, len(y) - horizon + 1, horizon)
        ),
        "You took the mean over the origins": by_origin(of=lambda found, horizon: np.mean(found)),
        "You divided the sum of the errors": by_origin(of=lambda found, horizon: found * horizon),
        "Your errors have no unit yet": by_origin(unit=lambda y, m, n, first: 1),
        "Your unit comes from the last season": by_origin(
            unit=lambda y, m, n, first: np.mean(gaps_of(y[max(n - 2 * m, 0) : n], m))
        ),
        "You forecast with the last value": by_origin(forecast=lambda y, m, n, i: y[n - 1]),
        "You forecast with the first season": by_origin(forecast=lambda y, m, n, i: y[i % m]),
    },
    "sign_flip": {
        "Only sums exactly as far": by_choice(lambda one, real: abs(abs(one) - abs(real)) < 1e-9),
        "np.isclose by itself": by_choice(
            lambda one, real: abs(one) > abs(real) or np.isclose(abs(one), abs(real))
        ),
        "You count only sums that are *further*": by_choice(lambda one, real: abs(one) > abs(real) + 1e-9),
        "You look at one side alone": by_choice(lambda one, real: one >= abs(real) - 1e-9),
        "You forgot the size of the real": by_choice(lambda one, real: abs(one) >= real - 1e-9),
        "In yours only the signs": by_choice(as_far, of=np.sign),
        "That is how many choices": tuple(
            lambda gaps, share=share: share(gaps) * 2.0 ** len(gaps) for share in by_choice(as_far)
        ),
        "You compare with the sum of the sizes": against_sizes(),
        "You left out the real signs": of_share(lambda hits, choices: (hits - 1) / (choices - 1)),
        "You took the real signs out": of_share(lambda hits, choices: hits / choices - 1 / choices),
        "You counted the real signs twice": of_share(lambda hits, choices: (1 + hits) / (1 + choices)),
        "That is the share of sums *nearer*": by_choice(lambda one, real: not as_far(one, real)),
        "You change the order": (
            lambda gaps: np.mean([as_far(sum(np.roll(gaps, k)), sum(gaps)) for k in range(len(gaps))]),
            lambda gaps: np.mean([as_far(sum(p), sum(gaps)) for p in (gaps, gaps[::-1], sorted(gaps))]),
            lambda gaps: sum(as_far(np.sum(gaps[::-1]), np.sum(gaps)) for _ in range(9)) / 9,
        ),
        "You flip one gap at a time": (
            lambda gaps: np.mean([as_far(sum(gaps) - 2 * g, sum(gaps)) for g in [0.0, *gaps]]),
            lambda gaps: (1 + sum(as_far(sum(gaps) - g - g, sum(gaps)) for g in gaps)) / (1 + len(gaps)),
            lambda gaps: np.mean(
                as_far(np.c_[np.ones(len(gaps)), 1 - 2 * np.eye(len(gaps))].T @ gaps, np.sum(gaps))
            ),
        ),
        "You doubled it": of_share(lambda hits, choices: 2 * hits / choices),
        "You doubled one direction": tuple(
            lambda gaps, share=share: 2 * share(gaps)
            for share in by_choice(lambda one, real: one >= abs(real) - 1e-9)
        ),
        "You count equal sums once": (
            lambda gaps: of_set({round(sum(s), 6) for s in product(*((g, -g) for g in gaps))}, gaps),
            lambda gaps: of_set(np.unique(np.round(signed(gaps), 8)), gaps),
            lambda gaps: of_set(list(dict.fromkeys(signed(gaps).round(7).tolist())), gaps),
        ),
    },
    "trend_by_rates": {
        "Outside of 0": (held_outside, bent_outside, outside_loop),
        "It jumps at the knots": (
            jumping_loop,
            jumping_steps,
            walked(lambda t, j, start, knots, rates: start + rates[j] * t),
        ),
        "You added whole rates": (
            whole_loop,
            whole_sum,
            walked(
                lambda t, j, start, knots, rates: (
                    start + rates[0] * t + sum(rates[i + 1] * (t - knots[i]) for i in range(j))
                )
            ),
        ),
        "Your changes are steps": (
            stepped_loop,
            stepped_where,
            walked(lambda t, j, start, knots, rates: start + rates[0] * t + rates[j] - rates[0]),
        ),
        "Your changes act before": (early_loop, early_sum, early_last),
        "Each of your pieces starts": (
            again_loop,
            again_slices,
            walked(lambda t, j, start, knots, rates: start + rates[j] * (t - [0, *knots][j])),
        ),
        "It jumps just after each knot": after_knots(lambda t, j, start, knots, rates: start + rates[j] * t),
        "Each piece starts at `start` again, just": after_knots(
            lambda t, j, start, knots, rates: start + rates[j] * (t - [0, *knots][j])
        ),
        "After the last knot your trend": bent(flat=True),
        "Your values come in the order": bent(order=np.sort),
        "`start` is the value at t = 0, not at the smallest": bent(from_=min),
        "`start` is the value at t = 0, not at the first": bent(from_=lambda t: t[0]),
        "Your changes have the wrong sign": bent(changes=lambda rates: rates[:-1] - rates[1:]),
        "Your rates act one knot late": bent(
            knots_of=lambda knots: knots[1:], changes=lambda rates: np.diff(rates[:-1])
        ),
        "Your last rate never acts": bent(
            knots_of=lambda knots: knots[:-1], changes=lambda rates: np.diff(rates[:-1])
        ),
        "Only the bends are there": bent(first=0.0),
        "`start` is missing": bent(level=0.0),
        "Each change is the new rate": bent(changes=lambda rates: rates[1:] - rates[0]),
        "Before t = 0": bent(order=lambda t: np.maximum(t, 0)),
        "You add up from one t": (
            lambda t, start, knots, rates: (
                start
                + np.cumsum(
                    [
                        rates[sum(knots < one)] * (one - before)
                        for one, before in zip(t, [0, *t], strict=False)
                    ]
                )
            ),
            stepwise,
            lambda t, start, knots, rates: (
                start
                + np.tril(np.ones((len(t), len(t))))
                @ (np.diff(np.r_[0.0, t]) * rates[(t[:, None] > knots).sum(axis=1)])
            ),
        ),
        "These are the rates": (
            walked(lambda t, j, start, knots, rates: rates[j]),
            lambda t, start, knots, rates: rates[0] + (t[:, None] >= knots) @ np.diff(rates),
            lambda t, start, knots, rates: np.array([rates[sum(k <= one for k in knots)] for one in t]),
        ),
    },
    "conformal_width": {
        "The right share, but": (
            lambda errors, share: if_below_one(
                errors, share, lambda p: np.percentile(abs(errors), 100 * p, axis=0)
            ),
            lambda errors, share: if_below_one(
                errors, share, lambda p: np.array([np.quantile(np.abs(step), p) for step in errors.T])
            ),
            lambda errors, share: if_below_one(errors, share, lambda p: interpolated_by_hand(errors, p)),
        ),
        "You take the errors for normal": (
            lambda errors, share: NormalDist().inv_cdf(0.5 + share / 2) * (errors**2).mean(axis=0) ** 0.5,
            lambda errors, share: np.array(
                [NormalDist(0, np.sqrt(np.mean(e * e))).inv_cdf((1 + share) / 2) for e in errors.T]
            ),
            lambda errors, share: (
                -NormalDist().inv_cdf((1 - share) / 2) * np.linalg.norm(errors, axis=0) / np.sqrt(len(errors))
            ),
        ),
        "int(...) + 1": ranked(lambda n, share: int((n + 1) * share) + 1),
        "You left out the new error": ranked(lambda n, share: int(np.ceil(n * share))),
        "Errors below 0 are errors": ranked(with_new, size=float),
        "Each step ahead has a width": ranked(with_new, pooled=True),
        "You took the error one rank": ranked(lambda n, share: with_new(n, share) + 1),
        "np.quantile interpolates": (
            lambda errors, share: np.percentile(abs(errors), 100 * share, axis=0),
            interpolated,
            interpolated_by_hand,
        ),
        "An interpolating quantile": tuple(
            map(
                if_enough,
                (
                    lambda errors, share: np.percentile(abs(errors), 100 * share, axis=0),
                    interpolated,
                    interpolated_by_hand,
                ),
            )
        ),
        "With k > n you give": ranked(lambda n, share: min(with_new(n, share), n)),
        "With k = n the largest": ranked(lambda n, share: with_new(n, share) + (with_new(n, share) == n)),
        "You cut the rank off": ranked(lambda n, share: int(np.floor((n + 1) * share))),
        "Yours is the whole width": ranked(with_new, of=lambda width: 2 * width),
        "You sorted first": ranked(with_new, size=float, of=abs),
        "You give both tails": ranked(lambda n, share: with_new(n, (1 + share) / 2)),
        "Your width is the one that 1 - share": ranked(
            lambda n, share: n + 1 - with_new(n, share) if with_new(n, share) <= n else n + 1
        ),
        "You took the largest error": ranked(lambda n, share: n),
        "That is the mean size": (
            lambda errors, share: np.array([np.mean(abs(step)) for step in errors.T]),
            lambda errors, share: np.sum(np.abs(errors), axis=0) / len(errors),
            lambda errors, share: np.array([sum(map(abs, step)) / len(step) for step in errors.T]),
        ),
    },
}
