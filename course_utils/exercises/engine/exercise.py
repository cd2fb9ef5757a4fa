"""An exercise is one declaration: a function that is its reference, and all else attached to it.

>>> import numpy as np
>>> @exercise(probes=lambda: [(np.ones(3),)], hints=("Add them up.", "Divide by how many there are."))
... def mean(xs):
...     return xs.sum() / len(xs)
>>> @mean.mistake("You forgot to divide by the number of values.")
... def _(xs):
...     return xs.sum()
>>> mean.check(np.sum).mistake
'You forgot to divide by the number of values.'

A notebook says ``ex.mean.check(mean)``, ``ex.mean.hint()``, ``ex.mean.solution()``.
"""

import importlib
import inspect
import pkgutil
import re
import textwrap

from IPython.display import Code
from IPython.display import display as put

from course_utils.exercises.engine import axes, cost, diagnosis
from course_utils.exercises.engine.compare import agree, difference, shown, visible
from course_utils.exercises.engine.progress import progress
from course_utils.exercises.engine.result import NOT_ATTEMPTED, Note, Result, raised
from course_utils.exercises.engine.starter import has_gaps, is_stub
from course_utils.exercises.engine.watchdog import SECONDS, TooLong, tried
from course_utils.texts import gettext

PRIVATE = gettext("This exercise is checked by your instructor: its solution is not in this copy.")
_CHANGED = gettext("It changes the input it is given. Work on a copy: {copy}.")
_A_LOT = 2000  # characters printed by one call


def exercise(*, probes=None, hints=(), learned="", wants=None):
    """Declare the decorated function as the reference of an exercise.

    ``probes()`` returns a list of tuples of arguments, seeded, the smallest first: the learner is shown the
    first that fails. `hints` are two or more, each a step further, none the solution; `learned` says what the
    learner can do now. An answer must equal the reference's; where many are right, ``wants(answer, *inputs)``
    returns in words what is wrong with one, "" if nothing; a second line may help where no mistake is known.
    """
    return lambda reference: Exercise(reference, probes, hints, learned, wants)


class Exercise:
    """An exercise; `exercise` makes it. Without probes it is private: an instructor checks it."""

    def __init__(self, reference, probes, hints, learned, wants):
        self.reference, self.mistakes = reference, {}
        self.hints, self.learned = tuple(map(gettext, hints)), gettext(learned)
        self.name, lesson = reference.__name__, re.search(r"_(\d\d)", reference.__module__)
        self.lesson = lesson[1] if lesson else ""
        self.names, self.probes = (self.name,), probes
        self.quantities = {}
        self._wants, self._hinted, self._counted = wants, 0, None

    def mistake(self, sentence):
        """Declare the decorated function as a mistake that learners make, with the sentence that names it."""

        def declare(function):
            self.mistakes[gettext(sentence)] = function
            return function

        return declare

    def on_the_way(self, symbol):
        """Declare the decorated function as a quantity that learners compute on their way, in order.

        It gets the inputs. Where the quantity changes in a loop, it returns what it is after the last round.
        """

        def declare(function):
            self.quantities[symbol] = function
            return function

        return declare

    def counted(self, inputs, without=()):
        """Declare the decorated function as the judge of what an answer costs that is right.

        ``judge(count, *inputs())`` returns in words what is too much, "" if nothing; `count` is how many
        operations on arrays stood in a row. What calls one of the functions in `without`, which do the
        exercise's work, is refused. Graders get answers alone, and ask for no cost.
        """

        def declare(judge):
            self._counted = inputs, judge, without
            return judge

        return declare

    def words(self):
        """Return all texts that it is declared with."""
        return [*self.hints, self.learned, *self.mistakes]

    def questions(self):
        """Return what a grader asks: the function's name, the tuples of arguments, and no own limit."""
        return [(self.name, self.probes(), None)]

    def check(self, function):
        """Return what is right or wrong with the learner's function, to be shown beneath the cell."""
        if is_stub(function):
            return Result(None, NOT_ATTEMPTED)
        if self.is_private:
            return Result(None, PRIVATE)
        if not callable(function):
            said = gettext("Give the function itself, without brackets: check({name}).")
            return Result(False, said.format(name=self.name))
        try:
            inspect.signature(function).bind(*self.probes()[0])
        except (TypeError, ValueError):
            names = ", ".join(inspect.signature(self.reference).parameters)
            said = gettext("{name} takes ({parameters}); yours can't be called so.")
            return Result(False, said.format(name=self.name, parameters=names))
        calls = tried(function, self.probes())
        if has_gaps(function) and isinstance(calls[0].error, TypeError):
            return Result(None, NOT_ATTEMPTED)
        result = self.judge(calls, function)
        if result:
            progress.add(self.lesson, self.name)
        return result

    def judge(self, calls, function=None):
        """Return the result for the `Call`s on the probes, in their order, up to one that never ended.

        With the function itself the result may say more: how far it is right, and what it costs.
        """
        trials = list(zip(self.probes(), calls, strict=False))
        whys = [self._wrong(inputs, call) for inputs, call in trials]
        if not any(whys):
            if dear := self._too_dear(function):
                return Result(False, f"{gettext('Not yet.')}\n{dear}")
            said = [gettext("Right."), self.learned]
            if calls[0].printed > _A_LOT:
                said.append(gettext("(It prints a lot, though: take the print out.)"))
            return Result(True, " ".join(filter(None, said)))
        spoilt = [not agree(call.inputs, inputs) for inputs, call in trials]
        wrong = list(map(bool, whys))
        inputs, call, why = self._shown_first(trials, whys)
        named = "" if any(spoilt) else diagnosis.named(self, trials, wrong)
        helps = "" if any(spoilt) or named else diagnosis.helps(self, trials, wrong, function, inputs)
        if named:  # a second line asks for what the name says
            why = why.split("\n")[0]
        if self.wanted_is_one:
            why = axes.named(self, trials, (inputs, call), why)
        said = [gettext("Not yet."), named or helps, f"{why[0].upper()}{why[1:]}", self._inputs(inputs)]
        return Result(False, "\n".join(filter(None, said)), named)

    @property
    def is_private(self):
        """Whether an instructor checks it."""
        return self.probes is None

    @property
    def wanted_is_one(self):
        """Whether one answer is right, the reference's."""
        return self._wants is None and not self.is_private

    def _shown_first(self, trials, whys):
        """Return the first inputs on which the answer fails, its `Call` and why: visibly, if it does so."""
        failed = [(inputs, call, why) for (inputs, call), why in zip(trials, whys, strict=True) if why]
        seen = failed
        if self.wanted_is_one and not failed[0][1].error:
            seen = [
                one for one in failed if not one[1].error and visible(one[1].value, self.reference(*one[0]))
            ]
        return (seen or failed)[0]

    def _too_dear(self, function):
        """Return in words what is too much of a right answer's operations, or ""."""
        if function is None or self._counted is None:
            return ""
        inputs, judge, without = self._counted
        if name := cost.borrowed(function, inputs(), without):
            return gettext("{name} does the work here: write it yourself, without it.").format(name=name)
        return judge(cost.in_a_row(function, inputs()), *inputs())

    def grade(self, *functions):
        """Raise AssertionError with the message of `check` unless the answer is right: for nbgrader."""
        result = self.check(*functions)
        assert result.ok, str(result)

    def hint(self):
        """Show the next hint; after the last one, the last again."""
        self._hinted = min(self._hinted + 1, len(self.hints))
        said = gettext("Hint {number} of {count}: {hint}")
        hint = self.hints[self._hinted - 1]
        put(Note(said.format(number=self._hinted, count=len(self.hints), hint=hint)))

    def solution(self):
        """Show the reference's own source, coloured."""
        put(Note(PRIVATE) if self.is_private else Code(self.source(), language="python"))

    def source(self):
        """Return the reference's source, without its declaration."""
        text = textwrap.dedent(inspect.getsource(self.reference))
        return text[text.index("\ndef ") + 1 :]

    def _wrong(self, inputs, call):
        """Return in words what is wrong with the call on one probe, or ""."""
        if isinstance(call.error, TooLong):
            late = gettext("It was still running after {seconds:.0f} seconds and was stopped.")
            endless = gettext("Is there a loop that never ends?")
            return f"{late.format(seconds=SECONDS)} {endless}"
        if call.error is not None:
            return raised(call.error)
        if not agree(call.inputs, inputs):
            of = next(
                value for value, left in zip(inputs, call.inputs, strict=True) if not agree(left, value)
            )
            return _CHANGED.format(copy="copy.deepcopy(x)" if isinstance(of, dict | list) else "x.copy()")
        if self._wants is None:
            return difference(call.value, self.reference(*inputs))
        try:
            return self._wants(call.value, *inputs)
        except Exception:  # the answer is of a kind that the question did not expect
            example = shown(self.reference(*inputs)).split("  (")[-1].rstrip(")")
            said = gettext("the answer is {got}, expected something like ({example}).")
            return said.format(got=shown(call.value), example=example)

    def _inputs(self, inputs):
        """Return the arguments of a call, named, as lines."""
        names = inspect.signature(self.reference).parameters
        lines = [f"{name} = {shown(value)}" for name, value in zip(names, inputs, strict=False)]
        head = gettext("The smallest input on which it fails:")
        return f"{head}\n" + textwrap.indent("\n".join(lines), "    ")


def lessons():
    """Return the exercises of all lessons: by the lesson's number, such as "04", then by name."""
    package = importlib.import_module("course_utils.exercises")
    names = [re.fullmatch(r"lesson_(\d\d)", m.name) for m in pkgutil.iter_modules(package.__path__)]
    return {number: of_lesson(number) for number in sorted({name[1] for name in names if name})}


def of_lesson(number):
    """Return the exercises of one lesson by name; ModuleNotFoundError if it has none."""
    return declared(importlib.import_module(f"course_utils.exercises.lesson_{number}"))


def declared(module):
    """Return the exercises of a lesson's module by name, in their order there."""
    return {name: one for name, one in vars(module).items() if isinstance(one, Exercise)}
