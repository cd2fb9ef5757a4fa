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


VARIANTS = {
    "windows": {
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
        "You leave out the horizon": (
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
        "The targets of your last training rows": (
            lambda n, k, h: (np.arange(n)[:-k], np.arange(n)[-k:]),
            lambda n, k, h: tuple(np.split(np.arange(n), [n - k])),
            lambda n, k, h: (np.array(range(n - k)), np.array(range(n - k, n))),
        ),
        "You leave out one row too many": (
            lambda n, k, h: (np.arange(n)[: n - k - h], np.arange(n)[n - k :]),
            lambda n, k, h: (np.array(range(n - (k + h))), np.array(range(n - k, n))),
            lambda n, k, h: (np.arange(n - k)[:-h], np.arange(n - k, n)),
        ),
        "You test on the oldest rows": (
            lambda n, k, h: (np.arange(n)[k:], np.arange(n)[:k]),
            lambda n, k, h: tuple(np.split(np.arange(n), [k]))[::-1],
            lambda n, k, h: (np.array(range(k, n)), np.array(range(k))),
        ),
        "Train and test are swapped": (
            lambda n, k, h: (np.arange(n)[-k:], np.arange(n)[: n - k - h + 1]),
            lambda n, k, h: (np.array(range(n - k, n)), np.array(range(n - k - (h - 1)))),
            lambda n, k, h: (lambda test: (test, np.arange(test[0] - h + 1)))(np.arange(n - k, n)),
        ),
    },
    "resample": {
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
