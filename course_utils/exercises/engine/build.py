"""A build: an exercise of several parts with a target, for one function of the learner's or several.

>>> def double(x):
...     return 2 * x
>>> doubling = Build("doubling", double, learned="You can double.")
>>> @doubling.part("A number", double, probes=lambda: [(3,)], hints=("Add it to itself.", "x + x?"))
... def _(answer, x):
...     return "" if answer == 2 * x else "that is not twice the number."
>>> print(doubling.check(lambda x: 5))
Not yet. 0 of 1 reached.
✗ 1. A number: that is not twice the number.

A notebook says ``ex.doubling.check(double)``, ``ex.doubling.hint()``, ``ex.doubling.solution()``.
"""

import textwrap
from dataclasses import dataclass
from inspect import getsource

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import Code
from IPython.display import display as put

from course_utils.exercises.engine import exercise
from course_utils.exercises.engine.compare import difference, plain
from course_utils.exercises.engine.progress import progress
from course_utils.exercises.engine.result import NOT_ATTEMPTED, Note, Result, raised
from course_utils.exercises.engine.starter import STARTER, is_stub
from course_utils.exercises.engine.watchdog import TooLong, tried
from course_utils.texts import gettext

SECONDS = 35  # the most that all parts of a build may take together, on a machine that is busy


class Build(exercise.Exercise):
    """An exercise of several parts; without any it is private: an instructor checks it.

    `functions` are the reference, later ones may call earlier ones. `learned` says what the learner can do
    now. `hints` are for a copy that has no parts; elsewhere each part brings its own.
    """

    wanted_is_one = False  # any way there is accepted

    def __init__(self, name, *functions, hints=(), learned=""):
        super().__init__(functions[0], None, hints, learned, None)
        self.name, self.functions, self.parts, self._open = name, functions, [], 0
        self.names = tuple(function.__name__ for function in functions)

    def part(self, title, function, *, probes, hints, seconds=1.0, runs=1):
        """Declare the decorated function as the judge of the next part.

        ``probes()`` returns tuples of arguments on which the learner's answer to `function` is called, in
        `seconds` for all of them; ``judge(answer, *inputs)`` returns what one answer lacks, in at most two
        sentences, "" if nothing. With several `runs`, so many answers in a row are judged together:
        ``judge(*answers, *inputs)``, with the inputs of the last.
        """

        def declare(judge):
            said = tuple(map(gettext, hints))
            self.parts.append(Part(gettext(title), function.__name__, probes, seconds, said, judge, runs))
            return judge

        return declare

    @property
    def is_private(self):
        """Whether an instructor checks it."""
        return not self.parts

    def words(self):
        """Return all texts that it is declared with."""
        return [*super().words(), *(text for part in self.parts for text in (part.title, *part.hints))]

    def questions(self):
        """Return for each part the function's name, the tuples of arguments, and the seconds it has."""
        return [(part.of, part.probes(), part.seconds) for part in self.parts]

    def check(self, *functions):
        """Return which parts the learner's functions reach, and show which is being tried meanwhile."""
        if functions and all(map(is_stub, functions)):
            self._open = 0
            return Result(None, NOT_ATTEMPTED)
        if self.is_private:
            return Result(None, exercise.PRIVATE)
        if len(functions) != len(self.names):
            said = gettext("Give the functions themselves, without brackets: check({names}).")
            return Result(False, said.format(names=", ".join(self.names)))
        own, given, line = dict(zip(self.names, functions, strict=True)), [], _Line()
        for number, part in enumerate(self.parts, start=1):
            line.show(Note(self._under_way(number, part)))
            given.append(asked(own[part.of], part.probes(), part.seconds))
        result = self.judge(*given)
        if result:
            progress.add(self.lesson, self.name)
        line.show(result)
        return result

    def judge(self, *given):
        """Return the result for what was `asked` of each part."""
        whys = [part.lacks(one) for part, one in zip(self.parts, given, strict=True)]
        lines = [
            f"✗ {number}. {part.title}: {why}" if why else f"✓ {number}. {part.title}"
            for number, (part, why) in enumerate(zip(self.parts, whys, strict=True), start=1)
        ]
        counts = {"reached": whys.count(""), "all": len(whys)}
        if not any(whys):
            said = gettext("Right. {reached} of {all} reached. {learned}")
            return _Checked(True, "\n".join([said.format(learned=self.learned, **counts), *lines]))
        self._open = next(place for place, why in enumerate(whys) if why)
        said = gettext("Not yet. {reached} of {all} reached.").format(**counts)
        return _Checked(False, "\n".join([said, *lines]), f"{self._open + 1}. {self.parts[self._open].title}")

    def hint(self):
        """Show the next hint for the first part that the last check found missing; at first for part 1."""
        if self.is_private:
            return super().hint()
        part = self.parts[self._open]
        part.hinted = min(part.hinted + 1, len(part.hints))
        said = gettext("Hint {number} of {count} for part {part}: {hint}")
        counts = {"number": part.hinted, "count": len(part.hints), "part": self._open + 1}
        put(Note(said.format(hint=part.hints[part.hinted - 1], **counts)))

    def solution(self):
        """Show the reference's own source, coloured."""
        put(Note(exercise.PRIVATE) if self.is_private else Code(self.source(), language="python"))

    def source(self):
        """Return the source of all functions."""
        return "\n\n".join(textwrap.dedent(getsource(function)) for function in self.functions)

    def _under_way(self, number, part):
        """Return the line that is shown while a part is tried."""
        count = len(self.parts)
        bar = "■" * (number - 1) + "□" * (count - number + 1)
        said = gettext("{bar} Part {number} of {count}: {title}. It has {seconds:g} s.")
        return said.format(bar=bar, number=number, count=count, title=part.title, seconds=part.seconds)


@dataclass
class Part:
    """One step to a build's target; `of` names the function that is tried."""

    title: str
    of: str
    probes: object
    seconds: float
    hints: tuple
    judge: object
    runs: int = 1
    hinted: int = 0

    def lacks(self, given):
        """Return in words what is missing, or "": `given` is what was `asked`."""
        if given is None:
            return gettext("{name} is no function, or not defined.").format(name=self.of)
        if given == STARTER:
            return gettext("{name} is not written yet.").format(name=self.of)
        last = self.probes()[self.runs - 1 :: self.runs]
        together = [given[i : i + self.runs] for i in range(0, len(given), self.runs)]
        return next(filter(None, map(self._why, last, together)), "")

    def _why(self, inputs, calls):
        for call in calls:
            if isinstance(call.error, TooLong):
                said = gettext("{name} was still running after {seconds:g} s and was stopped.")
                return said.format(name=self.of, seconds=self.seconds)
            if call.error is not None:
                said = raised(call.error)
                return f"{said[0].lower()}{said[1:]}"
        try:
            with np.errstate(all="ignore"):
                return self.judge(*(call.value for call in calls), *inputs)
        except Exception:  # the answer is of a kind that the part did not expect
            said = gettext("the answer, a {kind}, is not what {name} is asked for.")
            return said.format(kind=type(calls[-1].value).__name__, name=self.of)


class _Checked(Result):
    """A result that stands beneath its cell before the cell is done: then it isn't shown a second time."""

    stands = False

    def _ipython_display_(self):
        stood, self.stands = self.stands, False
        if not stood:
            raise NotImplementedError  # shown like any other result


class _Line:
    """One line beneath the cell, in a notebook only, that says what is going on, and becomes the result."""

    handle = None

    def show(self, note):
        if not InteractiveShell.initialized():
            return
        if self.handle is None:
            self.handle = put(note, display_id=True)
        else:
            self.handle.update(note)
        if isinstance(note, _Checked):
            note.stands = True


def asked(function, probes, seconds=None):
    """Return a function's `Call`s; None if it is none, STARTER if it is as it was handed out."""
    if not callable(function):
        return None
    return STARTER if is_stub(function) else tried(function, probes, seconds)


def weights_like(answer, W):
    """Return an answer's weights as arrays in a dict, and in words why they can't stand in for W, or ""."""
    arrays = {}
    for name, w in W.items():
        if not isinstance(answer, dict) or name not in answer:
            return arrays, difference(answer, W)
        place = f"{gettext('the answer')}[{name!r}]"
        arrays[name] = plain(answer[name])
        if arrays[name].shape != w.shape:
            return arrays, difference(arrays[name], w, place)
        if arrays[name].dtype.kind not in "biuf" or not np.isfinite(arrays[name]).all():
            return arrays, gettext("{place} holds something that is no finite number.").format(place=place)
    return arrays, ""
