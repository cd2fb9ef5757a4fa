"""Train lesson 9's four networks to recall pairs, from five starts each, and store what they recall.

    python data/recall_runs.py

Writes recall_runs.csv; then `python data/fetch.py --table` renews its line in README.md.

Learners never run this: the lesson trains one start and draws the others. A training is 1,000 updates of 32
sequences with Adam (0.01), on 1 to 16 pairs; each number of pairs in its test has a row. `memory` is how many
numbers are kept of that many pairs. At the end the GRU has six times as long, with 0.003, from three starts.
All of it takes five minutes of an idle core.
"""

import csv
from pathlib import Path

from course_utils.training import recall

FILE = Path(__file__).with_name("recall_runs.csv")
SEEDS, TIMES = (1, 2, 3, 4, 5), (1, 2)
LONGER = {"updates": 6000, "rate": 0.003}
COLUMNS = ("network", "times", "pairs", "seed", "weights", "memory", "updates", "right")


def rows(name, times, seed, **longer):
    """Train from one start, and return a row for each number of pairs."""
    model, record, shares = recall.run(name, seed, times, **longer)
    weights = sum(parameter.numel() for parameter in model.parameters())
    for pairs, share in shares.items():
        memory = 2 * recall.SIZE * pairs * times if name == "attention" else recall.SIZE**2
        yield name, times, pairs, seed, weights, memory, record.updates, f"{share:.3f}"


def main():
    """Write the file, training by training."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for times in TIMES:
            for name in recall.NETWORKS:
                for seed in SEEDS:
                    writer.writerows(rows(name, times, seed))
                    file.flush()
        for seed in SEEDS[:3]:
            writer.writerows(rows("GRU", 1, seed, **LONGER))


if __name__ == "__main__":
    main()
