"""Our MAP fit compared with the real Prophet's: time, objective, fitted values; and refits for a slider.

    python benchmarks/forecasting.py          all cases
    python benchmarks/forecasting.py air      those whose name contains a text

All fits of a row take turns; what counts is processor time, with that of the program that Prophet starts.
Without Prophet (`make compare-prophet` installs it) only ours are timed. Objectives use our density, which is
also Prophet's; its Newton fit is not timed.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from _measure import interleaved, machine, median, processor_seconds

from course_utils.forecasting import ProphetStyle, map_fit, real_prophet
from course_utils.forecasting.prophet_style import mean, objective

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "prophet"))
import cases  # noqa: E402


def row(name, settings, dates, y):
    """Return the cells of a row."""
    ours = ProphetStyle(**settings, draws=2)
    calls = {"ours": lambda: ours.fit(dates, y)}
    if real_prophet.installed():
        calls["theirs"] = lambda: real_prophet.fitted(settings, dates, y)
    times = {key: median(value) for key, value in interleaved(calls, 0, (5, 5), processor_seconds).items()}
    taus = iter(np.resize([0.06, 0.1, 0.3, 0.05], 100))
    again = {"refit": lambda: map_fit(ours.design_, ours.priors_._replace(tau=next(taus)), ours.parameters_)}
    refit = median(interleaved(again, 0.2, (5, 40), processor_seconds)["refit"])
    value = objective(ours.design_, ours.priors_, ours.parameters_)
    cells = [name, str(len(ours.design_.y)), f"{times['ours']:.1f}", f"{refit:.1f}"]
    if "theirs" not in times:
        return [*cells, "-", "-", "-", "-"]
    import record

    fitted, _ = real_prophet.fitted(settings, dates, y)
    found = record.parameters_of(fitted)
    p = cases.parameters(ours, found)
    gap = np.abs(mean(ours.design_, p) - mean(ours.design_, ours.parameters_)).max()
    worse = objective(ours.design_, ours.priors_, p) - value
    ratio = times["theirs"] / times["ours"]
    return [*cells, f"{times['theirs']:.0f}", f"{ratio:.0f}", f"{worse:.3f}", f"{gap:.3f}"]


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="?", default="")
    part = parser.parse_args().part
    print(machine("numpy"))
    print("| case | rows | ours ms | refit ms | Prophet ms | times faster | its f - ours | largest gap |")
    print("|---|---|---|---|---|---|---|---|")
    for name, case in cases.cases().items():
        if part in name:
            print("| " + " | ".join(row(name, *case)) + " |", flush=True)


if __name__ == "__main__":
    main()
