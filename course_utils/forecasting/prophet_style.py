"""The model y(t) = g(t) + s(t) + h(t) + e_t, part by part, and its density: everything but the solver.

Time and values are scaled as Prophet scales them: t runs from 0 to 1 over the history, y is divided by the
largest |y| (above the floor). `forecaster` does that, `map_fit` finds the most probable parameters.
Source: Taylor and Letham (2018), Forecasting at scale; lesson 7.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from course_utils.forecasting.dates import as_dates

GROWTHS = ("linear", "logistic", "flat")
SMALLEST_SIGMA = 1e-13  # of the scale of y: a perfect fit would send ln σ to minus infinity


class Parameters(NamedTuple):
    """What is fitted: rate, offset, changes of the rate (S,), weights of the columns (p,), noise."""

    k: float
    m: float
    delta: np.ndarray
    beta: np.ndarray
    sigma: float


class Priors(NamedTuple):
    """The Laplace scale τ of each change and the normal's sd of each β, (p,); an sd of 0 switches it off."""

    tau: float
    sds: np.ndarray


@dataclass(frozen=True)
class Design:
    """The scaled data: all that the density needs apart from parameters and priors."""

    y: np.ndarray  # (n,), values over their scale
    t: np.ndarray  # (n,), 0 to 1 over the history
    changes: np.ndarray  # (S,), the changepoints s_j on the axis of t
    X: np.ndarray  # (n, p), columns of seasons, holidays and regressors
    multiplicative: np.ndarray  # (p,), bool: which columns scale the trend; the others are added to it
    growth: str = "linear"  # or "logistic" or "flat"
    cap: np.ndarray | None = None  # (n,), the capacity C over the scale of y: only for logistic growth

    @cached_property
    def hinges(self):
        """(t - s_j)+ for every row and changepoint, (n, S)."""
        return hinges(self.t, self.changes)

    @cached_property
    def lines(self):
        """What the trend is a sum of: the hinges, t (or 0, of flat growth) and 1, (n, S + 2)."""
        t = self.t * (self.growth != "flat")
        return np.concatenate([self.hinges.T, [t, np.ones(len(t))]]).T

    @cached_property
    def is_linear(self):
        """Whether y is linear in all parameters, so that one Gram matrix serves every prior."""
        return self.growth != "logistic" and not self.multiplicative.any()

    @cached_property
    def gram(self):
        """JᵀJ of a model that is linear in its parameters."""
        J = mean_slopes(self, None)
        return J.T @ J

    def pull(self, r):
        """Jᵀr of such a model: of residuals, since differences of sums over y would lose their digits."""
        return np.concatenate([self.lines.T @ r, self.X.T @ r])


def changepoints(t, count=25, part=0.8):
    """s_1..s_S: `count` rows (or as many as there are) at equal steps through the first part of the history.

    `t` rises, (n,); the first row is left out.
    """
    rows = int(len(t) * part)
    return t[np.linspace(0, rows - 1, min(count, max(rows - 1, 0)) + 1).round().astype(int)[1:]]


def hinges(t, changes):
    """(t - s_j)+, (n, S): what a change of the rate by 1 at s_j adds to the trend."""
    return np.maximum(t - changes[:, None], 0.0).T  # as rows in memory: sums over time are then quick


def linear_trend(t, k, m, delta, changes):
    """g(t) = k t + m + Σ δ_j (t - s_j)+, (n,): the paper's (k + Aδ) t + (m + Aγ), γ_j = -s_j δ_j."""
    return k * t + m + hinges(t, changes) @ delta


def logistic_trend(t, cap, k, m, delta, changes):
    """g(t) = C(t) / (1 + exp(-(k + Aδ)(t - (m + Aγ)))), (n,).

    γ, which keeps it continuous, drops out: the exponent is k(t - m) + Σ δ_j (t - s_j)+, so a rate of 0
    does no harm.
    """
    return cap * sigmoid(k * (t - m) + hinges(t, changes) @ delta)


def sigmoid(u):
    """1 / (1 + exp(-u)), written so that nothing overflows."""
    return (1 + np.tanh(u / 2)) / 2


def fourier(days, period, order):
    """sin(2πnt/P), cos(2πnt/P) for n = 1..N, (rows, 2N); t in days since 1970, P in days."""
    wave = np.exp(2j * np.pi * (np.asarray(days) / period % 1))  # its n-th power has n times the angle
    waves = np.multiply.accumulate(np.broadcast_to(wave, (order, len(wave))), axis=0)
    return np.stack([waves.imag, waves.real], axis=1).reshape(2 * order, len(wave)).T


def holiday_columns(dates, holiday):
    """One 0/1 column a day around a `Holiday`, (n, before + 1 + after): 1 on dates that far from it."""
    days, on = (as_dates(some).astype("datetime64[D]").astype(int) for some in (dates, holiday.dates))
    offsets = np.arange(-holiday.before, holiday.after + 1)
    return np.stack([np.isin(days, on + offset) for offset in offsets], axis=1).astype(float)


def trend(design, parameters):
    """g(t) of a design, (n,)."""
    k, m, delta = parameters[:3]
    if design.growth == "flat":
        return np.full(len(design.t), float(m))
    bends = design.hinges @ delta
    if design.growth == "linear":
        return k * design.t + m + bends
    return design.cap * sigmoid(k * (design.t - m) + bends)


def mean(design, parameters):
    """ŷ = g (1 + X_× β_×) + X_+ β_+, (n,)."""
    g, beta = trend(design, parameters), parameters.beta
    if not design.multiplicative.any():
        return g + design.X @ beta
    factor = 1 + design.X @ np.where(design.multiplicative, beta, 0.0)
    return g * factor + design.X @ np.where(design.multiplicative, 0.0, beta)


def mean_slopes(design, parameters, out=None):
    """dŷ/d(δ, k, m, β), (n, S + 2 + p); of logistic growth c = -km is in m's place.

    In c and the rates the exponent u of logistic growth is linear, and dg/du = C p (1 - p). `out`, an earlier
    answer, is overwritten: reusing memory saves a third of the time.
    """
    count, scaled, steep = design.lines.shape[1], design.multiplicative, 1.0
    J = np.empty((count + len(scaled), len(design.t))) if out is None else out.T
    if design.growth == "logistic":
        p = trend(design, parameters) / design.cap
        steep = design.cap * p * (1 - p)
    if not scaled.any():
        J[count:] = design.X.T
    else:
        g = trend(design, parameters)
        np.multiply(design.X.T, g if scaled.all() else np.where(scaled[:, None], g, 1.0), out=J[count:])
        steep = steep * (1 + design.X @ np.where(scaled, parameters.beta, 0.0))
    np.multiply(design.lines.T, steep, out=J[:count])
    return J.T


def noise_for(squares, n):
    """σ that minimises n ln σ + Σr²/2σ² + 2σ² for given Σr²: σ² = (-n + √(n² + 16 Σr²)) / 8."""
    root = 2 * squares / (n + np.sqrt(n * n + 16 * squares))  # avoids a difference of large numbers
    return max(float(np.sqrt(root)), SMALLEST_SIGMA)


def objective(design, priors, parameters, r=None):
    """-log density, up to a constant: what the MAP fit minimises.

    n ln σ + Σr²/2σ² + k²/50 + m²/50 + Σ|δ|/τ + Σβ²/2s² + 2σ²

    Priors: k, m ~ N(0, 5), δ ~ Laplace(0, τ), β ~ N(0, s), σ ~ half-normal(.5). Residuals r = y - ŷ may be
    given if they are known.
    """
    k, m, delta, beta, sigma = parameters
    r = design.y - mean(design, parameters) if r is None else r
    on = priors.sds > 0
    return float(
        len(r) * np.log(sigma)
        + r @ r / (2 * sigma**2)
        + (k**2 + m**2) / 50
        + np.abs(delta).sum() / priors.tau
        + np.square(beta[on] / priors.sds[on]).sum() / 2
        + 2 * sigma**2
    )
