"""`make restart` keeps the learner's own file and brings the lesson back."""

import subprocess

import pytest

from course_utils import restart


@pytest.fixture
def course(tmp_path):
    def git(*words):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True, capture_output=True)

    (tmp_path / "notebooks").mkdir()
    for name in ("01_one.ipynb", "03_three.ipynb"):
        (tmp_path / "notebooks" / name).write_bytes(b"as given\n")
    git("init")
    git("add", ".")
    git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-m", "Begin")
    return tmp_path


def test_the_own_file_moves_and_the_lesson_comes_back(course, capsys):
    lesson = course / "notebooks" / "03_three.ipynb"
    lesson.write_text("my own work")
    assert restart.main(["3"], course) == 0
    assert lesson.read_bytes() == b"as given\n"
    (mine,) = (course / "notebooks" / "mine").iterdir()
    assert mine.read_text() == "my own work" and mine.name.startswith("03_three-")
    assert "Your own file is now notebooks/mine/03_three-" in capsys.readouterr().out


def test_an_untouched_lesson_stays_and_a_deleted_one_comes_back(course, capsys):
    assert restart.main(["01"], course) == 0
    assert "nothing to do" in capsys.readouterr().out
    (course / "notebooks" / "01_one.ipynb").unlink()
    assert restart.main(["01"], course) == 0
    assert (course / "notebooks" / "01_one.ipynb").exists() and not (course / "notebooks" / "mine").exists()


def test_a_lesson_that_is_not_there_is_named(course, capsys):
    assert restart.main(["07"], course) == 1
    assert "There is no lesson 07; there are 01, 03." in capsys.readouterr().err


def test_without_git_nothing_is_moved(tmp_path, capsys):
    lesson = tmp_path / "notebooks" / "03_three.ipynb"
    lesson.parent.mkdir()
    lesson.write_text("my own work")
    assert restart.main(["03"], tmp_path) == 1
    assert "no git checkout" in capsys.readouterr().err and lesson.read_text() == "my own work"
