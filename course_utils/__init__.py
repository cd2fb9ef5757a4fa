"""What the lessons share, and the commands of authors and instructors; CONTRIBUTING.md has a map.

Importing this package limits the linear algebra library to one thread, unless ``OMP_NUM_THREADS`` says
otherwise: the course's matrices are small, and two thread pools in one process (NumPy's and torch's)
slow each other down a hundredfold.
"""

import os

import numpy  # noqa: F401  (its BLAS must be loaded before it can be limited)
from threadpoolctl import threadpool_limits

from course_utils import without_torch

without_torch.install()
if "OMP_NUM_THREADS" not in os.environ:
    threadpool_limits(1, user_api="blas")
