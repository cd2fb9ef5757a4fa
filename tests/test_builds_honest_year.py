"""The build of lesson 1: any honest model counts, and a part accuses nobody of what another part is for."""

import numpy as np
import stamps
from sklearn.linear_model import Ridge
from test_builds import missed, own_progress  # noqa: F401
from wrong_builds import YEAR

from course_utils.exercises import Build, build_01

RESTS_ON = stamps.EXERCISES


def test_any_model_counts_in_the_honest_forecast_and_what_repeats_weeks_misses_its_target_alone():
    def by_week(series, calendar, held_out, horizon):
        back = 7 * -(-horizon // 7)
        return series[len(series) - held_out - back : len(series) - back]

    def by_library(series, calendar, held_out, horizon):
        X, y = build_01.make_table(series, calendar, 35, horizon)
        known = len(y) - held_out - horizon + 1
        return list(Ridge(0.1).fit(X[:known], y[:known]).predict(X[-held_out:]))

    def by_value(series, calendar, held_out, horizon):
        return series[len(series) - held_out - horizon : len(series) - horizon]

    found = missed(YEAR.check(build_01.make_table, by_value))
    assert list(found) == [3, 6] and found[3].startswith("A week that repeats: with horizon 1, ")
    found = missed(YEAR.check(build_01.make_table, by_week))
    assert list(found) == [6] and "1.00 times that of repeating" in found[6]
    assert missed(YEAR.check(build_01.make_table, by_library)) == {}


def test_runs_in_a_row_are_judged_together():
    def add(a, b):
        return a + b

    pair = Build("pair", add)

    @pair.part("Alike", add, probes=lambda: [(1, 1), (2, 1), (3, 1), (9, 1)], hints=("A.", "B."), runs=2)
    def _(first, second, a, b):
        return "" if second - first < 3 else f"from {first} to {second} at {a}."

    assert missed(pair.check(add)) == {1: "Alike: from 4 to 10 at 9."}
    assert pair.check(lambda a, b: 0).ok
    assert "raises TypeError" in str(pair.check(lambda a, b: a + None if a == 9 else a))


def test_what_the_first_forecast_can_not_know_may_not_change_it():
    def on_average(series, calendar, held_out, horizon):
        return np.full(held_out, series[: len(series) - held_out - horizon + 1].mean())

    def on_all(series, calendar, held_out, horizon):
        return np.full(held_out, series.mean())

    assert 5 not in missed(YEAR.check(build_01.make_table, on_average))
    said = missed(YEAR.check(build_01.make_table, on_all))[5]
    assert "with horizon 1, the first forecast changes from 4.9" in said
