"""The scan lab shows sums over the inputs that a step has heard of, and its end is the loop."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils.labs import scan_lab as lab
from course_utils.labs.engine.scene import draw, staged

pytestmark = pytest.mark.usefixtures("no_figure_left")


def rows(**values):
    """Return what the live artists take, and the reading."""
    swept = lab.one(**values)
    return {name: track[0] for name, track in swept.rows.items()}, swept.readings[0]


def by_hand(r, t, keep, erase):
    """Return the sum over the last 2^r inputs up to step t, each times what was kept since."""
    total = 0.0
    for s in range(max(1, t - 2**r + 1), t + 1):
        kept = np.prod([0.0 if k == erase else keep for k in range(s + 1, t + 1)])
        total += kept * lab.INPUTS[s - 1]
    return total


def test_every_bar_is_the_sum_over_what_it_has_heard_of():
    rng = np.random.default_rng(1)
    grids = {name: grid for name, (_, _, grid) in lab.SLIDERS.items()}
    for _ in range(60):
        values = {name: rng.choice(grid) for name, grid in grids.items()}
        shown, _ = rows(**values)
        r, keep, erase = (values[name] for name in ("round", "keep", "erase"))
        want = [by_hand(r, t, keep, erase) for t in range(1, 17)]
        np.testing.assert_allclose(shown["values"], want, atol=1e-12)
        np.testing.assert_allclose(
            shown["loop"], [by_hand(4, t, keep, erase) for t in range(1, 17)], atol=1e-12
        )


@pytest.mark.parametrize("name", lab.SLIDERS)
def test_both_ends_of_every_slider_fit_the_figure(name):
    grid = lab.SLIDERS[name][2]
    columns = {other: np.full((len(grid), 1), float(lab.START[other])) for other in lab.SLIDERS}
    table = lab.sweep(**{**columns, name: grid[:, None].astype(float)})
    assert len(table.readings) == len(grid) and not any("nan" in one for one in table.readings)
    assert table.rows["values"].min() > -1.0 and table.rows["values"].max() < 2.0
    assert np.isfinite(table.rows["row"]).all() and table.rows["heard"].dtype == np.uint8


def test_the_shading_shows_what_has_been_heard_of_and_how_much_is_left():
    for r in range(5):
        heard = rows(round=r, keep=1.0)[0]["heard"]
        for t in range(1, 17):
            assert np.count_nonzero(heard[t - 1]) == min(t, 2**r)
    erased = rows(round=4, keep=1.0, erase=9)[0]["heard"]
    assert (erased[8, :8] == 40).all() and (erased[8:, 8] == 220).all()


def test_the_last_round_is_the_loop_and_the_first_is_the_input_alone():
    first, said_first = rows(round=0)
    assert np.array_equal(first["values"], lab.INPUTS)
    last, said_last = rows(round=4)
    np.testing.assert_allclose(last["values"], last["loop"], atol=1e-12)
    assert "Equal so far: 16 of 16" in said_last and "16 of 16" not in said_first


def test_a_step_is_composed_of_two_neighbouring_halves():
    assert "steps 9 to 12, made of steps 9 to 10 and steps 11 to 12" in rows(round=2, step=12)[1]
    assert "steps 1 to 3, made of step 1 and steps 2 to 3" in rows(round=2, step=3)[1]
    assert "no more before them" in rows(round=4, step=3)[1]
    near, far = (rows(round=2, step=12)[0][name] for name in ("near", "far"))
    assert near.tolist() == [10.5, 11.5, 2.0, 1.0] and far.tolist() == [8.5, 11.5, 2.0, 1.0]


def test_the_picture_is_whole_and_small():
    fig, artists = lab.figure()
    stage = staged(fig, artists)
    assert draw(artists, lab.one(round=3, step=1), 0).startswith("Round 3 of 4")
    plt.close(fig)
    assert "nan" not in stage["background"] and len(stage["background"]) < 200_000


def test_the_lab_says_its_reading_at_the_start():
    view = lab.show()
    assert view.stored.startswith(
        "The scan lab. Round 1 of 4: the value at step 12 stands for steps 11 to 12"
    )
