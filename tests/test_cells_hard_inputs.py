"""What people hand to cells and gradients: padding, huge and tiny numbers, weights changed in between."""

import numpy as np
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import gradients as g
from course_utils.cells import attention, gru, gru_maps, jordan, lstm, rnn, scan, torch_maps

rng = np.random.default_rng(0)
XS = rng.normal(size=(5, 2, 3))
CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}


def weights(name, **more):
    sizes = {"rnn": 1, "lstm": 4, "gru": 3}[name] * 4
    draw = np.random.default_rng(1)
    found = {
        "W_xh": draw.normal(size=(sizes, 3)),
        "W_hh": draw.normal(size=(sizes, 4)),
        "b_h": np.zeros(sizes),
    }
    return found | ({"b_hn": draw.normal(size=4)} if name == "gru" else {}) | more


@pytest.mark.parametrize("name", CELLS)
def test_a_run_keeps_the_weights_that_it_was_made_with(name):
    params, dh_T = weights(name), np.ones((2, 4))
    expected = CELLS[name].backward(CELLS[name].forward(XS, params), dh_T=dh_T)
    run = CELLS[name].forward(XS, params)
    for array in params.values():
        array += 1.0  # an update in place
    found = CELLS[name].backward(run, dh_T=dh_T)
    for key in expected:
        np.testing.assert_array_equal(found[key], expected[key])


def test_attention_keeps_what_it_was_asked_with():
    queries, keys, W = rng.normal(size=(3, 2, 4)), rng.normal(size=(5, 2, 4)), rng.normal(size=(4, 4))
    expected = attention.backward(attention.forward(queries, keys, keys, W), np.ones((3, 2, 4)))
    run = attention.forward(queries, keys, keys, W)
    for array in (queries, keys, W):
        array *= 2
    for key, value in attention.backward(run, np.ones((3, 2, 4))).items():
        np.testing.assert_array_equal(value, expected[key])


@pytest.mark.parametrize("name", CELLS)
def test_masked_arrays_keep_their_mask(name):
    mask = np.ones((5, 2), bool)
    mask[3:, 1] = False
    hidden = np.ma.array(np.where(mask[:, :, None], XS, -9999), mask=np.repeat(~mask[:, :, None], 3, axis=2))
    expected = CELLS[name].forward(XS, weights(name), mask=mask).hs
    np.testing.assert_array_equal(CELLS[name].forward(hidden, weights(name), mask=mask).hs, expected)
    with pytest.raises(ValueError, match=r"xs .* NaN .* the first \(3, 1, 0\)"):
        CELLS[name].forward(hidden, weights(name))
    with pytest.raises(ValueError, match=r"h_0 has masked entries"):
        CELLS[name].forward(XS, weights(name), np.ma.array(np.zeros((2, 4)), mask=np.eye(2, 4)))


@pytest.mark.parametrize("name", CELLS)
def test_a_backward_pass_needs_a_loss(name):
    run = CELLS[name].forward(XS, weights(name))
    with pytest.raises(ValueError, match="dhs and dh_T.* are None"):
        CELLS[name].backward(run)
    params = {"W_xh": np.ones((4, 3)), "b_h": np.ones(4), "W_hy": np.ones((2, 4)), "b_y": np.ones(2)}
    with pytest.raises(ValueError, match="dys and dy_T are None"):
        jordan.backward(jordan.forward(XS, params | {"W_yh": np.ones((4, 2))}))


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=examples(20), deadline=None)
def test_attention_never_reads_what_is_masked(seed, for_each_query):
    draw = np.random.default_rng(seed)
    queries, keys, values = (draw.normal(size=(T, 2, 3)) for T in (4, 6, 6))
    mask = draw.random((6, 2)) < 0.5
    mask[0] = True
    given_mask = np.broadcast_to(mask, (4, 6, 2)) if for_each_query else mask
    clean = attention.forward(queries, keys, values, mask=given_mask)
    padded = [np.where(mask[:, :, None], array, np.nan) for array in (keys, values)]
    run = attention.forward(queries, *padded, mask=given_mask)
    np.testing.assert_array_equal(run.contexts, clean.contexts)
    grads, expected = (attention.backward(one, np.ones((4, 2, 3))) for one in (run, clean))
    np.testing.assert_array_equal(grads["queries"], expected["queries"])
    assert (grads["values"][~mask] == 0).all() and (grads["keys"][~mask] == 0).all()


def test_attention_to_what_is_no_number_says_where():
    keys = np.zeros((4, 1, 2))
    keys[2, 0, 1] = np.nan
    with pytest.raises(ValueError, match=r"keys .* the first \(2, 0, 1\)"):
        attention.forward(np.zeros((1, 1, 2)), keys, np.zeros((4, 1, 2)))


@given(st.integers(0, 10_000), st.floats(1.0, 1e200))
@settings(max_examples=examples(40), deadline=None)
def test_a_scan_is_finite_where_the_loop_is(seed, size):
    draw = np.random.default_rng(seed)
    a = np.where(draw.random((24, 3)) < 0.5, size, 1 / size) * draw.choice(
        [-1, 0, 1], (24, 3), p=[0.3, 0.1, 0.6]
    )
    b = draw.normal(size=(24, 3)) * (draw.random((24, 3)) < 0.3)
    with np.errstate(over="ignore", invalid="ignore"):
        steps, found = scan.loop(a, b), scan.scan(a, b)
    whole = np.isfinite(steps).all(axis=0)
    assert np.isfinite(found[:, whole]).all()  # before they are compared
    scale = 1e-9 * np.abs(scan.loop(np.abs(a[:, whole]), np.abs(b[:, whole])))
    assert (np.abs(found[:, whole] - steps[:, whole]) <= scale + 1e-300).all()


def test_a_scan_of_products_that_overflow_is_the_loop():
    a, b = np.full((2000, 2), 2.0), np.zeros((2000, 2))
    np.testing.assert_array_equal(scan.scan(a, b), 0)
    np.testing.assert_array_equal(scan.scan(a[:, 0], b[:, 0]), 0)
    np.testing.assert_array_equal(scan.scan(a, b, np.array([0.0, 0.0])), 0)


def test_whole_numbers_are_clipped_too():
    clipped = g.clip_by_norm({"W": np.array([3, 4])}, 1.0)["W"]
    np.testing.assert_allclose(clipped, [0.6, 0.8], rtol=1e-5)
    assert g.clip_by_norm({"W": np.float32([3, 4])}, 1.0)["W"].dtype == np.float32


@pytest.mark.parametrize("size", [5e-324, 1e-310, 1e-300, 1.0, 1e300])
def test_a_sweep_takes_gradients_of_every_size(size):
    run = rnn.forward(XS, weights("rnn"), activation="identity")
    ones = g.gradient_sweep(run, dh_T=np.ones((2, 4))).log2_norms
    found = g.gradient_sweep(run, dh_T=np.full((2, 4), size)).log2_norms
    np.testing.assert_allclose(found - np.log2(size), ones, atol=1e-9)
    assert np.isfinite(g.gradient_sweep(run, np.full(run.hs.shape, size)).log2_norms).all()


@pytest.mark.parametrize("ends", [(np.nan, 0.0), (0.0, np.nan), (np.inf, 0.0), (0.0, np.inf)])
def test_an_overflow_has_no_regime(ends):
    with pytest.raises(ValueError, match="overflowed"):
        g.regime(*ends, 5)
    with pytest.raises(ValueError, match="overflowed"):
        g.regime_of(np.exp2(ends))


def test_a_relu_that_overflowed_does_not_look_as_if_its_gradient_vanished():
    params = {
        "W_xh": np.ones((2, 1)),
        "W_hh": np.array([[1e200, 1e200], [1e200, -1e200]]),
        "b_h": np.zeros(2),
    }
    with np.errstate(all="ignore"):
        run = rnn.forward(np.ones((6, 1, 1)), params, activation="relu")
        assert np.isnan(run.hs).any()
        dhs = rnn.backward(run, dh_T=np.ones((1, 2)))["hs"]
    assert np.isnan(dhs[0]).any()


def test_a_gain_goes_along_to_other_libraries():
    torch = pytest.importorskip("torch")
    for name, there, make in (
        ("rnn", torch_maps.rnn_to_torch, torch.nn.RNN),
        ("lstm", torch_maps.lstm_to_torch, torch.nn.LSTM),
        ("gru", torch_maps.gru_to_torch, torch.nn.GRU),
    ):
        params = weights(name, gain=np.array(0.5))
        layer = make(3, 4).double()
        layer.load_state_dict({key: torch.from_numpy(array) for key, array in there(params).items()})
        ours = CELLS[name].forward(XS, params).hs
        np.testing.assert_allclose(layer(torch.from_numpy(XS))[0].detach().numpy(), ours, atol=1e-12)
    folded = weights("gru")
    folded["W_hh"] = 0.5 * folded["W_hh"]
    for ours, theirs in (
        (gru_maps.to_keras(weights("gru", gain=0.5)), gru_maps.to_keras(folded)),
        (gru_maps.to_onnx(weights("gru", gain=0.5)).values(), gru_maps.to_onnx(folded).values()),
    ):
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("to", [gru_maps.to_keras, gru_maps.to_onnx, torch_maps.gru_to_torch])
def test_what_other_libraries_lack_is_not_dropped(to):
    with pytest.raises(ValueError, match="a gain for each row"):
        to(weights("gru", gain=np.ones(2)))
    with pytest.raises(ValueError, match="p_o, which has no place"):
        torch_maps.lstm_to_torch(weights("lstm", p_o=np.ones(4)))
