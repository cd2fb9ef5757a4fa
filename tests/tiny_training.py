"""A tiny task and a tiny model, for the tests of the training loop."""

import torch
from torch import nn

from course_utils import sequences, training

CLASSES = 2


class Reader(nn.Module):
    """A recurrent layer and a readout of its last state, or of all."""

    def __init__(self, layer=nn.RNN, inputs=CLASSES, hidden=8, outputs=CLASSES, whole=False, dropout=0.0):
        super().__init__()
        self.layer, self.readout = layer(inputs, hidden), nn.Linear(hidden, outputs)
        self.dropout, self.whole = nn.Dropout(dropout), whole

    def forward(self, xs):
        hs = self.dropout(self.layer(xs)[0])
        return self.readout(hs if self.whole else hs[-1])


def reader(seed=1, dtype=torch.float32, **options):
    with training.seeded(seed):
        return Reader(**options).to(dtype)


def latch(rng, length=6):
    return sequences.latch(16, length, rng)


def weights(model):
    return [p.detach().clone() for p in model.parameters()]


def same(some, others):
    return all(torch.equal(one, other) for one, other in zip(some, others, strict=True))


def trained(updates, model=None, batch=latch, loss=training.cross_entropy, **options):
    model = model or reader()
    return model, training.fit(model, batch, loss, updates, **options)


class Watch:
    """Notes what it is shown."""

    def __init__(self, cost=lambda: None):
        self.seen, self.finished, self.cost = [], [], cost

    def update(self, record):
        self.seen.append(record.updates)
        self.cost()

    def finish(self, record):
        self.finished.append(record)
