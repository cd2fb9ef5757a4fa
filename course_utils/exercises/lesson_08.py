"""Lesson 8: teacher forcing, alignment, masks and cost of attention, search, its gradient, a translator."""

# exercises stand in the lesson's order, the build last
# isort: off
from course_utils.exercises.lesson_08_letters import shifted, word_of_digit  # noqa: F401
from course_utils.exercises.lesson_08_attention import (  # noqa: F401
    masked_weights,
    who_may_look,
    square_takes_over,
)
from course_utils.exercises.lesson_08_search import sequence_log_p, grow  # noqa: F401
from course_utils.exercises.lesson_08_softmax import score_gradient, score_spread  # noqa: F401
from course_utils.exercises.build_08 import own_translator  # noqa: F401
