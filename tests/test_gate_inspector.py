"""The gate inspector shows what torch computes, and a sensible picture at both ends of every slider."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from course_utils.labs import gate_inspector as lab
from course_utils.labs.engine import convert
from course_utils.labs.engine.scene import draw, packed, staged

pytestmark = pytest.mark.usefixtures("no_figure_left")

END = lab.END


def by_torch(f, i, o, size):
    """Return c_0..c_50, h_1..h_50 and dh_50/dc_k for one position, from the equations in torch."""
    gates = torch.sigmoid(torch.tensor([f, i, o], dtype=torch.float64))
    c = torch.tensor(lab.C_0, dtype=torch.float64, requires_grad=True)
    cs, hs = [c], []
    for x in np.random.default_rng(lab.SEED).standard_normal(lab.STEPS):
        c = gates[0] * c + gates[1] * torch.tanh(torch.tensor(size * x))
        c.retain_grad()
        cs.append(c)
        hs.append(gates[2] * torch.tanh(c))
    hs[-1].backward()
    return ([one.item() for one in part] for part in (cs, hs, (c.grad for c in cs)))


def rows(**values):
    """Return what the live artists take, and the reading."""
    swept = lab.one(**values)
    return {name: track[0] for name, track in swept.rows.items()}, swept.readings[0]


def test_states_and_gradient_are_what_torch_computes():
    rng = np.random.default_rng(1)
    grids = {name: grid for name, (_, _, grid) in lab.SLIDERS.items()}
    for _ in range(40):
        values = {name: float(rng.choice(grid)) for name, grid in grids.items()}
        cs, hs, back = by_torch(**values)
        run, grads = lab.cell(**{name: np.full((1, 1), value) for name, value in values.items()})
        shown, _ = rows(**values)
        np.testing.assert_allclose(shown["c"], cs, atol=1e-12)
        np.testing.assert_allclose(shown["h"], hs, atol=1e-12)
        np.testing.assert_allclose([grads["c_0"].item(), *grads["cs"].ravel()], back, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("name", lab.SLIDERS)
def test_both_ends_of_every_slider_fit_the_figure(name):
    grid = lab.SLIDERS[name][2]
    for others in (lab.START, *({**lab.START, **preset} for preset in lab.PRESETS.values())):
        columns = {other: np.full((len(grid), 1), others[other]) for other in lab.SLIDERS}
        table = lab.sweep(**{**columns, name: grid[:, None]})
        assert np.abs(table.rows["c"]).max() < 3.7
        assert not any("nan" in reading or "inf" in reading for reading in table.readings)
        for gate in lab.GATES:
            place = np.array(table.rows[gate])
            assert (np.abs(place[:, 0]) <= 9.2).all() and ((0 <= place[:, 1]) & (place[:, 1] <= 1)).all()


def test_at_the_far_ends_a_gate_is_exactly_0_and_1():
    for sum_inside, value in ((-END, 0), (END, 1)):
        for gate in lab.GATES:
            shown, reading = rows(**{gate: sum_inside})
            assert shown[gate][1, 0] == value and f"{gate} = {value}" in reading
    assert "f = almost 1" in rows(f=8.0)[1]  # so near that it would be rounded to 1, and isn't


def test_a_forget_gate_of_1_keeps_and_one_of_0_erases():
    keeps, said = rows(**lab.PRESETS["keep for ever"])
    assert (keeps["c"] == lab.C_0).all() and "all of c_0 is left" in said and keeps["name"] == "steady"
    erases, said = rows(**lab.PRESETS["erase"])
    assert not erases["c"][1:].any() and "nothing of c_0 is left" in said


def test_what_is_left_of_an_input_is_a_power_of_the_gate():
    for a in (-2.0, 0.0, 2.0, 4.0):
        shown, said = rows(f=a, i=-END)
        f = 1 / (1 + np.exp(-a))
        np.testing.assert_allclose(shown["c"], lab.C_0 * f ** np.arange(51), rtol=1e-12)
        assert f"half of it after {np.log(0.5) / np.log(f):.1f} steps" in said


def test_a_shut_output_gate_hides_the_cell_from_h_and_from_the_gradient():
    shown, said = rows(**lab.PRESETS["hidden"])
    assert not shown["h"].any() and shown["c"][-1] > 0.2
    assert said.endswith("c_0 is exactly 0.") and "nothing is shown" in shown["name"]
    assert np.isnan(shown["steady"]).all() and np.isnan(shown["vanishing"]).all()


def test_adding_up_saturates_what_is_shown():
    shown, _ = rows(**lab.PRESETS["add up"])
    assert shown["c"][-1] > 2 and shown["steady"][0] < 0.1
    assert np.allclose(shown["steady"], shown["steady"][0])  # f = 1 keeps it, whatever its size


def test_where_the_gradient_leaves_its_axis_is_marked():
    rng = np.random.default_rng(3)
    grids = {name: grid for name, (_, _, grid) in lab.SLIDERS.items()}
    starts = [lab.START, *({**lab.START, **preset} for preset in lab.PRESETS.values())]
    for values in [*starts, *({name: float(rng.choice(grids[name])) for name in grids} for _ in range(60))]:
        *_, back = by_torch(**values)
        shown, _ = rows(**values)
        low = [k for k, one in enumerate(np.abs(back)) if one < 1e-6]
        if low and low[0] == 0 and back[-1] > 1e-15:  # 4e-18 is 0 in the cell, where σ is a tanh
            assert shown["falls off"][0, 0] == max(low)
            assert np.isnan(shown["vanishing"][: max(low) + 1]).all()
        else:
            assert np.isnan(shown["falls off"]).all()


def test_the_curves_use_their_axes():
    fig, artists = lab.figure()
    at = convert.fraction(artists["c"].axes.yaxis, [0.0, lab.C_0, -1.21, 3.4])
    back = convert.fraction(artists["steady"].axes.yaxis, [1.0, rows()[0]["vanishing"][0]])
    plt.close(fig)
    assert at[1] - at[0] > 0.25 and at[2] > 0 and at[3] < 1
    assert back[0] - back[1] > 0.4


def test_the_picture_is_whole_and_small():
    fig, artists = lab.figure()
    stage = staged(fig, artists)
    grid = lab.SLIDERS["f"][2]
    columns = {name: np.full((len(grid), 1), lab.START[name]) for name in lab.SLIDERS}
    table = lab.sweep(**{**columns, "f": grid[:, None]})
    table.values = grid
    assert len(packed(fig, artists, table)["data"]) < 300_000
    assert draw(artists, lab.one(f=-END), 0).startswith("f = 0, i = 0.002, o = 0.881. After 50 steps nothing")
    plt.close(fig)
    assert "nan" not in stage["background"] and len(stage["background"]) < 200_000


def test_the_lab_says_its_reading_at_the_start():
    assert lab.show().stored.startswith("The gate inspector. f = 0.881, i = 0.002, o = 0.881.")
