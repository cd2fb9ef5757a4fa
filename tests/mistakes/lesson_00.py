"""Lesson 0: each declared mistake as three people might write it, under the beginning of its sentence."""


def in_steps(h, x):
    kept = 0.9 * h
    return kept + x


def keeps_all(h, x):
    h += x / 10
    return h


VARIANTS = {
    "next_memory": {
        "You add all of the input": (in_steps, lambda h, x: x + h * 9 / 10, lambda h, x: h - 0.1 * h + x),
        "Nothing fades": (keeps_all, lambda h, x: h + x * (1 - 0.9), lambda h, x: x / 10 + h),
        "You add the two": (
            lambda h, x: sum([h, x]),
            lambda h, x: x + h,
            lambda h, x: (10 * h + 10 * x) / 10,
        ),
        "You took nine tenths": (
            lambda h, x: h / 10 + x * 9 / 10,
            lambda h, x: 0.9 * x + 0.1 * h,
            lambda h, x: x - 0.1 * x + 0.1 * h,
        ),
        "That is the memory of section 1": (
            lambda h, x: h / 2 + x,
            lambda h, x: x + h - h * 0.5,
            lambda h, x: (h + 2 * x) / 2,
        ),
        "The input is missing": (
            lambda h, x: h - h / 10,
            lambda h, x: h * 9 / 10,
            lambda h, x: 0.9 * h + 0 * x,
        ),
    }
}
