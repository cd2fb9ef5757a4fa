"""Lesson 3: the whole way back, that of another cell, and a check by differences."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_03_steps import _rng


def _pass_probes():
    rng = _rng()
    for T, batch, hidden in ((2, 1, 1), (3, 1, 2), (6, 2, 3), (9, 3, 3), (10, 4, 2), (1, 2, 3), (5, 2, 4)):
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


@whole_dW_hh.mistake(
    "You handed back the step's own part alone. What came from later goes further back, too."
)
def _(dhs, hs, W_hh):
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(len(dhs), 0, -1):
        slope = 1 - hs[t] ** 2
        dW_hh = dW_hh + ((dhs[t - 1] + dh_next) * slope).T @ hs[t - 1]
        dh_next = (dhs[t - 1] * slope) @ W_hh
    return dW_hh


@whole_dW_hh.mistake("Only the last step's output is heard. Every step has one of its own, in dhs.")
def _(dhs, hs, W_hh):
    last = 0 * dhs
    last[-1] = dhs[-1]
    return _whole(last, hs, W_hh)


@whole_dW_hh.mistake(
    "hs is read one place early: hs[0] is the state *before* the first step, so h_t is hs[t]."
)
def _(dhs, hs, W_hh):
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(len(dhs) - 1, -1, -1):
        da = (dhs[t] + dh_next) * (1 - hs[t] ** 2)
        dW_hh, dh_next = dW_hh + da.T @ hs[t - 1], da @ W_hh
    return dW_hh


@whole_dW_hh.mistake(
    "You passed each bend twice: what is handed back meets the slope of tanh once, at its own step."
)
def _(dhs, hs, W_hh):
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(len(dhs), 0, -1):
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dW_hh, dh_next = dW_hh + da.T @ hs[t - 1], (da @ W_hh) * (1 - hs[t - 1] ** 2)
    return dW_hh


@whole_dW_hh.mistake("You averaged over the steps. Every use of W_hh adds its share: it is a sum.")
def _(dhs, hs, W_hh):
    return _whole(dhs, hs, W_hh) / len(dhs)


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


def _leaky(dh_t, h_t, h_prev, W_hh, leak, slope=None, factor=None, straight=None, through=1):
    """Return both parts of the answer with one thing another than it should be."""
    slope = 1 - ((h_t - (1 - leak) * h_prev) / leak) ** 2 if slope is None else slope
    da_t = dh_t * (leak if factor is None else factor) * slope
    return da_t, (1 - leak if straight is None else straight) * dh_t + through * (da_t @ W_hh)


@leaky_back.on_the_way("tanh(a_t)")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return (h_t - (1 - leak) * h_prev) / leak


@leaky_back.on_the_way("dL/da_t")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return leaky_back.reference(dh_t, h_t, h_prev, W_hh, leak)[0]


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


@leaky_back.mistake("In the da_t that you return leak is missing, while on its way to h_prev you have it.")
def _(dh_t, h_t, h_prev, W_hh, leak):
    da_t, dh_prev = _leaky(dh_t, h_t, h_prev, W_hh, leak)
    return da_t / leak, dh_prev


@leaky_back.mistake("The straight way passes no bend: it carries 1 - leak of dh_t, not of da_t.")
def _(dh_t, h_t, h_prev, W_hh, leak):
    da_t, _ = _leaky(dh_t, h_t, h_prev, W_hh, leak)
    return da_t, (1 - leak) * da_t + da_t @ W_hh


@leaky_back.mistake("The straight way passes no weights. You sent it through W_hh as well.")
def _(dh_t, h_t, h_prev, W_hh, leak):
    da_t, _ = _leaky(dh_t, h_t, h_prev, W_hh, leak)
    return da_t, ((1 - leak) * dh_t + da_t) @ W_hh


@leaky_back.mistake(
    "That is the way back of a cell without a leak. Here the old state is a part of the new one."
)
def _(dh_t, h_t, h_prev, W_hh, leak):
    return _leaky(dh_t, h_t, h_prev, W_hh, leak, slope=1 - h_t**2, factor=1, straight=0)


@leaky_back.mistake(
    "Two things: h_t is no tanh(a_t) here, and the straight way into h_prev is missing. leak is in its place."
)
def _(dh_t, h_t, h_prev, W_hh, leak):
    return _leaky(dh_t, h_t, h_prev, W_hh, leak, slope=1 - h_t**2, straight=0)


@leaky_back.mistake("You swapped the shares: leak is that of the new value, 1 - leak that of the old state.")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return _leaky(dh_t, h_t, h_prev, W_hh, leak, factor=1 - leak, straight=leak)


@leaky_back.mistake("leak is the share of the *new* value. You took it for that of the old state throughout.")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return _leaky(dh_t, h_t, h_prev, W_hh, 1 - leak)


@leaky_back.mistake("You put h_t through tanh: it is no a_t. Solve the equation for tanh(a_t) first.")
def _(dh_t, h_t, h_prev, W_hh, leak):
    return _leaky(dh_t, h_t, h_prev, W_hh, leak, slope=1 - np.tanh(h_t) ** 2)


def _points():
    rng = _rng()
    yield np.array([0.5, -1.0]), np.array([1.0, 0.25]), 0.1
    yield np.array([0.2, 0.1, -0.3]), np.array([1.0, -2.0, 0.5]), 0.05
    yield np.array([0.3, 0.3, 0.0]), np.array([0.0, 0.5, 0.5]), 0.2
    yield rng.normal(size=4), rng.normal(size=4), 0.05
    yield np.zeros(3), np.array([1.0, 0.0, -1.0]), 0.1
    yield np.array([0.4]), np.array([-2.0]), 0.1


@exercise(
    probes=lambda: list(_points()),
    hints=(
        "Move one entry up by `step` and down by `step`, and leave all others alone.",
        "The two losses lie 2 step apart: divide their difference by that.",
        "Work on w.copy(), so that the caller's array stays as it is.",
    ),
    learned="You can check any gradient, whoever wrote it.",
)
def by_differences(w, x, step):
    """Return dL/dw by central differences, in the shape of w, for the loss L = tanh(w · x)²."""
    slopes = np.zeros_like(w)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += step
        down[i] -= step
        slopes[i] = (np.tanh(up @ x) ** 2 - np.tanh(down @ x) ** 2) / (2 * step)
    return slopes


def _differences(w, x, step, up=1, down=1, divide=2):
    def loss(w):
        return np.tanh(w @ x) ** 2

    each = np.eye(len(w)) * step
    return np.array([(loss(w + up * e) - loss(w - down * e)) / (divide * step) for e in each])


@by_differences.mistake("You divided by step; up and down lie two steps apart.")
def _(w, x, step):
    return _differences(w, x, step, divide=1)


@by_differences.mistake(
    "That is the one-sided difference: its error is of the order of step, and not of step squared."
)
def _(w, x, step):
    return _differences(w, x, step, down=0, divide=1)


@by_differences.mistake("You moved all entries at once. Each needs two losses of its own.")
def _(w, x, step):
    high, low = (np.tanh((w + move) @ x) ** 2 for move in (step, -step))
    return np.full_like(w, (high - low) / (2 * step))


@by_differences.mistake(
    "That is the slope itself, not the difference at `step`: use no derivative, and no other step."
)
def _(w, x, step):
    h = np.tanh(w @ x)
    return 2 * h * (1 - h**2) * x


@by_differences.mistake(
    "An entry stays where you moved it. Put it back before the next one's turn, or start from a copy."
)
def _(w, x, step):
    moved, slopes = w.copy(), np.zeros_like(w)
    for i in range(len(w)):
        moved[i] += step
        high = np.tanh(moved @ x) ** 2
        moved[i] -= 2 * step
        slopes[i] = (high - np.tanh(moved @ x) ** 2) / (2 * step)
    return slopes


@by_differences.mistake(
    "up and down are made once, before the loop, so earlier entries stay moved. Copy w for each entry."
)
def _(w, x, step):
    up, down, slopes = w.copy(), w.copy(), np.zeros_like(w)
    for i in range(len(w)):
        up[i] += step
        down[i] -= step
        slopes[i] = (np.tanh(up @ x) ** 2 - np.tanh(down @ x) ** 2) / (2 * step)
    return slopes


@by_differences.mistake("Up and down are swapped: take the loss above minus the loss below.")
def _(w, x, step):
    return -_differences(w, x, step)


@by_differences.mistake(
    "That is the loss of each product on its own. Add the products up first: one tanh, one loss."
)
def _(w, x, step):
    high, low = (np.tanh((w + move) * x) ** 2 for move in (step, -step))
    return (high - low) / (2 * step)


@by_differences.mistake("You compared w with a step down alone. Central differences go up as far as down.")
def _(w, x, step):
    return _differences(w, x, step, up=0, divide=1)


@by_differences.mistake("/ 2 * step divides by 2 and *multiplies* by step: put brackets around 2 * step.")
def _(w, x, step):
    return _differences(w, x, step) * step**2


@by_differences.mistake("You moved each entry by half a step. Move it up by `step`, and down by `step`.")
def _(w, x, step):
    return _differences(w, x, step, up=0.5, down=0.5, divide=1)


@by_differences.mistake("You squared the difference. Each of the two losses is a square of its own.")
def _(w, x, step):
    return np.array(
        [(np.tanh((w + e) @ x) - np.tanh((w - e) @ x)) ** 2 / (2 * step) for e in np.eye(len(w)) * step]
    )


@by_differences.mistake("You moved x. The slope is asked for each entry of w.")
def _(w, x, step):
    return _differences(x, w, step)
