"""One declaration an exercise: the reference is the function itself, everything else hangs on it.

>>> @exercise(probes=lambda: [(np.ones(3),)], hints=("Add them up.", "Divide by how many there are."))
... def mean(xs):
...     return xs.sum() / len(xs)
>>> @mean.mistake("You forgot to divide by the number of values.")
... def _(xs):
...     return xs.sum()

The notebook then says ``ex.mean.check(mean)``, ``ex.mean.hint()``, ``ex.mean.solution()``.
"""

import inspect
import textwrap

from IPython.display import Code

from course_utils.exercises.engine import generic
from course_utils.exercises.engine.compare import agree, difference, shown
from course_utils.exercises.engine.done import progress
from course_utils.exercises.engine.result import NOT_ATTEMPTED, Note, Result
from course_utils.exercises.engine.untouched import has_gaps, is_stub
from course_utils.exercises.engine.watchdog import SECONDS, Outcome, TooLong, called, prints_a_lot
from course_utils.texts import gettext

_PRIVATE = gettext("This exercise is checked by your instructor: its solution is not in this copy.")
_CHANGED = gettext("It changes the input it is given. Work on a copy: x.copy().")


def exercise(*, probes=None, hints=(), learned="", wants=None):
    """Declare the decorated function as the reference of an exercise.

    Parameters
    ----------
    probes : callable
        Returns a list of tuples of arguments, seeded, the smallest first: the learner is shown the first one
        that fails.
    hints : sequence of str
        Two or more, each a step further, none the solution.
    learned : str
        What the learner can do now.
    wants : callable, optional
        ``wants(answer, *inputs)`` returns in words what is wrong with an answer, "" if nothing: for tasks
        that have many right answers. Without it an answer must equal the reference's.
    """

    def declare(reference):
        return Exercise(reference, probes, tuple(map(gettext, hints)), gettext(learned), wants)

    return declare


class Exercise:
    """An exercise; `exercise` makes it."""

    def __init__(self, reference, probes, hints, learned, wants):
        self.reference, self.hints, self.learned, self.mistakes = reference, hints, learned, {}
        self.name, self.lesson = reference.__name__, reference.__module__.rpartition("_")[2]
        self._make_probes, self._wants, self._hinted = probes, wants, 0
        self.is_private = probes is None

    def mistake(self, sentence):
        """Declare the decorated function as a mistake that learners make, with the sentence that names it."""

        def declare(function):
            self.mistakes[gettext(sentence)] = function
            return function

        return declare

    def probes(self):
        """Return the inputs on which an answer is tried, as a list of tuples."""
        return self._make_probes()

    def check(self, function):
        """Return what is right or wrong with the learner's function, to be shown beneath the cell."""
        if self.is_private:
            return Result(None, NOT_ATTEMPTED if is_stub(function) else _PRIVATE)
        if not callable(function):
            said = gettext("Give the function itself, without brackets: check({name}).")
            return Result(False, said.format(name=self.name))
        if is_stub(function):
            return Result(None, NOT_ATTEMPTED)
        if reason := self._signature(function):
            return Result(False, reason)
        outcomes = []
        for inputs in self.probes():
            outcomes.append(called(function, inputs))
            if isinstance(outcomes[-1].error, TooLong):
                break
        if has_gaps(function) and isinstance(outcomes[0].error, TypeError):
            return Result(None, NOT_ATTEMPTED)
        result = self.judge(outcomes)
        if result.ok:
            progress.add(self.lesson, self.name)
        return result

    def judge(self, outcomes):
        """Return the result for what a function gave on the probes: one `Outcome` each, in their order."""
        trials = list(zip(self.probes(), outcomes, strict=False))
        failed = next(((i, o, why) for i, o in trials if (why := self._wrong(i, o))), None)
        if failed is None:
            said = [gettext("Right."), self.learned]
            if prints_a_lot(outcomes[0]):
                said.append(gettext("(It prints a lot, though: take the print out.)"))
            return Result(True, " ".join(filter(None, said)))
        inputs, outcome, why = failed
        if outcome.error is not None or why == _CHANGED:
            named = self._declared(trials)
            return Result(False, _lines(named, why, self._inputs(inputs)), named)
        named = self._declared(trials) or self._generic(trials)
        return Result(False, _lines(named, f"{why[0].upper()}{why[1:]}", self._inputs(inputs)), named)

    def grade(self, function):
        """Raise AssertionError with the message of `check` unless the answer is right: for nbgrader."""
        result = self.check(function)
        assert result.ok, str(result)

    def hint(self):
        """Return the next hint; after the last one, the last again."""
        self._hinted = min(self._hinted + 1, len(self.hints))
        said = gettext("Hint {number} of {count}: {hint}")
        hint = self.hints[self._hinted - 1]
        return Note(said.format(number=self._hinted, count=len(self.hints), hint=hint))

    def solution(self):
        """Return the reference's own source, coloured."""
        if self.is_private:
            return Note(_PRIVATE)
        return Code(self.source(), language="python")

    def source(self):
        """Return the reference's source, without its declaration."""
        text = textwrap.dedent(inspect.getsource(self.reference))
        return text[text.index("\ndef ") + 1 :]

    def _signature(self, function):
        """Return what is wrong with the function's parameters, or ""."""
        try:
            inspect.signature(function).bind(*self.probes()[0])
        except (TypeError, ValueError):
            names = ", ".join(inspect.signature(self.reference).parameters)
            said = gettext("{name} takes ({parameters}); yours can't be called so.")
            return said.format(name=self.name, parameters=names)
        return ""

    def _wrong(self, inputs, outcome):
        """Return in words what is wrong with the outcome on one probe, or ""."""
        if isinstance(outcome.error, TooLong):
            late = gettext("It was still running after {seconds:.0f} seconds and was stopped.")
            endless = gettext("Is there a loop that never ends?")
            return f"{late.format(seconds=SECONDS)} {endless}"
        if outcome.error is not None:
            return _raised(outcome.error)
        if not agree(outcome.inputs, inputs):
            return _CHANGED
        if self._wants is None:
            return difference(outcome.value, self.reference(*inputs))
        try:
            return self._wants(outcome.value, *inputs)
        except Exception:  # the answer is of a kind that the question never meant
            example = shown(self.reference(*inputs)).split("  (")[-1].rstrip(")")
            said = gettext("the answer is {got}, expected something like ({example}).")
            return said.format(got=shown(outcome.value), example=example)

    def _declared(self, trials):
        """Return the sentence of the declared mistake that behaves like the answer on all probes, or ""."""
        for sentence, function in self.mistakes.items():
            if all(_alike(outcome, called(function, inputs)) for inputs, outcome in trials):
                return sentence
        return ""

    def _generic(self, trials):
        """Return the sentence of a generic mistake that explains every probe it changes, or ""."""
        if self._wants is not None or any(outcome.error for _, outcome in trials):
            return ""
        found = []
        for inputs, outcome in trials:
            want = self.reference(*inputs)
            if agree(outcome.value, want):
                continue
            answers = generic.transformed(want, inputs)
            found.append({generic.kind(s): s for s, a in answers.items() if agree(outcome.value, a)})
        common = [k for k in found[0] if all(k in one for one in found)] if found else []
        return found[0][common[0]] if common else ""

    def _inputs(self, inputs):
        """Return the arguments of a call, named, as lines."""
        names = inspect.signature(self.reference).parameters
        lines = [f"{name} = {shown(value)}" for name, value in zip(names, inputs, strict=False)]
        head = gettext("The smallest input on which it fails:")
        return f"{head}\n" + textwrap.indent("\n".join(lines), "    ")


def _raised(error):
    """Return an exception in words, with the learner's own line."""
    trace, line = error.__traceback__, None
    while trace:  # the innermost frame that lies in the learner's own code
        name = trace.tb_frame.f_code.co_filename
        if "ipykernel" in name or name.startswith("<") or "course_utils" not in name.replace("\\", "/"):
            if "site-packages" not in name and "dist-packages" not in name:
                line = trace.tb_lineno
        trace = trace.tb_next
    said = gettext("It raises {kind}: {text}")
    if line:
        said = gettext("It raises {kind} in line {line} of the cell: {text}")
    text = str(error).split("\n")[0][:160]
    return said.format(kind=type(error).__name__, line=line, text=text)


def _alike(one, other):
    """Return whether two outcomes are the same: the same error, or values that agree."""
    if one.error is not None or other.error is not None:
        return type(one.error) is type(other.error)
    try:
        return agree(one.value, other.value) and agree(one.inputs, other.inputs)
    except Exception:  # values that can't be compared are not alike
        return False


def _lines(*parts):
    return "\n".join([gettext("Not yet."), *filter(None, parts)])


def replayed(answers):
    """Return outcomes from what `course_utils.grading.submission.answers` brought home."""

    def outcome(one):
        if "error" in one:
            kind, _, text = one["error"].partition(": ")
            late = kind == TooLong.__name__
            return Outcome(error=TooLong() if late else type(kind, (Exception,), {})(text))
        return Outcome(value=one.get("value"), inputs=one.get("inputs", ()))

    return [outcome(one) for one in answers]


def declared(module):
    """Return the exercises of a lesson's module by name, in their order there."""
    return {name: one for name, one in vars(module).items() if isinstance(one, Exercise)}
