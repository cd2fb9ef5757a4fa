"""The network that reads on: nothing of the future, no window, and a calendar one step ahead."""

import numpy as np
import pytest

from course_utils import sequences
from course_utils.training import ReadingForecaster

DATES, Y = sequences.market_days(900)
QUICK = {"length": 40, "hidden": 4, "updates": 3}


def on(days):
    return sequences.is_market(days)[:, None].astype(float)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_it_fits_and_forecasts_any_number_of_steps(kind):
    model = ReadingForecaster(kind, columns=on, **QUICK).fit(DATES[:800], Y[:800])
    forecast = model.predict(DATES[800:830])
    assert forecast.shape == (30,) and np.isfinite(forecast).all()


def test_later_steps_read_the_forecasts_before_them():
    model = ReadingForecaster("gru", columns=on, **QUICK).fit(DATES[:800], Y[:800])
    forecast = model.predict(DATES[800:803])
    for i in (1, 2):  # the same by reading everything again, forecasts in the place of values
        again = model.one_step(DATES[: 801 + i], np.r_[Y[:800], forecast[:i], 0.0])[-1]
        assert again == pytest.approx(forecast[i], abs=1e-9)


def test_a_forecast_is_what_was_said_on_the_eve():
    model = ReadingForecaster("lstm", columns=on, **QUICK).fit(DATES[:800], Y[:800])
    assert model.one_step(DATES[:801], Y[:801])[-1] == pytest.approx(model.predict(DATES[800:801])[0])


def test_what_was_said_does_not_change_with_what_came():
    model = ReadingForecaster("rnn", columns=on, **QUICK).fit(DATES[:800], Y[:800])
    other = np.r_[Y[:850], Y[850:] + 100]
    same = model.one_step(DATES, other)[:850] - model.one_step(DATES, Y)[:850]
    np.testing.assert_allclose(same, 0, atol=1e-12)


def test_it_reads_on_without_training():
    model = ReadingForecaster("gru", columns=on, **QUICK).fit(DATES[:700], Y[:700])
    said = model.one_step(DATES[:801], Y[:801])[-1]
    model.read(DATES[:800], Y[:800])
    assert model.predict(DATES[800:801])[0] == pytest.approx(said)


def test_unit_and_level_do_not_matter():
    one = ReadingForecaster("gru", columns=on, **QUICK).fit(DATES[:800], Y[:800])
    two = ReadingForecaster("gru", columns=on, **QUICK).fit(DATES[:800], 3 * Y[:800] - 7)
    np.testing.assert_allclose(two.predict(DATES[800:805]), 3 * one.predict(DATES[800:805]) - 7, rtol=1e-6)


def test_trained_it_remembers_the_last_shock_where_a_window_is_blind():
    dates, y = sequences.market_days(3000, every=12, seed=2)
    model = ReadingForecaster("rnn", columns=on, hidden=12, updates=350).fit(dates[:2400], y[:2400])
    late = np.flatnonzero(sequences.is_market(dates))
    late = late[late >= 2400]
    right = (model.one_step(dates, y)[late - 1] > 50) == (y[late] > 50)
    assert right.mean() > 0.8
    flipped = np.where(np.abs(y - 50) > 4, 100 - y, y)  # every shock the other way: memory must follow
    assert np.mean((model.one_step(dates, flipped)[late - 1] > 50) == (y[late] < 50)) > 0.8


@pytest.mark.parametrize(
    ("kind", "y", "message"),
    [
        ("tanh", Y, "kind must be one of rnn, lstm, gru"),
        ("gru", np.where(np.arange(900) == 5, np.nan, Y), "y must be finite in every row"),
        ("gru", Y[:40], "40 values give no stretch of 40 steps"),
    ],
)
def test_bad_input_says_so(kind, y, message):
    with pytest.raises(ValueError, match=message):
        ReadingForecaster(kind, **QUICK).fit(DATES[: len(y)], y)


def test_a_fit_that_fails_leaves_the_forecaster_as_it_was():
    model = ReadingForecaster("gru", columns=on, **QUICK).fit(DATES[:800], Y[:800])
    expected = model.predict(DATES[800:803])
    for kind, y in (("gru", np.full(700, np.nan)), ("transformer", 2 * Y[:700])):
        model.kind = kind
        with pytest.raises(ValueError):
            model.fit(DATES[:700], y)
    np.testing.assert_array_equal(model.predict(DATES[800:803]), expected)
