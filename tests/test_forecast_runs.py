"""What is recorded of lesson 7's fight is complete: every model, at the same origins, from the same seeds."""

import numpy as np
import pytest
from conftest import ROOT

from course_utils import sequences
from course_utils.forecasting.backtest import origins

RUNS = sequences.load("forecast_runs")
FIELDS = [name for name in RUNS.columns if name not in ("series", "model", "seed")]
SERIES = sorted(set(RUNS["series"]))


def rows_of(series):
    """Return the rows of a series as dicts."""
    found = (
        dict(zip(RUNS.columns, row, strict=True))
        for row in zip(*map(RUNS.__getitem__, RUNS.columns), strict=True)
    )
    return [row for row in found if row["series"] == series]


@pytest.fixture
def contenders(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import _contenders

    return _contenders


@pytest.mark.parametrize("series", SERIES)
def test_every_contender_is_recorded_at_every_origin(series, contenders):
    contest, rows = contenders.SERIES[series](), rows_of(series)
    seeds = {kind: {row["seed"] for row in rows if row["model"] == kind} for kind in contest.nets}
    assert len(set(map(frozenset, seeds.values()))) == 1 and len(seeds["GRU"]) >= 3
    means = {f"{kind}, {len(seeds[kind])} seeds" for kind in contest.nets}
    assert {row["model"] for row in rows} == {*contest.plain, *contest.nets, *means, "mean of the best three"}
    how = {name: contest.how[name] for name in ("first", "horizon", "step")}
    places = list(origins(len(contest.y), **how))[contenders.WARM :]
    assert len(places) == 12 and places[0] >= len(contest.y) // 2 and how["step"] >= how["horizon"]
    for row in rows:
        assert all(len(row[name].split()) in (0, 12) for name in FIELDS) and row["mase"]
        assert (row["conformal_covered"] == "") == (row["model"] == "mean of the best three")


@pytest.mark.parametrize("series", SERIES)
def test_shares_are_shares_and_widths_and_losses_not_negative(series):
    for row in rows_of(series):
        for name in FIELDS:
            values = np.array(row[name].split(), dtype=float)
            assert (values >= 0).all() and (not name.endswith("covered") or (values <= 1).all())


def test_all_five_series_are_recorded(contenders):
    assert set(SERIES) == set(contenders.SERIES)
