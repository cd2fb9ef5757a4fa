"""Train the networks of lesson 8 that read and write, from five seeds each; store how much is right.

    python data/reading_runs.py

Writes reading_runs.csv; then `python data/fetch.py --table` renews its line in README.md.

Learners never run this: the lesson trains one seed. The networks are the lesson's own, since this script runs
the cells that define them. A row is one run graded once: numbers, dictated in 1 to 10 words and drawn anew
for each of 500 updates, by their length in words; dates, 11,700 to learn from, after 100, 200 and 400
updates. `right` is the share of 300 new ones written without an error. Training amplifies the last bit, so
another processor may move a share by some hundredths.
"""

import csv
from pathlib import Path

import numpy as np
import torch

from course_utils import project, training
from course_utils.authoring import execute
from course_utils.sequences import Vocabulary, encode_all, one_hot, spoken

FILE = Path(__file__).with_name("reading_runs.csv")
SEEDS, LENGTHS, GRADED = (1, 2, 3, 4, 5), (1, 2, 3, 4, 6, 8, 10, 14), 100
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


def numbers(at, network, seed):
    """Train on dictated numbers, and return a row for each length."""
    model = started(at, network, seed)

    def batch(rng, length=(1, 10), count=64):
        return at["pairs"](*spoken.dictated(count, length, rng))

    training.fit(model, batch, at["loss"], 500, seed=seed, **HOW)
    for length in LENGTHS:
        exam = batch(np.random.default_rng(9), length, 300)
        right = at["share_right"](model, *exam, whole=True)
        yield "numbers", network, seed, 500, length, f"{right:.3f}"


def dates(at, network, seed):
    """Train on dates, and return a row each time it is graded."""
    known, new = at["date_train"], at["date_test"]

    def batch(rng):
        some = rng.integers(0, known[0].shape[1], 64)
        return tuple(part[:, some] for part in known)

    def graded(model):
        return at["share_right"](model, *new, whole=True)

    grades = {"evaluate": graded, "every": GRADED}
    record = training.fit(started(at, network, seed), batch, at["loss"], 400, seed=seed, **grades, **HOW)
    for updates, right in record.evaluations.items():
        if updates in (100, 200, 400):
            yield "dates", network, seed, updates, "", f"{right:.3f}"


def main():
    """Write the file, run by run."""
    at, vectors = lesson(), ("one vector, 48 units", "one vector, 128 units", "attention, 48 units")
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("task", "network", "seed", "updates", "words", "right"))
        for run, networks in ((numbers, vectors), (dates, (vectors[0], vectors[2], "Transformer"))):
            for network in networks:
                for seed in SEEDS:
                    writer.writerows(run(at, network, seed))
                    file.flush()


if __name__ == "__main__":
    main()
