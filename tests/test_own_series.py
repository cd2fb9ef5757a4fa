"""Whatever file a learner names is read as a person would read it, or refused in a sentence."""

import re

import numpy as np
import pytest
import stamps

from course_utils import forecasting, own_series, project, training
from course_utils.forecasting.__main__ import main
from course_utils.own_series import judging, page
from course_utils.own_series.reading import Series

RESTS_ON = (*stamps.LABS, "own_series")
DAYS = np.datetime64("2024-01-01") + np.arange(28)
Y = np.array([10.0, 12, 15, 11, 9, 20, 25] * 4) + np.arange(28) % 5
PLAIN = "".join(f"{day},{y:g}\n" for day, y in zip(DAYS, Y, strict=True))


def lines(form, sep=";", heads="Tag;Wert", number=lambda y: f"{y:.1f}".replace(".", ",")):
    days = [day.item().strftime(form) for day in DAYS]
    return f"{heads}\n" + "".join(f"{day}{sep}{number(y)}\n" for day, y in zip(days, Y, strict=True))


READ = {
    "plain": f"date,y\n{PLAIN}",
    "semicolons and decimal commas": lines("%d.%m.%Y"),
    "decimal commas without headings": lines("%d.%m.%Y").split("\n", 1)[1],
    "tabs": lines("%Y-%m-%d", "\t", "date\ty", str),
    "thousands, quoted": lines("%Y-%m-%d", ",", "date,y", lambda y: f'"{1000 * y:,.0f}"'),
    "thousands and decimals": lines(
        "%Y-%m-%d", number=lambda y: f"{1000 * y:,.1f}".translate({44: 46, 46: 44})
    ),
    "thousands by spaces": lines("%Y-%m-%d", number=lambda y: f"{1000 * y:,.0f}".replace(",", "\u202f")),
    "money and per cent": lines("%Y-%m-%d", number=lambda y: f"€ {y:g} %"),
    "a mark of byte order": f"\ufeffdate,y\n{PLAIN}",
    "UTF-16": f"date,y\n{PLAIN}".encode("utf-16"),
    "UTF-16 without a mark": f"date,y\n{PLAIN}".encode("utf-16-le"),
    "Korean Windows": lines("%Y년 %m월 %d일", ",", "날짜,값", str).encode("cp949"),
    "Western Windows": f"Straße,y\n{PLAIN}".encode("cp1252"),
    "a spreadsheet's dates": "date,y\n" + "".join(f"{45292 + i},{y:g}\n" for i, y in enumerate(Y)),
    "names of months": lines("%d %b %Y", ",", "when,y", str),
    "day first, settled by the column": lines("%d/%m/%Y", ",", "date,y", str),
    "year, month and day apart": lines("%Y,%m,%d", ",", "year,month,day,y", str),
    "a time zone": lines("%Y-%m-%dT00:00+09:00", ",", "date,y", str),
    "newest first": "date,y\n" + "".join(f"{line}\n" for line in PLAIN.split()[::-1]),
    "in no order": "date,y\n"
    + "".join(f"{line}\n" for line in sorted(PLAIN.split(), key=lambda one: one[9:])),
    "rows said twice": f"date,y\n{PLAIN}{PLAIN}",
    "a title above": f"Sales of 2024\n\ndate,y\n{PLAIN}",
    "empty lines": f"date,y\n\n{PLAIN}\n,\n",
    "the values first": "y,date\n" + "".join(f"{y:g},{day}\n" for day, y in zip(DAYS, Y, strict=True)),
}
THOUSANDS = ("thousands, quoted", "thousands and decimals", "thousands by spaces")


def file(tmp_path, content, name="mine.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("kind", READ)
def test_a_file_is_read_as_a_person_reads_it(tmp_path, kind):
    looked = own_series.look(own_series.read(file(tmp_path, READ[kind])))
    np.testing.assert_array_equal(looked.dates, DAYS)
    np.testing.assert_allclose(looked.y, Y * (1000 if kind in THOUSANDS else 1))


BROKEN = {
    "nothing": ("", "is empty"),
    "white space": ("\n \n", "is empty"),
    "commas only": (",\n,\n,\n", "is empty"),
    "a date over two lines": (
        f'date,y\n{PLAIN}"2024-01-29\n2024-01-30",5\n',
        "'2024-01-29 2024-01-30', is not",
    ),
    "headings only": ("date,y\n", "has headings and no rows"),
    "one column": ("date\n2024-01-01\n2024-01-02\n", "has one column"),
    "a spreadsheet": (b"PK\x03\x04\x14\0", "is a spreadsheet"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no text"),
    "all bytes": (bytes(range(256)) * 9, "is no text"),
    "a web page": ("<!DOCTYPE html><table>", "is a web page"),
    "JSON": ('[{"date": "2024-01-01", "y": 3}]', "is JSON"),
    "no dates": ("a,b\n1,2\n3,4\n", r"No column holds dates \(a, b\)"),
    "no numbers": ("date,y\n2024-01-01,low\n2024-01-02,high\n", "No column holds numbers"),
    "text among numbers": (f"date,y\n{PLAIN}2024-01-29,twelve\n", "line 30, 'twelve', is no number"),
    "a source below": (f"date,y\n{PLAIN}Source: me\n", "line 30, 'Source: me', is not a date"),
    "a date that isn't": (f"date,y\n{PLAIN}2024-02-31,5\n", "line 30, '2024-02-31', is not a date"),
    "a date missing": (f"date,y\n{PLAIN},5\n", "the date of line 30 is missing"),
    "day or month": ("date,y\n03/01/2024,1\n04/01/2024,2\n", "may be 2024-01-03 or 2024-03-01"),
    "thousand or decimal": ("date;y\n2024-01-01;1,234\n2024-01-02;1,500\n", r"may be 1234 or 1\.234"),
    "commas for everything": ("date,y\n2024-01-01,1,5\n2024-01-02,2,5\n", "decimal comma need quotes"),
    "a longer line": ("date,y\n2024-01-01,1\n2024-01-02,2\n2024-01-03,2,5\n", "line 4 has 3 columns"),
    "an open quote": ('date,y\n"2024-01-01,1\n2024-01-02,2\n', "quotation mark"),
    "two series": ("date,shop,y\n" + "".join(f"{d},{s},1\n" for d in DAYS for s in "AB"), "only='A'"),
    "two values a day": (
        f"date,y\n{PLAIN}2024-01-03,7\n",
        "2024-01-03 has more than one value, in lines 4 and 30",
    ),
    "summer time": ("t,y\n2024-03-31T01:00+01:00,1\n2024-03-31T03:00+02:00,2\n", "line 3 has the time zone"),
    "ten rows": ("date,y\n" + "\n".join(PLAIN.split()[:10]), "There are 10 values"),
    "all the same": ("date,y\n" + "".join(f"{day},5\n" for day in DAYS), "Every value is 5"),
    "mostly holes": (
        "date,y\n" + "".join(f"{DAYS[0] + i},{'' if i % 3 else i}\n" for i in range(91)),
        "Only 31 of 91 rows",
    ),
    "off its step": (f"date,y\n{PLAIN}2024-01-29 07:13,5\n2024-01-30,5\n", "on no step"),
    "one row far away": (f"date,y\n{PLAIN}2924-01-01,5\n", "rows are missing|rows missing"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_wrong_with_a_file_is_one_sentence(tmp_path, capsys, kind):
    content, told = BROKEN[kind]
    path = file(tmp_path, content)
    assert main([str(path)]) == 1
    said = capsys.readouterr().err
    assert re.search(told, said) and said.count("\n") == 1 and "Traceback" not in said
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_and_a_file_that_is_not_there_are_named(tmp_path, capsys):
    file(tmp_path, "x", "sales.csv")
    assert [main([str(tmp_path)]), main([str(tmp_path / "sale.csv")])] == [1, 1]
    folder, missing = capsys.readouterr().err.splitlines()
    assert "is a folder" in folder and "there is sales.csv" in missing


def test_a_notebook_shows_the_sentence_alone(tmp_path):
    with pytest.raises(own_series.Told) as told:
        own_series.read(tmp_path)
    assert told.value._render_traceback_() == [f"{tmp_path} is a folder: name one CSV file in it."]


def test_what_settles_a_doubt_can_be_said(tmp_path):
    path = file(tmp_path, BROKEN["thousand or decimal"][0])
    assert own_series.read(path, decimal=",").values[0] == 1.234
    assert own_series.read(path, decimal=".").values[0] == 1234
    shops = file(
        tmp_path, "date,shop,y,z\n" + "".join(f"{d},{s},1,{s == 'B':d}\n" for d in DAYS for s in "AB")
    )
    assert own_series.read(shops, only="B", value="z").values.tolist() == [1.0] * 28
    for wrong in ({"only": "C"}, {"value": "x"}, {"date": "x"}):
        with pytest.raises(own_series.Told, match="no column|No column"):
            own_series.read(shops, **wrong)


def looked(y, dates=None, **chosen):
    dates = (
        np.datetime64("2020-01-01", "us") + np.arange(len(y)) * np.timedelta64(1, "D")
        if dates is None
        else dates
    )
    return own_series.look(Series("y", dates, np.asarray(y, float), np.arange(len(y)) + 2, ()), **chosen)


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(1)
    return 50 + 10 * np.sin(2 * np.pi * np.arange(140) / 7) + rng.normal(size=140)


def test_what_a_series_is_like_is_said(sample):
    y = sample.copy()
    y[30], y[50], y[60:63] = 900, 0, np.nan
    found = looked(y)
    said = " ".join(found.said)
    assert "140" not in said and "137 values from 2020-01-01 to 2020-05-19, daily" in said
    assert "3 rows missing or empty" in said and "1 value of 0" in said and "None is below 0" in said
    assert found.odd.tolist() == [30, 50] and "such as 900 on 2020-01-31" in said
    assert (found.season, found.horizon) == (7, 8) and "season of 7 rows" in said
    assert "2 values below 0" in " ".join(looked(np.where(np.arange(140) % 70 == 9, -1, sample)).said)


def test_gaps_are_filled_in_and_ends_without_values_are_cut(sample):
    dates = np.datetime64("2020-01-01", "us") + np.arange(140) * np.timedelta64(1, "D")
    keep = np.r_[0:40, 45:140]
    y = sample.copy()
    y[:2] = y[-1] = np.nan
    found = looked(y[keep], dates[keep])
    assert len(found.y) == 137 and np.isnan(found.y).sum() == 5 and found.dates[0] == dates[2]


@pytest.mark.parametrize(
    ("unit", "season", "horizon"), [("h", 24, 24), ("M", 12, 12), ("Y", 1, 10), ("s", 1, 10)]
)
def test_season_and_horizon_follow_from_the_frequency(unit, season, horizon):
    dates = (np.datetime64("2000", unit) + np.arange(400)).astype("datetime64[us]")
    found = looked(np.random.default_rng(2).normal(size=400), dates)
    assert (found.season, found.horizon) == (season, horizon)
    assert len(judging.origins(400, **found.places)) == 8
    with pytest.raises(own_series.Told, match="whole number from 1 to 100"):
        looked(np.arange(400.0), dates, horizon=101)


class Watch:
    """Sees a training, and can't be copied, like the view of a notebook."""

    def update(self, record):
        pass

    finish = update

    def __deepcopy__(self, memo):
        raise TypeError("a widget")


@pytest.fixture
def quick(monkeypatch):
    """Cut the training short: these tests look at what is done with forecasts, not at how good they are."""
    monkeypatch.setenv("COURSE_UPDATES", "3")


def test_seven_models_are_judged_at_eight_origins(quick, sample, tmp_path):
    seen = []
    judged = own_series.judge(looked(sample), lambda done, of: seen.append((done, of)), Watch())
    assert (
        len(judged.scores) == 7 and judged.verdict.origins == 8 and seen[-1] == (56, 56) and not judged.said
    )
    rows = judged.table()
    scores = [float(row[1]) for row in rows[1:]]
    assert (
        scores == sorted(scores)
        and rows[1][0] == judged.verdict.best
        and "GRU" in dict.fromkeys(r[0] for r in rows)
    )
    assert (judged.ahead.lower <= judged.ahead.yhat).all() and (judged.ahead.yhat <= judged.ahead.upper).all()
    assert abs(judged.ahead.yhat - (50 + 10 * np.sin(2 * np.pi * np.arange(140, 148) / 7))).max() < 6
    kept = own_series.report(judged, tmp_path / "mine.csv")
    text = kept.read_text(encoding="utf-8")
    assert kept == tmp_path / page.NAME and text.count("data:image/png;base64,") == 3
    assert (
        "http" not in text and 'src="data' in text and str(judged.verdict).replace("'", "&#x27;")[:30] in text
    )
    assert "<td>2020-05-20</td>" in own_series.next_table(judged) and own_series.scored(judged) in text


def test_nothing_of_the_future_reaches_a_forecast_and_the_gru_is_trained_once(quick, sample, monkeypatch):
    fits = []
    fit = training.NetworkForecaster.fit
    monkeypatch.setattr(training.NetworkForecaster, "fit", lambda *all: fits.append(len(all[1])) or fit(*all))
    changed = sample.copy()
    changed[-8:] += 30
    one, other = (own_series.judge(looked(y)) for y in (sample, changed))
    first = one.looked.places["first"]
    assert fits == [first, first]
    for name, scored in one.scores.items():
        np.testing.assert_allclose(
            scored.origins[-1].forecast.yhat, other.scores[name].origins[-1].forecast.yhat, err_msg=name
        )
    known = [origin.forecast.yhat for origin in one.scores["GRU"].origins]
    assert all((a != b).any() for a, b in zip(known, known[1:], strict=False)), "the GRU reads on"


def test_an_interrupt_keeps_what_is_done(quick, sample):
    def stop(done, of):
        if done == 3 * 7 + 2:
            raise KeyboardInterrupt

    judged = own_series.judge(looked(sample), stop)
    assert judged.verdict.origins == 3 and "Too few origins" in str(judged.verdict)
    assert judged.said == ("Stopped after 3 of 8 origins.",)

    def at_once(done, of):
        raise KeyboardInterrupt

    with pytest.raises(own_series.Told, match="Stopped after 0 of 8 origins"):
        own_series.judge(looked(sample), at_once)


def test_a_model_that_fails_is_left_out_with_its_reason(quick, sample, monkeypatch):
    def fail(*all):
        raise np.linalg.LinAlgError("singular")

    monkeypatch.setattr(forecasting.Arima, "fit", fail)
    judged = own_series.judge(looked(sample))
    assert len(judged.scores) == 6 and judged.said == ("regression, ARIMA errors is left out: singular.",)


def test_what_was_never_negative_is_not_forecast_so(quick):
    y = np.maximum(0, 60 - np.arange(120.0) + np.random.default_rng(3).normal(size=120))
    judged = own_series.judge(looked(y))
    assert judged.ahead.lower.min() >= 0
    assert min(row.forecast.yhat.min() for one in judged.scores.values() for row in one.origins) >= 0


def test_few_rows_gaps_zeros_and_negative_values_are_judged(quick):
    rng = np.random.default_rng(4)
    few, holes = rng.normal(size=24), rng.normal(size=100)
    holes[rng.integers(10, 90, 20)] = np.nan
    for y in (few, holes, rng.poisson(0.5, 60)):
        judged = own_series.judge(looked(y))
        assert judged.verdict.origins == 8 and len(judged.scores) >= 6, judged.said


def test_a_series_that_repeats_itself_is_told():
    with pytest.raises(own_series.Told, match="repeats itself exactly"):
        own_series.judge(looked([1.0, 2, 3, 4, 5, 6, 7] * 10))


def test_the_command_does_all_of_it(quick, sample, tmp_path, capsys):
    days = np.datetime64("2020-01-01") + np.arange(140)
    path = file(tmp_path, "date,y\n" + "".join(f"{d},{v:.2f}\n" for d, v in zip(days, sample, strict=True)))
    assert main([str(path), "--horizon", "3"]) == 0
    said = capsys.readouterr()
    assert "forecast 3 rows at a time" in said.out and "8 origins. Lowest:" in said.out
    assert (tmp_path / page.NAME).exists() and said.err == ""
    assert main([str(path), "--season", "99"]) == 1


def test_the_page_goes_to_the_working_folder_where_it_must(quick, sample, tmp_path, monkeypatch):
    judged = own_series.judge(looked(sample))
    monkeypatch.chdir(tmp_path)
    assert own_series.report(judged, own_series.EXAMPLE) == tmp_path / page.NAME
    assert own_series.report(judged, tmp_path / "gone" / "mine.csv") == tmp_path / page.NAME
    assert not (project.ROOT / "data" / page.NAME).exists()
