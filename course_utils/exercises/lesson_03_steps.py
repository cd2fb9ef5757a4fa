"""Lesson 3: one step of the way back line by line, the whole of it, and that of another cell."""

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


def _pass_probes():
    rng = _rng()
    for T, batch, hidden in ((2, 1, 1), (3, 1, 2), (6, 2, 3), (9, 3, 3)):
        hs = np.tanh(rng.normal(size=(T + 1, batch, hidden)))
        yield rng.normal(size=(T, batch, hidden)), hs, rng.normal(size=(hidden, hidden))


def _whole(dhs, hs, W_hh, slope=lambda h: 1 - h**2, back=lambda da, W: da @ W, chunk=10**9):
    dW_hh, dh_next = np.zeros_like(W_hh), np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        if t % chunk == 0:
            dh_next = np.zeros_like(hs[0])
        da = (dhs[t - 1] + dh_next) * slope(hs[t])
        dW_hh = dW_hh + da.T @ hs[t - 1]
        dh_next = back(da, W_hh)
    return dW_hh


@exercise(
    probes=lambda: list(_pass_probes()),
    hints=(
        "Start with a dh_next of zeros, and loop over t from T down to 1.",
        "hs[t] is h_t, and hs[0] the initial state; dhs[t - 1] belongs to step t.",
        "In the loop: add up dh, go through the tanh, add the share of W_hh, hand back.",
    ),
    learned="You can write backpropagation through time.",
)
def whole_dW_hh(dhs, hs, W_hh):
    """Return dL/dW_hh; dhs (T, batch, hidden) is what each step's own output gives, hs is h_0, ..., h_T."""
    dW_hh, dh_next = np.zeros_like(W_hh), np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dW_hh = dW_hh + da.T @ hs[t - 1]
        dh_next = da @ W_hh
    return dW_hh


def _at_the_end(dhs, hs, W_hh, chunk=10**9):
    """Return dL/dh_t and dL/da_t of the step that comes last on the way back, step 1."""
    dh_next = np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        dh = dhs[t - 1] + dh_next * (t % chunk != 0)
        da = dh * (1 - hs[t] ** 2)
        dh_next = da @ W_hh
    return dh, da


@whole_dW_hh.on_the_way("dL/dh_t")
def _(dhs, hs, W_hh):
    return _at_the_end(dhs, hs, W_hh)[0]


@whole_dW_hh.on_the_way("dL/da_t")
def _(dhs, hs, W_hh):
    return _at_the_end(dhs, hs, W_hh)[1]


@whole_dW_hh.mistake("Nothing is handed back: each step hears its own output alone, a window of 1.")
def _(dhs, hs, W_hh):
    return _whole(dhs, hs, W_hh, back=lambda da, W: 0 * da)


@whole_dW_hh.mistake(
    "You kept the first step's share only: `=` in place of `+=`. W_hh gets the sum of all steps."
)
def _(dhs, hs, W_hh):
    dh_next = 0 * hs[0]
    for t in range(len(dhs), 0, -1):
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dh_next = da @ W_hh
    return da.T @ hs[0]


@whole_dW_hh.mistake("The share of step t uses the state *before* it: hs[t - 1], and not hs[t].")
def _(dhs, hs, W_hh):
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(len(dhs), 0, -1):
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dW_hh, dh_next = dW_hh + da.T @ hs[t], da @ W_hh
    return dW_hh


@whole_dW_hh.mistake("You handed back dh_t and not da_t: the slope of tanh is lost on the way.")
def _(dhs, hs, W_hh):
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(len(dhs), 0, -1):
        dh = dhs[t - 1] + dh_next
        dW_hh, dh_next = dW_hh + (dh * (1 - hs[t] ** 2)).T @ hs[t - 1], dh @ W_hh
    return dW_hh


@whole_dW_hh.mistake("You run from the first step to the last. Gradients come from the end.")
def _(dhs, hs, W_hh):
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(1, len(dhs) + 1):
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dW_hh, dh_next = dW_hh + da.T @ hs[t - 1], da @ W_hh
    return dW_hh


@whole_dW_hh.mistake("W_hh.T carries states forward; gradients in rows go back by W_hh itself.")
def _(dhs, hs, W_hh):
    return _whole(dhs, hs, W_hh, back=lambda da, W: da @ W.T)


def _leaky_probes():
    rng = _rng()
    for batch, hidden, leak in ((1, 1, 0.5), (1, 2, 0.25), (2, 3, 1.0), (3, 4, 0.1)):
        h_prev, u = np.tanh(rng.normal(size=(2, batch, hidden)))
        h_t = (1 - leak) * h_prev + leak * u
        yield rng.normal(size=(batch, hidden)), h_t, h_prev, rng.normal(size=(hidden, hidden)), leak


@exercise(
    probes=lambda: list(_leaky_probes()),
    hints=(
        "h_t is no longer tanh(a_t). Solve h_t = (1 - leak) h_prev + leak tanh(a_t) for tanh(a_t).",
        "From h_t to a_t stand two factors: leak, and the slope of tanh at a_t.",
        "Two arrows lead back into h_prev: a straight one, and one through a_t. Add what comes on both.",
    ),
    learned="You can derive the way back of a cell that you have not seen before.",
)
def leaky_back(dh_t, h_t, h_prev, W_hh, leak):
    """Return (dL/da_t, dL/dh_prev) for h_t = (1 - leak) h_prev + leak tanh(a_t), (batch, hidden) each."""
    bent = (h_t - (1 - leak) * h_prev) / leak
    da_t = dh_t * leak * (1 - bent**2)
    return da_t, (1 - leak) * dh_t + da_t @ W_hh


@leaky_back.on_the_way("tanh(a_t)")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return (h_t - (1 - leak) * h_prev) / leak


@leaky_back.on_the_way("dL/da_t")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return leaky_back.reference(dh_t, h_t, h_prev, W_hh, leak)[0]


def _leaky(dh_t, h_t, h_prev, W_hh, leak, slope=None, factor=None, straight=None, through=1):
    """Return both parts of the answer with one thing another than it should be."""
    slope = 1 - ((h_t - (1 - leak) * h_prev) / leak) ** 2 if slope is None else slope
    da_t = dh_t * (leak if factor is None else factor) * slope
    return da_t, (1 - leak if straight is None else straight) * dh_t + through * (da_t @ W_hh)


@leaky_back.mistake("You took h_t for tanh(a_t). Here h_t is a mixture: solve it for tanh(a_t) first.")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return _leaky(dh_t, h_t, h_prev, W_hh, leak, slope=1 - h_t**2)


@leaky_back.mistake("tanh(a_t) enters h_t multiplied by leak. That factor is missing in dL/da_t.")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return _leaky(dh_t, h_t, h_prev, W_hh, leak, factor=1)


@leaky_back.mistake("The straight way into h_prev is missing, the one that does not pass a_t.")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return _leaky(dh_t, h_t, h_prev, W_hh, leak, straight=0)


@leaky_back.mistake("The way into h_prev through a_t is missing: W_hh leads back, too.")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return _leaky(dh_t, h_t, h_prev, W_hh, leak, through=0)


@leaky_back.mistake("The straight way has a factor: of h_prev only the share 1 - leak is in h_t.")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return _leaky(dh_t, h_t, h_prev, W_hh, leak, straight=1)
