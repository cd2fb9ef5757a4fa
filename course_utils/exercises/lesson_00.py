"""Lesson 0: a first exercise, to see how they answer."""

from course_utils.exercises import exercise


@exercise(
    probes=lambda: [(0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (3.0, -2.0), (-0.5, 4.0), (0.0, 0.0)],
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
