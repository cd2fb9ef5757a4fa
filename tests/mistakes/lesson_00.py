"""Lesson 0: each declared mistake as three people might write it, under the beginning of its sentence."""

import math

import numpy as np


def in_steps(h, x):
    kept = 0.9 * h
    return kept + x


def keeps_all(h, x):
    h += x / 10
    return h


def if_any(h, x):
    """Return what fades only where something comes in."""
    if x:
        h = 0.9 * h + 0.1 * x
    return h


def filled(h, x):
    return 0.9 * h + 0.1 * x if h else x


def clipped(h, x):
    h = 0.9 * h + x / 10
    return 0.0 if h < 0 else h


def twice(h, x):
    for _ in range(2):
        h = 0.9 * h + 0.1 * x
    return h


def fades_at_the_end(h, x):
    h += 0.1 * x
    return 0.9 * h


VARIANTS = {
    "next_memory": {
        "You take a hundredth": (
            lambda h, x: 0.9 * h + x / 100,
            lambda h, x: h - 0.1 * h + 0.01 * x,
            lambda h, x: (90 * h + x) / 100,
        ),
        "You return the two": (
            lambda h, x: (h * 9 / 10, x / 10),
            lambda h, x: [0.9 * h, 0.1 * x],
            lambda h, x: np.array([0.9, 0.1]) * np.array([h, x]),
        ),
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
        "Where no input comes in": (
            if_any,
            lambda h, x: h * (1 if x == 0 else 0.9) + 0.1 * x,
            lambda h, x: h + (0.1 * (x - h) if x != 0 else 0),
        ),
        "Where the memory is empty": (
            filled,
            lambda h, x: [0.9 * h + 0.1 * x, x][h == 0],
            lambda h, x: h + (0.1 if h != 0 else 1) * (x - h),
        ),
        "Your memory never falls": (
            clipped,
            lambda h, x: np.maximum(0.9 * h + 0.1 * x, 0),
            lambda h, x: np.clip(h + 0.1 * (x - h), 0, None),
        ),
        "There is a tanh": (
            lambda h, x: math.tanh(x / 10 + 0.9 * h),
            lambda h, x: np.tanh(np.dot([0.9, 0.1], [h, x])),
            lambda h, x: 1 - 2 / (1 + np.exp(2 * (0.9 * h + 0.1 * x))),
        ),
        "You keep a tenth": (
            lambda h, x: (h + x) / 10,
            lambda h, x: (1 - 0.9) * h + 0.1 * x,
            lambda h, x: h - 0.9 * h + x / 10,
        ),
        "You take nine tenths of the input": (
            lambda h, x: 0.9 * h + 0.9 * x,
            lambda h, x: sum(0.9 * part for part in (h, x)),
            lambda h, x: h + x - 0.1 * (h + x),
        ),
        "You take half": (
            lambda h, x: 0.5 * h + 0.5 * x,
            lambda h, x: np.mean([h, x]),
            lambda h, x: h + (x - h) / 2,
        ),
        "You keep half": (
            lambda h, x: h / 2 + x / 10,
            lambda h, x: np.array([0.5, 0.1]) @ np.array([h, x]),
            lambda h, x: h - 0.5 * h + 0.1 * x,
        ),
        "Those are two": (
            twice,
            lambda h, x: 0.81 * h + 0.19 * x,
            lambda h, x: h + 0.19 * (x - h),
        ),
        "You multiply": (
            lambda h, x: (0.9 * h) * (0.1 * x),
            lambda h, x: math.prod([0.9 * h, x / 10]),
            lambda h, x: 0.09 * h * x,
        ),
        "The input fades": (
            fades_at_the_end,
            lambda h, x: 0.9 * h + 0.09 * x,
            lambda h, x: h + x / 10 - 0.1 * (h + x / 10),
        ),
        "You take 0.1 off": (
            lambda h, x: 0.1 * x + (h - 0.1),
            lambda h, x: h + 0.1 * (x - 1),
            lambda h, x: h - 1 / 10 + x / 10,
        ),
        "You take 0.9 to": (
            lambda h, x: pow(0.9, h) + 0.1 * x,
            lambda h, x: math.exp(h * math.log(0.9)) + x / 10,
            lambda h, x: np.power(0.9, h) + 0.1 * x,
        ),
    }
}
