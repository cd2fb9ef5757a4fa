"""Lesson 2: each declared mistake as three people might write it, under the beginning of its sentence."""

import numpy as np


def costs(p, targets):
    steps, batch = np.indices(targets.shape)
    return -np.log(p[steps, batch, targets])


def real(p, lengths):
    return np.arange(p.shape[0]).reshape(-1, 1) < np.asarray(lengths).reshape(1, -1)


def word_by_word(p, targets, lengths, give):
    """Return give(costs of the real words, seq_len) for each sequence."""
    found = []
    for b, n in enumerate(lengths):
        found.append(give([-np.log(p[t, b, targets[t, b]]) for t in range(n)], len(p)))
    return np.array(found)


def uses(dlogits, hs, give):
    """Return give(slopes, states) with steps and batch as one axis of uses."""
    return give(dlogits.reshape(-1, dlogits.shape[-1]), hs.reshape(-1, hs.shape[-1]))


def power(W, n):
    product = np.eye(len(W))
    for _ in range(n):
        product = product @ W
    return product


def entries(W, n):
    product = np.ones_like(W)
    for _ in range(n):
        product = product * W
    return product


def jordan(xs, W_xh, W_yh, W_hy, feed=lambda y, ys: y, hidden=np.tanh, output=lambda z: z):
    """Return all outputs of a loop in which one thing is given."""
    y, ys = np.zeros(W_hy.shape[0]), []
    for x in xs:
        y = output(W_hy @ hidden(W_xh @ x + W_yh @ y))
        ys.append(y)
        y = feed(y, ys)
    return np.stack(ys)


VARIANTS = {
    "joined_weights": {
        "A bias is flat": [
            lambda W_xh, W_hh, b, c: np.hstack((W_xh, W_hh, b + c)),
            lambda W_xh, W_hh, b, c: np.concatenate([W_xh, W_hh, b + c], axis=1),
            lambda W_xh, W_hh, b, c: np.hstack([np.hstack([W_xh, W_hh]), b + c]),
        ],
        "W_hh comes first": [
            lambda W_xh, W_hh, b, c: np.concatenate([W_hh, W_xh, (b + c).reshape(-1, 1)], axis=1),
            lambda W_xh, W_hh, b, c: np.c_[W_hh, W_xh, b + c],
            lambda W_xh, W_hh, b, c: np.vstack([W_hh.T, W_xh.T, b + c]).T,
        ],
        "Your biases stand in the first": [
            lambda W_xh, W_hh, b, c: np.c_[b + c, W_xh, W_hh],
            lambda W_xh, W_hh, b, c: np.concatenate([(c + b)[:, np.newaxis], W_xh, W_hh], axis=1),
            lambda W_xh, W_hh, b, c: np.vstack([b + c, W_xh.T, W_hh.T]).T,
        ],
        "b_hh is left out": [
            lambda W_xh, W_hh, b, c: np.c_[W_xh, W_hh, b],
            lambda W_xh, W_hh, b, c: np.vstack([W_xh.T, W_hh.T, b]).T,
            lambda W_xh, W_hh, b, c: np.append(np.append(W_xh, W_hh, axis=1), b[:, None], axis=1),
        ],
        "Each bias has a column": [
            lambda W_xh, W_hh, b, c: np.c_[W_xh, W_hh, b, c],
            lambda W_xh, W_hh, b, c: np.hstack([W_xh, W_hh, np.stack([b, c], axis=1)]),
            lambda W_xh, W_hh, b, c: np.vstack([W_xh.T, W_hh.T, b, c]).T,
        ],
        "The column for the biases": [
            lambda W_xh, W_hh, b, c: np.concatenate([W_xh, W_hh], axis=1),
            lambda W_xh, W_hh, b, c: np.c_[W_xh, W_hh],
            lambda W_xh, W_hh, b, c: np.vstack([W_xh.T, W_hh.T]).T,
        ],
    },
    "count_parameters": {
        "W_hh is missing": [
            lambda i, h, c: h * i + h + c * h + c,
            lambda i, h, c: (i + 1) * h + (h + 1) * c,
            lambda i, h, c: sum([h * i, h, c * h, c]),
        ],
        "You count two biases": [
            lambda i, h, c: h * i + h * h + 2 * h + c * h + c,
            lambda i, h, c: h * (i + 1) + h * (h + 1) + c * (h + 1),
            lambda i, h, c: sum([h * i, h**2, h, h, c * h, c]),
        ],
        "The biases are missing": [
            lambda i, h, c: h * i + h * h + c * h,
            lambda i, h, c: h * (i + h + c),
            lambda i, h, c: sum(np.zeros(shape).size for shape in [(h, i), (h, h), (c, h)]),
        ],
        "The readout is missing": [
            lambda i, h, c: h * i + h * h + h,
            lambda i, h, c: h * (h + i + 1),
            lambda i, h, c: sum([h * i, h**2, h]),
        ],
    },
    "loss_per_sequence": {
        "Padding counts": [
            lambda p, targets, lengths: costs(p, targets).mean(axis=0),
            lambda p, targets, lengths: costs(p, targets).sum(axis=0) / p.shape[0],
            lambda p, targets, lengths: np.array([c.mean() for c in costs(p, targets).T]),
        ],
        "Padding is out of the sum": [
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: sum(some) / T),
            lambda p, y, n: np.where(real(p, n), costs(p, y), 0).mean(axis=0),
            lambda p, y, n: np.sum(costs(p, y), axis=0, where=real(p, n)) / len(y),
        ],
        "That is the sum": [
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: sum(some)),
            lambda p, y, n: np.where(real(p, n), costs(p, y), 0).sum(axis=0),
            lambda p, y, n: np.array([c[:k].sum() for c, k in zip(costs(p, y).T, n, strict=True)]),
        ],
        "The sign is wrong": [
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: -np.mean(some)),
            lambda p, y, n: np.sum(-costs(p, y), axis=0, where=real(p, n)) / n,
            lambda p, y, n: np.array([-c[:k].mean() for c, k in zip(costs(p, y).T, n, strict=True)]),
        ],
        "Where the padding holds": [
            lambda p, y, n: (costs(p, y) * real(p, n)).sum(axis=0) / n,
            lambda p, y, n: np.einsum("tb,tb->b", costs(p, y), real(p, n).astype(float)) / n,
            lambda p, y, n: -(np.log(np.exp(-costs(p, y))) * real(p, n)).sum(0) / real(p, n).sum(0),
        ],
        "That is one mean": [
            lambda p, y, n: costs(p, y)[real(p, n)].mean(),
            lambda p, y, n: np.sum(costs(p, y), where=real(p, n)) / np.sum(n),
            lambda p, y, n: sum(word_by_word(p, y, n, lambda some, T: sum(some))) / sum(n),
        ],
    },
    "readout_gradient": {
        "Only the last step": [
            lambda d, hs: d[-1].T @ hs[-1],
            lambda d, hs: sum(np.outer(a, b) for a, b in zip(d[-1], hs[-1], strict=True)),
            lambda d, hs: np.einsum("bk,bh->kh", d[len(d) - 1], hs[len(d) - 1]),
        ],
        "You divide by the number of steps": [
            lambda d, hs: np.mean([a.T @ b for a, b in zip(d, hs, strict=True)], axis=0),
            lambda d, hs: uses(d, hs, lambda a, b: a.T @ b) / d.shape[0],
            lambda d, hs: np.tensordot(d, hs, axes=((0, 1), (0, 1))) / len(d),
        ],
        "You divide by N once more": [
            lambda d, hs: uses(d, hs, lambda a, b: a.T @ b / len(a)),
            lambda d, hs: np.tensordot(d, hs, axes=((0, 1), (0, 1))) / d[..., 0].size,
            lambda d, hs: np.mean(d[..., :, None] * hs[..., None, :], axis=(0, 1)),
        ],
        "Rows are outputs": [
            lambda d, hs: uses(d, hs, lambda a, b: b.T @ a),
            lambda d, hs: sum(b.T @ a for a, b in zip(d, hs, strict=True)),
            lambda d, hs: np.tensordot(hs, d, axes=((0, 1), (0, 1))),
        ],
        "You add up states and slopes": [
            lambda d, hs: np.outer(d.sum(axis=0).sum(axis=0), hs.sum(axis=0).sum(axis=0)),
            lambda d, hs: d.sum(axis=(0, 1))[:, None] * hs.sum(axis=(0, 1)),
            lambda d, hs: uses(d, hs, lambda a, b: a.sum(axis=0)[:, None] @ b.sum(axis=0)[None]),
        ],
    },
    "linear_block": {
        "One factor W_hh too many": [
            lambda W_xh, W_hh, t, T: power(W_hh, T - t + 1) @ W_xh,
            lambda W_xh, W_hh, t, T: W_hh @ power(W_hh, T - t) @ W_xh,
            lambda W_xh, W_hh, t, T: np.linalg.matrix_power(W_hh, T - (t - 1)) @ W_xh,
        ],
        "The exponent counts": [
            lambda W_xh, W_hh, t, T: power(W_hh, t) @ W_xh,
            lambda W_xh, W_hh, t, T: np.linalg.matrix_power(W_hh, t) @ W_xh,
            lambda W_xh, W_hh, t, T: W_hh @ power(W_hh, t - 1) @ W_xh,
        ],
        "The factors stand": [
            lambda W_xh, W_hh, t, T: W_xh @ power(W_hh, T - t),
            lambda W_xh, W_hh, t, T: np.matmul(W_xh, np.linalg.matrix_power(W_hh, T - t)),
            lambda W_xh, W_hh, t, T: np.dot(W_xh, power(W_hh, T - t)),
        ],
        "W_hh ** n takes": [
            lambda W_xh, W_hh, t, T: entries(W_hh, T - t) @ W_xh,
            lambda W_xh, W_hh, t, T: np.power(W_hh, T - t) @ W_xh,
            lambda W_xh, W_hh, t, T: np.dot(W_hh ** (T - t), W_xh),
        ],
        "W_xh is missing": [
            lambda W_xh, W_hh, t, T: power(W_hh, T - t),
            lambda W_xh, W_hh, t, T: np.linalg.matrix_power(W_hh, T - t),
            lambda W_xh, W_hh, t, T: power(W_hh.T, T - t).T,
        ],
    },
    "output_to_hidden": {
        "Nothing comes back": [
            lambda xs, W_xh, W_yh, W_hy: jordan(xs, W_xh, 0 * W_yh, W_hy),
            lambda xs, W_xh, W_yh, W_hy: np.tanh(xs @ W_xh.T) @ W_hy.T,
            lambda xs, W_xh, W_yh, W_hy: jordan(xs, W_xh, W_yh, W_hy, feed=lambda y, ys: 0 * y),
        ],
        "Your output passes": [
            lambda xs, W_xh, W_yh, W_hy: jordan(xs, W_xh, W_yh, W_hy, output=np.tanh),
            lambda xs, W_xh, W_yh, W_hy: jordan(
                xs, W_xh, W_yh, W_hy, output=lambda z: 1 - 2 / (np.exp(2 * z) + 1)
            ),
            lambda xs, W_xh, W_yh, W_hy: jordan(
                xs, W_xh, W_yh, W_hy, output=lambda z: np.sinh(z) / np.cosh(z)
            ),
        ],
        "tanh is missing": [
            lambda xs, W_xh, W_yh, W_hy: jordan(xs, W_xh, W_yh, W_hy, hidden=lambda a: a),
            lambda xs, *W: jordan(xs, W[2] @ W[0], W[2] @ W[1], np.eye(len(W[2])), hidden=np.copy),
            lambda xs, W_xh, W_yh, W_hy: jordan(xs, W_xh, W_yh, W_hy, hidden=np.copy),
        ],
        "All outputs so far": [
            lambda xs, W_xh, W_yh, W_hy: jordan(xs, W_xh, W_yh, W_hy, feed=lambda y, ys: sum(ys)),
            lambda xs, W_xh, W_yh, W_hy: jordan(
                xs, W_xh, W_yh, W_hy, feed=lambda y, ys: np.sum(ys, axis=0)
            ),
            lambda xs, W_xh, W_yh, W_hy: jordan(
                xs, W_xh, W_yh, W_hy, feed=lambda y, ys: np.cumsum(ys, axis=0)[-1]
            ),
        ],
        "The list begins": [
            lambda xs, *W: np.vstack([np.zeros(len(W[2])), jordan(xs, *W)])[:-1],
            lambda xs, *W: np.roll(np.vstack([jordan(xs, *W)[:-1], np.zeros(len(W[2]))]), 1, axis=0),
            lambda xs, *W: np.insert(jordan(xs, *W), 0, 0, axis=0)[: len(xs)],
        ],
    },
}  # fmt: skip
