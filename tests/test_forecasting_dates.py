"""Columns of dates mean what a person means, or are refused with the row; their frequency in words."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.forecasting import ForecastError, as_dates, fill_gaps, frequency
from course_utils.forecasting.dates import read, shown

DAY = np.datetime64("2020-01-05")
NOON = np.datetime64("2020-01-05T13:30")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        *[(text, DAY) for text in ("2020-01-05", "20200105", "2020/1/5", "2020. 1. 5.", "2020년 1월 5일")],
        *[(text, DAY) for text in ("5 Jan 2020", "Jan 5, 2020", "05-Jan-20", "Sunday, 5 January 2020")],
        *[(text, NOON) for text in ("2020-01-05 13:30", "20200105T1330", "2020-01-05T13:30:00+09:00")],
        *[
            (text, NOON)
            for text in ("2020-01-05T13:30Z", "5 Jan 2020, 1:30 pm", "2020-01-05 13:30:00.000 UTC")
        ],
        *[
            (text, "2020-01-01")
            for text in ("2020", "2020-01", "202001", "01/2020", "January 2020", "2020Q1")
        ],
        ("1/22/20", "2020-01-22"),
        ("22/1/2020", "2020-01-22"),
        ("22.1.2020", "2020-01-22"),
        ("2020-Q3", "2020-07-01"),
        ("2020-01-04T24:00", DAY),
        ("2020-01-05 00:00:00.25", "2020-01-05T00:00:00.25"),
    ],
)
def test_text_means_what_a_person_means(text, date):
    for column in ([text], np.array([text]), pd.Series([text]), pd.Series([text], dtype="category")):
        assert as_dates(column)[0] == np.datetime64(date)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (["2020-01-01", "soon"], "row 1, 'soon', is not a date"),
        (["2020-01-01", "now"], "row 1, 'now'"),
        (["2020-01-01", "2020-02-30"], "row 1, '2020-02-30', is not a date"),
        (["03/04/2020", "05/06/2020"], "row 0, '03/04/2020', may be 2020-04-03 or 2020-03-04"),
        (["13/04/2020", "04/13/2020"], "row 1, '04/13/2020', is not a date"),
        (["200101"], "may be 2001-01-01 or 2020-01-01|may be"),
        (["45292"], "spreadsheet"),
        (["1704067200"], "seconds since 1970"),
        ([1704067200], "plain numbers .seconds"),
        ([2020.0, 2021.0], "years"),
        (["2020-01-05 13:70"], "no clear time of day"),
        (["2020-01-05 25:00"], "no clear time of day"),
        (["2020-01-05T12:00+09:00", "2020-01-05T12:00-05:00"], "row 1 has the time zone -05:00"),
        (["2020-01-05T12:00+09:00", "2020-01-05T13:00"], "row 1 has no time zone"),
        ([dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2020, 1, 2)], "row 1 has another time zone"),
        (["2020-01-05", None], "date of row 1 is missing"),
        (["2020-01-05", ""], "date of row 1 is missing"),
        ([dt.date(2020, 1, 1), "2020-01-02"], "row 1 is text, row 0 date"),
        ([dt.date(2020, 1, 1), 5], "row 1 is not a date, but 5"),
        (np.array(["20200101"]).astype("datetime64[D]"), "year 20200101"),
        (
            np.ma.array(np.array(["2020-01-01", "2020-01-02"], "datetime64[D]"), mask=[0, 1]),
            "row 1 is missing",
        ),
        ("2020-01-01", r"shape \(n,\), not \(\)"),
        ([["2020-01-01"], ["2020-01-01", "2020-01-02"]], "one column"),
    ],
)
def test_what_has_no_clear_meaning_is_refused_with_its_row(column, message):
    with pytest.raises(ForecastError, match=message):
        as_dates(column, "ds")


def test_the_order_of_a_column_is_settled_by_any_row_of_it():
    assert read(["01/02/2020", "13/02/2020"]).form == "day, month, year"
    assert read(["01/02/2020", "02/13/2020"]).form == "month, day, year"
    assert as_dates(["01/02/2020", "13/02/2020"])[0] == np.datetime64("2020-02-01")


def test_a_zone_that_all_share_leaves_their_days_where_they_are():
    midnights = [f"2020-12-{day}T00:00+09:00" for day in (24, 25, 26)]
    column = read(pd.Series(midnights))
    assert column.dates[1] == np.datetime64("2020-12-25") and column.zone == "+09:00"
    seoul = pd.Series(pd.date_range("2020-12-24", periods=3, tz="Asia/Seoul"))
    np.testing.assert_array_equal(as_dates(seoul), column.dates)
    assert as_dates(pd.period_range("2020-01", periods=2, freq="M"))[1] == np.datetime64("2020-02-01")


@given(
    st.lists(st.datetimes(dt.datetime(1600, 1, 1), dt.datetime(2400, 1, 1)), min_size=1, max_size=5),
    st.sampled_from(["%Y-%m-%dT%H:%M:%S.%f", "%Y%m%d %H:%M:%S.%f", "%d %B %Y %H:%M:%S.%f"]),
)
@settings(max_examples=examples(40), deadline=None)
def test_what_is_written_is_read_again(moments, form):
    found = as_dates([one.replace(year=one.year).strftime(form) for one in moments])
    np.testing.assert_array_equal(found, np.array(moments, "datetime64[us]"))


@given(
    st.lists(st.dates(dt.date(1970, 1, 1), dt.date(2060, 1, 1)), min_size=1, max_size=6),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%m-%d-%y"]),
)
@settings(max_examples=examples(60), deadline=None)
def test_a_numeric_order_is_never_guessed_wrongly(days, form):
    try:
        found = as_dates([day.strftime(form) for day in days])
    except ForecastError as error:
        assert "may be" in str(error)
    else:
        np.testing.assert_array_equal(found, np.array(days, "datetime64[us]"))


MONTH_ENDS = np.arange("2020-02", "2022-01", dtype="datetime64[M]").astype("datetime64[D]") - 1


@pytest.mark.parametrize(
    ("dates", "words", "after"),
    [
        (DAY + np.arange(9), "daily", "2020-01-14"),
        (DAY + 7 * np.arange(9), "weekly, on Sundays", "2020-03-08"),
        (DAY + 28 * np.arange(5), "every 28 days", "2020-05-24"),
        (MONTH_ENDS, "monthly, at the month's end", "2021-12-31"),
        (MONTH_ENDS[1::3], "quarterly, at the month's end", "2022-02-28"),
        (np.arange("2019-12", "2020-05", dtype="datetime64[M]"), "monthly", "2020-05-01"),
        (np.arange("1700", "1800", dtype="datetime64[Y]"), "yearly", "1800-01-01"),
        (pd.bdate_range("2020-01-01", periods=8), "on workdays", "2020-01-13"),
        (np.datetime64("2020-01-01T00:00") + 15 * np.arange(5), "every 15 minutes", "2020-01-01T01:15"),
        (
            np.datetime64("2020-01-01T00:00:00.0") + np.arange(5) * 500,
            "every 0.5 seconds",
            "2020-01-01T00:00:02.5",
        ),
        (
            DAY + np.array([0, 1, 2, 5, 6]),
            "daily; 2 rows missing in 1 gap, the first before row 3",
            "2020-01-12",
        ),
        (DAY + np.array([0, 2, 4, 5, 7]), "every 2 days; 1 row on no step, the first is row 3", "2020-01-14"),
    ],
)
def test_the_frequency_is_the_calendars(dates, words, after):
    found = frequency(dates)
    assert found.words.startswith(words)
    assert found.after(as_dates(dates)[-1], 1)[0] == np.datetime64(after)


@given(
    st.sampled_from(["D", "h", "MS", "ME", "QE", "W-MON", "B", "YS", "7min"]),
    st.integers(20, 60),
    st.sets(st.integers(8, 18), max_size=3),
)
@settings(max_examples=examples(40), deadline=None)
def test_gaps_are_filled_where_pandas_has_rows(name, rows, lost):
    whole = pd.date_range("2019-03-07", periods=rows, freq=name).to_numpy()
    keep = ~np.isin(np.arange(rows), list(lost))
    dates, y = fill_gaps(whole[keep], np.arange(rows)[keep])
    np.testing.assert_array_equal(dates, whole)
    np.testing.assert_array_equal(y, np.where(keep, np.arange(rows), np.nan))


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (DAY - np.arange(3), "newest row comes first"),
        (DAY + np.array([0, 2, 1]), r"row 2 \(2020-01-06\) is earlier"),
        (DAY + np.array([0, 1, 1]), "2020-01-06 occurs more than once, in row 2"),
        (DAY + np.array([0, 1, 100_000]), "99998 rows missing before row 2"),
        (DAY + np.array([0, 2, 4, 5]), r"row 3 \(2020-01-10\) is on no step"),
        (DAY + np.arange(1), "needs at least two rows, not 1"),
        (MONTH_ENDS.astype("M8[h]") + 5 * (np.arange(len(MONTH_ENDS)) == 2), r"05:00\) is on no step"),
    ],
)
def test_gaps_are_not_filled_in_disorder(dates, message):
    with pytest.raises(ForecastError, match=message):
        fill_gaps(dates, np.zeros(len(dates)))


def test_dates_are_shown_as_people_write_them():
    moments = ("2020-01-05", "2020-01-05T13:30", "2020-01-05T00:00:05", "2020-01-05T00:00:00.5")
    told = ["2020-01-05", "2020-01-05 13:30", "2020-01-05 00:00:05", "2020-01-05 00:00:00.500000"]
    assert [shown(np.datetime64(one)) for one in moments] == told
