"""Keep a log of a training loop that a lesson writes out by hand, so that it can be watched.

>>> with logbook.Log(training_view.watch("Tagging"), updates=500) as log:  # doctest: +SKIP
...     while not log.stopped:
...         loss, grads = gradients(weights)
...         ...
...         log.note(loss, grads.values())

NumPy only. A torch model is trained by `course_utils.training.fit`, which keeps its own log.
"""

import math
import time

import numpy as np

_REST = 1 / 12  # a watch is updated at most this often (s)


class Log:
    """One row an update; what `training_view` draws. Jupyter's ■ ends it, too, without raising anything.

    ``watch`` has ``update(log)`` and ``finish(log)``, as `training_view.watch` returns; ``updates`` is the
    budget; a loss below ``solved`` ends the training.

    Attributes
    ----------
    losses, gradient_norms : array, each (updates so far,)
        The norm is over all arrays noted together.
    updates, budget : int
    stopped : str or None
        "solved", "budget", "diverged" (the loss is no longer finite), "interrupted"; None while it goes on.
    """

    def __init__(self, watch, updates, solved=-math.inf):
        if updates < 1:
            raise ValueError(f"updates must be at least 1, not {updates}")
        self._watch, self._solved, self._next = watch, solved, -math.inf
        self._rows, self.updates, self.budget = np.empty((2, updates)), 0, updates
        self.stopped, self.evaluations, self.reached = None, {}, {}

    @property
    def losses(self):
        """The loss of each update, (updates,)."""
        return self._rows[0, : self.updates]

    @property
    def gradient_norms(self):
        """The gradient's norm at each update, (updates,)."""
        return self._rows[1, : self.updates]

    def note(self, loss, grads):
        """Add an update: its loss, and the gradients of all weights."""
        self._rows[:, self.updates] = loss, math.sqrt(sum(float(np.sum(grad**2)) for grad in grads))
        self.updates += 1
        if not math.isfinite(loss):
            self.stopped = "diverged"
        elif loss < self._solved:
            self.stopped = "solved"
        elif self.updates == self.budget:
            self.stopped = "budget"
        if time.monotonic() >= self._next:
            self._watch.update(self)
            self._next = time.monotonic() + _REST

    def __enter__(self):
        """Begin."""
        return self

    def __exit__(self, kind, *_):
        """Show the end, whatever caused it."""
        if kind is KeyboardInterrupt:
            self.stopped = "interrupted"
        self._watch.finish(self)
        return kind is KeyboardInterrupt
