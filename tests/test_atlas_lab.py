"""Every cell of the atlas is what autograd computes, and its boundary is where theory has it."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import stamps
import torch

from course_utils import figures
from course_utils.cells import rnn
from course_utils.figures import geometry
from course_utils.figures.style import REGIMES
from course_utils.labs import atlas_lab
from course_utils.labs.atlas_lab import ACROSS, STEPS, UP, WEIGHTS
from course_utils.labs.engine.live import Live
from course_utils.labs.engine.scene import draw, staged
from course_utils.labs.gradient_runs import DEFAULTS, is_chaotic, network

RESTS_ON = stamps.LABS
pytestmark = pytest.mark.usefixtures("plain_script", "no_figure_left")

TANH = DEFAULTS | {"activation": "tanh", "steps": STEPS}
UPWARDS = list(atlas_lab.UPWARDS)
SETTINGS = [(weights, upwards, 1) for weights in WEIGHTS for upwards in UPWARDS]


def run_of(weights, upwards, seed, w, up):
    """Return the run of a single cell, and the gradient of its loss at the last step."""
    settings = TANH | {"weights": weights, "seed": seed, upwards: up}
    run, dh, _ = network(**settings, w=np.array([w]))
    return run, dh["dh_T"]


@pytest.mark.parametrize("settings", SETTINGS)
def test_a_cell_is_what_autograd_computes(settings):
    states, log2 = atlas_lab.atlas(*settings)
    rng = np.random.default_rng(0)
    for column, row in zip(rng.integers(1, 61, 8), rng.integers(0, 41, 8), strict=True):
        run, dh_T = run_of(*settings, ACROSS[column], UP[row])
        W_hh, b_h = (torch.tensor(np.asarray(run.params[name])) for name in ("W_hh", "b_h"))
        h = torch.tensor(np.array(run.states[0, 0]), requires_grad=True)
        hs = []
        for x_t in torch.tensor(np.array(run.Z[:-1, : run.hs.shape[2], 0])):
            h = torch.tanh(x_t + ACROSS[column] * W_hh @ h + b_h)
            h.retain_grad()
            hs.append(h)
        (h @ torch.tensor(dh_T[0])).backward()
        wanted = np.log2([one.grad.norm().item() for one in hs])
        np.testing.assert_allclose(log2[row, :, column], wanted, atol=1e-5)
        np.testing.assert_allclose(states[row, :, column], [one[0].item() for one in hs], atol=1e-6)


@pytest.mark.parametrize("settings", [*SETTINGS, ("Gaussian", "inputs", 5), ("Gaussian", "bias", 20)])
def test_rounding_decides_no_cell(settings):
    weights, upwards, seed = settings
    _, log2 = atlas_lab.atlas(*settings)
    for row in range(0, len(UP), 8):
        choice = TANH | {"weights": weights, "seed": seed, upwards: UP[row]}
        assert not is_chaotic(choice, ACROSS, log2[row]).any()


def mean_field(gain, size):
    """Return the rate in a network of infinitely many units, with inputs of a size (Poole et al. 2016)."""
    z, weight = np.polynomial.hermite_e.hermegauss(80)
    weight, variance = weight / weight.sum(), 1.0
    for _ in range(500):
        variance = gain**2 * weight @ np.tanh(variance**0.5 * z) ** 2 + size**2
    return gain * (weight @ (1 - np.tanh(variance**0.5 * z) ** 2) ** 2) ** 0.5


@pytest.mark.parametrize("seed", [1, 2])
def test_order_and_chaos_part_where_theory_says(seed):
    log2 = atlas_lab.log2_rates(atlas_lab.atlas("orthogonal", "inputs", seed)[1])
    rates = np.exp2(log2)
    for row in range(0, 41, 10):
        wanted = np.array([mean_field(gain, UP[row]) for gain in ACROSS])
        assert np.abs(rates[row] - wanted).max() < 0.16
        assert np.median(np.abs(rates[row] - wanted)) < 0.04
        crossings, edge = atlas_lab._crossings(log2[row]), ACROSS[wanted > 1][0]
        assert np.abs(crossings - edge).max() < 0.2


def test_in_chaos_a_nudge_grows_as_the_gradient_does():
    for w, up in [(2.8, 0.0), (2.6, 0.6), (3.0, 1.2)]:
        run, dh_T = run_of("Gaussian", "inputs", 1, w, up)
        dh_1 = rnn.backward(run, dh_T=dh_T)["hs"][0, 0]
        factor, size = np.linalg.norm(dh_1), 1e-9
        nudged = run.hs[0, 0] + size * dh_1 / factor
        xs = np.moveaxis(np.array(run.Z[1:-1, : run.hs.shape[2]]), 2, 1)
        end = rnn.forward(xs, run.params, nudged[None]).h_T[0]
        assert np.linalg.norm(end - run.h_T[0]) / size > 0.99 * factor > 10
        assert "a nudge to h_1 can grow as much: chaos" in atlas_lab.one(w_hh=w, up=up).readings[0]


READING = re.compile(
    r"(?:w_hh =|Gain) (\d\.\d\d), (?:inputs of size|bias) (\d\.\d): "
    r"(?:the gradient at step 1 is (exactly 0), no path is left"
    r"|from step 50 back to step 1 the gradient is multiplied by ([\d.e+-]+), (\d\.\d{3}) a step: "
    r"it (vanishes|holds|explodes)(, and a nudge to h_1 can grow as much: chaos)?)\. Along this row the rate "
    r"(?:stays below 1|(first )?passes 1 at about (\d\.\d\d))\."
)


@pytest.mark.parametrize("settings", SETTINGS)
def test_every_reading_is_so(settings):
    weights, upwards, seed = settings
    _, log2 = atlas_lab.atlas(*settings)
    rates = np.exp2(atlas_lab.log2_rates(log2))
    sweep = atlas_lab.LAB.swept("w_hh", dict(zip(("weights", "upwards", "seed"), settings, strict=True)), {})
    places = [(w, up) for w in ACROSS for up in UP[::2]]
    for (w, up), reading in zip(places, sweep.readings, strict=True):
        told = READING.fullmatch(reading)
        assert told, reading
        w_told, up_told, zero, factor, rate, verb, chaos, first, crossing = told.groups()
        assert (float(w_told), float(up_told)) == pytest.approx((w, up))
        row, column = round(up / UP[1]), round(w / ACROSS[1])
        passed = 2.0 ** (log2[row, 0, column] - log2[row, -1, column])
        assert (zero is not None) == (passed == 0) == (w == 0)
        if factor:
            assert float(factor) == pytest.approx(passed, rel=0.06)
            assert float(rate) == pytest.approx(rates[row, column], abs=0.0006)
            assert verb == ("vanishes" if passed < 0.1 else "explodes" if passed > 10 else "holds")
            assert (chaos is not None) == (verb == "explodes" and weights != "scalar")
        above = rates[row] > 1
        assert (crossing is None) == (not above.any())
        if crossing:
            there = ACROSS[above][0]
            assert there - ACROSS[1] <= float(crossing) <= there
            assert (first is None) == (np.diff(above).sum() == 1)


@pytest.mark.parametrize("settings", SETTINGS)
def test_tables_and_picture_are_whole(settings):
    figures.use_style()
    choice = dict(zip(("weights", "upwards", "seed"), settings, strict=True))
    sweep = atlas_lab.LAB.swept("w_hh", choice, {})
    curves = np.stack([~np.isnan(sweep.rows[name]).all(axis=1) for name in REGIMES])
    zero = np.repeat(ACROSS == 0, len(UP[::2]))
    assert (curves.sum(axis=0)[~zero] == 1).all()
    mark = sweep.rows["mark"][:, :, 0]
    assert mark.tolist() == [[w, up] for w in ACROSS for up in UP[::2]]
    for place in (0, 700, -1):
        fig, artists = atlas_lab.figure(*settings)
        draw(artists, sweep, place)
        fig.draw_without_rendering()
        assert geometry.faults(fig) == []
        assert "nan" not in staged(fig, artists)["background"]
        plt.close(fig)


def test_figure_and_tables_share_one_atlas():
    atlas_lab.atlas.cache_clear()
    live = Live(atlas_lab.LAB)
    assert atlas_lab.atlas.cache_info().misses == 1
    live._controls["seed"].value = 2
    assert atlas_lab.atlas.cache_info().misses == 2 and live.widget.status == ""
    live.close()


def test_one_unit_with_tanh_never_explodes():
    for upwards in UPWARDS:
        assert atlas_lab.log2_rates(atlas_lab.atlas("scalar", upwards, 1)[1]).max() < 0
