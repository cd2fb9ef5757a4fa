"""The unrolled lab shows what torch computes, and a sensible picture at both ends of every slider."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from course_utils.labs import unrolled_lab as lab
from course_utils.labs.engine.scene import draw, staged

pytestmark = pytest.mark.usefixtures("no_figure_left")


def by_torch(**values):
    """Return states and class probabilities of one position, (steps, 3) each."""
    W = {name: torch.tensor(array) for name, array in lab.WEIGHTS.items()}
    layer = torch.nn.RNN(1, 3, dtype=torch.float64)
    hidden = {"weight_ih_l0": values["w_xh"] * W["W_xh"], "weight_hh_l0": values["w_hh"] * W["W_hh"]}
    layer.load_state_dict({**hidden, "bias_ih_l0": W["b_h"], "bias_hh_l0": 0 * W["b_h"]})
    xs = torch.tensor([[values[f"x_{t}"]] for t in range(1, 5)], dtype=torch.float64)
    with torch.no_grad():
        hs = layer(xs)[0]
        return hs.numpy(), torch.softmax(hs @ W["W_hy"].T + W["b_y"], dim=1).numpy()


def rows(**values):
    """Return what the live artists take, and the reading."""
    swept = lab.one(**values)
    return {name: track[0] for name, track in swept.rows.items()}, swept.readings[0]


def test_every_bar_is_what_torch_computes():
    rng = np.random.default_rng(1)
    grids = {name: grid for name, (_, _, grid) in lab.SLIDERS.items()}
    for _ in range(50):
        values = {name: rng.choice(grid) for name, grid in grids.items()}
        hs, ps = by_torch(**values)
        shown, _ = rows(**values)
        np.testing.assert_allclose(shown["states"].reshape(4, 3), hs, atol=1e-12)
        np.testing.assert_allclose(shown["classes"].reshape(4, 3), ps, atol=1e-12)
        assert shown["inputs"].tolist() == [values[f"x_{t}"] for t in range(1, 5)]


@pytest.mark.parametrize("name", lab.SLIDERS)
def test_a_slider_moves_one_thing_alone_and_both_its_ends_fit_the_figure(name):
    grid = lab.SLIDERS[name][2]
    columns = {other: np.full((len(grid), 1), lab.START[other]) for other in lab.SLIDERS}
    table = lab.sweep(**{**columns, name: grid[:, None]})
    for i in (0, len(grid) // 3, len(grid) - 1):
        hs, _ = by_torch(**{**lab.START, name: grid[i]})
        np.testing.assert_allclose(table.rows["states"][i].reshape(4, 3), hs, atol=1e-12)
    assert np.abs(table.rows["inputs"]).max() <= 2 and np.abs(table.rows["states"]).max() < 1
    assert (table.rows["classes"] > 0).all()
    assert not any("nan" in reading for reading in table.readings)


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_an_input_moves_its_own_step_and_later_ones_only(step):
    hs = [rows(**{f"x_{step}": x})[0]["states"].reshape(4, 3) for x in (-1.0, 1.0)]
    moved = np.abs(hs[1] - hs[0]).max(axis=1) > 1e-6
    assert moved.tolist() == [t >= step for t in range(1, 5)]


def test_without_memory_a_silent_step_is_neutral():
    assert "positive 0.96, neutral 0.62, neutral 0.62, neutral 0.62" in rows(**lab.PRESETS["no memory"])[1]
    assert "positive 0.83. The last state is (0.70" in rows(**lab.PRESETS["one early word"])[1]


def test_the_order_of_two_words_is_left_in_the_mood():
    moods = [rows(**lab.PRESETS[f"{one}, then {two}"])[0]["states"][9] for one, two in
             (("good", "bad"), ("bad", "good"))]  # fmt: skip
    assert moods[0] > 0.05 and moods[1] < -0.05


def test_a_saturated_mood_hardly_notices_a_word_less():
    full = rows(**lab.PRESETS["saturated"])[0]["states"][9]
    less = rows(**lab.PRESETS["saturated"] | {"x_2": 0.0})[0]["states"][9]
    assert abs(full - less) < 0.01


def test_the_picture_is_whole_and_small():
    fig, artists = lab.figure()
    stage = staged(fig, artists)
    assert draw(artists, lab.one(x_1=-2, w_hh=-1.5), 0).startswith("Words -2.00")
    plt.close(fig)
    assert "nan" not in stage["background"] and len(stage["background"]) < 200_000


def test_the_lab_says_its_reading_at_the_start():
    view = lab.show()
    assert view.stored.startswith("The unrolled lab. Words 1.50, 0.00, -0.50, 0.00;")
