"""The build of lesson 2: its reference is right, and its target is where the lesson says."""

import numpy as np
import stamps

from course_utils import gradients as gr
from course_utils.cells import rnn
from course_utils.exercises import build_02
from course_utils.exercises.engine.build import asked

RESTS_ON = stamps.EXERCISES


def test_the_two_way_tagger_s_gradients_are_those_of_differences_and_its_states_the_library_s():
    for W, *given in build_02._batches((1, 2, 3, 2), (6, 3, 4, 5)):
        xs, _, mask = given
        _, grads = build_02.two_way_loss(W, *given)
        assert gr.gradient_check(lambda V, given=given: build_02.two_way_loss(V, *given)[0], W, grads).ok
        cell = {"W_xh": W["V_xh"], "W_hh": W["V_hh"], "b_h": W["c_h"]}
        right = rnn.forward(xs[::-1], cell, mask=mask[::-1]).hs[::-1]
        states = build_02.two_way_states(W, xs, mask)[..., len(W["b_h"]) :]
        assert np.allclose(np.where(mask[..., None], states, 0), np.where(mask[..., None], right, 0))


def test_the_two_way_tagger_s_target_is_out_of_reach_from_the_left_alone():
    known, hidden = build_02._corpus()
    (W, *_, updates), *_ = build_02._training()
    assert build_02._right(build_02.two_way_train(W, *known, updates), *hidden) > build_02._TARGET + 0.015
    one_way = {name: 0 * w if name[0] == "V" or name == "c_h" else w for name, w in W.items()}
    for _ in range(updates):
        _, grads = build_02.two_way_loss(one_way, *known)
        for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y"):
            one_way[name] = one_way[name] - 1.5 * grads[name]
    assert build_02._right(one_way, *hidden) < 0.88
    read, kept = (
        {
            tuple(map(tuple, np.c_[x.argmax(-1), y]))
            for x, y in zip(*(np.swapaxes(one, 0, 1) for one in some[:2]), strict=True)
        }
        for some in (known, hidden)
    )
    assert not read & kept


def test_a_wrong_loss_is_explained():
    def lost(of_costs):
        def loss(W, xs, targets, mask):
            z = build_02.two_way_states(W, xs, mask) @ W["W_hy"].T + W["b_y"]
            p = np.exp(z - z.max(axis=-1, keepdims=True))
            p /= p.sum(axis=-1, keepdims=True)
            costs = -np.log(np.take_along_axis(p, targets[..., None], axis=-1)[..., 0])
            return of_costs(costs, mask), {}

        part = build_02.two_way_tagger.parts[2]
        return part.lacks(asked(loss, part.probes()))

    assert "Some p has become exactly 0" in lost(lambda costs, mask: costs[mask].mean())
    assert "padding is out of the sum" in lost(lambda costs, mask: (costs * mask).mean())
    assert "padding counts in yours" in lost(lambda costs, mask: costs.mean())
    assert "the sum over all words" in lost(lambda costs, mask: costs[mask].sum())
    assert "expected" in lost(lambda costs, mask: 2 * costs[mask].mean())
    assert "expected" in lost(lambda costs, mask: costs)
