"""Symbols as numbers: vocabularies, one-hot vectors, and batches of unequal length."""

import numpy as np


class Vocabulary:
    """A numbered list of symbols (characters or words), in the order in which they first appear.

    Parameters
    ----------
    symbols : iterable of hashable
        Every symbol that needs a number; repetitions count once.
    """

    def __init__(self, symbols):
        self.symbols = tuple(dict.fromkeys(symbols))
        self._ids = {symbol: i for i, symbol in enumerate(self.symbols)}

    def __len__(self):
        """Return the number of different symbols."""
        return len(self.symbols)

    def encode(self, sequence):
        """Return the numbers of a sequence of symbols, shape (seq_len,)."""
        sequence = list(sequence)
        if unknown := [symbol for symbol in sequence if symbol not in self._ids]:
            raise ValueError(f"{unknown[0]!r} is not in the vocabulary of {len(self)} symbols")
        return np.array([self._ids[symbol] for symbol in sequence], dtype=np.int64)

    def decode(self, ids):
        """Return the list of symbols that the numbers stand for."""
        ids = np.asarray(ids, dtype=np.int64)
        if ids.size and not 0 <= ids.min() <= ids.max() < len(self):
            raise ValueError(f"ids run from {ids.min()} to {ids.max()}, wanted 0 to {len(self) - 1}")
        return [self.symbols[i] for i in ids]


def one_hot(ids, size):
    """Return vectors of zeros with a one at each id, shape (*ids.shape, size).

    Parameters
    ----------
    ids : array of int, any shape
        Numbers from 0 to size - 1.
    size : int
    """
    ids = np.asarray(ids)
    if ids.size and not (np.issubdtype(ids.dtype, np.integer) and 0 <= ids.min() <= ids.max() < size):
        raise ValueError(f"ids must be whole numbers from 0 to {size - 1}; got {ids.dtype} {ids!r}")
    return np.eye(size)[ids.astype(np.int64)]


def encode_all(sequences, vocabulary):
    """Return sequences of symbols as one batch: as vectors, as numbers, and where a step is real.

    Parameters
    ----------
    sequences : list of sequence of hashable
        Words as lists, or strings of letters; at least one.
    vocabulary : Vocabulary

    Returns
    -------
    xs, ids, mask : array, shape (longest, batch, len(vocabulary)), (longest, batch) and (longest, batch)
        One-hot vectors; numbers; True where a step is real. Behind the end of a sequence all are zero.
    """
    ids, mask = pad([vocabulary.encode(sequence) for sequence in sequences])
    return one_hot(ids, len(vocabulary)) * mask[:, :, None], ids, mask


def pad(sequences):
    """Put sequences of unequal length into one batch, with a mask that tells steps from padding.

    Parameters
    ----------
    sequences : list of array, each (seq_len_i,) or (seq_len_i, features)
        At least one; the features must agree.

    Returns
    -------
    xs, mask : array, shape (longest, batch) or (longest, batch, features), and (longest, batch)
        Zeros behind the end of a shorter sequence; True where a step is real.
    """
    sequences = [np.asarray(sequence) for sequence in sequences]
    tails = {sequence.shape[1:] for sequence in sequences}
    if len(tails) != 1:
        raise ValueError(f"sequences must agree in all but their length; beyond it they have {tails}")
    lengths = np.array([len(sequence) for sequence in sequences])
    xs = np.zeros((lengths.max(), len(sequences), *tails.pop()), dtype=np.result_type(*sequences))
    for i, sequence in enumerate(sequences):
        xs[: len(sequence), i] = sequence
    return xs, np.arange(len(xs))[:, None] < lengths
