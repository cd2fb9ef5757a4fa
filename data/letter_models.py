"""Train the three small letter models of lesson 6 and store their weights.

    python data/letter_models.py

Writes letter_models.csv; then `python data/fetch.py --table` renews its line in README.md.

Learners never run this: the weights are part of the course, so that the look-back lab shows the same on every
machine. Training amplifies the last bit, so another processor gives other weights that read names as well;
tests/test_look_back_lab.py checks how well.

A row is one row of one matrix (a bias is one row), its numbers in hundredths, separated by spaces. Names and
blocks of rows are torch's own.
"""

import csv
from pathlib import Path

import torch
from torch import nn

from course_utils import training
from course_utils.sequences import place_names

FILE = Path(__file__).with_name("letter_models.csv")
UNITS = {"RNN": 47, "LSTM": 21, "GRU": 25}  # about 5,000 numbers each
UPDATES, BATCH = 800, 32


class LetterModel(nn.Module):
    """A recurrent layer over symbols and a readout that scores the next letter."""

    def __init__(self, cell, units):
        super().__init__()
        self.layer = getattr(nn, cell)(len(place_names.SYMBOLS), units, dtype=torch.float64)
        self.readout = nn.Linear(units, len(place_names.LETTERS), dtype=torch.float64)

    def forward(self, xs):
        """Return scores of the next letter, (seq_len, batch, letters)."""
        return self.readout(self.layer(xs)[0])


def rows():
    """Train the three networks; yield name, parameter, row and numbers of each row of their matrices."""
    known, _ = place_names.split()

    def batch(rng):
        return place_names.encode([known[i] for i in rng.integers(0, len(known), BATCH)])

    for cell, units in UNITS.items():
        with training.seeded(1):
            model = LetterModel(cell, units)
        training.fit(model, batch, training.cross_entropy, UPDATES, lr=0.005, clip=("norm", 1))
        for name, array in model.state_dict().items():
            for number, one in enumerate(torch.atleast_2d(array)):
                hundredths = (100 * one).round().int().tolist()
                yield cell, name, number, " ".join(map(str, hundredths))


def main():
    """Write the file."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        header = ("network", "parameter", "row", "values")
        csv.writer(file, lineterminator="\n").writerows([header, *rows()])


if __name__ == "__main__":
    main()
