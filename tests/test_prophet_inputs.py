"""Bad input, one by one: a clear error or a sensible fit."""

import datetime as dt

import numpy as np
import pandas
import pytest

from course_utils.forecasting import ForecastError, Holiday, ProphetStyle, group_holidays

DAYS = np.datetime64("2020-01-01") + np.arange(120)
Y = 10 + 0.05 * np.arange(120) + np.sin(2 * np.pi * np.arange(120) / 7)


def fit(dates=DAYS, y=Y, **settings):
    return ProphetStyle(draws=20, **settings).fit(dates, y)


def test_a_gap_is_forecast_across():
    keep = (np.arange(120) < 40) | (np.arange(120) > 80)
    found = fit(DAYS[keep], Y[keep]).predict(DAYS).yhat
    assert np.abs(found - Y).max() < 0.5


def test_missing_values_are_left_out_and_forecast():
    missing = np.isin(np.arange(120), (0, 17, 60, 61, 119))
    found = fit(y=np.where(missing, np.nan, Y))
    assert len(found.design_.y) == 115
    assert np.abs(found.predict(DAYS).yhat - Y)[missing].max() < 0.5


def test_unsorted_dates_give_the_same_fit():
    order = np.random.default_rng(1).permutation(120)
    np.testing.assert_allclose(fit(DAYS[order], Y[order]).predict(DAYS).yhat, fit().predict(DAYS).yhat)


@pytest.mark.parametrize("year", ["2010-05-01", "2031-05-01"])
def test_a_holiday_outside_the_range_has_no_effect(year):
    found = fit(holidays={"far": Holiday(np.array([year], "datetime64[D]"))})
    np.testing.assert_allclose(found.predict(DAYS).yhat, fit().predict(DAYS).yhat, atol=1e-6)
    assert found.predict(np.array([year], "datetime64[D]")).components["far"][0] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("dates", "y", "message"),
    [
        (DAYS[[0, 1, 1, 2]], Y[:4], "2020-01-02 occurs more than once, in rows 1 and 2"),
        (DAYS, np.where(np.arange(120) == 7, np.inf, Y), "y is infinite in row 7"),
        (DAYS, Y[:-1], "must agree"),
        (DAYS[:3], np.array([1, np.nan, np.nan]), "has 1 values"),
        (DAYS[:0], Y[:0], "has 0 values"),
        (np.arange(120), Y, "plain numbers"),
        (np.array(["2020-01-01T00:00Z", "2020-01-02T00:00-05:00"]), Y[:2], "row 1 has the time zone"),
        ([dt.datetime(2020, 1, d, tzinfo=zone) for d, zone in ((1, dt.UTC), (2, None))], Y[:2], "time zone"),
        (np.array(["2020-01-01", "soon"]), Y[:2], "not a date"),
        (np.array(["2020-01-01", "NaT"], "datetime64[D]"), Y[:2], "date of row 1 is missing"),
        (DAYS.reshape(2, 60), Y, r"shape \(n,\)"),
    ],
)
def test_what_cannot_be_fitted_says_so(dates, y, message):
    with pytest.raises(ForecastError, match=message):
        fit(dates, y)


def test_pandas_dates_are_taken_by_their_own_clock():
    seoul = pandas.Series(pandas.date_range("2020-01-01", periods=120, tz="Asia/Seoul"))
    np.testing.assert_array_equal(fit(seoul).predict(DAYS).yhat, fit().predict(DAYS).yhat)
    frame = pandas.DataFrame({"ds": pandas.to_datetime(DAYS), "y": Y})
    found = ProphetStyle(draws=2).fit(frame)
    np.testing.assert_array_equal(found.predict(DAYS).yhat, fit().predict(DAYS).yhat)
    with pytest.raises(ForecastError, match="no column 'y'"):
        ProphetStyle().fit(frame[["ds"]])


@pytest.mark.parametrize("value", [0.0, 5.0, -3e8])
def test_a_constant_series_is_forecast_as_constant(value):
    forecast = fit(y=np.full(120, value)).predict(DAYS + 30)
    np.testing.assert_allclose(forecast.yhat, value, rtol=1e-6, atol=1e-9)
    assert np.isfinite([forecast.lower, forecast.upper]).all()


def test_two_points_give_a_line():
    forecast = fit(DAYS[:2], np.array([1.0, 2.0])).predict(DAYS[:3])
    np.testing.assert_allclose(forecast.yhat, [1, 2, 3], atol=0.2)


def test_large_values_with_little_variation_keep_their_variation():
    forecast = fit(y=1e8 + Y).predict(DAYS)
    assert np.abs(forecast.yhat - 1e8 - Y).max() < 1.5


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"growth": "logistic"}, "needs a capacity"),
        ({"growth": "logistic", "cap": 5.0}, "below more than half"),
        ({"growth": "logistic", "cap": 5.0, "floor": 6.0}, "above the floor"),
        ({"growth": "logistic", "cap": np.inf}, "must be finite"),
        ({"growth": "cubic"}, "growth must be one of"),
        ({"mode": "additiv"}, "mode must be"),
        ({"changepoint_prior": 0.0}, "changepoint_prior must be above 0"),
        ({"seasonality_prior": -1.0}, "seasonality_prior must be above 0"),
        ({"interval": 80}, "interval must lie between 0 and 1"),
        ({"changes": np.array(["2030-01-01"], "datetime64[D]")}, "outside the history"),
        ({"changes": DAYS[:1] - 1}, "outside the history"),
        ({"holidays": {"x": Holiday(DAYS[:1], -1, 0)}}, "can't be negative"),
    ],
)
def test_settings_that_make_no_sense_say_so(settings, message):
    with pytest.raises(ForecastError, match=message):
        fit(**settings)


def test_a_value_above_the_capacity_counts_as_noise():
    y = np.where(np.arange(120) == 60, 30.0, Y)
    assert np.isfinite(fit(y=y, growth="logistic", cap=20.0).predict(DAYS).yhat).all()


def test_a_floor_shifts_logistic_growth():
    above = fit(growth="logistic", cap=30.0).predict(DAYS).yhat
    shifted = fit(y=Y + 100, growth="logistic", cap=130.0, floor=100.0).predict(DAYS).yhat
    np.testing.assert_allclose(shifted - 100, above, atol=1e-6)


def test_a_season_that_the_dates_cannot_determine_does_no_harm():
    monthly = np.arange("2010-01", "2020-01", dtype="datetime64[M]").astype("datetime64[D]")
    assert np.isfinite(fit(monthly, Y, weekly=True, daily=True).predict(monthly).yhat).all()


def test_seasons_come_by_prophets_rules():
    assert [s.name for s in fit().seasons_] == ["weekly"]
    hours = np.datetime64("2020-01-01T00") + np.arange(120)
    assert [s.name for s in fit(hours).seasons_] == ["daily"]
    years = np.datetime64("2000-01-01") + 30 * np.arange(120)
    assert [s.name for s in fit(years).seasons_] == ["yearly"]
    assert fit(years, yearly=3).seasons_[0].order == 3
    assert fit(weekly=False).seasons_ == []


def test_an_order_of_one_is_one_wave_and_no_flag():
    one = fit(weekly=1)
    assert [season.order for season in one.seasons_] == [1]
    assert np.abs(one.predict(DAYS).yhat - Y).max() < 0.1  # the week of these data is one wave
    assert [season.order for season in fit(weekly=np.True_).seasons_] == [3]
    assert fit(weekly=0).seasons_ == fit(weekly=np.False_).seasons_ == []


def test_irregular_steps_are_fitted():
    irregular = np.datetime64("2020-01-01") + np.array([0, 1, 5, 6, 14, 30, 31])
    assert np.isfinite(fit(irregular, Y[:7]).predict(irregular).yhat).all()


def test_predict_before_fit_says_so():
    with pytest.raises(ForecastError, match="needs a fit first"):
        ProphetStyle().predict(DAYS)


def test_a_regressor_of_wrong_length_or_not_finite_says_so():
    with pytest.raises(ForecastError, match="not finite in row 3"):
        ProphetStyle().fit(DAYS, Y, {"x": np.where(np.arange(120) == 3, np.nan, 1.0)})
    m = ProphetStyle().fit(DAYS, Y, {"x": Y})
    with pytest.raises(ForecastError, match="regressor 'x' has 5 rows, the other columns 120"):
        m.predict(DAYS, {"x": Y[:5]})


def test_no_changepoints_is_a_choice_of_changepoints():
    none, count = (fit(changes=changes).predict(DAYS).yhat for changes in (DAYS[:0], 0))
    np.testing.assert_array_equal(none, count)


def test_holidays_are_grouped_by_their_name_with_no_days_around_them():
    found = group_holidays(DAYS[[3, 50, 9]], ["a", "a", "b"])
    assert set(found) == {"a", "b"} and found["b"][1:] == (0, 0, None)
    np.testing.assert_array_equal(found["a"].dates, DAYS[[3, 50]])


def test_a_constant_below_its_capacity_stays_where_it_is():
    found = fit(y=np.full(120, 5.0), growth="logistic", cap=10.0).predict(DAYS + 30).yhat
    np.testing.assert_allclose(found, 5, rtol=1e-3)
