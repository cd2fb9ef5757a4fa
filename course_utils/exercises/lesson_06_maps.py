"""Lesson 6: weights of one GRU for another: z turned round."""

import numpy as np

from course_utils.exercises import exercise
from course_utils.exercises.lesson_06_cell import _blocks


def _changed(arrays, *changes):
    """Return the arrays with their blocks changed, by one function or by one for each; all take as many."""
    changes = changes if len(changes) > 1 else 3 * changes
    count = changes[0].__code__.co_argcount
    pairs = zip(changes, arrays, strict=True)
    return tuple(np.concatenate(change(*np.split(one, count))) for change, one in pairs)


def _same(r, z, n):
    return r, z, n


def _turned(r, z, n):
    return r, -z, n


def _rows_turned(arrays, rows):
    """Return copies of the arrays in which these rows have another sign."""
    made = tuple(one.copy() for one in arrays)
    for one in made:
        one[rows] *= -1
    return made


@exercise(
    probes=lambda: list(_blocks(3)),
    hints=(
        "If z is to become 1 - z, what has to become of its pre-activation?",
        "sigmoid(-a) = 1 - sigmoid(a): all that a is made of changes its sign.",
        "The rows of z are the second of three blocks, in both matrices and in the bias.",
    ),
    learned="You can move a GRU between texts that mean opposite things by z.",
)
def flip_update(W_xh, W_hh, b_h):
    """Return new W_xh, W_hh, b_h for the other convention of z."""
    turned = []
    for one in (W_xh, W_hh, b_h):
        r, z, n = np.split(one, 3)
        turned.append(np.concatenate([r, -z, n]))
    return tuple(turned)


@flip_update.mistake("The bias keeps its sign: 1 - sigmoid(a) is sigmoid(-a), and the bias is part of a.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), _turned, _turned, _same)


@flip_update.mistake(
    "z's rows of W_xh keep their sign. The gate reads the input, too: all that a is made of turns."
)
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), _same, _turned, _turned)


@flip_update.mistake(
    "z's rows of W_hh keep their sign. The gate reads the state, too: all that a is made of turns."
)
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), _turned, _same, _turned)


@flip_update.mistake("Only the bias changes its sign. The weights are part of the pre-activation, too.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), _same, _same, _turned)


@flip_update.mistake(
    "Only W_xh changes. z's rows of W_hh and of the bias are part of the pre-activation, too."
)
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), _turned, _same, _same)


@flip_update.mistake(
    "Only W_hh changes. z's rows of W_xh and of the bias are part of the pre-activation, too."
)
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), _same, _turned, _same)


@flip_update.mistake("Those are the rows of r. The order is r, z, n: z is the second block.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (-r, z, n))


@flip_update.mistake("Those are the rows of the candidate n. The order is r, z, n: z is the second block.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (r, z, -n))


@flip_update.mistake("All blocks change their sign. Only z is meant: r and the candidate are to stay.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (-r, -z, -n))


@flip_update.mistake("The rows of r change their sign, too. Only z is meant.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (-r, -z, n))


@flip_update.mistake("The rows of the candidate change their sign, too. Only z is meant.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (r, -z, -n))


@flip_update.mistake("The rows of z stay, and all others change their sign. It is the other way round.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (-r, z, -n))


@flip_update.mistake("The blocks of r and z have changed places. They stay; only a sign changes.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (z, r, n))


@flip_update.mistake("The blocks of z and n have changed places. They stay; only a sign changes.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (r, n, z))


@flip_update.mistake("The sign is right, but the blocks of r and z have changed places. They stay: r, z, n.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (-z, r, n))


@flip_update.mistake("The sign is right, but the blocks of z and n have changed places. They stay: r, z, n.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (r, n, -z))


@flip_update.mistake("1 - W is not what makes 1 - sigmoid(a). The rule is about the sign: sigmoid(-a).")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (r, 1 - z, n))


@flip_update.mistake("The bias of z is 1 - b in yours. 1 - sigmoid(a) is sigmoid(-a): it must be -b.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), _turned, _turned, lambda r, z, n: (r, 1 - z, n))


@flip_update.mistake("The rows of z are 0, so that the gate stands at one half. Change their sign.")
def _(W_xh, W_hh, b_h):
    return _changed((W_xh, W_hh, b_h), lambda r, z, n: (r, 0 * z, n))


@flip_update.mistake("Your blocks are as long as the input. A block has a row for each unit: len(b_h) // 3.")
def _(W_xh, W_hh, b_h):
    inputs = W_xh.shape[1]
    return _rows_turned((W_xh, W_hh, b_h), slice(inputs, 2 * inputs))


@flip_update.mistake("The last row of z is left out. A slice stops before its end: H : 2 * H.")
def _(W_xh, W_hh, b_h):
    H = len(b_h) // 3
    return _rows_turned((W_xh, W_hh, b_h), slice(H, 2 * H - 1))


@flip_update.mistake("The first row of z is left out. Rows count from 0: z's are H : 2 * H.")
def _(W_xh, W_hh, b_h):
    H = len(b_h) // 3
    return _rows_turned((W_xh, W_hh, b_h), slice(H + 1, 2 * H))


@flip_update.mistake("Your slice is one row late. Rows count from 0: z's are H : 2 * H.")
def _(W_xh, W_hh, b_h):
    H = len(b_h) // 3
    return _rows_turned((W_xh, W_hh, b_h), slice(H + 1, 2 * H + 1))


@flip_update.mistake("Your slice is one row too long. It stops before its end: z's rows are H : 2 * H.")
def _(W_xh, W_hh, b_h):
    H = len(b_h) // 3
    return _rows_turned((W_xh, W_hh, b_h), slice(H, 2 * H + 1))


@flip_update.mistake("Only one row of z changes its sign. The gate has a row for each unit: H : 2 * H.")
def _(W_xh, W_hh, b_h):
    return _rows_turned((W_xh, W_hh, b_h), len(b_h) // 3)


@flip_update.mistake(
    "You change every third row. The blocks stand one after another: z's rows are H : 2 * H."
)
def _(W_xh, W_hh, b_h):
    return _rows_turned((W_xh, W_hh, b_h), slice(1, None, 3))


@flip_update.mistake("You change columns of the matrices. The blocks are blocks of rows.")
def _(W_xh, W_hh, b_h):
    H = len(b_h) // 3
    W_xh, W_hh = (_rows_turned((W.T,), slice(H, 2 * H))[0].T for W in (W_xh, W_hh))
    return W_xh, W_hh, _changed((W_xh, W_hh, b_h), _turned)[2]


@flip_update.mistake(
    "The weights come back unchanged. If z's rows should change: is your H the number of units?"
)
def _(W_xh, W_hh, b_h):
    return W_xh.copy(), W_hh.copy(), b_h.copy()
