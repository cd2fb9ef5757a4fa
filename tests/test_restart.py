"""`make restart` keeps the learner's own file beside a fresh copy of the lesson."""

import pytest
from test_copies import edited, lesson

from course_utils import restart


@pytest.fixture
def lessons(tmp_path):
    return [lesson(tmp_path / "course", name) for name in ("01_one.ipynb", "03_three.ipynb")]


def test_the_own_file_is_kept_and_the_lesson_begins_again(lessons, tmp_path, capsys):
    assert restart.main(["3"], tmp_path / "mine", lessons) == 0
    assert "03_three.ipynb is as the course has it." in capsys.readouterr().out
    before = edited(tmp_path / "mine" / "03_three.ipynb")
    assert restart.main(["3"], tmp_path / "mine", lessons) == 0
    (kept,) = (tmp_path / "mine" / "kept").iterdir()
    assert kept.read_bytes() == before
    assert f"Your own file is now mine/kept/{kept.name}." in capsys.readouterr().out
    assert restart.main(["03"], tmp_path / "mine", lessons) == 0
    assert "Your own" not in capsys.readouterr().out


def test_a_lesson_that_is_not_there_is_named(lessons, tmp_path, capsys):
    assert restart.main(["07"], tmp_path / "mine", lessons) == 1
    assert "There is no lesson 07; there are 01, 03." in capsys.readouterr().err


def test_a_folder_that_can_not_be_written_is_said(lessons, tmp_path, capsys):
    (tmp_path / "mine").write_text("a file stands in the way")
    assert restart.main(["03"], tmp_path / "mine", lessons) == 1
    assert "can't be written to" in capsys.readouterr().err
