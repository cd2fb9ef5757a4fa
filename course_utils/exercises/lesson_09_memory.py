"""Lesson 9: attention over parts of the keys, a mean read from a state, a pair taken out of it."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(99)


def _part(rng, queries, keys, width, middle=0.0, hidden=0):
    """Return m, total and mean over some keys; the first `hidden` queries may look at none of them."""
    scores, values = middle + 2 * rng.standard_normal((queries, keys)), rng.standard_normal((keys, width))
    m = scores.max(axis=1)
    weights = np.exp(scores - m[:, None])
    total, mean = weights.sum(axis=1), weights @ values / weights.sum(axis=1, keepdims=True)
    m[:hidden], total[:hidden], mean[:hidden] = -np.inf, 0, 0
    return m, total, mean


def _two_parts():
    for queries, keys, width, middles, hidden in (
        (1, (2, 3), 1, (0, 0), 0),
        (2, (4, 1), 2, (0, 0), 0),
        (3, (1, 5), 3, (0, 0), 1),
        (2, (3, 3), 2, (2000, 2000), 0),
        (2, (3, 2), 2, (1000, 3000), 0),
    ):
        rng, sizes = _rng(), list(zip(keys, middles, (0, hidden), strict=True))
        for order in (sizes, sizes[::-1]):
            yield tuple(_part(rng, queries, count, width, middle, out) for count, middle, out in order)
    zero = np.zeros(2), np.array([1.0, 3.0]), np.ones((2, 2))
    yield zero, zero
    apart = np.array([0.0, -900.0]), np.array([1.0, 3.0]), np.ones((2, 2))
    yield apart, (apart[0] - 1, np.array([2.0, 1.0]), np.zeros((2, 2)))


def _merged(first, second, of_mean=None, total=None):
    """Return a merged triple; the shares of the means, or the total, may be other than they should."""
    (m_1, total_1, mean_1), (m_2, total_2, mean_2) = first, second
    m = np.maximum(m_1, m_2)
    s_1, s_2 = np.exp(m_1 - m), np.exp(m_2 - m)
    w_1, w_2 = of_mean(s_1, s_2, total_1, total_2) if of_mean else (s_1 * total_1, s_2 * total_2)
    mean = (w_1[:, None] * mean_1 + w_2[:, None] * mean_2) / (w_1 + w_2)[:, None]
    return m, total(s_1, s_2, total_1, total_2) if total else s_1 * total_1 + s_2 * total_2, mean


@exercise(
    probes=lambda: list(_two_parts()),
    hints=(
        "Each total counts from its own largest score. What is it, counted from the larger of the two?",
        "exp(s - m) = exp(s - m_1) exp(m_1 - m): one factor for the whole part.",
        "Each mean then counts with its part's new total.",
    ),
    learned="You can take a softmax piece by piece: FlashAttention rests on this.",
)
def merge_tiles(first, second):
    """Return m (queries,), total (queries,) and mean (queries, width) over both parts of the keys."""
    (m_1, total_1, mean_1), (m_2, total_2, mean_2) = first, second
    m = np.maximum(m_1, m_2)
    w_1, w_2 = total_1 * np.exp(m_1 - m), total_2 * np.exp(m_2 - m)
    total = w_1 + w_2
    return m, total, (w_1[:, None] * mean_1 + w_2[:, None] * mean_2) / total[:, None]


@merge_tiles.mistake(
    "The totals count from different scores: bring both to the larger m before you add them."
)
def _(first, second):
    return _merged(first, second, lambda s_1, s_2, t_1, t_2: (t_1, t_2), lambda s_1, s_2, t_1, t_2: t_1 + t_2)


@merge_tiles.mistake(
    "You take the exponential of m itself, which may be above 0: count both totals from the larger m, by the "
    "exponential of m_1 - m and of m_2 - m."
)
def _(first, second):
    with np.errstate(all="ignore"):
        (m_1, total_1, mean_1), (m_2, total_2, mean_2) = first, second
        w_1, w_2 = total_1 * np.exp(m_1), total_2 * np.exp(m_2)
        mean = (w_1[:, None] * mean_1 + w_2[:, None] * mean_2) / (w_1 + w_2)[:, None]
        return np.maximum(m_1, m_2), w_1 + w_2, mean


@merge_tiles.mistake(
    "Right for small scores. In the thousands the exponential of m overflows: take it of m_1 - m and m_2 - m."
)
def _(first, second):
    with np.errstate(all="ignore"):
        (m_1, total_1, mean_1), (m_2, total_2, mean_2) = first, second
        m, w_1, w_2 = np.maximum(m_1, m_2), total_1 * np.exp(m_1), total_2 * np.exp(m_2)
        mean = (w_1[:, None] * mean_1 + w_2[:, None] * mean_2) / (w_1 + w_2)[:, None]
        return m, (w_1 + w_2) / np.exp(m), mean


def _brought_to(first, second, m, given):
    """Return the merged triple with both totals brought to `m`, and `given` as its m."""
    (m_1, total_1, mean_1), (m_2, total_2, mean_2) = first, second
    with np.errstate(all="ignore"):
        w_1, w_2 = total_1 * np.exp(m_1 - m), total_2 * np.exp(m_2 - m)
        total = w_1 + w_2
        return given, total, (w_1[:, None] * mean_1 + w_2[:, None] * mean_2) / total[:, None]


@merge_tiles.mistake("You count from the first part's m, always. The larger of the two is needed.")
def _(first, second):
    (m_1, total_1, mean_1), (m_2, total_2, mean_2) = first, second
    with np.errstate(all="ignore"):
        w_2 = total_2 * np.exp(m_2 - m_1)
        total = total_1 + w_2
        return m_1, total, (total_1[:, None] * mean_1 + w_2[:, None] * mean_2) / total[:, None]


@merge_tiles.mistake("You count from the smaller m. The larger keeps every exponential at 1 or below.")
def _(first, second):
    m = np.minimum(first[0], second[0])
    return _brought_to(first, second, m, m)


@merge_tiles.mistake(
    "One m for all queries: where a query's own is far below, its totals become 0. Each has its own."
)
def _(first, second):
    top = max(first[0].max(), second[0].max())
    m, total, mean = _brought_to(first, second, top, np.maximum(first[0], second[0]))
    with np.errstate(all="ignore"):
        return m, total * np.exp(top - m), mean


@merge_tiles.mistake(
    "m and mean are right. The total counts each part from its own m: bring both to the larger."
)
def _(first, second):
    return _merged(first, second, total=lambda s_1, s_2, t_1, t_2: t_1 + t_2)


@merge_tiles.mistake("You add the two m. The larger of the two is the largest score of both parts.")
def _(first, second):
    m, total, mean = _merged(first, second)
    return first[0] + second[0], total, mean


@merge_tiles.mistake("The total is right; the means count as if each part had its old total.")
def _(first, second):
    return _merged(first, second, lambda s_1, s_2, t_1, t_2: (t_1, t_2))


@merge_tiles.mistake("The two means count alike here. Each has to count with its part's total.")
def _(first, second):
    return _merged(first, second, lambda s_1, s_2, t_1, t_2: (1.0 + 0 * t_1, 1.0 + 0 * t_2))


@merge_tiles.mistake(
    "The means count by their largest scores alone; how many keys a part has, and how good, is in its total."
)
def _(first, second):
    return _merged(first, second, lambda s_1, s_2, t_1, t_2: (s_1, s_2))


@merge_tiles.mistake("You return a weighted sum of the values: divide by the new total.")
def _(first, second):
    m, total, mean = _merged(first, second)
    return m, total, mean * total[:, None]


@merge_tiles.mistake("You ask for all queries at once whether a part is empty. Each query is its own case.")
def _(first, second):
    if np.isinf(first[0]).any():
        return second
    return first if np.isinf(second[0]).any() else merge_tiles.reference(first, second)


def _steps():
    rng = _rng()
    for batch, key, value in ((1, 2, 2), (1, 2, 3), (3, 2, 2), (2, 4, 1)):
        q_t, k_t = rng.uniform(0.1, 1, (2, batch, key))
        S, total = rng.standard_normal((batch, value, key)), rng.uniform(1, 2, (batch, key))
        yield S, total, q_t, k_t, rng.standard_normal((batch, value))
    yield np.zeros((2, 3, 2)), np.zeros((2, 2)), np.ones((2, 2)), np.ones((2, 2)), np.ones((2, 3))


def _read(S, total, q_t):
    return np.einsum("bvk,bk->bv", S, q_t) / np.einsum("bk,bk->b", total, q_t)[:, None]


@exercise(
    probes=lambda: list(_steps()),
    hints=(
        "What is the sum of all weights q·k_s, written so that q stands outside the sum?",
        "Keep the sum of all keys so far. Its product with q is what the read has to be divided by.",
        "v_t[:, :, None] * k_t[:, None, :] is what a step adds to S, for each sequence of the batch.",
    ),
    learned="You know linear attention as Katharopoulos and others wrote it: an RNN with two states.",
)
def mean_step(S, total, q_t, k_t, v_t):
    """Return the new S (batch, value, key), the new total (batch, key), and the read (batch, value)."""
    S, total = S + v_t[:, :, None] * k_t[:, None, :], total + k_t
    return S, total, np.einsum("bvk,bk->bv", S, q_t) / np.sum(total * q_t, axis=1, keepdims=True)


def _renewed(S, total, k_t, v_t):
    return S + v_t[:, :, None] * k_t[:, None, :], total + k_t


@mean_step.mistake("The read comes from the old state: step t itself belongs to the mean as well.")
def _(S, total, q_t, k_t, v_t):
    return *_renewed(S, total, k_t, v_t), _read(S, total, q_t)


@mean_step.mistake("You read before you write. Step t itself belongs to the mean.")
def _(S, total, q_t, k_t, v_t):
    weight = np.sum(total * q_t, axis=1, keepdims=True)
    asked = np.einsum("bvk,bk->bv", S, q_t)
    return *_renewed(S, total, k_t, v_t), asked / np.where(weight == 0, 1.0, weight)


@mean_step.mistake("You divide by the weights of the whole batch. Each sequence has its own sum.")
def _(S, total, q_t, k_t, v_t):
    S, total = _renewed(S, total, k_t, v_t)
    return S, total, np.einsum("bvk,bk->bv", S, q_t) / np.sum(total * q_t)


@mean_step.mistake("You keep the divided state. Divide what is read, and leave S a sum.")
def _(S, total, q_t, k_t, v_t):
    S, total, read = mean_step.reference(S, total, q_t, k_t, v_t)
    return S / np.sum(total * q_t, axis=1)[:, None, None], total, read


@mean_step.mistake(
    "Your total holds keys times this query. The next query is another one: keep the keys' sum."
)
def _(S, total, q_t, k_t, v_t):
    S, total = S + v_t[:, :, None] * k_t[:, None, :], total + k_t * q_t
    return S, total, np.einsum("bvk,bk->bv", S, q_t) / total.sum(axis=1, keepdims=True)


@mean_step.mistake("You read with the key. The query asks.")
def _(S, total, q_t, k_t, v_t):
    return mean_step.reference(S, total, k_t, k_t, v_t)


@mean_step.mistake("You write with the query. What is stored stands under its key.")
def _(S, total, q_t, k_t, v_t):
    return mean_step.reference(S, total, q_t, q_t, v_t)


@mean_step.mistake("The read is a weighted sum: divide it by the sum of the weights, so that it is a mean.")
def _(S, total, q_t, k_t, v_t):
    S, total = _renewed(S, total, k_t, v_t)
    return S, total, np.einsum("bvk,bk->bv", S, q_t)


@mean_step.mistake("You divide by the sum of the total alone. A weight is q·k: the query belongs to it.")
def _(S, total, q_t, k_t, v_t):
    S, total = _renewed(S, total, k_t, v_t)
    return S, total, np.einsum("bvk,bk->bv", S, q_t) / total.sum(axis=1, keepdims=True)


@mean_step.mistake("The total is not renewed: the key of step t has to be added to it.")
def _(S, total, q_t, k_t, v_t):
    S = S + v_t[:, :, None] * k_t[:, None, :]
    return S, total, _read(S, total, q_t)


@mean_step.mistake("S is not renewed: add v_t k_t^T.")
def _(S, total, q_t, k_t, v_t):
    total = total + k_t
    return S, total, _read(S, total, q_t)


@mean_step.mistake("You divide by the weight of the last key alone, q·k_t: all keys so far count.")
def _(S, total, q_t, k_t, v_t):
    S, total = _renewed(S, total, k_t, v_t)
    return S, total, np.einsum("bvk,bk->bv", S, q_t) / np.sum(k_t * q_t, axis=1, keepdims=True)


@mean_step.mistake(
    "You read the state before the pair is written, and divide by the total after it. Write first."
)
def _(S, total, q_t, k_t, v_t):
    new_S, new_total = _renewed(S, total, k_t, v_t)
    with np.errstate(all="ignore"):
        return new_S, new_total, _read(S, new_total, q_t)


def _states():
    rng = _rng()
    for value, key in ((1, 2), (2, 2), (3, 4), (4, 3)):
        yield rng.standard_normal((value, key)), rng.standard_normal(key)
    yield np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.0, 2.0])
    yield np.ones((2, 3)), np.array([0.6, 0.8, 0.0])


@exercise(
    probes=lambda: list(_states()),
    hints=(
        "What does S answer to k? Take away an outer product that answers the same to k.",
        "An outer product u k^T answers u (k·k) to k, and 0 to whatever is at right angles to k.",
        "So u (k·k) has to be S k.",
    ),
    learned="You can take one pair out of a memory that holds them all on top of each other.",
)
def forget_key(S, k):
    """Return the state (value, key) that answers 0 to k, and to all at right angles to k as S does."""
    return S - np.outer(S @ k, k) / (k @ k)


@forget_key.mistake("You take k to be of length 1. Divide by k·k.")
def _(S, k):
    return S - np.outer(S @ k, k)


@forget_key.mistake("You divide by the length of k once. It stands there twice: divide by k·k.")
def _(S, k):
    return S - np.outer(S @ k, k) / np.linalg.norm(k)


@forget_key.mistake(
    "You take the answer away from every column alike. Take it away along k: an outer product."
)
def _(S, k):
    return S - (S @ k)[:, None] / np.sum(k)


@forget_key.mistake("You set columns to 0 where k has an entry. That forgets all other keys with one there.")
def _(S, k):
    return np.where(k != 0, 0.0, S)


@forget_key.mistake("Each column loses its own share alone. What k was answered comes from all columns.")
def _(S, k):
    return S * (1 - k**2 / (k @ k))


@forget_key.mistake("Only half is taken away: S still answers to k.")
def _(S, k):
    return S - np.outer(S @ k, k) / (k @ k) / 2


@forget_key.mistake("You divide by the sum of k's entries. Divide by k·k.")
def _(S, k):
    return S - np.outer(S @ k, k) / np.sum(k)


@forget_key.mistake("Everything is forgotten. What is at right angles to k has to stay.")
def _(S, k):
    return 0 * S


@forget_key.mistake("The sign is wrong: what k was answered has to be taken away.")
def _(S, k):
    return S + np.outer(S @ k, k) / (k @ k)


@forget_key.mistake("The rate is missing its state: take away what S answers to k, not k itself.")
def _(S, k):
    return S - np.outer(np.ones(len(S)), k) / (k @ k)


@forget_key.mistake("That is what k was answered, alone: take it away from S.")
def _(S, k):
    return np.outer(S @ k, k) / (k @ k)
