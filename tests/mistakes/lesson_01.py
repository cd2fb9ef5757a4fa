"""Lesson 1: each declared mistake as three people might write it, under the beginning of its sentence."""

import numpy as np


def cut(series, window, rows, shift):
    """Return so many rows, and the targets that lie `shift` after the first value of each."""
    X = np.stack([series[i : i + window] for i in range(rows)])
    return X, np.array([series[i + shift] for i in range(rows)])


def whole(series, window, horizon):
    return len(series) - window - horizon + 1


def by_loop(series, window, horizon):
    X, y = [], []
    for start in range(len(series) - window - horizon):
        X.append(series[start : start + window])
        y.append(series[start + window + horizon - 1])
    return np.array(X), np.array(y)


def by_stride(series, window, horizon, last):
    X = np.lib.stride_tricks.sliding_window_view(series, window)[:last]
    return X, series[window + horizon - 1 :][:last]


def grid(hours, values, empty, last=0):
    found = dict(zip(hours.tolist(), values.tolist(), strict=True))
    return np.array([found.get(hour, empty) for hour in range(hours[0], hours[-1] + 1 + last)])


def zeros_later(hours, values):
    filled = np.full(hours[-1] - hours[0] + 1, np.nan)
    filled[hours - hours[0]] = values
    filled[np.isnan(filled)] = 0
    return filled


def carried(hours, values):
    out, now = [], None
    known = dict(zip(hours.tolist(), values.tolist(), strict=True))
    for hour in range(hours[0], hours[-1] + 1):
        now = known.get(hour, now)
        out.append(now)
    return np.array(out)


def held(hours, values):
    lengths = np.diff(np.r_[hours, hours[-1] + 1])
    return np.repeat(values, lengths)


def filled_forward(hours, values):
    out = grid(hours, values, np.nan)
    for i in range(1, len(out)):
        if np.isnan(out[i]):
            out[i] = out[i - 1]
    return out


def lines(hours, values):
    out = [values[0]]
    for i in range(1, len(hours)):
        out.extend(np.linspace(values[i - 1], values[i], hours[i] - hours[i - 1] + 1)[1:])
    return np.array(out)


def lines_by_mask(hours, values):
    out = grid(hours, values, np.nan)
    gap = np.isnan(out)
    out[gap] = np.interp(np.flatnonzero(gap), np.flatnonzero(~gap), out[~gap])
    return out


def scaled(train, test, mean, std):
    return (train - mean) / std, (test - mean) / std


def own_scale(train, test):
    return tuple((part - np.mean(part)) / (np.std(part) or np.nan) for part in (train, test))


def own_scale_by_zscore(train, test):
    def zscore(v):
        return (v - v.mean()) / np.sqrt(np.mean((v - v.mean()) ** 2) or np.nan)

    return zscore(train), zscore(test)


def own_scale_apart(train, test):
    a, b = train - train.mean(), test - test.mean()
    return a / train.std(), b / (np.sqrt(test.var()) or np.nan)


def overwritten(train, test):
    train = train - train.mean()
    train = train / train.std()
    test = (test - train.mean()) / train.std()
    return train, test


def all_windows(s, w):
    return np.lib.stride_tricks.sliding_window_view(np.asarray(s), w)


def each_row(s, w, h, target):
    """Return the rows, and what `target` makes of the values between each and its horizon's end."""
    X = [list(s[i : i + w]) for i in range(whole(s, w, h))]
    return np.array(X), np.array([target(s[i + w : i + w + h]) for i in range(len(X))])


def in_whole_numbers(s, w, h):
    X, y = np.zeros((whole(s, w, h), w), dtype=int), np.zeros(whole(s, w, h), dtype=int)
    for i in range(len(X)):
        X[i], y[i] = s[i : i + w], s[i + w + h - 1]
    return X, y


def apart(s, w, h):
    X, y, i = [], [], 0
    while i + w + h <= len(s):
        X.append(s[i : i + w])
        y.append(s[i + w + h - 1])
        i += w
    return np.array(X), np.array(y)


def around(s, w, h):
    X = all_windows(s, w)
    return X, np.array([s[(i + w + h - 1) % len(s)] for i in range(len(X))])


def mixed_up(n, k, h):
    """Return masks, not numbers."""
    train, test = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    train[: max(n - k - h + 1, 0)] = test[n - k :] = True
    return train, test


def known(t, v):
    return dict(zip(t.tolist(), v.tolist(), strict=True))


def gap_by_gap(t, v):
    out = [v[0]]
    for i in range(1, len(t)):
        out += [np.nan, v[i]] if t[i] > t[i - 1] + 1 else [v[i]]
    return np.array(out)


def as_true(t, v):
    found = known(t, v)
    return np.array([found.get(hour) or np.nan for hour in range(t[0], t[-1] + 1)])


def strung(t, v, missing):
    """Return the values with so many NaN before each as `missing` says for the distance."""
    out = [v[0]]
    for i in range(1, len(t)):
        out += [np.nan] * int(missing(t[i] - t[i - 1])) + [v[i]]
    return np.array(out)


def every_step(t, v):
    return np.concatenate(
        [[*[np.nan] * int(step), value] for step, value in zip(np.diff(t, prepend=t[0]), v, strict=True)]
    )


def wide_gaps(t, v):
    out = []
    for i in range(len(t) - 1):
        out.append(v[i])
        if t[i + 1] - t[i] > 2:
            out.extend([np.nan] * int(t[i + 1] - t[i] - 1))
    return np.array([*out, v[-1]])


def without_single_gaps(t, v):
    single = [hour for hour in range(t[0], t[-1]) if hour not in t and hour - 1 in t and hour + 1 in t]
    return np.delete(grid(t, v, np.nan), np.array(single, dtype=int) - t[0])


def from_zero(t, v):
    out = np.full(t[-1] + 1, np.nan)
    out[t] = v
    return out


def packed(t, v):
    out = np.full(t[-1] - t[0] + 1, np.nan)
    out[: len(v)] = v
    return out


def filled_back(t, v):
    out = grid(t, v, np.nan)
    for i in range(len(out) - 2, -1, -1):
        if np.isnan(out[i]):
            out[i] = out[i + 1]
    return out


def filled_with(t, v, value):
    out = grid(t, v, np.nan)
    out[np.isnan(out)] = value
    return out


def one_more(t, v):
    out = np.full(t[-1] - t[0] + 2, np.nan)
    out[t - t[0]] = v
    return out


def both_of(a, b):
    both = np.append(a, b)
    return both.mean(), both.std()


def half_centred(a, b):
    a = a - a.mean()
    return a / a.std(), (b - a.mean()) / a.std()


def overwritten_mean(a, b):
    both = np.r_[a, b]
    mean, std = a.mean(), both.std()
    return (a - mean) / std, (b - mean) / std


VARIANTS = {
    "windows": {
        "Your last windows have no target, so": (
            lambda s, w, h: (all_windows(s, w), np.r_[s[w + h - 1 :], [np.nan] * h]),
            lambda s, w, h: (all_windows(s, w), np.pad(s[w + h - 1 :], (0, h), constant_values=np.nan)),
            lambda s, w, h: (
                np.array([s[i : i + w] for i in range(len(s) - w + 1)]),
                np.array([s[i] if i < len(s) else np.nan for i in range(w + h - 1, len(s) + h)]),
            ),
        ),
        "Your table runs from": (
            lambda s, w, h: tuple(np.flip(part, 0) for part in cut(s, w, whole(s, w, h), w + h - 1)),
            lambda s, w, h: (all_windows(s, w)[:-h][::-1], s[w + h - 1 :][::-1]),
            lambda s, w, h: (
                np.array([s[i : i + w] for i in reversed(range(whole(s, w, h)))]),
                np.array([s[i + w + h - 1] for i in reversed(range(whole(s, w, h)))]),
            ),
        ),
        "Your targets are changes": (
            lambda s, w, h: (all_windows(s, w)[:-h], s[w + h - 1 :] - s[w - 1 : -h]),
            lambda s, w, h: (
                each_row(s, w, h, lambda v: v[-1])[:1] + (s[w - 1 + h :] - s[w - 1 : len(s) - h],)
            ),
            lambda s, w, h: (
                cut(s, w, whole(s, w, h), 0)[0],
                np.array([s[i + w + h - 1] - s[i + w - 1] for i in range(whole(s, w, h))]),
            ),
        ),
        "You move on by `horizon`": (
            lambda s, w, h: tuple(part[::h] for part in cut(s, w, whole(s, w, h), w + h - 1)),
            lambda s, w, h: (all_windows(s, w)[: whole(s, w, h) : h], s[w + h - 1 :: h]),
            lambda s, w, h: (
                np.array([s[i : i + w] for i in range(0, len(s) - w - h + 1, h)]),
                np.array([s[i + w + h - 1] for i in range(0, len(s) - w - h + 1, h)]),
            ),
        ),
        "You leave out the first windows": (
            lambda s, w, h: (all_windows(s, w)[:-1][-whole(s, w, h) :], s[w + h - 1 :]),
            lambda s, w, h: cut(s[h - 1 :], w, len(s) - h + 1 - w, w),
            lambda s, w, h: (
                np.array([s[end - w : end] for end in range(w + h - 1, len(s))]),
                np.array([s[end] for end in range(w + h - 1, len(s))]),
            ),
        ),
        "Your arrays hold whole": (
            in_whole_numbers,
            lambda s, w, h: (cut(s, w, whole(s, w, h), 0)[0].astype(int), s[w + h - 1 :].astype(int)),
            lambda s, w, h: cut(np.trunc(s), w, whole(s, w, h), w + h - 1),
        ),
        "Your windows don't overlap": (
            apart,
            lambda s, w, h: (all_windows(s, w)[: whole(s, w, h) : w], s[w + h - 1 :: w]),
            lambda s, w, h: tuple(part[::w] for part in cut(s, w, whole(s, w, h), w + h - 1)),
        ),
        "Your last windows have no target: ": (
            around,
            lambda s, w, h: (all_windows(s, w), np.roll(s, -(w + h - 1))[: len(s) - w + 1]),
            lambda s, w, h: (cut(s, w, len(s) - w + 1, 0)[0], np.r_[s[w + h - 1 :], s[:h]]),
        ),
        "Each target is a mean": (
            lambda s, w, h: each_row(s, w, h, np.mean),
            lambda s, w, h: each_row(s, w, h, lambda v: sum(v) / h),
            lambda s, w, h: (cut(s, w, whole(s, w, h), 0)[0], np.convolve(s, np.ones(h), "valid")[w:] / h),
        ),
        "Each target is a sum": (
            lambda s, w, h: each_row(s, w, h, np.sum),
            lambda s, w, h: each_row(s, w, h, sum),
            lambda s, w, h: (cut(s, w, whole(s, w, h), 0)[0], np.convolve(s, np.ones(h), "valid")[w:]),
        ),
        "Your targets are all": (
            lambda s, w, h: each_row(s, w, h, list),
            lambda s, w, h: (all_windows(s, w)[:-h], all_windows(s[w:], h)),
            lambda s, w, h: (
                cut(s, w, whole(s, w, h), 0)[0],
                np.stack([s[w + k : w + k + whole(s, w, h)] for k in range(h)], axis=1),
            ),
        ),
        "Each target has a row": (
            lambda s, w, h: (cut(s, w, whole(s, w, h), 0)[0], s[w + h - 1 :].reshape(-1, 1)),
            lambda s, w, h: each_row(s, w, h, lambda v: [v[-1]]),
            lambda s, w, h: (all_windows(s, w)[:-h], np.expand_dims(s[w + h - 1 :], 1)),
        ),
        "Your rows are one value too long": (
            lambda s, w, h: (all_windows(s, w + 1)[: whole(s, w, h)], s[w + h - 1 :]),
            lambda s, w, h: (cut(s, w + 1, whole(s, w, h), 0)[0], s[w + h - 1 :]),
            lambda s, w, h: (
                np.array([s[i : i + w + 1] for i in range(whole(s, w, h))]),
                np.array([s[i + w + h - 1] for i in range(whole(s, w, h))]),
            ),
        ),
        "Your rows are one value too short": (
            lambda s, w, h: (cut(s, w, whole(s, w, h), 0)[0][:, :-1], s[w + h - 1 :]),
            lambda s, w, h: (cut(s, w - 1, whole(s, w, h), 0)[0], s[w + h - 1 :]),
            lambda s, w, h: (
                np.array([[s[i + k] for k in range(w - 1)] for i in range(whole(s, w, h))]),
                s[w + h - 1 :],
            ),
        ),
        "Your targets come one step too early: ": (
            lambda s, w, h: (cut(s, w, whole(s, w, h), 0)[0], s[w + h - 2 : -1]),
            lambda s, w, h: cut(s, w, whole(s, w, h), w + h - 2),
            lambda s, w, h: (all_windows(s, w)[:-h], s[w - 1 :][h - 1 : -1]),
        ),
        "Your targets come one step too early, so": (
            lambda s, w, h: cut(s, w, len(s) - w - h + 2, w + h - 2),
            lambda s, w, h: (all_windows(s, w)[: whole(s, w, h) + 1], s[w + h - 2 :]),
            lambda s, w, h: (
                np.array([s[i : i + w] for i in range(len(s)) if i + w + h - 2 < len(s)]),
                np.array([s[i + w + h - 2] for i in range(len(s)) if i + w + h - 2 < len(s)]),
            ),
        ),
        "You leave out the horizon, and": (
            lambda s, w, h: (cut(s, w, whole(s, w, h), 0)[0], s[w:]),
            lambda s, w, h: (all_windows(s, w)[:-h], np.array([s[i] for i in range(w, len(s))])),
            lambda s, w, h: (np.array([s[i : i + w] for i in range(len(s) - w - h + 1)]), s[w:].copy()),
        ),
        "X has windows that": (
            lambda s, w, h: (all_windows(s, w), s[w + h - 1 :]),
            lambda s, w, h: (cut(s, w, len(s) - w + 1, 0)[0], s[w + h - 1 :]),
            lambda s, w, h: (
                np.array([s[i : i + w] for i in range(len(s)) if i + w <= len(s)]),
                np.array([s[i] for i in range(w + h - 1, len(s))]),
            ),
        ),
        "Your number of rows forgets": (
            lambda s, w, h: (all_windows(s, w)[:-1], s[w + h - 1 :]),
            lambda s, w, h: (cut(s, w, len(s) - w, 0)[0], s[w + h - 1 :]),
            lambda s, w, h: (
                np.array([s[i - w : i] for i in range(w, len(s))]),
                np.array([s[i] for i in range(w + h - 1, len(s))]),
            ),
        ),
        "You count the horizon from": (
            lambda s, w, h: (all_windows(s, w)[:-h], s[h : h + whole(s, w, h)]),
            lambda s, w, h: cut(s, w, whole(s, w, h), h),
            lambda s, w, h: (
                np.array([s[i : i + w] for i in range(whole(s, w, h))]),
                np.array([s[i + h] for i in range(whole(s, w, h))]),
            ),
        ),
        "The last row is missing": (
            by_loop,
            lambda s, w, h: cut(s, w, whole(s, w, h) - 1, w + h - 1),
            lambda s, w, h: by_stride(s, w, h, whole(s, w, h) - 1),
        ),
        "Each target is the last value": (
            lambda s, w, h: cut(s, w, whole(s, w, h), w - 1),
            lambda s, w, h: (lambda X: (X, X[:, -1]))(cut(s, w, whole(s, w, h), 0)[0]),
            lambda s, w, h: (by_stride(s, w, h, whole(s, w, h))[0], s[w - 1 : len(s) - h]),
        ),
        "You leave out the horizon: ": (
            lambda s, w, h: cut(s, w, whole(s, w, h), w),
            lambda s, w, h: (by_stride(s, w, h, whole(s, w, h))[0], s[w:][: whole(s, w, h)]),
            lambda s, w, h: (
                np.array([s[i - w : i] for i in range(w, len(s) - h + 1)]),
                np.array([s[i] for i in range(w, len(s) - h + 1)]),
            ),
        ),
        "The targets lie one step too far": (
            lambda s, w, h: cut(s, w, whole(s, w, h) - 1, w + h),
            lambda s, w, h: (by_stride(s, w, h, whole(s, w, h) - 1)[0], s[w + h :]),
            lambda s, w, h: (
                np.array([s[i : i + w] for i in range(len(s) - w - h)]),
                np.array([s[i + w + h] for i in range(len(s) - w - h)]),
            ),
        ),
        "Each row runs backwards": (
            lambda s, w, h: (np.fliplr(cut(s, w, whole(s, w, h), 0)[0]), s[w + h - 1 :]),
            lambda s, w, h: (np.array([s[i : i + w][::-1] for i in range(whole(s, w, h))]), s[w + h - 1 :]),
            lambda s, w, h: (
                np.stack([s[w - 1 - k : w - 1 - k + whole(s, w, h)] for k in range(w)], axis=1),
                s[w + h - 1 :],
            ),
        ),
    },
    "split": {
        "You test on the oldest rows. The test comes": (
            lambda n, k, h: (np.arange(n)[k + h - 1 :], np.arange(n)[:k]),
            lambda n, k, h: (np.array([*range(k + h - 1, n)], dtype=int), np.array(range(k))),
            lambda n, k, h: (np.arange(k, n)[h - 1 :], np.arange(k)),
        ),
        "Your row numbers": (
            lambda n, k, h: (np.arange(1, max(n - k - h + 1, 0) + 1), np.arange(n - k + 1, n + 1)),
            lambda n, k, h: (np.array([*range(1, n - k - h + 2)], dtype=int), np.arange(n - k, n) + 1),
            lambda n, k, h: (np.arange(1, n + 1)[: max(n - k - h + 1, 0)], np.arange(1, n + 1)[-k:]),
        ),
        "Your gap is a row": (
            lambda n, k, h: (np.arange(n)[: max(n - k - h + 2, 0)], np.arange(n)[-k:]),
            lambda n, k, h: (np.flatnonzero(np.arange(n) + h - 1 <= n - k), np.arange(n - k, n)),
            lambda n, k, h: (
                np.array([i for i in range(n) if i + h - 2 < n - k], dtype=int),
                np.array(range(n - k, n)),
            ),
        ),
        "The last row of all": (
            lambda n, k, h: (np.arange(n - k - h + 1), np.arange(n - k, n - 1)),
            lambda n, k, h: (np.array([*range(n - k - h + 1)], dtype=int), np.arange(n)[-k:-1]),
            lambda n, k, h: (np.arange(n)[: max(n - k - h + 1, 0)], np.arange(n)[n - k : n - 1]),
        ),
        "Your gap is one": (
            lambda n, k, h: (np.arange(n - k - min(h - 1, 1)), np.arange(n - k, n)),
            lambda n, k, h: (np.arange(n - k)[: -1 if h > 1 else None], np.arange(n)[-k:]),
            lambda n, k, h: (np.array(range(n - k if h == 1 else n - k - 1)), np.array(range(n - k, n))),
        ),
        "Those are how many": (
            lambda n, k, h: (max(n - k - h + 1, 0), k),
            lambda n, k, h: [len(range(n - k - h + 1)), k],
            lambda n, k, h: (np.arange(n - k - h + 1).size, np.arange(n - k, n).size),
        ),
        "You take the gap from the test": (
            lambda n, k, h: (np.arange(n - k), np.arange(n)[n - k + h - 1 :]),
            lambda n, k, h: (np.array(range(n - k)), np.array(list(range(n - k + h - 1, n)), dtype=int)),
            lambda n, k, h: (np.arange(n)[:-k], np.arange(n - k, n)[h - 1 :]),
        ),
        "You leave out the oldest": (
            lambda n, k, h: (np.arange(n - k)[h - 1 :], np.arange(n - k, n)),
            lambda n, k, h: (np.array(list(range(h - 1, n - k)), dtype=int), np.arange(n)[-k:]),
            lambda n, k, h: (np.arange(n)[h - 1 : n - k], np.arange(n)[n - k :]),
        ),
        "You leave out rows at the end": (
            lambda n, k, h: (np.arange(n)[:-h], np.arange(n)[-k:]),
            lambda n, k, h: (np.array(list(range(n - h)), dtype=int), np.array(range(n - k, n))),
            lambda n, k, h: (np.arange(max(n - h, 0)), np.arange(n - k, n)),
        ),
        "With a long horizon": (
            lambda n, k, h: (np.arange(n)[: n - k - h + 1], np.arange(n)[n - k :]),
            lambda n, k, h: (np.array([*range(n)][: n - k + 1 - h]), np.array([*range(n)][-k:])),
            lambda n, k, h: (lambda end: (np.arange(n)[:end], np.arange(n - k, n)))(n - k - (h - 1)),
        ),
        "Those are True": (
            mixed_up,
            lambda n, k, h: (np.arange(n) + h <= n - k, np.arange(n) >= n - k),
            lambda n, k, h: (
                np.array([i + h - 1 < n - k for i in range(n)]),
                np.array([i >= n - k for i in range(n)]),
            ),
        ),
        "The targets of your last training rows": (
            lambda n, k, h: (np.arange(n)[:-k], np.arange(n)[-k:]),
            lambda n, k, h: tuple(np.split(np.arange(n), [n - k])),
            lambda n, k, h: (np.array(range(n - k)), np.array(range(n - k, n))),
        ),
        "You leave out one row too many:": (
            lambda n, k, h: (np.arange(n)[: max(n - k - h, 0)], np.arange(n)[n - k :]),
            lambda n, k, h: (np.array([*range(n - (k + h))], dtype=int), np.array(range(n - k, n))),
            lambda n, k, h: (np.arange(n - k)[:-h], np.arange(n - k, n)),
        ),
        "You leave out one row too many. And": (
            lambda n, k, h: (np.arange(n)[: n - k - h], np.arange(n)[n - k :]),
            lambda n, k, h: (np.array([*range(n)][: n - (k + h)]), np.arange(n)[-k:]),
            lambda n, k, h: (lambda first: (np.arange(n)[: first - h], np.arange(first, n)))(n - k),
        ),
        "You test on the oldest rows and": (
            lambda n, k, h: (np.arange(n)[k:], np.arange(n)[:k]),
            lambda n, k, h: tuple(np.split(np.arange(n), [k]))[::-1],
            lambda n, k, h: (np.array(range(k, n)), np.array(range(k))),
        ),
        "Train and test are swapped": (
            lambda n, k, h: (np.arange(n)[-k:], np.arange(n)[: max(n - k - h + 1, 0)]),
            lambda n, k, h: (np.arange(n)[n - k :], np.array([*range(n - k - (h - 1))], dtype=int)),
            lambda n, k, h: (lambda test: (test, np.arange(test[0] - h + 1)))(np.arange(n - k, n)),
        ),
    },
    "resample": {
        "You put None": (
            lambda t, v: [known(t, v).get(hour) for hour in range(t[0], t[-1] + 1)],
            lambda t, v: np.array([known(t, v).get(hour) for hour in range(t[0], t[-1] + 1)], dtype=object),
            lambda t, v: [v[t == hour][0] if hour in t else None for hour in range(t[0], t[-1] + 1)],
        ),
        "You filled the gaps with the nearest": (
            lambda t, v: np.array([v[np.argmin(abs(t - hour))] for hour in range(t[0], t[-1] + 1)]),
            lambda t, v: v[np.abs(np.arange(t[0], t[-1] + 1)[:, None] - t).argmin(axis=1)],
            lambda t, v: np.array(
                [min(zip(abs(t - hour), t, v, strict=True))[2] for hour in range(t[0], t[-1] + 1)]
            ),
        ),
        "There is a NaN too many": (
            every_step,
            lambda t, v: strung(t, v, lambda step: step),
            lambda t, v: np.insert(v, np.repeat(np.arange(1, len(v)), np.diff(t)), np.nan),
        ),
        "Where a single hour": (
            wide_gaps,
            lambda t, v: strung(t, v, lambda step: (step - 1) * (step > 2)),
            without_single_gaps,
        ),
        "Each gap has one NaN": (
            gap_by_gap,
            lambda t, v: np.insert(v, np.flatnonzero(np.diff(t) != 1) + 1, np.nan),
            lambda t, v: np.concatenate(
                [[*([np.nan] if i and t[i] - t[i - 1] > 1 else []), v[i]] for i in range(len(t))]
            ),
        ),
        "A measured 0 has": (
            as_true,
            lambda t, v: grid(t, np.where(v, v, np.nan), np.nan),
            lambda t, v: (lambda out: np.where(out == 0, np.nan, out))(np.bincount(t - t[0], weights=v)),
        ),
        "Your clock starts at hour 0": (
            from_zero,
            lambda t, v: np.array([known(t, v).get(hour, np.nan) for hour in range(t[-1] + 1)]),
            lambda t, v: np.r_[np.full(t[0], np.nan), grid(t, v, np.nan)],
        ),
        "Your values stand at the front": (
            packed,
            lambda t, v: np.r_[v, [np.nan] * (t[-1] - t[0] + 1 - len(v))],
            lambda t, v: np.array([v[i] if i < len(v) else np.nan for i in range(t[-1] - t[0] + 1)]),
        ),
        "You filled the gaps with the value that comes next": (
            filled_back,
            lambda t, v: np.r_[v[0], np.repeat(v[1:], np.diff(t))],
            lambda t, v: np.array([v[t >= hour][0] for hour in range(t[0], t[-1] + 1)]),
        ),
        "You filled the gaps with the mean": (
            lambda t, v: filled_with(t, v, v.mean()),
            lambda t, v: grid(t, v, v.sum() / len(v)),
            lambda t, v: (lambda out: np.where(np.isnan(out), np.nanmean(out), out))(grid(t, v, np.nan)),
        ),
        "There is an hour too many": (
            one_more,
            lambda t, v: grid(t, v, np.nan, last=1),
            lambda t, v: np.append(grid(t, v, np.nan), np.nan),
        ),
        "Those are the hours": (
            lambda t, v: np.arange(t[0], t[-1] + 1),
            lambda t, v: list(range(t[0], t[-1] + 1)),
            lambda t, v: t[0] + np.arange(t[-1] - t[0] + 1),
        ),
        "You put -1": (
            lambda t, v: grid(t, v, -1),
            lambda t, v: filled_with(t, v, -1.0),
            lambda t, v: np.nan_to_num(grid(t, v, np.nan), nan=-1),
        ),
        "The last hour is missing": (
            lambda t, v: grid(t, v, np.nan, last=-1),
            lambda t, v: grid(t, v, np.nan)[:-1],
            lambda t, v: np.array([v[t == hour][0] if hour in t else np.nan for hour in range(t[0], t[-1])]),
        ),
        "You put 0 in the gaps": (
            lambda t, v: grid(t, v, 0),
            zeros_later,
            lambda t, v: np.bincount(t - t[0], weights=v),
        ),
        "You filled the gaps with the value before": (carried, held, filled_forward),
        "You drew straight lines": (
            lines,
            lines_by_mask,
            lambda t, v: np.interp(range(t[0], t[-1] + 1), t, v),
        ),
        "The gaps are closed": (
            lambda t, v: v,
            lambda t, v: np.array(list(v)),
            lambda t, v: v[: len(t)] * 1.0,
        ),
    },
    "scale_honestly": {
        "The squares are added": (
            lambda a, b: scaled(a, b, a.mean(), np.linalg.norm(a - a.mean())),
            lambda a, b: scaled(a, b, a.mean(), a.std() * np.sqrt(len(a))),
            lambda a, b: scaled(a, b, a.mean(), np.sqrt(sum((x - a.mean()) ** 2 for x in a))),
        ),
        "You square the values": (
            lambda a, b: scaled(a, b, a.mean(), np.sqrt(np.mean(a * a))),
            lambda a, b: scaled(a, b, a.mean(), np.sqrt(a.var() + a.mean() ** 2)),
            lambda a, b: scaled(a, b, np.mean(a), np.linalg.norm(a) / np.sqrt(len(a))),
        ),
        "Your mean is honest": (
            overwritten_mean,
            lambda a, b: scaled(a, b, a.mean(), np.r_[a, b].std()),
            lambda a, b: scaled(a, b, sum(a) / len(a), np.sqrt(np.var([*a, *b]))),
        ),
        "Your standard deviation is honest": (
            lambda a, b: scaled(a, b, np.r_[a, b].mean(), a.std()),
            lambda a, b: scaled(a, b, (a.sum() + b.sum()) / (len(a) + len(b)), np.std(a)),
            lambda a, b: scaled(a, b, np.mean([*a, *b]), np.sqrt(np.mean((a - a.mean()) ** 2))),
        ),
        "You divide the mean alone": (
            lambda a, b: (a - a.mean() / a.std(), b - a.mean() / a.std()),
            lambda a, b: scaled(a, b, np.mean(a) / np.std(a), 1),
            lambda a, b: tuple(part - np.divide(a.mean(), a.std()) for part in (a, b)),
        ),
        "You divide the test part, but": (
            half_centred,
            lambda a, b: (scaled(a, b, a.mean(), a.std())[0], b / a.std()),
            lambda a, b: ((a - a.mean()) / a.std(), b / np.sqrt(a.var())),
        ),
        "You take the test part's own": (
            lambda a, b: ((a - a.mean()) / a.std(), (b - b.mean()) / a.std()),
            lambda a, b: tuple((part - part.mean()) / np.std(a) for part in (a, b)),
            lambda a, b: (lambda s: ((a - np.mean(a)) / s, (b - sum(b) / len(b)) / s))(a.std()),
        ),
        "You divide the test part by its": (
            lambda a, b: tuple((part - a.mean()) / part.std() for part in (a, b)),
            lambda a, b: ((a - np.mean(a)) / np.std(a), (b - np.mean(a)) / np.std(b)),
            lambda a, b: (lambda m: ((a - m) / a.std(), (b - m) / np.sqrt(b.var())))(a.mean()),
        ),
        "The training part is honest": (
            lambda a, b: (scaled(a, b, a.mean(), a.std())[0], scaled(a, b, *both_of(a, b))[1]),
            lambda a, b: ((a - a.mean()) / a.std(), (b - np.r_[a, b].mean()) / np.r_[a, b].std()),
            lambda a, b: ((a - np.mean(a)) / np.std(a), (b - np.mean([*a, *b])) / np.std([*a, *b])),
        ),
        "You took both numbers from": (
            lambda a, b: scaled(a, b, b.mean(), b.std()),
            lambda a, b: tuple((part - np.mean(b)) / np.std(b) for part in (a, b)),
            lambda a, b: scaled(a, b, sum(b) / len(b), np.sqrt(b.var())),
        ),
        "The training part comes back": (
            lambda a, b: (a, (b - a.mean()) / a.std()),
            lambda a, b: (a.copy(), scaled(a, b, a.mean(), a.std())[1]),
            lambda a, b: (a * 1.0, (b - np.mean(a)) / np.sqrt(a.var())),
        ),
        "You divide, but": (
            lambda a, b: (a / a.std(), b / a.std()),
            lambda a, b: scaled(a, b, 0, a.std()),
            lambda a, b: tuple(part / np.sqrt(np.var(a)) for part in (a, b)),
        ),
        "You scale to the range": (
            lambda a, b: scaled(a, b, min(a), max(a) - min(a)),
            lambda a, b: tuple((part - a.min()) / np.ptp(a) for part in (a, b)),
            lambda a, b: scaled(a, b, *(lambda low, high: (low, high - low))(*np.percentile(a, [0, 100]))),
        ),
        "Both parts come back in one": (
            lambda a, b: (np.r_[a, b] - a.mean()) / a.std(),
            lambda a, b: np.concatenate(scaled(a, b, a.mean(), a.std())),
            lambda a, b: [*((a - a.mean()) / a.std()), *((b - a.mean()) / a.std())],
        ),
        "Mean and standard deviation come from both": (
            lambda a, b: scaled(a, b, np.r_[a, b].mean(), np.r_[a, b].std()),
            lambda a, b: np.split((lambda c: (c - c.mean()) / c.std())(np.append(a, b)), [len(a)]),
            lambda a, b: scaled(a, b, np.mean([*a, *b]), np.sqrt(np.var([*a, *b]))),
        ),
        "You scale the test part by its own": (own_scale, own_scale_by_zscore, own_scale_apart),
        "You subtract the mean, but": (
            lambda a, b: scaled(a, b, a.mean(), 1),
            lambda a, b: tuple(part - sum(a) / len(a) for part in (a, b)),
            lambda a, b: (a - np.average(a), b - np.average(a)),
        ),
        "You divide by the variance": (
            lambda a, b: scaled(a, b, a.mean(), a.var()),
            lambda a, b: scaled(a, b, a.mean(), a.std() ** 2),
            lambda a, b: scaled(a, b, a.mean(), np.mean((a - a.mean()) ** 2)),
        ),
        "The test part comes back as it was": (
            overwritten,
            lambda a, b: ((a - a.mean()) / a.std(), b),
            lambda a, b: ((a - np.mean(a)) / np.std(a), b.copy()),
        ),
        "You divide by n - 1": (
            lambda a, b: scaled(a, b, a.mean(), np.std(a, ddof=1)),
            lambda a, b: scaled(a, b, a.mean(), np.sqrt(((a - a.mean()) ** 2).sum() / (len(a) - 1))),
            lambda a, b: scaled(a, b, a.mean(), a.std() * np.sqrt(len(a) / (len(a) - 1))),
        ),
    },
}
