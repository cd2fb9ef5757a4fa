"""The three-memories lab shows what torch computes, at every end of every control."""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from course_utils.labs import three_memories as lab
from course_utils.labs.engine.scene import draw, staged

OFTEN = [
    {"inputs": inputs, "steps": steps, "gates": gates, "gain": gain}
    for inputs, steps in (("impulse", 20), ("noise", 60), ("step", 40))
    for gates, gain in ((0.0, 1.0), (4.0, 1.0), (6.0, 0.0), (2.5, 1.5))
]


def by_torch(name, inputs, steps, gates, gain, seed=1):
    """Return states, echo and gradient of one network from plain torch and autograd."""
    p = {key: torch.tensor(value) for key, value in lab.weights(name, seed).items()}
    x = torch.tensor(lab.signal(inputs, steps, seed))

    def memories(x):
        h = c = torch.zeros(lab.UNITS, dtype=torch.float64)
        hs, kept = [], []
        for x_t in x:
            a_x = p["W_xh"] @ torch.stack([x_t, torch.tensor(gates, dtype=torch.float64)]) + p["b_h"]
            a_h = p["W_hh"] @ (gain * h)
            if name == "RNN":
                h = torch.tanh(a_x + a_h)
            elif name == "GRU":
                (x_r, x_z, x_n), (h_r, h_z, h_n) = a_x.chunk(3), a_h.chunk(3)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + torch.sigmoid(x_r + h_r) * (h_n + p["b_hn"]))
                h = z * h + (1 - z) * n
            else:
                o, i, f, g = (a_x + a_h).chunk(4)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            kept.append(c if name == "LSTM" else h)
            if torch.is_grad_enabled():
                kept[-1].requires_grad_().retain_grad()
            h = torch.sigmoid(o) * torch.tanh(c) if name == "LSTM" else h
            hs.append(h)
        return hs, kept

    hs, heard = memories(x)
    hs[-1].sum().backward()
    with torch.no_grad():
        _, unheard = memories(torch.cat([torch.zeros(1, dtype=torch.float64), x[1:]]))
        echo = np.array([(one - other).norm().item() for one, other in zip(heard, unheard, strict=True)])
    gradient = np.array([one.grad.norm().item() for one in heard])
    return np.stack([h.detach().numpy() for h in hs]), echo, gradient


@pytest.mark.parametrize("name", lab.NETWORKS)
@pytest.mark.parametrize("settings", OFTEN, ids=str)
def test_states_echo_and_gradient_are_torchs(name, settings):
    columns = {key: np.array([[settings[key]]]) for key in lab.SLIDERS}
    ours = lab.remember(name, settings["inputs"], settings["steps"], 1, **columns)
    for mine, theirs in zip(ours, by_torch(name, **settings), strict=True):
        np.testing.assert_allclose(mine[:, 0], theirs, rtol=1e-6, atol=1e-13)


@pytest.mark.parametrize("name", lab.SLIDERS)
@pytest.mark.parametrize("inputs", lab.INPUTS)
@pytest.mark.parametrize("steps", [20, 200])
def test_both_ends_of_every_control_fit_the_figure(name, inputs, steps):
    grid = lab.SLIDERS[name][2]
    columns = {other: np.full((len(grid), 1), lab.START[other]) for other in lab.SLIDERS}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = lab.sweep(inputs, steps, 10, **{**columns, name: grid[:, None]})
    for network in lab.NETWORKS:
        assert all(np.abs(table.rows[f"{network} h{k}"]).max() <= 1 for k in range(lab.SHOWN))
        drawn = np.stack([table.rows[f"{network} {kind}"] for kind in lab.REGIMES])
        assert (np.isfinite(drawn).any(axis=2).sum(axis=0) == 1).all()  # one colour a position
    assert not any("nan" in reading or "inf" in reading for reading in table.readings)


def test_a_position_of_the_sweep_is_the_single_one():
    grid = lab.SLIDERS["gates"][2]
    whole = lab.sweep("noise", 100, 1, gates=grid[:, None], gain=np.ones((len(grid), 1)))
    alone = lab.one(inputs="noise", gates=grid[40])
    for name, track in alone.rows.items():
        if isinstance(track[0], str):
            assert whole.rows[name][40] == track[0]
        else:
            np.testing.assert_allclose(whole.rows[name][40], track[0], rtol=1e-6, atol=1e-11)


def left(**settings):
    rows = lab.one(**settings).rows
    return {name: (rows[f"{name} echo"][0, -1], rows[f"{name} left"][0]) for name in lab.NETWORKS}


def test_at_the_start_nobody_remembers_and_open_gates_do():
    assert all(text == "under 1e-12 left" for _, text in left().values())
    for inputs in lab.INPUTS:
        opened = left(inputs=inputs, gates=4.0)
        assert opened["RNN"][0] < 1e-12 and opened["LSTM"][0] > 0.05 and opened["GRU"][0] > 0.05


def test_the_bias_of_the_gates_does_not_move_the_rnn():
    shut, opened = lab.one(gates=0.0).rows, lab.one(gates=6.0).rows
    assert np.array_equal(shut["RNN h0"], opened["RNN h0"])
    assert not np.allclose(shut["GRU h0"], opened["GRU h0"])


def test_gates_alone_carry_a_memory_without_recurrent_weights():
    opened = left(gates=4.0, gain=0.0)
    assert opened["LSTM"][0] > 0.1 and opened["GRU"][0] > 0.1


def test_the_picture_is_whole_and_small():
    fig, artists = lab.figure(**lab.DEFAULTS)
    stage = staged(fig, artists)
    assert draw(artists, lab.one(gates=6.0, gain=1.5), 0).startswith("A 1, then silence, 100 steps")
    plt.close(fig)
    assert "nan" not in stage["background"] and len(stage["background"]) < 200_000


def test_the_lab_says_its_reading_at_the_start():
    assert lab.show().stored.startswith("The three-memories lab. A 1, then silence, 100 steps; gate bias 0.0")
