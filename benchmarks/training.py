"""What trains how fast, on tasks that need memory: every run recorded, and a table of them.

    python benchmarks/training.py                               print the table of what is recorded
    python benchmarks/training.py adding                        record all models and seeds of a task
    python benchmarks/training.py adding LSTM IRNN --seeds 1 2  record some of them

A recorded run replaces the one before it in data/training_runs.csv; then `python data/fetch.py --table`
renews the file's line in data/README.md. Lessons draw all runs of a model, failed ones too. A model is a
line of `MODELS`, a task an entry of `TASKS`: same batches, same budget, same learning rate for every model.
"""

import argparse
import csv
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from course_utils import sequences, training

sys.path.insert(0, str(Path(__file__).parents[1] / "data"))
import sentence_wall

FILE = Path(__file__).parents[1] / "data" / "training_runs.csv"
COLUMNS = ["task", "model", "seed", "stopped", "updates", "every", "losses"]
SEEDS = (1, 2, 3, 4, 5)
HIDDEN, CLIP = 32, ("norm", 1)
MODELS = {  # by name: kind of layer, bias of the gate that keeps
    "RNN": ("RNN", None),
    "IRNN": ("IRNN", None),
    "LSTM": ("LSTM", None),
    "LSTM, bias 1": ("LSTM", 1.0),
    "LSTM, bias 4.6": ("LSTM", 4.6),
    "identity + ReLU": ("identity", "relu"),  # of lesson 4: start of W_hh, nonlinearity
    "orthogonal": ("orthogonal", "tanh"),
}
STARTS = "the boy", "the girl"  # lesson 4's English sentences
PHRASES = "walked home and", "fed the cat and", "read a book and", "made some tea and", "sang a song and"
WORDS = sequences.Vocabulary(" ".join([*STARTS, *PHRASES, "washed"]).split())


def fact(rng):
    """Return a batch of lesson 4: the fact, boy or girl, stands 60 words before the end."""
    answers, rows = rng.integers(0, 2, 32), []
    for answer in answers:
        between = " ".join(PHRASES[k] for k in rng.integers(0, len(PHRASES), 60)).split()[:59]
        rows.append(WORDS.encode([*STARTS[answer].split(), *between, "washed"]))
    return sequences.one_hot(np.transpose(rows), len(WORDS)), answers


TASKS = {  # `every`: so many losses are one point of the recorded curve, their median
    "adding": SimpleNamespace(
        batch=lambda rng: sequences.adding(32, 100, rng),
        loss=training.squared_error,
        sizes=(2, None),
        models=["RNN", "IRNN", "LSTM, bias 1", "LSTM, bias 4.6"],
        how={"updates": 3000, "lr": 0.005, "solved": (0.01, 5)},
        every=50,
    ),
    "adding, small steps": SimpleNamespace(
        batch=lambda rng: sequences.adding(32, 100, rng),
        loss=training.squared_error,
        sizes=(2, None),
        models=["IRNN"],
        how={"updates": 3000, "lr": 0.002, "solved": (0.01, 5)},
        every=50,
    ),
    "latch": SimpleNamespace(
        batch=lambda rng: sequences.latch(64, 100, rng, filler="symbols"),
        loss=training.cross_entropy,
        sizes=(6, 2),
        models=["RNN", "IRNN", "LSTM", "LSTM, bias 4.6"],
        how={"updates": 400, "lr": 0.002, "solved": (0.1, 5)},
        every=10,
    ),
    "latch, noise": SimpleNamespace(
        batch=lambda rng: sequences.latch(64, 100, rng, filler="noise"),
        loss=training.cross_entropy,
        sizes=(2, 2),
        models=["RNN", "IRNN", "LSTM, bias 4.6"],
        how={"updates": 1000, "lr": 0.002, "solved": (0.1, 5)},
        every=25,
    ),
    "latch, T = 60": SimpleNamespace(
        batch=lambda rng: sequences.latch(64, 60, rng, filler="symbols"),
        loss=training.cross_entropy,
        sizes=(6, 2),
        models=["RNN"],
        how={"updates": 3000, "lr": 0.002, "solved": (0.1, 5)},
        every=50,
    ),
    "fact, 60 words": SimpleNamespace(
        batch=fact,
        loss=training.cross_entropy,
        sizes=(len(WORDS), 2),
        models=["identity + ReLU", "orthogonal"],
        how={"updates": 300, "lr": 0.002, "solved": (0.1, 5), "clip": None},
        every=10,
    ),
}


def model_of(name, task, seed):
    """Return a model for a task, its weights drawn from the seed."""
    kind, keep = MODELS[name]
    inputs, classes = TASKS[task].sizes
    if task == "fact, 60 words":
        return sentence_wall.network(seed, keep, recurrent=kind)
    with training.seeded(seed):
        return training.LastState(training.recurrent(kind, inputs, HIDDEN, keep=keep), classes)


def run(task, name, seed):
    """Train one model on one task from one seed, and return its row."""
    one = TASKS[task]
    how = {"seed": seed, "clip": CLIP} | one.how
    record = training.fit(model_of(name, task, seed), one.batch, one.loss, **how)
    parts = np.split(record.losses, range(one.every, record.updates, one.every))
    losses = " ".join(f"{np.median(part):.3g}" for part in parts)
    return [task, name, str(seed), record.stopped, str(record.updates), str(one.every), losses]


def recorded():
    """Return what is recorded: a row for each (task, model, seed)."""
    if not FILE.exists():
        return {}
    rows = list(csv.reader(FILE.read_text(encoding="utf-8").splitlines()))[1:]
    return {(row[0], row[1], int(row[2])): row for row in rows}


def store(runs):
    """Write all runs, in the order of tasks, models and seeds."""
    tasks, models = list(TASKS), list(MODELS)
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for key in sorted(runs, key=lambda key: (tasks.index(key[0]), models.index(key[1]), key[2])):
            writer.writerow(runs[key])


def table(runs):
    """Print for each task and model how many runs solved it, and after how many updates."""
    print("| task | model | solved | updates, fastest to slowest | last loss, lowest to highest |")
    print("|---|---|---|---|---|")
    for task, name in dict.fromkeys(key[:2] for key in runs):
        rows = [row for key, row in runs.items() if key[:2] == (task, name)]
        updates = sorted(int(row[4]) for row in rows if row[3] == "solved")
        losses = [float(row[6].split()[-1]) for row in rows]
        spread = f"{updates[0]} to {updates[-1]}" if updates else f"none in {TASKS[task].how['updates']}"
        span = f"{min(losses):.2g} to {max(losses):.2g}"
        print(f"| {task} | {name} | {len(updates)} of {len(rows)} | {spread} | {span} |")


def main():
    """Record what the command line names, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", nargs="?", choices=TASKS)
    parser.add_argument("models", nargs="*", help="all of the task's unless named")
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS)
    asked = parser.parse_args()
    for name in (asked.models or TASKS[asked.task].models) if asked.task else ():
        for seed in asked.seeds:
            start = time.perf_counter()
            row = run(asked.task, name, seed)
            store({**recorded(), (asked.task, name, seed): row})  # at once: a run that ends is kept
            took = time.perf_counter() - start
            print(f"{asked.task}, {name}, seed {seed}: {row[3]}, {row[4]} updates, {took:.0f} s")
    table(recorded())


if __name__ == "__main__":
    main()
