"""Lesson 4: each declared mistake as three people might write it, under the beginning of its sentence."""

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


VARIANTS = {
    "decay_rate": {
        "You took the T-th root": [
            lambda n: (n[0] / n[-1]) ** (1 / n.size),
            lambda n: np.exp((logs(n[0]) - logs(n[-1])) / len(n)),
            lambda n: np.power(n[0] / n[-1], 1.0 / n.shape[0]),
        ],
        "You divided the last norm": [
            lambda n: (n[-1] / n[0] if n[0] else np.inf) ** (1 / (n.size - 1)),
            lambda n: np.exp(np.diff(logs(n)).mean()),
            lambda n: 1 / np.prod(n[:-1] / n[1:]) ** (1 / (len(n) - 1)) if n[0] else np.inf,
        ],
        "That is the factor over all": [
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
    },
    "jacobian_product": {
        "The order is reversed": [
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
        "You multiplied entry by entry": [
            lambda W, hs: np.prod([np.ones_like(W), *jacobians(W, hs[1:])], axis=0),
            lambda W, hs: np.ones_like(W) * W ** (len(hs) - 1) * np.prod(1 - hs[1:] ** 2, axis=0)[:, None],
            lambda W, hs: np.multiply.reduce([np.ones_like(W), *(np.diag(1 - h**2) @ W for h in hs[1:])]),
        ],
        "There is one W_hh too many": [
            lambda W, hs: left([W, *jacobians(W, hs[1:])], W),
            lambda W, hs: left(jacobians(W, hs[1:]), W) @ W,
            lambda W, hs: right([*jacobians(W, hs[1:])[::-1], W], W),
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
        "Long gradients stay long": [
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
    },
    "grow_then_fade": {
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
    },
    "far_share": {
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
        "You added up the entries": [
            lambda das, hs, k: (das[:k].T @ hs[:k]).sum() / (das.T @ hs[:-1]).sum(),
            lambda das, hs, k: matrices(das, hs[:-1])[:k].sum() / matrices(das, hs[:-1]).sum(),
            lambda das, hs, k: (das[:k].sum(1) @ hs[:k].sum(1)) / (das.sum(1) @ hs[:-1].sum(1)),
        ],
    },
}
