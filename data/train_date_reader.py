"""Train the network of lesson 8's lab, and write its weights.

    python data/train_date_reader.py

Writes date_reader.csv; then `python data/fetch.py --table` renews its line in README.md.

An encoder reads a date in words, a decoder with bilinear attention writes it as an ISO date. Two processors
train slightly different weights, so unlike the other files this one can't be compared byte for byte; the
tests check that it reads dates correctly. Learners never run this.
"""

import csv
from pathlib import Path

import numpy as np
import torch

from course_utils import training
from course_utils.cells import torch_maps
from course_utils.sequences import Vocabulary, encode_all, one_hot, spoken

FILE = Path(__file__).parent / "date_reader.csv"
UNITS, UPDATES, BATCH = 24, 10_000, 96
WORDS, LETTERS = Vocabulary(spoken.DATE_WORDS), Vocabulary("·0123456789-")


class DateReader(torch.nn.Module):
    """Encoder, decoder, W between their states, and a readout of the decoder's state and its context."""

    def __init__(self):
        """Draw the weights."""
        super().__init__()
        self.encoder = torch.nn.GRU(len(WORDS), UNITS)
        self.decoder = torch.nn.GRU(len(LETTERS), UNITS)
        self.W = torch.nn.Parameter(torch.randn(UNITS, UNITS) / UNITS)
        self.readout = torch.nn.Linear(2 * UNITS, len(LETTERS))
        self.double()

    def forward(self, xs, reads, fed):
        """Return the scores of the letters, (letters, batch, symbols)."""
        hs, _ = self.encoder(xs)
        ss, _ = self.decoder(fed)  # from zeros: all it knows of the sentence comes through attention
        scores = torch.einsum("tbq,qk,sbk->tbs", ss, self.W, hs)
        weights = scores.masked_fill(~reads.T, -torch.inf).softmax(dim=2)
        return self.readout(torch.cat([ss, torch.einsum("tbs,sbk->tbk", weights, hs)], dim=2))


def batch(rng, count=BATCH):
    """Return words, where there are any, the letters before each letter, and the letters."""
    words, iso = spoken.dates(count, rng)
    xs, _, reads = encode_all(words, WORDS)
    _, targets, _ = encode_all(iso, LETTERS)
    fed = one_hot(np.concatenate([np.zeros((1, count), int), targets[:-1]]), len(LETTERS))
    return xs, reads, fed, targets


def loss(model, xs, reads, fed, targets):
    """Return the cross-entropy over all letters."""
    return torch.nn.functional.cross_entropy(model(xs, reads, fed).flatten(0, 1), targets.flatten())


def rows(model):
    """Return the weights as rows of the CSV file, in thousandths."""
    state = {name: value.detach().numpy() for name, value in model.named_parameters()}
    arrays = {"W": state["W"], "W_hy": state["readout.weight"], "b_y": state["readout.bias"]}
    for part in ("encoder", "decoder"):
        theirs = {name.removeprefix(f"{part}."): a for name, a in state.items() if name.startswith(part)}
        arrays |= {f"{part}.{name}": a for name, a in torch_maps.gru_from_torch(theirs).items()}
    for name, array in arrays.items():
        for row in np.atleast_2d(array):
            yield [name, " ".join(str(round(1000 * number)) for number in row)]


def main():
    """Train in two parts, the second with small steps, and write the file."""
    with training.seeded(1):
        model = DateReader()
    for lr, seed in ((0.005, 1), (0.0005, 2)):
        record = training.fit(
            model, batch, loss, UPDATES // 2, lr=lr, seed=seed, clip=("norm", 1.0), optimizer=decayed
        )
        print(f"loss {record.losses[-50:].mean():.1e}")
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["array", "numbers"], *rows(model)])


def decayed(parameters, lr):
    """Return Adam with a little weight decay, which keeps the weights small and the states smooth."""
    return torch.optim.AdamW(parameters, lr=lr, weight_decay=0.01)


if __name__ == "__main__":
    main()
