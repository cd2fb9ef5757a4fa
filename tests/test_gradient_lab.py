"""The gradient lab shows what torch's autograd computes, and a sensible picture at all its controls' ends."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.gradients import gradient_sweep, regime
from course_utils.labs import gradient_lab
from course_utils.labs.engine.scene import draw, packed, staged
from course_utils.labs.gradient_runs import DEFAULTS, W_HH, is_chaotic, network, positions

pytestmark = pytest.mark.usefixtures("no_figure_left")

SENSIBLE = re.compile(
    r"(w_hh = -?|Gain )\d\.\d\d: (chaotic\. Rounding decides what the gradient is after \d+ steps\."
    r"|after \d+ steps the gradient is (exactly 0\. No path is left\.|\d\.\de[+-]\d+ of what it was: "
    r"it (vanishes|holds|explodes), by a factor of \d+\.\d\d a step\."
    r"( \|w_hh\| is above 1, but h has settled at \d\.\d\d, where tanh has slope \d\.\d\d\.)?))"
)
PHI = {"tanh": torch.tanh, "relu": torch.relu, "identity": lambda a: a}
CONTROLS = st.fixed_dictionaries(
    {
        "weights": st.sampled_from(list(W_HH)),
        "activation": st.sampled_from(list(PHI)),
        "loss": st.sampled_from(["last step", "every step"]),
        "steps": st.sampled_from([10, 50, 400]),
        "inputs": st.sampled_from([0.0, 0.5, 2.0]),
        "bias": st.sampled_from([-1.0, 0.0, 1.0]),
        "start": st.sampled_from([0.001, 0.5, 10**0.5]),
        "seed": st.sampled_from([1, 20]),
    }
)


def autograd(choice, w, run, position):
    """Return dL/dh_t of the one network at a position by torch, started from the lab's own states."""
    size = run.hs.shape[2]
    rng = np.random.default_rng(choice["seed"])
    noise = torch.tensor(choice["inputs"] * rng.standard_normal((choice["steps"], size)))
    W = torch.tensor(w[position] * np.asarray(run.params["W_hh"]))
    h = torch.tensor(np.asarray(run.states)[0, position].copy(), requires_grad=True)
    states = []
    for x_t in noise:
        h = PHI[choice["activation"]](x_t + W @ h + choice["bias"])
        h.retain_grad()
        states.append(h)
    used = states if choice["loss"] == "every step" else states[-1:]
    torch.stack(used).sum().mul(size**-0.5).backward()
    return np.stack([one.detach().numpy() for one in states]), np.stack([one.grad.numpy() for one in states])


@settings(max_examples=examples(60), deadline=None)
@given(CONTROLS.filter(lambda choice: choice["steps"] <= 50), st.integers(0, 100))
def test_the_lab_shows_what_autograd_computes(choice, share):
    w = positions(choice["weights"], choice["steps"])
    position = share * (len(w) - 1) // 100
    run, dh, _ = network(**choice, w=w)
    log2 = gradient_sweep(run, **dh).log2_norms
    if is_chaotic(choice, w, log2)[position]:
        return
    hs, dhs = autograd(choice, w, run, position)
    np.testing.assert_allclose(run.hs[:, position], hs, rtol=1e-6, atol=1e-9 * max(1, np.abs(hs).max()))
    norms = np.linalg.norm(dhs, axis=1)
    shown = np.exp2(log2[:, position])
    seen = norms > 1e-250
    np.testing.assert_allclose(shown[seen], norms[seen], rtol=1e-5)


@settings(max_examples=examples(40), deadline=None)
@given(CONTROLS)
def test_every_end_of_every_control_gives_a_sensible_picture(choice):
    table = gradient_lab.sweep(**choice)
    fig, artists = gradient_lab.figure(**choice)
    stage, packet = staged(fig, artists), packed(fig, artists, table)
    plt.close(fig)
    assert len(packet["data"]) <= 2_000_000
    assert [reading for reading in table.readings if not SENSIBLE.fullmatch(reading)] == []
    assert "nan" not in stage["background"]


def at(value, **choice):
    choice = DEFAULTS | choice
    table = gradient_lab.sweep(**choice)
    i = int(np.abs(table.values - value).argmin())
    assert table.values[i] == pytest.approx(value)
    return {name: track[i] for name, track in table.rows.items()}, table.readings[i]


@pytest.mark.parametrize(
    ("value", "name"), [(0.9, "vanishing"), (1, "steady"), (-1, "steady"), (1.1, "exploding")]
)
def test_a_linear_scalar_is_decided_by_its_size_alone(value, name):
    rows, reading = at(value, activation="identity")
    assert rows["name"] == name
    np.testing.assert_allclose(rows[name], np.abs(value) ** np.arange(49.0, -1, -1), rtol=1e-9)
    assert np.isnan(rows["exploding" if name != "exploding" else "steady"]).all()


def test_saturation_makes_the_gradient_vanish_above_one():
    rows, reading = at(1.5)
    assert rows["name"] == "vanishing" and "settled at 0.86, where tanh has slope 0.26" in reading
    assert "4.6e-20 of what it was" in reading


def test_from_a_tiny_start_the_gradient_first_grows():
    rows, _ = at(1.5, start=0.001)
    back_in_time = rows["vanishing"][::-1]
    assert back_in_time[-1] > back_in_time.min() * 100


def test_negative_weights_alternate_the_sign():
    rows, _ = at(-0.9, activation="identity")
    hollow = ~np.isnan(rows["negative"])
    assert hollow[::2].all() and not hollow[1::2].any()
    assert np.isnan(at(0.9, activation="identity")[0]["negative"]).all()


def test_a_spectral_radius_below_one_can_grow_first():
    rows, _ = at(1.0, weights="non-normal", activation="identity", steps=100)
    assert rows["vanishing"].max() > 20 and rows["vanishing"][0] < 0.1


def test_orthogonal_weights_keep_a_linear_gradient_and_not_a_tanh_one():
    assert at(1.0, weights="orthogonal", activation="identity", inputs=0.5)[0]["name"] == "steady"
    assert at(1.0, weights="orthogonal", activation="tanh", inputs=0.5)[0]["name"] == "vanishing"


def test_the_bound_is_never_below_the_gradient():
    for weights in ("scalar", "Gaussian", "orthogonal", "non-normal"):
        for value in (0.6, 1.0, 1.4):
            rows, _ = at(value, weights=weights, inputs=0.5)
            curve = (
                np.nan_to_num(rows["vanishing"])
                + np.nan_to_num(rows["steady"])
                + np.nan_to_num(rows["exploding"])
            )
            assert curve[0] <= rows["bound"][0] * (1 + 1e-9)


def test_a_dead_relu_is_named():
    assert "exactly 0. No path is left" in at(0.9, activation="relu", bias=-0.1)[1]


def test_curves_that_leave_the_figure_are_marked():
    rows, _ = at(0.2, activation="identity")
    assert not np.isnan(rows["falls off"]).any() and np.isnan(rows["runs off"]).all()
    rows, _ = at(2.0, activation="identity")
    assert not np.isnan(rows["runs off"]).any()


def test_chaos_is_named_where_the_order_of_summation_decides():
    table = gradient_lab.sweep(**DEFAULTS | {"weights": "Gaussian", "steps": 400, "seed": 5})
    chaotic = np.array(["chaotic" in name for name in table.rows["name"]])
    assert chaotic[table.values > 1.7].any() and not chaotic[table.values < 1.5].any()
    assert all(
        ("chaotic" in reading) == named for reading, named in zip(table.readings, chaotic, strict=True)
    )


def test_zero_and_one_are_reached_exactly():
    for steps in (50, 400):
        assert {-1.0, 0.0, 1.0} <= set(positions("scalar", steps))


@pytest.mark.parametrize("weights", ["scalar", "orthogonal"])
def test_the_still_shows_the_same_position(weights, capsys, monkeypatch):
    monkeypatch.setattr("IPython.display.display", lambda *_, **__: None)
    gradient_lab.still(0.5, weights=weights, steps=20)
    fig, artists = gradient_lab.figure(**DEFAULTS | {"weights": weights, "steps": 20})
    choice = DEFAULTS | {"weights": weights, "steps": 20}
    table = gradient_lab.sweep(**choice)
    reading = draw(artists, table, int(np.abs(table.values - 0.5).argmin()))
    plt.close(fig)
    assert " ".join(capsys.readouterr().out.split()) == reading
    assert regime(-50, 0, 20).name == "vanishing"
