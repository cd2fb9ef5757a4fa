"""What happened in a training."""

import math

import numpy as np


class Record:
    """One row an update: the loss and the norms of its gradients; and why the run ended.

    Attributes
    ----------
    losses : array, shape (updates,)
        Of each batch. The last row of a run that diverged is the one that was not finite.
    gradient_norms : array, shape (updates,)
        ‖dL/dθ‖ over all parameters together, before clipping.
    parameter_norms : dict of str to array, each (updates,)
        The same for each parameter alone, by its name in the model.
    evaluations : dict of int to float
        What `evaluate` returned, by the number of updates made before.
    stopped : str or None
        "budget", "solved", "diverged" or "interrupted"; None while the run goes on.
    updates, budget : int
        How many rows there are, and how many were allowed.
    """

    def __init__(self, budget, names):
        self.budget, self.updates, self.stopped, self.evaluations = budget, 0, None, {}
        self._names, self._rows = names, np.empty((budget, 2 + len(names)))

    def __repr__(self):
        """Say in one line how it went."""
        last = f", last loss {self.losses[-1]:.3g}" if self.updates else ""
        return f"<Record: {self.stopped or 'running'}, {self.updates} of {self.budget} updates{last}>"

    @property
    def losses(self):
        """The loss of each batch, (updates,)."""
        return self._rows[: self.updates, 0]

    @property
    def gradient_norms(self):
        """‖dL/dθ‖ over all parameters together, before clipping, (updates,)."""
        return self._rows[: self.updates, 1]

    @property
    def parameter_norms(self):
        """The norms by the parameters' names, each (updates,)."""
        return {name: self._rows[: self.updates, 2 + k] for k, name in enumerate(self._names)}

    def smoothed(self, width=25):
        """Return the running median of the last `width` losses, (updates,): fewer at the start."""
        losses = self.losses
        return np.array([np.median(losses[max(0, i - width) : i]) for i in range(1, len(losses) + 1)])

    def add(self, loss, norms):
        """Add a row: a loss, and the gradient's norm for each parameter."""
        self._rows[self.updates] = loss, math.hypot(*norms), *norms
        self.updates += 1
