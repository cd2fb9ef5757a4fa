"""A lesson's quiz: a few questions on what is commonly believed, in native form controls.

The questions are in ``quiz_NN.py``. In a lesson one line shows them, ``quiz.show("04")``. Where nothing can
run, the questions are readable in the stored output; the answers are folded in the cell below, which
`refresh` writes.
"""

import os
import re
import textwrap
from importlib import import_module
from pathlib import Path

import traitlets

from course_utils import display
from course_utils.exercises.engine.form import Form, module
from course_utils.exercises.engine.questions import OTHER, Number, Wrong, shuffled
from course_utils.texts import gettext

ANSWERS = "quiz-answers"  # id of the cell beneath the quiz
_LINE = re.compile(r'^quiz\.show\("(\d\d)"\)$', re.MULTILINE)
_FOLDER = Path(__file__).parents[1] / "quizzes"


class Quiz(Form):
    """The widget; `answers` holds what the learner answered, None where there is no answer yet."""

    _esm = module("quiz.js")
    name = traitlets.Unicode().tag(sync=True)
    questions = traitlets.List().tag(sync=True)
    answers = traitlets.List().tag(sync=True)


def show(lesson):
    """Return the quiz of a lesson, by its number in two digits, to end a cell with."""
    asked = questions(lesson)
    name = gettext("Quiz of lesson {lesson}").format(lesson=int(lesson))
    shown = Quiz(name=name, questions=list(map(_for_this_learner, asked)), answers=[None] * len(asked))
    shown.stored = _as_text(name, asked)
    display.keep(shown)
    return shown


def _for_this_learner(question):
    """Return a question as plain data, its options in an order of this learner's own."""
    state = question.state()
    if "choices" in state:
        state["choices"] = shuffled(state["choices"], f"{os.path.expanduser('~')}{question.text}")
    return state


def lessons():
    """Return the numbers of the lessons that have a quiz."""
    return sorted(path.stem.removeprefix("quiz_") for path in _FOLDER.glob("quiz_*.py"))


def questions(lesson):
    """Return the questions of a lesson; a ValueError if it has no quiz."""
    if lesson not in lessons():
        raise ValueError(f"there is no quiz {lesson!r}; there are {', '.join(lessons())}")
    return import_module(f"course_utils.exercises.quizzes.quiz_{lesson}").QUESTIONS


def in_notebook(notebook):
    """Return, for each cell that shows a quiz, its place in the notebook and the lesson's number."""
    found = [(i, _LINE.search(c.source)) for i, c in enumerate(notebook.cells) if c.cell_type == "code"]
    return [(i, match[1]) for i, match in found if match]


def folded(lesson):
    """Return the answers to a quiz as Markdown, each folded away."""
    parts = [gettext("**Answers.** Unfold one when you have decided.")]
    head = gettext("Answer to question {number}")
    for number, question in enumerate(questions(lesson), start=1):
        right = question.right
        parts += [
            f"<details><summary>{head.format(number=number)}</summary>",
            f"**{question.sentence(right.answer)}** {right.why}",
            "\n".join(_refuted(question, one) for one in question.answers if isinstance(one, Wrong)),
            "</details>",
        ]
    return "\n\n".join(parts)


def _refuted(question, one):
    """Return a wrong answer and its reply as an item, with a link as pages name their headings."""
    given = gettext("Anything else:") if one.answer is OTHER else question.sentence(one.answer)
    return f"- *{given}* {one.why} {gettext('See:')} [{one.see}](#{one.see.replace(' ', '-')})"


def _as_text(name, asked):
    """Return the questions, readable where nothing can run."""
    head = gettext("{name}: {count} questions, none answered yet.")
    lines = [head.format(name=name, count=len(asked))]
    for number, question in enumerate(asked, start=1):
        form = question.state()
        lines += ["", *textwrap.wrap(f"{number}. {question.text}", 100, subsequent_indent="   ")]
        if isinstance(question, Number):
            said = gettext("Answer: a number ({unit})") if question.unit else gettext("Answer: a number")
            lines += ["   " + said.format(unit=question.unit)]
        for one in form.get("choices", form.get("items", [])):
            lines += textwrap.wrap(one, 100, initial_indent="   - ", subsequent_indent="     ")
    return "\n".join(lines)
