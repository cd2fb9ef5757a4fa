"""How long a learner waits for seven models on 3,000 rows of their own: ``python benchmarks/own_series.py``.

The rows are the last 3,000 days of Chicago's rides. Printed are the seconds of each part, and the share of
the two minutes that they may take.
"""

import time

from _measure import machine

from course_utils import own_series, project
from course_utils.own_series.reading import Series

MINUTES, ROWS = 2, 3000


def main():
    """Print the table."""
    print(machine("numpy"))
    whole = own_series.read(project.ROOT / "data" / "chicago_rides.csv")
    last = Series(
        whole.name, *(part[-ROWS:] for part in (whole.dates, whole.values, whole.lines)), whole.said
    )
    start = time.perf_counter()
    looked = own_series.look(last)
    seen = time.perf_counter()
    judged = own_series.judge(looked)
    end = time.perf_counter()
    print("| part | s |\n|---|---|")
    print(f"| look | {seen - start:.1f} |\n| {len(judged.scores)} models, 8 origins | {end - seen:.1f} |")
    print(f"\n{(end - start) / (60 * MINUTES):.0%} of {MINUTES} minutes")


if __name__ == "__main__":
    main()
