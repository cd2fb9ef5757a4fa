"""Gradients through time: norms, Jacobians, bounds, clipping, checks, and the sweep over a slider."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils import gradients as g
from course_utils.cells import init, rnn

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.tuples(st.integers(1, 9), st.integers(1, 4), st.integers(1, 3), st.integers(1, 5))
ACTIVATIONS = st.sampled_from(["tanh", "relu", "identity"])


def drawn(sizes, seed, gain=True, masked=False):
    T, batch, inputs, hidden = sizes
    rng = np.random.default_rng(seed)
    params = init.rnn(rng, inputs, hidden, recurrent="gaussian")
    if gain:
        params["gain"] = rng.normal(size=batch)
    mask = rng.random((T, batch)) < 0.7 if masked else None
    return rng, params, rng.normal(size=(T, batch, inputs)), mask


def in_8_bits(log2_values, low, high):
    with np.errstate(invalid="ignore"):
        scaled = (log2_values - low) * 255 / (high - low) + 0.5
    return np.clip(scaled, 0, 255).astype(np.uint8)


@given(sizes=SIZES, seed=SEEDS, activation=ACTIVATIONS, every=st.booleans(), masked=st.booleans())
def test_sweep_equals_the_plain_backward_pass(sizes, seed, activation, every, masked):
    rng, params, xs, mask = drawn(sizes, seed, masked=masked)
    run = rnn.forward(xs, params, activation=activation, mask=mask)
    dhs = rng.normal(size=run.hs.shape) if every else None
    dh_T = rng.normal(size=run.h_T.shape)
    plain = rnn.backward(run, dhs, dh_T)["hs"]
    sweep = g.gradient_sweep(run, dhs, dh_T, levels=(-20, 10))
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(sweep.log2_norms, np.log2(g.gradient_norms(plain)), rtol=1e-9, atol=1e-9)
        levels = in_8_bits(np.log2(np.abs(plain)), -20, 10)
    assert np.abs(sweep.levels.astype(int) - levels).max() <= 1


@pytest.mark.parametrize("gain", [1e-3, 30.0])
def test_sweep_neither_underflows_nor_overflows(gain):
    xs = np.zeros((400, 1, 1))
    params = {"W_xh": np.ones((2, 1)), "W_hh": np.eye(2), "b_h": np.zeros(2), "gain": np.array([gain])}
    run = rnn.forward(xs, params, activation="identity")
    log2_norms = g.gradient_sweep(run, dh_T=np.ones((1, 2))).log2_norms[:, 0]
    expected = 0.5 + np.arange(400)[::-1] * np.log2(gain)
    np.testing.assert_allclose(log2_norms, expected, rtol=1e-12)
    assert abs(log2_norms[0]) > 1900  # float64 ends at 1074


def test_a_loss_at_every_step_outlives_a_vanished_one():
    xs = np.zeros((400, 1, 1))
    params = {"W_xh": np.ones((1, 1)), "W_hh": np.ones((1, 1)), "b_h": np.zeros(1), "gain": np.array([1e-9])}
    run = rnn.forward(xs, params, activation="identity")
    dhs = np.zeros((400, 1, 1))
    dhs[[0, -1]] = 3.0
    log2_norms = g.gradient_sweep(run, dhs).log2_norms[:, 0]
    assert log2_norms[1] < -11000 and log2_norms[0] == pytest.approx(np.log2(3))


def test_zero_gradients_are_minus_infinity_and_level_0():
    _, params, xs, _ = drawn((4, 3, 2, 5), 0)
    params["gain"][0] = 0
    run = rnn.forward(xs, params)
    dh_T = np.ones((3, 5))
    dh_T[1] = 0
    sweep = g.gradient_sweep(run, dh_T=dh_T, levels=(-10, 0))
    assert (sweep.log2_norms[:-1, 0] == -np.inf).all() and (sweep.log2_norms[:, 1] == -np.inf).all()
    assert np.isfinite(sweep.log2_norms[:, 2]).all() and (sweep.levels[:, 1] == 0).all()
    with pytest.raises(ValueError, match="dhs and dh_T are None"):
        g.gradient_sweep(run)


def test_sweep_over_gains_equals_each_network_run_alone():
    rng = np.random.default_rng(0)
    params = init.rnn(rng, 1, 64, recurrent="gaussian")
    gains, xs = np.linspace(0, 2, 401), rng.normal(size=(200, 1, 1))
    run = rnn.forward(np.repeat(xs, 401, axis=1), params | {"gain": gains})
    log2_norms = g.gradient_sweep(run, dh_T=np.ones((401, 64))).log2_norms
    for position in range(20, 261, 40):  # up to a gain of 1.3, short of chaos
        alone = rnn.forward(xs, params | {"W_hh": gains[position] * params["W_hh"]})
        dhs = rnn.backward(alone, dh_T=np.ones((1, 64)))["hs"]
        expected = np.log2(g.gradient_norms(dhs))[:, 0]
        normal = expected > -1000  # what the plain pass can still hold
        assert np.abs(log2_norms[:, position] - expected)[normal].max() <= 0.01


def test_gradient_norms_survive_where_squares_would_not():
    dhs = np.array([[[3e-200, 4e-200]], [[3e200, 4e200]], [[0.0, 0.0]]])
    np.testing.assert_allclose(g.gradient_norms(dhs), [[5e-200], [5e200], [0]], rtol=1e-14)
    assert g.gradient_norms(np.array([[[np.inf, 1]]])) == np.inf


@given(sizes=SIZES, seed=SEEDS, activation=ACTIVATIONS, masked=st.booleans())
def test_product_of_step_jacobians_is_the_jacobian_of_the_run(sizes, seed, activation, masked):
    rng, params, xs, mask = drawn(sizes, seed, masked=masked)
    run = rnn.forward(xs, params, activation=activation, mask=mask)
    Js = g.step_jacobians(run)
    dh_T = rng.normal(size=run.h_T.shape)
    through_Js = np.einsum("bi,bij->bj", dh_T, g.jacobian_product(Js))
    np.testing.assert_allclose(through_Js, rnn.backward(run, dh_T=dh_T)["h_0"], rtol=1e-9, atol=1e-12)


def test_a_spectral_radius_below_1_does_not_stop_powers_from_growing_first():
    W = init.non_normal(None, 2, gain=0.9)
    norms = [g.singular_values(np.linalg.matrix_power(W, k))[0] for k in range(80)]
    assert g.spectral_radius(W) == pytest.approx(0.9) and g.singular_values(W)[0] == pytest.approx(
        10.08, abs=0.01
    )
    assert int(np.argmax(norms)) in (9, 10) and max(norms) == pytest.approx(38.7, abs=0.1)
    assert norms[62] > 1 > norms[63]
    bound, limit = (np.arange(80) * np.log2(a) for a in (g.singular_values(W)[0], g.spectral_radius(W)))
    assert (np.log2(norms) <= bound + 1e-9).all() and (np.log2(norms[1:]) > limit[1:]).all()


@given(sizes=SIZES, seed=SEEDS)
def test_products_of_jacobians_stay_below_the_bound(sizes, seed):
    _, params, xs, _ = drawn(sizes, seed, gain=False)
    Js = g.step_jacobians(rnn.forward(xs, params))
    bound = sizes[0] * np.log2(g.singular_values(params["W_hh"])[0])
    norms = g.singular_values(g.jacobian_product(Js))[..., 0]
    assert (np.log2(norms + 1e-300) <= bound + 1e-9).all()


def test_a_largest_singular_value_above_1_is_necessary_for_exploding_and_not_sufficient():
    W = np.array([[0.5, 3.0], [0.0, 0.5]])
    assert g.singular_values(W)[0] > 1
    assert np.linalg.norm(np.linalg.matrix_power(W, 60), 2) < 1e-14


def test_tanh_with_a_spectral_radius_below_1_can_still_explode():
    W = np.array([[1.9, -2.0], [2.0, -1.9]])
    h = np.array([0, np.sqrt(0.7)])
    params = {"W_xh": np.zeros((2, 1)), "W_hh": W, "b_h": np.arctanh(h) - W @ h}
    (J,) = g.step_jacobians(rnn.step(np.zeros((1, 1)), h[None], params))[0]
    assert g.spectral_radius(W) == pytest.approx(0.62, abs=0.01)
    assert g.spectral_radius(J) == pytest.approx(1.24, abs=0.01)
    assert g.singular_values(np.linalg.matrix_power(J, 50))[0] > 9e4


def test_regime_is_measured_over_the_whole_distance():
    assert g.regime(0.0, 0.0, 100) == ("steady", 1.0)
    assert g.regime(np.log2(9.9), 0, 100).name == g.regime(-np.log2(9.9), 0, 100).name == "steady"
    assert g.regime(np.log2(10.1), 0, 100).name == "exploding"
    name, rate = g.regime(99 * np.log2(0.9), 0, 100)
    assert name == "vanishing" and rate == pytest.approx(0.9)
    assert g.regime(-np.inf, 0, 100) == ("vanishing", 0.0)
    assert g.regime(5.0, 5.0, 1) == ("steady", 1.0)
    with pytest.raises(ValueError, match="-inf"):
        g.regime(0.0, -np.inf, 5)
    with pytest.raises(ValueError, match="seq_len"):
        g.regime(0.0, 0.0, 0)


@given(seed=SEEDS, limit=st.floats(1e-3, 1e3), scale=st.floats(1e-3, 1e3))
def test_clipping_equals_torchs(seed, limit, scale):
    rng = np.random.default_rng(seed)
    grads = {"W": scale * rng.normal(size=(3, 2)), "b": scale * rng.normal(size=4)}
    for clip, theirs in (
        (g.clip_by_norm, torch.nn.utils.clip_grad_norm_),
        (g.clip_by_value, torch.nn.utils.clip_grad_value_),
    ):
        tensors = [torch.zeros(value.shape, dtype=torch.float64) for value in grads.values()]
        for tensor, value in zip(tensors, grads.values(), strict=True):
            tensor.grad = torch.tensor(value)
        theirs(tensors, limit)
        for ours, tensor in zip(clip(grads, limit).values(), tensors, strict=True):
            np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-12)


def test_clipping_by_norm_keeps_the_direction_and_by_value_does_not():
    grads = {"w": np.array([100.0, 0.5])}
    by_norm, by_value = g.clip_by_norm(grads, 1.0), g.clip_by_value(grads, 1.0)
    assert g.cosine(grads, by_norm) == pytest.approx(1) and g.total_norm(by_norm) == pytest.approx(1)
    assert np.degrees(np.arccos(g.cosine(grads, by_value))) == pytest.approx(26.3, abs=0.1)
    assert (grads["w"] == [100, 0.5]).all()
    single = g.clip_by_norm({"w": np.full(3, 9, np.float32)}, 1.0)["w"]
    assert single.dtype == np.float32 and single is not grads["w"]
    with pytest.raises(ValueError, match="limit must be above 0, not 0"):
        g.clip_by_norm(grads, 0)


def test_total_norm_neither_overflows_nor_fails_on_nothing():
    assert g.total_norm({"a": np.full(4, 1e200), "b": np.full((1, 5), 1e200)}) == pytest.approx(3e200)
    assert g.total_norm({}) == 0 and g.total_norm({"a": np.zeros((0, 2))}) == 0
    assert g.clip_by_norm({"a": np.zeros(2)}, 1.0)["a"].tolist() == [0, 0]


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-9), (np.float32, 1e-3)])
def test_central_differences_take_a_step_that_suits_the_dtype(dtype, tolerance):
    x = np.array([[0.3, -2.0], [1.0, 500.0]], dtype)
    before = x.copy()
    slopes = g.central_differences(lambda a: float(np.sin(a.astype(float)).sum()), x[:, :1])
    np.testing.assert_allclose(slopes, np.cos(x[:, :1].astype(float)), atol=tolerance)
    np.testing.assert_allclose(g.central_differences(lambda a: a.sum(), x), 1, rtol=10 * tolerance)
    assert (x == before).all()
    with pytest.raises(TypeError, match="int64"):
        g.central_differences(np.sum, np.arange(3))


def test_gradient_check_finds_the_one_wrong_entry():
    params = {"W": np.arange(6.0).reshape(2, 3), "b": np.ones(2), "fixed": np.ones(1)}
    loss = lambda p: (p["W"] ** 2).sum() + 3 * p["b"].sum()  # noqa: E731
    grads = {"W": 2 * params["W"], "b": np.full(2, 3.0), "xs": np.ones(9)}
    assert g.gradient_check(loss, params, grads).ok
    grads["W"][1, 0] += 0.1
    check = g.gradient_check(loss, params, grads)
    assert not check.ok and (check.name, check.index) == ("W", (1, 0))
    assert check.given == pytest.approx(6.1) and check.differences == pytest.approx(6)
    assert check.error == pytest.approx(0.01) and "WRONG: worst entry W[1, 0]" in str(check)
    grads["b"][1] = np.nan
    check = g.gradient_check(loss, params, grads)
    assert not check.ok and (check.name, check.index) == ("b", (1,))
    with pytest.raises(ValueError, match=r"grads\['b'\] has shape \(3,\); want \(2,\)"):
        g.gradient_check(loss, params, {"b": np.ones(3)})
    with pytest.raises(ValueError, match="want a name in common"):
        g.gradient_check(loss, params, {})


def test_cosine_of_gradients():
    a = {"W": np.array([[1.0, 0.0]]), "b": np.array([1e300])}
    assert g.cosine(a, a) == pytest.approx(1)
    assert g.cosine(np.array([1.0, 0]), np.array([0.0, 2])) == 0
    assert g.cosine(np.array([1.0, 0]), np.array([-3.0, 0])) == -1
    assert np.isnan(g.cosine(np.zeros(2), np.ones(2)))
    with pytest.raises(ValueError, match="b has 3 entries; want 2"):
        g.cosine(np.ones(2), np.ones(3))


def test_saturation_makes_a_scalar_weight_above_1_vanish_all_the_same():
    w = np.array([1.5, 1.5, 1.5])
    params = {"W_xh": np.zeros((1, 1)), "W_hh": np.ones((1, 1)), "b_h": np.zeros(1), "gain": w}
    h_0 = np.array([[0.5], [0.001], [0.0]])
    run = rnn.forward(np.zeros((50, 3, 1)), params, h_0)
    grads = rnn.backward(run, dh_T=np.ones((3, 1)))["h_0"][:, 0]
    np.testing.assert_allclose(
        np.log10(np.abs(grads)), [np.log10(4e-20), np.log10(3e-11), np.log10(6.4e8)], atol=0.1
    )


def test_a_sweeps_table_rounds_as_its_levels_do():
    rng = np.random.default_rng(0)
    params = init.rnn(rng, 2, 16)
    run = rnn.forward(rng.normal(size=(40, 8, 2)), params)
    dhs = rng.normal(size=run.hs.shape)
    table = g.gradient_sweep(run, dhs, levels=(-12, 4)).levels
    levels = in_8_bits(np.log2(np.abs(rnn.backward(run, dhs)["hs"])), -12, 4)
    assert (table == levels).mean() > 0.99  # single precision rounds a few the other way
