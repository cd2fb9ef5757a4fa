"""Lesson 7: each declared mistake as three people might write it, under the beginning of its sentence."""

from itertools import product

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


# ---- seasonal_scores -----------------------------------------------------------------------------


def gaps_of(values, m):
    return [abs(values[t] - values[t - m]) for t in range(m, len(values))]


def by_origin(unit=None, forecast=None, size=abs, last=0):
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
        return np.array(found)

    def short(y, m, first, horizon):
        origins = first + horizon * np.arange((len(y) - last - first) // horizon)
        return np.array([error(y, m, n, horizon) / below(y, m, n, first) for n in origins])

    def while_there_is_room(y, m, first, horizon):
        n, found = first, np.empty(0)
        while n + horizon <= len(y) - last:
            found = np.append(found, error(y, m, n, horizon) / below(y, m, n, first))
            n += horizon
        return found

    return loop, short, while_there_is_room


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
        inside = (t >= edges[j]) & (t < edges[j + 1])
        found[inside] = start + rate * (t[inside] - edges[j])
    return found


# ---- conformal_width -----------------------------------------------------------------------------


def ranked(rank, size=abs, pooled=False):
    """Return answers in three styles; rank(n, share) is the rank, from 1, of the size that is taken."""

    def of_steps(errors):
        steps = [list(step) for step in np.asarray(errors).T]
        return [sum(steps, [])] * len(steps) if pooled else steps

    def taken(values, share):
        k = rank(len(values), share)
        return sorted(map(size, values))[k - 1] if k <= len(values) else np.inf

    def each(errors, share):
        return np.array([taken(step, share) for step in of_steps(errors)])

    def partitioned(errors, share):
        found = []
        for step in of_steps(errors):
            k, sizes = rank(len(step), share), np.array([size(one) for one in step])
            found.append(np.partition(sizes, k - 1)[k - 1] if k <= len(step) else np.inf)
        return np.array(found)

    def counted(errors, share):
        found = []
        for step in of_steps(errors):
            left, k = [size(one) for one in step], rank(len(step), share)
            for _ in range(min(k, len(step) + 1) - 1):
                left.remove(min(left))
            found.append(min(left) if left and k <= len(step) else np.inf)
        return np.array(found)

    return each, partitioned, counted


def with_new(n, share):
    return int(np.ceil((n + 1) * share))


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
        "You repeated the first season": (
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
    },
    "value_weights": {
        "The first value has a factor": (from_zero, from_zero_list, from_zero_power),
        "These stand the wrong way round": (newest_first, newest_first_list, newest_first_turned),
        "You swapped the shares": (
            by_units(lambda level, value, a: (1 - a) * value + a * level),
            swapped_power,
            swapped_list,
        ),
        "You divided by the sum": (divided, divided_from_zero, divided_list),
        "Your newest value is damped": (damped, damped_once_more, damped_list),
    },
    "seasonal_scores": {
        "Your unit knows the future": by_origin(unit=lambda y, m, n, first: np.mean(gaps_of(y, m))),
        "Your unit looks back one step": by_origin(unit=lambda y, m, n, first: np.mean(gaps_of(y[:n], 1))),
        "You keep the unit of the first": by_origin(
            unit=lambda y, m, n, first: np.mean(gaps_of(y[:first], m))
        ),
        "Your forecast has seen the test": by_origin(forecast=lambda y, m, n, i: y[n - m + i]),
        "You squared the errors": by_origin(size=lambda gap: gap**2),
        "The last origin is missing": by_origin(last=1),
    },
    "sign_flip": {
        "You count only sums that are *further*": by_choice(lambda one, real: abs(one) > abs(real) + 1e-9),
        "You look at one side alone": by_choice(lambda one, real: one >= abs(real) - 1e-9),
        "You forgot the size of the real": by_choice(lambda one, real: abs(one) >= real - 1e-9),
        "In yours only the signs": by_choice(as_far, of=np.sign),
        "That is how many choices": tuple(
            lambda gaps, share=share: share(gaps) * 2.0 ** len(gaps) for share in by_choice(as_far)
        ),
    },
    "trend_by_rates": {
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
    },
    "conformal_width": {
        "You left out the new error": ranked(lambda n, share: int(np.ceil(n * share))),
        "Errors below 0 are errors": ranked(with_new, size=float),
        "Each step ahead has a width": ranked(with_new, pooled=True),
        "You took the error one rank": ranked(lambda n, share: with_new(n, share) + 1),
        "np.quantile interpolates": (
            lambda errors, share: np.percentile(abs(errors), 100 * share, axis=0),
            interpolated,
            interpolated_by_hand,
        ),
    },
}
