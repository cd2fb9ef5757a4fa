"""An echo state network (Jaeger 2001): a recurrent network nobody trained, and a readout fitted to it.

Lesson 1 uses it as a black box, before lesson 2 opens the cell and lesson 3 trains it.
"""

import numpy as np

from course_utils.cells import init, rnn


def weights(input_size, hidden_size):
    """Return random weights W_xh, W_hh and b_h, the same ones at every call."""
    return init.rnn(np.random.default_rng(1), input_size, hidden_size)


def states(xs, hidden_size):
    """Return h_1, ..., h_T of these weights, (seq_len, batch, hidden), from a state of zeros."""
    return rnn.forward(xs, weights(xs.shape[-1], hidden_size)).hs


def classes(hs, targets, known, ridge=1e-6):
    """Return the most likely class at each state, (seq_len, batch).

    ``W_hy`` and ``b_y`` are fitted by least squares to the targets, (seq_len, batch), of the first `known`
    sequences, at all their steps; `ridge` keeps that solvable.
    """
    A = np.concatenate([hs, np.ones((*hs.shape[:-1], 1))], axis=-1)
    rows = A[:, :known].reshape(-1, A.shape[-1])
    wanted = np.eye(targets.max() + 1)[targets[:, :known].ravel()]
    W = np.linalg.solve(rows.T @ rows + ridge * np.eye(A.shape[-1]), rows.T @ wanted)
    return (A @ W).argmax(axis=-1)
