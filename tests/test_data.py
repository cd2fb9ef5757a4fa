"""Every data file is the one its README line describes, and holds what the lessons say of it."""

import hashlib
import shutil
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT

from course_utils.sequences import DataError, load
from course_utils.sequences.tables import DATA

FILES = sorted(DATA.glob("*.csv"))
README = (DATA / "README.md").read_text(encoding="utf-8")
ROWS = {
    line.split("`")[1]: [cell.strip() for cell in line.strip("|\n ").split("|")]
    for line in README.splitlines()
    if line.startswith("| `")
}


def test_every_file_has_its_line_and_every_line_its_file():
    assert set(ROWS) == {path.name for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_the_one_described(path):
    _, rows, span, columns, _, source, licence, sha = ROWS[path.name]
    content = path.read_bytes()
    assert f"`{hashlib.sha256(content).hexdigest()}`" == sha
    assert content.count(b"\n") - 1 == int(rows)
    assert b"\r" not in content and content.endswith(b"\n")
    table = load(path.stem)
    assert "; ".join(f"`{name}` ({unit})" for name, unit in table.units.items()) == columns
    assert list(table.columns) == list(table.units)
    assert span and source and licence


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_missing_values_are_counted(path):
    stated = ROWS[path.name][4]
    table = load(path.stem)
    for name, column in table.columns.items():
        empty = (
            np.isnan(column).sum()
            if column.dtype.kind == "f"
            else (column == "").sum()
            if column.dtype.kind == "U"
            else 0
        )
        assert (f"{empty} in `{name}`" in stated) == (empty > 0), name


def test_data_is_small():
    assert sum(path.stat().st_size for path in FILES) < 1_500_000


def test_air_passengers_sum_to_the_published_total():
    table = load("air_passengers")
    assert len(table) == 144 and table["passengers"].sum() == 40363


def test_chicago_misses_no_day():
    assert set(np.diff(load("chicago_rides")["date"]).astype(int)) == {1}


def test_christmas_empties_the_trains():
    rides, holidays = load("chicago_rides"), load("holidays_us")
    christmas = np.isin(rides["date"], holidays["date"][holidays["name"] == "Christmas Day"])
    assert rides["riders"][christmas].mean() < 0.3 * rides["riders"].mean()


def test_the_clock_change_is_in_the_weather():
    time = load("jfk_weather")["time"]
    doubled = time[1:][np.diff(time) == np.timedelta64(0, "m")]
    assert doubled.tolist() == [np.datetime64("2013-11-03T01:00").item()]


def test_voices_have_unequal_lengths():
    _, lengths = np.unique(load("japanese_vowels")["utterance"], return_counts=True)
    assert (len(lengths), lengths.min(), lengths.max()) == (640, 7, 29)


def tagged(name):
    """Return the sentences of a tagged corpus as lists of words and of tags, and which are held out."""
    table = load(name)
    words, tags = ([one.split() for one in table[column]] for column in ("words", "tags"))
    return words, tags, table["split"] == "test"


CORPORA = pytest.mark.parametrize("name", ["pos_en", "pos_ko"])


@CORPORA
def test_tagged_sentences_are_what_their_grammar_writes(name, monkeypatch):
    monkeypatch.syspath_prepend(DATA)
    import _grammar
    import fetch

    rows = list(getattr(_grammar, name)(None))
    assert fetch.to_csv(["words", "tags", "split"], rows) == (DATA / f"{name}.csv").read_bytes()


@CORPORA
def test_every_word_has_one_tag_and_every_sentence_stands_once(name):
    words, tags, _ = tagged(name)
    assert [len(sentence) for sentence in words] == [len(sentence) for sentence in tags]
    assert len({tuple(sentence) for sentence in words}) == len(words) >= 200


@CORPORA
def test_the_words_so_far_always_decide_the_tag(name):
    seen = {}
    for sentence, sentence_tags in zip(*tagged(name)[:2], strict=True):
        for i, tag in enumerate(sentence_tags, start=1):
            assert seen.setdefault(tuple(sentence[:i]), tag) == tag


@CORPORA
@pytest.mark.parametrize("seen", [1, 2], ids=["the word alone", "the word and the one before"])
def test_a_short_sight_can_not_decide_the_tag(name, seen):
    found = {}
    for sentence, sentence_tags in zip(*tagged(name)[:2], strict=True):
        for i, tag in enumerate(sentence_tags, start=1):
            found.setdefault(tuple(sentence[max(0, i - seen) : i]), set()).add(tag)
    assert max(map(len, found.values())) >= 2


@CORPORA
def test_held_out_sentences_are_new_but_their_words_are_not(name):
    words, _, held_out = tagged(name)
    known = {word for sentence, new in zip(words, held_out, strict=True) if not new for word in sentence}
    new = {word for sentence, new in zip(words, held_out, strict=True) if new for word in sentence}
    assert new <= known and 0.15 < held_out.mean() < 0.3
    assert [name, *words[0]] in (
        ["pos_en", "I", "study", "at", "night"],
        ["pos_ko", "나", "는", "밤", "에", "공부해"],
    )
    assert held_out[0]


def test_dates_are_dates_and_numbers_are_numbers():
    table = load("co2_weekly")
    assert table["date"].dtype.kind == "M" and table["co2"].dtype == float
    assert load("city_names")["name"].dtype.kind == "U"


def test_columns_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        load("co2_weekly")["co2"][0] = 0


@pytest.fixture
def copy(tmp_path):
    for name in ("README.md", "air_passengers.csv"):
        shutil.copy(DATA / name, tmp_path)
    return tmp_path


def test_a_copy_of_the_files_is_accepted(copy):
    assert len(load("air_passengers", copy)) == 144


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(DataError, match="no data set 'sunspot'; there are .*sunspots_yearly"):
        load("sunspot")


def test_an_unknown_column_is_answered_with_the_known_ones():
    with pytest.raises(KeyError, match="has no column 'rider'; it has date, riders"):
        load("chicago_rides")["rider"]


def test_a_missing_file_is_named(copy):
    (copy / "air_passengers.csv").unlink()
    with pytest.raises(DataError, match="air_passengers.csv is missing: restore it"):
        load("air_passengers", copy)


def test_a_missing_readme_is_named(copy):
    (copy / "README.md").unlink()
    with pytest.raises(DataError, match="README.md is missing"):
        load("air_passengers", copy)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-20],
        lambda content: content.replace(b"112", b"113", 1),
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"",
    ],
    ids=["cut short", "one digit edited", "Windows line ends", "emptied"],
)
def test_a_damaged_file_is_refused(copy, damage):
    path = copy / "air_passengers.csv"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError, match="is not the file data/README.md describes"):
        load("air_passengers", copy)


def test_fetch_explains_itself_without_anything_installed():
    done = subprocess.run(
        [sys.executable, str(ROOT / "data" / "fetch.py"), "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0 and "--check" in done.stdout


def test_the_table_describes_the_files_as_they_are(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "data"))
    import fetch

    assert fetch.describe_all()["README.md"] == (DATA / "README.md").read_bytes()


def test_every_training_is_recorded_whole_from_at_least_five_seeds():
    runs, seeds = load("training_runs"), {}
    for row in zip(*(runs[name] for name in runs.columns), strict=True):
        task, model, seed, stopped, updates, every, losses = row
        seeds.setdefault((task, model), []).append(seed)
        assert len(losses.split()) == -(-updates // every)
        assert stopped in ("solved", "budget", "diverged")
    assert all(len(set(found)) == len(found) >= 5 for found in seeds.values())


def test_what_the_benchmark_would_record_is_what_is_recorded(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import training as benchmark

    runs = benchmark.recorded()
    known = {(task, model) for task, one in benchmark.TASKS.items() for model in one.models}
    assert {key[:2] for key in runs} == known
    for (task, _, _), row in runs.items():
        one = benchmark.TASKS[task]
        assert (int(row[4]) == one.how["updates"]) == (row[3] == "budget") and int(row[5]) == one.every


def test_no_review_stands_twice_and_every_held_out_word_was_trained_on():
    table = load("reviews_en")
    words = {split: {w for text in table["text"][table["split"] == split] for w in text.split()}
             for split in ("train", "test")}  # fmt: skip
    assert len(set(table["text"])) == len(table) and words["test"] <= words["train"]
    assert 0.45 < (table["sentiment"] == "positive").mean() < 0.55


def test_counting_words_tells_nothing_of_most_reviews():
    table = load("reviews_en")
    said = dict(zip(table["text"], table["sentiment"], strict=True))
    exchanged = [
        (text, f"the {thing} was {two} but in the end {one}")
        for text in said
        if "but in the end" in text
        for _, thing, _, one, *_, two in [text.split()]
    ]
    both = [(said[one], said[two]) for one, two in exchanged if two in said]
    assert len(both) > 5 and all(one != two for one, two in both)
