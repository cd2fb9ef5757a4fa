"""Who is best over many origins, who can't be told from it, and who is behind: by a test, not by eye."""

from dataclasses import dataclass

import numpy as np

ENOUGH = 8  # origins; with fewer, a test of one comparison among ten can hardly call anything a difference
LEVEL = 0.05  # a difference whose corrected p lies above this may be chance


def sign_flip(one, other):
    """Return p of the sign-flip test for the scores (origins,) of two models at the same origins.

    If the models were alike, each difference could as well have the other sign. Of all ways to choose the
    signs, p is the share that puts the sum as far from 0 as it is, or further; beyond 13 origins 9,999 ways
    are drawn, always the same. It takes the origins for independent: where test parts overlap, p comes out
    too small. Without overlap, the Diebold-Mariano test with the correction of Harvey, Leybourne and Newbold
    (1997) is the paired t-test; this one asks for no normal distribution.
    """
    from scipy.stats import permutation_test

    gaps = np.asarray(one, float) - other
    how = {"permutation_type": "samples", "n_resamples": 9999, "rng": np.random.default_rng(1)}
    return float(permutation_test((gaps,), np.sum, vectorized=True, **how).pvalue)


@dataclass(frozen=True)
class Verdict:
    """What a table of scores allows to say.

    ``mean`` holds each model's score, lowest first; ``p`` that of its comparison with the best, after Holm's
    correction for making so many. The best was found on the same origins, so even p is a little too small.
    """

    origins: int
    mean: dict
    p: dict

    @property
    def best(self):
        """The model with the lowest mean."""
        return next(iter(self.mean))

    @property
    def enough(self):
        """Whether there are origins enough to tell anything."""
        return self.origins >= ENOUGH

    @property
    def alike(self):
        """Models that can't be told from the best; none is said to be where there are too few origins."""
        return tuple(name for name in self.p if self.enough and self.p[name] > LEVEL)

    @property
    def behind(self):
        """Models that err more than the best, by more than chance."""
        return tuple(name for name in self.p if self.enough and self.p[name] <= LEVEL)

    def __str__(self):
        """Return the verdict as sentences."""
        lowest = f"{self.origins} origins. Lowest: {self._with_mean(self.best)}."
        if not self.enough:
            return f"{lowest} Too few origins to tell the models apart."
        alike, behind = (
            "; ".join(map(self._with_mean, names)) or "none" for names in (self.alike, self.behind)
        )
        return f"{lowest} Can't be told from it (p > {LEVEL}): {alike}. Behind: {behind}."

    def _with_mean(self, name):
        return f"{name} {self.mean[name]:.2f}"


def verdicts(mases):
    """Return the `Verdict` over {model: scores, (seeds, origins) or (origins,)}, all at the same origins.

    A model with several seeds is judged by their mean score at each origin: what one seed may expect.
    """
    from statsmodels.stats.multitest import multipletests

    each = {name: np.atleast_2d(np.asarray(scores, float)).mean(axis=0) for name, scores in mases.items()}
    if len({scores.shape for scores in each.values()}) > 1:
        raise ValueError("the models were scored at different numbers of origins")
    order = sorted(each, key=lambda name: each[name].mean())
    p = [sign_flip(each[name], each[order[0]]) for name in order[1:]]
    corrected = multipletests(p, method="holm")[1] if p else []
    mean = {name: float(each[name].mean()) for name in order}
    return Verdict(len(each[order[0]]), mean, dict(zip(order[1:], map(float, corrected), strict=True)))
