"""The recall lab shows two matrices that were filled pair by pair, and says what is true of their answers."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import stamps
from conftest import examples

from course_utils import figures
from course_utils.figures import geometry
from course_utils.labs import recall_lab as lab
from course_utils.labs.engine.scene import draw, staged

RESTS_ON = stamps.LABS
pytestmark = pytest.mark.usefixtures("plain_script", "no_figure_left")
HEAD = re.compile(
    r"Key (\d+)(?:, with a new value since pair (\d+))?(?:: the sum has (\d) of 8 signs right, the delta "
    r"rule (\d)\.| has no value yet, so no answer to it can be right\.) "
)
REST = re.compile(
    r"Pairs stored in 8 x (\d+) numbers: (\d+)\. Keys with a value: (\d+); answered without a wrong sign: by "
    r"the sum (\d+), by the delta rule (\d+); error (\d+\.\d\d) and (\d+\.\d\d)\."
)


def drawn(rng):
    """Return values for all sliders and controls, at random."""
    values = {name: float(rng.choice(grid)) for name, (_, _, grid) in lab.SLIDERS.items()}
    values |= {"size": int(rng.choice([4, 8, 16])), "kind": str(rng.choice(["random", "orthogonal"]))}
    return values | {"seed": int(rng.integers(1, 21))}


def by_hand(size, kind, seed, stored, alike, again, **_):
    """Return both states, the keys, and the newest value by key, stored one by one."""
    keys, values = lab.pairs(size, kind, seed, np.array([[alike]]), np.array([[int(again)]]))
    states, newest = [np.zeros((8, size)), np.zeros((8, size))], {}
    for pair in range(int(stored)):
        k, v = keys[0, pair], values[pair]
        states[0] = states[0] + np.outer(v, k)
        states[1] = states[1] - np.outer(states[1] @ k - v, k)
        newest[0 if pair + 1 == again else pair] = v
    return states, keys[0], newest


def test_pictures_and_sentence_are_so_at_every_setting():
    rng = np.random.default_rng(1)
    for _ in range(examples(120)):
        values = drawn(rng)
        states, keys, newest = by_hand(**values)
        swept = lab.one(**values)
        row, reading = {name: track[0] for name, track in swept.rows.items()}, swept.readings[0]
        n, again, asked = (int(values[name]) for name in ("stored", "again", "asked"))
        key = 0 if asked == again else asked - 1
        assert row["here"] == n
        np.testing.assert_allclose(row["key"][:, 0] / 127.5 - 1, keys[key], atol=0.005)
        if n == 0:
            assert reading == "Nothing is stored yet: both rules answer 0 to every key."
            assert not row["sum wrong"].any() and np.isnan(row["sum wanted"]).all()
            continue
        head, rest = HEAD.match(reading), REST.search(reading)
        assert head and rest and head.end() == rest.start() and rest.end() == len(reading), reading
        assert int(head[1]) == key + 1
        assert head[2] == (str(again) if key == 0 and 0 < again <= n else None)
        assert [int(number) for number in rest.groups()[:3]] == [values["size"], n, len(newest)]
        for i, rule in enumerate(("sum", "delta")):
            levels = np.clip(states[i].T / 3, -1, 1)
            np.testing.assert_allclose(row[rule] / 127.5 - 1, levels, atol=0.005)
            answers = np.array([states[i] @ keys[k] for k in newest]).round(9)
            wanted = np.array(list(newest.values()))
            error = np.sqrt(np.mean((answers - wanted) ** 2))
            assert float(rest[6 + i]) == pytest.approx(error, abs=0.0051)
            assert row[f"{rule} error"][n - 1] == pytest.approx(error, abs=1e-8)
            assert int(rest[4 + i]) == (answers * wanted > 0).all(axis=1).sum()
            answer = (states[i] @ keys[key]).round(9)
            bars = [row[f"{rule} {kind}"] for kind in ("plus", "minus", "wrong")]
            np.testing.assert_allclose(sum(bars), answer, atol=1e-8)
            assert (bars[0] >= 0).all() and (bars[1] <= 0).all()
            if key not in newest:
                assert head[3 + i] is None and np.isnan(row[f"{rule} wanted"]).all()
                assert not bars[2].any()
                continue
            assert np.array_equal(row[f"{rule} wanted"], newest[key])
            right = answer * newest[key] > 0
            assert int(head[3 + i]) == right.sum() and not bars[2][right].any()
            assert not (bars[0] + bars[1])[~right].any()


@pytest.mark.parametrize("size", [4, 8, 16])
@pytest.mark.parametrize("seed", [1, 4, 9])
def test_as_many_orthogonal_keys_as_the_state_has_columns_are_recalled_exactly(size, seed):
    rows = lab.one(kind="orthogonal", size=size, seed=seed, stored=size).rows
    for rule in lab.RULES:
        errors = rows[f"{rule} error"][0]
        assert not errors[:size].any() and (errors[size:] > 0.1).all()


@pytest.mark.parametrize("seed", range(1, 21))
def test_a_key_stored_again_is_replaced_by_the_delta_rule_alone(seed):
    for again in (2, 5, 9):
        rows = lab.one(seed=seed, stored=again, again=again).rows
        assert np.allclose(rows["delta wanted"], rows["delta plus"] + rows["delta minus"])
        found = sum(rows[f"sum {kind}"] for kind in ("plus", "minus", "wrong"))
        assert np.abs(found - rows["sum wanted"]).max() > 0.5


def test_the_newest_pair_is_always_exact_under_the_delta_rule():
    for n in range(1, 25):
        rows = lab.one(stored=n, asked=n, alike=0.6).rows
        assert np.allclose(rows["delta wanted"], rows["delta plus"] + rows["delta minus"])


def test_over_all_seeds_the_sum_ends_above_the_error_of_answering_nothing():
    errors = {rule: [] for rule in lab.RULES}
    for seed in range(1, 21):
        for rule in lab.RULES:
            errors[rule].append(lab.one(seed=seed).rows[f"{rule} error"][0])
    last = {rule: np.array(found)[:, -1] for rule, found in errors.items()}
    assert (last["sum"] > 1.3).all() and (last["delta"] < last["sum"]).all()


@pytest.mark.parametrize("size", [4, 8, 16])
def test_the_picture_is_whole_wherever_the_sliders_stand(size):
    figures.use_style()
    for preset in ({}, {"stored": 0}, {"stored": 24, "alike": 0.9}):
        values = lab.START | preset | {"size": size}
        fig, artists = lab.figure(size)
        draw(artists, lab.one(**values), 0)
        fig.draw_without_rendering()
        assert geometry.faults(fig) == [], values
        assert "nan" not in staged(fig, artists)["background"]
        plt.close(fig)


@pytest.mark.parametrize("name", lab.SLIDERS)
def test_both_ends_of_every_slider_have_their_tables(name):
    grid = lab.SLIDERS[name][2]
    others = {other: float(lab.START[other]) for other in lab.SLIDERS if other != name}
    swept = lab.LAB.swept(name, {one: lab.START[one] for one in lab.CONTROLS}, others)
    assert len(swept.readings) == len(grid)
    for end in (0, -1):
        alone = lab.one(**others, **{name: grid[end]})
        assert alone.readings[0] == swept.readings[end]
        for artist, track in alone.rows.items():
            there = swept.rows[artist][end]
            if isinstance(there, str):
                assert track[0] == there
            else:
                np.testing.assert_allclose(track[0], there, atol=1e-8, err_msg=artist)
