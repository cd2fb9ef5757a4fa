"""The models of the memory tasks start as their names say, and read the last state."""

import numpy as np
import pytest
import torch

from course_utils import training
from course_utils.cells import lstm, torch_maps


@pytest.mark.parametrize(("kind", "least"), [("LSTM", 1.0), ("GRU", 1.0), ("LSTM", 4.6)])
def test_the_gate_that_keeps_starts_from_the_bias_asked_for_and_no_other_does(kind, least):
    with training.seeded(1):
        layer = training.recurrent(kind, 3, 8, keep=least)
    with training.seeded(1):
        plain = training.recurrent(kind, 3, 8)
    both, before = (one.bias_ih_l0 + one.bias_hh_l0 for one in (layer, plain))
    assert torch.allclose(both[8:16], torch.tensor(least))
    assert torch.equal(both[:8], before[:8]) and torch.equal(both[16:], before[16:])
    assert torch.equal(layer.weight_hh_l0, plain.weight_hh_l0)


def test_a_large_bias_keeps_the_cell_in_an_lstm_and_the_state_in_a_gru():
    for kind in ("LSTM", "GRU"):
        with training.seeded(1):
            layer = training.recurrent(kind, 2, 4, keep=40.0)
        start = torch.full((1, 1, 4), 0.5)
        state = (torch.zeros(1, 1, 4), start) if kind == "LSTM" else start
        with torch.no_grad():
            if kind == "LSTM":
                layer.weight_ih_l0[8:12] = layer.weight_hh_l0[8:12] = 0  # nothing to write
                layer.bias_ih_l0[8:12] = layer.bias_hh_l0[8:12] = 0
            _, last = layer(torch.randn(20, 1, 2), state)
        assert torch.allclose(last[1] if kind == "LSTM" else last, start, atol=1e-5), kind


def test_an_irnn_starts_from_the_identity_with_relu():
    layer = training.recurrent("IRNN", 2, 5)
    assert layer.nonlinearity == "relu" and torch.equal(layer.weight_hh_l0, torch.eye(5))
    assert not layer.bias_ih_l0.any() and not layer.bias_hh_l0.any()


def test_the_answer_is_a_readout_of_the_last_state():
    with training.seeded(1):
        model = training.LastState(torch.nn.LSTM(3, 4, dtype=torch.float64), classes=2)
    xs = np.random.default_rng(1).normal(size=(6, 5, 3))
    weights = {name: p.detach().numpy() for name, p in model.layer.named_parameters()}
    h_T = lstm.forward(xs, torch_maps.lstm_from_torch(weights)).h_T
    want = h_T @ model.readout.weight.detach().numpy().T + model.readout.bias.detach().numpy()
    np.testing.assert_allclose(training.predict(model, xs), want, atol=1e-12)
    assert training.predict(training.LastState(torch.nn.LSTM(3, 4)), xs).shape == (5,)


@pytest.mark.parametrize(
    ("kind", "keep", "words"), [("lstm", None, "one of RNN, IRNN, LSTM, GRU"), ("RNN", 1.0, "no gate")]
)
def test_what_makes_no_sense_is_said_in_one_line(kind, keep, words):
    with pytest.raises(ValueError, match=words):
        training.recurrent(kind, 2, 4, keep=keep)
