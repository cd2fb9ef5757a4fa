"""Lesson 0: a first exercise, to see how they answer."""

import numpy as np

from course_utils.exercises import exercise


@exercise(
    probes=lambda: [
        (0.0, 1.0),
        (1.0, 0.0),
        (1.0, 1.0),
        (3.0, -2.0),
        (-0.5, 4.0),
        (0.0, -3.0),
        (2.0, 0.0),
        (2.3456, -6.789),
        (-1.2345, 0.5678),
    ],
    hints=(
        "Two things are added: what is left of the memory, and what is taken of the input.",
        "What is left of the memory is 0.9 * h. Which share of x is taken?",
    ),
    learned="You have written the heart of a recurrent network: a new state from the old one and an input.",
)
def next_memory(h, x):
    """Return the memory after one more step: nine tenths of what it was, and a tenth of what comes in."""
    return 0.9 * h + 0.1 * x


@next_memory.mistake("You add all of the input. Only a tenth of it is taken.")
def _(h, x):
    return 0.9 * h + x


@next_memory.mistake("Nothing fades: this memory keeps all of h. Nine tenths of it should stay.")
def _(h, x):
    return h + 0.1 * x


@next_memory.mistake(
    "You add the two as they are. The memory keeps nine tenths of h, and takes a tenth of x."
)
def _(h, x):
    return h + x


@next_memory.mistake(
    "You took nine tenths of the input and a tenth of the memory: it is the other way round."
)
def _(h, x):
    return 0.1 * h + 0.9 * x


@next_memory.mistake(
    "That is the memory of section 1, which keeps a half. This one keeps nine tenths of h, and takes a tenth "
    "of x."
)
def _(h, x):
    return 0.5 * h + x


@next_memory.mistake("The input is missing: that is only what is left of the memory.")
def _(h, x):
    return 0.9 * h


@next_memory.mistake("Where no input comes in, your memory stays as it was. It fades at every step.")
def _(h, x):
    return h if x == 0 else 0.9 * h + 0.1 * x


@next_memory.mistake(
    "Where the memory is empty, yours takes all of the input. It takes a tenth of it, as at every step."
)
def _(h, x):
    return x if h == 0 else 0.9 * h + 0.1 * x


@next_memory.mistake("Your memory never falls below zero. A negative input may bring it there.")
def _(h, x):
    return max(0.0, 0.9 * h + 0.1 * x)


@next_memory.mistake("There is a tanh in yours. This memory is a sum of two shares, and no more.")
def _(h, x):
    return np.tanh(0.9 * h + 0.1 * x)


@next_memory.mistake("You keep a tenth of the memory. A tenth is what goes: nine tenths of it stay.")
def _(h, x):
    return 0.1 * h + 0.1 * x


@next_memory.mistake("You take nine tenths of the input, too. Only a tenth of it comes in.")
def _(h, x):
    return 0.9 * (h + x)


@next_memory.mistake("You take half of each. The memory keeps nine tenths of h, and takes a tenth of x.")
def _(h, x):
    return (h + x) / 2


@next_memory.mistake("You keep half of the memory, as in section 1. This one keeps nine tenths of it.")
def _(h, x):
    return 0.5 * h + 0.1 * x


@next_memory.mistake("Those are two steps. Return the memory after one.")
def _(h, x):
    return 0.9 * (0.9 * h + 0.1 * x) + 0.1 * x


@next_memory.mistake("You multiply the two shares. What is left of h and what is taken of x are added.")
def _(h, x):
    return 0.9 * h * 0.1 * x


@next_memory.mistake("The input fades in the step in which it comes in: only h is taken times 0.9.")
def _(h, x):
    return 0.9 * (h + 0.1 * x)


@next_memory.mistake("You take 0.1 off the memory, whatever it holds. A tenth *of h* goes.")
def _(h, x):
    return h - 0.1 + 0.1 * x


@next_memory.mistake("You take 0.9 to the power of h. Nine tenths of h is a product.")
def _(h, x):
    return 0.9**h + 0.1 * x


@next_memory.mistake("You take a hundredth of the input. A tenth of it is 0.1 * x.")
def _(h, x):
    return 0.9 * h + 0.01 * x


@next_memory.mistake("You return the two shares. Return one number, their sum.")
def _(h, x):
    return 0.9 * h, 0.1 * x
