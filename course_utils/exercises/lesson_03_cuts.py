"""Lesson 3: the way back cut into chunks, and who gets credit then."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_03_pass import _at_the_end, _pass_probes, _whole


@exercise(
    probes=lambda: [
        (*probe, chunk) for probe, chunk in zip(_pass_probes(), (1, 2, 2, 4, 4, 3, 5), strict=True)
    ],
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


@truncated_dW_hh.on_the_way("dL/dh_t")
def _(dhs, hs, W_hh, chunk):
    return _at_the_end(dhs, hs, W_hh, chunk)[0]


@truncated_dW_hh.on_the_way("dL/da_t")
def _(dhs, hs, W_hh, chunk):
    return _at_the_end(dhs, hs, W_hh, chunk)[1]


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
    started[chunk::chunk] = 0
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


@truncated_dW_hh.mistake(
    "That is a sliding window: each loss goes back equally far. A chunk has a fixed start."
)
def _(dhs, hs, W_hh, chunk):
    dW_hh = 0 * W_hh
    for end in range(len(dhs), 0, -1):
        dh = dhs[end - 1]
        for t in range(end, max(0, end - chunk), -1):
            da = dh * (1 - hs[t] ** 2)
            dW_hh, dh = dW_hh + da.T @ hs[t - 1], da @ W_hh
    return dW_hh


@truncated_dW_hh.mistake("You averaged the chunks. Each gives a share of one gradient: add them up.")
def _(dhs, hs, W_hh, chunk):
    return _whole(dhs, hs, W_hh, chunk=chunk) / -(-len(dhs) // chunk)


@truncated_dW_hh.mistake("You counted the chunks from the last step. The first chunk begins with step 1.")
def _(dhs, hs, W_hh, chunk):
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(len(dhs), 0, -1):
        da = (dhs[t - 1] + (dh_next if (len(dhs) - t) % chunk else 0)) * (1 - hs[t] ** 2)
        dW_hh, dh_next = dW_hh + da.T @ hs[t - 1], da @ W_hh
    return dW_hh


@truncated_dW_hh.mistake("The last chunk is left out where it isn't full. It gives its share, too.")
def _(dhs, hs, W_hh, chunk):
    whole = len(dhs) // chunk * chunk
    return _whole(dhs[:whole], hs[: whole + 1], W_hh, chunk=chunk)


@truncated_dW_hh.mistake(
    "You cut one step too late: forget what step chunk + 1 sends back, and keep what step chunk + 2 sends."
)
def _(dhs, hs, W_hh, chunk):
    dW_hh, dh_next = 0 * W_hh, 0 * hs[0]
    for t in range(len(dhs), 0, -1):
        da = (dhs[t - 1] + (dh_next if (t - 1) % chunk else 0)) * (1 - hs[t] ** 2)
        dW_hh, dh_next = dW_hh + da.T @ hs[t - 1], da @ W_hh
    return dW_hh


@truncated_dW_hh.mistake("Only each chunk's last step is heard. Every step in it has an output of its own.")
def _(dhs, hs, W_hh, chunk):
    heard = 0 * dhs
    heard[chunk - 1 :: chunk] = dhs[chunk - 1 :: chunk]
    heard[-1] = dhs[-1]
    return _whole(heard, hs, W_hh, chunk=chunk)


@exercise(
    probes=lambda: [
        *((6, 3, 1), (12, 4, 2), (11, 4, 2), (10, 4, 3), (1000, 10, 10), (1000, 11, 10)),
        *((5, 10, 2), (7, 7, 3), (20, 3, 8), (9, 2, 5), (13, 5, 3), (14, 5, 3)),
        *((4, 1, 1), (3, 10, 5), (1, 4, 2)),
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


@credited_steps.mistake("You counted the steps that look back over a start of a chunk. Count the others.")
def _(T, chunk, lag):
    return max(0, T - lag) - credited_steps.reference(T, chunk, lag)


@credited_steps.mistake(
    "int() rounds towards 0, so steps before the first fall into its chunk. Begin with step lag + 1."
)
def _(T, chunk, lag):
    return sum(int((t - 1) / chunk) == int((t - 1 - lag) / chunk) for t in range(1, T + 1))


@credited_steps.mistake(
    "With t // chunk a step 0 is in the first chunk. Steps count from 1: it is (t - 1) // chunk."
)
def _(T, chunk, lag):
    return sum(t // chunk == (t - lag) // chunk for t in range(1, T + 1))


@credited_steps.mistake(
    "With t // chunk the first chunk is a step too short. Steps count from 1: it is (t - 1) // chunk."
)
def _(T, chunk, lag):
    return sum(t // chunk == (t - lag) // chunk for t in range(lag + 1, T + 1))


@credited_steps.mistake(
    "t % chunk is 0 at a chunk's last step, which you miss. Steps count from 1: it is (t - 1) % chunk."
)
def _(T, chunk, lag):
    return sum(t % chunk > lag for t in range(1, T + 1))


@credited_steps.mistake("The last chunk counts as a full one in yours. It may be shorter.")
def _(T, chunk, lag):
    return -(-T // chunk) * max(0, chunk - lag)


@credited_steps.mistake(
    "Each chunk loses `lag` steps in yours. One that is shorter than the lag can't lose more than it has."
)
def _(T, chunk, lag):
    return max(0, T - -(-T // chunk) * lag)


@credited_steps.mistake(
    "Off by one: step lag + 1 of a chunk has its partner there already, the chunk's first step."
)
def _(T, chunk, lag):
    whole, rest = divmod(T, chunk)
    return whole * max(0, chunk - lag - 1) + max(0, rest - lag - 1)
