"""Write short film reviews with their sentiment: a small grammar of our own.

In a quarter of the reviews a single word decides. In the others the order of words matters: 'not dull' is
praise, and of two judgements only the one after 'but' or 'in the end' holds. Exchange the two adjectives and
such a review says the opposite in the same words, so counting words is of no use.
"""

import hashlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path

GOOD = ("good", "great", "funny", "clever", "moving", "bright")
BAD = ("bad", "awful", "boring", "dull", "silly", "flat")
THINGS = ("film", "plot", "cast", "music", "ending")
HELD_OUT = 4  # one review of a form in so many

# How many are taken, the words, and which adjective decides; a minus reverses it.
FORMS = (
    (40, "the {thing} was {one}", "one"),
    (30, "what a {one} {thing}", "one"),
    (40, "the {thing} was not {one}", "-one"),
    (30, "nobody can call this {thing} {one}", "-one"),
    (30, "i never saw such a {one} {thing}", "one"),
    (70, "the {thing} was {one} but in the end {other}", "other"),
    (70, "the {thing} was {one} in the end but {other} at first", "one"),
    (70, "i hoped for a {one} {thing} but this one is {other}", "other"),
    (40, "the {thing} was not {one} but {other}", "other"),
)


def reviews_en(wheels: Path) -> Iterator[list[str]]:
    """Return text, sentiment and split of the reviews, in the order of their forms; `wheels` is not used.

    What is taken and what is held out is drawn by SHA-256, so it is the same on every machine and for ever.
    """
    opposite = [*product(GOOD, BAD), *product(BAD, GOOD)]
    for most, form, decides in FORMS:
        pairs = opposite if "{other}" in form else [(one, "") for one in (*GOOD, *BAD)]
        drawn = []
        for thing, (one, other) in product(THINGS, pairs):
            word = other if decides == "other" else one
            praise = (word in GOOD) != decides.startswith("-")
            text = form.format(thing=thing, one=one, other=other)
            drawn.append([text, "positive" if praise else "negative"])
        drawn.sort(key=lambda row: hashlib.sha256(row[0].encode()).hexdigest())
        for number, row in enumerate(drawn[:most], start=1):
            yield [*row, "test" if number % HELD_OUT == 0 else "train"]
