"""The training loop: the same every time, what it records, and what comes in and goes out."""

import inspect
import random
import subprocess
import sys
import warnings
from functools import partial

import numpy as np
import pytest
import torch
from tiny_training import Watch, latch, reader, same, trained, weights
from torch import nn

from course_utils import gradients, training

# ---- the same every time -------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_training_and_another_seed_another():
    runs = [trained(20, reader(dropout=0.3), seed=seed) for seed in (5, 5, 6)]
    assert np.array_equal(runs[0][1].losses, runs[1][1].losses)
    assert same(weights(runs[0][0]), weights(runs[1][0]))
    assert not np.array_equal(runs[0][1].losses, runs[2][1].losses)


def test_seeded_draws_the_same_weights():
    assert same(weights(reader(3)), weights(reader(3)))
    assert not same(weights(reader(3)), weights(reader(4)))


def test_the_learners_generators_stay_as_they_are():
    before = torch.get_rng_state(), np.random.get_state()[1], random.getstate()
    trained(5, reader(dropout=0.3), evaluate=lambda model: torch.rand(1), every=2)
    with pytest.raises(KeyError), training.seeded(9):
        raise KeyError
    assert torch.equal(before[0], torch.get_rng_state())
    assert np.array_equal(before[1], np.random.get_state()[1]) and before[2] == random.getstate()


def test_looking_at_a_training_does_not_change_it():
    plain = trained(20, reader(dropout=0.3))[1]
    looked_at = trained(20, reader(dropout=0.3), evaluate=lambda m: torch.rand(1), every=3, watch=Watch())[1]
    assert np.array_equal(plain.losses, looked_at.losses)


@pytest.mark.parametrize("setting", [None, "2"])
def test_torch_is_limited_to_one_thread(setting, monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if setting:
        monkeypatch.setenv("OMP_NUM_THREADS", setting)
    code = "from course_utils import training; import torch; print(torch.get_num_threads())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_two_threads_would_give_the_same_training():
    """Large enough that torch does share its products out."""
    losses = []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        model = reader(hidden=256, dtype=torch.float64)
        losses.append(trained(5, model, seed=1)[1].losses)
    torch.set_num_threads(1)
    assert np.allclose(*losses, rtol=1e-9)


# ---- one record an update ------------------------------------------------------------------------


def test_the_record_holds_loss_and_gradient_norms_of_every_update():
    seen = []

    def loss(model, xs, targets):
        value = training.cross_entropy(model, xs, targets)
        grads = torch.autograd.grad(value, list(model.parameters()), retain_graph=True)
        seen.append(
            (value.item(), {n: g.numpy() for (n, _), g in zip(model.named_parameters(), grads, strict=True)})
        )
        return value

    _, record = trained(7, reader(dtype=torch.float64), loss=loss, clip=("norm", 1e-3))
    assert (record.updates, record.budget, record.stopped) == (7, 7, "budget")
    assert np.array_equal(record.losses, [value for value, _ in seen])
    assert np.allclose(record.gradient_norms, [gradients.total_norm(grads) for _, grads in seen], rtol=1e-12)
    assert record.gradient_norms.min() > 1e-3  # before clipping


def test_held_out_data_is_evaluated_at_intervals_with_dropout_off():
    seen = []

    def evaluate(model):
        seen.append((model.training, torch.is_grad_enabled()))
        return len(seen) / 2

    model, record = trained(11, evaluate=evaluate, every=4)
    assert record.evaluations == {4: 0.5, 8: 1.0}
    assert seen == [(False, False)] * 2 and model.training


def test_what_reaches_the_first_step_is_measured_from_the_start_with_gradients_and_changes_nothing():
    seen, plain = [], trained(6, reader(dropout=0.3))

    def reach(model):
        seen.append((model.training, torch.is_grad_enabled()))
        xs, first = latch(np.random.default_rng(9))
        norms = np.linalg.norm(
            training.state_gradients(model, training.cross_entropy, xs, first), axis=(1, 2)
        )
        training.cross_entropy(model, *map(torch.as_tensor, (xs.astype(np.float32), first))).backward()
        return norms[0] / norms[-1]

    model, record = trained(6, reader(dropout=0.3), reach=reach, every=3)
    assert list(record.reached) == [0, 3, 6] and all(0 < share < 1 for share in record.reached.values())
    assert seen == [(False, True)] * 3 and model.training
    assert np.array_equal(record.losses, plain[1].losses)


def test_a_record_says_in_one_line_how_it_went():
    record = training.Record(5)
    assert repr(record) == "<Record: running, 0 of 5 updates>"
    record.add(0.12345, 1.0)
    record.stopped = "solved"
    assert repr(record) == "<Record: solved, 1 of 5 updates, last loss 0.123>"


# ---- steps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "by_hand"), [("norm", gradients.clip_by_norm), ("value", gradients.clip_by_value)]
)
def test_clipping_is_the_courses_own(kind, by_hand):
    model = reader(dtype=torch.float64)
    before = [old.numpy() for old in weights(model)]
    batch = latch(np.random.default_rng(1))
    value = training.cross_entropy(model, torch.tensor(batch[0]), torch.tensor(batch[1]))
    grads = torch.autograd.grad(value, list(model.parameters()))
    grads = {str(k): g.numpy() for k, g in enumerate(grads)}
    limit = 0.05
    clipped = by_hand(grads, limit)
    assert any(np.abs(clipped[name] - grads[name]).max() > 1e-3 for name in grads)
    trained(1, model, lambda rng: batch, lr=0.5, clip=(kind, limit), optimizer="sgd")
    for k, (old, new) in enumerate(zip(before, weights(model), strict=True)):
        assert np.allclose(new.numpy(), old - 0.5 * clipped[str(k)], rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("adam", torch.optim.Adam), ("sgd", torch.optim.SGD), (partial(torch.optim.SGD, momentum=0.9),) * 2],
    ids=["adam", "sgd", "callable"],
)
def test_a_step_is_torchs_own(ours, theirs):
    model, _ = trained(5, reader(dtype=torch.float64), lr=0.01, optimizer=ours)
    plain, rng = reader(dtype=torch.float64), np.random.default_rng(1)
    stepper = theirs(plain.parameters(), lr=0.01)
    for _ in range(5):
        xs, targets = latch(rng)
        stepper.zero_grad()
        training.cross_entropy(plain, torch.tensor(xs), torch.tensor(targets)).backward()
        stepper.step()
    for one, other in zip(weights(model), weights(plain), strict=True):
        assert torch.allclose(one, other, rtol=0, atol=1e-13)


def test_frozen_parameters_stay():
    model = reader()
    model.layer.requires_grad_(False)
    before = weights(model.layer)
    trained(5, model)
    assert same(before, weights(model.layer)) and not same(weights(model.readout), weights(reader().readout))


def test_the_model_is_left_without_gradients_and_in_its_own_mode():
    model = reader().eval()
    trained(3, model)
    assert not model.training and all(p.grad is None for p in model.parameters())


def test_a_tiny_task_is_learned_and_stops_early():
    model, record = trained(2000, lr=0.01, clip=("norm", 1), solved=(0.05, 5))
    assert record.stopped == "solved" and record.updates < 2000
    xs, targets = latch(np.random.default_rng(99))
    assert (training.predict(model, xs).argmax(-1) == targets).all()


def test_training_goes_on_where_it_was():
    model, first = trained(300, lr=0.01)
    _, second = trained(20, model, lr=0.001, seed=2)
    assert second.losses.mean() < first.losses[:20].mean() / 3


# ---- what comes in, what goes out ----------------------------------------------------------------


def test_arrays_become_tensors_of_the_models_precision():
    seen = []

    def loss(model, *parts):
        seen.append([part.dtype for part in parts])
        return sum(p.sum() for p in model.parameters())

    def batch(rng):
        fixed = np.broadcast_to(np.float64(1), (3, 2))  # can't be written to
        return np.ones((3, 2))[::-1], fixed, np.ones(3, np.int32), np.ones(3, bool), torch.ones(3).double()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trained(1, reader(), batch, loss)
        trained(1, reader(dtype=torch.float64), batch, loss)
    rest = [torch.int64, torch.bool]
    assert seen == [[precision, precision, *rest, precision] for precision in (torch.float32, torch.float64)]


def test_predict_gives_arrays_without_dropout_and_leaves_the_model_as_it_was():
    model = reader(dropout=0.9)
    xs = latch(np.random.default_rng(1))[0]
    assert np.array_equal(training.predict(model, xs), training.predict(model, xs))
    assert model.training and training.predict(model, xs).dtype == np.float32
    hs, h_T = training.predict(model.layer, xs)
    assert hs.shape == (6, 16, 8) and np.array_equal(hs[-1], h_T[0])


@pytest.mark.parametrize("loss", [training.cross_entropy, training.squared_error])
def test_a_loss_is_the_mean_over_what_counts(loss):
    rng = np.random.default_rng(1)
    outputs, xs = torch.tensor(rng.normal(size=(5, 3, 4))), torch.zeros(1)
    classes, mask = torch.tensor(rng.integers(0, 4, (5, 3))), torch.tensor(rng.random((5, 3)) < 0.5)
    targets = classes
    if loss is training.squared_error:
        outputs, targets = outputs[..., 0], outputs[..., 1]
    entries = {}
    for t in range(5):
        for row in range(3):
            one = outputs[t, row]
            error = (
                (one - targets[t, row]) ** 2 if one.dim() == 0 else one.logsumexp(0) - one[targets[t, row]]
            )
            entries[t, row] = float(error)
    counted = [entries[t, row] for t in range(5) for row in range(3) if mask[t, row]]
    assert 0 < len(counted) < 15
    assert float(loss(lambda xs: outputs, xs, targets)) == pytest.approx(np.mean(list(entries.values())))
    for one in (mask, mask.double()):
        assert float(loss(lambda xs: outputs, xs, targets, one)) == pytest.approx(np.mean(counted))


def test_entries_that_do_not_count_may_be_anything():
    y_hat = torch.tensor([1.0, 2.0, torch.nan])
    mask = torch.tensor([1, 1, 0])
    assert float(training.squared_error(lambda xs: y_hat, None, torch.zeros(3), mask)) == 2.5


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"updates": 0}, "updates must be at least 1, not 0"),
        ({"clip": ("length", 1)}, 'clip must be ("norm", c) or ("value", c)'),
        ({"clip": ("norm", 0)}, "c above 0, not ('norm', 0)"),
        ({"clip": 1.0}, 'clip must be ("norm", c)'),
        ({"solved": 0.1}, "solved must be (threshold, count)"),
        ({"optimizer": "adamw"}, "optimizer must be one of adam, sgd"),
        ({"model": nn.Tanh()}, "no parameters to train"),
        (
            {"batch": lambda rng: np.ones(3)},
            "a batch must be a tuple of arrays, such as (xs, targets), not ndarray",
        ),
        ({"batch": lambda rng: (np.array(["a"]),)}, "not numbers"),
        ({"loss": lambda model, *parts: 1.0}, "one number, not float"),
        ({"loss": lambda model, *parts: model(parts[0])}, "one number, not shape (16, 2)"),
        ({"loss": lambda model, *parts: torch.ones(())}, "does not depend on the model's parameters"),
        ({"loss": training.squared_error}, "targets have shape (16,), predictions (16, 2)"),
        ({"model": reader(whole=True)}, "targets have shape (16,), scores (without classes) (6, 16)"),
    ],
)
def test_what_can_not_be_trained_is_said_in_one_line(options, words):
    with pytest.raises(ValueError) as error:
        trained(**{"updates": 3, **options})
    assert words in str(error.value) and "\n" not in str(error.value)


def test_one_variable_cuts_every_training_short(monkeypatch):
    monkeypatch.setenv("COURSE_UPDATES", "2")
    assert [trained(n)[1].updates for n in (1, 2, 3)] == [1, 2, 2]
    record = trained(9)[1]
    assert (record.budget, record.stopped) == (2, "budget")
    monkeypatch.setenv("COURSE_UPDATES", "")
    assert trained(3)[1].updates == 3


@pytest.mark.parametrize("limit", ["0", "-1", "many", "1.5"])
def test_a_variable_that_is_no_count_is_said_in_one_line(monkeypatch, limit):
    monkeypatch.setenv("COURSE_UPDATES", limit)
    with pytest.raises(ValueError, match=f"COURSE_UPDATES must be a whole number, at least 1, not '{limit}'"):
        trained(updates=3)


def test_settings_are_named_in_the_call():
    kinds = {p.kind for p in list(inspect.signature(training.fit).parameters.values())[4:]}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}
