"""What happened in a training."""

import numpy as np


class Record:
    """One row an update: the loss and the norm of its gradient; and why the run ended.

    Attributes
    ----------
    evaluations : dict of int to float
        What `evaluate` returned, by the number of updates made before.
    reached : dict of int to float
        What `reach` returned, likewise.
    frames : dict of int to Frame
        What the model did with the sample, likewise, if `frames` asked for it.
    sample : tuple of arrays or tensors, or None
        The batch of all frames.
    stopped : str or None
        "budget", "solved", "diverged" or "interrupted"; None while the run goes on.
    updates, budget : int
        How many rows there are, and how many were allowed.
    """

    def __init__(self, budget):
        self.budget, self.updates, self.stopped = budget, 0, None
        self.evaluations, self.reached, self.frames, self.sample = {}, {}, {}, None
        self._rows = np.empty((2, budget))

    def __repr__(self):
        """Say in one line how it went."""
        last = f", last loss {self.losses[-1]:.3g}" if self.updates else ""
        return f"<Record: {self.stopped or 'running'}, {self.updates} of {self.budget} updates{last}>"

    @property
    def losses(self):
        """The loss of each batch, (updates,); of a run that diverged, the last is the one not finite."""
        return self._rows[0, : self.updates]

    @property
    def gradient_norms(self):
        """‖dL/dθ‖ over all parameters together, before clipping, (updates,)."""
        return self._rows[1, : self.updates]

    def add(self, loss, gradient_norm):
        """Add a row."""
        self._rows[:, self.updates] = loss, gradient_norm
        self.updates += 1
