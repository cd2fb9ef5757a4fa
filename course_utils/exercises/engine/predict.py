"""Predictions: before an experiment the learner commits to an answer; afterwards the two are shown together.

In a lesson one cell asks, and after the experiment one cell compares::

    guess = ask("Shuffled: the error, compared to before", {"smaller": None, "equal": 0.8, "larger": 1.25})
    guess.compare(ratio)

The right answer is never typed in: it is the value that the run gave. Here a ratio from 0.8 on is called
equal, from 1.25 on larger.
"""

import math

import anywidget
import traitlets
from IPython.display import display as put

from course_utils import display
from course_utils.exercises.engine.form import Form, module
from course_utils.texts import gettext


class Outcome(Form):
    """What the experiment gave, next to the prediction as soon as there is one."""

    _esm = module("predict.js")
    asked = anywidget.WidgetTrait().tag(sync=True)
    ran = traitlets.Any().tag(sync=True)  # None: a number beyond all bounds
    words = traitlets.Unicode().tag(sync=True)


class Prediction(Form):
    """A question before an experiment; made by `ask`."""

    _esm = module("predict.js")
    question = traitlets.Dict().tag(sync=True)
    answer = traitlets.Any(None).tag(sync=True)
    _outcomes, _bounds = (), {}

    def compare(self, ran):
        """Show the prediction next to what the experiment gave.

        That is a number, the things in order, or for a choice the option itself, the value that decides
        between options with bounds, or the truth of each thing in `which`. Raises ValueError if it is
        nothing the learner could have predicted.
        """
        outcome = Outcome(asked=self, **_read(self.question, self._chosen(ran)))
        outcome.stored = gettext("The run: {words}.").format(words=outcome.words)
        self._outcomes = [*self._outcomes, outcome]
        display.keep(outcome)
        put(outcome)

    def _chosen(self, ran):
        """Return the option that what ran decides for, if the options have bounds; else what ran."""
        if isinstance(ran, str) or not self._bounds:
            return ran
        if hasattr(ran, "__iter__"):
            ran = tuple(map(bool, ran))
            return next((option for option, of in self._bounds.items() if of == ran), ran)
        reached = {option: -math.inf if of is None else of for option, of in self._bounds.items()}
        reached = {option: of for option, of in reached.items() if of <= ran}
        return max(reached, key=reached.get, default=ran)

    def close(self):
        """Remove the question from the page, with whatever was compared with its answer."""
        for outcome in self._outcomes:
            outcome.close()
        super().close()


def ask(question, choices=None, order=None, unit="", which=None):
    """Show a question, one sentence, that the learner answers before an experiment.

    `choices` are the options; as a dict, each with the least value for which it is right, None for whatever
    is below all others, True and False for what is or isn't so. `which` are two things, of which both,
    either alone, or neither will be so. `order` are things to put in order, in their first order on the
    page. Without any of these the answer is a number, in some `unit`. Give what the experiment computed to
    the `Prediction`'s ``compare``.
    """
    bounds = choices if isinstance(choices, dict) else {}
    if which:
        bounds = _combined(*which)
        choices = list(bounds)
    if choices:
        form, how = {"kind": "choice", "choices": list(choices)}, " / ".join(choices)
    elif order:
        form = {"kind": "order", "items": list(order)}
        how = gettext("put in order: {things}").format(things=" / ".join(order))
    else:
        form = {"kind": "number", "unit": unit}
        how = gettext("a number, {unit}").format(unit=unit) if unit else gettext("a number")
    asked = Prediction(question={"text": question, **form})
    asked._bounds = bounds
    asked.stored = gettext("Predict: {question} [{how}]").format(question=question, how=how)
    display.keep(asked)
    put(asked)
    return asked


def _combined(one, other):
    """Return the options for two things that may be so or not, each with the truth of the two."""
    alone = gettext("{thing} alone")
    return {
        alone.format(thing=one): (True, False),
        alone.format(thing=other): (False, True),
        gettext("both"): (True, True),
        gettext("neither"): (False, False),
    }


def _read(question, ran):
    """Return what ran as plain data and in words, if it answers the question."""
    if question["kind"] == "number":
        words = f"{float(f'{ran:.3g}'):g} {question['unit']}".strip()
        return {"ran": float(ran) if math.isfinite(ran) else None, "words": words}
    if question["kind"] == "choice":
        if ran not in question["choices"]:
            raise ValueError(f"the run gave {ran!r}, which is none of {question['choices']}")
        return {"ran": ran, "words": ran}
    if sorted(ran) != sorted(question["items"]):
        raise ValueError(f"the run gave {list(ran)}, which is no order of {question['items']}")
    return {"ran": list(ran), "words": " → ".join(ran)}
