"""A verdict names the best, those that can't be told from it, and those behind, or says that it can't."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from course_utils.forecasting import sign_flip, verdicts

RNG = np.random.default_rng(1)


def test_p_is_the_share_of_signs_that_put_the_sum_as_far_out():
    assert sign_flip([3.0, 2.0], [1.0, 1.0]) == 0.5  # 3, 1, -1, -3: two of four
    assert sign_flip(np.ones(6), np.zeros(6)) == 2 / 64
    assert sign_flip([1.0, 2.0], [1.0, 2.0]) == 1


def test_many_origins_are_drawn_always_the_same_and_near_the_t_test():
    gaps = RNG.normal(0.4, 1, 24)
    p = sign_flip(gaps, np.zeros(24))
    assert p == sign_flip(gaps, np.zeros(24)) == pytest.approx(ttest_1samp(gaps, 0).pvalue, abs=0.01)


def diebold_mariano(gaps):
    """Return the statistic at one step ahead, with the small-sample correction."""
    n = len(gaps)
    return np.mean(gaps) / np.sqrt(np.var(gaps) / n) * np.sqrt((n - 1) / n)


def test_without_overlap_diebold_mariano_is_the_paired_t_test():
    gaps = RNG.normal(0.4, 1, 12)
    assert diebold_mariano(gaps) == pytest.approx(ttest_1samp(gaps, 0).statistic)


def scores(*shifts, origins=12):
    """Return models that err by these much more than the first, with noise of 0.1."""
    base = RNG.normal(1, 0.3, origins)
    return {f"{shift}": base + shift + RNG.normal(0, 0.1 * bool(shift), origins) for shift in shifts}


def test_models_are_sorted_into_best_alike_and_behind():
    verdict = verdicts(scores(0.5, 0, 0.01))
    assert list(verdict.mean)[-1] == "0.5" and verdict.behind == ("0.5",)
    assert {verdict.best, *verdict.alike} == {"0", "0.01"} and verdict.origins == 12
    assert "12 origins" in str(verdict) and "Behind: 0.5 1." in str(verdict)


def test_p_is_corrected_for_the_number_of_comparisons():
    pair = scores(0, 0.07)
    alone = verdicts(pair).p["0.07"]
    crowd = verdicts(pair | {f"noise {i}": pair["0"] + RNG.normal(0.2, 0.4, 12) for i in range(9)})
    if crowd.best == "0":
        assert crowd.p["0.07"] > alone


def test_identical_models_cant_be_told_apart():
    verdict = verdicts({"a": [1.0] * 12, "b": [1.0] * 12})
    assert verdict.alike == ("b",) and verdict.behind == () and verdict.p["b"] == 1


def test_pure_chance_is_rarely_called_a_difference():
    found = [sign_flip(*RNG.normal(size=(2, 8))) <= 0.05 for _ in range(200)]
    assert sum(found) / 200 < 0.1


def test_below_eight_origins_nothing_is_told():
    few = verdicts(scores(0, 5, origins=7))
    assert not few.enough and few.alike == few.behind == ()
    assert "Too few origins" in str(few)
    assert verdicts(scores(0, 5, origins=8)).behind == ("5",)


def test_a_network_is_judged_by_the_mean_over_its_seeds():
    base = RNG.normal(1, 0.3, 12)
    verdict = verdicts({"a": base[None], "GRU": np.stack([base + 0.1, base + 0.3])})
    assert verdict.mean["GRU"] == pytest.approx(base.mean() + 0.2)


def test_models_scored_at_different_origins_are_refused():
    with pytest.raises(ValueError, match="different numbers of origins"):
        verdicts({"a": np.ones(8), "b": np.ones(9)})


def test_a_single_model_has_no_rival():
    assert str(verdicts({"a": np.ones(9)})).endswith("Behind: none.")
