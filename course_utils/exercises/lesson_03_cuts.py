"""Lesson 3: the way back cut into chunks, and who gets credit then."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_03_pass import _pass_probes, _whole


@exercise(
    probes=lambda: [(*probe, chunk) for probe, chunk in zip(_pass_probes(), (1, 2, 2, 4), strict=True)],
    hints=(
        "It is the loop of the whole pass, with one line more.",
        "A chunk ends after the steps chunk, 2 chunk, 3 chunk, ...: what comes from beyond is forgotten.",
        "Before step t uses dh_next: if t is a multiple of chunk, set it to zeros.",
    ),
    learned="You can truncate backpropagation through time.",
)
def truncated_dW_hh(dhs, hs, W_hh, chunk):
    """Return dL/dW_hh cut into chunks of so many steps, the first from step 1; else as in whole_dW_hh."""
    dW_hh, dh_next = np.zeros_like(W_hh), np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        if t % chunk == 0:
            dh_next = np.zeros_like(hs[0])
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dW_hh = dW_hh + da.T @ hs[t - 1]
        dh_next = da @ W_hh
    return dW_hh


@truncated_dW_hh.mistake("Nothing is cut: this is the full gradient.")
def _(dhs, hs, W_hh, chunk):
    return _whole(dhs, hs, W_hh)


@truncated_dW_hh.mistake(
    "You cut one step too early: forget what step chunk + 1 sends back, and keep what step chunk sends."
)
def _(dhs, hs, W_hh, chunk):
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(len(dhs), 0, -1):
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dW_hh, dh_next = dW_hh + da.T @ hs[t - 1], (da @ W_hh) * (t % chunk != 0)
    return dW_hh


@truncated_dW_hh.mistake("You reset the state at the cuts, too. Truncating leaves every state as it was.")
def _(dhs, hs, W_hh, chunk):
    started = hs.copy()
    started[::chunk] = 0
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(len(dhs), 0, -1):
        if t % chunk == 0:
            dh_next = 0 * hs[0]
        da = (dhs[t - 1] + dh_next) * (1 - hs[t] ** 2)
        dW_hh, dh_next = dW_hh + da.T @ started[t - 1], da @ W_hh
    return dW_hh


@truncated_dW_hh.mistake("You kept the first chunk alone. Every chunk gives its share.")
def _(dhs, hs, W_hh, chunk):
    return _whole(dhs[:chunk], hs[: chunk + 1], W_hh)


@truncated_dW_hh.mistake("You kept the last chunk alone. Every chunk gives its share.")
def _(dhs, hs, W_hh, chunk):
    start = (len(dhs) - 1) // chunk * chunk
    return _whole(dhs[start:], hs[start:], W_hh)


@exercise(
    probes=lambda: [
        *((6, 3, 1), (12, 4, 2), (11, 4, 2), (10, 4, 3), (1000, 10, 10), (1000, 11, 10)),
        *((5, 10, 2), (7, 7, 3), (20, 3, 8)),
    ],
    hints=(
        "Take one chunk. Its first lag steps look back over its start; which of its steps do not?",
        "A chunk of so many steps gives chunk - lag of them, or none if it is not longer than the lag.",
        "The last chunk may be shorter: divmod(T, chunk) gives the whole chunks and the rest.",
    ),
    learned="You can tell before a training whether any credit gets to the cause.",
)
def credited_steps(T, chunk, lag):
    """Return at how many of the steps 1, ..., T the step `lag` before lies in the same chunk."""
    whole, rest = divmod(T, chunk)
    return whole * max(0, chunk - lag) + max(0, rest - lag)


@credited_steps.mistake("The last chunk may be shorter than the others. It counts, too.")
def _(T, chunk, lag):
    return T // chunk * max(0, chunk - lag)


@credited_steps.mistake(
    "That is a sliding window. A chunk has a fixed start: its first steps look back over it."
)
def _(T, chunk, lag):
    return max(0, T - lag) if lag < chunk else 0


@credited_steps.mistake("Off by one: a chunk of exactly lag steps never holds both. It takes one more.")
def _(T, chunk, lag):
    whole, rest = divmod(T, chunk)
    return whole * max(0, chunk - lag + 1) + max(0, rest - lag + 1)


@credited_steps.mistake(
    "A chunk that is shorter than the lag gives nothing. You let it give less than nothing."
)
def _(T, chunk, lag):
    whole, rest = divmod(T, chunk)
    return whole * (chunk - lag) + rest - lag
