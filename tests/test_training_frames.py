"""Frames of a training are what the model computes then, and looking changes nothing."""

import copy

import numpy as np
import pytest
import torch
from tiny_training import latch, reader, same, trained, weights
from torch import nn

from course_utils import sequences, training
from course_utils.cells import gru, lstm, torch_maps
from course_utils.training.frames import SHOWN


def last_state(kind, dtype=torch.float64):
    with training.seeded(3):
        return training.LastState(training.recurrent(kind, 2, 5), classes=2).to(dtype)


class Own(nn.Module):
    """A tanh network that keeps its states, with the weights of a layer of torch."""

    def __init__(self, model):
        super().__init__()
        self.W_xh, self.W_hh = model.layer.weight_ih_l0, model.layer.weight_hh_l0
        self.b, self.readout = (
            nn.Parameter((model.layer.bias_ih_l0 + model.layer.bias_hh_l0).detach()),
            model.readout,
        )

    def forward(self, xs):
        self.hs = [xs.new_zeros(xs.shape[1], 5)]
        for x_t in xs:
            self.hs.append(torch.tanh(x_t @ self.W_xh.T + self.hs[-1] @ self.W_hh.T + self.b))
        return self.readout(self.hs[-1])


def gates_by_torch(layer, xs):
    """Return i, f, o or r, z by the equations of torch's documentation."""
    h = c = torch.zeros(xs.shape[1], layer.hidden_size, dtype=torch.float64)
    found = []
    for x_t in xs:
        a = x_t @ layer.weight_ih_l0.T + layer.bias_ih_l0
        b = h @ layer.weight_hh_l0.T + layer.bias_hh_l0
        if isinstance(layer, nn.LSTM):
            i, f, g, o = (a + b).chunk(4, dim=1)
            i, f, o = i.sigmoid(), f.sigmoid(), o.sigmoid()
            c = f * c + i * g.tanh()
            h = o * c.tanh()
            found.append(torch.stack([i, f, o]))
        else:
            (a_r, a_z, a_n), (b_r, b_z, b_n) = a.chunk(3, dim=1), b.chunk(3, dim=1)
            r, z = (a_r + b_r).sigmoid(), (a_z + b_z).sigmoid()
            h = z * h + (1 - z) * (a_n + r * b_n).tanh()
            found.append(torch.stack([r, z]))
    return torch.stack(found, dim=1).detach().numpy()


def test_frames_change_nothing_of_the_training():
    runs = [trained(21, reader(dropout=0.3), frames=frames) for frames in (None, 4)]
    assert np.array_equal(runs[0][1].losses, runs[1][1].losses)
    assert same(weights(runs[0][0]), weights(runs[1][0]))
    assert runs[0][1].frames == {} and runs[0][1].sample is None
    assert list(runs[1][1].frames) == [0, 4, 8, 12, 16, 20, 21]


def test_a_batch_that_draws_by_torch_is_not_disturbed():
    def batch(rng):
        return torch.randn(4, 3, 2), torch.zeros(3, dtype=torch.int64)

    losses = [trained(5, batch=batch, frames=frames)[1].losses for frames in (None, 1)]
    assert np.array_equal(*losses)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
def test_a_frame_is_what_the_model_computes_then(kind):
    model = last_state(kind)
    start = copy.deepcopy(model)
    record = training.fit(model, latch, training.cross_entropy, 6, lr=0.05, frames=6)
    xs, targets = record.sample
    for one, frame in ((start, record.frames[0]), (model, record.frames[6])):
        scores = one(torch.tensor(xs))
        loss = nn.functional.cross_entropy(scores, torch.tensor(targets))
        dhs = training.state_gradients(one, training.cross_entropy, xs, targets)
        assert frame.loss == pytest.approx(loss.item(), rel=1e-12)
        assert frame.accuracy == (scores.argmax(1).numpy() == targets).mean()
        np.testing.assert_allclose(frame.gradients, np.sqrt((dhs**2).sum(axis=(1, 2))), rtol=1e-12)
        if kind == "RNN":
            found, expected = frame.units["h"], one.layer(torch.tensor(xs))[0][:, :SHOWN].detach().numpy()
        else:
            found = np.stack([frame.units[gate] for gate in ("ifo" if kind == "LSTM" else "rz")])
            expected = gates_by_torch(one.layer, torch.tensor(xs)[:, :SHOWN])
        np.testing.assert_allclose(found, expected, atol=1e-13)
    assert record.frames[0].loss != record.frames[6].loss


def test_the_gates_are_those_of_our_cells():
    for kind, cell, names in (("LSTM", lstm, "ifo"), ("GRU", gru, "rz")):
        model = last_state(kind, torch.float32)
        record = training.fit(model, latch, training.cross_entropy, 2, frames=2)
        state = {key: value.double().numpy() for key, value in model.layer.state_dict().items()}
        params = getattr(torch_maps, f"{kind.lower()}_from_torch")(state)
        run = cell.forward(record.sample[0][:, :SHOWN].astype(np.float32).astype(float), params)
        for name in names:
            assert np.array_equal(record.frames[2].units[name], getattr(run, name))


def test_a_model_that_keeps_its_states_has_the_frames_of_torchs_layer():
    model = last_state("RNN")
    own = Own(model)
    frames = []
    for one in (model, own):
        one = copy.deepcopy(one)
        frames.append(training.fit(one, latch, training.cross_entropy, 3, frames=3).frames[0])
    for mine, theirs in zip(*map(lambda one: (one.gradients, one.units["h"], one.loss), frames), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-12)


def test_a_first_state_of_the_layer_takes_part():
    class Started(nn.Module):
        def __init__(self, kind):
            super().__init__()
            self.layer, self.h_0 = getattr(nn, kind)(2, 3).double(), nn.Parameter(torch.ones(3).double())

        def forward(self, xs):
            first = self.h_0.expand(1, xs.shape[1], 3).contiguous()
            return self.layer(xs, (first, first) if isinstance(self.layer, nn.LSTM) else first)[0][-1, :, :2]

    for kind, cell, gate in (("LSTM", lstm, "f"), ("GRU", gru, "z")):
        model = Started(kind)
        record = training.fit(model, latch, training.cross_entropy, 1, frames=1)
        state = {key: value.numpy() for key, value in model.layer.state_dict().items()}
        params = getattr(torch_maps, f"{kind.lower()}_from_torch")(state)
        first = [np.tile(model.h_0.detach().numpy(), (SHOWN, 1))] * (2 if kind == "LSTM" else 1)
        run = cell.forward(record.sample[0][:, :SHOWN], params, *first)
        np.testing.assert_allclose(record.frames[1].units[gate], getattr(run, gate), atol=1e-14)


def test_accuracy_counts_what_counts_and_numbers_have_none():
    def tagged(rng):
        xs, first = sequences.latch(6, 4, rng)
        mask = np.zeros((4, 6), dtype=bool)
        mask[-1] = True
        return xs, np.tile(first, (4, 1)), mask

    model, record = trained(1, reader(whole=True), tagged, frames=1)
    xs, targets, mask = record.sample
    right = training.predict(model, xs).argmax(-1) == targets
    assert record.frames[1].accuracy == right[-1].mean()
    adding = training.LastState(nn.LSTM(2, 4))
    record = training.fit(
        adding, lambda rng: sequences.adding(8, 5, rng), training.squared_error, 1, frames=1
    )
    assert record.frames[0].accuracy is None and record.frames[0].units["i"].shape == (5, SHOWN, 4)


def test_a_run_that_ends_early_has_its_last_frame_and_one_that_diverges_has_not():
    _, record = trained(2000, lr=0.01, solved=(0.3, 2), frames=50)
    assert record.stopped == "solved" and list(record.frames)[-1] == record.updates < 2000
    _, record = trained(20, lr=1e38, optimizer="sgd", frames=1)
    assert record.stopped == "diverged" and record.updates not in record.frames


@pytest.mark.parametrize(
    ("model", "frames", "said"),
    [
        (None, 0, "frames must be at least 1 update apart, not 0"),
        (nn.Linear(2, 2), 1, "0 recurrent layers of torch, not one, and keeps no states in hs"),
        (nn.LSTM(2, 2, num_layers=2), 1, "num_layers=1"),
    ],
)
def test_what_has_no_frames_is_said_before_the_training(model, frames, said):
    def loss(model, xs, targets):
        return (model(xs)[0] if isinstance(model, nn.LSTM) else model(xs)).sum()

    before = weights(model) if model else None
    with pytest.raises(ValueError, match=said):
        trained(3, model, loss=loss if model else training.cross_entropy, frames=frames)
    assert model is None or same(before, weights(model))


def test_states_that_do_not_fit_the_steps_are_said():
    own = Own(last_state("RNN"))
    with pytest.raises(ValueError, match="keeps 7 states in hs, for 3 steps"):
        training.state_gradients(own, lambda model, _, xs: model(xs).sum(), np.ones(3), np.ones((6, 2, 2)))
