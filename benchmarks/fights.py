"""RNN, LSTM and GRU on the tasks of lessons 3 to 5, with equal budgets: five seeds each, one table.

    python benchmarks/fights.py                 print the table of what is recorded
    python benchmarks/fights.py record          record all tasks, about eight minutes
    python benchmarks/fights.py record adding   record one task

All networks of a task have the same limit on weights, and the same batches, learning rate and updates.
A recorded run replaces the one before it in data/fights.csv; then `python data/fetch.py --table` renews the
file's line in data/README.md.
Seconds are processor time, on one thread.
"""

import csv
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn

from course_utils import sequences, training
from course_utils.sequences import place_names

FILE = Path(__file__).parents[1] / "data" / "fights.csv"
COLUMNS = ["task", "network", "units", "weights", "seed", "updates", "stopped", "loss", "seconds"]
BLOCKS = {"RNN": 1, "LSTM": 4, "GRU": 3}
SEEDS, BUDGET = (1, 2, 3, 4, 5), 5000
KNOWN, NEW = place_names.split()


class EveryState(nn.Module):
    """A layer of torch, read out at every step."""

    def __init__(self, layer, classes):
        super().__init__()
        self.layer, self.readout = layer, nn.Linear(layer.hidden_size, classes)

    def forward(self, xs):
        """Return scores, (seq_len, batch, classes)."""
        return self.readout(self.layer(xs)[0])


def some_names(rng):
    """Return a batch of 32 place names."""
    return place_names.encode([KNOWN[i] for i in rng.integers(0, len(KNOWN), 32)])


def held_out_loss(model):
    """Return the loss of a letter model on names it has not seen."""
    with torch.no_grad():
        xs, targets, mask = place_names.encode(NEW)
        parts = torch.tensor(xs, dtype=torch.float32), torch.tensor(targets), torch.tensor(mask)
        return training.cross_entropy(model, *parts).item()


def latch(filler, lr):
    """Return the latch over 100 steps with a filler and a learning rate."""
    return SimpleNamespace(
        batch=lambda rng: sequences.latch(64, 100, rng, filler=filler),
        loss=training.cross_entropy,
        sizes=(2 if filler == "noise" else 6, 2),
        keep=4.6,
        how={"updates": 800, "lr": lr, "solved": (0.1, 5)},
    )


TASKS = {
    "names": SimpleNamespace(
        batch=some_names,
        loss=training.cross_entropy,
        sizes=(len(place_names.SYMBOLS), len(place_names.LETTERS)),
        keep=None,
        how={"updates": 800, "lr": 0.005},
    ),
    "latch, symbols": latch("symbols", 0.002),
    "latch, noise": latch("noise", 0.002),
    "latch, noise, larger steps": latch("noise", 0.005),
    "adding": SimpleNamespace(
        batch=lambda rng: sequences.adding(32, 100, rng),
        loss=training.squared_error,
        sizes=(2, 1),
        keep=None,
        how={"updates": 3000, "lr": 0.005, "solved": (0.01, 5)},
    ),
}


def weights(network, inputs, units, outputs):
    """Return how many numbers a network of torch with a readout has."""
    return BLOCKS[network] * units * (inputs + units + 2) + outputs * (units + 1)


def largest(network, inputs, outputs):
    """Return the largest number of units within the budget."""
    return max(units for units in range(1, 200) if weights(network, inputs, units, outputs) <= BUDGET)


def run(task, network, seed):
    """Train one network on one task from one seed, and return its row."""
    one, (inputs, outputs) = TASKS[task], TASKS[task].sizes
    units = largest(network, inputs, outputs)
    keep = None if network == "RNN" else one.keep
    with training.seeded(seed):
        layer = training.recurrent(network, inputs, units, keep=keep)
        model = EveryState(layer, outputs) if task == "names" else None
        model = model or training.LastState(layer, None if task == "adding" else outputs)
    start = time.process_time()
    record = training.fit(model, one.batch, one.loss, seed=seed, clip=("norm", 1), **one.how)
    seconds = time.process_time() - start
    loss = held_out_loss(model) if task == "names" else np.median(record.losses[-25:])
    size = weights(network, inputs, units, outputs)
    assert size == sum(p.numel() for p in model.parameters())
    row = [task, network, units, size, seed, record.updates, record.stopped, f"{loss:.4g}", f"{seconds:.2f}"]
    return [str(cell) for cell in row]


def recorded():
    """Return what is recorded: rows by (task, network, seed)."""
    if not FILE.exists():
        return {}
    rows = list(csv.reader(FILE.read_text(encoding="utf-8").splitlines()))[1:]
    return {(row[0], row[1], int(row[4])): row for row in rows if row[0] in TASKS}


def store(runs):
    """Write all runs, in the order of tasks, networks and seeds."""
    tasks, networks = list(TASKS), list(BLOCKS)
    keys = sorted(runs, key=lambda key: (tasks.index(key[0]), networks.index(key[1]), key[2]))
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *(runs[key] for key in keys)])


def table(runs):
    """Print for each task and network what five seeds gave."""
    print("| task | network | units | weights | solved | updates | last loss | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for task, network in dict.fromkeys(key[:2] for key in runs):
        rows = [row for key, row in runs.items() if key[:2] == (task, network)]
        spans = [sorted(float(row[k]) for row in rows) for k in (5, 7, 8)]
        solved = sum(row[6] == "solved" for row in rows)
        spread = " | ".join(f"{span[0]:.4g} to {span[-1]:.4g}" for span in spans)
        print(f"| {task} | {network} | {rows[0][2]} | {rows[0][3]} | {solved} of {len(rows)} | {spread} |")


def main():
    """Record what the command line names, then print the table."""
    asked = sys.argv[1:]
    if asked[:1] == ["record"]:
        for task in [asked[1]] if asked[1:] else TASKS:
            for network in BLOCKS:
                for seed in SEEDS:
                    row = run(task, network, seed)
                    store({**recorded(), (task, network, seed): row})  # at once: a run that ends is kept
                    print(", ".join(row), flush=True)
    table(recorded())


if __name__ == "__main__":
    main()
