"""The learner's own copies of the lessons: made, kept and renewed; `course_utils.lab` opens them."""

from course_utils.copies.folder import FOLDER, begin_again, fill, newer, was_run
