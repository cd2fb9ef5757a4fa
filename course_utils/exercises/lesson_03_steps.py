"""Lesson 3: one step of the way back, line by line."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(3)


def _step_probes(*shapes):
    """Return probes of two sizes: b, h and k in a shape are batch, hidden and classes."""
    rng = _rng()
    for batch, hidden, classes in ((1, 2, 2), (2, 3, 4), (3, 3, 3), (5, 2, 3)):
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


@gradient_of_state.mistake(
    "You divided by the batch size. The loss was already a mean: here nothing is averaged."
)
def _(dz_t, W_hy, dh_next):
    return dz_t @ W_hy / len(dz_t) + dh_next


@gradient_of_state.mistake(
    "dh_next is a gradient of the state already. You sent it through the readout, too."
)
def _(dz_t, W_hy, dh_next):
    return (dz_t + dh_next @ W_hy.T) @ W_hy


@gradient_of_state.mistake("You averaged the two sources. A state that is used twice gets their *sum*.")
def _(dz_t, W_hy, dh_next):
    return (dz_t @ W_hy + dh_next) / 2


@gradient_of_state.mistake(
    "You added up the classes first. Each class comes back by weights of its own, its row of W_hy."
)
def _(dz_t, W_hy, dh_next):
    return dz_t.sum(axis=1, keepdims=True) * W_hy.sum(axis=0) + dh_next


@gradient_of_state.mistake(
    "The two sources stand side by side in yours. What arrives at one state is added up."
)
def _(dz_t, W_hy, dh_next):
    return np.concatenate([dz_t @ W_hy, dh_next], axis=1)


@gradient_of_state.mistake(
    "You summed over the batch. Each sequence has a state of its own, so each row stays."
)
def _(dz_t, W_hy, dh_next):
    return (dz_t @ W_hy + dh_next).sum(axis=0)


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


@share_of_W_hh.mistake(
    "There is a slope of tanh too many: da_t has passed the bend already, by the slope of its own step."
)
def _(da_t, h_prev):
    return (da_t * (1 - h_prev**2)).T @ h_prev


@share_of_W_hh.mistake(
    "Only the diagonal is filled: each unit meets itself alone. Every unit meets every unit."
)
def _(da_t, h_prev):
    return np.diag((da_t * h_prev).sum(axis=0))


@share_of_W_hh.mistake("That is one number a unit, each with itself. W_hh has one for every *pair* of units.")
def _(da_t, h_prev):
    return (da_t * h_prev).sum(axis=0)


@share_of_W_hh.mistake("There is a matrix for each sequence in yours. Add them up: W_hh is the same for all.")
def _(da_t, h_prev):
    return da_t[:, :, None] * h_prev[:, None, :]


@share_of_W_hh.mistake(
    "np.outer puts the whole batch into one row: right for a batch of one. Each sequence is on its own."
)
def _(da_t, h_prev):
    return np.outer(da_t, h_prev)


@share_of_W_hh.mistake(
    "You summed over the batch before multiplying: so each da_t meets the states of other sequences."
)
def _(da_t, h_prev):
    return np.outer(da_t.sum(axis=0), h_prev.sum(axis=0))


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


@hand_back.mistake(
    "You divided by the batch size. Each sequence sends back to a state of its own: nothing is averaged."
)
def _(da_t, W_hh):
    return da_t @ W_hh / len(da_t)


@hand_back.mistake("You added up the columns of W_hh first. Each weight has to meet the da_t of its own row.")
def _(da_t, W_hh):
    return da_t * W_hh.sum(axis=0)


@hand_back.mistake("You summed over the units that receive. Sum over those that send, the units of a_t.")
def _(da_t, W_hh):
    return da_t * W_hh.sum(axis=1)


@hand_back.mistake("What a unit does to itself is missing: the diagonal of W_hh belongs to the sum.")
def _(da_t, W_hh):
    return da_t @ W_hh - da_t * np.diag(W_hh)


@hand_back.mistake("You summed over the batch. Each sequence sends back to a state of its own.")
def _(da_t, W_hh):
    return (da_t @ W_hh).sum(axis=0)


@hand_back.mistake("You undid the step with the inverse of W_hh. A gradient goes back by W_hh itself.")
def _(da_t, W_hh):
    return np.linalg.solve(W_hh, da_t.T).T
