"""Set for every test and every notebook: a learner's own progress must not change what a lesson shows."""

import os

os.environ["COURSE_PROGRESS"] = os.devnull
