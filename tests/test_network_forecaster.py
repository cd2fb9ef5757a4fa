"""Networks forecast by the same rules as all others."""

import numpy as np
import pytest

from course_utils import sequences
from course_utils.forecasting import Holiday, SeasonalNaive, calendar, rolling_origin
from course_utils.training import NetworkForecaster

AIR = sequences.load("air_passengers")
DATES, Y = AIR["date"], AIR["passengers"]
SMALL = {"length": 12, "horizon": 6, "hidden": 4, "updates": 3}


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_a_network_fits_and_forecasts(kind):
    found = NetworkForecaster(kind, log=True, **SMALL).fit(DATES, Y).predict(DATES[:6]).yhat
    assert found.shape == (6,) and np.isfinite(found).all()


def test_the_same_seed_gives_the_same_forecast_and_another_another():
    one, same, other = (
        NetworkForecaster("gru", seed=seed, **SMALL).fit(DATES, Y).predict(DATES[:6]).yhat
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, same)
    assert not np.allclose(one, other)


def test_training_leaves_the_callers_random_numbers_alone():
    import torch

    before = torch.random.get_rng_state()
    NetworkForecaster("rnn", **SMALL).fit(DATES, Y)
    assert torch.equal(before, torch.random.get_rng_state())


def test_the_scale_comes_from_the_training_part():
    network = NetworkForecaster("rnn", **SMALL).fit(DATES[:100], Y[:100])
    assert network.scale_ == np.std(np.diff(Y[:100]))


def test_unit_and_level_of_the_series_do_not_matter():
    one = NetworkForecaster("gru", **SMALL).fit(DATES, Y).predict(DATES[:6])
    other = NetworkForecaster("gru", **SMALL).fit(DATES, 8 * Y + 1024).predict(DATES[:6])
    for name in ("yhat", "lower", "upper"):
        np.testing.assert_allclose(getattr(other, name), 8 * getattr(one, name) + 1024, rtol=1e-9)


def test_an_interval_holds_four_fifths_of_the_training_errors_at_every_step():
    network = NetworkForecaster("gru", 12, 6, log=True, updates=40).fit(DATES, Y)
    inside = np.zeros(6)
    starts = range(12, len(Y) - 5)
    for n in starts:
        network.recent_ = np.log(Y[n - 12 : n]), DATES[n - 12 : n]
        found = network.predict(DATES[n : n + 6])
        inside += (found.lower <= Y[n : n + 6]) & (Y[n : n + 6] <= found.upper)
    np.testing.assert_allclose(inside / len(starts), 0.8, atol=0.02)


def test_trained_for_long_it_beats_the_seasonal_naive():
    models = {
        "gru": NetworkForecaster("gru", 24, 12, log=True, updates=200),
        "naive": SeasonalNaive(12),
    }
    scores = rolling_origin(models, DATES, Y, first=120, horizon=12, season=12)
    assert scores["gru"].mase < scores["naive"].mase


def test_what_a_calendar_knows_is_read_one_step_ahead():
    dates = np.datetime64("2020-01-01") + np.arange(300)
    holidays = {"payday": Holiday(dates[np.arange(300) % 9 == 4])}
    y = 10.0 + 5 * (np.arange(300) % 9 == 4)
    network = NetworkForecaster("rnn", 4, 1, hidden=8, updates=150, columns=calendar(holidays=holidays))
    network.fit(dates[:292], y[:292])
    assert network.predict(dates[292:293]).yhat[0] == pytest.approx(y[292], abs=1.0)
    network.fit(dates[:293], y[:293])
    assert network.predict(dates[293:294]).yhat[0] == pytest.approx(y[293], abs=1.0)


def test_fewer_days_than_the_horizon_are_the_first_of_them():
    network = NetworkForecaster("gru", columns=calendar([(365.25, 1)]), **SMALL).fit(DATES[:132], Y[:132])
    some, every = (network.predict(DATES[132 : 132 + h]).yhat for h in (2, 6))
    np.testing.assert_allclose(some, every[:2], rtol=1e-12)


def test_missing_values_leave_their_windows_out():
    y = Y.copy()
    y[[50, 143]] = np.nan
    assert np.isfinite(NetworkForecaster("rnn", **SMALL).fit(DATES, y).predict(DATES[:6]).yhat).all()


@pytest.mark.parametrize(
    ("settings", "y", "steps", "message"),
    [
        ({"kind": "transformer"}, Y, 6, "kind must be one of"),
        ({}, Y[:15], 6, "give no window"),
        ({"log": True}, Y - 300, 6, "needs y above 0"),
        ({}, Y, 7, "trained for 6"),
    ],
)
def test_bad_input_says_so(settings, y, steps, message):
    with pytest.raises(ValueError, match=message):
        network = NetworkForecaster(**{"kind": "rnn", **SMALL, **settings})
        network.fit(DATES[: len(y)], y).predict(DATES[:steps])


def test_a_fit_that_fails_leaves_the_forecaster_as_it_was():
    network = NetworkForecaster("rnn", log=True, **SMALL).fit(DATES, Y)
    before, expected = dict(vars(network)), network.predict(DATES[:6]).yhat
    for change in ({"kind": "transformer"}, {"horizon": 200}):
        vars(network).update(change)
        with pytest.raises(ValueError):
            network.fit(DATES[:100], 2 * Y[:100])
        assert vars(network) == before | change
        vars(network).update(before)
    np.testing.assert_array_equal(network.predict(DATES[:6]).yhat, expected)
