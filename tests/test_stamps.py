"""A stamp changes with what a test rests on, and with nothing else; a red run leaves none."""

import types

import pytest
import stamps

FILES = (
    "data/rides.csv",
    "notebooks/03_way_back.ipynb",
    "notebooks/04_far.ipynb",
    "course_utils/cells/rnn.py",
    "course_utils/figures/style.py",
    "course_utils/exercises/lesson_03.py",
    "course_utils/exercises/lesson_04_clip.py",
    "course_utils/exercises/edits/lesson_04.json",
    "tests/mistakes/lesson_03.py",
    "tests/conftest.py",
    "tests/test_answers.py",
    "tests/test_cells.py",
)


@pytest.fixture
def root(tmp_path):
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def moved(root, lesson):
    """Return the files whose change moves the stamp of test_answers.py, which rests on the cells."""
    found = []
    for name in FILES:
        stamps.stamp.cache_clear()
        before = stamps.stamp(root / "tests/test_answers.py", ("cells",), lesson, root)
        (root / name).write_text("changed " + name)
        stamps.stamp.cache_clear()
        if stamps.stamp(root / "tests/test_answers.py", ("cells",), lesson, root) != before:
            found.append(name)
    return found


def test_a_stamp_hangs_on_what_a_file_rests_on(root):
    out = {"course_utils/figures/style.py", "tests/test_cells.py"}
    assert set(moved(root, None)) == set(FILES) - out


def test_a_lesson_s_stamp_hangs_on_no_other_lesson(root):
    of_lesson_4 = [name for name in moved(root, "04") if "0" in name]
    assert of_lesson_4 == [name for name in FILES if "04" in name]


def test_what_was_green_is_left_out_until_it_changes(root, monkeypatch):
    monkeypatch.setattr(stamps, "GREEN", root / ".pytest_cache" / "green.json")
    monkeypatch.setattr(stamps, "NOW", root / ".pytest_cache" / "now.json")
    monkeypatch.setattr(stamps, "stamp", lambda file, places, lesson: f"{file.read_text()} {lesson}")
    long = types.SimpleNamespace(RESTS_ON=("cells",))
    path = root / "tests/test_answers.py"
    items = [
        types.SimpleNamespace(path=path, name=name, module=module)
        for name, module in (("test_a[lesson_04-x]", long), ("test_b", long), ("test_c", None))
    ]
    assert stamps.parted(items) == (items, [])
    stamps.settle(green=False)
    assert stamps.parted(items) == (items, [])
    stamps.settle(green=True)
    assert stamps.parted(items) == (items[2:], items[:2])
    path.write_text("changed")
    assert stamps.parted(items) == (items, [])
