"""Attention by hand equals torch, and its gradients have three witnesses."""

import numpy as np
import pytest
import torch
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.cells import attention
from course_utils.gradients import central_differences

SIZES = st.fixed_dictionaries(
    {name: st.integers(1, 4) for name in ("out_len", "seq_len", "batch", "query", "key", "value")}
)


def inputs(sizes, bilinear=True, masked=False, seed=1):
    """Return queries, keys, values, W and a mask."""
    rng = np.random.default_rng(seed)
    key = sizes["key"] if bilinear else sizes["query"]
    queries = rng.normal(size=(sizes["out_len"], sizes["batch"], sizes["query"]))
    keys = rng.normal(size=(sizes["seq_len"], sizes["batch"], key))
    values = rng.normal(size=(sizes["seq_len"], sizes["batch"], sizes["value"]))
    W = rng.normal(size=(sizes["query"], key)) if bilinear else None
    mask = rng.random((sizes["seq_len"], sizes["batch"])) < 0.6 if masked else None
    if masked:
        mask[0] = True
    return queries, keys, values, W, mask


@settings(max_examples=examples(30), deadline=None)
@given(SIZES, st.booleans(), st.booleans())
def test_gradients_equal_finite_differences_and_autograd(sizes, bilinear, masked):
    parts = inputs(sizes, bilinear, masked)
    run = attention.forward(*parts)
    G = np.random.default_rng(2).normal(size=run.contexts.shape)
    grads = attention.backward(run, G)
    tensors = [None if part is None else torch.tensor(part) for part in parts]
    for tensor in tensors[:4]:
        if tensor is not None:
            tensor.requires_grad_()
    queries, keys, values, W, mask = tensors
    asked = queries if W is None else queries @ W
    scores = torch.einsum("tbk,sbk->tbs", asked, keys) / (keys.shape[2] ** 0.5 if W is None else 1)
    if mask is not None:
        scores = scores.masked_fill(~mask.T, -torch.inf)
    contexts = torch.einsum("tbs,sbv->tbv", scores.softmax(dim=2), values)
    np.testing.assert_allclose(run.contexts, contexts.detach().numpy(), atol=1e-12)
    (torch.tensor(G) * contexts).sum().backward()
    for place, name in enumerate(("queries", "keys", "values", "W")):
        if parts[place] is None:
            assert name not in grads
            continue

        def loss(array, place=place):
            moved = [array if i == place else part for i, part in enumerate(parts)]
            return (G * attention.forward(*moved).contexts).sum()

        np.testing.assert_allclose(grads[name], tensors[place].grad.numpy(), atol=1e-11)
        np.testing.assert_allclose(grads[name], central_differences(loss, parts[place]), atol=1e-7)


def test_scaled_dot_products_are_what_torch_computes_causal_mask_included():
    rng = np.random.default_rng(3)
    queries, keys, values = rng.normal(size=(3, 5, 2, 4))
    causal = np.repeat(np.tril(np.ones((5, 5), bool))[:, :, None], 2, axis=2)
    for mask, is_causal in ((None, False), (causal, True)):
        theirs = torch.nn.functional.scaled_dot_product_attention(
            *(torch.tensor(x.swapaxes(0, 1)) for x in (queries, keys, values)), is_causal=is_causal
        )
        ours = attention.forward(queries, keys, values, mask=mask).contexts
        np.testing.assert_allclose(ours, theirs.numpy().swapaxes(0, 1), atol=1e-12)


def test_weights_are_shares_and_padding_gets_none():
    sizes = {"out_len": 3, "seq_len": 6, "batch": 4, "query": 2, "key": 3, "value": 2}
    *parts, mask = inputs(sizes, masked=True)
    run = attention.forward(*parts, mask)
    np.testing.assert_allclose(run.weights.sum(axis=2), 1)
    assert (run.weights >= 0).all() and not run.weights.swapaxes(1, 2)[:, ~mask].any()


def test_shuffled_words_give_the_same_contexts():
    sizes = {"out_len": 3, "seq_len": 6, "batch": 2, "query": 2, "key": 3, "value": 2}
    queries, keys, values, W, _ = inputs(sizes)
    order = np.random.default_rng(4).permutation(6)
    one, other = (
        attention.forward(queries, k, v, W).contexts
        for k, v in ((keys, values), (keys[order], values[order]))
    )
    np.testing.assert_allclose(one, other, atol=1e-12)


def test_huge_scores_do_not_overflow():
    queries, keys = np.full((1, 1, 2), 1e4), np.stack([np.full((1, 2), 1e4), np.full((1, 2), -1e4)])
    run = attention.forward(queries, keys, keys)
    assert run.weights[0, 0].tolist() == [1, 0]
    assert np.isfinite(attention.backward(run, np.ones((1, 1, 2)))["keys"]).all()


def test_float32_stays_float32():
    queries, keys, values, W, _ = inputs(
        dict.fromkeys(("out_len", "seq_len", "batch", "query", "key", "value"), 2)
    )
    run = attention.forward(*(x.astype(np.float32) for x in (queries, keys, values, W)))
    grads = attention.backward(run, np.ones((2, 2, 2), np.float32))
    assert {run.contexts.dtype, *(g.dtype for g in grads.values())} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    "change, words",
    [
        ({"keys": np.ones((5, 2, 3))}, r"keys has shape \(5, 2, 3\)"),
        ({"values": np.ones((4, 2, 3))}, r"values has shape \(4, 2, 3\); want \(seq_len=5"),
        ({"W": np.ones((3, 3))}, r"W has shape \(3, 3\); want \(query=4, key=4\)"),
        ({"mask": np.ones((5, 3), bool)}, r"mask has shape \(5, 3\)"),
        ({"mask": np.zeros((5, 2), bool)}, "nowhere to look"),
    ],
)
def test_what_does_not_fit_is_named_with_its_shape(change, words):
    parts = {"queries": np.ones((3, 2, 4)), "keys": np.ones((5, 2, 4)), "values": np.ones((5, 2, 4))}
    with pytest.raises(ValueError, match=words):
        attention.forward(**(parts | change))
