"""The book of a loop written out by hand: it ends as it should, and tells the watch."""

import numpy as np
import pytest

from course_utils.labs import logbook, training_view


class Watch:
    def __init__(self):
        self.seen, self.ends = [], []

    def update(self, log):
        self.seen.append(log.updates)

    def finish(self, log):
        self.ends.append(log.stopped)


def run(losses, **options):
    watch, losses = Watch(), iter(losses)
    with logbook.Log(watch, **options) as log:
        while not log.stopped:
            log.note(next(losses), [np.array([3.0]), np.array([[4.0]])])
    return log, watch


def test_it_ends_with_the_budget():
    log, watch = run([2, 1, 0.5, 0.2], updates=3)
    assert log.stopped == "budget" and watch.ends == ["budget"]
    assert log.losses.tolist() == [2, 1, 0.5] and log.gradient_norms.tolist() == [5, 5, 5]


def test_it_ends_when_solved_and_when_the_loss_is_no_number():
    assert run([2, 1, 0.5], updates=9, solved=1)[0].updates == 3
    assert run([2, np.nan], updates=9, solved=1)[1].ends == ["diverged"]


def test_an_interrupt_ends_it_quietly_and_an_error_does_not():
    watch = Watch()
    with logbook.Log(watch, updates=5) as log:
        log.note(1.0, [])
        raise KeyboardInterrupt
    assert watch.ends == ["interrupted"] and log.updates == 1
    with pytest.raises(ZeroDivisionError), logbook.Log(watch, updates=5):
        raise ZeroDivisionError
    assert watch.ends[-1] is None


def test_the_watch_is_asked_seldom():
    _, watch = run([1.0] * 500, updates=500)
    assert watch.seen[0] == 1 and len(watch.seen) < 250


def test_a_budget_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1, not 0"):
        logbook.Log(Watch(), updates=0)


def test_the_view_draws_it():
    log, _ = run([2.0, 1.0, 0.5], updates=3)
    drawn = training_view.curve("a run", log, ended=True)
    assert drawn["losses"] == [2, 1, 0.5] and drawn["words"] == "all 3 updates done, loss 1"
