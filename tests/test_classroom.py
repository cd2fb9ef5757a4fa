"""The hub for a room: what its configuration hands out, keeps and refuses."""

import logging
import re
from types import SimpleNamespace

import pytest
from conftest import ROOT
from traitlets.config import Config

from course_utils import project

FILE = ROOT / "classroom" / "jupyterhub_config.py"


@pytest.fixture
def configured(tmp_path, monkeypatch):
    """Return the configuration, and what else its file defines, read as JupyterHub reads it."""
    monkeypatch.setenv("CLASS_HOMES", str(tmp_path))
    monkeypatch.setenv("CLASS_PASSWORD", "eight-or-more")
    names = {"__file__": str(FILE), "get_config": Config}
    exec(compile(FILE.read_text(encoding="utf-8"), FILE, "exec"), names)
    return SimpleNamespace(**{key: value for key, value in names.items() if not key.startswith("__")})


def learner(name):
    return SimpleNamespace(user=SimpleNamespace(name=name), log=logging.getLogger())


def test_a_learner_gets_every_lesson(configured, tmp_path):
    configured.hand_out(learner("김민지"))
    lessons = {path.name for path in project.notebooks()}
    assert {path.name for path in (tmp_path / "김민지" / "my_lessons").iterdir()} == lessons


def test_a_learners_work_is_not_overwritten(configured, tmp_path):
    configured.hand_out(learner("kim"))
    mine, gone = sorted((tmp_path / "kim" / "my_lessons").iterdir())[:2]
    mine.write_text("mine")
    gone.unlink()
    configured.hand_out(learner("kim"))
    assert mine.read_text() == "mine" and gone.is_file()


def test_each_learner_has_progress_of_their_own(configured):
    where = configured.c.Spawner.environment["COURSE_PROGRESS"]
    assert where(learner("kim")) != where(learner("lee"))


def test_names_that_would_leave_the_folder_are_refused(configured):
    allowed = re.compile(configured.c.Authenticator.username_pattern)
    assert all(map(allowed.match, ("kim", "김민지", "anna-lena_2", "j.doe")))
    assert not any(map(allowed.match, ("../kim", "..", ".ssh", "a/b", "a b", "")))


def test_no_password_no_class(monkeypatch, tmp_path):
    monkeypatch.setenv("CLASS_HOMES", str(tmp_path))
    monkeypatch.delenv("CLASS_PASSWORD", raising=False)
    with pytest.raises(SystemExit, match="CLASS_PASSWORD"):
        exec(FILE.read_text(encoding="utf-8"), {"__file__": str(FILE), "get_config": Config})


def test_the_guide_installs_what_the_configuration_names():
    said = [
        set(
            re.findall(r"jupyterhub==[\d.]+|configurable-http-proxy@[\d.]+", path.read_text(encoding="utf-8"))
        )
        for path in (FILE, ROOT / "INSTRUCTORS.md")
    ]
    assert said[0] == said[1] and len(said[0]) == 2
    assert "jupyterhub" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
