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


def joined(W_xh, W_hh, last):
    """Return both matrices and a last column, laid out one by one."""
    hidden, inputs = W_xh.shape
    W = np.zeros((hidden, inputs + hidden + 1))
    W[:, :inputs], W[:, inputs:-1], W[:, -1] = W_xh, W_hh, last
    return W


def sizes(*shapes):
    return sum(np.zeros(shape).size for shape in shapes)


def each(p, y, n, loss):
    """Return loss(rows of probabilities, right classes) of each sequence's real steps."""
    return np.array([loss(p[:k, b], y[:k, b]) for b, k in enumerate(n)])


def at_right(rows, right):
    return rows[np.arange(len(rows)), right]


def same_for_all(p, y, n):
    total, count = 0.0, 0
    for b in range(len(n)):
        for t in range(n[b]):
            total, count = total - np.log(p[t, b, y[t, b]]), count + 1
    return np.ones(len(n)) * total / count


def to_the_last(p, y, n):
    """Return the mean without the last of several steps."""
    losses = []
    for b, k in enumerate(n):
        last = k - 1 if k > 1 else 1
        losses.append(costs(p, y)[:last, b].mean())
    return np.array(losses)


def masked_log(p, y, n):
    return -np.log(np.exp(-costs(p, y)) * real(p, n)).sum(axis=0) / n


def masked_p(p, y, n):
    some = p * real(p, n)[..., None]
    return -np.mean(np.log(np.take_along_axis(some, y[..., None], axis=-1)[..., 0]), axis=0)


def step_before(d, hs):
    grad, h_prev = np.zeros((d.shape[2], hs.shape[2])), np.zeros_like(hs[0])
    for t in range(len(hs)):
        grad += d[t].T @ h_prev
        h_prev = hs[t]
    return grad


def block(W_xh, W_hh, times):
    """Return W_xh, multiplied by W_hh so many times."""
    for _ in range(times):
        W_xh = W_hh @ W_xh
    return W_xh


def doubled(W_xh, W_hh, t, T):
    if t == T:
        return W_xh
    product = W_hh
    for _ in range(T - t - 1):
        product = product @ product
    return product @ W_xh


def doubled_at_once(W_xh, W_hh, t, T):
    return block(W_xh, W_hh, 2 ** (T - t - 1)) if t < T else W_xh


def doubled_by_dot(W_xh, W_hh, t, T):
    product, left = W_hh.copy(), T - t
    while left > 1:
        product, left = np.dot(product, product), left - 1
    return product.dot(W_xh) if t < T else W_xh


def at_least_one(W_xh, W_hh, t, T):
    product = W_hh
    for _ in range(T - t - 1):
        product = product @ W_hh
    return product @ W_xh


def summed(W_xh, W_hh, times):
    """Return the state after so many steps with the same input."""
    h = np.zeros_like(W_xh)
    for _ in range(times):
        h = W_hh @ h + W_xh
    return h


def entries_from_W_hh(W_xh, W_hh, t, T):
    if t == T:
        return W_xh
    product = W_hh
    for _ in range(T - t - 1):
        product = product * W_hh
    return product @ W_xh


def through_tanh(W_xh, W_hh, t, T):
    h = np.tanh(W_xh)
    for _ in range(t, T):
        h = np.tanh(W_hh @ h)
    return h


def columns_through_tanh(W_xh, W_hh, t, T):
    columns = []
    for column in W_xh.T:
        for _ in range(T - t):
            column = W_hh @ np.tanh(column)
        columns.append(np.tanh(column))
    return np.stack(columns, axis=1)


def loop(step):
    """Return a loop over `step(x, h, y, W_xh, W_yh, W_hy)`, which gives new h and y."""

    def run(xs, W_xh, W_yh, W_hy):
        h, y, ys = np.zeros(W_xh.shape[0]), np.zeros(W_hy.shape[0]), []
        for x in xs:
            h, y = step(x, h, y, W_xh, W_yh, W_hy)
            ys.append(y)
        return np.array(ys)

    return run


def outside(x, h, y, W_xh, W_yh, W_hy):
    h = np.tanh(W_xh @ x)
    h = h + W_yh @ y
    return h, W_hy @ h


def outside_in_rows(xs, W_xh, W_yh, W_hy):
    y, ys = np.zeros((1, len(W_hy))), []
    for first in np.tanh(xs @ W_xh.T):
        y = (first + y @ W_yh.T) @ W_hy.T
        ys.append(y[0])
    return np.array(ys)


def one_array(xs, W_xh, W_yh, W_hy):
    y, ys = np.zeros(W_hy.shape[0]), []
    for x in xs:
        y[:] = W_hy @ np.tanh(W_xh @ x + W_yh @ y)
        ys.append(y)
    return np.array(ys)


def one_array_by_out(xs, W_xh, W_yh, W_hy):
    y, ys = np.zeros(len(W_hy)), []
    for x in xs:
        np.dot(W_hy, np.tanh(W_xh @ x + W_yh @ y), out=y)
        ys += [y]
    return np.stack(ys)


def whole_list(xs, *W):
    last = jordan(xs, *W)[-1]
    return np.stack([last for _ in xs])


def state_too(x, h, y, W_xh, W_yh, W_hy):
    h = np.tanh(W_xh @ x + W_yh @ y + h)
    return h, W_hy @ h


def state_too_by_identity(xs, W_xh, W_yh, W_hy):
    W = np.hstack([W_xh, np.eye(len(W_xh)), W_yh])
    h, y, ys = np.zeros(len(W_xh)), np.zeros(len(W_hy)), []
    for x in xs:
        h = np.tanh(W @ np.r_[x, h, y])
        y = W_hy @ h
        ys.append(y)
    return np.array(ys)


def state_in_place(xs, W_xh, W_yh, W_hy):
    h, ys = np.zeros(len(W_xh)), [np.zeros(len(W_hy))]
    for x in xs:
        h += W_xh @ x + W_yh @ ys[-1]
        h = np.tanh(h)
        ys.append(W_hy @ h)
    return np.array(ys[1:])


def piles(x, h, y, W_xh, W_yh, W_hy):
    return h, y + W_hy @ np.tanh(W_xh @ x + W_yh @ y)


def piles_of_states(x, h, y, W_xh, W_yh, W_hy):
    h = h + np.tanh(W_xh @ x + W_yh @ y)
    return h, W_hy @ h


def piles_in_rows(xs, W_xh, W_yh, W_hy):
    ys = np.zeros((len(xs) + 1, len(W_hy)))
    for t, x in enumerate(xs):
        ys[t + 1] = ys[t] + np.tanh(x @ W_xh.T + ys[t] @ W_yh.T) @ W_hy.T
    return ys[1:]


def third_kind(x, h, y, W_xh, W_yh, W_hy):
    return h, W_hy @ np.tanh(W_xh @ x) + y


def two_late(xs, W_xh, W_yh, W_hy):
    ys = [np.zeros(len(W_hy))] * 2
    for x in xs:
        ys.append(W_hy @ np.tanh(W_xh @ x + W_yh @ ys[-2]))
    return np.array(ys[2:])


def two_late_by_names(xs, W_xh, W_yh, W_hy):
    older = old = np.zeros(len(W_hy))
    ys = []
    for x in xs:
        older, old = old, W_hy @ np.tanh(W_xh @ x + W_yh @ older)
        ys.append(old)
    return np.stack(ys)


def two_late_by_index(xs, W_xh, W_yh, W_hy):
    ys = np.zeros((len(xs), len(W_hy)))
    for t in range(len(xs)):
        back = ys[t - 2] if t > 1 else 0 * ys[0]
        ys[t] = W_hy @ np.tanh(W_xh @ xs[t] + W_yh @ back)
    return ys


def from_y(first):
    """Return the loop with another y_0."""

    def run(xs, W_xh, W_yh, W_hy):
        y, ys = first(W_hy), []
        for x in xs:
            y = W_hy @ np.tanh(W_xh @ x + W_yh @ y)
            ys.append(y)
        return np.array(ys)

    return run


def states(xs, W_xh, W_yh, W_hy):
    hs, y = [], np.zeros(len(W_hy))
    for x in xs:
        hs.append(np.tanh(W_xh @ x + W_yh @ y))
        y = W_hy @ hs[-1]
    return np.array(hs)


def states_by_the_product(xs, W_xh, W_yh, W_hy):
    h, hs = np.zeros(len(W_xh)), []
    for x in xs:
        h = np.tanh(W_xh @ x + (W_yh @ W_hy) @ h)
        hs.append(h)
    return np.stack(hs)


VARIANTS = {
    "joined_weights": {
        "W_hh is transposed": [
            lambda W_xh, W_hh, b, c: joined(W_xh, W_hh.T, b + c),
            lambda W_xh, W_hh, b, c: np.c_[W_xh, W_hh.T, b + c],
            lambda W_xh, W_hh, b, c: np.vstack([W_xh.T, W_hh, b + c]).T,
        ],
        "W_xh is transposed": [
            lambda W_xh, W_hh, b, c: np.c_[W_xh.T, W_hh, b + c],
            lambda W_xh, W_hh, b, c: np.concatenate([W_xh.T, W_hh, (b + c)[:, None]], axis=1),
            lambda W_xh, W_hh, b, c: np.vstack([W_xh, W_hh.T, b + c]).T,
        ],
        "The 1 stands in": [
            lambda W_xh, W_hh, b, c: joined(W_xh, W_hh, 1),
            lambda W_xh, W_hh, b, c: np.c_[W_xh, W_hh, np.ones(len(b))],
            lambda W_xh, W_hh, b, c: np.pad(np.c_[W_xh, W_hh], ((0, 0), (0, 1)), constant_values=1),
        ],
        "Your last column holds zeros": [
            lambda W_xh, W_hh, b, c: joined(W_xh, W_hh, 0),
            lambda W_xh, W_hh, b, c: np.c_[W_xh, W_hh, 0 * b],
            lambda W_xh, W_hh, b, c: np.pad(np.c_[W_xh, W_hh], ((0, 0), (0, 1))),
        ],
        "You take the mean of the biases": [
            lambda W_xh, W_hh, b, c: joined(W_xh, W_hh, np.mean([b, c], axis=0)),
            lambda W_xh, W_hh, b, c: np.c_[W_xh, W_hh, 0.5 * b + 0.5 * c],
            lambda W_xh, W_hh, b, c: np.hstack([W_xh, W_hh, np.c_[b, c].mean(1, keepdims=True)]),
        ],
        "You multiply the biases": [
            lambda W_xh, W_hh, b, c: joined(W_xh, W_hh, b * c),
            lambda W_xh, W_hh, b, c: np.c_[W_xh, W_hh, np.prod([b, c], axis=0)],
            lambda W_xh, W_hh, b, c: np.hstack([W_xh, W_hh, np.diag(b) @ c[:, None]]),
        ],
        "Your biases stand in the middle": [
            lambda W_xh, W_hh, b, c: np.c_[W_xh, b + c, W_hh],
            lambda W_xh, W_hh, b, c: np.concatenate([W_xh, (b + c).reshape(-1, 1), W_hh], axis=1),
            lambda W_xh, W_hh, b, c: np.insert(np.c_[W_xh, W_hh], W_xh.shape[1], b + c, axis=1),
        ],
        "b_xh is left out": [
            lambda W_xh, W_hh, b, c: joined(W_xh, W_hh, c),
            lambda W_xh, W_hh, b, c: np.c_[W_xh, W_hh, c],
            lambda W_xh, W_hh, b, c: np.hstack([W_xh, W_hh, c.reshape(-1, 1)]),
        ],
        "Each bias stands right after": [
            lambda W_xh, W_hh, b, c: np.c_[W_xh, b, W_hh, c],
            lambda W_xh, W_hh, b, c: np.hstack([np.c_[W_xh, b], np.c_[W_hh, c]]),
            lambda W_xh, W_hh, b, c: np.vstack([W_xh.T, b, W_hh.T, c]).T,
        ],
        "You add the biases to the weights": [
            lambda W_xh, W_hh, b, c: np.c_[(W_xh.T + b).T, (W_hh.T + c).T],
            lambda W_xh, W_hh, b, c: np.hstack([W_xh + b.reshape(-1, 1), W_hh + c.reshape(-1, 1)]),
            lambda W_xh, W_hh, b, c: np.vstack([W_xh.T + b, W_hh.T + c]).T,
        ],
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
        "The joined weights": [
            lambda i, h, c: (i + h) ** 2 + h + c * h + c,
            lambda i, h, c: (i + h) * (i + h) + h + c * (h + 1),
            lambda i, h, c: sizes((i + h, i + h), h, (c, h), c),
        ],
        "A bias is no": [
            lambda i, h, c: h * i + h * h + 1 + h * c + 1,
            lambda i, h, c: h * (i + h + c) + 2,
            lambda i, h, c: sizes((h, i), (h, h), 1, (c, h), 1),
        ],
        "b_h is no": [
            lambda i, h, c: h * i + h * h + 1 + c * h + c,
            lambda i, h, c: h * (i + h) + 1 + c * (h + 1),
            lambda i, h, c: sizes((h, i), (h, h), 1, (c, h), c),
        ],
        "b_y is no": [
            lambda i, h, c: h * i + h * h + h + c * h + 1,
            lambda i, h, c: h * (i + h + 1 + c) + 1,
            lambda i, h, c: sizes((h, i), (h, h), h, (c, h), 1),
        ],
        "W_hh holds": [
            lambda i, h, c: h * i + 2 * h + h + c * h + c,
            lambda i, h, c: h * (i + 3) + c * (h + 1),
            lambda i, h, c: sizes((h, i), (h, 2), h, (c, h), c),
        ],
        "hidden_size numbers stand": [
            lambda i, h, c: h * i + h + h + c * h + c,
            lambda i, h, c: h * (i + 2) + c * (h + 1),
            lambda i, h, c: sizes((h, i), h, h, (c, h), c),
        ],
        "The readout reads the state": [
            lambda i, h, c: h * i + h * h + h + c * i + c,
            lambda i, h, c: h * (i + h + 1) + c * (i + 1),
            lambda i, h, c: sizes((h, i), (h, h), h, (c, i), c),
        ],
        "b_y is missing": [
            lambda i, h, c: h * i + h * h + h + c * h,
            lambda i, h, c: h * (i + h + 1 + c),
            lambda i, h, c: sizes((h, i), (h, h), h, (c, h)),
        ],
        "b_h is missing": [
            lambda i, h, c: h * i + h * h + c * h + c,
            lambda i, h, c: h * (i + h) + c * (h + 1),
            lambda i, h, c: sizes((h, i), (h, h), (c, h), c),
        ],
        "W_hy is missing": [
            lambda i, h, c: h * i + h * h + h + c,
            lambda i, h, c: h * (i + h + 1) + c,
            lambda i, h, c: sizes((h, i), (h, h), h, c),
        ],
        "W_xh is missing": [
            lambda i, h, c: h * h + h + c * h + c,
            lambda i, h, c: h * (h + 1) + c * (h + 1),
            lambda i, h, c: sizes((h, h), h, (c, h), c),
        ],
        "Your readout has one row": [
            lambda i, h, c: h * i + h * h + h + h + 1,
            lambda i, h, c: h * (i + h + 1) + (h + 1),
            lambda i, h, c: sizes((h, i), (h, h), h, (1, h), 1),
        ],
        "A matrix holds rows": [
            lambda i, h, c: (i + h) + (h + h) + h + (h + c) + c,
            lambda i, h, c: i + 5 * h + 2 * c,
            lambda i, h, c: sum(map(sum, [(h, i), (h, h), (h,), (c, h), (c,)])),
        ],
        "W_hh is missing": [
            lambda i, h, c: h * i + h + c * h + c,
            lambda i, h, c: (i + 1) * h + (h + 1) * c,
            lambda i, h, c: sum([h * i, h, c * h, c]),
        ],
        "You count hidden_size numbers": [
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
        "You give a loss for each step": [
            lambda p, y, n: np.mean(costs(p, y), axis=1, where=real(p, n)),
            lambda p, y, n: np.where(real(p, n), costs(p, y), 0).sum(axis=1) / real(p, n).sum(axis=1),
            lambda p, y, n: np.array([c[t < n].mean() for t, c in enumerate(costs(p, y))]),
        ],
        "Every sequence has the same": [
            same_for_all,
            lambda p, y, n: np.full(len(n), costs(p, y)[real(p, n)].mean()),
            lambda p, y, n: [np.sum(costs(p, y), where=real(p, n)) / n.sum()] * len(n),
        ],
        "You average the probabilities": [
            lambda p, y, n: each(p, y, n, lambda rows, right: -np.log(at_right(rows, right).mean())),
            lambda p, y, n: -np.log(np.sum(np.exp(-costs(p, y)), axis=0, where=real(p, n)) / n),
            lambda p, y, n: -np.log(np.where(real(p, n), np.exp(-costs(p, y)), 0).sum(0) / n),
        ],
        "You take the largest": [
            lambda p, y, n: each(p, y, n, lambda rows, right: -np.log(rows.max(axis=-1)).mean()),
            lambda p, y, n: -np.where(real(p, n), np.log(p.max(axis=-1)), 0).sum(axis=0) / n,
            lambda p, y, n: word_by_word(p, p.argmax(-1), n, lambda some, T: np.mean(some)),
        ],
        "The last real step of each sequence is left out, unless": [
            to_the_last,
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: np.mean(some[:-1] or some)),
            lambda p, y, n: each(
                p, y, np.maximum(n - 1, 1), lambda rows, right: -np.log(at_right(rows, right)).mean()
            ),
        ],
        "The last real step of each sequence is left out, so": [
            lambda p, y, n: np.array([c[: k - 1].mean() for c, k in zip(costs(p, y).T, n, strict=True)]),
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: np.mean(some[:-1])),
            lambda p, y, n: np.mean(costs(p, y), axis=0, where=real(p, n - 1)),
        ],
        "The sum stops a step too early": [
            lambda p, y, n: np.array([c[: k - 1].sum() / k for c, k in zip(costs(p, y).T, n, strict=True)]),
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: sum(some[:-1]) / len(some)),
            lambda p, y, n: np.sum(costs(p, y), axis=0, where=real(p, n - 1)) / n,
        ],
        "The sum starts a step too late": [
            lambda p, y, n: np.array([c[1:k].sum() / k for c, k in zip(costs(p, y).T, n, strict=True)]),
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: sum(some[1:]) / len(some)),
            lambda p, y, n: np.sum(costs(p, y)[1:], axis=0, where=real(p, n)[1:]) / n,
        ],
        "The sum goes a step too far": [
            lambda p, y, n: np.array([c[: k + 1].sum() / k for c, k in zip(costs(p, y).T, n, strict=True)]),
            lambda p, y, n: each(p, y, n + 1, lambda rows, right: -np.log(at_right(rows, right)).sum()) / n,
            lambda p, y, n: np.sum(costs(p, y), axis=0, where=np.arange(len(p))[:, None] <= n) / n,
        ],
        "The first step of each": [
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: np.mean(some[1:])),
            lambda p, y, n: np.array([c[1:k].mean() for c, k in zip(costs(p, y).T, n, strict=True)]),
            lambda p, y, n: np.mean(costs(p, y)[1:], axis=0, where=real(p, n)[1:]),
        ],
        "One step of the padding": [
            lambda p, y, n: np.array([c[: k + 1].mean() for c, k in zip(costs(p, y).T, n, strict=True)]),
            lambda p, y, n: each(p, y, n + 1, lambda rows, right: -np.log(at_right(rows, right)).mean()),
            lambda p, y, n: np.mean(costs(p, y), axis=0, where=np.arange(len(p))[:, None] <= n),
        ],
        "The log is missing": [
            lambda p, y, n: each(p, y, n, lambda rows, right: at_right(rows, right).mean()),
            lambda p, y, n: np.sum(np.exp(-costs(p, y)), axis=0, where=real(p, n)) / n,
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: np.mean(np.exp(-np.array(some)))),
        ],
        "You take 1 minus": [
            lambda p, y, n: each(p, y, n, lambda rows, right: (1 - at_right(rows, right)).mean()),
            lambda p, y, n: np.sum(1 - np.exp(-costs(p, y)), axis=0, where=real(p, n)) / n,
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: 1 - np.mean(np.exp(-np.array(some)))),
        ],
        "You take the log of 1": [
            lambda p, y, n: each(p, y, n, lambda rows, right: -np.log1p(-at_right(rows, right)).mean()),
            lambda p, y, n: np.sum(-np.log(1 - np.exp(-costs(p, y))), axis=0, where=real(p, n)) / n,
            lambda p, y, n: word_by_word(1 - p, y, n, lambda some, T: np.mean(some)),
        ],
        "That is the entropy": [
            lambda p, y, n: each(p, y, n, lambda rows, right: -(rows * np.log(rows)).sum() / len(rows)),
            lambda p, y, n: -np.where(real(p, n)[..., None], p * np.log(p), 0).sum(axis=(0, 2)) / n,
            lambda p, y, n: np.array(
                [np.mean([-q @ np.log(q) for q in p[:k, b]]) for b, k in enumerate(n)]
            ),
        ],
        "You add up the logs": [
            lambda p, y, n: each(p, y, n, lambda rows, right: -np.log(rows).sum() / len(rows)),
            lambda p, y, n: -np.where(real(p, n)[..., None], np.log(p), 0).sum(axis=(0, 2)) / n,
            lambda p, y, n: sum(
                word_by_word(p, 0 * y + k, n, lambda s, T: np.mean(s)) for k in range(p.shape[2])
            ),
        ],
        "You take class 0": [
            lambda p, y, n: word_by_word(p, 0 * y, n, lambda some, T: np.mean(some)),
            lambda p, y, n: each(p, y, n, lambda rows, right: np.mean(-np.log(rows[..., 0]))),
            lambda p, y, n: -np.where(real(p, n), np.log(p[..., 0]), 0).sum(axis=0) / n,
        ],
        "You apply softmax": [
            lambda p, y, n: word_by_word(
                np.exp(p) / np.exp(p).sum(-1, keepdims=True), y, n, lambda some, T: np.mean(some)
            ),
            lambda p, y, n: each(
                p, y, n, lambda rows, right: (np.log(np.exp(rows).sum(1)) - at_right(rows, right)).mean()
            ),
            lambda p, y, n: (
                np.where(real(p, n), costs(np.exp(p) / np.exp(p).sum(2)[..., None], y), 0).sum(axis=0) / n
            ),
        ],
        "That is the perplexity": [
            lambda p, y, n: np.exp(word_by_word(p, y, n, lambda some, T: np.mean(some))),
            lambda p, y, n: np.exp(np.where(real(p, n), costs(p, y), 0).sum(axis=0) / n),
            lambda p, y, n: each(
                p, y, n, lambda rows, right: np.prod(at_right(rows, right)) ** (-1 / len(rows))
            ),
        ],
        "You divide by all": [
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: sum(some)) / sum(n),
            lambda p, y, n: np.sum(costs(p, y), axis=0, where=real(p, n)) / real(p, n).sum(),
            lambda p, y, n: np.array([c[:k].sum() / n.sum() for c, k in zip(costs(p, y).T, n, strict=True)]),
        ],
        "You divide by the number of seq": [
            lambda p, y, n: word_by_word(p, y, n, lambda some, T: sum(some)) / len(n),
            lambda p, y, n: np.sum(costs(p, y), axis=0, where=real(p, n)) / p.shape[1],
            lambda p, y, n: np.array([c[:k].sum() / len(n) for c, k in zip(costs(p, y).T, n, strict=True)]),
        ],
        "You use the first": [
            lambda p, y, n: costs(p, y)[: n[0]].mean(axis=0),
            lambda p, y, n: word_by_word(p, y, [n[0]] * len(n), lambda some, T: np.mean(some)),
            lambda p, y, n: np.mean(costs(p, y), axis=0, where=real(p, n[:1])),
        ],
        "Your mask makes": [
            masked_log,
            masked_p,
            lambda p, y, n: -np.log(np.where(real(p, n), np.exp(-costs(p, y)), 0)).sum(axis=0) / n,
        ],
        "You take the last steps": [
            lambda p, y, n: np.array([c[-k:].mean() for c, k in zip(costs(p, y).T, n, strict=True)]),
            lambda p, y, n: word_by_word(p[::-1], y[::-1], n, lambda some, T: np.mean(some)),
            lambda p, y, n: np.mean(costs(p, y), axis=0, where=real(p, n)[::-1]),
        ],
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
        "The first step is left out": [
            lambda d, hs: sum((d[t].T @ hs[t] for t in range(1, len(d))), 0 * d[0].T @ hs[0]),
            lambda d, hs: np.einsum("tbk,tbh->kh", d[1:], hs[1:]),
            lambda d, hs: uses(d, hs, lambda a, b: a.T @ b) - d[0].T @ hs[0],
        ],
        "The last step is left out": [
            lambda d, hs: sum((d[t].T @ hs[t] for t in range(len(d) - 1)), 0 * d[0].T @ hs[0]),
            lambda d, hs: np.einsum("tbk,tbh->kh", d[:-1], hs[:-1]),
            lambda d, hs: uses(d, hs, lambda a, b: a.T @ b) - d[-1].T @ hs[-1],
        ],
        "Each slope meets the state of the step before": [
            step_before,
            lambda d, hs: uses(d[1:], hs[:-1], lambda a, b: a.T @ b),
            lambda d, hs: np.einsum("tbk,tbh->kh", d, np.vstack([0 * hs[:1], hs[:-1]])),
        ],
        "Each slope meets the state of the step after": [
            lambda d, hs: uses(d[:-1], hs[1:], lambda a, b: a.T @ b),
            lambda d, hs: np.einsum("tbk,tbh->kh", d, np.vstack([hs[1:], 0 * hs[:1]])),
            lambda d, hs: np.tensordot(d[:-1], hs[1:], axes=((0, 1), (0, 1))),
        ],
        "reshape does not transpose": [
            lambda d, hs: d.reshape(d.shape[2], -1) @ hs.reshape(-1, hs.shape[2]),
            lambda d, hs: np.dot(d.reshape(d.shape[2], d[..., 0].size), hs.reshape(-1, hs.shape[2])),
            lambda d, hs: uses(d, hs, lambda a, b: a.reshape(a.shape[::-1]) @ b),
        ],
        "You multiply by the slope": [
            lambda d, hs: sum(a.T @ (h * (1 - h**2)) for a, h in zip(d, hs, strict=True)),
            lambda d, hs: uses(d, hs - hs**3, lambda a, b: a.T @ b),
            lambda d, hs: np.tensordot(d, hs * (1 - hs * hs), axes=((0, 1), (0, 1))),
        ],
        "You put the slope": [
            lambda d, hs: sum(a.T @ (1 - h**2) for a, h in zip(d, hs, strict=True)),
            lambda d, hs: uses(d, 1 - hs * hs, lambda a, b: a.T @ b),
            lambda d, hs: np.tensordot(d, (1 - hs) * (1 + hs), axes=((0, 1), (0, 1))),
        ],
        "You sum over the batch": [
            lambda d, hs: np.einsum("tk,th->kh", d.sum(axis=1), hs.sum(axis=1)),
            lambda d, hs: sum(np.outer(a.sum(0), h.sum(0)) for a, h in zip(d, hs, strict=True)),
            lambda d, hs: d.sum(axis=1).T @ hs.sum(axis=1),
        ],
        "You sum over the steps": [
            lambda d, hs: np.einsum("bk,bh->kh", d.sum(axis=0), hs.sum(axis=0)),
            lambda d, hs: sum(np.outer(a, h) for a, h in zip(sum(d), sum(hs), strict=True)),
            lambda d, hs: np.sum(d, 0).T @ np.sum(hs, 0),
        ],
        "There is a matrix for each step": [
            lambda d, hs: np.array([a.T @ h for a, h in zip(d, hs, strict=True)]),
            lambda d, hs: d.swapaxes(1, 2) @ hs,
            lambda d, hs: np.matmul(d.transpose(0, 2, 1), hs),
        ],
        "There is a matrix for each sequence": [
            lambda d, hs: np.einsum("tbk,tbh->bkh", d, hs),
            lambda d, hs: np.stack([d[:, b].T @ hs[:, b] for b in range(d.shape[1])]),
            lambda d, hs: (d[..., :, None] * hs[..., None, :]).sum(axis=0),
        ],
        "Only the first step": [
            lambda d, hs: d[0].T @ hs[0],
            lambda d, hs: sum(np.outer(a, h) for a, h in zip(d[0], hs[0], strict=True)),
            lambda d, hs: np.einsum("tbk,tbh->kh", d[:1], hs[:1]),
        ],
        "Only the first sequence": [
            lambda d, hs: d[:, 0].T @ hs[:, 0],
            lambda d, hs: sum(np.outer(a, h) for a, h in zip(d[:, 0], hs[:, 0], strict=True)),
            lambda d, hs: np.einsum("tbk,tbh->kh", d[:, :1], hs[:, :1]),
        ],
        "You divide by the batch size": [
            lambda d, hs: uses(d, hs, lambda a, b: a.T @ b) / d.shape[1],
            lambda d, hs: np.einsum("tbk,tbh->bkh", d, hs).mean(axis=0),
            lambda d, hs: sum(a.T @ h / len(h) for a, h in zip(d, hs, strict=True)),
        ],
        "That is the gradient of b_y": [
            lambda d, hs: d.sum(axis=(0, 1)),
            lambda d, hs: d.reshape(-1, d.shape[2]).sum(axis=0),
            lambda d, hs: np.einsum("tbk->k", d),
        ],
        "Your states run backwards": [
            lambda d, hs: sum(a.T @ h for a, h in zip(d, hs[::-1], strict=True)),
            lambda d, hs: np.einsum("tbk,tbh->kh", d, np.flip(hs, 0)),
            lambda d, hs: sum(d[-1 - t].T @ hs[t] for t in range(len(hs))),
        ],
        "All slopes meet": [
            lambda d, hs: sum(a.T @ hs[-1] for a in d),
            lambda d, hs: np.einsum("tbk,bh->kh", d, hs[-1]),
            lambda d, hs: d.sum(axis=0).T @ hs[len(hs) - 1],
        ],
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
        "The exponent is T - t - 1": [
            lambda W_xh, W_hh, t, T: np.linalg.matrix_power(W_hh, T - t - 1) @ W_xh,
            lambda W_xh, W_hh, t, T: np.linalg.solve(W_hh, power(W_hh, T - t)) @ W_xh,
            lambda W_xh, W_hh, t, T: np.linalg.inv(W_hh) @ block(W_xh, W_hh, T - t),
        ],
        "That undoes": [
            lambda W_xh, W_hh, t, T: np.linalg.matrix_power(W_hh, t - T) @ W_xh,
            lambda W_xh, W_hh, t, T: power(np.linalg.inv(W_hh), T - t) @ W_xh,
            lambda W_xh, W_hh, t, T: np.linalg.solve(power(W_hh, T - t), W_xh),
        ],
        "The exponent counts": [
            lambda W_xh, W_hh, t, T: power(W_hh, t - 1) @ W_xh,
            lambda W_xh, W_hh, t, T: block(W_xh, W_hh, t - 1),
            lambda W_xh, W_hh, t, T: np.linalg.matrix_power(W_hh, t - 1).dot(W_xh),
        ],
        "You take each entry": [
            lambda W_xh, W_hh, t, T: W_xh if t == T else W_hh ** (T - t) @ W_xh,
            entries_from_W_hh,
            lambda W_xh, W_hh, t, T: (np.power(W_hh, T - t) if T > t else np.eye(len(W_hh))) @ W_xh,
        ],
        "Your power is multiplied": [doubled, doubled_at_once, doubled_by_dot],
        "Where t = T": [
            at_least_one,
            lambda W_xh, W_hh, t, T: block(W_xh, W_hh, max(T - t, 1)),
            lambda W_xh, W_hh, t, T: np.linalg.matrix_power(W_hh, T - t or 1) @ W_xh,
        ],
        "One factor W_hh is missing": [
            lambda W_xh, W_hh, t, T: block(W_xh, W_hh, T - t - 1),
            lambda W_xh, W_hh, t, T: power(W_hh, T - t - 1) @ W_xh,
            lambda W_xh, W_hh, t, T: np.linalg.matrix_power(W_hh, max(0, T - 1 - t)) @ W_xh,
        ],
        "Those are the matrices": [
            lambda W_xh, W_hh, t, T: np.concatenate([block(W_xh, W_hh, T - s - 1) for s in range(T)], axis=1),
            lambda W_xh, W_hh, t, T: np.hstack([block(W_xh, W_hh, n) for n in range(T)][::-1]),
            lambda W_xh, W_hh, t, T: np.hstack([power(W_hh, n) @ W_xh for n in range(T - 1, -1, -1)]),
        ],
        "You add up the matrices of x_t and all inputs after": [
            lambda W_xh, W_hh, t, T: summed(W_xh, W_hh, T - t + 1),
            lambda W_xh, W_hh, t, T: sum(block(W_xh, W_hh, T - s) for s in range(t, T + 1)),
            lambda W_xh, W_hh, t, T: sum(power(W_hh, n) for n in range(T - t + 1)) @ W_xh,
        ],
        "You add up the matrices of all": [
            lambda W_xh, W_hh, t, T: summed(W_xh, W_hh, T),
            lambda W_xh, W_hh, t, T: sum(block(W_xh, W_hh, T - s) for s in range(1, T + 1)),
            lambda W_xh, W_hh, t, T: sum(power(W_hh, n) for n in range(T)) @ W_xh,
        ],
        "You add up the matrices of x_t and all inputs before": [
            lambda W_xh, W_hh, t, T: power(W_hh, T - t) @ summed(W_xh, W_hh, t),
            lambda W_xh, W_hh, t, T: sum(block(W_xh, W_hh, T - s) for s in range(1, t + 1)),
            lambda W_xh, W_hh, t, T: summed(W_xh, W_hh, T) - summed(W_xh, W_hh, T - t),
        ],
        "The exponent is T.": [
            lambda W_xh, W_hh, t, T: power(W_hh, T) @ W_xh,
            lambda W_xh, W_hh, t, T: block(W_xh, W_hh, T),
            lambda W_xh, W_hh, t, T: np.linalg.matrix_power(W_hh, T).dot(W_xh),
        ],
        "The exponent is T - 1": [
            lambda W_xh, W_hh, t, T: power(W_hh, T - 1) @ W_xh,
            lambda W_xh, W_hh, t, T: block(W_xh, W_hh, T - 1),
            lambda W_xh, W_hh, t, T: np.linalg.matrix_power(W_hh, T - 1).dot(W_xh),
        ],
        "You multiply by T - t": [
            lambda W_xh, W_hh, t, T: W_hh * (T - t) @ W_xh,
            lambda W_xh, W_hh, t, T: sum((W_hh @ W_xh for _ in range(t, T)), np.zeros_like(W_xh)),
            lambda W_xh, W_hh, t, T: (T - t) * np.dot(W_hh, W_xh),
        ],
        "W_hh appears once": [
            lambda W_xh, W_hh, t, T: W_hh @ W_xh if t < T else W_xh,
            lambda W_xh, W_hh, t, T: block(W_xh, W_hh, min(1, T - t)),
            lambda W_xh, W_hh, t, T: power(W_hh, int(T > t)) @ W_xh,
        ],
        "W_hh is transposed": [
            lambda W_xh, W_hh, t, T: power(W_hh.T, T - t) @ W_xh,
            lambda W_xh, W_hh, t, T: block(W_xh, W_hh.T, T - t),
            lambda W_xh, W_hh, t, T: (W_xh.T @ power(W_hh, T - t)).T,
        ],
        "There is a tanh": [
            through_tanh,
            columns_through_tanh,
            lambda W_xh, W_hh, t, T: through_tanh(W_xh, W_hh, 0, T - t),
        ],
        "One factor W_hh too many": [
            lambda W_xh, W_hh, t, T: power(W_hh, T - t + 1) @ W_xh,
            lambda W_xh, W_hh, t, T: W_hh @ power(W_hh, T - t) @ W_xh,
            lambda W_xh, W_hh, t, T: np.linalg.matrix_power(W_hh, T - (t - 1)) @ W_xh,
        ],
        "The exponent is t.": [
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
        "You cut off": [
            lambda xs, *W: jordan(xs, *W, hidden=lambda a: np.maximum(a, 0)),
            lambda xs, *W: jordan(xs, *W, hidden=lambda a: a * (a > 0)),
            loop(lambda x, h, y, A, B, C: (h, C @ np.clip(A @ x + B @ y, 0, None))),
        ],
        "All your outputs are 0": [
            loop(lambda x, h, y, A, B, C: (h, C @ np.tanh(A @ x * (B @ y)))),
            loop(lambda x, h, y, A, B, C: (h, C @ np.tanh(B @ y))),
            lambda xs, A, B, C: jordan(xs, 0 * A, B, C),
        ],
        "y_0 is in your list": [
            lambda xs, *W: np.vstack([np.zeros(len(W[2])), jordan(xs, *W)]),
            lambda xs, *W: np.insert(jordan(xs, *W), 0, 0, axis=0),
            lambda xs, *W: np.pad(jordan(xs, *W), ((1, 0), (0, 0))),
        ],
        "What comes back is added outside": [
            loop(outside),
            outside_in_rows,
            loop(lambda x, h, y, A, B, C: (h, C @ (np.tanh(A @ x) + B @ y))),
        ],
        "All your rows": [one_array, one_array_by_out, whole_list],
        "The old state comes": [loop(state_too), state_too_by_identity, state_in_place],
        "Your outputs pile up": [loop(piles), loop(piles_of_states), piles_in_rows],
        "What comes back passes": [
            lambda xs, *W: jordan(xs, *W, feed=lambda y, ys: np.tanh(y)),
            loop(lambda x, h, y, A, B, C: (h, C @ np.tanh(A @ x + B @ np.tanh(y)))),
            lambda xs, *W: jordan(xs, *W, feed=lambda y, ys: 1 - 2 / (np.exp(2 * y) + 1)),
        ],
        "That is the third kind": [
            loop(third_kind),
            lambda xs, A, B, C: np.cumsum([C @ np.tanh(A @ x) for x in xs], axis=0),
            lambda xs, A, B, C: np.cumsum(np.tanh(xs @ A.T), axis=0) @ C.T,
        ],
        "The output comes back a step late": [two_late, two_late_by_names, two_late_by_index],
        "That is the last output": [
            lambda xs, *W: jordan(xs, *W)[-1],
            lambda xs, A, B, C: C @ states(xs, A, B, C)[-1],
            lambda xs, *W: from_y(lambda C: np.zeros(len(C)))(xs, *W)[len(xs) - 1],
        ],
        "You start with ones": [
            from_y(lambda C: np.ones(C.shape[0])),
            from_y(lambda C: 1 + np.zeros(len(C))),
            from_y(lambda C: np.ones_like(C[:, 0])),
        ],
        "Those are the states": [
            states,
            states_by_the_product,
            lambda xs, A, B, C: np.vstack([h for h in states(xs, A, B, C)]),
        ],
        "You use the sigmoid": [
            lambda xs, *W: jordan(xs, *W, hidden=lambda a: 1 / (1 + np.exp(-a))),
            lambda xs, *W: jordan(xs, *W, hidden=lambda a: (1 + np.tanh(a / 2)) / 2),
            loop(lambda x, h, y, A, B, C: (h, C @ (1 / (1 + np.exp(-(A @ x + B @ y)))))),
        ],
        "You read the sequence": [
            lambda xs, *W: jordan(xs[::-1], *W),
            lambda xs, *W: jordan(np.flip(xs, 0), *W),
            lambda xs, *W: from_y(lambda C: np.zeros(len(C)))(list(reversed(xs)), *W),
        ],
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
