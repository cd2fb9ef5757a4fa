"""Fit the real Prophet to every case and store what it found; `make compare-prophet` installs it.

Both its default (L-BFGS) and its Newton fit are stored: parameters, fitted values at 50 rows, its version.
Then the ordinary tests compare with the stored results and need no Prophet.
"""

import csv
import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import cases  # noqa: E402

from course_utils.forecasting import ProphetStyle, real_prophet  # noqa: E402
from course_utils.forecasting.prophet_style import objective  # noqa: E402

RESULTS = Path(__file__).with_name("recorded.json")
SUMMARY = Path(__file__).parents[2] / "data" / "prophet_fits.csv"


def parameters_of(model):
    """Return Prophet's parameters as plain numbers, the columns' names with β."""
    p = model.params
    return {
        "k": float(np.ravel(p["k"])[0]),
        "m": float(np.ravel(p["m"])[0]),
        "sigma": float(np.ravel(p["sigma_obs"])[0]),
        "delta": [float(v) for v in np.ravel(p["delta"])],
        "beta": dict(zip(names_of(model), map(float, np.ravel(p["beta"])), strict=True)),
    }


def names_of(model):
    """Return the names of Prophet's columns, in order."""
    columns = model.make_all_seasonality_features(model.history)[0].columns
    return [str(name) for name in columns]


def summarise(found):
    """Write data/prophet_fits.csv, for lesson 7: Prophet's objective by our density, its fitted values."""
    with SUMMARY.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("case", "way", "objective", "yhat"))
        for name, (settings, dates, y) in cases.cases().items():
            if not name.startswith("air_passengers"):
                continue
            model = ProphetStyle(**settings, draws=2).fit(dates, y)
            for way, row in found["cases"][name].items():
                value = objective(model.design_, model.priors_, cases.parameters(model, row))
                yhat = " ".join(f"{v:.6g}" for v in row["yhat"])
                writer.writerow((name, way, f"{value:.5f}", yhat))


def main():
    """Write recorded.json."""
    found = {"prophet": version("prophet"), "cases": {}}
    for name, (settings, dates, y) in cases.cases().items():
        row = {}
        for way, fit in (("L-BFGS", {}), ("Newton", {"algorithm": "Newton"})):
            model, frame = real_prophet.fitted(settings, dates, y, **fit)
            rows = np.linspace(0, len(frame) - 1, 50).round().astype(int)
            row[way] = parameters_of(model)
            row[way]["yhat"] = model.predict(frame)["yhat"].to_numpy()[rows].tolist()
        found["cases"][name] = row
        print(name, flush=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    summarise(found)


if __name__ == "__main__":
    main()
