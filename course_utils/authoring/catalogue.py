"""Collect the words that a learner sees, for translators: ``python -m course_utils.authoring.catalogue``.

Writes ``texts/unrolled.pot``, the list of all of them, and brings every ``texts/*.po`` up to date with it:
new and changed texts wait for a translation, and until then English is shown; nothing is guessed. Texts
come from the calls of ``gettext`` in Python and JavaScript, and from what exercises and quizzes declare.
The lessons have catalogues of their own, ``texts/lessons/ko/04.po``; ``--missing ko`` says how far they are.
"""

import io
import sys

import nbformat
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from course_utils import project, texts
from course_utils.exercises.engine import exercise, quiz
from course_utils.texts import lessons

_METHODS = {".py": "python", ".js": "javascript"}
_KEYWORDS = {"gettext": None, "N_": None, "pgettext": ((1, "c"), 2)}
_HEAD = (
    "# The words of {what}; `make texts` writes this file.\n"
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
)


def main(arguments=None):
    """Write the catalogues, or say how far those of the lessons are; return the exit status."""
    parser = project.command("course_utils.authoring.catalogue", __doc__)
    parser.add_argument("--missing", metavar="LANGUAGE", help="change nothing; say what the lessons lack")
    language = parser.parse_args(arguments).missing
    if language:
        print(*(how_far(language, lesson) for lesson in project.notebooks()), sep="\n")
        return 0
    if texts.LANGUAGE:
        print(f"the exercises are declared in another language now: unset {texts.VARIABLE}")
        return 1
    for path, text in current().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if project.store(path, text):
            print(f"{path.relative_to(texts.FOLDER).as_posix()}: changed")
    return 0


def current():
    """Return what the files should hold, as a dict of text by path."""
    template = collected()
    head = _HEAD.format(what="the course's labs, checks and quizzes")
    files = {texts.FOLDER / "unrolled.pot": head + _as_text(template, omit_header=True)}
    for path in sorted(texts.FOLDER.glob("*.po")):
        files[path] = _as_text(_renewed(path, template))
        for lesson in project.notebooks():
            head = _HEAD.format(what=f"lesson {lesson.stem}, each with the id of its cell")
            own = lessons.path(path.stem, lesson.name[:2])
            renewed = _renewed(own, said_in(_read(lesson)))
            files[own] = head + _as_text(renewed, {"python-format", "python-brace-format"}, omit_header=True)
    return files


def _renewed(path, template):
    """Return the translations in a file, brought up to date; what is translated and gone stays at the end."""
    translated = Catalog(charset="utf-8")
    if path.exists():
        with open(path, "rb") as file:
            translated = read_po(file, locale=path.stem if path.parent == texts.FOLDER else None)
    translated.update(template, no_fuzzy_matching=True, update_creation_date=False)
    for key in [key for key, one in translated.obsolete.items() if not one.string]:
        del translated.obsolete[key]
    return translated


def said_in(notebook):
    """Return the catalogue of what a lesson says."""
    catalogue = Catalog(charset="utf-8")
    for cell, said in lessons.said(notebook).items():
        for text in said:
            catalogue.add(text, context=cell)
    return catalogue


def how_far(language, lesson):
    """Return lines on a lesson in a language: how many texts are translated, which cells are out of date.

    A cell is that if it has another text now. A translation that doesn't fit would break code or links.
    """
    notebook, place = _read(lesson), lessons.path(language, lesson.name[:2])
    template, words = said_in(notebook), lessons.read(language, lesson.name[:2])
    kept = _renewed(place, template).obsolete.values()
    asked = [(one.context, one.id) for one in template if one.id]
    told = {text for _, text in words}
    missing = [cell for cell, text in asked if text not in told]
    old = [cell for cell in dict.fromkeys(missing) if cell in {one.context for one in kept}]
    _, unfit = lessons.translated(notebook, words)
    line = f"{lesson.stem}: {len(asked) - len(missing)} of {len(asked)} texts translated"
    line += f"; out of date: {', '.join(old)}" if old else ""
    return line + "".join(f"\n  doesn't fit: {text!r}" for text in unfit)


def _read(path):
    return nbformat.read(path, as_version=4)


def collected():
    """Return the catalogue of all texts, each with the files that say it."""
    catalogue = Catalog(charset="utf-8")
    for name, text, context in [*_called(), *_declared()]:
        catalogue.add(text, locations=[(f"course_utils/{name}", 1)], context=context)
    return catalogue


def _called():
    """Yield file, text and context of every call of ``gettext``."""
    package = project.ROOT / "course_utils"
    for path in (path for path in sorted(package.rglob("*")) if path.suffix in _METHODS):
        with open(path, "rb") as file:
            options = {"parse_template_string": True}
            for _, text, _, context in extract(_METHODS[path.suffix], file, _KEYWORDS, options=options):
                said = text if isinstance(text, str) else text[-1]
                yield path.relative_to(package).as_posix(), said, context


def _declared():
    """Yield file, text and context of what exercises and quizzes are declared with."""
    for exercises in exercise.lessons().values():
        for one in exercises.values():
            for text in filter(None, one.words()):
                yield f"exercises/{one.reference.__module__.rpartition('.')[2]}.py", text, None
    for lesson in quiz.lessons():
        for question in quiz.questions(lesson):
            for text in filter(None, question.words()):
                yield f"exercises/quizzes/quiz_{lesson}.py", text, None


def _as_text(catalogue, unlike=frozenset({"python-format"}), **options):
    written = io.BytesIO()
    for message in catalogue:
        message.flags -= unlike  # '5 % of' is no placeholder, nor is a formula's brace
    write_po(written, catalogue, width=100, include_lineno=False, **options)
    return written.getvalue().decode("utf-8")


if __name__ == "__main__":
    sys.exit(main())
