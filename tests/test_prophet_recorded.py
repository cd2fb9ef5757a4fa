"""Our fit compared with the real Prophet's, recorded by tests/prophet/record.py: a better optimum."""

import copy
import json
import sys

import numpy as np
import pytest
from conftest import ROOT

from course_utils import sequences
from course_utils.forecasting import ProphetStyle
from course_utils.forecasting.prophet_style import objective

sys.path.insert(0, str(ROOT / "tests" / "prophet"))
import cases  # noqa: E402

RECORDED = json.loads((ROOT / "tests" / "prophet" / "recorded.json").read_text(encoding="utf-8"))
CASES = cases.cases()


@pytest.fixture(scope="module")
def fitted():
    found = {}
    for name, (settings, dates, y) in CASES.items():
        found[name] = ProphetStyle(**settings, draws=2).fit(dates, y), dates
    return found


@pytest.mark.parametrize("way", ["L-BFGS", "Newton"])
@pytest.mark.parametrize("name", CASES)
def test_our_objective_is_at_most_prophets(fitted, name, way):
    model, _ = fitted[name]
    ours = objective(model.design_, model.priors_, model.parameters_)
    assert (
        ours
        <= objective(model.design_, model.priors_, cases.parameters(model, RECORDED["cases"][name][way]))
        + 1e-3
    )


@pytest.mark.parametrize("name", CASES)
def test_the_density_is_prophets_own(fitted, name):
    """With Prophet's parameters our model gives Prophet's fitted values: same columns, same scaling."""
    model, dates = fitted[name]
    recorded = RECORDED["cases"][name]["L-BFGS"]
    model = copy.copy(model)
    model.parameters_ = cases.parameters(model, recorded)
    kept = np.flatnonzero(~np.isnan(np.asarray(CASES[name][2])))
    rows = np.linspace(0, len(dates) - 1, 50).round().astype(int)
    assert kept.size
    yhat = model.predict(np.asarray(dates)[rows]).yhat
    np.testing.assert_allclose(yhat, recorded["yhat"], atol=1e-8 * model.scale_)


@pytest.mark.parametrize("name", CASES)
def test_fitted_values_are_close_to_prophets_newton_fit(fitted, name):
    model, dates = fitted[name]
    rows = np.linspace(0, len(dates) - 1, 50).round().astype(int)
    gap = model.predict(np.asarray(dates)[rows]).yhat - RECORDED["cases"][name]["Newton"]["yhat"]
    assert np.abs(gap).max() < 0.05 * model.scale_


def test_the_records_say_which_prophet_made_them():
    assert RECORDED["prophet"] == "1.5.0" and RECORDED["cases"].keys() == CASES.keys()


def test_the_lessons_table_holds_the_records(fitted):
    table = sequences.load("prophet_fits")
    assert set(table["case"]) == {name for name in CASES if name.startswith("air")}
    for name, way, value in zip(table["case"], table["way"], table["objective"], strict=True):
        model, _ = fitted[name]
        recorded = cases.parameters(model, RECORDED["cases"][name][way])
        assert value == pytest.approx(objective(model.design_, model.priors_, recorded), abs=1e-4)
