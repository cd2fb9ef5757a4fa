"""The trend lab shows fits that the model makes by itself, and something sensible at all its ends."""

import itertools
import re

import numpy as np
import pytest
import stamps

from course_utils import sequences
from course_utils.forecasting import ProphetStyle, SeasonalNaive, group_holidays
from course_utils.forecasting import prophet_style as model
from course_utils.labs import prophet_lab
from course_utils.labs.engine.scene import draw, packed
from course_utils.labs.prophet_lab import DEFAULTS, LOG_TAUS

RESTS_ON = stamps.LABS
pytestmark = pytest.mark.usefixtures("style")

SENSIBLE = re.compile(
    r"Prior scale [\d.e-]+: \d+ of 25 changes are used\. On 2005, never seen, the error is \d"
)


def alone(position, **settings):
    """Return the same model fitted by itself, from scratch."""
    table, days = sequences.load("chicago_rides"), sequences.load("holidays_us")
    past = table["date"] <= prophet_lab.HISTORY[1]
    holidays = group_holidays(days["date"], days["name"], on_workdays=True) if settings["holidays"] else {}
    growth = {"growth": "logistic", "cap": settings["capacity"]} if settings["capacity"] else {}
    m = ProphetStyle(
        changepoint_prior=10 ** LOG_TAUS[position],
        seasonality_prior=settings["season_prior"],
        yearly=settings["order"],
        holidays=holidays,
        draws=2,
        **growth,
    )
    return m.fit(table["date"][past], table["riders"][past])


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"order": 0},
        {"order": 1},
        {"order": 3, "season_prior": 0.1},
        {"holidays": False},
        {"capacity": 40.0},
    ],
    ids=str,
)
def test_every_position_is_a_fit_of_the_model_itself(change):
    settings = DEFAULTS | change
    design, found = prophet_lab.fits(**settings)
    for position in (0, 14, 32):
        own = alone(position, **settings)
        p = found[position]
        sds = np.where(np.abs(p.beta) > 0, 1.0, 0.0)
        assert sds.sum() <= len(p.beta)
        gap = model.mean(design, p) - model.mean(own.design_, own.parameters_)
        assert np.abs(gap).max() < 0.02  # of the scale: warm start and looser end


def test_a_looser_prior_bends_more_and_fits_the_past_better():
    design, found = prophet_lab.fits(**DEFAULTS)
    sigmas = [p.sigma for p in found]
    assert all(after <= before + 1e-6 for before, after in itertools.pairwise(sigmas))
    used = [np.count_nonzero(p.delta) for p in found]
    assert used[0] == 0 and used[-1] > 15


def test_there_are_at_least_31_fits():
    assert len(prophet_lab.sweep(**DEFAULTS).values) >= 31


@pytest.mark.parametrize("season_prior", [0.01, 10.0])
@pytest.mark.parametrize("order", [0, 12])
@pytest.mark.parametrize("holidays", [True, False])
@pytest.mark.parametrize("capacity", [0.0, 13.0, 40.0])
def test_every_end_of_every_control_is_sensible(season_prior, order, holidays, capacity):
    settings = {"season_prior": season_prior, "order": order, "holidays": holidays, "capacity": capacity}
    table = prophet_lab.sweep(**settings)
    assert all(SENSIBLE.match(reading) for reading in table.readings)
    rows = dict(table.rows)
    marks = {name: np.isfinite(rows.pop(name)) for name in ("steeper up", "steeper down")}
    assert all(np.isfinite(track).all() for track in rows.values())
    assert np.array_equal(marks["steeper up"], rows["changes"] > 12)  # what leaves the axis is marked
    assert np.array_equal(marks["steeper down"], rows["changes"] < -12)
    fig, artists = prophet_lab.figure(**settings)
    packed(fig, artists, table)
    for position in (0, len(table.values) - 1):
        draw(artists, table, position)


def test_what_is_switched_off_is_exactly_zero():
    _, found = prophet_lab.fits(**(DEFAULTS | {"order": 2, "holidays": False}))
    wide = prophet_lab._data()[0]
    groups = np.array(wide.groups_)
    for p in found:
        assert np.count_nonzero(p.beta[groups == "yearly"]) == 4
        assert (p.beta[~np.isin(groups, ["yearly", "weekly"])] == 0).all()


def test_the_rivals_are_a_usual_week_and_the_same_weekday_52_weeks_before():
    table = sequences.load("chicago_rides")
    date, y = table["date"], table["riders"]
    at = dict(zip(date, y, strict=True))
    past = date <= prophet_lab.HISTORY[1]
    ahead = np.datetime64("2005-01-01") + np.arange(365)
    # 52 weeks before the last day is a day of 2005 too: there it is the one 104 weeks before.
    same = [at[day - np.timedelta64(364, "D")] for day in ahead[:-1]] + [at[np.datetime64("2004-01-03")]]
    error = np.abs(np.array(same) - [at[day] for day in ahead]).mean()
    np.testing.assert_allclose(SeasonalNaive(364).fit(date[past], y[past]).predict(ahead).yhat, same)
    last = [[at[day] for day in date[past][-364:] if (day - ahead[0]).astype(int) % 7 == k] for k in range(7)]
    usual = np.mean([abs(np.median(last[i % 7]) - at[day]) for i, day in enumerate(ahead)])
    for reading in prophet_lab.sweep(**DEFAULTS).readings:
        assert (
            f"(repeating a usual week {usual:.2f}, the same weekday 52 weeks before {error:.2f})" in reading
        )


def test_a_looser_trend_forecasts_2005_better_only_so_far():
    """The numbers stand in lesson 7's folded answer."""
    readings = prophet_lab.sweep(**DEFAULTS).readings
    assert np.isclose(10 ** LOG_TAUS[28], 3.2, atol=0.05)
    for position, error in ((0, "1.04"), (14, "0.72"), (28, "0.52"), (32, "0.86")):
        assert f"the error is {error} thousand" in readings[position]
    assert readings[28].endswith("within 7.0 thousand.") and readings[32].endswith("within 20.9 thousand.")
    bare = prophet_lab.sweep(**(DEFAULTS | {"order": 0})).readings[14]
    assert "8 of 25 changes" in bare and "the error is 0.68 thousand" in bare


def test_one_wave_is_a_season_and_an_order_of_0_is_none():
    for order, spread in ((0, 0.0), (1, 1.0)):
        season = prophet_lab.sweep(**(DEFAULTS | {"order": order})).rows["season"]
        assert (np.ptp(season, axis=1) > spread).all() == bool(order)
        turns = np.diff(np.sign(np.diff(season[14]))) != 0
        assert turns.sum() == 2 * order  # one top, one bottom
