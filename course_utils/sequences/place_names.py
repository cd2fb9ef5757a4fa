"""Place names letter by letter: what the character model of lesson 3 reads and writes.

A name begins with its country and ends with a full stop; at every step the next letter is predicted.
"""

import numpy as np

from course_utils.sequences.symbols import Vocabulary, one_hot, pad
from course_utils.sequences.tables import load

COUNTRIES = {"JP": "Japan", "PL": "Poland", "TR": "Turkey", "IT": "Italy"}
LETTERS = (*"abcdefghijklmnopqrstuvwxyz", ".")
SYMBOLS = Vocabulary([*LETTERS, *COUNTRIES])
LONGEST, HELD_OUT = 10, 200


def split():
    """Return the names to learn from and 200 held-out ones, each a list of (country, name).

    Names of one word and at most ten letters, in lower case, each once.
    """
    cities = load("city_names")
    names = [
        (country, name.lower())
        for country, name in zip(cities["country"].tolist(), cities["name"].tolist(), strict=True)
        if country in COUNTRIES and name.isalpha() and len(name) <= LONGEST
    ]
    names = list(dict.fromkeys(names))
    order = np.random.default_rng(1).permutation(len(names))
    return [names[i] for i in order[HELD_OUT:]], [names[i] for i in order[:HELD_OUT]]


def encode(names):
    """Return inputs, the next letter at each step, and which steps count.

    Parameters
    ----------
    names : list of (country, name)
        Such as ``[("JP", "nara")]``: JP, n, a, r, a are read, and n, a, r, a and a full stop predicted.

    Returns
    -------
    xs, targets, mask : array, shape (seq_len, batch, symbols), (seq_len, batch) and (seq_len, batch)
        One-hot, the country first; numbers of `LETTERS`; False where a name is over.
    """
    ids, mask = pad([SYMBOLS.encode([country, *name, "."]) for country, name in names])
    return one_hot(ids[:-1], len(SYMBOLS)), ids[1:], mask[1:]


def loss_of_pairs(known, new):
    """Return the mean loss on new names of counting, in known ones, which letter follows which symbol."""
    (xs, following, mask), (new_xs, new_following, new_mask) = encode(known), encode(new)
    counts = np.full((len(SYMBOLS), len(LETTERS)), 0.3)  # a little for what never happened
    np.add.at(counts, (xs.argmax(axis=-1)[mask], following[mask]), 1)
    p = counts / counts.sum(axis=1, keepdims=True)
    return -np.log(p[new_xs.argmax(axis=-1)[new_mask], new_following[new_mask]]).mean()
