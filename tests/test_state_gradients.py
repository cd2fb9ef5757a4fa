"""dL/dh_t of a torch model is what the course's own cells compute by hand."""

import numpy as np
import pytest
import torch
from torch import nn

from course_utils import gradients, training
from course_utils.cells import gru, lstm, rnn, torch_maps

T, BATCH, INPUTS, HIDDEN = 7, 3, 4, 5
CELLS = {
    "rnn": (nn.RNN, rnn, torch_maps.rnn_from_torch),
    "lstm": (nn.LSTM, lstm, torch_maps.lstm_from_torch),
    "gru": (nn.GRU, gru, torch_maps.gru_from_torch),
}
every_cell = pytest.mark.parametrize("name", CELLS)


def drawn(name, **options):
    """Return a torch layer in float64, the course's cell with the same weights, and inputs."""
    layer, cell, from_torch = CELLS[name]
    with training.seeded(1):
        model = layer(INPUTS, HIDDEN, **options).double()
    params = from_torch({key: value.numpy() for key, value in model.state_dict().items()})
    return model, cell, params, np.random.default_rng(1).normal(size=(T, BATCH, INPUTS))


def at_the_last_step(model, xs, weights):
    return (model(xs)[0][-1] * weights).sum()


def at_every_step(model, xs, weights):
    return (model(xs)[0] * weights).sum()


def agree(found, expected):
    assert found.shape == (T, BATCH, HIDDEN)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13)


@every_cell
def test_they_equal_the_cells_by_hand(name):
    model, cell, params, xs = drawn(name)
    weights = np.random.default_rng(2).normal(size=(T, BATCH, HIDDEN))
    run = cell.forward(xs, params)
    last = training.state_gradients(model, at_the_last_step, xs, weights[-1])
    agree(last, cell.backward(run, dh_T=weights[-1])["hs"])
    agree(training.state_gradients(model, at_every_step, xs, weights), cell.backward(run, dhs=weights)["hs"])
    assert (gradients.gradient_norms(last)[0] < gradients.gradient_norms(last)[-1]).all()


@every_cell
def test_a_first_state_and_the_final_state_take_part(name):
    model, cell, params, xs = drawn(name)
    start = np.random.default_rng(3).normal(size=(1, BATCH, HIDDEN))
    state = (start, start) if name == "lstm" else (start,)

    def loss(model, xs, *state):
        final = model(xs, state if len(state) > 1 else state[0])[1]
        return (final[0] if name == "lstm" else final).sum()

    run = cell.forward(xs, params, *(one[0] for one in state))
    found = training.state_gradients(model, loss, xs, *state)
    agree(found, cell.backward(run, dh_T=np.ones((BATCH, HIDDEN)))["hs"])


def test_steps_after_the_loss_have_zero_gradient():
    model, *_, xs = drawn("gru")
    found = training.state_gradients(model, lambda model, xs: model(xs)[0][3].sum(), xs)
    assert (found[4:] == 0).all() and (found[:4] != 0).all()


def test_the_model_is_left_as_it_was():
    model, *_, xs = drawn("lstm")
    before = model(torch.tensor(xs))[0]
    training.state_gradients(model, lambda model, xs: model(xs)[0].sum(), xs)
    with pytest.raises(ZeroDivisionError):
        training.state_gradients(model, lambda model, xs: 1 / 0, xs)
    assert "forward" not in vars(model) and torch.equal(model(torch.tensor(xs))[0], before)
    assert all(p.grad is None for p in model.parameters())


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (nn.Linear(INPUTS, 2), "0 recurrent layers of torch, not one"),
        (nn.ModuleList([nn.RNN(4, 5), nn.GRU(4, 5)]), "2 recurrent layers"),
        (nn.LSTM(INPUTS, HIDDEN, num_layers=2), "num_layers=1, bidirectional=False and batch_first=False"),
        (nn.LSTM(INPUTS, HIDDEN, batch_first=True), "batch_first=False"),
        (
            nn.LSTM(INPUTS, HIDDEN, bidirectional=True),
            "num_layers=1, bidirectional=False and batch_first=False",
        ),
        (nn.ModuleList([nn.RNN(INPUTS, HIDDEN), nn.Tanh()]), "the loss did not use the recurrent layer"),
    ],
)
def test_what_has_no_such_states_is_said_in_one_line(model, words):
    def loss(model, xs):  # what is trained comes last
        return model[-1](next(model.parameters())).sum() if hasattr(model, "append") else model(xs)[0].sum()

    with pytest.raises(ValueError, match=words):
        training.state_gradients(model, loss, np.ones((2, 1, INPUTS)))


def test_a_packed_sequence_is_said_in_one_line():
    packed = nn.utils.rnn.pack_padded_sequence(torch.ones(3, 2, INPUTS), [3, 2])
    with pytest.raises(ValueError, match="not a packed sequence"):
        training.state_gradients(nn.RNN(INPUTS, HIDDEN), lambda model: model(packed)[0].data.sum())
