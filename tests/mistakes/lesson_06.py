"""Lesson 6: each declared mistake as three people might write it, under the beginning of its sentence."""

import numpy as np

# ---- mean_gates ----------------------------------------------------------------------------------


def by_loop(gate):
    """Return an answer from what one step says, gate(all weights, the sum before, the weight)."""

    def answer(weights):
        z = np.zeros(weights.shape)
        for b in range(weights.shape[1]):
            so_far = 0.0
            for t in range(len(weights)):
                z[t, b] = gate(weights[:, b], so_far, weights[t, b])
                so_far += weights[t, b]
        return z

    return answer


def new_share(weights):
    total = np.array([weights[: t + 1].sum(axis=0) for t in range(len(weights))])
    return weights / total


def by_all(weights):
    return (weights.sum(axis=0) - weights) / weights.sum(axis=0)


def plain_mean(weights):
    z = np.empty(weights.shape)
    for t in range(len(weights)):
        z[t] = t / (t + 1)
    return z


def whole_batch(weights):
    flat = weights.ravel()
    return (1 - flat / np.add.accumulate(flat)).reshape(weights.shape)


def whole_batch_loop(weights):
    z, so_far = np.zeros(weights.shape), 0.0
    for t, row in enumerate(weights):
        for b, w in enumerate(row):
            so_far += w
            z[t, b] = (so_far - w) / so_far
    return z


def whole_batch_ratio(weights):
    total = weights.cumsum().reshape(weights.shape)
    return (total - weights) / total


def before_alone(weights):
    total = np.zeros(weights.shape)
    total[1:] = weights.cumsum(axis=0)[:-1]
    total[0] = weights[0]
    return 1 - weights / total


# ---- largest_layer -------------------------------------------------------------------------------


def grown(size, over=0):
    """Return an answer that tries one size after another."""

    def answer(blocks, input_size, budget):
        hidden = 0
        while size(blocks, input_size, hidden + 1) <= budget:
            hidden += 1
        return hidden + over

    return answer


def sorted_in(size, over=0, below=False):
    """Return an answer that looks a budget up in a table of sizes."""

    def answer(blocks, input_size, budget):
        table = [size(blocks, input_size, h) for h in range(1, int(budget**0.5) + 3)]
        return int(np.searchsorted(table, budget, side="left" if below else "right")) + over

    return answer


def halved(size, over=0):
    """Return an answer that halves an interval."""

    def answer(blocks, input_size, budget):
        low, high = 0, budget + 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if size(blocks, input_size, middle) <= budget else (low, middle)
        return low + over

    return answer


def ways(size, over=0):
    return grown(size, over), sorted_in(size, over), halved(size, over)


def one_bias(G, D, H):
    return G * (H * D + H * H + H)


def no_bias(G, D, H):
    return G * H * (D + H)


def right_size(G, D, H):
    return G * H * (D + H + 2)


def one_block(G, D, H):
    return H * D + H**2 + 2 * H


def biases_once(G, D, H):
    return G * (H * D + H * H) + 2 * H


def blocks_of_the_input(G, D, H):
    return G * H * D + H * (H + 2)


def at_least_one(answer):
    """Return an answer that gives 1 where nothing fits."""
    return lambda *given: answer(*given) or 1


def below_budget(blocks, input_size, budget):
    hidden = 0
    while right_size(blocks, input_size, hidden + 1) < budget:
        hidden += 1
    return hidden


def below_by_max(blocks, input_size, budget):
    fits = [h for h in range(1, 2000) if right_size(blocks, input_size, h) < budget]
    return max(fits, default=0)


# ---- blocks of rows ------------------------------------------------------------------------------


def parts(change, count):
    """Return three answers that put changed blocks together, each in its own way."""

    def joined(*arrays):
        return tuple(np.concatenate(change(*np.split(one, count))) for one in arrays)

    def stacked(*arrays):
        H = len(arrays[2]) // count
        return [np.vstack(change(*(a[k * H : (k + 1) * H] for k in range(count)))) if a.ndim == 2
                else np.hstack(change(*a.reshape(count, H))) for a in arrays]  # fmt: skip

    def filled(*arrays):
        out = []
        for a in arrays:
            new = change(*(part.copy() for part in np.split(a, count)))
            whole = np.empty((sum(map(len, new)), *a.shape[1:]))
            start = 0
            for part in new:
                whole[start : start + len(part)] = part
                start += len(part)
            out.append(whole)
        return tuple(out)

    return joined, stacked, filled


def mixed(matrices, bias, count):
    """Return three answers with one change for the matrices and another for the bias."""
    both = zip(parts(matrices, count), parts(bias, count), strict=True)

    def one(of_matrices, of_bias):
        return lambda *arrays: (*of_matrices(*arrays)[:2], of_bias(*arrays)[2])

    return tuple(one(*pair) for pair in both)


def always_open(*arrays):
    W_xh, W_hh, b_h = parts(lambda f, n: (0 * f, -f, n), 2)[0](*arrays)
    b_h[: len(b_h) // 3] = 50.0
    return W_xh, W_hh, b_h


# ---- from_keras ----------------------------------------------------------------------------------


def keras(order="rzn", apart=True, add=True, transposed=True):
    """Return three answers that read Keras' weights with one slip."""

    def rows(columns):
        z, r, n = np.split(columns, 3, axis=-1)
        named = {"r": r, "z": z, "n": n}
        return np.concatenate([named[k] for k in order], axis=-1)

    def by_sums(kernel, recurrent, bias):
        b_in, b_rec = rows(bias)
        H = len(recurrent)
        keep = np.repeat([1.0, 1.0, 0.0], H) * add
        b_h, b_hn = b_in + keep * b_rec, b_rec[-H:] * 1.0
        if not apart:
            b_h[-H:], b_hn = b_h[-H:] + b_hn, np.zeros(H)
        W_xh, W_hh = rows(kernel), rows(recurrent)
        return (W_xh.T, W_hh.T, b_h, b_hn) if transposed else (W_xh, W_hh, b_h, b_hn)

    def by_blocks(kernel, recurrent, bias):
        H, place = len(recurrent), {"z": 0, "r": 1, "n": 2}
        W_xh, W_hh, b_h = [], [], []
        for k in order:
            here = slice(place[k] * H, (place[k] + 1) * H)
            W_xh.append(kernel[:, here])
            W_hh.append(recurrent[:, here])
            last = len(b_h) == 2
            b_h.append(bias[0, here] + bias[1, here] * (add and not last or last and not apart))
        b_hn = bias[1, 2 * H :] * (1.0 if apart else 0.0)
        W_xh, W_hh = np.hstack(W_xh), np.hstack(W_hh)
        return (W_xh.T, W_hh.T, np.hstack(b_h), b_hn) if transposed else (W_xh, W_hh, np.hstack(b_h), b_hn)

    def as_list(*given):
        return list(by_blocks(*given))

    return by_sums, by_blocks, as_list


def biases_in_place(answer):
    """Return an answer that leaves b_h in Keras' order."""

    def changed(*given):
        W_xh, W_hh, b_h, b_hn = answer(*given)
        H = len(b_hn)
        return W_xh, W_hh, b_h[np.r_[H : 2 * H, :H, 2 * H : 3 * H]], b_hn

    return changed


def twice(answer):
    """Return an answer that has b_hn in b_h as well."""

    def changed(*given):
        W_xh, W_hh, b_h, b_hn = answer(*given)
        return W_xh, W_hh, np.r_[b_h[: -len(b_hn)], b_h[-len(b_hn) :] + b_hn], b_hn

    return changed


def turned_round(answer):
    """Return an answer that changes the sign of z."""

    def changed(*given):
        *rows, b_hn = answer(*given)
        H = len(b_hn)
        return *(np.concatenate([one[:H], -one[H : 2 * H], one[2 * H :]]) for one in rows), b_hn

    return changed


# ---- shares_of -----------------------------------------------------------------------------------


def shared(size, whole=np.sum):
    """Return three answers that divide one size a step by what the whole has."""

    def plain(dxs):
        sizes = size(dxs)
        return sizes / whole(sizes) if np.any(sizes != 0) and whole(sizes) != 0 else 0.0 * sizes

    def masked(dxs):
        sizes = size(dxs)
        total = whole(sizes)
        return np.divide(sizes, total, out=np.zeros_like(sizes), where=np.full(sizes.shape, total != 0))

    def listed(dxs):
        sizes = size(dxs)
        total = whole(sizes)
        return np.array([one / total if total != 0 else 0.0 for one in sizes])

    return plain, masked, listed


def lengths(dxs):
    return np.sqrt((dxs**2).sum(axis=1))


def alike(answer):
    """Return an answer that gives all steps the same share where all gradients are zero."""
    return lambda dxs: answer(dxs) if dxs.any() else np.ones(len(dxs)) / len(dxs)


def undefined(dxs):
    with np.errstate(invalid="ignore"):
        return lengths(dxs) / lengths(dxs).sum()


def undefined_too(dxs):
    with np.errstate(invalid="ignore"):
        return np.hypot.reduce(dxs, axis=1) / np.hypot.reduce(dxs, axis=1).sum(keepdims=True)


def undefined_third(dxs):
    sizes = np.linalg.norm(dxs, axis=-1)
    return sizes / sizes.sum() if sizes.sum() > 0 else np.full(len(sizes), np.nan)


def home(term):
    """Return an answer from the four ways, given as one function."""
    return lambda dh, z, dr, dz, du, W_hr, W_hz, W_hn: term(dh, z, (dr, dz, du), (W_hr, W_hz, W_hn))


def side_by_side(grads, matrices):
    return np.hstack(grads) @ np.vstack(matrices)


def one_by_one(grads, matrices):
    return sum(np.einsum("bi,ij->bj", g, W) for g, W in zip(grads, matrices, strict=True))


def as_columns(grads, matrices):
    return sum((W.T @ g.T).T for g, W in zip(grads, matrices, strict=True))


def each_way(term):
    """Return three answers of one form, which bring the three gradients home in different ways."""
    return tuple(home(lambda dh, z, g, W, via=via: term(dh, z, g, W, via))
                 for via in (side_by_side, one_by_one, as_columns))  # fmt: skip


def turned(matrices):
    return tuple(W.T for W in matrices)


def swapped(matrices):
    return matrices[1], matrices[0], matrices[2]


VARIANTS = {
    "mean_gates": {
        "That is the share": (
            new_share,
            by_loop(lambda all_, before, w: w / (before + w)),
            lambda w: w * (1 / w.cumsum(0)),
        ),
        "You divide by the sum of all": (
            by_all,
            by_loop(lambda all_, before, w: 1 - w / all_.sum()),
            lambda w: 1 - w / np.ones(len(w)).dot(w),
        ),
        "That is right where all": (
            plain_mean,
            lambda w: np.outer(1 - 1 / np.arange(1.0, len(w) + 1), np.ones(w.shape[1])),
            lambda w: 1 - 1 / np.cumsum(np.ones(w.shape), axis=0),
        ),
        "The sums run over": (whole_batch, whole_batch_loop, whole_batch_ratio),
        "The weights before step": (
            before_alone,
            by_loop(lambda all_, before, w: 1 - w / before if before else 0.0),
            lambda w: 1 - w / np.concatenate([w[:1], np.cumsum(w, 0)[:-1]]),
        ),
    },
    "update_gate_gradient": {
        "The sign is that": (
            lambda dh, h, n, z: -dh * (h - n) * z * (1 - z),
            lambda dh, h, n, z: (n - h) * dh * (z - z**2),
            lambda dh, h, n, z: dh * n * z * (1 - z) - dh * h * z * (1 - z),
        ),
        "That is dL/dz": (
            lambda dh, h, n, z: (h - n) * dh,
            lambda dh, h, n, z: dh * h - dh * n,
            lambda dh, h, n, z: -dh * (n - h),
        ),
        "z stands in both": (
            lambda dh, h, n, z: h * dh * (z - z * z),
            lambda dh, h, n, z: dh * z * (1 - z) * h,
            lambda dh, h, n, z: (1 - z) * (dh * h * z),
        ),
        "That slope is tanh's": (
            lambda dh, h, n, z: (h - n) * dh * (1 - z * z),
            lambda dh, h, n, z: dh * (h - n) - dh * (h - n) * z**2,
            lambda dh, h, n, z: dh * (h - n) * (1 - z) * (1 + z),
        ),
        "The slope of the sigmoid has two factors, z (1 - z). The second": (
            lambda dh, h, n, z: z * dh * (h - n),
            lambda dh, h, n, z: dh * z * h - dh * z * n,
            lambda dh, h, n, z: -(n - h) * (dh * z),
        ),
        "The slope of the sigmoid has two factors, z (1 - z). The first": (
            lambda dh, h, n, z: (1 - z) * dh * (h - n),
            lambda dh, h, n, z: dh * (h - n) - z * dh * (h - n),
            lambda dh, h, n, z: -(n - h) * (dh - dh * z),
        ),
        "You average over": (
            lambda dh, h, n, z: (dh * (h - n) * (z - z**2)) / dh.shape[0],
            lambda dh, h, n, z: (dh / len(z)) * (h - n) * z * (1 - z),
            lambda dh, h, n, z: 1 / len(h) * z * (1 - z) * dh * (h - n),
        ),
    },
    "gradient_before": {
        "The way through the mixture": each_way(lambda dh, z, g, W, via: via(g, W)),
        "The ways through the gates": each_way(lambda dh, z, g, W, via: z * dh + via(g[2:], W[2:])),
        "The mixture passes": each_way(lambda dh, z, g, W, via: dh - z * dh + via(g, W)),
        "The matrices are the wrong": each_way(lambda dh, z, g, W, via: z * dh + via(g, turned(W))),
        "You multiply all": each_way(lambda dh, z, g, W, via: (dh + via(g, W)) * z),
        "The matrices of the two": each_way(lambda dh, z, g, W, via: z * dh + via(g, swapped(W))),
    },
    "flip_update": {
        "The bias keeps": mixed(lambda r, z, n: (r, -z, n), lambda r, z, n: (r, z, n), 3),
        "Those are the rows": parts(lambda r, z, n: (-r, z, n), 3),
        "All blocks change": parts(lambda r, z, n: (-r, -z, -n), 3),
        "The rows of r change": parts(lambda r, z, n: (-r, -z, n), 3),
        "Only the bias": mixed(lambda r, z, n: (r, z, n), lambda r, z, n: (r, -z, n), 3),
        "The blocks of r and z": parts(lambda r, z, n: (z, r, n), 3),
        "1 - W is not": parts(lambda r, z, n: (r, 1 - z, n), 3),
    },
    "largest_layer": {
        "You count one bias": ways(one_bias),
        "The biases are missing": ways(no_bias),
        "One unit too many": ways(right_size, over=1),
        "The blocks are missing": ways(one_block),
        "You stop before a size": (below_budget, below_by_max, sorted_in(right_size, below=True)),
        "The biases are not": ways(biases_once),
        "The blocks multiply": ways(blocks_of_the_input),
        "Where not even one": tuple(map(at_least_one, ways(right_size))),
    },
    "shares_of": {
        "You add entries": shared(lambda dxs: np.einsum("ts->t", dxs)),
        "Those are squares": shared(lambda dxs: np.einsum("ts,ts->t", dxs, dxs)),
        "You divide by the largest": shared(lengths, np.max),
        "The norms go over": shared(lambda dxs: np.sqrt(np.square(dxs).sum(axis=0))),
        "You add absolute": shared(lambda dxs: np.linalg.norm(dxs, 1, axis=1)),
        "You divide by the length": shared(lengths, np.linalg.norm),
        "That is a softmax": (
            lambda dxs: np.exp(lengths(dxs)) / np.exp(lengths(dxs)).sum(),
            lambda dxs: np.exp(lengths(dxs) - np.logaddexp.reduce(lengths(dxs))),
            lambda dxs: (lambda e: e / e.sum())(np.exp(lengths(dxs) - lengths(dxs).max())),
        ),
        "Where all gradients are zero, all": tuple(map(alike, shared(lengths))),
        "Where all gradients are zero you": (undefined, undefined_too, undefined_third),
    },
    "from_keras": {
        "The blocks still": keras(order="zrn"),
        "The candidate's two": keras(apart=False),
        "The recurrent biases": keras(add=False),
        "Keras' weights stand": keras(transposed=False),
        "The blocks of b_h": tuple(map(biases_in_place, keras())),
        "b_hn is counted": tuple(map(twice, keras())),
        "Two things": tuple(map(twice, keras(order="zrn"))),
        "In Keras z keeps": tuple(map(turned_round, keras())),
    },
    "minimal_as_gru": {
        "z = f keeps": parts(lambda f, n: (f, f, n), 2),
        "The signs are": parts(lambda f, n: (-f, f, n), 2),
        "The bias of z": mixed(lambda f, n: (f, -f, n), lambda f, n: (f, f, n), 2),
        "A gate whose weights": parts(lambda f, n: (0 * f, -f, n), 2),
        "That reset gate": (
            always_open,
            lambda *given: list(always_open(*given)),
            lambda *given: tuple(one.copy() for one in always_open(*given)),
        ),
        "Both gates have": parts(lambda f, n: (-f, -f, n), 2),
        "1 - W is not": parts(lambda f, n: (f, 1 - f, n), 2),
    },
}
