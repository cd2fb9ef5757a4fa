"""Lesson 4: each declared mistake as three people might write it, under the beginning of its sentence."""

import functools
import math

import numpy as np


def logs(n):
    with np.errstate(divide="ignore"):
        return np.log(n)


def left(factors, W):
    """Return the product of matrices, the last on the left."""
    product = np.eye(len(W))
    for J in factors:
        product = J @ product
    return product


def right(factors, W):
    product = np.eye(len(W))
    for J in factors:
        product = product @ J
    return product


def jacobians(W, hs):
    return [(1 - h * h)[:, None] * W for h in hs]


def in_one(grads):
    return np.concatenate([g.ravel() for g in grads.values()])


def scaled(grads, factor):
    return {name: factor * g for name, g in grads.items()}


def capped(grads, length, limit):
    return scaled(grads, 1.0 if length <= limit else limit / length)


def one_by_one(grads, limit):
    out = {}
    for name in grads:
        length = np.sqrt(np.sum(np.square(grads[name])))
        out[name] = grads[name] if length <= limit else grads[name] / length * limit
    return out


def matrices(das, hs):
    return np.einsum("ti,tj->tij", das, hs)


def length(M):
    return np.sqrt(np.square(M).sum())


def lengths(das, hs):
    return np.linalg.norm(das, axis=1) * np.linalg.norm(hs[:-1], axis=1)


def pairs(n):
    return zip(n, n[1:], strict=False)


def slope(y):
    x = np.arange(len(y)) - (len(y) - 1) / 2
    return (x * y).sum() / (x * x).sum()


def late_first(W, hs):
    product = np.diag(1 - hs[-1] ** 2) @ W
    for t in range(len(hs) - 2, 0, -1):
        product = product @ np.diag(1 - hs[t] ** 2) @ W
    return product


def from_first(factors):
    product = factors[0]
    for J in factors[1:]:
        product = J @ product
    return product


def matrices_of(grads):
    return {name: g for name, g in grads.items() if g.ndim > 1}


def whole(grads):
    return np.sqrt(sum((g * g).sum() for g in grads.values()))


def normal(size, seed):
    return np.random.default_rng(seed).standard_normal((size, size))


def largest(M):
    return np.linalg.svd(M)[1][0]


def early_of_both(contributions, k):
    early, late = (
        length(sum(part, np.zeros_like(contributions[0]))) for part in (contributions[:k], contributions[k:])
    )
    return early / (early + late)


VARIANTS = {
    "decay_rate": {
        "You took the T-th root; ": [
            lambda n: (n[0] / n[-1]) ** (1 / n.size),
            lambda n: np.exp((logs(n[0]) - logs(n[-1])) / len(n)),
            lambda n: np.power(n[0] / n[-1], 1.0 / n.shape[0]),
        ],
        "You divided the last norm": [
            lambda n: (n[-1] / n[0] if n[0] else np.inf) ** (1 / (n.size - 1)),
            lambda n: np.exp(np.diff(logs(n)).mean()),
            lambda n: 1 / np.prod(n[:-1] / n[1:]) ** (1 / (len(n) - 1)) if n[0] else np.inf,
        ],
        "That is the factor over all steps. ": [
            lambda n: n[0] / n[-1],
            lambda n: np.prod(n[:-1] / n[1:]),
            lambda n: np.exp(logs(n[0]) - logs(n[-1])),
        ],
        "You took the mean of the steps": [
            lambda n: (n[:-1] / n[1:]).mean(),
            lambda n: sum(a / b for a, b in zip(n, n[1:], strict=False)) / (len(n) - 1),
            lambda n: np.average(n[:-1] / n[1:]),
        ],
        "That is the factor of a single": [
            lambda n: n[-2] / n[-1],
            lambda n: 1 / (n[-1] / n[-2]),
            lambda n: (n[:-1] / n[1:])[-1],
        ],
        "You divided the factor by": [
            lambda n: n[0] / n[-1] / (n.size - 1),
            lambda n: (n[0] / n[-1]) * (1 / (len(n) - 1)),
            lambda n: n[0] / ((len(n) - 1) * n[-1]),
        ],
        "That is the factor of the last step back": [
            lambda n: n[0] / n[1],
            lambda n: 1 / (n[1] / n[0]),
            lambda n: np.exp(logs(n[0]) - logs(n[1])),
        ],
        "That is the logarithm of the rate: ": [
            lambda n: (logs(n[0]) - logs(n[-1])) / (n.size - 1),
            lambda n: -np.diff(np.log(n)).mean(),
            lambda n: sum(np.log(a / b) for a, b in pairs(n)) / (len(n) - 1),
        ],
        "That is the logarithm of a step forwards": [
            lambda n: (logs(n[-1]) - logs(n[0])) / (n.size - 1),
            lambda n: np.mean(np.diff(np.log(n))),
            lambda n: np.log(n[-1] / n[0]) / (len(n) - 1),
        ],
        "You fitted a line to the logarithms. A": [
            lambda n: np.exp(-np.polyfit(range(len(n)), np.log(n), 1)[0]),
            lambda n: np.exp(slope(np.log(n[::-1]))),
            lambda n: (
                1 / np.exp(np.polynomial.Polynomial.fit(np.arange(n.size), logs(n), 1).convert().coef[1])
            ),
        ],
        "You fitted a line to the logarithms, forwards": [
            lambda n: np.exp(np.polyfit(range(len(n)), np.log(n), 1)[0]),
            lambda n: np.exp(slope(logs(n))),
            lambda n: np.e ** -slope(np.log(n)[::-1]),
        ],
        "That is the geometric mean of the norms": [
            lambda n: np.prod(n) ** (1 / n.size),
            lambda n: np.exp(np.mean(logs(n))),
            lambda n: 10 ** (np.log10(n).sum() / len(n)),
        ],
        "That is the mean of the norms": [
            lambda n: n.sum() / n.size,
            lambda n: np.average(n),
            lambda n: sum(n) / len(n),
        ],
        "You took the mean of the ratios, and upside": [
            lambda n: (n[1:] / n[:-1]).mean(),
            lambda n: sum(b / a for a, b in pairs(n)) / (len(n) - 1),
            lambda n: np.average([n[t + 1] / n[t] for t in range(len(n) - 1)]),
        ],
        "That is 1 over the mean": [
            lambda n: 1 / np.mean(n[1:] / n[:-1]),
            lambda n: (len(n) - 1) / sum(b / a for a, b in pairs(n)),
            lambda n: np.average(n[1:] / n[:-1]) ** -1,
        ],
        "You took the median": [
            lambda n: np.median(n[:-1] / n[1:]),
            lambda n: np.quantile(n[:-1] / n[1:], 0.5),
            lambda n: np.percentile([a / b for a, b in pairs(n)], 50),
        ],
        "You raised the factor": [
            lambda n: (n[0] / n[-1]) ** (n.size - 1),
            lambda n: np.power(n[0] / n[-1], len(n) - 1),
            lambda n: np.exp((logs(n[0]) - logs(n[-1])) * (len(n) - 1)),
        ],
        "You took the square root": [
            lambda n: (n[0] / n[-1]) ** 0.5,
            lambda n: np.sqrt(n[0]) / np.sqrt(n[-1]),
            lambda n: np.exp((logs(n[0]) - logs(n[-1])) / 2),
        ],
        "Those are the factors of all steps": [
            lambda n: n[:-1] / n[1:],
            lambda n: [a / b for a, b in pairs(n)],
            lambda n: np.exp(-np.diff(logs(n))),
        ],
        "You subtracted the first norm": [
            lambda n: (n[-1] - n[0]) / (n.size - 1),
            lambda n: np.diff(n).mean(),
            lambda n: sum(b - a for a, b in pairs(n)) / (len(n) - 1),
        ],
        "You subtracted the last norm": [
            lambda n: (n[0] - n[-1]) / (n.size - 1),
            lambda n: -np.diff(n).mean(),
            lambda n: np.mean(n[:-1] - n[1:]),
        ],
        "That is the factor over all steps, and upside": [
            lambda n: n[-1] / n[0],
            lambda n: np.prod(n[1:] / n[:-1]),
            lambda n: np.exp(np.diff(logs(n)).sum()),
        ],
        "It is upside down, and the T-th": [
            lambda n: np.power(n[-1] / n[0], 1 / n.size),
            lambda n: (n[0] / n[-1]) ** (-1 / len(n)),
            lambda n: np.exp(np.diff(logs(n)).sum() / len(n)),
        ],
        "That is one step alone, and forwards": [
            lambda n: n[1] / n[0],
            lambda n: 1 / (n[0] / n[1]),
            lambda n: (n[1:] / n[:-1])[0],
        ],
        "The norm at step T is taken for 1": [
            lambda n: n[0] ** (1 / (n.size - 1)),
            lambda n: np.exp(logs(n[0]) / (len(n) - 1)),
            lambda n: np.power(n[0], 1.0 / len(n[1:])),
        ],
        "The factors are multiplied": [
            lambda n: n[0] / n[-1] / n.size,
            lambda n: np.prod(n[:-1] / n[1:]) / len(n),
            lambda n: n[0] / (len(n) * n[-1]),
        ],
        "You took the root by T - 2": [
            lambda n: (n[0] / n[-1]) ** (1 / (n.size - 2)),
            lambda n: np.power(n[0] / n[-1], 1 / len(n[1:-1])),
            lambda n: np.exp((logs(n[0]) - logs(n[-1])) * (1 / (len(n) - 2))),
        ],
        "You took the T-th root, and": [
            lambda n: n[0] ** (1 / n.size),
            lambda n: np.exp(logs(n[0]) / len(n)),
            lambda n: np.power(n[0], 1 / len(n)),
        ],
        "That is the largest of": [
            lambda n: np.max(n[:-1] / n[1:]),
            lambda n: max(a / b for a, b in pairs(n)),
            lambda n: np.sort(n[:-1] / n[1:])[-1],
        ],
        "That is the smallest of": [
            lambda n: np.min(n[:-1] / n[1:]),
            lambda n: min(a / b for a, b in pairs(n)),
            lambda n: np.sort(n[:-1] / n[1:])[0],
        ],
        "That is the last step alone": [
            lambda n: n[-1] / n[-2],
            lambda n: 1 / (n[-2] / n[-1]),
            lambda n: (n[1:] / n[:-1])[-1],
        ],
        "That is the logarithm of the rate, to base 2": [
            lambda n: np.log2(n[0] / n[-1]) / (n.size - 1),
            lambda n: -np.diff(np.log2(n)).mean(),
            lambda n: sum(math.log2(a / b) for a, b in pairs(n)) / (len(n) - 1),
        ],
        "That is the logarithm of the rate, to base 10": [
            lambda n: np.log10(n[0] / n[-1]) / (n.size - 1),
            lambda n: -np.diff(np.log10(n)).mean(),
            lambda n: sum(math.log10(a / b) for a, b in pairs(n)) / (len(n) - 1),
        ],
        "The root is of the last": [
            lambda n: n[0] / n[-1] ** (1 / (n.size - 1)),
            lambda n: n[0] * np.exp(-logs(n[-1]) / (len(n) - 1)),
            lambda n: n[0] / np.power(n[-1], 1 / len(n[1:])),
        ],
        "The root is of the first": [
            lambda n: n[0] ** (1 / (n.size - 1)) / n[-1],
            lambda n: np.exp(logs(n[0]) / (len(n) - 1)) / n[-1],
            lambda n: np.power(n[0], 1 / len(n[1:])) / n[-1],
        ],
    },
    "jacobian_product": {
        "The order is reversed: ": [
            lambda W, hs: right(jacobians(W, hs[1:]), W),
            lambda W, hs: left(jacobians(W, hs[1:])[::-1], W),
            lambda W, hs: left([J.T for J in jacobians(W, hs[1:])], W).T,
        ],
        "You have one Jacobian too many": [
            lambda W, hs: left(jacobians(W, hs), W),
            lambda W, hs: right(jacobians(W, hs)[::-1], W),
            lambda W, hs: left(jacobians(W, hs[1:]), W) @ (np.diag(1 - hs[0] ** 2) @ W),
        ],
        "The slopes of tanh are missing": [
            lambda W, hs: np.linalg.matrix_power(W, len(hs) - 1),
            lambda W, hs: left([W] * (len(hs) - 1), W),
            lambda W, hs: right([W for _ in hs[1:]], W),
        ],
        "You used h_t where": [
            lambda W, hs: left([np.diag(h) @ W for h in hs[1:]], W),
            lambda W, hs: left([h[:, None] * W for h in hs[1:]], W),
            lambda W, hs: right([(W.T * h).T for h in hs[:0:-1]], W),
        ],
        "You used 1 - h_t; ": [
            lambda W, hs: left([np.diag(1 - h) @ W for h in hs[1:]], W),
            lambda W, hs: left([(1 - h)[:, None] * W for h in hs[1:]], W),
            lambda W, hs: right([(W.T * (1 - h)).T for h in hs[:0:-1]], W),
        ],
        "The slopes scale the rows": [
            lambda W, hs: left([W * (1 - h**2) for h in hs[1:]], W),
            lambda W, hs: left([W @ np.diag(1 - h * h) for h in hs[1:]], W),
            lambda W, hs: right([W * (1 - h**2)[None] for h in hs[:0:-1]], W),
        ],
        "You took the slope at h_(t-1)": [
            lambda W, hs: left(jacobians(W, hs[:-1]), W),
            lambda W, hs: right(jacobians(W, hs[:-1])[::-1], W),
            lambda W, hs: left([np.diag(1 - hs[t - 1] ** 2) @ W for t in range(1, len(hs))], W),
        ],
        "You transposed W_hh": [
            lambda W, hs: left(jacobians(W.T, hs[1:]), W),
            lambda W, hs: left([np.diag(1 - h**2) @ W.T for h in hs[1:]], W),
            lambda W, hs: right([(W * (1 - h**2)).T for h in hs[:0:-1]], W),
        ],
        "W_hh is missing": [
            lambda W, hs: np.diag(np.prod(1 - hs[1:] ** 2, axis=0)),
            lambda W, hs: left([np.diag(1 - h**2) for h in hs[1:]], W),
            lambda W, hs: np.eye(len(W)) * np.prod(1 - np.square(hs[1:]), axis=0),
        ],
        "That is the last Jacobian": [
            lambda W, hs: (1 - hs[-1] ** 2)[:, None] * W,
            lambda W, hs: np.diag(1 - hs[-1] ** 2) @ W,
            lambda W, hs: (W.T * (1 - np.square(hs[-1]))).T,
        ],
        "You multiplied entry by entry: ": [
            lambda W, hs: np.prod([np.ones_like(W), *jacobians(W, hs[1:])], axis=0),
            lambda W, hs: np.ones_like(W) * W ** (len(hs) - 1) * np.prod(1 - hs[1:] ** 2, axis=0)[:, None],
            lambda W, hs: np.multiply.reduce([np.ones_like(W), *(np.diag(1 - h**2) @ W for h in hs[1:])]),
        ],
        "There is one W_hh too many": [
            lambda W, hs: left([W, *jacobians(W, hs[1:])], W),
            lambda W, hs: left(jacobians(W, hs[1:]), W) @ W,
            lambda W, hs: right([*jacobians(W, hs[1:])[::-1], W], W),
        ],
        "With a single step nothing is multiplied": [
            lambda W, hs: right(jacobians(W, hs[-1:]) + jacobians(W, hs[-2:0:-1]), W),
            lambda W, hs: left(jacobians(W, hs[1:] if len(hs) > 1 else hs), W),
            late_first,
        ],
        "With a single step there is no h_2": [
            lambda W, hs: left(jacobians(W, hs[2:]), W) @ np.diag(1 - hs[1] ** 2) @ W,
            lambda W, hs: right(jacobians(W, hs[:1:-1]), W) @ ((1 - hs[1] ** 2)[:, None] * W),
            lambda W, hs: from_first(jacobians(W, hs[1:])),
        ],
        "With a single step there is nothing to multiply": [
            lambda W, hs: functools.reduce(np.matmul, jacobians(W, hs[1:])[::-1]),
            lambda W, hs: functools.reduce(lambda done, J: J @ done, jacobians(W, hs[1:])),
            lambda W, hs: functools.reduce(np.dot, [np.diag(1 - h * h) @ W for h in hs[:0:-1]]),
        ],
        "With a single step you return a number": [
            lambda W, hs: 1 if len(hs) == 1 else left(jacobians(W, hs[1:]), W),
            lambda W, hs: np.float64(1.0) if len(hs) < 2 else right(jacobians(W, hs[:0:-1]), W),
            lambda W, hs: functools.reduce(lambda done, J: np.dot(J, done), jacobians(W, hs[1:]), 1),
        ],
        "With a single step you return 0": [
            lambda W, hs: left(jacobians(W, hs[1:]), W) if len(hs) > 1 else np.zeros_like(W),
            lambda W, hs: np.zeros(W.shape) if len(hs) == 1 else right(jacobians(W, hs[:0:-1]), W),
            lambda W, hs: (len(hs) > 1) * left(jacobians(W, hs[1:]), W),
        ],
        "With a single step you return W_hh": [
            lambda W, hs: left(jacobians(W, hs[1:]), W) if len(hs) > 1 else W.copy(),
            lambda W, hs: W if len(hs) == 1 else right(jacobians(W, hs[:0:-1]), W),
            lambda W, hs: left(jacobians(W, hs[1:]) or [W], W),
        ],
        "hs holds states, which": [
            lambda W, hs: left([np.diag(1 - np.tanh(h) ** 2) @ W for h in hs[1:]], W),
            lambda W, hs: left([W / np.cosh(h)[:, None] ** 2 for h in hs[1:]], W),
            lambda W, hs: right(jacobians(W, np.tanh(hs)[:0:-1]), W),
        ],
        "You square 1 - h_t": [
            lambda W, hs: left([np.diag((1 - h) ** 2) @ W for h in hs[1:]], W),
            lambda W, hs: left([(1 - 2 * h + h * h)[:, None] * W for h in hs[1:]], W),
            lambda W, hs: right([(W.T * np.square(1 - h)).T for h in hs[:0:-1]], W),
        ],
        "You used h_t (1": [
            lambda W, hs: left([np.diag(h * (1 - h)) @ W for h in hs[1:]], W),
            lambda W, hs: left([(h - h**2)[:, None] * W for h in hs[1:]], W),
            lambda W, hs: right([(W.T * h * (1 - h)).T for h in hs[:0:-1]], W),
        ],
        "Each Jacobian is transposed, but": [
            lambda W, hs: left([W.T @ np.diag(1 - h**2) for h in hs[1:]], W),
            lambda W, hs: left([J.T for J in jacobians(W, hs[1:])], W),
            lambda W, hs: right([W.T * (1 - h**2) for h in hs[:0:-1]], W),
        ],
        "You multiplied entry by entry, and only": [
            lambda W, hs: left([np.diag(1 - h**2) * W for h in hs[1:]], W),
            lambda W, hs: np.diag(
                np.prod([np.diag(J) for J in [np.eye(len(W)), *jacobians(W, hs[1:])]], axis=0)
            ),
            lambda W, hs: np.prod([np.eye(len(W)), *jacobians(W, hs[1:])], axis=0),
        ],
        "The order is reversed, and the slopes": [
            lambda W, hs: right([W @ np.diag(1 - h**2) for h in hs[1:]], W),
            lambda W, hs: right([W * (1 - h**2) for h in hs[1:]], W),
            lambda W, hs: left([W * (1 - h * h) for h in hs[:0:-1]], W),
        ],
        "J_T is missing": [
            lambda W, hs: left(jacobians(W, hs[1:-1]), W),
            lambda W, hs: left([np.diag(1 - hs[t] ** 2) @ W for t in range(1, len(hs) - 1)], W),
            lambda W, hs: right(jacobians(W, hs[-2:0:-1]), W),
        ],
        "J_2 is missing": [
            lambda W, hs: left(jacobians(W, hs[2:]), W),
            lambda W, hs: left([np.diag(1 - hs[t] ** 2) @ W for t in range(2, len(hs))], W),
            lambda W, hs: right(jacobians(W, hs[:1:-1]), W),
        ],
        "You add the Jacobians": [
            lambda W, hs: sum(jacobians(W, hs[1:]), np.zeros_like(W)),
            lambda W, hs: (1 - hs[1:] ** 2).sum(axis=0)[:, None] * W,
            lambda W, hs: np.diag(len(hs) - 1 - np.square(hs[1:]).sum(axis=0)) @ W,
        ],
        "You took the last Jacobian T": [
            lambda W, hs: np.linalg.matrix_power(jacobians(W, hs)[-1], len(hs) - 1),
            lambda W, hs: left([jacobians(W, hs)[-1]] * (len(hs) - 1), W),
            lambda W, hs: right([np.diag(1 - hs[-1] ** 2) @ W for _ in hs[1:]], W),
        ],
        "You gathered all slopes": [
            lambda W, hs: np.diag(np.prod(1 - hs[1:] ** 2, axis=0)) @ np.linalg.matrix_power(W, len(hs) - 1),
            lambda W, hs: np.prod(1 - hs[1:] ** 2, axis=0)[:, None] * left([W] * (len(hs) - 1), W),
            lambda W, hs: left([W for _ in hs[1:]] + [np.diag(1 - h * h) for h in hs[1:]], W),
        ],
        "The order is reversed, and J_1": [
            lambda W, hs: right(jacobians(W, hs), W),
            lambda W, hs: left(jacobians(W, hs[::-1]), W),
            lambda W, hs: right([np.diag(1 - h**2) @ W for h in hs], W),
        ],
        "Those are the Jacobians one": [
            lambda W, hs: np.array(jacobians(W, hs[1:])),
            lambda W, hs: jacobians(W, hs[1:]),
            lambda W, hs: np.array([np.diag(1 - h**2) @ W for h in hs[1:]]),
        ],
        "Each Jacobian replaces": [
            lambda W, hs: (1 - hs[-1] ** 2)[:, None] * W if len(hs) > 1 else np.eye(len(W)),
            lambda W, hs: functools.reduce(lambda done, J: J, jacobians(W, hs[1:]), np.eye(len(W))),
            lambda W, hs: left(jacobians(W, hs[1:][-1:]), W),
        ],
        "The slopes are taken at h_(t-1), J_1": [
            lambda W, hs: right(jacobians(W, hs[:-1]), W),
            lambda W, hs: left(jacobians(W, hs[:-1])[::-1], W),
            lambda W, hs: right([np.diag(1 - hs[t] ** 2) @ W for t in range(len(hs) - 1)], W),
        ],
        "hs holds the states already. W": [
            lambda W, hs: left(jacobians(W, np.tanh(hs[1:] @ W.T)), W),
            lambda W, hs: left([np.diag(1 - np.tanh(W @ h) ** 2) @ W for h in hs[1:]], W),
            lambda W, hs: right([W / np.cosh(W @ h)[:, None] ** 2 for h in hs[:0:-1]], W),
        ],
        "That is da_T/da_1": [
            lambda W, hs: left([W * (1 - h**2) for h in hs[:-1]], W),
            lambda W, hs: left([W @ np.diag(1 - hs[t - 1] ** 2) for t in range(1, len(hs))], W),
            lambda W, hs: right([(W.T * (1 - h * h)[:, None]).T for h in hs[:-1][::-1]], W),
        ],
        "You start from a matrix of ones": [
            lambda W, hs: functools.reduce(lambda done, J: J @ done, jacobians(W, hs[1:]), np.ones(W.shape)),
            lambda W, hs: left([np.ones_like(W), *jacobians(W, hs[1:])], W),
            lambda W, hs: right([*jacobians(W, hs[:0:-1]), np.ones(W.shape)], W),
        ],
        "You start from zeros": [
            lambda W, hs: functools.reduce(lambda done, J: J @ done, jacobians(W, hs[1:]), np.zeros(W.shape)),
            lambda W, hs: left([np.zeros_like(W), *jacobians(W, hs[1:])], W),
            lambda W, hs: np.zeros((len(W), len(W))),
        ],
        "You start from the number 1": [
            lambda W, hs: functools.reduce(np.matmul, jacobians(W, hs[:0:-1]), 1),
            lambda W, hs: functools.reduce(lambda done, h: np.diag(1 - h**2) @ W @ done, hs[1:], 1.0),
            lambda W, hs: functools.reduce(lambda done, J: done @ J, jacobians(W, hs[1:]), 1),
        ],
        "np.linalg.multi_dot": [
            lambda W, hs: np.linalg.multi_dot(jacobians(W, hs[:0:-1])),
            lambda W, hs: np.linalg.multi_dot([np.diag(1 - h * h) @ W for h in hs[1:][::-1]]),
            lambda W, hs: np.linalg.multi_dot(jacobians(W, hs[1:])[::-1]),
        ],
        "np.prod multiplies": [
            lambda W, hs: np.prod(np.array(jacobians(W, hs[1:])), axis=0),
            lambda W, hs: np.multiply.reduce(jacobians(W, hs[1:])),
            lambda W, hs: functools.reduce(np.multiply, jacobians(W, hs[1:]), 1.0),
        ],
        "The identity comes back": [
            lambda W, hs: np.eye(len(W)),
            lambda W, hs: np.identity(hs.shape[1]),
            lambda W, hs: np.diag(np.ones(len(W))),
        ],
        "That is W_hh alone": [
            lambda W, hs: W,
            lambda W, hs: W.copy(),
            lambda W, hs: np.eye(len(W)) @ W,
        ],
    },
    "clip_by_norm": {
        "You clipped each array": [
            one_by_one,
            lambda grads, limit: {n: g * (limit / max(limit, np.linalg.norm(g))) for n, g in grads.items()},
            lambda grads, limit: {n: capped({n: g}, length(g), limit)[n] for n, g in grads.items()},
        ],
        "You clipped each entry": [
            lambda grads, limit: {n: np.minimum(np.maximum(g, -limit), limit) for n, g in grads.items()},
            lambda grads, limit: {
                n: np.where(abs(g) > limit, limit * np.sign(g), g) for n, g in grads.items()
            },
            lambda grads, limit: {n: g.clip(-limit, limit) for n, g in grads.items()},
        ],
        "Short gradients become longer": [
            lambda grads, limit: scaled(grads, limit / (length(in_one(grads)) or 1)),
            lambda grads, limit: {n: g / max(length(in_one(grads)), 1e-9) * limit for n, g in grads.items()},
            lambda grads, limit: scaled(grads, limit / (np.linalg.norm(in_one(grads)) + 1e-300)),
        ],
        "The root is missing": [
            lambda grads, limit: capped(grads, np.square(in_one(grads)).sum(), limit),
            lambda grads, limit: capped(grads, in_one(grads) @ in_one(grads), limit),
            lambda grads, limit: capped(grads, sum((g * g).sum() for g in grads.values()), limit),
        ],
        "You added up sizes": [
            lambda grads, limit: capped(grads, np.abs(in_one(grads)).sum(), limit),
            lambda grads, limit: capped(grads, np.linalg.norm(in_one(grads), 1), limit),
            lambda grads, limit: capped(grads, sum(abs(g).sum() for g in grads.values()), limit),
        ],
        "You divide by the norm but": [
            lambda grads, limit: capped(grads, length(in_one(grads)), 1),
            lambda grads, limit: scaled(grads, 1 / max(1, np.linalg.norm(in_one(grads)))),
            lambda grads, limit: {n: g / np.maximum(length(in_one(grads)), 1) for n, g in grads.items()},
        ],
        "Long gradients stay long and short ones grow: ": [
            lambda grads, limit: scaled(grads, max(1, limit / (length(in_one(grads)) or limit))),
            lambda grads, limit: scaled(
                grads, limit / length(in_one(grads)) if 0 < length(in_one(grads)) < limit else 1
            ),
            lambda grads, limit: {
                n: g * np.maximum(1, limit / np.maximum(length(in_one(grads)), 1e-9))
                for n, g in grads.items()
            },
        ],
        "You took the mean of the squares": [
            lambda grads, limit: capped(grads, np.sqrt(sum((g**2).mean() for g in grads.values())), limit),
            lambda grads, limit: capped(grads, np.sqrt(sum(np.mean(g * g) for g in grads.values())), limit),
            lambda grads, limit: capped(
                grads, np.sqrt(sum(np.square(g).sum() / g.size for g in grads.values())), limit
            ),
        ],
        "You added up the norms": [
            lambda grads, limit: capped(grads, sum(np.linalg.norm(g) for g in grads.values()), limit),
            lambda grads, limit: capped(grads, sum(map(length, grads.values())), limit),
            lambda grads, limit: scaled(
                grads, min(1, limit / (np.sum([np.sqrt((g**2).sum()) for g in grads.values()]) or 1))
            ),
        ],
        "You divide by a length of 0": [
            lambda grads, limit: scaled(
                grads, np.minimum(length(in_one(grads)), limit) / length(in_one(grads))
            ),
            lambda grads, limit: {
                n: g / length(in_one(grads)) * min(limit, length(in_one(grads))) for n, g in grads.items()
            },
            lambda grads, limit: {
                n: np.minimum(limit, length(in_one(grads))) * (g / np.linalg.norm(in_one(grads)))
                for n, g in grads.items()
            },
        ],
        "With a length of 0 you divide": [
            lambda grads, limit: scaled(grads, min(1, limit / math.sqrt((in_one(grads) ** 2).sum()))),
            lambda grads, limit: scaled(grads, min(limit / math.hypot(*in_one(grads)), 1.0)),
            lambda grads, limit: scaled(
                grads, 1 / max(1 / min(1.0, limit / float(np.linalg.norm(in_one(grads)))), 1.0)
            ),
        ],
        "Every gradient gets length": [
            lambda grads, limit: scaled(grads, limit / length(in_one(grads))),
            lambda grads, limit: {n: g / np.linalg.norm(in_one(grads)) * limit for n, g in grads.items()},
            lambda grads, limit: {n: g * limit / length(in_one(grads)) for n, g in grads.items()},
        ],
        "Of a matrix, norm(g, 2)": [
            lambda grads, limit: capped(
                grads, np.sqrt(sum(np.linalg.norm(g, 2) ** 2 for g in grads.values())), limit
            ),
            lambda grads, limit: capped(
                grads, length(np.array([np.linalg.norm(g, ord=2) for g in grads.values()])), limit
            ),
            lambda grads, limit: capped(
                grads,
                math.hypot(*(np.linalg.svd(np.atleast_2d(g), compute_uv=False)[0] for g in grads.values())),
                limit,
            ),
        ],
        "You go by the largest entry": [
            lambda grads, limit: capped(grads, np.abs(in_one(grads)).max(), limit),
            lambda grads, limit: capped(grads, np.linalg.norm(in_one(grads), np.inf), limit),
            lambda grads, limit: scaled(
                grads, min(1, limit / (max(abs(g).max() for g in grads.values()) or 1))
            ),
        ],
        "You go by the longest array": [
            lambda grads, limit: capped(grads, max(map(length, grads.values())), limit),
            lambda grads, limit: scaled(
                grads, min(1, limit / (max(np.linalg.norm(g) for g in grads.values()) or 1))
            ),
            lambda grads, limit: scaled(
                grads, min(limit / max(limit, np.linalg.norm(g)) for g in grads.values())
            ),
        ],
        "Arrays with one axis are left out, of": [
            lambda grads, limit: {**grads, **capped(matrices_of(grads), whole(matrices_of(grads)), limit)},
            lambda grads, limit: {
                n: g * min(1, limit / (whole(matrices_of(grads)) or 1)) if g.ndim == 2 else g
                for n, g in grads.items()
            },
            lambda grads, limit: {
                n: g if len(g.shape) < 2 else g * (limit / max(limit, whole(matrices_of(grads))))
                for n, g in grads.items()
            },
        ],
        "Arrays with one axis are left out of the": [
            lambda grads, limit: capped(grads, whole(matrices_of(grads)), limit),
            lambda grads, limit: capped(
                grads, np.sqrt(sum((g * g).sum() for g in grads.values() if g.ndim == 2)), limit
            ),
            lambda grads, limit: capped(
                grads, length(np.array([length(g) if g.ndim > 1 else 0 for g in grads.values()])), limit
            ),
        ],
        "You take the length of the first array": [
            lambda grads, limit: capped(grads, length(next(iter(grads.values()))), limit),
            lambda grads, limit: capped(grads, np.linalg.norm(list(grads.values())[0]), limit),
            lambda grads, limit: capped(grads, length(grads[list(grads)[0]]), limit),
        ],
        "You take the length of the last array": [
            lambda grads, limit: capped(grads, length(list(grads.values())[-1]), limit),
            lambda grads, limit: capped(grads, [np.linalg.norm(g) for g in grads.values()][-1], limit),
            lambda grads, limit: capped(grads, length(grads[list(grads)[-1]]), limit),
        ],
        "Long gradients become 1": [
            lambda grads, limit: scaled(
                grads, 1 / length(in_one(grads)) if length(in_one(grads)) > limit else 1
            ),
            lambda grads, limit: {
                n: g if length(in_one(grads)) <= limit else g / np.linalg.norm(in_one(grads))
                for n, g in grads.items()
            },
            lambda grads, limit: (
                scaled(grads, length(in_one(grads)) ** -1.0) if length(in_one(grads)) > limit else dict(grads)
            ),
        ],
        "You compare the sum of squares": [
            lambda grads, limit: scaled(
                grads, limit / length(in_one(grads)) if (in_one(grads) ** 2).sum() > limit else 1
            ),
            lambda grads, limit: {
                n: g if in_one(grads) @ in_one(grads) <= limit else g * limit / length(in_one(grads))
                for n, g in grads.items()
            },
            lambda grads, limit: (
                scaled(grads, limit / np.linalg.norm(in_one(grads)))
                if sum((g**2).sum() for g in grads.values()) > limit
                else dict(grads)
            ),
        ],
        "Your factor is upside": [
            lambda grads, limit: scaled(grads, max(1, length(in_one(grads)) / limit)),
            lambda grads, limit: {
                n: g * length(in_one(grads)) / limit if length(in_one(grads)) > limit else g
                for n, g in grads.items()
            },
            lambda grads, limit: scaled(grads, np.maximum(limit, np.linalg.norm(in_one(grads))) / limit),
        ],
        "You take the mean of all squares": [
            lambda grads, limit: capped(grads, np.sqrt((in_one(grads) ** 2).mean()), limit),
            lambda grads, limit: capped(grads, length(in_one(grads)) / np.sqrt(in_one(grads).size), limit),
            lambda grads, limit: capped(
                grads,
                (sum((g * g).sum() for g in grads.values()) / sum(g.size for g in grads.values())) ** 0.5,
                limit,
            ),
        ],
        "Return a dict": [
            lambda grads, limit: list(capped(grads, length(in_one(grads)), limit).values()),
            lambda grads, limit: [g * limit / max(limit, length(in_one(grads))) for g in grads.values()],
            lambda grads, limit: tuple(
                g * min(1, limit / (length(in_one(grads)) or 1)) for g in grads.values()
            ),
        ],
        "You cut entries at": [
            lambda grads, limit: {n: np.minimum(g, limit) for n, g in grads.items()},
            lambda grads, limit: {n: np.where(g > limit, limit, g) for n, g in grads.items()},
            lambda grads, limit: {n: g.clip(max=limit) for n, g in grads.items()},
        ],
        "Only arrays that are too long": [
            lambda grads, limit: {
                n: g * limit / length(in_one(grads)) if length(g) > limit else g for n, g in grads.items()
            },
            lambda grads, limit: {
                n: g if np.linalg.norm(g) <= limit else g / length(in_one(grads)) * limit
                for n, g in grads.items()
            },
            lambda grads, limit: {
                n: g * (limit / length(in_one(grads))) ** (length(g) > limit) if g.any() else g
                for n, g in grads.items()
            },
        ],
        "Each array gets length `limit`, short": [
            lambda grads, limit: {n: g * limit / (length(g) or 1) for n, g in grads.items()},
            lambda grads, limit: {n: g * limit / max(np.linalg.norm(g), 1e-12) for n, g in grads.items()},
            lambda grads, limit: {n: g / length(g) * limit if g.any() else g for n, g in grads.items()},
        ],
        "Each array gets length `limit`, and": [
            lambda grads, limit: {n: g * limit / length(g) for n, g in grads.items()},
            lambda grads, limit: {n: g / np.linalg.norm(g) * limit for n, g in grads.items()},
            lambda grads, limit: {n: g * (limit / np.sqrt((g * g).sum())) for n, g in grads.items()},
        ],
        "Long gradients stay long and short ones grow; one": [
            lambda grads, limit: scaled(grads, np.maximum(1, limit / length(in_one(grads)))),
            lambda grads, limit: scaled(grads, max(1, limit / np.linalg.norm(in_one(grads)))),
            lambda grads, limit: {
                n: g * (limit / length(in_one(grads)) if length(in_one(grads)) < limit else 1)
                for n, g in grads.items()
            },
        ],
        "You add up entries with": [
            lambda grads, limit: capped(grads, abs(in_one(grads).sum()), limit),
            lambda grads, limit: capped(grads, np.abs(sum(np.sum(g) for g in grads.values())), limit),
            lambda grads, limit: capped(grads, np.sqrt(in_one(grads).sum() ** 2), limit),
        ],
        "A long gradient becomes 0": [
            lambda grads, limit: scaled(grads, float(length(in_one(grads)) <= limit)),
            lambda grads, limit: (
                {n: np.zeros_like(g) for n, g in grads.items()} if length(in_one(grads)) > limit else grads
            ),
            lambda grads, limit: {
                n: np.where(np.linalg.norm(in_one(grads)) > limit, 0, g) for n, g in grads.items()
            },
        ],
        "Nothing is clipped": [
            lambda grads, limit: grads,
            lambda grads, limit: {n: g.copy() for n, g in grads.items()},
            lambda grads, limit: scaled(grads, max(1, 0)),
        ],
        "You clipped each row": [
            lambda grads, limit: {
                n: g / np.maximum(1, np.linalg.norm(g, axis=-1, keepdims=True) / limit)
                for n, g in grads.items()
            },
            lambda grads, limit: {
                n: g * np.minimum(1, limit / (np.sqrt((g**2).sum(-1, keepdims=True)) + 1e-300))
                for n, g in grads.items()
            },
            lambda grads, limit: {
                n: np.array([row * limit / max(limit, length(row)) for row in np.atleast_2d(g)]).reshape(
                    g.shape
                )
                for n, g in grads.items()
            },
        ],
        "Long gradients are multiplied": [
            lambda grads, limit: scaled(grads, limit if whole(grads) > limit else 1),
            lambda grads, limit: {
                n: g if length(in_one(grads)) <= limit else limit * g for n, g in grads.items()
            },
            lambda grads, limit: scaled(grads, limit ** (np.linalg.norm(in_one(grads)) > limit)),
        ],
        "You take the mean of the arrays": [
            lambda grads, limit: capped(grads, np.mean([length(g) for g in grads.values()]), limit),
            lambda grads, limit: capped(grads, sum(map(length, grads.values())) / len(grads), limit),
            lambda grads, limit: capped(
                grads, np.average([np.linalg.norm(g) for g in grads.values()]), limit
            ),
        ],
        "You divide the length by": [
            lambda grads, limit: capped(grads, whole(grads) / len(grads), limit),
            lambda grads, limit: capped(grads, length(in_one(grads)) / len(grads.values()), limit),
            lambda grads, limit: scaled(grads, min(1, limit * len(grads) / (whole(grads) or 1))),
        ],
        "You set long entries": [
            lambda grads, limit: {n: np.where(abs(g) > limit, 0, g) for n, g in grads.items()},
            lambda grads, limit: {n: g * (np.abs(g) <= limit) for n, g in grads.items()},
            lambda grads, limit: {n: np.choose(abs(g) > limit, [g, 0 * g]) for n, g in grads.items()},
        ],
    },
    "grow_then_fade": {
        "You round `growth` down": [
            lambda growth: np.array([[0, int(growth)], [0, 0]]),
            lambda growth: np.floor(growth) * np.eye(2, k=1),
            lambda growth: np.array([[0.0, growth // 1], [0.0, 0.0]]),
        ],
        "A symmetric matrix is normal": [
            lambda growth: np.array([[0.9, 0.05], [0.05, 0.9]]),
            lambda growth: 0.9 * np.eye(2) + 0.05 * np.eye(2)[::-1],
            lambda growth: np.array([[0.85, 0.05], [0.05, 0.85]]) + 0.05 * np.eye(2),
        ],
        "With `growth` on the diagonal": [
            lambda growth: np.array([[growth, 0.0], [0.0, 0.9]]),
            lambda growth: np.diag([growth, 0.9]),
            lambda growth: np.eye(2) * [growth, 0.9],
        ],
        "The entry beside the diagonal": [
            lambda growth: np.array([[0.9, 10], [0, 0.9]]),
            lambda growth: 0.9 * np.eye(2) + [[0, 10], [0, 0]],
            lambda growth: np.array([[9, 100], [0, 9]]) / 10,
        ],
        "With 1 on the diagonal": [
            lambda growth: np.array([[1, growth], [0, 1]]),
            lambda growth: np.eye(2) + [[0, growth], [0, 0]],
            lambda growth: np.eye(2) + growth * np.eye(2, k=1),
        ],
        "You multiply the whole matrix": [
            lambda growth: growth * np.array([[0.9, 1], [0, 0.9]]),
            lambda growth: np.array([[0.9 * growth, growth], [0, 0.9 * growth]]),
            lambda growth: (0.9 * np.eye(2) + np.eye(2, k=1)) * growth,
        ],
        "The root of": [
            lambda growth: np.array([[0.9, growth**0.5], [0, 0.9]]),
            lambda growth: 0.9 * np.eye(2) + np.sqrt(growth) * np.eye(2, k=1),
            lambda growth: np.diag([0.9, 0.9]) + [[0, np.exp(np.log(growth) / 2)], [0, 0]],
        ],
        "`growth` times its inverse": [
            lambda growth: np.array([[0, growth], [1 / growth, 0]]),
            lambda growth: growth * np.eye(2, k=1) + np.eye(2, k=-1) / growth,
            lambda growth: np.diag([growth, growth**-1.0])[:, ::-1],
        ],
    },
    "passing_start": {
        "Gaussian entries of size 1": [
            lambda size, seed: np.random.default_rng(seed).standard_normal((size, size)),
            lambda size, seed: np.random.default_rng(seed).normal(size=(size, size)),
            lambda size, seed: np.random.default_rng(seed).normal(0, 1, size * size).reshape(size, size),
        ],
        "Scaled by the root": [
            lambda size, seed: np.random.default_rng(seed).standard_normal((size, size)) / np.sqrt(size),
            lambda size, seed: np.random.default_rng(seed).normal(size=(size, size)) * size**-0.5,
            lambda size, seed: np.random.default_rng(seed).normal(0, size**-0.5, (size, size)),
        ],
        "The identity keeps": [
            lambda size, seed: np.eye(size),
            lambda size, seed: np.diag(np.ones(size)),
            lambda size, seed: np.identity(size),
        ],
        "Torch's default start": [
            lambda size, seed: np.random.default_rng(seed).uniform(-1, 1, (size, size)) / np.sqrt(size),
            lambda size, seed: np.random.default_rng(seed).uniform(-(size**-0.5), size**-0.5, (size, size)),
            lambda size, seed: (2 * np.random.default_rng(seed).random((size, size)) - 1) / np.sqrt(size),
        ],
        "Scaled to a spectral radius": [
            lambda size, seed: normal(size, seed) / np.abs(np.linalg.eigvals(normal(size, seed))).max(),
            lambda size, seed: (
                np.random.default_rng(seed).normal(0, 1, (size, size))
                / max(abs(np.linalg.eig(normal(size, seed))[0]))
            ),
            lambda size, seed: (
                normal(size, seed) * (1 / np.max(np.abs(np.linalg.eigvals(normal(size, seed).T))))
            ),
        ],
        "Divided by its largest": [
            lambda size, seed: normal(size, seed) / np.linalg.norm(normal(size, seed), ord=2),
            lambda size, seed: normal(size, seed) / np.linalg.svd(normal(size, seed))[1][0],
            lambda size, seed: normal(size, seed) / np.linalg.svd(normal(size, seed), compute_uv=False).max(),
        ],
        "You divide by the root of the sum": [
            lambda size, seed: normal(size, seed) / np.linalg.norm(normal(size, seed), "fro"),
            lambda size, seed: normal(size, seed) / length(normal(size, seed)),
            lambda size, seed: normal(size, seed) / (normal(size, seed) ** 2).sum() ** 0.5,
        ],
        "Each row has length 1": [
            lambda size, seed: normal(size, seed) / np.linalg.norm(normal(size, seed), axis=1)[:, None],
            lambda size, seed: np.array([row / length(row) for row in normal(size, seed)]),
            lambda size, seed: (normal(size, seed).T / np.sqrt((normal(size, seed) ** 2).sum(1))).T,
        ],
        "Each column has length 1": [
            lambda size, seed: normal(size, seed) / np.linalg.norm(normal(size, seed), axis=0),
            lambda size, seed: np.array([column / length(column) for column in normal(size, seed).T]).T,
            lambda size, seed: normal(size, seed) / np.sqrt((normal(size, seed) ** 2).sum(0, keepdims=True)),
        ],
        "You return R": [
            lambda size, seed: np.linalg.qr(normal(size, seed))[1],
            lambda size, seed: np.linalg.qr(normal(size, seed)).R,
            lambda size, seed: np.linalg.qr(normal(size, seed), mode="r"),
        ],
        "A symmetric Gaussian": [
            lambda size, seed: (normal(size, seed) + normal(size, seed).T) / 2,
            lambda size, seed: 0.5 * normal(size, seed) + 0.5 * normal(size, seed).T,
            lambda size, seed: np.mean([normal(size, seed), normal(size, seed).T], axis=0),
        ],
        "Divided by `size`": [
            lambda size, seed: normal(size, seed) / size,
            lambda size, seed: np.random.default_rng(seed).normal(0, 1 / size, (size, size)),
            lambda size, seed: normal(size, seed) * size**-1.0,
        ],
    },
    "far_share": {
        "With k = T nothing comes after": [
            lambda das, hs, k: (
                length(das[: k - len(das)].T @ hs[:-1][: k - len(das)]) / length(das.T @ hs[:-1])
            ),
            lambda das, hs, k: (
                length(np.sum(matrices(das, hs[:-1])[: -(len(das) - k)], axis=0)) / length(das.T @ hs[:-1])
            ),
            lambda das, hs, k: (
                length(np.einsum("ti,tj->ij", das[: k - len(das)], hs[: k - len(das) - 1]))
                / length(das.T @ hs[:-1])
                if k < len(das)
                else 0.0
            ),
        ],
        "You added up lengths": [
            lambda das, hs, k: lengths(das, hs)[:k].sum() / lengths(das, hs).sum(),
            lambda das, hs, k: (
                sum(map(length, matrices(das, hs[:-1])[:k])) / sum(map(length, matrices(das, hs[:-1])))
            ),
            lambda das, hs, k: np.sum(lengths(das[:k], hs[: k + 1])) / np.sum(lengths(das, hs)),
        ],
        "da_t meets the state": [
            lambda das, hs, k: length(das[:k].T @ hs[1:][:k]) / length(das.T @ hs[1:]),
            lambda das, hs, k: (
                length(matrices(das, hs[1:])[:k].sum(0)) / length(matrices(das, hs[1:]).sum(0))
            ),
            lambda das, hs, k: (
                length(np.einsum("ti,tj->ij", das[:k], hs[1 : k + 1]))
                / length(np.einsum("ti,tj->ij", das, hs[1:]))
            ),
        ],
        "That is the share of the last": [
            lambda das, hs, k: (
                length(matrices(das, hs[:-1])[len(das) - k :].sum(0)) / length(das.T @ hs[:-1])
            ),
            lambda das, hs, k: length(das[::-1][:k].T @ hs[:-1][::-1][:k]) / length(das.T @ hs[:-1]),
            lambda das, hs, k: (
                length(das.T @ hs[:-1] - das[: len(das) - k].T @ hs[: len(das) - k]) / length(das.T @ hs[:-1])
            ),
        ],
        "You took the square of each": [
            lambda das, hs, k: np.square(das[:k].T @ hs[:k]).sum() / np.square(das.T @ hs[:-1]).sum(),
            lambda das, hs, k: (length(das[:k].T @ hs[:k]) / length(das.T @ hs[:-1])) ** 2,
            lambda das, hs, k: (
                length(matrices(das, hs[:-1])[:k].sum(0)) ** 2 / length(matrices(das, hs[:-1]).sum(0)) ** 2
            ),
        ],
        "You added up the entries themselves": [
            lambda das, hs, k: (das[:k].T @ hs[:k]).sum() / (das.T @ hs[:-1]).sum(),
            lambda das, hs, k: matrices(das, hs[:-1])[:k].sum() / matrices(das, hs[:-1]).sum(),
            lambda das, hs, k: (das[:k].sum(1) @ hs[:k].sum(1)) / (das.sum(1) @ hs[:-1].sum(1)),
        ],
        "With the 2, norm(M, 2)": [
            lambda das, hs, k: largest(das[:k].T @ hs[:k]) / largest(das.T @ hs[:-1]),
            lambda das, hs, k: (
                np.linalg.norm(matrices(das, hs[:-1])[:k].sum(0), ord=2)
                / np.linalg.norm(matrices(das, hs[:-1]).sum(0), ord=2)
            ),
            lambda das, hs, k: np.linalg.norm(hs[:k].T @ das[:k], 2) / np.linalg.norm(hs[:-1].T @ das, 2),
        ],
        "That is one use too many": [
            lambda das, hs, k: length(matrices(das, hs[:-1])[: k + 1].sum(0)) / length(das.T @ hs[:-1]),
            lambda das, hs, k: (
                length(sum(np.outer(das[t], hs[t]) for t in range(len(das)) if t <= k))
                / length(das.T @ hs[:-1])
            ),
            lambda das, hs, k: length(das[: k + 1].T @ hs[:-1][: k + 1]) / length(das.T @ hs[:-1]),
        ],
        "[:k + 1] holds": [
            lambda das, hs, k: length(das[: k + 1].T @ hs[: k + 1]) / length(das.T @ hs[:-1]),
            lambda das, hs, k: (
                length(np.tensordot(das[: k + 1], hs[: k + 1], (0, 0))) / length(das.T @ hs[:-1])
            ),
            lambda das, hs, k: (
                length(sum(np.outer(d, h) for d, h in zip(das[: k + 1], hs[: k + 1], strict=True)))
                / length(das.T @ hs[:-1])
            ),
        ],
        "That is one use too few": [
            lambda das, hs, k: (
                length(matrices(das, hs[:-1])[: max(k - 1, 0)].sum(0)) / length(das.T @ hs[:-1])
            ),
            lambda das, hs, k: (
                length(sum((np.outer(das[t], hs[t]) for t in range(k - 1)), 0 * np.outer(das[0], hs[0])))
                / length(das.T @ hs[:-1])
            ),
            lambda das, hs, k: (
                length((das * (np.arange(len(das)) < k - 1)[:, None]).T @ hs[:-1]) / length(das.T @ hs[:-1])
            ),
        ],
        "1 minus the late share": [
            lambda das, hs, k: 1 - length(das[k:].T @ hs[k:-1]) / length(das.T @ hs[:-1]),
            lambda das, hs, k: 1 - length(matrices(das, hs[:-1])[k:].sum(0)) / length(das.T @ hs[:-1]),
            lambda das, hs, k: (
                (length(das.T @ hs[:-1]) - length(das.T @ hs[:-1] - das[:k].T @ hs[:k]))
                / length(das.T @ hs[:-1])
            ),
        ],
        "That is the share of the uses after": [
            lambda das, hs, k: length(das[k:].T @ hs[k:-1]) / length(das.T @ hs[:-1]),
            lambda das, hs, k: length(matrices(das, hs[:-1])[k:].sum(0)) / length(das.T @ hs[:-1]),
            lambda das, hs, k: length(das.T @ hs[:-1] - das[:k].T @ hs[:k]) / length(das.T @ hs[:-1]),
        ],
        "The states are missing": [
            lambda das, hs, k: length(das[:k]) / length(das),
            lambda das, hs, k: np.linalg.norm(das[:k]) / np.linalg.norm(das),
            lambda das, hs, k: np.sqrt((das[:k] ** 2).sum() / (das**2).sum()),
        ],
        "das is missing": [
            lambda das, hs, k: length(hs[:k]) / length(hs[:-1]),
            lambda das, hs, k: np.linalg.norm(hs[:k]) / np.linalg.norm(hs[: len(das)]),
            lambda das, hs, k: np.sqrt((hs[:k] ** 2).sum() / (hs[:-1] ** 2).sum()),
        ],
        "You cut it off at 1": [
            lambda das, hs, k: min(length(das[:k].T @ hs[:k]) / length(das.T @ hs[:-1]), 1),
            lambda das, hs, k: np.clip(length(das[:k].T @ hs[:k]) / length(das.T @ hs[:-1]), 0, 1),
            lambda das, hs, k: (
                length(das[:k].T @ hs[:k]) / max(length(das.T @ hs[:-1]), length(das[:k].T @ hs[:k]))
            ),
        ],
        "You compare the first k uses": [
            lambda das, hs, k: length(das[:k].T @ hs[:k]) / length(das[k:].T @ hs[k:-1]),
            lambda das, hs, k: (
                length(matrices(das, hs[:-1])[:k].sum(0)) / length(matrices(das, hs[:-1])[k:].sum(0))
            ),
            lambda das, hs, k: np.linalg.norm(hs[:k].T @ das[:k]) / np.linalg.norm(hs[k:-1].T @ das[k:]),
        ],
        "You divide by the early length": [
            lambda das, hs, k: (
                length(das[:k].T @ hs[:k]) / (length(das[:k].T @ hs[:k]) + length(das[k:].T @ hs[k:-1]))
            ),
            lambda das, hs, k: early_of_both(matrices(das, hs[:-1]), k),
            lambda das, hs, k: early_of_both([np.outer(d, h) for d, h in zip(das, hs, strict=False)], k),
        ],
        "It is upside down": [
            lambda das, hs, k: length(das.T @ hs[:-1]) / length(das[:k].T @ hs[:k]),
            lambda das, hs, k: (
                length(matrices(das, hs[:-1]).sum(0)) / length(matrices(das, hs[:-1])[:k].sum(0))
            ),
            lambda das, hs, k: np.linalg.norm(hs[:-1].T @ das) / np.linalg.norm(hs[:k].T @ das[:k]),
        ],
        "You took means over uses": [
            lambda das, hs, k: (
                length(matrices(das, hs[:-1])[:k].mean(0)) / length(matrices(das, hs[:-1]).mean(0))
            ),
            lambda das, hs, k: length(das[:k].T @ hs[:k] / k) / length(das.T @ hs[:-1] / len(das)),
            lambda das, hs, k: (
                np.float64(length(das[:k].T @ hs[:k])) / np.float64(k) / (length(das.T @ hs[:-1]) / len(das))
            ),
        ],
        "You added up absolute": [
            lambda das, hs, k: np.abs(das[:k].T @ hs[:k]).sum() / np.abs(das.T @ hs[:-1]).sum(),
            lambda das, hs, k: (
                np.linalg.norm((das[:k].T @ hs[:k]).ravel(), 1) / np.linalg.norm((das.T @ hs[:-1]).ravel(), 1)
            ),
            lambda das, hs, k: (
                abs(matrices(das, hs[:-1])[:k].sum(0)).sum() / abs(matrices(das, hs[:-1]).sum(0)).sum()
            ),
        ],
        "You squared single contributions": [
            lambda das, hs, k: length(matrices(das, hs[:-1])[:k]) / length(matrices(das, hs[:-1])),
            lambda das, hs, k: np.sqrt((lengths(das, hs)[:k] ** 2).sum() / (lengths(das, hs) ** 2).sum()),
            lambda das, hs, k: np.linalg.norm(lengths(das, hs)[:k]) / np.linalg.norm(lengths(das, hs)),
        ],
        "You multiplied unit by unit. Each": [
            lambda das, hs, k: length((das[:k] * hs[:k]).sum(0)) / length((das * hs[:-1]).sum(0)),
            lambda das, hs, k: length(np.diag(das[:k].T @ hs[:k])) / length(np.diag(das.T @ hs[:-1])),
            lambda das, hs, k: (
                length(np.einsum("ti,ti->i", das[:k], hs[:k])) / length(np.einsum("ti,ti->i", das, hs[:-1]))
            ),
        ],
        "You multiplied unit by unit and": [
            lambda das, hs, k: length(das[:k] * hs[:k]) / length(das * hs[:-1]),
            lambda das, hs, k: np.linalg.norm((das * hs[:-1])[:k]) / np.linalg.norm(das * hs[:-1]),
            lambda das, hs, k: np.sqrt(((das[:k] * hs[:k]) ** 2).sum() / ((das * hs[:-1]) ** 2).sum()),
        ],
        "That is a single use": [
            lambda das, hs, k: length(np.outer(das[k - 1], hs[k - 1])) / length(das.T @ hs[:-1]),
            lambda das, hs, k: length(das[k - 1]) * length(hs[k - 1]) / length(das.T @ hs[:-1]),
            lambda das, hs, k: (
                length(das[k - 1][:, None] * hs[k - 1]) / length(matrices(das, hs[:-1]).sum(axis=0))
            ),
        ],
        "You sum over time before": [
            lambda das, hs, k: (
                length(np.outer(das[:k].sum(0), hs[:k].sum(0))) / length(np.outer(das.sum(0), hs[:-1].sum(0)))
            ),
            lambda das, hs, k: (
                length(das[:k].sum(0)) * length(hs[:k].sum(0)) / (length(das.sum(0)) * length(hs[:-1].sum(0)))
            ),
            lambda das, hs, k: (
                length(das[:k].sum(0)[:, None] @ hs[:k].sum(0)[None])
                / length(das.sum(0)[:, None] @ hs[:-1].sum(0)[None])
            ),
        ],
        "You divided entry by entry": [
            lambda das, hs, k: das[:k].T @ hs[:k] / (das.T @ hs[:-1]),
            lambda das, hs, k: matrices(das, hs[:-1])[:k].sum(0) / matrices(das, hs[:-1]).sum(0),
            lambda das, hs, k: ((hs[:k].T @ das[:k]) / (hs[:-1].T @ das)).T,
        ],
        "That is the length of the early": [
            lambda das, hs, k: length(das[:k].T @ hs[:k]),
            lambda das, hs, k: np.linalg.norm(matrices(das, hs[:-1])[:k].sum(0)),
            lambda das, hs, k: np.sqrt(np.square(hs[:k].T @ das[:k]).sum()),
        ],
        "The whole gradient pairs": [
            lambda das, hs, k: length(das[:k].T @ hs[:k]) / length(das.T @ hs[1:]),
            lambda das, hs, k: (
                length(matrices(das, hs[:-1])[:k].sum(0)) / length(matrices(das, hs[1:]).sum(0))
            ),
            lambda das, hs, k: np.linalg.norm(hs[:k].T @ das[:k]) / np.linalg.norm(hs[1:].T @ das),
        ],
        "The early part pairs": [
            lambda das, hs, k: length(das[:k].T @ hs[1:][:k]) / length(das.T @ hs[:-1]),
            lambda das, hs, k: (
                length(matrices(das, hs[1:])[:k].sum(0)) / length(matrices(das, hs[:-1]).sum(0))
            ),
            lambda das, hs, k: np.linalg.norm(hs[1 : k + 1].T @ das[:k]) / np.linalg.norm(hs[:-1].T @ das),
        ],
        "You multiply the slope of tanh": [
            lambda das, hs, k: (
                length((das * (1 - hs[1:] ** 2))[:k].T @ hs[:k])
                / length((das * (1 - hs[1:] ** 2)).T @ hs[:-1])
            ),
            lambda das, hs, k: (
                length(matrices(das - das * hs[1:] ** 2, hs[:-1])[:k].sum(0))
                / length(matrices(das - das * hs[1:] ** 2, hs[:-1]).sum(0))
            ),
            lambda das, hs, k: (
                length(hs[:k].T @ (das[:k] * (1 - np.square(hs[1 : k + 1]))))
                / length(hs[:-1].T @ (das * (1 - np.square(hs[1:]))))
            ),
        ],
        "You multiplied steps by steps": [
            lambda das, hs, k: length(das[:k] @ hs[:k].T) / length(das @ hs[:-1].T),
            lambda das, hs, k: (
                length(np.einsum("ti,si->ts", das[:k], hs[:k])) / length(np.einsum("ti,si->ts", das, hs[:-1]))
            ),
            lambda das, hs, k: np.linalg.norm(hs[:k] @ das[:k].T) / np.linalg.norm(hs[:-1] @ das.T),
        ],
        "You added up the entries, and": [
            lambda das, hs, k: abs((das[:k].T @ hs[:k]).sum()) / abs((das.T @ hs[:-1]).sum()),
            lambda das, hs, k: abs(matrices(das, hs[:-1])[:k].sum() / matrices(das, hs[:-1]).sum()),
            lambda das, hs, k: np.abs((das[:k].sum(1) @ hs[:k].sum(1)) / (das.sum(1) @ hs[:-1].sum(1))),
        ],
        "You compare the largest": [
            lambda das, hs, k: np.abs(das[:k].T @ hs[:k]).max() / np.abs(das.T @ hs[:-1]).max(),
            lambda das, hs, k: (
                np.linalg.norm((das[:k].T @ hs[:k]).ravel(), np.inf)
                / np.linalg.norm((das.T @ hs[:-1]).ravel(), np.inf)
            ),
            lambda das, hs, k: (
                abs(matrices(das, hs[:-1])[:k].sum(0)).max() / abs(matrices(das, hs[:-1]).sum(0)).max()
            ),
        ],
        "Of a matrix, norm(M, 1)": [
            lambda das, hs, k: np.linalg.norm(das[:k].T @ hs[:k], 1) / np.linalg.norm(das.T @ hs[:-1], 1),
            lambda das, hs, k: (
                np.abs(das[:k].T @ hs[:k]).sum(axis=0).max() / np.abs(das.T @ hs[:-1]).sum(axis=0).max()
            ),
            lambda das, hs, k: (
                np.linalg.norm(matrices(das, hs[:-1])[:k].sum(0), ord=1)
                / np.linalg.norm(matrices(das, hs[:-1]).sum(0), ord=1)
            ),
        ],
        "For the early part you add": [
            lambda das, hs, k: lengths(das, hs)[:k].sum() / length(das.T @ hs[:-1]),
            lambda das, hs, k: sum(map(length, matrices(das, hs[:-1])[:k])) / length(das.T @ hs[:-1]),
            lambda das, hs, k: (
                sum(length(das[t]) * length(hs[t]) for t in range(k)) / np.linalg.norm(hs[:-1].T @ das)
            ),
        ],
        "For the whole you add": [
            lambda das, hs, k: length(das[:k].T @ hs[:k]) / lengths(das, hs).sum(),
            lambda das, hs, k: length(das[:k].T @ hs[:k]) / sum(map(length, matrices(das, hs[:-1]))),
            lambda das, hs, k: (
                np.linalg.norm(hs[:k].T @ das[:k])
                / sum(length(das[t]) * length(hs[t]) for t in range(len(das)))
            ),
        ],
        "Those are the last k": [
            lambda das, hs, k: length(das[-k:].T @ hs[:-1][-k:]) / length(das.T @ hs[:-1]),
            lambda das, hs, k: length(matrices(das, hs[:-1])[-k:].sum(0)) / length(das.T @ hs[:-1]),
            lambda das, hs, k: (
                length(sum([np.outer(d, h) for d, h in zip(das, hs, strict=False)][-k:]))
                / length(das.T @ hs[:-1])
            ),
        ],
        "The first use is left out": [
            lambda das, hs, k: length(das[1:k].T @ hs[1:k]) / length(das.T @ hs[:-1]),
            lambda das, hs, k: length(matrices(das, hs[:-1])[1:k].sum(0)) / length(das.T @ hs[:-1]),
            lambda das, hs, k: (
                length(sum((np.outer(das[t], hs[t]) for t in range(1, k)), 0 * np.outer(das[0], hs[0])))
                / length(das.T @ hs[:-1])
            ),
        ],
        "That is the share for the bias": [
            lambda das, hs, k: length(das[:k].sum(0)) / length(das.sum(0)),
            lambda das, hs, k: np.linalg.norm(np.ones(k) @ das[:k]) / np.linalg.norm(np.ones(len(das)) @ das),
            lambda das, hs, k: length(np.sum(das[:k], axis=0)) / length(np.einsum("ti->i", das)),
        ],
    },
}
