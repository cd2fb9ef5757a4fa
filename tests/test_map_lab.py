"""The map shows what plain iteration, autograd and a root finder compute, and says nothing that is not so."""

import math
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import stamps
import torch
from scipy.optimize import brentq

from course_utils import figures
from course_utils.figures import geometry
from course_utils.labs import map_lab, scalar_map
from course_utils.labs.engine.live import Live
from course_utils.labs.engine.scene import draw

RESTS_ON = stamps.LABS
pytestmark = pytest.mark.usefixtures("plain_script", "no_figure_left")

W, H_0 = map_lab.LAB.grid("w_hh"), map_lab.LAB.grid("start")
BIASES = [0.0, 0.1, 0.2, -0.3, 1.0, -1.0]
PAIRS = [column.ravel() for column in np.meshgrid(W, H_0, indexing="ij")]


def table(bias):
    return map_lab.LAB.swept("w_hh", {"bias": bias}, {})


def followed(w, h, bias, steps):
    """Return the states of one path by plain iteration."""
    states = [h]
    for _ in range(steps):
        states.append(math.tanh(w * states[-1] + bias))
    return states


@pytest.mark.parametrize("bias", BIASES)
def test_the_cobweb_is_what_plain_iteration_gives_at_every_position(bias):
    x, y = np.moveaxis(table(bias).rows["path"], 1, 0)
    states = np.array([followed(*one, bias, map_lab.STEPS) for one in zip(*PAIRS, strict=True)])
    np.testing.assert_allclose(x[:, ::2], states, atol=1e-12)
    np.testing.assert_allclose(y[:, 1::2], states[:, 1:], atol=1e-12)
    assert (x[:, 1::2] == x[:, :-1:2]).all() and (y[:, ::2] == x[:, ::2]).all(), "up or down, then across"


@pytest.mark.parametrize("bias", BIASES)
def test_the_factor_is_what_autograd_computes_at_every_position(bias):
    w, h_0 = (torch.tensor(column) for column in PAIRS)
    h_0.requires_grad_()
    h = h_0
    for _ in range(map_lab.STEPS):
        h = torch.tanh(w * h + bias)
    h.sum().backward()
    _, factor = scalar_map.path(*[PAIRS[0], bias, PAIRS[1]], map_lab.STEPS)
    np.testing.assert_allclose(factor, h_0.grad.numpy(), rtol=1e-9, atol=1e-300)
    rate = table(bias).rows["measured rate"][:, 1, 0]
    np.testing.assert_allclose(rate, np.abs(h_0.grad.numpy()) ** (1 / map_lab.STEPS), rtol=1e-9)


@pytest.mark.parametrize("bias", BIASES)
def test_fixed_points_are_where_a_root_finder_finds_them(bias):
    grid = np.linspace(-1.0001, 1.00013, 20_001)
    for w, points in zip(W, scalar_map.fixed_points(W, bias), strict=True):
        beyond = np.tanh(w * grid + bias) - grid
        wanted = [
            brentq(lambda h, w=w: np.tanh(w * h + bias) - h, grid[k], grid[k + 1], xtol=1e-15)
            for k in np.nonzero(beyond[:-1] * beyond[1:] < 0)[0]
        ]
        np.testing.assert_allclose(points[~np.isnan(points)], wanted, atol=1e-7 if w == 1 else 1e-12)


@pytest.mark.parametrize("bias", BIASES)
def test_a_path_ends_where_ten_thousand_steps_lead(bias):
    w, h = PAIRS
    found = np.sort(scalar_map.ends(w, bias, h), axis=1)
    for _ in range(10_000):
        h = np.tanh(w * h + bias)
    reached = np.sort([h, np.tanh(w * h + bias)], axis=0).T
    creeps = (np.abs(w) == 1) & (bias == 0)
    np.testing.assert_allclose(found[~creeps], reached[~creeps], atol=1e-9)
    np.testing.assert_allclose(found[creeps], 0, atol=1e-7)
    assert (np.abs(reached[creeps]) < 0.013).all()


def test_on_the_edge_the_state_fades_as_one_over_the_root_of_the_steps():
    assert followed(1.0, 1.0, 0.0, 10_000)[-1] == pytest.approx((1.5 / 10_000) ** 0.5, rel=0.01)


@pytest.mark.parametrize("bias", BIASES)
def test_the_curves_over_w_are_fixed_points_and_pairs(bias):
    for w, h in scalar_map.branches(bias):
        np.testing.assert_allclose(np.tanh(w * h + bias)[w <= 2], h[w <= 2], atol=1e-7)
    w = np.linspace(-2, 0, 50)
    low, high = scalar_map.pair(w, bias).T
    np.testing.assert_allclose(np.tanh(w * low + bias), high, atol=1e-9)
    np.testing.assert_allclose(np.tanh(w * high + bias), low, atol=1e-9)
    assert (low[w < -1.5] < high[w < -1.5]).all() and (low == high)[w > -0.99].all()


@pytest.mark.parametrize("w", [-1.5, 1.5])
def test_the_unstable_state_is_drawn_on_both_sides(w):
    fig, _ = map_lab.figure(0.0)
    lines = [line for line in fig.axes[1].lines if line.get_color() == map_lab._RED]
    drawn = [np.interp(w, *line.get_data(), left=np.nan, right=np.nan) for line in lines]
    plt.close(fig)
    assert np.nanmin(np.abs(drawn)) < 1e-9


@pytest.mark.parametrize("bias", [0.0, 0.1])
def test_tangents_touch_the_curve_where_the_path_ends(bias):
    rows = table(bias).rows
    w, h_0 = PAIRS
    ends = scalar_map.ends(w, bias, h_0)
    lines = [np.nanmax(np.where(np.isnan(rows[name]), -9, rows[name])) for name in ("vanishing", "steady")]
    assert max(lines) < 1.3
    first = (
        np.nan_to_num(rows["vanishing"]) + np.nan_to_num(rows["steady"]) + np.nan_to_num(rows["exploding"])
    )
    np.testing.assert_allclose(first[:, 0].mean(axis=1), ends[:, 0], atol=1e-12)
    np.testing.assert_allclose(first[:, 1].mean(axis=1), np.tanh(w * ends[:, 0] + bias), atol=1e-12)
    slope = np.diff(first[:, 1])[:, 0] / np.diff(first[:, 0])[:, 0]
    reach = 1e-6
    steep = np.tanh(w * (ends[:, 0] + reach) + bias) - np.tanh(w * (ends[:, 0] - reach) + bias)
    np.testing.assert_allclose(slope, steep / (2 * reach), atol=1e-8)
    shown = {name: ~np.isnan(rows[name]).all(axis=(1, 2)) for name in ("vanishing", "steady", "exploding")}
    assert (sum(shown.values()) == 1).all()
    np.testing.assert_array_equal(shown["exploding"], (np.abs(w) > 1) & (h_0 == 0) & (bias == 0))
    np.testing.assert_array_equal(shown["steady"], (np.abs(w) == 1) & (bias == 0))


ONLY = r"(?: \((?P<all>#) only at h = (?P<place>#)\))?"
LEFT = r" These 20 steps multiply (?:it|the gradient) by (?P<factor>#), (?P<rate>#) a step\."
BACK = rf"where each step back multiplies the gradient by the slope (?P<slope>#){ONLY}\.{LEFT}"
TWO = rf"where the slopes (?P<one>#) and (?P<other>#){ONLY} make (?P<both>#) in two steps back\.{LEFT}"
READINGS = {
    "level": r"h is (?P<end>#) from step 1 on, whatever h_0 was: the curve is level, its slope 0, and no "
    r"gradient passes\.",
    "stands": r"h stays exactly at (?P<end>#), where the slope (?P<slope>#) multiplies the gradient at each "
    r"step back, and any nudge at each step on\. 20 steps back multiply the gradient by (?P<factor>#)\.",
    "creeps": r"h creeps towards 0, ever more slowly \((?P<last>#) after 20 steps\), and the slope tends to "
    r"(?P<slope>#): the gradient fades as a power of the number of steps, not exponentially\. These 20 "
    r"steps back leave (?P<factor>#) of it\.",
    "settles": rf"h settles at (?P<end>#), {BACK}",
    "on its way": rf"h is on its way to (?P<end>#) \((?P<last>#) after 20 steps\), {BACK}",
    "alternates": rf"h alternates between (?P<low>#) and (?P<high>#), {TWO}",
    "will alternate": r"h comes to alternate between (?P<low>#) and (?P<high>#) "
    rf"\((?P<last>#) after 20 steps\), {TWO}",
}
NAME = r"w_hh = (?P<w>#), h_0 = (?P<start>#)(?:, b = (?P<bias>#))?: "
NUMBERS = r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?"
PATTERNS = {kind: re.compile((NAME + text).replace("#", NUMBERS)) for kind, text in READINGS.items()}


def parsed(reading):
    """Return the kind of a reading, and its numbers by name."""
    matches = {kind: pattern.fullmatch(reading) for kind, pattern in PATTERNS.items()}
    ((kind, match),) = ((kind, match) for kind, match in matches.items() if match)
    return kind, {name: float(one) for name, one in match.groupdict().items() if one is not None}


def truth(bias, steps=4000):
    """Return what is so at every position, by name, from plain iteration."""
    w, h_0 = PAIRS
    states = [h_0]
    for _ in range(steps):
        states.append(np.tanh(w * states[-1] + bias))
    slopes = [w * (1 - h * h) for h in states[1:]]
    product = np.prod(slopes[: map_lab.STEPS], axis=0)
    last, before = states[-1], states[-2]
    low_last = last < before
    so = {"w": w, "start": h_0, "bias": bias + 0 * w, "end": last, "last": states[map_lab.STEPS], "all": w}
    so |= {"low": np.minimum(last, before), "high": np.maximum(last, before), "slope": slopes[-1]}
    # The slope of the map at a state is that of the step which leaves it.
    so |= {"one": np.where(low_last, slopes[-2], slopes[-1]), "both": slopes[-1] * slopes[-2]}
    so |= {"other": np.where(low_last, slopes[-1], slopes[-2]), "factor": product}
    so |= {"rate": np.abs(product) ** (1 / map_lab.STEPS), "place": -bias / np.where(w == 0, 1, w)}
    there = np.max([np.abs(states[map_lab.STEPS - k] - states[-1 - k]) for k in (0, 1)], axis=0) < 0.005
    stands = (states[1] == h_0) & (w != 0)
    return so, stands, np.abs(last - before) > 0.1, there


@pytest.mark.parametrize("bias", [0.0, 0.1, -0.3, 1.0])
def test_every_word_and_number_of_every_reading_is_so(bias):
    so, stands, alternates, there = truth(bias)
    for i, reading in enumerate(table(bias).readings):
        kind, told = parsed(reading)
        w = so["w"][i]
        wanted = ("alternates" if there[i] else "will alternate") if alternates[i] else "settles"
        wanted = "on its way" if wanted == "settles" and not there[i] else wanted
        wanted = "creeps" if abs(w) == 1 and bias == 0 else wanted
        wanted = "level" if w == 0 else "stands" if stands[i] else wanted
        assert kind == wanted, reading
        for name, value in told.items():
            three_digits = name in ("one", "other", "slope", "both") and kind != "creeps"
            room = 0.006 * abs(so[name][i]) if three_digits else 0.0051
            room = 0.06 * abs(so[name][i]) if name == "factor" else room
            assert abs(value - so[name][i]) <= room, (reading, name)
        assert ("all" in told) == (abs(w) > 1 and kind != "stands") and ("bias" in told) == (bias != 0)


def test_no_bias_sends_more_than_two_megabytes():
    for bias in (-1.0, 0.0, 0.1, 0.7):
        map_lab.LAB.start["bias"] = bias
        live = Live(map_lab.LAB)
        assert len(live.widget.table_w_hh["readings"]) == len(W) * len(H_0)
        live.close()
    map_lab.LAB.start["bias"] = 0.0


@pytest.mark.parametrize(
    "preset", [{}, *map_lab.PRESETS.values(), {"bias": 1.0}, {"bias": -1.0, "w_hh": -2.0}]
)
def test_no_still_has_a_fault(preset):
    figures.use_style()
    values = map_lab.LAB.start | preset
    fig, artists = map_lab.figure(values["bias"])
    draw(artists, map_lab.one(**values), 0)
    fig.draw_without_rendering()
    assert geometry.faults(fig) == []
    plt.close(fig)
