"""Collect the words that a learner sees, for translators: ``python -m course_utils.authoring.catalogue``.

Writes ``texts/unrolled.pot``, the list of all of them, and brings every ``texts/*.po`` up to date with it:
new and changed texts wait for a translation, and until then English is shown; nothing is guessed. Texts
come from the calls of ``gettext`` in Python and JavaScript, and from what exercises and quizzes declare.
"""

import io
import sys

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from course_utils import project, texts
from course_utils.exercises.engine import exercise, quiz

_METHODS = {".py": "python", ".js": "javascript"}
_KEYWORDS = {"gettext": None, "N_": None, "pgettext": ((1, "c"), 2)}
_HEAD = (
    "# The words of the course's labs, checks and quizzes; `make texts` writes this file.\n"
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
)


def main():
    """Write the catalogues; return the exit status."""
    if texts.LANGUAGE:
        print(f"the exercises are declared in another language now: unset {texts.VARIABLE}")
        return 1
    for path, text in current().items():
        if project.store(path, text):
            print(f"{path.name}: changed")
    return 0


def current():
    """Return what the files should hold, as a dict of text by path."""
    template = collected()
    files = {texts.FOLDER / "unrolled.pot": _HEAD + _as_text(template, omit_header=True)}
    for path in sorted(texts.FOLDER.glob("*.po")):
        with open(path, "rb") as file:
            translated = read_po(file, locale=path.stem)
        translated.update(template, no_fuzzy_matching=True, update_creation_date=False)
        for key in [key for key, one in translated.obsolete.items() if not one.string]:
            del translated.obsolete[key]
        files[path] = _as_text(translated)
    return files


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
                yield path.relative_to(package).as_posix(), text if isinstance(text, str) else text[-1], context


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


def _as_text(catalogue, **options):
    written = io.BytesIO()
    for message in catalogue:
        message.flags.discard("python-format")  # '5 % of' is no placeholder: ours are braces
    write_po(written, catalogue, width=100, include_lineno=False, **options)
    return written.getvalue().decode("utf-8")


if __name__ == "__main__":
    sys.exit(main())
