"""The build of lesson 3: reference and target are right, and the means that are easily taken are named."""

import numpy as np
import pytest
import stamps
from test_builds import edited, missed, parts_alone

from course_utils import gradients as gr
from course_utils import sequences as seq
from course_utils.cells import rnn
from course_utils.exercises import build_03
from course_utils.exercises.engine.progress import FILE

RESTS_ON = stamps.EXERCISES


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE, str(tmp_path / "progress"))


def test_the_mean_over_all_steps_is_named_by_the_loss_and_by_the_gradients():
    for share, said in (
        ("mask / mask.sum()", "That is the mean over all steps that count: long sequences weigh more."),
        ("mask / mask.size", "You divided by the number of all steps, also of those that don't count."),
    ):
        functions = edited(build_03.letter_model, letter_loss=[("mask / mask.sum(axis=0) / batch", share)])
        found = missed(parts_alone(build_03.letter_model, 1, 2, 3, 4, 5).check(*functions))
        assert set(found) == {2, 3, 4, 5} and all(one.endswith(f": {said}") for one in found.values())


def test_the_letter_model_s_gradients_are_those_of_differences_and_of_the_library():
    for W, *given in build_03._sequences((1, 2, 3, 2), (6, 3, 4, 5)):
        xs, targets, mask = given
        loss, grads = build_03.letter_loss(W, *given)
        assert gr.gradient_check(lambda V, given=given: build_03.letter_loss(V, *given)[0], W, grads).ok
        cell = {name: W[name] for name in ("W_xh", "W_hh", "b_h")}
        run = rnn.forward(xs, cell, np.tile(W["h_0"], (xs.shape[1], 1)))
        z = run.hs @ W["W_hy"].T + W["b_y"]
        p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
        right, share = seq.one_hot(targets, z.shape[-1]), (mask / mask.sum(axis=0))[..., None] / mask.shape[1]
        assert np.isclose(loss, -(share * right * np.log(p)).sum())
        library = rnn.backward(run, dhs=share * (p - right) @ W["W_hy"])
        assert all(np.allclose(grads[name], library[name]) for name in cell)
        assert np.allclose(grads["h_0"], library["h_0"].sum(axis=0))


def test_a_masked_step_moves_the_state_on():
    assert any(
        (np.diff(mask.astype(int), axis=0) > 0).any() for *_, mask in build_03._sequences((6, 3, 4, 5))
    )


def test_the_letter_model_s_target_lies_below_counted_pairs_and_a_model_without_a_past():
    known, hidden = build_03._names()
    counts = np.full((29, 27), 0.3)
    np.add.at(counts, (known[0].argmax(axis=-1)[known[2]], known[1][known[2]]), 1)
    p = counts / counts.sum(axis=1, keepdims=True)
    share = hidden[2] / hidden[2].sum(axis=0) / hidden[2].shape[1]
    assert -(share * np.log(p[hidden[0].argmax(axis=-1), hidden[1]])).sum() > build_03._TARGET + 0.02
    trained = build_03.letter_train(*build_03._training()[0])
    assert build_03.letter_loss(trained, *hidden)[0] < build_03._TARGET - 0.08
    seen, kept = ({tuple(row) for row in np.r_[x.argmax(-1), y].T} for x, y, _ in (known, hidden))
    assert not seen & kept
