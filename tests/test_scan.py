"""A parallel scan gives the loop's states, because steps compose in any grouping."""

import math
import re

import numpy as np
import pytest
import torch
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.cells import scan

SEEDS = st.integers(0, 10_000)


def steps(seed, T, size=3, dtype=float):
    rng = np.random.default_rng(seed)
    return rng.uniform(-1.2, 1.2, (T, size)).astype(dtype), rng.standard_normal((T, size)).astype(dtype)


@given(SEEDS, st.integers(1, 70), st.booleans())
@settings(max_examples=examples(150), deadline=None)
def test_scan_equals_the_loop_at_every_length(seed, T, begins_at_zero):
    a, b = steps(seed, T)
    h_0 = 0.0 if begins_at_zero else np.random.default_rng(seed).standard_normal(3)
    np.testing.assert_allclose(scan.scan(a, b, h_0), scan.loop(a, b, h_0), rtol=1e-9, atol=1e-9)


@given(SEEDS)
@settings(deadline=None)
def test_composing_is_associative_and_keeps_the_order(seed):
    first, second, third = (steps(seed + k, 1) for k in range(3))
    left = scan.compose(scan.compose(first, second), third)
    right = scan.compose(first, scan.compose(second, third))
    for one, other in zip(left, right, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)
    assert not np.allclose(scan.compose(first, second)[1], scan.compose(second, first)[1])


@given(SEEDS, st.integers(1, 40), st.integers(0, 40))
@settings(deadline=None)
def test_a_pair_made_of_many_does_what_they_do_in_a_row(seed, T, cut):
    a, b = steps(seed, T)
    cut = min(cut, T - 1)
    whole = a[cut], b[cut]
    for t in range(cut + 1, T):
        whole = scan.compose(whole, (a[t], b[t]))
    h = np.ones(3)
    np.testing.assert_allclose(whole[0] * h + whole[1], scan.loop(a[cut:], b[cut:], h)[-1], atol=1e-9)


@pytest.mark.parametrize("T", [1, 2, 3, 4, 5, 8, 9, 16, 17, 64, 100])
def test_rounds_grow_with_the_logarithm_of_the_length(T):
    assert len(list(scan.rounds(*steps(1, T)))) - 1 == math.ceil(math.log2(T))


def test_after_round_r_a_pair_stands_for_the_last_two_to_the_r_steps():
    a, b = steps(2, 13)
    for r, (a_r, b_r) in enumerate(scan.rounds(a, b)):
        for t in range(13):
            s = max(0, t + 1 - 2**r)
            np.testing.assert_allclose(b_r[t], scan.loop(a[s : t + 1], b[s : t + 1])[-1], atol=1e-12)
            np.testing.assert_allclose(a_r[t], np.prod(a[s : t + 1], axis=0), atol=1e-12)


@pytest.mark.parametrize("T", [1, 2, 7, 16])
def test_backward_is_what_autograd_says(T):
    a, b = steps(3, T)
    h_0, dhs = np.random.default_rng(4).standard_normal((2, 3))[0], steps(5, T)[1]
    grads = scan.backward(a, scan.scan(a, b, h_0), dhs, h_0)
    leaves = [torch.tensor(x, requires_grad=True) for x in (a, b, h_0)]
    h, loss = leaves[2], 0
    for t in range(T):
        h = leaves[0][t] * h + leaves[1][t]
        loss = loss + (h * torch.tensor(dhs[t])).sum()
    loss.backward()
    for name, leaf in zip(("a", "b", "h_0"), leaves, strict=True):
        np.testing.assert_allclose(grads[name], leaf.grad.numpy(), atol=1e-12)


def test_inputs_stay_as_they_are_and_float32_stays_float32():
    a, b = steps(6, 20, dtype=np.float32)
    before = a.copy(), b.copy()
    assert scan.scan(a, b).dtype == np.float32
    assert np.array_equal(a, before[0]) and np.array_equal(b, before[1])


def test_steps_that_erase_hide_all_before_them():
    a, b = steps(7, 30)
    a[12] = 0
    b_other = np.concatenate([100 * b[:12], b[12:]])
    np.testing.assert_array_equal(scan.scan(a, b)[12:], scan.scan(a, b_other)[12:])


@pytest.mark.parametrize(
    "a, b, words",
    [
        (np.ones(3), np.ones(4), "a has shape (3,) and b (4,)"),
        (np.ones((0, 2)), np.ones((0, 2)), "seq_len >= 1"),
        (1.0, 2.0, "want the same"),
    ],
)
def test_shapes_that_do_not_fit_are_named(a, b, words):
    for function in (scan.loop, scan.scan):
        with pytest.raises(ValueError, match=re.escape(words)):
            function(a, b)


def test_complex_numbers_are_refused():
    with pytest.raises(TypeError, match="want real numbers"):
        scan.scan(np.ones(3, dtype=complex), np.ones(3))


def test_a_state_not_given_is_zero():
    a, b = steps(8, 5)
    for function in (scan.loop, scan.scan):
        np.testing.assert_allclose(function(a, b), function(a, b, np.zeros(3)), rtol=1e-12)
    hs = scan.loop(a, b)
    given, default = scan.backward(a, hs, b, np.zeros(3)), scan.backward(a, hs, b)
    assert all(np.array_equal(default[name], given[name]) for name in given)
