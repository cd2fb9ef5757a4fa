"""Lesson 3: each declared mistake as three people might write it, under the beginning of its sentence."""

import numpy as np


def by_hand(dhs, hs, W, da, back, share=None, steps=None, cut=lambda t: False):
    """Return dL/dW_hh of a loop in which one thing is given: da, what is handed back, a step's share."""
    total, future = np.zeros(W.shape), np.zeros(hs[0].shape)
    for t in steps or range(len(dhs), 0, -1):
        if cut(t):
            future = np.zeros(hs[0].shape)
        d = da(dhs[t - 1] + future, hs[t])
        total += share(d, t) if share else np.einsum("bi,bj->ij", d, hs[t - 1])
        future = back(d, W, dhs[t - 1] + future)
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


def chunked(dhs, hs, W, chunk, starts=None, reset=False):
    """Return the sum over the chunks that begin at these steps, each gone through on its own."""
    total = np.zeros(W.shape)
    for start in starts if starts is not None else range(0, len(dhs), chunk):
        part = hs[start : start + chunk + 1].copy()
        if reset:
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
        "That is the exact derivative": [
            lambda w, x, s: 2 * np.tanh(w @ x) / np.cosh(w @ x) ** 2 * x,
            lambda w, x, s: x * 2 * np.tanh(x @ w) * (1 - np.tanh(x @ w) ** 2),
            lambda w, x, s: np.array([2 * np.tanh(w @ x) * (1 - np.tanh(w @ x) ** 2) * one for one in x]),
        ],
        "An entry that was moved": [spoilt, spoilt_by_shifts, spoilt_sums],
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
                share=lambda d, t: d.T @ hs[t - 1] if (t - 1) % chunk else np.zeros_like(W),
                cut=lambda t: t % chunk == 0,
            ),
            lambda dhs, hs, W, chunk: by_hand(
                *(dhs, hs, W, bend, onward),
                share=lambda d, t: d.T @ np.where((t - 1) % chunk == 0, 0, hs[t - 1]),
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
        "Off by one": [
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
    },
}
