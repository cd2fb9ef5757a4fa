"""Why a training ends, and that no end of it leaves a model half changed; how it is watched."""

import _thread
import random
import signal
import threading
from functools import partial

import numpy as np
import pytest
import torch
from nbformat.v4 import new_code_cell, new_notebook
from tiny_training import Watch, latch, reader, same, trained, weights
from torch import nn

from course_utils import sequences, training
from course_utils.authoring import execute
from course_utils.training import loop


@pytest.fixture(autouse=True)
def hears_interrupts():
    """Whatever ran before in this process, a shell included, may have left SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


# ---- reasons to stop -----------------------------------------------------------------------------


def scripted(*values):
    """Return a loss that takes the given values, one an update, whatever the weights are."""
    left = iter(values)

    def loss(model, *_):
        anchor = sum(p.sum() for p in model.parameters())
        return anchor - anchor.detach() + next(left)

    return loss


def test_solved_needs_so_many_low_losses_in_a_row():
    loss = scripted(0.05, 0.05, 0.2, 0.05, 0.05, 0.05, 0.05)
    _, record = trained(7, loss=loss, solved=(0.1, 3))
    assert (record.stopped, record.updates) == ("solved", 6)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_loss_that_is_not_finite_stops_the_run_at_the_last_good_weights(bad):
    model, record = trained(9, loss=scripted(1.0, 2.0, 3.0, bad, 1.0))
    assert record.stopped == "diverged" and record.updates == 4
    assert np.array_equal(record.losses, [1, 2, 3, bad], equal_nan=True)
    assert same(weights(model), weights(trained(2, loss=scripted(1.0, 2.0))[0]))


def test_a_gradient_that_is_not_finite_stops_the_run_though_the_loss_is():
    def loss(model, xs, targets):
        return (model.readout.bias * 0).abs().sqrt().sum() + 1.0  # slope of the root at 0

    model, record = trained(5, loss=loss)
    assert (record.stopped, record.updates, record.losses[0]) == ("diverged", 1, 1)
    assert not np.isfinite(record.gradient_norms[0])
    assert same(weights(model), weights(reader()))


def test_an_exploding_network_diverges_and_keeps_finite_weights():
    """An identity RNN with ReLU, W = 1.5 I, plain gradient descent (FACTS of lesson 4)."""
    model = reader(layer=partial(nn.RNN, nonlinearity="relu"), hidden=32, outputs=1)
    with torch.no_grad():
        model.layer.weight_hh_l0.copy_(1.5 * torch.eye(32))

    def loss(model, xs, targets):
        return training.squared_error(model, xs, targets[:, None])

    def batch(rng):
        return sequences.adding(16, 100, rng)

    _, record = trained(50, model, batch, loss, lr=0.01, optimizer="sgd")
    assert record.stopped == "diverged" and record.updates < 10
    assert all(torch.isfinite(p).all() for p in model.parameters())
    value = loss(model, *map(torch.tensor, (a.astype(np.float32) for a in batch(np.random.default_rng(1)))))
    assert torch.isfinite(value)


def test_a_last_step_into_infinity_is_taken_back():
    model, record = trained(1, loss=lambda model, *_: model.readout.bias.sum(), lr=1e39, optimizer="sgd")
    assert record.stopped == "diverged" and np.isfinite(record.gradient_norms).all()
    assert same(weights(model), weights(reader()))


# ---- interrupts ----------------------------------------------------------------------------------


PLACES = ("batch", "loss", "gradient", "step", "evaluate")


class Button:
    """Presses Jupyter's stop button at the n-th call of something."""

    def __init__(self, calls, press):
        self.left, self.press = calls, press

    def __call__(self, *_):
        self.left -= 1
        if self.left == 0:
            self.press()


def raised():
    raise KeyboardInterrupt


def signalled():
    signal.raise_signal(signal.SIGINT)


def halved(between):
    """Return a maker of optimizers that change the parameters in two halves, with something between."""

    class Halves:
        def __init__(self, parameters, lr):
            self.halves = [torch.optim.Adam(half, lr=lr) for half in (parameters[:2], parameters[2:])]

        def step(self):
            self.halves[0].step()
            between()
            self.halves[1].step()

    return Halves


def interrupted(place, press, calls, updates=40):
    """Train while the button is pressed in one place of the loop; return model and record."""
    button, model = Button(calls, press), reader(dropout=0.2)
    at = {name: button if name == place else lambda *_: None for name in PLACES}

    def batch(rng):
        parts = latch(rng)
        at["batch"]()
        return parts

    def loss(model, *parts):
        value = training.cross_entropy(model, *parts)
        at["loss"]()
        return value

    def evaluate(model):
        at["evaluate"]()
        return 0.0

    hook = model.layer.weight_hh_l0.register_hook(lambda grad: at["gradient"]())
    options = {"optimizer": halved(at["step"]), "evaluate": evaluate, "every": 1}
    record = training.fit(model, batch, loss, updates, **options)
    hook.remove()
    return model, record


@pytest.mark.parametrize("press", [raised, signalled])
@pytest.mark.parametrize("place", PLACES)
def test_an_interrupt_keeps_whole_updates_wherever_it_falls(place, press):
    for calls in (1, 7):
        model, record = interrupted(place, press, calls)
        whole = calls - (press is raised and place != "evaluate")
        assert (record.stopped, record.updates) == ("interrupted", whole)
        expected = interrupted(None, None, 0, whole)[0] if whole else reader()
        assert same(weights(model), weights(expected))
        assert model.training and all(p.grad is None for p in model.parameters())
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_impatience_does_not_tear_a_step():
    model, record = interrupted("step", lambda: (signalled(), signalled(), signalled()), 7)
    assert (record.stopped, record.updates) == ("interrupted", 7)
    assert same(weights(model), weights(interrupted(None, None, 0, 7)[0]))


def test_interrupts_at_random_moments_keep_whole_updates():
    moments = random.Random(1)
    for _ in range(25):
        model, options = reader(dropout=0.2), {"clip": ("norm", 1)}
        timer = threading.Timer(moments.uniform(0.001, 0.08), _thread.interrupt_main)
        record = training.fit(model, Starting(timer), training.cross_entropy, 5000, **options)
        timer.join()
        assert record.stopped == "interrupted" and 0 < record.updates < 5000
        again = reader(dropout=0.2)
        trained(record.updates, again, **options)
        assert same(weights(model), weights(again)), record


class Starting:
    """A batch that starts a timer when it is first asked for."""

    def __init__(self, timer):
        self.timer = timer

    def __call__(self, rng):
        if self.timer.ident is None:  # not yet started
            self.timer.start()
        return latch(rng)


def test_a_second_interrupt_ends_a_batch_that_hangs():
    model = reader()

    def batch(rng):
        if rng.integers(2**31) and batch.calls == 2:
            signalled()
            signalled()
            pytest.fail("the second interrupt did nothing")
        batch.calls += 1
        return latch(rng)

    batch.calls = 0
    _, record = trained(10, model, batch)
    assert (record.stopped, record.updates) == ("interrupted", 2)
    assert record.losses.shape == (2,)


def test_any_other_error_reaches_the_learner_and_tears_nothing():
    def broken(parameters, lr):
        stepper = torch.optim.SGD(parameters, lr=lr)
        stepper.register_step_post_hook(lambda *_: 1 / 0)
        return stepper

    model, watch = reader().eval(), Watch()
    with pytest.raises(ZeroDivisionError):
        trained(3, model, optimizer=broken, watch=watch)
    assert same(weights(model), weights(reader())) and not model.training
    assert watch.finished[0].stopped is None
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_trains_in_another_thread_too():
    done = []
    thread = threading.Thread(target=lambda: done.append(trained(3)[1]))
    thread.start()
    thread.join()
    assert np.array_equal(done[0].losses, trained(3)[1].losses)


# ---- watching ------------------------------------------------------------------------------------


class Clock:
    def __init__(self):
        self.now = 100.0

    def spend(self, seconds):
        self.now += seconds

    def monotonic(self):
        return self.now


@pytest.mark.parametrize(("cost", "most"), [(0.0001, 12), (0.02, 1.1)], ids=["a quick watch", "a slow watch"])
def test_a_watch_is_asked_at_most_a_dozen_times_a_second_and_for_two_hundredths_of_the_time(
    monkeypatch, cost, most
):
    clock = Clock()
    monkeypatch.setattr(loop, "time", clock)
    watch = Watch(lambda: clock.spend(cost))

    def batch(rng):
        clock.spend(0.01)
        return latch(rng)

    _, record = trained(1000, batch=batch, watch=watch)  # ten seconds
    assert watch.seen[0] == 0
    assert 0.8 * 10 * most <= len(watch.seen) <= 10 * most + 2
    assert len(watch.seen) * cost <= 0.025 * 10
    assert watch.finished == [record] and record.stopped == "budget"


# ---- what a lesson asserts ------------------------------------------------------------------------


@pytest.mark.kernel
def test_asserts_of_a_lesson_hold_of_whole_trainings_and_remark_that_one_ended_early(tmp_path):
    train = "training.fit(model, batch, training.cross_entropy, {updates})"
    cells = [
        "import numpy as np; import torch; from course_utils import training; model = torch.nn.Linear(2, 2)",
        "batch = lambda rng: (rng.normal(size=(4, 2)).astype('float32'), np.zeros(4, int))",
        f"{train.format(updates=3)}\ntry:\n    assert 1 > 2\nexcept AssertionError:\n    print('failed')",
        "import os; os.environ['COURSE_UPDATES'] = '2'",
        f"{train.format(updates=3)}\nassert 1 > 2, 'why'\nprint('on')",
        "def check():\n    assert 1 > 2\ncheck()",
    ]
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    said = [
        "".join(one.get("text", "") for one in cell.outputs)
        for cell in execute.executed(notebook, tmp_path).cells
    ]
    remark = "(A training ended early. What this cell asserts holds of whole trainings.)\n"
    assert said == ["", "", "failed\n", "", f"{remark}on\n", remark]
