"""Where the course's files are, and what its commands share."""

import os

from course_utils import project


def test_lessons_come_in_their_order_and_nothing_else_does(tmp_path):
    for name in ("10_ten.ipynb", "02_two.ipynb", "notes.ipynb", "1_one.ipynb", "02_two.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in project.lessons(tmp_path)] == ["02_two.ipynb", "10_ten.ipynb"]
    assert [path.name[:2] for path in project.lessons()][:2] == ["00", "01"]


def test_a_file_is_written_whole_and_only_if_it_changes(tmp_path):
    path = tmp_path / "page.md"
    assert project.store(path, "ρ\n") and path.read_bytes() == "ρ\n".encode()
    os.utime(path, (0, 0))
    assert not project.store(path, "ρ\n") and path.stat().st_mtime == 0
    assert project.store(path, "σ\n") and path.read_bytes() == "σ\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_command_is_called_by_the_name_of_its_module():
    parser = project.command("course_utils.restart", "Begin again.")
    assert "usage: python -m course_utils.restart" in parser.format_help()
