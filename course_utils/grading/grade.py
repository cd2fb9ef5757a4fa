"""Grade a folder of submissions: ``python -m course_utils.grading.grade FOLDER [--csv OUT] [--jobs N]``.

Every notebook under FOLDER is run in a kernel of its own, with limits on time and memory. The kernel only
answers inputs; right and wrong are decided here, with this copy's exercises (or those of COURSE_EXERCISES,
of which a kernel only gets the students' copies), so a notebook that redefines `check` gains nothing. There
is one row for each exercise and submission; a notebook that can't be graded gets one row with the reason.
OUT grows as the work goes on, and beside it a page (.html) shows which mistakes the class makes. After an
interruption the same command grades the rest. This is no sandbox: for code that may harm the machine use a
container.
"""

import concurrent.futures
import contextlib
import csv
import hashlib
import io
import json
import os
import pkgutil
import re
import sys
from pathlib import Path

from course_utils import exercises, project
from course_utils.exercises.engine.exercise import of_lesson
from course_utils.exercises.engine.result import NOT_ATTEMPTED
from course_utils.grading import page, probe, submission

COLUMNS = ("student", "lesson", "exercise", "passed", "mistake", "message")


def main(arguments=None):
    """Grade, write the CSV, print a summary; return the exit status."""
    parser = project.command("course_utils.grading.grade", __doc__)
    parser.add_argument("folder", type=Path, help="searched for notebooks, with all its folders")
    parser.add_argument("--csv", type=Path, default=Path("grades.csv"), metavar="OUT")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), metavar="N")
    parser.add_argument("--seconds", type=float, default=180, help="for one submission (180)")
    parser.add_argument(
        "--cell-seconds",
        type=float,
        default=submission.CELL_SECONDS,
        help="for one cell, then it is left (60)",
    )
    parser.add_argument("--separator", default=",", help="between columns: ';' where a spreadsheet wants it")
    parser.add_argument("--megabytes", type=int, default=4000, help="of memory for one, on Linux (4000)")
    options = parser.parse_args(arguments)
    paths = [path for path in sorted(options.folder.rglob("*.ipynb")) if not _is_copy(path)]
    if not paths:
        print(f"no notebooks under {options.folder}")
        return 1
    rows = _all_rows(paths, options)
    print(summary(rows))
    print(f"{len(paths)} submissions, {len(rows)} rows: {options.csv}")
    print(f"what the class gets wrong: {page.write(options.csv.with_suffix('.html'), rows)}")
    return 0


def rows_of(path, folder, seconds=180, megabytes=4000, cell_seconds=submission.CELL_SECONDS):
    """Return the rows of one submission, as lists in the order of `COLUMNS`."""
    student = str(Path(path).relative_to(folder).with_suffix(""))
    lesson = ""
    try:
        given = submission.read(path, _lessons())
        lesson, graded = given.lesson, of_lesson(given.lesson)
        questions = {(name, k): one for name in graded for k, one in enumerate(graded[name].questions())}
        found = submission.answers(given.sources, questions, seconds, megabytes, cell_seconds)
        answers = {name: [found[label] for label in questions if label[0] == name] for name in graded}
        return [[student, lesson, name, *_verdict(one, answers[name])] for name, one in graded.items()]
    except submission.SubmissionError as error:
        reason = str(error)
    except Exception as error:  # whatever one submission brings about, the others are graded
        reason = f"can't be graded ({type(error).__name__}: {error})"
    return [[student, lesson, "", False, "", reason]]


def summary(rows):
    """Return a table as text: for each lesson and exercise how many passed, and the commonest mistake."""
    lines, counted = [], {}
    for _, lesson, exercise, passed, mistake, message in rows:
        counted.setdefault((lesson or "?", exercise), []).append((passed, mistake or message))
    for (lesson, exercise), results in sorted(counted.items()):
        right = sum(passed for passed, _ in results)
        wrong = [why for passed, why in results if not passed]
        often = max(sorted(set(wrong)), key=wrong.count, default="")
        times = f"; {wrong.count(often)} times: {often.splitlines()[0]}" if often else ""
        what = f"lesson {lesson}, {exercise}" if exercise else f"lesson {lesson}, not graded"
        lines.append(f"{what}: {right} of {len(results)} passed{times}")
    return "\n".join(lines)


def _lessons():
    """Return the functions that each lesson asks for, by the lesson's number."""
    found = re.findall(
        r"\blesson_(\d\d)\b", " ".join(m.name for m in pkgutil.iter_modules(exercises.__path__))
    )
    return {number: [name for one in of_lesson(number).values() for name in one.names] for number in found}


def _is_copy(path):
    """Return whether a file is Jupyter's own copy, or what a Mac adds to an archive."""
    return ".ipynb_checkpoints" in path.parts or "__MACOSX" in path.parts or path.name.startswith("._")


def _verdict(exercise, given):
    """Return passed, mistake and message for what was answered to each question of an exercise."""
    if all(calls is None for calls in given):
        what = " and ".join(exercise.names)
        return (
            False,
            "",
            f"{what} {'is' if len(given) == 1 else 'are'} not defined: its cell is lost, or it raised.",
        )
    if all(calls == probe.STARTER for calls in given):
        return False, "", NOT_ATTEMPTED
    result = exercise.judge(*given)
    return result.ok is True, result.mistake, str(result)


def _all_rows(paths, options):
    """Grade all submissions that are not finished yet, store rows as they come, and return all."""
    kept = options.csv.with_name(f".{options.csv.name}.part")
    finished = _kept(kept)
    keys = {path: _key(path, options.folder) for path in paths}
    kept.parent.mkdir(parents=True, exist_ok=True)
    pool = concurrent.futures.ThreadPoolExecutor(max_workers=max(1, options.jobs))
    limits = (options.folder, options.seconds, options.megabytes, options.cell_seconds)
    try:
        work = {pool.submit(rows_of, path, *limits): key for path, key in keys.items() if key not in finished}
        for done in concurrent.futures.as_completed(work):
            finished[work[done]] = done.result()
            with open(kept, "a", encoding="utf-8", newline="\n") as file:
                file.write(json.dumps([work[done], done.result()]) + "\n")
            with contextlib.suppress(OSError):  # open in another program: the last time counts
                _store(options, _in_order(finished, keys))
            _bar(sum(key in finished for key in keys.values()), len(paths))
    except KeyboardInterrupt:
        pool.shutdown(wait=False, cancel_futures=True)
        said = f"\ninterrupted: {len(finished)} finished submissions are kept; run again to go on"
        print(said, file=sys.stderr)
        raise SystemExit(130) from None
    rows = _in_order(finished, keys)
    try:
        _store(options, rows)
    except OSError as error:
        print(f"{options.csv} can't be written ({error}).", file=sys.stderr)
        print("Nothing is lost: close it in other programs and run again.", file=sys.stderr)
        raise SystemExit(1) from error
    kept.unlink(missing_ok=True)
    return rows


def _in_order(finished, keys):
    return [row for key in keys.values() for row in finished.get(key, [])]


def _store(options, rows):
    """Store the table: its first character tells spreadsheets that it is UTF-8."""
    table = io.StringIO()
    write = csv.writer(table, lineterminator="\n", delimiter=options.separator).writerow
    write(COLUMNS)
    for row in rows:
        # what begins with one of these would be computed by a spreadsheet
        write(
            [f"'{cell}" if isinstance(cell, str) and cell.startswith(tuple("=+-@")) else cell for cell in row]
        )
    project.store(options.csv, "\ufeff" + table.getvalue())


def _key(path, folder):
    """Return what identifies a submission in its present state."""
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{path.relative_to(folder)} {content}"


def _kept(path):
    """Return the rows of submissions finished before an interruption, by key."""
    rows = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            key, of_one = json.loads(line)
        except ValueError:  # cut off in the middle of a line
            continue
        rows[key] = of_one
    return rows


def _bar(done, total):
    """Show on one line how much is done."""
    filled = 40 * done // total
    end = "\n" if done == total else "\r"
    print(f"[{'#' * filled}{'.' * (40 - filled)}] {done} of {total}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
