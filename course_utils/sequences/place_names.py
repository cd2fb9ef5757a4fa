"""Place names letter by letter: what the character model of lesson 3 reads and writes.

A name begins with its country and ends with a full stop; at every step the next letter is to be told.
"""

import numpy as np

from course_utils.sequences.symbols import Vocabulary, one_hot, pad
from course_utils.sequences.tables import load

COUNTRIES = {"JP": "Japan", "PL": "Poland", "TR": "Turkey", "IT": "Italy"}
LETTERS = (*"abcdefghijklmnopqrstuvwxyz", ".")
SYMBOLS = Vocabulary([*LETTERS, *COUNTRIES])
LONGEST, HIDDEN = 10, 200


def split():
    """Return the names to learn from and 200 hidden ones, each a list of (country, name).

    Names of one word and ten letters at most, in lower case, each once.
    """
    cities = load("city_names")
    pairs = zip(cities["country"].tolist(), cities["name"].tolist(), strict=True)
    names = [
        (country, name.lower())
        for country, name in pairs
        if country in COUNTRIES and name.isalpha() and len(name) <= LONGEST
    ]
    names = list(dict.fromkeys(names))
    order = np.random.default_rng(1).permutation(len(names))
    return [names[i] for i in order[HIDDEN:]], [names[i] for i in order[:HIDDEN]]


def encode(names):
    """Return inputs, the next letter at each step, and which steps count.

    Parameters
    ----------
    names : list of (country, name)
        Such as ``[("JP", "nara")]``: read J P n a r a, to be written n a r a and a full stop.

    Returns
    -------
    xs : array, shape (seq_len, batch, symbols)
        One-hot; the country first.
    targets : array of int, shape (seq_len, batch)
        Numbers of `LETTERS`.
    mask : array of bool, shape (seq_len, batch)
        False where a name is over.
    """
    ids, mask = pad([SYMBOLS.encode([country, *name, "."]) for country, name in names])
    return one_hot(ids[:-1], len(SYMBOLS)), ids[1:], mask[1:]
