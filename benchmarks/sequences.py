"""Windows as views against the usual loop of copies, and what importing the package costs.

Prints what, ours, theirs, and the ratio, each pair timed in turn within one run.
"""

import statistics
import subprocess
import sys
import time

import numpy as np

from course_utils import sequences


def paired(ours, theirs, rounds=7):
    """Return the median seconds of two calls, timed alternately so that noise meets both."""
    times = {ours: [], theirs: []}
    for _ in range(rounds):
        for call in (ours, theirs):
            start = time.perf_counter()
            call()
            times[call].append(time.perf_counter() - start)
    return statistics.median(times[ours]), statistics.median(times[theirs])


def importing(module):
    """Return a call that starts Python and imports a module."""
    return lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True)


def looped(xs, length):
    """Return windows as most tutorials make them: one slice after another, copied into an array."""
    return np.array([xs[i : i + length] for i in range(len(xs) - length)])


def main():
    """Print the table."""
    series = np.random.default_rng(0).random(100_000)
    rows = {
        "windows of 100 over 100,000 steps: view / loop of copies": paired(
            lambda: sequences.windows(series, 100), lambda: looped(series, 100)
        ),
        "import: course_utils.sequences / numpy": paired(
            importing("course_utils.sequences"), importing("numpy")
        ),
        "import: course_utils.figures / matplotlib.pyplot": paired(
            importing("course_utils.figures"), importing("matplotlib.pyplot")
        ),
    }
    print(f"{'what (ours / theirs)':<58}{'ours ms':>10}{'theirs ms':>11}{'ratio':>9}")
    for what, (ours, theirs) in rows.items():
        print(f"{what:<58}{ours * 1e3:>10.2f}{theirs * 1e3:>11.2f}{ours / theirs:>9.4f}")


if __name__ == "__main__":
    main()
