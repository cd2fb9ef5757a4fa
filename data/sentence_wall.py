"""Train lesson 4's tanh network on its sentences, from five starts at each distance; store what it learned.

    python data/sentence_wall.py

Writes sentence_wall.csv; then `python data/fetch.py --table` renews its line in README.md.

Learners never run this: the lesson trains one start and draws the others. A row is one run: 200 updates of 32
sentences with Adam (0.002), fewer where the loss stays below 0.1; `right` is the share of 500 new sentences.
Training amplifies the last bit, so another processor may move a wall by a few words.
"""

import csv
from pathlib import Path

import numpy as np
import torch

from course_utils import training
from course_utils.cells import init
from course_utils.sequences import far_fact

FILE = Path(__file__).with_name("sentence_wall.csv")
DISTANCES = (6, 9, 12, 15, 18, 21, 24, 27, 30, 35, 40, 45)
SEEDS, UNITS, UPDATES, BATCH = (1, 2, 3, 4, 5), 32, 200, 32


def network(seed, nonlinearity="tanh", **start):
    """Return lesson 4's network: its weights from its draws, in double precision, no bias in the readout.

    ``start`` is how `init.rnn` draws W_hh.
    """
    rng, inputs = np.random.default_rng(seed), len(far_fact.WORDS)
    weights = init.rnn(rng, inputs, UNITS, **start)
    weights["W_hy"] = init.uniform(rng, (2, UNITS), UNITS)
    layer = torch.nn.RNN(inputs, UNITS, nonlinearity=nonlinearity, dtype=torch.float64)
    model = training.LastState(layer, 2)
    for bias in (layer.bias_hh_l0, model.readout.bias):
        bias.requires_grad_(False).zero_()
    own = layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0, model.readout.weight
    for parameter, name in zip(own, ("W_xh", "W_hh", "b_h", "W_hy"), strict=True):
        parameter.data = torch.tensor(weights[name])
    return model


def run(language, distance, seed):
    """Train from one start at one distance, and return its row."""
    model = network(seed)

    def batch(rng, count=BATCH):
        words, answers = far_fact.sentences(distance, count, rng, language)
        return far_fact.encoded(words, language), answers

    record = training.fit(model, batch, training.cross_entropy, UPDATES, solved=(0.1, 5))
    xs, answers = batch(np.random.default_rng(99), 500)
    right = (training.predict(model, torch.tensor(xs)).argmax(axis=1) == answers).mean()
    return language, distance, seed, record.updates, record.stopped, f"{right:.3f}"


def main():
    """Write the file, run by run."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("language", "distance", "seed", "updates", "stopped", "right"))
        for language in far_fact.LANGUAGES:
            for distance in DISTANCES:
                for seed in SEEDS:
                    writer.writerow(run(language, distance, seed))
                    file.flush()


if __name__ == "__main__":
    main()
