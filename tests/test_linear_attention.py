"""Linear attention is an RNN whose state is a matrix: step by step it reads the masked product."""

import re

import numpy as np
import pytest
import torch
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.cells import linear_attention as la

SIZES = st.tuples(*(st.integers(1, high) for high in (12, 3, 5, 4)))  # seq_len, batch, key, value


def inputs(sizes, seed=1, dtype=float):
    """Return queries, keys, values and rates, (seq_len, batch, ...)."""
    rng, (T, batch, key, value) = np.random.default_rng(seed), sizes
    arrays = (rng.standard_normal((T, batch, size)) for size in (key, key, value))
    q, k, v = (array.astype(dtype) for array in arrays)
    return q, k / np.linalg.norm(k, axis=-1, keepdims=True), v, rng.random((T, batch)).astype(dtype)


@given(SIZES, st.integers(0, 999))
@settings(max_examples=examples(30), deadline=None)
def test_the_sum_is_the_masked_product(sizes, seed):
    q, k, v, _ = inputs(sizes, seed)
    run = la.forward(q, k, v)
    wanted = np.zeros_like(v)
    for t in range(len(k)):
        for s in range(t + 1):
            wanted[t] += (q[t] * k[s]).sum(axis=1, keepdims=True) * v[s]
    np.testing.assert_allclose(run.reads, wanted, atol=1e-12)
    np.testing.assert_allclose(la.quadratic(q, k, v), wanted, atol=1e-12)


@given(SIZES, st.integers(0, 999))
@settings(max_examples=examples(30), deadline=None)
def test_the_delta_rule_is_the_unrolled_sum_of_what_is_left_of_each_pair(sizes, seed):
    q, k, v, beta = inputs(sizes, seed)
    run, key = la.forward(q, k, v, beta), sizes[2]
    for b in range(sizes[1]):
        for t in range(sizes[0]):
            S = np.zeros((sizes[3], key))
            for s in range(t + 1):  # S_t = Σ_s β_s v_s k_sᵀ (I - β k kᵀ) ... of all later steps
                left = beta[s, b] * np.outer(v[s, b], k[s, b])
                for r in range(s + 1, t + 1):
                    left = left @ (np.eye(key) - beta[r, b] * np.outer(k[r, b], k[r, b]))
                S += left
            np.testing.assert_allclose(run.Ss[t + 1, b], S, atol=1e-12)
            np.testing.assert_allclose(run.reads[t, b], S @ q[t, b], atol=1e-12)
    np.testing.assert_allclose(la.quadratic(q, k, v, beta), run.reads, atol=1e-11)


def test_a_step_of_the_delta_rule_goes_down_the_gradient_of_its_error():
    _, k, v, beta = (array[0, 0] for array in inputs((1, 1, 5, 3)))
    S = torch.tensor(np.random.default_rng(2).standard_normal((3, 5)), requires_grad=True)
    (0.5 * (S @ torch.tensor(k) - torch.tensor(v)).square().sum()).backward()
    stepped = S.detach().numpy() - beta * S.grad.numpy()
    np.testing.assert_allclose(la.correct(S.detach().numpy(), k, v, beta), stepped, atol=1e-12)


def test_the_delta_rule_replaces_where_the_sum_mixes():
    k, old, new = np.array([0.6, 0.8]), np.array([1.0, 1.0]), np.array([-1.0, 3.0])
    mixed, replaced = (write(write(np.zeros((2, 2)), k, old), k, new) for write in (la.add, la.correct))
    np.testing.assert_allclose(la.read(mixed, k), old + new)
    np.testing.assert_allclose(la.read(replaced, k), new)


@pytest.mark.parametrize("beta", [False, True])
def test_orthogonal_keys_are_recalled_exactly(beta):
    k = np.linalg.qr(np.random.default_rng(3).standard_normal((6, 6)))[0][:, None]
    v = np.random.default_rng(4).standard_normal((6, 1, 4))
    run = la.forward(k, k, v, np.ones((6, 1)) if beta else None)
    np.testing.assert_allclose(la.read(run.Ss[-1], k), v, atol=1e-12)


def test_float32_stays_and_inputs_stay_as_they_are():
    parts = inputs((7, 2, 3, 4), dtype=np.float32)
    before = [part.copy() for part in parts]
    assert la.forward(*parts).reads.dtype == la.quadratic(*parts).dtype == np.float32
    assert all(np.array_equal(part, old) for part, old in zip(parts, before, strict=True))


def test_shapes_and_dtypes_that_do_not_fit_are_named():
    q, k, v, beta = inputs((5, 2, 3, 4))
    for function in (la.forward, la.quadratic):
        with pytest.raises(ValueError, match=re.escape("queries has shape (5, 2, 2)")):
            function(q[..., :2], k, v)
        with pytest.raises(ValueError, match=re.escape("values has shape (4, 2, 4)")):
            function(q, k, v[1:])
        with pytest.raises(ValueError, match=re.escape("beta has shape (5, 2, 1)")):
            function(q, k, v, beta[..., None])
        with pytest.raises(TypeError, match="want float32 or float64"):
            function(q, k.astype(int), v)
