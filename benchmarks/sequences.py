"""Windows as views against the usual loop of copies, and what importing the package costs.

Prints what, ours, theirs, and the ratio, each pair timed in turn within one run.
"""

import subprocess
import sys

import numpy as np
from _measure import interleaved, median

from course_utils import sequences


def importing(module):
    """Return a call that starts Python and imports a module."""
    return lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True)


def looped(xs, length):
    """Return windows as most tutorials make them: one slice after another, copied into an array."""
    return np.array([xs[i : i + length] for i in range(len(xs) - length)])


def main():
    """Print the table."""
    series = np.random.default_rng(0).random(100_000)
    pairs = {
        "windows of 100 over 100,000 steps: view / loop of copies": (
            lambda: sequences.windows(series, 100),
            lambda: looped(series, 100),
        ),
        "import: course_utils.sequences / numpy": (importing("course_utils.sequences"), importing("numpy")),
        "import: course_utils.figures / matplotlib.pyplot": (
            importing("course_utils.figures"),
            importing("matplotlib.pyplot"),
        ),
    }
    print(f"{'what (ours / theirs)':<58}{'ours ms':>10}{'theirs ms':>11}   ratio")
    for what, (ours, theirs) in pairs.items():
        mine, others = (median(times) for times in interleaved({"ours": ours, "theirs": theirs}, 2).values())
        print(f"{what:<58}{mine:>10.2f}{others:>11.2f}   {mine / others:.4f}")


if __name__ == "__main__":
    main()
