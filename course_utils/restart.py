"""Begin a lesson again: ``python -m course_utils.restart 03``.

A fresh copy of the lesson, as the course has it, takes its place in `my_lessons/`; your own file is kept
beside it, in `my_lessons/kept/`.
"""

import sys

from course_utils import copies, project


def main(arguments=None, folder=copies.FOLDER, lessons=None):
    """Keep the learner's file, put a fresh copy there, say what was done; return the exit status."""
    parser = project.command("course_utils.restart", __doc__)
    parser.add_argument("lesson", help="its number, such as 03")
    number = parser.parse_args(arguments).lesson.zfill(2)
    known = {lesson.name[:2]: lesson for lesson in (project.notebooks() if lessons is None else lessons)}
    if number not in known:
        print(f"There is no lesson {number}; there are {', '.join(known)}.", file=sys.stderr)
        return 1
    try:
        kept = copies.begin_again(known[number], folder)
    except OSError as error:
        print(f"{folder} can't be written to: {error.strerror or error}.", file=sys.stderr)
        return 1
    if kept:
        print(f"Your own file is now {folder.name}/{kept}.")
    print(f"{known[number].name} is as the course has it. Is it open? File > Reload Notebook from Disk.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
