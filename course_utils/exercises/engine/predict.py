"""Predictions: before an experiment the learner commits to an answer; afterwards the two are shown together.

In a lesson one line asks, and after the experiment one line compares::

    guess = ask("Shuffled: how large is the error, compared to before?", ["smaller", "equal", "larger"])
    guess.compare("equal" if abs(ratio - 1) < 0.2 else "smaller" if ratio < 1 else "larger")

The right answer is never typed in: it is the value that the run gave.
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
    _outcomes = ()

    def compare(self, ran):
        """Show the prediction next to what the experiment gave: a choice, a number, or the things in order.

        Raises ValueError if that is nothing the learner could have predicted.
        """
        outcome = Outcome(asked=self, **_read(self.question, ran))
        outcome.stored = gettext("The run: {words}.").format(words=outcome.words)
        self._outcomes = [*self._outcomes, outcome]
        display.keep(outcome)
        put(outcome)

    def close(self):
        """Remove the question from the page, with whatever was compared with its answer."""
        for outcome in self._outcomes:
            outcome.close()
        super().close()


def ask(question, choices=None, order=None, unit=""):
    """Show a question, one sentence, that the learner answers before an experiment.

    `choices` are the options, `order` things to put in order, in their first order on the page.
    Without either the answer is a number, in some `unit`. Give what the experiment computed to the
    `Prediction`'s ``compare``.
    """
    if choices:
        form, how = {"kind": "choice", "choices": list(choices)}, " / ".join(choices)
    elif order:
        form = {"kind": "order", "items": list(order)}
        how = gettext("put in order: {things}").format(things=" / ".join(order))
    else:
        form = {"kind": "number", "unit": unit}
        how = gettext("a number, {unit}").format(unit=unit) if unit else gettext("a number")
    asked = Prediction(question={"text": question, **form})
    asked.stored = gettext("Predict: {question} [{how}]").format(question=question, how=how)
    display.keep(asked)
    put(asked)
    return asked


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
