"""A bar follows what is done, and stores one constant line; so does a note."""

import numpy as np
import pytest

from course_utils import forecasting
from course_utils.labs import status


@pytest.fixture
def shown(monkeypatch):
    lines = []
    monkeypatch.setattr(status, "put", lines.append)
    return lines


def test_the_bar_follows_a_backtest_to_its_end(shown):
    seen, bar = [], status.bar("Two models")
    track, words = shown[0].children

    def follow(done, of):
        bar(done, of)
        seen.append((track.value, track.max, words.value))

    models = {"naive": forecasting.Naive(), "mean": forecasting.MovingAverage(3)}
    days = np.datetime64("2020-01-01") + np.arange(20)
    forecasting.rolling_origin(models, days, np.arange(20.0), first=10, horizon=2, step=4, progress=follow)
    assert seen[0] == (1, 6, "Two models: 1 of 6") and seen[-1] == (6, 6, "Two models: 6 of 6")


def test_what_is_stored_is_constant(shown):
    bar = status.bar("Two models")
    before = shown[0]._repr_mimebundle_()["text/plain"]
    bar(3, 7)
    assert shown[0]._repr_mimebundle_()["text/plain"] == before == "Two models: progress, while the cell runs"
    status.note("installed", "One of two.")
    assert shown[1]._repr_mimebundle_()["text/plain"] == "One of two."
    assert shown[1].children[0].value == "installed"
    status.page("<b>0.53</b>", "Scores.")
    assert shown[2]._repr_mimebundle_()["text/plain"] == "Scores."
    assert shown[2].children[0].value == "<b>0.53</b>"
