"""Pictures of merged gates and of fights tell what is drawn, and never seconds."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from course_utils import figures, sequences
from course_utils.figures.style import NETWORKS


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_two_merges_leave_three_blocks_and_one_state():
    _, axes = plt.subplots(1, 3)
    reading = figures.merges(axes)
    assert "LSTM: 4 blocks of weights, 2 states;" in reading
    assert "i = 1 - f: 3 blocks of weights, 2 states;" in reading
    assert reading.endswith("and a reset gate: 3 blocks of weights, 1 state.")


def run(losses, solved):
    return np.array(losses), 12.5, solved


def test_a_race_tells_who_solved_what_and_draws_updates_and_seconds():
    fast, slow = np.linspace(1, 0, 40), np.ones(80)
    fights = {
        "easy": {name: run(fast, False) for name in ("RNN", "LSTM", "GRU")},
        "hard": {"RNN": run(slow, False), "LSTM": run(fast, True), "GRU": run(fast, True)},
    }
    _, axes = plt.subplots(2, 2)
    assert figures.race(axes, fights) == (
        "The same budget for each network; "
        "easy solved by none: loss at the end ≈ 0.05 RNN, ≈ 0.05 LSTM, ≈ 0.05 GRU; "
        "hard solved by LSTM after ≈ 40 updates, GRU after ≈ 40 updates."
    )
    for row, end in ((0, 80), (1, 12.5)):
        assert axes[row, 1].lines[0].get_xdata()[-1] == end


def test_a_race_that_nobody_wins_says_so():
    _, axes = plt.subplots(2, 1, squeeze=False)
    fights = {"hard": {name: run(np.ones(30), False) for name in ("RNN", "LSTM", "GRU")}}
    assert figures.race(axes, fights).endswith(
        "hard solved by none: loss at the end ≈ 1.00 RNN, ≈ 1.00 LSTM, ≈ 1.00 GRU."
    )


def test_the_recorded_fights_are_all_drawn():
    record = sequences.load("fights")
    _, axes = plt.subplots(2, 3)
    reading = figures.spread(axes, record)
    assert "latch, noise: RNN none, LSTM 5 of 5" in reading
    dots = sum(len(seeds.get_offsets()) for ax in axes.ravel() for seeds in ax.collections)
    assert dots == len(record) and axes[1, 2].figure is None


def test_every_recorded_fight_has_one_budget_and_five_seeds():
    record = sequences.load("fights")
    for task in set(record["task"].tolist()):
        for network in ("RNN", "LSTM", "GRU"):
            here = (record["task"] == task) & (record["network"] == network)
            assert sorted(record["seed"][here]) == [1, 2, 3, 4, 5]
            weights = record["weights"][here]
            assert len(set(weights)) == 1 and 4700 < weights[0] <= 5000


def test_the_clock_draws_milliseconds_and_tells_weights():
    _, axes = plt.subplots(1, 2, sharey=True)
    reading = figures.clock(axes, {"LSTM": 17152, "GRU": 12864}, {"LSTM": 1.04, "GRU": 32.7})
    assert "GRU 12,864, LSTM 17,152" in reading and not re.search(r"32\.7|1\.0", reading)
    assert "32.7" in [text.get_text() for text in axes[1].texts]


def test_runs_that_spent_their_budget_are_hollow_and_show_the_page():
    _, axes = plt.subplots(2, 3)
    record = sequences.load("fights")
    figures.spread(axes, record)
    noise = axes[0, 2].collections[0]  # the RNN, which never solves it
    assert noise.get_facecolor()[:, 3].max(initial=0) == 0
    assert to_hex(noise.get_edgecolor()[0]).upper() == NETWORKS["RNN"]["color"]


def test_changes_stand_in_groups_the_largest_on_top():
    _, ax = plt.subplots()
    effects = {"far": {"RNN": 0.1, "GRU": 0.2}, "near": {"RNN": 0.5, "GRU": 0.4}}
    assert figures.by_change(ax, effects, "share") == (
        "Share: near: RNN 0.50, GRU 0.40; far: GRU 0.20, RNN 0.10."
    )
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["near", "far"]
    assert [text.get_text() for text in ax.texts] == ["RNN 0.50", "GRU 0.40", "GRU 0.20", "RNN 0.10"]
