"""The gradient lab shows what torch's autograd computes, and a sensible picture at all its controls' ends."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import stamps
import torch
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.gradients import gradient_sweep, regime
from course_utils.labs import gradient_lab
from course_utils.labs.engine.scene import draw, packed, staged
from course_utils.labs.engine.shown import Shown
from course_utils.labs.gradient_picture import RING
from course_utils.labs.gradient_runs import DEFAULTS, W_HH, is_chaotic, network, positions

RESTS_ON = stamps.LABS
pytestmark = pytest.mark.usefixtures("no_figure_left")

NUMBER = r"-?\d[\d.]*(?:e[-+]\d+)?"
SENSIBLE = re.compile(
    rf"(?:w_hh = (?P<w>{NUMBER})|Gain (?P<gain>{NUMBER})): (?:"
    r"(?P<chaotic>chaotic\. Rounding decides what (?:the gradient|the last loss's gradient) is at step 1\.)|"
    r"(?P<zero>at step 1 (?:the gradient|the last loss's gradient) is exactly 0\. No path is left\.)|"
    r"at step 1 (?:the gradient|the last loss's gradient) is "
    rf"(?P<factor>{NUMBER}) times what it was at step \d+\. "
    rf"It (?P<verb>vanishes|holds|explodes), (?P<mean>on average )?by a factor of (?P<rate>{NUMBER}) a step\."
    rf"(?: On its way it was up to (?P<peak>{NUMBER}) times as large as at step \d+\.)?"
    r"(?: \|w_hh\| is above 1, but (?:"
    rf"h has settled at (?P<h>{NUMBER}), where tanh has slope (?P<slope>{NUMBER})\.|"
    rf"h jumps between (?P<one>{NUMBER}) and (?P<other>{NUMBER}), "
    rf"where tanh has slopes (?P<s_one>{NUMBER}) and (?P<s_other>{NUMBER})\.|"
    rf"the slopes of tanh on the way are (?P<mean_slope>{NUMBER}) in the geometric mean\.))?)"
    r"(?P<every> (?:All \d+ losses together cancel at step 1\.|"
    rf"Of dL/dh_1 of all \d+ losses, those of the last (?P<half>\d+) make up a share of (?P<share>{NUMBER})\."
    r"(?P<against> The others pull the other way\.)?))?"
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
        "references": st.booleans(),
    }
)


def runs(choice, **options):
    """Return what `network` does for the settings of the lab."""
    return network(**{name: choice[name] for name in DEFAULTS}, **options)


def autograd(choice, w, run, position, first=None):
    """Return dL/dh_t of the one network at a position by torch, started from the lab's own states.

    Of a loss at every step, those of the ``first`` steps alone may be taken.
    """
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
    used = states[:first] if choice["loss"] == "every step" else states[-1:]
    torch.stack(used).sum().mul(size**-0.5).backward()
    grads = [one.new_zeros(size) if one.grad is None else one.grad for one in states]
    return np.stack([one.detach().numpy() for one in states]), np.stack([one.numpy() for one in grads])


@settings(max_examples=examples(60), deadline=None)
@given(CONTROLS.filter(lambda choice: choice["steps"] <= 50), st.integers(0, 100))
def test_the_lab_shows_what_autograd_computes(choice, share):
    w = positions(choice["weights"], choice["steps"])
    position = share * (len(w) - 1) // 100
    run, dh, _ = runs(choice, w=w)
    log2 = gradient_sweep(run, **dh).log2_norms
    if is_chaotic({name: choice[name] for name in DEFAULTS}, w, log2)[position]:
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
    table = gradient_lab.sweep(**DEFAULTS | {"activation": "tanh"} | choice)
    i = int(np.abs(table.values - value).argmin())
    assert table.values[i] == pytest.approx(value)
    return {name: track[i] for name, track in table.rows.items()}, table.readings[i]


@pytest.mark.parametrize(
    ("value", "name"), [(0.9, "vanishing"), (1, "steady"), (-1, "steady"), (1.1, "exploding")]
)
def test_a_linear_scalar_is_decided_by_its_size_alone(value, name):
    rows, reading = at(value, activation="identity")
    assert rows[f"says {name}"] == name and f"it {reading.split('It ')[1][:4]}" in (
        "it vani",
        "it hold",
        "it expl",
    )
    np.testing.assert_allclose(rows[name], np.abs(value) ** np.arange(49.0, -1, -1), rtol=1e-9)
    assert np.isnan(rows["exploding" if name != "exploding" else "steady"]).all()


def test_saturation_makes_the_gradient_vanish_above_one():
    rows, reading = at(1.5)
    assert rows["says vanishing"] == "vanishing" and "settled at 0.86, where tanh has slope 0.26" in reading
    assert "4.6e-20 times what it was at step 50" in reading


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
    assert at(1.0, weights="orthogonal", activation="identity", inputs=0.5)[0]["says steady"] == "steady"
    assert at(1.0, weights="orthogonal", inputs=0.5)[0]["says vanishing"] == "vanishing"


def test_the_bound_is_never_below_the_gradient():
    for weights in ("scalar", "Gaussian", "orthogonal", "non-normal"):
        for value in (0.6, 1.0, 1.4):
            rows, _ = at(value, weights=weights, inputs=0.5, references=True)
            curve = (
                np.nan_to_num(rows["vanishing"])
                + np.nan_to_num(rows["steady"])
                + np.nan_to_num(rows["exploding"])
            )
            assert curve[0] <= rows["bound"][0] * (1 + 1e-9)


def test_a_dead_relu_is_named():
    rows, reading = at(0.9, activation="relu", bias=-0.1)
    assert "exactly 0. No path is left" in reading and rows["says other"] == "exactly 0"


def test_curves_that_leave_the_figure_are_marked_and_told():
    rows, _ = at(0.2, activation="identity")
    assert not np.isnan(rows["falls off"]).any() and np.isnan(rows["runs off"]).all()
    assert rows["below"] == "▼ 5.6e-35 at step 1" and rows["above"] == ""
    rows, _ = at(2.0, activation="identity")
    assert not np.isnan(rows["runs off"]).any()
    assert rows["above"] == "▲ 5.6e+14 at step 1" and rows["h leaves"] == "▲ 5.6e+14 at step 50"


def test_chaos_is_named_where_the_order_of_summation_decides():
    choice = DEFAULTS | {"weights": "Gaussian", "activation": "tanh", "steps": 400, "seed": 5}
    table = gradient_lab.sweep(**choice)
    chaotic = np.array(["chaotic" in name for name in table.rows["says other"]])
    assert chaotic[table.values > 1.7].any() and not chaotic[table.values < 1.5].any()
    assert all(
        ("chaotic" in reading) == named for reading, named in zip(table.readings, chaotic, strict=True)
    )


def near(text, value):
    """Say whether a number was rounded to this text: half of its last digit, and a little."""
    mantissa, _, power = text.partition("e")
    digit = 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
    if "." not in mantissa and not power:  # 110 may be 1.1e2
        digit = 10.0 ** max(0, len(mantissa.lstrip("-")) - 2)
    return abs(float(text) - value) <= 0.51 * digit + 1e-9


def told(choice, w, i, reading):
    """Assert every clause of a reading against states and gradients of that one network, by torch."""
    said = SENSIBLE.fullmatch(reading)
    assert said, reading
    if said["chaotic"]:
        return
    assert near(said["w"] or said["gain"], w[i])
    last = choice | {"loss": "last step"}
    run, _, _ = runs(last, w=w)
    hs, dhs = autograd(last, w, run, i)
    norms = np.linalg.norm(dhs, axis=1)
    if said["zero"]:
        assert norms[0] == 0
    elif norms.min() > 1e-290 and norms.max() < 1e290:
        factor, T = norms[0] / norms[-1], len(norms)
        assert near(said["factor"], factor) and near(said["rate"], factor ** (1 / (T - 1)))
        verb = "holds" if 0.1 <= factor <= 10 else "vanishes" if factor < 1 else "explodes"
        assert said["verb"] == verb
        steps = norms[:-1] / norms[1:]
        assert bool(said["mean"]) == (np.ptp(np.log2(steps)) > 0.01)
        assert bool(said["peak"]) == (norms.max() > 2 * max(norms[0], norms[-1]))
        assert not said["peak"] or near(said["peak"], norms.max() / norms[-1])
        if said["mean_slope"]:
            slopes = 1 - hs[1:, 0] ** 2
            assert near(said["mean_slope"], np.exp(np.log(slopes).mean()))
            assert np.ptp(hs[-4:]) > 0  # neither settled nor dead
    h = hs[:, 0]
    if said["h"]:
        assert (
            np.ptp(h[-len(h) // 4 :]) < 0.005
            and near(said["h"], h[-1])
            and near(said["slope"], 1 - h[-1] ** 2)
        )
    if said["one"]:
        assert np.ptp(h[-4:]) > 0.005 and np.ptp(h[-len(h) // 4 :][::2]) < 0.005
        assert near(said["one"], h[-1]) and near(said["other"], h[-2])
        assert near(said["s_one"], 1 - h[-1] ** 2) and near(said["s_other"], 1 - h[-2] ** 2)
    assert bool(said["every"]) == (choice["loss"] == "every step") == ("the last loss's" in reading)
    if said["share"]:
        _, whole = autograd(choice | {"loss": "every step"}, w, run, i)
        far = whole[0] - autograd(choice, w, run, i, first=len(h) // 2)[1][0]
        if 1e-100 < np.abs(whole[0]).max() < 1e100:
            share = (far @ whole[0]) / (whole[0] @ whole[0])
            assert abs(float(said["share"]) - share) <= 0.006 * max(1, abs(share))
            assert int(said["half"]) == len(h) - len(h) // 2
            assert bool(said["against"]) == (not -0.005 <= share <= 1.005)


@settings(max_examples=examples(60), deadline=None)
@given(CONTROLS.filter(lambda choice: choice["steps"] <= 50), st.integers(0, 10**6))
def test_every_clause_of_the_sentence_is_true_of_states_and_gradients(choice, draw):
    table = gradient_lab.sweep(**choice)
    i = draw % len(table.values)
    told(choice, table.values, i, table.readings[i])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"w_hh": 1.5, "activation": "tanh"}, "settled at 0.86"),
        ({"w_hh": -2.0, "activation": "tanh"}, "jumps between"),
        ({"w_hh": 1.5, "activation": "tanh", "inputs": 1.0}, "in the geometric mean"),
        ({"w_hh": 1.0, "weights": "non-normal", "steps": 100}, "On its way it was up to"),
        ({"w_hh": 0.0}, "exactly 0"),
        ({"w_hh": 0.0, "loss": "every step"}, "a share of 0."),
        ({"w_hh": 1.0, "loss": "every step"}, "It holds"),
        ({"w_hh": -1.0, "loss": "every step"}, "cancel at step 1"),
        ({"w_hh": -0.95, "loss": "every step"}, "pull the other way"),
    ],
)
def test_what_is_said_of_each_kind_of_run_is_true(settings, words):
    (reading,) = gradient_lab.one(**settings).readings
    assert words in reading
    choice = DEFAULTS | {name: one for name, one in settings.items() if name != "w_hh"}
    w = positions(choice["weights"], choice["steps"])
    told(choice, w, int(np.abs(w - settings["w_hh"]).argmin()), reading)


def test_as_it_opens_all_three_regimes_lie_under_one_drag():
    table = gradient_lab.LAB.swept("w_hh", gradient_lab.LAB._settings(gradient_lab.LAB.start), {})
    verbs = [
        reading.split(" It ")[1].split(",")[0] if " It " in reading else "" for reading in table.readings
    ]
    near_one = [verb for w, verb in zip(table.values, verbs, strict=True) if 0.85 <= w <= 1.15]
    assert list(dict.fromkeys(near_one)) == ["vanishes", "holds", "explodes"]


def test_the_chain_draws_the_gradient_as_area_and_what_is_left_stands_where_the_slider_does():
    rows, _ = at(1.05, activation="identity")
    x, y, area, level = rows["cells"].T
    np.testing.assert_allclose(area, RING * 1.05 ** np.arange(49, -1, -1), rtol=1e-9)
    assert list(x) == list(range(1, 51)) and not y.any() and (np.diff(level) <= 0).all() and level[-1] == 128
    np.testing.assert_allclose(rows["here"][:, 0], [1.05, 1.05**49])
    np.testing.assert_allclose(rows["factor"], 1.05)


def test_the_tipping_curve_is_what_is_left_at_every_position_wherever_the_slider_stands():
    rows, _ = at(1.05, activation="identity")
    w, left = positions("scalar", 50), rows["left, exploding"]
    shown = np.isfinite(left) & (left < 1e5)
    np.testing.assert_allclose(left[shown], np.abs(w[shown]) ** 49.0, rtol=1e-9)
    assert np.nanmin(np.abs(w[shown])) < 1.06
    np.testing.assert_array_equal(left, at(0.2, activation="identity")[0]["left, exploding"])


def test_a_setting_that_moves_what_is_live_alone_needs_no_new_figure():
    lab = gradient_lab.LAB
    start = lab._settings(lab.start)
    before = Shown(lab, start, {"w_hh": 0.9})
    assert Shown(lab, start | {"bias": 0.5, "inputs": 1.0}, {"w_hh": 0.9}, before).stage is before.stage
    assert Shown(lab, start | {"loss": "every step"}, {"w_hh": 0.9}, before).stage is not before.stage


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
