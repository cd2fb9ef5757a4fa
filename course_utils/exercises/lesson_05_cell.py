"""Lesson 5: the way back through the cell."""

import numpy as np

from course_utils.exercises import exercise


def _rng():
    return np.random.default_rng(5)


def _sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # 1 / (1 + e^-a), without overflow


def _gates(rng, batch, hidden):
    return [_sigmoid(rng.normal(size=(batch, hidden))) for _ in range(3)]


def _ways_back():
    rng = _rng()
    for batch, hidden in ((1, 1), (1, 2), (2, 3), (3, 5)):
        dh_t, dc_t, c_t = rng.normal(size=(3, batch, hidden))
        f, _, o = _gates(rng, batch, hidden)
        yield dh_t, dc_t, f, o, c_t
    ends = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.5, 0.0]])
    yield ends - 1, np.roll(ends, 1, axis=0) * 2, ends, ends[::-1], 3 * ends - 2


@exercise(
    probes=lambda: list(_ways_back()),
    hints=(
        "First complete the gradient at c_t: to what comes from later add what comes through h_t.",
        "h_t = o_t * tanh(c_t), so through h_t comes dh_t * o_t * (1 - tanh(c_t)²).",
        "From c_t to c_prev only the forget gate is in the way.",
    ),
    learned="You can carry a gradient back along the memory.",
)
def cell_gradient(dh_t, dc_t, f_t, o_t, c_t):
    """Return dL/dc_prev by the memory's own path, (batch, hidden)."""
    dc = dc_t + dh_t * o_t * (1 - np.tanh(c_t) ** 2)
    return dc * f_t


@cell_gradient.on_the_way("1 - tanh(c_t)²")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return 1 - np.tanh(c_t) ** 2


@cell_gradient.on_the_way("dL/dc_t")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dc_t + dh_t * o_t * (1 - np.tanh(c_t) ** 2)


@cell_gradient.mistake("What comes through h_t is missing: the loss sees the cell by way of h_t as well.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dc_t * f_t


@cell_gradient.mistake("What comes from later steps, dc_t, is missing: add it.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dh_t * o_t * (1 - np.tanh(c_t) ** 2) * f_t


@cell_gradient.mistake("The slope of tanh is missing: 1 - tanh(c_t)².")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return (dc_t + dh_t * o_t) * f_t


@cell_gradient.mistake("The slope of tanh at c_t is 1 - tanh(c_t)²; you wrote 1 - c_t².")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return (dc_t + dh_t * o_t * (1 - c_t**2)) * f_t


@cell_gradient.mistake("That is dL/dc_t. One step further back it is multiplied by f_t.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dc_t + dh_t * o_t * (1 - np.tanh(c_t) ** 2)


@cell_gradient.mistake(
    "Only what comes through h_t was multiplied by f_t. The whole sum has to be: use brackets."
)
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dc_t + dh_t * o_t * (1 - np.tanh(c_t) ** 2) * f_t


@cell_gradient.mistake("The memory's path is multiplied by f_t itself, not by the slope of its sigmoid.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return (dc_t + dh_t * o_t * (1 - np.tanh(c_t) ** 2)) * f_t * (1 - f_t)


@cell_gradient.mistake(
    "Only dc_t was multiplied by f_t. What comes through h_t passes the gate, too: use brackets."
)
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dc_t * f_t + dh_t * o_t * (1 - np.tanh(c_t) ** 2)


@cell_gradient.mistake("dc_t arrives at the cell itself. o_t and the slope of tanh are for dh_t alone.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return (dh_t + dc_t) * o_t * (1 - np.tanh(c_t) ** 2) * f_t


@cell_gradient.mistake("The slope needs tanh(c_t) alone. You took h_t, which is o_t times that.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return (dc_t + dh_t * o_t * (1 - (o_t * np.tanh(c_t)) ** 2)) * f_t


@cell_gradient.mistake(
    "You multiplied by tanh(c_t) itself. On the way back stands its slope, 1 - tanh(c_t)²."
)
def _(dh_t, dc_t, f_t, o_t, c_t):
    return (dc_t + dh_t * o_t * np.tanh(c_t)) * f_t


@cell_gradient.mistake("That way leads into the output gate. To the cell it is o_t times the slope of tanh.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return (dc_t + dh_t * np.tanh(c_t) * o_t * (1 - o_t)) * f_t


@cell_gradient.mistake("You multiplied the two sources. What arrives on two ways is added up.")
def _(dh_t, dc_t, f_t, o_t, c_t):
    return dc_t * dh_t * o_t * (1 - np.tanh(c_t) ** 2) * f_t


def _forget_probes():
    for _, dc_t, f, _, c_t in _ways_back():
        yield dc_t, c_t, f


@exercise(
    probes=lambda: list(_forget_probes()),
    hints=(
        "Two factors: from c_t to f_t, and from f_t through its sigmoid.",
        "c_t = f_t * c_prev + ...: what stands beside f_t?",
        "The slope of the sigmoid, in terms of its value, is f (1 - f).",
    ),
    learned="You can tell how strongly a gate is asked to change.",
)
def forget_gradient(dc_t, c_prev, f_t):
    """Return dL/da_f, with f_t = sigmoid(a_f), (batch, hidden)."""
    return dc_t * c_prev * f_t * (1 - f_t)


@forget_gradient.on_the_way("dL/df_t")
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev


@forget_gradient.mistake("The slope of the sigmoid is missing: f (1 - f). You returned dL/df.")
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev


@forget_gradient.mistake("f_t multiplies c_prev in the forward pass, so c_prev is a factor here.")
def _(dc_t, c_prev, f_t):
    return dc_t * f_t * (1 - f_t)


@forget_gradient.mistake("1 - f² is the slope of a tanh. A sigmoid's is f (1 - f).")
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev * (1 - f_t**2)


@forget_gradient.mistake("That is dL/dc_prev times c_prev: you multiplied by f_t and left 1 - f_t out.")
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev * f_t


@forget_gradient.mistake(
    "f_t is already the value of the sigmoid; you put it through the sigmoid once more for its slope."
)
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev * _sigmoid(f_t) * (1 - _sigmoid(f_t))


@forget_gradient.mistake(
    "That is the gradient of the bias, summed over the batch. a_f has a row for each sequence."
)
def _(dc_t, c_prev, f_t):
    return (dc_t * c_prev * f_t * (1 - f_t)).sum(axis=0)


@forget_gradient.mistake("You summed over the batch, as for a bias. Here each sequence keeps its own row.")
def _(dc_t, c_prev, f_t):
    return (dc_t * c_prev * f_t * (1 - f_t)).sum(axis=0, keepdims=True)


@forget_gradient.mistake("There is a slope of tanh too many: f_t multiplies c_prev itself, no tanh of it.")
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev * (1 - np.tanh(c_prev) ** 2) * f_t * (1 - f_t)


@forget_gradient.mistake(
    "You divided by the slope. On the way back it multiplies: dL/da_f is dL/df times df/da_f."
)
def _(dc_t, c_prev, f_t):
    with np.errstate(all="ignore"):
        return dc_t * c_prev / (f_t * (1 - f_t))


@forget_gradient.mistake("You squared 1 - f_t. The slope of the sigmoid is f (1 - f).")
def _(dc_t, c_prev, f_t):
    return dc_t * c_prev * (1 - f_t) ** 2
