"""Lesson 0: a first exercise, to see how they answer."""

from course_utils.exercises import exercise


@exercise(
    probes=lambda: [(0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (3.0, -2.0)],
    hints=(
        "Two things are added: what is left of the memory, and what comes in.",
        "What is left of the memory is half of h.",
    ),
    learned="You have written the heart of a recurrent network: a new state from the old one and an input.",
)
def next_memory(h, x):
    """Return the memory after one more step: half of what it was, and what comes in."""
    return 0.5 * h + x


@next_memory.mistake("You halved the input as well. Only the memory fades: 0.5 * h, and then all of x.")
def _(h, x):
    return 0.5 * (h + x)


@next_memory.mistake("Nothing fades: this memory keeps all of h. Half of it should stay.")
def _(h, x):
    return h + x


@next_memory.mistake("You halved the input and kept the memory: it is the other way round.")
def _(h, x):
    return h + 0.5 * x


@next_memory.mistake("The input is missing: that is only what is left of the memory.")
def _(h, x):
    return 0.5 * h
