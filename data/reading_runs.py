"""Train the networks of lesson 8 that read and write, from five seeds each; store how much is right.

    python data/reading_runs.py

Writes reading_runs.csv; then `python data/fetch.py --table` renews its line in README.md.

Learners never run this: the lesson trains one seed. The networks are the lesson's own, since this script runs
the cells that define them. A row is one run graded once: numbers, dictated in 1 to 10 words and drawn anew
for each of 500 updates, by their length in words; dates, 11,700 to learn from, after 100, 200 and 400
updates. The smaller of the networks with one vector also learns for longer, from three seeds: 2,500 updates
with numbers, 4,000 with dates. `right` is the share of 300 new ones written without an error. Training
amplifies the last bit, so another processor may move a share by some hundredths.
"""

import csv
from pathlib import Path

import numpy as np
import torch

from course_utils import project, training
from course_utils.authoring import execute
from course_utils.sequences import Vocabulary, encode_all, one_hot, spoken

FILE = Path(__file__).with_name("reading_runs.csv")
SEEDS, LENGTHS = (1, 2, 3, 4, 5), (1, 2, 3, 4, 6, 8, 10, 14)
CELLS = "network", "loss", "encoder-decoder", "dates", "pairs", "attend", "attending"
CELLS += "heads", "block", "transformer"
HOW = {"lr": 0.01, "clip": ("norm", 1.0)}


def lesson():
    """Return what the lesson's cells define: networks, loss, and the dates."""
    (path,) = (one for one in project.lessons() if one.name.startswith("08_"))
    sources = {cell.id: cell.source for cell in execute.read(path).cells}
    names = {"np": np, "torch": torch, "training": training, "spoken": spoken}
    names |= {"Vocabulary": Vocabulary, "encode_all": encode_all, "one_hot": one_hot}
    for name in CELLS:
        exec(sources[name], names)
    return names


def started(at, network, seed):
    """Return a network with its first weights; its name may end with its units."""
    kinds = {"one vector": "EncoderDecoder", "attention": "Attending", "Transformer": "Transformer"}
    name, _, units = network.partition(", ")
    with training.seeded(seed):
        return at[kinds[name]](len(at["heard"]), len(at["signs"]), int(units.split()[0]) if units else 48)


def numbers(at, network, seed, updates):
    """Train on dictated numbers, and return a row for each length."""
    model = started(at, network, seed)

    def batch(rng, length=(1, 10), count=64):
        return at["pairs"](*spoken.dictated(count, length, rng))

    training.fit(model, batch, at["loss"], updates, seed=seed, **HOW)
    for length in LENGTHS:
        exam = batch(np.random.default_rng(9), length, 300)
        right = at["share_right"](model, *exam, whole=True)
        yield "numbers", network, seed, updates, length, f"{right:.3f}"


def dates(at, network, seed, *graded_after):
    """Train on dates, and return a row each time it is graded; the last time the training is over."""
    known, new = at["date_train"], at["date_test"]

    def batch(rng):
        some = rng.integers(0, known[0].shape[1], 64)
        return tuple(part[:, some] for part in known)

    def graded(model):
        return at["share_right"](model, *new, whole=True)

    model, grades = started(at, network, seed), {"evaluate": graded, "every": graded_after[0]}
    record = training.fit(model, batch, at["loss"], graded_after[-1], seed=seed, **grades, **HOW)
    for updates, right in record.evaluations.items():
        if updates in graded_after:
            yield "dates", network, seed, updates, "", f"{right:.3f}"


def runs():
    """Return what is trained, in the order of the file: the task, the network, the seed, the updates."""
    small, large, looks = "one vector, 48 units", "one vector, 128 units", "attention, 48 units"
    yield from ((numbers, network, seed, 500) for network in (small, large, looks) for seed in SEEDS)
    for network in (small, looks, "Transformer"):
        yield from ((dates, network, seed, 100, 200, 400) for seed in SEEDS)
    yield from ((numbers, small, seed, 2500) for seed in SEEDS[:3])
    yield from ((dates, small, seed, 1000, 2000, 4000) for seed in SEEDS[:3])


def main():
    """Write the file, run by run."""
    at = lesson()
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("task", "network", "seed", "updates", "words", "right"))
        for task, *how in runs():
            writer.writerows(task(at, *how))
            file.flush()


if __name__ == "__main__":
    main()
