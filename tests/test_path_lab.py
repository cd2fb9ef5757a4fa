"""The path lab shows what autograd computes for every pair, and a sensible picture at every end."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from course_utils.cells import rnn
from course_utils.labs import path_lab as lab
from course_utils.labs.engine.scene import draw, staged

pytestmark = pytest.mark.usefixtures("no_figure_left")


def by_torch(gain):
    """Return what each loss says about each use of W_hh: one copy of the matrix for every step."""
    W = {name: torch.tensor(array) for name, array in lab.WEIGHTS.items()}
    copies = [(gain * W["W_hh"]).requires_grad_() for _ in range(lab.STEPS)]
    h, losses = torch.zeros(1, lab.UNITS, dtype=torch.float64), []
    for x_t, y_t, copy in zip(torch.tensor(lab.INPUTS), torch.tensor(lab.TARGETS), copies, strict=True):
        h = torch.tanh(x_t @ W["W_xh"].T + h @ copy.T + W["b_h"])
        losses.append(((h - y_t) ** 2).sum() / 2 / lab.STEPS)
    grads = [torch.autograd.grad(one, copies, retain_graph=True, allow_unused=True) for one in losses]
    zero = np.zeros((lab.UNITS, lab.UNITS))
    return np.array([[zero if g is None else g.numpy() for g in row] for row in grads])


def rows(**values):
    """Return what the live artists take, and the reading."""
    swept = lab.one(**values)
    return {name: track[0] for name, track in swept.rows.items()}, swept.readings[0]


@pytest.mark.parametrize("gain", [0.0, 0.5, 1.0, 1.5])
def test_every_pair_is_what_autograd_computes(gain):
    np.testing.assert_allclose(lab.pairs(gain), by_torch(gain), atol=1e-14)


@pytest.mark.parametrize("window", [1, 4, 12])
def test_a_window_keeps_what_the_cell_keeps_with_that_window(window):
    run, direct = lab.run(1.2)
    wanted = rnn.backward(run, dhs=direct, window=window)["W_hh"]
    np.testing.assert_allclose(lab.pairs(1.2)[lab.kept(window)].sum(axis=0), wanted, atol=1e-14)


def test_all_shares_together_are_the_whole_gradient():
    for gain in (0.3, 1.0, 1.5):
        shown, _ = rows(gain=gain)
        assert np.isclose(shown["all, full"].sum(), 1) and np.allclose(shown["all, full"], shown["all, kept"])


def test_a_window_cuts_bars_of_early_uses_only_and_empties_its_part_of_the_map():
    shown, _ = rows(loss=9, window=3)
    assert (shown["one, kept"] != 0).nonzero()[0].tolist() == [6, 7, 8]
    assert (shown["one, full"] != 0).nonzero()[0].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert not shown["map"][~lab.kept(3)].any()


def test_just_cut_and_just_kept_differ_by_one_step_of_window():
    for name, there in (("just cut", False), ("just kept", True)):
        shown, said = rows(**lab.PRESETS[name])
        assert np.isfinite(shown["use"]).any() == there != np.isfinite(shown["miss"]).any()
        assert ("reaches the use at step 4" in said) == there == ("cut off" not in said)


def test_larger_and_smaller_weights_show_the_distant_pairs_that_the_lesson_asks_about():
    far = np.tril(np.ones((lab.STEPS, lab.STEPS)), -6).astype(bool)
    far[:, 0] = False  # the use at step 1 multiplies h_0, which is 0
    levels, sizes = {}, {}
    for name, values in {"as they are": {"loss": 12, "use": 2}, **lab.PRESETS}.items():
        shown, said = rows(**values)
        levels[name] = shown["map"][far].astype(float)
        sizes[name] = said.partition("size ")[2].split(". ")[0].split(" ")[0]
    smaller, same, larger = (
        float(sizes[name]) for name in ("smaller weights", "as they are", "larger weights")
    )
    whole = {gain: by_torch(gain) for gain in (0.5, 1.0, 1.5)}
    for gain, size in zip(whole, (smaller, same, larger), strict=True):
        wanted = np.linalg.norm(whole[gain][11, 1]) / np.linalg.norm(whole[gain].sum(axis=(0, 1)))
        assert np.isclose(size, wanted, rtol=0.05)
    assert smaller < same / 400 and same < larger < 1.2 * same
    assert (levels["larger weights"] > 0).all()  # the whole map is kept, and the pair in it has a size
    assert levels["smaller weights"].mean() < levels["as they are"].mean() - 80


def test_the_window_is_whole_in_the_figure():
    fig, artists = lab.figure()
    low, high = artists["window"].axes.get_xlim()
    plt.close(fig)
    for loss, window in [(12, 1), (12, 12), (1, 12), (9, 9)]:
        left, _, width, _ = rows(loss=loss, window=window)[0]["window"]
        assert low < left and left + width < high
        assert left + width == loss + 0.5 and (left == loss - window + 0.5 or window > loss)


def test_the_pair_can_be_dragged_on_the_map_and_stands_in_its_row_and_column():
    columns = dict(zip(("loss", "use"), np.meshgrid(np.arange(1, 13), np.arange(1, 13)), strict=True))
    columns = {name: grid.reshape(-1, 1) for name, grid in columns.items()}
    others = {name: np.full((144, 1), lab.START[name]) for name in ("window", "gain")}
    x, y, *_ = lab.sweep(**columns, **others).rows["pair"].T
    assert lab.LAB.together == ("loss", "use") and lab.LAB.drag["pair"] == ("use", "loss")
    assert np.array_equal(x + 0.5, columns["use"][:, 0]) and np.array_equal(y + 0.5, columns["loss"][:, 0])


def test_no_way_leads_from_a_loss_to_a_later_use():
    shown, said = rows(loss=3, use=8)
    assert "no way leads there" in said
    assert np.isnan(shown["way"]).all() and np.isnan(shown["lost"]).all()


@pytest.mark.parametrize("name", lab.SLIDERS)
def test_both_ends_of_every_slider_fit_the_figure(name):
    grid = lab.SLIDERS[name][2]
    for others in (lab.START, *lab.PRESETS.values()):
        columns = {other: np.full((len(grid), 1), (lab.START | others)[other]) for other in lab.SLIDERS}
        table = lab.sweep(**{**columns, name: grid[:, None]})
        low, high = lab._SHARES
        for bars in ("one, full", "one, kept", "all, full", "all, kept"):
            assert low <= table.rows[bars].min() and table.rows[bars].max() <= high
        assert not any("nan" in reading or "  " in reading for reading in table.readings)


def test_the_picture_is_whole_and_small():
    fig, artists = lab.figure()
    stage = staged(fig, artists)
    assert draw(artists, lab.one(loss=12, use=1, window=1, gain=0), 0).startswith(
        "W_hh times 0.00, window 1."
    )
    plt.close(fig)
    assert "nan" not in stage["background"] and len(stage["background"]) < 250_000


def test_the_lab_says_its_reading_at_the_start():
    assert lab.show().stored.startswith(
        "The path lab. W_hh times 1.00, window 12. The loss of step 9 reaches"
    )


def test_the_way_back_has_a_head_at_each_state_and_ends_at_the_use():
    shown, _ = rows(loss=9, use=4)
    x, y = shown["way"]
    tips = x[np.isclose(y, shown["use"][1, 0])]
    assert [np.isclose(tips, t - 0.7).sum() for t in range(9, 4, -1)] == [
        2
    ] * 5  # of the line, and of its head
    assert np.nanmin(x) == shown["use"][0, 0] == 3.5
