"""Questions of a quiz: one right answer, and wrong ones that each name the section that refutes them.

Words between backticks are code and words between asterisks are emphasised, as in the lessons' text.
Write symbols as such (σ, ρ, ≤), not as TeX: the same words are used in the widget and in plain text.
"""

import hashlib
from dataclasses import dataclass, replace

from course_utils.texts import gettext

OTHER = None  # as a wrong answer: whatever is not listed


@dataclass(frozen=True)
class Right:
    """The right answer: a choice, a number, or things in order as a tuple; and what makes it right."""

    answer: object
    why: str


@dataclass(frozen=True)
class Wrong:
    """A wrong answer (as of `Right`, or `OTHER`), what is wrong with it, and what to see about it.

    `see` is the heading of the lesson's section whose experiment refutes it, as it stands there.
    """

    answer: object
    why: str
    see: str


def shuffled(things, seed):
    """Return strings in an order that hangs on them and on a seed, the same in every session."""
    return sorted(things, key=lambda one: hashlib.sha256(f"{seed}\0{one}".encode()).digest())


class Question:
    """A question, and answers of which exactly one is right. The first that fits the learner's counts.

    Raises ValueError if not exactly one answer is right, or if an answer of the learner would get no reply.
    """

    def __init__(self, text, *answers):
        self.text, self.answers = gettext(text), tuple(map(_translated, answers))
        given = [one.answer for one in answers]
        if sum(isinstance(one, Right) for one in answers) != 1:
            raise ValueError(f"{text!r} needs exactly one right answer")
        if len(set(given)) < max(2, len(given)):
            raise ValueError(f"{text!r} needs different answers, at least two")
        if isinstance(self, Choice) and OTHER in given:
            raise ValueError(f"{text!r}: a choice has no other answers than those listed")
        if not isinstance(self, Choice) and given[-1] is not OTHER:
            raise ValueError(f"{text!r} needs Wrong(OTHER, ...) as its last answer")

    @property
    def right(self):
        """The right answer."""
        return next(one for one in self.answers if isinstance(one, Right))

    def state(self):
        """Return the question as plain data, for the browser."""
        answers = [vars(one) | {"right": one is self.right} for one in self.answers]
        return {"kind": type(self).__name__.lower(), "text": self.text, "answers": answers, **self._form()}

    def sentence(self, answer):
        """Return an answer as a sentence."""
        return answer

    def words(self):
        """Return all that it says to a learner: the question, its answers and their replies."""
        said = [self.text]
        for one in self.answers:
            given = one.answer if isinstance(one.answer, tuple) else (one.answer,)
            said += [one.why, *(part for part in given if isinstance(part, str))]
        return said


def _translated(one):
    """Return an answer in the course's language; the heading that refutes it stays as the lesson has it."""
    given = one.answer
    if isinstance(given, str):
        given = gettext(given)
    elif isinstance(given, tuple):
        given = tuple(map(gettext, given))
    return replace(one, answer=given, why=gettext(one.why))


class Choice(Question):
    """One of a few answers.

    They are shown in an order that hangs on their words alone, not on which of them is right.
    """

    def _form(self):
        return {"choices": shuffled([one.answer for one in self.answers], self.text)}


class Number(Question):
    """A number, followed by its `unit`; the last answer is ``Wrong(OTHER, ...)``.

    It matches an answer that differs by no more than `tolerance`.
    """

    def __init__(self, text, *answers, tolerance, unit=""):
        super().__init__(text, *answers)
        self.tolerance, self.unit = tolerance, gettext(unit)

    def words(self):
        """Return all that it says to a learner, including its unit."""
        text, *rest = super().words()
        return [text, self.unit, *rest]

    def sentence(self, answer):
        """Return an answer as a sentence."""
        return f"{answer:g} {self.unit}".strip() + "."

    def _form(self):
        return {"tolerance": self.tolerance, "unit": self.unit}


class Order(Question):
    """Things to put in order; the last answer is ``Wrong(OTHER, ...)``.

    They are shown in alphabetical order, or reversed if that would be right.
    """

    def sentence(self, answer):
        """Return an answer as a sentence."""
        return " → ".join(answer) + "."

    def _form(self):
        right = list(self.right.answer)
        return {"items": sorted(right, reverse=sorted(right) == right)}
