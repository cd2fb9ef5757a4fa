"""Numbers as people say them: dates in words with their ISO form, and digits read out with 'double'.

Both are translation in miniature: what is written has another order, or another length, than the words.
"""

import numpy as np

MONTHS = tuple(
    "january february march april may june july august september october november december".split()
)
ONES = tuple("oh one two three four five six seven eight nine".split())
TEENS = tuple("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())
TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
STYLES = {
    "the day of month, year": "the {ordinal} of {month} {year}",
    "month the day, year": "{month} the {ordinal} {year}",
    "on day month in year": "on {cardinal} {month} in {year}",
    "year, month day": "{year} {month} {cardinal}",
}
_TIMES = {1: [], 2: ["double"], 3: ["triple"]}
FIRST_YEAR, LAST_YEAR = 1901, 2099


def cardinal(number):
    """Return a number from 1 to 99 in words: 'twenty three'."""
    if number < 10:
        return ONES[number]
    if number < 20:
        return TEENS[number - 10]
    return TENS[number // 10 - 2] + (f" {ONES[number % 10]}" if number % 10 else "")


def ordinal(number):
    """Return a number from 1 to 31 as an ordinal in words: 'twenty third'."""
    *first, last = cardinal(number).split()
    if last.endswith("y"):
        return last[:-1] + "ieth"
    return " ".join([*first, _ORDINALS.get(last, f"{last}th")])


DATE_WORDS = tuple(
    dict.fromkeys(
        (
            *("the", "of", "on", "in", "thousand", "and"),
            *(*MONTHS, *ONES, *TEENS, *TENS),
            *(ordinal(day) for day in (10, 11, 12, 20, 30, *range(1, 10), *range(13, 20))),
        )
    )
)


def year(number):
    """Return a year from 1901 to 2099 in words: 'nineteen oh five', 'two thousand and seven'."""
    century, rest = divmod(number, 100)
    if century == 20 and rest < 10:
        return f"two thousand and {ONES[rest]}" if rest else "two thousand"
    if rest < 10:
        return f"{cardinal(century)} oh {ONES[rest]}"
    return f"{cardinal(century)} {cardinal(rest)}"


def date_in_words(year_number, month, day, style=0):
    """Return a date as a list of words; `style` is a place in `STYLES`.

    Years run from 1901 to 2099. Whether the month has that many days is not checked.
    """
    if not (FIRST_YEAR <= year_number <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 31):
        raise ValueError(
            f"a date has a year from {FIRST_YEAR} to {LAST_YEAR}, a month from 1 to 12, a day from 1 to 31; "
            f"not {year_number}, {month}, {day}"
        )
    form = list(STYLES.values())[style]
    parts = {"ordinal": ordinal(day), "cardinal": cardinal(day), "month": MONTHS[month - 1]}
    return form.format(year=year(year_number), **parts).split()


def dates(count, rng):
    """Return `count` random dates: lists of words in a random style, and a list of their ISO forms.

    Such as ``["the", "ninth", "of", "may", "nineteen", "oh", "five"]`` and ``"1905-05-09"``; `rng` is a
    ``numpy.random.Generator``.
    """
    first, last = (np.datetime64(f"{one}-01-01") for one in (FIRST_YEAR, LAST_YEAR + 1))
    days = first + rng.integers(0, (last - first).astype(int), count)
    iso = [str(day) for day in days]
    styles = rng.integers(0, len(STYLES), count)
    words = [date_in_words(*map(int, one.split("-")), style) for one, style in zip(iso, styles, strict=True)]
    return words, iso


def dictated(count, length, rng):
    """Return `count` random numbers read out digit by digit, repeated digits as 'double' and 'triple'.

    Such as ``["oh", "double", "seven"]`` and ``"077"``, each a list; `length` is the number of words, or
    (low, high) its range.
    """
    low, high = (length, length) if isinstance(length, int) else length
    if not 1 <= low <= high:
        raise ValueError(f"the number of words must be at least 1, from low to high; not {length}")
    examples = [_dictated(int(rng.integers(low, high + 1)), rng) for _ in range(count)]
    return [words for words, _ in examples], [digits for _, digits in examples]


def _dictated(length, rng):
    words, digits = [], ""
    while len(words) < length:
        digit = int(rng.integers(10))
        if digits.endswith(str(digit)):
            continue  # or 'seven seven' and 'double seven' would be the same number
        times = int(rng.choice([1, 2, 3], p=[0.8, 0.14, 0.06])) if len(words) + 2 <= length else 1
        words += [*_TIMES[times], ONES[digit]]
        digits += str(digit) * times
    return words, digits
