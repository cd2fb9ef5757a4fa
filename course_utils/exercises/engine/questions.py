"""Questions of a quiz: one right answer, and wrong ones that each name the section that refutes them.

Words between backticks are code and words between asterisks are emphasised, as in the lessons' text.
Write symbols as such (σ, ρ, ≤), not as TeX: the same words stand in the widget and in plain text.
"""

from dataclasses import dataclass, replace

from course_utils.texts import gettext

OTHER = None  # as a wrong answer: whatever is not listed


@dataclass(frozen=True)
class Right:
    """The right answer.

    Parameters
    ----------
    answer : str, float or tuple of str
        A choice, a number, or things in order.
    why : str
        What makes it right.
    """

    answer: object
    why: str


@dataclass(frozen=True)
class Wrong:
    """A wrong answer.

    Parameters
    ----------
    answer : str, float, tuple of str or None
        A choice, a number, things in order, or `OTHER`.
    why : str
        What is wrong with it.
    see : str
        Heading of the lesson's section whose experiment refutes it, as it stands there.
    """

    answer: object
    why: str
    see: str


class Question:
    """What the three kinds of question share.

    Parameters
    ----------
    text : str
        The question.
    *answers : Right or Wrong
        Exactly one is right. The first that fits what the learner answered counts.

    Raises
    ------
    ValueError
        If not exactly one answer is right, or an answer of the learner would get no reply.
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


def _translated(one):
    """Return an answer in the course's language; the heading that refutes it stays as the lesson has it."""
    given = one.answer
    if isinstance(given, str):
        given = gettext(given)
    elif isinstance(given, tuple):
        given = tuple(map(gettext, given))
    return replace(one, answer=given, why=gettext(one.why))


class Choice(Question):
    """One of a few answers, shown as they are listed."""

    def _form(self):
        return {"choices": [one.answer for one in self.answers]}


class Number(Question):
    """A number.

    Parameters
    ----------
    text, *answers
        As of `Question`; the last one is ``Wrong(OTHER, ...)``.
    tolerance : float
        How far a number may lie from an answer to count as that answer.
    unit : str, optional
        Written behind the number.
    """

    def __init__(self, text, *answers, tolerance, unit=""):
        super().__init__(text, *answers)
        self.tolerance, self.unit = tolerance, gettext(unit)

    def _form(self):
        return {"tolerance": self.tolerance, "unit": self.unit}


class Order(Question):
    """Things to put in order; the last answer is ``Wrong(OTHER, ...)``.

    They are shown sorted by the alphabet, or backwards if that would be right.
    """

    def _form(self):
        right = list(self.right.answer)
        return {"items": sorted(right, reverse=sorted(right) == right)}
