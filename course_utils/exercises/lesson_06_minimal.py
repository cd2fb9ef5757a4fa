"""Lesson 6: a unit with one gate as a GRU."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_06_cell import _blocks
from course_utils.exercises.lesson_06_maps import _changed


@exercise(
    probes=lambda: list(_blocks(2)),
    hints=(
        "Which of the GRU's gates does the unit's gate play, when it resets? And when it mixes?",
        "As a reset gate it is itself. In the mixture f takes in the new, and z keeps the old: z = 1 - f.",
        "1 - sigmoid(a) = sigmoid(-a): the rows are f, -f, n.",
    ),
    learned="You see a smaller cell as a larger one with tied weights.",
)
def minimal_as_gru(W_xh, W_hh, b_h):
    """Return W_xh (3H, input), W_hh (3H, H), b_h (3H,) from the unit's 2H rows f, n."""
    tied = []
    for one in (W_xh, W_hh, b_h):
        f, n = np.split(one, 2)
        tied.append(np.concatenate([f, -f, n]))
    return tuple(tied)


@minimal_as_gru.mistake("z = f keeps where the unit takes in. It must be 1 - f: change the sign of z's rows.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (f, f, n))


@minimal_as_gru.mistake(
    "The signs are exchanged: as a reset gate f is itself, as an update gate it is 1 - f."
)
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (-f, f, n))


@minimal_as_gru.mistake("The bias of z has the sign of f's. It is part of the pre-activation: -b_f.")
def _(W_xh, W_hh, b_h):
    W_xh, W_hh, _ = _changed((W_xh, W_hh, b_h), lambda f, n: (f, -f, n))
    f, n = np.split(b_h, 2)
    return W_xh, W_hh, np.concatenate([f, f, n])


@minimal_as_gru.mistake("A gate whose weights are 0 stands at one half. In the unit the gate f resets, too.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (0 * f, -f, n))


@minimal_as_gru.mistake("That reset gate does nothing. In the unit the gate f resets as well as mixes.")
def _(W_xh, W_hh, b_h):
    W_xh, W_hh, b_h = _changed((W_xh, W_hh, b_h), lambda f, n: (0 * f, -f, n))
    hidden = W_hh.shape[1]
    return W_xh, W_hh, np.concatenate([np.full(hidden, 50.0), b_h[hidden:]])


@minimal_as_gru.mistake("Both gates have changed their sign. As a reset gate f is itself.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (-f, -f, n))


@minimal_as_gru.mistake("1 - W is not what makes 1 - sigmoid(a). The rule is about the sign: sigmoid(-a).")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (f, 1 - f, n))


@minimal_as_gru.mistake(
    "The bias of z is 1 - b_f in yours. The 1 stands outside the sigmoid: inside it is -b_f."
)
def _(W_xh, W_hh, b_h):
    return _changed(
        (W_xh, W_hh, b_h), lambda f, n: (f, -f, n), lambda f, n: (f, -f, n), lambda f, n: (f, 1 - f, n)
    )


@minimal_as_gru.mistake(
    "z's rows of W_hh have the sign of f's. The state is part of the pre-activation: all of it turns."
)
def _(W_xh, W_hh, b_h):
    return _changed(
        (W_xh, W_hh, b_h), lambda f, n: (f, -f, n), lambda f, n: (f, f, n), lambda f, n: (f, -f, n)
    )


@minimal_as_gru.mistake(
    "z's rows of W_xh have the sign of f's. The input is part of the pre-activation: all of it turns."
)
def _(W_xh, W_hh, b_h):
    return _changed(
        (W_xh, W_hh, b_h), lambda f, n: (f, f, n), lambda f, n: (f, -f, n), lambda f, n: (f, -f, n)
    )


@minimal_as_gru.mistake(
    "Only the bias of z changes its sign. The weights are part of the pre-activation, too."
)
def _(W_xh, W_hh, b_h):
    return _changed(
        (W_xh, W_hh, b_h), lambda f, n: (f, f, n), lambda f, n: (f, f, n), lambda f, n: (f, -f, n)
    )


@minimal_as_gru.mistake("The candidate must come last: your order is r, n, z, and r, z, n is asked for.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (f, n, -f))


@minimal_as_gru.mistake("The candidate must come last: your order is n, r, z, and r, z, n is asked for.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (n, f, -f))


@minimal_as_gru.mistake("Your order is z, n, r, and r, z, n is asked for.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (-f, n, f))


@minimal_as_gru.mistake("The rows are read as n, f. The unit has its gate first: f, n.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (n, -n, f))


@minimal_as_gru.mistake("z gets the candidate's rows with another sign. z is 1 - f: minus the gate's rows.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (f, -n, n))


@minimal_as_gru.mistake("The candidate changes its sign, too. It stays as it is.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (f, -f, -n))


@minimal_as_gru.mistake("An update gate with weights 0 stands at one half. z must be 1 - f: minus f's rows.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda f, n: (f, 0 * f, n))


@minimal_as_gru.mistake(
    "Your blocks are as long as the input. A block has a row for each unit: len(b_h) // 2."
)
def _(W_xh, W_hh, b_h):
    H, arrays = W_xh.shape[1], (W_xh, W_hh, b_h)
    return tuple(np.concatenate([one[:H], -one[:H], one[H:]]) for one in arrays)
