"""The window lab lights the values it names, and its forecast a least-squares fit that never saw the end."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from course_utils import sequences
from course_utils.labs import window_lab as lab
from course_utils.labs.engine.scene import packed

pytestmark = pytest.mark.usefixtures("no_figure_left")

SETTINGS = [(1, 1), (1, 22), (2, 1), (11, 1), (11, 5), (11, 11), (40, 1), (40, 22)]


def by_scikit_learn(length, horizon):
    """Return by year of the target what was forecast, what came, and whether it was fitted on."""
    table = sequences.load("sunspots_yearly")
    x, year = table["sunspots"], table["year"].astype(int)
    ends = range(length - 1, len(x) - horizon)
    X, y = np.array([x[t - length + 1 : t + 1] for t in ends]), np.array([x[t + horizon] for t in ends])
    aims = np.array([year[t + horizon] for t in ends])
    known = aims <= 1949 - horizon  # when 1949 is to be forecast, targets that lie that far back are there
    fitted = LinearRegression().fit(X[known], y[known])
    return dict(zip(aims, zip(fitted.predict(X), y, known, strict=True), strict=True))


@pytest.mark.parametrize("length, horizon", SETTINGS)
def test_every_row_shows_the_forecast_of_least_squares_and_its_error(length, horizon):
    wanted, rows = by_scikit_learn(length, horizon), lab.sweep(length, horizon).rows
    for target, forecast, error in zip(rows["target"], rows["forecast"], rows["error"], strict=True):
        guess, truth, _ = wanted[int(target[0, 0])]
        np.testing.assert_allclose(forecast[:, 0], [target[0, 0], guess], atol=1e-6)
        np.testing.assert_allclose(target[1, 0], truth)
        np.testing.assert_allclose(error, np.hstack([target, forecast]))


@pytest.mark.parametrize("length, horizon", SETTINGS)
def test_every_reading_is_true_and_says_what_the_fit_has_seen(length, horizon):
    wanted, sweep = by_scikit_learn(length, horizon), lab.sweep(length, horizon)
    for target, inputs, said in zip(sweep.rows["target"], sweep.rows["inputs"], sweep.readings, strict=True):
        year = int(target[0, 0])
        guess, truth, known = wanted[year]
        assert (
            f"predict {year}. The forecast says {guess:.1f}; {truth:.1f} came: ".replace("-0.0", "0.0")
            in said
        )
        if "no error" not in said:
            assert ("too high" in said) == (guess > truth)
            apart = float(said.split("came: ")[1].split()[0])
            assert abs(apart - abs(round(guess, 1) - truth)) < 1e-6 and apart > 0
        assert ("fitted on this target, among" in said) == known
        assert ("never seen" in said) == (year >= 1949)
        first, last = inputs[0, [0, -1]].astype(int)
        one = f": one value, that of {first}, is to"
        assert (one if length == 1 else f": {length} values, {first} to {last}, are to") in said


@pytest.mark.parametrize("length", [1, 2, 11, 40])
@pytest.mark.parametrize("horizon", [1, 22])
def test_it_draws_at_every_end_of_its_controls(length, horizon):
    fig, artists = lab.figure(length, horizon)
    sweep = lab.sweep(length, horizon)
    packed(fig, artists, sweep)
    plt.close(fig)
    assert len(sweep.values) == 109 - length - horizon + 1
    assert "nan" not in sweep.readings[-1]
    low, high = artists["forecast"].axes.get_ylim()
    heights = np.concatenate([sweep.rows[name][:, 1].ravel() for name in ("forecast", "target", "inputs")])
    assert low < heights.min() and heights.max() < high


def test_it_lights_the_values_it_names():
    sweep = lab.sweep(11, 5)
    years, values = sweep.rows["inputs"][52]
    assert list(years) == list(range(1952, 1963)) and sweep.rows["target"][52][0] == 1967
    assert "1952 to 1962, are to predict 1967" in sweep.readings[52]


def test_it_never_fits_on_targets_that_were_not_yet_known():
    for length, horizon in SETTINGS:
        tested = [row for year, row in by_scikit_learn(length, horizon).items() if year >= 1949]
        wanted = np.sqrt(np.mean([(guess - truth) ** 2 for guess, truth, _ in tested]))
        assert len(tested) == 60 and np.isclose(lab.errors(length, horizon)[0], wanted, rtol=1e-6)
    error, lazy = lab.errors(11, 1)
    assert round(error) == 19 and round(lazy) == 33


def test_the_preset_of_the_largest_error_shows_the_largest():
    error = np.abs(np.diff(lab.sweep(11, 1).rows["error"][:, 1], axis=1))
    assert error.argmax() == lab.PRESETS["the largest error"]["row"]
