"""Lesson 4: how gradients decay."""

import numpy as np

from course_utils.exercises import exercise


@exercise(
    probes=lambda: [
        (np.array([0.25, 0.5, 1.0]),),
        (np.array([4.0, 1.0]),),
        (0.9 ** np.arange(49, -1, -1.0),),
        (np.abs(np.random.default_rng(4).standard_normal(7)) + 0.1,),
        (np.array([2.0, 2.0]),),
        (np.array([0.5, 2.0, 0.1, 3.0, 1.0]),),
    ],
    hints=(
        "Take the whole factor first: what the gradient at step 1 is of the gradient at step T.",
        "That factor was made by T - 1 equal steps. Which number, taken T - 1 times, gives it?",
        "The n-th root of x is x ** (1 / n).",
    ),
    learned="You can tell from a gradient profile how much a step keeps.",
)
def decay_rate(norms):
    """Return the factor by which one step back multiplies a gradient, given |dL/dh_1|, ..., |dL/dh_T|."""
    factor = norms[0] / norms[-1]
    return factor ** (1 / (len(norms) - 1))


@decay_rate.mistake("You took the T-th root; from step T back to step 1 there are T - 1 steps.")
def _(norms):
    return (norms[0] / norms[-1]) ** (1 / len(norms))


@decay_rate.mistake(
    "You divided the last norm by the first: the gradient comes from step T and arrives at step 1."
)
def _(norms):
    return (norms[-1] / norms[0]) ** (1 / (len(norms) - 1))


@decay_rate.mistake("That is the factor over all steps. The rate is the factor of one of them.")
def _(norms):
    return norms[0] / norms[-1]


@decay_rate.mistake(
    "You took the mean of the steps' factors. Factors multiply: take the root of their product."
)
def _(norms):
    return np.mean(norms[:-1] / norms[1:])


@decay_rate.mistake("That is the factor of a single step. Factors differ: ask what all steps make together.")
def _(norms):
    return norms[-2] / norms[-1]


@decay_rate.mistake("You divided the factor by the number of steps. Factors multiply: take a root.")
def _(norms):
    return norms[0] / norms[-1] / (len(norms) - 1)


@decay_rate.mistake(
    "That is the factor of the last step back, from h_2 to h_1. Ask what all steps make together."
)
def _(norms):
    return norms[0] / norms[1]


def _steps(norms):
    """Return the factor of each step back."""
    return norms[:-1] / norms[1:]


@decay_rate.mistake("That is the logarithm of the rate: take exp of it at the end.")
def _(norms):
    return np.log(_steps(norms)).mean()


@decay_rate.mistake("That is the logarithm of a step forwards: turn its sign, and take exp at the end.")
def _(norms):
    return -np.log(_steps(norms)).mean()


@decay_rate.mistake(
    "You fitted a line to the logarithms. A geometric mean needs the two ends alone: all between cancels."
)
def _(norms):
    return np.exp(-np.polyfit(np.arange(len(norms)), np.log(norms), 1)[0])


@decay_rate.mistake(
    "You fitted a line to the logarithms, forwards. Take the two ends alone, and the way back from T to 1."
)
def _(norms):
    return np.exp(np.polyfit(np.arange(len(norms)), np.log(norms), 1)[0])


@decay_rate.mistake("That is the geometric mean of the norms. Take it of the ratios of neighbours.")
def _(norms):
    return np.exp(np.log(norms).mean())


@decay_rate.mistake(
    "That is the mean of the norms. A rate says what a step makes of the norm: it is a ratio."
)
def _(norms):
    return norms.mean()


@decay_rate.mistake(
    "You took the mean of the ratios, and upside down: a step back leads from h_t to h_(t-1). And factors "
    "multiply: take a root."
)
def _(norms):
    return (1 / _steps(norms)).mean()


@decay_rate.mistake(
    "That is 1 over the mean of the ratios forwards. Factors multiply: take the root of their product."
)
def _(norms):
    return 1 / (1 / _steps(norms)).mean()


@decay_rate.mistake(
    "You took the median of the steps' factors. Factors multiply: take the root of their product."
)
def _(norms):
    return np.median(_steps(norms))


@decay_rate.mistake(
    "You raised the factor to the power T - 1. Take the root: which number, T - 1 times, gives it?"
)
def _(norms):
    return (norms[0] / norms[-1]) ** (len(norms) - 1)


@decay_rate.mistake(
    "You took the square root. That fits three norms, with two steps between them, and no others."
)
def _(norms):
    return np.sqrt(norms[0] / norms[-1])


@decay_rate.mistake(
    "Those are the factors of all steps, one by one. Return one number, their geometric mean."
)
def _(norms):
    return _steps(norms)


@decay_rate.mistake(
    "You subtracted the first norm from the last. A step changes a gradient by a factor: divide, take a root."
)
def _(norms):
    return (norms[-1] - norms[0]) / (len(norms) - 1)


@decay_rate.mistake(
    "You subtracted the last norm from the first. A step changes a gradient by a factor: divide, take a root."
)
def _(norms):
    return (norms[0] - norms[-1]) / (len(norms) - 1)


@decay_rate.mistake(
    "That is the factor over all steps, and upside down. Divide the first by the last; take a root."
)
def _(norms):
    return norms[-1] / norms[0]


@decay_rate.mistake("It is upside down, and the T-th root: from step T back to step 1 there are T - 1 steps.")
def _(norms):
    return (norms[-1] / norms[0]) ** (1 / len(norms))


@decay_rate.mistake("That is one step alone, and forwards. Ask what all steps back make together.")
def _(norms):
    return norms[1] / norms[0]


@decay_rate.mistake(
    "The norm at step T is taken for 1. Divide by it: the factor is of the first by the last."
)
def _(norms):
    return norms[0] ** (1 / (len(norms) - 1))


@decay_rate.mistake("The factors are multiplied, and then divided by their number. Take the root instead.")
def _(norms):
    return norms[0] / norms[-1] / len(norms)


@decay_rate.mistake(
    "You took the root by T - 2, and with two norms you divide by 0. From T to 1 there are T - 1 steps."
)
def _(norms):
    return (norms[0] / norms[-1]) ** (1 / (len(norms) - 2))


@decay_rate.mistake(
    "You took the T-th root, and of the first norm alone. Divide by the last; it is T - 1 steps."
)
def _(norms):
    return norms[0] ** (1 / len(norms))


@decay_rate.mistake("That is the largest of the steps' factors. Ask what all of them make together.")
def _(norms):
    return _steps(norms).max()


@decay_rate.mistake("That is the smallest of the steps' factors. Ask what all of them make together.")
def _(norms):
    return _steps(norms).min()


@decay_rate.mistake("That is the last step alone, and forwards. Ask what all steps back make together.")
def _(norms):
    return norms[-1] / norms[-2]


@decay_rate.mistake("That is the logarithm of the rate, to base 2. The rate is 2 to its power.")
def _(norms):
    return np.log2(_steps(norms)).mean()


@decay_rate.mistake("That is the logarithm of the rate, to base 10. The rate is 10 to its power.")
def _(norms):
    return np.log10(_steps(norms)).mean()


@decay_rate.mistake("The root is of the last norm alone. Divide in brackets first, then take the root.")
def _(norms):
    return norms[0] / norms[-1] ** (1 / (len(norms) - 1))


@decay_rate.mistake("The root is of the first norm alone. Divide in brackets first, then take the root.")
def _(norms):
    return norms[0] ** (1 / (len(norms) - 1)) / norms[-1]


# in the lesson's order
# isort: off
from course_utils.exercises.lesson_04_product import jacobian_product  # noqa: E402, F401
from course_utils.exercises.lesson_04_growth import grow_then_fade  # noqa: E402, F401
from course_utils.exercises.lesson_04_start import passing_start  # noqa: E402, F401
from course_utils.exercises.lesson_04_share import far_share  # noqa: E402, F401
from course_utils.exercises.lesson_04_clip import clip_by_norm  # noqa: E402, F401
from course_utils.exercises.build_04 import far_reader  # noqa: E402, F401
# isort: on
