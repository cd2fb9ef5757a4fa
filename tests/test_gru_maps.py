"""A GRU's weights arrive elsewhere and come back as they were."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.cells import gru, gru_maps, init

SIZES = st.tuples(st.integers(1, 4), st.integers(1, 5), st.sampled_from(["after", "before"]))


def drawn(sizes):
    inputs, hidden, reset = sizes
    rng = np.random.default_rng(inputs * 10 + hidden)
    return init.gru(rng, inputs, hidden, reset=reset), rng.normal(size=(6, 2, inputs))


@given(SIZES)
def test_flipped_weights_compute_the_same_where_1_minus_z_keeps(sizes):
    params, xs = drawn(sizes)
    there = gru.forward(xs, gru_maps.flip_update(params), reset=sizes[2], z_keeps=False).hs
    np.testing.assert_allclose(there, gru.forward(xs, params, reset=sizes[2]).hs, atol=1e-14)
    assert all(
        np.array_equal(gru_maps.flip_update(gru_maps.flip_update(params))[n], w) for n, w in params.items()
    )


@given(SIZES)
def test_weights_come_back_from_keras_and_onnx(sizes):
    params, _ = drawn(sizes)
    onnx = gru_maps.from_onnx(gru_maps.to_onnx(params), linear_before_reset=int(sizes[2] == "after"))
    for back in (gru_maps.from_keras(gru_maps.to_keras(params)), onnx):
        assert set(back) == set(params)
        assert all(np.allclose(back[name], value, atol=1e-15) for name, value in params.items())


@pytest.mark.parametrize("reset, rows", [("after", (2, 15)), ("before", (15,))])
def test_shapes_are_those_that_keras_and_onnx_document(reset, rows):
    params, _ = drawn((3, 5, reset))
    assert [one.shape for one in gru_maps.to_keras(params)] == [(3, 15), (5, 15), rows]
    assert [one.shape for one in gru_maps.to_onnx(params).values()] == [(1, 15, 3), (1, 15, 5), (1, 30)]


def test_other_peoples_second_biases_are_added_for_r_and_z_and_kept_apart_for_the_candidate():
    params, _ = drawn((3, 2, "after"))
    kernel, recurrent, bias = gru_maps.to_keras(params)
    back = gru_maps.from_keras([kernel, recurrent, bias + np.array([[0.0], [1.0]])])
    np.testing.assert_allclose(back["b_h"] - params["b_h"], [1, 1, 1, 1, 0, 0])
    np.testing.assert_allclose(back["b_hn"] - params["b_hn"], 1)


def test_without_a_second_place_for_it_a_second_bias_is_added():
    params, _ = drawn((3, 2, "before"))
    arrays = gru_maps.to_onnx(params)
    arrays["B"] = arrays["B"] + np.repeat([0.0, 1.0], 6)
    np.testing.assert_allclose(gru_maps.from_onnx(arrays, 0)["b_h"] - params["b_h"], 1)


def test_nothing_given_is_changed():
    params, _ = drawn((3, 2, "after"))
    before = {name: value.copy() for name, value in params.items()}
    for one in gru_maps.to_keras(params) + list(gru_maps.to_onnx(params).values()):
        one += 1
    for one in gru_maps.flip_update(params).values():
        one += 1
    assert all(np.array_equal(params[name], value) for name, value in before.items())
