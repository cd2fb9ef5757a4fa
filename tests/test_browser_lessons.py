"""Every lesson runs in a real JupyterLab in a real browser, by a learner who ends every training early."""

import pytest

from course_utils import project
from course_utils.authoring import execute, refresh

# From the last on: the long ones begin early, and no worker waits for another at the end.
LESSONS = [path.name for path in reversed(project.lessons())]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", LESSONS)
def test_lesson_runs_without_errors_and_is_photographed(lab, name, request):
    lab.open(name)
    if not request.config.option.whole:
        lab.answer("import os; os.environ['COURSE_UPDATES'] = '20'")
    assert lab.run_all() == []
    assert len(lab.screenshots(name.removesuffix(".ipynb"))) > 3


def test_refresh_restores_a_lesson_saved_by_hand_byte_for_byte(lab):
    path = lab.folder / LESSONS[-1]
    notebook = execute.read(path)
    for cell in notebook.cells:
        cell.pop("outputs", None)
    execute.write(path, execute.normalised(notebook, path))
    refresh.refresh(path)  # with this machine's own pictures
    before = path.read_bytes()
    lab.open(path.name)
    lab.run_all()
    lab.save()
    assert path.read_bytes() != before
    refresh.refresh(path)
    assert path.read_bytes() == before
