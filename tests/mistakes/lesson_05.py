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
    f[write] = 0
    i[write] = 1
    if show < T:
        o[show] = 1
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
        "You began to count": [
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
        "You are one step late": [
            late,
            lambda T, w, s: gates(T, lambda t: t != w + 1, lambda t: t == w + 1, lambda t: t == s + 1),
            lambda T, w, s: (np.arange(T) != w, np.arange(T) == w, np.arange(T) == s),
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
    },
    "count_parameters": {
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
    },
}
