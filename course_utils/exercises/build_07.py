"""The build of lesson 7: forecasts of days that beat the benchmarks, a backtest, and honest intervals."""

import functools

import numpy as np

from course_utils import sequences as seq
from course_utils.exercises import Build
from course_utils.texts import gettext

_HORIZON, _FIRST = (
    60,
    1960,
)  # so origins fall on any day of the week; the births of 1979 to 1988 have 3653 days
_TARGET, _WIDEST = 0.30, 1.3  # thousand births a day; 80 per cent as wide as this say nothing new


def forecast(days, y, off, ahead):
    """Return the forecasts of the days ahead, (horizon,)."""

    def columns(days):
        angles = 2 * np.pi * np.outer(days / 365.25, range(1, 9))
        on = [np.isin(days, dates + near) for dates in off.values() for near in (-1, 0, 1)]
        line = (days - days_0) / 1000
        return np.column_stack([np.eye(7)[days % 7], line, np.sin(angles), np.cos(angles), *on])

    days_0 = days[0]
    X = columns(days)
    small = np.r_[np.full(8, 1e-6), np.ones(X.shape[1] - 8)]  # a prior: waves and days off are near 0
    w = np.linalg.solve(X.T @ X + np.diag(small), X.T @ y)
    lately = np.mean((y - X @ w)[-56:])  # where the level has gone since
    yhat = columns(ahead) @ w + lately
    return np.maximum(yhat, 0) if y.min() >= 0 else yhat  # counts stay counts


def backtest(days, y, off, first, horizon):
    """Return the forecasts at each origin first, first + horizon, ..., (origins, horizon)."""
    origins = range(first, len(y) - horizon + 1, horizon)
    return np.stack([forecast(days[:n], y[:n], off, days[n : n + horizon]) for n in origins])


def interval(days, y, off, ahead):
    """Return bounds that hold 80 per cent of the values ahead: lower and upper, each (horizon,)."""
    horizon = len(ahead)
    first = len(y) - 13 * horizon
    errors = y[first:].reshape(-1, horizon) - backtest(days, y, off, first, horizon)
    low, high = np.quantile(errors, [0.1, 0.9])
    middle = forecast(days, y, off, ahead)
    return middle + low, middle + high


beat_the_benchmark = Build(
    "beat_the_benchmark",
    forecast,
    backtest,
    interval,
    learned="You can forecast days, prove it on years that were hidden, and say how sure you are.",
)


def _weeks():
    """Return made days: a straight trend, a week, noise; and what comes."""
    for seed, rise in enumerate((0.05, -0.04), start=71):
        rng, days = np.random.default_rng(seed), np.arange(4000 + seed, 5228 + seed)
        y = 80 + rise * (days - 4000) + np.array([0, 1, 5, -4, 2, 2, -6.0])[days % 7]
        yield days, y + rng.normal(0, 0.3, len(days)), _HORIZON // 2


def _off_days():
    """Return made days with days off of two names, and a third one that was never seen before."""
    rng, days = np.random.default_rng(73), np.arange(3000, 3000 + 1500)
    off = {
        "harvest": np.array([3120, 3490, 3851, 4215, 4455]),
        "light": np.array([3300, 3670, 4030, 4391, 4490]),
    }
    y = 20 + np.array([0, 0, 0, 0, 0, -3, -5.0])[days % 7] + rng.normal(0, 0.3, len(days))
    y -= 8 * np.isin(days, off["harvest"]) + 3 * np.isin(days, off["harvest"] - 1)
    y += 6 * np.isin(days, off["light"])
    return days, y, off | {"new": np.array([4470])}


@functools.cache
def _births():
    """Return the days, thousand births on each, and the days off by name."""
    births, free = seq.load("us_births"), seq.load("holidays_us")
    days, dates = (table["date"].astype("datetime64[D]").astype(int) for table in (births, free))
    return days, births["births"] / 1000, {name: dates[free["name"] == name] for name in set(free["name"])}


def _split(days, y, off, horizon):
    return days[:-horizon], y[:-horizon], off, days[-horizon:]


@beat_the_benchmark.part(
    "A week and a trend",
    forecast,
    probes=lambda: [_split(days, y, {}, horizon) for days, y, horizon in _weeks()],
    hints=(
        "A regression on columns: seven of 0 and 1 for the days of the week, days % 7, and a line.",
        "np.linalg.lstsq finds the weights. The days ahead get the same columns.",
    ),
)
def _(answer, days, *_):
    _, y, horizon = next(made for made in _weeks() if made[0][0] == days[0])
    return _near(answer, y[-horizon:], 0.5, gettext("on what came"))


@beat_the_benchmark.part(
    "Days off, and the day before",
    forecast,
    probes=lambda: [_split(*_off_days(), 60)],
    hints=(
        "A column for each name: np.isin(days, off[name]), on weekends, too. The dates ahead are among them.",
        "One more column for the day before, np.isin(days, off[name] - 1), and one for the day after.",
        "A column that was always 0 has no weight: add a small number to the diagonal of XᵀX, or use lstsq.",
    ),
)
def _(answer, *_):
    days, y, off = _off_days()
    ahead, truth = days[-60:], y[-60:]
    told = np.isin(ahead, np.r_[off["harvest"], off["harvest"] - 1, off["light"]])
    why = _near(answer, truth, np.inf, gettext("on what came"))
    return why or _near(
        answer[told], truth[told], 1.5, gettext("on days off, weekends too, and the day before")
    )


def _counts():
    """Return few things a day, ever fewer, none at weekends; and what comes."""
    rng, days = np.random.default_rng(74), np.arange(6000, 7000)
    mean = np.linspace(6, 0.3, len(days)) * np.array([1, 1, 1, 1, 1, 0, 0])[days % 7]
    return days, rng.poisson(mean).astype(float), {}


@beat_the_benchmark.part(
    "Counts stay at 0 or above",
    forecast,
    probes=lambda: [_split(*_counts(), _HORIZON)],
    hints=(
        "A straight line that falls will cross 0 some day. Counts don't.",
        "Where no value so far is below 0, let no forecast be: np.maximum.",
    ),
)
def _(answer, *_):
    why = _near(answer, _counts()[1][-_HORIZON:], 1.0, gettext("on what came"))
    return why or (
        gettext("some of the answer is below 0, and no value ever was.") if np.min(answer) < 0 else ""
    )


def _two_futures():
    """Return the same births twice; the second time another future begins after four origins."""
    days, y, off = _births()
    short, horizon = slice(0, _FIRST + 8 * _HORIZON), _HORIZON
    other = y[short].copy()
    other[_FIRST + 4 * horizon :] += 3
    return [(days[short], values, off, _FIRST, horizon) for values in (y[short], other)]


@beat_the_benchmark.part(
    "A backtest that never looks ahead",
    backtest,
    probes=_two_futures,
    runs=2,
    seconds=4.0,
    hints=(
        "At an origin n, forecast gets days[:n] and y[:n], and the days from n on, as many as the horizon.",
        "Fit anew at each origin. There is one as long as a whole horizon follows.",
    ),
)
def _(one, other, *_):
    one, other, wanted = np.asarray(one, float), np.asarray(other, float), (8, _HORIZON)
    if one.shape != wanted:
        said = gettext("the answer has shape {shape}; 8 origins of 60 days are {wanted}.")
        return said.format(shape=one.shape, wanted=wanted)
    if not np.isfinite([one, other]).all():
        return gettext("not all of the answer is finite.")
    if not np.allclose(one[:5], other[:5], rtol=1e-6, atol=1e-6):
        return gettext(
            "forecasts change when only the days after their origin do. They have seen the future."
        )
    if np.allclose(one[5:], other[5:]):
        return gettext("later origins don't react to what came before them. Fit anew at each one.")
    return ""


@beat_the_benchmark.part(
    "Hidden years: an error below 0.30",
    backtest,
    probes=lambda: [(*_births(), _FIRST, _HORIZON)],
    seconds=5.0,
    hints=(
        "What moves with the seasons? Waves of a year: sine and cosine of 2πn days / 365.25, for a few n.",
        "Look at the errors of the last weeks before an origin: is their mean 0? If not, add it.",
    ),
)
def _(answer, days, y, *_):
    origins = range(_FIRST, len(y) - _HORIZON + 1, _HORIZON)
    truth = np.stack([y[n : n + _HORIZON] for n in origins])
    return _near(answer, truth, _TARGET, gettext("over {count} origins").format(count=len(origins)))


def _stretches():
    days, y, off = _births()
    for n in range(len(y) - 12 * _HORIZON, len(y), _HORIZON):
        yield days[:n], y[:n], off, days[n : n + _HORIZON]


@beat_the_benchmark.part(
    "Intervals called 80% hold 70 to 90%",
    interval,
    probes=lambda: list(_stretches()),
    runs=12,
    seconds=8.0,
    hints=(
        "How far off were your own forecasts? Run your backtest on the last year or two that are known.",
        "From the lowest tenth of those errors to the highest: np.quantile(errors, [0.1, 0.9]).",
    ),
)
def _(*given):
    y, bounds = _births()[1][-12 * _HORIZON :], given[:12]
    lower, upper = (np.concatenate([np.asarray(pair[i], float) for pair in bounds]) for i in (0, 1))
    held, wide = np.mean((y >= lower) & (y <= upper)), np.mean(upper - lower)
    if not 0.7 <= held <= 0.9:
        return gettext("they hold {held:.0%} of the values that came.").format(held=held)
    said = gettext("they are {wide:.2f} wide on average, and {widest} is wide enough.")
    return "" if wide < _WIDEST else said.format(wide=wide, widest=_WIDEST)


def _near(answer, truth, most, what):
    """Say in words what keeps an answer's mean absolute error from `most`, or ""."""
    answer = np.asarray(answer, float)
    if answer.shape != truth.shape:
        said = gettext("the answer has shape {shape}, and {wanted} is asked for.")
        return said.format(shape=answer.shape, wanted=truth.shape)
    if not np.isfinite(answer).all():
        return gettext("not all of the answer is finite.")
    error = np.mean(np.abs(answer - truth))
    said = gettext("{what} the mean error is {error:.2f}; it is to be below {most}.")
    return "" if error < most else said.format(what=what, error=error, most=most)
