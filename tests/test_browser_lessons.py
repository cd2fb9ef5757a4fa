"""Every lesson runs in a real JupyterLab in a real browser."""

import pytest
from conftest import ROOT

from course_utils import execute, refresh

LESSONS = [path.name for path in sorted((ROOT / "notebooks").glob(execute.LESSONS))]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", LESSONS)
def test_lesson_runs_without_errors_and_is_photographed(lab, name):
    lab.open(name)
    assert lab.run_all() == []
    assert len(lab.screenshots(name.removesuffix(".ipynb"))) > 3


def test_refresh_restores_a_lesson_saved_by_hand_byte_for_byte(lab):
    name = LESSONS[0]
    lab.open(name)
    lab.run_all()
    lab.save()
    saved = lab.folder / name
    assert refresh.refresh(saved) in (True, False)
    assert saved.read_bytes() == (ROOT / "notebooks" / name).read_bytes()
