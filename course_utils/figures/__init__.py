"""Every picture of the course: functions that draw arrays on given Axes and return a reading in words.

The reading is one sentence with numbers from the data drawn. `show` puts picture and reading into the
notebook; nothing here computes what a lesson teaches.
"""

from course_utils.figures.course_map import course_map
from course_utils.figures.gradients import log_curves, states_and_gradients, stretch
from course_utils.figures.recurrence import (
    folded_and_unrolled,
    outcomes,
    self_fed,
    tag_probabilities,
    three_recurrences,
)
from course_utils.figures.results import bars, context, spelled, sweep
from course_utils.figures.serial import rounds, time_against_length, timeline
from course_utils.figures.series import forecast, gaps, parts
from course_utils.figures.shapes import edge, five_shapes, unit, unrolled
from course_utils.figures.style import show, use_style
from course_utils.figures.training import accuracies, cliff, remedies, verdicts

__all__ = [
    "accuracies",
    "bars",
    "cliff",
    "context",
    "course_map",
    "edge",
    "five_shapes",
    "folded_and_unrolled",
    "forecast",
    "gaps",
    "log_curves",
    "outcomes",
    "parts",
    "remedies",
    "rounds",
    "self_fed",
    "show",
    "spelled",
    "states_and_gradients",
    "stretch",
    "sweep",
    "tag_probabilities",
    "three_recurrences",
    "time_against_length",
    "timeline",
    "unit",
    "unrolled",
    "use_style",
    "verdicts",
]
