"""Train an LSTM on the sentence of lessons 4 and 5, and store its weights as it learns.

    python data/sentence_training.py

Writes sentence_training.csv; then `python data/fetch.py --table` renews its line in README.md.

Learners never run this: the frames are part of the course, so that the training lab shows the same on every
machine. Training amplifies the last bit, so another processor stores another training of the same kind;
tests/test_training_lab.py checks what the lessons say of it.

A row is one array after so many updates, row by row, its numbers in hundredths, separated by spaces. Names
and the order of the gates (o, i, f, candidate) are those of `course_utils.cells.lstm`; W_hy and b_y score the
two answers.
"""

import csv
from pathlib import Path

from course_utils import training
from course_utils.cells import torch_maps
from course_utils.sequences import far_fact

FILE = Path(__file__).with_name("sentence_training.csv")
UNITS, DISTANCE, SEED = 12, 24, 6
UPDATES, EVERY, BATCH = 120, 2, 32


def hundredths(model):
    """Return the model's weights by the course's names, in whole hundredths."""
    layer = {name: array.numpy() for name, array in model.layer.state_dict().items()}
    readout = {"W_hy": model.readout.weight.detach().numpy(), "b_y": model.readout.bias.detach().numpy()}
    arrays = torch_maps.lstm_from_torch(layer) | readout
    return {name: (100 * array).round().astype(int) for name, array in arrays.items()}


def rows():
    """Train; yield updates, array and numbers for each array of each frame."""
    with training.seeded(SEED):
        layer = training.recurrent("LSTM", len(far_fact.WORDS), UNITS, keep=1)
        model = training.LastState(layer.double(), classes=2)
    kept = {}

    def batch(rng):
        words, answers = far_fact.sentences(DISTANCE, BATCH, rng)
        return far_fact.encoded(words), answers

    def keep(model):  # called in place of `reach`, which is asked before the first update, too
        kept[EVERY * len(kept)] = hundredths(model)
        return 0

    how = {"lr": 0.01, "clip": ("norm", 1), "seed": SEED, "reach": keep, "every": EVERY}
    training.fit(model, batch, training.cross_entropy, UPDATES, **how)
    for updates, frame in kept.items():
        for name, array in frame.items():
            yield updates, name, " ".join(map(str, array.ravel()))


def main():
    """Write the file."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        header = ("updates", "array", "numbers")
        csv.writer(file, lineterminator="\n").writerows([header, *rows()])


if __name__ == "__main__":
    main()
