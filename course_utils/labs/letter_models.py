"""Three trained letter models, as plain arrays: an RNN, an LSTM and a GRU that read place names.

Their weights are in data/letter_models.csv, so nothing here waits for a training or depends on one.
"""

from dataclasses import dataclass
from functools import cache
from types import ModuleType

import numpy as np

from course_utils.cells import gru, lstm, rnn, torch_maps
from course_utils.cells.attention import softmax
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
        """Return the run over a country, such as "PL", and a name in lower-case letters, as a batch of one.

        With it come the probabilities of the letter after the country, after the first letter, ...:
        (1 + len(name), letters).
        """
        ids = place_names.SYMBOLS.encode([country, *name])
        run = self.cell.forward(one_hot(ids, len(place_names.SYMBOLS))[:, None], self.params)
        return run, softmax(run.hs[:, 0] @ self.W_hy.T + self.b_y)


@cache
def letter_models():
    """Return the three models by name: RNN, LSTM, GRU."""
    table = load("letter_models")
    states = {name: {} for name in CELLS}
    columns = (table[name].tolist() for name in ("network", "parameter", "values"))
    for network, parameter, values in zip(*columns, strict=True):
        row = np.array(values.split(), dtype=float) / 100
        states[network].setdefault(parameter, []).append(row)
    models = {}
    for name, rows in states.items():
        state = {key: lines[0] if len(lines) == 1 else np.stack(lines) for key, lines in rows.items()}
        layer = {key.removeprefix("layer."): value for key, value in state.items() if "layer." in key}
        params = getattr(torch_maps, f"{name.lower()}_from_torch")(layer)
        models[name] = LetterModel(CELLS[name], params, state["readout.weight"], state["readout.bias"])
    return models
