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


def right_gates(weights):
    total = np.cumsum(weights, axis=0)
    return (total - weights) / total


def not_reset(weights):
    z, total = np.zeros(weights.shape), 0.0
    for b in range(weights.shape[1]):
        for t in range(weights.shape[0]):
            total += weights[t, b]
            z[t, b] = 1 - weights[t, b] / total
    return z


def not_reset_column(weights):
    column = weights.flatten(order="F")
    total = column.cumsum()
    return ((total - column) / total).reshape(weights.shape, order="F")


def not_reset_carried(weights):
    out, carried = [], 0.0
    for w in weights.T:
        total = carried + np.cumsum(w)
        out.append((total - w) / total)
        carried = total[-1]
    return np.stack(out, axis=1)


def over_batch_loop(weights):
    return np.array([[1 - row[b] / row[: b + 1].sum() for b in range(len(row))] for row in weights])


def with_gate(change):
    """Return three answers that change right gates: change(gates, weights, step)."""

    def looped(weights):
        z = right_gates(weights)
        for t in range(len(z)):
            z[t] = change(z[t], weights[t], t)
        return z

    def listed(weights):
        return np.array(
            [change(z, w, t) for t, (z, w) in enumerate(zip(right_gates(weights), weights, strict=True))]
        )

    def at_once(weights):
        steps = np.arange(len(weights))[:, None]
        return change(right_gates(weights), weights, steps)

    return looped, listed, at_once


def last_alone(weights):
    z = np.zeros(weights.shape)
    for t in range(1, len(weights)):
        z[t] = weights[t - 1] / (weights[t - 1] + weights[t])
    return z


def last_alone_shifted(weights):
    z = np.zeros(weights.shape)
    z[1:] = 1 - weights[1:] / (weights[1:] + weights[:-1])
    return z


def last_alone_padded(weights):
    padded = np.concatenate([np.zeros((1, weights.shape[1])), weights])
    return padded[:-1] / (padded[:-1] + padded[1:])


def whole_zeros_like(weights):
    z, total = np.zeros_like(weights), 0.0 * weights[0]
    for t in range(len(weights)):
        z[t] = total / (total + weights[t])
        total = total + weights[t]
    return z


def whole_copy(weights):
    z = weights.copy()
    z[:] = right_gates(weights)
    return z


def whole_cast(weights):
    return np.trunc(right_gates(weights)) if weights.dtype.kind == "i" else right_gates(weights)


def from_the_end_sums(weights):
    left = np.array([weights[t:].sum(axis=0) for t in range(len(weights))])
    return (left - weights) / left


def from_the_end_flipped(weights):
    return 1 - weights / np.flip(np.flip(weights, 0).cumsum(0), 0)


def from_the_end_loop(weights):
    z = np.zeros(weights.shape)
    left = np.zeros(weights.shape[1])
    for t in range(len(weights) - 1, -1, -1):
        left = left + weights[t]
        z[t] = 1 - weights[t] / left
    return z


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


def with_readout(outputs, bias):
    """Return the size of a layer with a readout."""
    return lambda G, D, H: right_size(G, D, H) + outputs(D) * (H + bias)


def no_states(G, D, H):
    return G * (H * D + 2 * H)


def divided_out(G, D, B):
    return B // (G * (D + 2))


def no_inputs(G, D, H):
    return G * (H * H + 2 * H)


def states_alone(G, D, H):
    return G * H**2


def biases_a_block(G, D, H):
    return G * (H * D + H * H + 2)


def solved(cut):
    """Return three answers that solve an equation and make something of the fraction."""

    def formula(G, D, B):
        b = D + 2
        return cut((-b + (b * b + 4 * B / G) ** 0.5) / 2)

    def roots(G, D, B):
        return cut(float(np.max(np.roots([1.0, D + 2.0, -B / G]).real)))

    def square(G, D, B):
        half = 1 + D / 2
        return cut(np.sqrt(B / G + half**2) - half)

    return formula, roots, square


def too_few(answer):
    return lambda *given: max(answer(*given) - 1, 0)


def as_weights(answer):
    return lambda G, D, B: right_size(G, D, answer(G, D, B))


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


def mixed(count, *changes):
    """Return three answers with a change for each array: W_xh, W_hh and b_h."""
    ways = zip(*(parts(change, count) for change in changes), strict=True)

    def one(of_each):
        return lambda *arrays: tuple(way(*arrays)[k] for k, way in enumerate(of_each))

    return tuple(map(one, ways))


def rows_of(chosen):
    """Return three answers that change the sign of chosen rows, given H, input size and count of rows."""

    def which(W_xh, b_h):
        return list(chosen(len(b_h) // 3, W_xh.shape[1], len(b_h)))

    def by_row(W_xh, W_hh, b_h):
        out = [one.copy() for one in (W_xh, W_hh, b_h)]
        for k in which(W_xh, b_h):
            for one in out:
                one[k] = -one[k]
        return out

    def by_signs(W_xh, W_hh, b_h):
        signs = np.ones(len(b_h))
        signs[which(W_xh, b_h)] = -1
        return (W_xh.T * signs).T, np.diag(signs) @ W_hh, b_h * signs

    def by_where(W_xh, W_hh, b_h):
        off = np.isin(np.arange(len(b_h)), which(W_xh, b_h))
        return *(np.where(off[:, None], -W, W) for W in (W_xh, W_hh)), np.where(off, -b_h, b_h)

    return by_row, by_signs, by_where


def turned_columns(W_xh, W_hh, b_h):
    H = len(b_h) // 3
    W_xh, W_hh, b_h = W_xh.copy(), W_hh.copy(), b_h.copy()
    W_xh[:, H : 2 * H] *= -1
    W_hh[:, H : 2 * H] *= -1
    b_h[H : 2 * H] *= -1
    return W_xh, W_hh, b_h


def turned_columns_by_signs(W_xh, W_hh, b_h):
    H = len(b_h) // 3
    signs = np.repeat([1.0, -1.0, 1.0], H)
    wide = np.concatenate([signs, np.ones(W_xh.shape[1])])
    return W_xh * wide[: W_xh.shape[1]], W_hh * signs[:H], b_h * signs


def turned_columns_by_loop(W_xh, W_hh, b_h):
    H = len(b_h) // 3
    columns = [-column if H <= k < 2 * H else column for k, column in enumerate(W_xh.T)]
    return np.stack(columns, axis=1), W_hh, np.hstack([b_h[:H], -b_h[H : 2 * H], b_h[2 * H :]])


def as_long_as_the_input(*arrays):
    D = arrays[0].shape[1]
    return tuple(np.concatenate([one[:D], -one[:D], one[D:]]) for one in arrays)


def as_long_as_the_input_named(W_xh, W_hh, b_h):
    size = np.shape(W_xh)[-1]

    def make(rows):
        f, n = rows[:size], rows[size:]
        return np.r_[f, -f, n]

    return make(W_xh), make(W_hh), make(b_h)


def as_long_as_the_input_listed(W_xh, W_hh, b_h):
    D, out = len(W_xh[0]), []
    for rows in (W_xh, W_hh, b_h):
        f = list(rows)[:D]
        out.append(np.array(f + [-row for row in f] + list(rows)[D:]))
    return out


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


def kept_square(answer):
    """Return an answer that leaves W_hh's blocks untransposed."""

    def changed(*given):
        W_xh, W_hh, b_h, b_hn = answer(*given)
        H = len(b_hn)
        return W_xh, np.concatenate([W_hh[k * H : (k + 1) * H].T for k in range(3)]), b_h, b_hn

    return changed


def reshaped(answer):
    """Return an answer that reshapes both kernels, then orders rows."""

    def changed(kernel, recurrent, bias):
        H = len(recurrent)
        order = [*range(H, 2 * H), *range(H), *range(2 * H, 3 * H)]
        W_xh, W_hh = (np.reshape(one, (3 * H, len(one)))[order] for one in (kernel, recurrent))
        return W_xh, W_hh, *answer(kernel, recurrent, bias)[2:]

    return changed


def ordered_and_reshaped(answer):
    """Return an answer that orders columns, then reshapes."""

    def changed(*given):
        W_xh, W_hh, *biases = answer(*given)
        return np.ravel(W_xh.T).reshape(W_xh.shape), np.ravel(W_hh.T).reshape(W_hh.shape), *biases

    return changed


def biases(answer, change):
    """Return an answer with other biases: change(b_h, b_hn, bias, H)."""

    def changed(kernel, recurrent, bias):
        W_xh, W_hh, b_h, b_hn = answer(kernel, recurrent, bias)
        return W_xh, W_hh, *change(b_h.copy(), b_hn.copy(), bias.copy(), len(recurrent))

    return changed


def other_biases(change, **slip):
    return tuple(biases(answer, change) for answer in keras(**slip))


def unordered(*which):
    """Return three answers whose matrices of these numbers stay in Keras' order."""

    def one(answer):
        def changed(*given):
            parts = list(answer(*given))
            for k in which:
                parts[k] = np.transpose(given[k])
            return parts

        return changed

    return tuple(map(one, keras()))


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


def unless(empty):
    """Return three answers that are 0 where a condition holds."""

    def early(dxs):
        if empty(dxs):
            return np.zeros(len(dxs))
        return lengths(dxs) / lengths(dxs).sum()

    def chosen(dxs):
        sizes = np.linalg.norm(dxs, axis=-1)
        return 0 * sizes if empty(dxs) else sizes / np.sum(sizes)

    def listed(dxs):
        sizes = [np.sqrt(row @ row) for row in dxs]
        return np.array([0.0 if empty(dxs) else one / sum(sizes) for one in sizes])

    return early, chosen, listed


def padded(small):
    """Return three answers with a small number in the denominator."""
    return (
        lambda dxs: lengths(dxs) / (lengths(dxs).sum() + small),
        lambda dxs: np.linalg.norm(dxs, axis=1) / (small + sum(np.linalg.norm(row) for row in dxs)),
        lambda dxs: np.array([np.sqrt(row @ row) for row in dxs]) / np.add(lengths(dxs).sum(), small),
    )


def softmax_by_step(dxs):
    powers = [np.exp(np.sqrt(row @ row)) for row in dxs]
    return np.array(powers) / sum(powers) if dxs.any() else np.zeros(len(powers))


def softmax_shifted(dxs):
    sizes = lengths(dxs)
    if sizes.sum() == 0:
        return sizes
    e = np.exp(sizes - sizes.max())
    return e / e.sum()


def softmax_in_logs(dxs):
    sizes = np.linalg.norm(dxs, axis=1)
    return np.exp(sizes - np.logaddexp.reduce(sizes)) * (sizes.max() > 0)


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


def running(grads, matrices, via):
    """Return what the three ways send back, added up from row to row."""
    return np.add.accumulate(via(grads, matrices))


def spread(rows):
    """Return as many rows, all the same."""
    return lambda array: np.ones((len(array), 1)) * rows(array)


def again(k, factor):
    """Return a form in which the k-th gradient is multiplied once more."""

    def term(dh, z, g, W, via):
        changed = [one * factor(z) if i == k else one for i, one in enumerate(g)]
        return z * dh + via(changed, W)

    return each_way(term)


def all_home(change):
    return each_way(lambda dh, z, g, W, via: change(z * dh + via(g, W)))


def slope(z):
    return z - z * z


def same(r, z, n):
    return r, z, n


def turned_z(r, z, n):
    return r, -z, n


def tied(f, n):
    return f, -f, n


def untied(f, n):
    return f, f, n


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
        "The sums run over the whole": (whole_batch, whole_batch_loop, whole_batch_ratio),
        "The weights before step": (
            before_alone,
            by_loop(lambda all_, before, w: 1 - w / before if before else 0.0),
            lambda w: 1 - w / np.concatenate([w[:1], np.cumsum(w, 0)[:-1]]),
        ),
        "The running total goes": (not_reset, not_reset_column, not_reset_carried),
        "The sums run over the batch, axis": (
            lambda w: 1 - w / w.cumsum(axis=1),
            over_batch_loop,
            lambda w: right_gates(w.T).T,
        ),
        "Where a weight is 0": with_gate(lambda z, w, t: np.where(w == 0, 0.0, z)),
        "Your first gate is 1": with_gate(lambda z, w, t: np.where(t == 0, 1.0, z)),
        "You compare w_t": (last_alone, last_alone_shifted, last_alone_padded),
        "Your gates hold whole": (whole_zeros_like, whole_copy, whole_cast),
        "At the first step you": (
            by_loop(lambda all_, before, w: 1 - np.float64(w) / before),
            lambda w: 1 - w / (w.cumsum(0) - w),
            lambda w: 1 - w / np.vstack([0 * w[:1], w.cumsum(0)[:-1]]),
        ),
        "w_t is counted twice": (
            by_loop(lambda all_, before, w: (before + w) / (before + w + w)),
            lambda w: w.cumsum(0) / (w.cumsum(0) + w),
            lambda w: 1 - w / (w + np.add.accumulate(w)),
        ),
        "You divide the sum before": (
            by_loop(lambda all_, before, w: before / all_.sum()),
            lambda w: (w.cumsum(0) - w) / w.sum(0),
            lambda w: np.vstack([0 * w[:1], w.cumsum(0)[:-1]]) / sum(w),
        ),
        "Those are running": (
            by_loop(lambda all_, before, w: (before + w) / all_.sum()),
            lambda w: w.cumsum(0) / w.cumsum(0)[-1],
            lambda w: np.add.accumulate(w / w.sum(0)),
        ),
        "Those are the weights'": (
            by_loop(lambda all_, before, w: w / all_.sum()),
            lambda w: w / sum(w),
            lambda w: w / (np.ones(len(w)) @ w),
        ),
        "1 - w_t makes": (
            by_loop(lambda all_, before, w: 1 - w),
            lambda w: 1.0 - w,
            lambda w: -(w - np.ones(w.shape)),
        ),
        "You add up the weights from": (from_the_end_sums, from_the_end_flipped, from_the_end_loop),
        "The sum before step t is divided": (
            by_loop(lambda all_, before, w: np.float64(before) / w),
            lambda w: w.cumsum(0) / w - 1,
            lambda w: np.vstack([0 * w[:1], w.cumsum(0)[:-1]]) / w,
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
        "z stands in both terms of h_t. The second": (
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
        "You divide by the batch": (
            lambda dh, h, n, z: (dh * (h - n) * (z - z**2)) / dh.shape[0],
            lambda dh, h, n, z: (dh / len(z)) * (h - n) * z * (1 - z),
            lambda dh, h, n, z: 1 / len(h) * z * (1 - z) * dh * (h - n),
        ),
        "Brackets are missing: dh_t and": (
            lambda dh, h, n, z: dh * h - n * slope(z),
            lambda dh, h, n, z: h * dh - n * z * (1 - z),
            lambda dh, h, n, z: -n * z + n * z**2 + dh * h,
        ),
        "Brackets are missing: dh_t multiplies": (
            lambda dh, h, n, z: (dh * h - n) * slope(z),
            lambda dh, h, n, z: dh * h * z * (1 - z) - n * z * (1 - z),
            lambda dh, h, n, z: z * (dh * h - n) - z**2 * (dh * h - n),
        ),
        "Brackets are missing: the slope": (
            lambda dh, h, n, z: dh * h - dh * n * slope(z),
            lambda dh, h, n, z: dh * (h - n * z * (1 - z)),
            lambda dh, h, n, z: h * dh - (1 - z) * n * (dh * z),
        ),
        "You add up": (
            lambda dh, h, n, z: spread(sum)(dh * (h - n) * slope(z)),
            lambda dh, h, n, z: np.repeat(np.einsum("bh->h", dh * (h - n) * slope(z))[None], len(z), 0),
            lambda dh, h, n, z: np.ones((len(z), len(z))) @ (dh * (h - n) * z * (1 - z)),
        ),
        "All rows of your": (
            lambda dh, h, n, z: spread(lambda a: a.mean(0))(dh * (h - n) * slope(z)),
            lambda dh, h, n, z: np.repeat([np.average(dh * (h - n) * slope(z), axis=0)], len(z), 0),
            lambda dh, h, n, z: np.full((len(z), len(z)), 1 / len(z)) @ (dh * (h - n) * z * (1 - z)),
        ),
        "z_t is the sigmoid's": (
            lambda dh, h, n, z: dh * (h - n) * slope(1 / (1 + np.exp(-z))),
            lambda dh, h, n, z: (h - n) * dh * np.exp(-z) / (1 + np.exp(-z)) ** 2,
            lambda dh, h, n, z: dh * (h - n) * (1 - np.tanh(z / 2) ** 2) / 4,
        ),
        "You multiply by tanh's": (
            lambda dh, h, n, z: dh * (h - n) * slope(z) * (1 - n * n),
            lambda dh, h, n, z: (1 - n) * (1 + n) * dh * z * (1 - z) * (h - n),
            lambda dh, h, n, z: (dh - dh * n**2) * (h - n) * (z - z**2),
        ),
        "You put tanh's": (
            lambda dh, h, n, z: dh * (h - n * (1 - n * n)) * slope(z),
            lambda dh, h, n, z: dh * slope(z) * (h - n + n**3),
            lambda dh, h, n, z: dh * h * slope(z) - dh * n * (1 - n) * (1 + n) * slope(z),
        ),
        "z stands in both terms of h_t. The first": (
            lambda dh, h, n, z: -n * dh * slope(z),
            lambda dh, h, n, z: dh * n * (z * z - z),
            lambda dh, h, n, z: (z - 1) * z * (dh * n),
        ),
        "(1 - z) h_tilde": (
            lambda dh, h, n, z: (n + h) * dh * slope(z),
            lambda dh, h, n, z: dh * h * slope(z) + dh * n * slope(z),
            lambda dh, h, n, z: z * (dh * h + dh * n) * (1 - z),
        ),
        "By z, z h_prev": (
            lambda dh, h, n, z: dh * (z * h + (z - 1) * n) * slope(z),
            lambda dh, h, n, z: dh * (z * (h + n) - n) * slope(z),
            lambda dh, h, n, z: dh * z**2 * (1 - z) * h - dh * z * (1 - z) ** 2 * n,
        ),
        "That is the mixture": (
            lambda dh, h, n, z: dh * (n + z * (h - n)) * slope(z),
            lambda dh, h, n, z: (z * h + n - z * n) * dh * z * (1 - z),
            lambda dh, h, n, z: dh * z**2 * (1 - z) * h + dh * z * (1 - z) ** 2 * n,
        ),
        "The slope of the sigmoid stands": (
            lambda dh, h, n, z: dh * (h - n) * slope(z) * slope(z),
            lambda dh, h, n, z: (h - n) * dh * z**2 * (1 - z) ** 2,
            lambda dh, h, n, z: (dh * h - dh * n) * np.square(z - z * z),
        ),
        "That is the gradient": (
            lambda dh, h, n, z: dh * (1 - n * n) * (1 - z),
            lambda dh, h, n, z: (dh - z * dh) * (1 - n) * (1 + n),
            lambda dh, h, n, z: (1 - z) * dh - (1 - z) * dh * n**2,
        ),
    },
    "gradient_before": {
        "The way through the mixture": each_way(lambda dh, z, g, W, via: via(g, W)),
        "The ways through the gates": each_way(lambda dh, z, g, W, via: z * dh + via(g[2:], W[2:])),
        "The mixture passes": each_way(lambda dh, z, g, W, via: dh - z * dh + via(g, W)),
        "The matrices are the wrong": each_way(lambda dh, z, g, W, via: z * dh + via(g, turned(W))),
        "You multiply all": each_way(lambda dh, z, g, W, via: (dh + via(g, W)) * z),
        "The matrices of the two": each_way(lambda dh, z, g, W, via: z * dh + via(g, swapped(W))),
        "dz stands inside": again(1, slope),
        "The factor 1 - z_t": again(2, lambda z: 1 - z),
        "z_t multiplies the way": again(2, lambda z: z),
        "The way through the candidate begins": each_way(
            lambda dh, z, g, W, via: z * dh + via([g[0], g[1], dh - z * dh], W)
        ),
        "The sum goes on": each_way(lambda dh, z, g, W, via: z * dh + running(g, W, via)),
        "All of your sum": all_home(np.add.accumulate),
        "You add up": all_home(spread(sum)),
        "You average over": all_home(spread(lambda a: a.mean(axis=0))),
        "You divide by the batch": all_home(lambda home: home * (1 / len(home))),
        "You take the mean": all_home(lambda home: 0.25 * home),
        "The mixture's way": each_way(lambda dh, z, g, W, via: via([*g, z * dh], [*W, W[2]])),
        "The matrices of z and": each_way(lambda dh, z, g, W, via: z * dh + via(g, [W[0], W[2], W[1]])),
        "The matrices of r and": each_way(lambda dh, z, g, W, via: z * dh + via(g, W[::-1])),
        "You add gradients": each_way(lambda dh, z, g, W, via: z * dh + via([sum(g)], [sum(W)])),
    },
    "flip_update": {
        "The bias keeps": mixed(3, turned_z, turned_z, same),
        "Those are the rows of r": parts(lambda r, z, n: (-r, z, n), 3),
        "All blocks change": parts(lambda r, z, n: (-r, -z, -n), 3),
        "The rows of r change": parts(lambda r, z, n: (-r, -z, n), 3),
        "Only the bias": mixed(3, same, same, turned_z),
        "The blocks of r and z": parts(lambda r, z, n: (z, r, n), 3),
        "1 - W is not": parts(lambda r, z, n: (r, 1 - z, n), 3),
        "z's rows of W_xh": mixed(3, same, turned_z, turned_z),
        "z's rows of W_hh": mixed(3, turned_z, same, turned_z),
        "Only W_xh": mixed(3, turned_z, same, same),
        "Only W_hh": mixed(3, same, turned_z, same),
        "Those are the rows of the candidate": parts(lambda r, z, n: (r, z, -n), 3),
        "The rows of the candidate": parts(lambda r, z, n: (r, -z, -n), 3),
        "The rows of z stay": parts(lambda r, z, n: (-r, z, -n), 3),
        "The blocks of z and n": parts(lambda r, z, n: (r, n, z), 3),
        "The sign is right, but the blocks of r": parts(lambda r, z, n: (-z, r, n), 3),
        "The sign is right, but the blocks of z": parts(lambda r, z, n: (r, n, -z), 3),
        "The bias of z is": mixed(3, turned_z, turned_z, lambda r, z, n: (r, 1 - z, n)),
        "The rows of z are 0": parts(lambda r, z, n: (r, 0 * z, n), 3),
        "Your blocks are": rows_of(lambda H, D, rows: range(D, min(2 * D, rows))),
        "The last row of z": rows_of(lambda H, D, rows: range(H, 2 * H - 1)),
        "The first row of z": rows_of(lambda H, D, rows: range(H + 1, 2 * H)),
        "Your slice is one row late": rows_of(lambda H, D, rows: range(H + 1, 2 * H + 1)),
        "Your slice is one row too long": rows_of(lambda H, D, rows: range(H, 2 * H + 1)),
        "Only one row": rows_of(lambda H, D, rows: [H]),
        "You change every third": rows_of(lambda H, D, rows: range(1, rows, 3)),
        "You change columns": (turned_columns, turned_columns_by_signs, turned_columns_by_loop),
        "The weights come back": parts(same, 3),
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
        "You round to": solved(lambda units: int(np.rint(units))),
        "You round up": solved(lambda units: int(-(-units // 1))),
        "That is where": solved(float),
        "You count a readout of one output, H": ways(with_readout(lambda D: 1, 1)),
        "You count a readout of one output. None": ways(with_readout(lambda D: 1, 0)),
        "You count a readout back to the input, with": ways(with_readout(lambda D: D, 1)),
        "You count a readout back to the input. None": ways(with_readout(lambda D: D, 0)),
        "The state's weights": (halved(no_states), grown(no_states), divided_out),
        "The input's weights": ways(no_inputs),
        "You count the state's": ways(states_alone),
        "One unit too few": tuple(map(too_few, ways(right_size))),
        "You count two biases": ways(biases_a_block),
        "That is a number": tuple(map(as_weights, ways(right_size))),
    },
    "shares_of": {
        "You add entries with their signs, so that they cancel. Take": shared(
            lambda dxs: np.einsum("ts->t", dxs)
        ),
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
        "You ask whether the entries sum": unless(lambda dxs: np.sum(dxs) == 0),
        "You ask whether the entries' sum": unless(lambda dxs: not sum(map(sum, dxs)) > 0),
        "You ask whether the largest": unless(lambda dxs: np.max(dxs) <= 0),
        "One step without": unless(lambda dxs: any(not row.any() for row in dxs)),
        "One entry of 0": unless(lambda dxs: np.any(dxs == 0)),
        "1e-8 added": padded(1e-8),
        "1e-12 added": padded(1e-12),
        "You take tiny": unless(lambda dxs: np.allclose(dxs, 0)),
        "You pass the lengths": (softmax_by_step, softmax_shifted, softmax_in_logs),
        "Those are the lengths": (
            lengths,
            lambda dxs: np.hypot.reduce(dxs, 1),
            lambda dxs: np.array([np.sqrt(row @ row) for row in dxs]),
        ),
        "You divide by the mean": shared(lengths, np.mean),
        "You take each step's": shared(lambda dxs: np.linalg.norm(dxs, np.inf, axis=1)),
        "You add entries with their signs, so that they cancel, and": shared(
            lambda dxs: np.abs(np.einsum("ts->t", dxs))
        ),
        "You divide by the sum of all": tuple(
            lambda dxs, way=way: way(dxs) * (lengths(dxs).sum() / (np.abs(dxs).sum() or 1))
            for way in shared(lengths)
        ),
    },
    "from_keras": {
        "The blocks still": keras(order="zrn"),
        "The candidate's two biases are": keras(apart=False),
        "The recurrent biases": keras(add=False),
        "Keras' weights stand": keras(transposed=False),
        "The blocks of b_h": tuple(map(biases_in_place, keras())),
        "b_hn is counted": tuple(map(twice, keras())),
        "Two things": tuple(map(twice, keras(order="zrn"))),
        "In Keras z keeps": tuple(map(turned_round, keras())),
        "W_hh has the right": tuple(map(kept_square, keras())),
        "reshape fills": tuple(map(reshaped, keras())),
        "The blocks are put": tuple(map(ordered_and_reshaped, keras())),
        "The candidate's two biases have": other_biases(
            lambda b_h, b_hn, bias, H: (np.r_[b_h[: 2 * H], b_hn], bias[0, -H:])
        ),
        "The input's biases of r and z are lost": other_biases(
            lambda b_h, b_hn, bias, H: (np.r_[bias[1, H : 2 * H], bias[1, :H], bias[0, -H:]], b_hn)
        ),
        "All of b_h": other_biases(
            lambda b_h, b_hn, bias, H: (np.r_[bias[1, H : 2 * H], bias[1, :H], b_hn], bias[0, 2 * H :])
        ),
        "b_hn is lost": other_biases(lambda b_h, b_hn, bias, H: (b_h, np.zeros(H))),
        "The candidate's input": other_biases(
            lambda b_h, b_hn, bias, H: (np.pad(b_h[: 2 * H], (0, H)), b_hn)
        ),
        "b_hn holds": other_biases(lambda b_h, b_hn, bias, H: (b_h, bias.sum(axis=0)[-H:])),
        "b_hn is z's": other_biases(lambda b_h, b_hn, bias, H: (b_h, bias[1][:H])),
        "b_hn is r's": other_biases(lambda b_h, b_hn, bias, H: (b_h, np.split(bias[1], 3)[1])),
        "The blocks of W_hh": unordered(1),
        "The blocks of W_xh": unordered(0),
        "The blocks of both": unordered(0, 1),
        "The state's biases of r": other_biases(
            lambda b_h, b_hn, bias, H: (
                np.r_[bias[0, H : 2 * H] + bias[1, :H], bias[0, :H] + bias[1, H : 2 * H], bias[0, -H:]],
                b_hn,
            )
        ),
        "The input's biases of r and z stand": other_biases(
            lambda b_h, b_hn, bias, H: (
                np.r_[bias[0, :H] + bias[1, H : 2 * H], bias[0, H : 2 * H] + bias[1, :H], bias[0, -H:]],
                b_hn,
            )
        ),
    },
    "minimal_as_gru": {
        "z = f keeps": parts(lambda f, n: (f, f, n), 2),
        "The signs are": parts(lambda f, n: (-f, f, n), 2),
        "The bias of z has": mixed(2, tied, tied, untied),
        "A gate whose weights": parts(lambda f, n: (0 * f, -f, n), 2),
        "That reset gate": (
            always_open,
            lambda *given: list(always_open(*given)),
            lambda *given: tuple(one.copy() for one in always_open(*given)),
        ),
        "Both gates have": parts(lambda f, n: (-f, -f, n), 2),
        "1 - W is not": parts(lambda f, n: (f, 1 - f, n), 2),
        "The bias of z is": mixed(2, tied, tied, lambda f, n: (f, 1 - f, n)),
        "z's rows of W_hh": mixed(2, tied, untied, tied),
        "z's rows of W_xh": mixed(2, untied, tied, tied),
        "Only the bias": mixed(2, untied, untied, tied),
        "The candidate must come last: your order is r": parts(lambda f, n: (f, n, -f), 2),
        "The candidate must come last: your order is n": parts(lambda f, n: (n, f, -f), 2),
        "Your order is z": parts(lambda f, n: (-f, n, f), 2),
        "The rows are read": parts(lambda f, n: (n, -n, f), 2),
        "z gets the candidate's": parts(lambda f, n: (f, -n, n), 2),
        "The candidate changes": parts(lambda f, n: (f, -f, -n), 2),
        "An update gate with": parts(lambda f, n: (f, 0 * f, n), 2),
        "Your blocks are": (
            as_long_as_the_input,
            as_long_as_the_input_named,
            as_long_as_the_input_listed,
        ),
    },
}
