"""What a learner has done, kept in a file in the course's folder that may be deleted at any time.

One line of JSON for each exercise done, only ever appended, so two notebooks open at once lose nothing.
"""

import json
import os
from pathlib import Path

from course_utils import project
from course_utils.exercises.engine.result import Note
from course_utils.texts import gettext

FILE = "COURSE_PROGRESS"  # the environment variable that names another file
FORMER = {  # what an exercise of a lesson was called before, or which one stood in its place
    ("02", "joined_step"): "joined_weights",
    ("03", "through_tanh"): "leaky_back",
    ("05", "cell_step"): "latch_gates",
    ("06", "tie_gates"): "mean_gates",
    ("06", "gru_step"): "mean_gates",
    ("06", "minimal_step"): "minimal_as_gru",
    ("07", "smoothed_level"): "value_weights",
    ("07", "mase"): "seasonal_scores",
    ("07", "rolling_origins"): "seasonal_scores",
    ("07", "bending_trend"): "trend_by_rates",
    ("07", "fourier_columns"): "trend_by_rates",
    ("07", "holiday_columns"): "trend_by_rates",
    ("07", "coverage"): "conformal_width",
    ("09", "rounds_needed"): "states_by_scan",
    ("09", "pairs_of_a_gate"): "packed_pairs",
    ("08", "last_states"): "word_of_digit",
    ("08", "causal_mask"): "who_may_look",
}


class Progress:
    """The exercises done; as the last line of a cell it shows itself."""

    @property
    def path(self):
        """Where it is kept."""
        return Path(os.environ.get(FILE, project.ROOT / ".progress.json"))

    def add(self, lesson, name):
        """Note that an exercise is done; where nothing can be written, nothing is kept."""
        if name in self.done().get(lesson, ()):
            return
        try:
            with open(self.path, "a", encoding="utf-8", newline="\n") as file:
                file.write(json.dumps([lesson, name]) + "\n")
        except OSError:
            pass

    def done(self):
        """Return the names of the exercises done, a set for each lesson; what can't be read is skipped."""
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        done = {}
        for line in lines:
            try:
                lesson, name = map(str, json.loads(line))
                done.setdefault(lesson, set()).add(FORMER.get((lesson, name), name))
            except (ValueError, TypeError):
                continue
        return done

    def finished(self, lesson):
        """Return whether all exercises of a lesson, such as "04", are done; None if it has none."""
        names = _all().get(lesson)
        return None if not names else set(names) <= self.done().get(lesson, set())

    def of(self, lesson):
        """Return what of a lesson, such as "04", is done, and what is newer than here, to be shown."""
        names, done = _all()[lesson], self.done().get(lesson, ())
        left = [name for name in names if name not in done]
        said = gettext("Lesson {lesson}: {done} of {all} exercises")
        if left:
            said = gettext("Lesson {lesson}: {done} of {all} exercises; still to do: {left}")
        counts = {"done": len(names) - len(left), "all": len(names)}
        said = said.format(lesson=int(lesson), left=", ".join(left), **counts)
        return Note("\n".join([said, *_newer(Path.cwd())]))

    def __repr__(self):
        """Return a line for each lesson that has exercises, and one for the course."""
        names, done = _all(), self.done()
        right = sum(len(done.get(lesson, set()) & set(names[lesson])) for lesson in names)
        course = gettext("The course: {done} of {all} exercises")
        course = course.format(done=right, all=sum(map(len, names.values())))
        return "\n".join([*(str(self.of(lesson)).split("\n")[0] for lesson in names), course])


def _newer(folder):
    """Return a sentence for each lesson in a folder that was changed there, and in the course since."""
    from course_utils import copies  # here: what reads notebooks is needed by this alone

    said = gettext("{name}: there is a newer one. How to get it beside yours: make restart LESSON={number}")
    return [said.format(name=name, number=name[:2]) for name in copies.newer(folder)]


def _all():
    """Return the names of all exercises by lesson."""
    from course_utils.exercises.engine.exercise import lessons

    return {lesson: list(exercises) for lesson, exercises in lessons().items()}


progress = Progress()
