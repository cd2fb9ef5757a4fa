"""Train gates that see the input alone, GRU and LSTM on the latch task; store how each run ended.

    python data/linear_gates.py

Writes linear_gates.csv; then `python data/fetch.py --table` renews its line in README.md.

Learners never run this: lesson 9 trains one start and shows the others. A row is one run: at most 1,000
updates of 16 sequences over 100 steps with Adam (0.01), fewer where the loss stays below 0.1; all gates that
keep begin with a bias of 4; `right` is the share of 500 new sequences. Training amplifies the last bit, so
another processor may need a few updates more or less.
"""

import csv
from pathlib import Path

import numpy as np
import torch

from course_utils import sequences as seq
from course_utils import training

FILE = Path(__file__).with_name("linear_gates.csv")
FEATURES = {"symbols": 6, "noise": 2}
NETWORKS = (("gated linear", 16), ("gated linear", 124), ("GRU", 5), ("GRU", 16), ("LSTM", 16))
SEEDS, STEPS, BATCH, UPDATES = (1, 2, 3, 4, 5), 100, 16, 1000


class GatedLinear(torch.nn.Module):
    """Gates and candidates that see the input alone, (T, batch, features), by a scan; scores (batch, 2)."""

    def __init__(self, features, units=16, bias=4.0):
        super().__init__()
        self.gate, self.candidate = (torch.nn.Linear(features, units, dtype=float) for _ in range(2))
        self.readout, self.bias = torch.nn.Linear(units, 2, dtype=float), bias

    def forward(self, xs):
        """Return scores (batch, 2)."""
        a = torch.sigmoid(self.gate(xs) + self.bias)
        b, reach = (1 - a) * self.candidate(xs), 1
        while reach < len(b):
            b = torch.cat([b[:reach], a[reach:] * b[:-reach] + b[reach:]])
            a, reach = torch.cat([a[:reach], a[reach:] * a[:-reach]]), 2 * reach
        return self.readout(b[-1])


def run(filler, network, units, seed):
    """Train from one start and return its row."""
    with training.seeded(seed):
        if network == "gated linear":
            model = GatedLinear(FEATURES[filler], units)
        else:
            model = training.LastState(training.recurrent(network, FEATURES[filler], units, keep=4.0), 2)

    def batch(rng):
        return seq.latch(BATCH, STEPS, rng, filler=filler)

    record = training.fit(model, batch, training.cross_entropy, UPDATES, lr=0.01, solved=(0.1, 5), seed=seed)
    xs, first = seq.latch(500, STEPS, np.random.default_rng(9), filler=filler)
    right = (training.predict(model, xs).argmax(axis=1) == first).mean()
    weights = sum(p.numel() for p in model.parameters())
    return filler, network, units, weights, seed, record.updates, record.stopped, f"{right:.3f}"


def main():
    """Write the file, run by run."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("filler", "network", "units", "weights", "seed", "updates", "stopped", "right"))
        for filler in FEATURES:
            for network, units in NETWORKS:
                for seed in SEEDS:
                    writer.writerow(run(filler, network, units, seed))
                    file.flush()


if __name__ == "__main__":
    main()
