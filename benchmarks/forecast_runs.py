"""Every forecaster on every series of lesson 7, over many origins; networks from several seeds.

    python benchmarks/forecast_runs.py                     print the tables of what is recorded, and verdicts
    python benchmarks/forecast_runs.py rides               record a series: make what is not kept yet
    python benchmarks/forecast_runs.py rides --again GRU   make a model's forecasts anew, then record

Forecasts are kept in build/forecast_runs as they are made, so that a run may be interrupted. Once all models
of a series are through, its rows in data/forecast_runs.csv are replaced: the scores at every origin, of the
models, of the mean forecast of each network's seeds, and of the mean of the best three so far. Then
`python data/fetch.py --table` renews the file's line in data/README.md.
"""

import argparse
import csv
import time
from pathlib import Path

import numpy as np
from _contenders import SERIES, WARM

from course_utils import forecasting as fc
from course_utils.forecasting.backtest import Origin, score
from course_utils.forecasting.metrics import coverage, pinball, width

ROOT = Path(__file__).parents[1]
FILE, KEPT = ROOT / "data" / "forecast_runs.csv", ROOT / "build" / "forecast_runs"
INTERVAL = ("covered", "width", "pinball")
COLUMNS = ("series", "model", "seed", "mase", *INTERVAL, *(f"conformal_{name}" for name in INTERVAL))


def scored(series, name, seed, contest, model, again):
    """Return the `Score` of a model's forecasts: those kept, or those made now."""
    path = KEPT / f"{series}, {name}, {seed}.npz"
    if again or not path.exists():
        start = time.process_time()
        made = fc.rolling_origin({name: model()}, contest.dates, contest.y, **contest.how)[name].origins
        bounds = ("yhat", "lower", "upper") if made[0].forecast.lower is not None else ("yhat",)
        np.savez(
            path,
            known=[one.known for one in made],
            scale=[one.scale for one in made],
            y=[one.y for one in made],
            **{part: [getattr(one.forecast, part) for one in made] for part in bounds},
        )
        print(f"{path.stem}: {time.process_time() - start:.0f} s", flush=True)
    with np.load(path) as kept:
        forecasts = zip(*(kept[part] for part in ("yhat", "lower", "upper") if part in kept), strict=True)
        rows = zip(kept["known"], kept["y"], forecasts, kept["scale"], strict=True)
        return score([Origin(n, y, fc.Forecast(*forecast), scale) for n, y, forecast, scale in rows])


def settled(series, kind, contest, candidates):
    """Return the maker of a network: the candidate that was best on what is known at the first origin."""
    path, (text, *others) = KEPT / f"{series}, {kind}.txt", candidates
    if others and path.exists():
        text = path.read_text(encoding="utf-8")
    elif others:
        first, horizon = contest.how["first"], contest.how["horizon"]
        known = slice(max(0, first - contest.how.get("window", first)), first)
        choice = fc.Chosen({each: make(1) for each, make in candidates.items()}, horizon)
        text = choice.fit(contest.dates[known], contest.y[known]).chosen_
        path.write_text(text, encoding="utf-8")
        print(f"{series}, {kind}: {text}", flush=True)
    return candidates[text]


def record(series, seeds, again=()):
    """Return the rows of a series."""
    KEPT.mkdir(parents=True, exist_ok=True)
    contest, singles, rows = SERIES[series](), {}, []
    for name, model in contest.plain.items():
        singles[name] = scored(series, name, 0, contest, lambda model=model: model, name in again)
        rows.append(row(series, name, 0, singles[name]))
    for kind, candidates in contest.nets.items():
        make = settled(series, kind, contest, candidates)
        each = [
            scored(series, kind, seed, contest, lambda make=make, seed=seed: make(seed), kind in again)
            for seed in seeds
        ]
        rows += [row(series, kind, seed, one) for seed, one in zip(seeds, each, strict=True)]
        name = f"{kind}, {len(seeds)} seeds"
        singles[name] = fc.average(each)
        rows.append(row(series, name, 0, singles[name]))
    return [*rows, row(series, "mean of the best three", 0, fc.best_before(singles, WARM), counted=True)]


def row(series, name, seed, scores, counted=False):
    """Return one line of the file; `counted`: without the origins that others learn from."""
    own = scores if counted else fc.after(scores, WARM)
    fields = [series, name, str(seed), " ".join(f"{each:.3f}" for each in own.mases)]
    for each in (own, None if counted else fc.conformal(scores, WARM)):
        # A mean has an interval where all its models have one: it is recorded if that is so at every origin.
        fields += intervals(each.origins) if each and not np.isnan(each.coverage) else [""] * 3
    return fields


def intervals(origins):
    """Return three fields: share inside the interval, its width, and the pinball loss, at each origin."""
    found = []
    for one in origins:
        y, lower, upper = one.y, one.forecast.lower, one.forecast.upper
        loss = (pinball(y, lower, 0.1) + pinball(y, upper, 0.9)) / 2
        found.append((coverage(y, lower, upper), width(lower, upper), loss))
    return [" ".join(f"{value:.3g}" for value in each) for each in zip(*found, strict=True)]


def recorded():
    """Return the rows of the file by series."""
    found = {}
    if FILE.exists():
        for each in list(csv.reader(FILE.read_text(encoding="utf-8").splitlines()))[1:]:
            found.setdefault(each[0], []).append(each)
    return found


def store(runs):
    """Write all rows, series in the order of `SERIES`."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(each for series in SERIES for each in runs.get(series, []))


def tell(series, rows):
    """Print a table of a series, lowest mean MASE first, and the verdict."""
    mases = {}
    for each in rows:
        mases.setdefault(each[1], []).append(np.array(each[3].split(), dtype=float))
    verdict = fc.verdicts(mases)
    print(f"\n{series}")
    for name, mean in verdict.mean.items():
        seeds = np.mean(mases[name], axis=1)
        spread = f"  ({seeds.min():.2f} to {seeds.max():.2f}, {len(seeds)} seeds)" if len(seeds) > 1 else ""
        print(f"  {name:32}{mean:6.2f}  p {verdict.p.get(name, 1):.3f}{spread}")
    print(f"  {verdict}")


def main():
    """Record the series that the command line names, then print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("series", nargs="*", help=", ".join(SERIES))
    parser.add_argument("--again", nargs="+", default=(), help="models whose forecasts are made anew")
    parser.add_argument("--seeds", nargs="+", type=int, default=(1, 2, 3, 4, 5))
    asked = parser.parse_args()
    for series in asked.series:
        store(recorded() | {series: record(series, asked.seeds, asked.again)})
    for series, rows in recorded().items():
        tell(series, rows)


if __name__ == "__main__":
    main()
