"""Every forecaster on every series of lesson 7, over many origins; networks from several seeds.

    python benchmarks/forecast_runs.py                   print the table of what is recorded
    python benchmarks/forecast_runs.py sunspots          record a series, all its models
    python benchmarks/forecast_runs.py sunspots GRU      record one model of it

A recorded model replaces what was there in data/forecast_runs.csv.
"""

import argparse
import csv
import time
from pathlib import Path

import numpy as np

from course_utils import sequences
from course_utils.forecasting import (
    Arima,
    Holiday,
    MovingAverage,
    Naive,
    ProphetStyle,
    Season,
    SeasonalNaive,
    Smoothing,
    calendar,
    gradient_boosting,
    group_holidays,
    random_forest,
    rolling_origin,
    svm,
)

FILE = Path(__file__).parents[1] / "data" / "forecast_runs.csv"
COLUMNS = ("series", "model", "seed", "mase", "covered", "width")
SEEDS = (1, 2, 3, 4, 5)


def networks(length, horizon, **settings):
    """Return a maker of each network: it takes the seed."""
    from course_utils.training import NetworkForecaster

    return {
        kind.upper(): lambda seed, kind=kind: NetworkForecaster(kind, length, horizon, seed=seed, **settings)
        for kind in ("rnn", "lstm", "gru")
    }


def _air():
    table = sequences.load("air_passengers")
    year = calendar([(365.25, 5)])
    models = {
        "naive": Naive(),
        "seasonal naive": SeasonalNaive(12),
        "seasonal naive + rise": SeasonalNaive(12, rise=True),
        "moving average": MovingAverage(12),
        "simple smoothing": Smoothing(),
        "Holt": Smoothing(trend=True),
        "Holt-Winters": Smoothing(True, 12),
        "ARIMA": Arima((2, 1, 2), log=True),
        "SARIMA": Arima((0, 1, 1), (0, 1, 1, 12), log=True),
        "regression, AR errors": Arima((1, 0, 0), log=True, constant=True, columns=year),
        "ARIMAX": Arima((1, 1, 1), log=True, columns=year),
        "SVM": svm(lags=12, log=True),
        "random forest": random_forest(lags=12, log=True),
        "gradient boosting": gradient_boosting(lags=12, log=True),
        "Prophet-style, additive": ProphetStyle(),
        "Prophet-style, multiplicative": ProphetStyle(mode="multiplicative"),
    }
    how = {"first": 72, "horizon": 12, "step": 6, "season": 12}
    return table["date"], table["passengers"], how, models, networks(24, 12, log=True, updates=300)


def _rides():
    table, days = sequences.load("chicago_rides"), sequences.load("holidays_us")
    holidays = group_holidays(days["date"], days["name"], on_workdays=True)
    on = calendar([(7, 3), (365.25, 3)], holidays)
    free = calendar([(7, 3), (365.25, 3)], {"any": Holiday(days["date"])})
    y = table["riders"]
    models = {
        "naive": Naive(),
        "seasonal naive": SeasonalNaive(7),
        "Holt-Winters": Smoothing(True, 7, mode="additive"),
        "regression, AR errors": Arima((1, 0, 0), constant=True, columns=free),
        "SVM": svm(lags=14, columns=on),
        "random forest": random_forest(lags=14, columns=on),
        "gradient boosting": gradient_boosting(lags=14, columns=on),
        "Prophet-style": ProphetStyle(holidays=holidays),
        "Prophet-style, no holidays": ProphetStyle(),
    }
    how = {"first": len(y) - 26 * 28, "horizon": 28, "step": 5 * 28, "season": 7, "window": 1461}
    return table["date"], y, how, models, networks(28, 28, columns=on, updates=400)


def _sunspots():
    table = sequences.load("sunspots_yearly")
    dates = (table["year"].astype(int) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    cycle = Season("cycle", 11 * 365.25, 5)
    models = {
        "naive": Naive(),
        "seasonal naive": SeasonalNaive(11),
        "simple smoothing": Smoothing(),
        "AR(9)": Arima((9, 0, 0), constant=True),
        "SVM": svm(lags=22),
        "random forest": random_forest(lags=22),
        "gradient boosting": gradient_boosting(lags=22),
        "Prophet-style": ProphetStyle(growth="flat", yearly=False, seasons=(cycle,)),
    }
    how = {"first": 200, "horizon": 6, "step": 9, "season": 11}
    return dates, table["sunspots"], how, models, networks(33, 6, hidden=16, updates=300)


def _folded():
    dates, y = sequences.folded(600)
    models = {
        "naive": Naive(),
        "mean of 12": MovingAverage(12),
        "AR(4)": Arima((4, 0, 0), constant=True),
        "SVM": svm(lags=4),
        "random forest": random_forest(lags=4),
        "gradient boosting": gradient_boosting(lags=4),
        "Prophet-style": ProphetStyle(yearly=False),
    }
    how = {"first": 540, "horizon": 3, "step": 6, "season": 1}
    return dates, y, how, models, networks(6, 3, hidden=16, updates=600)


def _markets():
    from course_utils.training import ReadingForecaster

    dates, y = sequences.market_days(6000)

    def on(days):
        return sequences.is_market(days)[:, None].astype(float)

    models = {
        "naive": Naive(),
        "mean of 30": MovingAverage(30),
        "last market day": SeasonalNaive(30),
        "simple smoothing": Smoothing(),
        "AR(4)": Arima((4, 0, 0), constant=True),
        "regression, AR errors": Arima((4, 0, 0), constant=True, columns=on),
        "SVM": svm(lags=30, columns=on),
        "random forest": random_forest(50, lags=30, columns=on),
        "gradient boosting": gradient_boosting(lags=30, columns=on),
        "SVM, 90 lags": svm(lags=90, columns=on),
        "gradient boosting, 90 lags": gradient_boosting(lags=90, columns=on),
        "Prophet-style": ProphetStyle(holidays={"market day": Holiday(dates[sequences.is_market(dates)])}),
    }
    how = {"first": 150 * 30 + 29, "horizon": 1, "step": 6 * 30, "season": 1}  # on the eve of market days
    nets = {
        kind.upper(): lambda seed, kind=kind: ReadingForecaster(kind, seed=seed, columns=on)
        for kind in ("rnn", "lstm", "gru")
    }
    return dates, y, how, models, nets


SERIES = {
    "air passengers": _air,
    "rides": _rides,
    "sunspots": _sunspots,
    "folded": _folded,
    "market days": _markets,
}


def recorded():
    """Return what is recorded: lists of rows by (series, model)."""
    found = {}
    if FILE.exists():
        for row in list(csv.reader(FILE.read_text(encoding="utf-8").splitlines()))[1:]:
            found.setdefault((row[0], row[1]), []).append(row)
    return found


def store(runs):
    """Write all rows, series in the order of `SERIES`."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name in SERIES:
            writer.writerows(row for key, rows in runs.items() if key[0] == name for row in rows)


def run(series, name, data, how, model, seeds):
    """Return the rows of a model: one a seed; seed 0 where nothing is drawn."""
    rows = []
    for seed in seeds:
        score = rolling_origin({name: model(seed)}, *data, **how)[name]
        errors = " ".join(f"{one.mase:.3f}" for one in score.origins)
        interval = ["" if np.isnan(value) else f"{value:.3g}" for value in (score.coverage, score.width)]
        rows.append([series, name, str(seed), errors, *interval])
    return rows


def table(runs):
    """Print for each series the mean MASE over origins, lowest first; for networks over seeds too."""
    for series in dict.fromkeys(key[0] for key in runs):
        print(f"\n{series}")
        lines = []
        for name, rows in ((key[1], rows) for key, rows in runs.items() if key[0] == series):
            means = [np.mean([float(value) for value in row[3].split()]) for row in rows]
            seeds = f" ({min(means):.2f} to {max(means):.2f} over {len(means)} seeds)"
            spread = seeds if len(means) > 1 else ""
            lines.append((np.mean(means), f"  {name:32}{np.mean(means):6.2f}{spread}"))
        print("\n".join(line for _, line in sorted(lines)))


def main():
    """Record what the command line names, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("series", nargs="?", choices=SERIES)
    parser.add_argument("models", nargs="*", help="all of the series' unless named")
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS)
    asked = parser.parse_args()
    if asked.series:
        dates, y, how, plain, nets = SERIES[asked.series]()
        for name in asked.models or [*plain, *nets]:
            start = time.perf_counter()
            if name in nets:
                rows = run(asked.series, name, (dates, y), how, nets[name], asked.seeds)
            else:
                rows = run(asked.series, name, (dates, y), how, lambda _, name=name: plain[name], (0,))
            store(recorded() | {(asked.series, name): rows})  # at once: what ended is kept
            print(f"{asked.series}, {name}: {time.perf_counter() - start:.0f} s", flush=True)
    table(recorded())


if __name__ == "__main__":
    main()
