"""Lesson 3: each declared mistake as three people might write it, under the beginning of its sentence."""

import numpy as np


def by_hand(dhs, hs, W, da, back, share=None, steps=None, cut=lambda t: False, late=None):
    """Return dL/dW_hh of a loop in which one thing is given: da, what is handed back, a step's share."""
    total, future = np.zeros(W.shape), np.zeros(hs[0].shape)
    for t in range(len(dhs), 0, -1) if steps is None else steps:
        if cut(t):
            future = np.zeros(hs[0].shape)
        d = da(dhs[t - 1] + future, hs[t])
        total += share(d, t) if share else np.einsum("bi,bj->ij", d, hs[t - 1])
        future = back(d, W, dhs[t - 1] + future)
        future = late(future, t) if late else future
    return total


def bend(dh, h):
    return dh - dh * h * h


def onward(d, W, dh):
    return np.einsum("bi,ij->bj", d, W)


def alone(dhs, hs, W):
    return sum((dhs[t] * (1 - hs[t + 1] ** 2)).T @ hs[t] for t in range(len(dhs)))


def first_share(dhs, hs, W, last=False):
    dh_next = 0
    for t in reversed(range(len(dhs))):
        da = (dhs[t] + dh_next) * (1 - np.square(hs[t + 1]))
        dW = da.T @ hs[t]
        dh_next = da @ W
    return dW


def from_the_front(dhs, hs, W):
    dW, dh_next = 0, 0
    for t in range(len(dhs)):
        da = (dhs[t] + dh_next) * (1 - hs[t + 1] ** 2)
        dW, dh_next = dW + da.T @ hs[t], da @ W
    return dW


def own_part_alone(dhs, hs, W):
    dW, dh_next = 0, 0
    for dh, h, before in zip(dhs[::-1], hs[:0:-1], hs[-2::-1], strict=True):
        own = dh * (1 - h**2)
        dW = dW + (own + dh_next * (1 - h**2)).T @ before
        dh_next = own @ W
    return dW


def window(dhs, hs, W, length):
    """Return the sum over the losses, each of which goes back so many steps."""
    dW = np.zeros(W.shape)
    for last in range(1, len(dhs) + 1):
        d, t = dhs[last - 1], last
        while t > max(0, last - length):
            d = d * (1 - hs[t] ** 2)
            dW += d.T @ hs[t - 1]
            d, t = d @ W, t - 1
    return dW


def recursive_window(dhs, hs, W, length):
    def share(dh, t, left):
        if t == 0 or left == 0:
            return np.zeros(W.shape)
        da = bend(dh, hs[t])
        return da.T @ hs[t - 1] + share(onward(da, W, None), t - 1, left - 1)

    return sum(share(dh, t, length) for t, dh in enumerate(dhs, start=1))


def last_output(dhs, hs, W):
    dh, dW = dhs[-1], np.zeros(W.shape)
    for t in reversed(range(len(dhs))):
        da = dh * (1 - hs[t + 1] ** 2)
        dW += da.T @ hs[t]
        dh = da @ W
    return dW


def early_states(dhs, hs, W):
    dW, dh_next = np.zeros_like(W), np.zeros_like(dhs[0])
    for t in reversed(range(len(dhs))):
        da = (dhs[t] + dh_next) * (1 - hs[t] ** 2)
        dW += da.T @ hs[t - 1]
        dh_next = da @ W
    return dW


def bent_twice(dhs, hs, W):
    dW, dh_next = 0, 0
    for t in range(len(dhs), 0, -1):
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dW = dW + np.dot(da.T, hs[t - 1])
        dh_next = np.dot(da, W) * (1 - hs[t - 1] ** 2)
    return dW


def chunked(dhs, hs, W, chunk, starts=None, reset=False):
    """Return the sum over the chunks that begin at these steps, each gone through on its own."""
    total = np.zeros(W.shape)
    for start in starts if starts is not None else range(0, len(dhs), chunk):
        part = hs[start : start + chunk + 1].copy()
        if reset and start:
            part[0] = 0
        total += by_hand(dhs[start : start + chunk], part, W, bend, onward)
    return total


def one_too_early(dhs, hs, W, chunk):
    total, future = 0, 0
    for t in range(len(dhs), 0, -1):
        da = (dhs[t - 1] + future) * (1 - hs[t] ** 2)
        total = total + da.T @ hs[t - 1]
        future = 0 if t % chunk == 0 else da @ W
    return total


def early_chunks(dhs, hs, W, chunk):
    """Cut before steps chunk, 2 chunk, ... where after them is meant."""
    edges = [0, *range(chunk - 1, len(dhs), chunk), len(dhs)]
    pairs = zip(edges[:-1], edges[1:], strict=True)
    return sum(by_hand(dhs[a:b], hs[a : b + 1], W, bend, onward) for a, b in pairs)


def cut_late(dhs, hs, W, chunk):
    dW, dh_next = np.zeros_like(W), np.zeros_like(hs[0])
    for t in reversed(range(len(dhs))):
        if t % chunk == 0:
            dh_next = np.zeros_like(hs[0])
        da = (dhs[t] + dh_next) * (1 - hs[t + 1] ** 2)
        dW += da.T @ hs[t]
        dh_next = da @ W
    return dW


def pieces(dhs, hs, W, edges):
    """Return the sum over the pieces between edges, each gone through on its own."""
    return sum(
        by_hand(dhs[a:b], hs[a : b + 1], W, bend, onward) for a, b in zip(edges[:-1], edges[1:], strict=True)
    )


def late_chunks(dhs, hs, W, chunk):
    return pieces(dhs, hs, W, [0, *range(1, len(dhs), chunk), len(dhs)])


def chunks_from_the_end(dhs, hs, W, chunk):
    return pieces(dhs, hs, W, [0, *range(len(dhs), 0, -chunk)[::-1]])


def from_the_end_backwards(dhs, hs, W, chunk):
    dW, end = 0, len(dhs)
    while end > 0:
        start = max(0, end - chunk)
        dW = dW + last_and_own(dhs[start:end], hs[start : end + 1], W)
        end = start
    return dW


def last_and_own(dhs, hs, W):
    dW, later = 0, 0
    for dh, h, before in zip(dhs[::-1], hs[:0:-1], hs[-2::-1], strict=True):
        da = (dh + later) * (1 - h**2)
        dW, later = dW + da.T @ before, da @ W
    return dW


def ends_of_chunks(dhs, hs, W, chunk):
    dW, dh = np.zeros_like(W), np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        if t % chunk == 0 or t == len(dhs):
            dh = dhs[t - 1]
        da = dh * (1 - hs[t] ** 2)
        dW += da.T @ hs[t - 1]
        dh = da @ W
    return dW


def first_chunk_short(T, chunk, lag):
    sizes, left = [chunk - 1], T - (chunk - 1)
    while left > 0:
        sizes.append(min(chunk, left))
        left -= chunk
    if left < 0 and len(sizes) == 1:
        sizes = [T]
    return sum(max(0, size - lag) for size in sizes)


def loss(w, x):
    return np.tanh((w * x).sum()) ** 2


def moved(w, i, by):
    w = w.copy()
    w[i] = w[i] + by
    return w


def spoilt(w, x, step):
    w_up, w_down, found = np.array(w), np.array(w), []
    for i in range(w.size):
        w_up[i], w_down[i] = w_up[i] + step, w_down[i] - step
        found.append((loss(w_up, x) - loss(w_down, x)) / 2 / step)
    return np.array(found)


def spoilt_by_shifts(w, x, step):
    tri = np.tril(np.ones((len(w), len(w))))
    return np.array([(loss(w + step * row, x) - loss(w - step * row, x)) / (2 * step) for row in tri])


def spoilt_sums(w, x, step):
    return np.array(
        [
            (np.tanh(w @ x + step * x[: i + 1].sum()) ** 2 - np.tanh(w @ x - step * x[: i + 1].sum()) ** 2)
            / (2 * step)
            for i in range(len(w))
        ]
    )


def left_below(w, x, step):
    v, found = 1.0 * w, []
    for i in range(v.size):
        v[i] += step
        high = loss(v, x)
        v[i] -= 2 * step
        found.append((high - loss(v, x)) / (2 * step))
    return np.array(found)


def left_by_shifts(w, x, step):
    found = []
    for i in range(len(w)):
        here = np.where(np.arange(len(w)) < i, w - step, w)
        found.append((loss(moved(here, i, step), x) - loss(moved(here, i, -step), x)) / (2 * step))
    return np.array(found)


def left_in_one_copy(w, x, step):
    slopes, v = np.zeros(len(w)), np.array(w)
    for i, old in enumerate(w):
        v[i] = old + step
        slopes[i] = loss(v, x)
        v[i] = old - step
        slopes[i] = (slopes[i] - loss(v, x)) / 2 / step
    return slopes


def norm(grads):
    return np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def piece(p, u):
    """Return on which of the pieces laid end to end u falls, by walking along them."""
    total = 0.0
    for k, part in enumerate(p):
        total += part
        if u < total:
            return k
    return 0


def spectral(grads):
    return np.sqrt(sum(np.linalg.svd(np.atleast_2d(g), compute_uv=False)[0] ** 2 for g in grads.values()))


def raw(z):
    with np.errstate(all="ignore"):
        return np.exp(z) / np.exp(z).sum()


VARIANTS = {
    "gradient_of_state": {
        "The future is missing": [
            lambda dz, W, n: np.dot(dz, W),
            lambda dz, W, n: np.einsum("bk,kh->bh", dz, W),
            lambda dz, W, n: np.array([W.T @ row for row in dz]),
        ],
        "Its own output is missing": [
            lambda dz, W, n: n,
            lambda dz, W, n: np.zeros_like(n) + n,
            lambda dz, W, n: 1.0 * n,
        ],
        "You multiplied the two": [
            lambda dz, W, n: n * (dz @ W),
            lambda dz, W, n: np.multiply(np.dot(dz, W), n),
            lambda dz, W, n: np.einsum("bk,kh,bh->bh", dz, W, n),
        ],
        "You transposed W_hy": [
            lambda dz, W, n: np.dot(dz, W.T) + n,
            lambda dz, W, n: n + (W @ dz.T).T,
            lambda dz, W, n: np.matmul(dz, np.transpose(W)) + n,
        ],
        "You divided by the batch size": [
            lambda dz, W, n: (dz / dz.shape[0]) @ W + n,
            lambda dz, W, n: n + np.einsum("bk,kh->bh", dz, W) / n.shape[0],
            lambda dz, W, n: np.array([row @ W / len(dz) + later for row, later in zip(dz, n, strict=True)]),
        ],
        "dh_next is a gradient of the state": [
            lambda dz, W, n: dz @ W + n @ (W.T @ W),
            lambda dz, W, n: np.dot(dz + np.dot(n, W.T), W),
            lambda dz, W, n: np.einsum("bk,kh->bh", dz + np.einsum("bh,kh->bk", n, W), W),
        ],
        "You averaged the two sources": [
            lambda dz, W, n: 0.5 * (n + dz @ W),
            lambda dz, W, n: np.mean([dz @ W, n], axis=0),
            lambda dz, W, n: n / 2 + np.dot(dz, W) / 2,
        ],
        "You added up the classes first": [
            lambda dz, W, n: n + np.outer(dz.sum(1), W.sum(0)),
            lambda dz, W, n: np.einsum("bk,lh->bh", dz, W) + n,
            lambda dz, W, n: np.array([[sum(d) * sum(w) for w in W.T] for d in dz]) + n,
        ],
        "The two sources stand side by side": [
            lambda dz, W, n: np.hstack([dz @ W, n]),
            lambda dz, W, n: np.array([[*(W.T @ d), *later] for d, later in zip(dz, n, strict=True)]),
            lambda dz, W, n: np.c_[np.dot(dz, W), n],
        ],
        "You summed over the batch": [
            lambda dz, W, n: dz.sum(0) @ W + n.sum(0),
            lambda dz, W, n: np.einsum("bk,kh->h", dz, W) + n.sum(axis=0),
            lambda dz, W, n: sum(W.T @ d + later for d, later in zip(dz, n, strict=True)),
        ],
    },
    "share_of_W_hh": {
        "It is transposed": [
            lambda da, h: (da.T @ h).T,
            lambda da, h: np.einsum("bi,bj->ij", h, da),
            lambda da, h: sum(np.outer(b, a) for a, b in zip(da, h, strict=True)),
        ],
        "You averaged over the batch": [
            lambda da, h: da.T @ h / da.shape[0],
            lambda da, h: np.mean([np.outer(a, b) for a, b in zip(da, h, strict=True)], axis=0),
            lambda da, h: np.einsum("bi,bj->bij", da, h).mean(axis=0),
        ],
        "You multiplied entry by entry": [
            lambda da, h: h * da,
            lambda da, h: np.multiply(da, h),
            lambda da, h: np.einsum("bh,bh->bh", da, h),
        ],
        "That is the product of a batch": [
            lambda da, h: np.dot(da, h.T),
            lambda da, h: np.einsum("bi,ci->bc", da, h),
            lambda da, h: np.inner(da, h),
        ],
        "There is a slope of tanh too many": [
            lambda da, h: np.einsum("bi,bi,bj->ij", da, 1 - h * h, h),
            lambda da, h: sum(np.outer(a * (1 - b**2), b) for a, b in zip(da, h, strict=True)),
            lambda da, h: da.T @ h - (da * np.square(h)).T @ h,
        ],
        "Only the diagonal is filled": [
            lambda da, h: np.eye(da.shape[1]) * (da.T @ h),
            lambda da, h: np.diag(np.einsum("bi,bi->i", da, h)),
            lambda da, h: np.diag(np.diag(np.dot(da.T, h))),
        ],
        "That is one number a unit": [
            lambda da, h: np.einsum("bi,bi->i", da, h),
            lambda da, h: np.diag(da.T @ h),
            lambda da, h: sum(a * b for a, b in zip(da, h, strict=True)),
        ],
        "There is a matrix for each": [
            lambda da, h: np.einsum("bi,bj->bij", da, h),
            lambda da, h: np.array([np.outer(a, b) for a, b in zip(da, h, strict=True)]),
            lambda da, h: da[..., None] @ h[:, None],
        ],
        "np.outer puts the whole batch": [
            lambda da, h: np.outer(da, h),
            lambda da, h: da.reshape(-1, 1) * h.ravel(),
            lambda da, h: np.array([[a * b for b in h.flat] for a in da.flat]),
        ],
        "You summed over the batch before": [
            lambda da, h: da.sum(0)[:, None] * h.sum(0),
            lambda da, h: np.einsum("bi,cj->ij", da, h),
            lambda da, h: np.outer(sum(da), sum(h)),
        ],
    },
    "hand_back": {
        "W_hh.T carries": [
            lambda da, W: np.dot(da, W.T),
            lambda da, W: (W @ da.T).T,
            lambda da, W: np.array([W @ row for row in da]),
        ],
        "You multiplied from the left": [
            lambda da, W: np.dot(W, da.T),
            lambda da, W: np.einsum("ij,bj->ib", W, da),
            lambda da, W: W.dot(np.transpose(da)),
        ],
        "You took only the diagonal": [
            lambda da, W: da @ np.diag(np.diag(W)),
            lambda da, W: W.diagonal() * da,
            lambda da, W: da * np.einsum("ii->i", W),
        ],
        "You divided by the batch size": [
            lambda da, W: np.dot(da, W) / da.shape[0],
            lambda da, W: np.einsum("bi,ij->bj", da, W) * (1 / len(da)),
            lambda da, W: np.array([W.T @ row for row in da / len(da)]),
        ],
        "You added up the columns": [
            lambda da, W: np.einsum("bj,ij->bj", da, W),
            lambda da, W: da * (np.ones(len(W)) @ W),
            lambda da, W: np.stack([row * sum(W) for row in da]),
        ],
        "You summed over the units that receive": [
            lambda da, W: np.sum(da[:, :, None] * W, axis=2),
            lambda da, W: np.einsum("bi,ij->bi", da, W),
            lambda da, W: np.array([[d * sum(w) for d, w in zip(row, W, strict=True)] for row in da]),
        ],
        "What a unit does to itself": [
            lambda da, W: da @ (W - np.diag(np.diag(W))),
            lambda da, W: np.dot(da, np.where(np.eye(len(W)), 0, W)),
            lambda da, W: np.array(
                [[sum(d[i] * W[i, j] for i in range(len(W)) if i != j) for j in range(len(W))] for d in da]
            ),
        ],
        "You summed over the batch": [
            lambda da, W: da.sum(0) @ W,
            lambda da, W: np.einsum("bi,ij->j", da, W),
            lambda da, W: sum(row @ W for row in da),
        ],
        "You undid the step": [
            lambda da, W: da @ np.linalg.inv(W.T),
            lambda da, W: (np.linalg.inv(W) @ da.T).T,
            lambda da, W: np.array([np.linalg.solve(W, row) for row in da]),
        ],
    },
    "whole_dW_hh": {
        "Nothing is handed back": [
            alone,
            lambda dhs, hs, W: np.einsum("tbi,tbj->ij", dhs * (1 - hs[1:] ** 2), hs[:-1]),
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, lambda d, W, dh: np.zeros_like(dh)),
        ],
        "You kept the first step's share": [
            first_share,
            lambda dhs, hs, W: by_hand(
                dhs, hs, W, bend, onward, lambda d, t: d.T @ hs[0] if t == 1 else np.zeros_like(W)
            ),
            lambda dhs, hs, W: by_hand(
                dhs, hs, W, bend, onward, lambda d, t: (t == 1) * np.einsum("bi,bj->ij", d, hs[t - 1])
            ),
        ],
        "The share of step t uses": [
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, onward, lambda d, t: d.T @ hs[t]),
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, onward, lambda d, t: (hs[t].T @ d).T),
            lambda dhs, hs, W: by_hand(
                dhs, hs, W, bend, onward, lambda d, t: np.tensordot(d, hs[1:][t - 1], (0, 0))
            ),
        ],
        "You handed back dh_t": [
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, lambda d, W, dh: dh @ W),
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, lambda d, W, dh: (W.T @ dh.T).T),
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, lambda d, W, dh: np.einsum("bi,ij->bj", dh, W)),
        ],
        "You run from the first step": [
            from_the_front,
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, onward, steps=range(1, len(dhs) + 1)),
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, onward, steps=[t + 1 for t, _ in enumerate(dhs)]),
        ],
        "W_hh.T carries": [
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, lambda d, W, dh: d @ W.T),
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, lambda d, W, dh: (W @ d.T).T),
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, lambda d, W, dh: np.inner(d, W)),
        ],
        "You handed back the step's own": [
            own_part_alone,
            lambda dhs, hs, W: window(dhs, hs, W, 2),
            lambda dhs, hs, W: (
                alone(dhs, hs, W)
                + sum(bend(bend(dhs[t + 1], hs[t + 2]) @ W, hs[t + 1]).T @ hs[t] for t in range(len(dhs) - 1))
            ),
        ],
        "Only the last step's output": [
            last_output,
            lambda dhs, hs, W: by_hand(
                np.concatenate([np.zeros_like(dhs[:-1]), dhs[-1:]]), hs, W, bend, onward
            ),
            lambda dhs, hs, W: by_hand(
                dhs * (np.arange(len(dhs)) == len(dhs) - 1)[:, None, None], hs, W, bend, onward
            ),
        ],
        "hs is read one place early": [
            early_states,
            lambda dhs, hs, W: by_hand(
                dhs, np.concatenate([hs[-1:], hs[:-1]])[: len(dhs) + 1], W, bend, onward
            ),
            lambda dhs, hs, W: by_hand(dhs, np.roll(hs, 1, axis=0), W, bend, onward),
        ],
        "You passed each bend twice": [
            bent_twice,
            lambda dhs, hs, W: by_hand(
                *(dhs, hs, W, lambda dh, h: dh * (1 - h**2), onward), late=lambda d, t: bend(d, hs[t - 1])
            ),
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, onward, late=lambda d, t: d - d * hs[t - 1] ** 2),
        ],
        "You averaged over the steps": [
            lambda dhs, hs, W: by_hand(dhs, hs, W, bend, onward) / len(dhs),
            lambda dhs, hs, W: by_hand(
                dhs, hs, W, bend, onward, share=lambda d, t: np.dot(d.T, hs[t - 1]) / len(dhs)
            ),
            lambda dhs, hs, W: by_hand(dhs / (len(hs) - 1), hs, W, bend, onward),
        ],
    },
    "leaky_back": {
        "You took h_t for tanh(a_t)": [
            lambda dh, h, p, W, k: (
                k * dh * (1 - h * h),
                (1 - k) * dh + k * np.dot(dh * (1 - h * h), W),
            ),
            lambda dh, h, p, W, k: (d := dh * (1 - h**2) * k, dh - k * dh + d @ W),
            lambda dh, h, p, W, k: (
                d := dh * k * (1 - np.tanh(np.arctanh(h)) ** 2),
                np.einsum("bi,ij->bj", d, W) + dh * (1 - k),
            ),
        ],
        "tanh(a_t) enters h_t multiplied": [
            lambda dh, h, p, W, k: (d := dh * (1 - ((h - (1 - k) * p) / k) ** 2), (1 - k) * dh + d @ W),
            lambda dh, h, p, W, k: (d := dh - dh * (p + (h - p) / k) ** 2, dh - k * dh + np.dot(d, W)),
            lambda dh, h, p, W, k: (
                d := (1 - np.square(h / k - p / k + p)) * dh,
                (W.T @ d.T).T + (1 - k) * dh,
            ),
        ],
        "The straight way into h_prev is missing": [
            lambda dh, h, p, W, k: (d := k * dh * (1 - ((h - (1 - k) * p) / k) ** 2), d @ W),
            lambda dh, h, p, W, k: (d := k * (dh - dh * (p + (h - p) / k) ** 2), np.dot(d, W)),
            lambda dh, h, p, W, k: (d := (k - np.square(h - p + k * p) / k) * dh, (W.T @ d.T).T),
        ],
        "The way into h_prev through a_t": [
            lambda dh, h, p, W, k: (k * dh * (1 - ((h - (1 - k) * p) / k) ** 2), (1 - k) * dh),
            lambda dh, h, p, W, k: (k * (dh - dh * (p + (h - p) / k) ** 2), dh - k * dh),
            lambda dh, h, p, W, k: ((k - np.square(h - p + k * p) / k) * dh, dh * (1 - k)),
        ],
        "The straight way has a factor": [
            lambda dh, h, p, W, k: (d := k * dh * (1 - ((h - (1 - k) * p) / k) ** 2), dh + d @ W),
            lambda dh, h, p, W, k: (d := k * (dh - dh * (p + (h - p) / k) ** 2), np.dot(d, W) + dh),
            lambda dh, h, p, W, k: (d := (k - np.square(h - p + k * p) / k) * dh, dh + (W.T @ d.T).T),
        ],
        "In the da_t that you return": [
            lambda dh, h, p, W, k: (
                d := dh * (1 - ((h - (1 - k) * p) / k) ** 2),
                (1 - k) * dh + k * d @ W,
            ),
            lambda dh, h, p, W, k: (d := dh - dh * (p + (h - p) / k) ** 2, dh - k * dh + np.dot(k * d, W)),
            lambda dh, h, p, W, k: (
                d := (1 - np.square(h / k - p / k + p)) * dh,
                k * np.einsum("bi,ij->bj", d, W) + dh * (1 - k),
            ),
        ],
        "The straight way passes no bend": [
            lambda dh, h, p, W, k: (d := k * dh * (1 - ((h - (1 - k) * p) / k) ** 2), (1 - k) * d + d @ W),
            lambda dh, h, p, W, k: (
                d := k * (dh - dh * (p + (h - p) / k) ** 2),
                d @ (W + (1 - k) * np.eye(len(W))),
            ),
            lambda dh, h, p, W, k: (d := (k - np.square(h - p + k * p) / k) * dh, d - k * d + (W.T @ d.T).T),
        ],
        "The straight way passes no weights": [
            lambda dh, h, p, W, k: (
                d := k * dh * (1 - ((h - (1 - k) * p) / k) ** 2),
                (1 - k) * dh @ W + d @ W,
            ),
            lambda dh, h, p, W, k: (d := k * (dh - dh * (p + (h - p) / k) ** 2), np.dot(dh - k * dh + d, W)),
            lambda dh, h, p, W, k: (
                d := (k - np.square(h - p + k * p) / k) * dh,
                (W.T @ (d + dh * (1 - k)).T).T,
            ),
        ],
        "That is the way back of a cell": [
            lambda dh, h, p, W, k: (d := dh * (1 - h * h), d @ W),
            lambda dh, h, p, W, k: (dh - dh * h**2, np.einsum("bi,ij->bj", dh - dh * h**2, W)),
            lambda dh, h, p, W, k: (d := (1 - np.square(h)) * dh, (W.T @ d.T).T),
        ],
        "Two things: h_t is no tanh(a_t)": [
            lambda dh, h, p, W, k: (d := k * dh * (1 - h * h), d @ W),
            lambda dh, h, p, W, k: (k * (dh - dh * h**2), np.einsum("bi,ij->bj", k * dh - k * dh * h**2, W)),
            lambda dh, h, p, W, k: (d := (1 - np.square(h)) * (dh * k), (W.T @ d.T).T),
        ],
        "You swapped the shares": [
            lambda dh, h, p, W, k: (
                d := (1 - k) * dh * (1 - ((h - (1 - k) * p) / k) ** 2),
                k * dh + d @ W,
            ),
            lambda dh, h, p, W, k: (
                d := (dh - k * dh) * (1 - (p + (h - p) / k) ** 2),
                np.dot(d, W) + dh * k,
            ),
            lambda dh, h, p, W, k: (
                d := (1 - np.square(h / k - p / k + p)) * dh * (1 - k),
                (W.T @ d.T).T + k * dh,
            ),
        ],
        "leak is the share of the *new*": [
            lambda dh, h, p, W, k: (
                d := (1 - k) * dh * (1 - ((h - k * p) / (1 - k)) ** 2),
                k * dh + d @ W,
            ),
            lambda dh, h, p, W, k: (
                d := (1 - k) * (dh - dh * (p + (h - p) / (1 - k)) ** 2),
                np.dot(d, W) + dh - (1 - k) * dh,
            ),
            lambda dh, h, p, W, k: (
                d := dh * (1 - k) * (1 - np.square(h - k * p) / (1 - k) ** 2),
                np.einsum("bi,ij->bj", d, W) + dh * k,
            ),
        ],
        "You put h_t through tanh": [
            lambda dh, h, p, W, k: (d := k * dh * (1 - np.tanh(h) ** 2), (1 - k) * dh + d @ W),
            lambda dh, h, p, W, k: (d := dh * k / np.cosh(h) ** 2, dh - k * dh + np.dot(d, W)),
            lambda dh, h, p, W, k: (
                d := k * (dh - dh * np.square(np.tanh(h))),
                np.einsum("bi,ij->bj", d, W) + dh * (1 - k),
            ),
        ],
    },
    "by_differences": {
        "You divided by step;": [
            lambda w, x, s: np.array(
                [(loss(moved(w, i, s), x) - loss(moved(w, i, -s), x)) / s for i in range(len(w))]
            ),
            lambda w, x, s: np.array([(loss(w + e, x) - loss(w - e, x)) / s for e in s * np.eye(len(w))]),
            lambda w, x, s: (np.tanh(w @ x + s * x) ** 2 - np.tanh(w @ x - s * x) ** 2) / s,
        ],
        "That is the one-sided": [
            lambda w, x, s: np.array([(loss(moved(w, i, s), x) - loss(w, x)) / s for i in range(len(w))]),
            lambda w, x, s: np.array([(loss(w + e, x) - loss(w, x)) / s for e in s * np.eye(len(w))]),
            lambda w, x, s: (np.tanh(w @ x + s * x) ** 2 - np.tanh(w @ x) ** 2) / s,
        ],
        "You moved all entries": [
            lambda w, x, s: np.ones(len(w)) * (loss(w + s, x) - loss(w - s, x)) / (2 * s),
            lambda w, x, s: np.array([(loss(w + s, x) - loss(w - s, x)) / 2 / s for _ in w]),
            lambda w, x, s: np.repeat((loss(w + s, x) - loss(w - s, x)) / (2 * s), len(w)),
        ],
        "That is the slope itself": [
            lambda w, x, s: 2 * np.tanh(w @ x) / np.cosh(w @ x) ** 2 * x,
            lambda w, x, s: x * 2 * np.tanh(x @ w) * (1 - np.tanh(x @ w) ** 2),
            lambda w, x, s: np.array(
                [(loss(w + e, x) - loss(w - e, x)) / 2e-5 for e in 1e-5 * np.eye(len(w))]
            ),
        ],
        "An entry stays where": [left_below, left_by_shifts, left_in_one_copy],
        "up and down are made once": [spoilt, spoilt_by_shifts, spoilt_sums],
        "Up and down are swapped": [
            lambda w, x, s: np.array(
                [(loss(moved(w, i, -s), x) - loss(moved(w, i, s), x)) / (2 * s) for i in range(len(w))]
            ),
            lambda w, x, s: (np.tanh(w @ x - s * x) ** 2 - np.tanh(w @ x + s * x) ** 2) / (2 * s),
            lambda w, x, s: (
                np.array([loss(w + e, x) - loss(w - e, x) for e in s * np.eye(len(w))]) / (-2 * s)
            ),
        ],
        "That is the loss of each product": [
            lambda w, x, s: (np.tanh((w + s) * x) ** 2 - np.tanh((w - s) * x) ** 2) / (2 * s),
            lambda w, x, s: np.array(
                [
                    (np.tanh((a + s) * b) ** 2 - np.tanh((a - s) * b) ** 2) / 2 / s
                    for a, b in zip(w, x, strict=True)
                ]
            ),
            lambda w, x, s: np.array(
                [
                    (np.square(np.tanh((w + e) * x)).sum() - np.square(np.tanh((w - e) * x)).sum()) / (2 * s)
                    for e in s * np.eye(len(w))
                ]
            ),
        ],
        "You compared w with a step down": [
            lambda w, x, s: np.array([(loss(w, x) - loss(moved(w, i, -s), x)) / s for i in range(len(w))]),
            lambda w, x, s: np.array([(loss(w - e, x) - loss(w, x)) / -s for e in s * np.eye(len(w))]),
            lambda w, x, s: (np.tanh(w @ x) ** 2 - np.tanh(w @ x - s * x) ** 2) / s,
        ],
        "/ 2 * step": [
            lambda w, x, s: np.array([(loss(w + e, x) - loss(w - e, x)) / 2 * s for e in s * np.eye(len(w))]),
            lambda w, x, s: 0.5 * s * (np.tanh(w @ x + s * x) ** 2 - np.tanh(w @ x - s * x) ** 2),
            lambda w, x, s: np.array(
                [(loss(moved(w, i, s), x) - loss(moved(w, i, -s), x)) / 2 * s for i in range(len(w))]
            ),
        ],
        "You moved each entry by half": [
            lambda w, x, s: np.array([(loss(w + e, x) - loss(w - e, x)) / s for e in s / 2 * np.eye(len(w))]),
            lambda w, x, s: (np.tanh(w @ x + s * x / 2) ** 2 - np.tanh(w @ x - s * x / 2) ** 2) / s,
            lambda w, x, s: np.array(
                [(loss(moved(w, i, s / 2), x) - loss(moved(w, i, -s / 2), x)) / s for i in range(len(w))]
            ),
        ],
        "You squared the difference": [
            lambda w, x, s: (np.tanh(w @ x + s * x) - np.tanh(w @ x - s * x)) ** 2 / (2 * s),
            lambda w, x, s: np.array(
                [
                    np.square(np.tanh(moved(w, i, s) @ x) - np.tanh(moved(w, i, -s) @ x)) / 2 / s
                    for i in range(len(w))
                ]
            ),
            lambda w, x, s: (
                np.array([(np.tanh((w + e) @ x) - np.tanh((w - e) @ x)) ** 2 for e in s * np.eye(len(w))])
                / (2 * s)
            ),
        ],
        "You moved x": [
            lambda w, x, s: np.array(
                [(loss(w, moved(x, i, s)) - loss(w, moved(x, i, -s))) / (2 * s) for i in range(len(w))]
            ),
            lambda w, x, s: (np.tanh(w @ x + s * w) ** 2 - np.tanh(w @ x - s * w) ** 2) / (2 * s),
            lambda w, x, s: np.array([loss(w, x + e) - loss(w, x - e) for e in s * np.eye(len(w))]) / (2 * s),
        ],
    },
    "truncated_dW_hh": {
        "Nothing is cut": [
            lambda dhs, hs, W, chunk: by_hand(dhs, hs, W, bend, onward),
            lambda dhs, hs, W, chunk: chunked(dhs, hs, W, len(dhs)),
            lambda dhs, hs, W, chunk: by_hand(dhs, hs, W, bend, onward, cut=lambda t: t == len(dhs)),
        ],
        "You cut one step too early": [
            one_too_early,
            early_chunks,
            lambda dhs, hs, W, chunk: by_hand(dhs, hs, W, bend, onward, cut=lambda t: (t + 1) % chunk == 0),
        ],
        "You reset the state": [
            lambda dhs, hs, W, chunk: chunked(dhs, hs, W, chunk, reset=True),
            lambda dhs, hs, W, chunk: by_hand(
                *(dhs, hs, W, bend, onward),
                share=lambda d, t: d.T @ hs[t - 1] if t == 1 or (t - 1) % chunk else np.zeros_like(W),
                cut=lambda t: t % chunk == 0,
            ),
            lambda dhs, hs, W, chunk: by_hand(
                *(dhs, hs, W, bend, onward),
                share=lambda d, t: d.T @ np.where(t > 1 and (t - 1) % chunk == 0, 0, hs[t - 1]),
                cut=lambda t: not t % chunk,
            ),
        ],
        "You kept the first chunk": [
            lambda dhs, hs, W, chunk: chunked(dhs, hs, W, chunk, [0]),
            lambda dhs, hs, W, chunk: by_hand(dhs[:chunk], hs, W, bend, onward),
            lambda dhs, hs, W, chunk: by_hand(
                *(dhs, hs, W, bend, onward), steps=range(min(chunk, len(dhs)), 0, -1)
            ),
        ],
        "You kept the last chunk": [
            lambda dhs, hs, W, chunk: chunked(dhs, hs, W, chunk, [(len(dhs) - 1) // chunk * chunk]),
            lambda dhs, hs, W, chunk: chunked(dhs, hs, W, chunk, [[*range(0, len(dhs), chunk)][-1]]),
            lambda dhs, hs, W, chunk: by_hand(
                *(dhs, hs, W, bend, onward),
                steps=range(len(dhs), (len(dhs) - 1) // chunk * chunk, -1),
            ),
        ],
        "That is a sliding window: each": [
            window,
            lambda dhs, hs, W, chunk: sum(
                by_hand(
                    np.concatenate([0 * dhs[max(0, end - chunk) : end - 1], dhs[end - 1 : end]]),
                    *(hs[max(0, end - chunk) : end + 1], W, bend, onward),
                )
                for end in range(1, len(dhs) + 1)
            ),
            recursive_window,
        ],
        "You averaged the chunks": [
            lambda dhs, hs, W, chunk: np.mean(
                [chunked(dhs, hs, W, chunk, [start]) for start in range(0, len(dhs), chunk)], axis=0
            ),
            lambda dhs, hs, W, chunk: chunked(dhs, hs, W, chunk) / len(range(0, len(dhs), chunk)),
            lambda dhs, hs, W, chunk: by_hand(
                *(dhs / np.ceil(len(dhs) / chunk), hs, W, bend, onward), cut=lambda t: t % chunk == 0
            ),
        ],
        "You counted the chunks from the last": [
            lambda dhs, hs, W, chunk: by_hand(
                dhs, hs, W, bend, onward, cut=lambda t: (len(dhs) - t) % chunk == 0
            ),
            chunks_from_the_end,
            from_the_end_backwards,
        ],
        "The last chunk is left out": [
            lambda dhs, hs, W, chunk: chunked(dhs, hs, W, chunk, range(0, len(dhs) - chunk + 1, chunk)),
            lambda dhs, hs, W, chunk: by_hand(
                *(dhs, hs, W, bend, onward),
                steps=range(len(dhs) // chunk * chunk, 0, -1),
                cut=lambda t: t % chunk == 0,
            ),
            lambda dhs, hs, W, chunk: sum(
                (
                    by_hand(dhs[k * chunk :][:chunk], hs[k * chunk :], W, bend, onward)
                    for k in range(len(dhs) // chunk)
                ),
                start=0 * W,
            ),
        ],
        "You cut one step too late": [
            cut_late,
            lambda dhs, hs, W, chunk: by_hand(dhs, hs, W, bend, onward, cut=lambda t: (t - 1) % chunk == 0),
            late_chunks,
        ],
        "Only each chunk's last step": [
            ends_of_chunks,
            lambda dhs, hs, W, chunk: chunked(
                *(
                    np.where([[[t % chunk == 0 or t == len(dhs)]] for t in range(1, len(dhs) + 1)], dhs, 0),
                    hs,
                ),
                *(W, chunk),
            ),
            lambda dhs, hs, W, chunk: sum(
                last_output(dhs[a : a + chunk], hs[a : a + chunk + 1], W) for a in range(0, len(dhs), chunk)
            ),
        ],
    },
    "credited_steps": {
        "The last chunk may be shorter": [
            lambda T, chunk, lag: (T // chunk) * max(chunk - lag, 0),
            lambda T, chunk, lag: sum(max(0, chunk - lag) for _ in range(chunk, T + 1, chunk)),
            lambda T, chunk, lag: len([t for t in range(T // chunk * chunk) if t % chunk >= lag]),
        ],
        "That is a sliding window": [
            lambda T, chunk, lag: max(0, T - lag) * (lag < chunk),
            lambda T, chunk, lag: sum(lag <= chunk - 1 for t in range(1 + lag, T + 1)),
            lambda T, chunk, lag: len(range(lag, T)) if chunk > lag else 0,
        ],
        "Off by one: a chunk": [
            lambda T, chunk, lag: sum(
                max(0, min(chunk, T - start) - lag + 1) for start in range(0, T, chunk)
            ),
            lambda T, chunk, lag: T // chunk * max(chunk + 1 - lag, 0) + max(T % chunk + 1 - lag, 0),
            lambda T, chunk, lag: sum(
                np.maximum(np.array([chunk] * (T // chunk) + [T % chunk]) - lag + 1, 0)
            ),
        ],
        "A chunk that is shorter": [
            lambda T, chunk, lag: T // chunk * (chunk - lag) + (T % chunk - lag),
            lambda T, chunk, lag: sum(size - lag for size in [chunk] * (T // chunk) + [T % chunk]),
            lambda T, chunk, lag: T - lag * (T // chunk + 1),
        ],
        "You counted the steps that look back": [
            lambda T, chunk, lag: sum(
                (t - 1) // chunk != (t - 1 - lag) // chunk for t in range(lag + 1, T + 1)
            ),
            lambda T, chunk, lag: len([t for t in range(lag, T) if t % chunk < lag]),
            lambda T, chunk, lag: len({a for a in range(T - lag) if a // chunk < (a + lag) // chunk}),
        ],
        "int() rounds towards 0": [
            lambda T, chunk, lag: sum(
                int((t - 1) / chunk) == int((t - lag - 1) / chunk) for t in range(1, T + 1)
            ),
            lambda T, chunk, lag: len([k for k in range(T) if int(k / chunk) == int((k - lag) / chunk)]),
            lambda T, chunk, lag: int(
                (np.trunc(np.arange(T) / chunk) == np.trunc((np.arange(T) - lag) / chunk)).sum()
            ),
        ],
        "With t // chunk a step 0": [
            lambda T, chunk, lag: len([t for t in range(1, T + 1) if t // chunk == (t - lag) // chunk]),
            lambda T, chunk, lag: int(
                (np.arange(1, T + 1) // chunk == (np.arange(1, T + 1) - lag) // chunk).sum()
            ),
            lambda T, chunk, lag: sum(t % chunk >= lag for t in range(1, T + 1)),
        ],
        "With t // chunk the first chunk": [
            lambda T, chunk, lag: len([t for t in range(1 + lag, T + 1) if t // chunk == (t - lag) // chunk]),
            lambda T, chunk, lag: sum(a // chunk == (a + lag) // chunk for a in range(1, T - lag + 1)),
            first_chunk_short,
        ],
        "t % chunk is 0": [
            lambda T, chunk, lag: len([t for t in range(1, T + 1) if t % chunk > lag]),
            lambda T, chunk, lag: int((np.arange(1, T + 1) % chunk > lag).sum()),
            lambda T, chunk, lag: T // chunk * max(0, chunk - 1 - lag) + max(0, T % chunk - lag),
        ],
        "The last chunk counts as a full": [
            lambda T, chunk, lag: max(0, chunk - lag) * int(np.ceil(T / chunk)),
            lambda T, chunk, lag: sum(max(0, chunk - lag) for _ in range(0, T, chunk)),
            lambda T, chunk, lag: ((T - 1) // chunk + 1) * max(chunk - lag, 0),
        ],
        "Each chunk loses": [
            lambda T, chunk, lag: max(0, T - lag * int(np.ceil(T / chunk))),
            lambda T, chunk, lag: max(T - lag * len(range(0, T, chunk)), 0),
            lambda T, chunk, lag: max(0, sum(min(chunk, T - a) - lag for a in range(0, T, chunk))),
        ],
        "Off by one: step lag + 1": [
            lambda T, chunk, lag: sum((t - 1) % chunk > lag for t in range(1, T + 1)),
            lambda T, chunk, lag: sum(max(0, min(chunk, T - a) - lag - 1) for a in range(0, T, chunk)),
            lambda T, chunk, lag: int((np.arange(T) % chunk >= lag + 1).sum()),
        ],
    },
    "clipped_update": {
        "You went uphill": [
            lambda W, g, r, m: {k: W[k] + r * min(1, m / max(norm(g), 1e-99)) * g[k] for k in W},
            lambda W, g, r, m: {k: w + r * g[k] * (m / norm(g) if norm(g) > m else 1) for k, w in W.items()},
            lambda W, g, r, m: {k: W[k] - (-r) * g[k] * m / max(m, norm(g)) for k in W},
        ],
        "Nothing is clipped": [
            lambda W, g, r, m: {k: W[k] - r * g[k] for k in W},
            lambda W, g, r, m: {k: w - np.multiply(r, g[k]) for k, w in W.items()},
            lambda W, g, r, m: dict(
                zip(W, [w - r * d for w, d in zip(W.values(), g.values(), strict=True)], strict=True)
            ),
        ],
        "Short gradients were made longer": [
            lambda W, g, r, m: {k: W[k] - r * g[k] * m / norm(g) for k in W},
            lambda W, g, r, m: {k: W[k] - r * m * (g[k] / norm(g)) for k in W},
            lambda W, g, r, m: {k: w - (m / norm(g)) * r * g[k] for k, w in W.items()},
        ],
        "You clipped the *step*": [
            lambda W, g, r, m: {k: W[k] - r * g[k] * m / max(m, r * norm(g)) for k in W},
            lambda W, g, r, m: {
                k: W[k] - s * (m / norm(steps) if norm(steps) > m else 1)
                for steps in [{k: r * d for k, d in g.items()}]
                for k, s in steps.items()
            },
            lambda W, g, r, m: {k: w - g[k] * min(r, m / max(norm(g), 1e-99)) for k, w in W.items()},
        ],
        "You clipped each array": [
            lambda W, g, r, m: {k: W[k] - r * g[k] * m / max(m, np.sqrt((g[k] ** 2).sum())) for k in W},
            lambda W, g, r, m: {
                k: W[k] - r * (g[k] * m / norm({0: g[k]}) if norm({0: g[k]}) > m else g[k]) for k in W
            },
            lambda W, g, r, m: {k: W[k] - r * g[k] / max(1, np.sqrt(np.sum(np.square(g[k]))) / m) for k in W},
        ],
        "You clipped the weights": [
            lambda W, g, r, m: {
                k: w * min(1, m / norm(new))
                for new in [{k: W[k] - r * g[k] for k in W}]
                for k, w in new.items()
            },
            lambda W, g, r, m: {
                k: (W[k] - r * g[k]) * m / max(m, norm({k: W[k] - r * g[k] for k in W})) for k in W
            },
            lambda W, g, r, m: {
                k: (W[k] - r * g[k]) / max(1, norm({k: W[k] - r * g[k] for k in W}) / m) for k in W
            },
        ],
        "You clipped single entries": [
            lambda W, g, r, m: {k: W[k] - r * np.minimum(np.maximum(g[k], -m), m) for k in W},
            lambda W, g, r, m: {k: w - r * g[k].clip(-m, m) for k, w in W.items()},
            lambda W, g, r, m: {k: W[k] - r * np.sign(g[k]) * np.minimum(np.abs(g[k]), m) for k in W},
        ],
        "Every gradient gets the length": [
            lambda W, g, r, m: {k: W[k] - r * g[k] * (m / norm(g) if norm(g) > 0 else 0) for k in W},
            lambda W, g, r, m: {k: w - r * m * g[k] / max(norm(g), 1e-12) for k, w in W.items()},
            lambda W, g, r, m: dict(W) if norm(g) == 0 else {k: W[k] - r * (m / norm(g)) * g[k] for k in W},
        ],
        "You added up the norms": [
            lambda W, g, r, m: {
                k: W[k] - r * g[k] * m / max(m, sum(map(np.linalg.norm, g.values()))) for k in W
            },
            lambda W, g, r, m: {
                k: w - r * g[k] * (m / total if total > m else 1)
                for total in [np.sum([np.sqrt((d**2).sum()) for d in g.values()])]
                for k, w in W.items()
            },
            lambda W, g, r, m: {
                k: W[k] - r * g[k] / max(1, sum(norm({0: d}) for d in g.values()) / m) for k in W
            },
        ],
        "np.linalg.norm(g, 2)": [
            lambda W, g, r, m: {
                k: W[k] - r * g[k] * m / max(m, np.sqrt(sum(np.linalg.norm(d, 2) ** 2 for d in g.values())))
                for k in W
            },
            lambda W, g, r, m: {k: w - r * g[k] * min(1, m / max(spectral(g), 1e-99)) for k, w in W.items()},
            lambda W, g, r, m: {
                k: W[k]
                - r * g[k] / max(1, np.hypot.reduce([np.linalg.norm(d, ord=2) for d in g.values()]) / m)
                for k in W
            },
        ],
        "You measured the largest entry": [
            lambda W, g, r, m: {
                k: W[k] - r * g[k] * m / max(m, max(abs(d).max() for d in g.values())) for k in W
            },
            lambda W, g, r, m: {
                k: w - r * g[k] * (m / top if top > m else 1)
                for top in [np.abs(np.concatenate([d.ravel() for d in g.values()])).max()]
                for k, w in W.items()
            },
            lambda W, g, r, m: {
                k: W[k] - r * g[k] / max(1, *(np.linalg.norm(d.ravel(), np.inf) / m for d in g.values()))
                for k in W
            },
        ],
        "A gradient that is too long is left out": [
            lambda W, g, r, m: {k: W[k] - r * (g[k] if norm(g) <= m else 0 * g[k]) for k in W},
            lambda W, g, r, m: (
                {k: w.copy() for k, w in W.items()}
                if norm(g) > m
                else {k: w - r * g[k] for k, w in W.items()}
            ),
            lambda W, g, r, m: {k: W[k] - r * (norm(g) <= m) * g[k] for k in W},
        ],
        "That is what is left": [
            lambda W, g, r, m: {k: d * min(1, m / max(norm(g), 1e-99)) for k, d in g.items()},
            lambda W, g, r, m: {k: g[k] * m / max(m, norm(g)) for k in W},
            lambda W, g, r, m: {k: d / max(1, norm(g) / m) for k, d in g.items()},
        ],
    },
    "sample": {
        "You multiplied by the temperature": [
            lambda z, T, u: int(np.argmax(np.cumsum(softmax(z * T)) > u)),
            lambda z, T, u: piece(softmax(T * z), u),
            lambda z, T, u: int(np.searchsorted(np.cumsum(softmax(z * T)), u, side="right")),
        ],
        "You always take": [
            lambda z, T, u: int(np.argmax(z)),
            lambda z, T, u: int(np.argmax(softmax(z / T))),
            lambda z, T, u: z.tolist().index(max(z)),
        ],
        "The temperature does nothing": [
            lambda z, T, u: piece(softmax(z), u),
            lambda z, T, u: int(np.argmax(np.cumsum(softmax(z) / T / (softmax(z) / T).sum()) > u)),
            lambda z, T, u: int((np.cumsum(softmax(z)) <= u).sum()),
        ],
        "e^z overflows": [
            lambda z, T, u: int(np.argmax(np.cumsum(raw(z / T)) > u)),
            lambda z, T, u: piece(raw(z / T), u),
            lambda z, T, u: int((np.cumsum(raw(z / T)) > u).argmax()),
        ],
        "You counted pieces": [
            lambda z, T, u: int((np.cumsum(softmax(z / T)) <= u).sum()) - 1,
            lambda z, T, u: int(np.searchsorted(np.cumsum(softmax(z / T)), u, side="right")) - 1,
            lambda z, T, u: piece(softmax(z / T), u) - 1,
        ],
        "Where one piece ends": [
            lambda z, T, u: int(np.searchsorted(np.cumsum(softmax(z / T)), u)),
            lambda z, T, u: int((np.cumsum(softmax(z / T)) < u).sum()),
            lambda z, T, u: next(k for k, end in enumerate(np.cumsum(softmax(z / T))) if u <= end),
        ],
        "You took the piece whose end": [
            lambda z, T, u: int(np.abs(np.cumsum(softmax(z / T)) - u).argmin()),
            lambda z, T, u: min(range(len(z)), key=lambda k: abs(np.cumsum(softmax(z / T))[k] - u)),
            lambda z, T, u: int(np.argmin((np.cumsum(softmax(z / T)) - u) ** 2)),
        ],
        "You took the letter whose": [
            lambda z, T, u: int(np.abs(softmax(z / T) - u).argmin()),
            lambda z, T, u: min(range(len(z)), key=lambda k: abs(softmax(z / T)[k] - u)),
            lambda z, T, u: int(np.argmax(-((u - softmax(z / T)) ** 2))),
        ],
        "You compared u with single": [
            lambda z, T, u: int(np.argmax(softmax(z / T) > u)),
            lambda z, T, u: next((k for k, p in enumerate(softmax(z / T)) if p > u), 0),
            lambda z, T, u: (
                int([*(u < softmax(z / T)), True].index(True)) % len(z) if (softmax(z / T) > u).any() else 0
            ),
        ],
        "You laid the pieces by size": [
            lambda z, T, u: int((order := np.argsort(-z, kind="stable"))[piece(softmax(z / T)[order], u)]),
            lambda z, T, u: sorted(range(len(z)), key=lambda k: -z[k])[
                piece(np.array(sorted(softmax(z / T))[::-1]), u)
            ],
            lambda z, T, u: int(
                np.argsort(-z, kind="stable")[(np.cumsum(-np.sort(-softmax(z / T))) <= u).sum()]
            ),
        ],
        "Powers of probabilities": [
            lambda z, T, u: min(int((np.cumsum(softmax(z) ** (1 / T)) <= u).sum()), len(z) - 1),
            lambda z, T, u: min(
                int(np.searchsorted(np.cumsum(np.power(softmax(z), 1 / T)), u, side="right")), len(z) - 1
            ),
            lambda z, T, u: next(
                (k for k, end in enumerate(np.cumsum(softmax(z) ** (1 / T))) if end > u), len(z) - 1
            ),
        ],
        "You counted the ends above": [
            lambda z, T, u: int((np.cumsum(softmax(z / T)) > u).sum()),
            lambda z, T, u: len(z) - int((np.cumsum(softmax(z / T)) <= u).sum()),
            lambda z, T, u: len([end for end in np.cumsum(softmax(z / T)) if u < end]),
        ],
    },
}
