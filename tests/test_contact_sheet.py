"""The contact sheet shows every stored figure, in both themes, beside what git has of it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from course_utils import project
from course_utils.authoring import contact_sheet, execute


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """Return the first lesson, alone in a project of its own that git knows."""
    (tmp_path / "notebooks").mkdir()
    path = Path(shutil.copy(project.lessons()[0], tmp_path / "notebooks"))
    own = ["-c", "user.name=A", "-c", "user.email=a@b.c"]
    for words in (["init", "-q"], ["add", "."], [*own, "commit", "-qm", "Begin"]):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    monkeypatch.setattr(project, "ROOT", tmp_path)
    return path


@pytest.mark.parametrize(("options", "times"), [([], 2), (["--before", "HEAD"], 4)])
def test_every_stored_figure_is_there_in_both_themes(lesson, options, times, capsys):
    shown = contact_sheet.figures(execute.read(lesson))
    count = sum(map(len, shown.values()))
    assert count > 2
    page = lesson.parents[1] / "figures.html"
    assert contact_sheet.main([str(lesson), *options, "--to", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert capsys.readouterr().out == f"{page}\n"
    assert text.count('<img src="data:image/png;base64,') == times * count
    assert all(f"· {cell}</h2>" in text for cell in shown)
    for ground in ("light", "dark"):
        assert text.count(f"<div class={ground}>") == times / 2 * len(shown)


def test_a_lesson_that_git_does_not_have_stands_alone(lesson):
    assert contact_sheet.stored("HEAD", lesson.with_name("99_none.ipynb")) is None
    assert contact_sheet.stored("HEAD", lesson).cells[0].id == execute.read(lesson).cells[0].id
