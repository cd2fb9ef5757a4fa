"""The texts of labs, checks and quizzes, in the language that the variable COURSE_LANGUAGE names.

>>> gettext("Each step keeps {keep:.2f} of what was there.").format(keep=0.5)
'Each step keeps 0.50 of what was there.'

The English text is in the code and is shown wherever a catalogue has no translation. A catalogue is a file
next to this one, such as ``ko.po``, which every translator's tool reads; `course_utils.authoring.catalogue`
writes it. The self-check uses this file where nothing is installed: it imports only the standard library,
unless it has to translate.
"""

import os
import warnings
from pathlib import Path

VARIABLE = "COURSE_LANGUAGE"
FOLDER = Path(__file__).parent


def read(language):
    """Return the translations into a language, such as "ko", by context and text; {} for English."""
    path = FOLDER / f"{language}.po"
    if language in ("", "en"):
        return {}
    if not path.exists():
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.po")))
        warnings.warn(f"{VARIABLE} is {language!r}, but there is: en, {known}", stacklevel=2)
        return {}
    return messages(path)


def messages(path):
    """Return the translations in a catalogue, by context and text."""
    try:
        from babel.messages.pofile import read_po
    except ImportError:  # the self-check goes on, and says what is missing
        return {}
    with open(path, "rb") as file:
        known = [one for one in read_po(file) if one.id and one.string and not one.fuzzy]
    return {(one.context, one.id): one.string for one in known}


LANGUAGE = os.environ.get(VARIABLE, "").strip()
_TRANSLATED = read(LANGUAGE)


def gettext(text):
    """Return a text in the course's language; placeholders, ``{keep:.2f}``, are filled afterwards."""
    return _TRANSLATED.get((None, text), text)


def pgettext(context, text):
    """Return a text that means something else elsewhere; the context says what it means here."""
    return _TRANSLATED.get((context, text), text)


def N_(text):
    """Return a text as it is, for `gettext` to translate where it is shown."""
    return text


def said_in(script):
    """Return the translations of the texts in a script, by text."""
    return {text: words for (_, text), words in _TRANSLATED.items() if f'"{text}"' in script}
