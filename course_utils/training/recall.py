"""Networks that recall pairs, equal in what they keep and in how long they train: lesson 9's experiment.

A GRU of 64 units and two linear attentions with a matrix of 8 x 8 keep 64 numbers, however many pairs come;
attention keeps all keys and values. Each reads the pairs once, in one layer, and then answers each question
from what it kept.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from course_utils.sequences import tasks
from course_utils.training.calls import predict, seeded
from course_utils.training.loop import fit
from course_utils.training.losses import cross_entropy

NETWORKS = ("GRU", "linear attention, sum", "linear attention, delta", "attention")
PAIRS = (1, 2, 4, 6, 8, 12, 16)
KEYS, VALUES, SIZE = 16, 8, 8
UPDATES, BATCH, RATE = 1000, 32, 0.01


class Recurrent(nn.Module):
    """A GRU reads the pairs; a step more from its last state answers a question."""

    def __init__(self):
        super().__init__()
        self.layer, self.readout = nn.GRU(KEYS + VALUES, SIZE**2), nn.Linear(SIZE**2, VALUES)

    def forward(self, xs):
        """Return scores (questions, batch, values)."""
        pairs, questions = _parts(xs)
        h = self.layer(pairs)[1].repeat(1, len(questions), 1)
        return self.readout(self.layer(questions.flatten(0, 1)[None], h)[0].view(*questions.shape[:2], -1))


class Memory(nn.Module):
    """Keys, values and queries are linear in the symbols; what is read goes through a linear readout.

    ``rule`` is "attention", scaled, with a slope that may favour what came late; or, with keys and queries of
    length 1, "sum" or "delta" of `cells.linear_attention`, in its quadratic form, with a β for each key.
    """

    def __init__(self, rule):
        super().__init__()
        self.rule, self.value = rule, nn.Linear(VALUES, SIZE, bias=False)
        self.key, self.query = (nn.Linear(KEYS, SIZE, bias=False) for _ in range(2))
        self.readout = nn.Linear(SIZE, VALUES)
        if rule == "delta":
            self.beta = nn.Linear(KEYS, 1)
        if rule == "attention":
            self.slope = nn.Parameter(torch.zeros(()))

    def forward(self, xs):
        """Return scores (questions, batch, values)."""
        pairs, questions = (part.transpose(0, 1) for part in _parts(xs))
        q, k = self.query(questions[..., :KEYS]), self.key(pairs[..., :KEYS])
        v, steps = self.value(pairs[..., KEYS:]), pairs.shape[1]
        if self.rule == "attention":
            late = self.slope * torch.arange(steps)
            return self.readout((q @ k.mT / SIZE**0.5 + late).softmax(dim=2) @ v).transpose(0, 1)
        q, k = functional.normalize(q, dim=2), functional.normalize(k, dim=2)
        if self.rule == "delta":
            beta = self.beta(pairs[..., :KEYS]).sigmoid()
            before = torch.eye(steps) + beta * torch.tril(k @ k.mT, -1)
            v = torch.linalg.solve_triangular(before, beta * v, upper=False, unitriangular=True)
        return self.readout(q @ k.mT @ v).transpose(0, 1)


def _parts(xs):
    """Return the steps that hold a pair, and those that ask."""
    count = int(xs[:, 0, KEYS:].any(dim=1).sum())
    return xs[:count], xs[count:]


def network(name, seed):
    """Return one of `NETWORKS`, untrained."""
    if name not in NETWORKS:
        raise ValueError(f"the network must be one of {'; '.join(NETWORKS)}, not {name!r}")
    with seeded(seed):
        return Recurrent() if name == "GRU" else Memory(name.rpartition(", ")[2])


def run(name, seed=1, times=1, watch=None, updates=UPDATES, rate=RATE):
    """Train a network on 1 to 16 pairs, each key stored ``times`` times; test it on each of `PAIRS`.

    Returns the model, the `Record`, and by number of pairs the share of right answers on 500 new sequences.
    """
    model = network(name, seed)

    def batch(rng):
        return tasks.recall(BATCH, int(rng.integers(1, KEYS + 1)), rng, KEYS, VALUES, times)

    how = {"lr": rate, "clip": ("norm", 1), "seed": seed, "watch": watch}
    record = fit(model, batch, cross_entropy, updates, **how)
    return model, record, {pairs: right(model, pairs, times) for pairs in PAIRS}


def right(model, pairs, times=1):
    """Return the share of right answers on 500 sequences that no training saw."""
    xs, targets = tasks.recall(500, pairs, np.random.default_rng([99, pairs]), KEYS, VALUES, times)
    return float((predict(model, xs).argmax(axis=2) == targets).mean())
