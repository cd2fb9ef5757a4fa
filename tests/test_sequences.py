"""Windows, clocks, symbols and tasks: laws that hold for all shapes, and clear errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils import sequences
from course_utils.sequences import (
    Scaling,
    Vocabulary,
    adding,
    copying,
    fill_gaps,
    folded,
    latch,
    one_hot,
    pad,
    place_names,
    resample,
    split_in_time,
    windows,
)

HOUR = np.timedelta64(1, "h")
MIDNIGHT = np.datetime64("2013-11-01T00:00")


# windows


@given(
    length=st.integers(1, 8),
    horizon=st.integers(1, 8),
    extra=st.integers(0, 12),
    features=st.sampled_from([None, 1, 3]),
)
def test_every_window_is_followed_by_its_target(length, horizon, extra, features):
    seq_len = length + horizon + extra
    xs = np.arange(seq_len * (features or 1)).reshape((seq_len, features) if features else seq_len)
    X, y = windows(xs, length, horizon)
    assert len(X) == len(y) == extra + 1
    for start, (row, target) in enumerate(zip(X, y, strict=True)):
        np.testing.assert_array_equal(row, xs[start : start + length])
        np.testing.assert_array_equal(target, xs[start + length - 1 + horizon])


def test_windows_copy_nothing_and_cannot_be_written_to():
    xs = np.arange(100.0)
    for view in windows(xs, 10):
        assert np.shares_memory(view, xs)
        with pytest.raises(ValueError, match="read-only"):
            view[0] = 1
    assert xs.flags.writeable


@pytest.mark.parametrize("sizes", [(0, 1), (3, 0), (-1, 1), (2.5, 1)])
def test_windows_refuse_sizes_below_one(sizes):
    with pytest.raises(ValueError, match="must be a whole number of at least 1"):
        windows(np.arange(10), *sizes)


@pytest.mark.parametrize("shape", [(4,), (0,), (), (9, 2, 2)])
def test_windows_say_how_long_a_series_must_be(shape):
    with pytest.raises(ValueError, match="seq_len at least 5"):
        windows(np.zeros(shape), 4)


# splits and scaling


@given(length=st.integers(10, 500), gap=st.integers(0, 2))
def test_parts_follow_one_another_without_overlap(length, gap):
    train, validation, test = split_in_time(length, validation=0.2, test=0.2, gap=gap)
    assert train.start == 0 and test.stop == length
    assert validation.start - train.stop == test.start - validation.stop == gap
    assert all(part.stop > part.start for part in (train, validation, test))


def test_a_gap_of_length_plus_horizon_keeps_windows_apart():
    xs, length, horizon = np.arange(100), 7, 3
    X, y = windows(xs, length, horizon)
    train, validation, test = split_in_time(len(X), gap=length + horizon - 1)
    assert y[train].max() < X[validation].min() and y[validation].max() < X[test].min()


def test_parts_can_be_counted():
    assert split_in_time(100, validation=10, test=5) == (slice(0, 85), slice(85, 95), slice(95, 100))


@pytest.mark.parametrize("arguments", [(3, 0.5, 0.5), (10, 0.0, 0.2), (0,), (10, 0.2, 0.2, -1)])
def test_empty_parts_are_refused(arguments):
    with pytest.raises(ValueError, match="each part needs at least one"):
        split_in_time(*arguments)


def test_scaling_learns_from_the_training_part_alone():
    xs = np.random.default_rng(0).normal(5, 3, (200, 2))
    scaling = Scaling.fit(xs[:100])
    np.testing.assert_allclose(scaling.apply(xs[:100]).mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaling.apply(xs[:100]).std(axis=0), 1)
    assert np.abs(scaling.apply(xs[100:]).mean(axis=0)).min() > 1e-3


def test_scaling_of_a_constant_gives_zeros_and_of_gaps_ignores_them():
    assert (Scaling.fit([3.0, 3.0]).apply([3.0]) == 0).all()
    assert Scaling.fit([1.0, np.nan, 3.0]).mean == 2


@pytest.mark.parametrize("train", [[], [np.nan, np.nan]])
def test_scaling_of_nothing_is_refused(train):
    with pytest.raises(ValueError, match="nothing to fit"):
        Scaling.fit(train)


# clocks


def test_resampling_shows_gaps_and_averages_doubled_stamps():
    times = MIDNIGHT + np.array([3, 0, 0, 5]) * HOUR
    grid, on_grid = resample(times, [30.0, 1.0, 3.0, np.nan], HOUR)
    np.testing.assert_array_equal(grid, MIDNIGHT + np.arange(6) * HOUR)
    np.testing.assert_array_equal(on_grid, [2, np.nan, np.nan, 30, np.nan, np.nan])


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40, unique=True), st.integers(1, 90))
def test_each_step_holds_the_mean_of_its_values_and_none_is_lost(minutes, step):
    times = MIDNIGHT + np.array(minutes) * np.timedelta64(1, "m")
    values, width = np.arange(len(minutes), dtype=float), np.timedelta64(step, "m")
    grid, means = resample(times, values, width)
    found = [values[(start <= times) & (times < start + width)] for start in grid]
    np.testing.assert_allclose(means, [part.mean() if part.size else np.nan for part in found])
    assert sum(part.size for part in found) == len(values)


def test_resampling_says_what_is_wrong():
    with pytest.raises(ValueError, match=r"times has shape \(1,\) and values \(2,\)"):
        resample([MIDNIGHT], [1.0, 2.0], HOUR)
    with pytest.raises(ValueError, match="not empty"):
        resample(np.array([], dtype="datetime64[h]"), [], HOUR)
    with pytest.raises(ValueError, match="1 missing stamps"):
        resample([MIDNIGHT, np.datetime64("NaT")], [1.0, 2.0], HOUR)
    with pytest.raises(ValueError, match="must be positive"):
        resample([MIDNIGHT], [1.0], 0 * HOUR)


def test_short_gaps_are_bridged_and_long_ones_left():
    nan = np.nan
    values = np.array([nan, 1, nan, 3, nan, nan, nan, 7, nan])
    np.testing.assert_array_equal(fill_gaps(values, 1), [nan, 1, 2, 3, nan, nan, nan, 7, nan])
    np.testing.assert_array_equal(fill_gaps(values, 3), [nan, 1, 2, 3, 4, 5, 6, 7, nan])
    assert np.isnan(values[2])
    np.testing.assert_array_equal(fill_gaps([1, nan, 3], 1), [1, 2, 3])


@pytest.mark.parametrize("values", [[], [np.nan], [np.nan, np.nan], [1.0]])
def test_filling_survives_series_without_anything_to_fill(values):
    np.testing.assert_array_equal(fill_gaps(values, 5), values)


# symbols


@given(st.text(min_size=1, max_size=30))
def test_decoding_undoes_encoding(text):
    letters = Vocabulary(text)
    ids = letters.encode(text)
    assert "".join(letters.decode(ids)) == text
    assert len(letters) == len(set(text))
    np.testing.assert_array_equal(one_hot(ids, len(letters)).argmax(axis=-1), ids)


def test_vocabulary_works_in_korean_and_on_words():
    assert Vocabulary("은닉 상태").encode("상").tolist() == [3]
    assert Vocabulary("나는 밤에 공부한다".split()).decode([1]) == ["밤에"]


def test_unknown_symbols_and_numbers_are_named():
    with pytest.raises(ValueError, match="'z' is not in the vocabulary of 3 symbols"):
        Vocabulary("abc").encode("abz")
    with pytest.raises(ValueError, match="ids run from 0 to 9, wanted 0 to 2"):
        Vocabulary("abc").decode([0, 9])


def test_one_hot_keeps_the_shape_and_adds_an_axis():
    vectors = one_hot(np.array([[0, 2], [1, 1]]), 3)
    assert vectors.shape == (2, 2, 3)
    np.testing.assert_array_equal(vectors.sum(axis=-1), 1)
    assert one_hot([], 4).shape == (0, 4)


@pytest.mark.parametrize("ids", [[3], [-1], [0.5]])
def test_one_hot_refuses_numbers_outside(ids):
    with pytest.raises(ValueError, match="whole numbers from 0 to 2"):
        one_hot(ids, 3)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=5), st.sampled_from([None, 2]))
def test_the_mask_finds_every_real_step(lengths, features):
    rng = np.random.default_rng(0)
    sequences = [rng.random((n, features) if features else n) for n in lengths]
    xs, mask = pad(sequences)
    assert mask.shape == xs.shape[:2] == (max(lengths), len(lengths))
    for i, sequence in enumerate(sequences):
        np.testing.assert_array_equal(xs[mask[:, i], i], sequence)
        assert (xs[~mask[:, i], i] == 0).all()


@pytest.mark.parametrize(
    "sequences", [[], [np.zeros((2, 3)), np.zeros((2, 4))], [np.zeros(2), np.zeros((2, 1))]]
)
def test_padding_needs_sequences_that_agree(sequences):
    with pytest.raises(ValueError, match="sequences must"):
        pad(sequences)


# tasks


def rng():
    return np.random.default_rng(7)


@pytest.mark.parametrize(
    "task",
    [
        lambda: adding(8, 20, rng()),
        lambda: copying(8, 3, 5, rng()),
        lambda: latch(8, 20, rng()),
    ],
    ids=["adding", "copying", "latch"],
)
def test_tasks_repeat_with_the_same_seed(task):
    for first, second in zip(task(), task(), strict=True):
        np.testing.assert_array_equal(first, second)


@given(st.integers(2, 40))
def test_adding_marks_one_number_in_each_half(length):
    xs, targets = adding(16, length, rng())
    values, marks = xs[..., 0], xs[..., 1]
    np.testing.assert_array_equal(marks[: length // 2].sum(axis=0), 1)
    np.testing.assert_array_equal(marks[length // 2 :].sum(axis=0), 1)
    np.testing.assert_allclose((values * marks).sum(axis=0), targets)


def test_always_answering_one_to_adding_costs_a_sixth():
    _, targets = adding(200_000, 2, rng())
    assert np.mean((targets - 1) ** 2) == pytest.approx(1 / 6, rel=0.01)


@given(st.integers(1, 5), st.integers(0, 6))
def test_copying_asks_for_what_it_showed(symbols, blank):
    xs, targets = copying(4, symbols, blank, rng())
    read = xs.argmax(axis=2)
    np.testing.assert_array_equal(targets[-symbols:], read[:symbols])
    assert (targets[:-symbols] == 0).all() and (read[symbols + blank] == 9).all()
    assert (read[symbols + blank + 1 :] == 0).all()


@pytest.mark.parametrize("filler", ["noise", "symbols"])
@pytest.mark.parametrize("length", [1, 2, 30])
def test_latch_shows_its_answer_first_and_never_again(filler, length):
    xs, targets = latch(50, length, rng(), filler)
    np.testing.assert_array_equal(xs[0].argmax(axis=1), targets)
    assert set(targets) == {0, 1}
    if filler != "noise":
        assert (xs[1:, :, :2] == 0).all()


def test_latch_names_its_fillers():
    with pytest.raises(ValueError, match="noise, symbols, not 'zeros'"):
        latch(1, 5, rng(), "zeros")


def test_tasks_refuse_sequences_too_short_for_them():
    for task, length in ((adding, 1), (latch, 0)):
        with pytest.raises(ValueError, match="length of at least"):
            task(4, length, rng())
    with pytest.raises(ValueError, match="length of at least 1"):
        copying(4, 0, 2, rng())


def test_a_folded_series_follows_its_rule_from_the_51st_step():
    x = [0.1, 0.1]
    for _ in range(60):
        x.append(1 - 1.4 * x[-1] ** 2 + 0.3 * x[-2])
    dates, y = folded(10, noise=0)
    np.testing.assert_allclose(y, 50 + 20 * np.array(x[52:]))
    assert dates[0] == np.datetime64("2022-01-01") and (np.diff(dates) == np.timedelta64(1, "D")).all()
    noise = (folded(2000)[1] - folded(2000, noise=0)[1]) / 20
    assert noise.std() == pytest.approx(0.02, rel=0.1)


def test_pairs_are_counted_in_known_names_and_tried_on_new_ones():
    pairs = {("JP", "o"): 1.3, ("o", "."): 2.3, ("o", "o"): 1.3}
    sums = {"JP": 27 * 0.3 + 1, "o": 27 * 0.3 + 3}  # of all counts, each with 0.3 for what never happened
    wanted = [-np.log(pairs[pair] / sums[pair[0]]) for pair in (("JP", "o"), ("o", "o"), ("o", "."))]
    found = place_names.loss_of_pairs([("JP", "oo"), ("PL", "o")], [("JP", "oo")])
    assert np.isclose(found, np.mean(wanted))


def test_held_out_place_names_are_new_short_and_of_four_countries():
    known, new = place_names.split()
    assert len(new) == 200 and not set(known) & set(new)
    for country, name in known + new:
        assert country in place_names.COUNTRIES and len(name) <= 10 and name == name.lower()
    xs, targets, mask = place_names.encode([("JP", "nara"), ("IT", "roma")])
    assert xs.shape == (5, 2, len(place_names.SYMBOLS)) and mask.all()
    assert "".join(place_names.SYMBOLS.decode(targets[:, 0])) == "nara."


def test_a_market_day_has_the_sign_of_the_last_shock_however_long_ago():
    dates, y = sequences.market_days(6000, noise=0.0)
    due, sign, checked = sequences.is_market(dates), 0.0, []
    for i, value in enumerate(y):
        if due[i]:
            assert value == 50 + 10 * sign
            checked.append(sign)
        elif value != 50:
            assert abs(value - 50) == 6
            sign = np.sign(value - 50)
    assert {-1.0, 1.0} <= set(checked) and len(checked) == 200


def test_market_days_are_known_from_the_date_alone():
    dates, _ = sequences.market_days(100)
    assert np.flatnonzero(sequences.is_market(dates)).tolist() == [29, 59, 89]
    assert sequences.is_market(np.array(["2005-01-30"], "datetime64[s]")).all()


def test_the_same_seed_gives_the_same_markets_and_another_others():
    assert (sequences.market_days(99)[1] == sequences.market_days(99)[1]).all()
    assert (sequences.market_days(99)[1] != sequences.market_days(99, seed=7)[1]).any()


def test_the_folded_series_follows_its_rule():
    _, y = sequences.folded(200, noise=0.0)
    x = (y - 50) / 20
    np.testing.assert_allclose(x[2:], 1 - 1.4 * x[1:-1] ** 2 + 0.3 * x[:-2], atol=1e-12)
