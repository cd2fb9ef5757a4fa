"""Three trained letter models, as plain arrays: an RNN, an LSTM and a GRU that read place names.

Their weights lie in data/letter_models.csv, so that nothing here waits for a training or depends on one.
"""

from dataclasses import dataclass
from functools import cache
from types import ModuleType

import numpy as np

from course_utils.cells import gru, lstm, rnn, torch_maps
from course_utils.sequences import load, one_hot, place_names

CELLS = {"RNN": rnn, "LSTM": lstm, "GRU": gru}


@dataclass(frozen=True)
class LetterModel:
    """A recurrent network over symbols with a readout that scores the next letter.

    ``cell`` is the module of `cells`, ``params`` its parameters, ``W_hy`` (letters, hidden) and ``b_y``
    (letters,) the readout.
    """

    cell: ModuleType
    params: dict
    W_hy: np.ndarray
    b_y: np.ndarray

    def read(self, country, name):
        """Return the run over a country and a name, and the probabilities of every next letter.

        Parameters
        ----------
        country : str
            One of `place_names.COUNTRIES`, such as "PL".
        name : str
            Lower-case letters.

        Returns
        -------
        run : Run
            With ``hs`` of shape (1 + len(name), 1, hidden).
        p : array, shape (1 + len(name), letters)
            After the country, after the first letter, ...
        """
        ids = place_names.SYMBOLS.encode([country, *name])
        run = self.cell.forward(one_hot(ids, len(place_names.SYMBOLS))[:, None], self.params)
        return run, softmax(run.hs[:, 0] @ self.W_hy.T + self.b_y)


def softmax(scores):
    """Return probabilities along the last axis."""
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return grown / grown.sum(axis=-1, keepdims=True)


@cache
def letter_models():
    """Return the three models by name: RNN, LSTM, GRU."""
    table = load("letter_models")
    rows = list(zip(table["network"].tolist(), table["parameter"].tolist(), strict=True))
    models = {}
    for name, cell in CELLS.items():
        state = {}
        for (network, parameter), values in zip(rows, table["values"].tolist(), strict=True):
            if network == name:
                state.setdefault(parameter, []).append(np.array(values.split(), dtype=float) / 100)
        state = {key: np.squeeze(np.stack(lines), 0) if len(lines) == 1 else np.stack(lines)
                 for key, lines in state.items()}  # fmt: skip
        layer = {key.removeprefix("layer."): value for key, value in state.items() if "layer." in key}
        params = getattr(torch_maps, f"{name.lower()}_from_torch")(layer)
        models[name] = LetterModel(cell, params, state["readout.weight"], state["readout.bias"])
    return models
