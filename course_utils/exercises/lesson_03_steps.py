"""Lesson 3: one step of the way back, line by line."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(3)


def _step_probes(*shapes):
    """Return probes of two sizes: b, h and k in a shape are batch, hidden and classes."""
    rng = _rng()
    for batch, hidden, classes in ((1, 2, 2), (2, 3, 4), (3, 3, 3)):
        sizes = {"b": batch, "h": hidden, "k": classes}
        yield tuple(rng.normal(size=[sizes[letter] for letter in shape]).round(2) for shape in shapes)


@exercise(
    probes=lambda: list(_step_probes("bk", "kh", "bh")),
    hints=(
        "Two arrows lead back into a state: one from its own output, one from the next state.",
        "In columns the first is W_hyᵀ δz. In rows, the state's units have to be the last axis.",
        "(batch, classes) times (classes, hidden) is (batch, hidden): no transpose is needed.",
    ),
    learned="You can collect the gradient of a state from both of its sources.",
)
def gradient_of_state(dz_t, W_hy, dh_next):
    """Return dL/dh_t (batch, hidden) from dL/dz_t (batch, classes), W_hy and what the next step sent back."""
    return dz_t @ W_hy + dh_next


@gradient_of_state.mistake("The future is missing: the next step's share has to be added.")
def _(dz_t, W_hy, dh_next):
    return dz_t @ W_hy


@gradient_of_state.mistake("Its own output is missing: only the future's share is there.")
def _(dz_t, W_hy, dh_next):
    return dh_next.copy()


@gradient_of_state.mistake("You multiplied the two sources. A state that is used twice gets the *sum*.")
def _(dz_t, W_hy, dh_next):
    return (dz_t @ W_hy) * dh_next


@gradient_of_state.mistake(
    "You transposed W_hy, which leads from states to scores; back it goes as it stands."
)
def _(dz_t, W_hy, dh_next):
    return dz_t @ W_hy.T + dh_next


@exercise(
    probes=lambda: list(_step_probes("bh", "bh")),
    hints=(
        "For one sequence it is an outer product: entry [i, j] is da[i] times h_prev[j].",
        "Rows of W_hh are outputs, so da comes first: (hidden, batch) times (batch, hidden).",
        "A matrix product adds up over the batch by itself.",
    ),
    learned="You can say what one use of a matrix gives to its gradient.",
)
def share_of_W_hh(da_t, h_prev):
    """Return what the use at step t gives to dL/dW_hh, (hidden, hidden), summed over the batch."""
    return da_t.T @ h_prev


@share_of_W_hh.mistake("It is transposed: rows of W_hh are outputs, so da_t belongs to the rows.")
def _(da_t, h_prev):
    return h_prev.T @ da_t


@share_of_W_hh.mistake("You averaged over the batch. The loss was already a mean; its gradients are summed.")
def _(da_t, h_prev):
    return da_t.T @ h_prev / len(da_t)


@share_of_W_hh.mistake("You multiplied entry by entry. Every unit meets every unit: an outer product.")
def _(da_t, h_prev):
    return da_t * h_prev


@share_of_W_hh.mistake("That is the product of a batch with a batch: (batch, batch), not (hidden, hidden).")
def _(da_t, h_prev):
    return da_t @ h_prev.T


@exercise(
    probes=lambda: list(_step_probes("bh", "hh")),
    hints=(
        "Forward, a_t = h_prev @ W_hh.T. How does a_t[i] move with h_prev[j]?",
        "By W_hh[i, j]. So entry j of the answer is the sum over i of da_t[i] W_hh[i, j].",
    ),
    learned="You can hand a gradient on to the step before.",
)
def hand_back(da_t, W_hh):
    """Return what step t sends back to h_{t-1}: dL/dh_{t-1} by way of a_t, (batch, hidden)."""
    return da_t @ W_hh


@hand_back.mistake("W_hh.T carries states forward; back in rows it is W_hh itself.")
def _(da_t, W_hh):
    return da_t @ W_hh.T


@hand_back.mistake("You multiplied from the left: the batch has to stay the first axis.")
def _(da_t, W_hh):
    return W_hh @ da_t.T


@hand_back.mistake("You took only the diagonal of W_hh: each unit alone. Every unit feeds every unit.")
def _(da_t, W_hh):
    return da_t * np.diag(W_hh)
