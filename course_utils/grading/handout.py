"""Exercises without their solutions, for graded work: ``python -m course_utils.grading.handout FOLDER TO``.

An instructor's own ``lesson_NN.py`` are in a folder outside the course, named by COURSE_EXERCISES. For each
of them this writes the copy that students get: interface and hints, no reference, inputs or mistakes.
"""

import importlib.util
import inspect
import sys
import textwrap
from pathlib import Path

from course_utils import project
from course_utils.exercises.engine.build import Build
from course_utils.exercises.engine.exercise import declared

_FILES = "lesson_[0-9][0-9].py"
_HEAD = '''"""Lesson {}, as students get it: answers are checked by the instructor."""

from course_utils.exercises import {}
'''


def main(arguments=None):
    """Write the copies; return the exit status."""
    parser = project.command("course_utils.grading.handout", __doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where your lesson_NN.py lie")
    parser.add_argument("to", type=Path, metavar="TO", help="where the students' copies go")
    options = parser.parse_args(arguments)
    if not list(options.folder.glob(_FILES)):
        print(f"{options.folder} holds no lesson_NN.py: nothing is written")
        return 1
    if options.folder.resolve() == options.to.resolve():
        print(f"{options.to} is where your own files lie: nothing is written")
        return 1
    for path in write(options.folder, options.to):
        print(f"{path}: without solutions")
    return 0


def write(folder, to):
    """Write the students' copies of all files in a folder; return where they are."""
    to.mkdir(parents=True, exist_ok=True)
    copies = {to / path.name: students_copy(path) for path in sorted(folder.glob(_FILES))}
    for path, text in copies.items():
        path.write_text(text, encoding="utf-8")
    return list(copies)


def students_copy(path):
    """Return the text of the students' copy of an instructor's file; the file is run."""
    spec = importlib.util.spec_from_file_location(f"course_utils.exercises.{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    exercises = declared(module).values()
    builds = [one for one in exercises if isinstance(one, Build)]
    head = _HEAD.format(path.stem.removeprefix("lesson_"), "Build, exercise" if builds else "exercise")
    return "\n".join([head, *(_build(one) if one in builds else _exercise(one) for one in exercises)])


def _exercise(one):
    return f"\n@exercise(\n{_hints(one.hints)})\n{_starter(one.reference)}"


def _build(one):
    """Return a build without its parts; their hints it keeps."""
    hints = [*one.hints, *(hint for part in one.parts for hint in part.hints)]
    starters = "".join(f"\n{_starter(function)}\n" for function in one.functions)
    return (
        f'{starters}\n{one.name} = Build(\n    "{one.name}",\n    {", ".join(one.names)},\n{_hints(hints)})\n'
    )


def _hints(hints):
    lines = "".join(f"        {hint!r},\n" for hint in hints)
    return f"    hints=(\n{lines}    ),\n"


def _starter(function):
    described = textwrap.indent(f'"""{inspect.getdoc(function)}"""', "    ")
    return f"def {function.__name__}{inspect.signature(function)}:\n{described}\n"


if __name__ == "__main__":
    sys.exit(main())
