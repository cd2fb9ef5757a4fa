"""Lesson 5: each declared mistake as three people might write it, under the beginning of its sentence."""

import math

import numpy as np


def sg(a):
    return 0.5 * (1 + np.tanh(a / 2))


def bent(c):
    """Return the slope of tanh at c."""
    return np.cosh(c) ** -2.0


def gates(T, f, i, o):
    """Return three gates from functions of the step, which counts from 1."""
    return tuple(np.array([float(gate(t)) for t in range(1, T + 1)]) for gate in (f, i, o))


def late(T, write, show):
    f, i, o = np.ones(T), np.zeros(T), np.zeros(T)
    for gate, step, value in ((f, write, 0), (i, write, 1), (o, show, 1)):
        if step < T:
            gate[step] = value
    return f, i, o


def four(a, order, bends):
    H = a.shape[1] // 4
    return tuple(bend(a[:, k * H : (k + 1) * H]) for k, bend in zip(order, bends, strict=True))


def quarter(ih, hh, value, k, other=None):
    ih, hh, H = np.array(ih), np.array(hh), len(ih) // 4
    ih.reshape(4, H)[k] = value
    if other is not None:
        hh.reshape(4, H)[k] = other
    return ih, hh


def swapped(ih, hh, value, k, other=None):
    """Return what `quarter` does, put together from pieces."""
    H = len(ih) // 4
    parts = [ih[: k * H], np.full(H, value), ih[(k + 1) * H :]]
    second = hh if other is None else np.r_[hh[: k * H], [other] * H, hh[(k + 1) * H :]]
    return np.concatenate(parts), second


def masked(ih, hh, value, k, other=None):
    here = np.arange(len(ih)) // (len(ih) // 4) == k
    return np.where(here, value, ih), hh if other is None else np.where(here, other, hh)


def eyes(af, ao, g, c, pf, po, f=None, o=None):
    """Return the states of a step with peepholes, with other gates where they are given."""
    f = sg(af + c * pf) if f is None else f
    new = g + f * (c - g)
    o = sg(ao + new * po) if o is None else o(new)
    return new, np.tanh(new) * o


def sizes(D, H, L, gates=4, biases=2, later=None):
    """Return the number of parameters, array by array."""
    total = 0
    for layer in range(L):
        reads = D if layer == 0 else (later or H)
        total += sum(gates * H * n for n in (reads, H, *[1] * biases))
    return total


def late_at_the_end(T, write, show):
    f, i, o = np.ones(T), np.zeros(T), np.zeros(T)
    f[write] = 0
    i[write] = 1
    o[show] = 1
    return f, i, o


def ones_at(T, erase, write, show):
    """Return gates made of rows of the unit matrix."""
    one = np.eye(T)
    return 1 - one[erase], one[write], one[show]


def late_in_lists(T, write, show):
    f, i, o = [1.0] * T, [0.0] * T, [0.0] * T
    o[show], f[write], i[write] = 1.0, 0.0, 1.0
    return np.array(f), np.array(i), np.array(o)


def whole_steps(f):
    left, steps = 1.0, 0
    while left > 0.5:
        left, steps = left * f, steps + 1
    return steps


def own_ratio(a):
    H = a.shape[1] // 4
    ratios = np.exp(a) / (np.exp(a) + 1)
    return ratios[:, :H], ratios[:, H : 2 * H], ratios[:, 3 * H :], np.tanh(a[:, 2 * H : 3 * H])


def own_tanh(a):
    H = a.shape[1] // 4
    s = sg(a)
    up, down = np.exp(a[:, 2 * H : 3 * H]), np.exp(-a[:, 2 * H : 3 * H])
    return s[:, :H], s[:, H : 2 * H], s[:, 3 * H :], (up - down) / (down + up)


def every_fourth(a):
    columns = [a[:, [4 * j + k for j in range(a.shape[1] // 4)]] for k in range(4)]
    return sg(columns[0]), sg(columns[1]), sg(columns[3]), np.tanh(columns[2])


def short_quarter(ih, hh, value):
    ih, hh, H = ih.copy(), hh.copy(), len(ih) // 4
    for k in range(H, 2 * H - 1):
        ih[k], hh[k] = value, 0
    return ih, hh


def every_fourth_entry(ih, hh, value):
    new = ih.reshape(-1, 4).copy(), hh.reshape(-1, 4).copy()
    new[0][:, 1], new[1][:, 1] = value, 0
    return new[0].ravel(), new[1].ravel()


def blind_input_gate(af, ao, g, c, pf, po):
    keep, take = sg(af + pf * c), 1 - sg(af)
    new = keep * c + take * g
    return new, sg(ao + po * new) * np.tanh(new)


def multiplied_peepholes(af, ao, g, c, pf, po):
    keep = sg(np.multiply(af, c) * pf)
    new = keep * c + g - keep * g
    return new, np.tanh(new) * sg(np.multiply(ao, new) * po)


def same_gate_twice(af, ao, g, c, pf, po):
    f = i = sg(af + pf * c)
    new = f * c + i * g
    return new, sg(ao + po * new) * np.tanh(new)


VARIANTS = {
    "mean_factors": {
        "You swapped the two": [
            lambda n: (1 / np.arange(1, n + 1), 1 - 1 / np.arange(1, n + 1)),
            lambda n: (
                np.array([1 / N for N in range(1, n + 1)]),
                np.array([(N - 1) / N for N in range(1, n + 1)]),
            ),
            lambda n: tuple(np.array([(1 / (k + 1), k / (k + 1)) for k in range(n)]).T),
        ],
        "You count one value too many": [
            lambda n: (np.arange(1, n + 1) / np.arange(2, n + 2), 1 / np.arange(2, n + 2)),
            lambda n: (
                np.array([1 - 1 / (N + 2) for N in range(n)]),
                np.array([1 / (N + 2) for N in range(n)]),
            ),
            lambda n: (1 - 1 / (np.arange(n) + 2), 1 / (np.arange(n) + 2)),
        ],
        "That is one factor for all": [
            lambda n: (np.ones(n) * (n - 1) / n, np.ones(n) / n),
            lambda n: (np.array([1 - 1 / n] * n), np.array([1 / n] * n)),
            lambda n: (np.repeat((n - 1) / n, n), np.repeat(1 / n, n)),
        ],
        "Keep is 1 here": [
            lambda n: (np.ones(n), 1 / (np.arange(n) + 1)),
            lambda n: (np.array([1.0] * n), np.array([1 / N for N in range(1, n + 1)])),
            lambda n: (np.full(n, 1.0), 1 / np.linspace(1, n, n)),
        ],
        "2 / (N + 1) belongs": [
            lambda n: (1 - 2 / (np.arange(1, n + 1) + 1), 2 / (np.arange(1, n + 1) + 1)),
            lambda n: tuple(np.array([((N - 1) / (N + 1), 2 / (N + 1)) for N in range(1, n + 1)]).T),
            lambda n: (np.arange(n) / np.arange(2, n + 2), 1 / np.linspace(1, (n + 1) / 2, n)),
        ],
        "At N = 1 you keep C_0": [
            lambda n: (np.array([1.0, *(1 - 1 / np.arange(2, n + 1))]), 1 / np.arange(1, n + 1)),
            lambda n: (
                np.array([1 - 1 / N if N > 1 else 1 for N in range(1, n + 1)]),
                np.array([1 / N for N in range(1, n + 1)]),
            ),
            lambda n: (
                np.where(np.arange(n) == 0, 1, np.arange(n) / np.arange(1, n + 1)),
                1 / np.arange(1, n + 1),
            ),
        ],
        "You keep nothing": [
            lambda n: (
                (np.arange(1, n + 1) - 1) // np.arange(1, n + 1),
                1 - np.arange(n) // np.arange(1, n + 1),
            ),
            lambda n: (0 * np.arange(n), np.arange(n) ** 0),
            lambda n: ([(N - 1) // N for N in range(1, n + 1)], [1 - (N - 1) // N for N in range(1, n + 1)]),
        ],
        "Keep and take are 1": [
            lambda n: (np.ones(n), np.ones(n)),
            lambda n: ([1] * n, [1] * n),
            lambda n: (np.arange(n) * 0 + 1, np.full(n, 1.0)),
        ],
        "That is the last step's pair": [
            lambda n: ((n - 1) / n, 1 / n),
            lambda n: (1 - 1 / n, 1 / n),
            lambda n: tuple(one[-1] for one in (1 - 1 / np.arange(1, n + 1), 1 / np.arange(1, n + 1))),
        ],
        "Half and half": [
            lambda n: (np.ones(n) / 2, np.ones(n) / 2),
            lambda n: ([0.5] * n, [0.5] * n),
            lambda n: (np.repeat(0.5, n), 1 - np.repeat(0.5, n)),
        ],
        "np.arange(steps) begins with 0": [
            lambda n: (1 - 1 / np.arange(n), 1 / np.arange(n)),
            lambda n: ((np.arange(0, n) - 1) / np.arange(0, n), np.divide(1, np.arange(0, n))),
            lambda n: (np.r_[-np.inf, 1 - 1 / np.arange(1.0, n)], np.r_[np.inf, 1 / np.arange(1.0, n)]),
        ],
    },
    "half_life": {
        "You divided the logarithms": [
            lambda f: math.log(f) / math.log(0.5),
            lambda f: -np.log2(f),
            lambda f: math.log(f, 0.5),
        ],
        "1 / (1 - f) is the mean": [
            lambda f: (1 - f) ** -1,
            lambda f: 1 / (1 - f),
            lambda f: np.divide(1, 1 - f),
        ],
        "You took away 1 - f": [
            lambda f: 0.5 / (1 - f),
            lambda f: 1 / (2 * (1 - f)),
            lambda f: 1 / (2 - 2 * f),
        ],
        "That is the time until 1/e": [
            lambda f: -1 / math.log(f),
            lambda f: 1 / np.log(1 / f),
            lambda f: math.log(math.exp(-1)) / math.log(f),
        ],
        "You counted whole steps": [
            whole_steps,
            lambda f: math.ceil(math.log(0.5) / math.log(f)),
            lambda f: np.argmax(f ** np.arange(10_000.0) <= 0.5),
        ],
        "ln 2 / (1 - f)": [
            lambda f: math.log(2) / (1 - f),
            lambda f: -np.log(0.5) / (1 - f),
            lambda f: np.log(0.5) / (f - 1),
        ],
        "f is the factor of one step": [
            lambda f: 0.5 ** (1 / f),
            lambda f: np.exp(np.log(0.5) / f),
            lambda f: 2 ** (-1 / f),
        ],
        "f / (1 - f) is a mean time": [
            lambda f: f / (1 - f),
            lambda f: 1 / (1 - f) - 1,
            lambda f: 1 / (1 / f - 1),
        ],
        "You divided a half by f": [lambda f: 0.5 / f, lambda f: 1 / (2 * f), lambda f: np.divide(1, f) / 2],
    },
    "latch_gates": {
        "What the cell held before": [
            lambda T, w, s: gates(T, lambda t: 1, lambda t: t == w, lambda t: t == s),
            lambda T, w, s: (np.ones(T), np.eye(T)[w - 1], np.eye(T)[s - 1]),
            lambda T, w, s: (
                [1] * T,
                [0] * (w - 1) + [1] + [0] * (T - w),
                [0] * (s - 1) + [1] + [0] * (T - s),
            ),
        ],
        "A forget gate of 1 keeps": [
            lambda T, w, s: gates(T, lambda t: t == w, lambda t: t == w, lambda t: t == s),
            lambda T, w, s: (np.eye(T)[w - 1], np.eye(T)[w - 1], np.eye(T)[s - 1]),
            lambda T, w, s: tuple(1.0 * (np.arange(1, T + 1) == k) for k in (w, w, s)),
        ],
        "The output gate is open all": [
            lambda T, w, s: gates(T, lambda t: t != w, lambda t: t == w, lambda t: 1),
            lambda T, w, s: (1 - np.eye(T)[w - 1], np.eye(T)[w - 1], np.ones(T)),
            lambda T, w, s: (np.arange(1, T + 1) != w, np.arange(1, T + 1) == w, np.full(T, 1)),
        ],
        "The input gate stays open": [
            lambda T, w, s: gates(T, lambda t: t != w, lambda t: t >= w, lambda t: t == s),
            lambda T, w, s: (1 - np.eye(T)[w - 1], np.cumsum(np.eye(T)[w - 1]), np.eye(T)[s - 1]),
            lambda T, w, s: (
                np.arange(1, T + 1) != w,
                np.r_[np.zeros(w - 1), np.ones(T - w + 1)],
                np.eye(T)[s - 1],
            ),
        ],
        "You are one step late: ": [
            late,
            lambda T, w, s: gates(T, lambda t: t != w + 1, lambda t: t == w + 1, lambda t: t == s + 1),
            lambda T, w, s: (np.arange(T) != w, np.arange(T) == w, np.arange(T) == s),
        ],
        "You are one step late, and": [
            late_at_the_end,
            lambda T, w, s: ones_at(T, w, w, s),
            late_in_lists,
        ],
        "The gates come in the wrong order": [
            lambda T, w, s: gates(T, lambda t: t == w, lambda t: t != w, lambda t: t == s),
            lambda T, w, s: (np.eye(T)[w - 1], 1 - np.eye(T)[w - 1], np.eye(T)[s - 1]),
            lambda T, w, s: (np.arange(1, T + 1) == w, np.arange(1, T + 1) != w, np.arange(1, T + 1) == s),
        ],
        "You erase before step": [
            lambda T, w, s: gates(T, lambda t: t >= w, lambda t: t == w, lambda t: t == s),
            lambda T, w, s: (np.cumsum(np.eye(T)[w - 1]), np.eye(T)[w - 1], np.eye(T)[s - 1]),
            lambda T, w, s: (
                np.r_[np.zeros(w - 1), np.ones(T - w + 1)],
                np.arange(1, T + 1) == w,
                np.arange(1, T + 1) == s,
            ),
        ],
        "The output gate stays open after": [
            lambda T, w, s: gates(T, lambda t: t != w, lambda t: t == w, lambda t: t >= s),
            lambda T, w, s: (1 - np.eye(T)[w - 1], np.eye(T)[w - 1], np.cumsum(np.eye(T)[s - 1])),
            lambda T, w, s: (
                np.arange(1, T + 1) != w,
                np.arange(1, T + 1) == w,
                [0] * (s - 1) + [1] * (T - s + 1),
            ),
        ],
        "The output gate opens when": [
            lambda T, w, s: gates(T, lambda t: t != w, lambda t: t == w, lambda t: w <= t <= s),
            lambda T, w, s: (1 - np.eye(T)[w - 1], np.eye(T)[w - 1], np.eye(T)[w - 1 : s].sum(0)),
            lambda T, w, s: (
                np.arange(1, T + 1) != w,
                np.arange(1, T + 1) == w,
                [0] * (w - 1) + [1] * (s - w + 1) + [0] * (T - s),
            ),
        ],
        "You erase at step `show`": [
            lambda T, w, s: gates(T, lambda t: w < t < s, lambda t: t == w, lambda t: t == s),
            lambda T, w, s: (np.eye(T)[w : s - 1].sum(0), np.eye(T)[w - 1], np.eye(T)[s - 1]),
            lambda T, w, s: (
                [0.0] * w + [1.0] * max(0, s - 1 - w) + [0.0] * (T - max(w, s - 1)),
                np.arange(1, T + 1) == w,
                np.arange(1, T + 1) == s,
            ),
        ],
        "You erase one step after": [
            lambda T, w, s: gates(T, lambda t: t != w + 1, lambda t: t == w, lambda t: t == s),
            lambda T, w, s: (1 - np.eye(T + 1)[w, :T], np.eye(T)[w - 1], np.eye(T)[s - 1]),
            lambda T, w, s: (np.arange(T) != w, np.arange(T) == w - 1, np.arange(T) == s - 1),
        ],
    },
    "cell_gradient": {
        "What comes through h_t": [
            lambda dh, dc, f, o, c: f * dc,
            lambda dh, dc, f, o, c: np.multiply(dc, f),
            lambda dh, dc, f, o, c: (dc + 0 * dh) * f,
        ],
        "What comes from later steps": [
            lambda dh, dc, f, o, c: f * dh * o * bent(c),
            lambda dh, dc, f, o, c: f * (dh * o - dh * o * np.tanh(c) ** 2),
            lambda dh, dc, f, o, c: (o * (1 - np.square(np.tanh(c)))) * dh * f,
        ],
        "The slope of tanh is missing": [
            lambda dh, dc, f, o, c: f * dc + f * o * dh,
            lambda dh, dc, f, o, c: f * (o * dh + dc),
            lambda dh, dc, f, o, c: np.multiply(f, dc + np.multiply(dh, o)),
        ],
        "The slope of tanh at c_t is": [
            lambda dh, dc, f, o, c: f * (dc + o * dh * (1 - c * c)),
            lambda dh, dc, f, o, c: f * dc + f * o * dh - f * o * dh * c**2,
            lambda dh, dc, f, o, c: (dh * o * (1 - np.square(c)) + dc) * f,
        ],
        "That is dL/dc_t": [
            lambda dh, dc, f, o, c: dc + o * dh * bent(c),
            lambda dh, dc, f, o, c: dh * o * (1 - np.tanh(c) ** 2) + dc,
            lambda dh, dc, f, o, c: dc + dh * (o - o * np.square(np.tanh(c))),
        ],
        "Only what comes through h_t": [
            lambda dh, dc, f, o, c: dc + f * o * dh * bent(c),
            lambda dh, dc, f, o, c: f * dh * o * (1 - np.tanh(c) ** 2) + dc,
            lambda dh, dc, f, o, c: dc + dh * o * f - dh * o * f * np.tanh(c) ** 2,
        ],
        "The memory's path is multiplied": [
            lambda dh, dc, f, o, c: (dc + o * dh * bent(c)) * (f - f * f),
            lambda dh, dc, f, o, c: f * (1 - f) * (dc + dh * o * (1 - np.tanh(c) ** 2)),
            lambda dh, dc, f, o, c: (f - np.square(f)) * (dh * o * bent(c) + dc),
        ],
        "Only dc_t was multiplied": [
            lambda dh, dc, f, o, c: f * dc + o * dh * bent(c),
            lambda dh, dc, f, o, c: dh * o * (1 - np.tanh(c) ** 2) + np.multiply(dc, f),
            lambda dh, dc, f, o, c: dc * f + dh * (o - o * np.square(np.tanh(c))),
        ],
        "dc_t arrives at the cell itself": [
            lambda dh, dc, f, o, c: f * o * bent(c) * (dh + dc),
            lambda dh, dc, f, o, c: f * (dh * o * bent(c) + dc * o * bent(c)),
            lambda dh, dc, f, o, c: (dc + dh) * (o - o * np.square(np.tanh(c))) * f,
        ],
        "The slope needs tanh(c_t) alone": [
            lambda dh, dc, f, o, c: (dc + dh * o * (1 - np.square(o * np.tanh(c)))) * f,
            lambda dh, dc, f, o, c: f * (dc + o * dh - o**3 * dh * np.tanh(c) ** 2),
            lambda dh, dc, f, o, c: f * dc + f * o * dh - f * o * dh * (o * np.tanh(c)) ** 2,
        ],
        "You multiplied by tanh(c_t) itself": [
            lambda dh, dc, f, o, c: f * dc + f * dh * o * np.tanh(c),
            lambda dh, dc, f, o, c: f * (dc + dh * (o * np.tanh(c))),
            lambda dh, dc, f, o, c: (np.sinh(c) / np.cosh(c) * o * dh + dc) * f,
        ],
        "That way leads into the output gate": [
            lambda dh, dc, f, o, c: f * (dc + dh * np.tanh(c) * (o - o * o)),
            lambda dh, dc, f, o, c: f * dc + f * o * (1 - o) * np.tanh(c) * dh,
            lambda dh, dc, f, o, c: (np.multiply(dh, np.tanh(c)) * (o - o**2) + dc) * f,
        ],
        "You multiplied the two sources": [
            lambda dh, dc, f, o, c: f * dc * (dh * o * bent(c)),
            lambda dh, dc, f, o, c: dh * dc * o * f * (1 - np.tanh(c) ** 2),
            lambda dh, dc, f, o, c: np.prod([dh, dc, f, o, 1 - np.square(np.tanh(c))], axis=0),
        ],
    },
    "forget_gradient": {
        "The slope of the sigmoid is missing": [
            lambda dc, c, f: c * dc,
            lambda dc, c, f: np.multiply(dc, c),
            lambda dc, c, f: dc * c * np.ones_like(f),
        ],
        "f_t multiplies c_prev": [
            lambda dc, c, f: dc * (f - f * f),
            lambda dc, c, f: f * (1 - f) * dc,
            lambda dc, c, f: dc * f - dc * f**2,
        ],
        "1 - f² is the slope": [
            lambda dc, c, f: c * dc * (1 - f * f),
            lambda dc, c, f: dc * c - dc * c * f**2,
            lambda dc, c, f: (1 - np.square(f)) * np.multiply(dc, c),
        ],
        "That is dL/dc_prev times": [
            lambda dc, c, f: f * c * dc,
            lambda dc, c, f: (dc * f) * c,
            lambda dc, c, f: np.multiply(np.multiply(dc, c), f),
        ],
        "f_t is already the value": [
            lambda dc, c, f: dc * c * sg(f) * (1 - sg(f)),
            lambda dc, c, f: dc * c * np.exp(-f) / (1 + np.exp(-f)) ** 2,
            lambda dc, c, f: c * dc * (sg(f) - sg(f) ** 2),
        ],
        "That is the gradient of the bias": [
            lambda dc, c, f: (dc * c * (f - f * f)).sum(0),
            lambda dc, c, f: np.einsum("bh,bh,bh->h", dc, c, f * (1 - f)),
            lambda dc, c, f: sum(dc * c * f * (1 - f)),
        ],
        "You summed over the batch, as": [
            lambda dc, c, f: np.sum(dc * c * (f - f**2), axis=0, keepdims=True),
            lambda dc, c, f: np.ones((1, len(dc))) @ (dc * c * f * (1 - f)),
            lambda dc, c, f: np.einsum("bh,bh,bh->h", dc, c, f * (1 - f))[None],
        ],
        "There is a slope of tanh too many": [
            lambda dc, c, f: dc * c * bent(c) * (f - f * f),
            lambda dc, c, f: f * (1 - f) * dc * (c - c * np.tanh(c) ** 2),
            lambda dc, c, f: np.multiply(dc * (1 - np.square(np.tanh(c))), c) * f * (1 - f),
        ],
        "You divided by the slope": [
            lambda dc, c, f: dc * c / (f - f * f),
            lambda dc, c, f: np.divide(c * dc, f * (1 - f)),
            lambda dc, c, f: dc / (f * (1 - f)) * c,
        ],
        "You squared 1 - f_t": [
            lambda dc, c, f: c * dc * np.square(1 - f),
            lambda dc, c, f: dc * c * (1 - 2 * f + f * f),
            lambda dc, c, f: (1 - f) * dc * (1 - f) * c,
        ],
    },
    "torch_gates": {
        "You took the last two": [
            lambda a: four(a, (0, 1, 2, 3), (sg, sg, sg, np.tanh)),
            lambda a: tuple(b(p) for b, p in zip((sg, sg, sg, np.tanh), np.split(a, 4, axis=1), strict=True)),
            lambda a: (*map(sg, np.hsplit(a, 4)[:3]), np.tanh(np.hsplit(a, 4)[3])),
        ],
        "You read the blocks": [
            lambda a: four(a, (1, 2, 0, 3), (sg, sg, sg, np.tanh)),
            lambda a: [sg(np.hsplit(a, 4)[k]) for k in (1, 2, 0)] + [np.tanh(np.hsplit(a, 4)[3])],
            lambda a: (lambda o, i, f, g: (sg(i), sg(f), sg(o), np.tanh(g)))(*np.array_split(a, 4, axis=1)),
        ],
        "Forget gate first": [
            lambda a: four(a, (1, 0, 3, 2), (sg, sg, sg, np.tanh)),
            lambda a: (lambda f, i, g, o: (sg(i), sg(f), sg(o), np.tanh(g)))(*np.hsplit(a, 4)),
            lambda a: [sg(np.hsplit(a, 4)[k]) for k in (1, 0, 3)] + [np.tanh(np.hsplit(a, 4)[2])],
        ],
        "The candidate goes through tanh": [
            lambda a: four(a, (0, 1, 3, 2), (sg, sg, sg, sg)),
            lambda a: (lambda i, f, g, o: (i, f, o, g))(*np.hsplit(sg(a), 4)),
            lambda a: tuple(1 / (1 + np.exp(-np.split(a, 4, axis=1)[k])) for k in (0, 1, 3, 2)),
        ],
        "All four went through tanh": [
            lambda a: four(a, (0, 1, 3, 2), (np.tanh,) * 4),
            lambda a: (lambda i, f, g, o: (i, f, o, g))(*np.hsplit(np.tanh(a), 4)),
            lambda a: [np.tanh(np.split(a, 4, axis=1)[k]) for k in (0, 1, 3, 2)],
        ],
        "These are the sums": [
            lambda a: four(a, (0, 1, 3, 2), (np.array,) * 4),
            lambda a: (lambda i, f, g, o: (i, f, o, g))(*np.hsplit(a, 4)),
            lambda a: [np.split(a, 4, axis=1)[k] for k in (0, 1, 3, 2)],
        ],
        "e^a / (1 + e^a)": [
            lambda a: four(a, (0, 1, 3, 2), (*[lambda v: np.exp(v) / (1 + np.exp(v))] * 3, np.tanh)),
            own_ratio,
            lambda a: (
                [np.divide(e, 1 + e) for e in (np.exp(np.split(a, 4, axis=1)[k]) for k in (0, 1, 3))]
                + [np.tanh(np.split(a, 4, axis=1)[2])]
            ),
        ],
        "The candidate is nan": [
            lambda a: four(
                a, (0, 1, 3, 2), (sg, sg, sg, lambda v: (np.exp(v) - np.exp(-v)) / (np.exp(v) + np.exp(-v)))
            ),
            lambda a: (lambda i, f, g, o: (sg(i), sg(f), sg(o), np.sinh(g) / np.cosh(g)))(*np.hsplit(a, 4)),
            own_tanh,
        ],
        "You took every fourth column": [
            lambda a: (sg(a[:, 0::4]), sg(a[:, 1::4]), sg(a[:, 3::4]), np.tanh(a[:, 2::4])),
            lambda a: (lambda i, f, g, o: (sg(i), sg(f), sg(o), np.tanh(g)))(
                *np.moveaxis(a.reshape(len(a), -1, 4), 2, 0)
            ),
            every_fourth,
        ],
        "Your reshape mixes": [
            lambda a: (lambda i, f, g, o: (sg(i), sg(f), sg(o), np.tanh(g)))(
                *a.reshape(4, a.shape[0], a.shape[1] // 4)
            ),
            lambda a: [
                b(a.ravel().reshape(4, len(a), -1)[k])
                for k, b in zip((0, 1, 3, 2), (sg, sg, sg, np.tanh), strict=True)
            ],
            lambda a: [
                b(np.array_split(a.flatten(), 4)[k].reshape(len(a), -1))
                for k, b in ((0, sg), (1, sg), (3, sg), (2, np.tanh))
            ],
        ],
        "1 / (1 + e^a) falls": [
            lambda a: four(a, (0, 1, 3, 2), (*[lambda v: 1 / (1 + np.exp(v))] * 3, np.tanh)),
            lambda a: (lambda i, f, g, o: (1 - sg(i), 1 - sg(f), 1 - sg(o), np.tanh(g)))(*np.hsplit(a, 4)),
            lambda a: (
                [sg(-np.split(a, 4, axis=1)[k]) for k in (0, 1, 3)] + [np.tanh(np.split(a, 4, axis=1)[2])]
            ),
        ],
        "2 σ(a) - 1": [
            lambda a: four(a, (0, 1, 3, 2), (sg, sg, sg, lambda v: 2 * sg(v) - 1)),
            lambda a: (lambda i, f, g, o: (i, f, o, 2 * g - 1))(*np.hsplit(sg(a), 4)),
            lambda a: (lambda i, f, g, o: (sg(i), sg(f), sg(o), np.tanh(0.5 * g)))(*np.hsplit(a, 4)),
        ],
        "You returned torch's order": [
            lambda a: four(a, (0, 1, 2, 3), (sg, sg, np.tanh, sg)),
            lambda a: (lambda i, f, g, o: (sg(i), sg(f), np.tanh(g), sg(o)))(*np.hsplit(a, 4)),
            lambda a: [np.tanh(p) if k == 2 else sg(p) for k, p in enumerate(np.split(a, 4, axis=1))],
        ],
    },
    "bias_for": {
        "That is the gate": [
            lambda n: 0.5 ** (1 / n),
            lambda n: np.exp(np.log(0.5) / n),
            lambda n: 2 ** (-1 / n),
        ],
        "ln(steps) gives": [lambda n: math.log(n), np.log, lambda n: np.log2(n) * np.log(2)],
        "The sign is turned": [
            lambda n: np.log((1 - 0.5 ** (1 / n)) / 0.5 ** (1 / n)),
            lambda n: math.log(2 ** (1 / n) - 1),
            lambda n: -math.log(0.5 ** (1 / n)) + math.log(1 - 0.5 ** (1 / n)),
        ],
        "You used f = 1 - 0.5 / steps": [
            lambda n: math.log((1 - 1 / (2 * n)) * 2 * n),
            lambda n: np.log(2 * n - 1),
            lambda n: np.log(1 - 0.5 / n) - np.log(0.5 / n),
        ],
        "You took f = 0.5 ** steps": [
            lambda n: np.log(0.5**n) - np.log1p(-(0.5**n)),
            lambda n: -math.log1p(-(2.0**-n)) - n * math.log(2),
            lambda n: math.log((f := 0.5**n) / (1 - f)),
        ],
        "You took ln 2 / steps": [
            lambda n: math.log(n / math.log(2)),
            lambda n: -np.log(np.log(2) / n),
            lambda n: np.log(n) - np.log(np.log(2)),
        ],
        "f = 1 - 1 / steps": [
            lambda n: np.log((1 - 1 / n) / np.float64(1 / n)),
            lambda n: np.log(n - 1),
            lambda n: np.log(1 - 1 / n) - np.log(1 / n),
        ],
        "That f leaves 1/e": [
            lambda n: np.log(np.exp(-1 / n) / (1 - np.exp(-1 / n))),
            lambda n: -math.log(math.exp(1 / n) - 1),
            lambda n: -1 / n - np.log1p(-np.exp(-1 / n)),
        ],
        "arctanh undoes tanh": [
            lambda n: math.atanh(0.5 ** (1 / n)),
            lambda n: 0.5 * np.log((1 + 2 ** (-1 / n)) / (1 - 2 ** (-1 / n))),
            lambda n: np.arctanh(np.exp(-np.log(2) / n)),
        ],
        "You put the gate through": [
            lambda n: 1 / (1 + np.exp(-(0.5 ** (1 / n)))),
            lambda n: sg(2 ** (-1 / n)),
            lambda n: math.exp(f := 0.5 ** (1 / n)) / (math.exp(f) + 1),
        ],
    },
    "set_forget_bias": {
        "Torch adds the two vectors": [
            lambda ih, hh, v: quarter(ih, hh, v, 1, v),
            lambda ih, hh, v: swapped(ih, hh, v, 1, v),
            lambda ih, hh, v: masked(ih, hh, v, 1, v),
        ],
        "The other vector's own": [
            lambda ih, hh, v: quarter(ih, hh, v, 1),
            lambda ih, hh, v: swapped(ih, hh, v, 1),
            lambda ih, hh, v: masked(ih, hh, v, 1),
        ],
        "That is the input gate's": [
            lambda ih, hh, v: quarter(ih, hh, v, 0, 0),
            lambda ih, hh, v: swapped(ih, hh, v, 0, 0),
            lambda ih, hh, v: masked(ih, hh, v, 0, 0),
        ],
        "That is the candidate's": [
            lambda ih, hh, v: quarter(ih, hh, v, 2, 0),
            lambda ih, hh, v: swapped(ih, hh, v, 2, 0),
            lambda ih, hh, v: masked(ih, hh, v, 2, 0),
        ],
        "You set all four": [
            lambda ih, hh, v: (np.ones(len(ih)) * v, 0 * hh),
            lambda ih, hh, v: ([v] * len(ih), [0.0] * len(hh)),
            lambda ih, hh, v: (np.repeat(v, ih.size), np.zeros(hh.shape)),
        ],
        "You added the value": [
            lambda ih, hh, v: (
                np.r_[ih[: len(ih) // 4], ih[len(ih) // 4 : len(ih) // 2] + v, ih[len(ih) // 2 :]],
                hh,
            ),
            lambda ih, hh, v: (ih + v * (np.arange(len(ih)) // (len(ih) // 4) == 1), hh),
            lambda ih, hh, v: ((ih.reshape(4, -1) + np.array([[0], [v], [0], [0]])).ravel(), hh.copy()),
        ],
        "You set bias_hh alone": [
            lambda ih, hh, v: quarter(hh, ih, v, 1)[::-1],
            lambda ih, hh, v: (ih, np.r_[hh[: len(hh) // 4], [v] * (len(hh) // 4), hh[len(hh) // 2 :]]),
            lambda ih, hh, v: (ih, np.where(np.arange(len(hh)) // (len(hh) // 4) == 1, v, hh)),
        ],
        "All of bias_hh is 0": [
            lambda ih, hh, v: (quarter(ih, hh, v, 1)[0], 0 * hh),
            lambda ih, hh, v: (swapped(ih, hh, v, 1)[0], [0.0] * len(hh)),
            lambda ih, hh, v: (masked(ih, hh, v, 1)[0], np.zeros(len(hh))),
        ],
        "The last unit of the quarter": [
            short_quarter,
            lambda ih, hh, v: tuple(
                np.r_[b[: len(b) // 4], [x] * (len(b) // 4 - 1), b[len(b) // 2 - 1 :]]
                for b, x in ((ih, v), (hh, 0))
            ),
            lambda ih, hh, v: tuple(
                np.where((np.arange(len(b)) >= len(b) // 4) & (np.arange(len(b)) < len(b) // 2 - 1), x, b)
                for b, x in ((ih, v), (hh, 0))
            ),
        ],
        "That is the output gate's": [
            lambda ih, hh, v: quarter(ih, hh, v, 3, 0),
            lambda ih, hh, v: swapped(ih, hh, v, 3, 0),
            lambda ih, hh, v: masked(ih, hh, v, 3, 0),
        ],
        "You set every fourth entry": [
            every_fourth_entry,
            lambda ih, hh, v: tuple(
                np.where(np.arange(len(b)) % 4 == 1, x, b) for b, x in ((ih, v), (hh, 0))
            ),
            lambda ih, hh, v: tuple(
                [x if k % 4 == 1 else old for k, old in enumerate(b)] for b, x in ((ih, v), (hh, 0.0))
            ),
        ],
    },
    "peephole_step": {
        "The output gate looks": [
            lambda *a: eyes(*a, o=lambda c: sg(a[1] + a[5] * a[3])),
            lambda *a: eyes(*a, o=lambda c: 1 / (1 + np.exp(-a[1] - a[3] * a[5]))),
            lambda *a: eyes(*a, o=lambda c: 1 - sg(-a[1] - a[3] @ np.diag(a[5]))),
        ],
        "These are the states without": [
            lambda *a: eyes(*a[:4], 0, 0),
            lambda *a: eyes(*a, f=sg(a[0]), o=lambda c: sg(a[1])),
            lambda af, ao, g, c, *_: (
                new := c / (1 + np.exp(-af)) + g / (1 + np.exp(af)),
                np.tanh(new) / (1 + np.exp(-ao)),
            ),
        ],
        "The output gate has a peephole": [
            lambda *a: eyes(*a, o=lambda c: sg(a[1])),
            lambda *a: eyes(*a[:5], 0),
            lambda *a: (eyes(*a)[0], np.tanh(eyes(*a)[0]) / (1 + np.exp(-a[1]))),
        ],
        "The peephole belongs inside": [
            lambda *a: eyes(*a, f=sg(a[0]) + a[3] * a[4], o=lambda c: sg(a[1]) + c * a[5]),
            lambda af, ao, g, c, pf, po: (
                new := (sg(af) + pf * c) * c + g - (sg(af) + pf * c) * g,
                np.tanh(new) * sg(ao) + np.tanh(new) * po * new,
            ),
            lambda af, ao, g, c, pf, po: (
                new := (1 / (1 + np.exp(-af)) + pf * c) * (c - g) + g,
                (po * new + 1 / (1 + np.exp(-ao))) * np.tanh(new),
            ),
        ],
        "Gates see the cell as it is": [
            lambda *a: eyes(*a, f=sg(a[0] + np.tanh(a[3]) * a[4]), o=lambda c: sg(a[1] + np.tanh(c) * a[5])),
            lambda af, ao, g, c, pf, po: (
                new := g + (c - g) * sg(af + pf * np.tanh(c)),
                (seen := np.tanh(new)) * sg(ao + po * seen),
            ),
            lambda af, ao, g, c, pf, po: (
                new := c / (1 + np.exp(-af - pf * np.tanh(c))) + g / (1 + np.exp(af + pf * np.tanh(c))),
                np.tanh(new) / (1 + np.exp(-ao - po * np.tanh(new))),
            ),
        ],
        "You swapped the two": [
            lambda *a: eyes(*a, f=1 - sg(a[0] + a[3] * a[4])),
            lambda *a: eyes(*a, f=sg(-a[0] - a[3] * a[4])),
            lambda af, ao, g, c, pf, po: (
                new := c + (g - c) * sg(af + pf * c),
                np.tanh(new) * sg(ao + po * new),
            ),
        ],
        "A peephole shows a unit": [
            lambda *a: eyes(
                *a, f=sg(a[0] + (a[3] @ a[4])[:, None]), o=lambda c: sg(a[1] + (c @ a[5])[:, None])
            ),
            lambda *a: eyes(
                *a,
                f=sg(a[0] + np.sum(a[3] * a[4], axis=1, keepdims=True)),
                o=lambda c: sg(a[1] + np.sum(c * a[5], axis=1, keepdims=True)),
            ),
            lambda *a: eyes(
                *a,
                f=1 / (1 + np.exp(-(a[0].T + np.dot(a[3], a[4])).T)),
                o=lambda c: 1 / (1 + np.exp(-(a[1].T + np.dot(c, a[5])).T)),
            ),
        ],
        "The input gate is 1 - f_t, and": [
            lambda af, ao, g, c, pf, po: (
                new := sg(af + pf * c) * c + sg(-af) * g,
                np.tanh(new) * sg(ao + po * new),
            ),
            lambda af, ao, g, c, pf, po: (
                new := g - sg(af) * g + c / (1 + np.exp(-af - pf * c)),
                np.tanh(new) / (1 + np.exp(-ao - po * new)),
            ),
            blind_input_gate,
        ],
        "p_f is the forget gate's": [
            lambda af, ao, g, c, pf, po: eyes(af, ao, g, c, po, pf),
            lambda *a: eyes(*a, f=sg(a[0] + a[5] * a[3]), o=lambda c: sg(a[1] + a[4] * c)),
            lambda af, ao, g, c, pf, po: (
                new := g + (c - g) / (1 + np.exp(-af - po * c)),
                np.tanh(new) / (1 + np.exp(-ao - pf * new)),
            ),
        ],
        "A peephole is *added*": [
            lambda *a: eyes(*a, f=sg(a[0] * a[4] * a[3]), o=lambda c: sg(a[1] * a[5] * c)),
            lambda af, ao, g, c, pf, po: (
                new := g + (c - g) / (1 + np.exp(-af * (pf * c))),
                np.tanh(new) / (1 + np.exp(-ao * (po * new))),
            ),
            multiplied_peepholes,
        ],
        "The output gate was shown tanh": [
            lambda *a: eyes(*a, o=lambda c: sg(a[1] + a[5] * np.tanh(c))),
            lambda af, ao, g, c, pf, po: (
                new := g + (c - g) * sg(af + pf * c),
                (shown := np.tanh(new)) / (1 + np.exp(-ao - po * shown)),
            ),
            lambda *a: eyes(*a, o=lambda c: 1 - sg(-a[1] - np.tanh(c) @ np.diag(a[5]))),
        ],
        "f_t stands before both": [
            lambda af, ao, g, c, pf, po: (
                new := sg(af + pf * c) * (c + g),
                np.tanh(new) * sg(ao + po * new),
            ),
            lambda af, ao, g, c, pf, po: (
                new := (c + g) / (1 + np.exp(-af - pf * c)),
                np.tanh(new) / (1 + np.exp(-ao - po * new)),
            ),
            same_gate_twice,
        ],
    },
    "count_parameters": {
        "A layer hands up h alone": [
            lambda D, H, L: sum(4 * H * (n + H + 2) for n in [D] + [2 * H] * (L - 1)),
            lambda D, H, L: sizes(D, H, 1) + (L - 1) * (12 * H * H + 8 * H),
            lambda D, H, L: L * (12 * H * H + 8 * H) - 4 * H * (2 * H - D),
        ],
        "Torch has two biases": [
            lambda D, H, L: sizes(D, H, L, biases=1),
            lambda D, H, L: 4 * H * (D + H + 1) + (L - 1) * 4 * H * (2 * H + 1),
            lambda D, H, L: sum(4 * (H * n + H**2 + H) for n in [D] + [H] * (L - 1)),
        ],
        "Every layer reads the input": [
            lambda D, H, L: sizes(D, H, L, later=D),
            lambda D, H, L: L * 4 * H * (D + H + 2),
            lambda D, H, L: L * 4 * (H * D + H**2 + 2 * H),
        ],
        "There are four blocks": [
            lambda D, H, L: sizes(D, H, L, gates=3),
            lambda D, H, L: 3 * H * (D + H + 2) + (L - 1) * 3 * H * (2 * H + 2),
            lambda D, H, L: sum(3 * (H * n + H**2 + 2 * H) for n in [D] + [H] * (L - 1)),
        ],
        "That is a simple recurrent": [
            lambda D, H, L: sizes(D, H, L, gates=1),
            lambda D, H, L: H * (D + H + 2) + (L - 1) * H * (2 * H + 2),
            lambda D, H, L: sum(H * n + H**2 + 2 * H for n in [D] + [H] * (L - 1)),
        ],
        "You counted the first layer": [
            lambda D, H, L: sizes(D, H, 1),
            lambda D, H, L: 4 * H * (D + H + 2),
            lambda D, H, L: 4 * (H * D + H**2 + 2 * H),
        ],
        "A bias vector holds 4 H": [
            lambda D, H, L: 4 * H * (D + H) + 2 * H + (L - 1) * (8 * H * H + 2 * H),
            lambda D, H, L: sizes(D, H, L, biases=0) + L * 2 * H,
            lambda D, H, L: sum(4 * H * (n + H) + H + H for n in [D] + [H] * (L - 1)),
        ],
        "That is a layer too many": [
            lambda D, H, L: sizes(D, H, L) + 4 * H * (2 * H + 2),
            lambda D, H, L: 4 * H * (D + H + 2) + L * 4 * H * (2 * H + 2),
            lambda D, H, L: sum(4 * (H * n + H**2 + 2 * H) for n in [D] + [H] * L),
        ],
        "The matrices that lead from state": [
            lambda D, H, L: sizes(D, H, L) - L * 4 * H * H,
            lambda D, H, L: 4 * H * (D + 2) + (L - 1) * 4 * H * (H + 2),
            lambda D, H, L: sum(4 * (H * n + 2 * H) for n in [D] + [H] * (L - 1)),
        ],
        "The matrices for what a layer reads": [
            lambda D, H, L: L * 4 * H * (H + 2),
            lambda D, H, L: sum(4 * (H * H + H + H) for _ in range(L)),
            lambda D, H, L: (4 * H * H + 8 * H) * L,
        ],
        "The biases are missing": [
            lambda D, H, L: sizes(D, H, L, biases=0),
            lambda D, H, L: 4 * H * (D + H) + (L - 1) * 8 * H * H,
            lambda D, H, L: sum(4 * H * (n + H) for n in [D] + [H] * (L - 1)),
        ],
        "From the second layer on the input": [
            lambda D, H, L: sizes(D, H, L, later=D + H),
            lambda D, H, L: 4 * H * (D + H + 2) + (L - 1) * 4 * H * (D + 2 * H + 2),
            lambda D, H, L: sum(4 * (H * n + H**2 + 2 * H) for n in [D] + [D + H] * (L - 1)),
        ],
        "From the second layer on you count": [
            lambda D, H, L: sizes(D, H, L) - (L - 1) * 4 * H,
            lambda D, H, L: 4 * H * (D + H + 2) + (L - 1) * 4 * H * (2 * H + 1),
            lambda D, H, L: sum(
                4 * (H * n + H**2 + (1 + (k == 0)) * H) for k, n in enumerate([D] + [H] * (L - 1))
            ),
        ],
    },
}
